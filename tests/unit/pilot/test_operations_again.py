"""Whatever can be done in a case is recorded: played again as a process test it comes out the same, and as a report
of the case with the same log to the byte. What is new has to be put here."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from runner.bundle.bundle import Bundle
from runner.organization.handler import Handler
from runner.pilot.case_file import read_test
from runner.pilot.case_report import export_report, replay_report
from runner.pilot.record import record
from runner.pilot.replay import run_answers
from runner.rights.model import ProcessRights, Rule
from runner.rights.operations import OPERATIONS
from runner.service import Service, acts, case_acts, mending, rehearsing, workbench, worker
from tests.helpers.graphs import A, error, message, mock, signal, timer
from tests.helpers.office import CLOCK, office

OPEN = ["claim", "release", "return", "reject", "addBefore", "addAfter", "addBeside", "removeSigner", "transfer",
        "delegate", "copy", "notify", "urge", "jump", "sendOn"]  # fmt: skip
MANAGER = ProcessRights(allow=[Rule(action="manage", who="user:chen")])


def approvals(**more: Any) -> Bundle:
    """Two who decide, then one of a pool, then one more."""
    two = Handler(strategy="user", params={"who": "user:li user:wang"})
    pool = Handler(strategy="user", params={"who": "user:sun user:zhao"})
    builder = A("o").start().approve("T", vote="all", handler=two, policy={"operations": OPEN})
    builder.approve("P", vote="claim", handler=pool, policy={"operations": OPEN}).approve("U", "li").end()
    builder.rights, builder.more = MANAGER, more
    return builder.chain("S", "T", "P", "U", "E").bundle(organization=office())


def waiting() -> Bundle:
    """Services that fail or are answered by hand, messages, signals, a timer, a gateway that is picked, a store."""
    builder = A("w").store("L", name="Orders").start().node("serviceTask", "X", service=mock(failure_rate=1))
    builder.boundary("B", "X", error("E1")).node("serviceTask", "Y").xor("G")
    builder.node("intermediateCatchEvent", "M", event=message("go"))
    builder.node("intermediateCatchEvent", "N", event=signal("now"))
    builder.node("intermediateCatchEvent", "C", event=timer("PT1H"))
    builder.user("R", "li", reads=[{"item": "L"}], writes=[{"item": "L"}]).end().end("F")
    builder.chain("S", "X", "Y", "G").flow("G", "M", "a.b(", "on", language="juel").flow("G", "F", flow_id="off")
    builder.chain("M", "N", "C", "R", "E").flow("B", "R")
    builder.rights = MANAGER
    return builder.bundle(organization=office())


class Play:
    """A case, and everybody who does something in it."""

    def __init__(self, service: Service, bundle: Bundle) -> None:
        self.service = service
        self.case = service.start(service.deploy(bundle), "zhang", {"n": 1}, seed=3)

    def task(self, user: str | None = None) -> int:
        """The first open task, of a person if said."""
        return next(one.task for one in self.service.open_tasks(self.case) if user in (None, one.user))

    def do(self, user: str, operation: str, *, of: str | None = None, **more: Any) -> None:
        """An operation on a task, which is somebody's."""
        self.service.workbench(user).operate(operation, self.task(of or user), **more)

    def say(self, *users: str, verdict: str = "agree") -> None:
        """Decide."""
        for user in users:
            self.service.complete(self.task(user), user, {"said": user}, verdict)

    def whole(self, user: str, operation: str, **more: Any) -> None:
        """An operation on the case."""
        self.service.workbench(user).operate_case(operation, self.case, **more)

    def mend(self, how: str, **more: Any) -> None:
        """Mend what is in trouble."""
        self.service.rehearsing().mend(self.task(), how, "because", **more)


def taken_off(play: Play) -> None:
    play.do("li", "addBeside", to="user:zhao")
    play.do("li", "removeSigner", to="user:zhao")


def before(play: Play) -> None:
    play.do("li", "addBefore", to="user:sun", reason="knows more")
    play.say("sun", "li", "wang")


