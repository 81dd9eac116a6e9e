"""Made-up values that also pass what must hold between the fields of a form: found by trying.

A failed condition is taken apart: what its parts are worth are the values that its fields are tried with, and for
numbers and days their neighbours, so that `sum(items.price) = amount` is mended by the sum and `until > since` by the
day after. What is tried is kept where fewer conditions fail and the field itself stays in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from random import Random
from typing import Any

from runner.core.errors import AppError
from runner.feel import compile_expression, to_json
from runner.forms.field import FormFacts, MisfitError, Scope, is_empty
from runner.forms.fields import kind_of
from runner.forms.live import LiveForm
from runner.forms.schema import CrossCheck, Form, Place
from runner.forms.validate import named_in
from runner.forms.values import at, drop, put
from runner.rights.fields import field_access
from runner.rights.model import FieldRight

_ROUNDS = 12
_SAMPLES = 6
_LITERAL = re.compile(r"(?<![\w.])\d{1,12}(?:\.\d{1,6})?(?![\w.])")
_MOST = 90
"""How many values are tried in one field for one condition."""

Data = Mapping[str, Any]
Found = tuple[dict[str, Any], list[CrossCheck]]
"""Data, and the conditions that still fail with it."""


class CheckMender:
    """Mends data of an inherited form, with the rights of a step."""

    def __init__(self, form: Form, rights: Sequence[FieldRight], facts: FormFacts, rng: Random) -> None:
        self.form, self.rights, self.facts, self.rng = form, rights, facts, rng
        self.checks = list(form.checks or ())

    def failing(self, data: Data) -> list[CrossCheck]:
        """The conditions that are false, and that this step could mend."""
        if not self.checks:
            return []
        live = LiveForm(self.form, data, self.facts)
        scope = Scope(self.facts, live.values)
        return [
            check
            for check in self.checks
            if scope.evaluate(check.text) is False
            and any(self._is_open(one, live) for one in named_in(self.form, check))
        ]

    def mend(self, data: dict[str, Any]) -> dict[str, Any]:
        """The data with as few conditions failing as could be found."""
        failing = self.failing(data)
        for _round in range(_ROUNDS):
            if not failing:
                break
            better = self._better(data, failing)
            if better is None:
                break
            data, failing = better
        return data

    def _better(
        self, data: dict[str, Any], failing: list[CrossCheck]
    ) -> tuple[dict[str, Any], list[CrossCheck]] | None:
        sideways: tuple[dict[str, Any], list[CrossCheck]] | None = None
        for check in self.rng.sample(failing, len(failing)):
            live = LiveForm(self.form, data, self.facts)
            places = [one for one in named_in(self.form, check) if self._is_open(one, live)]
            for place in self.rng.sample(places, len(places)):
                for tried in self._tries(place, check, data, live):
                    left = self.failing(tried)
                    if len(left) < len(failing):
                        return tried, left
                    if len(left) == len(failing) and check not in left and sideways is None:
                        sideways = tried, left
        return sideways

    def _is_open(self, place: Place, live: LiveForm) -> bool:
        may = field_access(self.rights, place.path) in ("edit", "required")
        return may and place.path not in live.hidden and not place.component.is_fixed

    # what is tried -----------------------------------------------------------------------------

    def _tries(
        self, place: Place, check: CrossCheck, data: dict[str, Any], live: LiveForm
    ) -> Iterator[dict[str, Any]]:
        values = list(self._candidates(place, check, live))[:_MOST]
        if place.table is None:
            for value in values:
                if self._stands(place, value, Scope(self.facts, live.values)):
                    yield put(data, place.path, value) if value is not None else drop(data, place.path)
            return
        rows = at(data, place.table)
        if not isinstance(rows, list) or not rows:
            return
        column = place.component.name
        scope = Scope(self.facts, live.values)
        last = rows[-1] if isinstance(rows[-1], Mapping) else {}
        for value in values:
            if not self._stands(place, value, scope.row({**last, column: value}, len(rows))):
                continue
            told = {**last, column: value}  # in the last row, in all of them, in the only one that is left
            yield put(data, place.table, [*rows[:-1], told])
            yield put(data, place.table, [{**row, column: value} for row in rows if isinstance(row, Mapping)])
            if len(rows) > 1 and self._may_be(place, [told], scope):
                yield put(data, place.table, [told])

    def _may_be(self, column: Place, rows: list[Any], scope: Scope) -> bool:
        """Whether the table around a column may have these rows."""
        table = [one for one in column.within if one.type == "dynamiclist"][-1]
        may = field_access(self.rights, column.table or "") in ("edit", "required")
        return may and not any(True for _found in kind_of(table).check(table, rows, scope))

    def _candidates(self, place: Place, check: CrossCheck, live: LiveForm) -> Iterator[Any]:
        """Values worth trying: those of the parts of the condition, their neighbours, what makes up a difference,
        and some by chance."""
        seen: list[Any] = []
        scope = Scope(self.facts, live.values)
        worth = list(self._worth(check, live))
        now = at(live.values, place.path) if place.table is None else self._last(place, live)
        numbers = [one for one in worth if _is_number(one)]
        near = [one + step for one in numbers for step in (1, -1, 0.01, -0.01)]
        if _is_number(now):  # what is missing between two parts is added to the field
            near += [now + (one - other) for one in numbers for other in numbers if one != other]
            near += [now * one / other for one in numbers for other in numbers if other and one != other]
        days = [made for one in worth if isinstance(one, str) for step in (1, -1) if (made := _day(one, step))]
        chance = (kind_of(place.component).sample(place.component, scope, self.rng) for _n in range(_SAMPLES))
        parts = [inner for one in worth if isinstance(one, list) for inner in one]
        for group in (worth, parts, days, near, chance, [None]):
            for value in group:
                value = round(value, 6) if isinstance(value, float) else value
                if not any(value is other or (type(value) is type(other) and value == other) for other in seen):
                    seen.append(value)
                    yield value

    def _worth(self, check: CrossCheck, live: LiveForm) -> Iterator[Any]:
        # what was not reached, such as the rest of an `and`, counts too
        yield from (float(text) if "." in text else int(text) for text in _LITERAL.findall(check.text))
        for place in named_in(self.form, check):
            value = at(live.values, place.path) if place.table is None else self._last(place, live)
            if isinstance(value, str | int | float) and not isinstance(value, bool):
                yield value
        with suppress(AppError):
            compiled = compile_expression(check.text)
            context = {**self.facts.context, **live.values}
            for step in compiled.explain(context, now=self.facts.now, calendar=self.facts.calendar):
                value = to_json(step.value)
                if isinstance(value, str | int | float | list) and not isinstance(value, bool):
                    yield value

    def _last(self, place: Place, live: LiveForm) -> Any:
        rows = at(live.values, place.table or "")
        return rows[-1].get(place.component.name) if isinstance(rows, list) and rows else None

    def _stands(self, place: Place, value: Any, scope: Scope) -> bool:
        component, kind = place.component, kind_of(place.component)
        must = component.rules.get("required") is True or field_access(self.rights, place.path) == "required"
        try:
            value = kind.coerce(component, value, self.facts)
        except (MisfitError, TypeError, ValueError):
            return False
        return not must if is_empty(value) else not any(True for _found in kind.check(component, value, scope))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _day(text: str, step: int) -> str | None:
    """The day before or after, in the same form; None where the text is no day."""
    try:
        return (date.fromisoformat(text[:10]) + timedelta(days=step)).isoformat() + text[10:]
    except (ValueError, OverflowError):
        return None
