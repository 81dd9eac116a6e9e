"""The data dictionary: business terms with type, format and choices (`dictionary.json`)."""

from __future__ import annotations

from typing import Literal

from runner.core.i18n import LocalText
from runner.data.model import OpenValue

ElementType = Literal[
    "text", "number", "money", "boolean", "date", "dateTime", "dateRange", "choice", "person", "department",
    "attachment", "table",
]  # fmt: skip


class ElementFormat(OpenValue):
    """Limits of a term; lengths in characters, `min` / `max` in the element's unit."""

    decimals: int | None = None
    min: float | None = None
    max: float | None = None
    max_length: int | None = None
    pattern: str | None = None
    currency: str | None = None


class Element(OpenValue):
    """One business term. `code` is an ASCII identifier; fields bound to it inherit what it says."""

    code: str
    name: LocalText = ""
    type: ElementType = "text"
    unit: str | None = None
    format: ElementFormat | None = None
    choices: str | None = None
    master: str | None = None
    sensitivity: str | None = None
    synonyms: list[str] = []


class ChoiceItem(OpenValue):
    """One entry of a code list."""

    value: str
    label: LocalText = ""


class ChoiceList(OpenValue):
    """A code list."""

    code: str
    name: LocalText = ""
    items: list[ChoiceItem] = []


class Dictionary(OpenValue):
    """All terms and code lists of a workspace."""

    format_version: Literal[1] = 1
    elements: list[Element] = []
    choices: list[ChoiceList] = []

    def element(self, code: str | None) -> Element | None:
        """The term of that code, or None."""
        return next((item for item in self.elements if item.code == code), None)

    def choice_list(self, code: str | None) -> ChoiceList | None:
        """The code list of that code, or None."""
        return next((item for item in self.choices if item.code == code), None)
