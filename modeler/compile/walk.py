"""A file walked to an end by the random tester: does it run here, and what of it is read otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from modeler.compile.bundle import compile_process
from modeler.document.document import Document
from modeler.document.home import nearest_workspace
from modeler.document.io import open_document
from modeler.document.workspace import open_workspace
from runner.core.errors import AppError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity
from runner.pilot.tester import random_tester

declare(
    {
        "walk.helped": (
            N_("“{name}” waited for a branch that could no longer arrive, and was helped over."),
            N_("Check which gateway splits and which one joins."),
        )
    }
)

Status = Literal["walked", "refused", "missed", "empty", "unreadable"]
_WORST: tuple[Status, ...] = ("walked", "refused", "missed")


@dataclass(frozen=True)
class Walk:
    """How a file was walked, process by process, each from its beginning: the worst of them is its `status`.
    `missed` did not come to an end within the tester's steps; `empty` has no step in any process; `steps` is
    the sum; `reasons` say why not, `report` what is read otherwise than written."""

    status: Status
    steps: int = 0
    reasons: tuple[Problem, ...] = ()
    report: tuple[Problem, ...] = ()


def walk_file(path: Path, seed: int = 1, progress: Callable[[float], object] = lambda _part: None) -> Walk:
    """Walk every process of a file that has steps; with the workspace it lies in, if any. `progress` hears how much
    of the file is walked at most by now, 0..1."""
    try:
        document = open_document(path)
    except AppError as error:
        line = getattr(error, "line", None)
        return Walk("unreadable", reasons=(Problem(error.code, params=error.params, file=str(path), line=line),))
    try:
        return _walk(document, path, seed, progress)
    finally:
        document.close()


def _walk(document: Document, path: Path, seed: int, progress: Callable[[float], object]) -> Walk:
    folder = nearest_workspace(path)
    workspace = open_workspace(folder) if folder else None
    statuses: list[Status] = []
    steps, reasons, report = 0, list[Problem](), list[Problem]()
    processes = _filled(document)
    for place, process in enumerate(processes):

        def tell(done: int, total: int, place: int = place) -> None:
            progress((place + done / total) / len(processes))

        compiled = compile_process(document, workspace, process)
        report += [item for item in compiled.report if item not in report]
        if compiled.bundle is None:
            statuses.append("refused")
            reasons += [problem for problem in compiled.problems if problem.severity is Severity.ERROR]
            continue
        result = random_tester(compiled.bundle, seed, progress=tell)
        steps += result.steps
        for element in result.helped:
            node = document.index.nodes.get(element)
            params = {"name": node.name or element if node is not None else element}
            report.append(Problem("walk.helped", Severity.INFO, element, params, line=node.line if node else None))
        ended = result.status == "completed"
        statuses.append("walked" if ended else "refused" if result.status == "refused" else "missed")
        if not ended:
            reasons += result.problems
    status: Status = max(statuses, key=_WORST.index) if statuses else "empty"
    return Walk(status, steps, tuple(reasons), tuple(report))


def _filled(document: Document) -> list[str]:
    """The processes that have a step or an event."""
    index = document.index
    shapes = ("participant", "lane", "textAnnotation", "group", "dataObjectReference", "dataStoreReference")
    filled = {node.process for node in index.nodes.values() if node.tag not in shapes}
    return [own for own in index.processes if own in filled]
