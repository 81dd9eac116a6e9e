"""A decision table is edited like a sheet: rules and columns by keys, menus, buttons and dragging; undo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)

from modeler.decisions import shelf_of
from modeler.document.workspace import create_workspace
from modeler.ui.app import application
from modeler.ui.context import Context
from modeler.ui.expressions.words import Known
from modeler.ui.panels.decision_column import ColumnDialog
from modeler.ui.panels.decision_view import DecisionView
from runner.core.settings import Settings
from runner.decisions import DecisionTable, read_decisions
from runner.feel.vocabulary import NUMBER, STRING, Choice, Variable, Vocabulary
from tests.helpers.decisions import decision, dmn, given, table
from tests.ui.forms_rights.driving import click, click_cell, paste_keys, type_into_cell, type_over
from tests.ui.window_builder import turn

FILE = dmn(
    given("i1", "days", "number"),
    decision("level", "Who approves", table(["days", "risk"], ["who"], ["1 | - -> 1", "2 | - -> 2"], "FIRST"), "i1"),
)
CONTROL, ALT, NONE = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier,
)  # fmt: skip


@pytest.fixture
def view(tmp_path: Path) -> Iterator[DecisionView]:
    application()
    space = create_workspace(tmp_path / "space", "Space")
    (space.folder / "decisions" / "who.dmn").write_bytes(FILE)
    window = QMainWindow()
    window.resize(1280, 720)
    context = Context(Settings(), window)
    context.workspace = space
    window.show()
    node = shelf_of(space).find("level")
    assert node is not None
    known = Vocabulary(
        (Variable("days", NUMBER), Variable("place", STRING, {"en": "Where"}, (Choice("home"), Choice("abroad"))))
    )
    opened = DecisionView(window, node, context, Known(lambda: known))
    opened.open()
    turn()
    yield opened
    if window.findChildren(DecisionView):
        opened.ask = lambda: "drop"
        opened.close()
    space.close()
    context.close_all()
    window.deleteLater()
    turn()


@pytest.fixture
def file(view: DecisionView, tmp_path: Path) -> Path:
    return tmp_path / "space" / "decisions" / "who.dmn"


def shown(window: QWidget, kind: type) -> Any:
    return next(one for one in window.findChildren(kind) if one.isVisible())


def child(parent: QWidget, kind: type, name: str) -> Any:
    found: list[QWidget] = parent.findChildren(kind, name)
    return next(one for one in found if not one.isHidden())


def data_of(view: DecisionView) -> bytes:
    edit = view._edit()
    assert edit is not None
    return edit.file.as_bytes()


def logic_of(data: bytes) -> DecisionTable:
    logic = read_decisions(data, "x").decisions[0].logic
    assert isinstance(logic, DecisionTable)
    return logic


def cells(view: DecisionView) -> list[list[str]]:
    model = view.table.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def press(view: DecisionView, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(view.table, key, modifier)
    turn()


def menu_at(view: DecisionView, bar: QWidget, at: QPoint, act: str) -> None:
    """A right-click, and the item of the menu that opens."""
    QApplication.sendEvent(bar, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, bar.mapToGlobal(at)))
    turn()
    menu: QMenu = child(view, QMenu, "decision-menu")
    action = next(one for one in menu.actions() if one.objectName() == f"decision-act-{act}")
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, NONE, menu.actionGeometry(action).center())
    turn()


def drag(bar: QWidget, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, NONE, start)
    for step in range(1, 6):
        QTest.mouseMove(bar, start + (end - start) * step / 5)
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, NONE, end)
    turn()


def test_enter_takes_what_was_typed_and_goes_down_to_a_new_rule_behind_the_last(view: DecisionView) -> None:
    click_cell(view.table, 0, 0)
    QTest.keyClicks(view.table, "7")
    editor = shown(view.table.viewport(), QLineEdit)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    turn()
    assert (view.table.currentIndex().row(), view.table.currentIndex().column()) == (1, 0)
    press(view, Qt.Key.Key_Return)
    assert cells(view) == [["7", "-", "1", ""], ["2", "-", "2", ""], ["-", "-", "", ""]]
    assert view.table.currentIndex().row() == 2
    press(view, Qt.Key.Key_Return)  # it is still empty: there is no further one
    assert len(cells(view)) == 3


def test_tab_and_arrows_go_through_the_cells(view: DecisionView) -> None:
    click_cell(view.table, 0, 2)
    press(view, Qt.Key.Key_Tab)
    press(view, Qt.Key.Key_Tab)
    assert (view.table.currentIndex().row(), view.table.currentIndex().column()) == (1, 0)
    press(view, Qt.Key.Key_Right)
    press(view, Qt.Key.Key_Up)
    assert (view.table.currentIndex().row(), view.table.currentIndex().column()) == (0, 1)
    view.table.edit(view.table.currentIndex())
    QTest.keyClicks(shown(view.table.viewport(), QLineEdit), "x")
    QTest.keyClick(shown(view.table.viewport(), QLineEdit), Qt.Key.Key_Tab)
    turn()
    assert cells(view)[0][1] == "x"
    assert view.table.currentIndex().column() == 2


KEYS: list[tuple[Qt.Key, Any, list[str]]] = [
    (Qt.Key.Key_Return, CONTROL, ["1", "-", "2"]),
    (Qt.Key.Key_Return, CONTROL | Qt.KeyboardModifier.ShiftModifier, ["-", "1", "2"]),
    (Qt.Key.Key_D, CONTROL, ["1", "1", "2"]),
    (Qt.Key.Key_Down, ALT, ["2", "1"]),
    (Qt.Key.Key_Up, ALT, ["1", "2"]),
    (Qt.Key.Key_Delete, CONTROL, ["2"]),
    (Qt.Key.Key_Delete, NONE, ["-", "2"]),
]


@pytest.mark.parametrize(("key", "modifier", "wanted"), KEYS)
def test_each_key_of_a_rule_does_its_act_and_undo_and_redo_go_to_the_byte(
    view: DecisionView, key: Qt.Key, modifier: Any, wanted: list[str]
) -> None:
    click_cell(view.table, 0, 0)
    press(view, key, modifier)
    assert [row[0] for row in cells(view)] == wanted
    after = data_of(view)
    if after == FILE:
        return
    press(view, Qt.Key.Key_Z, CONTROL)
    assert data_of(view) == FILE
    assert [row[0] for row in cells(view)] == ["1", "2"]
    press(view, Qt.Key.Key_Y, CONTROL)
    assert data_of(view) == after


def test_columns_go_left_and_right_and_stay_on_their_side(view: DecisionView) -> None:
    click_cell(view.table, 0, 0)
    press(view, Qt.Key.Key_Right, ALT)
    assert [one.expression.text for one in logic_of(data_of(view)).inputs] == ["risk", "days"]
    assert view.table.currentIndex().column() == 1
    press(view, Qt.Key.Key_Right, ALT)
    press(view, Qt.Key.Key_Left, ALT)
    assert data_of(view) == FILE


def test_a_column_is_added_and_said_what_it_is_about(view: DecisionView) -> None:
    click(child(view, QPushButton, "decision-add-in"))
    dialog: ColumnDialog = shown(view, ColumnDialog)
    type_over(dialog.label, "Where")
    type_over(dialog.text, "place")
    dialog.type.setFocus()
    QTest.keyClicks(dialog.type, "text")
    type_over(dialog.allowed, '"a", "b"')
    QTest.keyClick(dialog.allowed, Qt.Key.Key_Return)
    turn()
    added = logic_of(data_of(view)).inputs[2]
    assert (added.label, added.expression.text, added.expression.type, added.allowed) == (
        "Where", "place", "string", '"a", "b"',
    )  # fmt: skip
    assert view.table.model().headerData(2, Qt.Orientation.Horizontal) == "when Where\nplace · text"
    assert len(logic_of(data_of(view)).rules[0].tests) == 3
    click(child(view, QToolButton, "decision-undo"))
    click(child(view, QToolButton, "decision-undo"))
    assert data_of(view) == FILE


def test_an_answer_is_added_and_both_get_names(view: DecisionView) -> None:
    click(child(view, QPushButton, "decision-add-out"))
    dialog: ColumnDialog = shown(view, ColumnDialog)
    assert dialog.text.text() == "answer1"
    type_over(dialog.text, "limit")
    type_over(dialog.default, "5")
    click(dialog.done_button)
    found = logic_of(data_of(view)).outputs
    assert [one.name for one in found] == ["who", "limit"]
    assert found[1].default == "5"


def test_the_menu_of_a_head_removes_and_opens_its_column(view: DecisionView) -> None:
    head = view.table.horizontalHeader().viewport()
    bar = view.table.horizontalHeader()
    at = QPoint(bar.sectionViewportPosition(1) + 10, 8)
    menu_at(view, head, at, "drop")
    assert [one.expression.text for one in logic_of(data_of(view)).inputs] == ["days"]
    QTest.mouseDClick(head, Qt.MouseButton.LeftButton, NONE, QPoint(bar.sectionViewportPosition(0) + 10, 8))
    turn()
    dialog: ColumnDialog = shown(view, ColumnDialog)
    assert dialog.text.text() == "days"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    turn()


def test_the_menu_of_a_cell_offers_what_can_be_done(view: DecisionView) -> None:
    click_cell(view.table, 1, 2)
    at = view.table.visualRect(view.table.model().index(1, 2)).center()
    port = view.table.viewport()
    QApplication.sendEvent(port, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, port.mapToGlobal(at)))
    menu: QMenu = child(view, QMenu, "decision-menu")
    enabled = {one.objectName().removeprefix("decision-act-") for one in menu.actions() if one.isEnabled()}
    assert {"above", "below", "up", "remove", "clear", "head"} <= enabled
    assert not {"down-rule", "drop", "left", "right"} & enabled  # the last rule, and the only answer
    menu.close()
    turn()
    menu_at(view, port, at, "duplicate")
    assert [row[2] for row in cells(view)] == ["1", "2", "2"]


def test_rules_and_columns_are_dragged_by_number_and_head(view: DecisionView) -> None:
    view.table.resizeColumnsToContents()
    side, head = view.table.verticalHeader(), view.table.horizontalHeader()
    drag(
        side.viewport(),
        QPoint(8, side.sectionViewportPosition(0) + 8),
        QPoint(8, side.sectionViewportPosition(1) + 28),
    )
    assert [row[0] for row in cells(view)] == ["2", "1"]
    end = head.sectionViewportPosition(2) + head.sectionSize(2) - 8
    drag(head.viewport(), QPoint(head.sectionViewportPosition(0) + 20, 8), QPoint(end, 8))
    found = logic_of(data_of(view))
    assert [one.expression.text for one in found.inputs] == ["risk", "days"]  # not beyond the answers
    assert [head.visualIndex(place) for place in range(4)] == [0, 1, 2, 3]


def test_a_block_of_a_spreadsheet_is_pasted_and_what_does_not_fit_is_told(view: DecisionView) -> None:
    click_cell(view.table, 1, 1)
    paste_keys(view.table, "a\tb\tnote\tlost\nc\td\n")
    assert cells(view)[1:] == [["2", "a", "b", "note"], ["-", "c", "d", ""]]
    assert "1 column" in view.note.text()
    press(view, Qt.Key.Key_Z, CONTROL)
    assert data_of(view) == FILE


def test_cells_are_cut_and_pasted_elsewhere(view: DecisionView) -> None:
    click_cell(view.table, 0, 0)
    click_cell(view.table, 0, 2, Qt.KeyboardModifier.ShiftModifier)
    press(view, Qt.Key.Key_X, CONTROL)
    click_cell(view.table, 1, 0)
    press(view, Qt.Key.Key_V, CONTROL)
    assert cells(view) == [["-", "-", "", ""], ["1", "-", "1", ""]]


@pytest.mark.parametrize(("key", "short"), [("U", "U"), ("C", "C"), ("O", "O")])
def test_the_hit_policy_is_chosen(view: DecisionView, key: str, short: str) -> None:
    box: QComboBox = view.policy
    box.setFocus()
    QTest.keyClicks(box, key)
    turn()
    assert logic_of(data_of(view)).short_policy == short
    press(view, Qt.Key.Key_Z, CONTROL)
    assert box.currentText().startswith("F ")


def test_what_is_wrong_is_marked_at_its_cell_and_head_and_told(view: DecisionView) -> None:
    type_into_cell(view.table, 1, 1, "> >")
    wrong = view.table.model().index(1, 1)
    assert wrong.data(Qt.ItemDataRole.BackgroundRole) is not None
    assert "readable" in str(wrong.data(Qt.ItemDataRole.ToolTipRole))
    assert view.table.model().index(0, 0).data(Qt.ItemDataRole.BackgroundRole) is None
    assert view.fault.text().startswith("Rule 2, risk: > > –")
    click(child(view, QPushButton, "decision-add-in"))
    click(shown(view, ColumnDialog).done_button)
    assert "1 more place" in view.fault.text() or "1 more place" in view.fault.text()
    assert "Double-click" in view.fault.text()


def test_a_note_on_a_rule_is_written(view: DecisionView) -> None:
    type_into_cell(view.table, 0, 3, "as the board decided")
    assert logic_of(data_of(view)).rules[0].description == "as the board decided"


LEAVING: list[tuple[str, Callable[[bytes], bool]]] = [
    ("save", lambda data: b"&gt; 9" in data),
    ("drop", lambda data: data == FILE),
    ("stay", lambda data: data == FILE),
]


@pytest.mark.parametrize(("choice", "holds"), LEAVING)
def test_escape_asks_about_changes_and_nothing_is_lost(
    view: DecisionView, file: Path, choice: str, holds: Callable[[bytes], bool]
) -> None:
    window = view.parentWidget()
    type_into_cell(view.table, 0, 0, "> 9")
    asked: list[str] = []
    view.ask = lambda: asked.append(choice) or choice  # type: ignore[func-returns-value]  # notes it
    QTest.keyClick(view.which, Qt.Key.Key_Escape)
    turn()
    assert asked == [choice]
    assert holds(file.read_bytes())
    assert bool(window.findChildren(DecisionView)) == (choice == "stay")
