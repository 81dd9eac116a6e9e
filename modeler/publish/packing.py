"""From a workspace to a package, and from a package back to what it was compiled from."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
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
    files = _Files(folder)
    for name, data in files.bytes.items():
        # of a workspace with a hundred processes most files are about others: these are not read as JSON
        if _may_say(data, about) and files.value(name).get("process") == about:
            found |= {one: files.bytes[one] for one in (name, *_lineage(name, files))}
    return found


class _Files:
    """The process tests and scenarios of a workspace by member path, read as JSON when somebody asks."""

    def __init__(self, folder: Path) -> None:
        self.bytes: dict[str, bytes] = {}
        for place in ("cases", "scenarios"):
            for path in sorted((folder / place).glob("*.json")):
                with suppress(AppError):
                    self.bytes[f"{place}/{path.name}"] = read_bytes(path)
        self._values: dict[str, Mapping[str, object] | None] = {}

    def __contains__(self, name: str) -> bool:
        return name in self.bytes and self._read(name) is not None

    def value(self, name: str) -> Mapping[str, object]:
        """The object in a file; an empty one where it is none."""
        return self._read(name) or {}

    def _read(self, name: str) -> Mapping[str, object] | None:
        if name not in self._values:
            self._values[name] = None
            with suppress(AppError):
                value = load_json(self.bytes[name], name)
                self._values[name] = value if isinstance(value, dict) else None
        return self._values[name]


def _may_say(data: bytes, text: str) -> bool:
    """Whether a text can stand in a JSON file: as it is, or with something of it escaped."""
    return text.encode() in data or b"\\" in data


def _relative(folder: Path, source: Path) -> str:
    try:
        return PurePosixPath(source.resolve().relative_to(folder.resolve())).as_posix()
    except ValueError:
        return f"processes/{source.name}"


def _lineage(name: str, files: _Files) -> set[str]:
    seen: set[str] = set()
    while name in files and name not in seen:
        seen.add(name)
        parent = files.value(name).get("extends")
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
