"""Cases as a workbook: a sheet of cases with their values, and one of what happened in them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from runner.core.i18n import tr as _
from runner.protocol import values as out


def case_workbook(
    cases: Sequence[tuple[out.CaseView, Sequence[out.LogLine]]], captions: Mapping[str, str]
) -> bytes:  # fmt: skip
    """An xlsx file; `captions` name the values. Texts stay texts: nothing in a form becomes a formula or a number."""
    from openpyxl import Workbook  # heavy, and seldom wanted

    paths = list(dict.fromkeys(path for view, _lines in cases for path in view.variables))
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Cases"))
    head = [_("Case"), _("Process"), _("Status"), _("Outcome"), _("Starter"), _("Started"), _("Ended")]
    sheet.append(_cells(sheet, [*head, *(captions.get(path) or path for path in paths)]))
    for view, _lines in cases:
        facts = [view.case, view.name, view.status, view.outcome, view.starter, view.started, view.ended]
        sheet.append(_cells(sheet, [*facts, *(view.variables.get(path) for path in paths)]))
    log = book.create_sheet(_("History"))
    log.append(_cells(log, [_("Case"), _("Number"), _("At"), _("Person"), _("What"), _("Step"), _("Details")]))
    for view, lines in cases:
        for line in lines:
            details = line.payload or None
            log.append(_cells(log, [view.case, line.n, line.at, line.actor, line.kind, line.element, details]))
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _cells(sheet: Any, values: Sequence[Any]) -> list[Any]:
    from openpyxl.cell import WriteOnlyCell

    made = []
    for value in values:
        if value is None or isinstance(value, int | float):
            made.append(WriteOnlyCell(sheet, value))
            continue
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        cell = WriteOnlyCell(sheet, _printable(text))
        cell.data_type = "s"
        made.append(cell)
    return made


def _printable(text: str) -> str:
    """The text without the control characters that a workbook cannot hold, and not longer than a cell."""
    return "".join(mark for mark in text if mark >= " " or mark in "\t\n\r")[:32_767]
