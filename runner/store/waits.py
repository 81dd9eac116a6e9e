"""What cases wait for: messages and signals by name and correlation, timers and time limits by their instant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, exists, or_, select

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
        queue, table = tables.message_queue, tables.awaited
        fits = or_(table.c.key == queue.c.key, table.c.names != queue.c.names)
        waits = exists().where(table.c.kind == "message", table.c.name == queue.c.name, fits)
        query = select(queue).where(queue.c.pilot == self._pilot, waits).order_by(queue.c.id)
        return [dict(row._mapping) for row in self._connection.execute(query)]

    def timers(self, until: str | None = None, limit: int | None = None, case: str | None = None) -> list[Row]:
        """The timers of cases that run, or of one, the earliest first: rows of `timer` with the `number` of their
        case."""
        table = tables.timer
        number = _number_of(table)
        query = select(table, number).where(number.is_not(None))
        return self._earliest(query, table, (number, table.c.instance, table.c.seq), until, limit, case)

    def deadlines(self, until: str | None = None, limit: int | None = None, case: str | None = None) -> list[Row]:
        """The time limits of open steps of cases that run, or of one, the earliest first: rows of `deadline` with the
        `number` of their case and the `element` of their step."""
        table, work = tables.deadline, tables.work
        number = _number_of(table)
        open_ = (work.c.id == table.c.work, work.c.state.in_(("open", "alert")))
        element = select(work.c.element).where(*open_).scalar_subquery().label("element")
        query = select(table, number, element).where(number.is_not(None), element.is_not(None))
        return self._earliest(query, table, (number, table.c.instance, table.c.id), until, limit, case)

    def _earliest(
        self, query: Select[Any], table: Table, order: Sequence[ColumnElement[Any]], until: str | None,
        limit: int | None, case: str | None,
    ) -> list[Row]:  # fmt: skip
        """Read along the index of instants, as far as needed: what a case or step says is looked up line by line,
        never the other way round."""
        query = query.where(table.c.pilot == self._pilot).order_by(table.c.instant, *order)
        if case is not None:
            query = query.where(table.c.instance == case)
        if until is not None:
            query = query.where(table.c.instant <= until)
        return [dict(row._mapping) for row in self._connection.execute(query.limit(limit))]


def _number_of(table: Table) -> ColumnElement[Any]:
    """The number of a line's case, NULL where that does not go on."""
    case = tables.instance
    goes_on = (case.c.id == table.c.instance, case.c.status.in_(GOES_ON), case.c.origin.is_(None))
    return select(case.c.number).where(*goes_on).scalar_subquery().label("number")
