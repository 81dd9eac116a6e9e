"""Behind a decision, every way has a condition or is the default."""

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
        "missing-condition": (
            N_("The flow “{name}” behind “{gateway}” says neither when it is taken nor that it is the default."),
            N_("Write its condition, or make it the default."),
        ),
        "missing-condition.beside": (
            N_("The flow “{name}” behind “{gateway}” does not say when it is taken."),
            N_("Write its condition."),
        ),
    }
)


def check(model: Model) -> Iterator[Problem]:
    """Exclusive and inclusive gateways with several ways out."""
    for node in model.flow_nodes(*DECISIONS):
        flows = model.outgoing(node)
        if len(flows) < 2:
            continue
        code = "missing-condition.beside" if any(flow.is_default for flow in flows) else "missing-condition"
        for flow in flows:
            if not flow.is_default and not (flow.condition or "").strip():
                target = model.nodes.get(flow.target)
                name = flow.name or (model.name(target) if target is not None else flow.id)
                yield problem(code, flow, Severity.ERROR, field="condition", name=name, gateway=model.name(node))


def fix(problem: Problem) -> Fix | None:
    """Make it the default, where none is."""
    element = problem.element
    if element is None or problem.code != "missing-condition":
        return None

    def apply(doc: Document) -> None:
        flow = doc.index.flows.get(element)
        if flow is not None:
            commands.set_property(doc, flow.source, "default", element)

    return Fix(N_("Make it the default"), apply)


RULE = Rule("missing-condition", N_("Every way behind a decision has a condition"), check, Severity.ERROR, fix)
