"""Seeded values that a form accepts: what the random tester fills in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Any

from runner.calendar import WorkCalendar
from runner.data.dictionary import Dictionary
from runner.data.source import DataSource
from runner.forms.defaults import defaults_of, with_defaults
from runner.forms.field import FormFacts, MisfitError, Scope, is_empty
from runner.forms.fields import kind_of
from runner.forms.fields.table import sample_count
from runner.forms.inherit import inherit
from runner.forms.random_checks import CheckMender
from runner.forms.schema import Component, Form, field_places, joined
from runner.forms.state import form_state
from runner.forms.values import at, drop, has, put
from runner.organization.model import Organization
from runner.rights.fields import field_access
from runner.rights.model import FieldRight

_LEFT_OUT = 0.25  # how often a field that need not be filled in stays empty
_PASSES = 6
_TRIES = 4


def random_values(
    form: Form,
    rights: Sequence[FieldRight],
    dictionary: Dictionary | None,
    organization: Organization | None,
    rng: Random,
    *,
    values: Mapping[str, Any] | None = None,
    context: Mapping[str, Any] | None = None,
    calendar: WorkCalendar | None = None,
    now: datetime | None = None,
    is_start: bool = False,
    sources: Mapping[str, DataSource] | None = None,
    cases: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """What a person could submit at this step: values for the fields that the step may write, hidden ones
    left out, computed ones not included; a field that is left out keeps its default. What must hold between
    fields holds where values for it were found; `runner.forms.validate` says where not. The same state of `rng`
    gives the same values.

    `values`: the data of the case so far, which conditions and limits may look at. `sources` and `cases`: what
    records and finished cases (id -> title) there are to pick from; where that is not known one is made up.
    """
    facts = FormFacts(
        dictionary, organization, calendar, now, context or {}, sources=sources or {},
        cases=(lambda: cases) if cases is not None else None,
    )  # fmt: skip
    form = inherit(form, dictionary)
    filler = _Filler(rights, rng)
    given = defaults_of(form, values or {}, rights, facts, is_start=is_start)
    filler.given = given
    data = with_defaults(form, values or {}, rights, facts, is_start=is_start)
    for _pass in range(_PASSES):
        state = form_state(form, data, facts)
        filled = filler.level(form.components, data, Scope(facts, state.values), "", "")
        if filled == data:
            break
        data = filled
    mender = CheckMender(form, rights, facts, rng)
    best, left = data, mender.failing(data)
    for _try in range(_TRIES):
        if not left:
            break
        made = mender.mend(data)
        if len(found := mender.failing(made)) < len(left):
            best, left = made, found
        if left:  # another beginning: what was tried is filled in anew
            filler.tried.clear()
            data = filler.level(form.components, data, Scope(facts, form_state(form, data, facts).values), "", "")
    data = best
    return _submitted(form, rights, data, form_state(form, data, facts).hidden)


def _submitted(
    form: Form, rights: Sequence[FieldRight], data: Mapping[str, Any], hidden: frozenset[str]
) -> dict[str, Any]:
    """Only what the step may write and sees."""
    answer: dict[str, Any] = {}
    for place in field_places(form):
        if place.table is not None or place.path in hidden or place.component.is_fixed:
            continue
        may_write = field_access(rights, place.path) in ("edit", "required")
        if may_write and at(data, place.path) is not None:
            answer = put(answer, place.path, at(data, place.path))
    return answer


class _Filler:
    """Fills fields in the order of the form; what it has tried once it leaves, unless it must not be empty."""

    def __init__(self, rights: Sequence[FieldRight], rng: Random) -> None:
        self.rights = rights
        self.rng = rng
        self.tried: set[str] = set()
        self.given: Mapping[str, Any] = {}

    def level(
        self, components: Sequence[Component], data: Mapping[str, Any], scope: Scope, inside: str, prefix: str
    ) -> dict[str, Any]:
        """The data of one level with values filled in."""
        answer = dict(data)
        for component in components:
            now = Scope(scope.facts, {**scope.data, **answer})
            if component.hide and now.evaluate(component.hide) is True:
                continue
            if component.components and component.type != "dynamiclist":
                answer = self.level(component.components, answer, now, inside, joined(prefix, component.path or ""))
            elif component.name and kind_of(component).holds and not component.is_fixed:
                path = joined(prefix, component.name)
                value = self.field(component, at(answer, path), now, joined(inside, path))
                if value is not None:
                    answer = put(answer, path, value)
                elif has(answer, path) and field_access(self.rights, joined(inside, path)) in ("edit", "required"):
                    answer = drop(answer, path)
        return answer

    def field(self, component: Component, value: Any, scope: Scope, path: str) -> Any:
        """The value of one field: the present one where it stands the check, else a new one."""
        access = field_access(self.rights, path)
        if access not in ("edit", "required"):
            return value
        kind = kind_of(component)
        required = access == "required" or component.rules.get("required") is True
        if path in self.tried and self.stands(component, value, scope, required):
            return value
        first = path not in self.tried
        self.tried.add(path)
        if first and not required and component.type != "dynamiclist" and self.rng.random() < _LEFT_OUT:
            return self.given.get(path)
        if component.type == "dynamiclist":
            return self.rows(component, scope, path)
        if required and kind.type == "checkbox":
            return True
        return kind.sample(component, scope, self.rng)

    def stands(self, component: Component, value: Any, scope: Scope, required: bool) -> bool:
        """Whether a value may stay."""
        kind = kind_of(component)
        try:
            value = kind.coerce(component, value, scope.facts)
        except MisfitError:
            return False
        if is_empty(value):
            return not required
        return not list(kind.check(component, value, scope))

    def rows(self, component: Component, scope: Scope, path: str) -> list[dict[str, Any]]:
        """New rows."""
        rows: list[dict[str, Any]] = []
        for number in range(1, sample_count(component, self.rng) + 1):
            row: dict[str, Any] = {}
            for _pass in range(2):  # later columns may change what earlier ones may be
                self.tried = {item for item in self.tried if not item.startswith(f"{path}.")}
                row = self.level(component.components or (), row, scope.row(row, number), path, "")
            rows.append(row)
        return rows
