"""The limits of one evaluation, and what it carries along: warnings, clock, calendar."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from runner.feel.errors import FeelBudgetError, FeelWarning

if TYPE_CHECKING:
    from runner.calendar import WorkCalendar
    from runner.feel.conforms import Types


@dataclass(frozen=True)
class Limits:
    """How much one expression may use. Lengths in characters and entries, `seconds` of the thread's processor time,
    so that a busy machine stops nothing that would be quick elsewhere; `wall` of the clock on the wall.

    A step is one item of a loop or filter, or one call of a function; more where the body is long or much is made.
    `nodes` is what may be looked at where values hold the same lists many times over; `links` how many paths, filters
    and calls follow on one another; `scan` is the length of a text times the size of the pattern's automaton.
    """

    text: int = 10_000
    depth: int = 80
    steps: int = 1_000_000
    entries: int = 200_000
    characters: int = 1_000_000
    calls: int = 50
    exponent: int = 10_000
    seconds: float = 0.8
    wall: float = 5.0
    scan: int = 50_000_000
    nodes: int = 300_000
    links: int = 150
    warnings: int = 20


LIMITS = Limits()
T = TypeVar("T")
_CLOCK_EVERY = 1_000


class Run:
    """The state of one evaluation."""

    # class attributes, so that making one costs next to nothing: most expressions touch none of them
    steps = 0
    next_look = _CLOCK_EVERY
    deadline = 0.0
    wall = 0.0
    calls = 0
    warnings: tuple[FeelWarning, ...] = ()
    now: datetime | None = None
    calendar: WorkCalendar | None = None
    types: Types | None = None
    at: int | None = None  # the place of what is evaluated, kept by traced closures alone
    steps_seen: list[tuple[Any, Any]] | None = None
    most_seen = 2_000
    foreign = False  # whether a function of the host was called

    def tick(self, count: int = 1) -> None:
        """Count steps. Raises `FeelBudgetError` when the steps or the time are spent."""
        self.steps += count
        if self.steps >= self.next_look:
            self._look()

    def _look(self) -> None:
        self.next_look = self.steps + _CLOCK_EVERY
        if self.steps > LIMITS.steps:
            raise FeelBudgetError("feel.budget.steps", limit=LIMITS.steps)
        self.watch()

    def watch(self) -> None:
        """Look at the clock. The first look starts it: short expressions never pay for it."""
        spent, instant = time.thread_time(), time.monotonic()
        if not self.deadline:
            self.deadline, self.wall = spent + LIMITS.seconds, instant + LIMITS.wall
        elif spent > self.deadline or instant > self.wall:
            raise FeelBudgetError("feel.budget.time", limit=LIMITS.seconds)

    def warn(self, code: str, **params: object) -> T | None:
        """Note why a value is null; the answer is always None, so that one line can note and return it."""
        if len(self.warnings) < LIMITS.warnings:
            column = None if self.at is None else self.at + 1
            warning = FeelWarning(code, {key: str(value)[:80] for key, value in params.items()}, column)
            if warning not in self.warnings:
                self.warnings = (*self.warnings, warning)
        return None

    def text(self, value: str) -> str:
        """`value`, unless it is too long."""
        self.characters(len(value))
        return value

    def characters(self, count: int) -> None:
        """Check the length of a text that is about to be made."""
        if count > LIMITS.characters:
            raise FeelBudgetError("feel.budget.text", limit=LIMITS.characters)
        self.tick(count // 50)  # so that all texts together stay within some 50 million characters

    def entries(self, count: int) -> None:
        """Check the length of a list that is about to be made."""
        if count > LIMITS.entries:
            raise FeelBudgetError("feel.budget.list", limit=LIMITS.entries)
        self.tick(count // 10)


class Frame:
    """Names in sight: own ones first, then those of the frame around it.

    The outermost frame takes its values out of `source` on first use and turns them into FEEL values
    once, so that an expression pays for the variables it names and for no others.
    """

    __slots__ = ("names", "parent", "run", "source")

    def __init__(
        self,
        names: dict[str, Any],
        parent: Frame | None,
        run: Run,
        source: Mapping[str, Any] | None = None,
    ) -> None:
        self.names = names
        self.parent = parent
        self.run = run
        self.source = source


def nodes_left() -> list[int]:
    """A count of what may still be looked at where values hold the same lists many times over."""
    return [LIMITS.nodes]


def look_at(left: list[int], count: int = 1) -> None:
    """Take from the count. Raises `FeelBudgetError` when nothing is left."""
    left[0] -= count
    if left[0] < 0:
        raise FeelBudgetError("feel.budget.list", limit=LIMITS.nodes)


Closure = Callable[[Frame], Any]
