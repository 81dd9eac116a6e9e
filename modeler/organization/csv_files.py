"""The sheets of an organisation as CSV files: written for spreadsheet programs, read whatever they wrote."""

from __future__ import annotations

import csv
import io
from pathlib import PurePath

from modeler.organization.rows import MAX_ROWS, Line
from modeler.organization.texts import texts_of
from modeler.organization.workbook import SHEETS, Sheet, headings, plain
from runner.core.errors import FormatError
from runner.core.i18n import current_language
from runner.core.problem import Problem
from runner.data.spreadsheet import MAX_BYTES, decoded
from runner.organization.model import Organization

BOM = "\ufeff"


def csv_files(organization: Organization, language: str | None = None) -> dict[str, bytes]:
    """File name -> content, a file for each sheet: UTF-8 with a mark in front, by which spreadsheet programs know
    it."""
    language = language or current_language()
    rows = texts_of(organization)
    return {f"{sheet.id}.csv": csv_of(sheet, rows.get(sheet.id, []), language) for sheet in SHEETS}


def csv_of(sheet: Sheet, rows: list[dict[str, str]], language: str) -> bytes:
    """One sheet as a CSV file."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(headings(sheet, language))
    for row in rows:
        writer.writerow([plain(row.get(column.id, "")) for column in sheet.columns])
    return (BOM + target.getvalue()).encode("utf-8")


def read_csv(data: bytes, file: str) -> tuple[list[Line], list[Problem]]:
    """The rows of a CSV file, whichever of our sheets it is by its name or its headings; any encoding that is told
    apart, parted by commas, semicolons or tabs. Raises `FormatError`."""
    if len(data) > MAX_BYTES:
        raise FormatError("cells.too-large", file=file)
    text = decoded(data)
    if text is None:
        raise FormatError("cells.not-csv", file=file)
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error as error:
        raise FormatError("cells.not-csv", file=file) from error
    head = [cell.strip().casefold() for cell in rows[0]] if rows else []
    sheet = _sheet_of(PurePath(file).stem, head)
    if sheet is None:
        raise FormatError("import.no-sheet", file=file)
    title = sheet.zh if any("\u4e00" <= sign <= "\u9fff" for cell in head for sign in cell) else sheet.en
    places: dict[str, int] = {}
    problems: list[Problem] = []
    for column in sheet.columns:
        at = next((place for place, cell in enumerate(head) if cell and cell in column.names), None)
        if at is not None:
            places[column.id] = at
        elif column.needed:
            name = column.zh if title == sheet.zh else column.en
            problems.append(Problem("import.no-column", params={"sheet": title, "column": name}, line=1))
    lines: list[Line] = []
    if problems:
        return lines, problems
    for number, row in enumerate(rows[1:], start=2):
        if number > MAX_ROWS + 1:
            params = {"sheet": title, "limit": str(MAX_ROWS)}
            return lines, [Problem("import.too-many-rows", params=params, line=number)]
        cells = {key: row[at].strip() if at < len(row) else "" for key, at in places.items()}
        line = Line(sheet, title, number, cells)
        for key, cell in cells.items():
            if cell.startswith("="):
                line.wrong("formula", key)
            cells[key] = cell.removeprefix("'")
        if any(cells.values()):
            lines.append(line)
    return lines, problems


def _sheet_of(stem: str, head: list[str]) -> Sheet | None:
    """The sheet that a file is: by its name, else the one whose headings fit best."""
    for sheet in SHEETS:
        if stem.strip().casefold() in (sheet.id.casefold(), sheet.zh, sheet.en.casefold()):
            return sheet
    fitting = [
        (sum(any(cell in column.names for cell in head) for column in sheet.columns) / len(sheet.columns), sheet)
        for sheet in SHEETS
        if all(any(cell in column.names for cell in head) for column in sheet.columns if column.needed)
    ]
    return max(fitting, key=lambda one: one[0])[1] if fitting else None
