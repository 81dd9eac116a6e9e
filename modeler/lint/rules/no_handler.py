"""A step done by people says who handles it."""

from __future__ import annotations

from collections.abc import Iterator

from modeler.document import commands
from modeler.document.document import Document
from modeler.lint.model import Model, problem
from modeler.lint.rule import Fix, Rule
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity

declare(
    {
        "no-handler": (
            N_("Nobody is named to handle “{name}”."),
            N_("Choose who handles the step: a person, a role, or the head of the starter's department."),
        ),
    }
)


def check(model: Model) -> Iterator[Problem]:
    """User tasks without a rule. In files of other tools, which name people their own way, a warning."""
    foreign = bool(model.facts.engines) and "slip" not in model.facts.engines
    for node in model.flow_nodes("userTask"):
        if not node.extension.get("handler"):
            yield problem("no-handler", node, Severity.WARNING if foreign else Severity.ERROR, field="handler")


def fix(problem: Problem) -> Fix | None:
    """The usual choice in approvals."""
    element = problem.element
    if element is None:
        return None

    def apply(doc: Document) -> None:
        rule = {"strategy": "departmentHead", "level": "1", "empty": "admin", "same": "superior"}
        commands.set_extension(doc, element, "handler", rule)

    return Fix(N_("Let the head of the starter's department decide"), apply)


RULE = Rule("no-handler", N_("A step done by people says who handles it"), check, Severity.ERROR, fix)
