"""Process tests: replayed step by step, with differences that name what is open."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from runner.bundle.bundle import Bundle
from runner.core.errors import FileError, FormatError
from runner.forms.schema import Form
from runner.organization.handler import Handler
from runner.pilot.case_file import read_test
from runner.pilot.coverage import coverage_of
from runner.pilot.paths import other_ways, same_path
from runner.pilot.record import record
from runner.pilot.replay import run_answers
from runner.pilot.report import junit, run_tests
from runner.rights.model import ProcessRights, Rule
from runner.service import Service
from tests.helpers.graphs import A, error, message, mock
from tests.helpers.office import office

# a complete process test (docs/formats.md, section 3)
EXAMPLE: dict[str, Any] = {
    "formatVersion": 1,
    "name": {"en": "Four days, HR returns once", "zh": "四天，人事退回一次"},
    "process": "processes/leave.bpmn",
    "given": {
        "clock": "2026-03-02T09:00:00+08:00",
        "seed": 1,
        "start": {"as": "user:zhang", "at": "StartEvent_1", "data": {"type": "annual", "days": 4}},
        "services": {"Task_record": [{"result": {"ok": True}, "delay": "PT2S"}]},
        "steps": [
            {"complete": "Task_head", "as": "user:li", "verdict": "agree", "data": {"opinion": "ok"}},
            {"complete": "Task_head", "as": "user:chen", "verdict": "agree"},
            {"operation": "return", "task": "Task_hr", "as": "user:wang", "to": "StartEvent_1", "reason": "dates"},
            {"complete": "StartEvent_1", "as": "user:zhang", "data": {"days": 4}},
            {"complete": "Task_head", "as": "user:li", "verdict": "agree"},
            {"complete": "Task_head", "as": "user:chen", "verdict": "agree"},
            {"complete": "Task_hr", "as": "user:wang", "verdict": "agree"},
            {"advance": "PT2S"},
        ],
    },
    "expect": {
        "path": [
            "StartEvent_1", "Task_head", "Gateway_days", "Task_hr", "StartEvent_1", "...", "Task_record",
            "EndEvent_ok",
        ],
        "handlers": {"Task_head": ["user:li", "user:chen"], "Task_hr": ["user:wang"]},
        "status": "completed",
        "end": ["EndEvent_ok"],
        "variables": {"days": 4},
    },
}  # fmt: skip


def leave() -> Bundle:
    """The process of the example."""
    return (
        A("leave").start("StartEvent_1")
        .approve("Task_head", handler=Handler(strategy="consecutiveHeads", params={"upTo": "2"}))
        .xor("Gateway_days", "to_record")
        .approve("Task_hr", handler=Handler(strategy="role", params={"who": "role:hr"}))
        .node("serviceTask", "Task_record", service=mock("{ok: false}")).end("EndEvent_ok")
        .chain("StartEvent_1", "Task_head", "Gateway_days").flow("Gateway_days", "Task_hr", "days > 3")
        .flow("Gateway_days", "Task_record", flow_id="to_record").chain("Task_hr", "Task_record", "EndEvent_ok")
        .bundle(organization=office())
    )  # fmt: skip


def changed(**parts: Any) -> Any:
    """The example with some of `given` and `expect` replaced."""
    value = copy.deepcopy(EXAMPLE)
    for name, part in parts.items():
        value["expect" if name in value["expect"] else "given"][name] = part
    return read_test(value, "x")


def test_the_example_of_the_formats_runs_as_it_stands() -> None:
    result = run_answers(leave(), read_test(json.dumps(EXAMPLE).encode(), "x.json"))
    assert [difference.message for difference in result.differences] == []
    assert result.ok
    printed = result.to_json()
    assert printed["status"] == "completed"
    assert printed["end"] == ["EndEvent_ok"]
    assert printed["seed"] == 1
    assert len(printed["model"]) == 64
    assert printed["variables"]["ok"] is True
    assert printed["path"][1]["by"] == ["user:li", "user:chen"]
    assert json.loads(json.dumps(printed)) == printed


@pytest.mark.parametrize(
    ("part", "value", "code"),
    [
        ("path", ["StartEvent_1", "Task_head", "EndEvent_ok"], "pilot.path"),
        ("handlers", {"Task_hr": ["user:li"]}, "pilot.handlers"),
        ("status", "running", "pilot.status"),
        ("end", ["EndEvent_no"], "pilot.end"),
        ("variables", {"days": 5}, "pilot.variable"),
    ],
)
def test_what_is_not_as_expected_is_a_difference(part: str, value: Any, code: str) -> None:
    result = run_answers(leave(), changed(**{part: value}))
    assert [difference.code for difference in result.differences] == [code]
    assert not result.ok


def test_a_step_that_finds_no_task_names_what_is_open() -> None:
    result = run_answers(leave(), changed(steps=[{"complete": "Task_hr", "as": "user:wang", "verdict": "agree"}]))
    first = result.differences[0]
    assert (first.code, first.step) == ("pilot.not-open", "1")
    assert "Task_head (user:li)" in first.message
    assert result.status == "running"


def test_a_refused_step_says_why() -> None:
    steps = [{"complete": "Task_head", "as": "user:li", "verdict": "perhaps"}]
    result = run_answers(leave(), changed(steps=steps))
    assert result.differences[0].code == "pilot.refused"
    assert "perhaps" in result.differences[0].message


def test_delays_pass_only_by_advance() -> None:
    result = run_answers(leave(), changed(steps=EXAMPLE["given"]["steps"][:-1]))
    assert result.status == "running"
    assert result.open == ()


def test_a_process_that_cannot_run_is_refused_with_element_and_reason() -> None:
    result = run_answers(A().start().node("eventBasedGateway", "N").bundle(), read_test({"formatVersion": 1}, "x"))
    assert (result.status, result.problems[0].element) == ("refused", "N")


def test_answers_alone_are_a_test_without_expectations() -> None:
    bare = {"formatVersion": 1, **EXAMPLE["given"]}
    result = run_answers(leave(), read_test(bare, "x"))
    assert (result.status, result.differences) == ("completed", ())


@pytest.mark.parametrize("value", [{"given": {"steps": [{}]}}, {"given": {"wrong": 1}}, {"formatVersion": 9}])
def test_an_unfit_file_is_refused(value: Any) -> None:
    with pytest.raises(FormatError):
        read_test(value, "x")


def test_one_of_several_tasks_is_named_by_person_or_number() -> None:
    handler = Handler(strategy="user", params={"who": "user:li user:wang"})
    bundle = (
        A().start().approve("T", vote="all", handler=handler).end().chain("S", "T", "E").bundle(organization=office())
    )
    for first in ({"for": "user:wang", "as": "user:wang"}, {"complete": "T#2", "as": "user:wang"}):
        steps = [
            {"complete": "T", "verdict": "agree", **first},
            {"complete": "T", "as": "user:li", "verdict": "agree"},
        ]
        result = run_answers(bundle, read_test({"given": {"start": {"as": "zhang"}, "steps": steps}}, "x"))
        assert (result.status, result.differences) == ("completed", ())
        assert result.path[1].by == ["wang", "li"]


def test_messages_picks_and_answers_are_steps() -> None:
    builder = A().start().node("receiveTask", "M", event=message("go", no="no")).node("serviceTask", "V").xor("g")
    bundle = builder.end("E").end("F").chain("S", "M", "V", "g", "E").flow("g", "F").bundle()
    steps = [
        {"message": "go", "correlation": {"no": "1"}, "data": {"x": 1}},
        {"answer": "V", "data": {"y": 2}},
        {"pick": "g", "flows": ["g_F"]},
    ]
    test = {
        "given": {"start": {"as": "a", "data": {"no": "1"}}, "steps": steps},
        "expect": {"end": ["F"], "variables": {"x": 1, "y": 2}},
    }
    assert run_answers(bundle, read_test(test, "x")).differences == ()


FORKED = (
    A().start().fork("f").user("A").user("A2").user("B").fork("j").user("C").chain("S", "f", "A", "A2", "j", "C")
    .chain("f", "B", "j").graph()
)  # fmt: skip


@pytest.mark.parametrize(
    ("expected", "fits"),
    [
        (["S", "f", "A", "A2", "B", "j", "C"], True),
        (["S", "f", "B", "A2", "A", "j", "C"], True),
        (["S", "f", "A", "B", "j", "C"], False),
        (["S", "f", "A", "...", "j", "C"], True),
        (["S", "...", "C"], True),
        (["...", "j", "..."], True),
        (["S", "f", "A", "A2", "B", "j"], False),
        (["S", "f", "A", "A2", "B", "X", "j", "C"], False),
        (["...", "X", "..."], False),
    ],
)
def test_order_counts_outside_and_not_between_split_and_join(expected: list[str], fits: bool) -> None:
    assert same_path(FORKED, expected, ["S", "f", "A", "B", "A2", "j", "C"]) is fits


def test_a_rehearsed_case_is_recorded_as_a_test_that_passes() -> None:
    bundle = leave()
    service = Service(clock="2026-03-02T09:00:00+08:00")
    case = service.start(service.deploy(bundle), "zhang", {"days": 4, "type": "sick"}, seed=5)
    for user, verdict in (
        ("li", "agree"),
        ("chen", "agree"),
        ("wang", "return"),
        ("zhang", None),
        ("li", "agree"),
        ("chen", "reject"),
    ):
        task = service.open_tasks(case)[0]
        service.complete(task.task, user, {"days": 9} if user == "zhang" else {}, verdict)
    recorded = record(service.case(case), service.history(case), source="processes/leave.bpmn")
    service.close()
    assert json.loads(json.dumps(recorded)) == recorded
    result = run_answers(bundle, read_test(recorded, "x"))
    assert [difference.message for difference in result.differences] == []
    assert result.outcome == "rejected"


def test_all_tests_of_a_workspace_give_one_report_with_coverage() -> None:
    def load(process: str) -> Bundle:
        if process != "processes/leave.bpmn":
            raise FileError("file.unreadable", file=process, cause="gone")
        return leave()

    files = {
        "a.json": json.dumps(EXAMPLE).encode(),
        "b.json": json.dumps({**EXAMPLE, "expect": {"status": "running"}}).encode(),
        "c.json": json.dumps({**EXAMPLE, "process": "other"}).encode(),
        "d.json": b"{",
    }
    report = run_tests(load, files)
    assert [case.ok for case in report.cases] == [True, False, False, False]
    assert not report.ok
    assert report.coverage.nodes == (6, 6)
    assert report.coverage.flows == (5, 6)
    assert report.coverage.missing == ("to_record",)
    assert b'failures="3"' in junit(report)
    assert report.to_json()["cases"][0]["name"] == "Four days, HR returns once"


def test_a_gateway_that_went_the_other_way_is_named() -> None:
    short = changed(start={"as": "user:zhang", "data": {"days": 2}}, steps=EXAMPLE["given"]["steps"][:2])
    found = run_answers(leave(), short).differences
    assert ("pilot.gateway", "Gateway_days", "Task_hr", "Task_record") in [
        (one.code, one.step, one.expected, one.found) for one in found
    ]
    assert any("Gateway_days went to Task_record, expected was Task_hr" in one.message for one in found)


LOOPED = (
    A().start().user("A").xor("g").user("B").end("E").chain("S", "A", "g", "B", "E").flow("g", "A", "again").graph()
)  # fmt: skip


@pytest.mark.parametrize(
    ("expected", "ways"),
    [
        (["S", "A", "g", "A", "g", "B", "E"], []),
        (["S", "A", "g", "B", "E"], [("g", "B", "A")]),
        (["S", "A", "g", "A", "g", "A", "g", "B", "E"], [("g", "A", "B")]),
        (["S", "...", "g", "A", "E"], []),
        (["S", "A", "g", "...", "E"], []),
        (["X"], []),
    ],
)
def test_each_visit_of_a_gateway_is_compared_as_far_as_the_path_says(
    expected: list[str], ways: list[tuple[str, str, str]]
) -> None:
    assert other_ways(LOOPED, expected, ["S", "A", "g", "A", "g", "B", "E"]) == ways


def test_a_right_to_edit_is_tested_by_who_fills_the_field_in_and_one_to_read_by_who_acts() -> None:
    form = Form.model_validate({"components": [{"type": "number", "key": "days"}, {"type": "number", "key": "pay"}]})
    builder = A("leave").start().user("T", form="f", fields={"days": "edit", "pay": "read"}).end()
    bundle = builder.chain("S", "T", "E").bundle(forms={"f": form}, organization=office())

    def tested(*steps: dict[str, Any]) -> tuple[tuple[int, int], tuple[tuple[str, str], ...]]:
        given = {"start": {"as": "user:zhang"}, "steps": list(steps)}
        coverage = coverage_of([bundle], [run_answers(bundle, read_test({"given": given}, "x"))])
        return coverage.rights, coverage.untested

    assert tested() == ((0, 2), (("T", "days"), ("T", "pay")))
    assert tested({"complete": "T", "as": "user:zhang"}) == ((1, 2), (("T", "days"),))
    assert tested({"complete": "T", "as": "user:zhang", "data": {"days": 2}}) == ((2, 2), ())


def test_a_run_counts_for_the_processes_of_its_own_bundle_alone() -> None:
    one = A("one").start().user("T").end().chain("S", "T", "E").bundle()
    other = A("two").start().user("T").end().chain("S", "T", "E").bundle()
    run = run_answers(one, read_test({"given": {"start": {"as": "a"}, "steps": [{"complete": "T"}]}}, "x"))
    assert coverage_of([one, other], [run]).nodes == (3, 6)


def test_no_run_reaches_nothing() -> None:
    assert coverage_of([leave()], []).nodes == (0, 6)


def kinds(service: Service, case: str) -> list[tuple[str, str, str]]:
    """What the history of a case says happened: kind, step, virtual time."""
    return [(line.kind, line.element, line.at) for line in service.history(case)]


def again(bundle: Bundle, service: Service, case: str, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Record a case, play the record, and compare the histories; the steps that were recorded."""
    recorded = json.loads(json.dumps(record(service.case(case), service.history(case))))
    wanted = kinds(service, case)
    service.close()
    seen: list[list[tuple[str, str, str]]] = []
    close = Service.close

    def closed(other: Service) -> None:
        seen.append(kinds(other, other.cases()[0].case))
        close(other)

    monkeypatch.setattr(Service, "close", closed)
    result = run_answers(bundle, read_test(recorded, "x"))
    assert [difference.message for difference in result.differences] == []
    assert seen == [wanted]
    return list(recorded["given"]["steps"])


