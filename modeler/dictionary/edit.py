"""Verbs on the dictionary: frozen dictionary in, frozen dictionary out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.alias_generators import to_camel

from modeler.dictionary import versions
from runner.core.i18n import LocalText
from runner.data.dictionary import ChoiceItem, ChoiceList, Dictionary, Element
from runner.data.model import read_value
from runner.data.ordered import as_json

FILE = "dictionary.json"
_CODE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def read_dictionary(part: object, name: str = FILE) -> Dictionary:
    """The dictionary in a JSON part or in bytes. Raises `FormatError`."""
    return read_value(Dictionary, part, name)


def dictionary_part(dictionary: Dictionary, like: object = None) -> dict[str, Any]:
    """The JSON of a dictionary, in the order of keys of the part as it stood."""
    return as_json(dictionary, like)


def is_code(text: str) -> bool:
    """Whether a text may be the code of a term or list: an ASCII identifier."""
    return bool(_CODE.fullmatch(text))


def add_element(dictionary: Dictionary, code: str, name: LocalText = "", type_: str = "text") -> Dictionary:
    """The dictionary with a new term at its end. Raises `ValueError` for a bad or taken code."""
    if not is_code(code) or dictionary.element(code) is not None:
        raise ValueError(code)
    element = Element.model_validate({"code": code, "name": name, "type": type_})
    return dictionary.model_copy(update={"elements": [*dictionary.elements, element]})


def set_element(dictionary: Dictionary, code: str, /, **changes: Any) -> Dictionary:
    """The dictionary with a term changed, in its draft where it has a version; names are those of `Element`
    (`format` a record or None).

    Raises `KeyError` for an unknown term, `ValueError` for a new code that is bad or taken.
    """
    element = dictionary.element(code)
    if element is None:
        raise KeyError(code)
    new = changes.get("code", code)
    if new != code and (not is_code(new) or dictionary.element(new) is not None):
        raise ValueError(new)
    changed = versions.changed(element, {to_camel(name): _json(value) for name, value in changes.items()})
    elements = [changed if item.code == code else item for item in dictionary.elements]
    return dictionary.model_copy(update={"elements": elements})


def _json(value: Any) -> Any:
    return value.model_dump(mode="json", by_alias=True, exclude_unset=True) if isinstance(value, BaseModel) else value


def remove_element(dictionary: Dictionary, code: str) -> Dictionary:
    """The dictionary without a term. Raises `KeyError`."""
    if dictionary.element(code) is None:
        raise KeyError(code)
    return dictionary.model_copy(update={"elements": [item for item in dictionary.elements if item.code != code]})


def move_element(dictionary: Dictionary, code: str, index: int) -> Dictionary:
    """The dictionary with a term at another place. Raises `KeyError`."""
    element = dictionary.element(code)
    if element is None:
        raise KeyError(code)
    others = [item for item in dictionary.elements if item.code != code]
    at = max(0, min(index, len(others)))
    return dictionary.model_copy(update={"elements": [*others[:at], element, *others[at:]]})


def set_choices(
    dictionary: Dictionary, code: str, items: Sequence[Mapping[str, Any]], name: LocalText | None = None
) -> Dictionary:
    """The dictionary with the entries of a code list replaced, in its draft where it has a version; a new list
    is added at the end.

    `items` are records of `value` and `label`, further keys are kept. Raises `ValueError` for a bad code
    or a value that occurs twice.
    """
    if not is_code(code):
        raise ValueError(code)
    values = [str(item["value"]) for item in items]
    if len(set(values)) != len(values):
        raise ValueError(next(value for value in values if values.count(value) > 1))
    made = [ChoiceItem.model_validate(dict(item)) for item in items]
    before = dictionary.choice_list(code)
    if before is None:
        added = ChoiceList(code=code, name=name or "", items=made)
        return dictionary.model_copy(update={"choices": [*dictionary.choices, added]})
    update: dict[str, Any] = {"items": [as_json(item) for item in made]}
    changed = versions.changed(before, update if name is None else {**update, "name": name})
    choices = [changed if item.code == code else item for item in dictionary.choices]
    return dictionary.model_copy(update={"choices": choices})


def remove_choices(dictionary: Dictionary, code: str) -> Dictionary:
    """The dictionary without a code list; terms that used it have none then. Raises `KeyError`."""
    if dictionary.choice_list(code) is None:
        raise KeyError(code)
    elements = [
        item.model_copy(update={"choices": None}) if item.choices == code else item for item in dictionary.elements
    ]
    choices = [item for item in dictionary.choices if item.code != code]
    return dictionary.model_copy(update={"elements": elements, "choices": choices})
