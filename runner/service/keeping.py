"""Data stores between cases: where what a step puts there is kept, how it goes back, and what they hold now."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from runner.bundle.bundle import Bundle
from runner.bundle.graph import DataItem, Graph
from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.protocol.rehearsing import StoreView
from runner.service.origins import Origin, followed
from runner.store.store import Row, Transaction, to_text

if TYPE_CHECKING:
    from runner.service.queries import Queries
    from runner.service.room import Live, Room

declare(
    {
        "store.kept-elsewhere": (
            N_("“{store}” holds the records of a data source: nothing can be put there by hand."),
            N_("Change the data source, or ask its system for what is new."),
        ),
    }
)


class KeptStores:
    """The data stores of a pilot as one case sees them within a command."""

    def __init__(self, room: Room, live: Live) -> None:
        self._room, self._live = room, live

    def content(self, item: DataItem) -> tuple[bool, Any]:
        """Whether anything was ever put there, and what is there; of a data source its records as they are now."""
        if item.source:
            source = self._live.bundle.data.get(item.source)
            return source is not None, deepcopy(source.rows) if source is not None else None
        row = self._room.tx.stores.row(item.shared)
        return row is not None, json.loads(row["content"]) if row is not None else None

    def put(self, item: DataItem, content: Any, element: str) -> None:
        """Put a content in place of the one that is there."""
        put(self._room, item.shared, content, self._live.id, element)


def put(room: Room, name: str, content: Any, case: str, element: str) -> None:
    """Put a content into a store, and note what it held before the command."""
    row = room.tx.stores.row(name)
    room.kept_before.setdefault(name, row)
    now = room.now.isoformat()
    before, known = (json.loads(row["content"]), row["origins"]) if row is not None else (None, "")
    origins = followed(before, known, content, Origin(case, element, now))
    room.tx.stores.put(name, to_text(content), now, case, element, origins)


def put_by_hand(room: Room, name: str, content: Any) -> None:
    """Put a content into a store as the tester does; None empties it. Raises `RunError` (`store.kept-elsewhere`)."""
    for bundle in bundles_in_use(room.service, room.tx):
        if any(item.source and item.shared == name for _graph, item in drawn_in(bundle)):
            raise RunError("store.kept-elsewhere", store=name)
    if content is None:
        room.kept_before.setdefault(name, room.tx.stores.row(name))
        room.tx.stores.empty(name)
        return
    put(room, name, content, "", "")


def changes(room: Room) -> list[dict[str, Any]]:
    """What the command has changed, as a moment keeps it: the row of each store before, and what it held after."""
    found = []
    for name, before in room.kept_before.items():
        after = room.tx.stores.row(name)
        found.append({"name": name, "before": before, "after": after["content"] if after is not None else None})
    return found


def undo(tx: Transaction, changed: Sequence[Mapping[str, Any]]) -> None:
    """Let stores hold what they held before a command, where nobody has put anything else there since."""
    for one in changed:
        now = tx.stores.row(one["name"])
        if (now["content"] if now is not None else None) != one["after"]:
            continue
        before: Row | None = one["before"]
        if before is None:
            tx.stores.empty(one["name"])
        else:
            tx.stores.put(
                before["name"], before["content"], before["changed"], before["by_case"], before["element"],
                before.get("origins", ""),
            )  # fmt: skip


def drawn_in(bundle: Bundle) -> list[tuple[Graph, DataItem]]:
    """The data stores that a bundle draws, each with its process."""
    return [(graph, item) for graph in bundle.graphs.values() for item in graph.data if item.kind == "store"]


def bundles_in_use(service: Queries, tx: Transaction) -> list[Bundle]:
    """The bundles that have cases in the pilot."""
    return [service.deployed(tx, model).bundle for model in tx.models_in_use()]


def store_views(tx: Transaction, bundles: Iterable[Bundle]) -> list[StoreView]:
    """The data stores of the pilot: those that something was put into, and those that the bundles draw."""
    found = {
        row["name"]: StoreView(
            name=row["name"], content=json.loads(row["content"]), changed=row["changed"], case=row["by_case"],
            element=row["element"],
        )
        for row in tx.stores.all()
    }  # fmt: skip
    for bundle in bundles:
        for _graph, item in drawn_in(bundle):
            rows = bundle.data[item.source].rows if item.source in bundle.data else None
            view = found.get(item.shared, StoreView(name=item.shared))
            more = {"content": rows, "source": item.source} if item.source else {}
            found[item.shared] = view.model_copy(update={"capacity": item.capacity, **more})
    return [found[name] for name in sorted(found)]