def test_every_way_of_mending_is_recorded_and_played_again(monkeypatch: pytest.MonkeyPatch) -> None:
    builder = A("m").start().node("serviceTask", "X", service=mock(failure_rate=1)).user("T", "zhang").user("U", "li")
    builder.node("serviceTask", "W", service=mock(failure_rate=1))
    builder.node("serviceTask", "Y", service=mock(failure_rate=1)).node("serviceTask", "Z").user("R", "li")
    builder.chain("S", "X", "W", "T", "U", "Y", "Z", "E").boundary("B", "Y", error("E1")).flow("B", "R")
    builder.end().end("F").flow("R", "F")
    bundle = builder.bundle(organization=office())
    service = Service(clock="2026-03-02T09:00:00+08:00")
    steer = service.rehearsing()
    case = service.start(service.deploy(bundle), "zhang", {"n": 1}, seed=3)

    def mend(how: str, **about: Any) -> None:
        steer.mend(service.open_tasks(case)[0].task, how, "because", **about)

    mend("retry", data={"n": 2})
    mend("skip", data={"n": 3})
    mend("by-hand", data={"n": 4})
    mend("reassign", to="wang")
    mend("jump", to="U")
    service.complete(service.open_tasks(case)[0].task, "li")
    if service.open_tasks(case)[0].element == "Y":
        mend("error", code="E1")
    service.complete(service.open_tasks(case)[0].task, "li")
    steps = again(bundle, service, case, monkeypatch)
    assert [one["how"] for one in steps if "mend" in one][:5] == ["retry", "skip", "by-hand", "reassign", "jump"]
    assert steps[3]["for"] == "user:zhang", "whose step it was"


