"""Undo the latest version of a package at a target."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modeler.cli.output import out, print_json
from modeler.cli.places import Way, authority_file, certificate_file, key_file, place_of, plain_allowed, proxy_address
from modeler.cli.verb import Verb
from runner.core.i18n import N_
from runner.core.i18n import tr as _


def undo(
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("The id of the workspace."))],
    target: Annotated[str, typer.Option("--target", help=_("Where to, e.g. folder:/srv/processes."))] = "",
    environment: Annotated[str, typer.Option("--environment", help=_("An environment of the workspace."))] = "",
    workspace: Annotated[
        Path | None, typer.Option("--workspace", help=_("Workspace that knows the environments; else the nearest."))
    ] = None,
    do: Annotated[
        bool, typer.Option("--yes", help=_("Do it; without this, only what it would do is shown."))
    ] = False,
    authority: Annotated[Path | None, authority_file()] = None,
    certificate: Annotated[Path | None, certificate_file()] = None,
    key: Annotated[Path | None, key_file()] = None,
    proxy: Annotated[str, proxy_address()] = "",
    allow_plain: Annotated[bool, plain_allowed()] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """Exit 1 when there is nothing to undo."""
    from modeler.publish import pipeline

    address, stage = place_of(target, environment, workspace)
    stage = Way(authority, certificate, key, proxy, allow_plain).to(address, stage)
    found = pipeline.undoing(address, name, stage)
    receipt = pipeline.undo(found) if do else None
    if as_json:
        told = {"target": address, "name": name, "version": found.version, "backTo": found.back_to}
        kept = receipt.model_dump(mode="json", by_alias=True) if receipt is not None else None
        print_json({**told, "running": found.running, "receipt": kept, "ok": True})
        return
    goes = _("{name} {version} goes; {before} is the latest again.")
    if found.back_to is None:
        goes = _("{name} {version} goes; there is none before it.")
    out().print(goes.format(name=name, version=found.version, before=found.back_to))
    out().print(_("Cases of it that run there: {count}").format(count=found.running))
    if receipt is None:
        out().print(_("Nothing was changed. Say it with --yes."))
    else:
        out().print("[green]✔[/green] " + _("Receipt {id}, {when}").format(id=receipt.id, when=receipt.when))


VERB = Verb("undo", undo, N_("Undo what was published last to a target."))
