"""List the systems of a workspace, and which steps ask them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from modeler.cli.output import out, print_json, print_table
from modeler.cli.verb import Verb
from runner.core.i18n import N_, pick
from runner.core.i18n import tr as _


def systems(
    path: Annotated[Path, typer.Argument(metavar="WORKSPACE", help=_("The folder of a workspace."))],
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """The register, system by system."""
    from modeler.document.workspace import open_workspace
    from modeler.systems.asking import asked_systems

    workspace = open_workspace(path)
    try:
        register = workspace.systems.value
        documents = [workspace.open_process(file) for file in workspace.processes()]
        asked = {
            code: [f"{Path(one.file).stem}: {one.name}" for one in found]
            for code, found in asked_systems(documents, workspace.organization.value.services).items()
        }
    finally:
        workspace.close()
    found = [
        {
            "code": one.code,
            "name": pick(one.name) or one.code,
            "owner": one.owner or "",
            "interface": one.interface,
            "owns": one.owns,
            "operations": [operation.code for operation in one.operations],
            "asked_by": asked.get(one.code, []),
        }
        for one in register.systems
    ]
    if as_json:
        print_json({"systems": found, "unknown": sorted(set(asked) - {one.code for one in register.systems})})
        return
    if not found:
        out().print(escape(_("{folder} has no register of systems: it stands in systems.json.").format(folder=path)))
        return
    columns = [_("System"), _("Name"), _("In charge"), _("Interface"), _("Owns"), _("Asked by")]
    names = ("code", "name", "owner", "interface", "owns", "asked_by")
    rows = [[", ".join(row[name]) if isinstance(row[name], list) else row[name] for name in names] for row in found]
    print_table(_("Systems"), columns, rows)


VERB = Verb("systems", systems, N_("List the systems of a workspace, and which steps ask them."))
