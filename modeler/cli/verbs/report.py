"""Save a case of a store as a bug report; without a case, list the cases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from modeler.cli.output import out, print_json, print_table
from modeler.cli.verb import Verb
from runner.core.errors import FileError, StoreError
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.core.messages import declare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner.protocol.values import CaseSummary
    from runner.service import Service

declare(
    {
        "report.no-case": (
            N_("{store} has no case {case}."),
            N_("Without a number the cases are listed: slipway report {store}"),
        ),
        "report.several": (
            N_("{store} has several cases with the number {case}: {cases}."),
            N_("Give the whole id of one, or its rehearsal with --rehearsal."),
        ),
    }
)
SUFFIX = ".slipreport"


def report(
    store: Annotated[Path, typer.Argument(metavar="STORE", help=_("The file of a store."))],
    case: Annotated[str, typer.Argument(metavar="CASE", help=_("Number or id of a case."))] = "",
    rehearsal: Annotated[
        str | None,
        typer.Option("--rehearsal", "-r", help=_("Look only at this rehearsal of the store (“”: the first).")),
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=_("Where to write the report."))] = None,
    contents: Annotated[
        bool, typer.Option("--contents", help=_("With all that forms, services and opinions said: it can be played."))
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """Without `--contents` a report can be read, not played again."""
    import errno
    import os

    from runner.core.atomic import write_bytes
    from runner.pilot.case_report import export_report
    from runner.service import Service

    if not store.is_file():
        raise FileError("file.unreadable", file=store, cause=os.strerror(errno.ENOENT))
    service = Service(str(store))
    try:
        cases = _cases(service, rehearsal)
        if not case:
            _list(cases, as_json=as_json)
            return
        chosen = _find(cases, case, store)
        service.enter_pilot(chosen.pilot)
        data = export_report(service, chosen.case, contents=contents)
    finally:
        service.close()
    path = output or Path(chosen.case + SUFFIX)
    write_bytes(path, data)
    if as_json:
        print_json({"file": str(path), "case": chosen.case, "contents": contents})
    else:
        told = _("{file}: case {case}, with contents: give it only to whom they may be shown.")
        if not contents:
            told = _("{file}: case {case}, without contents of forms, services, messages or opinions.")
        out().print(escape(told.format(file=path, case=chosen.case)))


def _cases(service: Service, rehearsal: str | None) -> list[CaseSummary]:
    """The cases of a rehearsal, or of all of them. Raises `RunError` (`pilot.unknown`)."""
    found: list[CaseSummary] = []
    for name in [one.name for one in service.pilots()] if rehearsal is None else [rehearsal]:
        service.enter_pilot(name)
        found += service.cases()
    return found


def _find(cases: Sequence[CaseSummary], wanted: str, store: Path) -> CaseSummary:
    """The case of an id, or of the number that the window shows. Raises `StoreError`."""
    exact = [one for one in cases if one.case == wanted]
    found = exact or [one for one in cases if str(one.ordinal) == wanted]
    if not found:
        raise StoreError("report.no-case", store=store, case=wanted)
    if len(found) > 1:
        raise StoreError("report.several", store=store, case=wanted, cases=", ".join(one.case for one in found))
    return found[0]


def _list(cases: Sequence[CaseSummary], *, as_json: bool) -> None:
    if as_json:
        print_json({"cases": [one.model_dump(mode="json") for one in cases]})
        return
    columns = [_("Number"), _("Id"), _("Process"), _("Starter"), _("Status"), _("Started")]
    more = any(one.pilot for one in cases)
    rows = [
        (one.ordinal, one.case, one.name, one.starter, one.outcome or one.status, one.started,
         *([one.pilot] if more else []))
        for one in cases
    ]  # fmt: skip
    if more:
        columns.append(_("Rehearsal"))
    print_table("", columns, rows)


VERB = Verb("report", report, N_("Save a case of a store as a bug report."))
