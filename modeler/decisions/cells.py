"""Changing cells of a decision table: only the bytes of those cells change."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from html import escape
from pathlib import Path

from lxml import etree

from modeler.bpmn.source import Source, nodes_in_order
from modeler.decisions.shelf import Shelf, shelf_of
from modeler.document.workspace import Workspace
from runner.core.errors import FileError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.xml import read_xml
from runner.decisions import Library, Node, read_decisions
from runner.decisions.read import LIMITS

declare(
    {
        "decisions.changed": (
            N_("The table is no longer in {file} as it was shown."),
            N_("Close the decision and show it again."),
        ),
    }
)

Cells = Mapping[tuple[int, int], str]
"""What stands in cells: (rule, column) -> text, both counted from 0; the columns that are asked come first."""


def with_cells(data: bytes, table: str, cells: Cells) -> bytes:
    """The bytes of a file (UTF-8) with other texts in cells of a table; `table` is the id of the decision or of the
    knowledge model that it stands in.

    Raises `FormatError` for what is no XML, and `FileError` (`decisions.changed`) where there are no such cells.
    """
    root = read_xml(data, table, LIMITS).getroot()
    nodes = nodes_in_order(root)  # held: a proxy that nobody holds loses its identity
    numbers = {node: number for number, node in enumerate(nodes)}
    found = _cells(root, table)
    source = Source(data)
    made, changes = source.working, []
    for (row, column), text in cells.items():
        if row >= len(found) or column >= len(found[row]):
            raise FileError("decisions.changed", file=table)
        changes.append(_change(source, numbers, found[row][column], text))
    for start, end, piece in sorted(changes, reverse=True):
        made = made[:start] + piece + made[end:]
    return (codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b"") + made


def _change(
    source: Source, numbers: Mapping[etree._Element, int], cell: etree._Element, text: str
) -> tuple[int, int, bytes]:
    """Which bytes to replace by which."""
    spans = source.spans
    written = escape(text, quote=False).encode()
    inner = next((one for one in cell if isinstance(one.tag, str) and etree.QName(one).localname == "text"), None)
    node = cell if inner is None else inner
    at = numbers[node]
    start, open_end, close, end = spans.start[at], spans.open_end[at], spans.close[at], spans.end[at]
    name = source.tag(at).name
    if inner is None:  # a cell without a text gets one, under the prefix of the cell
        prefix = name.rpartition(":")[0]
        tag = f"{prefix}:text".encode() if prefix else b"text"
        written = b"<" + tag + b">" + written + b"</" + tag + b">"
    if source.working[open_end - 2 : open_end] == b"/>":
        opened = source.working[start : open_end - 2].rstrip()
        return start, end, opened + b">" + written + b"</" + name.encode() + b">"
    return (open_end, close, written) if inner is not None else (close, close, written)


def _cells(root: etree._Element, table: str) -> list[list[etree._Element]]:
    """The cells of a table, row by row."""
    space = etree.QName(root).namespace
    owner = next((one for one in root if isinstance(one.tag, str) and one.get("id") == table), None)
    if owner is None:
        return []
    place = next(owner.iter(f"{{{space}}}decisionTable"), None)
    rules = [] if place is None else place.findall(f"{{{space}}}rule")
    return [[*rule.findall(f"{{{space}}}inputEntry"), *rule.findall(f"{{{space}}}outputEntry")] for rule in rules]


class TableEdit:
    """The cells of one table while somebody changes them; the file is written by `save` alone."""

    def __init__(self, workspace: Workspace, node: Node) -> None:
        self._workspace = workspace
        self._shelf: Shelf = shelf_of(workspace)
        self._node = node
        self.stem = self._shelf.stem(node)
        self.cells: dict[tuple[int, int], str] = {}
        """What was changed so far."""

    @property
    def path(self) -> Path:
        """The file."""
        return self._workspace.folder / "decisions" / f"{self.stem}.dmn"

    def faults(self) -> tuple[str, ...]:
        """Sentences on what is not in order with the changed cells, of this decision and what it requires. Raises as
        `with_cells`."""
        data = with_cells(self._shelf.files[self.stem], self._node.element.id, self.cells)
        mine = self._node.file
        changed = read_decisions(data, mine.definitions.file)
        files = self._shelf.library.files
        library = Library(changed if one is mine else one.definitions for one in files)
        return tuple(
            fault.message for fault in library.faults(library.files[files.index(mine)].nodes[self._node.element.id])
        )

    def save(self) -> None:
        """Write the cells into the file, as one step. Raises `FileError`, `FormatError`."""
        file = self._workspace.text_file(self.path)
        data = with_cells(file.as_bytes(), self._node.element.id, self.cells)
        read_decisions(data, self.path.name)
        file.set(data.decode(), N_("Change the table"))
        file.save()
        self.cells.clear()
