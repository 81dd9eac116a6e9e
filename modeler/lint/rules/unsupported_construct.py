"""What is drawn can be run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, get_args

from modeler.document import commands
from modeler.document.document import Document
from modeler.document.records import NodeRecord
from modeler.document.semantics import Details, EventDetails, LoopDetails, Written, language_of
from modeler.lint.model import Model
from modeler.lint.rule import Fix, Rule
from runner.bundle.capability import unsupported
from runner.bundle.graph import EventDefinition, EventKind, Flow, Graph, Loop, Node, NodeKind
from runner.core.i18n import N_
from runner.core.messages import declare, declared
from runner.core.problem import Problem, Severity
from runner.feel.translate import from_juel

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
        drawn = [_node(model, node) for node in nodes.values()]
        graph = Graph(process=process.id, nodes=drawn, flows=flows, drawing=not process.executable)
        for found in unsupported(graph):
            node = nodes.get(found.element or "")
            code = f"unsupported-construct.{found.code.partition('.')[2]}"
            flow = model.flows.get(found.element or "")
            line = node.line if node is not None else flow.line if flow is not None else None
            yield replace(found, code=code, line=line)


def _node(model: Model, record: NodeRecord) -> Node:
    details = model.details[record.id]
    inside = record.tag == "boundaryEvent" and record.attached_to == record.parent and bool(record.incoming)
    host = model.nodes.get(record.attached_to or "") if not inside else None
    parent = record.parent if host is None else host.parent
    value: dict[str, Any] = {
        "id": record.id,
        "kind": "intermediateCatchEvent" if inside else record.tag,
        "name": record.name,
        "scope": parent if parent in model.nodes else None,
        "attached_to": record.attached_to,
        "incoming": list(record.incoming),
        "outgoing": list(record.outgoing),
        "activation": _expression(model, details.activation),
        "interrupting": record.interrupting,
        "event_sub_process": model.is_event_sub_process(record),
        "for_compensation": "compensation" in record.markers and record.tag != "boundaryEvent",
    }
    if record.tag.endswith("Event"):
        value["event"] = _event(model, record, details)
    if record.tag == "adHocSubProcess":
        value["ad_hoc"] = {"completion": _expression(model, details.completion)}
    if details.loop is not None:
        value["loop"] = _loop(model, details.loop)
    return Node.model_validate(value)


def _event(model: Model, record: NodeRecord, details: Details) -> EventDefinition:
    kind = record.event if record.event in _EVENTS else "none"
    parts = [_definition(model, event) for event in details.events]
    if record.tag == "boundaryEvent" and kind == "compensation":
        lines = (flow for flow in model.flows.values() if flow.kind == "association")
        handler = next((flow.target for flow in lines if flow.source == record.id), None)
        parts = [{**part, "ref": handler} for part in parts]
    if kind in ("multiple", "parallelMultiple"):
        return EventDefinition.model_validate({"kind": kind, "parts": parts})
    return EventDefinition.model_validate({**(parts[0] if parts else {}), "kind": kind})


def _definition(model: Model, event: EventDetails) -> dict[str, Any]:
    timer = {"kind": event.timer_kind, "text": ""} if event.timer_kind else None
    condition = _expression(model, event.condition)
    return {"kind": event.kind, "timer": timer, "condition": condition, "name": event.name, "ref": event.ref,
            "waits": event.waits}  # fmt: skip


def _loop(model: Model, loop: LoopDetails) -> Loop:
    texts = ("condition", "cardinality", "collection", "completion")
    value = {name: _expression(model, getattr(loop, name)) for name in texts}
    return Loop.model_validate(
        {"kind": loop.kind, "maximum": loop.maximum, "behavior": loop.behavior, "item": loop.item, **value}
    )


def _expression(model: Model, written: Written | None) -> dict[str, str] | None:
    """The expression in the language in which compiling takes it."""
    if written is None or not written.text.strip():
        return None
    language = language_of(model.facts, written.text.strip(), written.language)
    known = language == "juel" and from_juel(written.text).text is not None
    return {"text": written.text, "language": "feel" if known else language}


def _delete(doc: Document, element: str) -> None:
    commands.remove(doc, [element])


def _once(doc: Document, element: str) -> None:
    commands.set_property(doc, element, "loop", None)


def _inclusive(doc: Document, element: str) -> None:
    commands.replace(doc, element, "inclusive-gateway")


def _plain(doc: Document, element: str) -> None:
    commands.replace(doc, element, "start-event")


def _normal(doc: Document, element: str) -> None:
    commands.set_compensation(doc, element, False)


_FIXES: dict[str, tuple[str, Callable[[Document, str], None]]] = {
    "no-host": (N_("Delete it"), _delete),
    "across": (N_("Delete it"), _delete),
    "ad-hoc-events": (N_("Delete it"), _delete),
    "loop": (N_("Run it once"), _once),
    "runs": (N_("Run it once"), _once),
    "activation": (N_("Make it an inclusive gateway"), _inclusive),
    "start-inside": (N_("Make it a plain start event"), _plain),
    "loose-handler": (N_("Make it a normal step"), _normal),
}
"""What mends a refusal, by the last word of its code."""


def fix(problem: Problem) -> Fix | None:
    """What can be mended without knowing what the author meant."""
    label, act = _FIXES.get(problem.code.partition(".")[2], ("", None))
    element = problem.element
    if act is None or element is None:
        return None
    return Fix(label, lambda doc: act(doc, element))


RULE = Rule("unsupported-construct", N_("What is drawn can be run"), check, Severity.ERROR, fix)
