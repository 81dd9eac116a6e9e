"""A condition is put together out of rows by people who do not type, and is the same condition as text."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget

from modeler.document import commands
from modeler.document.document import Document
from modeler.document.io import to_bytes
from modeler.ui.expressions.condition import ConditionEdit
from modeler.ui.expressions.values import TicksBox
from modeler.ui.window import MainWindow
from runner.ui.day_field import DayField
from tests.helpers.gestures import Hands
from tests.ui.window_builder import a_window, turn


def opened(window: MainWindow, flow: str = "Flow_hr") -> tuple[Document, Hands, ConditionEdit]:
    """A flow is selected; its condition is shown as rows."""
    document = window.context.document
    assert document is not None
    window.context.selection.set([flow])
    turn()
    hands = Hands(window)
    hands.click(hands.named("condition-as-rows"))
    turn()
    edit = hands.see(ConditionEdit, lambda one: True, "a condition")
    return document, hands, edit


def seen(edit: QWidget, kind: type, name: str) -> list[QWidget]:
    return [one for one in edit.findChildren(kind, name) if one.isVisible()]


def pick(box: QWidget, value: str) -> None:
    """Choose in a list with the keys."""
    chosen = cast(QComboBox, box)
    chosen.setFocus()
    while chosen.currentData() != value:
        before = chosen.currentIndex()
        QTest.keyClick(chosen, Qt.Key.Key_Down if chosen.findData(value) > before else Qt.Key.Key_Up)
        assert chosen.currentIndex() != before
    chosen.activated.emit(chosen.currentIndex())
    turn()


def condition(document: Document) -> str | None:
    return document.index.flows["Flow_hr"].condition


def test_a_condition_is_shown_in_captions() -> None:
    with a_window(sample=True) as window:
        _document, _hands, edit = opened(window)
        assert [cast(QComboBox, one).currentText() for one in seen(edit, QComboBox, "row-field")] == [
            "Days of leave", "Type of leave",
        ]  # fmt: skip
        assert cast(QComboBox, seen(edit, QComboBox, "row-value")[0]).currentText() == "Sick leave"
        assert cast(QLineEdit, seen(edit, QLineEdit, "row-value")[0]).text() == "3"


def test_a_value_typed_into_a_row_is_the_value_of_the_text_and_can_be_undone() -> None:
    with a_window(sample=True) as window:
        document, _hands, edit = opened(window)
        before = to_bytes(document)
        value = cast(QLineEdit, seen(edit, QLineEdit, "row-value")[0])
        value.selectAll()
        QTest.keyClicks(value, "5")
        assert condition(document) == 'days > 5 or type = "sick"'
        after = to_bytes(document)
        document.undo()
        turn()
        assert to_bytes(document) == before
        assert cast(QLineEdit, seen(edit, QLineEdit, "row-value")[0]).text() == "3"
        document.redo()
        assert to_bytes(document) == after


def test_rows_are_added_taken_away_and_joined_another_way() -> None:
    with a_window(sample=True) as window:
        document, hands, edit = opened(window)
        hands.click(seen(edit, QWidget, "add-row")[0])
        turn()
        pick(seen(edit, QComboBox, "row-field")[2], "reason")
        pick(seen(edit, QComboBox, "row-operator")[2], "contains")
        QTest.keyClicks(seen(edit, QLineEdit, "row-value")[-1], "wed")
        assert condition(document) == 'days > 3 or type = "sick" or contains(reason, "wed")'
        hands.click(seen(edit, QWidget, "remove-row")[0])
        turn()
        assert condition(document) == 'type = "sick" or contains(reason, "wed")'
        join = next(one for one in edit.findChildren(QComboBox) if one.findData("and") >= 0 and one.isVisible())
        pick(join, "and")
        assert condition(document) == 'type = "sick" and contains(reason, "wed")'


def test_a_row_that_is_not_whole_is_left_out_until_it_is() -> None:
    with a_window(sample=True) as window:
        document, _hands, edit = opened(window)
        value = cast(QLineEdit, seen(edit, QLineEdit, "row-value")[0])
        value.selectAll()
        QTest.keyClicks(value, "many")
        assert value.property("state") == "bad"
        assert condition(document) == 'type = "sick"'
        value.selectAll()
        QTest.keyClicks(value, "7")
        assert condition(document) == 'days > 7 or type = "sick"'


def test_what_does_not_fit_into_rows_stays_as_text_and_says_why() -> None:
    from modeler.document import commands

    with a_window(sample=True) as window:
        document, _hands, edit = opened(window)
        commands.set_property(document, "Flow_hr", "condition", "string length(reason) > days * 2")
        turn()
        assert edit.rows is None
        assert edit.text.isVisible()
        said = cast(QLabel, edit.findChild(QLabel, "condition-misfit"))
        assert said.isVisible() and "text" in said.text()
        commands.set_property(document, "Flow_hr", "condition", "days > 2")
        turn()
        assert edit.rows is not None


def test_the_window_remembers_who_likes_rows() -> None:
    with a_window(sample=True) as window:
        opened(window)
        window.context.selection.set(["Flow_two"])
        turn()
        edit = Hands(window).see(ConditionEdit, lambda one: True, "a condition")
        assert edit.rows is not None


def test_values_are_chosen_by_their_kind_a_day_in_a_calendar_several_choices_with_ticks() -> None:
    with a_window(sample=True) as window:
        document, hands, edit = opened(window)
        pick(seen(edit, QComboBox, "row-operator")[1], "in")
        ticks = cast(TicksBox, seen(edit, TicksBox, "row-value")[0])
        assert ticks.ticked() == ("sick",) and ticks.lineEdit().text() == "Sick leave"  # type: ignore[union-attr]
        ticks.showPopup()
        view = ticks.view()
        view.setCurrentIndex(ticks.model().index(ticks.findData("annual"), 0))
        QTest.keyClick(view, Qt.Key.Key_Space)
        ticks.hidePopup()
        text = condition(document)
        assert (
            text is not None and text.startswith("days > 3 or type in (") and '"annual"' in text and '"sick"' in text
        )
        pick(seen(edit, QComboBox, "row-field")[0], "period.from")
        day = cast(DayField, seen(edit, DayField, "row-value")[0])
        day.setFocus()
        QTest.keyClicks(day, "2026-10-01")
        assert 'period.from = date("2026-10-01")' in str(condition(document))
        assert hands.window.focusWidget() is day


def test_the_keys_go_through_a_row_in_its_order_and_stay_where_the_hands_are() -> None:
    with a_window(sample=True) as window:
        document, hands, edit = opened(window)
        field = seen(edit, QComboBox, "row-field")[0]
        field.setFocus()
        order = []
        for _step in range(4):
            focus = window.focusWidget()
            assert focus is not None
            order.append(focus.objectName())
            QTest.keyClick(focus, Qt.Key.Key_Tab)
        assert order == ["row-field", "row-operator", "row-value", "remove-row"]
        pick(seen(edit, QComboBox, "row-operator")[0], "<")
        assert window.focusWidget() is seen(edit, QComboBox, "row-operator")[0]
        assert condition(document) == 'days < 3 or type = "sick"'
        hands.click(seen(edit, QWidget, "add-row")[0])
        assert window.focusWidget() is seen(edit, QComboBox, "row-field")[2]


def test_help_for_writing_text_is_not_shown_beside_rows() -> None:
    with a_window(sample=True) as window:
        _document, hands, edit = opened(window)
        hint = next(one for one in window.findChildren(QLabel) if one.text().startswith("Fields:"))
        assert not hint.isVisible()
        hands.click(hands.named("condition-as-text"))
        assert hint.isVisible() and edit.rows is None


def test_what_is_too_long_for_a_field_of_a_row_begins_at_its_beginning_and_stands_in_its_tip() -> None:
    with a_window(sample=True) as window:
        document, _hands, edit = opened(window)
        commands.set_property(document, "Flow_hr", "condition", 'type in ("sick", "annual", "marriage", "maternity")')
        turn()
        box = cast(TicksBox, seen(edit, QComboBox, "row-value")[0])
        line = box.lineEdit()
        assert line is not None
        assert line.cursorPosition() == 0
        assert box.toolTip() == line.text()
        assert len(box.ticked()) == 4
        field = cast(QComboBox, seen(edit, QComboBox, "row-field")[0])
        assert field.toolTip() == field.currentText() == "Type of leave"
