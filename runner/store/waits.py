"""What cases wait for: messages and signals by name and correlation, timers and time limits by their instant."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, exists, or_, select

from runner.store import tables

Row = dict[str, Any]
RUNS = ("running", "incident", "budget", "suspended")
"""The states of cases that have not come to an end."""
LISTENS = ("running", "incident", "budget")
"""Those of cases that messages and signals come to."""
GOES_ON = ("running", "incident")
"""Those of cases whose timers run."""


class Waits:
    """The lists of what the cases of a pilot wait for. What is asked for is found by an index; whether its case runs
    is looked up line by line."""

    def __init__(self, connection: Connection, pilot: str) -> None:
        self._connection = connection
        self._pilot = pilot

    def receivers(self, kind: str, name: str, names: str, key: str) -> list[str]:
        """The cases that run and may wait for a message or signal with that correlation, the oldest first: those with
        the same key, and those that were told other names."""
        table, case = tables.awaited, tables.instance
        fits = or_(table.c.key == key, table.c.names != names)
        query = (
            select(case.c.id)
            .join(table, table.c.instance == case.c.id)
            .where(table.c.kind == kind, table.c.name == name, fits)
            .where(case.c.status.in_(LISTENS), case.c.origin.is_(None), case.c.pilot == self._pilot)
            .order_by(case.c.started, case.c.number, case.c.id)
        )
        return list(dict.fromkeys(self._connection.execute(query).scalars()))

    def cases(self) -> list[str]:
        """The cases that run and wait for a message or signal, the oldest first."""
        table, case = tables.awaited, tables.instance
        query = (
            select(case.c.id)
            .where(exists().where(table.c.instance == case.c.id))
            .where(case.c.status.in_(RUNS), case.c.origin.is_(None), case.c.pilot == self._pilot)
            .order_by(case.c.started, case.c.number, case.c.id)
        )
        return list(self._connection.execute(query).scalars())

    def queued(self) -> list[Row]:
        """The messages of the queue that somebody may wait for, the oldest first."""
        return [dict(row) for row in self._connection.execute(_queued(), {"pilot": self._pilot}).mappings()]

    def timers(self, until: str | None = None, limit: int | None = None, case: str | None = None) -> list[Row]:
        """The timers of cases that run, or of one, the earliest first: rows of `timer` with the `number` of their
        case."""
        return self._earliest("timer", until, limit, case)

    def deadlines(self, until: str | None = None, limit: int | None = None, case: str | None = None) -> list[Row]:
        """The time limits of open steps of cases that run, or of one, the earliest first: rows of `deadline` with the
        `number` of their case and the `element` of their step."""
        return self._earliest("deadline", until, limit, case)

    def _earliest(self, table: str, until: str | None, limit: int | None, case: str | None) -> list[Row]:
        wanted = {"until": until, "case": case, "limit": limit}
        given = {name: value for name, value in wanted.items() if value is not None}
        query = _earliest(table, tuple(given))
        return [dict(row) for row in self._connection.execute(query, {"pilot": self._pilot, **given}).mappings()]


@cache
def _queued() -> Select[Any]:
    queue, table = tables.message_queue, tables.awaited
    fits = or_(table.c.key == queue.c.key, table.c.names != queue.c.names)
    waits = exists().where(table.c.kind == "message", table.c.name == queue.c.name, fits)
    return select(queue).where(queue.c.pilot == bindparam("pilot"), waits).order_by(queue.c.id)


@cache
def _earliest(name: str, given: Sequence[str]) -> Select[Any]:
    """Read along the index of instants, as far as needed: what a case or step says is looked up line by line, never
    the other way round."""
    table, case, work = tables.metadata.tables[name], tables.instance, tables.work
    goes_on = (case.c.id == table.c.instance, case.c.status.in_(GOES_ON), case.c.origin.is_(None))
    shown: list[ColumnElement[Any]] = [select(case.c.number).where(*goes_on).scalar_subquery().label("number")]
    order = (table.c.instant, *shown, table.c.instance, table.c.seq if name == "timer" else table.c.id)
    if name == "deadline":
        open_ = (work.c.id == table.c.work, work.c.state.in_(("open", "alert")))
        shown.append(select(work.c.element).where(*open_).scalar_subquery().label("element"))
    query = select(table, *shown).where(table.c.pilot == bindparam("pilot"), *(one.is_not(None) for one in shown))
    if "case" in given:
        query = query.where(table.c.instance == bindparam("case"))
    if "until" in given:
        query = query.where(table.c.instant <= bindparam("until"))
    return query.order_by(*order).limit(bindparam("limit") if "limit" in given else None)
