"""The live state of a form: which fields are hidden by their condition, and what is computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import runner.forms.messages  # noqa: F401  # the sentences of the codes below
from runner.forms.field import FormFacts, MisfitError, Scope
from runner.forms.fields import kind_of
from runner.forms.schema import Component, Form, joined
from runner.forms.values import at, drop, has, nested, put

_MOST_PASSES = 12  # a loop guard: fields that show and hide each other for ever stay as they are then


@dataclass(frozen=True)
class FormState:
    """`values`: the data in stored form, computed fields filled in, fields hidden by their condition
    dropped. `hidden`: paths of those fields (of a column: only where it is hidden in every row).
    `computed`: path -> value of the computed fields outside of tables."""

    values: Mapping[str, Any]
    hidden: frozenset[str]
    computed: Mapping[str, Any]


def coerce_values(form: Form, values: Mapping[str, Any], facts: FormFacts) -> dict[str, Any]:
    """The data with every readable value in its stored form; what cannot be read stays as it came."""
    return _coerce(form.components, nested(values), facts, "")


def _coerce(
    components: Sequence[Component], data: Mapping[str, Any], facts: FormFacts, prefix: str
) -> dict[str, Any]:
    answer = dict(data)
    for component in components:
        if component.type == "dynamiclist" and component.name:
            path = joined(prefix, component.name)
            if has(answer, path):
                answer = put(answer, path, _coerced(component, at(answer, path), facts))
                rows = at(answer, path)
                if isinstance(rows, list) and all(isinstance(row, Mapping) for row in rows):
                    answer = put(answer, path, coerce_rows(component, rows, facts))
        elif component.components:
            answer = _coerce(component.components, answer, facts, joined(prefix, component.path or ""))
        elif component.name and kind_of(component).holds and has(answer, path := joined(prefix, component.name)):
            answer = put(answer, path, _coerced(component, at(answer, path), facts))
    return answer


def is_flat(table: Component) -> bool:
    """Whether the columns of a table are plain fields: no groups among them, no dotted names."""
    return not any(one.components is not None or "." in one.name for one in table.components or ())


def coerce_rows(table: Component, rows: Sequence[Mapping[str, Any]], facts: FormFacts) -> list[dict[str, Any]]:
    """The rows of a table in stored form; what its columns are is looked up once, not for each row."""
    if not is_flat(table):
        return [_coerce(table.components or (), row, facts, "") for row in rows]
    columns = [(one.name, one, kind_of(one)) for one in table.components or () if one.name]
    reading = [(name, column, kind.coerce) for name, column, kind in columns if kind.holds]
    answer = []
    for row in rows:
        made = dict(row)
        for name, column, coerce in reading:
            if name in made:
                with suppress(MisfitError):  # what cannot be read stays as it came
                    made[name] = coerce(column, made[name], facts)
        answer.append(made)
    return answer


def _coerced(component: Component, value: Any, facts: FormFacts) -> Any:
    try:
        return kind_of(component).coerce(component, value, facts)
    except MisfitError:
        return value


def form_state(form: Form, values: Mapping[str, Any], facts: FormFacts) -> FormState:
    """The state for some data; pass the whole data of the case, so that conditions see what they need."""
    entered = coerce_values(form, values, facts)
    current, seen = entered, None
    shown: dict[str, bool] = {}
    computed: dict[str, Any] = {}
    for _pass in range(_MOST_PASSES):
        shown, computed = {}, {}
        scope = Scope(facts, current)
        current = _settle(form.components, entered, scope, "", "", True, shown, computed)
        if current == seen:
            break
        seen = current
    return FormState(current, frozenset(path for path, is_shown in shown.items() if not is_shown), computed)


def _settle(
    components: Iterable[Component],
    data: Mapping[str, Any],
    scope: Scope,
    inside: str,
    prefix: str,
    visible: bool,
    shown: dict[str, bool],
    computed: dict[str, Any],
) -> dict[str, Any]:
    """The data of one level, hidden values dropped and computed ones filled in. `inside` is the path of
    the table around, `prefix` that of the groups around within it."""
    answer = dict(data)
    for component in components:
        here = visible and not (component.hide and scope.evaluate(component.hide) is True)
        if component.components and component.type != "dynamiclist":
            below = joined(prefix, component.path or "")
            answer = _settle(component.components, answer, scope, inside, below, here, shown, computed)
            continue
        if not component.name:
            continue
        path = joined(prefix, component.name)
        full = joined(inside, path)
        shown[full] = shown.get(full, False) or here
        if not here:
            for column in component.components or ():
                _mark_hidden(column, full, shown)
            answer = drop(answer, path)
        elif component.type == "dynamiclist":
            answer = _settle_rows(component, answer, scope, path, full, shown)
        elif component.formula is not None:
            value = _coerced(component, scope.evaluate(component.formula), scope.facts)
            answer = put(answer, path, value) if value is not None else drop(answer, path)
            if not inside:
                computed[full] = value
    return answer


def _mark_hidden(component: Component, table: str, shown: dict[str, bool]) -> None:
    if component.name:
        shown.setdefault(joined(table, component.name), False)
    for inner in component.components or ():
        _mark_hidden(inner, joined(table, component.name), shown)


def _settle_rows(
    component: Component, data: dict[str, Any], scope: Scope, path: str, full: str, shown: dict[str, bool]
) -> dict[str, Any]:
    rows = at(data, path)
    columns = component.components or ()
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows) or not rows:
        for column in columns:
            if column.name:
                shown.setdefault(joined(full, column.name), True)
        return data
    moving = list(columns)
    if is_flat(component):  # what nothing moves need not be asked in each row
        moving = [one for one in columns if one.hide or one.formula is not None]
        shown.update((joined(full, one.name), True) for one in columns if one.name and not one.hide)
        if not moving:
            return data
    current = at(scope.data, path)
    answer = []
    for number, row in enumerate(rows):
        # expressions of a row see its computed fields of the pass before
        seen = current[number] if isinstance(current, list) and number < len(current) else row
        answer.append(_settle(moving, row, scope.row(seen, number + 1), full, "", True, shown, {}))
    return put(data, path, answer)
