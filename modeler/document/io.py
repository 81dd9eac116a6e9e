"""Opening and saving: bytes, digest, backup, and where the recovery journal lies."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modeler.document.document import Document
from modeler.document.journal_file import attach_recorder
from modeler.document.tree import tree_of
from runner.core import collecting
from runner.core.atomic import check_place, read_bytes, write_bytes
from runner.core.errors import FileError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.xml import Limits

if TYPE_CHECKING:
    from modeler.document.recovery import LeftBehind

declare(
    {
        "document.untitled": (
            N_("{file} has not been saved yet, so it has no place of its own."),
            N_("Choose a place for it."),
        ),
    }
)

_BLANK = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" \
xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" \
xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
id="Definitions_1" targetNamespace="urn:slipway:processes" \
expressionLanguage="https://www.omg.org/spec/DMN/20191111/FEEL/" exporter="Slipway">
  <bpmn:process id="Process_1"{name} isExecutable="true">
    <bpmn:startEvent id="StartEvent_1"/>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="BPMNDiagram_1">
    <bpmndi:BPMNPlane id="BPMNPlane_1" bpmnElement="Process_1">
      <bpmndi:BPMNShape id="StartEvent_1_di" bpmnElement="StartEvent_1">
        <dc:Bounds x="160" y="160" width="36" height="36"/>
      </bpmndi:BPMNShape>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
"""


def document_from_bytes(
    data: bytes, name: str, *, path: Path | None = None, limits: Limits | None = None, seed: int | None = None
) -> Document:
    """The document in these bytes; `name` is the name used in errors. Keeps no recovery journal.

    Raises `FormatError` with file, cause and, where there is one, line.
    """
    with collecting.paused():  # building a large tree makes nothing but live objects
        document = Document(tree_of(data, name, limits), name=name, path=path, seed=seed)
        if len(document.tree.nodes) > _LARGE:
            document.spare_collection()
        return document


_LARGE = 5_000
"""Nodes of a tree from which on looking through it for dead objects is felt as a pause, of two frames and more."""


def open_document(path: Path | str, limits: Limits | None = None, *, seed: int | None = None) -> Document:
    """The document in a file. Raises `FileError` and `FormatError`."""
    path = Path(path)
    data = read_bytes(path)
    document = document_from_bytes(data, str(path), path=path, limits=limits, seed=seed)
    document.was_read(data)
    attach_recorder(document)
    return document


def new_document(name: str = "", *, seed: int | None = None) -> Document:
    """A blank process with one start event; untitled until it is saved."""
    escaped = name.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    text = _BLANK.replace("{name}", f' name="{escaped}"' if name else "")
    document = document_from_bytes(text.encode(), name, seed=seed)
    attach_recorder(document)
    return document


def copy_document(doc: Document, name: str) -> Document:
    """An untitled document that begins as another one is now."""
    document = document_from_bytes(to_bytes(doc), name)
    attach_recorder(document)
    return document


def recover(entry: LeftBehind, limits: Limits | None = None, *, salvage: bool = False) -> Document:
    """The document that a killed program was working on, with its undo history; it goes on writing to the
    same journal. It differs from what is on disk until it is saved. Raises and salvages as `resume` does."""
    from modeler.document.recovery import resume

    def begin(base: bytes, header: Mapping[str, Any]) -> Document:
        path = Path(header["path"]) if header.get("path") else None
        document = document_from_bytes(base, entry.name, path=path, limits=limits)
        document.digest = header["base"] if path is not None else None
        return document

    return resume(entry, begin, salvage=salvage)


def to_bytes(doc: Document) -> bytes:
    """The file as it would be saved now."""
    return doc.tree.to_bytes()


def save_document(
    doc: Document, path: Path | str | None = None, *, backup: bool = False, force: bool = False
) -> None:
    """Save in place or under another name; the document is clean afterwards. With `backup`, what was on disk
    is kept beside it as `NAME.bak`; `force` saves whatever happened to file and folder meanwhile.

    Raises `FileError`: `document.untitled`, `file.changed` when someone else wrote the file since it
    was opened or saved here, `file.gone` and `file.folder-gone` when it is no longer there, else what
    `write_bytes` raises. The document and the file are then as before.
    """
    target = Path(path) if path is not None else doc.path
    if target is None:
        raise FileError("document.untitled", file=doc.name)
    known = doc.digest if doc.path is not None and target == doc.path and not force else None
    if known is not None:
        check_place(target)
    data = to_bytes(doc)
    if backup and target.exists():
        write_bytes(target.with_name(target.name + ".bak"), read_bytes(target))
    doc.mark_saved(target, write_bytes(target, data, expected=known))
