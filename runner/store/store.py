"""Reading and writing cases. Each command of the service is one transaction: all of it is there, or none."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, Select, bindparam, delete, exists, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from runner.bundle.transfer import unpack
from runner.core.errors import StoreError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.store import lists, tables
from runner.store.database import MEMORY, begin, open_engine, store_url
from runner.store.schedules import ScheduleRows
from runner.store.statements import adding, changing, key_of, reading, removing
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
        self._facts: dict[str, str | None] = {}
        self._ends: dict[str, tuple[int, int]] = {}
        """Case -> number and command of the last line of its history. Nobody else writes within a transaction: what
        was read once holds until its end."""

    # -- plain rows -------------------------------------------------------------------------------

    def add(self, table: str, row: Mapping[str, Any]) -> Any:
        """Insert a row; its primary key."""
        key = self._connection.execute(adding(table), dict(row)).inserted_primary_key
        if not key:
            return None
        self.written[table].add(tuple(key))
        return key[0]

    def change(self, table: str, key: Any, /, **values: Any) -> None:
        """Change the row of that primary key."""
        given = {f"new_{name}": value for name, value in values.items()}
        own = {f"is_{key_of(table)}": key}
        self._connection.execute(changing(table, tuple(values), (key_of(table),)), {**own, **given})
        self.written[table].add((key,))

    def rows(self, table: str, **where: Any) -> list[Row]:
        """The rows that have these values, in order of the primary key; a list means any of its values."""
        several = tuple(name for name, value in where.items() if isinstance(value, list | tuple | set))
        # nothing equals NULL
        empty = tuple(name for name, value in where.items() if value is None)
        given = {f"is_{name}": list(value) if name in several else value for name, value in where.items()
                 if name not in empty}  # fmt: skip
        query = reading(table, tuple(where), several, empty)
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
        found = self.rows(table, **{key_of(table): key})
        return found[0] if found else None

    def remove(self, table: str, key: Any) -> None:
        """Delete the row of that primary key."""
        self._connection.execute(removing(table, (key_of(table),)), {f"is_{key_of(table)}": key})
        self.written[table].add((key,))

    def remove_where(self, table: str, **where: Any) -> None:
        """Delete the rows that have these values."""
        given = {f"is_{name}": value for name, value in where.items()}
        self._connection.execute(removing(table, tuple(where)), given)

    def clear(self, table: str, case: str) -> None:
        """Delete the rows of a case."""
        if table == "event_log":
            self._ends.pop(case, None)
        self.remove_where(table, instance=case)

    def version(self) -> str:
        """What changes when another program writes to the store."""
        if self._connection.dialect.name == "sqlite":
            return str(self._connection.exec_driver_sql("PRAGMA data_version").scalar())
        return self.fact(WRITER) or ""

    # -- facts about the store --------------------------------------------------------------------

    def fact(self, name: str) -> str | None:
        """A fact about the store, for example its clock."""
        if name not in self._facts:
            row = self.row("meta", name)
            self._facts[name] = str(row["value"]) if row else None
        return self._facts[name]

    def set_fact(self, name: str, value: str) -> None:
        """Set a fact."""
        if self.fact(name) is None:
            self.add("meta", {"name": name, "value": value})
        else:
            self.change("meta", name, value=value)
        self._facts[name] = value

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
        return self._models(_RUNNING_MODELS)

    def models_in_use(self) -> list[str]:
        """The model versions that have cases of the pilot, by hash."""
        return self._models(_MODELS_IN_USE)

    def _models(self, query: Select[Any]) -> list[str]:
        return list(self._connection.execute(query, {"pilot": self.pilot}).scalars())

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

    def put_model(self, row: Mapping[str, Any], packed: Callable[[], bytes]) -> None:
        """Keep a model version; one that is there already stays. `packed` gives its bundle (`transfer.pack`)."""
        if self._connection.execute(_IS_MODEL, {"hash": row["hash"]}).first() is None:
            self.add("model_version", {**row, "bundle": packed()})

    def models(self) -> list[Row]:
        """All model versions, without what they hold."""
        return [dict(row._mapping) for row in self._connection.execute(_MODELS)]

    def model(self, key: str) -> bytes:
        """The bundle's bytes. Raises `StoreError` (`store.unknown-model`)."""
        row = self.row("model_version", key)
        if row is None:
            raise StoreError("store.unknown-model", model=key)
        return unpack(row["bundle"])

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
            rows = [{"instance": case, **_scope_row(one)} for one in new_scopes]
            self._connection.execute(adding("scope"), rows)
        if new_tokens:
            rows = [{"instance": case, **_token_row(one)} for one in new_tokens]
            self._connection.execute(adding("token"), rows)
        for one in changed_scopes:
            self._bring_up_to_date("scope", case, _scope_row(one))
        for one in changed_tokens:
            row = _token_row(one)
            if row["items"] is None:
                del row["items"]
            self._bring_up_to_date("token", case, row)

    def _bring_up_to_date(self, table: str, case: str, row: Row) -> None:
        new = {f"new_{name}": value for name, value in row.items()}
        statement = changing(table, tuple(row), ("instance", "id"))
        self._connection.execute(statement, {"is_instance": case, "is_id": row["id"], **new})

    def load_state(self, case: str) -> dict[str, Any]:
        """The saved case. Raises `StoreError` (`store.unknown-case`)."""
        row = self.row("instance", case)
        if row is None:
            raise StoreError("store.unknown-case", case=case)
        scopes = self._state_rows("scope", case, "place")
        tokens = self._state_rows("token", case, "seq")
        return {
            "head": json.loads(row["head"]),
            "scopes": [_with_variables(item) for item in scopes],
            "tokens": [_with_items(item) for item in tokens],
        }

    def _state_rows(self, table: str, case: str, order: str) -> list[Row]:
        query = reading(table, ("instance",), order=(order,))
        return [dict(row._mapping) for row in self._connection.execute(query, {"is_instance": case})]

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
            self._connection.execute(adding("event_log"), rows)
            self._ends[case] = (n + len(rows), command)

    def length(self, case: str) -> int:
        """How many lines the history of a case has."""
        return self._end(case)[0]

    def moments(self, case: str) -> list[int]:
        """The commands of a case after which a moment was kept, without what they hold."""
        table = tables.moment
        query = select(table.c.command).where(table.c.instance == case).order_by(table.c.command)
        return [int(number) for number in self._connection.execute(query).scalars()]

    def last_command(self, case: str) -> int:
        """The number of the last command of a case."""
        return self._end(case)[1]

    def _end(self, case: str) -> tuple[int, int]:
        if case not in self._ends:
            last = self._connection.execute(_LAST_LINE, {"case": case}).first()
            self._ends[case] = (last.n, last.command) if last is not None else (0, 0)
        return self._ends[case]

    def history(self, case: str, after: int = 0) -> list[Row]:
        """The lines of a case's history with a number above `after`, payload as a value."""
        lines = self._connection.execute(_HISTORY, {"case": case, "after": after})
        return [_with_payload(dict(row._mapping)) for row in lines]


_LOG = tables.event_log
_OF_CASE = _LOG.c.instance == bindparam("case")
_LAST_LINE = select(_LOG.c.n, _LOG.c.command).where(_OF_CASE).order_by(_LOG.c.n.desc()).limit(1)
_HISTORY = select(_LOG).where(_OF_CASE, _LOG.c.n > bindparam("after")).order_by(_LOG.c.n)


_MODEL = tables.model_version
_MODELS = select(*(column for column in _MODEL.c if column.name != "bundle")).order_by(_MODEL.c.hash)
_IS_MODEL = select(_MODEL.c.hash).where(_MODEL.c.hash == bindparam("hash"))


def _models(*which: ColumnElement[bool]) -> Select[Any]:
    case = tables.instance
    has = exists().where(case.c.pilot == bindparam("pilot"), case.c.model == _MODEL.c.hash, *which)
    return select(_MODEL.c.hash).where(has).order_by(_MODEL.c.hash)


_MODELS_IN_USE = _models()
_RUNNING_MODELS = _models(tables.instance.c.status.in_(RUNS), tables.instance.c.origin.is_(None))


def _clock_of(pilot: str) -> str:
    return f"{CLOCK}/{pilot}" if pilot else CLOCK


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
