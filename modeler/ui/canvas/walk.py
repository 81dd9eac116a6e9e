"""Walking the diagram by keys, along its flows, and saying where one is to those who listen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent, QKeyEvent

from modeler.bpmn import names
from modeler.bpmn.elements import SPECS, flow_spec_of
from modeler.document.records import FlowRecord, NodeRecord
from modeler.ui.canvas import verbs
from runner.core.i18n import listed, trn
from runner.core.i18n import tr as _

if TYPE_CHECKING:
    from modeler.document.index import Index
    from modeler.ui.canvas.view import CanvasView

_DIGITS = {getattr(Qt.Key, f"Key_{digit}"): digit - 1 for digit in range(1, 10)}
_ROW = 60.0
"""Elements whose middles lie within so many units of height are read as one line."""


def key(view: CanvasView, event: QKeyEvent) -> bool:
    """A key of the walk: Alt+arrows along the flows and in and out, a digit for a branch, Page Up and Down
    through all elements; Shift keeps what was selected. Whether it was one."""
    pressed, held = Qt.Key(event.key()), event.modifiers()
    shift = bool(held & Qt.KeyboardModifier.ShiftModifier)
    if held & Qt.KeyboardModifier.ControlModifier or view.index is None:
        return False
    if held & Qt.KeyboardModifier.AltModifier:
        step = _STEPS.get(pressed)
    elif pressed in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
        step = _after if pressed == Qt.Key.Key_PageDown else _before
    elif pressed in _DIGITS and not shift and view.selection.single is not None:
        number = _DIGITS[pressed]
        return go_to(view, _branch(view.index, view.selection.single, number))
    elif pressed == Qt.Key.Key_C and _two_nodes(view):
        first, second = view.selection.ids
        verbs.connect(view, first, second)
        return True
    else:
        return False
    if step is None:
        return False
    at = view.selection.ids[-1] if len(view.selection) else None
    go_to(view, step(view, at), add=shift)
    return True


def _two_nodes(view: CanvasView) -> bool:
    return len(view.selection) == 2 and all(item in view.scene.nodes for item in view.selection.ids)


def go_to(view: CanvasView, target: str | None, *, add: bool = False) -> bool:
    """Select an element, bring it into view and say what it is; whether there was one."""
    if target is None:
        if view.selection.single is not None:
            announce(view, spoken(view, view.selection.single))
        return False
    kept = [item for item in view.selection.ids if item != target] if add else []
    view.reveal(target, select=False)
    view.selection.set([*kept, target])
    return True


def _index(view: CanvasView) -> Index:
    assert view.index is not None
    return view.index


def _first(view: CanvasView) -> str | None:
    starts = [node for node in _reading_order(view) if node.tag == "startEvent" and not node.incoming]
    found = starts or _reading_order(view)
    return found[0].id if found else None


def _reading_order(view: CanvasView) -> list[NodeRecord]:
    """What is drawn on this plane, from left to right in lines from the top."""
    shown = [
        node.record for node in view.scene.nodes.values() if node.record.tag not in ("participant", "lane", "group")
    ]
    return sorted(shown, key=lambda node: _place(node))


def _place(node: NodeRecord) -> tuple[float, float, str]:
    assert node.bounds is not None
    x, y = node.bounds.centre
    return y // _ROW, x, node.id


def ways_on(index: Index, own: str) -> list[FlowRecord]:
    """The lines on which the process goes on from here, in the order of their numbers."""
    node = index.nodes.get(own)
    if node is None:
        return []
    flows = [index.flows[item] for item in node.outgoing if item in index.flows]
    return [flow for flow in flows if flow.kind in ("sequenceFlow", "messageFlow") and flow.target in index.nodes]


def _branch(index: Index, own: str, number: int) -> str | None:
    ways = ways_on(index, own)
    return ways[number].target if number < len(ways) else None


def _next(view: CanvasView, at: str | None) -> str | None:
    index = _index(view)
    if at is None:
        return _first(view)
    flow = index.flows.get(at)
    return flow.target if flow is not None else _branch(index, at, 0)


def _previous(view: CanvasView, at: str | None) -> str | None:
    index = _index(view)
    if at is None:
        return _first(view)
    flow = index.flows.get(at)
    if flow is not None:
        return flow.source
    node = index.nodes[at]
    if node.attached_to is not None:
        return node.attached_to
    sources = [index.flows[item].source for item in node.incoming if item in index.flows]
    return next((source for source in sources if source in index.nodes), None)


def _into(view: CanvasView, at: str | None) -> str | None:
    """From a step to the events on its border, one after the other, then to what is inside it."""
    index = _index(view)
    node = index.nodes.get(at or "")
    if node is None:
        return _first(view)
    host = node.attached_to or node.id
    events = [event.id for event in index.attached(host)]
    place = events.index(node.id) + 1 if node.id in events else 0
    if place < len(events):
        return events[place]
    if index.nodes[host].tag not in names.SUB_PROCESSES | {"participant", "lane"}:
        return None
    inside = [child for child in index.children(host) if child.bounds is not None and child.attached_to is None]
    starts = [child for child in inside if child.tag == "startEvent"]
    found = sorted(starts or inside, key=_place)
    return found[0].id if found else None


def _out(view: CanvasView, at: str | None) -> str | None:
    """From an event to its step, from the inside to what holds it."""
    node = _index(view).nodes.get(at or "")
    if node is None:
        return view.scene.root
    return node.attached_to or node.home or node.plane


def _after(view: CanvasView, at: str | None) -> str | None:
    return _neighbour(view, at, 1)


def _before(view: CanvasView, at: str | None) -> str | None:
    return _neighbour(view, at, -1)


def _neighbour(view: CanvasView, at: str | None, step: int) -> str | None:
    order = [node.id for node in _reading_order(view)]
    if not order:
        return None
    if at not in order:
        return order[0 if step > 0 else -1]
    return order[(order.index(at) + step) % len(order)]


_STEPS: dict[Qt.Key, Callable[[CanvasView, str | None], str | None]] = {
    Qt.Key.Key_Right: _next,
    Qt.Key.Key_Left: _previous,
    Qt.Key.Key_Down: _into,
    Qt.Key.Key_Up: _out,
}


# what is said


def spoken(view: CanvasView, own: str) -> str:
    """Name, type, lane, where it goes on, and problems of an element, in the user's language."""
    index = _index(view)
    node = index.nodes.get(own)
    if node is None:
        flow = index.flows.get(own)
        return _spoken_flow(index, flow) if flow is not None else ""
    kind = _(SPECS[node.spec].label)
    parts = [node.name.replace("\n", " "), kind] if node.name else [kind]
    lane = index.nodes.get(node.lane or "")
    if lane is not None and lane.name:
        parts.append(_("lane {name}").format(name=lane.name))
    host = index.nodes.get(node.attached_to or "")
    if host is not None:
        parts.append(_("on {name}").format(name=_name(index, host.id)))
    ways = ways_on(index, own)
    if len(ways) > 1:
        told = listed(
            f"{number} {flow.name + ': ' if flow.name else ''}{_name(index, flow.target)}"
            for number, flow in enumerate(ways, 1)
        )
        parts.append(trn("{count} way on: {ways}", "{count} ways on: {ways}", len(ways)).format(
            count=len(ways), ways=told
        ))  # fmt: skip
    events = index.attached(own)
    if events:
        parts.append(trn("{count} event on its border", "{count} events on its border", len(events)).format(
            count=len(events)
        ))  # fmt: skip
    parts += view.problems_of(own)
    return listed(parts)


def _spoken_flow(index: Index, flow: FlowRecord) -> str:
    kind = _(SPECS[flow_spec_of(flow.kind, default=flow.is_default, conditional=flow.condition is not None)].label)
    ends = _("from {source} to {target}").format(source=_name(index, flow.source), target=_name(index, flow.target))
    return listed([flow.name, kind, ends] if flow.name else [kind, ends])


def _name(index: Index, own: str) -> str:
    node = index.nodes.get(own)
    if node is None:
        return own
    return node.name.replace("\n", " ") or _(SPECS[node.spec].label)


def tell_selection(view: CanvasView) -> None:
    """Say what is selected: as the description of the canvas, and aloud where somebody listens."""
    ids = view.selection.ids
    if view.index is None or not ids:
        text = ""
    elif len(ids) == 1:
        text = spoken(view, ids[0])
    else:
        text = trn("{count} selected", "{count} selected", len(ids)).format(count=len(ids))
    view.setAccessibleDescription(text)
    announce(view, text)


def announce(view: CanvasView, text: str) -> None:
    """Let a screen reader say a text; costs nothing where none runs."""
    if text and QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleEvent(view, QAccessible.Event.DescriptionChanged))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(view, text))
