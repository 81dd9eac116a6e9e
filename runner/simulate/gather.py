"""From the counts of each replication to the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from runner.core.i18n import LocalText
from runner.simulate.durations import HOUR, SECOND
from runner.simulate.result import (
    ActivityResult,
    Estimate,
    PoolResult,
    Queue,
    Samples,
    SimulationResult,
    Spread,
)
from runner.simulate.statistics import PERCENTILES, bucketed, histogram, interval, mean_of, percentile
from runner.simulate.table import PoolRow, Table
from runner.simulate.tally import Tally

KPIS = ("cycle", "waiting", "work", "off_shift", "cost")
HISTOGRAM_CASES = 100_000
ALWAYS_BUSY = 0.95


@dataclass
class Gathered:
    """Per replication: means and percentiles of cases, and per-element figures; kept small, so that memory
    follows one replication and not all."""

    table: Table
    means: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in KPIS})
    percentiles: dict[str, list[list[float]]] = field(default_factory=lambda: {name: [] for name in KPIS})
    pools: list[list[tuple[float, float, int, float | None]]] = field(default_factory=list)
    activities: list[list[tuple[float, float | None, float | None, float]]] = field(default_factory=list)
    flows: list[list[float]] = field(default_factory=list)
    throughput: list[float] = field(default_factory=list)
    cycles: list[float] = field(default_factory=list)
    replications: int = 0
    arrived: int = 0
    counted: int = 0
    stuck: int = 0
    stuck_at: str = ""
    open: int = 0
    seconds: float = 0.0
    last: int = 0
    queue_series: dict[str, list[float]] = field(default_factory=dict)
    series_step: float = 0.0
    worked: set[int] = field(default_factory=set)
    """Where rules are asked: the pools and people who did anything."""

    def add(self, tally: Tally) -> None:
        """Take in one replication."""
        for name in KPIS:
            scale = 1.0 if name == "cost" else 1.0 / SECOND
            ordered = sorted(getattr(tally, name))
            if ordered:
                self.means[name].append(mean_of(ordered) * scale)
                self.percentiles[name].append([percentile(ordered, level) * scale for level in PERCENTILES])
        room = HISTOGRAM_CASES - len(self.cycles)
        if room > 0:
            self.cycles += [value / SECOND for value in tally.cycle[:room]]
        self.replications += 1
        self.arrived += tally.arrived
        ended = len(tally.cycle)
        self.counted += ended
        self.stuck += tally.stuck
        self.stuck_at = self.stuck_at or tally.stuck_at
        self.open += tally.open
        span = tally.end - tally.first
        self.last = max(self.last, tally.end)
        self.seconds += tally.end / SECOND
        if span > 0:
            self.throughput.append(ended / (span / HOUR))
        self._add_pools(tally, span)
        cases = max(1, tally.counted)
        self.activities.append(
            [
                (
                    seen.visits / cases,
                    seen.wait / seen.visits / SECOND if seen.visits else None,
                    seen.duration / seen.visits / SECOND if seen.visits else None,
                    seen.cost / cases,
                )
                for seen in tally.activities
            ]
        )
        self.flows.append([count / cases for count in tally.flows])

    def _add_pools(self, tally: Tally, span: int) -> None:
        found: list[tuple[float, float, int, float | None]] = []
        for pool in tally.pools:
            if self.table.staff is not None:
                if not pool.taken:
                    found.append((0.0, 0.0, 0, None))
                    continue
                self.worked.add(pool.index)
            room = pool.worked(tally.first, tally.end) * pool.capacity
            found.append(
                (
                    pool.busy / room if room else 0.0,
                    pool.area / span if span > 0 else 0.0,
                    pool.longest,
                    pool.wait_sum / pool.wait_count / SECOND if pool.wait_count else None,
                )
            )
            if pool.series is not None:
                name = self.table.pools[pool.index].id
                self.queue_series[name] = bucketed(pool.series, tally.first, tally.end)
                self.series_step = span / SECOND / max(1, len(self.queue_series[name]))
        self.pools.append(found)

    # ---- the result

    def result(self, **known: Any) -> SimulationResult:
        """The figures so far; `known` are the fields that the machine does not know."""
        table = self.table
        pools = {table.pools[index].id: self._pool(index, table.pools[index]) for index in self._shown()}
        return SimulationResult(
            cases=round(self.arrived / max(1, self.replications)),
            counted=self.counted,
            table_hash=table.hash,
            **{name: self._spread(name) for name in KPIS},
            pools=pools,
            activities={table.nodes[index].id: self._activity(index) for index in table.activities},
            flows={flow: mean_of([row[index] for row in self.flows]) for index, flow in enumerate(table.flows)},
            throughput_per_hour=mean_of(self.throughput),
            simulated_seconds=self.seconds,
            samples=self._samples(),
            histogram=histogram(self.cycles),
            queue_series=self.queue_series,
            series_step=self.series_step,
            **known,
        )

    def _shown(self) -> list[int]:
        """The pools of the scenario in its order, then people, the busiest first."""
        staff = self.table.staff
        if staff is None:
            return list(range(len(self.table.pools)))
        busy = {index: mean_of([replication[index][0] for replication in self.pools]) for index in self.worked}
        return sorted(busy, key=lambda index: (index >= staff.first, -busy[index] if index >= staff.first else index))

    def always_busy(self) -> list[tuple[LocalText, float]]:
        """The people who have hardly a free moment, and how busy they are."""
        staff = self.table.staff
        found = []
        for index in self._shown() if staff is not None else ():
            share = mean_of([replication[index][0] for replication in self.pools])
            if share >= ALWAYS_BUSY and self.table.pools[index].name:
                found.append((self.table.pools[index].name, share))
        return found

    def _spread(self, name: str) -> Spread:
        levels = [mean_of(column) for column in zip(*self.percentiles[name], strict=True)] or [0.0] * 4
        return Spread(
            mean=mean_of(self.means[name]),
            ci=interval(self.means[name]),
            p50=levels[0],
            p90=levels[1],
            p95=levels[2],
            p99=levels[3],
        )

    def _pool(self, index: int, pool: PoolRow) -> PoolResult:
        rows = [replication[index] for replication in self.pools]
        queues = [row[1] for row in rows]
        return PoolResult(
            utilisation=estimate([row[0] for row in rows]),
            queue=Queue(mean=mean_of(queues), ci=interval(queues), max=max((row[2] for row in rows), default=0)),
            wait=estimate([row[3] for row in rows if row[3] is not None]),
            capacity=pool.capacity,
            name=pool.name,
        )

    def _activity(self, index: int) -> ActivityResult:
        rows = [replication[index] for replication in self.activities]
        return ActivityResult(
            visits=mean_of([row[0] for row in rows]),
            wait=estimate([row[1] for row in rows if row[1] is not None]),
            duration=estimate([row[2] for row in rows if row[2] is not None]),
            cost=mean_of([row[3] for row in rows]),
        )

    def _samples(self) -> Samples:
        shown = self._shown()
        return Samples(
            cycle=self.means["cycle"],
            waiting=self.means["waiting"],
            work=self.means["work"],
            off_shift=self.means["off_shift"],
            cost=self.means["cost"],
            p95=[levels[2] for levels in self.percentiles["cycle"]],
            utilisation={
                self.table.pools[index].id: [replication[index][0] for replication in self.pools] for index in shown
            },
            wait={
                self.table.pools[index].id: [replication[index][3] or 0.0 for replication in self.pools]
                for index in shown
            },
        )


def estimate(values: Sequence[float]) -> Estimate:
    """Mean and interval over replications."""
    return Estimate(mean=mean_of(values), ci=interval(values))


__all__ = ["Gathered", "estimate"]
