"""The diagrams of a file: the first one, and further ones, each with a process of its own. Planes of folded
sub-processes are not among them: they belong to the diagram that the sub-process is drawn on."""

from __future__ import annotations

from lxml import etree

from modeler.bpmn import di, names
from modeler.document.document import Document
from runner.core.values import dataclass


@dataclass(frozen=True)
class Diagram:
    """`plane` is what `NodeRecord.plane` says of the shapes on it: None for the first diagram. `element` is the
    id of the process or collaboration that it shows, `name` what the file calls it, mostly nothing."""

    plane: str | None
    name: str
    element: str


def diagrams_of(doc: Document) -> tuple[Diagram, ...]:
    """The diagrams in the order of the file."""
    found = []
    for plane in _planes(doc):
        key = None if plane is doc.tree.main_plane() else plane.get("id")
        element = names.reference(plane.get("bpmnElement"))
        name = plane.getparent().get("name") or ""
        found.append(Diagram(key, name or _name_of(doc, element), element))
    return tuple(found)


def _planes(doc: Document) -> list[etree._Element]:
    planes = [plane for diagram in doc.tree.root.iterchildren(di.DIAGRAM) for plane in diagram.iterchildren(di.PLANE)]
    return [plane for plane in planes if doc.tree.is_ground(plane)]


def has_several(doc: Document) -> bool:
    """Whether there may be more than one diagram; the planes inside folded sub-processes count here too."""
    return doc.tree.has_diagrams()


def is_there(doc: Document, plane: str | None) -> bool:
    """Whether a plane, in the words of `NodeRecord.plane`, is still in the file."""
    return plane is None or plane in doc.tree.ids


def plane_of(doc: Document, plane: str | None) -> etree._Element | None:
    """The plane of a diagram."""
    return next((item for item in _planes(doc) if item.get("id") == plane), None)


def _name_of(doc: Document, element: str) -> str:
    process = doc.index.processes.get(element)
    if process is not None:
        return process.name
    found = doc.tree.ids.get(element)
    return (found.get("name") or "") if found is not None else ""
