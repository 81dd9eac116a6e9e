"""Field rights and process rights: mouse, letters, spreadsheets, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu

from modeler.document.io import to_bytes
from modeler.ui.window import MainWindow
from runner.ui.form_player import FormPlayer
from tests.ui.forms_rights.driving import click, click_cell, paste_keys, redo, row_of, texts, the_place, undo

SHIFT = Qt.KeyboardModifier.ShiftModifier


def lines(window: MainWindow, step: str) -> dict[str, str]:
    document = window.context.document
    assert document is not None
    block: Any = document.index.nodes[step].extension.get("fields") or []
    return {str(one["path"]): str(one["access"]) for one in block if isinstance(one, Mapping)}


def test_every_step_of_the_form_is_a_column() -> None:
    with the_place("rights") as (_window, place):
        table = place.field_rights.table
        assert table.model().columnCount() == 1 + len(place.field_rights._steps) == 5
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
        step = page._steps[1].id
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
        assert [action.isChecked() for action in menu.actions()] == [False, True, False, False]
        menu.actions()[2].trigger()
        menu.close()
        assert lines(window, page._steps[1].id)["reason"] == "edit"


def test_control_d_fills_downwards() -> None:
    with the_place("rights") as (_window, place):
        page = place.field_rights
        last = page.table.model().rowCount() - 1
        page.write({(0, 2): "hidden"})
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
        before = [texts(page.table.model(), column) for column in range(5)]
        click(page.copy_all)
        text = QApplication.clipboard().text()
        head, *rows = text.split("\n")
        page.write({(0, 2): "hidden", (3, 1): "hidden"})
        QApplication.clipboard().setText("\n".join([head, *reversed(rows)]))  # sorted another way meanwhile
        click(page.paste_all)
        assert [texts(page.table.model(), column) for column in range(5)] == before


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
        page.write({(row, 1): "edit"})
        click_cell(page.table, row, 1)
        assert page.row_rights.isVisible()
        page.set_rows(row, 1, "delete", False)
        step = page._steps[0]
        assert next(one.rows for one in page._steps[0].lines if one.path == page._rows[row][0].path) == ["add"], step
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


def test_a_rule_is_put_together_and_answers_change_with_it() -> None:
    with the_place("process", "") as (window, place):
        page = place.process_rights
        assert not page.add.isEnabled()
        QTest.keyClicks(page.who._search, "zhangsan")
        QTest.keyClick(page.who._search, Qt.Key.Key_Return)
        assert page.who.chosen == ["user:zhang"]
        page.effect.setCurrentIndex(page.effect.findData("deny"))
        page.action.setCurrentIndex(page.action.findData("start"))
        click(page.add)
        assert [rule.who for rule in page.rights().deny] == ["user:zhang"]
        row = next(n for n, one in enumerate(page._answers) if one[0].user == "zhang")
        assert page.answers.model().index(row, 1).data() == "no"
        click_cell(page.answers, row, 1)
        assert "may not" in place.explain.title.text()
        assert place.explain.lines.text()
        assert page.answers.model().index(row, 1).data(Qt.ItemDataRole.ToolTipRole)
        undo(window)
        assert page.rights().deny == []
        assert page.answers.model().index(row, 1).data() == "yes"


def test_own_rules_are_removed_and_those_of_the_workspace_stay() -> None:
    with the_place("process", "") as (window, place):
        page = place.process_rights
        count = page.rules.model().rowCount()
        own = len(page.rights().allow)
        click_cell(page.rules, count - 1, 0)
        assert not page.remove.isEnabled()
        click_cell(page.rules, 0, 0)
        click(page.remove)
        assert len(page.rights().allow) == own - 1
        undo(window)
        assert len(page.rights().allow) == own


def test_a_scope_limits_a_rule_to_cases() -> None:
    with the_place("process", "") as (_window, place):
        page = place.process_rights
        page.who.show_chosen(["role:hr"])
        page.add.setEnabled(True)
        page.action.setCurrentIndex(page.action.findData("see"))
        page.scope.setCurrentIndex(page.scope.findData("department"))
        click(page.add)
        assert page.rights().allow[-1].scope == "department"


def test_people_are_found_by_their_initials() -> None:
    with the_place("process", "") as (_window, place):
        page = place.process_rights
        page.search.setText("zs")
        page.search.searched.emit("zs")
        assert page._answers[0][0].user == "zhang"
