"""A timer at the beginning of a process begins a case at each of its times, by the clock of its rehearsal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from runner.bundle.bundle import Bundle
from runner.core.errors import RunError
from runner.protocol.values import LogLine
from runner.rights.model import ProcessRights, Rule
from runner.service import Service
from tests.helpers.graphs import A, event, script, timer
from tests.helpers.office import CLOCK, office
from tests.helpers.store_load import consistent


def process(text: str, kind: str = "cycle", name: str = "p", **more: Any) -> Bundle:
    builder = A(name).start("S", event=timer(text, kind), name="Each time").user("T", "user:li").end()
    builder.rights = more.pop("rights", builder.rights)
    builder.more = more
    return builder.chain("S", "T", "E").bundle(organization=office())


def scheduled(*bundles: Bundle, store: str = "sqlite://") -> Service:
    service = Service(store, clock=CLOCK, keeps_moments=True, keeps_schedules=True)
    for one in bundles:
        service.deploy(one)
    return service


def begun(service: Service) -> list[str]:
    return [one.started[5:16] for one in service.cases()]


@pytest.mark.parametrize(
    ("text", "kind", "by", "wanted"),
    [
        ("R3/PT1H", "cycle", "P1D", ["03-02T10:00", "03-02T11:00", "03-02T12:00"]),
        ("R/2026-03-03T08:00/P1D", "cycle", "P3D", ["03-03T08:00", "03-04T08:00", "03-05T08:00"]),
        ("R4/2026-03-01T09:30/P1D", "cycle", "P9D", ["03-02T09:30", "03-03T09:30", "03-04T09:30"]),
        ("R2/2026-01-31T09:00/P1M", "cycle", "P60D", []),
        ("R5/2026-01-31T12:00/P1M", "cycle", "P1Y", ["03-31T12:00", "04-30T12:00", "05-31T12:00"]),
        ("R0/PT1H", "cycle", "P1D", []),
        ("PT90M", "duration", "P1D", ["03-02T10:30"]),
        ("2026-03-04", "date", "P9D", ["03-04T00:00"]),
        ("2026-03-01", "date", "P9D", []),
        ('=date and time("2026-03-02T16:00:00")', "date", "P1D", ["03-02T16:00"]),
        ('="R2/" + "PT2H"', "cycle", "P1D", ["03-02T11:00", "03-02T13:00"]),
        ("noon", "date", "P1D", []),
        ("R/2026-03-02T12:00/P9000Y", "cycle", "P1D", ["03-02T12:00"]),
        ("P99999Y", "duration", "P1D", []),
    ],
)
def test_a_case_begins_at_each_time(text: str, kind: str, by: str, wanted: list[str]) -> None:
    service = scheduled(process(text, kind))
    service.advance(by)
    assert begun(service) == wanted
    for one in service.cases():
        (task,) = service.open_tasks(one.case)
        assert (task.user, task.opened) == ("li", one.started)
        consistent(service, one.case)
    service.close()


def test_a_month_counts_from_when_the_timer_began() -> None:
    service = Service("sqlite://", clock="2026-01-31T09:00:00+08:00", keeps_schedules=True)
    service.deploy(process("R4/P1M"))
    service.advance("P1Y")
    assert begun(service) == ["02-28T09:00", "03-31T09:00", "04-30T09:00", "05-31T09:00"]
    service.close()


def test_the_next_timer_is_the_one_that_comes_first_whatever_it_belongs_to() -> None:
    own = A("q").start().node("intermediateCatchEvent", "C", event=timer("PT1H")).end().chain("S", "C", "E").bundle()
    service = scheduled(process("R/PT1H"), own)
    waiting = service.start(service.deploy(own), "li")
    assert [(at[11:16], case) for at, case, _ in service.due()] == [("10:00", ""), ("10:00", waiting)]
    assert service.due(waiting) == [service.due()[1]] and service.due(limit=1)[0][2] == "S"
    assert service.advance("next timer").fired == 2
    assert service.case_status(waiting) == "completed" and begun(service) == ["03-02T09:00", "03-02T10:00"]
    assert service.advance("next timer").fired == 1
    assert begun(service)[2:] == ["03-02T11:00"]
    service.close()


def test_a_long_span_is_passed_case_by_case_and_twice_the_same() -> None:
    def log() -> list[LogLine]:
        service = scheduled(process("R/P1D"))
        with service.store.transaction() as tx:
            tx.set_fact("prefix", "same")
        service.advance("P30D")
        assert len(service.cases()) == 30
        found = [line for one in service.cases() for line in service.history(one.case)]
        service.close()
        return [line.model_copy(update={"real": ""}) for line in found]

    assert log() == log()


def test_a_schedule_outlives_the_program_and_goes_on_with_a_version_that_says_the_same(tmp_path: Path) -> None:
    place = str(tmp_path / "store.sqlite")
    service = scheduled(process("R3/PT2H"), store=place)
    service.advance("PT3H")
    service.close()
    service = scheduled(process("R3/PT2H"), store=place)
    (view,) = service.rehearsing().schedules()
    assert (view.due and view.due[11:16], view.left, view.name, view.said) == ("13:00", 2, "Each time", "R3/PT2H")
    service.deploy(process("R3/PT2H", version="2"))
    assert service.rehearsing().schedules() == [view]
    service.advance("PT1H")
    assert [one.model for one in service.cases()][1] != service.cases()[0].model
    service.deploy(process("R/PT1H", version="3"))
    assert [one.due and one.due[11:16] for one in service.rehearsing().schedules()] == ["14:00"]
    service.deploy(A().start().end().chain("S", "E").bundle())
    assert service.rehearsing().schedules() == [] and service.due() == []
    service.close()


def test_what_has_ended_does_not_begin_again_when_it_is_deployed_again() -> None:
    service = scheduled(process("R1/PT1H"))
    service.advance("P1D")
    service.deploy(process("R1/PT1H"))
    assert [(one.due, one.left) for one in service.rehearsing().schedules()] == [(None, 0)]
    with pytest.raises(RunError, match="No timer"):
        service.advance("next timer")
    service.close()


def test_another_rehearsal_has_its_own_times() -> None:
    service = scheduled(process("R/PT1H"))
    service.advance("PT90M")
    service.open_pilot("other", "2026-03-02T20:30:00+08:00")
    service.advance("PT1H")
    assert begun(service) == ["03-02T21:30"]
    service.pilot = ""
    assert begun(service) == ["03-02T10:00"] and service.due()[0][0][11:16] == "11:00"
    service.close()


def test_it_is_switched_off_and_on() -> None:
    service = scheduled(process("R/PT1H"))
    steer = service.rehearsing()
    assert [one.is_on for one in steer.set_schedule("p", "S", on=False)] == [False]
    service.advance("PT90M")
    assert begun(service) == [] and steer.schedules()[0].due is None
    service.deploy(process("R/PT2H"))
    assert [one.is_on for one in steer.schedules()] == [False]  # also of a later version
    assert [one.due and one.due[11:16] for one in steer.set_schedule("p", "S", on=True)] == ["12:30"]
    with pytest.raises(RunError) as caught:
        steer.set_schedule("p", "T", on=True)
    assert caught.value.code == "schedule.unknown"
    service.close()


MANAGED = {"rights": ProcessRights(allow=[Rule(action="manage", who="user:chen")])}


@pytest.mark.parametrize(
    ("more", "starter"),
    [
        ({"owner": "user:wang"}, "wang"),
        ({"owner": "user:wang", **MANAGED}, "wang"),
        ({"owner": "user:nobody", **MANAGED}, "chen"),
    ],
)
def test_the_starter_is_who_answers_for_the_process(more: dict[str, Any], starter: str) -> None:
    service = scheduled(process("PT1H", "duration", **more))
    assert service.rehearsing().schedules()[0].starter == starter
    service.advance("PT1H")
    assert [one.starter for one in service.cases()] == [starter]
    (line,) = [one for one in service.history(service.cases()[0].case) if one.kind == "started"]
    assert (line.element, line.payload) == ("S", {"by": "timer"})
    service.close()


def test_without_an_organisation_the_tester_stands_for_the_starter() -> None:
    service = scheduled(replace(process("PT1H", "duration"), organization=type(office())()))
    service.advance("PT1H")
    assert [one.starter for one in service.cases()] == ["tester"]
    service.close()


def test_of_several_starts_each_timer_begins_its_own_and_other_starts_wait_for_somebody() -> None:
    several = (
        A().start("S").start("D", event=timer("R/P1D", "cycle"))
        .start("M", event=event("multiple", parts=[timer("PT2H"), timer("PT5H")]))
        .node("scriptTask", "X", script=script(n="1")).end().chain("S", "X", "E").chain("D", "X").chain("M", "X")
    )  # fmt: skip
    service = scheduled(several.bundle())
    service.advance("P1D")
    path = [service.case(one.case).path[0].element for one in service.cases()]
    assert (path, begun(service)) == (["M", "M", "D"], ["03-02T11:00", "03-02T14:00", "03-03T09:00"])
    service.close()


def test_a_schedule_that_was_changed_from_outside_begins_nothing_and_the_clock_goes_on() -> None:
    service = scheduled(process("R/PT1H"))
    with service.store.transaction() as tx:
        tx.schedules.change("p", "S", element="Elsewhere")
    service.advance("P1D")
    assert service.cases() == [] and service.due() == []
    service.close()


def test_nothing_begins_by_itself_where_it_is_not_asked_for() -> None:
    service = Service(clock=CLOCK)
    service.deploy(process("R/PT1H"))
    service.advance("P1D")
    assert service.cases() == [] and service.due() == []
    service.close()
