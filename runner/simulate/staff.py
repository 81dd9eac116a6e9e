"""Who does simulated work where the rules of the steps are asked: the one resolver names them, as in the runner.

Each person is one worker with the hours and the cost that the scenario says, away on the days of an absence. A
step for which nobody is found falls back on the pools of the scenario, and is told.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from fractions import Fraction
from math import ceil
from typing import Any

from runner.approvals.plan import Plan, plan_of
from runner.approvals.votes import SHARED, Count, needed_of
from runner.bundle.graph import Graph, Node
from runner.connectors.directory import recorded_answers
from runner.organization.directory import bare, directory_of
from runner.organization.model import Organization
from runner.organization.resolver import CaseFacts, expand_who
from runner.organization.validity import day_of, edges_of
from runner.rights.check import may
from runner.rights.model import WorkspaceRights
from runner.simulate.durations import DAY, since

Round = tuple[int, tuple[tuple[str, ...], ...]]
"""How many seats must be done, and who may take each."""

_DATA_FREE = frozenset(
    {"user", "role", "position", "department", "group", "departmentHead", "consecutiveHeads", "superior", "starter",
     "previousHandler", "handlerOf", "notHandlerOf"}
)  # fmt: skip
_PAST = frozenset({"previousHandler", "handlerOf", "notHandlerOf"})
_KEPT = 200_000
_MICROSECOND = timedelta(microseconds=1)


class CasePeople:
    """What a case remembers of its people, as the runner does: `done` and `approved` hold node id -> people of its
    latest visit."""

    __slots__ = ("approved", "department", "done", "previous", "starter")

    def __init__(self, starter: str, department: str | None) -> None:
        self.starter = starter
        self.department = department
        self.done: dict[str, list[str]] = {}
        self.approved: dict[str, list[str]] = {}
        self.previous: str | None = None

    def acted(self, node: Node, people: Sequence[str]) -> None:
        """People have done a step."""
        self.done.pop(node.id, None)
        self.done[node.id] = list(people)
        self.previous = node.id
        if node.approval is not None:
            self.approved.pop(node.id, None)
            self.approved[node.id] = list(people)


@dataclass(frozen=True)
class Rule:
    """A step whose rule is asked: the node and the process that it lies in. `is_kept`: the same question has the
    same answer, whatever else happens."""

    node: Node
    graph: Graph
    is_kept: bool
    asks_data: bool
    asks_past: bool


@dataclass(frozen=True)
class Turnout:
    """Who does a step: `rounds` one after the other; none: it passes by itself, or `found` says that nobody is
    there."""

    rounds: tuple[Round, ...]
    found: bool = True


@dataclass
class Staff:
    """The people of a run. `pool_of`: person -> index of the pool that stands for them alone. `unfound` counts, by
    node, how often a rule found nobody."""

    organization: Organization
    starters: tuple[tuple[str, str | None], ...]
    start: datetime
    zone: tzinfo
    pool_of: dict[str, int] = field(default_factory=dict)
    endless: frozenset[str] = frozenset()
    first: int = 0
    unfound: Counter[str] = field(default_factory=Counter)
    _answers: dict[tuple[object, ...], Turnout] = field(default_factory=dict)
    _edges: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        self._edges = tuple(sorted({*edges_of(self.organization), *absence_edges(self.organization)}))
        self._asker = recorded_answers(self.organization)

    def case_of(self, chance: float) -> CasePeople:
        """A new case, started by anybody who may start one, each as probable as the next."""
        user, department = self.starters[min(int(chance * len(self.starters)), len(self.starters) - 1)]
        return CasePeople(user, department)

    def moments(self) -> list[int]:
        """The moments after the start at which an absence begins or is over: local midnight."""
        days = absence_edges(self.organization)
        found = [since(self.start, datetime(day.year, day.month, day.day, tzinfo=self.zone)) for day in days]
        return [at for at in found if at > 0]

    def day(self, moment: int) -> date:
        """The local day of a moment of the run."""
        return (self.start + moment * _MICROSECOND).astimezone(self.zone).date()

    def ask(
        self, rule: Rule, people: CasePeople, data: Mapping[str, Any] | None, moment: int, chance: str
    ) -> Turnout:
        """Who does a step of a case now."""
        now = (self.start + moment * _MICROSECOND).astimezone(self.zone)
        if not rule.is_kept:
            return self._turnout(rule, people, data, now, chance)
        epoch = bisect_right(self._edges, now.date())
        key: tuple[object, ...] = (rule.graph.process, rule.node.id, people.starter, people.department, epoch)
        if rule.asks_data and data:
            key += (tuple(data.items()),)
        if rule.asks_past:
            key += (people.previous, _frozen(people.done), _frozen(people.approved))
        found = self._answers.get(key)
        if found is None:
            found = self._turnout(rule, people, data, now, chance)
            if len(self._answers) < _KEPT:
                self._answers[key] = found
        return found

    def _turnout(
        self, rule: Rule, people: CasePeople, data: Mapping[str, Any] | None, now: datetime, chance: str
    ) -> Turnout:
        graph = rule.graph
        facts = CaseFacts(
            starter=people.starter, data=data or {}, department=people.department, done_by=dict(people.done), now=now,
            approved_by=dict(people.approved), previous_node=people.previous, process=graph.code or graph.process,
            admins=admins_of(graph, self.organization, now.date()), asker=self._asker,
        )  # fmt: skip
        plan = plan_of(rule.node, self.organization, facts, chance=chance, graph=graph)
        if plan.outcome in ("pass", "reject") and not plan.rounds:
            return Turnout(())
        rounds = tuple(
            _round(plan, there)
            for one in plan.rounds
            if (there := tuple(user for user in one if user in self.pool_of and user not in self.endless))
        )
        return Turnout(rounds, bool(rounds))


def _frozen(past: Mapping[str, Sequence[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((node, tuple(people)) for node, people in past.items())


def _round(plan: Plan, people: tuple[str, ...]) -> Round:
    """What a round needs where everybody agrees: all of them, enough of them, or any one."""
    if plan.vote not in ("all", *SHARED):
        return 1, (people,)
    seats = tuple((user,) for user in people)
    if plan.vote == "all" or plan.hears_all or plan.threshold is None:
        return len(seats), seats
    if plan.vote == "weight":  # as many as surely suffice, whoever comes first
        weights = sorted(Fraction(plan.weights.get(user, "0")) for user in people)
        wanted = needed_of(Count("weight", plan.threshold), sum(weights, Fraction()))
        needed = next((number for number in range(1, len(people)) if sum(weights[:number]) >= wanted), len(people))
    else:
        needed = ceil(needed_of(Count(plan.vote, plan.threshold), Fraction(len(seats))))
    return min(max(needed, 1), len(seats)), seats


def rule_of(node: Node, graph: Graph) -> Rule | None:
    """The rule of a step that is asked in a run; None without one."""
    handler = node.handler
    if handler is None or not handler.strategy:
        return None
    computes = any(value.strip().startswith("=") for value in handler.params.values())
    is_random = node.approval is not None and node.approval.vote == "random"
    return Rule(
        node, graph,
        is_kept=not is_random and handler.distinct != "last",
        asks_data=computes or handler.strategy not in _DATA_FREE,
        asks_past=handler.strategy in _PAST or handler.distinct in ("adjacent", "instance"),
    )  # fmt: skip


def admins_of(graph: Graph, organization: Organization, day: date) -> tuple[str, ...]:
    """Who manages the cases of a process on a day."""
    found = [
        user for rule in graph.rights.allow if rule.action == "manage"
        for user in expand_who(rule.who, organization, day=day)
    ]  # fmt: skip
    return tuple(dict.fromkeys(found))


def starters_of(
    graph: Graph, organization: Organization, rights: WorkspaceRights | None, day: date
) -> tuple[tuple[str, str | None], ...]:
    """Who may start a case on a day, once for each department that they work in."""
    found: list[tuple[str, str | None]] = []
    for user in directory_of(organization).at(day).organization.users:
        if not user.active or not user.assignments or not may(
            "start", user.id, graph.rights, rights, organization, category=graph.category or None, day=day
        ).allowed:  # fmt: skip
            continue
        places = list(dict.fromkeys(work.department for work in user.assignments))
        found += [(user.id, place) for place in places] if len(places) > 1 else [(user.id, None)]
    return tuple(found)


def absence_edges(organization: Organization) -> list[date]:
    """The days on which an absence begins, or is over."""
    found: set[date] = set()
    for absence in organization.absences:
        begins, ends = day_of(absence.from_), day_of(absence.to)
        if begins is not None:
            found.add(begins)
        if ends is not None and ends < date.max:
            found.add(ends + timedelta(days=1))
    return sorted(found)


def days_away(organization: Organization) -> dict[str, list[tuple[date, date]]]:
    """Person -> the days, first and last, on which they are away from all processes."""
    found: dict[str, list[tuple[date, date]]] = {}
    for absence in organization.absences:
        if absence.processes and "*" not in absence.processes:
            continue
        begins, ends = day_of(absence.from_) or date.min, day_of(absence.to) or date.max
        found.setdefault(bare(absence.who), []).append((begins, ends))
    return found


def hours_less(
    periods: Sequence[tuple[int, int]], day: date, away: Sequence[tuple[date, date]]
) -> Sequence[tuple[int, int]]:
    """The open periods of a day (microseconds after its midnight) without those of the days away; a night shift ends
    at midnight where the next day is one of them."""

    def is_away(one: date) -> bool:
        return any(begins <= one <= ends for begins, ends in away)

    if is_away(day):
        return ()
    if is_away(day + timedelta(days=1)):
        return [(begin, min(end, DAY)) for begin, end in periods if begin < DAY]
    return periods
