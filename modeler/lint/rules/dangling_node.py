"""Every step is connected: something leads to it and something leaves it."""

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
        "dangling-node": (
            N_("“{name}” is not connected to anything."),
            N_("Draw a flow to it, or delete it."),
        ),
        "dangling-node.in": (
            N_("Nothing leads to “{name}”."),
            N_("Draw a flow from the step before."),
        ),
        "dangling-node.out": (
            N_("Nothing follows “{name}”, and it is no end event."),
            N_("Draw a flow to the next step, or to an end event."),
        ),
    }
)


def check(model: Model) -> Iterator[Problem]:
    """Steps and events with no flow in, no flow out, or neither."""
    for scope in model.scopes:
        if len(scope.nodes) == 1 and scope.nodes[0].tag == "startEvent":
            continue  # a blank page
        for node in scope.nodes:
            if node.tag in names.CHOREOGRAPHY:
                continue
            lacks_in = not node.incoming and not model.begins_by_itself(node)
            lacks_out = not node.outgoing and not model.ends_by_itself(node)
            if lacks_in and not node.outgoing:
                yield problem("dangling-node", node)
            elif lacks_in:
                yield problem("dangling-node.in", node)
            elif lacks_out:
                yield problem("dangling-node.out", node)


def fix(problem: Problem) -> Fix | None:
    """A step that nothing follows gets an end event."""
    element = problem.element
    if problem.code != "dangling-node.out" or element is None:
        return None
    return Fix(N_("Add an end event"), lambda doc: _append(doc, element))


def _append(doc: Document, element: str) -> None:
    commands.append_node(doc, element, "end-event")


RULE = Rule("dangling-node", N_("Every step is connected"), check, Severity.WARNING, fix, executable_only=False)
