"""The contents of data stores: one a name, shared by the cases of a pilot."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from runner.store.tables import data_store, meta

Row = dict[str, Any]
ORIGINS = "origins/"
"""What the names of the facts begin with that say where the parts of what a data store holds came from; pilot and
name follow, as JSON."""


class StoreRows:
    """The data stores of a pilot, as rows of `data_store`. `wrote` hears the key of each row that is written."""

    def __init__(self, connection: Connection, pilot: str, wrote: Callable[[tuple[str, str]], object]) -> None:
        self._connection = connection
        self._pilot = pilot
        self._wrote = wrote

    def all(self) -> list[Row]:
        """All that something was put into, by name."""
        query = select(data_store).where(data_store.c.pilot == self._pilot).order_by(data_store.c.name)
        return [dict(row) for row in self._connection.execute(query).mappings()]

    def row(self, name: str) -> Row | None:
        """The row of a store, and the `origins` of what it holds (empty: nobody knows); None: nothing was put there
        yet."""
        found = self._connection.execute(select(data_store).where(*self._is(name))).mappings().first()
        return {**found, "origins": self._origins(name)} if found is not None else None

    def put(self, name: str, content: str, changed: str, case: str, element: str, origins: str = "") -> None:
        """Put a content (JSON text) in place of the one that is there; `origins`: where its parts came from."""
        values = {"content": content, "changed": changed, "by_case": case, "element": element}
        self._wrote((self._pilot, name))
        self._forget_origins(name)
        if origins:
            self._connection.execute(insert(meta), {"name": self._fact(name), "value": origins})
        if self.row(name) is None:
            self._connection.execute(insert(data_store), {"pilot": self._pilot, "name": name, **values})
        else:
            self._connection.execute(update(data_store).where(*self._is(name)).values(**values))

    def empty(self, name: str) -> None:
        """Let it be as if nothing was ever put there."""
        self._wrote((self._pilot, name))
        self._connection.execute(delete(data_store).where(*self._is(name)))
        self._forget_origins(name)

    def _fact(self, name: str) -> str:
        return ORIGINS + json.dumps([self._pilot, name], ensure_ascii=False)

    def _origins(self, name: str) -> str:
        found = self._connection.execute(select(meta.c.value).where(meta.c.name == self._fact(name))).scalar()
        return str(found or "")

    def _forget_origins(self, name: str) -> None:
        self._connection.execute(delete(meta).where(meta.c.name == self._fact(name)))

    def _is(self, name: str) -> tuple[Any, Any]:
        return data_store.c.pilot == self._pilot, data_store.c.name == name
