"""Long forms and long tables: what is not in view yet is made later, and nobody notices."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from modeler.ui.app import application
from runner.core.problem import Problem
from runner.data.spreadsheet import Table, write_xlsx
from runner.forms.field import FormFacts
from runner.forms.schema import Form
from runner.ui import field_maker
from runner.ui.controls import table as table_module
from runner.ui.field_maker import FieldMaker
from runner.ui.form_player import FormPlayer
from runner.ui.incoming_dialog import IncomingDialog
from runner.ui.task_at_hand import TaskAtHand
from runner.ui.task_panel import TaskPanel
from tests.ui.window_builder import turn, until
from tests.unit.forms.forms import a_form as with_fields
from tests.unit.forms.forms import field

KEY = Qt.Key
FIELDS = 90
NOW = FormFacts(None, None, None, datetime(2026, 3, 2))


def a_form(count: int = FIELDS) -> Form:
    """Texts in rows of two, each seventh one computed, each ninth under a condition, and a table at the end."""
    made: list[dict[str, Any]] = []
    for number in range(count):
        one: dict[str, Any] = {"type": "textfield", "key": f"f{number}", "label": f"F{number}"}
        one["layout"] = {"row": f"r{number // 2}"}
        if number % 7 == 6:
            one |= {"type": "number", "properties": {"slip:formula": "=string length(f0)"}}
        elif number % 9 == 8:
            one["conditional"] = {"hide": '=f0 = "hide"'}
        made.append(one)
    amount = {"type": "number", "key": "amount", "label": "Amount"}
    twice = {"type": "number", "key": "twice", "label": "Twice", "properties": {"slip:formula": "=amount * 2"}}
    made.append({"type": "dynamiclist", "path": "rows", "label": "Rows", "components": [amount, twice],
                 "properties": {"slip:sum": "twice"}})  # fmt: skip
    return Form.model_validate({"components": made})


def in_area(bot: QtBot, form: Form, values: dict[str, Any] | None = None) -> tuple[QScrollArea, FormPlayer]:
    """The form in a view that shows a part of it; nothing is made in pauses."""
    application()
    area = QScrollArea()
    area.setWidgetResizable(True)
    player = FormPlayer(form, values or {}, [], NOW)
    area.setWidget(player)
    area.resize(700, 400)
    bot.addWidget(area)
    with bot.waitActive(area):  # the focus moves in the window that has it
        area.show()
        area.activateWindow()
    return area, player


def in_hand(player: FormPlayer) -> QWidget:
    """What has the focus."""
    widget = player.window().focusWidget()
    assert widget is not None
    return widget


@pytest.fixture
def at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is made in the pauses of the window."""
    monkeypatch.setattr(FieldMaker, "make_some", lambda _maker: None)


def stops(player: FormPlayer) -> list[str]:
    """The fields that the Tab key can reach, in the order of the form."""
    return [path for path, one in player.fields.items() if one.component.formula is None and path != "rows"]


@pytest.mark.usefixtures("at_rest")
@pytest.mark.parametrize("begin", ["from the top", "after a jump"])
def test_tab_reaches_every_field_in_order_made_or_not(qtbot: QtBot, begin: str) -> None:
    _area, player = in_area(qtbot, a_form())
    assert not player.fields["f80"].is_built
    if begin == "after a jump":  # what is made out of turn still stands in its place
        player.go_to(Problem("forms.required", params={"label": "F60"}, field="f60"))
        player.go_to(Problem("forms.required", params={"label": "F50"}, field="f50"))
    first = player.fields["f0"].control
    first.setFocus()
    order = stops(player)
    for path in order:
        assert player.focused_path() == path
        QTest.keyClick(in_hand(player), KEY.Key_Tab)
    assert player.focused_path() == "rows"
    assert isinstance(player.fields["f89"].control.findChild(QLineEdit), QLineEdit)
    player.fields["f88"].control.setFocus()
    QTest.keyClick(in_hand(player), KEY.Key_Backtab)
    assert player.focused_path() == "f87"


