"""What moves while the machine runs: cases, scopes, stays in activities, pieces of work, pools of people."""

from __future__ import annotations

from typing import Any

from runner.simulate.calendars import ShiftTable
from runner.simulate.staff import CasePeople, Round

WAITING, RUNNING, DONE, CANCELLED = range(4)


class Case:
    """One case. `key` is its part of the random key; `flows` and `seen` point to the counters of the
    counted cases, or to a bin while the run warms up; times in microseconds."""

    __slots__ = (
        "arrived", "cost", "counted", "data", "flows", "key", "number", "off_shift", "people", "root", "seen",
        "visits", "waited", "worked",
    )  # fmt: skip

    def __init__(self, number: int, key: int, arrived: int, nodes: int) -> None:
        self.number = number
        self.key = key
        self.arrived = arrived
        self.counted = True
        self.visits = [0] * nodes
        self.flows: list[int] = []
        self.seen: list[ActivityTally] = []
        self.waited = 0
        self.worked = 0
        self.off_shift = 0
        self.cost = 0.0
        self.root: Scope | None = None
        self.data: dict[str, Any] | None = None
        self.people: CasePeople | None = None


class Scope:
    """One run of a process or sub-process: its living tokens and half-filled joins. `owner` is the stay
    that opened it. `active` (stays and work) and `places` (tokens a node) are kept only where the model
    has something that needs them: cancelling, or an inclusive join."""

    __slots__ = ("active", "alive", "case", "joins", "owner", "pending", "places", "tokens")

    def __init__(self, case: Case, owner: Stay | None) -> None:
        self.case = case
        self.owner = owner
        self.tokens = 0
        self.alive = True
        self.joins: dict[int, dict[int, int]] = {}
        self.active: dict[Any, None] = {}
        self.places: dict[int, int] = {}
        self.pending: dict[int, None] = {}


class Stay:
    """A token's stay in an activity that is more than one piece of work: a sub-process, an activity with
    boundary events, several instances. `left` counts the instances to come or still running."""

    __slots__ = ("alive", "case", "left", "node", "parts", "scope", "to_start")

    def __init__(self, node: int, case: Case, scope: Scope) -> None:
        self.node = node
        self.case = case
        self.scope = scope
        self.alive = True
        self.left = 1
        self.to_start = 0
        self.parts: dict[Any, None] = {}


class Turn(Stay):
    """The people of a step who are asked together, as a stay within the stay `host`. `rounds` are those still to
    come; `left` counts the seats that must still be done in this one; `hands`: who has done any, by pool."""

    __slots__ = ("hands", "host", "rounds")

    def __init__(self, host: Stay, rounds: tuple[Round, ...]) -> None:
        super().__init__(host.node, host.case, host.scope)
        self.host = host
        self.rounds = rounds
        self.hands: list[int] = []


class Work:
    """One piece of work: enabled, waiting for people, running, done. `profile`: the number under which the pools
    know whom it needs; the node's own until others are asked."""

    __slots__ = (
        "case", "duration", "enabled", "node", "order", "pools", "profile", "scope", "started", "state", "stay",
        "visit",
    )  # fmt: skip

    def __init__(self, node: int, case: Case, scope: Scope, stay: Stay | None, enabled: int, visit: int) -> None:
        self.node = self.profile = node
        self.case = case
        self.scope = scope
        self.stay = stay
        self.enabled = enabled
        self.visit = visit
        self.order = 0
        self.state = WAITING
        self.started = 0
        self.duration = 0
        self.pools: tuple[PoolState, ...] = ()


class PoolState:
    """A pool at run time; `area` sums queue length times time since the warm-up."""

    __slots__ = (
        "area", "busy", "calendar", "capacity", "changed", "cost", "dirty", "free", "index", "longest", "open_from",
        "open_until", "person", "queue", "queued", "series", "taken", "wait_count", "wait_sum", "waking",
    )  # fmt: skip

    def __init__(self, index: int, capacity: int, cost: float, calendar: ShiftTable | None) -> None:
        self.index = index
        self.capacity = capacity
        self.free = capacity
        self.cost = cost
        """Cost of one microsecond of work."""
        self.calendar = calendar
        self.queue: list[tuple[int, int, Work]] = []
        self.queued = 0
        self.longest = 0
        self.area = 0
        self.changed = 0
        self.busy = 0
        self.wait_sum = 0
        self.wait_count = 0
        self.dirty = False
        self.waking = -1
        self.open_from = 0
        self.open_until = 0
        self.series: list[tuple[int, int]] | None = None
        self.person = ""
        """The id of whom it stands for alone."""
        self.taken = 0
        """Pieces of work taken up so far."""

    def is_open(self, now: int) -> bool:
        """Whether its people are at work now."""
        if self.calendar is None:
            return True
        if not self.open_from <= now < self.open_until:
            self.open_from, self.open_until = self.calendar.window(now)
        return self.open_from <= now

    def worked(self, begin: int, end: int) -> int:
        """Working time between two moments."""
        return end - begin if self.calendar is None else self.calendar.between(begin, end)


class ActivityTally:
    """Sums over the visits of one activity, in microseconds and money."""

    __slots__ = ("cost", "duration", "visits", "wait")

    def __init__(self) -> None:
        self.visits = 0
        self.wait = 0
        self.duration = 0
        self.cost = 0.0
