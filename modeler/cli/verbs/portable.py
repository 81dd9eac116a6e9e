"""Approvals in plain BPMN (可移植): a file that other tools run, and a list of what is weaker in it or not in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from modeler.cli.output import NOT_IN_ORDER, out, print_json, stop
from modeler.cli.verb import Verb
from runner.core.atomic import write_bytes
from runner.core.i18n import N_
from runner.core.i18n import tr as _

if TYPE_CHECKING:
    from modeler.portable.report import Line, Reason

_MARKS = {"expressed": "[green]✔[/green]", "weaker": "[yellow]▲[/yellow]", "dropped": "[red]✖[/red]"}


def portable(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("A BPMN file."))],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=_("Where to write; without it only the report is shown."))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """Write approvals as gateways, multi-instance and border events, and say what of them is not there."""
    from modeler.document.io import open_document
    from modeler.portable.expand import expand
    from modeler.portable.report import RefusedError

    document = open_document(file)
    try:
        found = expand(document)
    except RefusedError as error:
        _refused(error.reasons, file, as_json=as_json)
        return
    finally:
        document.close()
    digest = write_bytes(output, found.data) if output is not None else None
    if as_json:
        print_json({
            "file": str(file), "output": str(output) if output is not None else None, "digest": digest,
            "report": [_fields(line) for line in found.report], "reasons": [], "ok": True,
        })  # fmt: skip
        return
    _report(found.report)
    if output is not None:
        out().print(_("{file} written.").format(file=output))


def _fields(line: Line) -> dict[str, object]:
    return {
        "element": line.element, "concept": line.kind.concept, "fate": str(line.fate), "code": line.kind.code,
        "message": line.message,
    }  # fmt: skip


def _report(lines: Sequence[Line]) -> None:
    from modeler.portable.report import Fate
    from runner.core.messages import word

    for fate in Fate:
        those = [line for line in lines if line.fate is fate]
        if those:
            out().print(f"{_MARKS[fate]} [bold]{escape(word('fate', fate))}[/bold] ({len(those)})")
        for line in those:
            out().print(f"  [dim]{escape(line.concept)}[/dim] {escape(line.message)}")


def _refused(reasons: Sequence[Reason], file: Path, *, as_json: bool) -> None:
    if as_json:
        told = [
            {"element": one.element, "code": one.code, "message": one.message, "hint": one.hint} for one in reasons
        ]
        print_json({"file": str(file), "output": None, "digest": None, "report": [], "reasons": told, "ok": False})
    else:
        out().print(_("This process cannot be written in plain BPMN:"))
        for one in reasons:
            out().print(f"[red]✖[/red] {escape(one.message)} [dim]({escape(one.element)})[/dim]")
            if one.hint:
                out().print(f"  [dim]{escape(one.hint)}[/dim]")
    stop(NOT_IN_ORDER)


VERB = Verb("portable", portable, N_("Write approvals in plain BPMN for other tools, and say what is lost."))
