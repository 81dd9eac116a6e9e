"""Events and borders: an event is put onto the border of a step, and taken off it. Id, name and settings stay."""

from __future__ import annotations

from modeler.bpmn import names
from modeler.bpmn.elements import SPECS
from modeler.bpmn.rules import may_attach
from modeler.bpmn.spec import ElementSpec
from modeler.document import edits
from modeler.document.behaviors import Act, follow
from modeler.document.commands.add import boundary_spec, on_border
from modeler.document.commands.move import join_host
from modeler.document.commands.replace import replace
from modeler.document.document import Document
from modeler.document.edits import RefusedError
from modeler.geometry.shapes import Point, centred
from runner.core.i18n import N_


def attach(doc: Document, event_id: str, host_id: str, position: Point) -> None:
    """Put an intermediate or boundary event onto the border of an activity, as near to `position` as it goes.
    Lines into it go: nothing leads into an event on a border.

    Raises `RefusedError` where it may not sit there.
    """
    record, host = edits.node(doc, event_id), edits.node(doc, host_id)
    spec = boundary_spec_of(SPECS[record.spec])
    verdict = may_attach(host, spec or SPECS[record.spec], doc.index)
    if spec is None or not verdict:
        raise RefusedError(verdict.reason_code or "rule.not-attachable")
    with doc.transaction(N_("Attach to a step")):
        join_host(doc, event_id, host_id)
        edits.set_attribute(doc, edits.element(doc, event_id), "attachedToRef", host_id)
        replace(doc, event_id, spec.id)
        _put(doc, event_id, on_border(position, host.bounds) if host.bounds is not None else position)


def detach(doc: Document, event_id: str, position: Point) -> None:
    """Take a boundary event off its border; it becomes an intermediate event with its centre at `position`.

    Raises `RefusedError` for kinds that only borders have (error, cancel, compensation).
    """
    record = edits.node(doc, event_id)
    spec = free_spec_of(SPECS[record.spec])
    if record.attached_to is None or spec is None:
        raise RefusedError("rule.must-attach")
    with doc.transaction(N_("Take off the border")):
        edits.set_attribute(doc, edits.element(doc, event_id), "attachedToRef", None)
        replace(doc, event_id, spec.id)
        _put(doc, event_id, position)


def boundary_spec_of(spec: ElementSpec) -> ElementSpec | None:
    """The boundary event of the same kind as an intermediate event; None where there is none."""
    if spec.tag == "boundaryEvent":
        return spec
    if spec.tag not in names.EVENTS or spec.tag in ("startEvent", "endEvent"):
        return None
    try:
        return boundary_spec(spec)
    except StopIteration:
        return None


def free_spec_of(spec: ElementSpec) -> ElementSpec | None:
    """The event inside the flow of the same kind as a boundary event; None where there is none."""
    tags = ("intermediateCatchEvent", "intermediateThrowEvent")
    found = [other for tag in tags for other in SPECS.values() if other.tag == tag and other.event == spec.event]
    return found[0] if found else None


def _put(doc: Document, event_id: str, centre: Point) -> None:
    record = edits.node(doc, event_id)
    if record.bounds is None:
        return
    new = centred(centre, record.bounds.width, record.bounds.height)
    if new == record.bounds:
        return
    before = record.bounds
    edits.set_bounds(doc, event_id, new)
    if record.label_bounds is not None:
        label = record.label_bounds.moved(new.x - before.x, new.y - before.y)
        edits.set_label_bounds(doc, event_id, label)
    follow(doc, Act("moved", (event_id,), before={event_id: before}))
