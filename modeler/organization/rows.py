"""The rows of our sheets, by column, out of a workbook or a CSV file; formulas and oversized sheets are refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from modeler.organization.workbook import SHEETS, Sheet
from runner.core.errors import FormatError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem
from runner.data.spreadsheet import Sheet as Cells
from runner.data.spreadsheet import read_sheets

MAX_ROWS = 20_000
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
        "import.not-a-length": (
            N_("{sheet}, row {row}: {column} {value} is not a length of time."),
            N_("Write it as PT10S or PT2M."),
        ),
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
    """All rows of our sheets in a workbook, or of the one that a CSV file is, and what is wrong with the sheets
    themselves. Raises `FormatError`."""
    lines: list[Line] = []
    problems: list[Problem] = []
    found = False
    pages = {page.title: page for page in reversed(read_sheets(data, file))}
    for sheet in SHEETS:
        names = (sheet.zh, sheet.en.casefold(), sheet.id.casefold())
        page = next((one for title, one in pages.items() if title.strip().casefold() in names), None)
        if page is not None:
            found = True
            lines.extend(_lines_of(sheet, page.title, page, problems))
    if not found and "" in pages:
        head = [cell.casefold() for cell in pages[""].rows[0]] if pages[""].rows else []
        own = _sheet_of(PurePath(file).stem, head)
        if own is not None:
            found = True
            chinese = any("\u4e00" <= sign <= "\u9fff" for cell in head for sign in cell)
            lines.extend(_lines_of(own, own.zh if chinese else own.en, pages[""], problems))
    if not found:
        raise FormatError("import.no-sheet", file=file)
    return lines, problems


def _sheet_of(stem: str, head: list[str]) -> Sheet | None:
    """The sheet that a CSV file is: by its name, else the one whose headings fit best."""
    for sheet in SHEETS:
        if stem.strip().casefold() in (sheet.id.casefold(), sheet.zh, sheet.en.casefold()):
            return sheet
    fitting = [
        (sum(any(cell in column.names for cell in head) for column in sheet.columns) / len(sheet.columns), sheet)
        for sheet in SHEETS
        if all(any(cell in column.names for cell in head) for column in sheet.columns if column.needed)
    ]
    return max(fitting, key=lambda one: one[0])[1] if fitting else None


def _lines_of(sheet: Sheet, title: str, page: Cells, problems: list[Problem]) -> Iterator[Line]:
    head = [cell.casefold() for cell in page.rows[0]] if page.rows else []
    places: dict[str, int] = {}
    for column in sheet.columns:
        at = next((place for place, text in enumerate(head) if text and text in column.names), None)
        if at is not None:
            places[column.id] = at
        elif column.needed:
            name = column.zh if title == sheet.zh else column.en
            problems.append(Problem("import.no-column", params={"sheet": title, "column": name}, line=1))
    if any(column.needed and column.id not in places for column in sheet.columns):
        return
    for number, row in enumerate(page.rows[1:], start=2):
        if number > MAX_ROWS + 1:
            params = {"sheet": title, "limit": str(MAX_ROWS)}
            problems.append(Problem("import.too-many-rows", params=params, line=number))
            return
        cells = {key: row[at] if at < len(row) else "" for key, at in places.items()}
        if page.title:  # what guards a cell of a CSV file is off already
            cells = {key: text.removeprefix("'") for key, text in cells.items()}
        line = Line(sheet, title, number, cells)
        for key, at in places.items():
            if (number - 1, at) in page.formulas:
                line.wrong("formula", key)
        if any(cells.values()):
            yield line
