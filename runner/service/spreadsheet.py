"""Cases as a workbook: a sheet of cases with their values, and one of what happened in them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from runner.core.i18n import tr as _
from runner.data.spreadsheet import Table, write_xlsx
from runner.protocol import values as out


def case_workbook(
    cases: Sequence[tuple[out.CaseView, Sequence[out.LogLine]]], captions: Mapping[str, str]
) -> bytes:  # fmt: skip
    """An xlsx file; `captions` name the values. Figures are figures, everything else is a text."""
    paths = list(dict.fromkeys(path for view, _lines in cases for path in view.variables))
    head = [_("Case"), _("Process"), _("Status"), _("Outcome"), _("Starter"), _("Started"), _("Ended")]
    sheet: list[list[str | float | None]] = [[*head, *(captions.get(path) or path for path in paths)]]
    log: list[list[str | float | None]] = [
        [_("Case"), _("Number"), _("At"), _("Person"), _("What"), _("Step"), _("Details")]
    ]
    for view, lines in cases:
        facts = [view.case, view.name, view.status, view.outcome, view.starter, view.started, view.ended]
        sheet.append([*facts, *(_cell(view.variables.get(path)) for path in paths)])
        for line in lines:
            log.append([view.case, line.n, line.at, line.actor, line.kind, line.element, _cell(line.payload or None)])
    return write_xlsx([Table(_("List of cases"), sheet), Table(_("History"), log)])


def _cell(value: Any) -> str | float | None:
    """What a cell holds of a value: lists and records as JSON."""
    if value is None or isinstance(value, str | int | float):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)
