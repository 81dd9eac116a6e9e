"""The form designer: adding, dragging, settings, preview, and steps that show the form."""

from __future__ import annotations

import json

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QPushButton

from modeler.document.commands import set_property
from modeler.forms.edit import find
from modeler.forms.expressions import PLACES
from modeler.forms.settings import visible_when
from modeler.ui.expressions.condition import ConditionEdit
from modeler.ui.expressions.edit import ExpressionEdit
from modeler.ui.places.forms_rights.items_table import ItemsTable
from modeler.ui.places.forms_rights.palette import FIELD_MIME, KIND_MIME
from modeler.ui.places.forms_rights.place import PAGES, FormsRights
from modeler.ui.places.forms_rights.rename_dialog import RenameDialog
from modeler.ui.places.forms_rights.setting_editors import CheckedLine
from modeler.ui.window import MainWindow
from runner.forms.schema import Component, Form, field_places
from runner.ui.field_frame import FieldFrame
from runner.ui.form_player import FormPlayer
from tests.ui.forms_rights.driving import click, dressed, drop, redo, the_place, type_into_cell, type_over, undo
from tests.ui.window_builder import turn


def form_of(place: FormsRights) -> Form:
    form = place.form_page.form()
    assert form is not None
    return form


def keys(place: FormsRights) -> list[str]:
    return [one.path for one in field_places(form_of(place))]


def chosen(place: FormsRights) -> Component:
    return find(form_of(place), place.form_page.field).component


def line(place: FormsRights, setting: str, number: int = 0) -> QLineEdit:
    editor = place.settings.editors[setting][number]
    found = editor if isinstance(editor, QLineEdit) else editor.findChild(QLineEdit)
    assert isinstance(found, QLineEdit)
    return found


def new_form(place: FormsRights) -> str:
    click(place.new)
    return place.page[1]


def add(place: FormsRights, *kinds: str) -> None:
    for kind in kinds:
        click(place.form_page.palette_.kinds[kind])


def test_a_click_on_a_kind_adds_behind_the_selected_field_and_undo_takes_it_back() -> None:
    with the_place() as (window, place):
        place.form_page.choose("Field_reason")
        before = keys(place)
        add(place, "number")
        after = keys(place)
        assert after.index(chosen(place).name) == after.index("reason") + 1
        undo(window)
        assert keys(place) == before
        redo(window)
        assert keys(place) == after


def test_a_click_on_a_field_selects_it_and_shows_its_settings() -> None:
    with the_place() as (_window, place):
        frame = next(one for one in place.form_page.surface.frames() if one.component.id == "Field_reason")
        click(frame.control, QPoint(10, 10))
        assert place.form_page.field == "Field_reason"
        assert line(place, "label", 1).text() == "Reason"


def test_typing_a_caption_is_one_step_and_shows_in_the_form() -> None:
    with the_place() as (window, place):
        place.form_page.choose("Field_reason")
        type_over(line(place, "label", 1), "Why")
        assert chosen(place).caption == "Why"
        place.form_page.refresh()
        captions = [one.caption.text() for one in place.form_page.surface.frames() if one.component.name]
        assert "Why *" in captions
        undo(window)
        assert chosen(place).caption == "Reason"
        assert line(place, "label", 1).text() == "Reason"


def test_kinds_are_added_into_the_selected_table_as_columns() -> None:
    with the_place() as (_window, place):
        new_form(place)
        add(place, "table", "textfield", "money")
        table = next(one for one in form_of(place).components if one.type == "dynamiclist")
        assert [one.kind for one in table.components or ()] == ["textfield", "money"]
        add(place, "table")  # a table cannot stand in a table: it goes behind
        assert form_of(place).components[-1].type == "dynamiclist"
        assert len(form_of(place).components[-2].components or ()) == 2


def test_a_column_is_selected_at_its_heading_and_added_up() -> None:
    with the_place() as (window, place):
        new_form(place)
        add(place, "table", "money")
        table = next(one for one in form_of(place).components if one.type == "dynamiclist")
        column = (table.components or [])[0]
        surface = place.form_page.surface
        turn()
        click(surface, surface.rect_of(column.id or "").center())
        assert place.form_page.field == column.id
        click(surface, surface.rect_of(table.id or "").bottomLeft() + QPoint(10, -6))
        assert place.form_page.field == table.id
        tick = place.settings.editors["sum"][0]
        assert isinstance(tick, QCheckBox)
        tick.click()
        assert chosen(place).own("slip:sum") == column.name
        undo(window)
        assert chosen(place).own("slip:sum") is None


