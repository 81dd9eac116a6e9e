"""A field bound to a dictionary term inherits what it does not say itself: label, kind, limits, choices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runner.core.i18n import pick
from runner.data.dictionary import ChoiceItem, Dictionary, Element
from runner.forms.schema import KIND, LABEL_EN, LABEL_ZH, Component, Form

KINDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "text": (
        ("textfield", "textfield"), ("textarea", "textarea"), ("richText", "textarea"), ("phone", "textfield"),
        ("identityCard", "textfield"), ("email", "textfield"), ("webAddress", "textfield"), ("bankCard", "textfield"),
        ("bankAccount", "textfield"), ("invoiceNumber", "textfield"),
        ("location", "textfield"), ("scan", "textfield"), ("serial", "textfield"),
    ),
    "number": (("number", "number"), ("percent", "number"), ("rating", "number"), ("expression", "expression")),
    "money": (("money", "number"), ("expression", "expression")),
    "boolean": (("checkbox", "checkbox"), ("switch", "checkbox")),
    "date": (("datetime", "datetime"),),
    "dateTime": (("datetime", "datetime"), ("startTime", "textfield")),
    "dateRange": (("dateRange", "textfield"),),
    "choice": (
        ("select", "select"), ("radio", "radio"), ("checklist", "checklist"), ("taglist", "taglist"),
        ("cascade", "select"), ("region", "select"),
    ),
    "person": (("person", "textfield"), ("starter", "textfield")),
    "department": (("department", "textfield"), ("starterDepartment", "textfield")),
    "attachment": (
        ("attachment", "filepicker"), ("filepicker", "filepicker"), ("picture", "filepicker"),
        ("signature", "filepicker"),
    ),
    "table": (("table", "dynamiclist"), ("dynamiclist", "dynamiclist")),
}  # fmt: skip
"""Type of a term -> the (kind, form-js type) pairs that may show it, the usual one first."""

ONLY = "slip:only"
"""The codes of the list that this field offers; nothing: all."""

FROM, TO = "slip:from", "slip:to"
"""The first and the last day on which a choice may be taken anew (ISO dates)."""
DIGITS = "slip:digits"
"""How many digits a number may have in all."""
COLOUR, PARENT = "slip:colour", "slip:parent"

_recent: list[tuple[Form, Dictionary, Form]] = []
_KEPT = 8


def inherit(form: Form, dictionary: Dictionary | None) -> Form:
    """The form with everything that its bound fields inherit written into them.

    What a field says itself stands, but for the kind, where it cannot show the type of the term, and
    the choices, which always come from the term's list (less those left out by `slip:only`).
    """
    if dictionary is None or not dictionary.elements:
        return form
    for kept, known, answer in _recent:
        if kept is form and known is dictionary:
            return answer
    answer = form.model_copy(update={"components": [_inherit(item, dictionary) for item in form.components]})
    _recent.insert(0, (form, dictionary, answer))
    del _recent[_KEPT:]
    return answer


def _inherit(component: Component, dictionary: Dictionary) -> Component:
    changes: dict[str, Any] = {}
    if component.components:
        changes["components"] = [_inherit(item, dictionary) for item in component.components]
    element = dictionary.element(component.element)
    if element is not None:
        changes.update(inherited(component, element, dictionary))
    return component.model_copy(update=changes) if changes else component


def inherited(component: Component, element: Element, dictionary: Dictionary) -> dict[str, Any]:
    """What a component takes over from a term, by the names of the component's own settings."""
    changes: dict[str, Any] = {}
    own = dict(component.properties or {})
    fitting = KINDS.get(element.type, ())
    if fitting and component.kind not in {kind for kind, _ in fitting}:
        kind, changes["type"] = fitting[0]
        own[KIND] = kind
    if not component.label and not own.get(LABEL_ZH) and not own.get(LABEL_EN):
        changes["label"] = pick(element.name) or element.code
        if isinstance(element.name, dict):
            own[LABEL_ZH], own[LABEL_EN] = element.name.get("zh", ""), element.name.get("en", "")
    if element.type == "dateTime" and component.option("subtype") is None:
        changes["subtype"] = "datetime"
    if element.unit:
        own.setdefault("slip:unit", element.unit)
    changes.update(_limits(component, element, own))
    choices = dictionary.choice_list(element.choices)
    if choices is not None:
        only = own.get(ONLY)
        changes["values"] = [
            {"value": item.value, "label": pick(item.label) or item.value, "properties": _properties(item)}
            for item in choices.items
            if not isinstance(only, list) or item.value in only
        ]
    if own != (component.properties or {}):
        changes["properties"] = own
    return changes


def _properties(item: ChoiceItem) -> dict[str, str]:
    """The captions of a choice, and what the list says of it: validity, colour, what it lies under."""
    label = item.label
    found = {f"slip:{language}": text for language, text in label.items()} if isinstance(label, dict) else {}
    more = {FROM: item.from_, TO: item.to, COLOUR: item.colour, PARENT: item.parent}
    return found | {name: text for name, text in more.items() if text}


def _limits(component: Component, element: Element, own: dict[str, Any]) -> dict[str, Any]:
    """The limits of the term, where the field has none of its own."""
    changes: dict[str, Any] = {}
    limits = element.format
    if limits is None:
        return changes
    rules = dict(component.rules)
    if element.type in ("number", "money"):
        for name, value in (("min", limits.min), ("max", limits.max)):
            if value is not None:
                rules.setdefault(name, value)
        if limits.digits is not None:
            own.setdefault(DIGITS, limits.digits)
        if limits.decimals is not None and component.option("decimalDigits") is None:
            changes["decimalDigits"] = limits.decimals
    elif element.type == "text":
        if limits.min_length is not None:
            rules.setdefault("minLength", limits.min_length)
        if limits.max_length is not None:
            rules.setdefault("maxLength", limits.max_length)
        if limits.pattern and component.type == "textfield":
            rules.setdefault("pattern", limits.pattern)
    if element.type == "money" and limits.currency:
        own.setdefault("slip:currency", limits.currency)
    if rules != component.rules:
        changes["validate_"] = rules
    return changes
