"""The settings of a field as the designer shows them, and where form-js keeps each.

The names are those of `FieldKind.properties`. Reading and writing go through one table, so that property
panel, designer and tests speak of the same things.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from runner.core.i18n import N_
from runner.forms.schema import LABEL_EN, LABEL_ZH, Component

Editor = Literal[
    "text", "texts", "long", "number", "yesNo", "choice", "choices", "feel", "limit", "element", "who", "columns",
    "numbering", "source", "fill"
]  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """One setting: English source label, how it is edited, where it is kept (`component`, `validate`,
    `own` for our `slip:` properties, `appearance`, or `special`), and what may be chosen."""

    id: str
    label: str
    editor: Editor
    place: Literal["component", "validate", "own", "appearance", "special"]
    name: str = ""
    options: tuple[tuple[str, str], ...] = ()


_ROWS = [
    Setting("label", N_("Caption"), "texts", "special"),
    Setting("description", N_("Help text"), "texts", "special"),
    Setting("text", N_("Text"), "texts", "special"),
    Setting("required", N_("Must be filled in"), "yesNo", "validate"),
    Setting("min", N_("At least"), "limit", "validate"),
    Setting("max", N_("At most"), "limit", "validate"),
    Setting("minLength", N_("Least number of characters"), "limit", "validate"),
    Setting("maxLength", N_("Most characters"), "limit", "validate"),
    Setting("pattern", N_("Pattern"), "text", "validate"),
    Setting("validationType", N_("Must be"), "choice", "validate",
            options=(("", N_("any text")), ("email", N_("an e-mail address")), ("phone", N_("a phone number")))),
    Setting("mask", N_("Masked"), "choice", "own",
            options=(("", N_("as the kind has it")), ("readers", N_("for those who only read it")),
                     ("never", N_("never")))),
    Setting("fullFor", N_("Read in full by"), "who", "own"),
    Setting("decimalDigits", N_("Decimal places"), "number", "component"),
    Setting("increment", N_("In steps of"), "number", "component"),
    Setting("default", N_("Filled in beforehand"), "text", "component", "defaultValue"),
    Setting("subtype", N_("Kind of date"), "choice", "component",
            options=(("date", N_("a day")), ("time", N_("a time of day")), ("datetime", N_("a day and a time")))),
    Setting("disallowPassedDates", N_("Not in the past"), "yesNo", "component"),
    Setting("measure", N_("Counted in"), "choice", "own",
            options=(("", N_("days")), ("hours", N_("hours")))),
    Setting("halfDays", N_("Half days"), "yesNo", "own"),
    Setting("days", N_("Counted days"), "choice", "own",
            options=(("working", N_("working days")), ("calendar", N_("all days")))),
    Setting("choices", N_("Choices"), "choices", "special"),
    Setting("anyLevel", N_("Any level may be the answer"), "yesNo", "own"),
    Setting("most", N_("Most stars"), "number", "own"),
    Setting("multiple", N_("Several"), "yesNo", "special"),
    Setting("within", N_("Only out of"), "who", "own"),
    Setting("defaultMe", N_("Filled in with"), "choice", "own", "default",
            options=(("", N_("nothing")), ("me", N_("the person who fills it in, or where they belong")))),
    Setting("keepName", N_("Keep the name as it was"), "yesNo", "own"),
    Setting("source", N_("Data source"), "source", "own"),
    Setting("fill", N_("Fills in"), "fill", "own"),
    Setting("accept", N_("Kinds of files"), "text", "component"),
    Setting("maxFiles", N_("Most files"), "number", "own"),
    Setting("maxSize", N_("Most megabytes of a file"), "number", "own"),
    Setting("currency", N_("Currency"), "text", "own"),
    Setting("uppercase", N_("Amount in words"), "yesNo", "own"),
    Setting("formula", N_("Computed as"), "feel", "special"),
    Setting("sum", N_("Columns to add up"), "columns", "own"),
    Setting("minRows", N_("Least number of rows"), "number", "own"),
    Setting("maxRows", N_("Most rows"), "number", "own"),
    Setting("numbering", N_("Numbering rule"), "numbering", "own"),
    Setting("prefix", N_("Text before"), "text", "appearance", "prefixAdorner"),
    Setting("suffix", N_("Text behind"), "text", "appearance", "suffixAdorner"),
    Setting("showOutline", N_("With a frame"), "yesNo", "component"),
    Setting("columns", N_("Width in columns"), "number", "special"),
    Setting("element", N_("Dictionary term"), "element", "own"),
    Setting("hide", N_("Visible when"), "feel", "special"),
]  # fmt: skip

SETTINGS: Mapping[str, Setting] = {row.id: row for row in _ROWS}
"""All settings by id, in the order in which they are shown."""

LIMITS = tuple(row.id for row in _ROWS if row.editor == "limit")
"""The settings that hold a number, or `=` and an expression that gives one."""

_NEGATED = re.compile(r"not\s*\((.*)\)", re.DOTALL)
_TEXTS = {
    "label": ("label", LABEL_ZH, LABEL_EN),
    "description": ("description", "slip:zhDescription", "slip:enDescription"),
    "text": ("text", LABEL_ZH, LABEL_EN),
}


def visible_when(component: Component) -> str:
    """The condition under which the field is shown, as FEEL without `=`; empty: always.

    form-js knows "hide when" only; we say "visible when" and store `not(...)` of it.
    """
    hide = component.hide
    if not hide:
        return ""
    inner = _NEGATED.fullmatch(hide)
    if inner and _is_balanced(inner.group(1)):
        return inner.group(1).strip()
    return f"not({hide})"


def _is_balanced(text: str) -> bool:
    """Whether the brackets in a text close only what they open: `a) or (b` is not one expression."""
    depth, quoted = 0, False
    for sign in text:
        if sign == '"':
            quoted = not quoted
        elif not quoted:
            depth += (sign == "(") - (sign == ")")
            if depth < 0:
                return False
    return depth == 0


def get_setting(component: Component, name: str) -> Any:
    """The value of a setting; None (texts: empty texts) where it says nothing. Raises `KeyError`."""
    setting = SETTINGS[name]
    key = setting.name or setting.id
    if setting.place == "validate":
        return component.rules.get(key)
    if setting.place == "own":
        return component.own(f"slip:{key}")
    if setting.place == "appearance":
        return (component.option("appearance") or {}).get(key)
    if setting.place == "component":
        return _get(component, key)
    if name in _TEXTS:
        plain, zh, en = _TEXTS[name]
        texts = {"zh": str(component.own(zh) or ""), "en": str(component.own(en) or "")}
        return texts if any(texts.values()) else {"zh": str(_get(component, plain) or ""), "en": ""}
    if name == "hide":
        return visible_when(component)
    if name == "formula":
        return component.formula or ""
    if name == "columns":
        return (component.layout or {}).get("columns")
    if name == "multiple":
        return component.option("multiple") if component.type == "filepicker" else component.own("slip:multiple")
    return [dict(item) for item in component.values or ()]


def set_setting(component: Component, name: str, value: Any) -> Component:
    """The component with a setting; None or an empty text takes it away. Raises `KeyError`."""
    setting = SETTINGS[name]
    key = setting.name or setting.id
    value = None if value == "" else value
    if setting.place == "validate":
        return _with(component, validate_=_without_none({**component.rules, key: value}))
    if setting.place == "own":
        return _own(component, {f"slip:{key}": value})
    if setting.place == "appearance":
        return _with(component, appearance=_without_none({**(component.option("appearance") or {}), key: value}))
    if setting.place == "component":
        return _with(component, **{key: value})
    if name in _TEXTS:
        return _with_texts(component, _TEXTS[name], value)
    if name == "hide":
        text = str(value or "").strip().removeprefix("=").strip()
        return _with(component, conditional={"hide": f"=not({text})"} if text else None)
    if name == "formula":
        text = str(value or "").strip().removeprefix("=").strip()
        if component.type == "expression":
            return _with(component, expression=f"={text}" if text else None)
        return _with(_own(component, {"slip:formula": f"={text}" if text else None}), readonly=True if text else None)
    if name == "columns":
        return _with(component, layout=_without_none({**(component.layout or {}), "columns": value}))
    if name == "multiple":
        files = component.type == "filepicker"
        return _with(component, multiple=value) if files else _own(component, {"slip:multiple": value})
    return _with(component, values=list(value or []))


def with_row(component: Component, row: str | None, columns: int | None) -> Component:
    """The component in a row of the form, with a width of so many of 16 columns."""
    return _with(component, layout=_without_none({**(component.layout or {}), "row": row, "columns": columns}))


def _with_texts(component: Component, places: tuple[str, str, str], value: Any) -> Component:
    plain, zh, en = places
    if isinstance(value, Mapping):
        texts = {zh: value.get("zh") or None, en: value.get("en") or None}
        shown = value.get("zh") or value.get("en") or None
    else:
        texts, shown = {zh: None, en: None}, value
    return _with(_own(component, texts), **{plain: shown})


def _own(component: Component, changes: Mapping[str, Any]) -> Component:
    return _with(component, properties=_without_none({**(component.properties or {}), **changes}))


def _without_none(values: Mapping[str, Any]) -> dict[str, Any] | None:
    return {key: value for key, value in values.items() if value is not None} or None


def _get(component: Component, key: str) -> Any:
    return getattr(component, key) if key in type(component).model_fields else component.option(key)


def _with(component: Component, **changes: Any) -> Component:
    """The component with changes; what becomes None is taken out of the file."""
    data = component.model_dump(by_alias=True, exclude_unset=True)
    for name, value in changes.items():
        key = "validate" if name == "validate_" else name
        if value is None:
            data.pop(key, None)
        else:
            data[key] = value
    return Component.model_validate(data)
