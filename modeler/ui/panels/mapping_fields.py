"""What goes into a machine, a called process or a message, and what comes out: a name, = and an expression a line."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from modeler.ui.expressions.edit import ExpressionEdit
from modeler.ui.expressions.words import process_words
from modeler.ui.panels.editing import Editing
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.ui.kit.groups import PropertyGroup, captioned

CAPTIONS = {
    "in": N_("Goes in, one name = expression a line"),
    "out": N_("Comes out, one name = expression a line"),
}


def build_mapping(group: PropertyGroup, editing: Editing, *keys: str) -> list[Callable[[], None]]:
    """A field for each of `in` and `out`; returns what refreshes them."""
    made = mapping_fields(editing, *keys)
    for box, _refresh in made:
        group.add_widget(box)
    return [refresh for _box, refresh in made]


def mapping_fields(editing: Editing, *keys: str) -> list[tuple[QWidget, Callable[[], None]]]:
    """The same with its caption, to be put and hidden by whoever asks, and what refreshes each."""
    made: list[tuple[QWidget, Callable[[], None]]] = []
    for key in keys:
        known = process_words(editing)
        pairs = ExpressionEdit(
            partial(_pairs, editing, key),
            partial(_write_pairs, editing, key),
            editing.seal,
            known=known.open() if key == "out" else known,
            pairs=True,
            place=f"service.{key}",
        )
        made.append((captioned(_(CAPTIONS[key]), pairs), pairs.refresh))
    return made


def _pairs(editing: Editing, key: str) -> str:
    rows = editing.block("service").get(key) or []
    return "\n".join(f"{row.get('name', '')} = {row.get('value', '')}" for row in rows)


def _write_pairs(editing: Editing, key: str, text: str) -> None:
    rows = []
    for line in text.splitlines():
        name, sign, value = line.partition("=")
        if sign and name.strip():
            rows.append({"name": name.strip(), "value": value.strip()})
    if rows != (editing.block("service").get(key) or []):
        editing.update_block("service", merge=key, **{key: rows})
