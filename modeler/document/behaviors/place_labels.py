"""The name of an event or gateway stays at the side where it was first shown, whatever flows do later."""

from __future__ import annotations

from collections.abc import Iterable

from modeler.bpmn.elements import SPECS
from modeler.document import edits
from modeler.document.behaviors import Act, Behavior
from modeler.document.document import Document
from modeler.document.records import NodeRecord
from modeler.geometry import labels
from modeler.geometry.shapes import Point


def named(doc: Document, act: Act) -> None:
    """Where the name is to stand, from the flows that there are now."""
    for own in act.ids:
        _place(doc, own, ())


def led(doc: Document, act: Act) -> None:
    """Where the name stood before a flow came or was led elsewhere."""
    for flow_id in act.ids:
        flow = doc.index.flows.get(flow_id)
        if flow is not None:
            for own in (flow.source, flow.target, *act.was):
                _place(doc, own, (flow_id,))


def moved(doc: Document, act: Act) -> None:
    """Where the name stood before a shape at one end of a flow moved, if the flow now takes that side. The flows
    still lie as they did."""
    index = doc.index
    flows = (flow for own in act.before for flow in index.flows_of(own))
    led = (flow for flow in flows if (flow.source in act.before) != (flow.target in act.before))
    for own in {end: None for flow in led for end in (flow.source, flow.target)}:
        _stay(doc, own, act)


def _stay(doc: Document, own: str, act: Act) -> None:
    record = _nameless_place(doc, own)
    if record is None or record.bounds is None:
        return
    old = act.before.get(own, record.bounds)
    host = doc.index.nodes.get(record.attached_to or "")
    around = host.bounds if host is not None else None
    before = labels.standing(old, act.before.get(host.id, around) if host and around else around, _ends(doc, record))
    label = before.moved(record.bounds.x - old.x, record.bounds.y - old.y)
    if labels.standing(record.bounds, around, _ends(doc, record, after=act)) != label:
        edits.set_label_bounds(doc, own, label)


def _place(doc: Document, own: str, without: Iterable[str]) -> None:
    record = _nameless_place(doc, own)
    if record is not None and record.bounds is not None:
        host = doc.index.nodes.get(record.attached_to or "")
        around = host.bounds if host is not None else None
        forks = not without and SPECS[record.spec].category == "gateway"
        ends = _ends(doc, record, without)
        edits.set_label_bounds(doc, own, labels.standing(record.bounds, around, ends, forks=forks))


def _nameless_place(doc: Document, own: str) -> NodeRecord | None:
    """A node whose name stands beside it and has no place of its own yet."""
    record = doc.index.nodes.get(own)
    if record is None or not record.name or record.bounds is None or record.label_bounds is not None:
        return None
    return record if SPECS[record.spec].category in ("event", "gateway") else None


def _ends(doc: Document, record: NodeRecord, without: Iterable[str] = (), after: Act | None = None) -> list[Point]:
    """Where flows dock at a node; `after` an act that moved shapes, where they will when they are repaired."""
    found = []
    for flow in doc.index.flows_of(record.id):
        if flow.id not in without and flow.kind == "sequenceFlow" and flow.waypoints:
            way = (after.way(doc, flow) if after is not None else None) or flow.waypoints
            found.append(way[0 if flow.source == record.id else -1])
    return found


BEHAVIOR = [
    Behavior("place-labels", ("wrote", "added"), named),
    Behavior("place-labels-of-ends", ("connected", "reconnected"), led),
    Behavior("place-labels-of-moved", ("moved", "resized"), moved),
]
