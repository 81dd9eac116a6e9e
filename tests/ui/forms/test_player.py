"""The form player: every control by real keys and clicks, and what the rights make of it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from modeler.ui.app import application
from runner.core.problem import Problem
from runner.forms.field import FormFacts
from runner.forms.grid import spans_of
from runner.forms.schema import Component, Form
from runner.organization.model import Department, Organization, User
from runner.rights.model import FieldRight
from runner.ui.control import CONTROLS, FormSurroundings
from runner.ui.controls.table import LEAST_WIDTH, shared_out
from runner.ui.day_field import DayField, day_of
from runner.ui.form_player import FormPlayer
from runner.ui.incoming_dialog import IncomingDialog
from runner.ui.kit.cards import PersonChip
from tests.ui.window_builder import turn

LEFT = Qt.MouseButton.LeftButton
KEY = Qt.Key
PEOPLE = Organization(
    users=[
        User(id="zhang", name={"zh": "张三", "en": "Zhang San"}, pinyin="zhang san"),
        User(id="zhao", name={"zh": "赵敏", "en": "Zhao Min"}, pinyin="zhao min"),
        User(id="li", name={"zh": "李静", "en": "Li Jing"}, pinyin="li jing"),
    ]
)
CHOICES = [{"label": "Train", "value": "t"}, {"label": "Hotel", "value": "h"}]


def field(kind: str, key: str, **more: Any) -> dict[str, Any]:
    """A component; `own` are settings of ours."""
    own = more.pop("own", {})
    return {"type": kind, "key": key, "label": key.title(), "properties": own, **more}


FORM = Form.model_validate(
    {
        "components": [
            {"type": "text", "id": "head", "text": "## Claim"},
            field("textfield", "title", validate={"required": True, "maxLength": 10}),
            field("textarea", "why"),
            field("number", "count"),
            field("number", "money", own={"slip:kind": "money"}),
            field("datetime", "day", subtype="date"),
            field("textfield", "period", own={"slip:kind": "dateRange"}),
            field("select", "kind", values=CHOICES),
            field("radio", "pay", values=CHOICES),
            field("checklist", "with", values=CHOICES),
            field("checkbox", "urgent"),
            field("textfield", "who", own={"slip:kind": "person"}),
            field("textfield", "team", own={"slip:kind": "person", "slip:multiple": True}),
            field("filepicker", "files", own={"slip:kind": "attachment"}),
            {
                "type": "dynamiclist", "path": "rows", "label": "Rows", "properties": {"slip:sum": "amount"},
                "components": [
                    field("textfield", "what"),
                    field("number", "amount", own={"slip:kind": "money"}),
                    field("number", "double", own={"slip:formula": "=number(amount) * 2"}),
                ],
            },
            field("number", "half", own={"slip:formula": "=count / 2"}),
            field("textfield", "note", conditional={"hide": '=kind != "h"'}),
        ]
    }
)  # fmt: skip


@pytest.fixture
def player(qtbot: QtBot) -> FormPlayer:
    """The form, empty and with all rights."""
    application()
    return shown(qtbot, {}, [])


def shown(bot: QtBot, values: dict[str, object], rights: list[FieldRight]) -> FormPlayer:
    """A shown player on the second of March."""
    made = FormPlayer(FORM, values, rights, FormFacts(None, PEOPLE, None, datetime(2026, 3, 2)))
    bot.addWidget(made)
    made.show()
    bot.waitExposed(made)
    return made


def control(player: FormPlayer, path: str) -> Any:
    """The control of a field."""
    return player.fields[path].control


def test_texts_and_numbers_are_typed(player: FormPlayer) -> None:
    QTest.keyClicks(control(player, "title").editor, "a title far too long")
    QTest.keyClicks(control(player, "why").editor, "two")
    QTest.keyClick(control(player, "why").editor, KEY.Key_Return)
    QTest.keyClicks(control(player, "why").editor, "lines")
    QTest.keyClicks(control(player, "count").editor, "3x")
    values = player.values()
    assert values["title"] == "a title fa"
    assert values["why"] == "two\nlines"
    assert values["count"] == 3
    assert values["half"] == 1.5


def test_money_tells_its_amount_in_words(player: FormPlayer) -> None:
    money = control(player, "money")
    QTest.keyClicks(money.editor, "1234.5")
    assert player.values()["money"] == "1234.50"
    assert money.uppercase.text() == "壹仟贰佰叁拾肆元伍角"


@pytest.mark.parametrize("typed", ["2026-03-04", "20260304", "2026/3/4", "3-4", "0304"])
def test_a_day_is_typed_in_any_usual_way(player: FormPlayer, typed: str) -> None:
    day = control(player, "day").editor
    QTest.keyClicks(day, typed)
    QTest.keyClick(day, KEY.Key_Return)
    assert player.values()["day"] == "2026-03-04"
    assert day.text() == "2026-03-04"


def test_a_day_that_is_none_is_marked_and_not_stored(player: FormPlayer) -> None:
    day = control(player, "day").editor
    QTest.keyClicks(day, "2026-02-30")
    QTest.keyClick(day, KEY.Key_Return)
    assert player.values().get("day") is None
    assert day.property("state") == "bad"
    assert day_of("yesterday", date(2026, 3, 2)) is None
    assert day_of("3月4日", date(2026, 3, 2)) == date(2026, 3, 4)  # test keys know no Chinese


def test_days_are_stepped_by_keys_and_picked_in_the_calendar(player: FormPlayer) -> None:
    day: DayField = control(player, "day").editor
    QTest.keyClick(day, KEY.Key_Up)
    assert player.values()["day"] == "2026-03-02"
    QTest.keyClick(day, KEY.Key_Down)
    assert player.values()["day"] == "2026-03-01"
    QTest.keyClick(day, KEY.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = day._popup
    assert popup is not None
    popup.calendar.clicked.emit(popup.calendar.selectedDate().addDays(9))
    assert player.values()["day"] == "2026-03-10"


def test_a_period_ends_no_earlier_than_it_begins(player: FormPlayer) -> None:
    period = control(player, "period")
    QTest.keyClicks(period.start, "2026-03-05")
    assert period.end.day() == date(2026, 3, 5)
    period.end.selectAll()
    QTest.keyClicks(period.end, "2026-03-06")
    QTest.keyClick(period.end_half, KEY.Key_Up)
    assert player.values()["period"] == {
        "from": "2026-03-05", "fromHalf": "am", "to": "2026-03-06", "toHalf": "am",
    }  # fmt: skip


def test_choices_are_made_by_keys_and_clicks(player: FormPlayer) -> None:
    QTest.keyClick(control(player, "kind").editor, KEY.Key_Down)
    QTest.mouseClick(control(player, "pay").group.button(1), LEFT, pos=QPoint(6, 8))
    for box in control(player, "with").boxes:
        QTest.mouseClick(box, LEFT, pos=QPoint(6, 8))
    QTest.keyClick(control(player, "urgent").editor, KEY.Key_Space)
    values = player.values()
    assert (values["kind"], values["pay"], values["with"], values["urgent"]) == ("t", "h", ["t", "h"], True)


def test_a_condition_shows_and_hides_a_field(player: FormPlayer) -> None:
    assert player.fields["note"].isHidden()
    QTest.keyClick(control(player, "kind").editor, KEY.Key_Down)
    QTest.keyClick(control(player, "kind").editor, KEY.Key_Down)
    assert not player.fields["note"].isHidden()


@pytest.mark.parametrize("typed", ["lj", "lijing", "li jing", "Li Jing", "li"])
def test_a_person_is_found_by_pinyin_and_initials(player: FormPlayer, typed: str) -> None:
    who = control(player, "who")
    QTest.keyClicks(who.editor, typed)
    who.completer.popup().hide()
    QTest.keyClick(who.editor, KEY.Key_Return)
    assert player.values()["who"] == "li"


def test_a_text_that_means_two_people_chooses_none(player: FormPlayer) -> None:
    who = control(player, "who")
    QTest.keyClicks(who.editor, "zh")
    assert who.completer.completionCount() == 2
    who.completer.popup().hide()
    QTest.keyClick(who.editor, KEY.Key_Return)
    assert player.values().get("who") is None
    assert who.editor.text() == ""


def test_a_person_is_taken_from_the_list(player: FormPlayer) -> None:
    who = control(player, "who")
    QTest.keyClicks(who.editor, "zh")
    popup = who.completer.popup()
    QTest.keyClick(popup, KEY.Key_Down)
    QTest.keyClick(popup, KEY.Key_Down)
    QTest.keyClick(popup, KEY.Key_Return)
    turn()
    assert player.values()["who"] == "zhao"


def test_several_people_are_named_and_taken_away(player: FormPlayer) -> None:
    team = control(player, "team")
    for typed in ("zs", "lj"):
        QTest.keyClicks(team.editor, typed)
        team.completer.popup().hide()
        QTest.keyClick(team.editor, KEY.Key_Return)
    assert player.values()["team"] == ["zhang", "li"]
    cross = team.findChildren(PersonChip)[0].findChild(QAbstractButton)
    QTest.mouseClick(cross, LEFT)
    assert player.values()["team"] == ["li"]


def test_a_file_is_named_with_size_and_digest(player: FormPlayer, tmp_path: Path) -> None:
    path = tmp_path / "发票.pdf"
    path.write_bytes(b"12345")
    files = control(player, "files")
    files.add_file(path)
    files.add_file(tmp_path / "nowhere.pdf")
    value = player.values()["files"]
    assert isinstance(value, list) and [(one["name"], one["size"]) for one in value] == [("发票.pdf", 5)]
    assert files.refused.isVisible()


def keys_in(table: Any, *keys: Any) -> None:
    """Keys and texts for whatever has the focus in a table: the open cell, else the table."""
    for key in (sign for one in keys for sign in (one if isinstance(one, str) else [one])):
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus if table.view.isAncestorOf(focus) else table.view, key)
        turn()


def test_rows_are_added_filled_added_up_and_removed(player: FormPlayer) -> None:
    rows = control(player, "rows")
    player.activateWindow()
    QTest.mouseClick(rows.add, LEFT)
    keys_in(rows, "taxi", KEY.Key_Tab, "10", KEY.Key_Tab)  # Tab behind the last cell begins a row
    keys_in(rows, "hotel", KEY.Key_Tab, "2.5", KEY.Key_Return)  # so does Enter in the last row
    assert rows.rows_model.text_at(0, rows.columns[2]) == "20"
    value = player.values()["rows"]
    assert isinstance(value, list) and [row.get("amount") for row in value] == ["10.00", "2.50", None]
    assert "12.50" in rows.total.text()
    rows.view.setCurrentIndex(rows.rows_model.index(0, 0))
    QTest.mouseClick(rows.remove, LEFT)
    value = player.values()["rows"]
    assert isinstance(value, list) and [row.get("amount") for row in value] == ["2.50", None]
    assert "Amount: 2.50" in rows.total.text()


def test_the_columns_share_the_width_of_the_table(player: FormPlayer) -> None:
    rows = control(player, "rows")
    for width in (900, 600):
        player.resize(width, 2400)
        turn()
        room = rows.view.viewport().width()
        assert abs(sum(rows.view.columnWidth(column) for column in range(3)) - room) <= 3


def test_escape_in_a_cell_brings_back_what_stood_there(player: FormPlayer) -> None:
    rows = control(player, "rows")
    player.activateWindow()
    QTest.mouseClick(rows.add, LEFT)
    keys_in(rows, "taxi", KEY.Key_Return)
    rows.view.setCurrentIndex(rows.rows_model.index(0, 0))
    keys_in(rows, "bus", KEY.Key_Escape)
    value = player.values()["rows"]
    assert isinstance(value, list) and value[0]["what"] == "taxi"


def test_cells_are_pasted_and_emptied(player: FormPlayer) -> None:
    rows = control(player, "rows")
    player.activateWindow()
    QTest.mouseClick(rows.add, LEFT)
    QApplication.clipboard().setText("taxi\t10\nhotel\t1,200.50\n")
    QTest.keyClick(rows.view, KEY.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [row["what"] for row in rows.rows()] == ["taxi", "hotel"]
    assert "Amount: 1,210.5" in rows.total.text()
    rows.view.setCurrentIndex(rows.rows_model.index(1, 1))
    QTest.keyClick(rows.view, KEY.Key_Delete)
    assert "Amount: 10" in rows.total.text()


def test_rows_that_do_not_fit_are_shown_before_anything_changes(
    player: FormPlayer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = control(player, "rows")
    file = tmp_path / "行.csv"
    file.write_text("What,Amount\ntaxi,10\nhotel,much\n", "utf-8")
    shown: list[list[str]] = []
    for answer in (False, True):

        def ask(dialog: IncomingDialog, answer: bool = answer) -> bool:
            items = [dialog.table.item(0, column) for column in range(4)]
            shown.append([item.text() for item in items if item is not None])
            return answer

        monkeypatch.setattr(IncomingDialog, "ask", ask)
        rows.import_file(file)
        assert [row.get("what") for row in rows.rows()] == (["taxi", "hotel"] if answer else [])
    assert shown[0] == ["3", "Amount", "much", "Amount must be a number."]


def test_a_table_of_problems_marks_its_cells(player: FormPlayer) -> None:
    rows = control(player, "rows")
    rows.take_rows([["What", "Amount"], ["a", "1"], ["b", "2"]])
    params = {"label": "Rows 2 · Amount", "row": "2", "column": "amount", "limit": "1"}
    player.show_problems([Problem("forms.max", params=params, field="rows")])
    current = rows.view.currentIndex()
    assert (current.row(), current.column()) == (1, 1)
    assert rows.rows_model.index(1, 1).data(Qt.ItemDataRole.ToolTipRole) == "Rows 2 · Amount must be at most 1."


def test_the_wheel_over_a_field_changes_nothing(player: FormPlayer) -> None:
    editor = control(player, "kind").editor
    wheel = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(editor, wheel)
    assert editor.currentIndex() == 0


def test_what_may_only_be_read_is_read_and_never_sent(qtbot: QtBot) -> None:
    application()
    values: dict[str, object] = {"title": "x", "who": "zhang", "rows": [{"what": "a", "amount": "3.00"}]}
    rights = [FieldRight(path=path, access="read") for path in ("title", "who", "rows")]
    rights.append(FieldRight(path="money", access="hidden"))
    player = shown(qtbot, values, rights)
    assert "money" not in player.fields
    assert player.fields["who"].reading.text() == "Zhang San"
    rows = control(player, "rows").rows_model
    assert [rows.index(0, column).data() for column in (0, 1)] == ["a", "3.00 CNY"]
    assert not rows.flags(rows.index(0, 0)) & Qt.ItemFlag.ItemIsEditable
    assert not control(player, "rows").add.isVisible()
    assert {"title", "who", "rows", "money"}.isdisjoint(player.editable_values())


def test_problems_stand_at_their_fields_and_go_when_mended(player: FormPlayer) -> None:
    player.show_problems([Problem("forms.required", params={"label": "Title"}, field="title")])
    title = player.fields["title"]
    assert title.wrong.isVisible() and control(player, "title").editor.property("state") == "bad"
    QTest.keyClicks(control(player, "title").editor, "x")
    assert not title.wrong.isVisible() and control(player, "title").editor.property("state") == ""


def test_what_nobody_filled_in_reads_as_such(qtbot: QtBot) -> None:
    application()
    form = Form.model_validate(
        {
            "components": [
                field("textarea", "note", own={"slip:kind": "richText"}),
                {
                    "type": "dynamiclist", "path": "rows", "label": "Rows",
                    "components": [field("textfield", "what"), field("checkbox", "paid")],
                },
            ]
        }
    )  # fmt: skip
    rights = [FieldRight(path=path, access="read") for path in ("note", "rows")]
    made = FormPlayer(form, {"rows": [{"what": "a"}]}, rights, FormFacts(None, PEOPLE, None))
    qtbot.addWidget(made)
    assert control(made, "note").shown.text() == "–"
    rows = control(made, "rows").rows_model
    assert rows.index(0, 1).data() == "No"


def test_a_department_is_named_in_the_readers_language_as_long_as_it_bears_the_name(qtbot: QtBot) -> None:
    application()
    office = Organization(departments=[Department(id="east", name={"zh": "华东区", "en": "East region"})])
    form = Form.model_validate({"components": [field("textfield", "unit", own={"slip:kind": "starterDepartment"})]})
    for kept, read in (("华东区", "East region"), ("华东办事处", "华东办事处")):
        made = FormPlayer(form, {"unit": {"id": "east", "name": kept}}, [], FormFacts(None, office, None))
        qtbot.addWidget(made)
        assert control(made, "unit").label.text() == read


def test_a_row_of_fields_fills_the_sixteen_columns() -> None:
    components = Form.model_validate({"components": [field("textfield", key) for key in "abc"]}).components
    assert sum(spans_of(components)) == 16


def test_a_row_is_read_without_what_is_hidden_from_it(qtbot: QtBot) -> None:
    columns = [field("textfield", "what"), field("checkbox", "sent"), field("number", "n")]
    application()
    component = Component.model_validate(field("table", "rows", components=columns))
    table = CONTROLS["table"].make(component, FormSurroundings())
    qtbot.addWidget(table)
    rows = [{"what": "box", "sent": True, "n": 2}, {"what": "tape"}]
    assert table.reading_text(rows) == "box   Yes   2\ntape"


@pytest.mark.parametrize(
    "room, weights", [(800, [6, 4, 8, 8, 6, 4]), (300, [6, 4, 8, 8]), (900, [1]), (600, [1, 20])]
)
def test_columns_fit_into_their_room_as_long_as_each_has_its_least(room: int, weights: list[int]) -> None:
    widths = shared_out(room, weights)
    assert all(one >= LEAST_WIDTH for one in widths)
    assert sum(widths) <= max(room, LEAST_WIDTH * len(weights))
    assert [one for _weight, one in sorted(zip(weights, widths, strict=True))] == sorted(widths)


def test_a_table_of_six_columns_needs_no_scroll_bar(qtbot: QtBot) -> None:
    application()
    kinds = ("textfield", "number", "number", "number", "textfield", "checkbox")
    columns = [field(kind, f"c{number}") for number, kind in enumerate(kinds)]
    player = FormPlayer(Form.model_validate({"components": [
        {"type": "dynamiclist", "path": "rows", "components": columns, "properties": {"slip:kind": "table"}}
    ]}), {"rows": [{"c0": "x"}]}, [], FormFacts())  # fmt: skip
    qtbot.addWidget(player)
    player.resize(640, 400)
    player.show()
    turn()
    view: Any = player.fields["rows"].control.view
    assert view.horizontalScrollBar().maximum() == 0
    assert sum(view.columnWidth(number) for number in range(6)) == view.viewport().width()


@pytest.mark.parametrize("later", [False, True])
def test_captions_stand_above_their_fields_or_to_the_left(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, later: bool
) -> None:
    monkeypatch.setattr("runner.ui.field_maker.AT_ONCE", 0 if later else 40)
    application()
    components = [field("textfield", "title", validate={"required": True}), field("textarea", "why")]
    for where in ("left", "top"):
        form = Form.model_validate(
            {"components": components, **({"slip:captions": "left"} if where == "left" else {})}
        )
        player = FormPlayer(form, {}, [], FormFacts())
        qtbot.addWidget(player)
        player.resize(640, 400)
        player.show()
        turn(20)
        for one in player.fields.values():
            caption, control = one.caption.geometry(), one.control.geometry()
            assert one.caption.isVisible() and not caption.intersects(control)
            assert (caption.right() < control.left()) == (where == "left")
            assert (caption.bottom() < control.top()) == (where == "top")
        player.show_problems([Problem("forms.required", params={"label": "Title"}, field="title")])
        turn()
        wrong = player.fields["title"].wrong.geometry()
        assert wrong.top() > player.fields["title"].control.geometry().bottom()
        assert wrong.left() == player.fields["title"].control.geometry().left()
