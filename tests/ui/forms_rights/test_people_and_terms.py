"""Organisation and dictionary: edited in place, moved, imported, renamed, followed."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLayout

from modeler.organization.workbook import template
from modeler.ui.places.forms_rights.people import DEPARTMENT_MIME
from modeler.ui.places.forms_rights.people_model import EXTERNAL, ID, JOINED, LEFT, PERSON_MIME
from modeler.ui.places.forms_rights.place import FormsRights
from modeler.ui.places.forms_rights.setting_editors import CheckedLine
from modeler.ui.window import MainWindow
from runner.organization.model import User
from runner.service import Service
from tests.ui.forms_rights.driving import (
    click,
    click_cell,
    drop,
    row_of,
    texts,
    the_place,
    type_into_cell,
    type_over,
    undo,
)
from tests.ui.rehearse.hand import Guarded
from tests.ui.window_builder import turn, until


def user(window: MainWindow, key: str) -> User:
    found = window.context.organization.user(key)
    assert found is not None
    return found


def row_with(place: FormsRights, key: str) -> int:
    model = place.organization.people.table.model()
    return next(row for row in range(model.rowCount()) if model.index(row, 0).data(ID) == key)


def pick_in_cell(place: FormsRights, row: int, column: int, value: str) -> None:
    table = place.organization.people.table
    index = table.model().index(row, column)
    table.setCurrentIndex(index)
    table.edit(index)
    box = next(one for one in table.viewport().findChildren(QComboBox) if one.isVisible())
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())
    table.closeEditor(box, table.itemDelegateForColumn(column).EndEditHint.NoHint)
    turn()


def test_days_of_joining_and_leaving_and_external_are_changed_in_their_cells() -> None:
    with the_place("organization") as (window, place):
        table = place.organization.people.table
        type_into_cell(table, row_with(place, "zhang"), JOINED, "2024/3/4")
        assert user(window, "zhang").valid_from == "2024-03-04"
        type_into_cell(table, row_with(place, "zhang"), LEFT, "2026-12-31")
        assert user(window, "zhang").valid_to == "2026-12-31"
        type_into_cell(table, row_with(place, "zhang"), LEFT, "2020-01-01")  # before the first day
        assert user(window, "zhang").valid_to == "2026-12-31"
        assert not window.banner.isHidden()
        type_into_cell(table, row_with(place, "zhang"), LEFT, "soon")
        assert user(window, "zhang").valid_to == "2026-12-31"
        type_into_cell(table, row_with(place, "zhang"), LEFT, "")
        assert user(window, "zhang").valid_to == ""
        undo(window)
        assert user(window, "zhang").valid_to == "2026-12-31"
        table.setCurrentIndex(table.model().index(row_with(place, "zhang"), EXTERNAL))
        QTest.keyClick(table, Qt.Key.Key_Space)
        turn()
        assert user(window, "zhang").external
        undo(window)
        assert not user(window, "zhang").external


def test_a_name_is_changed_in_its_cell_and_undone() -> None:
    with the_place("organization", "") as (window, place):
        before = window.context.organization
        type_into_cell(place.organization.people.table, row_with(place, "zhang"), 1, "zhang shan")
        assert user(window, "zhang").pinyin == "zhang shan"
        undo(window)
        assert window.context.organization == before


def test_department_and_superior_are_chosen_in_their_cells() -> None:
    with the_place("organization", "") as (window, place):
        people = place.organization.people
        other = next(one.id for one in window.context.organization.departments if one.id != "fin" and one.head)
        pick_in_cell(place, row_with(place, "zhang"), 2, other)
        work = user(window, "zhang").primary
        assert work is not None and work.department == other
        head = window.context.organization.department(other)
        assert head is not None and work.superior == head.head
        pick_in_cell(place, row_with(place, "zhang"), 4, "li")
        work = user(window, "zhang").primary
        assert work is not None and work.superior == "li"
        assert people.selected() == ["zhang"]
        undo(window)
        undo(window)
        assert user(window, "zhang").primary.department != other  # type: ignore[union-attr]


def test_people_and_departments_are_dragged_onto_a_department() -> None:
    with the_place("organization", "") as (window, place):
        tree = place.organization.people.tree
        model = tree.model()
        top = model.index(0, 0)
        company = model.index(0, 0, top)
        target = model.index(1, 0, company)
        key = str(target.data(ID))
        assert drop(tree.viewport(), PERSON_MIME, "zhang", tree.visualRect(target).center())
        assert user(window, "zhang").primary.department == key  # type: ignore[union-attr]
        undo(window)
        assert user(window, "zhang").primary.department != key  # type: ignore[union-attr]
        other = str(tree.model().index(2, 0, tree.model().index(0, 0, tree.model().index(0, 0))).data(ID))
        target = tree.model().index(1, 0, tree.model().index(0, 0, tree.model().index(0, 0)))
        assert drop(tree.viewport(), DEPARTMENT_MIME, other, tree.visualRect(target).center())
        moved = window.context.organization.department(other)
        assert moved is not None and moved.parent == key


def test_somebody_new_is_named_at_once_and_can_be_removed() -> None:
    with the_place("organization", "") as (window, place):
        people = place.organization.people
        people.department = "fin"
        people.refresh()
        count = len(window.context.organization.users)
        people.add_person()
        turn()
        made = window.context.organization.users[-1]
        assert made.primary is not None and made.primary.department == "fin"
        type_into_cell(people.table, row_with(place, made.id), 0, "Wu")
        assert user(window, made.id).name == "Wu"
        people.table.selectRow(row_with(place, made.id))
        people.table.setFocus()
        people.remove_selected()
        turn()
        assert len(window.context.organization.users) == count


def test_a_tick_says_who_works_here() -> None:
    with the_place("organization", "") as (window, place):
        table = place.organization.people.table
        model = table.model()
        row = row_with(place, "zhang")
        model.setData(model.index(row, 5), Qt.CheckState.Unchecked.value, Qt.ItemDataRole.CheckStateRole)
        turn()
        assert not user(window, "zhang").active
        undo(window)
        assert user(window, "zhang").active


def test_a_department_in_use_is_not_removed_and_the_window_says_why() -> None:
    with the_place("organization", "") as (window, place):
        people = place.organization.people
        people.department = "fin"
        people.refresh()
        people.tree.setFocus()
        window.activateWindow()
        turn()
        people.remove_selected()
        assert window.context.organization.department("fin") is not None
        assert window.banner.isVisible()


def test_problems_are_told_and_lead_to_whom_they_are_about() -> None:
    from modeler.organization import edit

    with the_place("organization", "") as (window, place):
        page = place.organization
        place.parts.set_organization(edit.set_head(window.context.organization, "fin", None), "x")
        page.refresh()
        assert page.trouble.isVisible()
        problem = next(one for one in page.problems if one.element == "fin")
        action = next(one for one in page.problem_menu().actions() if one.text() == problem.message)
        action.trigger()
        assert page.people.department == "fin"
        place.parts.set_organization(edit.set_user(window.context.organization, "zhang", active=True), "y")
        page.go_to("zhang")
        assert page.people.selected() == ["zhang"]


def test_members_of_a_role_are_searched_added_and_removed() -> None:
    with the_place("organization", "") as (window, place):
        page = place.organization
        click(page.view._buttons["roles"])
        row = next(n for n, one in enumerate(window.context.organization.roles) if one.id == "hr")
        click_cell(page.roles.table, row, 0)
        before = [one.who for one in window.context.organization.role("hr").members]  # type: ignore[union-attr]
        QTest.keyClicks(page.roles.picker._search, "zhangsan")
        QTest.keyClick(page.roles.picker._search, Qt.Key.Key_Return)
        turn()
        members = [one.who for one in window.context.organization.role("hr").members]  # type: ignore[union-attr]
        assert members == [*before, "user:zhang"]
        page.roles.picker._drop("user:zhang")
        turn()
        members = [one.who for one in window.context.organization.role("hr").members]  # type: ignore[union-attr]
        assert members == before


def test_roles_and_positions_are_added_named_and_removed() -> None:
    with the_place("organization", "") as (window, place):
        page = place.organization
        page.show_view("positions")
        count = len(window.context.organization.positions)
        page.positions.add()
        turn()
        type_into_cell(page.positions.table, count, 0, "Pilot")
        type_into_cell(page.positions.table, count, 1, "7")
        made = window.context.organization.positions[-1]
        assert made.grade == 7
        page.positions.remove()
        turn()
        assert len(window.context.organization.positions) == count
        page.positions.show_one(window.context.organization.users[0].primary.position)  # type: ignore[union-attr,arg-type]
        page.positions.remove()
        assert window.banner.isVisible()
        page.show_view("roles")
        page.roles.add()
        turn()
        page.roles.remove()
        turn()
        assert all(one.id != "role" for one in window.context.organization.roles)


def workbook(window: MainWindow, path: Path, cell: tuple[str, int, int], value: str) -> Path:
    book = openpyxl.load_workbook(io.BytesIO(template(window.context.organization)))
    book[cell[0]].cell(cell[1], cell[2]).value = value
    book.save(path)
    return path


def test_an_import_shows_its_errors_and_changes_nothing_then_a_mended_one_does(tmp_path: Path) -> None:
    with the_place("organization", "") as (window, place):
        before = window.context.organization
        book = openpyxl.load_workbook(io.BytesIO(template(before)))
        people = book.sheetnames[-2] if len(book.sheetnames) > 3 else book.sheetnames[-1]
        sheet = next(
            one for one in book.sheetnames if one.lower().startswith(("people", "person", "user")) or one == people
        )
        heads = [str(one.value) for one in book[sheet][1]]
        department = next(n for n, text in enumerate(heads, 1) if "epartment" in text)
        bad = workbook(window, tmp_path / "bad.xlsx", (sheet, 2, department), "Nowhere at all")
        dialog = place.organization.import_file(bad)
        assert dialog is not None and not dialog.ok.isEnabled()
        assert dialog.table.model().index(0, 3).data() == "error"
        assert dialog.table.model().index(0, 4).data()
        dialog.reject()
        assert window.context.organization == before
        name = next(n for n, text in enumerate(heads, 1) if "ame" in text)
        good = workbook(window, tmp_path / "good.xlsx", (sheet, 2, name), "Somebody Else")
        dialog = place.organization.import_file(good)
        assert dialog is not None and dialog.ok.isEnabled()
        dialog.accept()
        turn()
        assert any("Somebody Else" in str(one.name) for one in window.context.organization.users)
        undo(window)
        assert window.context.organization == before


def test_a_term_is_changed_in_its_cells_and_undone() -> None:
    with the_place("dictionary", "") as (window, place):
        table = place.dictionary.table
        row = row_of(table.model(), "reason", 5)
        type_into_cell(table, row, 1, "Cause")
        element = window.context.dictionary.element("reason")
        assert element is not None and isinstance(element.name, dict) and element.name["en"] == "Cause"
        undo(window)
        assert table.model().index(row, 1).data() == "Reason"


def test_the_kind_and_the_list_of_a_term_are_chosen() -> None:
    with the_place("dictionary", "") as (window, place):
        place.dictionary.show_term("reason")
        place.dictionary.change({"type": "choice"})
        place.dictionary.change({"choices": "leaveType"})
        turn()
        element = window.context.dictionary.element("reason")
        assert element is not None and (element.type, element.choices) == ("choice", "leaveType")


def test_another_code_keeps_the_fields_bound_and_undo_takes_both_back() -> None:
    with the_place("dictionary", "") as (window, place):
        table = place.dictionary.table
        row = row_of(table.model(), "reason", 5)
        type_into_cell(table, row, 5, "cause")
        form = place.parts.form("leave")
        assert form is not None
        assert window.context.dictionary.element("cause") is not None
        assert '"slip:element": "cause"' in form.model_dump_json().replace('":"', '": "')
        undo(window)
        form = place.parts.form("leave")
        assert form is not None and "cause" not in form.model_dump_json()
        assert window.context.dictionary.element("reason") is not None


def test_a_code_that_is_taken_is_refused() -> None:
    with the_place("dictionary", "") as (window, place):
        table = place.dictionary.table
        row = row_of(table.model(), "reason", 5)
        type_into_cell(table, row, 5, "leaveType")
        assert window.banner.isVisible()
        assert texts(place.dictionary.table.model(), 5).count("leaveType") == 1


def test_uses_of_a_term_are_listed_and_a_click_goes_there() -> None:
    with the_place("dictionary", "") as (window, place):
        table = place.dictionary.table
        click_cell(table, row_of(table.model(), "leaveDays", 5), 0)
        titles = {card.title.text(): card for card in place.term.cards}
        assert "Days of leave" in titles
        click(titles["Days of leave"])
        assert place.page == ("form", "leave")
        assert place.form_page.field == "Field_days"
        place.show_page("dictionary")
        place.dictionary.show_term("leaveDays")
        flow = next(card for card in place.term.cards if "condition" in card.subtitle.text())
        click(flow)
        assert window.place == "design"
        assert window.context.selection.ids


def test_limits_of_a_term_are_typed_beside_the_table() -> None:
    with the_place("dictionary", "") as (window, place):
        place.dictionary.show_term("leaveDays")
        lines = {one.accessibleName(): one for one in place.term.findChildren(CheckedLine)}
        type_over(lines["At most"].line, "30")
        QTest.keyClick(lines["At most"].line, Qt.Key.Key_Return)
        turn()
        element = window.context.dictionary.element("leaveDays")
        assert element is not None and element.format is not None and element.format.max == 30
        undo(window)
        element = window.context.dictionary.element("leaveDays")
        assert element is not None and element.format is not None and element.format.max == 180


def test_code_lists_are_made_and_filled() -> None:
    with the_place("dictionary", "") as (window, place):
        page = place.dictionary
        click(page.view._buttons["lists"])
        count = len(window.context.dictionary.choices)
        click(page.lists.add)
        made = window.context.dictionary.choices[-1]
        assert len(window.context.dictionary.choices) == count + 1
        type_into_cell(page.lists.items, 0, 0, "a")
        type_into_cell(page.lists.items, 0, 1, "甲")
        found = window.context.dictionary.choice_list(made.code)
        assert found is not None and [(one.value, one.label) for one in found.items] == [("a", {"zh": "甲"})]
        click(page.lists.remove)
        assert window.context.dictionary.choice_list(made.code) is None
        undo(window)
        assert window.context.dictionary.choice_list(made.code) is not None


def test_a_new_term_is_ready_to_be_named() -> None:
    with the_place("dictionary", "") as (window, place):
        click(place.dictionary.add)
        code = place.dictionary.code
        type_into_cell(place.dictionary.table, len(window.context.dictionary.elements) - 1, 1, "Budget")
        element = window.context.dictionary.element(code)
        assert element is not None and isinstance(element.name, dict) and element.name["en"] == "Budget"
        click(place.dictionary.remove)
        assert window.context.dictionary.element(code) is None


def test_a_change_of_language_leaves_no_listener_behind() -> None:
    with the_place("organization", "") as (window, place):
        from modeler.organization import edit

        place.parts.set_organization(edit.set_user(window.context.organization, "zhang", active=False), "x")
        window.switch_language()
        turn()
        after = window.place_widget("forms-rights")
        assert isinstance(after, FormsRights) and after is not place
        workspace = window.context.workspace
        assert workspace is not None
        assert len(workspace.organization.changed) == 0
        workspace.organization.undo()
        window.switch_language()
        turn()


def test_who_leaves_hands_over_and_what_was_open_is_told_step_by_step(tmp_path: Path) -> None:
    with the_place("organization", "") as (window, place):
        store = f"sqlite:///{(tmp_path / 'cases.sqlite').as_posix()}"
        service = Guarded(Service(store, clock="2026-03-02T09:00:00+08:00"))
        window.context.use_worker(lambda: service)
        bundle = window.context.compile().bundle
        assert bundle is not None
        data = {"type": "annual", "reason": "family", "handover": "zhao",
                "period": {"from": "2026-03-09", "to": "2026-03-10"}}  # fmt: skip
        case = service.start(service.deploy(bundle), "zhang", data)
        assert [one.user for one in service.open_tasks(case)] == ["li"]
        people = place.organization.people
        people.table.selectRow(row_with(place, "li"))
        dialog = people.ask_heir()
        assert dialog is not None
        until(lambda: "1 step is open" in dialog.amount.text())
        assert not dialog.ok.isEnabled()
        QTest.keyClicks(dialog.heir.editor, "wang")
        popup = dialog.heir.completer.popup()
        assert popup is not None and popup.isVisible()
        popup.hide()
        QTest.keyClick(dialog.heir.editor, Qt.Key.Key_Return)
        turn()
        assert dialog.ok.isEnabled()
        QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
        until(lambda: "handed over" in dialog.amount.text())
        assert dialog.amount.text() == "1 open step was handed over."
        assert any(text.startswith("now with") for text in texts_in(dialog.lines))
        assert [one.user for one in service.open_tasks(case)] == ["wang"]
        gone = user(window, "li")
        assert (gone.active, gone.hand_over) == (False, "wang")
        QTest.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
        turn()
        undo(window)
        assert user(window, "li").active and user(window, "li").hand_over is None


def texts_in(layout: QLayout) -> list[str]:
    widgets = [item.widget() for at in range(layout.count()) if (item := layout.itemAt(at)) is not None]
    return [one.text() for one in widgets if isinstance(one, QLabel)]
