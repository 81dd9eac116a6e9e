"""Rows of a table that come from elsewhere (pasted, or out of a file): read cell by cell, with what does not fit."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from runner.core import messages
from runner.core.i18n import pick
from runner.forms.branches import branches_of, caption_of_choice, path_of
from runner.forms.defaults import new_row
from runner.forms.field import FieldKind, FormFacts, MisfitError, Scope
from runner.forms.fields import kind_of
from runner.forms.fields.lookup import source_of
from runner.forms.picking import PICKERS, is_multiple
from runner.forms.schema import LABEL_EN, LABEL_ZH, Component

_YES = frozenset(("true", "yes", "y", "1", "√", "✓", "是", "对", "有"))
_NO = frozenset(("false", "no", "n", "0", "×", "否", "无"))
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_SEPARATORS = re.compile(r"[,，;；、]\s*")


@dataclass(frozen=True)
class Fault:
    """A cell that does not fit: the row counts from 1 as it stood in what came."""

    row: int
    column: str
    found: str
    message: str


@dataclass
class Incoming:
    """`rows` hold what could be read, in stored form; a cell with a fault is left out of its row."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    headed: bool = False
    """Whether the first line named the columns."""


def columns_of(table: Component) -> list[Component]:
    """The columns of a table that hold a value."""
    return [one for one in table.components or () if one.name and kind_of(one).holds]


def headings(column: Component) -> set[str]:
    """The words that name a column in the first line of what comes."""
    words = (column.name, column.label, column.own(LABEL_ZH), column.own(LABEL_EN), column.caption)
    return {str(word).strip().casefold() for word in words if word}


class RowReader:
    """Reads cells row by row, so that many of them can be read in slices; `answer` grows with each."""

    def __init__(
        self,
        table: Component,
        cells: Sequence[Sequence[str]],
        facts: FormFacts,
        *,
        start: int = 0,
        begin: bool = True,
    ) -> None:
        self.answer = Incoming()
        self._cells, self._facts, self._next = cells, facts, 0
        columns = columns_of(table)
        places: list[Component | None] = [*columns[start:]]
        first = [text.strip().rstrip("*").strip().casefold() for text in cells[0]] if cells else []
        named = [next((one for one in columns if text and text in headings(one)), None) for text in first]
        if any(named) and all(one is not None or not text for one, text in zip(named, first, strict=True)):
            self.answer.headed, places, self._next = True, named, 1
        self._places = [(one, kind_of(one)) if one is not None and not one.is_fixed else None for one in places]
        self._begin = new_row(columns, facts) if begin else {}

    @property
    def share(self) -> float:
        """How much has been read, 0..1."""
        return self._next / len(self._cells) if self._cells else 1.0

    def read(self, count: int) -> bool:
        """Read up to so many rows more; whether any are left."""
        last = min(self._next + count, len(self._cells))
        for number in range(self._next, last):
            row = copy.deepcopy(self._begin)
            for place, text in zip(self._places, self._cells[number], strict=False):
                if place is not None:
                    _read(*place, text, row, number + 1, self._facts, self.answer)
            self.answer.rows.append(row)
        self._next = max(last, self._next)
        return self._next < len(self._cells)


def incoming_rows(
    table: Component, cells: Sequence[Sequence[str]], facts: FormFacts, *, start: int = 0, begin: bool = True
) -> Incoming:
    """The rows in some cells. A first line that names columns says which is which; else they stand in the order
    of the table from column `start` on. With `begin`, a row begins with what its columns fill in beforehand."""
    reader = RowReader(table, cells, facts, start=start, begin=begin)
    reader.read(len(cells))
    return reader.answer


def _read(
    column: Component,
    kind: FieldKind,
    text: str,
    row: dict[str, Any],
    number: int,
    facts: FormFacts,
    answer: Incoming,
) -> None:
    try:
        value = kind.coerce(column, _meant(column, kind, text, facts), facts)
    except MisfitError as error:
        finding = error.finding
    else:
        row[column.name] = value
        found = None if value is None else next(kind.check(column, value, Scope(facts, row)), None)
        if found is None:
            return
        finding = found
        del row[column.name]
    params = {"label": column.caption, **finding.params}
    answer.faults.append(Fault(number, column.caption, text, messages.sentence(finding.code, params)))


