"""A person at the window: real mouse and key events, each click, drag, typed text and key chord counted as one.

A gesture reaches only what is on the screen: a hidden, disabled or covered widget fails the test.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QScrollArea,
    QWidget,
)

from modeler.ui.canvas.view import CanvasView
from modeler.ui.window import MainWindow
from runner.ui.kit.cards import Card
from tests.ui.window_builder import turn, until

W = TypeVar("W", bound=QWidget)
LEFT = Qt.MouseButton.LeftButton


class Hands:
    """Two hands at one window. `made` lists the gestures in words."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.made: list[str] = []
        window.activateWindow()
        until(window.isActiveWindow)

    def __len__(self) -> int:
        return len(self.made)

    # looking (free of charge) ------------------------------------------------------------------

    def see(self, kind: type[W], fits: Callable[[W], bool], what: str) -> W:
        """The one visible widget of a kind that fits."""
        turn()
        found = [one for one in self.window.findChildren(kind) if one.isVisible() and fits(one)]
        assert found, f"nothing to see: {what}"
        return found[0]

    def named(self, name: str) -> QWidget:
        """The visible widget of an object name."""
        return self.see(QWidget, lambda one: one.objectName() == name, name)

    def button(self, text: str) -> QAbstractButton:
        """The visible button that says this."""
        return self.see(QAbstractButton, lambda one: one.text().replace("&&", "&") == text, text)

    def card(self, title: str) -> Card:
        """The visible card of that title."""
        return self.see(Card, lambda one: one.title.text() == title, title)

    @property
    def canvas(self) -> CanvasView:
        """The canvas in sight."""
        return self.see(CanvasView, lambda one: True, "a canvas")

    # doing (one gesture each) ------------------------------------------------------------------

    def click(self, widget: QWidget, at: QPoint | None = None, *, twice: bool = False) -> None:
        """Click a widget, in its middle or at a place of it."""
        spot = at if at is not None else widget.visibleRegion().boundingRect().center()
        self._reachable(widget, spot)
        self.made.append(("double-click " if twice else "click ") + words_of(widget))
        QTest.mouseMove(widget, spot)
        QTest.mouseClick(widget, LEFT, Qt.KeyboardModifier.NoModifier, spot)
        if twice:
            QTest.mouseDClick(widget, LEFT, Qt.KeyboardModifier.NoModifier, spot)
        turn()

    def drag(self, widget: QWidget, start: QPoint, end: QPoint) -> None:
        """Press, move in steps, let go."""
        self._reachable(widget, start)
        self.made.append(f"drag on {words_of(widget)}")
        QTest.mousePress(widget, LEFT, Qt.KeyboardModifier.NoModifier, start)
        for share in (0.2, 0.6, 1.0):
            QTest.mouseMove(widget, (QPointF(start) + QPointF(end - start) * share).toPoint())
        QTest.mouseRelease(widget, LEFT, Qt.KeyboardModifier.NoModifier, end)
        turn()

    def type(self, text: str) -> None:
        """Type into what has the focus; Chinese comes through an input method."""
        widget = self._focus()
        self.made.append(f"type “{text}”")
        if text.isascii():
            QTest.keyClicks(widget, text)
        else:
            composed = QInputMethodEvent()
            composed.setCommitString(text)
            QApplication.sendEvent(widget, composed)
        turn()

    def key(self, keys: str) -> None:
        """One key or chord in Qt's portable text: `Return`, `Ctrl+S`."""
        combination = QKeySequence.fromString(keys)[0]
        self.made.append(f"press {keys}")
        QTest.keyClick(self._focus(), combination.key(), combination.keyboardModifiers())
        turn()

    def scroll_to(self, widget: QWidget) -> None:
        """Turn the wheel over the panel that a widget is in until all of it is in sight."""
        panel = widget.parentWidget()
        while panel is not None and not isinstance(panel, QScrollArea):
            panel = panel.parentWidget()
        assert panel is not None, f"nothing scrolls round {words_of(widget)}"
        self.made.append(f"scroll to {words_of(widget)}")
        spot = QPointF(panel.viewport().rect().center())
        for _turn in range(100):
            if widget.visibleRegion().boundingRect() == widget.rect():
                return
            down = widget.mapTo(panel.viewport(), QPoint(0, 0)).y() > panel.viewport().height() // 2
            _wheel(panel.viewport(), spot, -120 if down else 120)
            turn(1)
        raise AssertionError(f"cannot be scrolled into sight: {words_of(widget)}")

    def choose(self, box: QWidget, text: str) -> None:
        """Open a list and take a line: two gestures."""
        assert isinstance(box, QComboBox)
        self.click(box)
        view = box.view()
        until(view.isVisible)
        row = box.findText(text)
        assert row >= 0, f"{text} is not among {[box.itemText(i) for i in range(box.count())]}"
        self.pick(view, row)

    def pick(self, view: QAbstractItemView, row: int, column: int = 0) -> None:
        """Click a line of a list or a cell of a table."""
        index = view.model().index(row, column)
        view.scrollTo(index)
        turn()
        spot = view.visualRect(index).center()
        self.made.append(f"pick {index.data()}")
        QTest.mouseMove(view.viewport(), spot)
        QTest.mouseClick(view.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, spot)
        turn()

    def answered(self, *gestures: str) -> None:
        """Gestures in a dialog of the system, which a test answers instead."""
        self.made.extend(gestures)

    # the canvas --------------------------------------------------------------------------------

    def middle(self, element: str) -> QPoint:
        """Where an element is in the canvas."""
        canvas = self.canvas
        bounds = canvas.scene.bounds_of(element)
        assert bounds is not None
        return canvas.camera.to_view(bounds.centre).toPoint()

    def click_element(self, element: str, *, twice: bool = False) -> None:
        """Click an element of the diagram."""
        self.click(self.canvas, self.middle(element), twice=twice)

    def element(self, name: str) -> str:
        """The id of the node of that name."""
        document = self.window.context.document
        assert document is not None
        return next(node.id for node in document.index.nodes.values() if node.name == name)

    # inside ------------------------------------------------------------------------------------

    def _focus(self) -> QWidget:
        turn()
        return cast(QWidget, QApplication.focusWidget() or self.window)

    def _reachable(self, widget: QWidget, spot: QPoint) -> None:
        assert widget.isVisible(), f"hidden: {words_of(widget)}"
        assert widget.isEnabled(), f"disabled: {words_of(widget)}"
        assert widget.visibleRegion().contains(spot), f"out of sight: {words_of(widget)}"


def _wheel(widget: QWidget, spot: QPointF, angle: int) -> None:
    event = QWheelEvent(
        spot, QPointF(widget.mapToGlobal(spot.toPoint())), QPoint(), QPoint(0, angle), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def words_of(widget: QWidget) -> str:
    """What a person would call a widget."""
    if isinstance(widget, QAbstractButton) and widget.text():
        return f"“{widget.text()}”"
    if isinstance(widget, QLabel):
        return f"“{widget.text()}”"
    return widget.accessibleName() or widget.toolTip() or widget.objectName() or type(widget).__name__
