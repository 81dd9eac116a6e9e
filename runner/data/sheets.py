"""Cells of a spreadsheet file: xlsx or csv, both ways."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from runner.core.atomic import read_bytes, write_bytes
from runner.core.errors import FormatError
from runner.core.i18n import N_
from runner.core.messages import declare

declare(
    {
        "sheet.unreadable": (
            N_("{file} cannot be read as a table."),
            N_("Save it as an Excel workbook (.xlsx) or as CSV."),
        ),
        "sheet.too-large": (N_("{file} is too large for a table."), N_("Split it into several files.")),
    }
)

MAX_BYTES = 32 * 1024 * 1024
MAX_UNPACKED = 256 * 1024 * 1024
MAX_ROWS, MAX_COLUMNS = 20_000, 200


def read_cells(path: Path) -> list[list[str]]:
    """The cells of the first sheet as texts, empty rows left out. Raises `FileError`, `FormatError`."""
    data = read_bytes(path)
    if len(data) > MAX_BYTES:
        raise FormatError("sheet.too-large", file=path.name)
    rows = _csv(data, path.name) if path.suffix.lower() in (".csv", ".txt") else _xlsx(data, path.name)
    return [row for row in rows if any(cell.strip() for cell in row)]


def _csv(data: bytes, file: str) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        first = text.partition("\n")[0]
        mark = max(("\t", ";", ","), key=first.count)
        try:
            return list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))[:MAX_ROWS]
        except csv.Error as error:
            raise FormatError("sheet.unreadable", file=file) from error
    raise FormatError("sheet.unreadable", file=file)


def _xlsx(data: bytes, file: str) -> list[list[str]]:
    import openpyxl  # a form without tables never needs it
    from openpyxl.utils.exceptions import InvalidFileException

    _check_container(data, file)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except (InvalidFileException, KeyError, ValueError, OSError, SyntaxError, zipfile.BadZipFile) as error:
        raise FormatError("sheet.unreadable", file=file) from error
    try:
        page = book.worksheets[0] if book.worksheets else None
        if page is None:
            return []
        lines = page.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS, values_only=True)
        return [_trimmed([cell_text(value) for value in line]) for line in lines]
    finally:
        book.close()


def _trimmed(line: list[str]) -> list[str]:
    """Without the empty cells at the end."""
    end = next((place for place in range(len(line), 0, -1) if line[place - 1]), 0)
    return line[:end]


def _check_container(data: bytes, file: str) -> None:
    """Refuse what unpacks too large or declares entities, before any of it is parsed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED:
                raise FormatError("sheet.too-large", file=file)
            for item in archive.infolist():
                if item.filename.endswith((".xml", ".rels", ".vml")):
                    with archive.open(item) as stream:
                        head = stream.read(65_536).replace(b"\0", b"")
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                        raise FormatError("sheet.unreadable", file=file)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise FormatError("sheet.unreadable", file=file) from error


def cell_text(value: object) -> str:
    """A cell as a text: whole numbers without a fraction, days and times in ISO form."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)


def write_xlsx(path: Path, title: str, rows: Sequence[Sequence[object]]) -> None:
    """A workbook with one sheet; the first row is its heading. Texts are never formulas. Raises `FileError`."""
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet(title[:31].translate(dict.fromkeys(map(ord, "[]:*?/\\"), "_")) or "Sheet1")
    for number, row in enumerate(rows):
        made = []
        for value in row:
            plain = float(value) if isinstance(value, Decimal | int) else None if value is None else str(value)
            cell = WriteOnlyCell(page, value=plain)
            if isinstance(value, str):
                cell.data_type = "s"  # a text that begins with = stays a text
            if number == 0:
                cell.font = Font(bold=True)
            made.append(cell)
        page.append(made)
    stream = io.BytesIO()
    book.save(stream)
    write_bytes(path, stream.getvalue())
