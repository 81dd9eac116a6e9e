"""Are the values of a form in order? Each problem names its field and says in a sentence what is wrong.

The order is that of form-js: shape, pattern, required, limits, lengths, preset. Hidden fields and fields
that the step may only read are not checked: nobody at this step could mend them. What must hold between fields comes
last, and only where the step may change one of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from runner.calendar import WorkCalendar
from runner.core.errors import AppError
from runner.core.i18n import pick
from runner.core.problem import Problem
from runner.data.dictionary import Dictionary
from runner.feel import compile_expression
from runner.forms.field import FieldKind, FormFacts, MisfitError, Scope, is_empty
from runner.forms.fields import kind_of
from runner.forms.inherit import inherit
from runner.forms.live import LiveForm
from runner.forms.schema import Component, CrossCheck, Form, Place, field_places, joined
from runner.forms.state import form_state, is_flat
from runner.forms.values import at
from runner.organization.model import Organization
from runner.rights.fields import field_access
from runner.rights.model import FieldRight


def validate_form(
    form: Form,
    values: Mapping[str, Any],
    rights: Sequence[FieldRight] = (),
    *,
    dictionary: Dictionary | None = None,
    context: Mapping[str, Any] | None = None,
    organization: Organization | None = None,
    calendar: WorkCalendar | None = None,
    now: datetime | None = None,
    facts: FormFacts | None = None,
) -> list[Problem]:
    """What is wrong with the values, in the order of the form; empty: the step may be completed.

    `values` is the whole data that the form would hold; `context` further variables for expressions;
    `facts` stands for all that follows it.
    A problem in a row of a table names the table as its field, and row (from 1) and column in its sentence and
    its params.
    """
    facts = facts or FormFacts(dictionary, organization, calendar, now, context or {})
    form = inherit(form, facts.dictionary)
    state = LiveForm(form, values, facts)
    checker = _Checker(rights)
    scope = Scope(facts, state.values)
    checker.level(form.components, state.values, scope, "", "", "")
    checker.between(form, scope, state.hidden)
    return checker.problems


def visible_fields(
    form: Form,
    values: Mapping[str, Any],
    rights: Sequence[FieldRight] = (),
    *,
    dictionary: Dictionary | None = None,
    context: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> frozenset[str]:
    """The paths of the fields that are shown: hidden neither by the rights nor by their condition."""
    facts = FormFacts(dictionary=dictionary, now=now, context=context or {})
    form = inherit(form, dictionary)
    state = form_state(form, values, facts)
    return frozenset(
        place.path
        for place in field_places(form)
        if place.path not in state.hidden and field_access(rights, place.path) != "hidden"
    )


def named_in(form: Form, check: CrossCheck) -> list[Place]:
    """The fields that a condition names, with the columns of a table that it names."""
    try:
        compiled = compile_expression(check.text)
    except AppError:
        return []
    names = compiled.names | compiled.possible_names
    return [
        place
        for place in field_places(form)
        if place.path.partition(".")[0] in names and place.component.type != "dynamiclist"
    ]


def within(label: str, component: Component) -> str:
    """The caption of a field behind that of what it stands in."""
    return f"{label} · {component.caption}" if label else component.caption


class _Checker:
    """Walks over a form and gathers problems."""

    def __init__(self, rights: Sequence[FieldRight]) -> None:
        self.rights = rights
        self.problems: list[Problem] = []
        self.row = 0
        self._access: dict[str, str] = {}

    def level(
        self,
        components: Sequence[Component],
        data: Mapping[str, Any],
        scope: Scope,
        inside: str,
        prefix: str,
        label: str,
    ) -> None:
        """Check the components of one level; `label` is what stands before the labels of a row."""
        for component in components:
            if component.hide and scope.evaluate(component.hide) is True:
                continue
            if component.components and component.type != "dynamiclist":
                self.level(component.components, data, scope, inside, joined(prefix, component.path or ""), label)
            elif component.name and kind_of(component).holds:
                path = joined(prefix, component.name)
                self.field(component, at(data, path), scope, joined(inside, path), inside, label)

    def field(self, component: Component, value: Any, scope: Scope, path: str, table: str, label: str) -> None:
        """Check one field, and the rows of a table."""
        access = self.access(path)
        if access == "hidden" or component.option("disabled") is True:
            return
        is_table = component.type == "dynamiclist"
        if access == "read" or component.is_fixed:
            if is_table and isinstance(value, list):
                self.rows(component, value, scope, path, within(label, component))
            return
        value = self.value(component, kind_of(component), value, scope, access, table or path, label)
        if is_table and value is not None:
            self.rows(component, value, scope, path, within(label, component))

    def value(
        self, component: Component, kind: FieldKind, value: Any, scope: Scope, access: str, shown_at: str, label: str
    ) -> Any:
        """Check one value that this step may mend, and give its stored form; None where it has none. `label` is
        what stands before its caption."""
        try:
            value = kind.coerce(component, value, scope.facts)
        except MisfitError as error:
            self.add(error.finding.code, within(label, component), shown_at,
                     self.placed(component, error.finding.params))  # fmt: skip
            return None
        if is_empty(value):
            if access == "required" or component.rules.get("required") is True:
                self.add("forms.required", within(label, component), shown_at, self.placed(component, {}))
            if value is None or component.type != "dynamiclist":
                return None
        for finding in kind.check(component, value, scope):
            self.add(finding.code, within(label, component), shown_at, self.placed(component, finding.params))
        return value

    def access(self, path: str) -> str:
        """What the step may do with the field at a path."""
        if path not in self._access:
            self._access[path] = field_access(self.rights, path)
        return self._access[path]

    def between(self, form: Form, scope: Scope, hidden: frozenset[str]) -> None:
        """Check what must hold between fields. Only what is false is wrong: with a field still empty most conditions
        are null, and an empty field is for `required` to find."""
        for check in form.checks or ():
            mendable = [place for place in named_in(form, check) if self.may_mend(place, hidden)]
            if mendable and scope.evaluate(check.text) is False:
                captions = " · ".join(dict.fromkeys(place.component.caption for place in mendable))
                first = mendable[0].table or mendable[0].path
                self.add("forms.check", captions, first, {"message": pick(check.message) or check.text})

    def may_mend(self, place: Place, hidden: frozenset[str]) -> bool:
        """Whether the step may change the field now."""
        is_open = self.access(place.path) in ("edit", "required")
        return is_open and place.path not in hidden and not place.component.is_fixed

    def placed(self, component: Component, params: Mapping[str, str]) -> Mapping[str, str]:
        """The parameters of a finding, with row and column inside a table."""
        return {**params, "row": str(self.row), "column": component.name} if self.row else params

    def rows(self, component: Component, rows: list[Any], scope: Scope, path: str, label: str) -> None:
        """Check each row of a table."""
        if is_flat(component):
            self.flat_rows(component, rows, scope, path, label)
            return
        for number, row in enumerate(rows, start=1):
            if isinstance(row, Mapping):
                inner = scope.row(row, number)
                self.row = number
                self.level(component.components or (), row, inner, path, "", f"{label} {number}")
        self.row = 0

    def flat_rows(self, component: Component, rows: list[Any], scope: Scope, path: str, label: str) -> None:
        """Check each row of a table of plain columns: what the step may do with a column is asked once."""
        open_columns = [
            (one, kind_of(one), access, one.hide)
            for one in component.components or ()
            if one.name and kind_of(one).holds and one.option("disabled") is not True and not one.is_fixed
            and (access := self.access(joined(path, one.name))) in ("edit", "required")
        ]  # fmt: skip
        for number, row in enumerate(rows, start=1):
            if not isinstance(row, Mapping):
                continue
            inner = scope.row(row, number)
            self.row = number
            for column, kind, access, hide in open_columns:
                if hide is None or inner.evaluate(hide) is not True:
                    self.value(column, kind, row.get(column.name), inner, access, path, f"{label} {number}")
        self.row = 0

    def add(self, code: str, label: str, field: str, params: Mapping[str, str] | None = None) -> None:
        """Note a problem."""
        self.problems.append(Problem(code, params={"label": label, **(params or {})}, field=field))