def released(play: Play) -> None:
    play.say("li", "wang")
    play.do("sun", "claim")
    play.do("sun", "release")


def returned(play: Play) -> None:
    play.do("li", "return", to="start", reason="again")
    play.service.complete(play.task(), "zhang", {"n": 2})


def ended(play: Play, operation: str = "terminate") -> None:
    play.whole("chen", operation, reason="enough")


def reactivated(play: Play) -> None:
    play.say("li", "wang")
    ended(play)
    play.whole("chen", "reactivate", to="T", reason="after all")
    play.say("li")


def resumed(play: Play) -> None:
    play.whole("chen", "suspend", reason="holiday")
    play.service.advance("P1D")
    play.whole("chen", "resume")
    play.say("li")


def taken_back(play: Play) -> None:
    play.say("li")
    play.whole("li", "takeBack", reason="too soon")
    play.say("li", "wang")


def migrated(play: Play) -> None:
    play.say("li")
    later = play.service.deploy(approvals(version="2"))
    play.service.migrate(play.case, later, "newer", "chen")
    play.say("wang")


SCENES: dict[str, Callable[[Play], object]] = {
    "complete": lambda play: play.say("li", "wang"),
    "claim": lambda play: (play.say("li", "wang"), play.do("sun", "claim"), play.say("sun")),
    "release": released,
    "return": returned,
    "reject": lambda play: play.do("li", "reject", reason="no"),
    "addBefore": before,
    "addAfter": lambda play: (play.do("li", "addAfter", to="user:sun"), play.say("li", "wang")),
    "addBeside": lambda play: (play.do("li", "addBeside", to="user:sun"), play.say("sun")),
    "removeSigner": taken_off,
    "transfer": lambda play: (play.do("li", "transfer", to="user:sun"), play.say("sun")),
    "delegate": lambda play: (play.do("li", "delegate", to="user:zhao"), play.say("zhao")),
    "copy": lambda play: play.do("li", "copy", to=["user:sun"]),
    "notify": lambda play: play.do("li", "notify", to=["user:sun"], reason="look"),
    "urge": lambda play: (play.do("zhang", "urge", of="wang"), play.service.advance("PT5H"),
                          play.whole("zhang", "urge")),
    "takeBack": taken_back,
    "withdraw": lambda play: play.whole("zhang", "withdraw", reason="mistake"),
    "terminate": ended,
    "suspend": lambda play: ended(play, "suspend"),
    "resume": resumed,
    "jump": lambda play: (play.do("li", "jump", to="U", reason="known"), play.say("li")),
    "sendOn": lambda play: (play.do("li", "sendOn", to="user:sun"), play.say("wang")),
    "reactivate": reactivated,
    "comment": lambda play: play.whole("li", "comment", text="well"),
    "hand_over": lambda play: (play.service.workbench("chen").hand_over("li", "sun"), play.say("sun")),
    "migrate": migrated,
}  # fmt: skip
"""Operation -> what is done in a case of `approvals`."""


def by_hand(play: Play) -> None:
    play.mend("by-hand", data={"n": 4})
    play.service.answer(play.task(), "answer", {"y": 1})
    play.service.answer(play.task(), "pick", None, ["on"])
    play.service.message("go", {}, {"word": "x"})
    play.service.signal("now", {"z": 2})
    play.service.advance("next timer")
    play.service.complete(play.task("li"), "li", {"Orders": [1]})


def stored(play: Play) -> None:
    play.service.rehearsing().set_store("Orders", [7])
    play.mend("error", code="E1")
    play.service.complete(play.task("li"), "li", {})


def stepped(play: Play) -> None:
    steer = play.service.rehearsing()
    steer.set_pace(breaks={"w": ["Y", "R"]})
    play.mend("skip")
    steer.step(play.case)
    play.service.answer(play.task(), "answer", {"y": 1})
    play.service.answer(play.task(), "pick", None, ["off"])


def gone_back(play: Play) -> None:
    play.mend("skip", data={"n": 3})
    play.service.rehearsing().back(play.case, 1)
    play.mend("skip", data={"n": 4})


