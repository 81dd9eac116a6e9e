"""What a call activity calls: a process, or a task that stands for itself beside all processes (a global task)."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from modeler.bpmn import names
from modeler.document import data, edits
from modeler.document.document import Document

GLOBAL_TASKS = ("globalTask", "globalUserTask", "globalManualTask", "globalScriptTask", "globalBusinessRuleTask")
_TAGS = {names.q(tag) for tag in GLOBAL_TASKS}


def read_called(_doc: Document, call: etree._Element) -> object:
    """The id of what is called; None without one."""
    return call.get("calledElement") or None


def write_called(doc: Document, call: etree._Element, value: object) -> None:
    """Call what has this id; a word of `GLOBAL_TASKS` makes a new task of that kind, named as the call is. A
    global task that nobody calls any more goes. Inside a transaction."""
    before = global_task(doc, call)
    wanted = str(value) if value else None
    if wanted in GLOBAL_TASKS:
        own = edits.new_id(doc, wanted)
        name = {"name": str(call.get("name"))} if call.get("name") else {}
        edits.put(doc, doc.tree.root, etree.Element(names.q(wanted), {"id": own, **name}))
        wanted = own
    edits.set_attribute(doc, call, "calledElement", wanted)
    if before is not None and before.get("id") not in doc.tree.calls:
        doc.journal.remove(before)


def global_task(doc: Document, call: etree._Element) -> etree._Element | None:
    """The global task that is called; None where it is anything else."""
    found = doc.tree.ids.get(names.reference(call.get("calledElement")))
    return found if found is not None and found.tag in _TAGS else None


def read_called_name(doc: Document, call: etree._Element) -> object:
    """The name of the global task that is called; None where it is anything else."""
    found = global_task(doc, call)
    return (found.get("name") or "") if found is not None else None


def write_called_name(doc: Document, call: etree._Element, value: object) -> None:
    """Name the global task that is called; nothing happens where it is anything else. Inside a transaction."""
    found = global_task(doc, call)
    if found is not None:
        edits.set_attribute(doc, found, "name", str(value) if value else None)


def drawn_inside(doc: Document, ids: Iterable[str]) -> tuple[str, ...]:
    """The processes that are drawn in those of the nodes that are call activities, each once."""
    found: dict[str, None] = {}
    for own in ids:
        process = doc.index.processes.get(names.reference(edits.element(doc, own).get("calledElement")))
        if process is not None and process.pool == own:
            found[process.id] = None
    return tuple(found)


def take_out(doc: Document, ids: Iterable[str], processes: Iterable[str]) -> None:
    """Take nodes out of the file, wherever they still stand, and then those of the processes that are neither called
    nor shown by a pool any more. Inside a transaction."""
    for own in ids:
        element = doc.tree.ids.get(own)
        if element is not None and names.bpmn_local(element.tag) in data.PORTS:
            data.take_port(doc, element)
        elif element is not None:
            doc.journal.remove(element)
    for process in processes:  # none holds a call any more: all that was drawn in them is gone
        if process in doc.tree.ids and process not in doc.tree.calls and process not in doc.tree.pools:
            edits.remove_di(doc, process)
            doc.journal.remove(edits.element(doc, process))
