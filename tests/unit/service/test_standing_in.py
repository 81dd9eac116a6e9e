"""An absence that begins gives what is open to the agent, who acts on behalf of who is away."""

from __future__ import annotations

import pytest

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
