"""Where a person stands in a case, and what the rights say to that."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from runner.bundle.bundle import Bundle
from runner.rights.check import Decision, may
from runner.rights.model import Action
from runner.store.store import Row, Transaction


@dataclass(frozen=True)
class Standing:
    """`steps` are the nodes (process, id) that the person handles or handled; `now` is the instant on whose
    day the organisation is asked (None: as it is written)."""

    user: str
    is_starter: bool
    steps: frozenset[tuple[str, str]]
    has_copy: bool
    now: datetime | None = None


class Standings:
    """Where one person stands in all cases, or in one; read from the store once."""

    def __init__(self, tx: Transaction, user: str, case: str | None = None) -> None:
        self.user = user
        only = {"instance": case} if case is not None else {}
        seats = {
            row["id"]: row
            for column in ("acted_by", "user", "claimed_by")
            for row in tx.rows("task", **only, **{column: user})
            if row["acted_by"] in (None, user)
        }
        keys = list({row["work"] for row in seats.values()})
        works = {row["id"]: row["process"] for row in tx.rows_among("work", "id", keys)}
        self._steps: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for row in seats.values():
            self._steps[row["instance"]].add((works[row["work"]], row["element"]))
        clock = tx.clock()
        self._now = datetime.fromisoformat(clock) if clock else None
        self._copies = {row["instance"] for row in tx.rows("copy", **only, user=user)}

    def of(self, case: Row) -> Standing:
        """Where the person stands in a case."""
        own = case["id"]
        steps = frozenset(self._steps.get(own, ()))
        return Standing(self.user, case["starter"] == self.user, steps, own in self._copies, self._now)


def allowed(
    bundle: Bundle, case: Row, action: Action, user: str, *, handles: bool = False, day: date | None = None
) -> Decision:
    """Whether a person may do something with a case on a day, which they handle or not; without an organisation
    everyone may do everything."""
    graph = bundle.graphs[case["process"]]
    if not bundle.organization.users:
        return Decision(True, None, ())
    return may(
        action, user, graph.rights, bundle.rights, bundle.organization,
        category=graph.category or None, starter=case["starter"], handlers=[user] if handles else [], day=day,
    )  # fmt: skip


def may_start(bundle: Bundle, process: str, user: str, day: date) -> Decision:
    """Whether a person may start a case of a process on a day; without an organisation everyone may."""
    if not bundle.organization.users:
        return Decision(True, None, ())
    graph = bundle.graphs[process]
    category = graph.category or None
    return may("start", user, graph.rights, bundle.rights, bundle.organization, category=category, day=day)


def may_in(bundle: Bundle, case: Row, action: Action, standing: Standing) -> Decision:
    """Whether a person may do something with a case, from where they stand. Who was sent a copy may look at it."""
    handles = bool(standing.steps) or (standing.has_copy and action == "see")
    day = bundle.day(standing.now) if standing.now is not None else None
    return allowed(bundle, case, action, standing.user, handles=handles, day=day)
