"""The list of cases: fetched page by page as somebody scrolls, searched, filtered and sorted; and pilots, each with
its own cases and clock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from modeler.ui.places.rehearse import case_picker
from modeler.ui.places.rehearse.case_picker import CasesModel
from runner.protocol.values import CaseSummary
from tests.ui.rehearse.hand import Hand, a_rehearsal

LEFT = Qt.MouseButton.LeftButton


def case(number: int) -> CaseSummary:
    about = {"model": "m", "process": "p", "status": "running", "starter": "li", "started": "2026-03-02T09:00:00"}
    return CaseSummary.model_validate({"case": f"c-{number}", "ordinal": number, **about})


def test_a_long_list_is_fetched_only_as_far_as_it_is_scrolled(qtbot: QtBot) -> None:
    del qtbot
    asked: list[dict[str, Any]] = []
    answers: list[Any] = []

    def fetch(wanted: dict[str, Any], done: Any) -> None:
        asked.append(wanted)
        answers.append(lambda found: done([case(number) for number in found]))

    model = CasesModel()
    model.fetch = fetch
    model.ask({"search": ""})
    assert not model.canFetchMore(QModelIndex())  # it is being asked for
    answers[0](range(case_picker.PAGE))
    assert model.rowCount() == case_picker.PAGE and len(asked) == 1 and model.canFetchMore(QModelIndex())
    model.fetchMore(QModelIndex())
    assert asked[1] == {"search": "", "after": f"c-{case_picker.PAGE - 1}", "limit": case_picker.PAGE}
    model.ask({"search": "x"})
    answers[1](range(5))  # too late: something else is wished for
    assert model.rowCount() == 0 and not model.is_empty
    answers[2]([])
    assert model.is_empty and not model.canFetchMore(QModelIndex())


@pytest.fixture
def hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hand]:
    monkeypatch.setattr(case_picker, "PAGE", 2)
    with a_rehearsal(tmp_path) as made:
        yield made


def start(hand: Hand, count: int) -> list[str]:
    rehearsal = hand.place.rehearsal
    runner = hand.window.context.worker()
    data = {"type": "annual", "period": {"from": "2026-03-09", "fromHalf": "am", "to": "2026-03-09", "toHalf": "pm"},
            "days": 1, "reason": "rest", "handover": "zhao"}  # fmt: skip
    started = [runner.start(rehearsal.model, rehearsal.user, data) for _ in range(count)]
    rehearsal.look()
    hand.wait()
    return started


def shown(hand: Hand) -> list[int]:
    return [one.ordinal for one in hand.place.middle.cases.list.model.cases]


def test_a_case_is_found_by_its_number_and_chosen_by_keys(hand: Hand) -> None:
    cases, picker = start(hand, 5), hand.place.middle.cases
    hand.click(picker)
    assert picker.list.isVisible() and shown(hand)[:2] == [5, 4]
    QTest.keyClicks(picker.list.search, "2")
    picker.list.search.searched.emit("2")  # what its timer does
    hand.wait()
    assert shown(hand) == [2]
    QTest.keyClick(picker.list.search, Qt.Key.Key_Return)
    hand.wait()
    assert not picker.list.isVisible() and hand.place.rehearsal.case == cases[1]
    assert picker.currentText().startswith("Case 2 ") or "2" in picker.currentText()


def test_the_list_goes_on_where_it_is_scrolled_to(hand: Hand) -> None:
    start(hand, 5)
    picker = hand.place.middle.cases
    hand.click(picker)
    for _ in range(5):
        QTest.keyClick(picker.list.search, Qt.Key.Key_Down)
        hand.wait()
    assert shown(hand) == [5, 4, 3, 2, 1]
    picker.list.order.setCurrentIndex(1)
    hand.wait()
    assert shown(hand)[:2] == [1, 2]
    picker.list.kind.setCurrentIndex(3)
    hand.wait()
    assert shown(hand) == [] and picker.list.none.isVisible()
    picker.list.hide()


def test_another_pilot_has_its_own_cases_and_clock(hand: Hand) -> None:
    cases, middle = start(hand, 1), hand.place.middle
    hand.place.rehearsal.show_case(cases[0])
    hand.wait()
    dialog = middle.ask_pilot()
    dialog.setTextValue("autumn")
    dialog.accept()
    hand.wait()
    rehearsal = hand.place.rehearsal
    assert rehearsal.case is None and not rehearsal.snapshot.cases
    assert [(one.name, one.is_here) for one in rehearsal.snapshot.pilots] == [("", False), ("autumn", True)]
    own = start(hand, 1)
    rehearsal.show_case(own[0])
    hand.wait()
    assert middle.cases.currentText().startswith("autumn · ")
    clock = rehearsal.snapshot.clock
    rehearsal.advance("P1D")
    hand.wait()
    assert rehearsal.snapshot.clock > clock
    next(one for one in middle.pilots.actions() if not one.isChecked() and one.isCheckable()).trigger()
    hand.wait()
    assert [one.case for one in rehearsal.snapshot.cases] == cases and rehearsal.snapshot.clock[:10] == "2026-03-02"
    assert not hand.refused
