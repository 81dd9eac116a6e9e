"""Reading and writing cases. Each command of the service is one transaction: all of it is there, or none."""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    Update,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import SQLAlchemyError

from runner.core.errors import StoreError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.store import lists, tables
from runner.store.database import MEMORY, begin, open_engine, store_url
from runner.store.schedules import ScheduleRows
from runner.store.stores import StoreRows
from runner.store.waits import RUNS, Waits

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
CLOCK = "clock"
"""The fact that says what time it is in the first pilot; `clock/NAME` for another one."""
WRITER = "writer"
"""The fact that says who wrote last, on a database server."""
CHUNK = 500
"""So many ids go into one statement."""


def to_text(value: Any) -> str:
    """Compact JSON, order kept."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Store:
    """A store of cases, in memory or in a file. `pilot`: whose clock and lists transactions work with from now on.
    Close it when done."""

    def __init__(self, place: str = MEMORY) -> None:
        self.url = store_url(place)
        self._engine = open_engine(self.url)
        self._id, self._version = uuid4().hex, ""
        self.pilot = ""
        self.when_others_wrote: Callable[[], object] = lambda: None

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """One command: committed at the end, undone on an exception. Raises `StoreError`."""
        try:
            with self._engine.connect() as connection:
                begin(connection)
                try:
                    tx = Transaction(connection, self.pilot)
                    if self._others_wrote(tx):
                        self.when_others_wrote()
                    yield tx
                    if tx.written and connection.dialect.name != "sqlite":
                        tx.set_fact(WRITER, self._id)
                    connection.commit()
                except BaseException:
                    connection.rollback()
                    raise
        except SQLAlchemyError as error:
            raise StoreError("store.failed", cause=getattr(error, "orig", None) or error) from error

    def _others_wrote(self, tx: Transaction) -> bool:
        """Whether another program has written to the store since the last transaction here: SQLite counts that for
        each connection, elsewhere whoever writes leaves its sign."""
        before, self._version = self._version, tx.version()
        return before != self._version and self._version != self._id

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()


class Transaction:
    """The verbs inside one transaction. Rows go in and out as dictionaries by column name. `pilot`: the cases whose
    clock and lists are meant; `written`: by table the primary keys of the rows that were added, changed or removed
    one by one."""

    def __init__(self, connection: Connection, pilot: str = "") -> None:
        self._connection = connection
        self.pilot = pilot
        self.written: defaultdict[str, set[tuple[Any, ...]]] = defaultdict(set)

    # -- plain rows -------------------------------------------------------------------------------

    def add(self, table: str, row: Mapping[str, Any]) -> Any:
        """Insert a row; its primary key."""
        key = self._connection.execute(insert(_table(table)), dict(row)).inserted_primary_key
        if not key:
            return None
        self.written[table].add(tuple(key))
        return key[0]

    def change(self, table: str, key: Any, /, **values: Any) -> None:
        """Change the row of that primary key."""
        given = {f"new_{name}": value for name, value in values.items()}
        self._connection.execute(_update(table, tuple(values)), {"own_key": key, **given})
        self.written[table].add((key,))

    def rows(self, table: str, **where: Any) -> list[Row]:
        """The rows that have these values, in order of the primary key; a list means any of its values."""
        several = tuple(name for name, value in where.items() if isinstance(value, list | tuple | set))
        # nothing equals NULL
        empty = tuple(name for name, value in where.items() if value is None)
        given = {f"is_{name}": list(value) if name in several else value for name, value in where.items()
                 if name not in empty}  # fmt: skip
        query = _select(table, tuple(where), several, empty)
        return [dict(row._mapping) for row in self._connection.execute(query, given)]

    def rows_among(self, table: str, column: str, values: Sequence[Any], **where: Any) -> list[Row]:
        """The rows with any of these values in a column, however many values there are, in order of the primary key
        within each part of them."""
        found: list[Row] = []
        for start in range(0, len(values), CHUNK):
            found += self.rows(table, **where, **{column: values[start : start + CHUNK]})
        return found

    def row(self, table: str, key: Any) -> Row | None:
        """The row of that primary key, or None."""
        found = self.rows(table, **{next(iter(_table(table).primary_key)).name: key})
        return found[0] if found else None

    def remove(self, table: str, key: Any) -> None:
        """Delete the row of that primary key."""
        target = _table(table)
        self._connection.execute(delete(target).where(next(iter(target.primary_key)) == key))
        self.written[table].add((key,))

    def remove_where(self, table: str, **where: Any) -> None:
        """Delete the rows that have these values."""
        target = _table(table)
        self._connection.execute(delete(target).where(*(target.c[name] == value for name, value in where.items())))

    def clear(self, table: str, case: str) -> None:
        """Delete the rows of a case."""
        target = _table(table)
        self._connection.execute(delete(target).where(target.c.instance == case))

    def version(self) -> str:
        """What changes when another program writes to the store."""
        if self._connection.dialect.name == "sqlite":
            return str(self._connection.exec_driver_sql("PRAGMA data_version").scalar())
        return self.fact(WRITER) or ""

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

    # -- pilots -----------------------------------------------------------------------------------

    def clock(self) -> str | None:
        """What time it is in the pilot (ISO 8601)."""
        return self.fact(_clock_of(self.pilot))

    def set_clock(self, to: str) -> None:
        """Let it be that time in the pilot, which begins with that."""
        self.set_fact(_clock_of(self.pilot), to)

    def pilots(self) -> dict[str, str]:
        """Name -> clock of all pilots, the first one (without a name) first."""
        table = tables.meta
        query = select(table).where(table.c.name.startswith(f"{CLOCK}/", autoescape=True)).order_by(table.c.name)
        others = {row.name[len(CLOCK) + 1 :]: row.value for row in self._connection.execute(query)}
        return {"": self.fact(CLOCK) or "", **others}

    def next_ordinal(self, process: str) -> int:
        """The number that the next case of a process has in the pilot; it is given to no other one."""
        name = f"cases/{self.pilot}/{process}"
        said = self.fact(name)
        if said is None:
            table = tables.instance
            query = select(func.max(table.c.ordinal)).where(table.c.pilot == self.pilot, table.c.process == process)
            said = str(self._connection.execute(query).scalar() or 0)
        self.set_fact(name, str(int(said) + 1))
        return int(said) + 1

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

    # -- lists ------------------------------------------------------------------------------------

    def open_seats(self, **wanted: Any) -> Iterator[tuple[Row, Row, Row]]:
        """Seat, step and case of the open steps of the pilot that are asked for (`lists.Wanted`)."""
        return lists.open_seats(self._connection, lists.Wanted(**{"pilot": self.pilot, **wanted}))

    def kinds_of_seats(self, **wanted: Any) -> list[Row]:
        """What the open steps of the pilot that are asked for (`lists.Wanted`) differ in."""
        return lists.kinds_of_seats(self._connection, lists.Wanted(**{"pilot": self.pilot, **wanted}))

    def cases(self, limit: int | None = None, **wanted: Any) -> Iterator[Row]:
        """The cases of the pilot that are asked for (`lists.WantedCases`), without their state."""
        return lists.cases(self._connection, lists.WantedCases(**{"pilot": self.pilot, **wanted}), limit)

    def seated(self) -> list[str]:
        """The people who have an open step in some case."""
        table = tables.task
        query = select(table.c.user).where(table.c.state == "open", table.c.user.is_not(None)).distinct()
        return list(self._connection.execute(query).scalars())

    def starters(self) -> list[str]:
        """The people who started a case of the pilot."""
        table = tables.instance
        query = select(table.c.starter).where(table.c.pilot == self.pilot).distinct()
        return list(self._connection.execute(query).scalars())

    def running_models(self) -> list[str]:
        """The model versions that have cases of the pilot that run, by hash."""
        case = tables.instance
        return self._models(case.c.status.in_(RUNS), case.c.origin.is_(None))

    def models_in_use(self) -> list[str]:
        """The model versions that have cases of the pilot, by hash."""
        return self._models()

    def _models(self, *which: ColumnElement[bool]) -> list[str]:
        case, model = tables.instance, tables.model_version
        has = exists().where(case.c.pilot == self.pilot, case.c.model == model.c.hash, *which)
        return list(self._connection.execute(select(model.c.hash).where(has).order_by(model.c.hash)).scalars())

    # -- what waits -------------------------------------------------------------------------------

    @property
    def waits(self) -> Waits:
        """What cases of the pilot wait for."""
        return Waits(self._connection, self.pilot)

    @property
    def stores(self) -> StoreRows:
        """The data stores of the pilot."""
        return StoreRows(self._connection, self.pilot, self.written["data_store"].add)

    @property
    def schedules(self) -> ScheduleRows:
        """The timers at the beginning of the processes of the pilot."""
        return ScheduleRows(self._connection, self.pilot, self.written["schedule"].add)

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

    def save_state(
        self, case: str, head: Mapping[str, Any], *, new_scopes: Sequence[Row] = (),
        changed_scopes: Sequence[Row] = (), new_tokens: Sequence[Row] = (), changed_tokens: Sequence[Row] = (),
        gone: Sequence[str] = (), **columns: Any,
    ) -> None:  # fmt: skip
        """Write what changed of a case: its head, the scopes and tokens that are new or changed, without those that
        are gone (ids of both kinds). A changed token without the items of its loop keeps them."""
        self.change("instance", case, head=to_text(head), **columns)
        self.written["scope"].update((case, one["id"]) for one in (*new_scopes, *changed_scopes))
        self.written["token"].update((case, one["id"]) for one in (*new_tokens, *changed_tokens))
        for name in ("scope", "token"):
            self.written[name].update((case, key) for key in gone)
        for table in (tables.scope, tables.token):
            for start in range(0, len(gone), CHUNK):
                ids = gone[start : start + CHUNK]
                self._connection.execute(delete(table).where(table.c.instance == case, table.c.id.in_(ids)))
        if new_scopes:
            self._connection.execute(
                insert(tables.scope), [{"instance": case, **_scope_row(one)} for one in new_scopes]
            )
        if new_tokens:
            self._connection.execute(
                insert(tables.token), [{"instance": case, **_token_row(one)} for one in new_tokens]
            )
        for one in changed_scopes:
            self._bring_up_to_date(tables.scope, case, _scope_row(one))
        for one in changed_tokens:
            row = _token_row(one)
            if row["items"] is None:
                del row["items"]
            self._bring_up_to_date(tables.token, case, row)

    def _bring_up_to_date(self, table: Table, case: str, row: Row) -> None:
        where = (table.c.instance == case, table.c.id == row["id"])
        self._connection.execute(update(table).where(*where).values(**row))

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
            "tokens": [_with_items(item) for item in tokens],
        }

    def _state_rows(self, table: Table, case: str, order: str) -> list[Row]:
        query = select(table).where(table.c.instance == case).order_by(table.c[order])
        return [dict(row._mapping) for row in self._connection.execute(query)]

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

    def moments(self, case: str) -> list[int]:
        """The commands of a case after which a moment was kept, without what they hold."""
        table = tables.moment
        query = select(table.c.command).where(table.c.instance == case).order_by(table.c.command)
        return [int(number) for number in self._connection.execute(query).scalars()]

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


@cache
def _select(table: str, names: tuple[str, ...], several: tuple[str, ...], empty: tuple[str, ...]) -> Select[Any]:
    """A statement that is made once: making it costs more than running it."""
    target = _table(table)
    query = select(target).order_by(*target.primary_key)
    for name in names:
        column = target.c[name]
        if name in empty:
            query = query.where(column.is_(None))
        elif name in several:
            query = query.where(column.in_(bindparam(f"is_{name}", expanding=True)))
        else:
            query = query.where(column == bindparam(f"is_{name}"))
    return query


@cache
def _update(table: str, names: tuple[str, ...]) -> Update:
    target = _table(table)
    column = next(iter(target.primary_key))
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    return update(target).where(column == bindparam("own_key")).values(values)


def _clock_of(pilot: str) -> str:
    return f"{CLOCK}/{pilot}" if pilot else CLOCK


def _table(name: str) -> Table:
    return tables.metadata.tables[name]


def _with_payload(row: Row) -> Row:
    row["payload"] = json.loads(row["payload"])
    return row


def _scope_row(scope: Mapping[str, Any]) -> Row:
    state = {name: value for name, value in scope.items() if name != "variables"}
    return {
        "id": scope["id"],
        "place": scope["root"]["seq"],
        "state": to_text(state),
        "variables": to_text(scope["variables"]),
    }


def _token_row(token: Mapping[str, Any]) -> Row:
    """The items of a loop lie beside the rest: they are many and do not change."""
    loop = token["data"].get("loop", {})
    items = loop.get("items")
    if items is not None:
        lean = {name: value for name, value in loop.items() if name != "items"}
        token = {**token, "data": {**token["data"], "loop": lean}}
    return {
        "id": token["id"],
        "seq": token["seq"],
        "element": token["element"],
        "state": to_text(token),
        "items": None if items is None else to_text(items),
    }


def _with_items(row: Row) -> dict[str, Any]:
    state: dict[str, Any] = json.loads(row["state"])
    if row["items"] is not None:
        state["data"]["loop"]["items"] = json.loads(row["items"])
    return state


def _with_variables(row: Row) -> dict[str, Any]:
    state: dict[str, Any] = json.loads(row["state"])
    state["variables"] = json.loads(row["variables"])
    return state
