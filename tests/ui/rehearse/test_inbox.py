"""The inbox over all processes of the workspace: filtered, opened in the right process, completed together."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QVBoxLayout
from pytestqt.qtbot import QtBot

from modeler.compile import compile_process
from modeler.ui.app import application
from modeler.ui.places.rehearse.bulk_dialog import BulkDialog
from modeler.ui.places.rehearse.inbox import PAGE, Inbox
from modeler.ui.places.rehearse.inbox_filter import InboxFilter
from modeler.ui.places.rehearse.inbox_reader import MOST_READ
from modeler.ui.places.rehearse.words import Names
from runner.protocol.values import TaskSummary
from tests.ui.rehearse.hand import Hand, a_rehearsal

LEFT = Qt.MouseButton.LeftButton


def seals_out(hand: Hand, count: int) -> list[str]:
    """Cases of the seal request, each waiting for its starter to bring the seal back."""
    context = hand.window.context
    workspace = context.workspace
    assert workspace is not None
    given = json.loads((workspace.folder / "cases" / "seal-usual.json").read_bytes())["given"]
    compiled = compile_process(workspace.open_process(workspace.folder / "processes" / "seal.bpmn"), workspace)
    assert compiled.bundle is not None
    runner = context.worker()
    model = runner.deploy(compiled.bundle)
    start, cases = given["start"], []
    for _number in range(count):
        case = runner.start(model, start["as"], start["data"], start["at"])
        for step in given["steps"][:-1]:
            user = step["as"].removeprefix("user:")
            task = next(
                one for one in runner.open_tasks(case) if one.element == step["complete"] and one.user == user
            )
            runner.complete(task.task, user, {}, step.get("verdict"))
        cases.append(case)
    hand.place.rehearsal.look()
    hand.wait()
    return cases


def choose(filter_: InboxFilter, key: str, value: str) -> None:
    """Choose an entry of the menu of the filter."""
    QTest.mouseClick(filter_, LEFT)
    assert filter_.ways.isVisible()
    filter_.ways.close()
    action = next(one for one in filter_.menu_of[key].actions() if one.data() == value)
    action.trigger()
    filter_.menu_of[key].close()


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Hand]:
    with a_rehearsal(tmp_path) as found:
        yield found


def test_a_task_of_another_process_is_listed_and_opened_there(hand: Hand) -> None:
    hand.apply()
    cases = seals_out(hand, 1)
    hand.play("yu")
    inbox = hand.place.middle.inbox
    assert [one.case for one in inbox._shown] == cases and inbox.isVisible()
    row = next(iter(inbox.tasks.values()))
    assert "Seal" in row.accessibleName(), "of another process: by its name, not by a number"
    hand.click(row)
    document = hand.window.context.document
    assert document is not None and "Task_back" in document.index.nodes
    assert hand.place.rehearsal.case == cases[0] and hand.place.rehearsal.user == "yu"
    assert hand.control("returned") is not None and not hand.refused


def test_the_tasks_of_all_people_are_filtered_by_process_step_and_person(hand: Hand) -> None:
    hand.apply()
    seals_out(hand, 2)
    inbox = hand.place.middle.inbox
    hand.play("yu")
    hand.click(inbox.everyone)
    everything = {one.task for one in inbox._shown}
    assert len(everything) == 3
    choose(inbox.filter, "person", "li")
    hand.wait()
    assert {one.element for one in inbox._shown} == {"Task_head"}
    choose(inbox.filter, "person", "")
    hand.wait()
    seal = next(one.process for one in inbox._shown if one.element == "Task_back")
    choose(inbox.filter, "process", seal)
    hand.wait()
    assert {one.element for one in inbox._shown} == {"Task_back"} and len(inbox._shown) == 2
    inbox.filter.want("step", "no such step")
    hand.wait()
    assert not inbox._shown and inbox.isVisible(), "a filter that fits nothing can still be taken away"
    inbox.filter.nothing.trigger()
    hand.wait()
    assert {one.task for one in inbox._shown} == everything
    inbox.search.setFocus()
    QTest.keyClicks(inbox.search, "zhang")
    inbox.search.searched.emit(inbox.search.text())
    hand.wait()
    assert {one.element for one in inbox._shown} == {"Task_head"}


def test_what_a_form_requires_is_asked_once_and_filled_in_for_each(hand: Hand) -> None:
    cases = seals_out(hand, 2)
    hand.play("yu")
    inbox = hand.place.middle.inbox
    inbox.all.click()
    dialog = bulk(hand)
    card = dialog.cards[0]
    assert len(card.batch.items) == 2 and card.player is not None and list(card.player.fields) == ["returned"]
    hand.click(dialog.go)
    assert not dialog.is_done and all(hand.place.context.worker().case(one).status == "running" for one in cases)
    box: Any = card.player.fields["returned"].control
    QTest.mouseClick(box.editor if hasattr(box, "editor") else box, LEFT)
    box.set_value(True)
    box.edited.emit()
    hand.click(dialog.go)
    assert dialog.is_done and "2 tasks were completed." in dialog.title.text()
    assert all(row.text().endswith("— done") for row in card.rows.values())
    assert [hand.place.context.worker().case(one).status for one in cases] == ["completed", "completed"]
    hand.click(dialog.cancel)
    assert not inbox._shown


def test_what_is_refused_is_told_beside_its_task_and_the_rest_is_done(hand: Hand) -> None:
    cases = seals_out(hand, 2)
    hand.play("yu")
    inbox = hand.place.middle.inbox
    inbox.all.click()
    dialog = bulk(hand)
    card = dialog.cards[0]
    assert card.player is not None
    box: Any = card.player.fields["returned"].control
    box.set_value(True)
    box.edited.emit()
    runner = hand.place.context.worker()
    gone = next(one for one in runner.open_tasks(cases[0]))
    runner.complete(gone.task, "yu", {"returned": True})  # meanwhile, elsewhere
    hand.click(dialog.go)
    assert "1 task was completed." in dialog.title.text() and "1 was not" in dialog.title.text()
    assert "already handled" in card.rows[gone.task].text()
    hand.click(dialog.cancel)


def test_the_inbox_gives_its_room_to_the_form_while_something_is_asked_about_the_task(hand: Hand) -> None:
    for _case in range(2):
        hand.place.rehearsal.show_case(None)
        hand.play("zhang")
        hand.apply()
    hand.play("li")
    middle = hand.place.middle
    assert middle.inbox.isVisible()
    hand.place.handling.ask_mend()
    assert middle.mend_bar.isVisible() and not middle.inbox.isVisible()
    hand.click(middle.mend_bar.drop)
    assert middle.inbox.isVisible()


def bulk(hand: Hand) -> BulkDialog:
    """The dialog that completes what is chosen."""
    hand.click(hand.place.middle.inbox.bulk)
    return next(one for one in hand.place.findChildren(BulkDialog) if one.isVisible())


def test_many_tasks_are_shown_page_by_page_and_those_behind_are_asked_for(qtbot: QtBot) -> None:
    application()
    inbox, around = Inbox(), QDialog()
    qtbot.addWidget(around)
    QVBoxLayout(around).addWidget(inbox)
    around.show()
    tasks = [TaskSummary(task=n, case=f"c-{n}", element="T", process="p", user="li") for n in range(1, 181)]
    names: Any = Names.__new__(Names)
    names.person = str
    asked: list[int] = []
    inbox.moreAsked.connect(lambda: asked.append(len(inbox.tasks)))
    inbox.show_inbox(tasks[:120], [], None, {}, names, more=True)
    assert len(inbox.tasks) == PAGE and inbox.more is not None
    first = next(iter(inbox.tasks.values()))
    QTest.mouseClick(inbox.more, LEFT)
    assert len(inbox.tasks) == 2 * PAGE and asked == []
    QTest.mouseClick(inbox.more, LEFT)
    assert asked == [2 * PAGE]
    inbox.add_tasks(tasks, {}, more=False)
    assert list(inbox.tasks) == list(range(1, 3 * PAGE + 1)) and next(iter(inbox.tasks.values())) is first
    QTest.mouseClick(inbox.more, LEFT)
    assert len(inbox.tasks) == 180 and inbox.more is None


def test_all_means_all_that_fit_read_or_not_and_says_how_many(qtbot: QtBot) -> None:
    application()
    inbox, around = Inbox(), QDialog()
    qtbot.addWidget(around)
    QVBoxLayout(around).addWidget(inbox)
    around.show()
    tasks = [
        TaskSummary(task=n, case=f"c-{n}", element="T", process="p", user="li", suspended=n % 50 == 0)
        for n in range(1, 301)
    ]
    names: Any = Names.__new__(Names)
    names.person = str
    asked: list[bool] = []
    given: list[list[TaskSummary]] = []
    inbox.allAsked.connect(lambda: asked.append(True))
    inbox.bulkAsked.connect(given.append)
    inbox.show_inbox(tasks[:120], [], None, {}, names, more=True)
    inbox.all.click()
    assert asked == [True] and inbox.bulk.text() == "Counting…" and not inbox.bulk.isEnabled()
    inbox.choose(tasks)
    assert inbox.bulk.text() == "Complete 294 tasks…" and inbox.bulk.isEnabled() and inbox.all.isChecked()
    assert all(check.isChecked() or not check.isEnabled() for check in inbox.checks.values())
    inbox.checks[3].click()
    assert inbox.bulk.text() == "Complete 293 tasks…" and not inbox.all.isChecked()
    inbox.bulk.click()
    assert [one.task for one in given[0]] == [n for n in range(1, 301) if n % 50 and n != 3]
    inbox.add_tasks(tasks[:240], {}, more=True)  # read further, nothing is chosen twice or forgotten
    assert inbox.bulk.text() == "Complete 293 tasks…"
    inbox.show_inbox(tasks[1:201], [], None, {}, names, more=True)
    assert inbox.bulk.text() == "Complete 293 tasks…"
    inbox.all.click()
    inbox.choose(tasks)
    assert inbox.bulk.text() == "Complete 294 tasks…"
    inbox.all.click()
    assert not inbox.bulk.isVisible() and not any(check.isChecked() for check in inbox.checks.values())
    inbox.all.click()
    inbox.show_inbox(tasks[:50], [], None, {}, names, more=False)
    assert not inbox.bulk.isVisible() and not inbox.all.isChecked(), "what was counted is not wanted any more"


def ten_thousand(file: Path, count: int = 10_000) -> None:
    """Each open step of a store many times, of people, steps and time limits that differ."""
    rng = Random(7)
    people = ("zhang", "li", "wang", "chen", "sun")
    with closing(sqlite3.connect(file)) as base, base:
        base.row_factory = sqlite3.Row

        def rows(table: str) -> list[dict[str, Any]]:
            return [dict(one) for one in base.execute(f"select * from {table}")]

        def put(table: str, made: list[dict[str, Any]]) -> None:
            keys = list(made[0])
            marks = ", ".join("?" * len(keys))
            told = f"insert into {table} ({', '.join(keys)}) values ({marks})"
            base.executemany(told, [tuple(one.values()) for one in made])

        cases, works, seats = (rows(table) for table in ("instance", "work", "task"))
        open_seats = [one for one in seats if one["state"] == "open"]
        made: dict[str, list[dict[str, Any]]] = {"instance": [], "work": [], "task": [], "deadline": []}
        for number in range(len(open_seats), count):
            seat = open_seats[number % len(open_seats)]
            work = next(one for one in works if one["id"] == seat["work"])
            case = next(one for one in cases if one["id"] == seat["instance"])
            own, step = f"copied-{number}", f"work-{number}"
            started = f"2026-03-0{rng.randint(2, 8)}T0{rng.randint(1, 9)}:00:00+08:00"
            who = rng.choice(people)
            made["instance"].append(
                {
                    **case,
                    "id": own,
                    "number": 100 + number,
                    "ordinal": 100 + number,
                    "starter": who,
                    "started": started,
                }
            )
            title = f"Step {rng.randint(1, 40)}"
            made["work"].append({**work, "id": step, "instance": own, "title": title})
            made["task"].append(
                {**seat, "id": 1000 + number, "work": step, "instance": own, "user": rng.choice(people)}
            )
            if rng.random() < 0.5:
                due = f"2026-03-{rng.randint(10, 28)}T08:00:00.000000+00:00"
                made["deadline"].append(
                    {"instance": own, "work": step, "step": 0, "due": due, "instant": due, "pilot": case["pilot"]}
                )
        for table, added in made.items():
            put(table, added)


def test_ten_thousand_tasks_are_sorted_by_each_column_over_the_pages(hand: Hand, tmp_path: Path) -> None:
    hand.apply()
    seals_out(hand, 1)
    ten_thousand(tmp_path / "cases.sqlite")
    hand.play("li")
    inbox = hand.place.middle.inbox
    hand.click(inbox.everyone)
    runner, names = hand.place.context.worker(), hand.place.names
    everything = runner.open_tasks(for_people=True)
    assert len(everything) == 10_000
    keys: dict[str, Callable[[TaskSummary], Any]] = {
        "arrived": lambda one: one.task, "newest": lambda one: -one.task,
        "due": lambda one: (one.due is None, one.due or "", one.task), "step": lambda one: (one.name, one.task),
        "process": lambda one: (one.process_name, one.name, one.task), "starter": lambda one: (one.starter, one.task),
        "person": lambda one: (names.person(one.user), one.task),
    }  # fmt: skip
    for order, key in keys.items():
        inbox.order.setCurrentIndex(inbox.order.findData(order))
        hand.wait()
        for _page in range(MOST_READ // PAGE + 1):  # beyond what is read at once
            assert inbox.more is not None
            hand.click(inbox.more)
        wanted = [one.task for one in sorted(everything, key=key)][: MOST_READ + 2 * PAGE]
        assert list(inbox.tasks) == wanted, order
    inbox.order.setCurrentIndex(0)
    choose(inbox.filter, "step", "Step 7")
    hand.wait()
    wanted = [one.task for one in everything if one.name == "Step 7"]
    assert len(wanted) > PAGE and [one.task for one in inbox._shown] == wanted[:MOST_READ]
    assert len(inbox.filter.menu_of["step"].actions()) > 40, "everything can still be narrowed by"
    hand.click(inbox.all)
    assert inbox.bulk.text() == f"Complete {len(wanted)} tasks…" and inbox.bulk.isEnabled()
    choose(inbox.filter, "step", "")
    hand.wait()
    hand.click(inbox.all)
    assert inbox.bulk.text() == "Complete 10000 tasks…" and len(inbox._shown) == MOST_READ
