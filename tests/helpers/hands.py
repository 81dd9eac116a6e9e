"""A hand that does random things at the canvas with real mouse and key events: nobody would, and all must hold."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget

from modeler.document.document import Document
from modeler.document.io import document_from_bytes, to_bytes
from modeler.ui.canvas.acts import ACTS
from modeler.ui.canvas.editor import LabelEditor
from modeler.ui.canvas.palette import PaletteWidget
from modeler.ui.canvas.picker import ElementPicker
from modeler.ui.canvas.view import CanvasView
from tests.helpers.acts import RECORD
from tests.helpers.lawful import faults
from tests.helpers.walks import back_and_forth, check_new

NONE = Qt.KeyboardModifier.NoModifier
_LEFT = Qt.MouseButton.LeftButton
_MODIFIERS = (NONE, NONE, NONE, NONE, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier)
_KEYS = (
    *(Qt.Key.Key_N, Qt.Key.Key_A, Qt.Key.Key_R, Qt.Key.Key_E, Qt.Key.Key_Delete, Qt.Key.Key_Escape),
    *(Qt.Key.Key_L, Qt.Key.Key_S, Qt.Key.Key_C, Qt.Key.Key_H),
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down),
)
_MENU_ACTS = tuple(own for own in ACTS if own not in ("copy_picture", "find"))
_FEW = ("cut", "remove", "select_all")
_NAMES = ("Check", "q", "two words", "")


class RandomHand:
    """One canvas with its palette; `act` does one random thing there."""

    def __init__(self, doc: Document) -> None:
        self.doc = doc
        self.view = CanvasView()
        self.view.resize(1200, 800)
        self.palette = PaletteWidget(self.view)
        self.palette.resize(64, 800)
        self.view.set_document(doc)
        self.view.show()
        self.palette.show()
        QApplication.processEvents()

    def close(self) -> None:
        """Leave nothing behind."""
        self.view.set_document(None)
        for widget in (self.palette, self.view):
            widget.close()
            widget.deleteLater()
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # no event loop runs here that would
        self.doc.close()

    def act(self, rng: random.Random) -> None:
        """One thing that a hand may do here and now."""
        popup = QApplication.activePopupWidget()
        editor = next((item for item in self.view.findChildren(LabelEditor) if item.isVisible()), None)
        if isinstance(popup, ElementPicker):
            self._pick(popup, rng)
        elif isinstance(popup, QMenu):
            self._choose(popup, rng)
        elif editor is not None:
            self._type(editor, rng)
        else:
            rng.choice(self._deeds())(rng)
        QApplication.processEvents()

    def _deeds(self) -> Sequence[Callable[[random.Random], None]]:
        return (
            self._click, self._click, self._drag, self._drag, self._drag, self._key, self._key, self._pad, self._pad,
            self._take_from_palette, self._take_from_palette, self._double_click, self._menu, self._back,
        )  # fmt: skip

    # places

    def _place(self, rng: random.Random) -> QPoint:
        """A place of interest: in, on the border of, or near an element, on a line, or anywhere."""
        nodes, flows = sorted(self.view.scene.nodes), sorted(self.view.scene.flows)
        chance = rng.random()
        if nodes and chance < 0.7:
            box = self.view.scene.nodes[rng.choice(nodes)].bounds
            share_x, share_y = rng.choice([(0.5, 0.5), (0.5, 0.5), (0.5, 1.0), (1.0, 1.0), (0.02, 0.5), (0.8, 0.3)])
            point = box.x + box.width * share_x, box.y + box.height * share_y
        elif flows and chance < 0.85:
            points = self.view.scene.flows[rng.choice(flows)].points
            if len(points) < 2:
                return QPoint(600, 400)
            at = rng.randrange(len(points) - 1)
            (a, b), share = points[at : at + 2], rng.choice([0.0, 0.3, 0.5, 1.0])
            point = a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
        else:
            return QPoint(rng.randrange(20, 1180), rng.randrange(20, 780))
        spot = self.view.camera.to_view(point).toPoint()
        return QPoint(min(max(spot.x(), 2), 1197), min(max(spot.y(), 2), 797))

    # deeds

    def _click(self, rng: random.Random) -> None:
        place, modifier = self._place(rng), rng.choice(_MODIFIERS)
        RECORD.append(f"click {place.toTuple()} {modifier.name}")
        QTest.mouseMove(self.view, place)
        QTest.mouseClick(self.view, _LEFT, modifier, place)

    def _double_click(self, rng: random.Random) -> None:
        place = self._place(rng)
        RECORD.append(f"double click {place.toTuple()}")
        QTest.mouseDClick(self.view, _LEFT, NONE, place)

    def _drag(self, rng: random.Random) -> None:
        first, last, modifier = self._place(rng), self._place(rng), rng.choice(_MODIFIERS)
        if rng.random() < 0.4:
            last = first + QPoint(rng.randrange(-200, 200), rng.randrange(-120, 120))
        RECORD.append(f"drag {first.toTuple()} to {last.toTuple()} {modifier.name}")
        QTest.mousePress(self.view, _LEFT, modifier, first)
        for share in (0.1, 0.6, 1.0):
            QTest.mouseMove(self.view, (QPointF(first) + (QPointF(last - first)) * share).toPoint())
        if rng.random() < 0.1:
            QTest.keyClick(self.view, Qt.Key.Key_Escape)
        QTest.mouseRelease(self.view, _LEFT, modifier, last)

    def _key(self, rng: random.Random) -> None:
        key, modifier = rng.choice(_KEYS), rng.choice(_MODIFIERS[:5])
        RECORD.append(f"key {key.name} {modifier.name}")
        QTest.keyClick(self.view, key, modifier)

    def _pad(self, rng: random.Random) -> None:
        if not self.view.pad.isVisible():
            nodes = sorted(self.view.scene.nodes)
            if not nodes:
                return
            self.view.selection.set([rng.choice(nodes)])
        buttons = [item for item in self.view.pad.findChildren(QAbstractButton) if item.isVisible()]
        if not buttons:
            return
        button = rng.choice(sorted(buttons, key=lambda item: item.objectName()))
        RECORD.append(f"pad of {self.view.selection.ids}: {button.objectName()}")
        if rng.random() < 0.3:
            self._pull(button, self._place(rng))
        else:
            QTest.mouseClick(button, _LEFT)

    def _take_from_palette(self, rng: random.Random) -> None:
        buttons = [item for item in self.palette.findChildren(QAbstractButton) if item.isVisible()]
        button, place = rng.choice(buttons), self._place(rng)
        RECORD.append(f"palette: {button.objectName()} to {place.toTuple()}")
        if rng.random() < 0.3:
            self._pull(button, place)
        else:
            QTest.mouseClick(button, _LEFT)
            if QApplication.activePopupWidget() is None:
                QTest.mouseMove(self.view, place)
                QTest.mouseClick(self.view, _LEFT, NONE, place)

    def _pull(self, button: QWidget, place: QPoint) -> None:
        """Drag from a button onto the canvas."""
        QTest.mousePress(button, _LEFT)
        target = button.mapFromGlobal(self.view.mapToGlobal(place))
        for spot in (target / 2, target):
            QTest.mouseMove(button, spot)
        QTest.mouseRelease(button, _LEFT, NONE, target)

    def _menu(self, rng: random.Random) -> None:
        """What the window's menu does."""
        own = rng.choice(_MENU_ACTS)
        if own in _FEW and rng.random() < 0.7:
            return
        RECORD.append(f"menu {own} with {self.view.selection.ids[:4]}")
        ACTS[own].run(self.view)

    def _back(self, rng: random.Random) -> None:
        if self.doc.can_undo:
            RECORD.append("undo" + (" and redo" if (again := rng.random() < 0.6) else ""))
            self.doc.undo()
            if again:
                self.doc.redo()

    def _pick(self, picker: ElementPicker, rng: random.Random) -> None:
        toggles = [item for item in picker.findChildren(QAbstractButton) if item.objectName().startswith("toggle")]
        if toggles and rng.random() < 0.3:
            button = rng.choice(toggles)
            RECORD.append(f"switch {button.objectName()}")
            QTest.mouseClick(button, _LEFT)
            return
        if rng.random() < 0.1:
            QTest.keyClick(picker.search, Qt.Key.Key_Escape)
            return
        picker.list.setCurrentRow(rng.randrange(picker.list.count()))
        RECORD.append(f"pick {picker.list.currentItem().data(Qt.ItemDataRole.UserRole)}")
        QTest.keyClick(picker.search, Qt.Key.Key_Return)

    def _choose(self, menu: QMenu, rng: random.Random) -> None:
        actions = [item for item in menu.actions() if item.isEnabled() and not item.isSeparator()]
        action = rng.choice(actions) if actions else None
        menu.close()
        if action is not None:
            RECORD.append(f"choose {action.objectName()}")
            action.trigger()

    def _type(self, editor: LabelEditor, rng: random.Random) -> None:
        name = rng.choice(_NAMES)
        RECORD.append(f"type {name!r}")
        editor.selectAll()
        if name:
            QTest.keyClicks(editor, name)
        QTest.keyClick(editor, rng.choice([Qt.Key.Key_Return, Qt.Key.Key_Return, Qt.Key.Key_Escape]))


