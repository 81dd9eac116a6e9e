"""Bringing a file of decisions into a workspace."""

from __future__ import annotations

from pathlib import Path

from modeler.document.workspace import Workspace
from runner.core.atomic import read_bytes, write_bytes
from runner.core.errors import FileError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.decisions import read_decisions

declare(
    {
        "decisions.no-workspace": (
            N_("There is no workspace to put {file} into."),
            N_("Open a workspace first, or a process that lies in one."),
        ),
    }
)


def add_file(workspace: Workspace | None, source: Path) -> Path:
    """The file's place in the workspace, where it is copied to unless it lies there already; another file of that
    name stays, the new one gets a number.

    Raises `FormatError` for what is no file of decisions, and `FileError`.
    """
    if workspace is None:
        raise FileError("decisions.no-workspace", file=source.name)
    data = read_bytes(source)
    read_decisions(data, source.name)
    folder = workspace.folder / "decisions"
    number, path = 1, folder / f"{source.stem}.dmn"
    while path.exists() and read_bytes(path) != data:
        number, path = number + 1, folder / f"{source.stem}-{number + 1}.dmn"
    if not path.exists():
        write_bytes(path, data)
    return path
