"""The page of data stores: what they hold is listed, searched and read further, with the case that each record came
from, and hidden from whoever may not see it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex
from PySide6.QtTest import QTest

from modeler.ui.places.rehearse.stores_page import PAGE, RecordsModel, StoresPage, origin_told
from runner.protocol.rehearsing import StoredRow, StorePage
from tests.ui.rehearse.hand import Hand, a_rehearsal
from tests.ui.window_builder import a_window, turn, until


def cells(page: StoresPage) -> list[list[str]]:
    model = page.model
    return [[model.index(row, at).data() for at in range(model.columnCount())] for row in range(model.rowCount())]


def opened(hand: Hand) -> StoresPage:
    hand.click(hand.place.middle.stores)
    return hand.place.middle.stores_page


def put(hand: Hand, **contents: Any) -> None:
    def act(runner: Any) -> None:
        for name, content in contents.items():
            runner.rehearsing().set_store(name, content)

    hand.place.rehearsal.run(act)
    hand.wait()


def test_what_a_store_holds_is_looked_at_as_the_designer_and_searched(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        page = opened(hand)
        assert page.isVisible() and not page.shown and not page.table.isVisible()
        orders = [{"item": "chairs", "count": 4}, {"item": "desks"}]
        put(hand, Orders=orders, Rate={"euro": 7.8}, Note="closed", Empty=[])
        assert set(page.shown) == {"Empty", "Note", "Orders", "Rate"}
        hand.place.rehearsal.show_all(True)
        hand.wait()
        hand.click(page.shown["Orders"])
        told = "by hand · 03-02 09:00"
        assert page.model.heads == ["item", "count", "From"]
        assert cells(page) == [["chairs", "4", told], ["desks", "", told]]
        QTest.keyClicks(page.search, "desk")
        until(lambda: page.none.text() == "1 of 2 fit.")
        assert cells(page) == [["desks", "", told]]
        page.search.setText("lamp")
        until(lambda: page.none.text() == "Nothing in it fits.")
        assert not cells(page)
        hand.click(page.shown["Rate"])
        assert page.model.heads == ["Name", "Value", "From"] and cells(page) == [["euro", "7.8", told]]
        hand.click(page.shown["Note"])
        assert cells(page) == [["closed", told]] and not page.search.isVisible()
        hand.click(page.shown["Empty"])
        assert not page.table.isVisible() and page.none.text() == "Nobody has put anything into it yet."
        hand.click(page.close_)
        assert not page.isVisible() and not hand.refused


def test_whoever_may_not_see_it_learns_its_name_alone(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        page = opened(hand)
        put(hand, Orders=[{"item": "chairs"}])
        hand.click(page.shown["Orders"])
        assert not cells(page) and not page.search.isVisible()
        assert page.none.text().startswith("What it holds is shown to who manages")
        assert page.shown["Orders"].accessibleName() == "Orders not shown"
        hand.place.rehearsal.show_all(True)
        hand.wait()
        assert len(cells(page)) == 1
        hand.place.rehearsal.show_all(False)
        hand.wait()
        assert not cells(page) and not hand.refused


def test_the_page_gives_way_to_the_post_the_history_and_a_task(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        middle = hand.place.middle
        for other, shown in ((middle.post, middle.post_page), (middle.history, middle.history_page)):
            page = opened(hand)
            hand.click(other)
            assert shown.isVisible() and not page.isVisible() and not middle.stores.isChecked()
            opened(hand)
            assert page.isVisible() and not other.isChecked()
            hand.click(page.close_)
        hand.play("li")
        page = opened(hand)
        middle.inbox.taskChosen.emit(hand.place.rehearsal.snapshot.inbox[0])
        hand.wait()
        assert middle.task_panel.isVisible() and not page.isVisible()


def test_a_record_leads_to_the_case_that_it_came_from(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        case = hand.place.rehearsal.case
        hand.place.rehearsal.show_case(None)
        page, notice = opened(hand), hand.place.middle.notice
        page.caseAsked.emit(StoredRow(number=1))
        assert notice._what.text() == "No case put this there."
        page.caseAsked.emit(StoredRow(number=1, case="gone-1"))
        assert notice._what.text() == "The case that put this there is gone."
        entry = hand.place.rehearsal.snapshot.entry
        page.caseAsked.emit(StoredRow(number=1, case=case or "", entry=entry, ordinal=1))
        hand.wait()
        assert hand.place.rehearsal.case == case and not page.isVisible()


def test_records_are_read_further_as_they_are_scrolled() -> None:
    with a_window():
        asked: list[int] = []

        def fetch(name: str, wanted: dict[str, Any], done: Any) -> None:
            first = wanted["after"] + 1
            asked.append(first)
            rows = [StoredRow(number=at, value=at) for at in range(first, min(first + wanted["limit"], 251))]
            done(StorePage(name=name, kind="records", total=250, found=250, rows=rows))

        model = RecordsModel()
        model.fetch = fetch
        model.ask("Orders", "")
        assert model.rowCount() == PAGE and model.canFetchMore(QModelIndex())
        while model.canFetchMore(QModelIndex()):
            model.fetchMore(QModelIndex())
        assert asked == [1, 101, 201] and [row.value for row in model.rows] == list(range(1, 251))
        late: list[Any] = []
        model.fetch = lambda name, _wanted, done: late.append((name, done))
        model.ask("Orders", "a")
        model.ask("Orders", "ab")
        for name, done in reversed(late):
            done(StorePage(name=name, rows=[StoredRow(number=len(late))]))
            late.pop()
        assert [row.number for row in model.rows] == [2], "what was asked for first is not wanted any more"
        turn()


def test_where_a_record_came_from_is_said_in_words() -> None:
    at = "2026-03-02T10:30:00+08:00"
    row = StoredRow(number=1, at=at, is_known=True, case="x-3", ordinal=3, element="T", step="Order chairs")
    assert origin_told(row) == "Case 3 · Order chairs · 03-02 10:30"
    assert origin_told(row.model_copy(update={"ordinal": 0})) == "a case that is gone · 03-02 10:30"
