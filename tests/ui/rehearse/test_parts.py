"""Parts of Rehearse: the tester's panel, claims and seats, history in words."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from modeler.ui.app import application
from modeler.ui.places.rehearse.inbox import Inbox
from modeler.ui.places.rehearse.inbox_order import Wish, urgency
from modeler.ui.places.rehearse.operation_dialog import NextStep, OperationDialog
from modeler.ui.places.rehearse.played import moments_of
from modeler.ui.places.rehearse.rehearsal import Snapshot
from modeler.ui.places.rehearse.stage import seats_of
from modeler.ui.places.rehearse.tester_panel import Surroundings, surroundings_of
from modeler.ui.places.rehearse.tester_panel import TesterPanel as PanelOfTheTester
from modeler.ui.places.rehearse.words import history_lines
from runner.bundle.graph import Mapping as Pair
from runner.bundle.graph import Service, Verdict
from runner.forms.field import FormFacts
from runner.organization.model import Organization
from runner.protocol.values import CopyView, LogLine, SeatView, Step, TaskSummary, TaskView
from runner.ui.task_at_hand import TaskAtHand
from runner.ui.task_panel import TaskPanel
from tests.helpers.graphs import A, event
from tests.helpers.office import office
from tests.ui.window_builder import a_window, turn

LEFT = Qt.MouseButton.LeftButton


class PlainNames:
    """Names as they are in the model."""

    organization: Any = Organization()
    bundle: Any = None
    person = staticmethod(str)
    node = staticmethod(str)
    variable = staticmethod(str)

    @staticmethod
    def value(_name: str, value: Any) -> str:
        return str(value)

    @staticmethod
    def ends(_process: str, flow: str) -> tuple[str, str]:
        return "Gateway", flow

    @staticmethod
    def people(users: Any) -> str:
        return ", ".join(users)


NAMES: Any = PlainNames()


def a_task(kind: Any, **more: Any) -> TaskView:
    """A task of the tester."""
    return TaskView(task=7, case="c-1", element="Task_x", process="p", kind=kind, **more)


def test_an_incident_is_tried_again_with_other_data_or_skipped_for_a_reason(qtbot: QtBot) -> None:
    application()
    panel = PanelOfTheTester()
    qtbot.addWidget(panel)
    heard: list[tuple[object, ...]] = []
    panel.mended.connect(lambda *said: heard.append(said))
    trouble = Step(code="run.no-flow", params={"name": "x"})
    panel.show_task(a_task("incident", trouble=trouble, values={"a": 1}), NAMES, {})
    panel.show()
    bar = panel.mending
    assert bar is not None and [bar.way.itemData(place) for place in range(bar.way.count())] == ["retry", "skip"]
    panel.values.json.setPlainText('{"a": 2}')
    QTest.mouseClick(bar.go, LEFT)
    assert not heard and bar.reason.property("state") == "bad"  # no reason was given
    QTest.keyClicks(bar.reason, "wrong number")
    panel.values.json.setPlainText("{not json")
    QTest.mouseClick(bar.go, LEFT)
    assert not heard and panel.values.wrong.isVisible()
    panel.values.json.setPlainText('{"a": 2}')
    QTest.mouseClick(bar.go, LEFT)
    QTest.keyClick(bar.way, Qt.Key.Key_Down)
    QTest.mouseClick(bar.go, LEFT)
    assert heard == [("retry", "wrong number", {"data": {"a": 2}}), ("skip", "wrong number", {"data": {"a": 2}})]


def test_an_incident_may_be_thrown_as_an_error_that_is_caught_or_left_for_another_step(qtbot: QtBot) -> None:
    application()
    builder = A().start().node("serviceTask", "V").user("T", "li").end()
    builder = builder.boundary("B", "V", event("error", code="gone"), name="Gone").chain("S", "V", "T", "E")
    names = PlainNames()
    names.bundle = builder.bundle()
    panel = PanelOfTheTester()
    qtbot.addWidget(panel)
    heard: list[tuple[object, ...]] = []
    panel.mended.connect(lambda *said: heard.append(said))
    task = TaskView(task=7, case="c-1", element="V", process=names.bundle.entry, kind="incident")
    panel.show_task(task, names, {}, surroundings_of(names.bundle, task))  # type: ignore[arg-type]
    panel.show()
    bar = panel.mending
    assert bar is not None
    QTest.keyClicks(bar.reason, "why")
    for way, text in (("error", "Gone"), ("jump", "T")):
        bar.way.setCurrentIndex(bar.way.findData(way))
        assert bar.choice.isVisible() and bar.choice.itemText(0) == text
        QTest.mouseClick(bar.go, LEFT)
    assert heard == [("error", "why", {"code": "gone"}), ("jump", "why", {"to": "T"})]


def test_the_result_of_a_failed_service_is_given_by_hand(qtbot: QtBot) -> None:
    application()
    service = Service(outputs=[Pair(name="total", value="result.sum")])
    names = PlainNames()
    names.bundle = A().start().node("serviceTask", "V", service=service).end().chain("S", "V", "E").bundle()
    panel = PanelOfTheTester()
    qtbot.addWidget(panel)
    heard: list[tuple[object, ...]] = []
    panel.mended.connect(lambda *said: heard.append(said))
    task = TaskView(task=7, case="c-1", element="V", process=names.bundle.entry, kind="incident", values={"a": 1})
    panel.show_task(task, names, {}, surroundings_of(names.bundle, task))  # type: ignore[arg-type]
    panel.show()
    bar = panel.mending
    assert bar is not None and json.loads(panel.values.json.toPlainText()) == {"a": 1}
    bar.way.setFocus()
    QTest.keyClick(bar.way, Qt.Key.Key_Down)
    assert bar.way.currentData() == "by-hand" and panel._values_title.text() == "What it would have given"
    assert list(json.loads(panel.values.json.toPlainText())) == ["sum"]
    panel.values.json.setPlainText('{"sum": 9}')
    QTest.mouseClick(bar.go, LEFT)
    assert not heard, "no reason was given"
    QTest.keyClicks(bar.reason, "asked")
    QTest.mouseClick(bar.go, LEFT)
    assert heard == [("by-hand", "asked", {"data": {"sum": 9}})]
    bar.way.setCurrentIndex(bar.way.findData("jump"))
    assert panel.values.isHidden(), "a jump takes no values"
    bar.way.setCurrentIndex(bar.way.findData("retry"))
    assert json.loads(panel.values.json.toPlainText()) == {"a": 1} and not panel.values.isHidden()


def test_a_service_is_answered_in_a_plain_form_without_json(qtbot: QtBot) -> None:
    application()
    panel = PanelOfTheTester()
    qtbot.addWidget(panel)
    heard: list[tuple[object, ...]] = []
    panel.answered.connect(lambda *said: heard.append(said))
    asked = Surroundings(outputs=("ok", "no"), errors=(("gone", "Gone"),))
    panel.show_task(a_task("service", request={"inputs": {"days": 2}}), NAMES, {}, asked)
    panel.show()
    first, second = panel.values.rows
    assert not panel.values.json.isVisible()
    choose(first.kind, "yesno")
    choose(second.kind, "number")
    QTest.keyClicks(second.text, "many")
    QTest.mouseClick(panel.buttons["answer"], LEFT)
    assert not heard and panel.values.wrong.text() == "no is not a number."
    second.text.clear()
    QTest.keyClicks(second.text, "12")
    QTest.mouseClick(panel.values.add, LEFT)
    QTest.keyClicks(panel.values.rows[2].name, "who")
    QTest.keyClicks(panel.values.rows[2].text, "li")
    assert json.loads(panel.values.json.toPlainText()) == {"ok": True, "no": 12, "who": "li"}
    QTest.mouseClick(panel.values.rows[1].remove, LEFT)
    QTest.mouseClick(panel.buttons["answer"], LEFT)
    QTest.mouseClick(panel.buttons["error"], LEFT)
    assert heard == [("answer", {"ok": True, "who": "li"}, []), ("error", "gone", [])]


def test_a_failure_that_nothing_catches_is_not_offered(qtbot: QtBot) -> None:
    application()
    panel = PanelOfTheTester()
    qtbot.addWidget(panel)
    panel.show_task(a_task("service"), NAMES, {})
    assert not panel.buttons["error"].isEnabled()


def test_the_diagram_says_what_is_answered_and_which_errors_are_caught() -> None:
    service = Service(outputs=[Pair(name="recorded", value="result.ok"), Pair(name="all", value="result")])
    builder = A().start().node("serviceTask", "V", service=service).end()
    builder = builder.boundary("B", "V", event("error", code="gone"), name="Gone").chain("S", "V", "E")
    bundle = builder.bundle()
    task = TaskView(task=7, case="c-1", element="V", process=bundle.entry, kind="service")
    assert surroundings_of(bundle, task) == Surroundings(("ok",), (("gone", "Gone"),))


def choose(box: QComboBox, key: str) -> None:
    """As a hand would choose an entry."""
    box.setCurrentIndex(box.findData(key))
    box.activated.emit(box.currentIndex())


def test_a_branch_is_picked_by_the_name_of_its_flow(qtbot: QtBot) -> None:
    application()
    panel = PanelOfTheTester()
    qtbot.addWidget(panel)
    heard: list[tuple[object, ...]] = []
    panel.answered.connect(lambda *said: heard.append(said))
    panel.show_task(a_task("pick", options=["f1", "f2"]), NAMES, {"f1": "yes", "f2": "no"})
    QTest.mouseClick(panel.buttons["f2"], LEFT)
    assert heard == [("pick", None, ["f2"])]


def test_what_is_done_next_in_an_ad_hoc_sub_process_is_picked_by_its_name(qtbot: QtBot) -> None:
    application()
    builder = A().node("adHocSubProcess", "V", name="Free")
    builder.scope = "V"
    bundle = builder.user("T", name="Call the customer").bundle()
    task = TaskView(task=7, case="c-1", element="V", process=bundle.entry, kind="pick", options=["T", "V"])
    panel = PanelOfTheTester()
    qtbot.addWidget(panel)
    heard: list[tuple[object, ...]] = []
    panel.answered.connect(lambda *said: heard.append(said))
    panel.show_task(task, NAMES, {}, surroundings_of(bundle, task))
    assert panel.buttons["T"].text() == "Call the customer"  # type: ignore[attr-defined]
    QTest.mouseClick(panel.buttons["V"], LEFT)
    assert heard == [("pick", None, ["V"])]


def test_a_step_that_found_nobody_is_given_to_somebody(qtbot: QtBot) -> None:
    with a_window(sample=True) as window:
        names = PlainNames()
        names.organization = window.context.organization
        panel = PanelOfTheTester()
        heard: list[tuple[object, ...]] = []
        panel.mended.connect(lambda *said: heard.append(said))
        panel.show_task(a_task("work", alert=True), names, {})  # type: ignore[arg-type]
        bar = panel.mending
        assert bar is not None and bar.person is not None
        QTest.keyClicks(bar.reason, "away")
        QTest.mouseClick(bar.go, LEFT)
        assert not heard
        bar.person.set_value("li")
        QTest.mouseClick(bar.go, LEFT)
        assert heard == [("reassign", "away", {"to": "li"})]
        panel.deleteLater()


def test_seats_say_who_agreed_who_rejected_and_who_is_awaited() -> None:
    seats = [
        SeatView(task=1, user="li", state="done", acted_by="li", result="agree"),
        SeatView(task=2, user="chen", state="done", acted_by="chen", result="reject", opinion="too long"),
        SeatView(task=3, user="wang", state="open"),
        SeatView(task=4, user="zhao", state="cancelled"),
    ]
    shown = seats_of(a_task("work", seats=seats), NAMES)
    assert [(one.name, one.text, one.tone) for one in shown] == [
        ("li", "agreed", "good"), ("chen", "rejected", "bad"), ("wang", "has not decided yet", ""),
    ]  # fmt: skip


def test_a_task_of_a_pool_is_claimed_and_its_verdicts_keep_their_names(qtbot: QtBot) -> None:
    application()
    panel = TaskPanel()
    qtbot.addWidget(panel)
    heard: list[str] = []
    panel.claimed.connect(heard.append)
    verdicts = [Verdict(id="y", label="同意"), Verdict(id="ask", label="请示领导", result="custom")]
    panel.show_task(TaskAtHand("x", verdicts=verdicts, claim="claim"), FormFacts())
    QTest.mouseClick(panel.buttons["claim"], LEFT)
    assert heard == ["claim"]
    assert [panel.buttons[key].text() for key in ("y", "ask")] == ["Agree", "请示领导"]


def test_the_opinion_names_the_buttons_that_ask_for_one(qtbot: QtBot) -> None:
    application()
    panel = TaskPanel()
    qtbot.addWidget(panel)
    no = Verdict(id="n", label="不同意", result="reject")
    ask = Verdict(id="ask", label="请示领导", result="custom", opinion="always")

    def said(opinion: str, *verdicts: Verdict) -> str | None:
        panel.show_task(TaskAtHand("x", verdicts=verdicts, opinion=opinion), FormFacts())
        return panel.opinion.placeholderText() if panel.opinion is not None else None

    yes = Verdict(id="y", label="同意")
    assert said("none", yes, no) is None
    assert said("none", yes, no, ask) == "Opinion (needed for: 请示领导)"
    assert said("reject", yes, no) == "Opinion (needed for: Disagree)"
    assert said("always", yes, no) == "Opinion *"
    assert said("reject", yes) == "Opinion"


def test_the_inbox_lists_tasks_of_all_cases_and_copies(qtbot: QtBot) -> None:
    application()
    inbox, around = Inbox(), QDialog()
    qtbot.addWidget(around)
    QVBoxLayout(around).addWidget(inbox)
    around.show()
    tasks = [TaskSummary(task=n, case=f"c-{n}", element="Task_x", process="p", user="li") for n in (1, 2)]
    copies = [CopyView(copy_id=5, case="c-1", element="Task_y", user="li", sent="2026-03-02T09:00:00+08:00")]
    inbox.show_inbox(tasks[:1], [], 1, {"c-1": 1}, NAMES)
    assert inbox.isHidden()
    inbox.show_inbox(tasks, copies, 1, {"c-1": 1, "c-2": 2}, NAMES)
    assert not inbox.isHidden()
    heard: list[object] = []
    inbox.taskChosen.connect(heard.append)
    inbox.copyChosen.connect(heard.append)
    QTest.mouseClick(inbox.tasks[2], LEFT)
    QTest.keyClick(inbox.copies[5], Qt.Key.Key_Return)
    assert heard == [tasks[1], copies[0]]


def test_history_reads_as_sentences_and_leaves_out_what_only_the_engine_cares_for() -> None:
    def line(kind: str, **payload: Any) -> LogLine:
        at = "2026-03-02T09:00:00+08:00"
        return LogLine(n=1, command=1, at=at, real=at, actor="li", kind=kind, element="Task_x", payload=payload)

    lines = history_lines(
        [
            line("entered"), line("flow", process="P"),
            line("flow", process="P", condition="days > 3", values={"days": 4, "kind": "sick"}),
            line("flow", process="P", condition=None, values={"days": 1}),
            line("ruled", process="P", table="Level", rules=[3], values={"days": 4}),
            line("ruled", process="P", table="Level", rules=[1, 2]), line("ruled", table="Level", rules=[]),
            line("opened", work="work", to=["li", "chen"]),
            line("acted", by="li", verdict="y", result="return", opinion="why"), line("overdue", do="remind"),
            line("command", verb="advance", by="P1D"), line("a kind of later days"),
        ],
        NAMES,
    )  # fmt: skip
    assert [one.text for one in lines] == [
        "Gateway took “Task_x” because days = 4, kind = sick.",
        "Gateway took “Task_x”, as no condition held (days = 1).",
        "Task_x took rule 3 of “Level” because days = 4.", "Task_x took rules 1, 2 of “Level”.",
        "Task_x: no rule of “Level” fitted.",
        "Task_x came to li, chen.", "li returned at Task_x. “why”", "The time limit of Task_x has passed.",
        "The clock was pushed forward to 2026-03-02 09:00.",
    ]  # fmt: skip
    assert lines[6].tone == "warning"


def test_what_is_wanted_of_an_inbox_is_asked_of_the_store() -> None:
    clock = "2026-03-02T09:00:00+08:00"
    dues = {1: "2026-03-09T09:00:00+08:00", 2: "2026-03-01T09:00:00+08:00", 3: "2026-03-02T18:00:00+08:00"}
    assert [urgency(dues.get(n), clock) for n in (1, 2, 3, 4)] == ["later", "overdue", "soon", "none"]
    assert Wish().asked == {"order": "opened"} and Wish().is_plain
    assert Wish(order="newest").asked == {"order": "opened", "descending": True}
    assert Wish(order="due", show="soon").asked == {"order": "due", "overdue": True, "within": 86400.0}
    assert Wish(show="overdue").asked == {"order": "opened", "overdue": True}
    assert Wish(show="pool", text=" seal ").asked == {"order": "opened", "unclaimed": True, "search": "seal"}
    narrow = Wish(process="p", step="Check", person="li", order="step")
    assert narrow.asked == {"process": "p", "step": "Check", "holder": "li", "order": "title"} and not narrow.is_plain


def test_chosen_tasks_are_completed_together(qtbot: QtBot) -> None:
    application()
    inbox, around = Inbox(), QDialog()
    qtbot.addWidget(around)
    QVBoxLayout(around).addWidget(inbox)
    around.show()
    tasks = [TaskSummary(task=n, case=f"c-{n}", element="T", name=f"T{n}", process="p", user="li") for n in (1, 2, 3)]
    tasks[1] = tasks[1].model_copy(update={"due": "2026-03-01T09:00:00+08:00"})
    inbox.show_inbox(tasks, [], 1, {}, NAMES, "2026-03-02T09:00:00+08:00")
    assert not inbox.bulk.isVisible()
    heard: list[Any] = []
    inbox.bulkAsked.connect(heard.append)
    inbox.checks[2].click()
    wishes: list[Wish] = []
    inbox.wished.connect(wishes.append)
    inbox.show_.setCurrentIndex(inbox.show_.findData("overdue"))
    assert wishes == [Wish(show="overdue")]
    inbox.show_inbox(tasks[1:2], [], 1, {}, NAMES, "2026-03-02T09:00:00+08:00")
    assert list(inbox.tasks) == [2] and inbox.checks[2].isChecked()
    inbox.show_.setCurrentIndex(0)
    inbox.show_inbox(tasks, [], 1, {}, NAMES, "2026-03-02T09:00:00+08:00")
    inbox.all.click()
    assert inbox.bulk.text() == "Complete 3 tasks…"
    QTest.mouseClick(inbox.bulk, LEFT)
    assert [one.task for one in heard[0]] == [1, 2, 3]


def test_a_task_is_sent_on_to_another_step_or_to_the_end(qtbot: QtBot) -> None:
    application()
    around = QWidget()
    qtbot.addWidget(around)
    heard: list[tuple[list[str], str, str]] = []
    ways = [
        NextStep("", "Head, this step"),
        NextStep("F", "Finance", ("Executive",)),
        NextStep("E", "Paid", ends=True),
    ]
    dialog = OperationDialog(around, "sendOn", office(), (), lambda *given: heard.append(given), ways)
    dialog.show()
    turn()
    assert not dialog.go.isEnabled(), "at this step somebody has to be chosen"
    dialog.way.setFocus()
    QTest.keyClick(dialog.way, Qt.Key.Key_Down)
    assert dialog.left_out.text() == "Left out: Executive." and dialog.left_out.isVisible()
    assert not dialog.go.isEnabled(), "what is left out asks for a reason"
    QTest.keyClicks(dialog.reason, "small")
    assert dialog.go.isEnabled(), "whom the other step names decides there"
    QTest.keyClick(dialog.way, Qt.Key.Key_Down)
    assert not dialog.people.isVisible() and not dialog.left_out.isVisible()
    QTest.mouseClick(dialog.go, LEFT)
    assert heard == [([], "small", "E")]


def test_what_the_clock_begins_is_the_next_timer_where_the_case_has_none() -> None:
    due = (("2026-03-02T10:00:00+08:00", "", "S"),)
    at_start = Snapshot(due=due)
    assert (at_start.next_due(), at_start.next_start()) == (None, due[0][0])
    assert [(one.element, one.tone) for one in moments_of(at_start, PlainNames())] == [("S", "waiting")]  # type: ignore[arg-type]
    own = Snapshot(due=(("2026-03-02T09:30:00+08:00", "c-1", "C"),))
    assert own.next_start() is None


def test_history_says_what_began_a_case_and_what_went_into_data_stores() -> None:
    about = {"n": 1, "command": 1, "at": "2026-03-02T09:00:00+08:00", "real": "", "actor": "", "token": ""}
    lines = [
        LogLine(**about, kind=kind, element="S", payload=payload)
        for kind, payload in (
            ("started", {"by": "timer"}), ("started", {"by": "message", "name": "go"}), ("started", {"by": "li"}),
            ("fetched", {"store": "Orders"}), ("stored", {"store": "Orders"}),
        )
    ]  # fmt: skip
    assert [one.text for one in history_lines(lines, PlainNames())] == [  # type: ignore[arg-type]
        "The clock began the case.", "The message “go” began the case.", "li started the case.",
        "S took what the data store “Orders” holds.", "S put something into the data store “Orders”.",
    ]  # fmt: skip
