"""An absence that begins gives what is open to the agent, who acts on behalf of who is away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.organization.model import Absence
from runner.service import Service
from tests.helpers.graphs import A
from tests.helpers.office import CLOCK, office


def away(**more: object) -> Absence:
    told = {"who": "user:li", "from": "2026-03-05", "to": "2026-03-09", "agent": "user:wang", **more}
    return Absence.model_validate(told)


def started(absence: Absence, starter: str = "zhang") -> tuple[Service, str]:
    organization = office().model_copy(update={"absences": [absence]})
    drawn = A("p").start("S").approve("T", "user:li").end("E").chain("S", "T", "E")
    service = Service(clock=CLOCK)
    return service, service.start(service.deploy(drawn.bundle(organization=organization)), starter)


def test_what_is_open_goes_to_the_agent_on_the_day_the_absence_begins() -> None:
    service, case = started(away())
    service.advance("P1D")
    assert [task.user for task in service.open_tasks(case)] == ["li"]
    service.advance("P2D")
    (task,) = service.open_tasks(case)
    assert task.user == "wang"
    service.advance("P1D")
    assert [one.user for one in service.open_tasks(case)] == ["wang"]
    service.workbench("wang").complete(task.task, verdict="agree")
    acted = next(line for line in service.history(case) if line.kind == "acted")
    assert (acted.payload["by"], acted.payload["onBehalf"]) == ("wang", "li")
    service.close()


@pytest.mark.parametrize(
    "absence", [away(agent=None), away(mode="copy"), away(processes=["other"]), away(agent="user:gone")]
)
def test_without_an_agent_who_replaces_here_it_stays(absence: Absence) -> None:
    service, case = started(absence)
    service.advance("P3D")
    assert [task.user for task in service.open_tasks(case)] == ["li"]
    service.close()


def test_an_agent_who_gets_copies_gets_one_when_the_absence_begins() -> None:
    service, case = started(away(mode="copy"))
    assert service.copies("wang") == []
    service.advance("P3D")
    assert [(copy.case, copy.element) for copy in service.copies("wang")] == [(case, "T")]
    service.advance("P1D")
    assert len(service.copies("wang")) == 1
    service.close()


zones = st.sampled_from(["Asia/Shanghai", "America/New_York", "Pacific/Auckland", "UTC"])
spans = st.tuples(st.integers(-2, 12), st.integers(0, 3))
jumps = st.lists(st.integers(1, 200), min_size=1, max_size=4)


@settings(max_examples=40)
@given(zones, spans, jumps, st.lists(st.integers(0, 12 * 24), min_size=1, max_size=5))
def test_agents_are_asked_for_the_days_of_the_absence_however_the_clock_moves(
    zone: str, span: tuple[int, int], hours: list[int], starts: list[int]
) -> None:
    """An open step goes to the agent at the midnight at which the absence begins, one that opens during it goes there
    at once, and from the midnight after its last day on nothing does; local time, whatever the clock's own zone."""
    here, begin = ZoneInfo(zone), datetime.fromisoformat(CLOCK).astimezone(UTC)
    first = begin.astimezone(here).date() + timedelta(days=span[0])
    last = first + timedelta(days=span[1])
    absence = away(**{"from": str(first), "to": str(last)})
    organization = office().model_copy(update={"absences": [absence]})
    bundle = A("p").start("S").approve("T", "user:li").end("E").chain("S", "T", "E").bundle(organization=organization)
    bundle = replace(bundle, workspace=bundle.workspace.model_copy(update={"time_zone": zone}))
    service = Service(clock=begin.isoformat())
    model = service.deploy(bundle)
    opened: dict[str, datetime] = {}
    now = begin
    stops = sorted({*accumulate(hours), *(start for start in starts if start <= sum(hours))})
    for stop in stops:
        now = begin + timedelta(hours=stop)
        service.advance(now - datetime.fromisoformat(service.clock()))
        if stop in starts:
            opened[service.start(model, "zhang")] = now
        for case, since in opened.items():
            (task,) = service.open_tasks(case)
            came = since.astimezone(here).date()
            midnight = datetime(first.year, first.month, first.day, tzinfo=here)
            begins_while_open = since < midnight <= now
            is_away = first <= came <= last or begins_while_open
            assert task.user == ("wang" if is_away else "li"), (first, last, since, now)
    service.close()


def test_a_jump_of_the_clock_is_as_many_small_steps() -> None:
    def told(*steps: str) -> list[tuple[str, str]]:
        service, case = started(away())
        for step in steps:
            service.advance(step)
        found = [
            (line.kind, str(line.payload.get("to"))) for line in service.history(case) if line.kind == "transferred"
        ]
        service.close()
        return found

    assert told("P20D") == told(*["PT6H"] * 80) == [("transferred", "wang")]
