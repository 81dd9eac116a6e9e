"""Changing cells of a decision table: only the bytes of those cells change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from modeler.decisions.rules import add_rules
from modeler.decisions.source import Made, TableSource

Cells = Mapping[tuple[int, int], str]
"""What stands in cells: (rule, column) -> text, both counted from 0; the columns that are asked come first, then
those that answer, those of remarks, and the note of the rule itself."""


def with_cells(data: bytes, table: str, cells: Cells) -> bytes:
    """The bytes of a file (UTF-8) with other texts in cells of a table; `table` is the id of the decision or of the
    knowledge model that it stands in.

    Raises `FormatError` for what is no XML, and `FileError` (`decisions.changed`) where there are no such cells.
    """
    source = TableSource(data, table)
    rules = source.rules()
    named = len(source.kids(source.table, "annotation"))
    most = max([named, *(len(source.kids(rule, "annotationEntry")) for rule in rules)])
    remarks: dict[int, dict[int, str]] = {}
    for (row, column), text in cells.items():
        rule = source.rule(row)
        found = source.kids(rule, "inputEntry", "outputEntry")
        if 0 <= column < len(found):
            source.set_text(found[column], text)
        elif len(found) <= column <= len(found) + most:
            remarks.setdefault(row, {})[column - len(found)] = text
        else:
            raise source.changed()
    for row, texts in remarks.items():
        _remark(source, rules[row], texts, most)
    return source.made()


def with_block(data: bytes, table: str, row: int, column: int, block: Sequence[Sequence[str]], width: int) -> bytes:
    """The bytes with a block of texts from a cell on, of which the table takes `width` columns in all; rules that are
    missing below are added. Raises as `with_cells`."""
    more = row + len(block) - len(TableSource(data, table).rules())
    if more > 0:
        data = add_rules(data, table, row + len(block) - more, more)
    cells = {
        (row + down, column + right): text.strip()
        for down, texts in enumerate(block)
        for right, text in enumerate(texts[: max(width - column, 0)])
    }
    return with_cells(data, table, cells)


def _remark(source: TableSource, rule: etree._Element, texts: Mapping[int, str], most: int) -> None:
    """Remarks on a rule by their column; the last one is the note of the rule itself."""
    entries = source.kids(rule, "annotationEntry")
    new = [place for place in texts if len(entries) <= place < most]
    for place, text in texts.items():
        if place < len(entries):
            source.set_text(entries[place], text)
    if new:
        made = [
            Made("annotationEntry", {}, (Made("text", {}, texts.get(place, "")),))
            for place in range(len(entries), max(new) + 1)
        ]
        source.put(rule, made, source.kids(rule, "inputEntry", "outputEntry", "annotationEntry"))
    if most not in texts:
        return
    note, text = source.kid(rule, "description"), texts[most].strip()
    if note is not None and text:
        source.set_own_text(note, text)
    elif note is not None:
        source.remove(note)
    elif text:
        source.put(rule, [Made("description", {}, text)], [])
