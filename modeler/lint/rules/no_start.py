"""A process or sub-process begins with a start event."""

from __future__ import annotations

from collections.abc import Iterator

from modeler.bpmn import names
from modeler.document import commands
from modeler.document.document import Document
from modeler.lint.model import Model
from modeler.lint.rule import Fix, Rule
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity

declare(
    {
        "no-start": (
            N_("“{name}” has no start event, so nobody can tell where it begins."),
            N_("Put a start event before the first step."),
        ),
    }
)

_LEFT = 90.0
"""How far left of the first step a start event goes, in diagram units."""


def check(model: Model) -> Iterator[Problem]:
    """Every scope that holds steps, but for ad-hoc ones."""
    for scope in model.scopes:
        if scope.host is not None and (scope.host.tag == "adHocSubProcess" or scope.host.tag in names.CHOREOGRAPHY):
            continue
        if any(node.tag in names.CHOREOGRAPHY for node in scope.nodes):
            continue
        if not any(node.tag == "startEvent" for node in scope.nodes):
            severity = Severity.ERROR if scope.process.executable and scope.host is None else Severity.WARNING
            element = scope.host.id if scope.host is not None else scope.process.id
            line = scope.host.line if scope.host is not None else scope.process.line
            yield Problem("no-start", severity, element, {"name": scope.name}, line=line)


def fix(problem: Problem) -> Fix:
    """Put one before the first step that nothing leads to."""

    def apply(doc: Document) -> None:
        inside = [node for node in doc.index.children(problem.element or "") if node.tag in names.FLOW_NODES]
        first = next((node for node in inside if not node.incoming and not node.attached_to), None)
        if first is None or first.bounds is None:
            return
        x, y = first.bounds.x - _LEFT, first.bounds.centre[1]
        with doc.transaction(N_("Add a start event")):
            start = commands.add_node(doc, "start-event", (x, y), home=first.home)
            commands.connect(doc, start, first.id)

    return Fix(N_("Add a start event"), apply)


RULE = Rule("no-start", N_("A process begins with a start event"), check, Severity.ERROR, fix, executable_only=False)
