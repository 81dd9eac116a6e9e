"""All expressions of a process in one place: what the checks look at, what a variable's uses are found in, and how a
piece of one is put right. The forms have theirs in `modeler.forms.expressions`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from modeler.bpmn import names
from modeler.document import commands
from modeler.document.document import Document
from modeler.document.records import FlowRecord, NodeRecord
from modeler.document.script import statements
from modeler.document.semantics import Details, Written

ISO = re.compile(r"P[\dT]|R\d*/|\d{4}-\d\d-\d\d", re.ASCII)
"""How a time begins that is written out and is no expression (ISO 8601)."""


@dataclass(frozen=True)
class Place:
    """A place that takes an expression: `id` is the property or block and what in it; `yields`: it takes or is the
    answer of a machine, with names that the process does not know."""

    id: str
    is_condition: bool = False
    yields: bool = False

    @property
    def field(self) -> str:
        """The property or block that holds it."""
        return self.id.partition(".")[0]


PLACES: Mapping[str, Place] = {
    place.id: place
    for place in (
        Place("condition", is_condition=True),
        Place("timer"),
        Place("script"),
        Place("service.in"),
        Place("service.out", yields=True),
        Place("mock", yields=True),
        Place("loop.condition", is_condition=True),
        Place("loop.cardinality"),
        Place("loop.collection"),
        Place("loop.completion", is_condition=True),
        Place("handler.feel"),
        Place("handler.level"),
        Place("handler.upTo"),
    )
}
"""All places of a process, by id. A test goes through them in the window."""


@dataclass(frozen=True)
class Expression:
    """One expression. `text` stands at offset `lead` of what its place holds; `number` says which of several (a
    statement of a script counts by its offset, a mapping by its row); `declared` is the word for its language."""

    place: Place
    element: NodeRecord | FlowRecord
    text: str
    declared: str = ""
    lead: int = 0
    number: int = 0


def expressions_of(element: NodeRecord | FlowRecord, details: Details) -> Iterator[Expression]:
    """The expressions of an element, in the order in which its panel shows them, those in other languages too."""
    if isinstance(element, FlowRecord):
        text = (element.condition or "").strip()
        yield from _written(element, "condition", Written(text, element.condition_language))
        return
    for event in details.events:
        yield from _written(element, "condition", event.condition)
        if event.timer is not None and not ISO.match(event.timer.text.strip()):
            yield from _written(element, "timer", event.timer)
    if details.script is not None:
        yield from _script(element, details)
    yield from _blocks(element)
    loop = details.loop
    if loop is not None:
        for name in ("condition", "cardinality", "collection", "completion"):
            yield from _written(element, f"loop.{name}", getattr(loop, name))


def put_right(doc: Document, element: str, place: str, number: int, at: int, end: int, text: str) -> None:
    """Write `text` for the signs from `at` to `end` of what a place holds, as one step of undo."""
    field, _dot, name = place.partition(".")
    piece = at, end, text
    if field in ("condition", "script"):
        whole = str(commands.get_property(doc, element, field) or "")
        if whole:  # other tools keep theirs elsewhere
            commands.set_property(doc, element, field, _changed(whole, piece, stripped=field == "condition"))
    elif field in ("timer", "loop"):
        value, key = commands.get_property(doc, element, field), "text" if field == "timer" else name
        if isinstance(value, Mapping) and value.get(key):
            changed = _changed(value[key], piece, stripped=True)
            commands.set_property(doc, element, field, {**value, key: changed})
    else:
        record = doc.index.nodes.get(element)
        block = record.extension.get(field) if record is not None else None
        if isinstance(block, Mapping):
            commands.set_extension(doc, element, field, _block(field, name, block, number, piece))


def _block(field: str, name: str, block: Mapping[str, Any], number: int, piece: tuple[int, int, str]) -> object:
    if field != "service":
        key = name or "result"
        return {**block, key: _changed(block.get(key), piece)}
    rows = [dict(row) for row in block.get(name) or ()]
    rows[number]["value"] = _changed(rows[number].get("value"), piece)
    return {**block, name: rows}


def _changed(whole: object, piece: tuple[int, int, str], *, stripped: bool = False) -> str:
    """A text with a piece of it changed; `stripped`: places count from its first sign that is no space."""
    before, (at, end, text) = str(whole or ""), piece
    by = len(before) - len(before.lstrip()) if stripped else 0
    return before[: at + by] + text + before[end + by :]


def _written(element: NodeRecord | FlowRecord, place: str, written: Written | None) -> Iterator[Expression]:
    if written is None or not written.text.strip():
        return
    bare = written.text.strip()
    yield Expression(PLACES[place], element, bare, written.language, written.text.find(bare))


def _script(element: NodeRecord, details: Details) -> Iterator[Expression]:
    whole = details.script or ""
    if "feel" not in details.script_format.lower():
        return
    if details.result:  # one expression whose value goes into a variable
        yield from _written(element, "script", Written(whole, names.FEEL))
        return
    for one in statements(whole):
        if one.value.strip():
            yield Expression(PLACES["script"], element, one.value.strip(), names.FEEL, one.value_at, one.at)


def _blocks(element: NodeRecord) -> Iterator[Expression]:
    handler, service, mock = (element.extension.get(name) for name in ("handler", "service", "mock"))
    if isinstance(handler, Mapping):
        for name in ("feel", "level", "upTo"):
            text = str(handler.get(name) or "")
            if name == "feel" or text.startswith("="):
                yield from _written(element, f"handler.{name}", Written(text, names.FEEL))
    if isinstance(service, Mapping):
        for name in ("in", "out"):
            rows = service.get(name)
            for number, row in enumerate(rows if isinstance(rows, list | tuple) else ()):
                text = str(row.get("value") or "") if isinstance(row, Mapping) else ""
                for one in _written(element, f"service.{name}", Written(text, names.FEEL)):
                    yield Expression(one.place, element, one.text, one.declared, one.lead, number)
    if isinstance(mock, Mapping):
        yield from _written(element, "mock", Written(str(mock.get("result") or ""), names.FEEL))