@pytest.mark.usefixtures("at_rest")
def test_back_from_a_field_that_was_jumped_to_goes_to_the_one_before(qtbot: QtBot) -> None:
    _area, player = in_area(qtbot, a_form())
    player.go_to(Problem("forms.required", params={"label": "F70"}, field="f70"))
    QTest.keyClick(in_hand(player), KEY.Key_Backtab)
    assert player.focused_path() == "f68"  # f69 is computed
    QTest.keyClick(in_hand(player), KEY.Key_Return)
    assert player.focused_path() == "f70"


@pytest.mark.usefixtures("at_rest")
def test_a_problem_far_below_is_jumped_to_and_told_there(qtbot: QtBot) -> None:
    area, player = in_area(qtbot, a_form())
    wrong = Problem("forms.required", params={"label": "F85"}, field="f85")
    player.show_problems([wrong])
    field = player.fields["f85"]
    assert player.focused_path() == "f85"
    assert field.wrong.isVisible()
    assert not field.visibleRegion().isEmpty()
    assert area.verticalScrollBar().value() > 0
    assert not player.fields["f60"].is_built  # what lies between is not made for it
    QTest.keyClicks(in_hand(player), "x")
    assert player.values()["f85"] == "x"
    assert field.wrong.isHidden()


@pytest.mark.usefixtures("at_rest")
def test_what_was_told_before_a_field_was_made_stands_in_it(qtbot: QtBot) -> None:
    rows = [{"amount": 3}, {"amount": 4}]
    _area, player = in_area(qtbot, a_form(), {"f71": "given", "rows": rows})
    player.fields["f0"].control.setFocus()
    QTest.keyClicks(in_hand(player), "hide")
    assert player.fields["f80"].isHidden()
    assert player.values()["f83"] == 4
    fault = Problem("forms.min", params={"label": "Rows 2", "row": "2", "column": "amount"}, field="rows")
    player.show_problems([fault])
    player.put_in({"f71": "put in"})
    assert player.fields["f71"].control.value() == "put in"
    assert player.fields["f83"].reading.text() == "4"
    table: Any = player.fields["rows"].control
    assert table.rows_model.text_at(1, table.columns[1]) == "8"
    assert "14" in table.total.text()
    assert (1, "amount") in table.rows_model.wrong


def test_all_is_made_in_the_pauses_and_nothing_in_view_jumps(qtbot: QtBot) -> None:
    area, player = in_area(qtbot, a_form())
    player.go_to(Problem("forms.required", params={"label": "F70"}, field="f70"))
    field = player.fields["f70"]
    place = field.mapTo(area, field.rect().topLeft()).y()
    for _turn in range(2 * FIELDS):
        turn()
    assert player.maker.is_complete
    assert all(one.is_built for one in player.fields.values())
    assert abs(field.mapTo(area, field.rect().topLeft()).y() - place) <= 1
    assert player.focused_path() == "f70"


