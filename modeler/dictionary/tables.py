"""Terms, code lists, numbering rules and process codes as tables to fill in: written out, read in again, and an empty
one to start from.

Reading changes nothing: it gives a plan, row by row, with every error in its row. Rows that are not in the file stay;
what has a version gets the changes into its draft.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from modeler.dictionary.code_rows import CODES_SHEET, PARTS_SHEET, code_cells, part_cells, with_codes
from modeler.dictionary.columns import (
    CODES,
    EXTERNAL,
    FORMAT,
    SENSITIVITY_NAMES,
    SHEETS,
    TERMS,
    TYPE_NAMES,
    WHOLE,
    Column,
)
from modeler.dictionary.edit import is_code
from modeler.dictionary.number_rows import NUMBERS_SHEET, number_cells, with_numbering
from modeler.dictionary.process_codes import CodeBook
from modeler.dictionary.rows import Row, What, in_language, key_of, local, named
from modeler.dictionary.versions import changed, working
from runner.core.errors import FormatError
from runner.core.i18n import N_, current_language
from runner.core.messages import declare
from runner.core.problem import Problem
from runner.data.dictionary import ChoiceItem, ChoiceList, Dictionary, Element
from runner.data.ordered import as_json
from runner.data.spreadsheet import Sheet, read_sheets, write_csv, write_xlsx

declare(
    {
        "table.no-sheet": (
            N_(
                "{file} has no terms, code lists, numbering rules or process codes: no sheet has the headings of the "
                "template."
            ),
            N_("Write out the template and copy the rows into it."),
        ),
        "table.no-column": (N_("{sheet} has no column {column}."), N_("Use the headings of the template.")),
        "table.formula": (N_("{sheet}, row {row}: {column} holds a formula."), N_("Put the value itself there.")),
        "table.empty": (N_("{sheet}, row {row}: {column} is empty."), N_("Fill it in.")),
        "table.bad-code": (
            N_("{sheet}, row {row}: “{value}” cannot be a code."),
            N_("Use a letter first, then letters, digits and _."),
        ),
        "table.twice": (
            N_("{sheet}, row {row}: {value} stands in an earlier row already."),
            N_("Leave one of them out."),
        ),
        "table.unknown": (
            N_("{sheet}, row {row}: “{value}” is none of what {column} may be."),
            N_("Possible are: {known}."),
        ),
        "table.not-a-number": (
            N_("{sheet}, row {row}: {column} must be a number, not “{value}”."),
            N_("Write digits alone."),
        ),
        "table.not-a-day": (
            N_("{sheet}, row {row}: {column} must be a day such as 2026-03-02, not “{value}”."),
            N_("Write year, month and day."),
        ),
        "table.not-a-colour": (
            N_("{sheet}, row {row}: “{value}” is no colour."),
            N_("Write it as #1f6feb."),
        ),
        "table.no-list": (
            N_("{sheet}, row {row}: there is no code list {value}."),
            N_("Add it to the sheet of code lists, or use one that exists."),
        ),
        "table.no-parent": (
            N_("{sheet}, row {row}: {value} is not in this code list."),
            N_("The parent is the value of another row of the same list."),
        ),
        "table.unfit": (
            N_("{sheet}, row {row}: {value}"),
            N_("The segments of a rule stand in rows below each other."),
        ),
        "table.bad-part": (
            N_("{sheet}, row {row}: “{value}” cannot be a part of a process code."),
            N_("Use a capital letter first, then capital letters and digits."),
        ),
        "table.unfit-code": (N_("{sheet}, row {row}: {value}"), N_("Write it as the rule of process codes says.")),
        "table.code-unused": (
            N_("{sheet}, row {row}: no process here has the code {value}."),
            N_("Write it as reserved, or give the process its code in the drawing."),
        ),
        "table.code-taken": (
            N_("{sheet}, row {row}: a process has the code {value} already; it cannot be reserved."),
            N_("Write it as in use or retired."),
        ),
        "table.code-retired": (
            N_("{sheet}, row {row}: {value} is retired and is never given again."),
            N_("Reserve another code."),
        ),
        "table.order": (
            N_("{sheet}, row {row}: it ends before it begins."),
            N_("Change one of the two days."),
        ),
    }
)

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_SPLIT = re.compile(r"[,，、;；]")

# ---------------------------------------------------------------------- writing


def to_xlsx(dictionary: Dictionary, language: str | None = None, book: CodeBook | None = None) -> bytes:
    """The dictionary as a workbook, a sheet a table; an empty dictionary gives the template. `book` knows the codes
    that processes have."""
    return write_xlsx([sheet_of(dictionary, name, language, book) for name in SHEETS])


def to_csv(dictionary: Dictionary, sheet: str, language: str | None = None, book: CodeBook | None = None) -> bytes:
    """One of the sheets (a key of `SHEETS`) as a CSV file."""
    return write_csv(sheet_of(dictionary, sheet, language, book))


def sheet_of(dictionary: Dictionary, sheet: str, language: str | None = None, book: CodeBook | None = None) -> Sheet:
    """A sheet with its headings and rows."""
    language = language or current_language()
    book = book or _book(dictionary)
    zh, en, columns = SHEETS[sheet]
    headings = [column.title(language) for column in columns]
    rows: Iterable[Sequence[str]]
    if sheet == "terms":
        listed = [_term_cells(working(item), language) for item in dictionary.elements]
        rows = [[cells.get(column.id, "") for column in columns] for cells in listed]
    elif sheet == NUMBERS_SHEET:
        found = [cells for rule in dictionary.numbering for cells in number_cells(rule, language)]
        rows = [[cells[column.id] for column in columns] for cells in found]
    elif sheet in (CODES_SHEET, PARTS_SHEET):
        found = list(code_cells(book, language) if sheet == CODES_SHEET else part_cells(book.rule, language))
        rows = [[cells.get(column.id, "") for column in columns] for cells in found]
    else:
        systems = sorted({key for one in dictionary.choices for item in working(one).items for key in item.external})
        headings += [f"{EXTERNAL[0 if language == 'zh' else 1]}:{system}" for system in systems]
        rows = [
            [*(cells.get(column.id, "") for column in columns), *(item.external.get(key, "") for key in systems)]
            for one in map(working, dictionary.choices)
            for item in one.items
            for cells in [_item_cells(one, item)]
        ]
    return Sheet(zh if language == "zh" else en, (tuple(headings), *(tuple(row) for row in rows)))


def _book(dictionary: Dictionary) -> CodeBook:
    """The codes as the dictionary alone knows them."""
    return CodeBook(dictionary.process_codes) if dictionary.process_codes is not None else CodeBook()


def _term_cells(item: Element, language: str) -> dict[str, str]:
    limits = item.format
    cells = {
        "code": item.code, "nameZh": in_language(item.name, "zh"), "nameEn": in_language(item.name, "en"),
        "definitionZh": in_language(item.definition, "zh"), "definitionEn": in_language(item.definition, "en"),
        "type": named(TYPE_NAMES, item.type, language), "unit": item.unit or "", "choices": item.choices or "",
        "sensitivity": named(SENSITIVITY_NAMES, item.sensitivity or "", language), "owner": item.owner or "",
        "master": item.master or "", "synonyms": "、".join(item.synonyms),
    }  # fmt: skip
    if limits is not None:
        values = limits.model_dump(by_alias=True)
        cells |= {name: number_text(values.get(name)) for name in FORMAT}
    return cells


def number_text(value: Any) -> str:
    """A number as it is typed: without a point where it is whole."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def _item_cells(one: ChoiceList, item: ChoiceItem) -> dict[str, str]:
    return {
        "list": one.code, "listZh": in_language(one.name, "zh"), "listEn": in_language(one.name, "en"),
        "value": item.value,
        "labelZh": in_language(item.label, "zh"), "labelEn": in_language(item.label, "en"),
        "colour": item.colour or "",
        "parent": item.parent or "", "from": item.from_ or "", "to": item.to or "",
    }  # fmt: skip


