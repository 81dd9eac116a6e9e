"""A sequence flow stays inside one pool."""

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
        "flow-crosses-pool": (
            N_("The flow from “{source}” to “{target}” leaves its pool."),
            N_("Between pools, draw a message flow."),
        ),
        "flow-crosses-pool.scope": (
            N_("The flow from “{source}” to “{target}” crosses the border of a sub-process."),
            N_("Lead it to the sub-process itself, or put both steps on one side."),
        ),
    }
)


def check(model: Model) -> Iterator[Problem]:
    """Sequence flows whose ends stand in different processes or sub-processes."""
    for flow in model.flows.values():
        source, target = model.nodes.get(flow.source), model.nodes.get(flow.target)
        if flow.kind != "sequenceFlow" or source is None or target is None or source.parent == target.parent:
            continue
        code = "flow-crosses-pool" if source.process != target.process else "flow-crosses-pool.scope"
        ends = {"source": model.name(source), "target": model.name(target)}
        yield problem(code, flow, Severity.ERROR, **ends)


def fix(problem: Problem) -> Fix | None:
    """Between pools, a message flow in its place."""
    element = problem.element
    if problem.code != "flow-crosses-pool" or element is None:
        return None

    def apply(doc: Document) -> None:
        flow = doc.index.flows.get(element)
        if flow is not None:
            with doc.transaction(N_("Make it a message flow")):
                commands.remove(doc, [element])
                commands.connect(doc, flow.source, flow.target)

    return Fix(N_("Make it a message flow"), apply)


RULE = Rule("flow-crosses-pool", N_("A flow stays in its pool"), check, Severity.ERROR, fix, executable_only=False)
