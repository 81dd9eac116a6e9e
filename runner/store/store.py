"""Reading and writing cases. Each command of the service is one transaction: all of it is there, or none."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from runner.core.errors import StoreError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.store import tables
from runner.store.database import MEMORY, open_engine, store_url

declare(
    {
        "store.failed": (
            N_("The store could not be read or written: {cause}."),
            N_("Nothing of the last act was kept. Check the disk and try again."),
        ),
        "store.unknown-case": (N_("There is no case {case}."), ""),
        "store.unknown-model": (N_("There is no deployed model {model}."), ""),
    }
)

Row = dict[str, Any]


def to_text(value: Any) -> str:
    """Compact JSON, order kept."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Store:
    """A store of cases, in memory or in a file. Close it when done."""

    def __init__(self, place: str = MEMORY) -> None:
        self.url = store_url(place)
        self._engine = open_engine(self.url)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """One command: committed at the end, undone on an exception. Raises `StoreError`."""
        try:
            with self._engine.connect() as connection:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                try:
                    yield Transaction(connection)
                    connection.commit()
                except BaseException:
                    connection.rollback()
                    raise
        except SQLAlchemyError as error:
            raise StoreError("store.failed", cause=getattr(error, "orig", None) or error) from error

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()


class Transaction:
    """The verbs inside one transaction. Rows go in and out as dictionaries by column name."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # -- plain rows -------------------------------------------------------------------------------

    def add(self, table: str, row: Mapping[str, Any]) -> Any:
        """Insert a row; its primary key."""
        key = self._connection.execute(insert(_table(table)).values(**row)).inserted_primary_key
        return key[0] if key else None

    def change(self, table: str, key: Any, **values: Any) -> None:
        """Change the row of that primary key."""
        target = _table(table)
        column = next(iter(target.primary_key))
        self._connection.execute(update(target).where(column == key).values(**values))

    def rows(self, table: str, **where: Any) -> list[Row]:
        """The rows that have these values, in order of the primary key; a list means any of its values."""
        target = _table(table)
        query = select(target).order_by(*target.primary_key)
        for name, value in where.items():
            column = target.c[name]
            query = query.where(column.in_(value) if isinstance(value, list | tuple | set) else column == value)
        return [dict(row._mapping) for row in self._connection.execute(query)]

    def row(self, table: str, key: Any) -> Row | None:
        """The row of that primary key, or None."""
        target = _table(table)
        column = next(iter(target.primary_key))
        found = self._connection.execute(select(target).where(column == key)).first()
        return dict(found._mapping) if found is not None else None

    def remove(self, table: str, key: Any) -> None:
        """Delete the row of that primary key."""
        target = _table(table)
        self._connection.execute(delete(target).where(next(iter(target.primary_key)) == key))

    def clear(self, table: str, case: str) -> None:
        """Delete the rows of a case."""
        target = _table(table)
        self._connection.execute(delete(target).where(target.c.instance == case))

    # -- facts about the store --------------------------------------------------------------------

    def fact(self, name: str) -> str | None:
        """A fact about the store, for example its clock."""
        row = self.row("meta", name)
        return str(row["value"]) if row else None

    def set_fact(self, name: str, value: str) -> None:
        """Set a fact."""
        if self.fact(name) is None:
            self.add("meta", {"name": name, "value": value})
        else:
            self.change("meta", name, value=value)

    # -- serial numbers ---------------------------------------------------------------------------

    def count(self, rule: str, scope: str, period: str) -> int | None:
        """How far a count has come; None: nothing was counted yet."""
        table = tables.serial_counter
        where = (table.c.rule == rule, table.c.scope == scope, table.c.period == period)
        found = self._connection.execute(select(table.c.last).where(*where)).scalar()
        return int(found) if found is not None else None

    def count_to(self, rule: str, scope: str, period: str, last: int) -> None:
        """Bring a count up to a number; it never goes down."""
        before = self.count(rule, scope, period)
        table = tables.serial_counter
        if before is None:
            row = {"rule": rule, "scope": scope, "period": period, "last": last}
            self._connection.execute(insert(table).values(**row))
        elif before < last:
            where = (table.c.rule == rule, table.c.scope == scope, table.c.period == period)
            self._connection.execute(update(table).where(*where).values(last=last))

    def is_given(self, rule: str, number: str) -> bool:
        """Whether a number was given to a case already."""
        table = tables.serial_number
        query = select(table.c.number).where(table.c.rule == rule, table.c.number == number)
        return self._connection.execute(query).first() is not None

    # -- models -----------------------------------------------------------------------------------

    def put_model(self, row: Mapping[str, Any], bundle: bytes) -> None:
        """Keep a model version; one that is there already stays."""
        if self.row("model_version", row["hash"]) is None:
            self.add("model_version", {**row, "bundle": zlib.compress(bundle)})

    def model(self, key: str) -> bytes:
        """The bundle's bytes. Raises `StoreError` (`store.unknown-model`)."""
        row = self.row("model_version", key)
        if row is None:
            raise StoreError("store.unknown-model", model=key)
        return zlib.decompress(row["bundle"])

    # -- the state of a case ----------------------------------------------------------------------

    def save_state(self, case: str, saved: Mapping[str, Any], **columns: Any) -> None:
        """Write what changed of a saved case: head, scopes and live tokens."""
        self.change("instance", case, head=to_text(saved["head"]), **columns)
        scopes = [
            {
                "id": item["id"],
                "place": place,
                "state": to_text({name: value for name, value in item.items() if name != "variables"}),
                "variables": to_text(item["variables"]),
            }
            for place, item in enumerate(saved["scopes"])
        ]
        tokens = [
            {"id": item["id"], "seq": item["seq"], "element": item["element"], "state": to_text(item)}
            for item in saved["tokens"]
        ]
        self._bring_up_to_date(tables.scope, case, scopes)
        self._bring_up_to_date(tables.token, case, tokens)

    def load_state(self, case: str) -> dict[str, Any]:
        """The saved case. Raises `StoreError` (`store.unknown-case`)."""
        row = self.row("instance", case)
        if row is None:
            raise StoreError("store.unknown-case", case=case)
        scopes = self._state_rows(tables.scope, case, "place")
        tokens = self._state_rows(tables.token, case, "seq")
        return {
            "head": json.loads(row["head"]),
            "scopes": [_with_variables(item) for item in scopes],
            "tokens": [json.loads(item["state"]) for item in tokens],
        }

    def _state_rows(self, table: Table, case: str, order: str) -> list[Row]:
        query = select(table).where(table.c.instance == case).order_by(table.c[order])
        return [dict(row._mapping) for row in self._connection.execute(query)]

    def _bring_up_to_date(self, table: Table, case: str, rows: Sequence[Row]) -> None:
        before = {row["id"]: row for row in self._state_rows(table, case, "id")}
        gone = set(before) - {row["id"] for row in rows}
        if gone:
            self._connection.execute(delete(table).where(table.c.instance == case, table.c.id.in_(gone)))
        for row in rows:
            full = {"instance": case, **row}
            if row["id"] not in before:
                self._connection.execute(insert(table).values(**full))
            elif before[row["id"]] != full:
                where = (table.c.instance == case, table.c.id == row["id"])
                self._connection.execute(update(table).where(*where).values(**row))

    # -- history ----------------------------------------------------------------------------------

    def log(self, case: str, command: int, actor: str, real: str, lines: Iterable[Mapping[str, Any]]) -> None:
        """Append lines (`kind`, `element`, `token`, `at`, `payload`) of one command."""
        n = self.length(case)
        rows = [
            {
                "instance": case,
                "n": n + place,
                "command": command,
                "actor": actor,
                "real": real,
                **{name: line[name] for name in ("kind", "element", "token", "at")},
                "payload": to_text(line["payload"]),
            }
            for place, line in enumerate(lines, start=1)
        ]
        if rows:
            self._connection.execute(insert(tables.event_log), rows)

    def length(self, case: str) -> int:
        """How many lines the history of a case has."""
        query = select(func.max(tables.event_log.c.n)).where(tables.event_log.c.instance == case)
        return int(self._connection.execute(query).scalar() or 0)

    def last_command(self, case: str) -> int:
        """The number of the last command of a case."""
        table = tables.event_log
        query = select(table.c.command).where(table.c.instance == case).order_by(table.c.n.desc()).limit(1)
        return int(self._connection.execute(query).scalar() or 0)

    def history(self, case: str, after: int = 0) -> list[Row]:
        """The lines of a case's history with a number above `after`, payload as a value."""
        table = tables.event_log
        query = select(table).where(table.c.instance == case, table.c.n > after).order_by(table.c.n)
        return [_with_payload(dict(row._mapping)) for row in self._connection.execute(query)]


def _table(name: str) -> Table:
    return tables.metadata.tables[name]


def _with_payload(row: Row) -> Row:
    row["payload"] = json.loads(row["payload"])
    return row


def _with_variables(row: Row) -> dict[str, Any]:
    state: dict[str, Any] = json.loads(row["state"])
    state["variables"] = json.loads(row["variables"])
    return state
