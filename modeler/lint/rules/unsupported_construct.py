"""What is drawn can be run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args

from modeler.document.records import NodeRecord
from modeler.lint.model import Model
from modeler.lint.rule import Rule
from runner.bundle.capability import unsupported
from runner.bundle.graph import EventDefinition, EventKind, Flow, Graph, Node, NodeKind, TimerText
from runner.core.i18n import N_
from runner.core.messages import declare, declared
from runner.core.problem import Problem, Severity

# the table's own sentences, under the code of this rule
declare(
    {
        f"unsupported-construct.{code.partition('.')[2]}": (message.text, message.hint)
        for code, message in list(declared().items())
        if code.startswith("capability.")
    }
)

_KINDS = frozenset(get_args(NodeKind))
_EVENTS = frozenset(get_args(EventKind))


def check(model: Model) -> Iterator[Problem]:
    """Ask the table of what the engine can do, by the shape of the process alone."""
    for process in model.processes.values():
        if not (model.drawings or process.executable):
            continue
        nodes = {node.id: node for node in model.nodes.values() if node.process == process.id and node.tag in _KINDS}
        flows = [
            Flow(id=flow.id, source=flow.source, target=flow.target)
            for flow in model.flows.values()
            if flow.kind == "sequenceFlow" and flow.source in nodes and flow.target in nodes
        ]
        graph = Graph(process=process.id, nodes=[_node(model, node) for node in nodes.values()], flows=flows)
        for found in unsupported(graph):
            node = nodes.get(found.element or "")
            code = f"unsupported-construct.{found.code.partition('.')[2]}"
            yield replace(found, code=code, line=node.line if node is not None else None)


def _node(model: Model, record: NodeRecord) -> Node:
    details = model.details[record.id]
    value: dict[str, Any] = {
        "id": record.id,
        "kind": record.tag,
        "name": record.name,
        "scope": record.parent if record.parent in model.nodes else None,
        "attached_to": record.attached_to,
        "outgoing": list(record.outgoing),
        "interrupting": record.interrupting,
        "event_sub_process": model.is_event_sub_process(record),
        "for_compensation": "compensation" in record.markers and record.tag != "boundaryEvent",
    }
    if record.tag.endswith("Event"):
        kind = record.event if record.event in _EVENTS else "none"
        timer = next((event.timer_kind for event in details.events if event.timer_kind), "")
        value["event"] = EventDefinition.model_validate(
            {"kind": kind, "timer": TimerText.model_validate({"kind": timer, "text": ""}) if timer else None}
        )
    return Node.model_validate(value)


RULE = Rule("unsupported-construct", N_("What is drawn can be run"), check, Severity.ERROR)
