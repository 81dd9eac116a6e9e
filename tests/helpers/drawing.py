"""Drawing as a person does: words that read like instructions, each done by mouse and keys on the real window.

    draw.pick("Start event").drop_at(100, 200).named("Start Event")
    draw.append("User task", after="Start Event").named("Review")
    draw.connect("Review", "Archive")
    draw.change("Review").into("Service task")

Places are in units of the diagram. Kinds of elements are called as the window calls them, in the language it
speaks. Nothing here calls a verb of the document or of the canvas: it looks (where a thing is, what it is called)
and moves mouse and keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QPlainTextEdit, QWidget

from modeler.bpmn.elements import SPECS
from modeler.document.document import Document
from modeler.document.records import FlowRecord, NodeRecord
from modeler.geometry.shapes import Bounds, Point
from modeler.ui.canvas.editor import LabelEditor
from modeler.ui.canvas.hit import hit
from modeler.ui.canvas.picker import ElementPicker
from modeler.ui.canvas.view import CanvasView
from modeler.ui.window import MainWindow
from runner.core.i18n import tr as _
from tests.ui.window_builder import turn, until

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
_EDGE = 60
"""Pixels: what is nearer to the edge of the canvas is scrolled in before the hand goes there."""


class Drawing:
    """One person at one window with an empty sheet."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        window.activateWindow()
        until(window.isActiveWindow)
        self.key("Ctrl+N", window)
        self.canvas: CanvasView = next(one for one in window.findChildren(CanvasView) if one.isVisible())
        self.canvas.setFocus()
        self.key("Ctrl+A")
        self.key("Delete")
        self.key("Ctrl+1")
        assert not self.document.index.nodes, "the sheet is not empty"

    # looking -----------------------------------------------------------------------------------

    @property
    def document(self) -> Document:
        """What is drawn so far; only looked at."""
        document = self.window.context.document
        assert document is not None
        return document

    def record(self, what: Named) -> NodeRecord | FlowRecord:
        """The one that a person means."""
        index = self.document.index
        if isinstance(what, Drawn):
            found = index.nodes.get(what.id) or index.flows.get(what.id)
            assert found is not None
            return found
        if isinstance(what, tuple):
            source, target = self.record(what[0]).id, self.record(what[1]).id
            return next(one for one in index.flows.values() if (one.source, one.target) == (source, target))
        named = [one for one in (*index.nodes.values(), *index.flows.values()) if one.name == what]
        assert len(named) == 1, f"{len(named)} are called “{what}”"
        return named[0]

    def bounds(self, what: Named) -> Bounds:
        """Where a shape is, in diagram units."""
        found = self.canvas.scene.bounds_of(self.record(what).id)
        assert found is not None
        return found

    def inside(self, what: Named, kind: str) -> Drawn:
        """The one element of a kind that stands in a container."""
        own, spec = self.record(what).id, self._spec(kind)
        found = [one.id for one in self.document.index.nodes.values() if own in (one.parent, one.home)]
        (only,) = [one for one in found if self.document.index.nodes[one].spec == spec]
        return Drawn(self, only)

    # putting things down -----------------------------------------------------------------------

    def pick(self, kind: str) -> InHand:
        """Take a new element in hand: from the palette, or from the list of all elements (N)."""
        button = next((one for one in self._buttons(self.window) if one.toolTip() == kind), None)
        if button is not None and button.objectName().startswith("palette-"):
            self.click_button(button)
        else:
            self.canvas.setFocus()
            self.key("N")
            self._choose(kind)
        return InHand(self)

    def append(self, kind: str, after: Named) -> Drawn:
        """Append an element: a button of the pad if it has one, else the list (A)."""
        known = set(self.document.index.nodes)
        self.select(after)
        spec = self._spec(kind)
        button = next((one for one in self._buttons(self.canvas.pad) if one.objectName() == f"append-{spec}"), None)
        if button is not None:
            self.click_button(button)
        else:
            self.key("A")
            self._choose(kind)
        return self._new(known)

    def note(self, text: str, on: Named) -> Drawn:
        """A text annotation on an element, from the pad."""
        known = set(self.document.index.nodes)
        self.select(on)
        self.press("tool-annotate")
        return self._new(known).named(text)

    # lines -------------------------------------------------------------------------------------

    def connect(self, source: Named, target: Named, *, named: str = "") -> Drawn:
        """Draw a line by the pad: connect button, then a click on the target."""
        known = set(self.document.index.flows)
        self.select(source)
        self.press("tool-connect")
        self.click_at(self._grip(target))
        new = [one for one in self.document.index.flows if one not in known]
        assert len(new) == 1, f"no line from {source} to {target}"
        drawn = Drawn(self, new[0])
        return drawn.named(named) if named else drawn

    # pools and lanes ---------------------------------------------------------------------------

    def pool(self, kind: str, *, left: float, top: float, right: float, bottom: float) -> Drawn:
        """A pool of a kind, put down and pulled to its size."""
        drawn = self.pick(kind).drop_at((left + right) / 2, (top + bottom) / 2).unnamed()
        for side, to in (("n", (left, top)), ("s", (left, bottom)), ("w", (left, top)), ("e", (right, top))):
            self.stretch(drawn, side, to)
        return drawn

    def divide(self, what: Named, button: str) -> tuple[Drawn, ...]:
        """Press a lane button of the pad (what it says); the lanes, first the upper or left one."""
        self.select(what)
        self.click_button(next(one for one in self._buttons(self.canvas.pad) if one.toolTip() == button))
        index = self.document.index
        process = index.nodes[self.record(what).id].process
        lanes = [one for one in index.lanes.values() if one.process == process]
        lanes.sort(key=lambda one: (one.bounds.y, one.bounds.x) if one.bounds is not None else (0.0, 0.0))
        return tuple(Drawn(self, one.id) for one in lanes)

    def lane_below(self, lane: Named) -> Drawn:
        """One more lane, from the pad."""
        known = set(self.document.index.nodes)
        self.select(lane)
        self.press("lane-below")
        return self._new(known)

    # changing ----------------------------------------------------------------------------------

    def change(self, what: Named) -> Change:
        """Open the menu of other kinds (R)."""
        self.select(what)
        self.key("R")
        return Change(self)

    def remove(self, what: Named) -> None:
        """Select and press Delete."""
        self.select(what)
        self.key("Delete", self.canvas)

    def rename(self, what: Named, text: str) -> Drawn:
        """Name in place (E)."""
        return Drawn(self, self.record(what).id).named(text)

    def move(self, what: Named, to: Point) -> None:
        """Drag a shape by its middle (a container by its header) to where its middle shall be."""
        box = self.bounds(what)
        start = self._grip(what)
        self.drag(start, (start[0] + to[0] - box.centre[0], start[1] + to[1] - box.centre[1]))

    def stretch(self, what: Named, side: str, to: Point) -> None:
        """Select, then pull a side or corner (`n`, `e`, `s`, `w`, `se` ...) to a place."""
        self.select(what)
        box = self.bounds(what)
        x = box.x if "w" in side else box.right if "e" in side else box.centre[0]
        y = box.y if "n" in side else box.bottom if "s" in side else box.centre[1]
        self.drag((x, y), (to[0] if side.strip("ns") else x, to[1] if side.strip("ew") else y))

    def shift(self, line: Named, piece: int, to: Point) -> None:
        """Drag a piece of a line (counted from 0) by its middle."""
        flow = self.record(line)
        assert isinstance(flow, FlowRecord)
        a, b = flow.waypoints[piece : piece + 2]
        places = [(a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share) for share in (0.5, 0.4, 0.6, 0.3, 0.7)]
        self.drag(next(one for one in places if self._lies_at(one, flow.id, "line")), to)

    def place_label(self, what: Named, to: Point) -> None:
        """Drag a label so that its middle is at a place."""
        item = self.canvas.scene.nodes.get(self.record(what).id) or self.canvas.scene.flows[self.record(what).id]
        assert item.label is not None
        text = item.label.extent()
        places = [
            (text.x + text.width * across, text.y + text.height * down)
            for down in (0.5, 0.3, 0.7, 0.1)
            for across in (0.5, 0.35, 0.65, 0.2, 0.8)
        ]
        start = next(one for one in places if self._lies_at(one, item.id, "label"))
        self.drag(start, (start[0] + to[0] - text.centre[0], start[1] + to[1] - text.centre[1]))

    def label_right(self, what: Named) -> None:
        """Drag a label to the right of its element."""
        box = self.bounds(what)
        self.place_label(what, (box.right + 50, box.centre[1]))

    def label_below(self, what: Named) -> None:
        """Drag a label to the right beneath its element, beside a line that leaves downwards."""
        box = self.bounds(what)
        self.place_label(what, (box.right + 25, box.bottom + 15))

    def label_above(self, what: Named) -> None:
        """Drag a label over its element."""
        box = self.bounds(what)
        self.place_label(what, (box.centre[0], box.y - 25))

    # the property panel ------------------------------------------------------------------------

    def write(self, what: Named, field: str, text: str) -> None:
        """Select, then type into a field of the properties (its object name)."""
        self.select(what)
        turn()
        box = self.window.findChild(QWidget, field)
        assert box is not None, f"no field {field}"
        QTest.mouseClick(box, LEFT)
        box.setFocus()
        self.key("Ctrl+A", box)
        self.type(text, box)
        self.key("Tab", box)
        self.canvas.setFocus()

    def choose(self, what: Named, field: str, text: str) -> None:
        """Select, then open a list of the properties (its object name) and click a line."""
        self.select(what)
        turn()
        box = self.window.findChild(QComboBox, field)
        assert box is not None, f"no list {field}"
        QTest.mouseMove(box)
        QTest.mouseClick(box, LEFT)
        view = box.view()
        until(view.isVisible)
        row = box.findText(text)
        assert row >= 0, f"{text} is not among {[box.itemText(at) for at in range(box.count())]}"
        index = view.model().index(row, 0)
        view.scrollTo(index)
        turn()
        spot = view.visualRect(index).center()
        QTest.mouseMove(view.viewport(), spot)
        QTest.mouseClick(view.viewport(), LEFT, NONE, spot)
        turn()

    def switch(self, what: Named, caption: str) -> None:
        """Select, then click a check box of the properties."""
        self.select(what)
        turn()
        box = next(one for one in self._buttons(self.window) if one.text() == caption)
        self.click_button(box)

    # the hand ----------------------------------------------------------------------------------

    def select(self, what: Named) -> None:
        """Click an element where it can be got hold of."""
        own = self.record(what).id
        if self.canvas.selection.ids != (own,):
            self.click_at(self._grip(what))
        assert self.canvas.selection.ids == (own,), f"{what} cannot be clicked"

    def press(self, name: str) -> None:
        """Click a button of the pad."""
        self.click_button(next(one for one in self._buttons(self.canvas.pad) if one.objectName() == name))

    def click_button(self, button: QAbstractButton) -> None:
        """Click a button that can be seen."""
        assert button.isEnabled()
        QTest.mouseMove(button)
        QTest.mouseClick(button, LEFT)
        turn(1)

    def click_at(self, point: Point) -> None:
        """Click a place of the diagram."""
        self.show(point)
        place = self._view(point)
        QTest.mouseMove(self.canvas, place)
        QTest.mouseClick(self.canvas, LEFT, NONE, place)
        turn(1)

    def drag(self, start: Point, end: Point) -> None:
        """Press, move in steps, let go; both places are brought into sight before."""
        self.show(start, end)
        first, last = self._view(start), self._view(end)
        QTest.mouseMove(self.canvas, first)
        QTest.mousePress(self.canvas, LEFT, NONE, first)
        for share in (0.2, 0.6, 1.0):
            QTest.mouseMove(self.canvas, (QPointF(first) + QPointF(last - first) * share).toPoint())
        QTest.mouseRelease(self.canvas, LEFT, NONE, last)
        turn(1)

    def key(self, keys: str, widget: QWidget | None = None) -> None:
        """One key or chord."""
        combination = QKeySequence.fromString(keys)[0]
        target = widget or QApplication.focusWidget() or self.window
        QTest.keyClick(target, combination.key(), combination.keyboardModifiers())
        turn(1)

    def type(self, text: str, widget: QWidget) -> None:
        """Type; a new line is Shift+Enter, Chinese comes through an input method."""
        for number, line in enumerate(text.split("\n")):
            if number:
                QTest.keyClick(widget, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
            if line.isascii():
                QTest.keyClicks(widget, line)
            else:
                composed = QInputMethodEvent()
                composed.setCommitString(line)
                QApplication.sendEvent(widget, composed)
        turn(1)

    def show(self, *points: Point) -> None:
        """Turn the wheel over the canvas until all places are in sight."""
        canvas = self.canvas
        for _turn in range(400):
            places = [canvas.camera.to_view(point) for point in points]
            dx = _beyond([place.x() for place in places], canvas.width())
            dy = _beyond([place.y() for place in places], canvas.height())
            if abs(dx) < 1 and abs(dy) < 1:
                return
            middle, turned = canvas.rect().center(), QPoint(round(dx) * 2, round(dy) * 2)
            event = QWheelEvent(
                QPointF(middle), QPointF(canvas.mapToGlobal(middle)), QPoint(), turned,
                Qt.MouseButton.NoButton, NONE, Qt.ScrollPhase.NoScrollPhase, False,
            )  # fmt: skip
            QApplication.sendEvent(canvas, event)
        raise AssertionError(f"cannot be brought into sight together: {points}")

    # inside ------------------------------------------------------------------------------------

    def _view(self, point: Point) -> QPoint:
        return self.canvas.camera.to_view(point).toPoint()

    def _grip(self, what: Named) -> Point:
        """Where a person takes hold of an element: its middle, the header of a container, a piece of a line
        that lies free."""
        record = self.record(what)
        if isinstance(record, FlowRecord):
            return self._free_place(record)
        places = list(_places(self.bounds(what), record))
        scale = self.canvas.camera.scale
        free = (one for one in places if (found := hit(self.canvas.scene, one, scale)) and found.id == record.id)
        return next(free, places[0])

    def _free_place(self, flow: FlowRecord) -> Point:
        for share in (0.5, 0.35, 0.65, 0.2, 0.8):
            for a, b in sorted(
                zip(flow.waypoints, flow.waypoints[1:], strict=False),
                key=lambda piece: -abs(piece[0][0] - piece[1][0]) - abs(piece[0][1] - piece[1][1]),
            ):
                place = (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)
                if self._lies_at(place, flow.id, "line"):
                    return place
        raise AssertionError(f"{flow.name or flow.id} lies under other things")

    def _lies_at(self, place: Point, own: str, part: str) -> bool:
        found = hit(self.canvas.scene, place, self.canvas.camera.scale)
        return found is not None and (found.id, found.part) == (own, part)

    def _buttons(self, inside: QWidget) -> Iterable[QAbstractButton]:
        turn(1)
        return [one for one in inside.findChildren(QAbstractButton) if one.isVisible()]

    def _spec(self, kind: str) -> str:
        return next(spec.id for spec in SPECS.values() if _(spec.label) == kind)

    def _picker(self) -> ElementPicker:
        turn(1)
        return next(
            one for one in QApplication.topLevelWidgets() if isinstance(one, ElementPicker) and one.isVisible()
        )

    def _choose(self, kind: str) -> None:
        """Type into the list until the wanted kind is the one that Enter takes; arrows do the rest."""
        picker = self._picker()
        self.type(kind, picker.search)
        for _step in range(picker.list.count()):
            entry = picker.list.currentItem()
            if entry is not None and not entry.isHidden() and entry.text() == kind:
                self.key("Return", picker.search)
                return
            self.key("Down", picker.search)
        raise AssertionError(f"{kind} is not offered")

    def _new(self, known: set[str]) -> Drawn:
        new = [one for one in self.document.index.nodes if one not in known]
        assert new, "nothing new is there"
        chosen = self.canvas.selection.single
        return Drawn(self, chosen if chosen in new else new[0])


def _places(box: Bounds, record: NodeRecord) -> Iterator[Point]:
    """Where a person may take hold of a shape, best first: its middle, the strip of a container, a frame."""
    spec = SPECS[record.spec]
    shares = (0.5, 0.3, 0.7, 0.15, 0.85)
    if spec.look == "group":
        yield from ((box.x + box.width * share, box.y) for share in (0.3, 0.6, 0.1, 0.9))
    elif spec.category == "container" and record.expanded and record.horizontal:
        yield from ((box.x + 15, box.y + box.height * share) for share in shares)
    elif spec.category == "container" and record.expanded:
        yield from ((box.x + box.width * share, box.y + 15) for share in shares)
    elif spec.category == "activity" and spec.resizable == "both" and record.expanded:
        yield from ((box.x + box.width * share, box.y + 12) for share in shares)
    elif record.tag in ("dataObjectReference", "textAnnotation"):
        yield box.x + 8, box.centre[1]
    else:
        yield box.centre
        yield from ((box.x + box.width * share, box.y + box.height * share) for share in (0.3, 0.7))


class InHand:
    """A new element that sticks to the pointer."""

    def __init__(self, draw: Drawing) -> None:
        self._draw = draw

    def drop_at(self, x: float, y: float) -> Drawn:
        """Put it down with its middle at a place."""
        known = set(self._draw.document.index.nodes)
        self._draw.click_at((x, y))
        return self._draw._new(known)

    def drop_on_border(self, host: Named, side: str, share: float = 0.5) -> Drawn:
        """Put an event onto a side of a step (`n`, `e`, `s`, `w`), at a share of its length."""
        box = self._draw.bounds(host)
        x = {"w": box.x, "e": box.right}.get(side, box.x + box.width * share)
        y = {"n": box.y, "s": box.bottom}.get(side, box.y + box.height * share)
        return self.drop_at(x, y)


class Drawn:
    """An element that is there."""

    def __init__(self, draw: Drawing, own: str) -> None:
        self._draw, self.id = draw, own

    def named(self, text: str) -> Drawn:
        """Type its name: into the field that is open already, or press E."""
        canvas = self._draw.canvas
        field = canvas.findChild(LabelEditor)
        if field is None or not field.isVisible():
            self._draw.select(self)
            self._draw.key("E", canvas)
            field = canvas.findChild(LabelEditor)
        assert isinstance(field, QPlainTextEdit)
        self._draw.key("Ctrl+A", field)
        self._draw.type(text, field)
        self._draw.key("Return", field)
        assert self._draw.record(self).name == text
        return self

    def unnamed(self) -> Drawn:
        """Leave the name empty."""
        self._draw.key("Escape", self._draw.canvas.findChild(LabelEditor) or self._draw.canvas)
        return self

    def into(self, kind: str) -> Drawn:
        """Change it into another kind, where it is not that already."""
        record = self._draw.record(self)
        if not isinstance(record, NodeRecord) or _(SPECS[record.spec].label) != kind:
            self._draw.change(self).into(kind)
        return self


class Change:
    """The open menu of other kinds."""

    def __init__(self, draw: Drawing) -> None:
        self._draw = draw

    def into(self, kind: str) -> None:
        """Type the kind and press Enter."""
        self._draw._choose(kind)

    def switch(self, tip: str) -> None:
        """Click a switch above the list."""
        picker = self._draw._picker()
        self._draw.click_button(next(one for one in self._draw._buttons(picker) if one.toolTip() == tip))


Named = str | Drawn | tuple["str | Drawn", "str | Drawn"]
"""An element by its name, by what drawing it gave, or a line by its two ends."""


def _beyond(places: list[float], size: int) -> float:
    """How far to scroll so that all lie inside."""
    low, high = min(places), max(places)
    if low >= _EDGE and high <= size - _EDGE:
        return 0.0
    if high - low > size - 2 * _EDGE:
        return 0.0 if low >= 0 and high <= size else (size - low - high) / 2
    return _EDGE - low if low < _EDGE else size - _EDGE - high
