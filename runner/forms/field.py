"""What a field kind is, and what it may know while it works."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from random import Random
from typing import Any

from runner.calendar import WorkCalendar
from runner.core.errors import AppError
from runner.data.dictionary import Dictionary
from runner.data.source import DataSource
from runner.feel import Compiled, compile_expression, to_json
from runner.forms.schema import Component
from runner.organization.model import Organization, User


@dataclass(frozen=True)
class FormFacts:
    """What a form may know besides its values: terms, people, the calendar, the clock of the case, and
    further variables of the case by name (`context`: as they were before the step began). `user`: the bare
    id of who fills it in; `sources`: data sources by name; `cases`: the finished cases that this person may
    see, id -> title, asked only where a form links one (None: not known here)."""

    dictionary: Dictionary | None = None
    organization: Organization | None = None
    calendar: WorkCalendar | None = None
    now: datetime | None = None
    context: Mapping[str, Any] = field(default_factory=dict)
    user: str | None = None
    sources: Mapping[str, DataSource] = field(default_factory=dict)
    cases: Callable[[], Mapping[str, str]] | None = None
    department: str | None = None
    """The department that the user starts a case for; None: the main one."""

    @property
    def person(self) -> User | None:
        """Who fills the form in, with the department started for as the main one."""
        user = self.organization.user(self.user) if self.organization is not None else None
        if user is None or all(work.department != self.department for work in user.assignments):
            return user
        works = [work.model_copy(update={"primary": work.department == self.department}) for work in user.assignments]
        return user.model_copy(update={"assignments": works})

    @property
    def today(self) -> date:
        """The day of the case's clock; without one a fixed day, so that nothing depends on the real clock."""
        return self.now.date() if self.now else date(2026, 1, 5)


@lru_cache(maxsize=2_000)
def _ready(text: str) -> tuple[Compiled, tuple[str, ...]]:
    """The expression and the names it may take from the data: looked up once, not in each row of a table."""
    compiled = compile_expression(text.strip().removeprefix("=").strip())
    return compiled, tuple(compiled.names | compiled.possible_names)


@dataclass(frozen=True)
class Scope:
    """The facts and the data that expressions see at one place of the form."""

    facts: FormFacts
    data: Mapping[str, Any]

    def evaluate(self, text: str) -> Any:
        """The JSON value of a FEEL text (a leading `=` is dropped); None where it cannot be computed."""
        try:
            compiled, names = _ready(text)
            context: dict[str, Any] = {}
            for name in names:  # a long form is not copied for each expression
                if name in self.data:
                    context[name] = self.data[name]
                elif name in self.facts.context:
                    context[name] = self.facts.context[name]
            return to_json(compiled.value(context, now=self.facts.now, calendar=self.facts.calendar))
        except AppError:
            return None

    def row(self, row: Mapping[str, Any], number: int) -> Scope:
        """The scope of a row of a table; `number` counts from 1."""
        outer = self.data if isinstance(self.data, dict) else dict(self.data)
        inner = {**row, "this": dict(row), "parent": outer, "i": number}
        return Scope(self.facts, ChainMap(inner, outer))

    def setting(self, value: Any) -> Any:
        """A setting that may be written as FEEL with a leading `=`."""
        return self.evaluate(value) if isinstance(value, str) and value.startswith("=") else value


@dataclass(frozen=True)
class Finding:
    """What is wrong with a value: a code of `runner.forms.messages` and its parameters but the label."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)


class MisfitError(ValueError):
    """A value that cannot be read as what its field holds."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.finding = Finding(code, {key: str(value) for key, value in params.items()})


Coerce = Callable[[Component, Any, FormFacts], Any]
Check = Callable[[Component, Any, Scope], Iterator[Finding]]
Sample = Callable[[Component, Scope, Random], Any]
Fill = Callable[[Component, FormFacts], Any]
Mask = Callable[[str], str]


def _as_it_is(component: Component, value: Any, facts: FormFacts) -> Any:
    return value


def _nothing_wrong(component: Component, value: Any, scope: Scope) -> Iterator[Finding]:
    yield from ()


def _no_sample(component: Component, scope: Scope, rng: Random) -> Any:
    return None


@dataclass(frozen=True)
class FieldKind:
    """One field kind.

    `id`: the kind as a component names it; `type`: the form-js type it rides on; `label`: English source
    text; `control`: a name of `runner.ui.controls`; `empty`: the value of an empty field. `coerce` gives
    the stored form of what was entered (None where it is empty) or raises `MisfitError`; `check` finds
    what is wrong with a stored, not empty value; `sample` makes a valid one. `properties`: what the
    designer offers, out of the names of `modeler.forms`. `holds`: whether it has a value. `offered`: its
    place in the designer's palette, 0 for not offered. `fill`: what it fills in by itself; `mask`: its text
    as those read it who have no right to the whole; `masks`: whether it does so unless told otherwise.
    """

    id: str
    type: str
    label: str
    control: str
    empty: Any = None
    coerce: Coerce = _as_it_is
    check: Check = _nothing_wrong
    sample: Sample = _no_sample
    properties: tuple[str, ...] = ()
    holds: bool = True
    offered: int = 0
    fill: Fill | None = None
    mask: Mask | None = None
    masks: bool = False


def is_empty(value: Any) -> bool:
    """Whether a stored value counts as not filled in; a tick that is not set is one."""
    return value is None or value is False or (isinstance(value, str) and not value.strip()) or value in ([], {})
