"""The rows of a workbook as texts. A workbook is somebody else's file: formulas and oversized sheets are
refused, and nothing in it is computed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from modeler.organization.workbook import SHEETS, Sheet
from runner.core.errors import FormatError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem
from runner.data.spreadsheet import check_workbook

MAX_ROWS = 20_000
_MOST_COLUMNS = 60
declare(
    {
        "import.no-sheet": (
            N_("{file} has none of the sheets that the template has, such as Departments or People."),
            N_("Write out the template and copy the rows into it."),
        ),
        "import.no-column": (
            N_("The sheet {sheet} has no column {column}."),
            N_("Use the headings of the template."),
        ),
        "import.too-many-rows": (N_("The sheet {sheet} has more than {limit} rows."), ""),
        "import.formula": (N_("{sheet}, row {row}: {column} holds a formula."), N_("Put the value itself there.")),
        "import.empty": (N_("{sheet}, row {row}: {column} is empty."), ""),
        "import.bad-id": (N_("{sheet}, row {row}: {value} cannot be an id."), N_("Leave out spaces and : , ; / *")),
        "import.twice": (N_("{sheet}, row {row}: {value} stands in an earlier row already."), ""),
        "import.unknown": (
            N_("{sheet}, row {row}: {column} {value} does not exist."),
            N_("Use an id or a full name."),
        ),
        "import.ambiguous": (N_("{sheet}, row {row}: {column} {value} fits several."), N_("Use the id.")),
        "import.not-a-number": (N_("{sheet}, row {row}: {column} must be a whole number."), ""),
        "import.not-a-day": (
            N_("{sheet}, row {row}: {column} {value} is not a date."),
            N_("Write it as 2026-03-02."),
        ),
        "import.day-order": (N_("{sheet}, row {row}: it ends before it begins."), ""),
        "import.not-an-amount": (N_("{sheet}, row {row}: {column} {value} is not an amount."), ""),
        "import.two-heads": (
            N_("{sheet}, row {row}: {column} names several people: {value}."),
            N_("A department has one head; the others are deputies."),
        ),
        "import.two-primary": (
            N_("{sheet}, row {row}: {value} has two main places of work."),
            N_("Choose one; the others are part-time."),
        ),
        "import.circle": (N_("{sheet}, row {row}: {value} would lie within itself."), ""),
    }
)  # fmt: skip


@dataclass
class Line:
    """A row as read: texts by column id."""

    sheet: Sheet
    title: str
    number: int
    cells: dict[str, str]
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, code: str, column: str = "", value: str = "") -> None:
        """Note an error of this row."""
        names = {item.id: item.zh if self.title == self.sheet.zh else item.en for item in self.sheet.columns}
        params = {
            "sheet": self.title, "row": str(self.number), "column": names.get(column, column), "value": value
        }  # fmt: skip
        self.problems.append(Problem(f"import.{code}", params=params, line=self.number, field=column or None))


def read_lines(data: bytes, file: str) -> tuple[list[Line], list[Problem]]:
    """All rows of our sheets, and what is wrong with the sheets themselves. Raises `FormatError`."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    check_workbook(data, file)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    except (InvalidFileException, KeyError, ValueError, OSError, SyntaxError, zipfile.BadZipFile) as error:
        raise FormatError("cells.not-xlsx", file=file) from error
    lines: list[Line] = []
    problems: list[Problem] = []
    found = False
    try:
        for sheet in SHEETS:
            for title in book.sheetnames:
                if title.strip().casefold() in (sheet.zh, sheet.en.casefold(), sheet.id):
                    found = True
                    lines.extend(_read_sheet(sheet, title, book[title], problems))
                    break
    finally:
        book.close()
    if not found:
        raise FormatError("import.no-sheet", file=file)
    return lines, problems


def _read_sheet(sheet: Sheet, title: str, page: Any, problems: list[Problem]) -> Iterator[Line]:
    rows = page.iter_rows(max_col=_MOST_COLUMNS, max_row=MAX_ROWS + 2)
    headings = [str(cell.value or "").strip().casefold() for cell in next(rows, ())]
    places: dict[str, int] = {}
    for column in sheet.columns:
        at = next((place for place, text in enumerate(headings) if text and text in column.names), None)
        if at is not None:
            places[column.id] = at
        elif column.needed:
            name = column.zh if title == sheet.zh else column.en
            problems.append(Problem("import.no-column", params={"sheet": title, "column": name}, line=1))
    if any(column.needed and column.id not in places for column in sheet.columns):
        return
    for number, row in enumerate(rows, start=2):
        if number > MAX_ROWS + 1:
            params = {"sheet": title, "limit": str(MAX_ROWS)}
            problems.append(Problem("import.too-many-rows", params=params, line=number))
            return
        line = Line(sheet, title, number, {})
        for key, at in places.items():
            cell = row[at] if at < len(row) else None
            text = _text(cell.value) if cell is not None else ""
            if cell is not None and (cell.data_type == "f" or text.startswith("=")):
                line.wrong("formula", key)
            line.cells[key] = text.removeprefix("'")
        if any(line.cells.values()):
            yield line


def _text(value: object) -> str:
    """A cell as text; whole numbers without their point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
