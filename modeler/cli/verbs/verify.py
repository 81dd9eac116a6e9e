"""Verify a package."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modeler.cli.output import NOT_IN_ORDER, err, out, print_json, print_problems, problem_fields, stop
from modeler.cli.places import place_of
from modeler.cli.verb import Verb
from runner.core.i18n import N_
from runner.core.i18n import tr as _

if TYPE_CHECKING:
    from runner.bundle.archive import PackageReport


def verify(
    file: Annotated[Path, typer.Argument(metavar="PACKAGE", help=_("A package (.slip)."))],
    digest: Annotated[str | None, typer.Option("--digest", help=_("The digest a receipt names."))] = None,
    environment: Annotated[str, typer.Option("--environment", help=_("An environment of the workspace."))] = "",
    workspace: Annotated[
        Path | None, typer.Option("--workspace", help=_("Workspace that knows the environments; else the nearest."))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """Exit 0 when nothing in the package was changed since it was made; with an environment, also whether that
    environment trusts who signed it."""
    from modeler.publish.packing import verify_fully

    report = verify_fully(file, digest)
    if environment and report.ok:
        report = _trusted(report, file, environment, workspace)
    problems, ok = report.problems, report.ok
    if as_json:
        print_json({**report.to_json(), "ok": ok, "problems": [problem_fields(item) for item in problems]})
    else:
        print_problems(problems, err())
        if ok:
            out().print(
                _("Intact, unsigned.")
                if report.signed_by is None
                else _("Intact, signed by {who}.").format(who=report.signed_by)
            )
            out().print(f"sha256 {report.digest}")
    stop(0 if ok else NOT_IN_ORDER)


def _trusted(report: PackageReport, file: Path, environment: str, workspace: Path | None) -> PackageReport:
    """The report, with what the environment says against it."""
    from modeler.publish.environments import trust_problem
    from runner.bundle.archive import read_package
    from runner.core.problem import Problem

    _address, stage = place_of("", environment, workspace)
    assert not isinstance(stage, str)
    refused = trust_problem(stage, read_package(file).signed_by, report.id, report.version)
    if refused is None:
        return report
    return replace(report, problems=(Problem(refused.code, params=refused.params, file=str(file)),))


VERB = Verb("verify", verify, N_("Verify that a package is whole and unchanged."))
