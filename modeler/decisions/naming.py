"""What the cells of a decision table may name: what the decision requires, what its columns ask, and what the process
that asks it has; and the values that a column allows."""

from __future__ import annotations

import re

from modeler.decisions.described import Column
from runner.core.i18n import LANGUAGES
from runner.decisions import Node
from runner.decisions.graph import needs_of
from runner.decisions.model import FunctionDefinition, Knowledge
from runner.feel.vocabulary import ANY, BOOLEAN, DATE, MOMENT, NUMBER, STRING, Choice, Kind, Variable, Vocabulary

KINDS = {
    "number": NUMBER, "string": STRING, "boolean": BOOLEAN, "date": DATE, "date and time": MOMENT,
    "dateTime": MOMENT, "integer": NUMBER, "long": NUMBER, "double": NUMBER, "time": Kind("time"),
}  # fmt: skip
THIS = "value"
"""What a column is called in an offer where it asks no single variable."""
_PLAIN = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
_BEGINS = re.compile(r"[^,(]*$")
_UNFINISHED = re.compile(r'\s*(?:"[^"]*|[\w.]*)$')


def words_of(node: Node, columns: tuple[Column, ...], known: Vocabulary) -> Vocabulary:
    """The names for the cells of a table: the nearest first."""
    found: dict[str, Variable] = {}
    for other, prefix in node.file.needed(needs_of(node.element)):
        name = f"{prefix}.{other.name}" if prefix else other.name
        found[name] = Variable(name, KINDS.get(str(getattr(other.element, "type", "")), ANY))
    logic = node.element.function if isinstance(node.element, Knowledge) else None
    if isinstance(logic, FunctionDefinition):
        for one in logic.parameters:
            found.setdefault(one.name, Variable(one.name, KINDS.get(one.type, ANY)))
    for column in columns:
        if column.side == "in" and _PLAIN.fullmatch(column.text):
            found.setdefault(column.text, Variable(column.text, KINDS.get(column.type, ANY)))
    own = (known.get(name) or one for name, one in found.items())
    return Vocabulary((*own, *(one for one in known if one.name not in found)))


def choices_of(column: Column, words: Vocabulary) -> tuple[Choice, ...]:
    """The values that may stand in a column: those that it allows, else those of the variable that it asks."""
    allowed = tuple(Choice(text) for text in dict.fromkeys(_TEXT.findall(column.allowed)))
    told = words.get(column.text) if column.side == "in" else None
    if told is None or not told.choices:
        return allowed
    by_value = {one.value: one for one in told.choices}
    return tuple(by_value.get(one.value, one) for one in allowed) or told.choices


def as_expression(before: str, column: Column, words: Vocabulary) -> tuple[str, Vocabulary]:
    """A cell up to the cursor as an expression up to there, with the words for it. Where the cell says a value, or
    one of several, it is compared with what the column asks: so its values can be told."""
    piece = _BEGINS.search(before)
    choices = choices_of(column, words)
    if not choices or piece is None or not _UNFINISHED.fullmatch(piece.group()):
        return before, words
    kind = KINDS.get(column.type, STRING)
    own = Variable(THIS, kind, dict.fromkeys(LANGUAGES, column.title), choices)
    rest = tuple(one for one in words if one.name != THIS)
    return f"{THIS} = {piece.group().lstrip()}", Vocabulary((own, *rest))
