"""Working on many fields: sets and terms dropped, edges dragged, several selected, copied, captions in place."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QTabBar

from modeler.forms.edit import add_field, find, set_field
from modeler.ui.places.forms_rights.lookup_editors import FillEditor, SourceEditor
from modeler.ui.places.forms_rights.palette import FIELD_MIME, KIND_MIME, SET_MIME, TERM_MIME
from modeler.ui.places.forms_rights.place import FormsRights
from runner.forms.fields.lookup import fills
from runner.forms.schema import Component, Form, field_places
from runner.ui.field_frame import FieldFrame
from runner.ui.form_player import FormPlayer
from tests.ui.forms_rights.driving import click, drop, redo, the_place, type_over, undo
from tests.ui.window_builder import turn


def form_of(place: FormsRights) -> Form:
    form = place.form_page.form()
    assert form is not None
    return form


def keys(place: FormsRights) -> list[str]:
    return [one.path for one in field_places(form_of(place))]


def chosen(place: FormsRights) -> Component:
    return find(form_of(place), place.form_page.field).component


def new_form(place: FormsRights, *kinds: str) -> list[str]:
    click(place.new)
    for kind in kinds:
        place.form_page.choose("")
        click(place.form_page.palette_.kinds[kind])
    turn()
    return [one.component.id or "" for one in field_places(form_of(place))]


def drag(place: FormsRights, begin: QPoint, end: QPoint) -> None:
    surface = place.form_page.surface
    QTest.mousePress(surface, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, begin)
    for step in range(1, 5):
        QTest.mouseMove(surface, begin + (end - begin) * step / 4)
    QTest.mouseRelease(surface, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
    turn()


def test_a_term_dropped_from_the_dictionary_is_a_bound_field() -> None:
    with the_place() as (window, place):
        new_form(place, "textfield")
        palette = place.form_page.palette_
        palette.part._choose("terms")
        turn()
        assert palette.terms["leaveType"].isVisible()
        surface = place.form_page.surface
        assert drop(surface, TERM_MIME, "leaveType", QPoint(60, surface.height() - 2))
        made = chosen(place)
        assert (made.element, made.type, made.key) == ("leaveType", "select", "leaveType")
        assert made.values and made.caption
        undo(window)
        assert "leaveType" not in keys(place)
        click(palette.terms["leaveType"])
        assert chosen(place).element == "leaveType"


def test_the_palette_finds_kinds_and_terms_by_typing() -> None:
    with the_place() as (_window, place):
        palette = place.form_page.palette_
        palette.search.setText("money")
        palette.search.searched.emit("money")
        assert palette.kinds["money"].isVisible() and not palette.kinds["datetime"].isVisible()
        palette.part._choose("terms")
        palette.search.setText("leaveT")
        palette.search.searched.emit("leaveT")
        assert list(palette.terms) == ["leaveType"]


def test_a_set_dropped_between_two_fields_comes_whole_and_twice_without_clash() -> None:
    with the_place() as (window, place):
        first, second = new_form(place, "textfield", "number")
        before = form_of(place)
        surface = place.form_page.surface
        y = (surface.rect_of(first).bottom() + surface.rect_of(second).top()) // 2
        assert drop(surface, SET_MIME, "leave", QPoint(surface.rect_of(first).center().x(), y))
        ids = [one.id for one in form_of(place).components]
        assert ids.index(first) + 2 == ids.index(second)
        count = len(keys(place))
        place.form_page.palette_.part._choose("sets")
        click(place.form_page.palette_.sets["leave"])
        assert len(keys(place)) == count + count - 2 and len(set(keys(place))) == len(keys(place))
        undo(window)
        undo(window)
        assert form_of(place) == before


def test_the_right_edge_dragged_makes_a_field_narrower_on_the_grid() -> None:
    with the_place() as (window, place):
        (field,) = new_form(place, "textfield")
        surface = place.form_page.surface
        rect = surface.rect_of(field)
        drag(
            place, QPoint(rect.right(), rect.center().y()), QPoint(rect.left() + rect.width() // 2, rect.center().y())
        )
        assert (chosen(place).layout or {})["columns"] == 8
        assert abs(surface.rect_of(field).width() - rect.width() // 2) < 12
        QTest.keyClick(surface, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier)
        assert (chosen(place).layout or {})["columns"] == 9
        undo(window)
        undo(window)
        assert not (find(form_of(place), field).component.layout or {}).get("columns")


def test_several_are_selected_with_the_keys_of_the_mouse_and_dragged_together() -> None:
    with the_place() as (window, place):
        one, two, three, group = [*new_form(place, "textfield", "number", "datetime"), ""]
        place.form_page.choose("")
        click(place.form_page.palette_.kinds["group"])
        turn()
        group = place.form_page.field
        surface = place.form_page.surface
        for field, key in ((one, Qt.KeyboardModifier.NoModifier), (three, Qt.KeyboardModifier.ControlModifier)):
            QTest.mouseClick(surface, Qt.MouseButton.LeftButton, key, surface.rect_of(field).center())
        assert set(place.form_page.selection) == {one, three}
        rect = surface.rect_of(group)
        assert drop(surface, FIELD_MIME, f"{three}\n{one}", QPoint(rect.center().x(), rect.bottom() - 10))
        assert [item.id for item in find(form_of(place), group).component.components or ()] == [one, three]
        undo(window)
        assert [item.id for item in form_of(place).components if item.id in (one, two, three)] == [one, two, three]
        QTest.mouseClick(
            surface, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, surface.rect_of(one).center()
        )
        QTest.keyClick(surface, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        assert set(place.form_page.selection) == {one, two}
        QTest.keyClick(surface, Qt.Key.Key_Delete)
        assert keys(place) == [find(form_of(place), three).path]


def test_fields_are_copied_to_another_form_through_the_clipboard() -> None:
    with the_place() as (window, place):
        place.form_page.choose("Group_handover")
        assert place.can("copy")
        window.commands.run("edit.copy")
        assert '"Group_handover"' in QApplication.clipboard().text()
        new_form(place)
        window.commands.run("edit.paste")
        turn()
        assert chosen(place).id == "Group_handover" and keys(place)
        window.commands.run("edit.duplicate")
        turn()
        assert len(form_of(place).components) == 3
        assert len(set(keys(place))) == len(keys(place))
        undo(window)
        redo(window)
        QApplication.clipboard().setText("nothing of the kind")
        window.commands.run("edit.paste")
        turn()
        assert window.banner.isVisible()
        assert len(form_of(place).components) == 3


def test_a_caption_is_written_where_it_stands_in_both_languages() -> None:
    with the_place() as (window, place):
        surface = place.form_page.surface
        at = surface.rect_of("Field_reason").center()
        QTest.mouseDClick(surface, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        editor = place.form_page.caption_editor
        assert editor is not None and editor.isVisible()
        type_over(editor.lines["en"], "Why")
        type_over(editor.lines["zh"], "为何")
        QTest.keyClick(editor.lines["zh"], Qt.Key.Key_Return)
        own = find(form_of(place), "Field_reason").component.properties or {}
        assert (own["slip:zh"], own["slip:en"]) == ("为何", "Why")
        undo(window)
        assert find(form_of(place), "Field_reason").component.caption == "Reason"
        place.form_page.choose("Field_reason")
        QTest.keyClick(surface, Qt.Key.Key_F2)
        editor = place.form_page.caption_editor
        assert editor is not None
        type_over(editor.lines["en"], "Nothing")
        QTest.keyClick(editor.lines["en"], Qt.Key.Key_Escape)
        assert find(form_of(place), "Field_reason").component.caption == "Reason"


def test_alt_with_the_arrows_goes_into_a_group_and_out_of_it() -> None:
    with the_place() as (_window, place):
        new_form(place, "group", "textfield")
        surface = place.form_page.surface
        field, group = place.form_page.field, form_of(place).components[-2].id
        QTest.keyClick(surface, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
        assert [one.id for one in find(form_of(place), field).within] == [group]
        QTest.keyClick(surface, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
        assert find(form_of(place), field).within == ()


def test_tabs_are_turned_to_and_take_drops() -> None:
    with the_place() as (_window, place):
        new_form(place, "tabs")
        tabs = place.form_page.field
        click(place.form_page.palette_.kinds["group"])
        place.form_page.choose(tabs)
        click(place.form_page.palette_.kinds["group"])
        turn()
        first, second = [one.id or "" for one in find(form_of(place), tabs).component.components or ()]
        surface = place.form_page.surface
        bar = surface.findChildren(QTabBar)[-1]
        click(bar, bar.tabRect(1).center())
        assert surface.rect_of(first).isEmpty() and not surface.rect_of(second).isEmpty()
        assert drop(surface, KIND_MIME, "textfield", surface.rect_of(second).center())
        assert find(form_of(place), place.form_page.field).within[-1].id == second


def test_a_check_between_fields_is_written_and_undone() -> None:
    with the_place() as (window, place):
        before = form_of(place).checks
        place.form_page.choose("")
        click(place.settings.checks.add)
        condition, lines = place.settings.checks.conditions[-1], place.settings.checks.messages[-1]
        condition.choose("text")
        condition.text.field.setFocus()
        QTest.keyClicks(condition.text.field, "days <= 10")
        type_over(lines["en"], "Ten days at most")
        checks = form_of(place).checks
        assert len(checks) == len(before) + 1 and checks[-1].text == "days <= 10"
        assert isinstance(checks[-1].message, dict) and checks[-1].message["en"] == "Ten days at most"
        click(place.settings.checks.removes[-1])
        assert form_of(place).checks == before
        undo(window)
        assert form_of(place).checks == checks


def test_what_other_tools_will_not_show_leads_to_the_field() -> None:
    with the_place() as (_window, place):
        place.form_page.choose("")
        click(place.settings.extras.open)
        card = next(one for one in place.settings.extras.cards if "Date range" in one.subtitle.text())
        click(card)
        assert place.form_page.field == "Field_period"


def test_a_form_without_ids_is_designed_and_its_ids_are_written_with_the_first_change() -> None:
    with the_place() as (window, place):
        workspace = window.context.workspace
        assert workspace is not None
        bare = Form.model_validate({"type": "default", "components": [{"type": "textfield", "key": "a", "xNew": 1}]})
        place.parts.set_form("bare", bare, "bare")
        place.show_page("form", "bare")
        turn()
        surface = place.form_page.surface
        click(surface, surface.rect_of("Field_a").center())
        assert place.form_page.field == "Field_a"
        assert place.parts.form("bare") == bare
        QTest.keyClick(surface, Qt.Key.Key_F2)
        editor = place.form_page.caption_editor
        assert editor is not None
        type_over(editor.lines["en"], "A")
        editor.finish(True)
        assert chosen(place).id == "Field_a" and chosen(place).option("xNew") == 1


def test_the_preview_is_that_of_readers_too_and_as_narrow_as_a_phone() -> None:
    with the_place() as (_window, place):
        place.form_page.view._choose("preview")
        box = place.form_page.at_step
        box.setCurrentIndex(box.findData("reader:print"))
        box.activated.emit(box.currentIndex())
        turn()
        shown = [one for one in place.form_page.findChildren(FieldFrame) if one.isVisible() and one.path]
        assert shown and all(one.access == "read" for one in shown)
        place.form_page.preview_side.device._choose("phone")
        turn()
        player = [one for one in place.form_page.findChildren(FormPlayer) if one.isVisible()][-1]
        assert player.width() <= 375


def test_the_preview_tells_whether_the_chosen_person_gets_the_step() -> None:
    with the_place() as (window, place):
        place.form_page.view._choose("preview")
        side = place.form_page.preview_side
        user = window.context.organization.users[0]
        side.who.show_chosen([f"user:{user.id}"])
        side.who.changed.emit(side.who.chosen)
        turn()
        assert side.answer.isVisible() and side.answer.text()


def test_a_data_source_is_chosen_and_its_columns_fill_fields() -> None:
    with the_place("form", "supplier") as (window, place):
        lookup = next(one.component for one in field_places(form_of(place)) if one.component.kind == "lookup")
        place.form_page.choose(lookup.id or "")
        editors = place.settings.editors
        source, fill = editors["source"][0], editors["fill"][0]
        assert isinstance(source, SourceEditor) and isinstance(fill, FillEditor)
        assert source.choice.currentData() == "suppliers"
        assert source.told.text()
        target = next(
            one.path for one in field_places(form_of(place))
            if one.component.type == "textfield" and one.component.id != lookup.id and not one.component.is_fixed
        )  # fmt: skip
        column = list(fill.choices)[-1]
        pick(fill.choices[column], target)
        assert fills(chosen(place))[target] == column
        pick(fill.choices[column], "")
        assert target not in fills(chosen(place))
        pick(source.choice, "")
        assert chosen(place).own("slip:source") is None
        undo(window)
        undo(window)
        assert fills(chosen(place))[target] == column


def pick(box: QComboBox, value: str) -> None:
    """Choose an entry by its value, as with the keyboard."""
    at = box.findData(value)
    assert at >= 0
    box.setCurrentIndex(at)
    box.activated.emit(at)
    turn()


def test_the_sets_of_payee_and_invoices_look_up_in_the_source_that_fits() -> None:
    with the_place() as (window, place):
        new_form(place, "textfield")
        palette = place.form_page.palette_
        palette.part._choose("sets")
        click(palette.sets["payee"])
        by_path = {one.path: one.component for one in field_places(form_of(place))}
        assert by_path["payee"].own("slip:source") == "suppliers"  # there are no payees, and suppliers have accounts
        assert fills(by_path["payee"]) == {"payeeName": "name", "payeeAccount": "account"}
        drawn = place.form_page.surface.findChild(FormPlayer)
        assert drawn is not None and drawn.fields["payee"].control.source is not None
        click(palette.sets["invoices"])
        by_path = {one.path: one.component for one in field_places(form_of(place))}
        assert by_path["invoices.invoice"].own("slip:source") == "invoices"
        assert fills(by_path["invoices.invoice"])["invoices.amount"] == "amount"
        place.form_page.view._choose("preview")
        turn()
        player = place.form_page.findChild(FormPlayer)
        assert player is not None
        lookup = player.fields["payee"].control
        lookup.choose(("S002", ""))
        turn()
        assert player.values()["payeeAccount"] == "6228480000000000026"
        undo(window)
        assert "payee" in keys(place) and "invoices" not in keys(place)


def test_another_source_fills_what_its_columns_are_called_like() -> None:
    with the_place() as (window, place):
        new_form(place)
        palette = place.form_page.palette_
        click(palette.kinds["lookup"])
        lookup = place.form_page.field
        form = form_of(place)
        for key, caption in (("tel", "Phone"), ("account", "Where to pay"), ("other", "Other")):
            form, made = add_field(form, "textfield", {"en": caption, "zh": caption})
            form = set_field(form, made, "key", key)
        place.form_page.write(form, "made for the test")
        place.form_page.choose(lookup)
        before = form_of(place)
        source, fill = place.settings.editors["source"][0], place.settings.editors["fill"][0]
        assert isinstance(source, SourceEditor) and isinstance(fill, FillEditor)
        pick(source.choice, "suppliers")
        assert fills(chosen(place)) == {"tel": "phone", "account": "account"}
        assert fill.choices["phone"].currentData() == "tel"
        undo(window)
        assert form_of(place) == before


def test_a_set_brings_the_checks_between_its_fields() -> None:
    with the_place() as (window, place):
        new_form(place, "textfield")
        palette = place.form_page.palette_
        palette.part._choose("sets")
        click(palette.sets["invoices"])
        assert "invoices.number" in keys(place)
        assert len(form_of(place).checks or []) == 2
        undo(window)
        assert not form_of(place).checks and "invoices.number" not in keys(place)