def meant(column: Component, text: str, facts: FormFacts) -> Any:
    """The value that a text means in a column: captions become codes, names ids, 是 and 否 yes and no."""
    return _meant(column, kind_of(column), text, facts)


def _meant(column: Component, kind: FieldKind, text: str, facts: FormFacts) -> Any:
    plain = text.strip()
    if not plain:
        return None
    reader = _MEANT.get(kind.type if kind.id not in _MEANT else kind.id)
    if kind.id in PICKERS:
        return _thing(column, plain, facts)
    return reader(column, plain, facts) if reader is not None else plain


def _yes_no(column: Component, text: str, facts: FormFacts) -> Any:
    word = text.casefold()
    return True if word in _YES else False if word in _NO else text


def _choice(column: Component, text: str, facts: FormFacts) -> Any:
    several = column.type in ("checklist", "taglist")
    codes = [_code(column, part) for part in (_SEPARATORS.split(text) if several else [text]) if part]
    return codes if several else codes[0]


def _code(column: Component, text: str) -> Any:
    wanted = text.strip().casefold()
    for item in column.values or ():
        own = item.get("properties")
        texts = own if isinstance(own, Mapping) else {}
        words = (
            item.get("value"),
            caption_of_choice(item),
            texts.get(LABEL_ZH),
            texts.get(LABEL_EN),
            item.get("label"),
        )
        if any(str(word).strip().casefold() == wanted for word in words if word is not None):
            return item.get("value")
    if kind_of(column).id in ("cascade", "region"):
        branches = branches_of(column)
        ways = {"/".join(path_of(branches, code)).casefold(): code for code in branches}
        return ways.get(re.sub(r"\s*[/>]\s*", "/", wanted), text)
    return text


def _day(column: Component, text: str, facts: FormFacts) -> Any:
    found = _DAY.fullmatch(text)
    return f"{int(found[1]):04d}-{int(found[2]):02d}-{int(found[3]):02d}" if found else text


def _number(column: Component, text: str, facts: FormFacts) -> Any:
    return text.strip("¥￥$€% ").replace("，", ",")


def _person(column: Component, text: str, facts: FormFacts) -> Any:
    users = facts.organization.users if facts.organization is not None else []
    ids = []
    for part in _SEPARATORS.split(text) if is_multiple(column) else [text]:
        wanted = part.strip().casefold()
        found = [user.id for user in users if wanted in (user.id.casefold(), *_names(user.name))]
        ids.append(found[0] if len(found) == 1 else part.strip())
    return ids if is_multiple(column) else ids[0]


def _thing(column: Component, text: str, facts: FormFacts) -> Any:
    things = PICKERS[kind_of(column).id].candidates(column, facts) or []
    ids = []
    for part in _SEPARATORS.split(text) if is_multiple(column) else [text]:
        wanted = part.strip().casefold()
        found = [one.id for one in things if wanted in (one.id.casefold(), *_names(one.name))]
        ids.append(found[0] if len(found) == 1 else part.strip())
    return ids if is_multiple(column) else ids[0]


def _names(name: str | dict[str, str]) -> list[str]:
    return [word.casefold() for word in ([*name.values(), pick(name)] if isinstance(name, dict) else [name])]


def _record(column: Component, text: str, facts: FormFacts) -> Any:
    source = source_of(column, facts)
    if source is None:
        return text
    found = [row for row in source.rows if str(row.get(source.show_column, "")).casefold() == text.casefold()]
    return str(found[0].get(source.id_column)) if len(found) == 1 else text


_MEANT = {
    "checkbox": _yes_no, "select": _choice, "radio": _choice, "checklist": _choice, "taglist": _choice,
    "datetime": _day, "number": _number, "person": _person, "lookup": _record,
}  # fmt: skip
