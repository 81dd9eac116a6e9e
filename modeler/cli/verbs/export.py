"""Write a model for another engine, and say what of it is weaker there or not there at all."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modeler.cli.output import NOT_IN_ORDER, err, out, print_json, print_problems, problem_fields, stop
from modeler.cli.verb import Verb
from runner.core.i18n import N_
from runner.core.i18n import tr as _


def export(
    source: Annotated[
        Path, typer.Argument(metavar="SOURCE", help=_("Package (.slip), workspace folder or BPMN file."))
    ],
    dialect: Annotated[
        str, typer.Option("--dialect", help=_("The engine: camunda, flowable, zeebe or spiffworkflow."))
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help=_("The folder to write the files to."))],
    group: Annotated[
        list[str] | None,
        typer.Option("--group", help=_("WHO=GROUP: the group of the server for a role, say role:hr=hr-team.")),
    ] = None,
    history: Annotated[
        str, typer.Option("--history", help=_("How long the server keeps what is over (ISO 8601 or days)."))
    ] = "",
    version_tag: Annotated[str, typer.Option("--version-tag", help=_("Instead of the version of the package."))] = "",
    namespace: Annotated[str, typer.Option("--namespace", help=_("Instead of the namespace of the engine."))] = "",
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """Nothing is written where the outcome of a case would be another one."""
    from modeler.dialects.losses import concept_of, effect_of
    from modeler.dialects.writing import HISTORY, Settings, Written
    from modeler.publish.exporting import export as write_for
    from modeler.publish.exporting import package_of, write_files

    groups = dict(pair.split("=", 1) for pair in group or [] if "=" in pair)
    settings = Settings(
        groups=groups, history_time_to_live=history or HISTORY, version_tag=version_tag, namespace=namespace
    )
    package, problems = package_of(source)
    written = write_for(package, dialect, settings) if package is not None else Written()
    ok = package is not None and written.ok
    files = write_files(written, output) if ok else []
    if as_json:
        losses = [
            {**problem_fields(one), "concept": concept_of(one), "effect": str(effect_of(one))}
            for one in written.losses
        ]
        print_json(
            {
                "dialect": dialect,
                "files": [str(path) for path in files],
                "losses": losses,
                "problems": [problem_fields(one) for one in problems],
                "ok": ok,
            }
        )
    else:
        print_problems([*problems, *written.losses], err())
        for path in files:
            out().print(_("{file} written.").format(file=path))
        if not ok:
            err().print(_("Nothing was written."))
    stop(0 if ok else NOT_IN_ORDER)


VERB = Verb("export", export, N_("Write a model for another engine, with a list of what is lost there."))
