"""A decision has a default way, so that no case gets stuck."""

from __future__ import annotations

from collections.abc import Iterator

from modeler.document import commands
from modeler.document.document import Document
from modeler.lint.model import DECISIONS, Model, problem
from modeler.lint.rule import Fix, Rule
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity

declare(
    {
        "missing-default": (
            N_("“{name}” has no default way: a case that fits none of the conditions gets stuck."),
            N_("Make the most usual way the default."),
        ),
    }
)


def check(model: Model) -> Iterator[Problem]:
    """Exclusive and inclusive gateways whose ways all have conditions."""
    for node in model.flow_nodes(*DECISIONS):
        flows = model.outgoing(node)
        if len(flows) < 2 or any(flow.is_default for flow in flows):
            continue
        if all((flow.condition or "").strip() for flow in flows):
            yield problem("missing-default", node)


def fix(problem: Problem) -> Fix | None:
    """The last way becomes the default; its condition is kept and no longer asked."""
    element = problem.element
    if element is None:
        return None

    def apply(doc: Document) -> None:
        node = doc.index.nodes.get(element)
        if node is not None and node.outgoing:
            commands.set_property(doc, element, "default", node.outgoing[-1])

    return Fix(N_("Make the last way the default"), apply)


RULE = Rule("missing-default", N_("A decision has a default way"), check, Severity.WARNING, fix)
