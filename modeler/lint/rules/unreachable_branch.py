"""Every branch of a decision can be taken: those before it leave something over."""

from __future__ import annotations

from collections.abc import Iterator

from modeler.lint.expressions import expressions, short, words_of
from modeler.lint.model import Model, problem
from modeler.lint.rule import Rule
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity
from runner.feel.logic import may_hold
from runner.feel.tree import Ast

declare(
    {
        "unreachable-branch": (
            N_("The flow “{name}” is never taken: whenever {text} holds, a flow before it is taken."),
            N_("Narrow a condition before it, or put it first."),
        ),
    }
)


def check(model: Model) -> Iterator[Problem]:
    """Exclusive gateways: the first way whose condition holds is taken, in the order of the ways out."""
    seen = {one.element.id: one for one in expressions(model) if one.place == "condition"}
    for node in model.flow_nodes("exclusiveGateway"):
        domains = {
            one.name: [item.value for item in one.choices] for one in words_of(model)[node.process] if one.choices
        }
        before: list[Ast] = []
        for flow in model.outgoing(node):
            own = seen.get(flow.id)
            if own is None or own.ast is None or flow.is_default or own.remarks:
                continue
            if before and may_hold([*((one, False) for one in before), (own.ast, True)], domains) is False:
                target = model.nodes.get(flow.target)
                name = flow.name or (model.name(target) if target is not None else flow.id)
                yield problem(
                    "unreachable-branch", flow, Severity.WARNING, field="condition", name=name, text=short(own.text)
                )
            before.append(own.ast)


RULE = Rule("unreachable-branch", N_("Every branch of a decision can be taken"), check, Severity.WARNING)
