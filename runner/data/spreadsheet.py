"""Sheets of cells as texts, out of xlsx and CSV and back. A file is somebody else's: nothing in it is computed, no
entity is opened, and nothing is taken for a number that may be a code.

CSV is written as UTF-8 with a mark, so that Excel reads Chinese; read are UTF-8 with and without, UTF-16 with a mark
and GB 18030, with commas, semicolons or tabs.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from runner.core.atomic import read_bytes
from runner.core.errors import FormatError
from runner.core.i18n import N_
from runner.core.messages import declare

if TYPE_CHECKING:
    from openpyxl import Workbook

declare(
    {
        "cells.not-xlsx": (N_("{file} is not an Excel workbook (xlsx)."), N_("Save it as .xlsx or .csv.")),
        "cells.not-csv": (N_("{file} is not a text with columns."), N_("Save it as .xlsx or as CSV (UTF-8).")),
        "cells.too-large": (N_("{file} is too large to be read."), N_("Split it into several files.")),
        "cells.too-many-rows": (N_("{sheet} has more than {limit} rows."), N_("Split it into several files.")),
    }
)

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_ROWS = 50_000
_MOST_COLUMNS = 80
_NO_TITLE = dict.fromkeys(map(ord, "[]:*?/\\"), "_")
_LONGEST = 32_767
"""Characters that a cell of a workbook holds."""
_RISKY = ("=", "+", "@", "'", "\t")
_PLAIN_NUMBER = re.compile(r"-\d+(\.\d+)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True)
class Sheet:
    """A sheet as read: its title, its rows (the headings first), and the cells that hold formulas (row and column,
    both from 0)."""

    title: str
    rows: tuple[tuple[str, ...], ...]
    formulas: frozenset[tuple[int, int]] = field(default_factory=frozenset)


class Page(Protocol):
    """What can be written: a title, and rows of texts, figures and nothing, the headings first."""

    @property
    def title(self) -> str:
        """What stands on its tab."""

    @property
    def rows(self) -> Sequence[Sequence[str | float | None]]:
        """The rows."""


class Table(NamedTuple):
    """A page to be written."""

    title: str
    rows: Sequence[Sequence[str | float | None]]


def read_cells(path: Path) -> list[list[str]]:
    """The cells of the first sheet, formulas as the values they had; empty rows and the empty ends of rows are left
    out. Raises `FileError`, `FormatError`."""
    found = read_sheets(read_bytes(path), path.name, as_values=True)
    rows = found[0].rows if found else ()
    return [_trimmed(row) for row in rows if any(row)]


def _trimmed(row: Sequence[str]) -> list[str]:
    end = next((place for place in range(len(row), 0, -1) if row[place - 1]), 0)
    return list(row[:end])


def read_sheets(data: bytes, file: str, *, as_values: bool = False) -> list[Sheet]:
    """The sheets of a workbook, or the one of a CSV file, whose title is empty; with `as_values` formulas as the
    values they had. Raises `FormatError`."""
    if len(data) > MAX_BYTES:
        raise FormatError("cells.too-large", file=file)
    if data[:2] == b"PK":
        return _read_xlsx(data, file, as_values)
    if file.casefold().endswith(".xlsx") or data[:4] == b"\xd0\xcf\x11\xe0":
        raise FormatError("cells.not-xlsx", file=file)
    return [_read_csv(data, file)]


def decoded(data: bytes) -> str | None:
    """The text in the encoding it seems to be in; None for what is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def _read_csv(data: bytes, file: str) -> Sheet:
    text = decoded(data)
    if text is None:
        raise FormatError("cells.not-csv", file=file)
    first = text.partition("\n")[0]
    sign = max(",;\t", key=first.count)
    try:
        cells = [
            [cell.strip() for cell in row[:_MOST_COLUMNS]]
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign)
        ]
    except csv.Error as error:
        raise FormatError("cells.not-csv", file=file) from error
    _check_rows("CSV", len(cells))
    formulas = {(down, at) for down, row in enumerate(cells) for at, cell in enumerate(row) if cell.startswith("=")}
    return Sheet("", tuple(tuple(map(_unquoted, row)) for row in cells), frozenset(formulas))


