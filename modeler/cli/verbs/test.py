"""Run the process tests of a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from modeler.cli.bundles import compile_file
from modeler.cli.output import NOT_IN_ORDER, has_errors, out, print_json, progress_bar, stop
from modeler.cli.verb import Verb
from runner.core.atomic import read_bytes, write_bytes
from runner.core.errors import FileError, RunError
from runner.core.i18n import N_, listed
from runner.core.i18n import tr as _
from runner.core.messages import declare

if TYPE_CHECKING:
    from runner.bundle.bundle import Bundle
    from runner.pilot.report import TestReport

declare(
    {
        "test.no-cases": (
            N_("{folder} has no process tests."),
            N_("Put recorded runs into its folder `cases`; Rehearse can save one."),
        ),
        "test.model": (N_("{file} cannot be run: {reasons}"), N_("Check it: slipway check {file}")),
    }
)


def test(
    workspace: Annotated[Path, typer.Argument(metavar="WORKSPACE", help=_("Workspace folder."))],
    junit: Annotated[Path | None, typer.Option("--junit", help=_("Also write a JUnit report."))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """Exit 0 when every test met its expectation."""
    from runner.pilot.report import junit as junit_report
    from runner.pilot.report import run_tests

    files = {path.name: read_bytes(path) for path in sorted((workspace / "cases").glob("*.json"))}
    if not files:
        raise FileError("test.no-cases", folder=workspace)
    with progress_bar(_("Testing")) as progress:
        report = run_tests(lambda process: _load(workspace, process), files, progress=progress)
    if junit:
        write_bytes(junit, junit_report(report))
    if as_json:
        print_json(report.to_json())
    else:
        _show(report)
    stop(0 if report.ok else NOT_IN_ORDER)


def _load(workspace: Path, process: str) -> Bundle:
    path = workspace / process
    bundle, problems = compile_file(path, None, workspace)
    if bundle is None or has_errors(problems):
        raise RunError("test.model", file=path, reasons=" ".join(problem.message for problem in problems))
    return bundle


def _show(report: TestReport) -> None:
    for case in report.cases:
        out().print(("[green]✔[/green] " if case.ok else "[red]✖[/red] ") + escape(case.name))
        for difference in case.differences:
            out().print(f"    {escape(difference)}")
    names = {
        "nodes": _("Steps and events"), "flows": _("Flows"), "conditions": _("Conditions"),
        "rights": _("Rights (field × step)"),
    }  # fmt: skip
    for key, name in names.items():
        reached, total = getattr(report.coverage, key)
        out().print(_("{what}: {reached} of {total} reached").format(what=name, reached=reached, total=total))
    if report.coverage.missing:
        out().print(escape(_("Never reached: {elements}").format(elements=listed(report.coverage.missing))))


VERB = Verb("test", test, N_("Run the process tests of a workspace."))
