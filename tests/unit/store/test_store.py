"""The store: tables, transactions, a history that only grows, and files that are not ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from runner.bundle import transfer
from runner.bundle.transfer import pack
from runner.core.errors import StoreError
from runner.service import Service
from runner.store.store import Store
from runner.store.tables import metadata
from tests.helpers.graphs import A
from tests.helpers.office import office

LINE = {"kind": "entered", "element": "A", "token": "t", "at": "2026-03-02T09:00:00+08:00", "payload": {"x": 1}}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(str(tmp_path / "store.sqlite"))
    yield opened
    opened.close()


def test_the_revisions_give_exactly_the_tables(store: Store) -> None:
    with store._engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_stores_in_memory_begin_empty_and_share_nothing() -> None:
    first = Store()
    with first.transaction() as tx:
        tx.set_fact("clock", "now")
    second = Store()
    with second.transaction() as tx:
        assert tx.fact("clock") is None
        tx.set_fact("clock", "later")
    with first.transaction() as tx:
        assert tx.fact("clock") == "now"
    first.close()
    with second._engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    second.close()


def test_a_file_is_written_ahead_and_opens_again(store: Store) -> None:
    with store.transaction() as tx:
        tx.set_fact("clock", "now")
        tx.set_fact("clock", "later")
    with store._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    store.close()
    again = Store(store.url)
    with again.transaction() as tx:
        assert tx.fact("clock") == "later"
    again.close()


def test_a_failing_command_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.transaction() as tx:
        tx.set_fact("clock", "now")
        tx.log("c", 1, "li", "real", [LINE])
        raise ZeroDivisionError
    with store.transaction() as tx:
        assert tx.fact("clock") is None
        assert tx.history("c") == []


def test_history_comes_back_in_order_and_counts_by_case(store: Store) -> None:
    with store.transaction() as tx:
        tx.log("c", 1, "li", "real", [LINE, {**LINE, "element": "B"}])
        tx.log("d", 1, "li", "real", [LINE])
        tx.log("c", 2, "li", "real", [{**LINE, "element": "C"}])
    with store.transaction() as tx:
        assert [(row["n"], row["element"]) for row in tx.history("c")] == [(1, "A"), (2, "B"), (3, "C")]
        assert tx.history("c", after=2)[0]["payload"] == {"x": 1}
        assert tx.last_command("c") == 2


@pytest.mark.parametrize("verb", ["UPDATE event_log SET actor = 'x'", "DELETE FROM event_log"])
def test_history_cannot_be_changed(store: Store, verb: str) -> None:
    with store.transaction() as tx:
        tx.log("c", 1, "li", "real", [LINE])
    with sqlite3.connect(store.url.removeprefix("sqlite:///")) as raw, pytest.raises(sqlite3.DatabaseError):
        raw.execute(verb)
    raw.close()


def test_another_kind_of_file_is_refused_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database at all, but a text that is long enough to look at" * 20)
    before = path.read_bytes()
    with pytest.raises(StoreError) as caught:
        Store(str(path))
    assert caught.value.code == "store.foreign"
    assert path.read_bytes() == before


def test_a_database_of_another_program_is_refused_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE things (id)")
    raw.commit()
    raw.close()
    with pytest.raises(StoreError) as caught:
        Store(str(path))
    assert caught.value.code == "store.foreign"


def test_a_store_of_a_newer_version_is_refused(store: Store) -> None:
    with store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    with pytest.raises(StoreError) as caught:
        Store(store.url)
    assert caught.value.code == "store.newer"
    assert "9999" in caught.value.message


@pytest.mark.parametrize("url", ["mysql://x/y", "://", "sqlite:////no/such/folder/x.sqlite"])
def test_an_address_that_leads_nowhere_is_refused(url: str) -> None:
    with pytest.raises(StoreError):
        Store(url)


def test_what_is_read_again_within_a_command_is_what_was_written_since(store: Store) -> None:
    with store.transaction() as tx:
        assert (tx.fact("a"), tx.length("c"), tx.last_command("c")) == (None, 0, 0)
        tx.set_fact("a", "1")
        tx.set_fact("a", "2")
        tx.log("c", 1, "li", "now", [LINE, LINE])
        tx.log("c", 3, "li", "now", [LINE])
        assert (tx.fact("a"), tx.length("c"), tx.last_command("c")) == ("2", 3, 3)
        assert [line["n"] for line in tx.history("c")] == [1, 2, 3]


def test_what_another_program_wrote_is_read_by_the_next_command(store: Store, tmp_path: Path) -> None:
    other = Store(str(tmp_path / "store.sqlite"))
    with store.transaction() as tx:
        tx.set_fact("a", "1")
        tx.log("c", 1, "li", "now", [LINE])
    with other.transaction() as tx:
        tx.set_fact("a", "2")
        tx.log("c", 2, "wang", "now", [LINE])
    with store.transaction() as tx:
        assert (tx.fact("a"), tx.length("c"), tx.last_command("c")) == ("2", 2, 2)
    other.close()


def test_a_model_is_packed_where_it_is_not_there_yet(store: Store) -> None:
    row = {"hash": "h", "process": "P", "name": "P", "version": "1", "deployed": "now"}
    with store.transaction() as tx:
        tx.put_model(row, lambda: pack(b"bytes"))
        tx.put_model(row, lambda: pytest.fail("it is there already"))
        assert tx.model("h") == b"bytes"
        assert tx.models() == [row]


def test_a_bundle_is_packed_once_however_many_stores_take_it(monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = A().start().user("T", "user:li").end().chain("S", "T", "E").bundle(organization=office())
    first, second = Service(), Service()
    first.deploy(bundle)
    monkeypatch.setattr(transfer, "bundle_to_bytes", lambda _bundle: pytest.fail("it was packed already"))
    second.deploy(bundle)
    with first.store.transaction() as one, second.store.transaction() as other:
        assert one.model(bundle.hash) == other.model(bundle.hash)
        assert transfer.bundle_from_bytes(one.model(bundle.hash)) == bundle
    first.close()
    second.close()
