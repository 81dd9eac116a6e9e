"""Copies of systems' records, kept up to date by the clock of the cases and by what announces a change.

The system is asked between commands, so that no transaction waits for it; what it said is written afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from runner.bundle.bundle import Bundle
from runner.connectors.connected import listed_by
from runner.connectors.connections import Reach
from runner.connectors.desk import parse_delay
from runner.connectors.exchange import MISSING, Unfit, incoming, taken
from runner.core.errors import StoreError
from runner.data.dictionary import Dictionary
from runner.data.source import DataSource
from runner.data.systems import Operation, Sync, System, Systems
from runner.protocol.rehearsing import Difference, SyncView
from runner.service.real_calls import reach_of

if TYPE_CHECKING:
    from runner.service.queries import Queries
    from runner.service.room import Deployed
    from runner.store.store import Transaction

MOST = 200
"""So many differences are kept."""


KEPT = "copies"
"""The fact that holds the register, its tables and the dictionary of the copies that no process looks up."""


@dataclass(frozen=True)
class _Copy:
    """`deployed`: the version whose forms look the table up; None for one that is kept for itself."""

    deployed: Deployed | None
    system: System
    sync: Sync
    source: DataSource
    dictionary: Dictionary

    @property
    def fact(self) -> str:
        return f"sync:{self.system.code}:{self.sync.code}"


def catch_up(service: Queries, *, event: str = "", wanted: tuple[str, str] | None = None) -> None:
    """Ask for every copy that is due by now, that an event of that name is about, or that is `wanted` (system and
    code)."""
    with service.store.transaction() as tx:
        now, reach = _now(tx), reach_of(tx, service.reach)
        stale = [one for one in _copies(service, tx) if _is_stale(one, _state(tx, one), now, event, wanted)]
    told = [(one, _answered(one, reach, now)) for one in stale]
    if not told:
        return
    with service.store.transaction() as tx:
        for one, said in told:
            tx.set_fact(one.fact, json.dumps({**_state(tx, one), **said}, ensure_ascii=False))
            if "rows" in said and one.deployed is not None:
                one.deployed.bundle = with_copies(tx, one.deployed.bundle)


def keep_copies(
    service: Queries,
    register: Mapping[str, Any],
    data: Mapping[str, Mapping[str, Any]],
    dictionary: Mapping[str, Any],
) -> None:
    """Keep copies of all tables of a register of systems, whether a process looks them up or not. `data`: the data
    sources by name; all as JSON."""
    kept = {"register": dict(register), "data": dict(data), "dictionary": dict(dictionary)}
    Systems.model_validate(register), Dictionary.model_validate(dictionary)
    for one in data.values():
        DataSource.model_validate(one)
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    with service.store.transaction() as tx:
        if tx.fact(KEPT) != text:
            tx.set_fact(KEPT, text)


def sync_views(service: Queries) -> list[SyncView]:
    """How each copy stands."""
    with service.store.transaction() as tx:
        now = _now(tx)
        return [_view(one, _state(tx, one), now) for one in _copies(service, tx)]


def with_copies(tx: Transaction, bundle: Bundle) -> Bundle:
    """The bundle with the records as the systems last gave them."""
    data: dict[str, DataSource] = {}
    for system in bundle.systems.systems:
        for sync in system.syncs:
            source, text = bundle.data.get(sync.source), tx.fact(f"sync:{system.code}:{sync.code}")
            rows = json.loads(text).get("rows") if text else None
            if source is not None and isinstance(rows, list):
                data[sync.source] = source.model_copy(update={"rows": rows})
    return replace(bundle, data={**bundle.data, **data}) if data else bundle


def differences(source: DataSource, rows: Sequence[Mapping[str, Any]], key: str = "") -> list[Difference]:
    """What is new, gone or changed, field by field, in the order of the records. `key`: the column that tells them
    apart; empty: as the source says."""
    column = key or source.id_column
    before = {str(row.get(column)): row for row in source.rows}
    after = {str(row.get(column)): row for row in rows}
    found = []
    for name in dict.fromkeys([*before, *after]):
        if name not in after:
            found.append(Difference(key=name, how="gone"))
        elif name not in before:
            found.append(Difference(key=name, how="new"))
        else:
            for one in source.columns:
                old, new = before[name].get(one.key), after[name].get(one.key)
                if old != new:
                    found.append(Difference(key=name, how="changed", column=one.key, before=old, after=new))
    return found


def _now(tx: Transaction) -> datetime:
    return datetime.fromisoformat(str(tx.clock()))  # every store has one from its beginning


def _copies(service: Queries, tx: Transaction) -> Iterator[_Copy]:
    """Those of the newest version of each process, each once."""
    versions = sorted(tx.models(), key=lambda row: str(row["deployed"]))
    seen: set[str] = set()
    for model in {row["process"]: row["hash"] for row in versions}.values():
        try:
            deployed = service.deployed(tx, model)
        except StoreError:
            continue  # whoever runs a case of it is told
        for system in deployed.bundle.systems.systems:
            for sync in system.syncs:
                source = deployed.bundle.data.get(sync.source)
                if source is None:
                    continue
                one = _Copy(deployed, system, sync, source, deployed.bundle.dictionary)
                if one.fact not in seen:
                    seen.add(one.fact)
                    yield one
    yield from (one for one in _kept(tx) if one.fact not in seen)


def _kept(tx: Transaction) -> Iterator[_Copy]:
    """Those that are kept for themselves, each with the records that the system gave last."""
    kept = json.loads(tx.fact(KEPT) or "{}")
    if not kept:
        return
    data, dictionary = kept["data"], Dictionary.model_validate(kept["dictionary"])
    for system in Systems.model_validate(kept["register"]).systems:
        for sync in system.syncs:
            if sync.source in data:
                one = _Copy(None, system, sync, DataSource.model_validate(data[sync.source]), dictionary)
                rows = _state(tx, one).get("rows")
                yield one if rows is None else replace(one, source=one.source.model_copy(update={"rows": rows}))


def _state(tx: Transaction, one: _Copy) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(tx.fact(one.fact) or "{}")
    return value


def _is_stale(
    one: _Copy, state: Mapping[str, Any], now: datetime, event: str, wanted: tuple[str, str] | None
) -> bool:
    if wanted is not None:
        return wanted == (one.system.code, one.sync.code)
    due = _due(one, state, now)
    return event in one.sync.on or (due is not None and due <= now)


def _due(one: _Copy, state: Mapping[str, Any], now: datetime) -> datetime | None:
    """When it is asked for next; at once where it never was. None: only when an event says so."""
    span = parse_delay(one.sync.every)
    if not span:
        return None
    tried = state.get("tried")
    return datetime.fromisoformat(tried) + span if tried else now


def _answered(one: _Copy, reach: Reach, now: datetime) -> dict[str, Any]:
    """What there is to keep of an answer. A stand-in has nothing to say but what is there already."""
    tried = {"tried": now.isoformat(), "failure": "", "detail": ""}
    operation = one.system.operation(one.sync.operation)
    if operation is None:
        return {**tried, "failure": "connect.unknown"}
    key = f"{one.fact}:{now.isoformat()}"
    answer = listed_by(one.system, operation, reach, key, one.sync.rows, one.sync.paging)
    if answer is None:
        return {**tried, "at": now.isoformat(), "differences": [], "by": "mock"}
    if answer.failure is not None:
        return {**tried, "failure": answer.failure, "detail": answer.detail, "by": answer.by}
    try:
        rows = _rows(one, operation, answer.result)
    except Unfit as error:
        return {**tried, "failure": "connect.shape", "detail": str(error), "by": answer.by}
    found = [item.model_dump(mode="json") for item in differences(one.source, rows, one.sync.key)[:MOST]]
    return {**tried, "at": now.isoformat(), "rows": rows, "differences": found, "by": answer.by}


def _rows(one: _Copy, operation: Operation, listed: Any) -> list[dict[str, Any]]:
    """The records by our columns, converted and in our codes as the operation's fields say. Raises `Unfit`, also
    where the key that tells them apart is missing or stands there twice."""
    key, keys = one.sync.key or one.source.id_column, set()
    made = []
    for record in listed:
        if not isinstance(record, Mapping):
            raise Unfit(one.sync.rows)
        read = incoming(one.system, operation, record, one.dictionary)
        values = {item.key: taken(read, one.sync.fields.get(item.key, item.key)) for item in one.source.columns}
        row = {name: value for name, value in values.items() if value is not MISSING}
        if key and (row.get(key) in (None, "") or str(row[key]) in keys):
            raise Unfit(key)
        keys.add(str(row.get(key)))
        made.append(row)
    return made


def _view(one: _Copy, state: Mapping[str, Any], now: datetime) -> SyncView:
    at, due = state.get("at"), _due(one, state, now)
    return SyncView(
        system=one.system.code,
        code=one.sync.code,
        source=one.sync.source,
        at=at,
        lag=(now - datetime.fromisoformat(at)).total_seconds() if at else None,
        due=due.isoformat() if due is not None else None,
        by=state.get("by", ""),
        differences=[Difference.model_validate(item) for item in state.get("differences", ())],
        failure=state.get("failure", ""),
        detail=state.get("detail", ""),
        records=len(state.get("rows") or one.source.rows),
    )
