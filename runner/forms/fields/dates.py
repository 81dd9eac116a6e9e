"""A day, a time, or both: stored as ISO 8601 texts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from runner.core.i18n import N_
from runner.forms.field import FieldKind, Finding, FormFacts, MisfitError, Scope
from runner.forms.schema import Component


def subtype_of(component: Component) -> str:
    """`date`, `time` or `datetime`."""
    found = component.option("subtype")
    return found if found in ("time", "datetime") else "date"


def coerce_moment(component: Component, value: Any, facts: FormFacts) -> Any:
    """The ISO text of a day, time or instant, in one way of writing."""
    if value is None or value == "":
        return None
    subtype = subtype_of(component)
    code = {"date": "forms.not-a-date", "time": "forms.not-a-time", "datetime": "forms.not-a-moment"}[subtype]
    if not isinstance(value, str):
        raise MisfitError(code)
    text = value.strip()
    try:
        if subtype == "time":
            return time.fromisoformat(text).isoformat()
        if subtype == "datetime":
            return datetime.fromisoformat(text).isoformat()
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise MisfitError(code) from error


def check_moment(component: Component, value: Any, scope: Scope) -> Iterator[Finding]:
    """Not in the past, where the form says so."""
    if component.option("disallowPassedDates") is not True or subtype_of(component) == "time":
        return
    if date.fromisoformat(value[:10]) < scope.facts.today:
        yield Finding("forms.passed-date")


def sample(component: Component, scope: Scope, rng: Random) -> Any:
    """A day of the next month, or a time of an office day."""
    subtype = subtype_of(component)
    day = scope.facts.today + timedelta(days=rng.randint(0, 30))
    at = time(rng.randint(9, 17), rng.choice((0, 15, 30, 45)))
    if subtype == "time":
        return at.isoformat()
    zone = (scope.facts.now.tzinfo if scope.facts.now else None) or UTC
    return datetime.combine(day, at, zone).isoformat() if subtype == "datetime" else day.isoformat()


FIELDS = [
    FieldKind(
        "datetime", "datetime", N_("Date"), "date", None, coerce_moment, check_moment, sample,
        ("label", "description", "required", "subtype", "disallowPassedDates", "default", "hide", "columns",
         "element"),
        offered=24,
    )
]  # fmt: skip
