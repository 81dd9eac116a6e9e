"""A look at the store without a worker counts what the store itself keeps."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import create_engine, insert

from runner.protocol.peek import rehearsed_cases
from runner.store.tables import instance, metadata


def a_case(own: str, process: str, ended: str | None) -> dict[str, str | None]:
    texts = {column.name: "" for column in instance.columns if not column.nullable}
    return {**texts, "id": own, "process": process, "ended": ended}


def test_cases_of_a_process_are_counted_in_the_tables_of_the_store(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    engine = create_engine(f"sqlite:///{path}")
    metadata.create_all(engine)
    with engine.begin() as connection:
        for row in (a_case("1", "P", None), a_case("2", "P", "2026-01-01"), a_case("3", "Q", "2026-01-01")):
            connection.execute(insert(instance).values(**row))
    engine.dispose()
    assert rehearsed_cases(path, "P") == (2, 1)
    assert rehearsed_cases(path, "Q") == (1, 1)


def test_a_store_that_is_missing_or_broken_counts_nothing(tmp_path: Path) -> None:
    assert rehearsed_cases(tmp_path / "none.sqlite", "P") == (0, 0)
    (tmp_path / "broken.sqlite").write_bytes(b"no database at all")
    assert rehearsed_cases(tmp_path / "broken.sqlite", "P") == (0, 0)
