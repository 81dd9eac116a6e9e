"""From a day to a day with half days, or from a moment to a moment, and how long that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from random import Random
from typing import Any

from runner.calendar import WEEKDAYS, Half
from runner.core.i18n import N_
from runner.data.money import rounded
from runner.forms.field import FieldKind, Finding, FormFacts, MisfitError, Scope
from runner.forms.fields.number import plain_number
from runner.forms.schema import Component

DAYS = "slip:days"
"""`working` (default) counts working days, `calendar` every day."""
HALF_DAYS = "slip:halfDays"
MEASURE = "slip:measure"
"""`days` (default), or `hours`: from a moment to a moment, counted in hours to the minute."""
_HALF = Decimal("0.5")
_LONGEST = 3_653  # days: ten years; anything longer is a typing error


def days_between(
    first: date, first_half: Half, last: date, last_half: Half, facts: FormFacts, *, working: bool
) -> Decimal:
    """The days of a range in steps of one half; `working` counts those of the calendar of the facts,
    without one Monday to Friday."""
    if last < first:
        return Decimal(0)
    if working:
        return (facts.calendar or WEEKDAYS).working_days(first, last, first_half, last_half)
    halves = 2 * ((last - first).days + 1) - (first_half == "pm") - (last_half == "am")
    return max(halves, 0) * _HALF


def in_hours(component: Component) -> bool:
    """Whether the range is counted in hours."""
    return bool(component.own(MEASURE) == "hours")


def hours_between(first: datetime, last: datetime, facts: FormFacts, *, working: bool) -> Decimal:
    """The hours of a range, to the minute, two decimals; `working` counts those of the calendar of the facts."""
    if last <= first:
        return Decimal(0)
    span = (facts.calendar or WEEKDAYS).working_time(first, last) if working else last - first
    minutes = Decimal(int(span.total_seconds() // 60))
    return rounded(minutes / 60)


def _zone(facts: FormFacts) -> tzinfo:
    return (facts.now.tzinfo if facts.now else None) or UTC


def _coerce_hours(component: Component, value: Mapping[str, Any], facts: FormFacts) -> Any:
    """`{"from", "to", "hours"}`; the hours are always counted here."""
    try:
        moments = [datetime.fromisoformat(str(value[name])) for name in ("from", "to")]
    except ValueError as error:
        raise MisfitError("forms.not-hours") from error
    # a moment without an offset is one of the case's own clock
    first, last = (one if one.tzinfo else one.replace(tzinfo=_zone(facts)) for one in moments)
    if abs((last - first).days) > _LONGEST:
        raise MisfitError("forms.range-long", limit=_LONGEST // 365)
    hours = hours_between(first, last, facts, working=component.own(DAYS) != "calendar")
    return {"from": first.isoformat(), "to": last.isoformat(), "hours": plain_number(hours)}


def coerce_range(component: Component, value: Any, facts: FormFacts) -> Any:
    """`{"from", "fromHalf", "to", "toHalf", "days"}`; the days are always counted here. In hours:
    `{"from", "to", "hours"}`."""
    if value is None or value in ("", {}):
        return None
    if not isinstance(value, Mapping) or not value.get("from") or not value.get("to"):
        raise MisfitError("forms.not-hours" if in_hours(component) else "forms.not-a-range")
    if in_hours(component):
        return _coerce_hours(component, value, facts)
    try:
        first, last = date.fromisoformat(str(value["from"])), date.fromisoformat(str(value["to"]))
    except ValueError as error:
        raise MisfitError("forms.not-a-range") from error
    if (last - first).days > _LONGEST:
        raise MisfitError("forms.range-long", limit=_LONGEST // 365)
    halves = component.own(HALF_DAYS, True) is not False
    first_half: Half = "pm" if halves and value.get("fromHalf") == "pm" else "am"
    last_half: Half = "am" if halves and value.get("toHalf") == "am" else "pm"
    working = component.own(DAYS) != "calendar"
    days = days_between(first, first_half, last, last_half, facts, working=working)
    return {
        "from": first.isoformat(),
        "fromHalf": first_half,
        "to": last.isoformat(),
        "toHalf": last_half,
        "days": plain_number(days),
    }


def check_range(component: Component, value: Any, scope: Scope) -> Iterator[Finding]:
    """The end does not lie before the beginning."""
    if in_hours(component):
        if datetime.fromisoformat(value["to"]) <= datetime.fromisoformat(value["from"]):
            yield Finding("forms.range-order")
        if component.option("disallowPassedDates") is True and value["from"][:10] < scope.facts.today.isoformat():
            yield Finding("forms.passed-date")
        return
    first, last = (value["from"], value["fromHalf"]), (value["to"], value["toHalf"])
    if last < first:  # ISO days sort as texts, and am before pm
        yield Finding("forms.range-order")
    if component.option("disallowPassedDates") is True and date.fromisoformat(value["from"]) < scope.facts.today:
        yield Finding("forms.passed-date")


def sample(component: Component, scope: Scope, rng: Random) -> Any:
    """Up to two weeks, beginning within a month, on a Monday so that at least one day counts."""
    first = scope.facts.today + timedelta(days=rng.randint(0, 30))
    first += timedelta(days=-first.weekday() % 7)
    if in_hours(component):
        begin = datetime.combine(first, time(rng.randint(9, 11)), _zone(scope.facts))
        end = begin + timedelta(hours=rng.randint(1, 6))
        return coerce_range(component, {"from": begin.isoformat(), "to": end.isoformat()}, scope.facts)
    last = first + timedelta(days=rng.randint(0, 11))
    halves = {
        "fromHalf": rng.choice(("am", "am", "pm")),
        "toHalf": "pm" if first == last else rng.choice(("am", "pm")),
    }
    return coerce_range(component, {"from": first.isoformat(), "to": last.isoformat(), **halves}, scope.facts)


FIELDS = [
    FieldKind(
        "dateRange", "textfield", N_("Date range"), "date-range", None, coerce_range, check_range, sample,
        ("label", "description", "required", "measure", "halfDays", "days", "disallowPassedDates", "hide",
         "columns", "element"),
        offered=25,
    )
]  # fmt: skip
