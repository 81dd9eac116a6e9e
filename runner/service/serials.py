"""Serial numbers are given here: when a form with such a field is submitted, inside the same transaction.

A count goes up and never down, and the database refuses to take a given number back, so that a cancelled or withdrawn
case keeps its number for ever. A submit that fails leaves no gap, unless the rule allows gaps: then its number is
used up, as another system may have heard of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from runner.core.errors import RunError
from runner.data.dictionary import Dictionary
from runner.data.model import read_value
from runner.data.numbering import NumberFacts, NumberRule, number_text, period_of, require_fit, scope_of
from runner.forms.field import FormFacts
from runner.forms.fields.serial import rule_of
from runner.forms.inherit import inherit
from runner.forms.schema import Form, Place, field_places
from runner.forms.state import form_state
from runner.forms.values import at, nested, put
from runner.organization.model import Organization

if TYPE_CHECKING:
    from runner.service.room import Live, Room
    from runner.store.store import Transaction


@dataclass(frozen=True)
class Taken:
    """A count that a command brought up: rule, what it is counted by, period, and how far."""

    rule: str
    scope: str
    period: str
    last: int


def with_numbers(room: Room, live: Live, form: Form | None, before: Mapping[str, Any], values: dict[str, Any],
                 element: str) -> dict[str, Any]:  # fmt: skip
    """The values of a submitted form with its serial numbers; a number that the case has stays. Raises `RunError`
    (`numbering.…`) where there is none to give."""
    if form is None:
        return values
    wanted = [place for place in field_places(form) if place.component.kind == "serial" and place.table is None]
    if not wanted:
        return values
    data = {**nested(before), **values}
    dictionary, zone = live.bundle.dictionary, ZoneInfo(live.bundle.workspace.time_zone)
    hidden = form_state(inherit(form, dictionary), data, FormFacts(dictionary=dictionary, now=room.now)).hidden
    for place in wanted:
        if at(data, place.path) or place.path in hidden:
            continue
        company, department = whereabouts(live.bundle.organization, live.row["starter"], live.setup.get("department"))
        rule = _rule(dictionary, place)
        used = {item.path: at(data, item.path) for item in rule.segments if item.kind == "field"}
        facts = NumberFacts(room.now.astimezone(zone).date(), company, department, used)
        number = _give(room, live, place, rule, facts, element)
        values = put(_top(values, data, place), place.path, number)
        data = put(data, place.path, number)
    return values


def _top(values: dict[str, Any], data: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """The values with the whole record that a number inside of a group goes into."""
    first, _, rest = place.path.partition(".")
    return {**values, first: data[first]} if rest and first in data and first not in values else values


def whereabouts(organization: Organization, user: str, chosen: str | None = None) -> tuple[str, str]:
    """The codes of the company and department that a person starts a case for: the chosen one where the person works
    there, else that of the main assignment; empty where there is none. What has no code of its own goes by its id."""
    person = organization.user(user)
    works = person.assignments if person is not None else []
    work = next((item for item in works if item.department == chosen), None)
    if work is None and person is not None:
        work = person.primary
    department = organization.department(work.department if work is not None else None)
    if department is None:
        return "", ""
    company, above, seen = department.company, department, {department.id}
    while company is None and above.parent and above.parent not in seen:
        seen.add(above.parent)
        found = organization.department(above.parent)
        if found is None:
            break
        above, company = found, found.company
    owner = next((item for item in organization.companies if item.id == company), None)
    return (_code(owner) if owner is not None else ""), _code(department)


def _code(item: Any) -> str:
    return str(getattr(item, "code", None) or item.id)


def _rule(dictionary: Dictionary, place: Place) -> NumberRule:
    code = rule_of(place.component)
    rule = dictionary.number_rule(code)
    if rule is None:
        raise RunError("numbering.unknown", rule=code or "–")
    if rule.status == "retired":
        raise RunError("numbering.retired", name=rule.caption)
    require_fit(rule)
    return rule


def _give(room: Room, live: Live, place: Place, rule: NumberRule, facts: NumberFacts, element: str) -> str:
    number, taken = next_number(room.tx, rule, facts)
    room.tx.count_to(taken.rule, taken.scope, taken.period, taken.last)
    if rule.gaps:
        room.taken.append(taken)
    row = {"rule": rule.code, "number": number, "instance": live.id, "field": place.path}
    room.tx.add("serial_number", {**row, "issued": room.now.isoformat()})
    live.note("numbered", element, "", rule=rule.code, number=number, field=place.path)
    return number


def next_number(tx: Transaction, rule: NumberRule, facts: NumberFacts) -> tuple[str, Taken]:
    """The number that comes next, and the count it stands for; nothing is taken yet. A text that was given before,
    by the rule as it was then, is passed over. Raises `RunError`."""
    scope, period = scope_of(rule, facts), period_of(rule, facts.day)
    sequence = rule.sequence
    last = tx.count(rule.code, scope, period)
    first = max(sequence.first, 0) if sequence is not None else 1
    count = first if last is None else max(last + 1, first)
    number = number_text(rule, facts, count)
    while tx.is_given(rule.code, number):
        count += 1
        number = number_text(rule, facts, count)
    return number, Taken(rule.code, scope, period, count)


def coming_numbers(
    tx: Transaction,
    now: datetime,
    rule: Mapping[str, Any],
    *,
    company: str = "",
    department: str = "",
    fields: Mapping[str, Any] | None = None,
    zone: str = "UTC",
    count: int = 3,
) -> list[str]:
    """The numbers that a rule (its JSON) gives next; fewer where the digits are used up. Nothing is taken. `fields`:
    values of the form by path; `zone`: the workspace's time zone. Raises `RunError` where there is none at all."""
    made = read_value(NumberRule, dict(rule), "numbering")
    require_fit(made)
    facts = NumberFacts(now.astimezone(ZoneInfo(zone)).date(), company, department, dict(fields or {}))
    first, taken = next_number(tx, made, facts)
    found, last = [first], taken.last
    while len(found) < min(count, 100):
        last += 1
        try:
            number = number_text(made, facts, last)
        except RunError:
            break
        if not tx.is_given(made.code, number):
            found.append(number)
    return found


def use_up(tx: Transaction, taken: list[Taken]) -> None:
    """Bring the counts up to what a command took that failed."""
    for item in taken:
        tx.count_to(item.rule, item.scope, item.period, item.last)
