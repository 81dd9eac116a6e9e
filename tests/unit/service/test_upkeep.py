"""Backups are whole or refused, are tried without touching the store, and put back; finished cases go out and come
back as they were."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from runner.core.errors import AppError, FormatError, RunError, StoreError
from runner.protocol.client import WorkerClient
from runner.service import Service
from runner.store import backups
from tests.helpers.graphs import A
from tests.helpers.office import CLOCK, office

BUNDLE = A().start().user("T", "user:li").end().chain("S", "T", "E").bundle(organization=office())


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    ticks = count()
    begin = datetime(2026, 3, 2, tzinfo=UTC)
    made = Service(
        str(tmp_path / "store.sqlite"), clock=CLOCK, real_now=lambda: begin + timedelta(seconds=next(ticks))
    )
    yield made
    made.close()


def some(service: Service, finished: int = 2) -> list[str]:
    model = service.deploy(BUNDLE)
    cases = [service.start(model, "zhang", {"n": number}) for number in range(3)]
    for case in cases[:finished]:
        service.complete(service.open_tasks(case)[0].task, "li", {})
    return cases


def everything(service: Service, cases: list[str]) -> Any:
    with service.store.transaction() as tx:
        tables = ("instance", "work", "task", "copy", "scope", "token", "event_log")
        return {
            (table, case): tx.rows(table, **{"id" if table == "instance" else "instance": case})
            for table in tables
            for case in cases
        }


def test_a_backup_is_made_while_the_store_is_in_use_and_holds_all_cases(service: Service, tmp_path: Path) -> None:
    cases = some(service)
    made = service.backup(tmp_path / "kept")
    assert made.cases == 3
    assert service.drill(made.file).model_dump() == {"cases": 3, "damaged": {}}
    copy = Service(made.file)
    assert everything(copy, cases) == everything(service, cases)
    copy.close()


def test_the_latest_backups_stay(service: Service, tmp_path: Path) -> None:
    some(service)
    made = [service.backup(tmp_path / "kept", keep=2).file for _ in range(4)]
    assert [str(one.file) for one in backups.kept(tmp_path / "kept")] == made[2:]
    assert len(list((tmp_path / "kept").iterdir())) == 4


@pytest.mark.parametrize("place", [0, 5_000, -1])
def test_a_backup_with_one_other_byte_is_refused(service: Service, tmp_path: Path, place: int) -> None:
    some(service)
    file = Path(service.backup(tmp_path / "kept").file)
    data = bytearray(file.read_bytes())
    data[place] ^= 1
    file.write_bytes(data)
    for act in (service.drill, lambda one: backups.restore(one, str(service.store.url), datetime.now(UTC))):
        with pytest.raises(StoreError) as caught:
            act(file)  # type: ignore[operator]
        assert caught.value.code == "backup.damaged"
    assert len(service.cases()) == 3


def test_a_drill_names_the_case_that_cannot_be_loaded(service: Service, tmp_path: Path) -> None:
    cases = some(service)
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as raw, raw:
        raw.execute("UPDATE token SET state = '{}' WHERE instance = ?", (cases[2],))
    tried = service.drill(service.backup(tmp_path / "kept").file)
    assert tried.cases == 3 and list(tried.damaged) == [cases[2]]


def test_a_backup_comes_back_and_what_was_there_is_kept(service: Service, tmp_path: Path) -> None:
    cases = some(service)
    before = everything(service, cases)
    file = Path(service.backup(tmp_path / "kept").file)
    later = service.start(service.models()[0].hash, "zhang", {})
    with pytest.raises(StoreError) as caught:
        backups.restore(file, service.store.url, datetime.now(UTC))
    assert caught.value.code == "backup.busy"
    service.close()
    was = backups.restore(file, service.store.url, datetime.now(UTC))
    again = Service(service.store.url)
    assert [one.case for one in again.cases()] == cases and everything(again, cases) == before
    again.close()
    assert was is not None
    there = Service(str(was.file))
    assert later in [one.case for one in there.cases()]
    there.close()


def test_a_store_in_memory_has_no_backup(tmp_path: Path) -> None:
    service = Service()
    with pytest.raises(StoreError) as caught:
        service.backup(tmp_path)
    assert caught.value.code == "backup.no-file"
    service.close()


def test_finished_cases_go_out_and_come_back_as_they_were(service: Service, tmp_path: Path) -> None:
    cases = some(service)
    before = everything(service, cases)
    file = tmp_path / "old.sliparchive"
    assert service.archive(file) == cases[:2]
    assert [one.case for one in service.cases()] == cases[2:]
    assert not any(everything(service, cases[:2]).values())
    new = service.start(service.models()[0].hash, "zhang", {})
    assert new not in cases and service.open_tasks(new)[0].task > 3  # no number is given twice
    with pytest.raises(RunError) as nothing:
        service.archive(tmp_path / "none")
    assert nothing.value.code == "archive.nothing" and not (tmp_path / "none").exists()
    assert service.reload(file) == cases[:2]
    assert everything(service, cases) == before
    with pytest.raises(RunError) as there:
        service.reload(file)
    assert there.value.code == "archive.there"


def test_only_what_ended_before_goes_out(service: Service, tmp_path: Path) -> None:
    cases = some(service, finished=1)
    service.advance("P1D")
    service.complete(service.open_tasks(cases[1])[0].task, "li", {})
    assert service.archive(tmp_path / "old", before="2026-03-02T12:00:00+08:00") == cases[:1]


def test_the_log_loses_no_line_of_a_case_that_is_not_archived(service: Service, tmp_path: Path) -> None:
    cases = some(service)
    service.archive(tmp_path / "old")
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as raw, pytest.raises(sqlite3.DatabaseError):
        raw.execute("DELETE FROM event_log WHERE instance = ?", (cases[2],))


@pytest.mark.parametrize("place", [100, -100])
def test_an_archive_with_one_other_byte_takes_nothing_in(service: Service, tmp_path: Path, place: int) -> None:
    some(service)
    file = tmp_path / "old"
    service.archive(file)
    data = bytearray(file.read_bytes())
    data[place] ^= 1
    file.write_bytes(data)
    with pytest.raises(FormatError):
        service.reload(file)
    assert len(service.cases()) == 1


def test_another_archive_of_the_same_case_is_refused(service: Service, tmp_path: Path) -> None:
    """Somebody made a new archive, whole in itself, with another history."""
    cases = some(service)
    service.archive(tmp_path / "old")
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as raw, raw:
        raw.execute("UPDATE archived SET digest = ? WHERE instance = ?", ("0" * 64, cases[0]))
    with pytest.raises(FormatError) as caught:
        service.reload(tmp_path / "old")
    assert caught.value.code == "archive.damaged"
    assert len(service.cases()) == 1


def test_the_worker_serves_them(tmp_path: Path) -> None:
    with WorkerClient(f"sqlite:///{tmp_path / 'store.sqlite'}", clock=CLOCK) as client:
        client.start(client.deploy(BUNDLE), "zhang", {})
        client.complete(client.open_tasks()[0].task, "li", {})
        made = client.backup(tmp_path / "kept", keep=1)
        assert client.drill(Path(made.file)).cases == 1
        cases = client.archive(tmp_path / "old")
        assert client.cases() == [] and client.reload(tmp_path / "old") == cases
        with pytest.raises(AppError):
            client.drill(tmp_path / "none.sqlite")
