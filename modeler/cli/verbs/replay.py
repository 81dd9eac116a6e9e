"""Play a bug report of a case in a store of its own, and say whether it comes out the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from modeler.cli.output import NOT_IN_ORDER, out, print_json, stop
from modeler.cli.verb import Verb
from runner.core.i18n import N_, listed
from runner.core.i18n import tr as _

SAID = ("kind", "element", "at", "actor", "token", "payload")
"""What of a line of the log is compared in words."""


def replay(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("A bug report that was saved with contents."))],
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """Exit 0 when the log is the same to the byte, 1 when it is not."""
    from runner.core.atomic import read_bytes
    from runner.pilot.case_report import read_report, replay_report

    data = read_bytes(file)
    about, log, _model = read_report(data, file.name)
    found = replay_report(data, file.name)
    logs = [json.loads(text) for text in (found.expected, found.found)]
    expected, came = (line_at(one, found.line) for one in logs)
    if as_json:
        print_json(
            {
                "file": str(file), "case": about["case"], "model": about["model"], "lines": len(log),
                "same": found.is_same, "line": found.line, "expected": expected, "found": came,
            }
        )  # fmt: skip
    elif found.is_same:
        told = _("{file}: case {case} came out the same, all {count} lines of its log.")
        out().print(escape(told.format(file=file.name, case=about["case"], count=len(log))))
    else:
        told = _("{file}: case {case} comes out otherwise from line {line} of its log on.")
        out().print(escape(told.format(file=file.name, case=about["case"], line=found.line)))
        for said, line in ((_("in the report: {line}"), expected), (_("here: {line}"), came)):
            out().print("  " + escape(said.format(line=line_text(line))))
        if expected is not None and came is not None:
            names = [name for name in SAID if expected.get(name) != came.get(name)]
            out().print("  " + escape(_("differs in: {names}").format(names=listed(names))))
    stop(0 if found.is_same else NOT_IN_ORDER)


def line_at(log: list[dict[str, Any]], number: int) -> dict[str, Any] | None:
    """The line with a number from 1; None where there is none."""
    return log[number - 1] if 0 < number <= len(log) else None


def line_text(line: dict[str, Any] | None) -> str:
    """A line of a log, short; a dash where there is none."""
    if line is None:
        return "—"
    said = json.dumps(line["payload"], ensure_ascii=False, sort_keys=True, default=str)
    return " · ".join(part for part in (line["at"], line["kind"], line["element"], line["actor"], said) if part)


VERB = Verb("replay", replay, N_("Play a bug report of a case and compare its log."))
