"""The right mouse button: a menu of what can be done there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from modeler.document.io import to_bytes
from modeler.ui.canvas.view import CanvasView
from modeler.ui.window import MainWindow
from tests.ui.window_builder import a_window, turn

RIGHT = Qt.MouseButton.RightButton


@pytest.fixture
def window() -> Iterator[MainWindow]:
    """The leave request in Design."""
    with a_window(sample=True) as found:
        found.show_place("design")
        turn()
        yield found


def canvas_of(window: MainWindow) -> CanvasView:
    return window.place_widget("design").canvas  # type: ignore[union-attr,no-any-return]


def menu_at(window: MainWindow, element: str | None) -> QMenu:
    """Press the right button over an element, or over the empty paper."""
    canvas = canvas_of(window)
    place = QPoint(canvas.width() - 4, canvas.height() - 4)
    if element is not None:
        bounds = canvas.scene.bounds_of(element)
        assert bounds is not None
        place = canvas.camera.to_view(bounds.centre).toPoint()
    QTest.mouseClick(canvas, RIGHT, Qt.KeyboardModifier.NoModifier, place)
    turn()
    found = QApplication.activePopupWidget()
    assert isinstance(found, QMenu)
    return found


def words(menu: QMenu) -> list[str]:
    return [action.text().split("\t")[0] for action in menu.actions() if not action.isSeparator()]


def choose(menu: QMenu, text: str) -> None:
    action = next(one for one in menu.actions() if one.text().split("\t")[0] == text)
    assert action.isEnabled()
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    turn()


def test_over_a_step_it_offers_what_can_be_done_with_it(window: MainWindow) -> None:
    menu = menu_at(window, "Task_hr")
    assert canvas_of(window).selection.ids == ("Task_hr",)
    assert {"Rename", "Append any element", "Change type…", "Colour…", "Cut", "Copy", "Remove"} <= set(words(menu))
    assert "Open what is inside" not in words(menu)
    assert "Paste" not in words(menu)
    menu.close()


def test_what_is_chosen_is_done_and_undone(window: MainWindow) -> None:
    document = window.context.document
    assert document is not None
    before = to_bytes(document)
    choose(menu_at(window, "Task_hr"), "Remove")
    assert "Task_hr" not in document.index.nodes
    after = to_bytes(document)
    document.undo()
    assert to_bytes(document) == before
    document.redo()
    assert to_bytes(document) == after


def test_over_the_paper_it_offers_what_can_be_drawn_and_shown(window: MainWindow) -> None:
    canvas_of(window).selection.set(["Task_hr"])
    menu = menu_at(window, None)
    assert not len(canvas_of(window).selection)
    assert {"Create any element", "Paste", "Select all", "Tidy up", "Fit to window"} <= set(words(menu))
    assert "Remove" not in words(menu)
    choose(menu, "Select all")
    assert len(canvas_of(window).selection) > 10


def test_of_several_it_keeps_the_selection(window: MainWindow) -> None:
    canvas_of(window).selection.set(["Task_hr", "Task_record"])
    menu = menu_at(window, "Task_hr")
    assert canvas_of(window).selection.ids == ("Task_hr", "Task_record")
    assert "Rename" not in words(menu)
    assert {"Put into a sub-process", "Tidy up", "Change type…"} <= set(words(menu))
    menu.close()


def test_a_flow_is_not_cut_or_copied(window: MainWindow) -> None:
    canvas = canvas_of(window)
    (ax, ay), (bx, by) = canvas.scene.flows["Flow_two"].points[:2]
    QTest.mouseClick(
        canvas, RIGHT, Qt.KeyboardModifier.NoModifier, canvas.camera.to_view(((ax + bx) / 2, (ay + by) / 2)).toPoint()
    )
    turn()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert {"Rename", "Change type…", "Remove", "Reroute flows"} <= set(words(menu))
    assert not {"Cut", "Copy", "Duplicate"} & set(words(menu))
    menu.close()


def test_with_something_in_the_hand_the_right_button_lets_it_go(window: MainWindow) -> None:
    canvas = canvas_of(window)
    canvas.start_create("user-task")
    QTest.mouseClick(canvas, RIGHT, Qt.KeyboardModifier.NoModifier, QPoint(20, 20))
    assert canvas.holds_nothing
    assert QApplication.activePopupWidget() is None


def test_a_file_that_can_only_be_read_offers_nothing_that_changes_it(window: MainWindow) -> None:
    canvas_of(window).set_read_only(True)
    menu = menu_at(window, "Task_hr")
    assert words(menu) == ["Copy", "Copy as picture"]
    menu.close()


def test_the_key_for_menus_opens_it_at_the_selection(window: MainWindow) -> None:
    canvas = canvas_of(window)
    canvas.selection.set(["Task_hr"])
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))
    QApplication.sendEvent(canvas, event)
    turn()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert "Rename" in words(menu)
    menu.close()