ACTS: dict[str, Callable[[Play], object]] = {
    "retry": lambda play: play.mend("retry", data={"n": 2}),
    "skip": lambda play: play.mend("skip", data={"n": 3}),
    "by-hand": by_hand,
    "jump": lambda play: (play.mend("skip"), play.mend("jump", to="R"), play.service.complete(play.task("li"), "li")),
    "error": stored,
    "pick": lambda play: (play.mend("skip"), play.service.answer(play.task(), "answer", {}),
                          play.service.rehearsing().mend(play.task(), "pick", "why", flows=["off"])),
    "step": stepped,
    "back": gone_back,
}  # fmt: skip
"""What else is done, in a case of `waiting`; some of it under the name of a way of mending."""


def played_again(service: Service, case: str) -> None:
    """The record gives the same lines in the same order at the same times, the report the same log to the byte."""
    view, history = service.case(case), service.history(case)
    report = export_report(service, case, contents=True)
    first = next(line.payload["model"] for line in history if line.kind == "command" and "model" in line.payload)
    bundle = service.bundle(first)
    recorded = json.loads(json.dumps(record(view, history)))
    result = run_answers(bundle, read_test(recorded, "x"))
    assert [difference.message for difference in result.differences] == []
    assert recorded["expect"]["path"] == [visit.element for visit in result.path]
    found = replay_report(report)
    assert (found.line, found.is_same) == (0, True)


@pytest.mark.parametrize("name", SCENES)
def test_an_operation_is_played_again(name: str) -> None:
    service = Service(clock=CLOCK, keeps_moments=True)
    play = Play(service, approvals())
    SCENES[name](play)
    verbs = {line.payload["verb"] for line in service.history(play.case) if line.kind == "command"}
    assert name in verbs
    played_again(service, play.case)
    service.close()


@pytest.mark.parametrize("name", ACTS)
def test_what_the_tester_does_is_played_again(name: str) -> None:
    service = Service(clock=CLOCK, keeps_moments=True)
    play = Play(service, waiting())
    ACTS[name](play)
    played_again(service, play.case)
    service.close()


def test_every_operation_is_among_them() -> None:
    every = {*OPERATIONS, *acts._WAYS, *case_acts._ACTS}
    assert every <= set(SCENES), f"not played again: {every - set(SCENES)}"
    assert set(mending.WAYS) - {"reassign"} <= set(ACTS)


LOOKS = frozenset(
    {
        "models", "starts", "path", "may_start", "cases", "case", "history", "inbox", "open_tasks", "kinds_waiting",
        "task", "variables", "awaited", "copies", "clock", "next_numbers", "due", "related", "remarks",
        "export_results", "pilots", "pace", "kept", "change", "post", "preview_migration", "calls", "syncs", "stores",
        "list_stores", "read_store",
        "schedules", "export_report", "replay_report", "run_tests", "export_cases", "papers",
    }
)  # fmt: skip
"""What changes no case."""
BESIDE = frozenset(
    {
        "read_copy", "remark", "resolve_remark", "import_results", "backup", "drill", "archive", "reload",
        "open_pilot", "set_pace", "discard", "allow_calls", "sync", "set_schedule", "keep_copies",
    }
)  # fmt: skip
"""What changes something beside the cases: their logs say nothing of it."""
DONE = frozenset(
    {
        "start", "complete", "claim", "operate", "operate_case", "hand_over", "answer", "advance", "message",
        "signal", "step", "step_into", "run_on", "back", "mend", "migrate", "set_store",
    }
)  # fmt: skip
"""What is done in cases, and played again above."""


def test_of_every_verb_it_is_known_whether_it_has_to_be_played_again() -> None:
    verbs = {*worker.VERBS, *rehearsing.VERBS, *workbench.VERBS}
    assert verbs == LOOKS | BESIDE | DONE, f"new: {verbs - (LOOKS | BESIDE | DONE)}"


# -- cases that nobody starts ---------------------------------------------------------------------


