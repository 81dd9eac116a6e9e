"""Expressions can be read."""

from __future__ import annotations

from collections.abc import Iterator

from modeler.document.records import FlowRecord, NodeRecord
from modeler.lint.model import Model, problem
from modeler.lint.rule import Rule
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity
from runner.feel import FeelSyntaxError, parse

declare(
    {
        "bad-expression": (
            N_("An expression of “{name}” cannot be read: {text}. {cause}"),
            N_("Mend the expression; the place is counted from its beginning."),
        ),
    }
)


def check(model: Model) -> Iterator[Problem]:
    """Conditions of flows and events, and the texts of loops, where they are FEEL."""
    shown = {node.process for node in model.flow_nodes()}
    for flow in model.flows.values():
        if flow.process in shown and flow.condition:
            yield from _read(model, flow, flow.condition, flow.condition_language, "condition")
    for node in model.flow_nodes():
        details = model.details[node.id]
        for event in details.events:
            if event.condition is not None:
                yield from _read(model, node, event.condition.text, event.condition.language, "condition")
        loop = details.loop
        for written in (loop.condition, loop.cardinality, loop.collection, loop.completion) if loop else ():
            if written is not None:
                yield from _read(model, node, written.text, written.language, "loop")


def _read(model: Model, element: NodeRecord | FlowRecord, text: str, declared: str, field: str) -> Iterator[Problem]:
    text = text.strip()
    if not text or model.language(text, declared) != "feel":
        return
    try:
        parse(text.removeprefix("=").strip())
    except FeelSyntaxError as error:
        severity = Severity.ERROR if model.facts.speaks_feel else Severity.WARNING
        short = text if len(text) <= 60 else f"{text[:59]}…"
        yield problem("bad-expression", element, severity, field=field, cause=error.message, text=short)


RULE = Rule("bad-expression", N_("Expressions can be read"), check, Severity.ERROR)
