"""The buttons of an approval can be told from each other, and one of them lets the case go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from modeler.document import commands
from modeler.document.document import Document
from modeler.document.records import NodeRecord
from modeler.lint.model import Model, problem
from modeler.lint.rule import Fix, Rule
from runner.core.i18n import N_, tr
from runner.core.messages import declare
from runner.core.problem import Problem, Severity

declare(
    {
        "approval-buttons": (
            N_("A button of “{name}” has no label: nobody sees what it does."),
            N_("Write on it what whoever presses it says."),
        ),
        "approval-buttons.same": (
            N_("Two buttons of “{name}” are called “{label}”."),
            N_("Give each a label of its own, or remove one."),
        ),
        "approval-buttons.id": (
            N_("Two buttons of “{name}” have the id “{id}”: only one of them can be meant."),
            N_("Remove one of them and add it anew."),
        ),
        "approval-buttons.agree": (
            N_("No button of “{name}” lets the case go on: all of them reject, return or abstain."),
            N_("Add a button that agrees."),
        ),
    }
)

USUAL = {
    "agree": N_("Agree"), "reject": N_("Disagree"), "return": N_("Return"), "abstain": N_("Abstain"),
    "custom": N_("Other"),
}  # fmt: skip
ENDINGS = ("reject", "return", "abstain")


def buttons_of(node: NodeRecord) -> list[dict[str, Any]]:
    """The buttons that a step lists itself; none where it has the usual three."""
    block = node.extension.get("approval")
    found = block.get("verdicts") if isinstance(block, Mapping) else None
    return [dict(one) for one in found or () if isinstance(one, Mapping)]


def check(model: Model) -> Iterator[Problem]:
    """Look at the buttons of each approval."""
    for node in model.flow_nodes("userTask"):
        buttons = buttons_of(node)
        if not buttons:
            continue
        labels = [str(one.get("label") or "").strip() for one in buttons]
        for one, label in zip(buttons, labels, strict=True):
            if not label:
                yield problem("approval-buttons", node, field="approval", id=str(one.get("id") or ""))
        for label in _twice(labels):
            yield problem("approval-buttons.same", node, field="approval", label=label)
        for name in _twice(str(one.get("id") or "") for one in buttons):
            yield problem("approval-buttons.id", node, Severity.ERROR, field="approval", id=name)
        if all(_result(one) in ENDINGS and not _goes_on(one) for one in buttons):
            yield problem("approval-buttons.agree", node, Severity.ERROR, field="approval")


def _twice(texts: Any) -> list[str]:
    return [text for text, count in Counter(texts).items() if text and count > 1]


def _result(button: Mapping[str, Any]) -> str:
    return str(button.get("result") or "agree")


def _goes_on(button: Mapping[str, Any]) -> bool:
    return str(button.get("action") or "") == "next"


def fix(problem: Problem) -> Fix | None:
    """Write the usual label on a button, add one that agrees."""
    element = problem.element
    if element is None or problem.code not in ("approval-buttons", "approval-buttons.agree"):
        return None
    if problem.code == "approval-buttons":
        return Fix(N_("Write the usual label on it"), lambda doc: _label(doc, element, problem.params.get("id", "")))
    return Fix(N_("Add a button that agrees"), lambda doc: _write(doc, element, [_agree(doc, element)], first=True))


def _agree(doc: Document, element: str) -> dict[str, Any]:
    used = {str(one.get("id")) for one in buttons_of(doc.index.nodes[element])}
    name = next(name for number in range(1, 99) if (name := "agree" if number == 1 else f"agree{number}") not in used)
    return {"id": name, "label": tr(USUAL["agree"]), "result": "agree"}


def _label(doc: Document, element: str, button: str) -> None:
    buttons = buttons_of(doc.index.nodes[element])
    for one in buttons:
        if str(one.get("id") or "") == button and not str(one.get("label") or "").strip():
            one["label"] = tr(USUAL.get(_result(one), USUAL["custom"]))
    _write(doc, element, buttons)


def _write(doc: Document, element: str, buttons: list[dict[str, Any]], *, first: bool = False) -> None:
    node = doc.index.nodes.get(element)
    block = node.extension.get("approval") if node is not None else None
    if node is not None and isinstance(block, Mapping):
        rows = [*buttons, *buttons_of(node)] if first else buttons
        commands.set_extension(doc, element, "approval", {**block, "verdicts": rows})


RULE = Rule(
    "approval-buttons", N_("The buttons of an approval can be told from each other"), check, Severity.WARNING, fix
)
