"""Which data source of a workspace a lookup means, and which of its columns fill which fields.

A ready-made set says what it would like to know (`account`) and how that may be called in the files of a company
(账号, 银行账号); the source that knows most of it is taken, and what it does not know is not filled in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from modeler.forms.edit import find, set_field
from runner.data.source import DataSource, SourceColumn
from runner.forms.fields import kind_of
from runner.forms.fields.lookup import FILL, SOURCE, fills
from runner.forms.schema import LABEL_EN, LABEL_ZH, Component, Form, field_places

Words = Mapping[str, Sequence[str]]
"""A column that is wished for -> what it may be called besides; the first column is indispensable."""


def bound(components: Sequence[Component], words: Words, sources: Mapping[str, DataSource]) -> list[Component]:
    """The components with each lookup bound to the source that fits it best. One that none fits keeps the source that
    it names, which somebody may put there later."""
    made = []
    for one in components:
        changes: dict[str, object] = {}
        if one.kind == "lookup" and one.own(SOURCE):
            changes["properties"] = {**(one.properties or {}), **_binding(one, words, sources)}
        if one.components:
            changes["components"] = bound(one.components, words, sources)
        made.append(one.model_copy(update=changes) if changes else one)
    return made


def _binding(component: Component, words: Words, sources: Mapping[str, DataSource]) -> dict[str, str]:
    wanted, own = fills(component), str(component.own(SOURCE))
    found: dict[str, dict[str, str]] = {}
    for name, source in sources.items():
        known = {wish: key for wish in wanted.values() if (key := _column(source, [wish, *words.get(wish, ())]))}
        needed = next(iter(words), "")
        if known and (name == own or (needed in known and len(known) > 1)):
            found[name] = {path: known[wish] for path, wish in wanted.items() if wish in known}
    best = own if own in found else max(found, key=lambda name: len(found[name]), default="")
    return {SOURCE: best, FILL: told(found[best])} if best else {}


def guessed(form: Form, field_id: str, source: DataSource) -> Form:
    """The form with the columns of a source filling the fields beside a lookup that are called alike; what is told
    already stays where the source has such a column. Raises `KeyError`."""
    place = find(form, field_id)
    keys = {column.key for column in source.columns}
    kept = {path: column for path, column in fills(place.component).items() if column in keys}
    made = dict(kept)
    for other in field_places(form):
        one = other.component
        if other.table != place.table or other.path in kept or other.path == place.path:
            continue
        if not kind_of(one).holds or one.is_fixed or one.type == "dynamiclist":
            continue
        names = [one.name, one.label or "", str(one.own(LABEL_ZH) or ""), str(one.own(LABEL_EN) or "")]
        column = _column(source, names)
        if column and column not in made.values():
            made[other.path] = column
    return set_field(form, field_id, "fill", told(made) or None)


def told(filled: Mapping[str, str]) -> str:
    """Field -> column as it stands in the form."""
    return ",".join(f"{path}={column}" for path, column in filled.items())


def _column(source: DataSource, names: Sequence[str]) -> str:
    """The key of the column that is called like one of these; empty for none."""
    wanted = {_plain(name) for name in names if name}
    return next((column.key for column in source.columns if wanted & _names(column)), "")


def _names(column: SourceColumn) -> set[str]:
    label = column.label
    texts = [label] if isinstance(label, str) else list(label.values())
    return {_plain(text) for text in [column.key, *texts] if text}


def _plain(text: str) -> str:
    """A name without case, spaces and the like."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())
