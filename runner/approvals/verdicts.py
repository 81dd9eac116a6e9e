"""Verdicts: the buttons of a step, what each asks for, and what becomes of the case."""

from __future__ import annotations

from typing import Literal

from runner import feel
from runner.bundle.graph import Graph, Node, Verdict
from runner.core.errors import AppError, RunError
from runner.core.i18n import N_
from runner.core.messages import declare

declare(
    {
        "approval.no-such-verdict": (N_("“{verdict}” is not among the verdicts of this step."), ""),
        "approval.verdict-needed": (N_("This step asks for a verdict."), N_("Choose one of its buttons.")),
        "approval.opinion-needed": (
            N_("This verdict asks for an opinion."),
            N_("Write a sentence that says why."),
        ),
    }
)

DEFAULT_VERDICTS: tuple[Verdict, ...] = (
    Verdict(id="agree", label=N_("Agree"), result="agree"),
    Verdict(id="reject", label=N_("Disagree"), result="reject", validate_form=False),
    Verdict(id="return", label=N_("Return"), result="return", validate_form=False),
)
"""同意, 不同意, 退回: what an approval step has that names no verdicts. Labels are translated when shown."""

GO_ON, END, START, PREVIOUS, NODE = "next", "end", "start", "previous", "node:"


def verdicts_of(node: Node) -> tuple[Verdict, ...]:
    """The buttons of a step; none where it is plain work without a verdict."""
    if node.approval is None:
        return ()
    return tuple(node.approval.verdicts) or DEFAULT_VERDICTS


def chosen(node: Node, verdict: str | None) -> Verdict | None:
    """The verdict of that id, or of that result; None for work without verdicts.

    Raises `RunError`: `approval.verdict-needed`, `approval.no-such-verdict`.
    """
    offered = verdicts_of(node)
    if not offered:
        return None
    if verdict is None:
        raise RunError("approval.verdict-needed")
    by_id = {item.id: item for item in offered}
    by_result: dict[str, Verdict] = {item.result: item for item in reversed(offered)}
    found = by_id.get(verdict) or by_result.get(verdict)
    if found is None:
        raise RunError("approval.no-such-verdict", verdict=verdict)
    return found


def needs_opinion(rule: str, verdict: Verdict) -> bool:
    """Whether a verdict asks for an opinion: what the verdict says itself, else the `rule` of its step (`none`,
    `reject`, `always`)."""
    if verdict.opinion is not None:
        return verdict.opinion == "always"
    return rule == "always" or (rule == "reject" and verdict.result in ("reject", "return"))


def check_opinion(node: Node, verdict: Verdict | None, opinion: str | None) -> None:
    """Raises `RunError` (`approval.opinion-needed`) where one is missing."""
    rule = node.approval.opinion if node.approval is not None else "none"
    if verdict is not None and needs_opinion(rule, verdict) and not (opinion or "").strip():
        raise RunError("approval.opinion-needed")


def button_of(node: Node, result: Literal["return", "reject"]) -> Verdict:
    """The button of a result: an operation that returns or rejects asks for what it asks for."""
    buttons = [one for one in verdicts_of(node) if one.result == result]
    return buttons[0] if buttons else Verdict(id=result, result=result)


def action_of(graph: Graph, node: Node, result: str) -> str:
    """What follows from the result of a step: `next`, `end`, `start` (in files also `starter`), `previous`
    or `node:ID`.

    The action of the verdict with that result stands first. Without one, a return goes to the starter; a
    rejection goes on where a condition behind the step looks at the verdict, and else ends the case.
    """
    verdict = next((item for item in verdicts_of(node) if item.result == result), None)
    if verdict is not None and verdict.action:
        return START if verdict.action == "starter" else verdict.action
    if result == "return":
        return START
    if result == "reject" and not reads_verdict(graph, node):
        return END
    return GO_ON


def result_names(node: Node) -> tuple[str, str, str]:
    """The variables that a decided step writes: the last result of any step, its own result, and the id
    of its verdict."""
    return "verdict", f"{node.id}_result", f"{node.id}_verdict"


def reads_verdict(graph: Graph, node: Node) -> bool:
    """Whether a condition on the way out of the step, before the next step, looks at its verdict."""
    nodes = {item.id: item for item in graph.nodes}
    flows = {flow.id: flow for flow in graph.flows}
    wanted = set(result_names(node))
    seen: set[str] = set()
    todo = [node.id]
    while todo:
        current = nodes.get(todo.pop())
        if current is None or current.id in seen:
            continue
        seen.add(current.id)
        for flow_id in current.outgoing:
            flow = flows.get(flow_id)
            if flow is None:
                continue
            condition = flow.condition
            if condition is not None and condition.language == "feel" and wanted & names_in(condition.text):
                return True
            target = nodes.get(flow.target)
            if target is not None and target.kind.endswith("Gateway"):
                todo.append(target.id)
    return False


def names_in(text: str) -> frozenset[str]:
    """The variables that a FEEL text takes; none where it cannot be read."""
    try:
        return feel.compile_expression(text).names
    except AppError:
        return frozenset()
