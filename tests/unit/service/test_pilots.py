"""A store holds several pilots: each has its own clock, its own cases, and its own messages."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner.core.errors import RunError
from runner.service import Service
from tests.helpers.graphs import A, message, timer
from tests.helpers.office import CLOCK, office

LATER = "2026-09-01T08:00:00+08:00"
WAITS = (
    A("waits").start().fork("f").node("intermediateCatchEvent", "W", event=timer("PT2H"))
    .node("receiveTask", "R", event=message("go")).user("T", "user:li").end()
    .chain("S", "f", "W", "E").chain("f", "R", "E").chain("f", "T", "E").bundle(organization=office())
)  # fmt: skip


@pytest.fixture
def service(tmp_path: Path) -> Service:
    made = Service(str(tmp_path / "store.sqlite"), clock=CLOCK)
    made.deploy(WAITS)
    return made


def test_each_pilot_has_its_own_clock_and_cases(service: Service, tmp_path: Path) -> None:
    here = service.start(WAITS.hash, "zhang")
    assert service.open_pilot("autumn", LATER).clock == LATER
    there = service.start(WAITS.hash, "zhang")
    assert [(one.case, one.ordinal, one.started) for one in service.cases()] == [(there, 1, LATER)]
    assert [one.case for one in service.open_tasks()] == [one.case for one in service.inbox("li")] == [there]
    assert service.advance("PT3H").fired == 1 and service.advance("PT3H").fired == 0
    assert service.clock() == "2026-09-01T14:00:00+08:00"
    service.pilot = ""
    assert service.clock() == CLOCK and [case for _at, case, _node in service.due()] == [here]
    service.close()

    again = Service(str(tmp_path / "store.sqlite"))
    assert [(one.name, one.clock) for one in again.pilots()] == [("", CLOCK), ("autumn", "2026-09-01T14:00:00+08:00")]
    again.enter_pilot("autumn")
    assert not again.due() and [one.case for one in again.cases()] == [there]
    again.complete(again.open_tasks()[0].task, "li", {})
    again.close()


def test_messages_and_signals_stay_within_their_pilot(service: Service) -> None:
    here = service.start(WAITS.hash, "zhang")
    service.open_pilot("autumn", LATER)
    assert not service.message("go")  # nobody waits for it here
    assert len(service.awaited(here)) == 1
    there = service.start(WAITS.hash, "zhang")
    assert not service.awaited(there)  # it lay there
    assert not service.rehearsing().post().queued
    service.pilot = ""
    assert [one.case for one in service.rehearsing().post().awaited] == [here]
    assert service.message("go") and not service.awaited(here)
    service.close()


def test_a_case_of_another_pilot_is_refused_with_its_name_and_nothing_is_done(service: Service) -> None:
    service.open_pilot("autumn", LATER)
    there = service.start(WAITS.hash, "zhang")
    task = service.open_tasks()[0].task
    service.pilot = ""
    before = service.history(there)
    with pytest.raises(RunError, match="autumn") as caught:
        service.complete(task, "li", {})
    assert caught.value.code == "run.other-pilot" and service.history(there) == before
    service.pilot = "autumn"
    service.complete(task, "li", {})
    service.close()


def test_going_back_moves_the_clock_of_its_pilot_alone(tmp_path: Path) -> None:
    service = Service(str(tmp_path / "store.sqlite"), clock=CLOCK, keeps_moments=True)
    service.open_pilot("autumn", LATER)
    case = service.start(service.deploy(WAITS), "zhang")
    service.advance("PT3H")
    service.rehearsing().back(case, 1)
    assert service.clock() == LATER and service.advance("PT3H").fired == 1
    service.pilot = ""
    assert service.clock() == CLOCK
    service.close()


def test_names_are_checked(service: Service) -> None:
    service.open_pilot("  autumn ", LATER)
    for name, code in (
        ("autumn", "pilot.there"),
        (" ", "pilot.name"),
        ("x" * 61, "pilot.name"),
        ("a\n", "pilot.there"),
    ):
        if name == "a\n":
            service.open_pilot("a")
        with pytest.raises(RunError) as caught:
            service.open_pilot(name)
        assert caught.value.code == code
    with pytest.raises(RunError) as caught:
        service.enter_pilot("spring")
    assert caught.value.code == "pilot.unknown"
    service.close()


def test_results_from_elsewhere_come_into_the_pilot_at_hand_and_a_drill_tries_all(
    service: Service, tmp_path: Path
) -> None:
    case = service.start(WAITS.hash, "zhang")
    results = service.export_results()
    other = Service(str(tmp_path / "other.sqlite"), clock=CLOCK)
    other.open_pilot("autumn", LATER)
    other.import_results(results)
    assert [(one.case, one.pilot, one.ordinal) for one in other.cases()] == [(case, "autumn", 1)]
    other.pilot = ""
    assert other.cases() == []
    made = other.backup(tmp_path / "backups")
    assert other.drill(made.file).cases == 1
    other.close()
    service.close()
