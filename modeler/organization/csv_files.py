"""The sheets of an organisation as CSV files, written for spreadsheet programs."""

from __future__ import annotations

import csv
import io

from modeler.organization.texts import texts_of
from modeler.organization.workbook import SHEETS, Sheet, headings, plain
from runner.core.i18n import current_language
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
