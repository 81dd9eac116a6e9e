"""An expression is written with help: names are offered, mistakes are named with what mends them, values shown."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from modeler.document.document import Document
from modeler.document.io import to_bytes
from modeler.ui.expressions.edit import ExpressionEdit
from modeler.ui.expressions.text import MOST_LINES, ExpressionText
from modeler.ui.window import MainWindow
from tests.helpers.gestures import Hands
from tests.ui.window_builder import a_window, turn


def condition_of(window: MainWindow, hands: Hands, flow: str) -> ExpressionEdit:
    """The emptied field of the condition of a flow, with the focus."""
    window.context.selection.set([flow])
    turn()
    text = cast(ExpressionText, hands.named("property-condition"))
    hands.click(text.viewport())
    text.selectAll()
    QTest.keyClick(text, Qt.Key.Key_Delete)
    return cast(ExpressionEdit, text.parentWidget())


def offered(edit: ExpressionEdit) -> list[str]:
    shown = edit.field.completion
    return [one.text for one in shown.offers] if shown is not None else []


def document_of(window: MainWindow) -> Document:
    document = window.context.document
    assert document is not None
    return document


def test_a_field_is_found_by_code_caption_or_the_initials_of_its_pinyin_and_taken_with_enter() -> None:
    with a_window(sample=True) as window:
        hands = Hands(window)
        for typed in ("da", "Days of", "qjts"):
            edit = condition_of(window, hands, "Flow_hr")
            QTest.keyClicks(edit.field, typed)
            assert "days" in offered(edit), typed
            while offered(edit) and edit.field.completion.current.text != "days":  # type: ignore[union-attr]
                QTest.keyClick(edit.field, Qt.Key.Key_Down)
            QTest.keyClick(edit.field, Qt.Key.Key_Return)
            assert edit.field.toPlainText().endswith("days")
            assert not offered(edit)


def test_an_input_method_composes_in_peace_and_its_caption_becomes_the_name() -> None:
    with a_window(sample=True) as window:
        hands = Hands(window)
        edit = condition_of(window, hands, "Flow_hr")
        QApplication.sendEvent(edit.field, QInputMethodEvent("qing jia", []))
        assert not offered(edit)
        done = QInputMethodEvent("", [])
        done.setCommitString("请假天数")
        QApplication.sendEvent(edit.field, done)
        assert offered(edit)[0] == "days"
        QTest.keyClick(edit.field, Qt.Key.Key_Tab)
        assert edit.field.toPlainText() == "days"


def test_behind_a_comparison_the_choices_of_the_field_are_offered() -> None:
    with a_window(sample=True) as window:
        edit = condition_of(window, Hands(window), "Flow_hr")
        QTest.keyClicks(edit.field, "type = ")
        assert '"sick"' in offered(edit)
        QTest.keyClicks(edit.field, "bj")  # 病假
        assert offered(edit)[0] == '"sick"'
        QTest.keyClick(edit.field, Qt.Key.Key_Return)
        assert edit.field.toPlainText() == 'type = "sick"'


def test_functions_come_with_their_brackets_and_the_cursor_between_them() -> None:
    with a_window(sample=True) as window:
        edit = condition_of(window, Hands(window), "Flow_hr")
        QTest.keyClicks(edit.field, "string len")
        QTest.keyClick(edit.field, Qt.Key.Key_Return)
        assert edit.field.toPlainText() == "string length()"
        QTest.keyClicks(edit.field, "reason")
        assert edit.field.toPlainText() == "string length(reason)"


def test_escape_closes_the_offers_and_keeps_the_text_and_the_selection() -> None:
    with a_window(sample=True) as window:
        edit = condition_of(window, Hands(window), "Flow_hr")
        QTest.keyClicks(edit.field, "da")
        assert offered(edit)
        QTest.keyClick(edit.field, Qt.Key.Key_Escape)
        assert not offered(edit)
        assert edit.field.toPlainText() == "da"
        assert window.context.selection.ids == ("Flow_hr",)


def test_signs_of_other_languages_and_of_chinese_keyboards_are_mended_by_one_click() -> None:
    with a_window(sample=True) as window:
        document, hands = document_of(window), Hands(window)
        before = to_bytes(document)
        edit = condition_of(window, hands, "Flow_hr")
        QTest.keyClicks(edit.field, "days == 3 && type = ")
        QApplication.sendEvent(edit.field, committed("“sick”"))
        edit.check()
        assert edit.fault
        hands.click(edit.findChild(QPushButton, "expression-fix-all"))  # type: ignore[arg-type]
        assert edit.field.toPlainText() == 'days = 3 and type = "sick"'
        assert not edit.fault
        assert document.index.flows["Flow_hr"].condition == 'days = 3 and type = "sick"'
        while document.can_undo:
            document.undo()
        assert to_bytes(document) == before


def committed(text: str) -> QInputMethodEvent:
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    return event


def test_a_bare_word_is_told_to_be_a_text_and_put_between_quotes() -> None:
    with a_window(sample=True) as window:
        hands = Hands(window)
        edit = condition_of(window, hands, "Flow_hr")
        QTest.keyClicks(edit.field, "type = sick ")
        edit.check()
        assert "sick" in edit.fault
        hands.click(edit.findChild(QPushButton, "expression-fix"))  # type: ignore[arg-type]
        assert edit.field.toPlainText().strip() == 'type = "sick"'
        assert not edit.fault


def test_the_value_on_a_filled_form_is_shown_while_somebody_writes_and_not_before() -> None:
    with a_window(sample=True) as window:
        hands = Hands(window)
        edit = condition_of(window, hands, "Flow_hr")
        assert not edit.value
        QTest.keyClicks(edit.field, "days > 1000")
        edit.check()
        assert "days = " in edit.value and edit.value.endswith("false")


def test_each_part_of_a_condition_says_what_it_comes_to_and_why() -> None:
    with a_window(sample=True) as window:
        edit = condition_of(window, Hands(window), "Flow_hr")
        QTest.keyClicks(edit.field, 'days < 1000 and type = "none" ')
        edit.check()
        lines = edit.value.splitlines()
        assert lines[0].endswith("false")
        assert lines[1].startswith("· days < 1000 is true because days = ")
        assert lines[2].startswith('· type = "none" is false because type = ')


def test_parts_of_parts_stand_below_them_and_what_is_told_there_is_not_told_twice() -> None:
    with a_window(sample=True) as window:
        edit = condition_of(window, Hands(window), "Flow_hr")
        QTest.keyClicks(edit.field, 'days < 1000 and (type = "none" or days < 999) ')
        edit.check()
        lines = edit.value.splitlines()
        assert lines[2] == '· type = "none" or days < 999 is true'
        assert [line[0] for line in lines[1:]] == ["·", "·", "\u2003", "\u2003"]


def test_the_field_is_as_high_as_its_text_within_bounds() -> None:
    with a_window(sample=True) as window:
        edit = condition_of(window, Hands(window), "Flow_hr")
        low, line = edit.field.height(), edit.field.fontMetrics().lineSpacing()
        edit.field.insertPlainText("days > 3\nand days < 9\nand days < 8\nand days < 7")
        turn()
        assert edit.field.height() == low + 2 * line
        edit.field.insertPlainText("\nand days < 6" * 20)
        turn()
        assert edit.field.height() == low + (MOST_LINES - 2) * line
        edit.field.selectAll()
        edit.field.insertPlainText("days > 3")
        turn()
        assert edit.field.height() == low


def test_an_unknown_name_is_told_in_a_process_whose_messages_answer_nothing() -> None:
    with a_window(sample=True) as window:
        edit = condition_of(window, Hands(window), "Flow_hr")
        QTest.keyClicks(edit.field, "dayz > 3 ")
        edit.check()
        assert "“days” may be meant" in edit.fault


def test_a_chosen_file_of_panels_loads_no_list_and_no_rules_before_somebody_writes() -> None:
    with a_window(sample=True) as window:
        window.context.selection.set(["Flow_hr"])
        turn()
        hands = Hands(window)
        text = cast(ExpressionText, hands.named("property-condition"))
        assert text.completion is None
        assert text._words is None or text._list is None
