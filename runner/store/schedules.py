"""The timers at the beginning of the processes of a pilot, as rows of `schedule`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, insert, select, update

from runner.store.tables import schedule

Row = dict[str, Any]
Key = tuple[str, str, str]


class ScheduleRows:
    """The rows of a pilot. `wrote` hears the key of each row that is written."""

    def __init__(self, connection: Connection, pilot: str, wrote: Callable[[Key], object]) -> None:
        self._connection = connection
        self._pilot = pilot
        self._wrote = wrote

    def all(self, process: str | None = None) -> list[Row]:
        """All of them, or those of a process, in order of process and event."""
        query = select(schedule).where(schedule.c.pilot == self._pilot)
        if process is not None:
            query = query.where(schedule.c.process == process)
        return self._read(query.order_by(schedule.c.process, schedule.c.event))

    def coming(self, until: str | None = None, limit: int | None = None) -> list[Row]:
        """Those that come, the earliest first: not after `until` (an instant as text)."""
        wanted = {"until": until, "limit": limit}
        given = {name: value for name, value in wanted.items() if value is not None}
        return self._read(_coming(tuple(given)), pilot=self._pilot, **given)

    def put(self, row: Row) -> None:
        """Write a row of the pilot, in place of the one with its process and event."""
        self.drop(row["process"], row["event"])
        self._connection.execute(insert(schedule), {**row, "pilot": self._pilot})

    def change(self, process: str, event: str, **values: Any) -> None:
        """Change a row."""
        self._wrote((self._pilot, process, event))
        self._connection.execute(update(schedule).where(*self._is(process, event)).values(**values))

    def drop(self, process: str, event: str) -> None:
        """Delete a row."""
        self._wrote((self._pilot, process, event))
        self._connection.execute(delete(schedule).where(*self._is(process, event)))

    def _is(self, process: str, event: str) -> tuple[Any, ...]:
        return schedule.c.pilot == self._pilot, schedule.c.process == process, schedule.c.event == event

    def _read(self, query: Any, **given: Any) -> list[Row]:
        return [dict(row) for row in self._connection.execute(query, given).mappings()]


@cache
def _coming(given: tuple[str, ...]) -> Select[Any]:
    query = select(schedule).where(
        schedule.c.pilot == bindparam("pilot"), schedule.c.instant != "", schedule.c.is_on.is_(True)
    )
    if "until" in given:
        query = query.where(schedule.c.instant <= bindparam("until"))
    order = (schedule.c.instant, schedule.c.process, schedule.c.event)
    return query.order_by(*order).limit(bindparam("limit") if "limit" in given else None)
