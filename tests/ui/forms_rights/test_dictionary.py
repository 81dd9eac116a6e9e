"""The dictionary page: versions, filter, code lists, numbering, checks, and the way to Excel and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from modeler.dictionary.versions import offered
from modeler.forms.edit import bind, find
from modeler.lint.engine import check
from modeler.ui.panels.problems import ProblemRow, ProblemsPanel
from modeler.ui.places.forms_rights.items_table import DEPTH, MIME, ItemsTable
from modeler.ui.places.forms_rights.process_codes import rows_of
from runner.data.dictionary import ChoiceList, Dictionary, Element
from runner.forms.schema import field_places
from runner.service import Service
from tests.helpers.numbering import bundle, rule
from tests.ui.forms_rights.driving import click, drop, redo, row_of, texts, the_place, turn, type_into_cell, undo
from tests.ui.window_builder import until


def seals(dictionary: Dictionary) -> ChoiceList:
    found = dictionary.choice_list("sealKind")
    assert found is not None
    return found


def test_a_term_is_found_by_the_initials_of_its_pinyin_and_by_another_word() -> None:
    with the_place("dictionary", "") as (_window, place):
        for typed in ("qjts", "时长", "leaveDays"):
            place.dictionary.search.setText(typed)
            place.dictionary.refresh()
            assert "leaveDays" in texts(place.dictionary.table.model(), 5)
            assert "sealKind" not in texts(place.dictionary.table.model(), 5)


def test_a_term_in_force_gathers_changes_until_the_next_version() -> None:
    with the_place("dictionary", "") as (window, place):
        page = place.dictionary
        page.show_term("reason")
        click(place.term.version.buttons["inForce"])
        row = row_of(page.table.model(), "reason", 5)
        type_into_cell(page.table, row, 1, "Cause")
        element = window.context.dictionary.element("reason")
        assert element is not None and isinstance(element.name, dict) and element.name["en"] == "Reason"
        assert page.table.model().index(row, 1).data() == "Cause"
        assert "V1" in page.table.model().index(row, 6).data()
        click(place.term.version.buttons["inForce"])
        element = window.context.dictionary.element("reason")
        assert element is not None and element.version == 2 and element.earlier[0].version == 1
        assert isinstance(element.name, dict) and element.name["en"] == "Cause"
        undo(window)
        element = window.context.dictionary.element("reason")
        assert element is not None and element.version == 1 and element.draft is not None


def test_days_colour_and_order_of_a_code_list_are_typed_and_wait_for_its_next_version() -> None:
    with the_place("dictionary", "") as (window, place):
        page = place.dictionary
        click(page.view._buttons["lists"])
        page.lists.code = "sealKind"
        page.lists.refresh()
        type_into_cell(page.lists.items, 1, 5, "2026-12-31")
        assert (seals(window.context.dictionary).draft or {})["items"][1]["to"] == "2026-12-31"
        assert seals(window.context.dictionary).items[1].to is None
        type_into_cell(page.lists.items, 1, 5, "soon")
        assert window.banner.isVisible()
        assert page.lists.items.model().index(1, 5).data() == "2026-12-31"
        page.lists.items.setCurrentIndex(page.lists.items.model().index(0, 0))
        QTest.keyClick(page.lists.items, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        turn()
        assert texts(page.lists.items.model())[:2] == ["contract", "company"]
        click(page.lists.version.buttons["inForce"])
        assert [item.value for item in seals(window.context.dictionary).items][:2] == ["contract", "company"]
        assert seals(window.context.dictionary).version == 3


def test_a_numbering_rule_is_made_shows_its_numbers_and_tells_what_would_repeat() -> None:
    with the_place("dictionary", "") as (window, place):
        page = place.dictionary
        click(page.view._buttons["numbers"])
        click(page.numbers.add)
        code = page.numbers.code
        assert "NO-" in page.numbers.next.text() and "0001" in page.numbers.next.text()
        type_into_cell(page.numbers.segments, 1, 1, "yyyy")  # begins anew each day, and the day is gone
        assert not page.numbers.next.text() and page.numbers.told.text()
        type_into_cell(page.numbers.segments, 1, 1, "yyyy-MM-dd")
        type_into_cell(page.numbers.segments, 3, 1, "6")
        assert "000001" in page.numbers.next.text()
        rule = window.context.dictionary.number_rule(code)
        assert rule is not None and rule.segments[3].width == 6
        undo(window)
        rule = window.context.dictionary.number_rule(code)
        assert rule is not None and rule.segments[3].width == 4


def test_a_field_that_means_a_term_is_bound_with_one_click() -> None:
    with the_place("dictionary", "") as (window, place):
        from modeler.forms import edit

        form = place.parts.form("leave")
        assert form is not None
        form, made = edit.add_field(form, "textfield", {"zh": "合同金额", "en": "Contract amount"})
        place.parts.set_form("leave", form, "x")
        page = place.dictionary
        click(page.view._buttons["checks"])
        count = len(page.checks.fixes)
        assert count
        click(page.checks.fixes[0])
        form = place.parts.form("leave")
        assert form is not None and edit.find(form, made).component.element == "contractAmount"
        assert len(page.checks.fixes) < count
        undo(window)
        form = place.parts.form("leave")
        assert form is not None and edit.find(form, made).component.element is None


def test_terms_go_to_excel_and_come_back_with_errors_told_first(tmp_path: Path) -> None:
    with the_place("dictionary", "") as (window, place):
        page = place.dictionary
        page.save_to(tmp_path / "d.xlsx", "dictionary.xlsx")
        dialog = page.import_file(tmp_path / "d.xlsx")
        assert dialog is not None and not dialog.ok.isEnabled()  # nothing differs
        dialog.reject()
        before = window.context.dictionary
        (tmp_path / "bad.csv").write_text("代码,类型\nbudget,金额\nreason,词\n", encoding="gb18030")
        dialog = page.import_file(tmp_path / "bad.csv")
        assert dialog is not None and not dialog.ok.isEnabled() and "reason" in texts(dialog.table.model(), 2)[0]
        dialog.reject()
        (tmp_path / "good.csv").write_text("代码,类型\nbudget,金额\n", encoding="gb18030")
        dialog = page.import_file(tmp_path / "good.csv")
        assert dialog is not None and window.context.dictionary == before
        click(dialog.ok)
        element = window.context.dictionary.element("budget")
        assert element is not None and element.type == "money"
        undo(window)
        assert window.context.dictionary == before


def test_another_code_tells_first_what_cannot_follow() -> None:
    with the_place("dictionary", "") as (window, place):
        page = place.dictionary
        page.rename("takeOut", "copies2")
        turn()
        assert window.context.dictionary.element("copies2") is not None
        page.rename("copies2", "copies")
        turn()
        assert window.banner.isVisible() and window.context.dictionary.element("copies2") is not None


def test_a_problem_of_the_process_binds_its_field_at_a_click_and_it_is_taken_back() -> None:
    with the_place("dictionary", "") as (window, place):
        workspace, document = window.context.workspace, window.context.document
        assert workspace is not None and document is not None
        form = workspace.forms["leave"]
        field = next(one for one in field_places(form.value) if one.component.element)
        own, term = field.component.id or "", field.component.element
        form.set(bind(form.value, own, None, window.context.dictionary))
        problems = [one for one in check(document, workspace) if one.code.startswith("consistency.")]
        assert [one.params["term"] for one in problems] == [term]
        panel = ProblemsPanel(window.context)
        panel.show_problems(problems)
        click(panel.findChildren(ProblemRow)[0]._act)
        assert find(form.value, own).component.element == term
        assert place.page == ("form", "leave") and place.form_page.field == own
        undo(window)
        assert not find(form.value, own).component.element


def test_a_code_list_gets_another_code_and_its_terms_follow_in_one_step() -> None:
    with the_place("dictionary", "") as (window, place):
        page = place.dictionary
        click(page.view._buttons["lists"])
        page.lists.code = "sealKind"
        page.lists.refresh()
        bound = [one.code for one in window.context.dictionary.elements if one.choices == "sealKind"]
        assert bound
        row = page.lists.lists.currentIndex().row()
        for typed, code in (("2 kinds", "sealKind"), ("sealType", "sealType")):
            type_into_cell(page.lists.lists, row, 1, typed)
            turn()
            dictionary = window.context.dictionary
            assert dictionary.choice_list(code) is not None
            assert [one.code for one in dictionary.elements if one.choices == code] == bound
        undo(window)
        assert seals(window.context.dictionary)


def with_one_below_another(place: Any) -> tuple[ItemsTable, list[str]]:
    """The table of the first code list, with its second entry put below the first; and the first three values."""
    page = place.dictionary
    click(page.view._buttons["lists"])
    table: ItemsTable = page.lists.items
    values = [one.value for one in table.entries()[:3]]
    table.setFocus()
    table.setCurrentIndex(table.model().index(1, 0))
    QTest.keyClick(table, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    turn()
    return table, values


def test_an_entry_is_dragged_by_its_number_and_stands_further_in_under_its_parent() -> None:
    with the_place("dictionary", "") as (window, place):
        page = place.dictionary
        click(page.view._buttons["lists"])
        page.lists.code = "sealKind"
        page.lists.refresh()
        before = texts(page.lists.items.model())
        type_into_cell(page.lists.items, 1, 3, before[0])
        index = page.lists.items.model().index(1, 0)
        assert index.data() == before[1] and index.data(DEPTH) == 1
        side = page.lists.items.verticalHeader()
        places = [QPoint(8, side.sectionViewportPosition(row) + 10) for row in (0, 2)]
        QTest.mousePress(side.viewport(), Qt.MouseButton.LeftButton, pos=places[0])
        for down in range(places[0].y(), places[1].y() + 15, 6):
            QTest.mouseMove(side.viewport(), QPoint(8, down))
        QTest.mouseRelease(side.viewport(), Qt.MouseButton.LeftButton, pos=places[1] + QPoint(0, 12))
        turn()
        assert texts(page.lists.items.model())[:3] == [before[1], before[2], before[0]]
        undo(window)
        assert texts(page.lists.items.model())[:3] == before[:3]


def test_alt_and_an_arrow_move_a_code_with_those_below_it() -> None:
    with the_place("dictionary") as (window, place):
        table, (first, second, third) = with_one_below_another(place)
        table.setCurrentIndex(table.model().index(0, 0))
        QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        turn()
        assert [one.value for one in table.entries()[:3]] == [third, first, second]
        undo(window)
        assert [one.value for one in table.entries()[:3]] == [first, second, third]


def test_what_is_retired_is_not_offered_anew() -> None:
    items = [Element(code="a"), Element(code="b", status="retired")]
    assert [one.code for one in offered(items)] == ["a"]
    assert [one.code for one in offered(items, "b")] == ["a", "b"]


def test_a_code_is_dragged_under_another_and_folded_away() -> None:
    with the_place("dictionary") as (window, place):
        table, (first, second, third) = with_one_below_another(place)
        assert table.entries()[1].above == first
        middle = table.visualRect(table.model().index(0, 0)).center()
        assert drop(table.viewport(), MIME, third, middle)
        turn()
        assert [one.above for one in table.entries() if one.value == third] == [first]
        spot = table.visualRect(table.model().index(0, 0)).topLeft() + QPoint(8, 8)
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
        hidden = [row for row in range(table.model().rowCount()) if table.isRowHidden(row)]
        assert [table.entries()[row].value for row in hidden] == [second, third]
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
        assert not any(table.isRowHidden(row) for row in range(table.model().rowCount()))
        undo(window)
        undo(window)
        assert not any(one.above for one in table.entries())


def test_process_codes_are_reserved_released_and_retired_for_good() -> None:
    with the_place("dictionary") as (window, place):
        page = place.dictionary
        click(page.view._buttons["processes"])
        codes = page.processes
        assert window.context.workspace is not None
        kept = window.context.dictionary
        in_use = {row[0] for row in rows_of(codes.book) if row[2] == "taken"}
        assert in_use
        used = sorted(in_use)[0]
        codes.code.setText(used)
        click(codes.reserve)
        assert codes.told.isVisible() and used in codes.told.text()
        codes.code.setText("HQ-FIN-EXP-777-AP")
        codes.name.setText("Advance")
        click(codes.reserve)
        assert codes.selected == "HQ-FIN-EXP-777-AP" or "HQ-FIN-EXP-777-AP" in codes.book.reserved
        row = [one[0] for one in rows_of(codes.book)].index("HQ-FIN-EXP-777-AP")
        codes.table.setCurrentIndex(codes.table.model().index(row, 0))
        click(codes.retire)
        assert "HQ-FIN-EXP-777-AP" not in codes.book.retired, "it is asked first"
        (action,) = [one for one in codes.banner.findChildren(QPushButton) if one.text() == codes.retire.text()]
        click(action)
        assert "HQ-FIN-EXP-777-AP" in codes.book.retired
        codes.code.setText("HQ-FIN-EXP-777-AP")
        click(codes.reserve)
        assert codes.told.isVisible()
        after = window.context.dictionary
        undo(window)
        assert "HQ-FIN-EXP-777-AP" in codes.book.reserved and "HQ-FIN-EXP-777-AP" not in codes.book.retired
        undo(window)
        assert window.context.dictionary == kept and "HQ-FIN-EXP-777-AP" not in codes.book.reserved
        redo(window)
        redo(window)
        assert window.context.dictionary == after and "HQ-FIN-EXP-777-AP" in codes.book.retired


def test_a_numbering_rule_that_fields_have_is_retired_not_removed() -> None:
    with the_place("dictionary") as (window, place):
        page = place.dictionary
        click(page.view._buttons["numbers"])
        numbers = page.numbers
        assert numbers.uses() and not numbers.remove.isEnabled() and numbers.uses()[0] in numbers.used.text()
        click(numbers.retire)
        rule = window.context.dictionary.number_rule(numbers.code)
        assert rule is not None and rule.status == "retired"
        click(numbers.retire)
        rule = window.context.dictionary.number_rule(numbers.code)
        assert rule is not None and rule.status == "inForce"


def test_the_next_numbers_are_those_of_the_store_of_rehearsals(tmp_path: Path) -> None:
    with the_place("dictionary") as (window, place):
        numbers, told = place.dictionary.numbers, place.dictionary.numbers.next
        click(place.dictionary.view._buttons["numbers"])
        made = rule()
        place.dictionary.write(window.context.dictionary.model_copy(update={"numbering": [made]}), "rule")
        turn()
        store = Service(str(tmp_path / "store.sqlite"), clock="2026-03-02T09:00:00+08:00")
        model = store.deploy(bundle(made))
        for _time in range(2):
            store.start(model, "zhang", {"days": 1})
        taken = sorted(str(store.variables(one.case)["no"]) for one in store.cases())
        window.context.use_worker(lambda: store)
        numbers.refresh()
        until(lambda: not window.context.jobs.busy)
        turn()
        coming = store.next_numbers(made.model_dump(mode="json", by_alias=True), zone="Asia/Shanghai")
        assert coming[0] in told.text() and not set(coming) & set(taken)
        assert coming == store.next_numbers(made.model_dump(mode="json", by_alias=True), zone="Asia/Shanghai")
        window.context.use_worker(None)
