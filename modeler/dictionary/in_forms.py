"""Where a form names a variable: its fields, conditions, formulas and limits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from modeler.dictionary.occurrences import Finder, Obstacle, Use
from runner.forms.fields.lookup import FILL
from runner.forms.schema import Component, Form, places

_FEEL_KEYS = frozenset({"hide", "slip:formula", "expression", "valuesExpression"})
_PLAIN_KEYS = frozenset({"components", "values", "id", "type", "label", "description", "text"})
_TEMPLATE = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def in_form(ref: str, form: Form, finder: Finder) -> Form:
    """A form as it will be."""
    data = form.model_dump(by_alias=True, exclude_unset=True)
    rows = {id(place.component): place.table for place in places(form.components)}
    taken = any(place.path == finder.new for place in places(form.components))
    if finder.word is not None and taken and finder.new != finder.old:
        use = Use(ref, "", "field", finder.new)
        finder.obstacles.append(Obstacle(use, "rename.taken", {"name": finder.new}, fatal=True))
    data["components"] = _components(ref, form.components, data.get("components") or [], finder, rows, "")
    for check in data.get("slip:checks") or []:
        condition = str(check.get("condition") or "")
        check["condition"] = finder.feel(condition, Use(ref, "", "expression", condition))
    return Form.model_validate(data) if finder.word is not None else form


def _components(
    ref: str,
    components: Iterable[Component],
    listed: list[dict[str, Any]],
    finder: Finder,
    rows: Mapping[int, str | None],
    prefix: str,
) -> list[dict[str, Any]]:
    made = []
    for component, data in zip(components, listed, strict=True):
        use = Use(ref, component.id or "", "expression")
        changed: dict[str, Any] = {}
        for key, value in data.items():
            changed[key] = value if key in _PLAIN_KEYS else _settings(key, value, finder, use, rows[id(component)])
        for text in _TEMPLATE.findall(str(data.get("text") or "")):
            finder.foreign(text, Use(ref, component.id or "", "expression", text))
        below = _below(component, prefix)
        here = f"{prefix}.{component.name}" if prefix and component.name else component.name
        if component.name and here == finder.old and finder.word is not None:
            name = "path" if component.type == "dynamiclist" and not component.key else "key"
            changed[name] = ".".join([*str(changed[name]).split(".")[:-1], finder.word])
        if component.components is not None:
            changed["components"] = _components(
                ref, component.components, data.get("components") or [], finder, rows, below
            )
        made.append(changed)
    return made


def _below(component: Component, prefix: str) -> str:
    own = component.name if component.type == "dynamiclist" else component.path or ""
    return f"{prefix}.{own}" if prefix and own else prefix or own


def _settings(key: str, value: Any, finder: Finder, use: Use, row: str | None) -> Any:
    if key == FILL:
        return _filled(value, finder, use)
    if isinstance(value, Mapping):
        return {name: _settings(str(name), inner, finder, use, row) for name, inner in value.items()}
    if key == "slip:sum" and isinstance(value, str):
        return _columns(value, finder, use)
    if isinstance(value, str) and (key in _FEEL_KEYS or value.startswith("=")):
        return finder.feel(value, Use(use.file, use.element, use.way, value), row=row)
    return value


def _filled(value: Any, finder: Finder, use: Use) -> Any:
    """What a record fills in, as a record or as `field=column` with commas between."""
    if isinstance(value, Mapping):
        return {finder.path(str(path), Use(use.file, use.element, use.way, str(path))): column
                for path, column in value.items()}  # fmt: skip
    parts = []
    for part in re.split(r"([,，])", str(value or "")):
        path, sign, column = part.partition("=")
        bare = path.strip()
        after = finder.path(bare, Use(use.file, use.element, use.way, part.strip())) if sign else bare
        parts.append(part if after == bare else f"{path.replace(bare, after, 1)}{sign}{column}")
    return "".join(parts) if value is not None else None


def _columns(text: str, finder: Finder, use: Use) -> str:
    if len(finder.variable.path) < 2:
        return text
    names = [name.strip() for name in text.split(",")]
    return ",".join((finder.word or name) if name == finder.variable.path[-1] else name for name in names)
