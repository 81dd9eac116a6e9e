"""A full disk and a database that another program holds: the act is refused with a reason, nothing of it is kept, and
everything goes on once there is room or the lock is gone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from runner.core.errors import StoreError
from runner.service import Service
from tests.helpers.office import CLOCK
from tests.helpers.store_load import Ledger, a_ledger, call_in_earnest, consistent, process

LONG = "x" * 200_000


def opened(path: Path, ledger: Ledger) -> tuple[Service, str, int]:
    service = Service(str(path), clock=CLOCK, reach=ledger.reach())
    call_in_earnest(service)
    case = service.start(service.deploy(process()), "zhang", {"n": 0, "own": "a"})
    return service, case, service.open_tasks(case)[0].task


def pragma(service: Service, text: str) -> int:
    with service.store._engine.connect() as connection:
        return int(connection.exec_driver_sql(f"PRAGMA {text}").scalar() or 0)


ACTS: dict[str, Callable[[Service, str, int], object]] = {
    "complete": lambda service, _case, task: service.complete(task, "li", {"long": LONG}),
    "start": lambda service, _case, _task: service.start(service.models()[0].hash, "zhang", {"n": 0, "own": LONG}),
    "message": lambda service, _case, _task: service.message("nobody", {"own": "b"}, {"long": LONG}),
}


@pytest.mark.parametrize("act", ACTS)
def test_on_a_full_disk_nothing_of_the_act_is_kept(tmp_path: Path, act: str) -> None:
    with a_ledger() as ledger:
        service, case, task = opened(tmp_path / "store.sqlite", ledger)
        before = [service.history(case), service.cases(), service.open_tasks()]
        pragma(service, f"max_page_count = {pragma(service, 'page_count')}")
        with pytest.raises(StoreError) as caught:
            ACTS[act](service, case, task)
        assert caught.value.code == "store.failed" and "full" in caught.value.message
        assert [service.history(case), service.cases(), service.open_tasks()] == before
        assert not ledger.calls  # nothing was asked whose asking could not be noted
        pragma(service, "max_page_count = 1000000")
        ACTS[act](service, case, task)
        consistent(service, case)
        service.close()


@contextmanager
def no_room_beyond(most: int) -> Iterator[None]:
    """No file of this process may grow beyond so many bytes: the system refuses what is written behind them."""
    resource = pytest.importorskip("resource", reason="this system has no limit of file sizes")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("more", [0, 3_000, 40_000])
def test_where_the_system_takes_no_more_bytes_nothing_of_the_act_is_kept(tmp_path: Path, act: str, more: int) -> None:
    path = tmp_path / "store.sqlite"
    with a_ledger() as ledger:
        service, case, task = opened(path, ledger)
        before = [service.history(case), service.cases(), service.open_tasks()]
        written = max(one.stat().st_size for one in tmp_path.iterdir())
        with no_room_beyond(written + more), pytest.raises(StoreError) as caught:
            ACTS[act](service, case, task)
        assert caught.value.code == "store.failed" and not ledger.calls
        assert [service.history(case), service.cases(), service.open_tasks()] == before
        service.close()
        again = Service(str(path), reach=ledger.reach())
        assert [again.history(case), again.cases(), again.open_tasks()] == before
        ACTS[act](again, case, task)
        consistent(again, case)
        again.close()


def test_a_disk_that_is_full_when_the_answer_comes_leaves_the_call_in_doubt(tmp_path: Path) -> None:
    with a_ledger() as ledger:
        service, case, task = opened(tmp_path / "store.sqlite", ledger)
        ledger.on_call = lambda: pragma(service, f"max_page_count = {pragma(service, 'page_count')}")
        ledger.more = LONG
        with pytest.raises(StoreError):
            service.complete(task, "li", {})
        pragma(service, "max_page_count = 1000000")
        service.advance("PT1M")
        assert service.case_status(case) == "incident" and sum(ledger.calls.values()) == 1
        consistent(service, case)
        service.close()


@pytest.mark.parametrize("act", ACTS)
def test_a_database_that_another_program_holds_refuses_the_act_and_goes_on_later(tmp_path: Path, act: str) -> None:
    path = tmp_path / "store.sqlite"
    with a_ledger() as ledger:
        service, case, task = opened(path, ledger)
        pragma(service, "busy_timeout = 20")
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(StoreError) as caught:
                ACTS[act](service, case, task)
            assert "locked" in caught.value.message and not ledger.calls
            other.rollback()
        ACTS[act](service, case, task)
        consistent(service, case)
        service.close()
