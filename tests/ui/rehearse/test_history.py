"""The history of a case: a sentence for every kind of entry, and the picture along the clock."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot

import runner
from modeler.ui.app import application
from modeler.ui.places.rehearse.axis import Axis, Bar, Mark, axis_of, span_told, ticks
from modeler.ui.places.rehearse.axis_view import HEAD, NAMES, AxisView
from modeler.ui.places.rehearse.history_page import HistoryPage
from modeler.ui.places.rehearse.words import _TELL, QUIET, Line, Names, history_lines
from runner.core.i18n import set_language
from runner.protocol.values import LogLine
from tests.ui.rehearse.hand import a_rehearsal
from tests.ui.window_builder import a_window

LEFT = Qt.MouseButton.LeftButton
AT = "2026-03-02T09:00:00+08:00"
TOLD = ("answered", "lost-call", "advance", "overran")
"""Commands that nobody gives by hand, and whose other lines do not say what happened."""
WRITERS = {"note", "record"}
"""The two ways to write an entry: `Live.note` and `Instance.record`."""


def literals(node: ast.expr) -> list[str]:
    """The texts that an argument may be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return [*literals(node.body), *literals(node.orelse)]
    return []


def written() -> tuple[set[str], set[str]]:
    """All kinds of entries that service and engine write, and all verbs of commands that nobody gives by hand."""
    kinds, verbs = {"command"}, set()
    room = Path(runner.__file__).parent
    for path in (*(room / "service").glob("*.py"), *(room / "engine").glob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.args):
                continue
            if call.func.attr in WRITERS:
                kinds.update(literals(call.args[0]))
            elif call.func.attr == "command" and len(call.args) > 1 and literals(call.args[0]) == [""]:
                verbs.update(literals(call.args[1]))
    return kinds, verbs


SAID: dict[str, Any] = {
    "by": "li", "to": ["li"], "verb": "advance", "process": "p", "condition": "x > 1", "values": {"x": 2}, "n": 1,
    "text": "a + b", "cause": "b is not there", "outcome": "error", "code": "E1", "number": "N-1", "name": "go",
    "kind": "message", "how": "skip", "reason": "why", "system": "SAP", "steps": 2, "work": "work", "way": "before",
}  # fmt: skip


def entry(kind: str, **said: Any) -> LogLine:
    return LogLine(n=1, command=1, at=AT, real=AT, actor="li", kind=kind, element="Task_x", payload={**SAID, **said})


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_kind_of_entry_has_a_sentence_in_both_languages(language: str) -> None:
    kinds, verbs = written()
    assert {"entered", "opened", "mended", "numbered", "signers-added", "withdrawn", "ended"} <= kinds, "none is lost"
    assert verbs - {"message", "signal"} == set(TOLD), "the two leave a line of their own"
    assert set(_TELL) <= kinds, "no sentence for what nothing writes"
    with a_window(language=language) as window:
        names = Names(window.context, None)
        try:
            lines = {kind: entry(kind) for kind in kinds - QUIET - {"command"}}
            lines |= {f"command {verb}": entry("command", verb=verb) for verb in TOLD}
            lines["returned"] = entry("returned", to="Task_y")
            lines["mended"] = entry("mended", to="li")
            told = {key: [one.text for one in history_lines([line], names)] for key, line in lines.items()}
        finally:
            set_language("en")
    assert [key for key, text in told.items() if not text or not text[0] or "{" in text[0]] == []
    if language == "zh":
        plain = [key for key, text in told.items() if not any(sign > "\u2e7f" for sign in text[0])]
        assert plain == []


def test_the_outcome_is_told_once_where_an_act_of_a_person_brought_it() -> None:
    with a_window() as window:
        names = Names(window.context, None)
        told = history_lines([entry("withdrawn"), entry("terminated", outcome="withdrawn")], names)
    assert len(told) == 1


def instant(hours: float) -> datetime:
    return datetime.fromisoformat(AT) + timedelta(hours=hours)


AXIS = Axis(
    ("Apply", "Check", "Pay"),
    (
        Bar(0, "A", instant(0), instant(0), "people", "Apply · zhang", 1),
        Bar(1, "B", instant(0), instant(30), "people", "Check · li", 2),
        Bar(2, "C", instant(30), None, "automatic", "Pay", 3),
    ),
    (
        Mark(1, "B", instant(24), "overdue", "Time limit passed · Check", 2),
        Mark(2, "C", instant(30), "incident", "!", 3),
    ),
    instant(0), instant(48), instant(40),
)  # fmt: skip


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[AxisView]:
    application()
    made = AxisView()
    qtbot.addWidget(made)
    made.resize(700, 200)
    made.show()
    made.show_axis(AXIS)
    yield made


def middle_of(view: AxisView, item: Bar | Mark) -> QPoint:
    return view.box(item).center().toPoint()


def test_bars_lie_on_the_clock_in_proportion(view: AxisView) -> None:
    whole = view.x_of(instant(48)) - view.x_of(instant(0))
    assert view.x_of(instant(12)) - view.x_of(instant(0)) == pytest.approx(whole / 4)
    check = view.box(AXIS.bars[1])
    assert check.width() == pytest.approx(whole * 30 / 48)
    running = view.box(AXIS.bars[2])
    assert running.right() == pytest.approx(view.x_of(instant(40))), "what is not over reaches to now"
    assert check.top() >= HEAD and check.left() >= NAMES


