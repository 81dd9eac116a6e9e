"""The data dictionary: business terms, code lists and numbering rules (`dictionary.json`).

What stands at the top of a term or list is what is in force: forms and cases take that. Once a term or list has a
version, changes gather in its `draft` until they are put in force as the next one; the versions before stay in
`earlier`. The verbs are in `modeler.dictionary.versions`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any, Literal

from runner.core.i18n import LocalText
from runner.data.model import OpenValue
from runner.data.numbering import NumberRule
from runner.data.process_codes import ProcessCodes

ElementType = Literal[
    "text", "number", "money", "boolean", "date", "dateTime", "dateRange", "choice", "person", "department",
    "attachment", "table",
]  # fmt: skip
Status = Literal["draft", "inForce", "retired"]
SENSITIVITIES = ("public", "internal", "confidential", "secret")
"""The levels of sensitivity, the most open first."""


class ElementFormat(OpenValue):
    """Limits of a term; lengths in characters, `min` / `max` in the element's unit, `digits` of a number in all."""

    decimals: int | None = None
    digits: int | None = None
    min: float | None = None
    max: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    currency: str | None = None


class Earlier(OpenValue):
    """A version that was in force from `since` until `until` (ISO dates); `record` is what it said."""

    version: int
    since: str | None = None
    until: str | None = None
    record: dict[str, Any] = {}


class Versioned(OpenValue):
    """What terms and code lists share. `version` counts from 1; without one there is only the state as it is."""

    code: str
    name: LocalText = ""
    status: Status | None = None
    version: int | None = None
    since: str | None = None
    draft: dict[str, Any] | None = None
    earlier: list[Earlier] = []

    @property
    def is_retired(self) -> bool:
        """Whether it is kept for what was stored with it, and not offered for anything new."""
        return self.status == "retired"


class Element(Versioned):
    """One business term. `code` is an ASCII identifier; fields bound to it inherit what it says. `owner` is the
    department in charge (`department:ID`), `master` the system that keeps the value."""

    definition: LocalText = ""
    type: ElementType = "text"
    unit: str | None = None
    format: ElementFormat | None = None
    choices: str | None = None
    master: str | None = None
    owner: str | None = None
    sensitivity: str | None = None
    synonyms: list[str] = []


class ChoiceItem(OpenValue):
    """One entry of a code list; the order is that of the list. `from` and `to` are ISO dates, both inclusive;
    `parent` is another entry's value, `external` the value in other systems by the name of the system."""

    value: str
    label: LocalText = ""
    colour: str | None = None
    parent: str | None = None
    from_: str | None = None
    to: str | None = None
    external: dict[str, str] = {}

    model_config = {**OpenValue.model_config, "alias_generator": lambda name: name.rstrip("_")}

    def is_offered(self, day: date) -> bool:
        """Whether it may be chosen anew on a day."""
        text = day.isoformat()
        return (not self.from_ or self.from_ <= text) and (not self.to or text <= self.to)


class ChoiceList(Versioned):
    """A code list."""

    items: list[ChoiceItem] = []

    def item(self, value: str) -> ChoiceItem | None:
        """The entry of that value, or None."""
        return next((one for one in self.items if one.value == value), None)


class Found:
    """Terms and lists by code. The first of a code counts."""

    def __init__(self, elements: list[Element], choices: list[ChoiceList], numbering: list[NumberRule]) -> None:
        self.of = (elements, choices, numbering)
        self.elements = {item.code: item for item in reversed(elements)}
        self.choices = {item.code: item for item in reversed(choices)}
        self.numbering = {item.code: item for item in reversed(numbering)}


class Dictionary(OpenValue):
    """All terms, code lists and numbering rules of a workspace, and what codes of its processes are made of."""

    format_version: Literal[1] = 1
    elements: list[Element] = []
    choices: list[ChoiceList] = []
    numbering: list[NumberRule] = []
    process_codes: ProcessCodes | None = None

    def element(self, code: str | None) -> Element | None:
        """The term of that code, or None."""
        return self.found.elements.get(code or "")

    def choice_list(self, code: str | None) -> ChoiceList | None:
        """The code list of that code, or None."""
        return self.found.choices.get(code or "")

    def number_rule(self, code: str | None) -> NumberRule | None:
        """The numbering rule of that code, or None."""
        return self.found.numbering.get(code or "")

    @property
    def found(self) -> Found:
        """Everything by code; made anew after a copy with other terms."""
        kept = self.found_once
        now = (self.elements, self.choices, self.numbering)
        if not all(one is other for one, other in zip(kept.of, now, strict=True)):
            kept = self.__dict__["found_once"] = Found(*now)
        return kept

    @cached_property
    def found_once(self) -> Found:
        """What `found` keeps; a copy of the dictionary takes it along, so it may be another one's."""
        return Found(self.elements, self.choices, self.numbering)

    def in_force(self) -> Dictionary:
        """What runs: without what is only planned, and without what was."""
        if not any(item.draft is not None or item.earlier for item in self.versioned()):
            return self
        return self.model_copy(
            update={
                "elements": [_current(item) for item in self.elements],
                "choices": [_current(item) for item in self.choices],
            }
        )

    def versioned(self) -> Iterator[Versioned]:
        """All that has versions: terms, then code lists."""
        yield from self.elements
        yield from self.choices


def _current(item: Any) -> Any:
    if item.draft is None and not item.earlier:
        return item
    data = item.model_dump(exclude_unset=True)
    data.pop("draft", None)
    data.pop("earlier", None)
    return type(item).model_validate(data)
