"""Statements about the rows of one table, each made once: making one costs more than running it.

What is looked for is bound as `is_NAME`, what is written as `new_NAME`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Delete, Insert, Select, Table, Update, bindparam, delete, insert, select, update

from runner.store import tables

Names = tuple[str, ...]


def table_of(name: str) -> Table:
    """The table of that name. Raises `KeyError`."""
    return tables.metadata.tables[name]


@cache
def key_of(table: str) -> str:
    """The first column of the primary key."""
    return str(next(iter(table_of(table).primary_key)).name)


@cache
def reading(table: str, names: Names, several: Names = (), empty: Names = (), order: Names = ()) -> Select[Any]:
    """The rows that have these values; of `several` any of the values of a list, of `empty` none. In order of the
    primary key, or of `order`."""
    target = table_of(table)
    query = select(target).order_by(*((target.c[name] for name in order) if order else target.primary_key))
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
def adding(table: str) -> Insert:
    """A new row."""
    return insert(table_of(table))


@cache
def changing(table: str, values: Names, names: Names) -> Update:
    """New values for the rows that have these ones."""
    new: dict[str, Any] = {name: bindparam(f"new_{name}") for name in values}
    return update(table_of(table)).where(*_have(table, names)).values(new)


@cache
def removing(table: str, names: Names) -> Delete:
    """Without the rows that have these values."""
    return delete(table_of(table)).where(*_have(table, names))


def _have(table: str, names: Names) -> list[ColumnElement[bool]]:
    target = table_of(table)
    return [target.c[name] == bindparam(f"is_{name}") for name in names]
