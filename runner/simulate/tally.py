"""What one replication counts: per case, activity, pool and flow."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from runner.simulate.state import ActivityTally, Case, PoolState


@dataclass(frozen=True)
class WorkRecord:
    """One piece of work, for a trace: microseconds after the start; `worked` is its working time."""

    case: int
    node: str
    enabled: int
    started: int
    finished: int
    worked: int
    pools: tuple[str, ...]


@dataclass
class Tally:
    """The counts of one replication, times in microseconds. `stuck` counts cases that can never end,
    `open` those that the end of the run cut off."""

    cycle: array[int] = field(default_factory=lambda: array("q"))
    waiting: array[int] = field(default_factory=lambda: array("q"))
    work: array[int] = field(default_factory=lambda: array("q"))
    off_shift: array[int] = field(default_factory=lambda: array("q"))
    cost: array[float] = field(default_factory=lambda: array("d"))
    activities: list[ActivityTally] = field(default_factory=list)
    flows: list[int] = field(default_factory=list)
    pools: list[PoolState] = field(default_factory=list)
    arrived: int = 0
    counted: int = 0
    stuck: int = 0
    stuck_at: str = ""
    open: int = 0
    events: int = 0
    end: int = 0
    first: int = 0

    def close_case(self, case: Case, now: int) -> None:
        """Note a finished case that counts."""
        self.cycle.append(now - case.arrived)
        self.waiting.append(case.waited)
        self.work.append(case.worked)
        self.off_shift.append(case.off_shift)
        self.cost.append(case.cost)