# ---------------------------------------------------------------------- reading


@dataclass(frozen=True)
class TablePlan:
    """What an import would do. `dictionary` is None as long as a row or sheet has an error."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    dictionary: Dictionary | None

    def count(self, what: What) -> int:
        """How many rows do that."""
        return sum(1 for row in self.rows if row.what == what and not row.problems)


def read_tables(
    data: bytes, dictionary: Dictionary, file: str = "dictionary.xlsx", book: CodeBook | None = None
) -> TablePlan:
    """What the tables in an xlsx or CSV file would change; `book` knows the codes that processes have. Raises
    `FormatError` for a file that is none of both, or has no sheet of ours (`table.no-sheet`)."""
    problems: list[Problem] = []
    read: dict[str, list[Row]] = {kind: [] for kind in SHEETS}
    found = False
    for sheet in read_sheets(data, file):
        kind = _kind_of(sheet)
        if kind is None:
            continue
        found = True
        read[kind] += _rows_of(sheet, SHEETS[kind][2], problems)
    if not found:
        raise FormatError("table.no-sheet", file=file)
    after = _with_codes(dictionary, read["codes"])
    after = _with_terms(after, read["terms"])
    after = with_numbering(after, read[NUMBERS_SHEET])
    after = with_codes(after, book or _book(dictionary), read[CODES_SHEET], read[PARTS_SHEET])
    rows = tuple(row for listed in read.values() for row in listed)
    broken = problems or any(row.problems for row in rows)
    return TablePlan(rows, tuple(problems), None if broken else after)


def _kind_of(sheet: Sheet) -> str | None:
    headings = {text.strip().casefold() for text in (sheet.rows[0] if sheet.rows else ())}
    scores = {}
    for kind, (zh, en, columns) in SHEETS.items():
        hits = sum(1 for column in columns if headings & column.names)
        titled = sheet.title.strip().casefold() in (zh, en.casefold(), kind)
        scores[kind] = hits + (len(columns) if titled and hits else 0)
        if not all(headings & column.names for column in columns if column.needed) and not titled:
            scores[kind] = 0
    best = max(scores, key=lambda kind: scores[kind])
    return best if scores[best] >= 2 else None


def _rows_of(sheet: Sheet, columns: tuple[Column, ...], problems: list[Problem]) -> list[Row]:
    title = sheet.title or "CSV"
    places: dict[str, int] = {}
    headings = [text.strip() for text in sheet.rows[0]]
    for column in columns:
        at = next((place for place, text in enumerate(headings)
                   if text.casefold() in column.names and place not in places.values()), None)  # fmt: skip
        if at is not None:
            places[column.id] = at
        elif column.needed:
            params = {"sheet": title, "column": column.title(current_language())}
            problems.append(Problem("table.no-column", params=params, line=1))
    external = {}
    for place, text in enumerate(headings):
        head, colon, system = text.replace("：", ":").partition(":")
        if colon and system.strip() and head.strip().casefold() in {name.casefold() for name in EXTERNAL}:
            external[system.strip()] = place
    by_id = {column.id: column for column in columns}
    rows = []
    for number, cells in enumerate(sheet.rows[1:], start=1):
        row = Row(title, number + 1)
        row.cells = {key: cells[at] if at < len(cells) else "" for key, at in places.items()}
        row.external = {key: cells[at] for key, at in external.items() if at < len(cells)}
        for key, at in places.items():
            if (number, at) in sheet.formulas:
                row.wrong("formula", by_id[key])
        if any(row.cells.values()):
            rows.append(row)
    return rows


def _with_terms(dictionary: Dictionary, rows: list[Row]) -> Dictionary:
    by_id = {column.id: column for column in TERMS}
    elements = {item.code: item for item in dictionary.elements}
    seen: set[str] = set()
    for row in rows:
        code = row.code = row.cells.get("code", "")
        if row.problems:
            continue
        if not code:
            row.wrong("empty", by_id["code"])
        elif not is_code(code):
            row.wrong("bad-code", by_id["code"], code)
        elif code in seen:
            row.wrong("twice", by_id["code"], code)
        else:
            seen.add(code)
            before = elements.get(code)
            made = _term(row, before or Element(code=code), by_id, dictionary)
            row.what = "added" if before is None else "same" if made == before else "changed"
            elements[code] = made
    return dictionary.model_copy(update={"elements": list(elements.values())})


def _term(row: Row, stood: Element, columns: Mapping[str, Column], dictionary: Dictionary) -> Element:
    before, cells, changes = working(stood), row.cells, dict[str, Any]()
    for name, zh, en in (("name", "nameZh", "nameEn"), ("definition", "definitionZh", "definitionEn")):
        text = local(getattr(before, name), cells, zh, en)
        if text != getattr(before, name):
            changes[name] = text
    shown = _term_cells(before, "zh")
    for name in ("unit", "owner", "master", "choices"):
        if name in cells and cells[name] != shown[name]:
            changes[name] = cells[name] or None
    if changes.get("choices") and dictionary.choice_list(changes["choices"]) is None:
        row.wrong("no-list", columns["choices"], changes["choices"])
    for name, names in (("type", TYPE_NAMES), ("sensitivity", SENSITIVITY_NAMES)):
        if name in cells:
            key = key_of(row, columns[name], names, cells[name])
            if key is not None and key != (getattr(before, name) or ""):
                changes[name] = key or ("text" if name == "type" else None)
    if "synonyms" in cells and cells["synonyms"] != shown["synonyms"]:
        changes["synonyms"] = [text for part in _SPLIT.split(cells["synonyms"]) if (text := part.strip())]
    limits = as_json(before.format) if before.format is not None else {}
    after = {**limits, **{name: _limit(row, columns[name], cells[name]) for name in FORMAT
                          if name in cells and cells[name] != shown.get(name, "")}}  # fmt: skip
    after = {name: value for name, value in after.items() if value is not None}
    if after != limits:
        changes["format"] = after or None
    if row.problems:
        return stood
    return changed(stood, changes) if changes else stood


def _limit(row: Row, column: Column, text: str) -> Any:
    if not text or column.id in ("pattern", "currency"):
        return text or None
    try:
        return int(text) if column.id in WHOLE else float(text)
    except ValueError:
        row.wrong("not-a-number", column, text)
        return None


def _with_codes(dictionary: Dictionary, rows: list[Row]) -> Dictionary:
    by_id = {column.id: column for column in CODES}
    lists = {one.code: one for one in dictionary.choices}
    files: dict[str, list[Row]] = {}
    for row in rows:
        code, value = row.cells.get("list", ""), row.cells.get("value", "")
        row.code = f"{code} · {value}" if value else code
        if row.problems:
            continue
        if not code:
            row.wrong("empty", by_id["list"])
        elif not is_code(code):
            row.wrong("bad-code", by_id["list"], code)
        elif not value:
            row.wrong("empty", by_id["value"])
        elif any(value == other.cells["value"] for other in files.get(code, ())):
            row.wrong("twice", by_id["value"], value)
        else:
            files.setdefault(code, []).append(row)
    for code, listed in files.items():
        lists[code] = _list(lists.get(code), code, listed, by_id)
    return dictionary.model_copy(update={"choices": list(lists.values())})


def _list(stood: ChoiceList | None, code: str, rows: list[Row], columns: Mapping[str, Column]) -> ChoiceList:
    before = working(stood) if stood is not None else ChoiceList(code=code)
    known = {item.value: item for item in before.items}
    values = {row.cells["value"] for row in rows} | set(known)
    items: dict[str, ChoiceItem] = {}
    for row in rows:
        value = row.cells["value"]
        items[value] = _item(row, known.get(value) or ChoiceItem(value=value), columns, values)
        old = known.get(value)
        row.what = "added" if old is None else "same" if items[value] == old else "changed"
    for value, item in known.items():
        items.setdefault(value, item)
    name = local(before.name, rows[0].cells, "listZh", "listEn")
    changes: dict[str, Any] = {}
    if list(items.values()) != before.items:
        changes["items"] = [as_json(item) for item in items.values()]
    if name != before.name:
        changes["name"] = name
    if stood is None:
        return changed(ChoiceList(code=code), changes)
    return changed(stood, changes) if changes else stood


def _item(row: Row, before: ChoiceItem, columns: Mapping[str, Column], values: set[str]) -> ChoiceItem:
    cells, changes = row.cells, dict[str, Any]()
    label = local(before.label, cells, "labelZh", "labelEn")
    if label != before.label:
        changes["label"] = label
    for name, stood, check in (
        ("colour", before.colour, _colour), ("parent", before.parent, None), ("from", before.from_, _day),
        ("to", before.to, _day),
    ):  # fmt: skip
        text = cells.get(name, stood or "")
        if text and check is not None:
            text = _checked(row, columns[name], text, check)
        if text != (stood or ""):
            changes[name] = text or None
    parent = cells.get("parent") or ""
    if parent and (parent not in values or parent == before.value):
        row.wrong("no-parent", columns["parent"], parent)
    external = {**before.external, **row.external}
    external = {key: text for key, text in external.items() if text}
    if external != before.external:
        changes["external"] = external
    data = {**as_json(before), **changes}
    if (data.get("from") and data.get("to") and str(data["to"]) < str(data["from"])) and not row.problems:
        row.wrong("order")
    made = {key: value for key, value in data.items() if value is not None and value != {}}
    return ChoiceItem.model_validate(made) if changes else before


def _checked(row: Row, column: Column, text: str, check: Callable[[str], str | None]) -> str:
    found = check(text)
    if found is None:
        row.wrong("not-a-colour" if column.id == "colour" else "not-a-day", column, text)
    return found or ""


def _colour(text: str) -> str | None:
    return text.lower() if re.fullmatch(r"#[0-9A-Fa-f]{6}", text) else None


def _day(text: str) -> str | None:
    match = _DAY.fullmatch(text.split("T")[0].strip())
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat() if match else None
    except ValueError:
        return None
