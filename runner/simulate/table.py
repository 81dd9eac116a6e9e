"""The flat table of a process and a scenario: all that the machine sees, without names, XML or dates."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from runner.core.i18n import LocalText
from runner.core.problem import Problem
from runner.simulate.calendars import ShiftTable
from runner.simulate.distributions import Sampler
from runner.simulate.staff import Rule, Staff

Condition = Callable[[dict[str, Any]], bool]


class Op(IntEnum):
    """What a token does at a node."""

    PASS = 0
    ACTIVITY = 1
    SCOPE = 2
    DELAY = 3
    EXCLUSIVE = 4
    PARALLEL = 5
    INCLUSIVE = 6
    RACE = 7
    END = 8
    TERMINATE = 9
    THROW = 10


@dataclass
class BoundaryRow:
    """A boundary event: it comes after `delay`, or ends a finished activity with `probability`, or
    catches what is thrown inside (`catches` = `error`, `escalation`; `code` None is any). `times`: how often
    it comes while the activity lasts, `delay` after `delay`; below 0: without end."""

    node: int
    interrupting: bool
    delay: Sampler | None = None
    probability: float | None = None
    catches: str | None = None
    code: str | None = None
    times: int = 1


@dataclass
class ActivityRow:
    """An activity. `needs` holds one tuple of pool indices for each person needed: any one of them. `rule`: who
    does it is asked instead, and `needs` stand in where nobody is found."""

    duration: Sampler
    needs: tuple[tuple[int, ...], ...] = ()
    fixed_cost: float = 0.0
    priority: int = 1
    instances: Sampler | None = None
    sequential: bool = False
    boundaries: tuple[BoundaryRow, ...] = ()
    starts: tuple[int, ...] = ()
    rule: Rule | None = None

    @property
    def is_plain(self) -> bool:
        """Whether a token's stay is one single piece of work."""
        return self.instances is None and not self.boundaries and not self.starts and self.rule is None


@dataclass
class NodeRow:
    """A node. `outs` are pairs of flow and target; `need` counts the flows that a join waits for;
    `chances` are cumulative shares of an exclusive split, or each flow's own chance elsewhere;
    `conditions` stand beside them where data decides; `default` is the position of the default flow."""

    id: str
    op: Op
    outs: tuple[tuple[int, int], ...] = ()
    need: int = 1
    chances: tuple[float, ...] = ()
    conditions: tuple[Condition | None, ...] = ()
    default: int | None = None
    delay: Sampler | None = None
    activity: ActivityRow | None = None
    reach: frozenset[int] = frozenset()
    code: str | None = None
    throws: str | None = None
    splits: bool = False


@dataclass
class PoolRow:
    """A pool: money an hour, and the calendar's index or None; `name` where it is a person of the organisation."""

    id: str
    capacity: int
    cost_per_hour: float
    calendar: int | None
    name: LocalText = ""


@dataclass
class ArrivalRow:
    """A source of cases at a node: the times between, or fixed moments in microseconds."""

    node: int
    every: Sampler | None
    times: tuple[int, ...] = ()
    calendar: int | None = None


@dataclass
class Table:
    """Everything flat. `facts` is the JSON value that `hash` covers: what went into the table."""

    nodes: list[NodeRow] = field(default_factory=list)
    flows: list[str] = field(default_factory=list)
    pools: list[PoolRow] = field(default_factory=list)
    calendars: list[Callable[[], ShiftTable]] = field(default_factory=list)
    joint: Callable[[tuple[int, ...]], ShiftTable] | None = None
    staff: Staff | None = None
    arrivals: list[ArrivalRow] = field(default_factory=list)
    data: dict[str, Sampler] = field(default_factory=dict)
    cases: int | None = None
    until: int | None = None
    warm_up: int = 0
    calendar_problems: Callable[[int], list[Problem]] | None = None
    """What the calendars do not know up to a moment of the run, in microseconds."""
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def hash(self) -> str:
        """SHA-256 of the facts, 64 hexadecimal digits: equal tables give equal results for a seed."""
        text = json.dumps(self.facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def activities(self) -> list[int]:
        """The indices of what counts as an activity, in document order."""
        return [index for index, node in enumerate(self.nodes) if node.activity is not None]

    @property
    def has_inclusive_join(self) -> bool:
        """Whether tokens' places must be known."""
        return any(node.op is Op.INCLUSIVE and node.need > 1 for node in self.nodes)

    @property
    def cancels(self) -> bool:
        """Whether anything can be cut short."""
        return any(node.op in (Op.TERMINATE, Op.THROW) for node in self.nodes) or any(
            boundary.interrupting for node in self.nodes if node.activity for boundary in node.activity.boundaries
        )
