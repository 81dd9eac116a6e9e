"""Pack a workspace's process into one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modeler.cli.output import NOT_IN_ORDER, err, has_errors, out, print_json, print_problems, problem_fields, stop
from modeler.cli.signers import signer
from modeler.cli.verb import Verb
from runner.core.i18n import N_
from runner.core.i18n import tr as _


def package(
    workspace: Annotated[Path, typer.Argument(metavar="WORKSPACE", help=_("Workspace folder."))],
    output: Annotated[Path, typer.Option("--output", "-o", help=_("The package to write (.slip)."))],
    process: Annotated[str | None, typer.Option("--process", help=_("Process file in the workspace."))] = None,
    key: Annotated[
        str, typer.Option("--sign", help=_("Sign it: a key of this account, or an encrypted file (.pem)."))
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """Equal contents give equal bytes."""
    from modeler.publish.packing import pack_workspace

    signing = signer(key) if key else None  # before anything is written
    report, problems = pack_workspace(workspace, output, process)
    if report is not None and signing is not None:
        from runner.bundle.archive import signed, verify_package
        from runner.core import atomic

        atomic.write_bytes(output, signed(atomic.read_bytes(output), signing.private, file=str(output)))
        report = verify_package(output)
    failed = report is None or has_errors(problems)
    if as_json:
        fields = report.to_json() if report is not None else {"file": str(output), "digest": None, "members": []}
        print_json({**fields, "ok": not failed, "problems": [problem_fields(item) for item in problems]})
    else:
        print_problems(problems, err())
        if report is not None:
            out().print(_("{file} written, {count} members.").format(file=output, count=len(report.members)))
            out().print(f"sha256 {report.digest}")
    stop(NOT_IN_ORDER if failed else 0)


VERB = Verb("package", package, N_("Pack a workspace's process with everything it needs into one file."))
