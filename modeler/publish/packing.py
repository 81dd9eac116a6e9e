"""From a workspace to a package, and back to the question whether a package still says what its models say."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from modeler.compile import compile_process
from modeler.document.io import document_from_bytes, open_document
from modeler.document.workspace import Workspace, open_workspace
from runner.bundle.archive import PackageReport, read_package, verify_package, write_package
from runner.bundle.bundle import Bundle, canonical
from runner.core.atomic import read_bytes
from runner.core.errors import FileError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity

declare(
    {
        "package.no-process": (
            N_("{folder} holds no process to pack."),
            N_("Put a .bpmn file into its folder `processes`, or name one."),
        ),
        "package.graph-differs": (
            N_("What would run of process {process} is not what its model says."),
            N_("Do not use this package; pack it again from the workspace."),
        ),
    }
)


def pack_workspace(
    folder: Path, output: Path, process: str | None = None
) -> tuple[PackageReport | None, list[Problem]]:
    """Pack one process of a workspace with its forms, people, rights, tests and scenarios.

    `process` is the path of its file in the workspace (default: the workspace's own default, else the
    first). Returns the report, or None with the errors that stand in the way. Raises `AppError`.
    """
    workspace = open_workspace(folder)
    source = _chosen(workspace, process)
    document = open_document(source)
    try:
        compiled = compile_process(document, workspace)
    finally:
        document.close()
    problems = [replace(problem, file=str(source)) for problem in compiled.problems]
    if compiled.bundle is None or any(problem.severity is Severity.ERROR for problem in problems):
        return None, problems
    return write_package(compiled.bundle, output, extras=extras_of(workspace.folder, source)), problems


def extras_of(folder: Path, source: Path) -> dict[str, bytes]:
    """The process tests and scenarios that name this process, by member path."""
    wanted = source.resolve().relative_to(folder.resolve()).as_posix()
    found: dict[str, bytes] = {}
    for place in ("cases", "scenarios"):
        for path in sorted((folder / place).glob("*.json")):
            data = read_bytes(path)
            if _process_of(data) == wanted:
                found[f"{place}/{path.name}"] = data
    return found


def _process_of(data: bytes) -> str | None:
    try:
        loaded = json.loads(data)
    except ValueError:
        return None
    return str(loaded.get("process")) if isinstance(loaded, dict) else None


def _chosen(workspace: Workspace, process: str | None) -> Path:
    name = process or workspace.info.default
    candidates = [workspace.folder / name] if name else workspace.processes()
    if not candidates:
        raise FileError("package.no-process", folder=workspace.folder)
    return candidates[0]


def verify_fully(source: Path, digest: str | None = None) -> PackageReport:
    """Whether a package is whole and unchanged, and its graphs are what a fresh compile of its models gives.

    Raises `FileError` only.
    """
    report = verify_package(source, digest)
    if not report.ok:
        return report
    bundle = read_package(source).bundle
    differing = [name for name in bundle.graphs if not _says_what_its_model_says(bundle, name)]
    problems = [Problem("package.graph-differs", params={"process": name}, file=str(source)) for name in differing]
    return replace(report, problems=tuple(problems))


def _says_what_its_model_says(bundle: Bundle, process: str) -> bool:
    graph = bundle.graphs[process]
    data = bundle.sources.get(graph.source)
    if data is None:
        return False
    document = document_from_bytes(data, graph.source)
    try:
        fresh = compile_process(document, None, process).bundle
    finally:
        document.close()
    return fresh is not None and canonical(
        fresh.graphs[process].model_copy(update={"source": graph.source})
    ) == canonical(graph)
