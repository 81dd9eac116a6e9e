"""From `--target`, `--environment` and `--workspace` to an address and what the workspace says of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from runner.core.i18n import tr as _

if TYPE_CHECKING:
    from modeler.publish.environments import Environment


def environments(workspace: Path | None) -> list[Environment]:
    """Those of a workspace folder, or of the nearest one above the current folder; none where there is none.
    Raises `FileError` and `FormatError`."""
    from modeler.document.home import nearest_workspace
    from modeler.document.workspace import open_workspace
    from modeler.publish.environments import environments_of

    folder = workspace or nearest_workspace(Path.cwd())
    if folder is None:
        return []
    space = open_workspace(folder)
    try:
        return environments_of(space.info)
    finally:
        space.close()


def place_of(target: str, environment: str, workspace: Path | None) -> tuple[str, Environment | str | None]:
    """The address, and the environment: as the workspace has it, or its bare name where no workspace knows it. Raises
    `PublishRefused` where the workspace was named and does not know it, or has it elsewhere."""
    from modeler.publish.environments import environment_at, environment_called
    from modeler.publish.target import PublishRefused

    known = environments(workspace)
    if not environment:
        if not target:
            raise typer.BadParameter(_("Say where to: --target, or --environment."))
        return target, environment_at(known, target)
    if target and workspace is None and all(one.id != environment for one in known):
        return target, environment
    found = environment_called(known, environment)
    if target and found.address and target != found.address:
        raise PublishRefused("publish.other-environment", environment=found.title, address=target, own=found.address)
    return target or found.address, found
