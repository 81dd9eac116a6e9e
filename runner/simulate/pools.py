"""Who works on what: requests for people are decided when something happens, never booked ahead.

A piece of work starts as soon as everyone it needs is free and on shift. Waiting work goes by priority
(lower number first), then by the order in which it was enabled; work that cannot start yet does not block
what stands behind it. Work pauses at the end of a shift and goes on in the next; its people stay with it.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush

from runner.simulate.calendars import ShiftTable
from runner.simulate.state import RUNNING, WAITING, PoolState, Work
from runner.simulate.table import ActivityRow


class Pools:
    """All pools of one replication. `begin(work, pools)` starts work and `wake(pool, moment)` asks to be
    dispatched again at an opening."""

    def __init__(
        self,
        states: list[PoolState],
        rows: list[ActivityRow | None],
        joint: Callable[[tuple[int, ...]], ShiftTable] | None,
        numbers: list[int | None],
        warm_up: int,
    ) -> None:
        self.states = states
        self.begin: Callable[[Work, tuple[PoolState, ...]], None]
        self.wake: Callable[[PoolState, int], None]
        self.warm_up = warm_up
        self._joint = joint
        self._numbers = numbers
        self.dirty: list[PoolState] = []
        """Pools where something changed since people were last given out."""
        self._order = 0
        self._needs = [row.needs if row else () for row in rows]
        self._priority = [row.priority if row else 0 for row in rows]
        self._single = [
            states[row.needs[0][0]] if row and len(row.needs) == 1 and len(row.needs[0]) == 1 else None
            for row in rows
        ]
        self._candidates = [sorted({pool for need in row.needs for pool in need}) if row else [] for row in rows]
        self._static = len(rows)
        self._profiles: dict[tuple[int, tuple[int, ...]], int] = {}

    def profile(self, node: int, people: tuple[int, ...]) -> int:
        """The number of work at a node that any one of these may take: who has taken least of it, first."""
        key = node, people
        number = self._profiles.get(key)
        if number is None:
            number = self._profiles[key] = len(self._needs)
            self._needs.append((people,))
            self._priority.append(self._priority[node])
            self._single.append(self.states[people[0]] if len(people) == 1 else None)
            self._candidates.append(sorted(people))
        return number

    def people(self, work: Work) -> list[str]:
        """The ids of those who may take a piece of work."""
        return [self.states[pool].person for need in self._needs[work.profile] for pool in need]

    def waiting(self) -> list[Work]:
        """The work that waits for people named by a rule, in the order in which it came."""
        found = {
            work.order: work
            for pool in self.states if pool.queued
            for _priority, order, work in pool.queue
            if work.state == WAITING and order == work.order and work.profile >= self._static
        }  # fmt: skip
        return [found[order] for order in sorted(found)]

    def request(self, work: Work, now: int) -> None:
        """Start the work now, or let it wait."""
        work.order = self._order
        self._order += 1
        pool = self._single[work.profile]
        if pool is not None:
            if pool.free and not pool.queue and pool.is_open(now):
                pool.free -= 1
                pool.taken += 1
                self.begin(work, (pool,))
            else:
                self._wait(pool, work, now)
            return
        for index in self._candidates[work.profile]:
            self._wait(self.states[index], work, now)

    def _wait(self, pool: PoolState, work: Work, now: int) -> None:
        heappush(pool.queue, (self._priority[work.profile], work.order, work))
        self._count(pool, 1, now)
        if not pool.dirty:
            pool.dirty = True
            self.dirty.append(pool)

    def _count(self, pool: PoolState, change: int, now: int) -> None:
        if now > self.warm_up:
            pool.area += pool.queued * (now - max(pool.changed, self.warm_up))
        pool.changed = now
        pool.queued += change
        if pool.queued > pool.longest and now >= self.warm_up:
            pool.longest = pool.queued
        if pool.series is not None:
            pool.series.append((now, pool.queued))

    def release(self, work: Work, now: int) -> None:
        """Give the people of finished or interrupted work back."""
        begin = max(work.started, self.warm_up)
        for pool in work.pools:
            pool.free += 1
            if now > begin:
                pool.busy += pool.worked(begin, now)
            if not pool.dirty:
                pool.dirty = True
                self.dirty.append(pool)

    def withdraw(self, work: Work, now: int) -> None:
        """Take waiting work out of all queues; its entries are dropped when they come up."""
        for index in self._candidates[work.profile]:
            self._count(self.states[index], -1, now)

    def dispatch(self, now: int) -> None:
        """Start whatever can start on pools where something changed."""
        dirty = self.dirty
        while dirty:
            pool = dirty.pop(0)
            pool.dirty = False
            if pool.queue:
                self._serve(pool, now)

    def _serve(self, pool: PoolState, now: int) -> None:
        queue = pool.queue
        aside: list[tuple[int, int, Work]] = []
        while queue and pool.free:
            if not pool.is_open(now):
                self._call(pool, now)
                break
            entry = heappop(queue)
            work = entry[2]
            if work.state != WAITING or entry[1] != work.order:  # gone, or asked of others since
                continue
            if self._single[work.profile] is not None:
                self._count(pool, -1, now)
                pool.free -= 1
                pool.taken += 1
                self.begin(work, (pool,))
                continue
            chosen = self._choose(work, now)
            if chosen is None:
                aside.append(entry)
                continue
            for index in self._candidates[work.profile]:
                self._count(self.states[index], -1, now)
            for taken in chosen:
                taken.free -= 1
                taken.taken += 1
            self.begin(work, chosen)
        for entry in aside:
            heappush(queue, entry)

    def _choose(self, work: Work, now: int) -> tuple[PoolState, ...] | None:
        """Someone for every need, free and on shift, the first in the order given; or None."""
        able: list[list[PoolState]] = []
        for need in self._needs[work.profile]:
            pools = []
            for pool in (self.states[index] for index in need):
                if pool.is_open(now):
                    pools.append(pool)
                else:
                    self._call(pool, now)
            able.append(pools if work.profile < self._static else sorted(pools, key=lambda pool: pool.taken))
        return _assign(able, ())

    def _call(self, pool: PoolState, now: int) -> None:
        """Look again when the pool, closed now, opens."""
        if pool.waking <= now:
            pool.waking = pool.open_from
            self.wake(pool, pool.open_from)

    def woken(self, pool: PoolState) -> None:
        """The pool has opened."""
        pool.waking = -1
        if not pool.dirty:
            pool.dirty = True
            self.dirty.append(pool)

    def calendar_of(self, pools: tuple[PoolState, ...]) -> ShiftTable | None:
        """When these people work together; None: always."""
        if len(pools) == 1:
            return pools[0].calendar
        numbers = {number for pool in pools if (number := self._numbers[pool.index]) is not None}
        if not numbers or self._joint is None:
            return None
        return self._joint(tuple(sorted(numbers)))

    def close(self, now: int, running: list[Work]) -> None:
        """Bring all sums to the end of the run; `running` is what was cut off by it."""
        for work in running:
            begin = max(work.started, self.warm_up)
            for pool in work.pools:
                if work.state == RUNNING and now > begin:
                    pool.busy += pool.worked(begin, now)
        for pool in self.states:
            self._count(pool, 0, now)


def _assign(able: list[list[PoolState]], chosen: tuple[PoolState, ...]) -> tuple[PoolState, ...] | None:
    """One free person out of each list, going back where an early choice leaves none for a later need."""
    if not able:
        return chosen
    for pool in able[0]:
        if pool.free > chosen.count(pool):
            found = _assign(able[1:], (*chosen, pool))
            if found is not None:
                return found
    return None
