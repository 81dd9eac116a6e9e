"""The organisation chart, approval matrices, tables and the preview of approvers, by mouse and keys."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from modeler.ui.places.forms_rights.people_model import PERSON_MIME
from modeler.ui.places.forms_rights.place import FormsRights
from modeler.ui.window import MainWindow
from runner.core.atomic import read_bytes
from tests.ui.forms_rights.driving import drop, the_place, type_into_cell, type_over, undo
from tests.ui.window_builder import turn


def drag(widget: QWidget, start: QPoint, end: QPoint) -> None:
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(widget, left, pos=start)
    for part in range(1, 6):
        QTest.mouseMove(widget, start + (end - start) * part / 5)
        turn()
    QTest.mouseRelease(widget, left, pos=end)
    turn()


def show(place: FormsRights, view: str) -> None:
    place.organization.show_view(view)
    turn()


def parent_of(window: MainWindow, key: str) -> str | None:
    department = window.context.organization.department(key)
    assert department is not None
    return department.parent


def test_department_is_dragged_under_another_one_and_back_by_undo() -> None:
    with the_place("organization", "") as (window, place):
        show(place, "chart")
        view = place.organization.chart.view
        view.fit()
        drag(view, view.place_of("legal"), view.place_of("hr"))
        assert parent_of(window, "legal") == "hr"
        undo(window)
        assert parent_of(window, "legal") == "company"
        turn()
        drag(view, view.place_of("sales"), view.place_of("sales-east"))  # under itself: nothing happens
        assert parent_of(window, "sales") == "company"


def test_chart_is_walked_named_and_grown_by_keys() -> None:
    with the_place("organization", "") as (window, place):
        show(place, "chart")
        view = place.organization.chart.view
        view.choose("company")
        view.setFocus()
        QTest.keyClick(view, Qt.Key.Key_Down)
        assert view.current == "finance-centre"
        QTest.keyClick(view, Qt.Key.Key_Right)
        assert view.current == "hr"
        QTest.keyClick(view, Qt.Key.Key_Insert)
        editor = view.findChild(QLineEdit)
        assert editor is not None
        type_over(editor, "Training")
        QTest.keyClick(editor, Qt.Key.Key_Return)
        turn()
        made = window.context.organization.departments[-1]
        assert made.parent == "hr" and "Training" in str(made.name)
        QTest.keyClick(view, Qt.Key.Key_Delete)
        turn()
        assert window.context.organization.department(made.id) is None
        view.choose("sales")
        QTest.keyClick(view, Qt.Key.Key_Space)
        assert "sales-east" not in view.chart.boxes
        view.choose("sales-east")  # going there unfolds what hides it
        assert "sales-east" in view.chart.boxes


def test_people_join_a_department_by_dragging_and_head_it() -> None:
    with the_place("organization", "") as (window, place):
        show(place, "chart")
        chart = place.organization.chart
        chart.view.fit()
        assert drop(chart.view, PERSON_MIME, "zhang", chart.view.place_of("legal"))
        zhang = window.context.organization.user("zhang")
        assert zhang is not None and zhang.primary is not None and zhang.primary.department == "legal"
        chart.view.choose("legal")
        turn()
        model = chart.members.model()
        rows = [str(model.index(row, 0).data()) for row in range(model.rowCount())]
        at = next(row for row, text in enumerate(rows) if "Zhang San" in text)
        chart.members.setCurrentIndex(model.index(at, 0))
        QTest.mouseClick(chart.head, Qt.MouseButton.LeftButton)
        turn()
        legal = window.context.organization.department("legal")
        assert legal is not None and legal.head == "zhang"
        undo(window)
        undo(window)
        zhang = window.context.organization.user("zhang")
        assert zhang is not None and zhang.primary is not None and zhang.primary.department == "fin"


def test_only_what_is_seen_is_painted() -> None:
    with the_place("organization", "") as (_window, place):
        show(place, "chart")
        view = place.organization.chart.view
        view.zoom = 2.0
        view.choose("quality")
        view.grab()
        assert 0 < view.painted < len(view.chart.boxes)


def test_matrix_is_typed_filled_down_pasted_and_undone() -> None:
    with the_place("organization", "") as (window, place):
        show(place, "matrices")
        sheet = place.organization.matrices.sheet
        before = window.context.organization
        type_into_cell(sheet.table, 0, 1, "1,000")
        assert before.matrices[0].rows[0].from_ == ""
        assert window.context.organization.matrices[0].rows[0].from_ == "1000"
        undo(window)
        assert window.context.organization == before
        turn()
        table, model = sheet.table, sheet.model
        table.setCurrentIndex(model.index(0, 0))
        chosen = table.selectionModel()
        for row in range(3):
            chosen.select(model.index(row, 0), chosen.SelectionFlag.Select)
        table.setFocus()
        QTest.keyClick(table, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        turn()
        rows = window.context.organization.matrices[0].rows
        assert [row.processes for row in rows[:4]] == [["travel"], ["travel"], ["travel"], []]
        undo(window)
        turn()
        QGuiApplication.clipboard().setText("rent\t0\t900\t\t\tdepartmentHead\nrent\t900\t\t\t\t周明远")
        table.setCurrentIndex(model.index(len(rows) - 1, 0))
        table.paste()
        turn()
        rows = window.context.organization.matrices[0].rows
        assert (rows[-2].processes, rows[-2].below) == (["rent"], "900")
        assert (rows[-1].from_, rows[-1].approvers) == ("900", ["user:zhou"])
        undo(window)
        assert window.context.organization == before


def test_row_that_does_not_fit_is_told_and_changes_nothing() -> None:
    with the_place("organization", "") as (window, place):
        show(place, "matrices")
        sheet = place.organization.matrices.sheet
        before = window.context.organization
        type_into_cell(sheet.table, 0, 5, "the big boss")
        assert window.context.organization == before
        assert not sheet.told.isHidden() and "the big boss" in sheet.told.text()


def test_a_matrix_that_is_changed_stays_where_it_stands_among_the_others() -> None:
    with the_place("organization", "") as (window, place):
        show(place, "matrices")
        before = [one.id for one in window.context.organization.matrices]
        assert len(before) > 1
        type_into_cell(place.organization.matrices.sheet.table, 0, 1, "1,000")
        assert [one.id for one in window.context.organization.matrices] == before


def test_gap_of_a_matrix_is_told_below_it_and_rows_change_places() -> None:
    with the_place("organization", "") as (window, place):
        show(place, "matrices")
        pane = place.organization.matrices
        assert pane.trouble.isHidden()
        last = len(window.context.organization.matrices[0].rows) - 1
        pane.sheet.table.setCurrentIndex(pane.sheet.model.index(last, 0))
        pane.sheet.remove()
        turn()
        assert not pane.trouble.isHidden() and "20,000" in pane.trouble.text()
        pane.sheet.table.setCurrentIndex(pane.sheet.model.index(0, 0))
        pane.sheet.move_row(1)
        assert window.context.organization.matrices[0].rows[1].processes == ["travel"]
        count = len(window.context.organization.matrices)
        pane.add()
        assert len(window.context.organization.matrices) == count + 1
        pane.remove()
        assert len(window.context.organization.matrices) == count


def test_tables_take_names_and_show_what_is_wrong() -> None:
    with the_place("organization", "") as (window, place):
        show(place, "records")
        records = place.organization.records
        records.show_table("projects")
        turn()
        type_into_cell(records.sheet.table, 0, 3, "李静")
        assert window.context.organization.projects[0].manager == "li"
        type_into_cell(records.sheet.table, 0, 3, "nobody at all")
        assert window.context.organization.projects[0].manager == "li"
        assert "nobody at all" in records.sheet.told.text()
        count = len(window.context.organization.projects)
        records.sheet.add()
        turn()
        row = records.sheet.model.rowCount() - 1
        type_into_cell(records.sheet.table, row, 1, "Canteen")
        assert [str(one.name) for one in window.context.organization.projects[count:]] == ["Canteen"]


def test_directory_services_are_added_changed_removed_and_undone() -> None:
    with the_place("organization", "") as (window, place):
        show(place, "records")
        records = place.organization.records
        records.show_table("services")
        turn()
        assert records.about.text() and not records.about.isHidden()
        records.sheet.add()
        turn()
        row = records.sheet.model.rowCount() - 1
        columns = [one.id for one in records.sheet.model.columns]
        type_into_cell(records.sheet.table, row, columns.index("name"), "人事服务")
        type_into_cell(records.sheet.table, row, columns.index("starter"), "李静")
        type_into_cell(records.sheet.table, row, columns.index("people"), "陈立群")
        type_into_cell(records.sheet.table, row, columns.index("system"), "hr")
        (service,) = window.context.organization.services
        assert (service.name, service.system) == ("人事服务", "hr")
        assert [(one.when, one.people) for one in service.answers] == [({"starter": "li"}, ["chen"])]
        records.sheet.table.setCurrentIndex(records.sheet.model.index(row, 0))
        records.sheet.remove()
        turn()
        assert not window.context.organization.services
        undo(window)
        assert window.context.organization.services == [service]
        records.show_table("companies")
        assert records.about.isHidden()


def test_preview_runs_beside_the_window_and_goes_to_excel(tmp_path: Path) -> None:
    with the_place("organization", "") as (window, place):
        show(place, "preview")
        pane = place.organization.preview
        QTest.mouseClick(pane.go, Qt.MouseButton.LeftButton)
        for _ in range(2000):
            turn()
            if pane.groups:
                break
            QTest.qWait(1)
        count = sum(group.count for group in pane.groups)
        assert sum(user.active for user in window.context.organization.users) <= count
        model = pane.table.model()
        assert model.columnCount() == len(pane.steps) + 2
        pane.table.setCurrentIndex(model.index(1, 2))
        assert pane.steps[0].name in pane.why.text() and "1. " in pane.why.text()
        pane.export_to(tmp_path / "approvers.xlsx")
        book = openpyxl.load_workbook(tmp_path / "approvers.xlsx")
        assert book.worksheets[0].max_row == count + 1
        assert window.context.organization.users


@pytest.mark.parametrize("suffix", ["xlsx", "json"])
def test_organisation_goes_out_and_comes_in_unchanged(suffix: str, tmp_path: Path) -> None:
    with the_place("organization", "") as (window, place):
        before = window.context.organization
        path = tmp_path / f"organization.{suffix}"
        place.organization.export_to(path)
        dialog = place.organization.import_file(path)
        assert dialog is not None
        dialog.ok.click()
        turn()
        assert window.context.organization == before
        place.organization.export_to(tmp_path / "all.csv")
        assert read_bytes(tmp_path / "users.csv").startswith(b"\xef\xbb\xbf")


def test_group_gets_members_and_a_problem_leads_to_its_table() -> None:
    with the_place("organization", "") as (window, place):
        show(place, "groups")
        place.organization.groups.show_one("emergency")
        place.organization.groups.set_members(["position:vice-president", "user:mao"])
        turn()
        group = window.context.organization.group("emergency")
        assert group is not None and [one.who for one in group.members][-1] == "user:mao"
        place.organization.go_to("new-office")
        assert place.organization.view.current == "records"
        place.organization.go_to("expense#3")
        assert place.organization.matrices.sheet.table.currentIndex().row() == 2
