"""A workspace out of what is published."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modeler.cli.output import out, print_json
from modeler.cli.places import Way, authority_file, certificate_file, key_file, place_of, plain_allowed, proxy_address
from modeler.cli.verb import Verb
from runner.core.i18n import N_
from runner.core.i18n import tr as _


def pull(
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("The id of the workspace."))],
    folder: Annotated[Path, typer.Option("--output", "-o", help=_("An empty folder, or one that is made."))],
    target: Annotated[str, typer.Option("--target", help=_("Where from, e.g. folder:/srv/processes."))] = "",
    environment: Annotated[str, typer.Option("--environment", help=_("An environment of the workspace."))] = "",
    workspace: Annotated[
        Path | None, typer.Option("--workspace", help=_("Workspace that knows the environments; else the nearest."))
    ] = None,
    version: Annotated[str, typer.Option("--version", help=_("A version; without it, the latest."))] = "",
    authority: Annotated[Path | None, authority_file()] = None,
    certificate: Annotated[Path | None, certificate_file()] = None,
    key: Annotated[Path | None, key_file()] = None,
    proxy: Annotated[str, proxy_address()] = "",
    allow_plain: Annotated[bool, plain_allowed()] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """The package is checked as a whole; the folder appears at once or not at all."""
    from modeler.publish.pulling import pull as pulled

    address, stage = place_of(target, environment, workspace)
    stage = Way(authority, certificate, key, proxy, allow_plain).to(address, stage)
    made = pulled(address, name, version or None, folder, stage if not isinstance(stage, str) else None)
    if as_json:
        print_json({"name": name, "version": made.version, "digest": made.digest, "folder": str(folder), "ok": True})
    else:
        told = _("{name} {version} lies in {folder}.").format(name=name, version=made.version, folder=folder)
        out().print(f"[green]✔[/green] {told}")


VERB = Verb("pull", pull, N_("Make a workspace out of what is published at a target."))
