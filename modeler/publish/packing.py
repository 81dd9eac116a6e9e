"""From a workspace to a package, and from a package back to what it was compiled from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from modeler.compile import compile_graph, compile_process
from modeler.compile.referenced import with_referenced_organization
from modeler.document.document import Document
from modeler.document.io import document_from_bytes
from modeler.document.workspace import Workspace, open_workspace
from runner.bundle.archive import PackageReport, package_bytes, read_package, verify_package, write_package
from runner.bundle.bundle import Bundle, canonical
from runner.bundle.graph import Graph
from runner.core.atomic import read_bytes
from runner.core.errors import AppError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem
from runner.data.model import load_json

declare(
    {
        "package.no-source": (
            N_("The workspace {folder} holds no process that could be packed."),
            N_("Make a process, or name one with --process."),
        ),
        "package.stale-graph": (
            N_("In {file}, the compiled process {process} is not what its diagram says."),
            N_("Pack the workspace again with this version."),
        ),
    }
)


def pack_workspace(
    workspace: Path, output: Path, process: str | None = None, *, whole_organization: bool = False
) -> tuple[PackageReport | None, list[Problem]]:
    """Pack a process of a workspace folder with everything it needs; `process` is the path of its file in
    the workspace (default: the workspace's default, else the first).

    The report is None where problems stand in the way; nothing is written then. Only the part of the
    organisation that the process can come to goes along, unless `whole_organization`. Raises `FileError`
    and `FormatError`.
    """
    space = open_workspace(workspace)
    source = _source(space, process)
    if source is None:
        return None, [Problem("package.no-source", params={"folder": str(workspace)})]
    try:
        compiled = compile_process(space.open_process(source), space)
    finally:
        space.close()
    if compiled.bundle is None:
        return None, compiled.problems
    bundle = compiled.bundle if whole_organization else with_referenced_organization(compiled.bundle)
    return write_package(bundle, output, extras=extras_of(workspace, source)), compiled.problems


def pack(bundle: Bundle, extras: Mapping[str, bytes] | None = None, *, whole_organization: bool = False) -> bytes:
    """The package of a bundle, with only the part of the organisation that it can come to."""
    return package_bytes(bundle if whole_organization else with_referenced_organization(bundle), extras)


def _source(space: Workspace, process: str | None) -> Path | None:
    name = process or space.info.default
    if name:
        path = Path(name)
        found = path if path.is_absolute() else space.folder / path
        if process or found.is_file():
            return found
    return next(iter(space.processes()), None)


def extras_of(folder: Path, source: Path) -> dict[str, bytes]:
    """The process tests and scenarios of a workspace that are about one process file, and the scenarios
    that these build on: member path -> bytes. Files that cannot be read as JSON are left out."""
    found: dict[str, bytes] = {}
    about = _relative(folder, source)
    parents: set[str] = set()
    everything: dict[str, tuple[bytes, Mapping[str, object]]] = {}
    for place in ("cases", "scenarios"):
        for path in sorted((folder / place).glob("*.json")):
            try:
                data = read_bytes(path)
                value = load_json(data, str(path))
            except AppError:
                continue
            if isinstance(value, dict):
                everything[f"{place}/{path.name}"] = data, value
    for name, (data, value) in everything.items():
        if value.get("process") == about:
            found[name] = data
            parents |= _lineage(name, everything)
    return {**found, **{name: everything[name][0] for name in parents}}


def _relative(folder: Path, source: Path) -> str:
    try:
        return PurePosixPath(source.resolve().relative_to(folder.resolve())).as_posix()
    except ValueError:
        return f"processes/{source.name}"


def _lineage(name: str, everything: Mapping[str, tuple[bytes, Mapping[str, object]]]) -> set[str]:
    seen: set[str] = set()
    while name in everything and name not in seen:
        seen.add(name)
        parent = everything[name][1].get("extends")
        stem = str(parent).removesuffix(".json").rpartition("/")[2] if parent else ""
        name = f"scenarios/{stem}.json"
    return seen


def verify_fully(file: Path, digest: str | None = None) -> PackageReport:
    """What `verify_package` finds, and whether each compiled process is what its diagram gives when it is
    compiled afresh. Raises `FileError`."""
    report = verify_package(file, digest)
    if not report.ok:
        return report
    package = read_package(file)
    problems = tuple(
        Problem("package.stale-graph", params={"file": str(file), "process": own}, file=str(file))
        for own, graph in package.bundle.graphs.items()
        if not _is_fresh(graph, package.bundle.sources)
    )
    return replace(report, problems=problems) if problems else report


def _is_fresh(graph: Graph, sources: Mapping[str, bytes]) -> bool:
    data = sources.get(graph.source)
    if data is None:
        return False
    try:
        document: Document = document_from_bytes(data, graph.source)
    except AppError:
        return False
    if graph.process not in document.index.processes:
        return False
    held = {name: item.source for item in graph.data if item.source for name in (item.name, item.shared)}
    made = compile_graph(document, graph.process, graph.source, sources=held)
    return canonical(made.graph) == canonical(graph)
