"""A store that was written before what waits had lists of its own opens, and its cases go on."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from runner.service import Service
from tests.helpers.graphs import A, message
from tests.helpers.office import office

OLD = Path(__file__).resolve().parents[2] / "data" / "stores" / "revision_0002.sql"
FIRST, SECOND, DONE = "01d5702e-1", "01d5702e-2", "01d5702e-3"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    path = tmp_path / "store.sqlite"
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.executescript(OLD.read_text("utf-8"))
    return path


def test_an_old_store_shows_what_it_showed(place: Path) -> None:
    service = Service(str(place))
    assert service.due() == [
        ("2026-03-02T13:00:00+08:00", FIRST, "X"),
        ("2026-03-02T13:00:00+08:00", SECOND, "X"),
        ("2026-03-02T17:00:00+08:00", FIRST, "D"),
        ("2026-03-02T17:00:00+08:00", SECOND, "D"),
        ("2026-03-04T09:00:00+08:00", FIRST, "W"),
        ("2026-03-04T09:00:00+08:00", SECOND, "W"),
    ]
    assert service.awaited(FIRST) == [("message", "paid", {"no": 7})]
    assert [(one.case, one.name) for one in service.inbox("wang")] == [(FIRST, "Confirm"), (SECOND, "Confirm")]
    assert [one.status for one in service.cases()] == ["running", "running", "completed"]
    service.close()


def test_the_cases_of_an_old_store_go_on_to_their_end(place: Path) -> None:
    service = Service(str(place))
    for case, number in ((FIRST, 7), (SECOND, 8)):
        assert service.message("paid", {"no": number})
        while tasks := service.open_tasks(case):
            service.complete(tasks[0].task, tasks[0].user or "", {})
            service.close()
            service = Service(str(place))
    assert service.advance("P3D").fired == 2
    assert [one.status for one in service.cases()] == ["completed"] * 3
    assert not service.due()
    service.close()


def test_a_message_that_an_old_store_kept_is_still_heard(place: Path) -> None:
    service = Service(str(place))
    waits = (
        A("late").start().node("receiveTask", "L", event=message("late", no="9")).end()
        .chain("S", "L", "E").bundle(organization=office())
    )  # fmt: skip
    case = service.start(service.deploy(waits), "zhang")
    assert service.case_status(case) == "completed"
    assert service.variables(case) == {"x": 1}
    service.close()
