"""A process or sub-process ends with an end event."""

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
        "no-end": (
            N_("“{name}” has no end event, so nobody can tell when it is done."),
            N_("Put an end event behind the last step."),
        ),
    }
)


def check(model: Model) -> Iterator[Problem]:
    """Every scope that holds steps, but for ad-hoc ones."""
    for scope in model.scopes:
        if scope.host is not None and scope.host.tag == "adHocSubProcess":
            continue
        if any(node.tag in names.CHOREOGRAPHY for node in scope.nodes):
            continue
        if not any(node.tag == "endEvent" for node in scope.nodes):
            element = scope.host.id if scope.host is not None else scope.process.id
            line = scope.host.line if scope.host is not None else scope.process.line
            yield Problem("no-end", Severity.WARNING, element, {"name": scope.name}, line=line)


def fix(problem: Problem) -> Fix:
    """Put one behind every step that nothing leaves."""

    def apply(doc: Document) -> None:
        inside = [node for node in doc.index.children(problem.element or "") if node.tag in names.FLOW_NODES]
        with doc.transaction(N_("Add an end event")):
            for node in inside:
                if not node.outgoing and node.tag != "endEvent":
                    commands.append_node(doc, node.id, "end-event")

    return Fix(N_("Add an end event"), apply)


RULE = Rule("no-end", N_("A process ends with an end event"), check, Severity.WARNING, fix, executable_only=False)
