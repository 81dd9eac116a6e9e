"""The columns of a decision table: added, removed, moved, and what stands in their heads, each as new bytes.

`data` are the bytes, `table` is the id of the decision or knowledge model, `side` is `in` for what is asked and `out`
for what is answered; columns count from 0 on their side. All raise `FileError` (`decisions.changed`) for what is not
there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

from lxml import etree

from modeler.decisions.source import Made, TableSource
from runner.core.errors import FileError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.values import dataclass

declare(
    {
        "decisions.last-column": (
            N_("A decision table needs a column that asks and one that answers."),
            N_("Change what stands in the column, or add another one first."),
        ),
    }
)

Side = Literal["in", "out"]

_HEAD: Mapping[Side, str] = {"in": "input", "out": "output"}
_CELL: Mapping[Side, str] = {"in": "inputEntry", "out": "outputEntry"}
_FIRST = ("description", "extensionElements")


@dataclass(frozen=True)
class Clause:
    """What stands in the head of a column: its caption; what is asked (of an answer: its name); its type, empty for
    any; the values that it allows, as unary tests; of an answer what it is where no rule fits."""

    label: str = ""
    text: str = ""
    type: str = ""
    allowed: str = ""
    default: str = ""


def add_column(data: bytes, table: str, side: Side, at: int) -> bytes:
    """The bytes with an empty column before the column `at` of its side, behind all where it is their number. Where
    several columns answer, each gets a name."""
    source = TableSource(data, table)
    heads = source.kids(source.table, _HEAD[side])
    if not 0 <= at <= len(heads):
        raise source.changed()
    if side == "in":
        expression = Made("inputExpression", {"id": source.new_id("LiteralExpression")}, (Made("text"),))
        head = Made("input", {"id": source.new_id("InputClause")}, (expression,))
    else:
        taken = {str(one.get("name")) for one in heads if one.get("name")}
        for one in heads:
            if not one.get("name"):
                source.set_attributes(one, {"name": _new_name(taken)})
        name = {"name": _new_name(taken)} if heads else {}
        head = Made("output", {"id": source.new_id("OutputClause"), **name})
    source.put(source.table, [head], _behind(source, source.table, _HEAD, side, at))
    for rule in source.rules():
        word = "UnaryTests" if side == "in" else "LiteralExpression"
        cell = Made(_CELL[side], {"id": source.new_id(word)}, (Made("text"),))
        source.put(rule, [cell], _behind(source, rule, _CELL, side, at))
    return source.made()


def remove_column(data: bytes, table: str, side: Side, at: int) -> bytes:
    """The bytes without a column. Raises `FileError` (`decisions.last-column`) for the only one of its side."""
    source = TableSource(data, table)
    heads = source.kids(source.table, _HEAD[side])
    if not 0 <= at < len(heads):
        raise source.changed()
    if len(heads) == 1:
        raise FileError("decisions.last-column")
    source.remove(heads[at])
    for rule in source.rules():
        source.remove(source.kids(rule, _CELL[side])[at])
    return source.made()


def order_columns(data: bytes, table: str, side: Side, order: Collection[int]) -> bytes:
    """The bytes with the columns of a side in this order."""
    source = TableSource(data, table)
    heads = source.kids(source.table, _HEAD[side])
    if sorted(order) != list(range(len(heads))):
        raise source.changed()
    rows = [heads, *(source.kids(rule, _CELL[side]) for rule in source.rules())]
    for row in rows:
        for place, at in enumerate(order):
            if place != at:
                source.swap(row[place], source.verbatim(row[at]))
    return source.made()


def move_column(data: bytes, table: str, side: Side, at: int, by: int) -> bytes:
    """The bytes with a column so many places to the right (negative: left) on its side; at an end it stays."""
    source = TableSource(data, table)
    count = len(source.kids(source.table, _HEAD[side]))
    if not 0 <= at < count:
        raise source.changed()
    order = [one for one in range(count) if one != at]
    order.insert(max(0, min(at + by, count - 1)), at)
    return order_columns(data, table, side, order)


def clause_of(data: bytes, table: str, side: Side, at: int) -> Clause:
    """What stands in the head of a column now."""
    source = TableSource(data, table)
    return _clause(source, _head(source, side, at), side)


def set_clause(data: bytes, table: str, side: Side, at: int, wanted: Clause) -> bytes:
    """The bytes with something else in the head of a column; what is the same keeps its bytes."""
    for name in ("label", "text", "type", "allowed", "default"):
        source = TableSource(data, table)
        head = _head(source, side, at)
        value = str(getattr(wanted, name)).strip()
        if value != getattr(_clause(source, head, side), name):
            _set(source, head, side, name, value)
            data = source.made()
    return data


def _set(source: TableSource, head: etree._Element, side: Side, name: str, value: str) -> None:
    expression = source.kid(head, "inputExpression")
    if name == "type":
        value = source.type_reference(value)
    if name == "label":
        source.set_attributes(head, {"label": value or None})
    elif side == "out" and name in ("text", "type"):
        source.set_attributes(head, {"name" if name == "text" else "typeRef": value or None})
    elif side == "in" and name in ("text", "type"):
        if expression is None:
            given = {"typeRef": value} if name == "type" and value else {}
            text = value if name == "text" else ""
            made = Made("inputExpression", given, (Made("text", {}, text),))
            source.put(head, [made], source.kids(head, *_FIRST))
        elif name == "text":
            source.set_text(expression, value)
        else:
            source.set_attributes(expression, {"typeRef": value or None})
    elif side == "out" or name == "allowed":
        tag = {"allowed": "inputValues" if side == "in" else "outputValues", "default": "defaultOutputEntry"}[name]
        found = source.kid(head, tag)
        if found is not None and value:
            source.set_text(found, value)
        elif found is not None:
            source.remove(found)
        else:
            before = ("inputExpression",) if side == "in" else ("outputValues",) if name == "default" else ()
            made = Made(tag, {}, (Made("text", {}, value),))
            source.put(head, [made], source.kids(head, *_FIRST, *before))


def _head(source: TableSource, side: Side, at: int) -> etree._Element:
    heads = source.kids(source.table, _HEAD[side])
    if not 0 <= at < len(heads):
        raise source.changed()
    return heads[at]


def _clause(source: TableSource, head: etree._Element, side: Side) -> Clause:
    expression = source.kid(head, "inputExpression")
    if side == "out":
        return Clause(
            head.get("label", ""), head.get("name", ""), head.get("typeRef", "").strip(),
            source.text(head, "outputValues"), source.text(head, "defaultOutputEntry"),
        )  # fmt: skip
    return Clause(
        head.get("label", ""), source.text(head, "inputExpression"),
        "" if expression is None else expression.get("typeRef", "").strip(), source.text(head, "inputValues"),
    )  # fmt: skip


def _behind(
    source: TableSource, parent: etree._Element, tags: Mapping[Side, str], side: Side, at: int
) -> list[etree._Element]:
    """What stands before a place among the columns, or among the cells of a rule."""
    others = source.kids(parent, *_FIRST, *((tags["in"],) if side == "out" else ()))
    return [*others, *source.kids(parent, tags[side])[:at]]


def _new_name(taken: set[str]) -> str:
    number = 1
    while f"answer{number}" in taken:
        number += 1
    taken.add(f"answer{number}")
    return f"answer{number}"
