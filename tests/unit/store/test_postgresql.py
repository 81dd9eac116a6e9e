"""The same store on a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from runner.core.errors import StoreError
from runner.service import Service
from runner.service.upkeep import restore
from runner.store.copying import MANY
from runner.store.store import Store
from runner.store.tables import metadata
from tests.helpers.office import CLOCK
from tests.helpers.postgresql import a_server, programs
from tests.helpers.store_load import a_ledger, call_in_earnest, consistent, process

FOLDER = programs()
pytestmark = [
    pytest.mark.skipif(FOLDER is None, reason="no PostgreSQL server is installed here"),
    pytest.mark.timeout(300),
]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    pytest.importorskip("pg8000", reason="the driver for PostgreSQL is not installed")
    assert FOLDER is not None
    with a_server(FOLDER) as url:
        yield url


@pytest.fixture
def url(server: str) -> str:
    """An empty database on the server."""
    engine = create_engine(server.replace("postgresql:", "postgresql+pg8000:"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    return server


def test_the_revisions_give_exactly_the_tables(url: str) -> None:
    store = Store(url)
    with store._engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    store.close()


def test_a_case_runs_to_its_end_with_people_timers_messages_and_calls(url: str) -> None:
    with a_ledger() as ledger:
        service = Service(url, clock=CLOCK, reach=ledger.reach())
        call_in_earnest(service)
        model = service.deploy(process())
        case = service.start(model, "zhang", {"n": 999, "own": "a"})
        other = service.start(model, "zhang", {"n": 0, "own": "b"})
        assert [one.case for one in service.inbox("li", search="zhang", order="title")] == [case, other]
        service.complete(service.open_tasks(case)[0].task, "li", {"who": "王芳"})
        assert service.message("go", {"own": "a"})
        assert service.advance("next timer").fired == 1
        service.close()
        service = Service(url, reach=ledger.reach())
        consistent(service, case)
        service.complete(service.open_tasks(case)[0].task, "wang", {})
        assert [(one.case, one.status) for one in service.cases()] == [(case, "completed"), (other, "running")]
        assert service.variables(case)["who"] == "王芳" and len(ledger.calls) == 1
        service.close()


def test_going_back_and_archiving_work_as_in_a_file(url: str, tmp_path: Path) -> None:
    with a_ledger() as ledger:
        service = Service(url, clock=CLOCK, reach=ledger.reach(), keeps_moments=True)
        case = service.start(service.deploy(process()), "zhang", {"n": 999, "own": "a"})
        before = service.case(case)
        service.complete(service.open_tasks(case)[0].task, "li", {})
        service.rehearsing().back(case, 1)
        assert service.case(case).tokens == before.tokens
        service.operate_case("withdraw", case, "zhang")
        assert service.archive(tmp_path / "old") == [case] and service.cases() == []
        assert service.reload(tmp_path / "old") == [case]
        consistent(service, case)
        service.close()


def test_a_backup_is_a_file_that_is_tried_and_goes_back_into_a_database(url: str, tmp_path: Path) -> None:
    service = Service(url.replace("@", ":secret@"), clock=CLOCK, keeps_moments=True, keeps_schedules=True)
    model = service.deploy(process())
    cases = [service.start(model, "zhang", {"n": 0, "own": own}) for own in "ab"]
    service.rehearsing().set_store("Orders", [{"who": "王芳"}])
    service.message("nobody waits", {"for": "it"})
    service.complete(service.open_tasks(cases[0])[0].task, "li", {})
    before = _all_rows(service)
    made = Path(service.backup(tmp_path, keep=2).file)
    service.complete(service.open_tasks(cases[1])[0].task, "li", {})
    assert [service.backup(tmp_path, keep=2).cases for _ in range(2)] == [2, 2]
    assert not made.exists() and len(list(tmp_path.glob("store-*.sqlite"))) == 2
    made = Path(service.backup(tmp_path / "other").file)
    now = _all_rows(service)
    assert now != before
    tried = service.drill(made)
    assert (tried.cases, tried.damaged) == (2, {})
    plain = Service(str(tmp_path / "copy.sqlite"))
    plain.close()
    restore(made, str(tmp_path / "copy.sqlite"))
    plain = Service(str(tmp_path / "copy.sqlite"), keeps_moments=True)
    assert _all_rows(plain) == now
    plain.close()

    service.operate_case("withdraw", cases[1], "zhang")
    service.start(model, "zhang", {"n": 0, "own": "c"})
    was = restore(made, url)
    assert was is not None and was.cases == 3 and was.file.parent.name == "before-restore"
    assert _all_rows(service) == now  # who has it open reads it again
    case = service.start(model, "zhang", {"n": 0, "own": "d"})
    for one in (*cases, case):
        consistent(service, one)
    numbers = [one.task for one in service.open_tasks(case)]
    assert min(numbers) > max(row["id"] for row in now["task"])
    service.close()

    made.write_bytes(made.read_bytes() + b"x")
    with pytest.raises(StoreError) as caught:
        restore(made, url)
    assert caught.value.code == "backup.damaged" and "secret" not in caught.value.message


def test_what_goes_back_into_a_database_goes_by_many_rows_at_once(url: str, tmp_path: Path) -> None:
    service = Service(str(tmp_path / "store.sqlite"), clock=CLOCK)
    model = service.deploy(process())
    for number in range(150):
        service.start(model, "zhang", {"n": 0, "own": f"o{number}"})
    rows = _all_rows(service)
    made = Path(service.backup(tmp_path / "kept").file)
    service.close()
    said: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_about: Any) -> None:
        if statement.startswith("INSERT"):
            said.append(statement.partition("(")[0])

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        restore(made, url)
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
    count = {table: len(found) for table, found in rows.items()}
    assert max(count.values()) > MANY / 2
    assert len(said) <= sum(number // MANY + 1 for number in count.values()) + 1
    service = Service(url)
    assert _all_rows(service) == rows
    service.close()


def test_what_a_server_restored_by_its_own_means_is_tried_by_its_url(url: str) -> None:
    service = Service(url, clock=CLOCK)
    cases = [service.start(service.deploy(process()), "zhang", {"n": 0, "own": own}) for own in "ab"]
    service.close()
    restored = url.rpartition("/")[0] + "/restored"
    _copied(url, "restored")  # what restoring a dump of it gives
    damaged = Service(restored)
    assert (damaged.drill(restored).cases, damaged.drill(restored).damaged) == (2, {})
    with damaged.store._engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE scope SET state = '{{}}' WHERE instance = '{cases[0]}'")
    damaged.close()
    with_damage = Service()
    assert set(with_damage.drill(restored).damaged) == {cases[0]}
    with_damage.close()


def _all_rows(service: Service) -> dict[str, list[dict[str, Any]]]:
    """Everything in a store but the sign of who wrote last."""
    with service.store.transaction() as tx:
        found = {table.name: tx.rows(table.name) for table in metadata.sorted_tables}
    found["meta"] = [row for row in found["meta"] if row["name"] != "writer"]
    return found


def _copied(url: str, name: str) -> None:
    """A database with the same content on the same server."""
    place, _, source = url.replace("postgresql:", "postgresql+pg8000:").rpartition("/")
    engine = create_engine(f"{place}/template1", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {source}")
    engine.dispose()


def test_two_programs_on_one_database_take_turns(url: str) -> None:
    with a_ledger() as ledger:
        first = Service(url, clock=CLOCK, reach=ledger.reach())
        case = first.start(first.deploy(process()), "zhang", {"n": 0, "own": "a"})
        second = Store(url)
        with second.transaction(), first.store._engine.connect() as connection, pytest.raises(DBAPIError):
            connection.exec_driver_sql("SET LOCAL lock_timeout = '50ms'")
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7549723001)")
        second.close()
        first.complete(first.open_tasks(case)[0].task, "li", {})
        first.close()


@pytest.mark.parametrize("verb", ["UPDATE event_log SET actor = 'x'", "DELETE FROM event_log"])
def test_history_cannot_be_changed(url: str, verb: str) -> None:
    service = Service(url, clock=CLOCK)
    service.start(service.deploy(process()), "zhang", {"n": 0, "own": "a"})
    with service.store._engine.connect() as connection, pytest.raises(DBAPIError, match="only grow"):
        connection.exec_driver_sql(verb)
    service.close()


def test_a_database_of_another_program_is_refused_unchanged(url: str) -> None:
    engine = create_engine(url.replace("postgresql:", "postgresql+pg8000:"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE things (id integer)")
    engine.dispose()
    with pytest.raises(StoreError) as caught:
        Store(url)
    assert caught.value.code == "store.foreign"


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    pytest.importorskip("pg8000", reason="the driver for PostgreSQL is not installed")
    with pytest.raises(StoreError) as caught:
        Store("postgresql://someone:secret@127.0.0.1:1/none")
    assert caught.value.code == "store.unreachable" and "secret" not in caught.value.message
