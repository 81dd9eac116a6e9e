"""While a cell of a decision table is typed, names and values that may come there are offered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow

from modeler.decisions import shelf_of
from modeler.document.workspace import create_workspace
from modeler.ui.app import application
from modeler.ui.context import Context
from modeler.ui.expressions.words import Known
from modeler.ui.panels.decision_cell import CellEdit
from modeler.ui.panels.decision_view import DecisionView
from runner.core.settings import Settings
from runner.feel.vocabulary import NUMBER, STRING, Choice, Variable, Vocabulary
from tests.helpers.decisions import decision, dmn, given, table
from tests.ui.window_builder import turn

FILE = dmn(
    given("i1", "days", "number"),
    given("i2", "Monthly pay", "number"),
    decision(
        "level", "Who approves", table(["days", "place"], ["who"], ["1 | - -> 1", "2 | - -> 2"], "FIRST"), "i1", "i2"
    ),
)
KNOWN = Vocabulary(
    (
        Variable("place", STRING, {"en": "Where to", "zh": "去哪里"}, (Choice("home"), Choice("abroad"))),
        Variable("department", STRING),
        Variable("days", NUMBER, {"en": "Days of leave"}),
    )
)
DAYS, PLACE, WHO, NOTE = range(4)


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
    opened = DecisionView(window, node, context, Known(lambda: KNOWN))
    opened.open()
    turn()
    yield opened
    opened.ask = lambda: "drop"
    opened.close()
    space.close()
    context.close_all()
    window.deleteLater()
    turn()


def typing(view: DecisionView, column: int, row: int = 0) -> CellEdit:
    """The editor of a cell, emptied."""
    index = view.table.model().index(row, column)
    view.table.setCurrentIndex(index)
    view.table.edit(index)
    turn()
    editor = next(one for one in view.table.viewport().findChildren(CellEdit) if one.isVisible())
    editor.setFocus()
    editor.clear()
    return editor


def texts(editor: CellEdit) -> list[str]:
    return [one.text for one in editor.completion.offers] if editor.completion is not None else []


def cell(view: DecisionView, column: int, row: int = 0) -> str:
    return str(view.table.model().index(row, column).data())


def test_a_name_is_offered_by_its_beginning_or_its_caption_and_taken_by_enter(view: DecisionView) -> None:
    editor = typing(view, DAYS)
    QTest.keyClicks(editor, "> mon")
    assert texts(editor)[0] == "Monthly pay"
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert editor.text() == "> Monthly pay" and editor.completion is None, "the list was left, the cell was not"
    QTest.keyClicks(editor, " / leave")
    assert "days" in texts(editor)
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert editor.completion is None and editor.isVisible()
    editor.setText("> Monthly pay")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    turn()
    assert cell(view, DAYS) == "> Monthly pay" and view.table.currentIndex().row() == 1


def test_the_values_that_a_column_asks_about_are_offered_one_after_the_other(view: DecisionView) -> None:
    editor = typing(view, PLACE)
    QTest.keyClick(editor, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert texts(editor)[:2] == ['"home"', '"abroad"']
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    QTest.keyClicks(editor, ', "ab')
    assert texts(editor) == ['"abroad"']
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.text() == '"home", "abroad"'
    QTest.keyClicks(editor, ", value")
    assert "value" not in texts(editor), "a word that only stands for what the column asks"
    editor.setText("")
    QTest.keyClicks(editor, 'not("h')
    assert texts(editor) == ['"home"']


def test_what_was_typed_stays_where_it_is_no_beginning_of_an_offer(view: DecisionView) -> None:
    for typed, key in (("x", Qt.Key.Key_Tab), ("> days", Qt.Key.Key_Return), ("t", Qt.Key.Key_Return)):
        editor = typing(view, DAYS)
        QTest.keyClicks(editor, typed)
        if typed == "t":  # an offer, but what is wanted is what stands there
            QTest.keyClick(editor, Qt.Key.Key_Escape)
        QTest.keyClick(editor, key)
        turn()
        assert cell(view, DAYS) == typed


def test_an_answer_may_name_what_the_decision_is_told_and_what_the_process_has(view: DecisionView) -> None:
    editor = typing(view, WHO)
    QTest.keyClicks(editor, "dep")
    assert texts(editor)[0] == "department"
    QTest.keyClick(editor, Qt.Key.Key_Down)
    QTest.keyClick(editor, Qt.Key.Key_Up)
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.text() == "department"
    editor.setText("")
    QTest.keyClicks(editor, "string len")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "days")
    assert editor.text() == "string length(days)", "the cursor stands between the brackets"


def test_nothing_is_offered_in_notes_while_composing_and_behind_a_closed_cell(view: DecisionView) -> None:
    editor = typing(view, DAYS)
    QTest.keyClicks(editor, "da")
    assert editor.completion is not None
    QApplication.sendEvent(editor, QInputMethodEvent("de", []))
    assert editor.completion is None
    QApplication.sendEvent(editor, QInputMethodEvent("", []))
    QTest.keyClicks(editor, "y")
    shown = editor.completion
    assert shown is not None
    view.table.finish_typing()
    turn()
    assert not [one for one in view.table.viewport().findChildren(CellEdit) if one.isVisible()]
    index = view.table.model().index(0, NOTE)
    view.table.setCurrentIndex(index)
    view.table.edit(index)
    turn()
    notes = [one for one in view.table.viewport().findChildren(QLineEdit) if one.isVisible()]
    assert notes and not any(isinstance(one, CellEdit) for one in notes)
