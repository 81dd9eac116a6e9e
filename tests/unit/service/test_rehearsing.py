"""Stepping, break points, going back and mending: straight, and with the store opened anew before each act."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.bundle.bundle import Bundle
from runner.bundle.graph import Service as Service_
from runner.core.errors import RunError
from runner.protocol.branches import commands_that_count, taken_back
from runner.protocol.values import CaseView
from runner.rights.model import ProcessRights, Rule
from runner.service import Service
from runner.service.rehearsing import Rehearsing
from tests.helpers.graphs import A, error, loop, message, mock, script, timer
from tests.helpers.office import CLOCK, Office, office


class Desk(Office):
    """An office whose cases can go back."""

    def __init__(self, bundle: Bundle, folder: Path, *, saving: bool) -> None:
        super().__init__(bundle, folder, saving=saving)
        self._service.close()
        self._service = Service(self.url, keeps_moments=True)

    @property
    def service(self) -> Service:
        if self.saving:
            self._service.close()
            self._service = Service(self.url, keeps_moments=True)
        return self._service

    @property
    def steer(self) -> Rehearsing:
        """What steers."""
        return self.service.rehearsing()

    def view(self, case: str) -> CaseView:
        """The case without what differs by when it was asked."""
        return self.service.case(case)


@pytest.fixture(params=[False, True], ids=["straight", "reopened"])
def saving(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def desks(tmp_path: Path, saving: bool) -> Iterator[Any]:
    made: list[Desk] = []

    def make(builder: A, *called: A, **more: Any) -> Desk:
        graphs = {one.process: one.graph() for one in (builder, *called)}
        made.append(Desk(Bundle("p", {}, graphs, organization=office(), **more), tmp_path, saving=saving))
        return made[-1]

    yield make
    for desk in made:
        desk.close()


def refused(code: str) -> Any:
    return pytest.raises(RunError, check=lambda error: error.code == code)


def three_steps() -> A:
    builder = (
        A().start().node("scriptTask", "X", script=script(n="1")).node("scriptTask", "Y", script=script(n="n + 1"))
    )
    return builder.user("T", "zhang").user("U", "zhang").end().chain("S", "X", "Y", "T", "U", "E")


def test_stepping_enters_one_node_at_a_time(desks: Any) -> None:
    desk = desks(three_steps())
    desk.steer.set_pace(stepping=True)
    case = desk.start()
    seen = [tuple(desk.view(case).stopped)]
    while desk.view(case).stopped:
        desk.steer.step(case)
        seen.append(tuple(desk.view(case).stopped))
    assert seen == [("X",), ("Y",), ("T",), ()]
    assert desk.who(case) == [("T", "zhang")] and desk.service.variables(case) == {"n": 2}
    desk.do(case, "T", "zhang")
    assert desk.view(case).stopped == ["U"] and not desk.open(case)
    desk.steer.set_pace(stepping=False)
    desk.steer.run_on(case)
    assert desk.who(case) == [("U", "zhang")]
    with refused("pace.not-stopped"):
        desk.steer.step(case)


def test_a_sub_process_is_stepped_over(desks: Any) -> None:
    builder = A().start().sub("B").start("S2").node("scriptTask", "X", script=script(n="1")).end("E2")
    builder.chain("S2", "X", "E2").up().user("T", "zhang").end().chain("S", "B", "T", "E")
    desk = desks(builder)
    desk.steer.set_pace(stepping=True)
    case = desk.start()
    assert desk.view(case).stopped == ["B"]
    desk.steer.step(case)
    assert desk.view(case).stopped == ["T"] and desk.service.variables(case) == {"n": 1}


def test_a_sub_process_and_a_called_process_are_stepped_into(desks: Any) -> None:
    inner = A("q").start("S3").node("scriptTask", "Y", script=script(m="2")).end("E3").chain("S3", "Y", "E3")
    builder = A().start().sub("B").start("S2").node("scriptTask", "X", script=script(n="1")).end("E2")
    builder.chain("S2", "X", "E2").up().node("callActivity", "K", called="q").user("T", "zhang").end()
    desk = desks(builder.chain("S", "B", "K", "T", "E"), inner)
    desk.steer.set_pace(stepping=True)
    case = desk.start()
    seen = []
    for verb in ("step_into", "step", "step", "step", "step_into", "step_into", "step", "step"):
        view = desk.view(case)
        seen.append((view.stopped, view.stopped_in))
        getattr(desk.steer, verb)(case)
    assert seen == [
        (["B"], ["p"]), (["S2"], ["p"]), (["X"], ["p"]), (["E2"], ["p"]),
        (["K"], ["p"]), (["S3"], ["q"]), (["Y"], ["q"]), (["E3"], ["q"]),
    ]  # fmt: skip
    assert desk.view(case).stopped == ["T"], "out of it again"


def test_what_changed_inside_a_loop_and_a_called_process_is_told_with_the_way_there(desks: Any) -> None:
    each = loop("parallel", collection="names", item="name", output="found", output_item="answer")
    inner = A("q").start("S3").user("Y", "zhang").end("E3").chain("S3", "Y", "E3")
    builder = A().start().user("T", "li", loop=each).node("callActivity", "K", called="q").end()
    desk = desks(builder.chain("S", "T", "K", "E"), inner)
    case = desk.start(names=["a", "b"])

    def told(command: int) -> list[tuple[list[tuple[str, bool, int | None]], str, str, Any, Any]]:
        return [
            ([(step.element, step.called, step.run) for step in one.within], one.name, one.how, one.before, one.after)
            for one in desk.steer.change(case, command).variables
        ]

    assert [one for one in told(1) if one[0]] == [
        ([("T", False, run)], name, "new", None, value)
        for run, item in ((1, "a"), (2, "b"))
        for name, value in (("name", item), ("answer", None))
    ]
    second = desk.open(case)[1].task
    desk.service.complete(second, "li", {"answer": "yes"})
    assert told(2) == [], "the run has ended, and what it gives is written when all have"
    desk.service.complete(desk.open(case)[0].task, "li", {"answer": "no"})
    assert ([], "found", "new", None, ["no", "yes"]) in told(3)
    assert ([("K", True, None)], "found", "new", None, ["no", "yes"]) in told(3), "handed to the called process"
    desk.do(case, "Y", "zhang", found=[])
    change = desk.steer.change(case, 4)
    assert [(one.name, one.after, one.within) for one in change.variables] == [("found", [], [])]


def test_values_inside_are_kept_from_whoever_does_not_see_them(desks: Any) -> None:
    inner = A("q").start("S3").user("Y", "zhang").end("E3").chain("S3", "Y", "E3")
    builder = A().start().node("callActivity", "K", called="q").end().chain("S", "K", "E")
    desk = desks(builder, inner)
    case = desk.start(salary=9000)
    assert {one.name for one in desk.steer.change(case, 1).variables} == {"salary"}
    assert desk.steer.change(case, 1, "zhang").variables == []


def test_a_break_point_stops_a_case_each_time_it_comes_by(desks: Any) -> None:
    builder = A().start().node("scriptTask", "X", script=script(n="if n = null then 1 else n + 1")).user("T", "zhang")
    builder.xor("G", default="out").end().chain("S", "X", "T", "G").flow("G", "X", "n < 2", "again")
    desk = desks(builder.flow("G", "E", flow_id="out"))
    desk.steer.set_pace(breaks={"p": ["X"]})
    case = desk.start()
    assert desk.view(case).stopped == ["X"]
    desk.steer.run_on(case)
    assert desk.who(case) == [("T", "zhang")]
    desk.do(case, "T", "zhang")
    assert desk.view(case).stopped == ["X"]
    assert desk.steer.set_pace(breaks={}).breaks == {}
    desk.steer.run_on(case)
    desk.do(case, "T", "zhang")
    assert desk.view(case).status == "completed"


def test_the_clock_stands_where_a_timer_led_to_a_break_point(desks: Any) -> None:
    builder = A().start().node("intermediateCatchEvent", "W", event=timer("PT1H")).node("task", "X").end()
    desk = desks(builder.chain("S", "W", "X", "E"))
    desk.steer.set_pace(breaks={"p": ["X"]})
    case = desk.start()
    assert desk.service.advance("P1D").clock == "2026-03-02T10:00:00+08:00"
    assert desk.view(case).stopped == ["X"]


def test_going_back_brings_back_tasks_values_timers_and_the_clock_and_the_log_says_so(desks: Any) -> None:
    builder = three_steps().boundary("B", "T", timer("PT2H"), interrupting=False).end("F").flow("B", "F")
    desk = desks(builder)
    case = desk.start()
    first = desk.view(case)
    desk.service.advance("PT3H")
    desk.do(case, "T", "zhang", n=9)
    last = desk.view(case)
    assert [item[2] for item in desk.service.due()] == []
    lines = len(desk.service.history(case))
    desk.steer.back(case, 1)
    again = desk.view(case)
    assert again == first and again.variables == {"n": 2}
    assert desk.service.clock() == CLOCK and [item[2] for item in desk.service.due()] == ["B"]
    history = desk.service.history(case)
    assert len(history) == lines + 2 and history[-1].kind == "went_back"
    assert history[-1].payload == {"to": 1, "by": "tester", "steps": 2, "others": [], "asked": 0}
    assert taken_back(history) == {2, 3}
    desk.do(case, "T", "zhang", n=5)  # the fork
    fork = desk.view(case)
    assert fork.variables == {"n": 5} and desk.who(case) == [("U", "zhang")]
    desk.steer.back(case, 3)  # the branch that was left is still there
    assert desk.view(case) == last
    assert taken_back(desk.service.history(case)) == {5}
    with refused("back.not-there"):
        desk.steer.back(case, 3)
    with refused("back.unknown"):
        desk.steer.back(case, 99)


def test_what_was_sent_is_taken_back_and_what_was_taken_waits_again(desks: Any) -> None:
    builder = A().start().user("T", "zhang").node("intermediateCatchEvent", "M", event=message("go"))
    builder.node("intermediateThrowEvent", "N", event=message("news")).user("U", "zhang").end()
    desk = desks(builder.chain("S", "T", "M", "N", "U", "E"))
    case = desk.start()
    desk.service.message("go")
    assert [item.name for item in desk.steer.post().queued] == ["go"]
    desk.do(case, "T", "zhang")
    assert desk.who(case) == [("U", "zhang")]
    assert [item.name for item in desk.steer.post().queued] == ["news"]
    desk.steer.back(case, 1)
    assert [item.name for item in desk.steer.post().queued] == ["go"]
    assert desk.who(case) == [("T", "zhang")]


def test_the_post_names_who_waits_and_what_lies_there(desks: Any) -> None:
    builder = A().start().node("intermediateCatchEvent", "M", event=message("go", no="n")).end()
    desk = desks(builder.chain("S", "M", "E"))
    case = desk.start(n=7)
    desk.service.message("other", data={"x": 1})
    post = desk.steer.post()
    assert [(one.case, one.element, one.name, one.correlation) for one in post.awaited] == [
        (case, "M", "go", {"no": 7})
    ]
    assert [(one.name, one.data) for one in post.queued] == [("other", {"x": 1})]
    desk.steer.discard(post.queued[0].id)
    assert not desk.steer.post().queued
    with refused("post.unknown"):
        desk.steer.discard(post.queued[0].id)


def test_each_step_tells_what_it_changed(desks: Any) -> None:
    desk = desks(three_steps())
    case = desk.start()
    desk.do(case, "T", "zhang", n=9, k="x")
    change = desk.steer.change(case, 2)
    assert [(one.name, one.how, one.before, one.after) for one in change.variables] == [
        ("n", "changed", 2, 9),
        ("k", "new", None, "x"),
    ]
    assert [(one.element, one.how, one.user) for one in change.tasks] == [
        ("T", "done", "zhang"),
        ("U", "opened", "zhang"),
    ]
    assert (change.came, change.left) == (["U"], ["T"])


def test_who_lets_others_decide_first_waits_and_is_asked_again(desks: Any) -> None:
    desk = desks(three_steps())
    case = desk.start()
    desk.service.operate("addBefore", desk.open(case)[0].task, "zhang", to="li")
    told = desk.steer.change(case, 2).tasks
    assert {(one.how, one.user) for one in told} == {("waits", "zhang"), ("opened", "li")}
    desk.service.complete(desk.open(case)[0].task, "li", {}, verdict="agree")
    told = desk.steer.change(case, 3).tasks
    assert {(one.how, one.user) for one in told} == {("done", "li"), ("opened", "zhang")}


@pytest.fixture
def stuck(desks: Any) -> tuple[Desk, str]:
    builder = A().start().node("serviceTask", "X", service=mock(failure_rate=1)).user("T", "zhang").user("U", "li")
    builder.rights = ProcessRights(allow=[Rule(action="manage", who="user:chen")])
    desk = desks(builder.end().chain("S", "X", "T", "U", "E"))
    case = desk.start()
    assert [item.kind for item in desk.open(case)] == ["incident"]
    return desk, case


def last_mended(desk: Desk, case: str) -> dict[str, Any]:
    return next(line.payload for line in reversed(desk.service.history(case)) if line.kind == "mended")


def test_an_incident_is_mended_with_a_reason_that_stays_in_the_log(stuck: tuple[Desk, str]) -> None:
    desk, case = stuck
    task = desk.open(case)[0].task
    with refused("mend.no-reason"):
        desk.steer.mend(task, "skip", "  ")
    with refused("mend.not-caught"):
        desk.steer.mend(task, "error", "try it", code="E1")
    desk.steer.mend(task, "skip", "the mock is wrong", data={"n": 1})
    assert desk.who(case) == [("T", "zhang")] and desk.service.variables(case)["n"] == 1
    told = last_mended(desk, case)
    assert told == {"how": "skip", "by": "tester", "reason": "the mock is wrong", "changed": ["n"]}


def test_the_result_of_a_failed_step_is_given_by_hand(stuck: tuple[Desk, str]) -> None:
    desk, case = stuck
    with refused("mend.no-reason"):
        desk.steer.mend(desk.open(case)[0].task, "by-hand", "", data={"n": 5})
    desk.steer.mend(desk.open(case)[0].task, "by-hand", "asked on the phone", data={"n": 5})
    assert desk.who(case) == [("T", "zhang")] and desk.service.variables(case)["n"] == 5
    assert last_mended(desk, case)["how"] == "by-hand"
    with refused("mend.no-result"):
        desk.steer.mend(desk.open(case)[0].task, "by-hand", "x", data={})


def test_the_result_by_hand_goes_where_that_of_the_system_would(desks: Any) -> None:
    taken = Service_.model_validate(
        {**mock(failure_rate=1).model_dump(), "outputs": [{"name": "total", "value": "result.sum * 2"}]}
    )
    builder = A().start().node("serviceTask", "X", service=taken).user("T", "zhang").end()
    desk = desks(builder.chain("S", "X", "T", "E"))
    case = desk.start()
    desk.steer.mend(desk.open(case)[0].task, "by-hand", "as the book says", data={"sum": 21})
    assert desk.service.variables(case)["total"] == 42


def test_a_gateway_in_trouble_has_no_result_to_give(desks: Any) -> None:
    builder = A().start().xor("G").user("T", "zhang").end().chain("S", "G").chain("T", "E")
    desk = desks(builder.flow("G", "T", "false"))
    case = desk.start()
    assert [one.kind for one in desk.open(case)] == ["incident"]
    with refused("mend.no-result"):
        desk.steer.mend(desk.open(case)[0].task, "by-hand", "x", data={})


def test_a_case_jumps_to_another_step(stuck: tuple[Desk, str]) -> None:
    desk, case = stuck
    task = desk.open(case)[0].task
    with refused("mend.no-target"):
        desk.steer.mend(task, "jump", "on", to="nowhere")
    desk.steer.mend(task, "jump", "no service here", to="U")
    assert desk.who(case) == [("U", "li")] and last_mended(desk, case)["to"] == "U"
    desk.steer.mend(desk.open(case)[0].task, "jump", "back again", to="T")
    assert desk.who(case) == [("T", "zhang")]


def test_only_who_manages_the_process_reassigns_at_a_workbench(stuck: tuple[Desk, str]) -> None:
    desk, case = stuck
    desk.steer.mend(desk.open(case)[0].task, "skip", "x")
    task = desk.open(case)[0].task
    with refused("task.forbidden"):
        desk.service.workbench("zhang").mend(task, "reassign", "busy", to="wang")
    with refused("task.unknown-person"):
        desk.service.workbench("chen").mend(task, "reassign", "busy", to="nobody")
    desk.service.workbench("chen").mend(task, "reassign", "busy", to="user:wang")
    assert desk.who(case) == [("T", "wang")]
    assert last_mended(desk, case) == {
        "how": "reassign", "by": "chen", "reason": "busy", "to": "wang", "of": "zhang",
    }  # fmt: skip


def test_an_incident_becomes_the_error_that_the_diagram_catches(desks: Any) -> None:
    builder = A().start().node("serviceTask", "X", service=mock(failure_rate=1, retry=0)).user("T", "zhang").end()
    builder.chain("S", "X", "T", "E").boundary("B", "X", error("E1")).user("R", "li").flow("B", "R").end("F")
    desk = desks(builder.flow("R", "F"))
    case = desk.start()
    task = desk.open(case)[0]
    if task.kind == "incident":
        desk.steer.mend(task.task, "error", "as the bank would", code="E1")
    assert desk.who(case) == [("R", "li")]


@given(st.lists(st.one_of(st.none(), st.integers(1, 12)), min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_commands_that_count_are_those_of_a_tree_of_branches(acts: list[int | None]) -> None:
    """Against a plain model that copies its list at each going back."""
    states: dict[int, list[int]] = {}
    now: list[int] = []
    heads: list[tuple[int, dict[str, Any]]] = []
    for number, to in enumerate(acts, start=1):
        if to is None or to not in states:
            heads.append((number, {"verb": "complete"}))
            now = [*now, number]
        else:
            heads.append((number, {"verb": "back", "to": to}))
            now = states[to]
        states[number] = now
    assert commands_that_count(heads) == now