def test_a_field_is_dragged_into_a_group_and_out_again() -> None:
    with the_place() as (window, place):
        surface = place.form_page.surface
        before = form_of(place)
        group = surface.rect_of("Group_handover")
        assert drop(surface, FIELD_MIME, "Field_reason", QPoint(group.center().x(), group.top() + 14))
        assert find(form_of(place), "Field_reason").within[-1].id == "Group_handover"
        assert drop(surface, FIELD_MIME, "Field_reason", QPoint(60, surface.height() - 2))
        assert find(form_of(place), "Field_reason").within == ()
        undo(window)
        undo(window)
        assert form_of(place) == before


def test_a_field_dropped_beside_another_shares_its_row() -> None:
    with the_place() as (_window, place):
        new_form(place)
        add(place, "textfield", "number")
        first, second = [one.component.id or "" for one in field_places(form_of(place))]
        surface = place.form_page.surface
        turn()
        rect = surface.rect_of(first)
        assert drop(surface, FIELD_MIME, second, QPoint(rect.right() - 4, rect.center().y()))
        rows = [one.layout["row"] for one in form_of(place).components if one.id in (first, second) and one.layout]
        assert len(rows) == 2 and rows[0] == rows[1]
        turn()
        assert surface.rect_of(first).top() == surface.rect_of(second).top()


def test_a_kind_is_dragged_between_two_fields() -> None:
    with the_place() as (_window, place):
        new_form(place)
        add(place, "textfield", "number")
        first, second = [one.component.id or "" for one in field_places(form_of(place))]
        surface = place.form_page.surface
        turn()
        y = (surface.rect_of(first).bottom() + surface.rect_of(second).top()) // 2
        assert drop(surface, KIND_MIME, "datetime", QPoint(surface.rect_of(first).center().x(), y))
        ids = [one.component.id for one in field_places(form_of(place))]
        assert ids.index(place.form_page.field) == 1


def test_a_group_cannot_be_dragged_into_a_table() -> None:
    with the_place() as (_window, place):
        new_form(place)
        add(place, "table")
        table = place.form_page.field
        rect = place.form_page.surface.rect_of(table)
        target = place.form_page.surface.target_at(rect.center(), "group")
        assert target is not None and target.spot.parent is None


