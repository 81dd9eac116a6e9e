"""What a form fills in by itself: the default values of its fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from runner.forms.field import FormFacts, MisfitError, is_empty
from runner.forms.fields import kind_of
from runner.forms.inherit import inherit
from runner.forms.schema import GIVEN, Component, Form, field_places
from runner.forms.state import form_state
from runner.forms.values import drop, has, nested, put
from runner.rights.fields import field_access
from runner.rights.model import FieldRight


def default_of(component: Component, facts: FormFacts) -> Any:
    """The default value of a field in its stored form; None: it has none, or none that the field could hold."""
    kind = kind_of(component)
    if component.formula is not None or not kind.holds:
        return None
    if kind.fill is not None:
        value = kind.fill(component, facts)
        if value is not None:
            return value
    if component.defaultValue is None:
        return None
    try:
        value = kind_of(component).coerce(component, component.defaultValue, facts)
    except MisfitError:
        return None
    return None if is_empty(value) else value


def defaults_of(
    form: Form, values: Mapping[str, Any], rights: Sequence[FieldRight], facts: FormFacts, *, is_start: bool
) -> dict[str, Any]:
    """Path -> default of the fields that have no value yet; a value that was emptied stays empty.

    A default is what the form says, not what a person writes. At the start of a case every field gets it,
    one that the starter may only read or does not see included: nobody else would ever fill it in. At a
    later step it is there for the fields that the step may edit, and for those that the form itself locks.
    Fields hidden by their condition are among them, since it may still change: see `without_hidden`.
    """
    filled, given = nested(values), {}
    for place in field_places(inherit(form, facts.dictionary)):
        if place.table is not None or has(filled, place.path):
            continue
        is_open = field_access(rights, place.path) in ("edit", "required") and not place.component.is_fixed
        # what is given at the start would be another thing later
        is_locked = place.component.is_fixed and place.component.kind not in GIVEN
        value = default_of(place.component, facts) if is_start or is_open or is_locked else None
        if value is not None:
            given[place.path] = value
    return given


def with_defaults(
    form: Form, values: Mapping[str, Any], rights: Sequence[FieldRight], facts: FormFacts, *, is_start: bool
) -> dict[str, Any]:
    """The data with `defaults_of` put in."""
    filled = nested(values)
    for path, value in defaults_of(form, values, rights, facts, is_start=is_start).items():
        filled = put(filled, path, value)
    return filled


def without_hidden(form: Form, values: Mapping[str, Any], paths: Sequence[str], facts: FormFacts) -> dict[str, Any]:
    """The data without those of the paths that are hidden by their condition."""
    data = dict(values)
    hidden = form_state(inherit(form, facts.dictionary), data, facts).hidden if paths else frozenset()
    for path in paths:
        if path in hidden:
            data = drop(data, path)
    return data


def new_row(columns: Sequence[Component], facts: FormFacts) -> dict[str, Any]:
    """A row of a table as it begins: the defaults of its columns."""
    found = {column.name: default_of(column, facts) for column in columns if column.name and "." not in column.name}
    return {name: value for name, value in found.items() if value is not None}
