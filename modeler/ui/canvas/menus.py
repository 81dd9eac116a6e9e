"""Menus and naming over the canvas: change type, create anything, edit a name in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from modeler.bpmn.elements import SPECS, flow_spec_of, morph_targets
from modeler.bpmn.rules import may_branch
from modeler.document.records import FlowRecord, NodeRecord
from modeler.geometry.boxes import flow_box, node_box
from modeler.geometry.shapes import Bounds
from modeler.ui.canvas import containers, verbs
from modeler.ui.canvas.editor import LabelEditor
from modeler.ui.canvas.pad import appends_for
from modeler.ui.canvas.picker import ElementPicker, Extra, Toggle
from modeler.ui.canvas.toggles import toggles_for
from runner.core.i18n import N_
from runner.core.i18n import tr as _

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView


def morph_choices(view: CanvasView) -> list[str]:
    """What the selected element may be changed into; of several: what all of them may be."""
    ids = view.selection.ids
    if view.index is None or not ids:
        return []
    if len(ids) == 1:
        return _choices_of(view, ids[0])
    offered = [[*own, *_choices_of(view, identity)] for identity in ids if (own := _own_spec(view, identity))]
    if len(offered) < len(ids):
        return []
    common = set(offered[0]).intersection(*offered[1:])
    alike = len({specs[0] for specs in offered}) == 1
    return [spec for spec in offered[0] if spec in common and not (alike and spec == offered[0][0])]


def _own_spec(view: CanvasView, identity: str) -> list[str]:
    node = view.index.nodes.get(identity) if view.index is not None else None
    return [node.spec] if node is not None else []


def _choices_of(view: CanvasView, single: str) -> list[str]:
    index = view.index
    assert index is not None
    node = index.nodes.get(single)
    if node is not None:
        parent = index.nodes.get(node.parent or "")
        inside = parent is not None and parent.spec.startswith("event-sub-process")
        cancels = _in_transaction(node, view)
        found = morph_targets(node.spec, in_event_sub_process=inside, in_transaction=cancels)
        return [spec_id for spec_id in found if verbs.may_become(view, single, spec_id)]
    flow = index.flows.get(single)
    return _flow_choices(flow, view) if flow is not None else []


def _flow_choices(flow: FlowRecord, view: CanvasView) -> list[str]:
    choices = morph_targets(
        flow_spec_of(
            flow.kind,
            default=flow.is_default,
            conditional=flow.condition is not None,
            direction=flow.direction,
            envelope=flow.message_mark,
        )
    )
    source = view.scene.nodes.get(flow.source)
    if flow.kind == "sequenceFlow" and (source is None or not may_branch(source.record)):
        return [choice for choice in choices if choice == "sequence-flow"]
    return choices


def _in_transaction(node: NodeRecord, view: CanvasView) -> bool:
    index = view.index
    above = node.attached_to or node.parent
    while above is not None and index is not None:
        record = index.nodes.get(above)
        if record is None:
            return False
        if record.tag == "transaction":
            return True
        above = record.parent
    return False


def open_morph(view: CanvasView) -> ElementPicker | None:
    """The menu under the pad; None where there is nothing to choose."""
    ids, choices = view.selection.ids, morph_choices(view)
    boxes = [box for identity in ids if (box := view.scene.bounds_of(identity)) is not None]
    if not choices or not boxes or view.read_only:
        return None
    bounds = boxes[0]
    for box in boxes[1:]:
        bounds = bounds.united(box)
    switches = [*_switches(view, ids[0]), *toggles_for(view, ids[0])] if len(ids) == 1 else []

    def chosen(spec_id: str) -> None:
        if len(ids) == 1:
            containers.replace(view, ids[0], spec_id)
        else:
            verbs.replace_all(view, ids, spec_id)

    picker = ElementPicker(choices, view.theme, chosen, view, switches)
    corner = view.camera.rect(bounds).bottomRight().toPoint()
    picker.open_at(view.mapToGlobal(corner + QPoint(14, 4)))
    return picker


def _switches(view: CanvasView, identity: str) -> list[Toggle]:
    """What is switched on and off above the list."""
    node = view.scene.nodes.get(identity)
    if node is not None and node.record.tag == "exclusiveGateway":
        shown = "plain" not in node.record.markers
        return [
            Toggle("x", _("Show the cross in the gateway"), shown, lambda on: verbs.show_cross(view, identity, on))
        ]
    return _repetitions(view, identity)


REPETITIONS = (
    ("parallel", "parallel", N_("Several at the same time")),
    ("sequential", "sequential", N_("Several one after the other")),
    ("loop", "standard", N_("Repeat (loop)")),
)
"""Marker, kind of loop in the words of the document, and what the switch says."""


def _repetitions(view: CanvasView, identity: str) -> list[Toggle]:
    node = view.scene.nodes.get(identity)
    if node is None or SPECS[node.record.spec].category != "activity" or node.record.spec.startswith("event-sub"):
        return []

    def act(kind: str) -> Callable[[bool], None]:
        return lambda on: verbs.repeat(view, identity, kind if on else None)

    return [Toggle(mark, _(tip), mark in node.record.markers, act(kind)) for mark, kind, tip in REPETITIONS]


def open_create(view: CanvasView, source: str | None = None) -> ElementPicker | None:
    """All elements that can be drawn; with a source, what can follow it."""
    if view.read_only or view.document is None:
        return None
    specs = [
        spec.id
        for spec in SPECS.values()
        if spec.drawable and spec.category != "connection" and spec.family != "boundary-event"
    ]
    waits: set[str] | None = None
    if source is not None:
        node = view.scene.nodes.get(source)
        if node is None or not appends_for(node.record):
            return None
        waits = set(appends_for(node.record)) if SPECS[node.record.spec].tag == "eventBasedGateway" else None
        specs = [
            spec_id
            for spec_id in specs
            if SPECS[spec_id].category in ("activity", "gateway", "event")
            and SPECS[spec_id].tag != "startEvent"
            and not spec_id.startswith("event-sub-process")
            and (waits is None or spec_id in waits)
        ]
    chosen = view.append if source is not None else view.start_create
    chain = Extra(_("Approval chain…"), _("Type who approves after whom"), view.chainAsked.emit)
    picker = ElementPicker(specs, view.theme, chosen, view, extras=[] if waits else [chain])
    picker.open_at(view.mapToGlobal(view.pointer_place() + QPoint(8, 8)))
    return picker


def open_editor(view: CanvasView, identity: str) -> LabelEditor | None:
    """A text field over the name of an element; None where it has none."""
    index = view.index
    if index is None or view.read_only:
        return None
    record = index.nodes.get(identity) or index.flows.get(identity)
    area = _name_area(view, identity)
    if record is None or area is None:
        return None

    def committed(text: str | None) -> None:
        view.editor_closed()
        if text is not None and text.strip() != record.name:
            verbs.rename(view, identity, text.strip())

    return LabelEditor(record.name, view.camera.rect(area), view.camera.scale, view.theme, committed, view)


def _name_area(view: CanvasView, identity: str) -> Bounds | None:
    node = view.scene.nodes.get(identity)
    if node is not None:
        record = node.record
        box = node_box(
            SPECS[record.spec],
            node.bounds,
            record.label_bounds,
            expanded=record.expanded,
            horizontal=record.horizontal,
        )
        if box is None:
            return None
        if box.upright:
            middle = box.bounds.centre
            return Bounds(middle[0] - 15, middle[1] - 30, 160, 60)
        if box.down == "top" and box.limited:
            return Bounds(box.bounds.x, box.bounds.y, box.bounds.width, 34)
        return Bounds(
            box.bounds.x, box.bounds.y - (0 if box.limited else 4), box.bounds.width, max(box.bounds.height, 34)
        )
    flow = view.scene.flows.get(identity)
    if flow is None:
        return None
    bounds = flow_box(flow.points, flow.record.label_bounds, mark=bool(flow.record.message_mark)).bounds
    return Bounds(bounds.x, bounds.y - 4, bounds.width, 34)
