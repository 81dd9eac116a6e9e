"""Data stores: what outlives a case and is shared by the cases of a rehearsal. A step takes out of them as it is
entered, and puts into them as it is left; what is between stands in the variables of the case."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from copy import deepcopy
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Protocol

from runner.bundle.graph import DataItem, StoreUse
from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.engine.environment import names_in

if TYPE_CHECKING:
    from runner.engine.instance import Instance
    from runner.engine.tokens import Token

declare(
    {
        "run.store-full": (
            N_("“{name}” puts {count} records into the data store “{store}”, which holds {capacity} at most."),
            N_("Take records out of the store, or let it hold more, and try the step again."),
        ),
        "run.store-kept": (
            N_("“{name}” puts something into “{store}”, which holds the records of a data source."),
            N_("Let a service step tell the system that keeps these records."),
        ),
        "run.store-shape": (
            N_("“{name}” sets {entry} in the data store “{store}”, which does not hold named values."),
            N_("Let it put the whole content there, or empty the store."),
        ),
    }
)

MOST_NOTED = 16 * 1024
"""Bytes of a content that a line of history holds; a longer one is told by its hash."""


class Stores(Protocol):
    """Where the contents of data stores are kept."""

    def content(self, item: DataItem) -> tuple[bool, Any]:
        """Whether anything was ever put there, and what is there (a JSON value of its own)."""

    def put(self, item: DataItem, content: Any, element: str) -> None:
        """Put a content in place of the one that is there; `element`: the step that does it."""


class OwnStores:
    """Contents in memory, by the name of the store: for a case by itself."""

    def __init__(self, contents: Mapping[str, Any] | None = None) -> None:
        self.contents: dict[str, Any] = dict(contents or {})

    def content(self, item: DataItem) -> tuple[bool, Any]:
        """See `Stores`."""
        return item.shared in self.contents, deepcopy(self.contents.get(item.shared))

    def put(self, item: DataItem, content: Any, element: str) -> None:
        """See `Stores`."""
        self.contents[item.shared] = deepcopy(content)


class DataStores:
    """What the steps of one case take out of data stores and put into them."""

    def __init__(self, case: Instance) -> None:
        self.case = case
        self.kept: Stores = OwnStores()

    def fetch(self, token: Token) -> None:
        """What a step takes out of stores becomes variables, once for all runs of a loop; out of a store that nobody
        has put anything into, comes nothing. Raises `RunError` (`run.expression`)."""
        node, case = token.task_spec.node, self.case
        if not node.reads or token.task_spec.inner or "fetched" in token.internal_data:
            return
        taken: dict[str, Any] = {}
        lines: list[tuple[str, dict[str, Any]]] = []
        for use in node.reads:
            item = self._item(token, use)
            is_there, content = self.kept.content(item)
            if not is_there:
                continue
            lines.append((item.shared, noted(content)))
            taken[use.variable or item.name or item.shared] = (
                case.data.value(token, use.value.text, [_named(item, content)]) if use.value else content
            )
        case.data.write(token, taken)
        for store, said in dict(lines).items():
            case.record("fetched", node.id, token.key, store=store, **said)
        token.internal_data["fetched"] = True

    def give(self, token: Token) -> None:
        """What a step puts into stores, once, unless it was left out: one after the other, so that each finds what
        the one before it has put. A variable that is not there puts nothing. Raises `RunError`: `run.expression`,
        `run.store-full`, `run.store-kept`, `run.store-shape`."""
        node = token.task_spec.node
        if not node.writes or "given" in token.internal_data:
            return
        before: dict[str, tuple[DataItem, bool, Any]] = {}
        after: dict[str, Any] = {}
        asked: set[str] = set()
        for use in node.writes:
            item = self._item(token, use)
            if item.source:
                raise RunError("run.store-kept", name=node.name or node.id, store=item.name)
            if item.shared not in before:
                before[item.shared] = (item, *self.kept.content(item))
            content = after.get(item.shared, before[item.shared][2])
            if use.entry or (use.value and _names(item) & set(names_in(use.value.text))):
                asked.add(item.shared)
            is_there, value = self._given(token, use, item, content)
            if is_there:
                after[item.shared] = self._with(token, use, item, content, value)
        for store, content in after.items():
            item, was_there, old = before[store]
            self._check(token, item, content)
            self.kept.put(item, content, node.id)
            change = difference(old if was_there else None, content)
            more = {"before": noted(old)} if was_there and store in asked else {}
            self.case.record("stored", node.id, token.key, store=store, **change, **more)
        token.internal_data["given"] = True

    def _item(self, token: Token, use: StoreUse) -> DataItem:
        data = token.task_spec.program.graph.data
        return next(
            (item for item in data if item.id == use.item), DataItem(id=use.item, name=use.item, kind="store")
        )

    def _given(self, token: Token, use: StoreUse, item: DataItem, content: Any) -> tuple[bool, Any]:
        """Whether there is something to put, and what."""
        data = self.case.data
        if use.value is not None:
            return True, data.value(token, use.value.text, [_named(item, content)])
        seen = data.visible(token)
        for name in (use.variable, item.name, item.shared):
            if name and name in seen:
                return True, deepcopy(seen[name])
        return False, None

    def _with(self, token: Token, use: StoreUse, item: DataItem, content: Any, value: Any) -> Any:
        if not use.entry:
            return value
        if content is not None and not isinstance(content, dict):
            node = token.task_spec.node
            raise RunError("run.store-shape", name=node.name or node.id, entry=use.entry, store=item.name)
        return {**(content or {}), use.entry: value}

    @staticmethod
    def _check(token: Token, item: DataItem, content: Any) -> None:
        count = len(content) if isinstance(content, list) else int(content is not None)
        if item.capacity is not None and count > item.capacity:
            node = token.task_spec.node
            name = node.name or node.id
            raise RunError("run.store-full", name=name, count=count, store=item.name, capacity=item.capacity)


def noted(content: Any) -> dict[str, Any]:
    """A content as a line of history says it: whole, or by SHA-256 and size (bytes) where it is long."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    if len(text) <= MOST_NOTED:
        return {"value": content}
    return {"digest": sha256(text).hexdigest(), "size": len(text)}


def difference(before: Any, after: Any) -> dict[str, Any]:
    """What was put: `added` records where a list has only grown, else the content as `noted`."""
    if isinstance(before, list) and isinstance(after, list) and after[: len(before)] == before:
        return {"added": after[len(before) :]}
    return noted(after)


def _names(item: DataItem) -> set[str]:
    return {name.replace(" ", "_") for name in _every(item)} | set(_every(item))


def _every(item: DataItem) -> Iterable[str]:
    return (name for name in (item.name, item.shared) if name)


def _named(item: DataItem, content: Any) -> dict[str, Any]:
    """The content by the names of its store, with `_` for spaces as well."""
    return dict.fromkeys(_names(item), content)
