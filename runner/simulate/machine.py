"""The token-event machine: tokens move through the flat table, events wait in one heap.

Events at the same instant happen in the order in which they were scheduled: the heap holds (time, number,
what, whom), and the number only grows. After each event all tokens move as far as they can, then people
are given out. So a run depends on table, seed and replication alone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

from runner.core.errors import RunError
from runner.simulate.calendars import NeverOpen, ShiftTable
from runner.simulate.durations import HOUR
from runner.simulate.handling import Handling
from runner.simulate.pools import Pools
from runner.simulate.random import SOURCE, G, H, Purpose, stream, uniform
from runner.simulate.state import (
    CANCELLED,
    DONE,
    RUNNING,
    ActivityTally,
    Case,
    PoolState,
    Scope,
    Stay,
    Turn,
    Work,
)
from runner.simulate.table import ArrivalRow, Table
from runner.simulate.tally import Tally, WorkRecord

CHECK_EVERY = 2048
MASK = (1 << 64) - 1


class Cancelled(Exception):
    """The run was cancelled from outside."""


class Machine(Handling):
    """One replication. `run()` may be called once; `trace` takes every finished piece of work."""

    def __init__(
        self,
        table: Table,
        seed: int,
        replication: int,
        *,
        trace: list[WorkRecord] | None = None,
        series: bool = False,
    ) -> None:
        self.table = table
        self.staff = table.staff
        self.now = 0
        self.tally = Tally(activities=[ActivityTally() for _node in table.nodes], flows=[0] * len(table.flows))
        self.nodes = table.nodes
        self.rows = [node.activity for node in table.nodes]
        self.tracks = table.has_inclusive_join
        self.cancels = table.cancels
        self.ready: deque[tuple[int, int, Case, Scope]] = deque()
        self.touched: list[Scope] = []
        self.heap: list[tuple[int, int, Callable[[Any], None], Any]] = []
        self.live: dict[Case, None] = {}
        self._number = 0
        self._last = 0
        """The moment of the last thing that mattered: timers of finished work may come later."""
        self._trace = trace
        self._bin_flows = [0] * len(table.flows)
        self._bin_seen = [ActivityTally() for _node in table.nodes]
        self._streams = {
            purpose: [stream(seed, replication, node.id, purpose) for node in table.nodes]
            for purpose in (Purpose.DURATION, Purpose.BRANCH, Purpose.DELAY, Purpose.INSTANCES, Purpose.OUTCOME)
        }
        self._durations = self._streams[Purpose.DURATION]
        self._arrival_streams = [
            stream(seed, replication, table.nodes[row.node].id, Purpose.ARRIVAL) for row in table.arrivals
        ]
        self._starter_streams = [
            stream(seed, replication, table.nodes[row.node].id, Purpose.STARTER) for row in table.arrivals
        ]
        self._data_streams = {name: stream(seed, replication, name, Purpose.DATA) for name in table.data}
        self._taken: dict[int, int] = {}
        calendars = [make() for make in table.calendars]
        states = [
            PoolState(index, row.capacity, row.cost_per_hour / HOUR,
                      None if row.calendar is None else calendars[row.calendar])
            for index, row in enumerate(table.pools)
        ]  # fmt: skip
        for state in states:
            state.series = [] if series else None
        for user, index in self.staff.pool_of.items() if self.staff is not None else ():
            states[index].person = user
        self.tally.pools = states
        self.pools = Pools(states, self.rows, table.joint, [row.calendar for row in table.pools], table.warm_up)
        self.pools.begin = self.begin
        self.pools.wake = lambda pool, moment: self.schedule(moment, self._woken, pool)
        self._calendars = calendars
        self.bind()

    # ---- the loop

    def schedule(self, moment: int, what: Callable[[Any], None], whom: object) -> None:
        """Let something happen later."""
        self._number += 1
        heappush(self.heap, (moment, self._number, what, whom))

    def run(self, pulse: Callable[[int], None] | None = None) -> Tally:
        """Simulate until nothing is left to happen, or the time limit.

        `pulse(cases)` is called now and then with the number of cases that have arrived; it raises
        `Cancelled` to stop. Raises `RunError` where the scenario cannot be followed.
        """
        try:
            self._sources()
            self._loop(pulse)
        except NeverOpen:
            raise RunError("simulate.never-open") from None
        self._close()
        return self.tally

    def _loop(self, pulse: Callable[[int], None] | None) -> None:
        heap, ready, settle, dispatch = self.heap, self.ready, self.settle, self.pools.dispatch
        dirty = self.pools.dirty
        until = self.table.until
        count = 0
        while heap:
            if until is not None and heap[0][0] > until:
                self.now = until
                break
            self.now, _number, what, whom = heappop(heap)
            what(whom)
            if ready or self.touched:
                settle()
            if dirty:
                dispatch(self.now)
            count += 1
            if not count % CHECK_EVERY and pulse is not None:
                pulse(self.tally.arrived)
        self.tally.events = count

    def _close(self) -> None:
        tally = self.tally
        if self.heap:
            self._last = self.now
        tally.end = self._last
        tally.first = min(self.table.warm_up, tally.end)
        running = [entry[3] for entry in self.heap if isinstance(entry[3], Work)]
        self.pools.close(tally.end, running)
        if self.heap:
            tally.open = len(self.live)
        else:
            tally.stuck = len(self.live)
            if self.live:
                tally.stuck_at = self._where(next(iter(self.live)))

    def _where(self, case: Case) -> str:
        root = case.root
        joins = root.joins if root else {}
        return self.nodes[next(iter(joins))].id if joins else ""

    # ---- arrivals

    def _sources(self) -> None:
        for moment in self.staff.moments() if self.staff is not None else ():
            self.schedule(moment, self.absences, None)
        for source, row in enumerate(self.table.arrivals):
            if row.times:
                for count, moment in enumerate(row.times):
                    if self.table.cases is None or count < self.table.cases:
                        self.schedule(moment, self._arrive, (source, count, moment, False))
            else:
                self._next_arrival(source, row, 0, 0)

    def _next_arrival(self, source: int, row: ArrivalRow, count: int, last: int) -> None:
        if row.every is None:
            return
        if row.every.values is not None:
            if count >= len(row.every.values):
                return
            gap = int(row.every.values[count] + 0.5)
        else:
            gap = int(row.every.quantile(uniform(self._arrival_streams[source] + count * G)) + 0.5)
        moment = last + gap if row.calendar is None else self._calendars[row.calendar].add(last, gap)
        self.schedule(moment, self._arrive, (source, count, moment, True))

    def _arrive(self, event: tuple[int, int, int, bool]) -> None:
        source, count, moment, goes_on = event
        cases = self.table.cases
        if cases is not None and self.tally.arrived >= cases:
            return
        row = self.table.arrivals[source]
        if goes_on and (cases is None or self.tally.arrived + 1 < cases):
            self._next_arrival(source, row, count + 1, moment)
        number = source * SOURCE + count
        case = Case(number, number * G & MASK, moment, len(self.nodes))
        tally = self.tally
        tally.arrived += 1
        case.counted = moment >= self.table.warm_up
        case.flows = tally.flows if case.counted else self._bin_flows
        case.seen = tally.activities if case.counted else self._bin_seen
        tally.counted += case.counted
        if self._data_streams:
            case.data = {
                name: self.table.data[name].quantile(uniform(key + case.key))
                for name, key in self._data_streams.items()
            }
        if self.staff is not None:
            case.people = self.staff.case_of(uniform(self._starter_streams[source] + case.key))
        scope = case.root = Scope(case, None)
        self.live[case] = None
        self.inject(scope, row.node)

    def case_done(self, case: Case) -> None:
        """The last token of the case is gone."""
        self._last = self.now
        self.live.pop(case, None)
        case.root = None  # no circle is left behind for the garbage collector
        if case.counted:
            self.tally.close_case(case, self.now)

    # ---- work

    def draw(self, purpose: Purpose, node: int, case: Case, visit: int) -> float:
        """The random number of this key."""
        return uniform(self._streams[purpose][node] + case.key + visit * H)

    def enable(self, node: int, case: Case, scope: Scope, stay: Stay | None) -> None:
        """A piece of work is there to be done."""
        visit = case.visits[node]
        case.visits[node] = visit + 1
        work = Work(node, case, scope, stay, self.now, visit)
        if stay is not None:
            stay.parts[work] = None
        elif self.cancels:
            scope.active[work] = None
        row = self.rows[node]
        if row is not None and row.needs:
            self.pools.request(work, self.now)
        else:
            self.begin(work, ())

    def begin(self, work: Work, pools: tuple[PoolState, ...]) -> None:
        """Work starts; its end is known at once, since pauses are part of the calendar."""
        now, node, case = self.now, work.node, work.case
        row = self.rows[node]
        assert row is not None
        sampler = row.duration
        if sampler.constant is not None:
            length = int(sampler.constant + 0.5)
        elif sampler.values is not None:
            length = self._take(node, sampler.values)
        else:
            length = int(sampler.quantile(uniform(self._durations[node] + case.key + work.visit * H)) + 0.5)
        work.state = RUNNING
        work.started = now
        work.duration = length
        work.pools = pools
        wait = now - work.enabled
        case.waited += wait
        if case.counted:
            for pool in pools:
                pool.wait_sum += wait
                pool.wait_count += 1
        calendar: ShiftTable | None = self.pools.calendar_of(pools) if pools else None
        end = now + length if calendar is None else calendar.add(now, length)
        self._number += 1
        heappush(self.heap, (end, self._number, self._finish, work))

    def _take(self, node: int, values: tuple[Any, ...]) -> int:
        place = self._taken.get(node, 0)
        if place >= len(values):
            raise RunError("simulate.list-exhausted", element=self.nodes[node].id, count=len(values))
        self._taken[node] = place + 1
        return int(values[place] + 0.5)

    def _finish(self, work: Work) -> None:
        if work.state != RUNNING:
            return
        work.state = DONE
        self._settle_work(work, work.duration)
        stay = work.stay
        if stay is None:
            if self.cancels:
                work.scope.active.pop(work, None)
            self.leave(work.node, work.case, work.scope)
        else:
            stay.parts.pop(work, None)
            if isinstance(stay, Turn):
                stay.hands += [pool.index for pool in work.pools]
            self.part_done(stay)

    def _settle_work(self, work: Work, worked: int) -> None:
        now, case, row = self.now, work.case, self.rows[work.node]
        self._last = now
        assert row is not None
        cost = row.fixed_cost
        for pool in work.pools:
            cost += worked * pool.cost
        case.worked += worked
        case.off_shift += now - work.started - worked
        case.cost += cost
        seen = case.seen[work.node]
        seen.visits += 1
        seen.wait += work.started - work.enabled
        seen.duration += worked
        seen.cost += cost
        if work.pools:
            self.pools.release(work, now)
        if self._trace is not None:
            self._trace.append(
                WorkRecord(case.number, self.nodes[work.node].id, work.enabled, work.started, now, worked,
                           tuple(self.table.pools[pool.index].id for pool in work.pools))
            )  # fmt: skip

    def cancel_work(self, work: Work) -> None:
        """Cut a piece of work short, waiting or running."""
        state, work.state = work.state, CANCELLED
        if state == RUNNING:
            calendar = self.pools.calendar_of(work.pools) if work.pools else None
            worked = self.now - work.started if calendar is None else calendar.between(work.started, self.now)
            self._settle_work(work, worked)
        elif state != DONE:
            work.case.waited += self.now - work.enabled
            self.pools.withdraw(work, self.now)

    def _woken(self, pool: PoolState) -> None:
        self.pools.woken(pool)
