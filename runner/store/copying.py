"""A store on a database server as a file, and back: row by row, all as it was at one instant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, Engine, Integer, Table, func, insert, select

from runner.store.database import begin, open_engine, store_url
from runner.store.tables import meta, metadata

MANY = 1_000
"""Rows that are read and written at once."""
WRITER = "writer"
"""The fact that tells programs which have the store open that another one wrote."""


def to_file(url: str, file: Path) -> None:
    """Write what a store on a server holds into a new store file. Commands may go on meanwhile: the copy holds what
    was there when it began. Raises `StoreError`, `SQLAlchemyError`."""
    with _opened(url) as server, _opened(store_url(file)) as target, target.connect() as copy:
        with server.connect() as plain:
            source = plain.execution_options(isolation_level="REPEATABLE READ")
            begin(copy)
            for table in metadata.sorted_tables:
                _copy(source, copy, table)
            copy.commit()
        copy.exec_driver_sql("PRAGMA journal_mode=DELETE")


def to_server(file: Path, url: str) -> None:
    """Put what a store file holds in place of what a store on a server holds: all of it, or nothing. Programs that
    have it open wait meanwhile, and read everything again. Raises `StoreError`, `SQLAlchemyError`."""
    with (
        _opened(store_url(file)) as backup, _opened(url) as server, backup.connect() as source,
        server.connect() as target,
    ):  # fmt: skip
        begin(target)
        names = ", ".join(table.name for table in metadata.sorted_tables)
        target.exec_driver_sql(f"TRUNCATE {names}")
        for table in metadata.sorted_tables:
            _copy(source, target, table)
            _count_on(target, table)
        target.execute(meta.delete().where(meta.c.name == WRITER))
        target.execute(insert(meta), {"name": WRITER, "value": uuid4().hex})
        target.commit()


def has_cases(url: str) -> bool:
    """Whether a store on a server holds anything yet. Raises `StoreError`."""
    with _opened(url) as server, server.connect() as source:
        return bool(source.execute(select(func.count()).select_from(metadata.tables["instance"])).scalar())


@contextmanager
def _opened(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def _copy(source: Connection, target: Connection, table: Table) -> None:
    rows = source.execution_options(yield_per=MANY).execute(select(table).order_by(*table.primary_key))
    for part in rows.mappings().partitions():
        target.execute(insert(table), [dict(row) for row in part])


def _count_on(target: Connection, table: Table) -> None:
    """Let numbers that the server gives go on behind those that are there."""
    key = next(iter(table.primary_key))
    if table.autoincrement_column is not key or not isinstance(key.type, Integer):
        return
    last = target.execute(select(func.max(key))).scalar()
    if last is not None:
        sequence = func.pg_get_serial_sequence(table.name, key.name)
        target.execute(select(func.setval(sequence, last)))
