"""Text with a little Markdown: headings, bold, italic, lists, quotes. Never HTML: see `runner.forms.rich`."""

from __future__ import annotations

from typing import Any

from runner.core.i18n import N_
from runner.forms.field import FieldKind, FormFacts, MisfitError
from runner.forms.fields.text import check_text, sample
from runner.forms.schema import Component


def coerce(component: Component, value: Any, facts: FormFacts) -> Any:
    """The Markdown text as it was written, with plain line ends; nothing but blanks is nothing."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise MisfitError("forms.not-a-text")
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.strip() else None


FIELDS = [
    FieldKind(
        "richText", "textarea", N_("Formatted text"), "rich-text", None, coerce, check_text, sample,
        ("label", "description", "required", "minLength", "maxLength", "default", "hide", "columns", "element"),
        offered=3,
    )
]  # fmt: skip