def test_what_is_scrolled_to_is_made_first(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(field_maker, "SLICE_MS", 0.0)
    area, player = in_area(qtbot, a_form())
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum() // 2)
    for _turn in range(40):
        turn()
    seen = [one for one in player.fields.values() if not one.visibleRegion().isEmpty()]
    assert seen
    assert all(one.is_built for one in seen)


# long tables ---------------------------------------------------------------------------------------


def lines(count: int, wrong: int = -1) -> list[list[str]]:
    """Cells as they are pasted; the line of that number does not fit."""
    return [["much" if number == wrong else str(number)] for number in range(count)]


def run_out(is_busy: Callable[[], bool]) -> None:
    """Let the window go on until the work is done."""
    for _turn in range(5_000):
        if not is_busy():
            return
        turn()
    raise AssertionError("it never ends")


@pytest.fixture
def long_table(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The table of a form, read a few rows at a time."""
    monkeypatch.setattr("runner.ui.kit.slices.SLICE_MS", 0.0)
    area, player = in_area(qtbot, a_form(4), {"rows": [{"amount": 1}]})
    yield player.fields["rows"].control
    area.close()


def test_many_rows_are_read_in_slices_with_progress(long_table: Any) -> None:
    long_table.paste(0, 0, lines(1_000))
    assert long_table.is_busy
    assert long_table.slices.isVisible()
    assert not long_table.view.isEnabled()
    seen = set()
    while long_table.is_busy:
        seen.add(long_table.slices.bar.value())
        turn()
    assert len(seen) > 3
    assert [row["amount"] for row in long_table.rows()] == list(range(1_000))
    assert long_table.rows_model.text_at(999, long_table.columns[1]) == "1998"
    assert not long_table.slices.isVisible()
    assert long_table.view.isEnabled()


def test_reading_rows_is_cancelled_and_nothing_is_changed(long_table: Any) -> None:
    long_table.paste(0, 0, lines(1_000))
    turn()
    QTest.mouseClick(long_table.slices.stop, Qt.MouseButton.LeftButton)
    run_out(lambda: long_table.is_busy)
    turn()
    assert long_table.rows() == [{"amount": 1}]
    assert long_table.view.isEnabled()
    long_table.paste(0, 0, [["7"]])
    assert long_table.rows() == [{"amount": 7}]


def test_what_does_not_fit_of_many_rows_is_asked_about(long_table: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []

    def ask(dialog: IncomingDialog) -> bool:
        told.append(dialog.table.rowCount())
        return False

    monkeypatch.setattr(IncomingDialog, "ask", ask)
    long_table.paste(0, 0, lines(600, wrong=599))
    run_out(lambda: long_table.is_busy)
    assert told == [1]
    assert long_table.rows() == [{"amount": 1}]


def test_a_large_file_is_read_beside_the_window(
    long_table: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_module, "SMALL_FILE", 10)
    file = tmp_path / "rows.xlsx"
    file.write_bytes(write_xlsx([Table("Rows", [["Amount"], *lines(400)])]))
    long_table.import_file(file)
    assert long_table.is_busy
    run_out(lambda: long_table.is_busy)
    assert len(long_table.rows()) == 401
    file.write_bytes(b"no workbook at all")
    long_table.import_file(file)
    run_out(lambda: long_table.is_busy)
    assert "rows.xlsx" in long_table.told.text()
    assert len(long_table.rows()) == 401


def test_a_form_is_not_sent_while_rows_are_still_being_read(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runner.ui.kit.slices.SLICE_MS", 0.0)
    application()
    panel = TaskPanel()
    qtbot.addWidget(panel)
    panel.show_task(TaskAtHand("Claim", form=a_form(4), submit="Submit"), NOW)
    panel.show()
    qtbot.waitExposed(panel)
    sent: list[object] = []
    panel.completed.connect(lambda values, _verdict, _opinion: sent.append(values))
    assert panel.player is not None
    table: Any = panel.player.fields["rows"].control
    table.paste(0, 0, lines(1_000))
    panel.submit()
    assert not sent
    assert panel.banner.isVisible()
    run_out(lambda: table.is_busy)
    panel.submit()
    assert len(sent) == 1


def test_placing_rows_is_cancelled_and_what_was_there_stays(long_table: Any) -> None:
    long_table.paste(0, 0, lines(1_000))
    while long_table.slices.title.text() != "Placing rows":
        turn()
    for _turn in range(3):
        turn()
    assert long_table.is_busy and long_table.slices.isVisible() and long_table.slices.bar.value() > 0
    assert long_table.rows() == [{"amount": 1}]
    QTest.mouseClick(long_table.slices.stop, Qt.MouseButton.LeftButton)
    turn()
    assert not long_table.is_busy and long_table.view.isEnabled()
    assert long_table.rows() == [{"amount": 1}]


def test_what_is_typed_while_rows_are_placed_counts(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runner.ui.kit.slices.SLICE_MS", 0.0)
    form = with_fields(
        field("number", "rate"),
        field("table", "rows", own={"sum": "cost"}, components=[
            field("number", "n"), field("number", "cost", own={"formula": "=n * rate"}),
        ]),
        field("number", "total", own={"formula": "=sum(rows.cost)"}),
    )  # fmt: skip
    area, player = in_area(qtbot, form, {"rate": 2})
    table: Any = player.fields["rows"].control
    table.paste(0, 0, lines(500))
    while table.slices.title.text() != "Placing rows":
        turn()
    turn()
    rate: Any = player.fields["rate"].control
    rate.editor.setFocus()
    QTest.keyClicks(rate.editor, "0")  # 20
    run_out(lambda: table.is_busy)
    assert player.values()["rate"] == 20 and player.values()["total"] == 20 * sum(range(500))
    assert table.rows_model.text_at(499, table.columns[1]) == "9980"
    assert f"{20 * sum(range(500)):,}" in table.total.text()
    area.close()


class Checked:
    """A panel with a long form, and a check that waits until the test lets it go on."""

    def __init__(self, qtbot: QtBot) -> None:
        application()
        self.panel = TaskPanel()
        qtbot.addWidget(self.panel)
        rows = [{"amount": number} for number in range(1_000)]
        task = TaskAtHand("Claim", form=a_form(4), values={"rows": rows}, submit="Submit")
        self.panel.show_task(task, NOW)
        self.panel.show()
        qtbot.waitExposed(self.panel)
        self.go_on = threading.Event()
        self.found: list[Sequence[Problem]] = []
        self.threads: list[int] = []
        self.panel.completed.connect(
            lambda _values, _verdict, _opinion: self.panel.check(self.work, self.found.append)
        )

    def work(self) -> list[Problem]:
        self.threads.append(threading.get_ident())
        assert self.go_on.wait(60)
        return []


@pytest.fixture
def checked(qtbot: QtBot) -> Iterator[Checked]:
    made = Checked(qtbot)
    yield made
    made.go_on.set()
    until(lambda: made.panel._jobs is None or not made.panel._jobs.busy)


def test_a_long_form_is_checked_beside_the_window(checked: Checked) -> None:
    panel = checked.panel
    panel.buttons[""].setFocus()
    panel.submit()
    turn()
    assert panel.checking.isVisible() and not panel.buttons[""].isEnabled() and not checked.found
    checked.go_on.set()
    until(lambda: bool(checked.found))
    assert checked.threads != [threading.get_ident()]
    assert not panel.checking.isVisible() and panel.buttons[""].isEnabled()


def test_a_check_is_stopped_and_nothing_is_sent(checked: Checked) -> None:
    panel = checked.panel
    panel.submit()
    turn()
    QTest.mouseClick(panel.checking.stop, Qt.MouseButton.LeftButton)
    assert not panel.checking.isVisible() and panel.buttons[""].isEnabled()
    checked.go_on.set()
    until(lambda: panel._jobs is not None and not panel._jobs.busy)
    turn()
    assert not checked.found


def test_what_is_typed_during_a_check_is_checked_too(checked: Checked) -> None:
    panel = checked.panel
    panel.submit()
    turn()
    assert panel.player is not None
    first: Any = next(one for one in panel.player.fields.values() if one.component.type == "textfield").control
    first.editor.setFocus()
    QTest.keyClicks(first.editor, "x")
    checked.go_on.set()
    until(lambda: bool(checked.found))
    assert len(checked.threads) == 2 and len(checked.found) == 1


def test_another_task_ends_the_check_of_the_one_before(checked: Checked) -> None:
    panel = checked.panel
    panel.submit()
    turn()
    panel.show_task(TaskAtHand("Other", form=a_form(4), submit="Submit"), NOW)
    assert not panel.checking.isVisible()
    checked.go_on.set()
    until(lambda: panel._jobs is not None and not panel._jobs.busy)
    turn()
    assert not checked.found and panel.buttons[""].isEnabled()
