"""Opening the process that a call activity calls, in this file, in an open one, or in the workspace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from modeler.bpmn import names
from modeler.catalog.called import file_with
from modeler.document import commands
from modeler.document.diagrams import diagrams_of
from modeler.document.edits import RefusedError
from runner.core.errors import AppError
from runner.core.i18n import N_
from runner.core.messages import declare

if TYPE_CHECKING:
    from modeler.document.document import Document
    from modeler.ui.canvas.view import CanvasView
    from modeler.ui.context import Context

declare(
    {
        "call.nothing": (
            N_("This step calls no process yet."),
            N_("Choose one under Rules in the properties."),
        ),
        "call.missing": (
            N_("The process {process} is not in this workspace."),
            N_("Add its file to the workspace, or choose another one under Rules."),
        ),
    }
)


def open_called(context: Context, canvas: CanvasView, element: str) -> None:
    """Show the process that a call activity calls; where there is none, the canvas says so at the pointer."""
    doc = canvas.document
    if doc is None:
        return
    try:
        _open(context, canvas, doc, element)
    except AppError as error:
        between = "" if error.message.endswith("。") else " "
        canvas.refuse(f"{error.message}{between}{error.hint}".strip())


def _open(context: Context, canvas: CanvasView, doc: Document, element: str) -> None:
    process = names.reference(str(commands.get_property(doc, element, "calledElement") or ""))
    if not process:
        raise RefusedError("call.nothing")
    for other in (doc, *(one for one in context.documents if one is not doc)):
        if process in other.index.processes:
            context.show_document(other)
            _reveal(canvas, other, process)
            return
    path = file_with(process, _files(context, doc))
    if path is None:
        raise RefusedError("call.missing", process=process)
    _reveal(canvas, context.open_document(path), process)


def _files(context: Context, doc: Document) -> list[Path]:
    workspace = context.workspace
    beside = sorted(Path(doc.path).parent.glob("*.bpmn")) if doc.path is not None else []
    return list(dict.fromkeys([*(workspace.processes() if workspace is not None else ()), *beside]))


def _reveal(canvas: CanvasView, doc: Document, process: str) -> None:
    """Of several processes in one file, bring the right one into view."""
    if canvas.document is not doc or len(doc.index.processes) < 2:
        return
    pool = doc.index.processes[process].pool
    call = doc.index.nodes.get(pool or "")
    if call is not None and call.tag == "callActivity" and not call.expanded:
        canvas.open_plane(call.id)
        return
    inside = (node.id for node in doc.index.nodes.values() if node.process == process and node.bounds is not None)
    shown = pool or next(inside, None)
    if shown is not None:
        canvas.reveal(shown)
        return
    for diagram in diagrams_of(doc):  # nothing is drawn in it yet: its empty diagram is shown
        if diagram.element == process:
            canvas.open_plane(diagram.plane)
