"""The inbox over all processes of the workspace: filtered, opened in the right process, completed together."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
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
    assert "用印" in row.accessibleName(), "of another process: by its name, not by a number"
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
    assert {one.element for one in inbox._shown} == {"Task_head"}
    choose(inbox.filter, "person", "")
    seal = next(one.process for one in inbox._shown if one.element == "Task_back")
    choose(inbox.filter, "process", seal)
    assert {one.element for one in inbox._shown} == {"Task_back"} and len(inbox._shown) == 2
    inbox.filter.want("step", "no such step")
    assert not inbox._shown and inbox.isVisible(), "a filter that fits nothing can still be taken away"
    inbox.filter.nothing.trigger()
    assert {one.task for one in inbox._shown} == everything
    inbox.search.setFocus()
    QTest.keyClicks(inbox.search, "zhang")
    hand.wait()
    inbox.search.searched.emit(inbox.search.text())
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


def test_many_tasks_are_shown_page_by_page_and_more_than_are_read_are_searched_for(qtbot: QtBot) -> None:
    application()
    inbox, around = Inbox(), QDialog()
    qtbot.addWidget(around)
    QVBoxLayout(around).addWidget(inbox)
    around.show()
    tasks = [TaskSummary(task=n, case=f"c-{n}", element="T", process="p", user="li") for n in range(1, 121)]
    names: Any = Names.__new__(Names)
    names.person = str
    heard: list[str] = []
    inbox.searched.connect(heard.append)
    inbox.show_inbox(tasks, [], None, {}, names, more=True)
    assert len(inbox.tasks) == PAGE and inbox.more is not None
    QTest.mouseClick(inbox.more, LEFT)
    assert len(inbox.tasks) == 2 * PAGE
    inbox.all.click()
    assert inbox.bulk.text() == "Complete 120 tasks…", "all that fit, shown or not"
    inbox.search.setText("seal")
    inbox.search.searched.emit("seal")
    assert heard == ["seal"]
