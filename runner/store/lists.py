"""The lists of a store: its cases and open steps, searched, filtered, sorted and cut into pages by the database.

A page begins behind a line that is named by its id, not by a count: what comes or goes meanwhile neither doubles a
line nor skips one, and the hundredth page costs what the first one does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    case,
    column,
    false,
    func,
    or_,
    select,
    tuple_,
    values,
)
from sqlalchemy.types import Integer, String

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
    *(_CASE[name].label(f"case_{name}") for name in (
        "id", "model", "process", "starter", "status", "origin", "pilot", "ordinal",
    )),
)  # fmt: skip
_DUE = (
    select(func.min(tables.deadline.c.instant))
    .where(tables.deadline.c.work == _WORK.id)
    .scalar_subquery()
    .label("due")
)
_HOLDER = func.coalesce(_SEAT.claimed_by, _SEAT.user)
"""Whose an open step is: who has claimed it, else whom it was given to; NULL: whoever takes it."""
_DUE_ORDER = (case((_DUE.is_(None), 1), else_=0), func.coalesce(_DUE, ""))
_ORDERS: dict[str, tuple[ColumnElement[Any], ...]] = {
    "opened": (_SEAT.id,),
    "due": (*_DUE_ORDER, _SEAT.id),
    "title": (_WORK.title, _SEAT.id),
    "process": (_WORK.process_name, _WORK.title, _SEAT.id),
    "starter": (_CASE.starter, _SEAT.id),
    "person": (_SEAT.id,),
    "case": (_CASE.started, _CASE.number, _SEAT.id),
}
ORDERS = tuple(_ORDERS)
"""What a list of open steps can be sorted by; by person as `Wanted.ranks` says."""
PAGE = 200
"""So many lines are asked for at once where only some of them are needed."""


@dataclass(frozen=True)
class Wanted:
    """Which open steps are asked for, all of these together. `pilot`: in cases of that one; `person`: those that may
    be theirs; `users`: given to one of them; `model`: a version; `here`: in cases that did not come from elsewhere;
    `search`: words that all stand in title, process, summary, starter or id of the case, are its number, or stand in
    the name of somebody (`called`: word -> people); `step`: called so; `holder`: claimed by that person, else given
    to them; `unclaimed`: of a pool, and nobody has taken them; `overdue`: a time limit up to this instant (UTC text).
    `ranks`: people in the order that they are to be sorted in; `after`:
    only what comes behind this seat (its id) in the order."""

    pilot: str | None = None
    case: str | None = None
    person: str | None = None
    users: Sequence[str] | None = None
    model: str | None = None
    process: str | None = None
    entry: str | None = None
    kinds: Sequence[str] | None = None
    alerts: bool = True
    here: bool = False
    search: str = ""
    called: Mapping[str, Sequence[str]] = field(default_factory=dict)
    step: str | None = None
    holder: str | None = None
    unclaimed: bool = False
    overdue: str | None = None
    ranks: Sequence[str] = ()
    order: str = "opened"
    descending: bool = False
    after: int | None = None


def open_seats(
    connection: Connection, wanted: Wanted
) -> Iterator[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    """Seat, step and case of each, as rows; the step has its first `due` instant. The database is asked for page by
    page, as lines are taken. Raises `KeyError` for an order that is none of `ORDERS`."""
    after = wanted.after
    while True:
        page = list(connection.execute(_page(connection, replace(wanted, after=after))).scalars())
        rows = connection.execute(_SHOWN_SEATS, {"seats": page}).mappings() if page else ()
        shown = {row["id"]: _line(dict(row)) for row in rows}
        yield from (shown[seat] for seat in page)
        if len(page) < PAGE:
            return
        after = page[-1]


def kinds_of_seats(connection: Connection, wanted: Wanted) -> list[Row]:
    """What the open steps that are asked for differ in, each combination once: `case_model`, `case_process` and
    `starter` of the case, `kind`, `process`, `process_name` and `title` of the step, and its `holder`."""
    shown = (
        _CASE.model.label("case_model"), _CASE.process.label("case_process"), _CASE.starter, _WORK.kind,
        _WORK.process, _WORK.process_name, _WORK.title, _HOLDER.label("holder"),
    )  # fmt: skip
    query = _narrowed(_open(wanted, shown), wanted).distinct().order_by(*shown)
    return [dict(row) for row in connection.execute(query).mappings()]


def _line(row: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
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
    return seat, work, instance


def _open(wanted: Wanted, shown: Sequence[ColumnElement[Any]]) -> Select[Any]:
    return (
        select(*shown)
        .join_from(tables.task, tables.work, _SEAT.work == _WORK.id)
        .join(tables.instance, _SEAT.instance == _CASE.id)
        .where(_SEAT.state == "open", _WORK.state.in_(("open", "alert") if wanted.alerts else ("open",)))
    )


def _page(connection: Connection, wanted: Wanted) -> Select[Any]:
    """The seats of a page, in order: sorted by what that takes alone, so that nothing is read in vain."""
    query, order = _sorted(_narrowed(_open(wanted, (_SEAT.id,)), wanted), wanted)
    if wanted.after is not None:
        query = _behind(connection, query, order, _SEAT.id == wanted.after, wanted.descending)
    return query.order_by(*(given.desc() if wanted.descending else given for given in order)).limit(PAGE)


_SHOWN_SEATS = (
    select(*_SHOWN, _DUE)
    .join_from(tables.task, tables.work, _SEAT.work == _WORK.id)
    .join(tables.instance, _SEAT.instance == _CASE.id)
    .where(_SEAT.id.in_(bindparam("seats", expanding=True)))
)


def _narrowed(query: Select[Any], wanted: Wanted) -> Select[Any]:
    for given, value in (
        (_CASE.pilot, wanted.pilot), (_SEAT.instance, wanted.case), (_CASE.model, wanted.model),
        (_WORK.process, wanted.process), (_CASE.process, wanted.entry), (_WORK.title, wanted.step),
        (_HOLDER, wanted.holder),
    ):  # fmt: skip
        if value is not None:
            query = query.where(given == value)
    if wanted.person is not None:
        for given in (_SEAT.user, _SEAT.claimed_by):
            query = query.where(or_(given.is_(None), given == wanted.person))
        query = query.where(_WORK.kind.in_(HUMAN), _WORK.state == "open", _CASE.origin.is_(None))
    if wanted.users is not None:
        query = query.where(_SEAT.user.in_(wanted.users), _CASE.origin.is_(None))
    if wanted.kinds is not None:
        query = query.where(_WORK.kind.in_(wanted.kinds))
    if wanted.here:
        query = query.where(_CASE.origin.is_(None))
    if wanted.unclaimed:
        query = query.where(_SEAT.user.is_(None), _SEAT.claimed_by.is_(None))
    if wanted.overdue is not None:
        query = query.where(wanted.overdue >= _DUE)
    for word in wanted.search.split():
        columns = (_WORK.title, _WORK.process_name, _SUMMARY, _CASE.starter)
        query = query.where(or_(*_stands(word, columns), *_meant(word, wanted.called, (_CASE.starter, _HOLDER))))
    return query


def _sorted(query: Select[Any], wanted: Wanted) -> tuple[Select[Any], tuple[ColumnElement[Any], ...]]:
    order = _ORDERS[wanted.order]
    if wanted.order != "person" or not wanted.ranks:
        return query, order
    ranks = list(zip(wanted.ranks, range(len(wanted.ranks)), strict=True))
    rank = values(column("who", String), column("place", Integer), name="ranks").data(ranks).cte("ranks")
    query = query.join(rank, rank.c.who == _HOLDER, isouter=True)
    return query, (func.coalesce(rank.c.place, len(ranks)), *order)


def _stands(word: str, columns: Sequence[ColumnElement[Any]]) -> list[ColumnElement[bool]]:
    return [given.icontains(word, autoescape=True) for given in columns]


def _meant(
    word: str, called: Mapping[str, Sequence[str]], people: Sequence[ColumnElement[Any]]
) -> list[ColumnElement[bool]]:
    """What a word means beside standing somewhere: a case by its number, or by a part of its id where the word is no
    number; people by name."""
    is_number = word.isdecimal() and word.isascii() and len(word) < 10
    found = [_CASE.ordinal == int(word)] if is_number else _stands(word, (_CASE.id,))
    if called.get(word):
        found += [given.in_(called[word]) for given in people]
    return found


def _behind(
    connection: Connection, query: Select[Any], order: Sequence[ColumnElement[Any]], line: ColumnElement[bool],
    descending: bool,
) -> Select[Any]:  # fmt: skip
    """What comes behind a line, wherever that stands now; nothing where it is there no longer."""
    froms = query.get_final_froms()
    place = connection.execute(select(*order).select_from(*froms).where(line).limit(1)).first()
    if place is None:
        return query.where(false())
    if len(order) == 1:
        return query.where(order[0] < place[0] if descending else order[0] > place[0])
    here, there = tuple_(*order), tuple_(*place)
    return query.where(here < there if descending else here > there)


_ENDED = (case((_CASE.ended.is_(None), 1), else_=0), func.coalesce(_CASE.ended, ""))
_CASE_ORDERS: dict[str, tuple[ColumnElement[Any], ...]] = {
    "started": (_CASE.started, _CASE.number, _CASE.id),
    "ended": (*_ENDED, _CASE.number, _CASE.id),
    "starter": (_CASE.starter, _CASE.started, _CASE.number, _CASE.id),
    "status": (_CASE.status, _CASE.started, _CASE.number, _CASE.id),
}
CASE_ORDERS = tuple(_CASE_ORDERS)
"""What a list of cases can be sorted by."""


@dataclass(frozen=True)
class WantedCases:
    """Which cases are asked for, all of these together. `among`: these ids; `search`: words that all stand in id,
    starter, outcome or process, are the number of the case, or stand in the name of its starter (`called`: word ->
    people); `after`: only what comes behind this case (its id) in the order."""

    pilot: str | None = None
    model: str | None = None
    process: str | None = None
    status: Sequence[str] | None = None
    among: Sequence[str] | None = None
    search: str = ""
    called: Mapping[str, Sequence[str]] = field(default_factory=dict)
    order: str = "started"
    descending: bool = False
    after: str | None = None


def cases(connection: Connection, wanted: WantedCases, limit: int | None = None) -> Iterator[Row]:
    """The rows of cases, without their state. Raises `KeyError` for an order that is none of `CASE_ORDERS`."""
    query = select(*(given for given in _CASE if given.name not in ("head", "memory", "setup")))
    for given, value in ((_CASE.pilot, wanted.pilot), (_CASE.model, wanted.model), (_CASE.process, wanted.process)):
        if value is not None:
            query = query.where(given == value)
    if wanted.status is not None:
        query = query.where(_CASE.status.in_(wanted.status))
    if wanted.among is not None:
        query = query.where(_CASE.id.in_(wanted.among))
    for word in wanted.search.split():
        columns = (_CASE.starter, _CASE.outcome, _CASE.process)
        query = query.where(or_(*_stands(word, columns), *_meant(word, wanted.called, (_CASE.starter,))))
    order = _CASE_ORDERS[wanted.order]
    if wanted.after is not None:
        query = _behind(connection, query, order, _CASE.id == wanted.after, wanted.descending)
    query = query.order_by(*(given.desc() if wanted.descending else given for given in order))
    for row in connection.execute(query.limit(limit)):
        yield dict(row._mapping)
