"""Ready-made field sets (请假, 出差, 加班, 补卡, 报销): fields that are put into a form together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from modeler.forms.keys import free_id
from runner.core.i18n import LocalText, pick
from runner.core.resources import resource_folder
from runner.data.model import OpenValue, read_value
from runner.forms.schema import Component, Form, places


class FieldSet(OpenValue):
    """One set: its name, and the components that it puts in."""

    format_version: Literal[1] = 1
    name: LocalText = ""
    components: list[Component] = []

    @property
    def caption(self) -> str:
        """The name in the user's language."""
        return pick(self.name)


@cache
def field_sets() -> Mapping[str, FieldSet]:
    """All sets by id."""
    folder = resource_folder() / "field-sets"
    order = ("leave", "trip", "overtime", "missed-punch", "expense")
    names = sorted((path.stem for path in folder.glob("*.json")), key=lambda one: (one not in order, one))
    names = [*(one for one in order if one in names), *(one for one in names if one not in order)]
    return {name: read_value(FieldSet, (folder / f"{name}.json").read_bytes(), f"{name}.json") for name in names}


def insert_set(form: Form, set_id: str) -> tuple[Form, list[str]]:
    """The form with a set behind its last component, and the ids of what came. Keys and ids that are taken get
    a number; formulas of the set follow its keys. Raises `KeyError`."""
    taken = {place.path for place in places(form.components) if place.path}
    renamed: dict[str, str] = {}
    for component in field_sets()[set_id].components:
        for place in places([component]):
            if place.path and place.table is None:
                name, number = place.path, 2
                while name in taken:
                    name, number = f"{place.path}{number}", number + 1
                taken.add(name)
                renamed[place.path] = name
    ids: list[str] = []
    for component in field_sets()[set_id].components:
        made = _renamed(component, renamed, form, ids)
        form = form.model_copy(update={"components": [*form.components, made]})
    return form, ids


def _renamed(component: Component, keys: Mapping[str, str], form: Form, ids: list[str]) -> Component:
    data = component.model_dump(by_alias=True, exclude_unset=True)

    def walk(item: dict[str, Any], table: bool) -> dict[str, Any]:
        made = dict(item)
        wanted = str(made.get("id") or "Field")
        made["id"] = wanted if wanted not in ids and not _has(form, wanted) else free_id(form, wanted)
        ids.append(made["id"])
        for name in ("key", "path"):
            if not table and made.get(name) in keys:
                made[name] = keys[made[name]]
        own = dict(made.get("properties") or {})
        formula = own.get("slip:formula")
        if formula:
            named = re.sub(r"\w+", lambda word: keys.get(word[0], word[0]), str(formula))
            made["properties"] = {**own, "slip:formula": named}
        if made.get("components"):
            inside = table or made.get("type") == "dynamiclist"
            made["components"] = [walk(one, inside) for one in made["components"]]
        return made

    return Component.model_validate(walk(data, False))


def _has(form: Form, component_id: str) -> bool:
    return any(place.component.id == component_id for place in places(form.components))
