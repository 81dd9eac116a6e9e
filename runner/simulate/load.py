"""How much work each pool will get, from means alone: overload is told before any mean is shown.

Expected visits by the traffic equations, solved by repeated substitution: an exclusive split divides, a
parallel one multiplies, a join of n branches fires once for n tokens.
"""

from __future__ import annotations

from runner.simulate.durations import WEEK
from runner.simulate.table import NodeRow, Op, Table

ROUNDS = 400


def _shares(row: NodeRow) -> list[float]:
    """The chance of each flow for one token that leaves; equal where data decides."""
    if row.conditions:
        return [1 / len(row.outs)] * len(row.outs)
    if row.op is Op.EXCLUSIVE:
        return [high - low for low, high in zip((0.0, *row.chances), row.chances, strict=False)]
    if row.splits:
        return list(row.chances)
    if row.op is Op.RACE:
        return [1 / len(row.outs)] * len(row.outs) if row.outs else []
    return [1.0] * len(row.outs)


def expected_visits(table: Table, node_starts: dict[int, float]) -> list[float]:
    """Visits to each node for `node_starts` tokens at the starts. What boundary events add is left out."""
    count = len(table.nodes)
    shares = [_shares(row) for row in table.nodes]
    tolerance = 1e-10 * sum(node_starts.values())
    visits = [0.0] * count
    for _round in range(ROUNDS):
        incoming = [0.0] * count
        for node, share in node_starts.items():
            incoming[node] += share
        for number, row in enumerate(table.nodes):
            for (_flow, target), chance in zip(row.outs, shares[number], strict=True):
                incoming[target] += visits[number] * chance
            for start in row.activity.starts if row.activity else ():
                incoming[start] += visits[number]
        for number, row in enumerate(table.nodes):
            if row.op is Op.PARALLEL and row.need > 1:
                incoming[number] /= row.need
            elif row.op is Op.INCLUSIVE and row.need > 1:
                incoming[number] = min(incoming[number], sum(node_starts.values()))
        if max(abs(a - b) for a, b in zip(incoming, visits, strict=True)) <= tolerance:
            return incoming
        visits = incoming
    return visits


def expected_load(table: Table) -> dict[str, float]:
    """Pool id -> work arriving per working time of the pool; 1 and more means overload.

    Empty where means are not known beforehand. Someone out of several pools counts by their sizes.
    """
    rates: dict[int, float] = {}
    for arrival in table.arrivals:
        if arrival.every is None or not arrival.every.mean or arrival.every.values is not None:
            return {}
        open_share = _open_share(table, arrival.calendar)
        rates[arrival.node] = rates.get(arrival.node, 0.0) + open_share / arrival.every.mean
    visits = expected_visits(table, rates)
    work = [0.0] * len(table.pools)
    for node in table.activities:
        row = table.nodes[node].activity
        if row is None or row.rule is not None or row.duration.mean is None:
            continue
        times = row.instances.mean if row.instances is not None and row.instances.mean is not None else 1.0
        for need in row.needs:
            people = sum(table.pools[pool].capacity for pool in need) or 1
            for pool in need:
                work[pool] += visits[node] * times * row.duration.mean * table.pools[pool].capacity / people
    return {
        pool.id: work[index] / (pool.capacity * _open_share(table, pool.calendar))
        for index, pool in enumerate(table.pools)
        if pool.capacity and work[index]
    }


def _open_share(table: Table, calendar: int | None) -> float:
    """The share of the time in which a calendar is open, over eight weeks."""
    if calendar is None:
        return 1.0
    shifts = table.calendars[calendar]()
    return max(1e-9, shifts.between(0, 8 * WEEK) / (8 * WEEK))
