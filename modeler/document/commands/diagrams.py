"""Further diagrams in one file: added with a process of their own, named, removed with it."""

from __future__ import annotations

from lxml import etree

from modeler.bpmn import di, names
from modeler.document import edits
from modeler.document.commands.remove import remove
from modeler.document.diagrams import plane_of
from modeler.document.document import Document
from modeler.document.edits import RefusedError
from runner.core.i18n import N_
from runner.core.messages import declare

declare(
    {
        "rule.first-diagram": (
            N_("The first diagram of a file stays."),
            N_("Remove what is drawn on it instead."),
        ),
    }
)


def add_diagram(doc: Document, name: str) -> str:
    """A further diagram with a new process that is not executable yet; returns the id of its plane, which is
    the `plane` of all that is drawn on it."""
    with doc.transaction(N_("Add diagram")):
        edits.main_plane(doc)
        process = edits.new_id(doc, "process")
        element = etree.Element(names.q("process"), {"id": process, "name": name, "isExecutable": "false"})
        edits.put(doc, doc.tree.root, element)
        own = doc.ids.with_word("BPMNPlane", doc.tree.ids)
        diagram = etree.Element(di.DIAGRAM, {"id": doc.ids.with_word("BPMNDiagram", doc.tree.ids), "name": name})
        edits.put(doc, doc.tree.root, diagram)
        edits.put(doc, diagram, etree.Element(di.PLANE, {"id": own, "bpmnElement": process}))
        return own


def rename_diagram(doc: Document, plane: str | None, name: str) -> None:
    """Give a diagram another name; None is the first one. A process that bore the same name follows."""
    found = edits.main_plane(doc) if plane is None else plane_of(doc, plane)
    if found is None:
        raise RefusedError("edit.unknown", element=plane or "")
    diagram = found.getparent()
    with doc.transaction(N_("Rename")):
        shown = doc.index.processes.get(names.reference(found.get("bpmnElement")))
        if plane is not None and shown is not None and shown.name == (diagram.get("name") or ""):
            edits.set_attribute(doc, edits.element(doc, shown.id), "name", name or None)
        edits.set_attribute(doc, diagram, "name", name or None)


def remove_diagram(doc: Document, plane: str | None) -> None:
    """Remove a further diagram with its process, or pools, and all that is drawn on it.

    Raises `RefusedError` for the first diagram.
    """
    found = plane_of(doc, plane) if plane is not None else None
    if found is None or found is doc.tree.main_plane():
        raise RefusedError("rule.first-diagram")
    with doc.transaction(N_("Remove diagram")):
        remove(doc, [node.id for node in doc.index.containers.values() if node.tag == "participant"
                     and node.plane == plane])  # fmt: skip
        process = names.reference(found.get("bpmnElement"))
        remove(doc, [node.id for node in doc.index.nodes.values() if node.plane == plane])
        shown = [item for item in doc.tree.planes.get(process, ()) if item is not found]
        doc.journal.remove(found.getparent())
        record = doc.index.processes.get(process)
        if record is not None and not shown and record.pool is None:
            remove(doc, [child.id for child in doc.index.children(process)])
            doc.journal.remove(edits.element(doc, process))
