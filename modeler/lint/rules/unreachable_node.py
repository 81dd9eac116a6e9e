"""Every step can be reached from a start event."""

from __future__ import annotations

from collections.abc import Iterator

from modeler.lint.model import Model, problem
from modeler.lint.rule import Rule
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity

declare(
    {
        "unreachable-node": (
            N_("“{name}” can never be reached from a start event."),
            N_("Draw a flow from a step that is reached, or delete it."),
        ),
    }
)


def check(model: Model) -> Iterator[Problem]:
    """Nodes that flows lead to, though none of these begins at a start."""
    for scope in model.scopes:
        roots = [node for node in scope.nodes if model.begins_by_itself(node) and not node.attached_to]
        if not any(node.tag == "startEvent" for node in roots):
            continue  # said by no-start
        reached = model.reachable(roots)
        for node in scope.nodes:
            # a node that nothing leads to is said by dangling-node, an event on a border by its host
            if node.id not in reached and node.incoming and not node.attached_to:
                yield problem("unreachable-node", node)


RULE = Rule("unreachable-node", N_("Every step can be reached"), check, Severity.WARNING, executable_only=False)
