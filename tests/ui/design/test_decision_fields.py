"""A business rule task chooses a decision in its properties, shows it, and brings files of decisions in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from modeler.decisions import shelf_of
from modeler.document import commands
from modeler.document.document import Document
from modeler.document.io import to_bytes
from modeler.ui.expressions.edit import ExpressionEdit
from modeler.ui.panels.decision_fields import DecisionFields
from modeler.ui.panels.decision_new import NewDecision
from modeler.ui.panels.decision_view import DecisionView
from modeler.ui.panels.fields import ChoiceField
from modeler.ui.window import MainWindow
from runner.decisions import read_decisions
from runner.ui.kit.tables import TableView
from tests.helpers.decisions import decision, dmn, given, literal, table
from tests.ui.forms_rights.driving import click, type_into_cell
from tests.ui.window_builder import a_window, turn, until

LOGIC = table(["days", "risk"], ["who"], ['< 3 | - -> "clerk"', '>= 3 | "high" -> "head"'], "FIRST")
FILE = dmn(
    given("i1", "days", "number"), given("i2", "Budget left", "number"),
    decision("risk", "risk", literal('if Budget left > 5 then "low" else "high"'), "i2"),
    decision("level", "Who approves", LOGIC, "i1", "risk"),
)  # fmt: skip


@pytest.fixture
def window() -> Iterator[MainWindow]:
    with a_window(sample=True) as opened:
        folder = opened.context.workspace.folder / "decisions"  # type: ignore[union-attr]  # the sample's
        folder.mkdir(exist_ok=True)
        (folder / "approval.dmn").write_bytes(FILE)
        yield opened


def a_step(window: MainWindow) -> tuple[Document, str]:
    document = window.context.document
    assert document is not None
    own = commands.add_node(document, "business-rule-task", (700, 700))
    window.place_widget("design").canvas.selection.set([own])  # type: ignore[union-attr]
    turn()
    return document, own


def fields(window: MainWindow) -> DecisionFields:
    return next(one for one in window.findChildren(DecisionFields) if one.isVisible())


def child(parent: QWidget, kind: type, name: str) -> Any:
    found: list[QWidget] = parent.findChildren(kind, name)
    return next(one for one in found if not one.isHidden())


def choose(window: MainWindow, text: str) -> None:
    """With the keyboard, by what the entry begins with."""
    choice: ChoiceField = child(window, ChoiceField, "property-decision")
    choice.setFocus()
    QTest.keyClicks(choice, text)
    choice.activated.emit(choice.currentIndex())
    turn()


def block(document: Document, step: str) -> object:
    return document.index.nodes[step].extension.get("decision")


def shown(window: MainWindow) -> list[str]:
    return [one.text() for one in fields(window).findChildren(QLabel) if not one.isHidden()]


def test_a_decision_is_chosen_with_a_variable_for_its_result_and_undo_brings_the_bytes_back(
    window: MainWindow,
) -> None:
    document, own = a_step(window)
    before = to_bytes(document)
    choose(window, "Who")
    assert block(document, own) == {"ref": "level", "result": "who"}
    assert "days · number" in shown(window)
    assert "who" in shown(window)
    told = [text for text in shown(window) if "Budget left" in text and "Nothing" in text]
    assert len(told) == 1
    document.undo()
    turn()
    assert to_bytes(document) == before
    document.redo()
    turn()
    assert block(document, own) == {"ref": "level", "result": "who"}


def test_the_result_is_renamed_and_what_goes_in_is_said(window: MainWindow) -> None:
    document, own = a_step(window)
    choose(window, "Who")
    result = child(window, QLineEdit, "property-decision-result")
    result.selectAll()
    QTest.keyClicks(result, "boss")
    inputs = child(fields(window), ExpressionEdit, "expression-service.in").field
    inputs.setFocus()
    QTest.keyClicks(inputs, "Budget_left = days * 2")
    turn()
    assert block(document, own) == {"ref": "level", "result": "boss"}
    assert document.index.nodes[own].extension.get("service") == {
        "in": [{"name": "Budget_left", "value": "days * 2"}]
    }
    until(lambda: not [text for text in shown(window) if "Nothing" in text])


def test_a_decision_is_shown_with_its_table_and_what_it_requires(window: MainWindow) -> None:
    a_step(window)
    choose(window, "Who")
    click(child(window, QPushButton, "decision-look"))
    turn()
    view = next(one for one in window.findChildren(DecisionView) if one.isVisible())
    shown_table: TableView = child(view, TableView, "decision-table")
    model = shown_table.model()
    cells = [[model.index(row, column).data() for column in range(model.columnCount())] for row in range(2)]
    assert cells == [["< 3", "-", '"clerk"', ""], [">= 3", '"high"', '"head"', ""]]
    assert "uppermost" in view.policy.currentText()
    which: QComboBox = view.which
    which.setFocus()
    QTest.keyClick(which, Qt.Key.Key_Down)
    turn()
    assert child(view, QPlainTextEdit, "decision-text").toPlainText().startswith("if Budget left")
    view.close()


def test_a_file_is_brought_in_and_its_one_decision_is_asked(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, own = a_step(window)
    file = tmp_path / "grade.dmn"
    file.write_bytes(dmn(decision("grade", "Grade", literal("days"))))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_asked: (str(file), ""))
    click(child(window, QPushButton, "decision-add"))
    turn()
    assert block(document, own) == {"ref": "grade", "result": "Grade"}
    assert (window.context.workspace.folder / "decisions" / "grade.dmn").is_file()  # type: ignore[union-attr]


def test_a_file_of_decisions_is_opened_like_any_other_and_a_broken_one_is_refused(
    window: MainWindow, tmp_path: Path
) -> None:
    folder = window.context.workspace.folder / "decisions"  # type: ignore[union-attr]
    good, bad = tmp_path / "approval.dmn", tmp_path / "broken.dmn"
    before = {path.name for path in folder.glob("*.dmn")}
    good.write_bytes(FILE.replace(b"Who approves", b"Who signs"))
    bad.write_bytes(b"<definitions/>")
    assert window.files.open_path(good)
    assert (folder / "approval-2.dmn").read_bytes() == good.read_bytes()
    assert (folder / "approval.dmn").read_bytes() == FILE
    assert not window.files.open_path(bad)
    assert {path.name for path in folder.glob("*.dmn")} == before | {"approval-2.dmn"}


def test_a_decision_that_is_not_there_is_told_and_nothing_is_lost(window: MainWindow) -> None:
    document, own = a_step(window)
    commands.set_extension(document, own, "decision", {"ref": "gone", "result": "x"})
    turn()
    assert child(window, ChoiceField, "property-decision").currentText() == "gone (not there)"
    assert any("No file of the workspace" in text for text in shown(window))


def test_a_cell_is_changed_told_when_it_is_wrong_and_written_on_saving_alone(window: MainWindow) -> None:
    path = window.context.workspace.folder / "decisions" / "approval.dmn"  # type: ignore[union-attr]
    a_step(window)
    choose(window, "Who")
    click(child(window, QPushButton, "decision-look"))
    view = next(one for one in window.findChildren(DecisionView) if one.isVisible())
    assert not view.save.isEnabled()
    type_into_cell(view.table, 0, 0, "< <")
    assert "< <" in view.fault.text()
    assert not view.fault.isHidden()
    type_into_cell(view.table, 0, 0, "< 5")
    assert view.fault.isHidden()
    assert path.read_bytes() == FILE
    click(view.save)
    assert path.read_bytes() == FILE.replace(b"&lt; 3", b"&lt; 5")
    turn()
    click(child(window, QPushButton, "decision-look"))
    again = next(one for one in window.findChildren(DecisionView) if one.isVisible())
    assert again.table.model().index(0, 0).data() == "< 5"
    type_into_cell(again.table, 0, 0, "< 9")
    click(again.leave)
    assert path.read_bytes() == FILE.replace(b"&lt; 3", b"&lt; 5")


def test_a_new_decision_is_made_asked_by_the_step_and_opened(window: MainWindow) -> None:
    document, own = a_step(window)
    click(child(window, QPushButton, "decision-new"))
    dialog = next(one for one in window.findChildren(NewDecision) if one.isVisible())
    assert not dialog.done_button.isEnabled()
    QTest.keyClicks(dialog.name, "Risk level")
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    turn()
    made = next(one for one in window.findChildren(DecisionView) if one.isVisible())
    assert [made.table.model().index(0, column).data() for column in range(3)] == ["-", "", ""]
    assert "asks nothing" in made.fault.text()
    path = window.context.workspace.folder / "decisions" / "risk-level.dmn"  # type: ignore[union-attr]
    (read,) = read_decisions(path.read_bytes(), "x").decisions
    assert block(document, own) == {"ref": read.id, "result": read.id}
    click(made.leave)
    assert shelf_of(window.context.workspace).find(read.id) is not None
