"""A decision table while somebody changes it: every act is one step of its file, which undo takes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Concatenate, ParamSpec

from modeler.decisions.cell_faults import CellFaults, Wrong
from modeler.decisions.described import Sheet, sheet
from modeler.decisions.shelf import shelf_of
from modeler.document.text_file import TextFile
from modeler.document.workspace import Workspace
from runner.decisions import Library, Node, read_decisions

P = ParamSpec("P")


class TableEdit:
    """The table of one decision or knowledge model. Raises `FileError`, and `FormatError` for a file that is not
    UTF-8."""

    def __init__(self, workspace: Workspace, node: Node) -> None:
        shelf = shelf_of(workspace)
        self.key = node.element.id
        self.path: Path = workspace.folder / "decisions" / f"{shelf.stem(node)}.dmn"
        self.file: TextFile = workspace.text_file(self.path)
        self._files = [one.definitions for one in shelf.library.files]
        self._at = next(at for at, one in enumerate(shelf.library.files) if one is node.file)
        self._node = node
        self._faults = CellFaults()
        self._read = self.file.text

    @property
    def node(self) -> Node:
        """The element as the file has it now."""
        if self._read is not self.file.text:
            self._read = self.file.text
            self._files[self._at] = read_decisions(self.file.as_bytes(), self._files[self._at].file)
            library = Library(self._files)
            self._node = library.files[self._at].nodes[self.key]
        return self._node

    @property
    def sheet(self) -> Sheet:
        """The table as it is shown."""
        return sheet(self.node)

    @property
    def faults(self) -> Mapping[tuple[int, int], Wrong]:
        """What is wrong with cells: (rule, column) -> what; the heads of columns are rule -1."""
        return self._faults.of(self.node)

    def do(
        self, label: str, change: Callable[Concatenate[bytes, str, P], bytes], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Do one of the changes of this room; `label` is its name in the undo history. Nothing happens where the
        bytes stay as they are. Raises what the change does."""
        made = change(self.file.as_bytes(), self.key, *args, **kwargs)
        if made != self.file.as_bytes():
            read_decisions(made, self.path.name)
            self.file.set(made.decode(), label)
