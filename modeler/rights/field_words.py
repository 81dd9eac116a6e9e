"""A cell of field rights in words, and back: `edit`, or for a table `edit · add rows · own rows only`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from modeler.rights.field_table import CellLine
from runner.core.i18n import local
from runner.core.messages import word
from runner.rights.model import Access, FieldRight, RowRight
from runner.rights.words import ACCESS_WORDS, ROW_WORDS

MARK = "·"


def cell_words(access: Access, rows: Sequence[RowRight] | None) -> str:
    """A cell in the user's language."""
    return f" {MARK} ".join([word("access", access), *(word("row", one) for one in rows or ())])


def cell_line(text: str) -> CellLine | None:
    """What a cell says in whatever language; None where that is nothing. Without rights on rows a table has both."""
    first, *others = (part.strip() for part in text.split(MARK))
    access = _accesses().get(first)
    rows = [_rows().get(part) for part in others]
    if access is None or None in rows:
        return None
    named = tuple(one for one in ROW_WORDS if one in rows)
    return CellLine(access, named or None)


def line_of(right: FieldRight, *, is_table: bool) -> CellLine:
    """A line as its cell holds it."""
    rows = right.rows if is_table else None
    return CellLine(right.access, tuple(one for one in ROW_WORDS if one in rows) if rows else None)


@cache
def _accesses() -> Mapping[str, Access]:
    return {text: one for one, name in ACCESS_WORDS.items() for text in (one, name, *local(name).values())}


@cache
def _rows() -> Mapping[str, RowRight]:
    return {text: one for one, name in ROW_WORDS.items() for text in (one, name, *local(name).values())}
