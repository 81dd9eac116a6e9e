"""All expressions of a form: what is computed, shown, limited and offered by one, and what must hold between
fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from modeler.forms.settings import LIMITS, visible_when
from runner.core.i18n import pick
from runner.forms.schema import Component, Form, Place, places

PLACES = ("formula", "hide", *LIMITS, "valuesExpression", "checks")
"""All places of a form by the setting that holds them."""

CONDITIONS = frozenset({"hide", "checks"})
"""Those that are met or not."""


@dataclass(frozen=True)
class FormExpression:
    """One expression: the field it belongs to, the setting that holds it, and its text without `=`. One between
    fields belongs to none: its component is named by what is told."""

    place: Place
    setting: str
    text: str


def form_expressions(form: Form) -> Iterator[FormExpression]:
    """The expressions of a form, field by field."""
    for place in places(form.components):
        for setting, text in _texts(place.component):
            bare = text.strip().removeprefix("=").strip()
            if bare:
                yield FormExpression(place, setting, bare)
    for check in form.checks or ():
        if check.text:
            root = Component(type="default", label=pick(check.message) or check.text)
            yield FormExpression(Place("", root), "checks", check.text)


def _texts(component: Component) -> Iterator[tuple[str, str]]:
    yield "formula", component.formula or ""
    yield "hide", visible_when(component)
    for name in LIMITS:
        value = component.rules.get(name)
        if isinstance(value, str) and value.startswith("="):
            yield name, value
    values = component.option("valuesExpression")
    if isinstance(values, str):
        yield "valuesExpression", values
