"""Opening and saving: bytes, digest, backup, and where the recovery journal lies."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from modeler.bpmn.parse import parse_bpmn
from modeler.bpmn.source import Source
from modeler.document.document import Document
from modeler.document.recovery import LeftBehind, attach_recorder, read_lines, replay, take_over
from modeler.document.tree import Tree
from runner.core.atomic import digest, read_bytes, write_bytes
from runner.core.errors import FileError, FormatError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.xml import Limits

declare(
    {
        "document.untitled": (
            N_("{file} has not been saved yet, so it has no place of its own."),
            N_("Choose a place for it."),
        ),
        "recovery.held": (
            N_("{file} is open in another window."),
            N_("Close it there first."),
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
    with _no_collection():
        root = parse_bpmn(data, name, limits)
        document = Document(Tree(root, Source(data)), name=name, path=path, seed=seed)
        if len(document.tree.nodes) > _LARGE:
            document.spare_collection()
        return document


_LARGE = 20_000
"""Nodes of a tree from which on looking through it for dead objects is felt as a pause."""


@contextmanager
def _no_collection() -> Iterator[None]:
    """Building a large tree makes nothing but live objects: looking for dead ones doubles the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def open_document(path: Path | str, limits: Limits | None = None, *, seed: int | None = None) -> Document:
    """The document in a file. Raises `FileError` and `FormatError`."""
    path = Path(path)
    data = read_bytes(path)
    document = document_from_bytes(data, str(path), path=path, limits=limits, seed=seed)
    document.digest = digest(data)
    attach_recorder(document, data)
    return document


def new_document(name: str = "", *, seed: int | None = None) -> Document:
    """A blank process with one start event; untitled until it is saved."""
    escaped = name.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    text = _BLANK.replace("{name}", f' name="{escaped}"' if name else "")
    document = document_from_bytes(text.encode(), name, seed=seed)
    attach_recorder(document, text.encode())
    return document


def recover(entry: LeftBehind, limits: Limits | None = None) -> Document:
    """The document that a killed program was working on, with its undo history; it goes on writing to the
    same journal. It differs from what is on disk until it is saved.

    Raises `FileError` (`recovery.held`) when another program has it, `FormatError` for a journal that is
    damaged before its last line.
    """
    recorder = take_over(entry)
    if recorder is None:
        raise FileError("recovery.held", file=entry.name)
    base = read_bytes(entry.file.with_suffix(".base"))
    header = next(iter(read_lines(entry.file)))
    path = Path(header["path"]) if header.get("path") else None
    document = document_from_bytes(base, entry.name, path=path, limits=limits)
    document.digest = header.get("base") if path is not None else None
    lines = iter(list(read_lines(entry.file))[1:])
    try:
        replay(document, lines, str(entry.file))
    except FormatError:
        recorder.abandon()
        raise
    document.recorder = recorder
    return document


def to_bytes(doc: Document) -> bytes:
    """The file as it would be saved now."""
    return doc.tree.to_bytes()


def save_document(doc: Document, path: Path | str | None = None, *, backup: bool = False) -> None:
    """Save in place or under another name; the document is clean afterwards. With `backup`, what was on disk
    is kept beside it as `NAME.bak`.

    Raises `FileError`: `document.untitled`, `file.changed` when someone else wrote the file since it
    was opened or saved here, `file.unwritable`. The document and the file are then as before.
    """
    target = Path(path) if path is not None else doc.path
    if target is None:
        raise FileError("document.untitled", file=doc.name)
    same = doc.path is not None and target == doc.path
    data = to_bytes(doc)
    if backup and target.exists():
        write_bytes(target.with_name(target.name + ".bak"), read_bytes(target))
    doc.mark_saved(target, write_bytes(target, data, expected=doc.digest if same else None))
