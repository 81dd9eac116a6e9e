"""Who will have the case, step by step, before it is sent: the whole way with names, as far as it can be told now.

Everybody is taken to agree, and each step to be done by the first of those who may. What a condition asks and
nobody knows yet leaves several ways open: the steps on them may come or not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from runner import feel
from runner.approvals.plan import Plan, plan_of
from runner.approvals.verdicts import result_names, verdicts_of
from runner.bundle.graph import Flow, Graph, Node
from runner.core.errors import AppError
from runner.organization.model import Organization
from runner.organization.resolver import CaseFacts

PEOPLE = ("userTask", "manualTask", "task")
_BESIDE = ("parallelGateway",)
_ONE = ("exclusiveGateway", "eventBasedGateway", "complexGateway")
_MOST = 500
_SURE = Fraction(1)


@dataclass(frozen=True)
class PathStep:
    """One step of the way. `plan` names the people, in rounds; None for what nobody does. `sure`: every case that is
    sent so comes here. `after`: flows that lead here because of a condition, each with what it asks. `returns`: the
    way may come back here."""

    node: Node
    plan: Plan | None = None
    sure: bool = True
    after: tuple[Flow, ...] = ()
    returns: bool = False


def path_of(graph: Graph, organization: Organization, facts: CaseFacts, start: str) -> tuple[PathStep, ...]:
    """The steps of people that a case sent with these facts comes to, in the order in which it comes to them, and its
    ends. `facts.data` are the values as they would be sent.

    Loops are followed once. What stands inside a sub-process follows the sub-process.
    """
    return tuple(_Path(graph, organization).steps(facts, start))


class _Path:
    def __init__(self, graph: Graph, organization: Organization) -> None:
        self._graph, self._organization = graph, organization
        self._nodes = {node.id: node for node in graph.nodes}
        self._flows = {flow.id: flow for flow in graph.flows}
        self._weights: dict[str, Fraction] = {}
        self._after: dict[str, list[Flow]] = {}
        self._back: Counter[str] = Counter()

    def steps(self, facts: CaseFacts, start: str, weight: Fraction = _SURE) -> Iterator[PathStep]:
        """The steps behind a node, of which `weight` of all cases come here."""
        order = self._order(start)
        self._weights[start] = weight
        for own in order:
            node, part = self._nodes[own], min(self._weights.get(own, Fraction(0)), weight)
            if not part:
                continue
            step = PathStep(node, None, part == _SURE, tuple(self._after.get(own, ())), self._back[own] > 0)
            if node.kind in PEOPLE:
                plan = self._plan(node, facts)
                yield replace(step, plan=plan)
                facts = _agreed(facts, node, plan)
            elif node.kind in ("subProcess", "transaction"):
                inside = _start_of(self._graph, own)
                if inside is not None:
                    yield from self.steps(facts, inside.id, part)
            elif node.kind in ("callActivity", "adHocSubProcess") or (node.kind == "endEvent" and node.scope is None):
                yield step
            self._send_on(node, part, facts)

    def _order(self, start: str) -> list[str]:
        """All that can come behind a node, each after what leads to it; flows that lead back are left out."""
        done: list[str] = []
        state: dict[str, bool] = {}  # False while what is behind it is looked at
        waiting: list[tuple[str, Iterator[str]]] = [(start, self._targets(start))]
        state[start] = False
        while waiting:
            own, targets = waiting[-1]
            following = next(targets, None)
            if following is None:
                state[own] = True
                done.append(own)
                waiting.pop()
            elif following not in state and len(state) < _MOST:
                state[following] = False
                waiting.append((following, self._targets(following)))
            elif state.get(following) is False:
                self._back[following] += 1
        return done[::-1]

    def _targets(self, own: str) -> Iterator[str]:
        flows = [self._flows[flow] for flow in self._nodes[own].outgoing if flow in self._flows]
        return iter([flow.target for flow in reversed(flows) if flow.target in self._nodes])

    def _send_on(self, node: Node, part: Fraction, facts: CaseFacts) -> None:
        """Share what comes to a node among its ways: all of it goes on each way beside others, and where nobody knows
        which of several is taken, an equal part on each."""
        flows = [self._flows[own] for own in node.outgoing if own in self._flows]
        taken, is_open = _taken(node, flows, facts)
        share = part / len(taken) if is_open and taken else part
        for flow in taken:
            target = self._nodes.get(flow.target)
            if target is None:
                continue
            if is_open or (flow.condition is not None and len(flows) > 1):
                self._after.setdefault(flow.target, []).append(flow)
            before = self._weights.get(flow.target, Fraction(0))
            meets = target.kind in _BESIDE and len(target.incoming) > 1
            self._weights[flow.target] = max(before, share) if meets else min(_SURE, before + share)

    def _plan(self, node: Node, facts: CaseFacts) -> Plan | None:
        if node.handler is None:
            return None
        return plan_of(node, self._organization, facts, chance="path", graph=self._graph)


def _taken(node: Node, flows: list[Flow], facts: CaseFacts) -> tuple[list[Flow], bool]:
    """The flows that a case takes, and whether it is open which of them."""
    if node.kind in _BESIDE or len(flows) < 2:
        return flows, False
    if node.kind == "eventBasedGateway":
        return flows, True
    default = [flow for flow in flows if flow.id == node.default]
    certain: list[Flow] = []
    possible: list[Flow] = []
    for flow in flows:
        if flow.id == node.default:
            continue
        holds = _holds(flow, facts.data) if flow.condition is not None else (None if node.kind in _ONE else True)
        if holds is None:
            possible.append(flow)
        elif holds:
            certain.append(flow)
            if node.kind in _ONE and not possible:
                return [flow], False
    if not possible:
        return certain or default, False
    return [*possible, *certain, *default], True


def _holds(flow: Flow, values: Mapping[str, Any]) -> bool | None:
    """Whether a condition holds; None where it asks what nobody knows yet."""
    condition = flow.condition
    if condition is None or condition.language != "feel":
        return None
    try:
        compiled = feel.compile_expression(condition.text)
        if any(values.get(name) in (None, "") for name in compiled.names):
            return None
        found = compiled({name: feel.from_json(value) for name, value in values.items()})
    except AppError:
        return None
    return found if isinstance(found, bool) else None


def _agreed(facts: CaseFacts, node: Node, plan: Plan | None) -> CaseFacts:
    """The facts behind a step that everybody agreed at."""
    people = [user for one in plan.rounds for user in one] if plan is not None else []
    verdict, result, chosen = result_names(node)
    agree = next((one.id for one in verdicts_of(node) if one.result == "agree"), "agree")
    data = dict(facts.data)
    if node.approval is not None:
        data |= {verdict: "agree", result: "agree", chosen: agree}
    approved = {**facts.approved_by, node.id: people} if node.approval is not None else facts.approved_by
    return replace(
        facts, data=data, done_by={**facts.done_by, node.id: people}, approved_by=approved, previous_node=node.id
    )


def _start_of(graph: Graph, scope: str) -> Node | None:
    """Where a sub-process begins."""
    inside = [node for node in graph.nodes if node.scope == scope and node.attached_to is None]
    starts = [node for node in inside if node.kind == "startEvent"]
    return next(iter([*starts, *[node for node in inside if not node.incoming]]), None)
