"""What the data stores of a pilot hold, for whoever looks at them: which there are, their records searched and page
by page, and where each came from.

What lies in a store is of many cases, and may be made of anything that they hold: a person sees it who manages all
processes that draw it, and from whom none of their forms hides anything.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from runner.bundle.bundle import Bundle
from runner.bundle.graph import Graph
from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.protocol.rehearsing import StoredRow, StoreKind, StorePage, StoreSummary, StoreView
from runner.rights.check import may
from runner.service.keeping import drawn_in, store_views
from runner.service.origins import UNKNOWN, Origin, origins_of, parts
from runner.service.people import person_of
from runner.service.sight import hides_nothing
from runner.store.store import Row, Transaction

if TYPE_CHECKING:
    from runner.service.queries import Queries

declare(
    {
        "store.unknown": (N_("There is no data store “{store}” in this rehearsal."), N_("Look for it in the list.")),
        "store.hidden": (
            N_("What “{store}” holds is shown to who manages all processes that use it, and nothing is hidden from."),
            N_("Look as somebody who does, or as the designer."),
        ),
    }
)

MOST_COLUMNS = 40


def list_stores(service: Queries, tx: Transaction, user: str | None, model: str | None) -> list[StoreSummary]:
    """The data stores of the pilot and of a version that has no case yet, by name; with `user`: what that person may
    not see of them is left out."""
    bundles = _bundles(service, tx, model)
    views = store_views(tx, bundles)
    cases = _cases(tx, [view.case for view in views])
    found = []
    for view in views:
        if user is not None and not _may_see(bundles, view.name, person_of(user), tx):
            found.append(StoreSummary(name=view.name, source=view.source, capacity=view.capacity, is_hidden=True))
            continue
        content = view.content
        found.append(
            StoreSummary(
                name=view.name, kind=_kind(content), count=len(parts(content)), changed=view.changed,
                source=view.source, capacity=view.capacity,
                last=_row(service, tx, cases, 0, ("", None), Origin(view.case, view.element, view.changed)),
            )
        )  # fmt: skip
    return found


def read_store(
    service: Queries, tx: Transaction, name: str, user: str | None, model: str | None, *, search: str, after: int,
    limit: int | None,
) -> StorePage:  # fmt: skip
    """What one of them holds: `limit` records behind the one with the number `after` in which all words of `search`
    stand. Raises `RunError`: `store.unknown`, `store.hidden`."""
    bundles = _bundles(service, tx, model)
    view = next((one for one in store_views(tx, bundles) if one.name == name), None)
    if view is None:
        raise RunError("store.unknown", store=name)
    if user is not None and not _may_see(bundles, name, person_of(user), tx):
        raise RunError("store.hidden", store=name)
    words = search.casefold().split()
    every = list(enumerate(parts(view.content), start=1))
    fitting = [(number, part) for number, part in every if _fits(words, part)] if words else every
    shown = [(number, part) for number, part in fitting if number > after][:limit]
    origins = _origins(tx, view)
    cases = _cases(tx, [origins[number - 1].case for number, _part in shown])
    return StorePage(
        name=name, kind=_kind(view.content), columns=_columns(view), total=len(every), found=len(fitting),
        rows=[_row(service, tx, cases, number, part, origins[number - 1]) for number, part in shown],
    )  # fmt: skip


def _bundles(service: Queries, tx: Transaction, model: str | None) -> list[Bundle]:
    models = dict.fromkeys([*tx.models_in_use(), *([model] if model else [])])
    return [service.deployed(tx, one).bundle for one in models]


def _may_see(bundles: Sequence[Bundle], name: str, user: str, tx: Transaction) -> bool:
    now = datetime.fromisoformat(str(tx.clock()))  # every store has one from its beginning
    drawn = [
        (bundle, graph)
        for bundle in bundles
        for graph, item in drawn_in(bundle)
        if item.shared == name
    ]  # fmt: skip
    return bool(drawn) and all(_sees(bundle, graph, user, now) for bundle, graph in drawn)


def _sees(bundle: Bundle, graph: Graph, user: str, now: datetime) -> bool:
    if not bundle.organization.users:
        return True
    decision = may(
        "manage", user, graph.rights, bundle.rights, bundle.organization, category=graph.category or None,
        day=bundle.day(now),
    )  # fmt: skip
    return decision.allowed and hides_nothing(bundle, graph)


def _kind(content: Any) -> StoreKind:
    if content is None:
        return "empty"
    if isinstance(content, list):
        return "records"
    return "values" if isinstance(content, dict) else "value"


def _columns(view: StoreView) -> list[str]:
    """The names of what the records hold, in the order in which they first come; none where they are no contexts."""
    if not isinstance(view.content, list):
        return []
    records = [one for one in view.content if isinstance(one, dict)]
    return list(dict.fromkeys(key for one in records for key in one))[:MOST_COLUMNS]


def _fits(words: Sequence[str], part: tuple[str, Any]) -> bool:
    text = "\n".join((part[0], *_texts(part[1]))).casefold()
    return all(word in text for word in words)


def _texts(value: Any) -> Iterator[str]:
    """The single values of a JSON value as texts."""
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)
    elif value is not None:
        yield value if isinstance(value, str) else json.dumps(value)


def _origins(tx: Transaction, view: StoreView) -> list[Origin]:
    row = tx.stores.row(view.name) if not view.source else None
    return origins_of(row["origins"] if row is not None else "", view.content)


def _cases(tx: Transaction, wanted: Sequence[str]) -> dict[str, Row]:
    """The cases that are still there, by id."""
    among = [case for case in dict.fromkeys(wanted) if case]
    return {row["id"]: row for row in tx.cases(among=among)} if among else {}


def _row(
    service: Queries, tx: Transaction, cases: dict[str, Row], number: int, part: tuple[str, Any], origin: Origin
) -> StoredRow:
    key, value = part
    case = cases.get(origin.case)
    step = origin.element
    if case is not None:
        graphs = service.deployed(tx, case["model"]).bundle.graphs.values()
        step = next((node.name for graph in graphs for node in graph.nodes if node.id == origin.element), "") or step
    return StoredRow(
        number=number, key=key, value=value, is_known=origin != UNKNOWN, at=origin.at, case=origin.case,
        entry=case["process"] if case is not None else "", ordinal=case["ordinal"] if case is not None else 0,
        element=origin.element, step=step,
    )  # fmt: skip
