"""A canvas on a small document, driven by real mouse and key events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from modeler.document import commands
from modeler.document.document import Document
from modeler.document.io import new_document, to_bytes
from modeler.ui.canvas.view import CanvasView

NONE = Qt.KeyboardModifier.NoModifier


@dataclass
class Hand:
    """A person at the canvas; places are in diagram units."""

    bot: QtBot
    view: CanvasView
    doc: Document

    def at(self, point: tuple[float, float]) -> QPoint:
        """Where a place of the diagram is in the widget."""
        return self.view.camera.to_view(point).toPoint()

    def centre(self, identity: str) -> tuple[float, float]:
        """The middle of an element."""
        bounds = self.doc.index.nodes[identity].bounds
        assert bounds is not None
        return bounds.centre

    def click(self, point: tuple[float, float], modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Move there and click."""
        place = self.at(point)
        self.bot.mouseMove(self.view, place)
        self.bot.mouseClick(self.view, Qt.MouseButton.LeftButton, modifiers, place)

    def drag(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        modifiers: Qt.KeyboardModifier = NONE,
        let_go: bool = True,
    ) -> None:
        """Press, move in steps, release."""
        first, last = self.at(start), self.at(end)
        self.bot.mousePress(self.view, Qt.MouseButton.LeftButton, modifiers, first)
        for step in (0.2, 0.6, 1.0):
            place = QPointF(first) + (QPointF(last) - QPointF(first)) * step
            self.bot.mouseMove(self.view, place.toPoint())
        if let_go:
            self.bot.mouseRelease(self.view, Qt.MouseButton.LeftButton, modifiers, last)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """A key on the canvas."""
        self.bot.keyClick(self.view, key, modifiers)

    def type_name(self, text: str) -> None:
        """Type into the editor in place and press Enter."""
        editor = self.view.findChild(object, "label-editor")
        assert editor is not None
        if text.isascii():
            self.bot.keyClicks(editor, text)
        else:  # Chinese arrives through an input method
            composed = QInputMethodEvent()
            composed.setCommitString(text)
            QApplication.sendEvent(editor, composed)
        self.bot.keyClick(editor, Qt.Key.Key_Return)

    def pad(self, name: str) -> None:
        """Click a button of the context pad."""
        button = next(b for b in self.view.pad.findChildren(object, name) if b.isVisible())
        self.bot.mouseClick(button, Qt.MouseButton.LeftButton)

    def undo_gives(self, before: bytes) -> None:
        """One step of undo brings the bytes back, redo the change."""
        after = to_bytes(self.doc)
        assert after != before
        self.doc.undo()
        assert to_bytes(self.doc) == before
        self.doc.redo()
        assert to_bytes(self.doc) == after


@pytest.fixture
def hand(qtbot: QtBot) -> Iterator[Hand]:
    """A blank process with one task behind its start event, shown at 100 %."""
    doc = new_document("Leave", seed=7)
    start = next(iter(doc.index.nodes))
    task = commands.append_node(doc, start, "user-task")
    commands.rename(doc, task, "Apply")
    view = CanvasView()
    view.resize(1000, 700)
    qtbot.addWidget(view)
    view.set_document(doc)
    view.show()
    qtbot.waitExposed(view)
    view.camera.scale, view.camera.left, view.camera.top = 1.0, 0, 0
    view._fitted = False
    view.update()
    QApplication.processEvents()
    yield Hand(qtbot, view, doc)
    view.set_document(None)
    doc.close()


@pytest.fixture
def start(hand: Hand) -> str:
    """The start event."""
    return next(node.id for node in hand.doc.index.nodes.values() if node.tag == "startEvent")


@pytest.fixture
def task(hand: Hand) -> str:
    """The task."""
    return next(node.id for node in hand.doc.index.nodes.values() if node.tag == "userTask")
