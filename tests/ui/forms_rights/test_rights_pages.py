"""Field rights and process rights: mouse, letters, spreadsheets, and why."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu

from modeler.document.io import to_bytes
from modeler.ui.places.forms_rights.field_rights import FieldRightsPage
from modeler.ui.places.forms_rights.process_rights import AnswersModel, ProcessRightsPage, RuleSource
from modeler.ui.places.forms_rights.questions_page import AnswerModel
from modeler.ui.window import MainWindow
from runner.ui.form_player import FormPlayer
from tests.ui.forms_rights.driving import (
    click,
    click_cell,
    paste_keys,
    redo,
    row_of,
    texts,
    the_place,
    type_into_cell,
    undo,
)
from tests.ui.window_builder import turn

SHIFT = Qt.KeyboardModifier.ShiftModifier


def lines(window: MainWindow, step: str) -> dict[str, str]:
    document = window.context.document
    assert document is not None
    block: Any = document.index.nodes[step].extension.get("fields") or []
    return {str(one["path"]): str(one["access"]) for one in block if isinstance(one, Mapping)}


def step_of(page: FieldRightsPage, column: int) -> str:
    assert page.source is not None
    return page.source.table.columns[column].owner


def write(page: FieldRightsPage, cells: Mapping[tuple[int, int], str]) -> None:
    """Cells by row and column, both from 0."""
    assert page.source is not None
    page.source.write(cells)


def test_every_step_of_the_form_is_a_column() -> None:
    with the_place("rights") as (_window, place):
        table = place.field_rights.table
        assert table.model().columnCount() == 1 + 5 + 3, "five steps, and those who read without one"
        heads = [table.model().headerData(one, Qt.Orientation.Horizontal) for one in range(9)]
        assert heads[6:] == ["Copies", "Looking up", "Paper"]
        assert "Reason" in texts(table.model())
        assert any(text.endswith("(computed)") for text in texts(table.model()))


def test_a_click_shows_why_and_the_buttons_change_the_cell() -> None:
    with the_place("rights") as (window, place):
        document = window.context.document
        assert document is not None
        before = to_bytes(document)
        page = place.field_rights
        row = row_of(page.table.model(), "Reason")
        click_cell(page.table, row, 2)
        assert "Reason" in place.preview.title.text()
        assert "Reason" in place.preview.why.title.text()
        assert page.access.current == "read"
        click(page.access._buttons["hidden"])
        step = step_of(page, 1)
        assert lines(window, step)["reason"] == "hidden"
        assert page.table.model().index(row, 2).data() == "hidden"
        undo(window)
        assert to_bytes(document) == before
        assert page.table.model().index(row, 2).data() == "read"
        redo(window)
        assert lines(window, step)["reason"] == "hidden"


def test_letters_change_all_selected_cells_in_one_step() -> None:
    with the_place("rights") as (window, place):
        page = place.field_rights
        click_cell(page.table, 0, 2)
        click_cell(page.table, 2, 3, SHIFT)
        QTest.keyClick(page.table, Qt.Key.Key_H)
        shown = [[page.table.model().index(row, column).data() for column in (2, 3)] for row in range(3)]
        assert shown == [["hidden"] * 2] * 3
        undo(window)
        assert page.table.model().index(0, 2).data() == "read"
        document = window.context.document
        assert document is not None and not document.can_undo


def test_a_second_click_opens_the_menu() -> None:
    with the_place("rights") as (window, place):
        page = place.field_rights
        click_cell(page.table, 3, 2)
        assert not page.findChildren(QMenu)
        click_cell(page.table, 3, 2)
        menu = page.findChildren(QMenu)[-1]
        assert [action.isChecked() for action in menu.actions()] == [False, True, False, False, False]
        menu.actions()[2].trigger()
        menu.close()
        assert lines(window, step_of(page, 1))["reason"] == "edit"


def test_control_d_fills_downwards() -> None:
    with the_place("rights") as (_window, place):
        page = place.field_rights
        last = page.table.model().rowCount() - 1
        write(page, {(0, 1): "hidden"})
        click_cell(page.table, 0, 2)
        click_cell(page.table, last, 2, SHIFT)
        QTest.keyClick(page.table, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        assert set(texts(page.table.model(), 2)) == {"hidden"}


def test_a_block_is_pasted_where_the_focus_is() -> None:
    with the_place("rights") as (window, place):
        page = place.field_rights
        click_cell(page.table, 0, 2)
        page.table.setFocus()
        paste_keys(page.table, "hidden\tedit\r\n\tR\r\nnonsense\trequired\r\n")
        model = page.table.model()
        found = [[model.index(row, column).data() for column in (2, 3)] for row in range(3)]
        assert found == [["hidden", "edit"], ["read", "read"], ["read", "read"]]  # the third field is computed
        undo(window)
        assert page.table.model().index(0, 2).data() == "read"


def test_the_whole_table_goes_to_a_spreadsheet_and_comes_back_by_its_headings() -> None:
    with the_place("rights") as (_window, place):
        page = place.field_rights
        before = [texts(page.table.model(), column) for column in range(8)]
        click(page.copy_all)
        text = QApplication.clipboard().text()
        head, *rows = text.split("\n")
        write(page, {(0, 1): "hidden", (3, 0): "hidden"})
        QApplication.clipboard().setText("\n".join([head, *reversed(rows)]))  # sorted another way meanwhile
        click(page.paste_all)
        assert [texts(page.table.model(), column) for column in range(8)] == before


def test_selected_cells_are_copied() -> None:
    with the_place("rights") as (_window, place):
        page = place.field_rights
        click_cell(page.table, 0, 1)
        click_cell(page.table, 1, 2, SHIFT)
        page.table.setFocus()
        QTest.keySequence(page.table, QKeySequence(QKeySequence.StandardKey.Copy))
        assert QApplication.clipboard().text() == "required\tread\nrequired\tread"


def test_the_preview_opens_as_a_person_at_a_step() -> None:
    with the_place("rights") as (_window, place):
        panel = place.preview
        panel.person.show_chosen(["user:zhang"])
        panel.step.setCurrentIndex(0)
        panel._tell_person()
        assert "may start" in panel.answer.text()
        panel.step.setCurrentIndex(1)
        panel.step.activated.emit(1)
        assert "goes to" in panel.answer.text()
        click(panel.show_it)
        dialog = panel.findChildren(QDialog)[-1]
        assert dialog.isVisible() and dialog.findChildren(FormPlayer)
        dialog.close()


def test_rows_of_a_table_may_be_closed_to_a_step() -> None:
    with the_place() as (window, place):
        place.form_page.choose("")
        for kind in ("table", "number"):
            click(place.form_page.palette_.kinds[kind])
        place.show_page("rights", "leave")
        page = place.field_rights
        model = page.table.model()
        row = row_of(model, "Table")
        assert any(text.startswith("Table: ") for text in texts(model))
        write(page, {(row, 0): "edit"})
        click_cell(page.table, row, 1)
        assert page.row_rights.isVisible()
        page.set_rows(row, 0, "delete", False)
        assert page.source is not None
        line = page.source.cell(row, 0).line
        assert line is not None and line.rows == ["add"]
        assert "add rows" in str(page.table.model().index(row, 1).data())
        undo(window)
        assert "add rows" not in str(page.table.model().index(row, 1).data())


def test_a_form_without_fields_leads_to_the_designer() -> None:
    with the_place() as (_window, place):
        click(place.new)
        place.show_page("rights", place.page[1])
        assert place.field_rights.empty.isVisible()
        click(place.field_rights.empty.button)
        assert place.page[0] == "form"


def rule_row(page: ProcessRightsPage, who: str) -> int:
    grid = page.table.grid
    assert grid is not None and isinstance(grid.source, RuleSource)
    return grid.source.table.rows.index(who)


def answer(page: ProcessRightsPage, user: str) -> int:
    model = page.answers.model()
    assert isinstance(model, AnswersModel)
    return [one.id for one in model.users].index(user)


def test_a_row_is_added_by_name_and_answers_change_with_its_rules() -> None:
    with the_place("process", "") as (window, place):
        document = window.context.document
        assert document is not None
        before = to_bytes(document)
        page = place.process_rights
        assert not page.add.isEnabled()
        QTest.keyClicks(page.who._search, "zhangsan")
        QTest.keyClick(page.who._search, Qt.Key.Key_Return)
        assert page.who.chosen == ["user:zhang"]
        click(page.add)
        row = rule_row(page, "user:zhang")
        click_cell(page.table, row, 1)
        QTest.keyClick(page.table, Qt.Key.Key_D)
        turn()
        assert [rule.who for rule in page.rights().deny] == ["user:zhang"]
        assert page.table.model().index(rule_row(page, "user:zhang"), 1).data() == "deny"
        row = answer(page, "zhang")
        assert page.answers.model().index(row, 1).data() == "no"
        click_cell(page.answers, row, 1)
        assert "may not" in place.explain.title.text()
        assert place.explain.lines.text()
        assert page.answers.model().index(row, 1).data(Qt.ItemDataRole.ToolTipRole)
        undo(window)
        assert page.rights().deny == []
        assert to_bytes(document) == before
        assert page.answers.model().index(answer(page, "zhang"), 1).data() == "yes"


def test_rules_from_above_are_pale_and_written_on_their_own_level() -> None:
    with the_place("process", "") as (window, place):
        page, workspace = place.process_rights, window.context.workspace
        assert workspace is not None
        row = rule_row(page, "role:admin")
        assert page.table.model().index(row, 4).data() == "allow · the workspace"
        click_cell(page.table, row, 4)
        QTest.keyClick(page.table, Qt.Key.Key_Delete)
        assert any(rule.who == "role:admin" for rule in workspace.rights.value.allow), "it is not written here"
        click(page.level._buttons["workspace"])
        row = rule_row(page, "role:admin")
        click_cell(page.table, row, 4)
        QTest.keyClick(page.table, Qt.Key.Key_Delete)
        turn()
        assert [rule.action for rule in workspace.rights.value.allow if rule.who == "role:admin"] == ["export"]
        undo(window)
        assert [rule.action for rule in workspace.rights.value.allow if rule.who == "role:admin"] == [
            "manage",
            "export",
        ]


def test_the_category_has_rules_of_its_own() -> None:
    with the_place("process", "") as (window, place):
        page, workspace = place.process_rights, window.context.workspace
        assert workspace is not None
        click(page.level._buttons["category"])
        page.who.show_chosen(["group:none"])
        page.who.show_chosen(["role:hr"])
        page.add.setEnabled(True)
        click(page.add)
        click_cell(page.table, rule_row(page, "role:hr"), 2)
        QTest.keyClick(page.table, Qt.Key.Key_P)
        turn()
        category = next(one for one in workspace.rights.value.categories if one.category == page.category())
        assert ("role:hr", "see", "department") in [(one.who, one.action, one.scope) for one in category.allow]


def test_the_why_of_a_rule_names_its_level() -> None:
    with the_place("process", "") as (_window, place):
        page = place.process_rights
        click_cell(page.table, rule_row(page, "role:admin"), 4)
        assert "the workspace · allow" in place.explain.lines.text()


def test_people_are_found_by_their_initials() -> None:
    with the_place("process", "") as (_window, place):
        page = place.process_rights
        page.search.setText("zs")
        page.search.searched.emit("zs")
        assert answer(page, "zhang") == 0


def test_rows_are_filtered_and_cells_filled_to_the_right() -> None:
    with the_place("rights") as (window, place):
        page = place.field_rights
        page.tools.filter.setText("reas")
        page.tools.filter.searched.emit("reas")
        assert texts(page.table.model()) == ["Reason"]
        click_cell(page.table, 0, 1)
        click_cell(page.table, 0, 3, SHIFT)
        page.table.setFocus()
        QTest.keyClick(page.table, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
        assert [page.table.model().index(0, column).data() for column in (1, 2, 3)] == ["required"] * 3
        undo(window)
        assert page.table.model().index(0, 2).data() == "read"
        page.tools.filter.setText("")
        page.tools.filter.searched.emit("")


def test_one_pasted_word_goes_into_all_selected_cells() -> None:
    with the_place("rights") as (_window, place):
        page = place.field_rights
        click_cell(page.table, 0, 2)
        click_cell(page.table, 2, 3, SHIFT)
        page.table.setFocus()
        paste_keys(page.table, "hidden")
        assert [[page.table.model().index(row, column).data() for column in (2, 3)] for row in range(3)] == (
            [["hidden"] * 2] * 3
        )


def test_readers_take_hidden_and_read_alone_and_say_why() -> None:
    with the_place("rights") as (window, place):
        document = window.context.document
        assert document is not None
        page = place.field_rights
        row = row_of(page.table.model(), "Reason")
        click_cell(page.table, row, 6)
        QTest.keyClick(page.table, Qt.Key.Key_E)
        assert not document.can_undo, "nobody edits by reading a copy"
        QTest.keyClick(page.table, Qt.Key.Key_H)
        turn()
        assert page.table.model().index(row, 6).data() == "hidden"
        assert "hides Reason from these readers" in place.preview.why.title.text()
        block = document.index.processes["leave"].extension if "leave" in document.index.processes else None
        blocks = block or next(iter(document.index.processes.values())).extension
        assert {"path": "reason", "access": "hidden"} in blocks["copyFields"]
        undo(window)
        assert page.table.model().index(row, 6).data() == "read"


def test_an_edit_keeps_the_table_and_asks_only_for_what_changed() -> None:
    with the_place("rights") as (_window, place):
        page = place.field_rights
        model = page.table.model()
        click_cell(page.table, 0, 2)
        QTest.keyClick(page.table, Qt.Key.Key_H)
        turn()
        assert page.table.model() is model
        assert model.index(0, 2).data() == "hidden"


def test_operations_are_given_step_by_step() -> None:
    with the_place("operations", "") as (window, place):
        document = window.context.document
        assert document is not None
        before = to_bytes(document)
        page = place.operations
        assert page.source is not None
        column = next(number for number, step in enumerate(page.source.steps) if step.has_approval)
        step = page.source.steps[column].id
        row = row_of(page.table.model(), "Transfer")
        click_cell(page.table, row, column + 1)
        listed = list(page.source.steps[column].listed)
        assert "transfer" in listed and "lists it" in place.explain.lines.text()
        QTest.keyClick(page.table, Qt.Key.Key_N)
        turn()
        block: Any = document.index.nodes[step].extension["approval"]
        assert block["operations"] == [one for one in listed if one != "transfer"]
        assert page.table.model().index(row, column + 1).data() == "no"
        assert "not among them" in place.explain.lines.text()
        of_case = row_of(page.table.model(), "Suspend")
        assert page.table.model().index(of_case, column + 1).data() == "by right"
        QTest.keyClick(page.table, Qt.Key.Key_Delete)
        turn()
        block = document.index.nodes[step].extension["approval"]
        assert "operations" not in block
        undo(window)
        undo(window)
        assert to_bytes(document) == before


def test_the_verdict_menu_of_a_step_is_changed_below() -> None:
    with the_place("operations", "") as (window, place):
        document = window.context.document
        assert document is not None
        page = place.operations
        assert page.source is not None
        column = next(number for number, step in enumerate(page.source.steps) if step.has_approval)
        step = page.source.steps[column].id
        click_cell(page.table, 1, column + 1)
        count = page.verdicts.model().rowCount()
        click(page.add)
        assert page.verdicts.model().rowCount() == count + 1
        type_into_cell(page.verdicts, count, 0, "Later")
        block: Any = document.index.nodes[step].extension["approval"]
        assert block["verdicts"][-1]["label"] == "Later"
        page.verdicts.setCurrentIndex(page.verdicts.model().index(count, 0))
        click(page.remove)
        assert page.verdicts.model().rowCount() == count
        undo(window)
        assert page.verdicts.model().rowCount() == count + 1


def asked(window: MainWindow) -> None:
    """The answer that is worked out beside the window is there."""
    while window.context.jobs.busy:
        turn()
    turn()


def test_what_a_person_can_do_is_answered_with_why() -> None:
    with the_place("questions", "") as (window, place):
        page = place.questions
        page.person.show_chosen(["user:zhang"])
        page.ask()
        asked(window)
        model = page.table.model()
        assert isinstance(model, AnswerModel)
        starts = next(one for one in model.answers if one.kind == "action" and one.subject == "start")
        assert starts.answer == "yes"
        assert any(one.kind == "field" and one.answer == "required" for one in model.answers)
        click_cell(page.table, 0, 2)
        assert place.explain.lines.text()


def test_who_can_see_a_field_is_answered_with_why() -> None:
    with the_place("questions", "") as (window, place):
        page = place.questions
        click(page.question._buttons["field"])
        page.field.setCurrentIndex(next(n for n in range(page.field.count()) if "reason" in page.field.itemText(n)))
        page.ask()
        asked(window)
        model = page.table.model()
        assert isinstance(model, AnswerModel)
        assert {one.person for one in model.answers} > {"zhang"}
        assert "can see it" in page.count.text()


def test_tables_go_to_a_workbook_and_an_import_shows_its_rows_first(tmp_path: Path) -> None:
    with the_place("rights") as (window, place):
        document = window.context.document
        assert document is not None
        before = to_bytes(document)
        tools = place.field_rights.tools
        tools.export_to(tmp_path / "rights.xlsx")
        same = tools.import_file(tmp_path / "rights.xlsx")
        assert same is not None and not same.ok.isEnabled(), "nothing has changed"
        same.reject()
        page = place.field_rights
        click_cell(page.table, 0, 2)
        QTest.keyClick(page.table, Qt.Key.Key_H)
        changed = to_bytes(document)
        dialog = tools.import_file(tmp_path / "rights.xlsx")
        assert dialog is not None and dialog.ok.isEnabled()
        assert to_bytes(document) == changed
        dialog.accept()
        turn()
        assert page.table.model().index(0, 2).data() == "read"
        undo(window)
        undo(window)
        assert to_bytes(document) == before


def test_what_changed_since_the_saved_file_is_told_in_words() -> None:
    with the_place("rights") as (window, place):
        page = place.field_rights
        click_cell(page.table, row_of(page.table.model(), "Reason"), 2)
        QTest.keyClick(page.table, Qt.Key.Key_H)
        dialog = page.tools.show_changes()
        assert dialog is not None
        asked(window)
        told = texts(dialog.table.model(), 1)
        assert len(told) == 4 and "“Reason” was read, is hidden." in told[0], "the step, and the three readers"
        assert set(texts(dialog.table.model(), 0)) == {"less"}
        dialog.accept()