@contextmanager
def random_hand(name: str, data: bytes, seed: int) -> Iterator[RandomHand]:
    """A hand at a document of its own."""
    hand = RandomHand(document_from_bytes(data, name, seed=seed))
    try:
        yield hand
    finally:
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        hand.close()


def walk(name: str, data: bytes, seed: int, steps: Sequence[int]) -> None:
    """Let a hand take all steps. Raises `Unlawful`, or whatever broke."""
    with random_hand(name, data, seed) as hand:
        known = faults(hand.doc)
        revision = hand.doc.revision
        for step in steps:
            hand.act(random.Random(step))
            if hand.doc.revision == revision:
                continue
            revision = hand.doc.revision
            check_new(hand.doc, data, known)
        hand.view.commit_edit()
        hand.doc.seal()
        while hand.doc.can_redo:
            hand.doc.redo()
        if not known:
            back_and_forth(hand.doc, data)


def tried(name: str, data: bytes, seed: int, steps: Sequence[int]) -> str:
    """Why a walk goes wrong; empty where it does not. Leaves what was done in `RECORD`."""
    RECORD.clear()
    caught: list[str] = []
    hook = sys.excepthook
    sys.excepthook = lambda kind, error, _trace: caught.append(f"{kind.__name__}: {error}")
    try:
        walk(name, data, seed, steps)
    except Exception as error:  # noqa: BLE001  # whatever it is, it is what is looked for
        return f"{type(error).__name__}: {error}"
    finally:
        sys.excepthook = hook
    return caught[0] if caught else ""


__all__ = ["RandomHand", "random_hand", "to_bytes", "tried", "walk"]
