"""What the resolver needs to know of a case, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from runner.core.i18n import LANGUAGES, N_, LocalText, listed, pick
from runner.core.messages import declare
from runner.organization.asking import Asker
from runner.organization.directory import Directory
from runner.organization.handler import Handler
from runner.organization.trail import TrailStep

declare(
    {
        "organization.starts-for": (N_("{person} starts for {department}."), ""),
        "organization.not-there": (N_("{person} does not work in {department}: the main department counts."), ""),
    }
)

Rounds = list[list[str]]
Outcome = Literal["assigned", "empty-stop", "pass", "reject", "admin", "unsupported"]


@dataclass(frozen=True)
class CaseFacts:
    """The facts of one case at one step; all ids of people are bare.

    `department`: the department the starter chose to start for, else None (the primary one).
    `done_by`: node id -> the people who completed it in its latest round, nodes in the order of
    completion. `approved_by`: likewise, but only verdicts 同意 that still count for 去重 (none of an
    earlier round, none given before a sensitive field changed). `previous_node`: the node before this
    one as really visited, else the last of `done_by`. `reentered`: the step runs again after a return,
    so the same-as-starter rule rests. `process`: id or code, for absences, reporting lines and matrices.
    `admins`: the process admins, for the empty rule `admin`. `now`: aware instant, on whose day the organisation
    is asked. `node`: the step itself. `later`: who is certain to be asked again further on, for 去重 `last`.
    `asker`: asks directory services; without one a rule that needs it finds nobody.
    """

    starter: str
    data: Mapping[str, Any] = field(default_factory=dict)
    department: str | None = None
    done_by: Mapping[str, Sequence[str]] = field(default_factory=dict)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    approved_by: Mapping[str, Sequence[str]] = field(default_factory=dict)
    previous_node: str | None = None
    reentered: bool = False
    process: str | None = None
    admins: tuple[str, ...] = ()
    node: str = ""
    later: tuple[str, ...] = ()
    asker: Asker | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Resolution:
    """Who handles a step, and why.

    `rounds`: user ids, one inner tuple for each consecutive round (several only for consecutive heads).
    `outcome`: `assigned`; else nobody is asked: `empty-stop` and `unsupported` halt with an alert,
    `pass` and `reject` decide, `admin` hands over to the process admins, in `rounds` where the facts
    named them. `skipped`: people left out by 去重, to be marked "auto, same person". `agents`: the agent
    who acts -> the person they act for. `copies`: agents who only get a copy of the step.
    """

    rounds: tuple[tuple[str, ...], ...]
    trail: tuple[TrailStep, ...]
    outcome: Outcome
    skipped: tuple[str, ...] = ()
    agents: Mapping[str, str] = field(default_factory=dict)
    copies: tuple[str, ...] = ()

    @property
    def people(self) -> tuple[str, ...]:
        """Everyone of all rounds, once each, in order."""
        return tuple(dict.fromkeys(user for one in self.rounds for user in one))


class Question:
    """One question to the resolver: the rule, the case, the directory, and the trail as it grows."""

    def __init__(self, handler: Handler, directory: Directory, case: CaseFacts) -> None:
        self.handler = handler
        self.directory = directory.at(case.now.date())
        self.case = case
        self.trail: list[TrailStep] = []
        self.quotes = ""
        """The path of the field whose value the next steps of the trail quote."""
        work = self.directory.assignment(case.starter, case.department)
        self.department = work.department if work else None
        if case.department and (work is None or work.department != case.department):
            self.note("not-there", person=self.name(case.starter), department=self._department(case.department))
        elif work is not None and case.department and not work.primary:
            self.note("starts-for", person=self.name(case.starter), department=self._department(case.department))

    def _department(self, department: str) -> LocalText:
        return self.directory.department_name(department)

    def note(self, code: str, **params: LocalText) -> None:
        """Add a step to the trail."""
        if self.quotes:
            params.setdefault("path", self.quotes)
        self.trail.append(TrailStep(f"organization.{code}", params))

    def name(self, user_id: str) -> LocalText:
        """The name of a person."""
        return self.directory.user_name(user_id)

    def names(self, user_ids: Sequence[str]) -> LocalText:
        """The names of several people, in each language."""
        return self.listed([self.name(item) for item in user_ids[:_SHOWN]], len(user_ids))

    def listed(self, texts: Sequence[LocalText], count: int = 0) -> LocalText:
        """Several texts one after the other, in each language; of many (`count` where these are only the first of
        them) the first and their number."""
        return listed_texts(texts, count)

    def param(self, name: str) -> str:
        """A parameter of the rule, else empty."""
        return self.handler.params.get(name, "").strip()


_SHOWN = 5


def listed_texts(texts: Sequence[LocalText], count: int = 0) -> LocalText:
    """Several texts one after the other, in each language; of many (`count` where these are only the first of them)
    the first and their number."""
    if len(texts) == 1:
        return texts[0]
    shown, count = texts[:_SHOWN], max(count, len(texts))
    more = f" … ({count})" if count > _SHOWN else ""
    return {language: listed([pick(text, language) for text in shown], language) + more for language in LANGUAGES}
