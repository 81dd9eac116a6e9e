"""One or several out of a list of choices: codes are stored, captions shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from random import Random
from typing import Any

from runner.core.i18n import N_
from runner.forms.field import FieldKind, Finding, FormFacts, MisfitError, Scope
from runner.forms.inherit import FROM, TO
from runner.forms.schema import Component


def values_of(component: Component, scope: Scope) -> list[Any] | None:
    """The values to choose from; None where they are not known here. The choices of a dictionary term
    stand in `values` already (`runner.forms.inherit`)."""
    listed: Any = component.values
    key, text = component.option("valuesKey"), component.option("valuesExpression")
    if listed is None and key:
        listed = scope.data.get(str(key), scope.facts.context.get(str(key)))
    elif listed is None and text:
        listed = scope.evaluate(str(text))
    if not isinstance(listed, list | tuple):
        return None
    return [item.get("value") if isinstance(item, Mapping) else item for item in listed]


def coerce_one(component: Component, value: Any, facts: FormFacts) -> Any:
    """The code, as it is written in the choices."""
    if value is None or value == "":
        return None
    if isinstance(value, list | tuple | dict):
        raise MisfitError("forms.no-choice", value=value)
    for item in component.values or ():
        if str(item.get("value")) == str(value):
            return item.get("value")
    return value


def coerce_many(component: Component, value: Any, facts: FormFacts) -> Any:
    """The codes, each once."""
    if value is None or value == "":
        return None
    if not isinstance(value, list | tuple):
        raise MisfitError("forms.not-a-list")
    codes: list[Any] = []
    for item in value:
        code = coerce_one(component, item, facts)
        if code is not None and code not in codes:
            codes.append(code)
    return codes or None


def is_offered(item: Mapping[str, Any], day: date) -> bool:
    """Whether a choice as it stands in `values` may be taken anew on a day."""
    own = item.get("properties")
    first, last = (str(own.get(name) or "") for name in (FROM, TO)) if isinstance(own, Mapping) else ("", "")
    return (not first or first <= day.isoformat()) and (not last or day.isoformat() <= last)


def check_choice(component: Component, value: Any, scope: Scope) -> Iterator[Finding]:
    """Each code is among the choices, where those are known; one that is not offered any more may stay where it
    stands, and is not taken anew."""
    known = values_of(component, scope)
    over = {item.get("value") for item in component.values or () if not is_offered(item, scope.facts.today)}
    for code in value if isinstance(value, list) else [value]:
        if known is not None and code not in known:
            yield Finding("forms.no-choice", {"value": str(code)})
        elif code in over and not _stands(component.name, code, scope.facts.context):
            yield Finding("forms.choice-over", {"value": str(code)})


def _stands(name: str, code: Any, data: Any) -> bool:
    """Whether the case has that code in a field of that name already, in a row of a table too."""
    if isinstance(data, Mapping):
        held = data.get(name)
        if held == code or (isinstance(held, list | tuple) and code in held):
            return True
        return any(_stands(name, code, inner) for inner in data.values() if isinstance(inner, Mapping | list))
    return isinstance(data, list) and any(_stands(name, code, item) for item in data)


def _open(component: Component, scope: Scope) -> list[Any] | None:
    """The values that may be taken anew; None where they are not known here."""
    over = [item.get("value") for item in component.values or () if not is_offered(item, scope.facts.today)]
    known = values_of(component, scope)
    return None if known is None else [value for value in known if value not in over]


def sample_one(component: Component, scope: Scope, rng: Random) -> Any:
    """Any of the choices."""
    known = _open(component, scope)
    return rng.choice(known) if known else ("a" if known is None else None)


def sample_many(component: Component, scope: Scope, rng: Random) -> Any:
    """One or more of the choices."""
    known = _open(component, scope) or []
    return rng.sample(known, rng.randint(1, len(known))) if known else None


_PROPERTIES = ("label", "description", "required", "choices", "default", "hide", "columns", "element")

FIELDS = [
    FieldKind(
        "select", "select", N_("Choice"), "choice", None, coerce_one, check_choice, sample_one, _PROPERTIES,
        offered=16,
    ),
    FieldKind(
        "radio", "radio", N_("Choice, all in view"), "radio", None, coerce_one, check_choice, sample_one, _PROPERTIES,
        offered=17,
    ),
    FieldKind(
        "checklist", "checklist", N_("Several choices"), "checklist", None, coerce_many, check_choice, sample_many,
        _PROPERTIES, offered=18,
    ),
    FieldKind(
        "taglist", "taglist", N_("Several choices as tags"), "tags", None, coerce_many, check_choice,
        sample_many, _PROPERTIES, offered=19,
    ),
]  # fmt: skip
