"""Looking through all processes of a workspace beside the window: problems and steps for the Library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from modeler.catalog.stages import facts_of, stage_states
from modeler.ui.steps import evidence_of
from runner.core.atomic import read_bytes
from runner.core.errors import AppError
from runner.core.folders import data_folder
from runner.core.problem import Problem

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from modeler.document.document import Document
    from modeler.document.workspace import Workspace
    from modeler.ui.context import Context
    from runner.ui.kit.jobs import Handle


@dataclass(frozen=True)
class Finding:
    """What was found out about one process: how many problems, and the step it has reached."""

    problems: int
    stage: str


_kept: dict[tuple[object, ...], Finding] = {}


def survey(
    context: Context, owner: QObject, paths: list[Path], done: Callable[[dict[Path, Finding]], None]
) -> Handle:
    """Check the files; `done` gets the findings by path in the window's thread, unless what is returned is stopped
    before. Files that did not change since the last time are not read again; files that cannot be read are left
    out."""
    workspace = context.workspace

    def work(handle: Handle) -> dict[Path, Finding]:
        from modeler.document.io import document_from_bytes
        from modeler.lint.engine import check

        found: dict[Path, Finding] = {}
        around = _stamp(workspace)
        for number, path in enumerate(paths):
            handle.progress(number / len(paths))
            try:
                key = (path, path.stat().st_mtime_ns, around)
                if key not in _kept:
                    document = document_from_bytes(read_bytes(path), str(path), path=path)
                    try:
                        problems = check(document, workspace)
                        _kept[key] = Finding(len(problems), reached(document, workspace, problems))
                    finally:
                        document.close()
                found[path] = _kept[key]
            except (AppError, OSError):
                continue
        return found

    return context.jobs.run(work, owner=owner, done=done, failed=lambda _error: done({})).handle


def _stamp(workspace: Workspace | None) -> tuple[int, ...]:
    """Changes when one of the files changes that the findings of every process depend on."""
    if workspace is None:
        return ()
    from modeler.catalog.copying import SHARED_FILES  # it writes models, which the start page does not need

    folder = workspace.folder
    shared = (
        *(folder / name for name in SHARED_FILES),
        folder / ".slipway" / "store.sqlite",
        data_folder() / "ledger",
    )
    forms = sorted((folder / "forms").glob("*.form"))
    return tuple(path.stat().st_mtime_ns if path.exists() else 0 for path in (*shared, *forms))


def reached(document: Document, workspace: Workspace | None, problems: list[Problem]) -> str:
    """The last step of which nothing is missing, all before it done too; empty for none."""
    stage = ""
    evidence = evidence_of(document, workspace)
    for state in stage_states(facts_of(document, workspace, problems, evidence)):
        if state.missing:
            break
        stage = state.id
    return stage
