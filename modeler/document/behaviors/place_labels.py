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
    index, before = doc.index, act.before
    ends: dict[str, None] = {}
    for own in before:
        for flow in index.flows_of(own):
            if (flow.source in before) != (flow.target in before):
                ends[flow.source] = ends[flow.target] = None
    for own in ends:
        _stay(doc, own, act)


def _stay(doc: Document, own: str, act: Act) -> None:
    record = _nameless_place(doc, own)
    if record is None or record.bounds is None:
        return
    now, old = record.bounds, act.before.get(own, record.bounds)
    host = doc.index.nodes.get(record.attached_to or "")
    around = host.bounds if host is not None else None
    was = act.before.get(host.id, around) if host is not None and around is not None else around
    ends, after = _ends(doc, record), _ends(doc, record, after=act)
    if was is around is None and labels.free_side(old, ends) == labels.free_side(now, after):
        return  # nearly always: beside a shape on its own the side alone tells where it stands
    label = labels.standing(old, was, ends).moved(now.x - old.x, now.y - old.y)
    if labels.standing(now, around, after) != label:
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
    own = record.id
    for flow in doc.index.flows_of(own):
        if flow.kind == "sequenceFlow" and flow.waypoints and flow.id not in without:
            way = (after.way(doc, flow) if after is not None else None) or flow.waypoints
            found.append(way[0 if flow.source == own else -1])
    return found


BEHAVIOR = [
    Behavior("place-labels", ("wrote", "added"), named),
    Behavior("place-labels-of-ends", ("connected", "reconnected"), led),
    Behavior("place-labels-of-moved", ("moved", "resized"), moved),
]
