"""The variables that the fields of forms are: what expressions may name, of which kind, with which captions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from random import Random
from typing import Any

from runner.data.dictionary import Dictionary
from runner.feel.vocabulary import (
    ANY,
    BOOLEAN,
    CONTEXT,
    DATE,
    MOMENT,
    NUMBER,
    STRING,
    Choice,
    Kind,
    Variable,
    Vocabulary,
)
from runner.forms.field import FormFacts
from runner.forms.inherit import inherit
from runner.forms.schema import LABEL_EN, LABEL_ZH, Component, Form, Place, field_places
from runner.forms.state import form_state
from runner.organization.model import Organization

_KINDS: Mapping[str, Kind] = {
    "textfield": STRING, "textarea": STRING, "number": NUMBER, "money": NUMBER, "checkbox": BOOLEAN,
    "select": STRING, "radio": STRING, "checklist": Kind("list", STRING), "taglist": Kind("list", STRING),
    "richText": STRING, "phone": STRING, "identityCard": STRING, "email": STRING, "webAddress": STRING,
    "bankCard": STRING, "bankAccount": STRING, "invoiceNumber": STRING,
    "location": STRING, "scan": STRING, "serial": STRING, "cascade": STRING, "region": STRING,
    "percent": NUMBER, "rating": NUMBER, "switch": BOOLEAN,
}  # fmt: skip
_TEMPORAL: Mapping[str, Kind] = {"date": DATE, "time": Kind("time"), "datetime": MOMENT}
_NAMED = Kind("context", entries={"id": STRING, "name": STRING})
_RECORDS: Mapping[str, Kind] = {
    "department": _NAMED, "position": _NAMED, "role": _NAMED, "company": _NAMED, "starter": _NAMED,
    "starterDepartment": _NAMED, "relatedCase": Kind("context", entries={"id": STRING, "title": STRING}),
}  # fmt: skip
_ENDS = {"from": ("起", "from"), "to": ("止", "to")}
_HALF_DAYS = {"fromHalf": ("起始半天", "first half-day"), "toHalf": ("结束半天", "last half-day")}
_LENGTHS = {"days": ("天数", "days"), "hours": ("小时数", "hours")}
_HALVES = (Choice("am", {"zh": "上午", "en": "Morning"}), Choice("pm", {"zh": "下午", "en": "Afternoon"}))


def variables_of(form: Form, *, temporals: bool) -> list[Variable]:
    """The variables of a form. With `temporals`, dates are dates, as conditions of a process see them; in
    the form itself they are texts."""
    found: list[Variable] = []
    columns: dict[str, dict[str, Kind]] = {}
    within: dict[str, dict[str, Kind]] = {}
    for place in field_places(form):
        kind = _kind(place.component, temporals)
        head, _dot, rest = place.path.rpartition(".")
        if place.table is not None:
            columns.setdefault(place.table, {})[place.component.name] = kind
            kind = Kind("list", kind)
        elif rest and head:
            within.setdefault(head, {})[rest] = kind
        found.append(Variable(place.path, kind, captions_of(place), _choices(place.component)))
        found += _parts(place, temporals)
    found += [Variable(name) for name in within if all(one.name != name for one in found)]
    return [_whole(one, columns, within) for one in found]


def _whole(one: Variable, columns: Mapping[str, dict[str, Kind]], within: Mapping[str, dict[str, Kind]]) -> Variable:
    kind = one.kind
    if one.name in columns:
        kind = Kind("list", Kind("context", entries=columns[one.name]))
    elif one.name in within:
        kind = Kind("context", entries=within[one.name])
    return Variable(one.name, kind, one.captions, one.choices)


def captions_of(place: Place) -> dict[str, str]:
    """The captions of a field by language, a column behind its table's."""
    names = [place.component]
    if place.table is not None:
        names = [*[one for one in place.within if one.type == "dynamiclist"][-1:], place.component]
    result = {}
    for language, key in (("zh", LABEL_ZH), ("en", LABEL_EN)):
        words = [str(one.own(key) or one.label or one.name) for one in names]
        result[language] = " · ".join(words)
    return result


def _kind(component: Component, temporals: bool) -> Kind:
    kind = component.kind
    if component.option("serializeToString") is True:
        return STRING
    if kind == "person":
        one = _NAMED if component.own("slip:keepName") is True else STRING
        return Kind("list", one) if component.own("slip:multiple") else one
    if kind in _RECORDS:
        return Kind("list", _RECORDS[kind]) if component.own("slip:multiple") else _RECORDS[kind]
    if kind == "lookup":
        return CONTEXT
    if kind == "startTime":
        return MOMENT if temporals else STRING
    if kind == "datetime":
        return _TEMPORAL.get(str(component.option("subtype") or "date"), ANY) if temporals else STRING
    if kind == "dateRange":
        if component.own("slip:measure") == "hours":
            moment = MOMENT if temporals else STRING
            return Kind("context", entries={"from": moment, "to": moment, "hours": NUMBER})
        day = DATE if temporals else STRING
        return Kind("context", entries={"from": day, "to": day, "fromHalf": STRING, "toHalf": STRING, "days": NUMBER})
    if component.type == "dynamiclist":
        return Kind("list", CONTEXT)
    return _KINDS.get(kind, ANY)


def _parts(place: Place, temporals: bool) -> Iterator[Variable]:
    """The entries of a range of days or hours, with captions behind the field's."""
    if place.component.kind != "dateRange" or place.table is not None:
        return
    own, whole = captions_of(place), _kind(place.component, temporals)
    for name, (zh, en) in (_ENDS | _HALF_DAYS | _LENGTHS).items():
        if name in (whole.entries or ()):
            captions = {"zh": f"{own['zh']} · {zh}", "en": f"{own['en']} · {en}"}
            choices = _HALVES if name in _HALF_DAYS else ()
            yield Variable(f"{place.path}.{name}", (whole.entries or {})[name], captions, choices)


def _choices(component: Component) -> tuple[Choice, ...]:
    found = []
    for item in component.values or ():
        own = item.get("properties") or {}
        plain = str(item.get("label") or item.get("value") or "")
        captions = {"zh": str(own.get(LABEL_ZH) or plain), "en": str(own.get(LABEL_EN) or plain)}
        found.append(Choice(str(item.get("value") or ""), captions))
    return tuple(found)


def vocabulary_of(
    forms: Iterable[Form],
    dictionary: Dictionary | None = None,
    organization: Organization | None = None,
    *,
    more: Iterable[Variable] = (),
    temporals: bool = True,
    closed: bool = False,
) -> Vocabulary:
    """All fields of some forms and what else there is, and one filled form as values to try on. Of a field
    that stands in two forms in two kinds, the kind is left open."""
    forms = list(forms)
    found: dict[str, Variable] = {}
    for form in forms:
        whole = inherit(form, dictionary)
        for one in variables_of(whole, temporals=temporals):
            known = found.get(one.name)
            if known is None:
                found[one.name] = one
            elif known.kind != one.kind:
                found[one.name] = Variable(one.name, ANY, known.captions, known.choices)
    for one in more:
        found.setdefault(one.name, one)
    return Vocabulary(tuple(found.values()), closed, lambda: _samples(forms, dictionary, organization))


def _samples(
    forms: Iterable[Form], dictionary: Dictionary | None, organization: Organization | None
) -> Mapping[str, Any]:
    from runner.forms.random import random_values

    found: dict[str, Any] = {}
    for form in forms:
        given = random_values(form, [], dictionary, organization, Random(7), is_start=True)
        found = {**given, **form_state(form, given, FormFacts(dictionary, organization)).values, **found}
    return found
