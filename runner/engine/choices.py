"""Which flows a token takes out of its node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runner.bundle.graph import Flow, Node
from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.feel import FeelWarning, from_json, type_name

if TYPE_CHECKING:
    from runner.engine.instance import Instance
    from runner.engine.tokens import Token

declare(
    {
        "run.no-flow": (
            N_("No flow out of “{name}” fits: no condition holds and there is no default flow."),
            N_("Choose a flow by hand, or change the data and try again."),
        ),
    }
)

ALL_FLOWS = ("parallelGateway", "eventBasedGateway")
ONE_FLOW = ("exclusiveGateway",)
NEEDS_CONDITION = ("exclusiveGateway", "complexGateway")


def decide(case: Instance, token: Token) -> bool | None:
    """Note the flows to take on the token: True; None where the tester has to pick.

    Raises `RunError` (`run.no-flow`, or what a condition raises).
    """
    spec, data = token.task_spec, token.internal_data
    if "take" in data or "jump" in data:
        return True
    flows = list(spec.program.outgoing.get(spec.node.id, []))
    taken = _choice(case, token, spec.node, flows)
    if taken is None:
        data["pick"] = [flow.id for flow in flows]
        data["open"] = "pick"
        return None
    if flows and not taken:
        raise RunError("run.no-flow", name=spec.node.name or spec.node.id)
    data["take"] = [flow.id for flow in taken]
    return True


def _choice(case: Instance, token: Token, node: Node, flows: list[Flow]) -> list[Flow] | None:
    """Conditions in document order; a flow without one is always taken, except out of an exclusive or
    complex gateway: there a single one is the default, and several are for the tester to pick from. Notes on the
    token why a flow is taken, as its line of history tells it."""
    if node.kind in ALL_FLOWS or (len(flows) < 2 and all(flow.condition is None for flow in flows)):
        return flows
    default, others = _split(node, flows)
    taken: list[Flow] = []
    tried: dict[str, Any] = {}
    unreadable = False
    why = token.internal_data["why"] = {}
    for flow in others:
        if flow.condition is None:
            unreadable = unreadable or node.kind in NEEDS_CONDITION
            if node.kind not in NEEDS_CONDITION:
                taken.append(flow)
            continue
        if flow.condition.language != "feel":
            unreadable = True
            continue
        values = case.data.named(token, flow.condition.text)
        if _holds(case, token, node, flow.condition.text):
            taken.append(flow)
            why[flow.id] = {"condition": flow.condition.text, "values": values}
            if node.kind in ONE_FLOW:
                return taken
        tried |= values
    if unreadable:
        return None
    if not taken and tried:
        why.update((flow.id, {"condition": None, "values": tried}) for flow in default)
    return taken or default


def _holds(case: Instance, token: Token, node: Node, text: str) -> bool:
    """Whether a condition holds; one that is neither true nor false does not, and the history says so."""
    value = case.data.value(token, text)
    if not isinstance(value, bool):
        cause = FeelWarning("feel.condition", {"type": type_name(from_json(value))}).message
        case.record("warning", node.id, token.key, text=text, cause=cause)
    return value is True


def _split(node: Node, flows: list[Flow]) -> tuple[list[Flow], list[Flow]]:
    default = [flow for flow in flows if flow.id == node.default]
    others = [flow for flow in flows if flow.id != node.default]
    plain = [flow for flow in others if flow.condition is None]
    if node.kind in NEEDS_CONDITION and not default and len(plain) == 1 and len(others) > 1:
        return plain, [flow for flow in others if flow.condition is not None]
    return default, others
