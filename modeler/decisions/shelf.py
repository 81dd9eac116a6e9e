"""The decisions of a workspace as they are now: read once, and again only where a file changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from weakref import WeakKeyDictionary

from modeler.document.workspace import Workspace
from runner.core.atomic import read_bytes
from runner.core.errors import AppError
from runner.core.problem import Problem, Severity
from runner.decisions import Definitions, Library, Node, read_decisions

_State = tuple[tuple[Path, object], ...]


@dataclass(frozen=True)
class Shelf:
    """All decisions of the files that can be read. `files` maps the file's stem to its bytes; `problems` names files
    that cannot be read."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    library: Library = field(default_factory=lambda: Library([]))
    problems: tuple[Problem, ...] = ()

    def find(self, ref: str) -> Node | None:
        """The decision with this id, else with this name."""
        return self.library.find(ref) if ref else None

    @property
    def names(self) -> frozenset[str]:
        """All ids and names that a step may ask by."""
        return frozenset(text for node in self.library.nodes for text in (node.element.id, node.name) if text)

    def stem(self, node: Node) -> str:
        """The stem of the file that a decision stands in."""
        return Path(node.file.definitions.file).name.removesuffix(".dmn")

    def files_of(self, ref: str) -> list[str]:
        """The stems of the files that hold a decision which this may mean: more than one where it is not clear."""
        return list(dict.fromkeys(self.stem(node) for node in self.library.fitting(ref))) if ref else []

    def needed(self, refs: set[str]) -> dict[str, bytes]:
        """The files that these decisions stand in, and those that they import, by stem."""
        found: dict[str, bytes] = {}
        todo: list[Definitions] = [node.file.definitions for ref in refs if (node := self.find(ref)) is not None]
        while todo:
            one = todo.pop()
            stem = Path(one.file).name.removesuffix(".dmn")
            if stem in found or stem not in self.files:
                continue
            found[stem] = self.files[stem]
            others = (self.library.file(item.namespace) for item in one.imports)
            todo += [other.definitions for other in others if other is not None]
        return found


_EMPTY = Shelf()
_kept: WeakKeyDictionary[Workspace, tuple[_State, Shelf]] = WeakKeyDictionary()


def shelf_of(workspace: Workspace | None) -> Shelf:
    """The decisions of a workspace; none without one. What is open and changed counts before what lies on disk."""
    if workspace is None:
        return _EMPTY
    state = tuple((path, _state(workspace, path)) for path in workspace.decisions())
    kept = _kept.get(workspace)
    if kept is None or kept[0] != state:
        kept = _kept[workspace] = state, _read(workspace)
    return kept[1]


def _state(workspace: Workspace, path: Path) -> object:
    """What is different once a file has changed."""
    opened = workspace.opened_text(path)
    if opened is not None:
        return opened.text
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _read(workspace: Workspace) -> Shelf:
    files: dict[str, bytes] = {}
    read: list[Definitions] = []
    problems: list[Problem] = []
    for path in workspace.decisions():
        opened = workspace.opened_text(path)
        try:
            data = opened.as_bytes() if opened is not None else read_bytes(path)
            read.append(read_decisions(data, f"decisions/{path.name}"))
        except AppError as error:
            line = getattr(error, "line", None)
            problems.append(Problem(error.code, Severity.WARNING, params=error.params, file=str(path), line=line))
            continue
        files[path.name.removesuffix(".dmn")] = data
    return Shelf(files, Library(read), tuple(problems))
