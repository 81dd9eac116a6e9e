"""A clip: what was copied, as a BPMN file of its own; and what is mended in one that comes from anywhere."""

from __future__ import annotations

from lxml import etree

from modeler.bpmn import di, names
from modeler.bpmn.parse import parse_bpmn
from modeler.geometry.shapes import Bounds
from runner.core.errors import FormatError
from runner.core.i18n import N_
from runner.core.messages import declare

declare(
    {
        "paste.unreadable": (
            N_("What is on the clipboard is not a piece of a BPMN diagram."),
            N_("Copy elements here, or the text of a BPMN file."),
        ),
        "paste.nothing-drawn": (
            N_("The BPMN text on the clipboard has no drawn elements."),
            N_("Open it as a file instead, then tidy it up."),
        ),
    }
)

TOPS = names.FLOW_NODES | names.DATA | names.ARTIFACTS | {"sequenceFlow", "association", "dataObject"}
"""What of a process can be pasted."""
SHARED = frozenset({"message", "signal", "error", "escalation", "itemDefinition", "dataStore"})
"""Root elements that a piece takes along when it refers to them, and finds again where they are."""
REFERENCES = frozenset(
    {"id", "sourceRef", "targetRef", "default", "attachedToRef", "bpmnElement", "dataObjectRef", "activityRef",
     "processRef", "messageRef", "signalRef", "errorRef", "escalationRef", "itemSubjectRef", "itemRef",
     "dataStoreRef", "categoryValueRef"}
)  # fmt: skip
_TEXTS = ("incoming", "outgoing", "sourceRef", "targetRef", "flowNodeRef", "dataInputRefs", "dataOutputRefs",
          "loopDataInputRef", "loopDataOutputRef")  # fmt: skip
REFERENCE_TEXTS = frozenset(names.q(tag) for tag in _TEXTS)
_DROPPED_TEXTS = tuple(names.q(tag) for tag in ("incoming", "outgoing", "flowNodeRef"))
_DROPPED = frozenset({"default", "messageRef", "signalRef", "errorRef", "escalationRef", "dataStoreRef",
                      "categoryValueRef", "activityRef"})  # fmt: skip
_LINES = frozenset({"sequenceFlow", "messageFlow", "association", "dataInputAssociation", "dataOutputAssociation"})
_CATCHES = frozenset({"messageEventDefinition", "timerEventDefinition", "signalEventDefinition",
                      "conditionalEventDefinition"})  # fmt: skip


def read_clip(data: bytes) -> etree._Element:
    """The outermost element of a clip, mended: nothing in it points at what was not copied.

    The text is anybody's: it goes through the guarded reader. Raises `FormatError` (`paste.unreadable`,
    `paste.nothing-drawn`).
    """
    try:
        root = parse_bpmn(data, "clipboard")
    except FormatError as error:
        raise FormatError("paste.unreadable") from error
    mend(root)
    if not [shape for shape in drawn_on_main(root) if shape.tag == di.SHAPE]:
        raise FormatError("paste.nothing-drawn")
    return root


def main_plane(root: etree._Element) -> etree._Element | None:
    """The plane of the process or collaboration."""
    known = {item.get("id"): item for item in root.iter(*(names.q(tag) for tag in names.SUB_PROCESSES))}
    planes = [plane for plane in root.iter(di.PLANE) if names.reference(plane.get("bpmnElement")) not in known]
    return planes[0] if planes else None


def inner_diagrams(root: etree._Element) -> list[etree._Element]:
    """The diagrams of the folded sub-processes in it."""
    known = {item.get("id") for item in root.iter(*(names.q(tag) for tag in names.SUB_PROCESSES))}
    return [
        diagram
        for diagram in root.iterchildren(di.DIAGRAM)
        if any(names.reference(plane.get("bpmnElement")) in known for plane in diagram.iterchildren(di.PLANE))
    ]


def drawn_on_main(root: etree._Element) -> list[etree._Element]:
    """The shapes and edges of the main plane."""
    plane = main_plane(root)
    return [item for item in plane if item.tag in (di.SHAPE, di.EDGE)] if plane is not None else []


def bounds_of_clip(data: bytes) -> Bounds:
    """How large a copied piece is. Raises `FormatError`."""
    boxes = [box for item in drawn_on_main(read_clip(data)) if (box := di.bounds_of(item)) is not None]
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.united(box)
    return whole


# mending


def mend(root: etree._Element) -> None:
    """Take out what points at elements that are not there; an event whose step is not there stands free."""
    while _drop_loose_ends(root):
        pass
    there = _ids(root)
    for item in list(root.iter(*_DROPPED_TEXTS)):
        if names.reference(item.text) not in there:
            item.getparent().remove(item)
    for item in root.iter(etree.Element):
        for name in _DROPPED & set(item.attrib):
            if names.reference(item.get(name)) not in there:
                del item.attrib[name]


def _ids(root: etree._Element) -> set[str]:
    return {item.get("id") for item in root.iter(etree.Element) if item.get("id")}


def _drop_loose_ends(root: etree._Element) -> bool:
    there = _ids(root)
    doomed: list[etree._Element] = []
    for item in root.iter(etree.Element):
        tag = names.bpmn_local(item.tag)
        if tag in _LINES:
            ends = ends_of(item)
            if not all(end in there for end in ends) or (tag in names.FLOWS and not ends):
                doomed.append(item)
        elif tag == "boundaryEvent" and names.reference(item.get("attachedToRef")) not in there:
            if not _set_free(item):
                doomed.append(item)
        elif item.tag in (di.SHAPE, di.EDGE) and names.reference(item.get("bpmnElement")) not in there:
            doomed.append(item)
    for item in doomed:
        item.getparent().remove(item)
    return bool(doomed)


def ends_of(line: etree._Element) -> list[str]:
    """The ids at the ends of a line; of a data association the one that is not inside its step."""
    if names.bpmn_local(line.tag).startswith("data"):
        inward = names.bpmn_local(line.tag) == "dataInputAssociation"
        return [
            names.reference(end.text) for end in line.iterchildren(names.q("sourceRef" if inward else "targetRef"))
        ]
    return [names.reference(line.get("sourceRef")), names.reference(line.get("targetRef"))]


def _set_free(event: etree._Element) -> bool:
    """Make an intermediate event of a boundary event without its step, where such a kind exists."""
    kinds = {names.bpmn_local(child.tag) for child in event} & set(names.EVENT_DEFINITIONS)
    if len(kinds) != 1 or not kinds <= _CATCHES:
        return False
    event.tag = names.q("intermediateCatchEvent")
    for name in ("attachedToRef", "cancelActivity"):
        event.attrib.pop(name, None)
    return True


def strip_space(top: etree._Element) -> None:
    """Forget the indent of the place where it was copied."""
    for element in top.iter(etree.Element):
        if len(element) and not (element.text or "").strip():
            element.text = None
        if element is not top and not (element.tail or "").strip():
            element.tail = None
