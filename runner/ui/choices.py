"""The choices a field offers, with their captions."""

from __future__ import annotations

from runner.core.i18n import pick
from runner.forms.branches import caption_of_choice
from runner.forms.fields.choice import is_offered
from runner.forms.schema import Component
from runner.ui.control import FormSurroundings


def offered_of(component: Component, surroundings: FormSurroundings) -> list[tuple[str, str]]:
    """(value, caption) of the choices that may be taken anew today."""
    over = {str(item.get("value", "")) for item in component.values or () if not is_offered(item, surroundings.today)}
    return [(value, caption) for value, caption in choices_of(component, surroundings) if value not in over]


def choices_of(component: Component, surroundings: FormSurroundings) -> list[tuple[str, str]]:
    """(value, caption) of every choice: the field's own, else those of its dictionary term."""
    if component.values:
        return [(str(item.get("value", "")), caption_of_choice(item)) for item in component.values]
    element = surroundings.dictionary.element(component.element)
    listed = surroundings.dictionary.choice_list(element.choices if element else None)
    return [(item.value, pick(item.label) or item.value) for item in listed.items] if listed else []