def _check_rows(title: str, count: int) -> None:
    if count > MAX_ROWS + 1:
        raise FormatError("cells.too-many-rows", sheet=title, limit=MAX_ROWS)


def _unquoted(text: str) -> str:
    return text.removeprefix("'").replace("\r\n", "\n")


def _read_xlsx(data: bytes, file: str, as_values: bool) -> list[Sheet]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    check_workbook(data, file)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=as_values, keep_links=False)
        try:
            return [_read_page(page.title, page) for page in book.worksheets]
        finally:
            book.close()
    except FormatError:
        raise
    except (InvalidFileException, KeyError, ValueError, OSError, SyntaxError, zipfile.BadZipFile, TypeError) as error:
        raise FormatError("cells.not-xlsx", file=file) from error


def _read_page(title: str, page: Any) -> Sheet:
    rows: list[tuple[str, ...]] = []
    formulas: set[tuple[int, int]] = set()
    for number, row in enumerate(page.iter_rows(max_col=_MOST_COLUMNS, max_row=MAX_ROWS + 2)):
        rows.append(tuple(_text(cell.value) for cell in row))
        formulas |= {(number, place) for place, cell in enumerate(row) if cell.data_type == "f"}
    while rows and not any(rows[-1]):
        rows.pop()
    _check_rows(title, len(rows))
    return Sheet(title, tuple(rows), frozenset(formulas))


def check_workbook(data: bytes, file: str) -> None:
    """Refuse what is or unpacks too large, or declares entities, before any of it is parsed. Raises `FormatError`."""
    if len(data) > MAX_BYTES:
        raise FormatError("cells.too-large", file=file)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED:
                raise FormatError("cells.too-large", file=file)
            for item in archive.infolist():
                if not item.filename.endswith((".xml", ".rels", ".vml")):
                    continue
                with archive.open(item) as stream:
                    head = stream.read(65_536).replace(b"\0", b"")
                if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                    raise FormatError("cells.not-xlsx", file=file)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise FormatError("cells.not-xlsx", file=file) from error


def _text(value: object) -> str:
    """A cell as text; whole numbers without their point, days as ISO dates."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip().replace("\r\n", "\n").replace("_x000D_", "")


def write_xlsx(sheets: Sequence[Page]) -> bytes:
    """A workbook; every text is one, so that codes keep their zeros and nothing is taken for a formula."""
    import openpyxl
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book: Workbook = openpyxl.Workbook()
    if book.active is not None:
        book.remove(book.active)
    for sheet in sheets:
        page = book.create_sheet(sheet.title[:31].translate(_NO_TITLE))
        for number, row in enumerate(sheet.rows, start=1):
            for place, value in enumerate(row, start=1):
                if value is None or value == "":
                    continue
                cell = page.cell(number, place)
                if not isinstance(value, str):
                    cell.value = value
                    continue
                cell.value = _CONTROL.sub("", value)[:_LONGEST]
                cell.data_type = "s"
                cell.number_format = "@"
                if number == 1:
                    cell.font = Font(bold=True)
        page.freeze_panes = "A2"
        for place, heading in enumerate(sheet.rows[0] if sheet.rows else (), start=1):
            letter = get_column_letter(place)
            page.column_dimensions[letter].width = max(12, min(len(str(heading)) * 2 + 2, 28))
            page.column_dimensions[letter].number_format = "@"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def write_csv(sheet: Sheet) -> bytes:
    """A CSV file; what a spreadsheet would take for a formula gets a `'` before it, which reading takes off."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    for row in sheet.rows:
        writer.writerow([_guarded(_CONTROL.sub("", text)) for text in row])
    return target.getvalue().encode("utf-8-sig")


def _guarded(text: str) -> str:
    if text.startswith(_RISKY) or (text.startswith("-") and not _PLAIN_NUMBER.fullmatch(text)):
        return f"'{text}"
    return text
