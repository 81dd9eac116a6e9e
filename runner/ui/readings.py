"""Variables as the forms of a process show them: captions instead of names, texts instead of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from runner.forms.fields import kind_of
from runner.forms.inherit import inherit
from runner.forms.schema import Component, Form, field_places
from runner.ui.control import CONTROLS, Control, FormSurroundings


class Readings:
    """Knows the fields of some forms; where two share a path, the first form speaks."""

    def __init__(self, forms: Iterable[Form], surroundings: FormSurroundings) -> None:
        self._surroundings = surroundings
        self._fields: dict[str, Component] = {}
        self._controls: dict[str, Control] = {}
        for form in forms:
            for place in field_places(inherit(form, surroundings.dictionary)):
                if place.table is None:
                    self._fields.setdefault(place.path, place.component)

    def __contains__(self, path: str) -> bool:
        return path in self._fields

    def caption(self, path: str) -> str:
        """The label of a field; its path where no form has it."""
        field = self._fields.get(path)
        return field.caption if field is not None else path

    def text(self, path: str, value: Any) -> str:
        """A value as its field shows it to read; JSON where no form has it."""
        if value is None:
            return "–"
        if path not in self._fields:
            return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        if path not in self._controls:
            field = self._fields[path]
            self._controls[path] = CONTROLS[kind_of(field).control].make(field, self._surroundings)
        return self._controls[path].reading_text(value) or "–"
