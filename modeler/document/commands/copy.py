"""Copy and paste: a piece of a diagram as bytes, and new elements out of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

from modeler.bpmn import di, names
from modeler.bpmn.ids import word_of
from modeler.document import edits
from modeler.document.behaviors import Act, follow
from modeler.document.closure import with_content
from modeler.document.commands.add import semantic_parent
from modeler.document.document import Document
from modeler.geometry.shapes import Bounds, Point
from runner.core.errors import FormatError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.xml import read_xml

declare(
    {
        "paste.unreadable": (
            N_("What was copied is not a piece of a diagram."),
            N_("Copy elements in Slipway first."),
        ),
    }
)

_REFERENCES = frozenset(
    {"id", "sourceRef", "targetRef", "default", "attachedToRef", "bpmnElement", "dataObjectRef", "activityRef"}
)
_REFERENCE_TEXTS = frozenset(names.q(tag) for tag in ("incoming", "outgoing", "sourceRef", "targetRef"))
_ENDS = frozenset(names.q(tag) for tag in ("incoming", "outgoing"))


def copy(doc: Document, ids: Iterable[str]) -> bytes:
    """The nodes with all that goes along and the lines between them, ready for `paste` in any document.

    Pools and lanes are not copied themselves: their content is.
    """
    wanted = with_content(doc.index, ids)
    nodes = [item for item in wanted if doc.index.nodes[item].tag not in ("participant", "lane")]
    flows = {
        flow.id: flow
        for item in nodes
        for flow in doc.index.flows_of(item)
        if flow.source in nodes and flow.target in nodes
    }
    whole = {*nodes, *flows}
    tops = [item for item in (*nodes, *flows) if _holder(doc, item) not in whole]
    data = {names.reference(_attribute(doc, item, "dataObjectRef")) for item in tops} - {""}
    shapes = [
        drawn for item in whole for drawn in (*doc.tree.shapes.get(item, ())[:1], *doc.tree.edges.get(item, ())[:1])
    ]
    elements = [doc.tree.ids[item] for item in (*sorted(data & doc.tree.ids.keys()), *tops)]
    clip = {
        "slipway": 1,
        "elements": [_xml(item) for item in elements],
        "drawn": [_xml(item) for item in sorted(shapes, key=doc.tree.number)],
        "names": {item: doc.index.nodes[item].name for item in nodes if doc.index.nodes[item].tag == "group"},
    }
    return json.dumps(clip, ensure_ascii=False).encode()


def _holder(doc: Document, item: str) -> str | None:
    record = doc.index.nodes.get(item) or doc.index.flows.get(item)
    return record.parent if record is not None else None


def _attribute(doc: Document, item: str, name: str) -> str:
    return doc.tree.ids[item].get(name) or ""


def _xml(element: etree._Element) -> str:
    return str(etree.tostring(element, encoding="unicode", with_tail=False))


def paste(doc: Document, data: bytes, position: Point, home: str | None = None) -> list[str]:
    """Add what was copied, its middle at `position`, into `home` (None: the process); returns the ids of
    the new nodes. Ids stay where they are free, else they are new.

    Raises `FormatError` (`paste.unreadable`).
    """
    clip = _read_clip(data)
    elements = [_element(text) for text in clip["elements"]]
    drawn = [_element(text) for text in clip["drawn"]]
    with doc.transaction(N_("Paste")):
        new_ids = _new_ids(doc, [*elements, *drawn])
        for element in (*elements, *drawn):
            _rename_all(element, new_ids)
        _drop_foreign_ends(elements)
        parent = semantic_parent(doc, home)
        for element in elements:
            _strip_space(element)
            edits.put(doc, parent, element)
        _place(doc, drawn, position, edits.plane_inside(doc, home))
        own = [element.get("id") for element in elements if element.get("id") in doc.index.nodes]
        for old, name in clip.get("names", {}).items():
            if name and new_ids.get(old, old) in doc.index.nodes:
                from modeler.document.commands.write import rename

                edits.set_attribute(doc, doc.tree.ids[new_ids.get(old, old)], "categoryValueRef", None)
                rename(doc, new_ids.get(old, old), str(name))
        follow(doc, Act("added", tuple(own)))
        return own


def _read_clip(data: bytes) -> dict[str, Any]:
    try:
        clip = json.loads(data)
    except ValueError as error:
        raise FormatError("paste.unreadable") from error
    if not isinstance(clip, dict) or clip.get("slipway") != 1:
        raise FormatError("paste.unreadable")
    return clip


def _element(text: object) -> etree._Element:
    try:
        return read_xml(str(text).encode(), "clipboard").getroot()
    except FormatError as error:
        raise FormatError("paste.unreadable") from error


def _new_ids(doc: Document, elements: list[etree._Element]) -> dict[str, str]:
    taken = set(doc.tree.ids)
    found: dict[str, str] = {}
    for top in elements:
        for element in top.iter(etree.Element):
            own = element.get("id")
            if own is None or own in found:
                continue
            new = own
            if own in taken:
                tag = names.split(element.tag)[1]
                target = found.get(names.reference(element.get("bpmnElement")))
                new = f"{target}_di" if target and f"{target}_di" not in taken else ""
                new = new or doc.ids.with_word(word_of(tag), taken)
            taken.add(new)
            found[own] = new
    return found


def _rename_all(top: etree._Element, new_ids: Mapping[str, str]) -> None:
    for element in top.iter(etree.Element):
        for name in _REFERENCES & set(element.attrib):
            value = names.reference(element.get(name)) if name != "id" else element.get(name)
            if value in new_ids:
                element.set(name, new_ids[value])
        if element.tag in _REFERENCE_TEXTS and names.reference(element.text) in new_ids:
            element.text = new_ids[names.reference(element.text)]


def _drop_foreign_ends(elements: list[etree._Element]) -> None:
    """Take out what points at lines that were not copied."""
    there = {item.get("id") for top in elements for item in top.iter(etree.Element)}
    for top in elements:
        for element in list(top.iter(*_ENDS)):
            if names.reference(element.text) not in there:
                element.getparent().remove(element)
        for element in top.iter(etree.Element):
            if element.get("default") and element.get("default") not in there:
                del element.attrib["default"]


def _strip_space(top: etree._Element) -> None:
    """Forget the indent of the place where it was copied."""
    for element in top.iter(etree.Element):
        if len(element) and not (element.text or "").strip():
            element.text = None
        if element is not top and not (element.tail or "").strip():
            element.tail = None


def _place(doc: Document, drawn: list[etree._Element], position: Point, plane: etree._Element) -> None:
    boxes = [box for box in (di.bounds_of(item) for item in drawn) if box is not None]
    if not boxes:
        return
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.united(box)
    dx, dy = position[0] - whole.centre[0], position[1] - whole.centre[1]
    for item in drawn:
        _strip_space(item)
        for place in item.iter(di.BOUNDS, di.WAYPOINT):
            place.set("x", di.text_of(di.number(place.get("x")) + dx))
            place.set("y", di.text_of(di.number(place.get("y")) + dy))
        edits.put(doc, plane, item)


def bounds_of_clip(data: bytes) -> Bounds | None:
    """How large a copied piece is, for the ghost at the cursor. Raises `FormatError`."""
    boxes = [box for box in (di.bounds_of(_element(text)) for text in _read_clip(data)["drawn"]) if box is not None]
    if not boxes:
        return None
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.united(box)
    return whole
