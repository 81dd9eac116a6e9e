"""Verify a package."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modeler.cli.output import NOT_IN_ORDER, err, out, print_json, print_problems, problem_fields, stop
from modeler.cli.verb import Verb
from runner.core.i18n import N_
from runner.core.i18n import tr as _


def verify(
    file: Annotated[Path, typer.Argument(metavar="PACKAGE", help=_("A package (.slip)."))],
    digest: Annotated[str | None, typer.Option("--digest", help=_("The digest a receipt names."))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """Exit 0 when nothing in the package was changed since it was made."""
    from modeler.publish.packing import verify_fully

    report = verify_fully(file, digest)
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


VERB = Verb("verify", verify, N_("Verify that a package is whole and unchanged."))