def test_every_operation_on_a_step_is_recorded_and_played_again(monkeypatch: pytest.MonkeyPatch) -> None:
    two = Handler(strategy="user", params={"who": "user:li user:wang"})
    builder = A("o").start().approve("T", vote="all", handler=two).approve("U", "li").end().chain("S", "T", "U", "E")
    builder.rights = ProcessRights(allow=[Rule(action="manage", who="user:chen")])
    bundle = builder.bundle(organization=office())
    service = Service(clock="2026-03-02T09:00:00+08:00")
    case = service.start(service.deploy(bundle), "zhang", {"n": 1}, seed=3)

    def do(user: str, operation: str, **more: Any) -> None:
        task = next(one for one in service.open_tasks(case) if one.user == user)
        service.workbench(user).operate(operation, task.task, **more)

    def say(user: str, verdict: str = "agree") -> None:
        service.complete(next(one for one in service.open_tasks(case) if one.user == user).task, user, {}, verdict)

    urged = next(one for one in service.open_tasks(case) if one.user == "wang").task
    service.workbench("zhang").operate("urge", urged)
    do("li", "addBefore", to="user:sun", reason="knows more")
    say("sun")
    do("li", "addBeside", to="user:zhao")
    do("li", "removeSigner", to="user:zhao")
    do("wang", "delegate", to="user:zhao")
    say("zhao")
    do("wang", "copy", to=["user:sun"])
    do("wang", "transfer", to="user:chen")
    say("li", "return")
    service.complete(service.open_tasks(case)[0].task, "zhang", {"n": 2})
    say("li")
    service.workbench("chen").hand_over("wang", "sun")
    say("sun")
    do("li", "addAfter", to="user:wang")
    say("li")
    service.workbench("chen").operate_case("terminate", case, reason="enough")
    steps = again(bundle, service, case, monkeypatch)
    assert {one.get("operation") for one in steps} >= {
        "urge", "addBefore", "addBeside", "addAfter", "removeSigner", "delegate", "copy", "transfer", "hand_over",
        "terminate",
    }  # fmt: skip


def test_whom_somebody_chose_is_recorded_and_played_again(monkeypatch: pytest.MonkeyPatch) -> None:
    by_starter = Handler(strategy="starterChoice", params={"from": "user:li user:wang", "min": "1"})
    by_li = Handler(strategy="previousChoice", params={"from": "user:sun user:zhao", "min": "1"})
    builder = A("c").start().approve("T", handler=by_starter).approve("U", handler=by_li).end()
    bundle = builder.chain("S", "T", "U", "E").bundle(organization=office())
    service = Service(clock="2026-03-02T09:00:00+08:00")
    case = service.start(service.deploy(bundle), "zhang", {}, seed=3, choices={"T": ["li"]})
    service.complete(service.open_tasks(case)[0].task, "li", {}, "agree", None, {"U": ["zhao"]})
    service.complete(service.open_tasks(case)[0].task, "zhao", {}, "agree")
    assert again(bundle, service, case, monkeypatch)[0]["choices"] == {"U": ["zhao"]}
