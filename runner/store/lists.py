"""The lists of a store: its cases and open steps, searched, filtered and sorted by the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, or_, select

from runner.store import tables

Row = dict[str, Any]
HUMAN = ("work", "start")
_SEAT = tables.task.c
_WORK = tables.work.c
_CASE = tables.instance.c
_SUMMARY = case((_WORK.model == _CASE.model, _WORK.summary), else_="")
"""A summary shows what the rights of its model let it show."""
_SHOWN = (
    _SUMMARY.label("work_summary"),
    *_SEAT,
    *(_WORK[name].label(f"work_{name}") for name in (
        "id", "element", "process", "visit", "kind", "state", "round", "opened", "title", "process_name",
        "token", "instance",
    )),
    *(_CASE[name].label(f"case_{name}") for name in ("id", "model", "process", "starter", "status", "origin")),
)  # fmt: skip
_DUE = (
    select(func.min(tables.deadline.c.instant))
    .where(tables.deadline.c.work == _WORK.id)
    .scalar_subquery()
    .label("due")
)
_ORDERS: dict[str, tuple[ColumnElement[Any], ...]] = {
    "opened": (_SEAT.id,),
    "due": (_DUE.is_(None), _DUE, _SEAT.id),
    "title": (_WORK.title, _SEAT.id),
    "process": (_WORK.process_name, _WORK.title, _SEAT.id),
    "starter": (_CASE.starter, _SEAT.id),
    "case": (_CASE.started, _CASE.number, _SEAT.id),
}
ORDERS = tuple(_ORDERS)
"""What a list of open steps can be sorted by."""


@dataclass(frozen=True)
class Wanted:
    """Which open steps are asked for, all of these together. `person`: those that may be theirs; `users`: given to
    one of them; `model`: a version; `search`: words that all stand in title, process, summary, starter or id of the
    case; `overdue`: a time limit before this instant (UTC text)."""

    case: str | None = None
    person: str | None = None
    users: Sequence[str] | None = None
    model: str | None = None
    process: str | None = None
    kinds: Sequence[str] | None = None
    search: str = ""
    overdue: str | None = None
    order: str = "opened"
    descending: bool = False


def open_seats(
    connection: Connection, wanted: Wanted
) -> Iterator[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    """Seat, step and case of each, as rows; the step has its first `due` instant. Raises `KeyError` for an order that
    is none of `ORDERS`."""
    for row in connection.execute(_query(wanted)).mappings():
        seat: dict[str, Any] = {}
        work: dict[str, Any] = {"due": row["due"]}
        instance: dict[str, Any] = {}
        for name, value in row.items():
            if name.startswith("work_"):
                work[name[5:]] = value
            elif name.startswith("case_"):
                instance[name[5:]] = value
            else:
                seat[name] = value
        yield seat, work, instance


def _query(wanted: Wanted) -> Select[Any]:
    query = (
        select(*_SHOWN, _DUE)
        .join_from(tables.task, tables.work, _SEAT.work == _WORK.id)
        .join(tables.instance, _SEAT.instance == _CASE.id)
        .where(_SEAT.state == "open", _WORK.state.in_(("open", "alert")))
    )
    if wanted.case is not None:
        query = query.where(_SEAT.instance == wanted.case)
    if wanted.person is not None:
        for column in (_SEAT.user, _SEAT.claimed_by):
            query = query.where(or_(column.is_(None), column == wanted.person))
        query = query.where(_WORK.kind.in_(HUMAN), _WORK.state == "open", _CASE.origin.is_(None))
    if wanted.users is not None:
        query = query.where(_SEAT.user.in_(wanted.users), _CASE.origin.is_(None))
    if wanted.model is not None:
        query = query.where(_CASE.model == wanted.model)
    if wanted.process is not None:
        query = query.where(_WORK.process == wanted.process)
    if wanted.kinds is not None:
        query = query.where(_WORK.kind.in_(wanted.kinds))
    if wanted.overdue is not None:
        query = query.where(wanted.overdue >= _DUE)
    for word in wanted.search.split():
        query = query.where(or_(*(column.icontains(word, autoescape=True) for column in (
            _WORK.title, _WORK.process_name, _SUMMARY, _CASE.starter, _CASE.id,
        ))))  # fmt: skip
    order = _ORDERS[wanted.order]
    return query.order_by(*(column.desc() if wanted.descending else column for column in order))


_CASE_ORDERS: dict[str, tuple[ColumnElement[Any], ...]] = {
    "started": (_CASE.started, _CASE.number, _CASE.id),
    "ended": (_CASE.ended.is_(None), _CASE.ended, _CASE.number, _CASE.id),
    "starter": (_CASE.starter, _CASE.started, _CASE.number, _CASE.id),
    "status": (_CASE.status, _CASE.started, _CASE.number, _CASE.id),
}
CASE_ORDERS = tuple(_CASE_ORDERS)
"""What a list of cases can be sorted by."""


def cases(
    connection: Connection, *, model: str | None = None, process: str | None = None,
    status: Sequence[str] | None = None, search: str = "", order: str = "started", descending: bool = False,
) -> Iterator[Row]:  # fmt: skip
    """The rows of cases, without their state. `search`: words that all stand in id, starter, outcome or process.
    Raises `KeyError` for an order that is none of `CASE_ORDERS`."""
    query = select(*(column for column in _CASE if column.name not in ("head", "memory", "setup")))
    for column, value in ((_CASE.model, model), (_CASE.process, process)):
        if value is not None:
            query = query.where(column == value)
    if status is not None:
        query = query.where(_CASE.status.in_(status))
    for word in search.split():
        columns = (_CASE.id, _CASE.starter, _CASE.outcome, _CASE.process)
        query = query.where(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    query = query.order_by(*(column.desc() if descending else column for column in _CASE_ORDERS[order]))
    for row in connection.execute(query):
        yield dict(row._mapping)