def test_hovering_tells_and_a_click_goes_to_the_step(view: AxisView) -> None:
    told: list[str] = []
    clicked: list[str] = []
    acts: list[int] = []
    view.told.connect(told.append)
    view.elementClicked.connect(clicked.append)
    view.actChosen.connect(acts.append)
    QTest.mouseMove(view.viewport(), middle_of(view, AXIS.marks[0]))
    assert told[-1] == "Time limit passed · Check", "a mark lies above its bar"
    QTest.mouseClick(view.viewport(), LEFT, pos=middle_of(view, AXIS.bars[1]))
    assert clicked == ["B"] and acts == [2] and told[-1] == "Check · li" and view.chosen is AXIS.bars[1]
    assert view.item_at(QPointF(NAMES + 5, HEAD + 150)) is None


def test_the_picture_is_walked_and_zoomed_by_keys(view: AxisView) -> None:
    clicked: list[str] = []
    view.elementClicked.connect(clicked.append)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.chosen is AXIS.bars[0]
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.chosen is AXIS.bars[1]
    for _time in range(9):
        QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.chosen is AXIS.items()[-1]
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert clicked == ["C"]
    before = view.box(AXIS.bars[1]).width()
    for _time in range(6):
        QTest.keyClicks(view, "+")
    assert view.box(AXIS.bars[1]).width() > 3 * before and view.horizontalScrollBar().maximum() > 0
    view.choose(AXIS.bars[0])
    assert 0 <= view.box(AXIS.bars[0]).left() <= view.viewport().width(), "what is selected comes into sight"
    QTest.keyClicks(view, "0")
    assert view.box(AXIS.bars[1]).width() == pytest.approx(before)


@pytest.mark.parametrize("hours", [0.5, 3, 30, 24 * 9, 24 * 400])
def test_instants_are_named_at_whole_hours_or_days_and_do_not_touch(hours: float) -> None:
    begin, room = instant(0.1), 600.0
    named = ticks(begin, begin + timedelta(hours=hours), room)
    gaps = [(two[0] - one[0]).total_seconds() / (hours * 3600) * room for one, two in pairwise(named)]
    assert named and all(one >= 80 for one in gaps)
    assert all(at.minute % 5 == 0 and at.second == 0 for at, _text in named)


def test_spans_are_told_in_their_two_largest_units() -> None:
    assert span_told(timedelta(days=2, hours=3, minutes=4)) == "2 days 3 hours"
    assert span_told(timedelta(minutes=1)) == "1 minute" and span_told(timedelta()) == "0 minutes"


def test_a_sentence_and_its_bar_find_each_other(qtbot: QtBot) -> None:
    application()
    page = HistoryPage()
    qtbot.addWidget(page)
    page.resize(900, 300)
    page.show()
    lines = [Line("03-02 09:00", "zhang applied", "A", "", AT), Line("03-03 15:00", "li agreed", "B", "good",
                                                                     instant(30).isoformat())]  # fmt: skip
    clicked: list[str] = []
    page.elementClicked.connect(clicked.append)
    page.show_history(AXIS, lines)
    box = page.list.visualItemRect(page.list.item(1)).center()
    QTest.mouseClick(page.list.viewport(), LEFT, pos=box)
    assert clicked == ["B"] and page.view.chosen in AXIS.bars + AXIS.marks and page.view.chosen.element == "B"
    QTest.mouseClick(page.view.viewport(), LEFT, pos=middle_of(page.view, AXIS.bars[0]))
    assert page.list.currentRow() == 0 and page.told.text() == "Apply · zhang"


def test_the_history_of_a_case_stands_in_place_of_the_task_until_it_is_left(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        hand.click(hand.place.time_line.next)  # the reminder
        axis = axis_of(hand.place.rehearsal.snapshot, hand.place.names)
        head = next(bar for bar in axis.bars if bar.element == "Task_head")
        assert head.way == "people" and head.end is None and axis.now is not None and axis.now > head.begin
        assert {mark.kind for mark in axis.marks} >= {"due"}
        page = hand.place.middle.history_page
        hand.click(hand.place.middle.history)
        assert page.isVisible() and listed(page.list)[0].endswith("Zhang San started the case.")
        where = page.view.box(next(one for one in page.view.axis.bars if one.element == "Task_head"))
        QTest.mouseClick(page.view.viewport(), LEFT, pos=where.center().toPoint())
        hand.wait()
        assert hand.place.canvas.selection == ["Task_head"] or "Task_head" in hand.window.context.selection.ids
        hand.click(page.close_)
        assert not page.isVisible() and not hand.refused


def test_who_may_not_see_a_case_is_told_so_in_its_history(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        hand.play("he")
        hand.click(hand.place.middle.history)
        assert any("not shown" in text for text in listed(hand.place.middle.history_page.list))


def listed(widget: QListWidget) -> list[str]:
    return [widget.item(row).text() for row in range(widget.count())]
