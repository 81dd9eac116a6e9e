"""Components that come into a form from elsewhere: copied fields, ready-made sets, another form.

What they are called is made free here; what they say of each other in expressions follows, and so do the rows they
share. Nothing else of them changes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from modeler.forms.arrange import Spot, children, may_hold
from modeler.forms.cross_checks import set_checks
from modeler.forms.edit import path_inside, put_in
from modeler.forms.renaming import renamed, respelled
from runner.core.errors import FormatError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.data.model import OpenValue, read_value
from runner.forms.fields import kind_of
from runner.forms.schema import Component, CrossCheck, Form, joined, places

declare(
    {
        "forms.paste-nothing": (
            N_("There are no fields in the clipboard."),
            N_("Copy fields of a form, or the text of a form-js file, and paste again."),
        ),
        "forms.paste-unfit": (N_("{label} cannot stand there."), N_("A table holds fields with a value only.")),
    }
)


class _Clip(OpenValue):
    components: list[Component] = []


def copied(form: Form, ids: Iterable[str]) -> str:
    """The fields as JSON text, in the order of the form; a field inside another of them goes with that one."""
    wanted = set(ids)
    found: list[dict[str, Any]] = []
    for place in places(form.components):
        own = place.component
        if own.id in wanted and not any(outer.id in wanted for outer in place.within):
            found.append(own.model_dump(by_alias=True, exclude_unset=True))
    return json.dumps({"type": "slipway-fields", "components": found}, ensure_ascii=False, indent=2)


def in_clipboard(text: str) -> list[Component]:
    """The components in a text: copied fields, or a form-js file. Raises `FormatError`."""
    start = text.lstrip()[:1]
    if start != "{":
        raise FormatError("forms.paste-nothing")
    found = read_value(_Clip, text.encode(), "clipboard").components
    if not found:
        raise FormatError("forms.paste-nothing")
    return found


def take_in(
    form: Form, components: Sequence[Component], spot: Spot, checks: Sequence[CrossCheck] = ()
) -> tuple[Form, list[str]]:
    """The form with the components at a spot and with the checks between them, and their new ids. Raises
    `FormatError` for one that cannot stand there, `KeyError` for a spot that is not there."""
    for one in components:
        if not may_hold(form, spot.parent, kind_of(one).id):
            raise FormatError("forms.paste-unfit", label=one.caption or one.type)
    among = path_inside(form, spot.parent)
    keys = _free_keys(form, components, among)
    ids = _free_ids(form, components)
    rows = _free_rows(form, components)
    inside = [one.id for one in children(form, spot.parent)]
    at = inside.index(spot.before) if spot.before in inside else len(inside)
    new: list[str] = []
    for number, one in enumerate(components):
        made = _renamed(one, keys, ids, rows, among)
        form = put_in(form, spot.parent, made, at + number)
        new.append(made.id or "")
    if checks:
        changed = {old: name for old, name in keys.items() if old != name}
        own = [one.model_copy(update={"condition": respelled(one.condition, changed)}) for one in checks]
        form = set_checks(form, [*(form.checks or ()), *own])
    return form, new


def _free_keys(form: Form, components: Sequence[Component], among: str) -> dict[str, str]:
    """Old name -> new name of what comes in at the top; what lies in a container with a path moves with it."""
    taken = {place.path for place in places(form.components) if place.path}
    taken |= {joined(item.path, "") for place in places(form.components) for item in place.within if item.path}
    names: dict[str, str] = {}
    for one in components:
        for name in _names(one):
            if name in names:
                continue
            fresh, number = name, 2
            while joined(among, fresh) in taken:
                fresh, number = f"{name}_{number}", number + 1
            names[name] = fresh
            taken.add(joined(among, fresh))
    return names


def _names(component: Component) -> Iterable[str]:
    """The names that a component and what it holds give to the level they come into."""
    if component.type == "dynamiclist":
        yield from filter(None, [component.name])
    elif component.components is not None:
        if component.path:
            yield component.path
            return
        for one in component.components:
            yield from _names(one)
    elif component.key:
        yield component.key


def _free_ids(form: Form, components: Sequence[Component]) -> dict[int, str]:
    """Each component that comes in (by its identity in memory) -> a free id."""
    taken = {place.component.id for place in places(form.components)}
    ids: dict[int, str] = {}
    for place in places(components):
        wanted = place.component.id or f"Field_{place.component.key or place.component.type}"
        fresh, number = wanted, 2
        while fresh in taken:
            fresh, number = f"{wanted}_{number}", number + 1
        taken.add(fresh)
        ids[id(place.component)] = fresh
    return ids


def _free_rows(form: Form, components: Sequence[Component]) -> dict[str, str]:
    taken = {str((place.component.layout or {}).get("row") or "") for place in places(form.components)}
    rows: dict[str, str] = {}
    for place in places(components):
        row = str((place.component.layout or {}).get("row") or "")
        if row and row not in rows:
            fresh, number = row, 2
            while fresh in taken:
                fresh, number = f"{row}_{number}", number + 1
            taken.add(fresh)
            rows[row] = fresh
    return rows


def _renamed(
    component: Component,
    keys: Mapping[str, str],
    ids: Mapping[int, str],
    rows: Mapping[str, str],
    among: str,
    outside: bool = True,
) -> Component:
    """`among`: the path that they come to lie under; `outside`: whether its name lies at the level that the names of
    `keys` lie at."""
    data = component.model_dump(by_alias=True, exclude_unset=True, exclude={"components"})
    data["id"] = ids[id(component)]
    if outside:
        for name in ("key", "path"):
            if data.get(name) in keys:
                data[name] = keys[data[name]]
    row = str((data.get("layout") or {}).get("row") or "")
    if row in rows:
        data["layout"] = {**data["layout"], "row": rows[row]}
    changed = {old: new for old, new in keys.items() if old != new}
    if changed or among:
        data = renamed(data, keys if among else changed, among)
    if component.components is not None:
        inner = outside and component.type != "dynamiclist" and not component.path
        inside = [_renamed(one, keys, ids, rows, among, inner) for one in component.components]
        data["components"] = [one.model_dump(by_alias=True, exclude_unset=True) for one in inside]
    return Component.model_validate(data)
