"""Steps of one process have different names."""

from __future__ import annotations

from collections.abc import Iterator

from modeler.bpmn import names
from modeler.document import commands
from modeler.document.document import Document
from modeler.lint.model import Model, problem
from modeler.lint.rule import Fix, Rule
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity

declare(
    {
        "duplicate-name": (
            N_("Two steps are called “{name}”: in an inbox nobody could tell them apart."),
            N_("Give one of them another name."),
        ),
    }
)


def check(model: Model) -> Iterator[Problem]:
    """Activities of one process; the first keeps its name."""
    seen: set[tuple[str, str]] = set()
    for node in model.flow_nodes(*names.ACTIVITIES):
        key = node.process or "", " ".join(node.name.split()).casefold()
        if not key[1]:
            continue
        if key in seen:
            yield problem("duplicate-name", node, field="name")
        seen.add(key)


def fix(problem: Problem) -> Fix | None:
    """Number it."""
    element = problem.element
    if element is None:
        return None

    def apply(doc: Document) -> None:
        node = doc.index.nodes.get(element)
        if node is None:
            return
        taken = {other.name for other in doc.index.nodes.values() if other.process == node.process}
        number = 2
        while f"{node.name} {number}" in taken:
            number += 1
        commands.rename(doc, element, f"{node.name} {number}")

    return Fix(N_("Add a number to its name"), apply)


RULE = Rule("duplicate-name", N_("Steps have different names"), check, Severity.WARNING, fix, executable_only=False)