def test_arrows_walk_alt_arrows_move_and_delete_removes() -> None:
    with the_place() as (window, place):
        new_form(place)
        add(place, "textfield", "number")
        order = keys(place)
        surface = place.form_page.surface
        QTest.keyClick(surface, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        assert keys(place) == order[::-1]
        QTest.keyClick(surface, Qt.Key.Key_Down)
        assert chosen(place).name == order[0]
        QTest.keyClick(surface, Qt.Key.Key_Delete)
        assert keys(place) == [order[1]]
        undo(window)
        assert keys(place) == order[::-1]


def test_limits_are_numbers_and_anything_else_is_told() -> None:
    with the_place() as (_window, place):
        new_form(place)
        add(place, "number")
        editor = place.settings.editors["max"][0]
        assert isinstance(editor, ExpressionEdit)
        editor.field.setFocus()
        QTest.keyClicks(editor.field, "12")
        assert chosen(place).rules["max"] == 12
        QTest.keyClicks(editor.field, "x")
        editor.check()
        assert editor.fault
        assert chosen(place).rules["max"] == 12


def test_a_limit_may_be_computed_from_other_fields() -> None:
    with the_place() as (_window, place):
        place.form_page.choose("Field_reason")
        editor = place.settings.editors["maxLength"][0]
        assert isinstance(editor, ExpressionEdit)
        editor.field.setFocus()
        editor.field.selectAll()
        QTest.keyClicks(editor.field, "= days * 100 ")
        editor.check()
        assert not editor.fault
        assert chosen(place).rules["maxLength"] == "= days * 100"


def test_every_place_of_a_form_is_written_with_the_one_editor() -> None:
    shown = {"formula": "number", "hide": "number", "min": "number", "max": "number", "minLength": "textfield",
             "maxLength": "textfield"}  # fmt: skip
    # form-js alone writes choices that are computed: they are kept, looked at by the checks, and not edited here
    assert {*shown, "valuesExpression", "checks"} == set(PLACES)
    with the_place() as (_window, place):
        new_form(place)
        for setting, kind in shown.items():
            add(place, kind)
            editor = place.settings.editors[setting][0]
            assert isinstance(editor, ConditionEdit if setting == "hide" else ExpressionEdit), setting
            assert editor.objectName() == f"expression-form.{setting}"


def test_inserting_a_field_is_offered_beside_the_text_alone() -> None:
    with the_place() as (_window, place):
        place.form_page.choose("Field_handoverNote")
        condition, insert = place.settings.editors["hide"][:2]
        assert isinstance(condition, ConditionEdit)
        for kind, offered in (("rows", False), ("text", True)):
            condition.choose(kind)
            assert insert.isHidden() is not offered


def test_what_is_filled_in_beforehand_is_read_as_the_field_reads_it() -> None:
    with the_place() as (_window, place):
        new_form(place)
        add(place, "number")
        type_over(line(place, "default"), "3")
        assert chosen(place).defaultValue == 3
        place.form_page.view._choose("preview")
        player = place.form_page.findChildren(FormPlayer)[-1]
        assert player.values()[chosen(place).name] == 3


def test_a_condition_is_checked_as_it_is_typed_and_knows_the_fields() -> None:
    with the_place() as (window, place):
        place.form_page.choose("Field_handoverNote")
        condition = place.settings.editors["hide"][0]
        assert isinstance(condition, ConditionEdit)
        editor = condition.text
        before = visible_when(chosen(place))
        editor.field.setFocus()
        editor.field.selectAll()
        QTest.keyClicks(editor.field, "days > ")
        editor.check()
        assert editor.fault
        QTest.keyClicks(editor.field, "2")
        editor.check()
        assert not editor.fault
        assert visible_when(chosen(place)) == "days > 2"
        QTest.keyClicks(editor.field, " and nothing = 1")
        editor.check()
        assert "nothing" in editor.fault
        undo(window)
        assert visible_when(chosen(place)) == before


def test_required_is_ticked_and_undone() -> None:
    with the_place() as (window, place):
        place.form_page.choose("Field_handoverNote")
        tick = place.settings.editors["required"][0]
        assert isinstance(tick, QCheckBox) and not tick.isChecked()
        tick.click()
        assert chosen(place).rules["required"] is True
        undo(window)
        assert "required" not in chosen(place).rules
        tick = place.settings.editors["required"][0]
        assert isinstance(tick, QCheckBox) and not tick.isChecked()


def test_choices_are_typed_into_a_table() -> None:
    with the_place() as (_window, place):
        new_form(place)
        add(place, "select")
        table = place.settings.editors["choices"][0]
        assert isinstance(table, ItemsTable)
        type_into_cell(table, 0, 2, "Red")
        type_into_cell(table, 1, 1, "蓝")
        values = [(one["value"], one["label"]) for one in chosen(place).values or ()]
        assert values == [("Red", "Red"), ("蓝", "蓝")]


def test_binding_to_a_term_brings_its_choices() -> None:
    with the_place() as (window, place):
        new_form(place)
        add(place, "textfield")
        box = place.settings.editors["element"][0]
        box.setCurrentIndex(box.findData("leaveType"))  # type: ignore[attr-defined]
        box.activated.emit(box.currentIndex())  # type: ignore[attr-defined]
        assert chosen(place).element == "leaveType"
        assert chosen(place).type == "select"
        assert not isinstance(place.settings.editors["choices"][0], ItemsTable)
        undo(window)
        assert chosen(place).element is None


def key_line(place: FormsRights, field: str) -> CheckedLine:
    place.form_page.choose(field)
    editor = place.settings.editors["key"][0]
    assert isinstance(editor, CheckedLine)
    return editor


def files_of(window: MainWindow) -> dict[str, bytes]:
    workspace, document = window.context.workspace, window.context.document
    assert workspace is not None and document is not None
    texts = [workspace.text_file(path) for path in (*workspace.cases(), *workspace.scenarios())]
    forms = [workspace.forms[ref] for ref in workspace.forms]
    return {one.name: one.as_bytes() for one in (document, workspace.dictionary, *forms, *texts)}


def test_the_name_in_expressions_is_refused_when_it_is_taken() -> None:
    with the_place() as (window, place):
        before = files_of(window)
        editor = key_line(place, "Field_reason")
        for bad in ("days", "1st", "two words", "if", "more.reason"):
            type_over(editor.line, bad)
            assert editor.told.isVisible(), bad
            QTest.keyClick(editor.line, Qt.Key.Key_Return)
            turn()
        assert chosen(place).name == "reason" and files_of(window) == before


def test_another_name_is_taken_over_by_condition_rights_tests_and_form_in_one_step() -> None:
    with the_place() as (window, place):
        before = files_of(window)
        editor = key_line(place, "Field_days")
        type_over(editor.line, "absence")
        assert files_of(window) == before  # nothing happens with half a name
        QTest.keyClick(editor.line, Qt.Key.Key_Return)
        turn()
        after = files_of(window)
        process = after["leave.bpmn"].decode()
        assert "absence &gt; 3 or type" in process and "days &gt;" not in process
        assert 'path="absence" access="read"' in process and 'path="days"' not in process
        assert 'sensitive="type period absence"' in process and 'name="days" value="absence"' in process
        assert json.loads(after["leave-short.json"])["expect"]["variables"]["absence"] == 1
        assert "absence" in keys(place) and "days" not in keys(place)
        assert chosen(place).name == "absence" and place.form_page.field == "Field_days"
        assert key_line(place, "Field_days").line.text() == "absence"
        undo(window)
        assert files_of(window) == before and "days" in keys(place)
        assert line(place, "key").text() == "days"
        redo(window)
        assert files_of(window) == after


def test_a_name_is_taken_over_when_the_line_is_left_and_what_stays_is_told_first() -> None:
    with the_place() as (window, place):
        document = window.context.document
        assert document is not None
        set_property(document, "Flow_hr", "condition", "days > ) 3")
        set_property(document, "Flow_two", "condition", "days > 1")
        turn()
        before = files_of(window)
        editor = key_line(place, "Field_days")
        window.activateWindow()  # the focus moves in the window that has it
        turn()
        editor.line.setFocus()
        type_over(editor.line, "absence")
        place.form_page.surface.setFocus()
        turn()
        dialog = place.findChild(RenameDialog)
        assert dialog is not None and dialog.isVisible() and files_of(window) == before
        click(dialog.leave)
        assert files_of(window) == before and line(place, "key").text() == "days"
        type_over(line(place, "key"), "absence")
        QTest.keyClick(line(place, "key"), Qt.Key.Key_Return)
        turn()
        dialog = place.findChild(RenameDialog)
        assert dialog is not None
        click(dialog.ok)
        process = files_of(window)["leave.bpmn"].decode()
        assert "days &gt; ) 3" in process and "absence &gt; 1" in process
        undo(window)
        assert files_of(window) == before


def test_an_empty_form_invites_and_a_new_one_can_be_used_at_a_step() -> None:
    with the_place() as (window, place):
        ref = new_form(place)
        assert place.form_page.empty.isVisible()
        assert place.form_page.unused.isVisible()
        add(place, "textfield")
        assert not place.form_page.empty.isVisible()
        box = place.form_page.use_at
        box.setCurrentIndex(box.findData("Task_hr"))
        click(place.form_page.use)
        document = window.context.document
        assert document is not None
        assert document.index.nodes["Task_hr"].extension["form"] == {"ref": ref}
        assert not place.form_page.unused.isVisible()
        undo(window)
        assert document.index.nodes["Task_hr"].extension["form"] == {"ref": "leave"}


def test_steps_are_ticked_beside_the_form() -> None:
    with the_place() as (window, place):
        ref = new_form(place)
        place.form_page.choose("")
        place.settings.steps["Task_head"].click()
        turn()
        document = window.context.document
        assert document is not None
        assert document.index.nodes["Task_head"].extension["form"] == {"ref": ref}
        place.settings.steps["Task_head"].click()
        turn()
        assert "form" not in document.index.nodes["Task_head"].extension


def test_the_name_of_a_form_is_its_heading() -> None:
    with the_place() as (_window, place):
        new_form(place)
        editor = place.settings.editors["name.en"][0]
        assert isinstance(editor, QLineEdit)
        type_over(editor, "Travel")
        assert place.parts.form_name(place.page[1]) == "Travel"
        assert (form_of(place).components[0].properties or {})["slip:en"] == "## Travel"


def test_the_preview_follows_the_rights_of_the_step() -> None:
    with the_place() as (_window, place):
        place.form_page.view._choose("preview")
        turn()
        assert not place.form_page.palette_.isVisible()
        box = place.form_page.at_step
        start = {one.path: one.access for one in place.form_page.findChildren(FieldFrame) if one.isVisible()}
        box.setCurrentIndex(box.findData("Task_hr"))
        box.activated.emit(box.currentIndex())
        turn()
        later = {one.path: one.access for one in place.form_page.findChildren(FieldFrame) if one.isVisible()}
        assert start["reason"] == "required" and later["reason"] == "read"


def test_undo_goes_back_through_form_and_process_in_the_order_of_the_edits() -> None:
    with the_place() as (window, place):
        place.form_page.choose("Field_reason")
        add(place, "number")
        place.show_page("rights", "leave")
        assert place.field_rights.source is not None
        place.field_rights.source.write({(0, 2): "hidden"})
        turn()
        undo(window)
        document = window.context.document
        assert document is not None and not document.can_undo
        place.show_page("form", "leave")
        count = len(keys(place))
        undo(window)
        assert len(keys(place)) == count - 1
        assert not window.commands.actions["edit.undo"].isEnabled()
        redo(window)
        assert len(keys(place)) == count


def test_nothing_is_cut_off_in_a_small_window() -> None:
    with the_place() as (window, place):
        dressed(True)
        window.resize(1280, 720)
        place.form_page.choose("Field_period")
        turn()
        assert place.form_page.area.horizontalScrollBar().maximum() == 0
        for one in place.findChildren(QPushButton):
            if one.isVisible() and one.text():
                assert one.width() >= one.minimumSizeHint().width(), one.text()
        dressed(False)


def test_saving_writes_what_changed_and_leaves_the_rest_to_the_byte() -> None:
    from modeler.organization import edit

    with the_place() as (window, place):
        workspace = window.context.workspace
        assert workspace is not None
        before = {path: path.read_bytes() for path in workspace.folder.rglob("*") if path.is_file()}
        place.form_page.choose("Field_reason")
        add(place, "number")
        made = chosen(place)
        organization = edit.set_user(window.context.organization, "zhang", pinyin="zhang  san")
        place.parts.set_organization(organization, "x")
        window.files.save_workspace()
        form, people = workspace.folder / "forms" / "leave.form", workspace.folder / "organization.json"
        changed = {path for path, data in before.items() if path.exists() and path.read_bytes() != data}
        changed = {path for path in changed if ".slipway" not in path.parts}
        assert changed == {form, people}
        saved = json.loads(form.read_text("utf-8"))
        assert str(made.id) in json.dumps(saved)
        gone = set(before[form].decode().splitlines()) - set(form.read_text("utf-8").splitlines())
        assert not gone, "only lines are added"
        undo(window)
        undo(window)
        window.files.save_workspace()
        assert form.read_bytes() == before[form]


def test_long_texts_have_several_lines() -> None:
    with the_place() as (_window, place):
        place.form_page.choose("Text_proof")
        editor = place.settings.editors["text"][1]
        assert isinstance(editor, QPlainTextEdit)
        editor.selectAll()
        QTest.keyClicks(editor, "Bring it")
        assert (chosen(place).properties or {})["slip:en"] == "Bring it"


def test_only_the_page_that_is_shown_is_made() -> None:
    with the_place() as (_window, place):
        made = {name for name in PAGES.values() if name in vars(place)}
        assert made == {"form_page"} and place.middle.count() == 1
        place.show_page("dictionary")
        assert {name for name in PAGES.values() if name in vars(place)} == {"form_page", "dictionary"}
        assert place.middle.currentWidget() is place.dictionary and place.side.currentWidget() is place.term


def test_captions_are_put_to_the_left_and_back() -> None:
    with the_place() as (window, place):
        place.form_page.choose("")
        before = form_of(place)
        choice = place.settings.editors["captions"][0]
        assert isinstance(choice, QComboBox) and choice.currentData() == "top"
        choice.setCurrentIndex(choice.findData("left"))
        choice.activated.emit(choice.currentIndex())
        turn()
        assert form_of(place).captions == "left"
        player = place.form_page.surface.findChild(FormPlayer)
        assert player is not None
        reason = player.fields["reason"]
        assert reason.caption.geometry().right() < reason.control.geometry().left()
        undo(window)
        assert form_of(place) == before and form_of(place).captions is None
