"""What of a form other tools that read form-js will not show: it stays in the file under names that begin with
`slip:`, and is told to the author."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from modeler.forms.settings import SETTINGS
from runner.core.i18n import N_, trn
from runner.core.i18n import tr as _
from runner.forms.fields import FIELDS, kind_of
from runner.forms.inherit import ONLY
from runner.forms.schema import FORMULA, KIND, Component, Form, places

PRINT = "slip:print"
"""On the form: how it is printed (`modeler.forms.print_template`)."""

SHOWN_AS: Mapping[str, str] = {
    "textfield": N_("a line of text"),
    "textarea": N_("several lines of text"),
    "number": N_("a number"),
    "select": N_("a list to choose from"),
    "radio": N_("choices of which one is taken"),
    "checklist": N_("choices of which several are taken"),
    "taglist": N_("tags"),
    "checkbox": N_("a tick box"),
    "datetime": N_("a date"),
    "filepicker": N_("files"),
    "expression": N_("a hidden computed value"),
    "group": N_("a group, everything below each other"),
    "dynamiclist": N_("rows that are repeated below each other"),
    "text": N_("a text"),
    "table": N_("a table to look at"),
}
"""A type of form-js -> what other tools show for it; English source texts."""

MORE: Mapping[str, str] = {
    FORMULA: N_("Computed as"),
    ONLY: N_("Choices that are offered"),
    "slip:rowsHigh": N_("Height in rows"),
    "slip:unit": N_("Unit"),
    "slip:multiple": N_("Several"),
}
"""Properties of ours that are no row of the settings table."""

_TEXTS = frozenset(f"slip:{language}{what}" for language in ("zh", "en") for what in ("", "Description", "Suffix"))


@dataclass(frozen=True)
class Extra:
    """What other tools leave out: of the component of that id (empty: of the whole form), which is called
    `caption`, and in words what they do instead."""

    id: str
    caption: str
    told: str


def setting_names() -> dict[str, str]:
    """Every property of ours that changes how a field behaves -> the English name of the setting."""
    own = {f"slip:{row.name or row.id}": row.label for row in SETTINGS.values() if row.place == "own"}
    return {**own, **MORE}


def extras(form: Form) -> list[Extra]:
    """All of it, in the order of the form, that of the whole form last."""
    return list(_extras(form))


def _extras(form: Form) -> Iterator[Extra]:
    names = setting_names()
    languages = 0
    for place in places(form.components):
        component = place.component
        own = component.properties or {}
        languages += bool(own.get("slip:zh") and own.get("slip:en") and own.get("slip:zh") != own.get("slip:en"))
        parts = [part for part in (_kind(component), _settings(component, names)) if part]
        if parts:
            caption = component.caption or _(kind_of(component).label)
            yield Extra(component.id or "", caption, " · ".join(parts))
    form_name = _("The whole form")
    if languages:
        told = trn(
            "{count} text is shown in one language only", "{count} texts are shown in one language only", languages
        )
        yield Extra("", form_name, told)
    if form.checks:
        count = len(form.checks)
        told = trn("{count} check between fields is not made", "{count} checks between fields are not made", count)
        yield Extra("", form_name, told)
    if PRINT in (form.model_extra or {}):
        yield Extra("", form_name, _("the printed page is not known"))
    if form.captions == "left":
        yield Extra("", form_name, _("captions stand above their fields"))


def _kind(component: Component) -> str:
    """What stands there instead of a kind of ours; empty for a kind of form-js."""
    named = (component.properties or {}).get(KIND)
    kind = FIELDS.get(str(named)) if named else None
    if kind is None or kind.id == component.type:
        return ""
    shown = SHOWN_AS.get(component.type, component.type)
    return _("{kind} is shown as {shown}").format(kind=_(kind.label), shown=_(shown))


def _settings(component: Component, names: Mapping[str, str]) -> str:
    own = component.properties or {}
    found = [_(names[key]) for key in own if key in names]
    found += [key for key in own if key.startswith("slip:") and key not in names and key not in _TEXTS | {KIND}]
    if not found:
        return ""
    return _("without effect there: {settings}").format(settings=" · ".join(dict.fromkeys(found)))
