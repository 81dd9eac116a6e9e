"""Switches above the menu of types: what an element may be besides its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeler.bpmn import names
from modeler.bpmn.elements import SPECS
from modeler.ui.canvas import containers, verbs
from modeler.ui.canvas.picker import Toggle
from runner.core.i18n import tr as _

if TYPE_CHECKING:
    from modeler.document.records import NodeRecord
    from modeler.ui.canvas.view import CanvasView


def toggles_for(view: CanvasView, own: str) -> list[Toggle]:
    """The switches of one element; repetition aside."""
    index = view.index
    record = index.nodes.get(own) if index is not None else None
    if record is None:
        return []
    found = []
    if record.tag == "participant":
        several = "multiple" in record.markers
        found.append(
            Toggle("parallel", _("Several of this kind"), several, lambda on: containers.set_several(view, own, on))
        )
    if record.tag in names.ACTIVITIES and not record.spec.startswith("event-sub"):
        undoes = "compensation" in record.markers
        found.append(
            Toggle("rewind", _("Undoes another step (compensation)"), undoes,
                   lambda on: containers.set_compensation(view, own, on))
        )  # fmt: skip
    other = counterpart(record)
    if other is not None and record.tag in ("startEvent", "boundaryEvent"):
        if other not in view.morph_choices():
            return found  # the start of a process has nothing to interrupt
        found.append(
            Toggle("gentle", _("Does not interrupt"), not record.interrupting,
                   lambda _on: verbs.replace(view, own, other))
        )  # fmt: skip
    elif other is not None:
        found.append(
            Toggle("parallel", _("A collection"), "collection" in record.markers,
                   lambda _on: verbs.replace(view, own, other))
        )  # fmt: skip
    return found


def counterpart(record: NodeRecord) -> str | None:
    """The same kind of event that interrupts, or does not; the same kind of data as a collection, or as one
    thing. None where there is no such pair."""
    spec = SPECS[record.spec]
    for other in SPECS.values():
        if other.tag != spec.tag or other.id == spec.id:
            continue
        if spec.event is not None and other.event == spec.event and spec.tag in ("startEvent", "boundaryEvent"):
            return other.id
        if spec.category == "data" and ("collection" in other.markers) != ("collection" in spec.markers):
            return other.id
    return None
