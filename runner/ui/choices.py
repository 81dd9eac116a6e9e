"""The choices a field offers, with their captions."""

from __future__ import annotations

from runner.core.i18n import pick
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
        return [(str(item.get("value", "")), caption_of(item)) for item in component.values]
    element = surroundings.dictionary.element(component.element)
    listed = surroundings.dictionary.choice_list(element.choices if element else None)
    return [(item.value, pick(item.label) or item.value) for item in listed.items] if listed else []


def caption_of(item: dict[str, object]) -> str:
    """The caption of a choice written in the form itself."""
    own = item.get("properties")
    texts = own if isinstance(own, dict) else {}
    by_language = {"zh": str(item.get("slip:zh") or texts.get("slip:zh") or ""),
                   "en": str(item.get("slip:en") or texts.get("slip:en") or "")}  # fmt: skip
    label = item.get("label")
    return pick(by_language) or (pick(label) if isinstance(label, dict) else str(label or item.get("value") or ""))