def partners() -> Bundle:
    """One process calls another one without waiting, and sends what a third one begins with; an answer comes back."""
    caller = (
        A("caller")
        .start()
        .node(
            "callActivity",
            "Call",
            called="called",
            service={"params": {"waits": "no"}, "inputs": [{"name": "given", "value": "n + 1"}]},
        )
    )
    caller.node(
        "intermediateThrowEvent", "Ask", event=message("ask"), service={"inputs": [{"name": "what", "value": "n"}]}
    )
    caller.node("receiveTask", "Wait", event=message("told")).user("T", "li").end()
    caller.chain("S", "Call", "Ask", "Wait", "T", "E")
    called = A("called").start().user("V", "wang").end().chain("S", "V", "E")
    asked = A("asked").start("S", event=message("ask")).user("W", "wang").user("Z", "wang")
    asked.node("endEvent", "E", event=message("told"), service={"inputs": [{"name": "back", "value": "what * 2"}]})
    asked.chain("S", "W", "Z", "E")
    return caller.bundle(organization=office(), others=[called.graph(), asked.graph()])  # fmt: skip


def test_cases_that_a_message_and_a_call_begin_are_played_again_and_what_comes_from_them() -> None:
    service = Service(clock=CLOCK, keeps_moments=True)
    play = Play(service, partners())
    called, asked = (one.case for one in service.cases() if one.case != play.case)
    service.advance("PT3H")
    for case in (called, asked, asked):
        service.complete(service.open_tasks(case)[0].task, "wang", {})
        service.advance("PT1H")
    play.say("li", verdict=None)  # type: ignore[arg-type]
    assert [service.case_status(case) for case in (play.case, called, asked)] == ["completed"] * 3
    assert service.variables(called) == {"given": 2} and service.variables(play.case)["back"] == 2
    for case in (play.case, called, asked):
        view, history = service.case(case), service.history(case)
        recorded = json.loads(json.dumps(record(view, history)))
        result = run_answers(service.bundle(view.model), read_test(recorded, "x"))
        assert [one.message for one in result.differences] == [], case
        found = replay_report(export_report(service, case, contents=True))
        assert (found.line, found.is_same) == (0, True), case
    kinds = [record(service.case(one), service.history(one))["given"]["start"].get("by") for one in (called, asked)]
    assert kinds == ["call", "message"]
    service.close()


def test_a_case_that_the_clock_begins_is_played_again() -> None:
    bundle = (
        A("p").start("S", event=timer("R/PT1H", "cycle")).user("T", "li").end().chain("S", "T", "E")
        .bundle(organization=office())
    )  # fmt: skip
    service = Service(clock=CLOCK, keeps_moments=True, keeps_schedules=True)
    service.deploy(bundle)
    service.advance("PT2H")
    case = service.cases()[1].case
    service.complete(service.open_tasks(case)[0].task, "li", {})
    recorded = json.loads(json.dumps(record(service.case(case), service.history(case))))
    assert (recorded["given"]["start"]["by"], recorded["given"]["clock"][11:16]) == ("timer", "11:00")
    result = run_answers(bundle, read_test(recorded, "x"))
    assert [one.message for one in result.differences] == [] and result.status == "completed"
    found = replay_report(export_report(service, case, contents=True))
    assert (found.line, found.is_same) == (0, True)
    service.close()


def test_time_that_passed_in_other_cases_passes_in_the_test() -> None:
    limited = (
        A("p").start().user("T", "li").boundary("B", "T", timer("PT5H"), interrupting=False).end("F").end()
        .chain("S", "T", "E").chain("B", "F").bundle(organization=office())
    )  # fmt: skip
    service = Service(clock=CLOCK)
    play = Play(service, limited)
    service.advance("PT4H")  # nothing comes: the case hears nothing of it
    service.advance("PT1H")
    service.complete(play.task(), "li", {})
    steps = record(service.case(play.case), service.history(play.case))["given"]["steps"]
    assert steps[0]["advance"][11:16] == "14:00"
    service.close()
