"""While an expression is written: what is wrong and what mends it, what things are, values to try, where it runs."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QWidget

from modeler.document.io import to_bytes
from modeler.ui.expressions.completion import CompletionList
from modeler.ui.expressions.edit import ExpressionEdit
from modeler.ui.expressions.faults import all_mended, faults_of, pairs_faults
from modeler.ui.expressions.members import members
from modeler.ui.expressions.samples import Samples
from runner.feel import parse
from runner.feel.vocabulary import DATE, NUMBER, STRING, Kind, Variable, Vocabulary
from tests.helpers.gestures import Hands
from tests.ui.design.test_expression_edit import committed, condition_of, document_of
from tests.ui.window_builder import a_window, turn

ROWS = Kind("list", Kind("context", entries={"amount": NUMBER, "item": STRING}))
WORDS = Vocabulary(
    (
        Variable("days", NUMBER), Variable("reason", STRING), Variable("rows", ROWS),
        Variable("rows.amount", Kind("list", NUMBER), {"zh": "金额", "en": "Amount"}), Variable("begin", DATE),
    ),
    closed=True,
)  # fmt: skip


def shown(edit: ExpressionEdit) -> CompletionList:
    found = edit.field.completion
    assert found is not None
    return found


def offered(edit: ExpressionEdit) -> list[str]:
    return [one.text for one in shown(edit).offers]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("dayz > 3 && reason = “x” and (days < 9", 'days > 3 and reason = "x" and (days < 9)'),
        ("days => 3", "days >= 3"),
        ("days == 3", "days = 3"),
        ("= days ＞ ３ AND reason != Null", "= days > 3 and reason != null"),
        ("reasn = 'x' || days > 1", 'reason = "x" or days > 1'),
    ],
)
def test_every_fault_is_told_at_its_place_and_all_of_them_can_be_put_right(text: str, meant: str) -> None:
    faults = faults_of(text, WORDS)
    assert all(0 <= one.at < one.end <= len(text) + 1 for one in faults)
    assert [one.at for one in faults] == sorted(one.at for one in faults)
    assert all_mended(text, faults) == meant
    assert faults_of(meant, WORDS) == []


def test_putting_one_fault_right_leaves_the_others() -> None:
    text = "dayz > 3 && reason = “x”"
    faults = faults_of(text, WORDS)
    assert len(faults) == 3
    mend = faults[1].mend
    assert mend is not None
    assert mend.apply(text) == "dayz > 3 and reason = “x”"
    assert len(faults_of(mend.apply(text), WORDS)) == 2


def test_each_line_of_a_script_has_its_faults_at_their_places() -> None:
    text = "total = days * 2\nlong = total > dayz\n// said\nonly words\nopen = (days +\n  1"
    faults = pairs_faults(text, Vocabulary((*WORDS.variables, Variable("total", NUMBER)), closed=True))
    assert [text[one.at : one.end] for one in faults[:2]] == ["dayz", "only words"]
    assert [one.message.partition(":")[0] for one in faults] == ["Line 2", "Line 4", "Line 5"]
    assert faults[2].mend is not None and faults[2].mend.text == ")"


def test_members_of_rows_loops_and_days_are_known() -> None:
    def names(before: str, word: str) -> set[str]:
        return {one.name for one in members(before, word, WORDS)}

    assert names("sum(rows[", "am") == {"amount", "item"}
    assert {"one.amount", "one.item"} <= names("for one in rows return ", "one.")
    assert {"begin.year", "begin.weekday"} <= names("", "begin.")
    assert "rows.item" in names("", "rows.") and "rows.amount" not in names("", "rows.")
    captions = [one.captions for one in members("sum(rows[", "am", WORDS) if one.name == "amount"]
    assert captions == [{"zh": "金额", "en": "Amount"}]


def test_samples_take_the_place_of_made_up_values_and_are_there_the_next_time(tmp_path: Path) -> None:
    made = {"days": 3, "period": {"from": "2026-01-01", "to": "2026-01-02"}}
    samples = Samples(tmp_path, "process-leave.json")
    samples.write("days", 12)
    samples.write("period.to", "2026-02-02")
    again = Samples(tmp_path, "process-leave.json")
    assert again.over(made) == {"days": 12, "period": {"from": "2026-01-01", "to": "2026-02-02"}}
    assert made["days"] == 3 and made["period"] == {"from": "2026-01-01", "to": "2026-01-02"}
    again.forget()
    assert Samples(tmp_path, "process-leave.json").over(made) == made


def test_a_function_is_explained_beside_the_list_while_the_keys_go_through_it() -> None:
    for language, origin in (("en", "In every engine that speaks FEEL"), ("zh", "所有支持 FEEL 的引擎")):
        with a_window(sample=True, language=language) as window:
            edit = condition_of(window, Hands(window), "Flow_hr")
            QTest.keyClicks(edit.field, "round half")
            page = shown(edit).page
            assert page.isVisible() and page.ways.text().startswith("round half up(")
            assert "round half up(2.5, 0)" in page.example.text() and "3" in page.example.text()
            assert page.origin.text() == origin
            said = page.about.text()
            QTest.keyClick(edit.field, Qt.Key.Key_Down)
            assert page.ways.text().startswith("round half down(") and page.about.text() != said
            QTest.keyClick(edit.field, Qt.Key.Key_Return)
            assert edit.field.toPlainText() == "round half down()"


def test_a_field_is_told_with_its_captions_in_both_languages_and_its_members_behind_a_dot() -> None:
    with a_window(sample=True) as window:
        edit = condition_of(window, Hands(window), "Flow_hr")
        QTest.keyClicks(edit.field, "days")
        QTest.keyClick(edit.field, Qt.Key.Key_Backspace)
        page = shown(edit).page
        assert "days" in page.ways.text() and "Days of leave" in page.ways.text() and "请假天数" in page.about.text()
        edit.field.selectAll()
        QTest.keyClicks(edit.field, "period.")
        assert {"period.from", "period.to", "period.days"} <= set(offered(edit))
        QTest.keyClicks(edit.field, "from.ye")
        assert offered(edit) == ["period.from.year"]


def test_all_faults_are_listed_and_one_key_puts_right_what_is_at_the_cursor() -> None:
    with a_window(sample=True) as window:
        document, hands = document_of(window), Hands(window)
        before = to_bytes(document)
        edit = condition_of(window, hands, "Flow_hr")
        QTest.keyClicks(edit.field, "days == 3 && type = ")
        QApplication.sendEvent(edit.field, committed("“sick”"))
        edit.check()
        assert len(edit.fault.splitlines()) == 3
        assert len(edit.field.extraSelections()) == 3
        assert sum(one.isVisible() for one in edit.findChildren(QPushButton, "expression-fix")) == 3
        edit.field.hide_list()
        QTest.keyClick(edit.field, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
        assert edit.field.toPlainText() == 'days == 3 && type = "sick"'
        QTest.keyClick(edit.field, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
        QTest.keyClick(edit.field, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
        assert edit.field.toPlainText() == 'days = 3 and type = "sick"'
        assert not edit.fault
        while document.can_undo:
            document.undo()
        assert to_bytes(document) == before


def test_values_to_try_with_are_changed_right_there_and_stay_out_of_the_process() -> None:
    with a_window(sample=True) as window:
        document, hands = document_of(window), Hands(window)
        edit = condition_of(window, hands, "Flow_hr")
        QTest.keyClicks(edit.field, 'days > 3 and type = "sick" ')
        edit.check()
        after = to_bytes(document)
        hands.scroll_to(edit.findChild(QWidget, "expression-samples"))  # type: ignore[arg-type]
        hands.click(edit.findChild(QWidget, "expression-samples"))  # type: ignore[arg-type]
        days = cast(QLineEdit, edit.findChild(QLineEdit, "sample-days"))
        days.setFocus()
        days.selectAll()
        QTest.keyClicks(days, "4")
        assert "days = 4" in edit.value and "days > 3 is true because days = 4" in edit.value
        kind = cast(QComboBox, edit.findChild(QComboBox, "sample-type"))
        kind.setCurrentIndex(kind.findData("sick"))
        kind.activated.emit(kind.currentIndex())
        assert edit.value.splitlines()[0].endswith("true")
        assert to_bytes(document) == after
        window.context.selection.set([])
        turn()
        edit = condition_of(window, hands, "Flow_hr")
        QTest.keyClicks(edit.field, "days > 3")
        edit.check()
        assert "days = 4" in edit.value


def test_where_else_an_expression_runs_is_told_with_the_reason() -> None:
    with a_window(sample=True) as window:
        edit = condition_of(window, Hands(window), "Flow_hr")
        for text, level, reason in (
            ("days > 3", "A", ""),
            ("count(for x in [1, 2] return x) > days", "B", "repetition"),
            ('working days("2026-03-02", "2026-03-06") > days', "C", "working days"),
        ):
            edit.field.selectAll()
            QTest.keyClicks(edit.field, text)
            edit.check()
            assert edit.level.startswith(f"{level}:") and reason in edit.level
            parse(text)
        edit.field.selectAll()
        QTest.keyClicks(edit.field, "days > ")
        edit.check()
        assert not edit.level
