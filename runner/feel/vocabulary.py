"""What an expression may name at one place: variables with their kinds, captions and choices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Kind:
    """The kind of a value: `name` is a type of FEEL or `any`; `item` the kind of a list's entries; `entries`
    those of a context, None where they are not known."""

    name: str
    item: Kind | None = None
    entries: Mapping[str, Kind] | None = None


ANY, NUMBER, STRING, BOOLEAN = Kind("any"), Kind("number"), Kind("string"), Kind("boolean")
DATE, MOMENT, CONTEXT = Kind("date"), Kind("date and time"), Kind("context")

_DAY = {"year": NUMBER, "month": NUMBER, "day": NUMBER, "weekday": NUMBER}
_CLOCK = {"hour": NUMBER, "minute": NUMBER, "second": NUMBER, "time offset": ANY, "timezone": STRING}
PARTS: Mapping[str, Mapping[str, Kind]] = {
    "date": _DAY,
    "time": _CLOCK,
    "date and time": {**_DAY, **_CLOCK},
    "days and time duration": dict.fromkeys(("days", "hours", "minutes", "seconds"), NUMBER),
    "years and months duration": dict.fromkeys(("years", "months"), NUMBER),
}
"""The members of what is no context, by kind (DMN 1.5, table 53)."""


@dataclass(frozen=True)
class Choice:
    """A value that a variable may have, with its captions by language."""

    value: str
    captions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Variable:
    """One thing that an expression may name. `name` is a path: `days`, `period.from`; `choices` are all the
    values there are, empty for no limit; `captions` are by language; `about` is one more word on it."""

    name: str
    kind: Kind = ANY
    captions: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    about: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """The variables of one place. Where it is `closed`, there are no other names; `fill` makes values to try
    an expression on."""

    variables: tuple[Variable, ...] = ()
    closed: bool = False
    fill: Callable[[], Mapping[str, Any]] = field(default=dict, compare=False)

    @cached_property
    def sample(self) -> Mapping[str, Any]:
        """Values as a filled form holds them."""
        return self.fill()

    def get(self, name: str) -> Variable | None:
        """The variable of that path, or None."""
        return next((one for one in self.variables if one.name == name), None)

    @property
    def top(self) -> Mapping[str, Kind]:
        """The kinds of the names that stand alone."""
        return {one.name: one.kind for one in self.variables if "." not in one.name}

    def __iter__(self) -> Iterator[Variable]:
        return iter(self.variables)


NOTHING = Vocabulary()
"""For a place of which nothing is known."""
