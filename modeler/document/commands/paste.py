"""Paste: new elements out of a clip, or out of the text of any BPMN file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lxml import etree

from modeler.bpmn import di, names
from modeler.bpmn.elements import SPECS
from modeler.bpmn.ids import word_of
from modeler.bpmn.rules import may_contain, settled
from modeler.document import data, edits
from modeler.document.behaviors import Act, follow
from modeler.document.commands import clip, pools
from modeler.document.commands.add import container_at, is_between_pools, semantic_parent
from modeler.document.document import Document
from modeler.document.edits import RefusedError
from modeler.geometry.shapes import Point
from runner.core.i18n import N_


def paste(doc: Document, data: bytes, position: Point, home: str | None = None) -> list[str]:
    """Add what was copied, its middle at `position`, into `home` (None: what lies there); returns the ids of
    the new nodes. Ids stay where they are free, else they are new.

    Raises `FormatError` (`paste.unreadable`, `paste.nothing-drawn`) and `RefusedError` with the rule that
    forbids an element there.
    """
    root = clip.read_clip(data)
    participants = list(root.iter(names.q("participant")))
    if not participants:
        home = home or container_at(doc, position)
    with doc.transaction(N_("Paste")):
        if participants:
            _pool_what_is_there(doc, position, home)
        twins = _known(doc, root)
        new_ids = {**_new_ids(doc, root, twins), **twins}
        _rename_all(root, new_ids)
        _put_definitions(doc, root, set(twins.values()))
        drawn, inner = clip.drawn_on_main(root), clip.inner_diagrams(root)
        plane = pools.ground_of(doc, home) if participants else edits.plane_inside(doc, home)
        own = _put_pools(doc, root, participants, plane) + _put_loose(doc, root, participants, home)
        _place(doc, drawn, position, plane)
        for diagram in inner:
            _put(doc, doc.tree.root, diagram)
        found = [item for item in own if item in doc.index.nodes]
        _check(doc, found, home)
        follow(doc, Act("added", tuple(found)))
        return found


def _put(doc: Document, parent: etree._Element, element: etree._Element) -> None:
    holder = element.getparent()
    if holder is not None:
        holder.remove(element)
    element.tail = None
    clip.strip_space(element)
    edits.put(doc, parent, element)


def _known(doc: Document, root: etree._Element) -> dict[str, str]:
    """Messages, signals and their like that the document has already, by kind and name."""
    found: dict[str, str] = {}
    for element in root.iterchildren(etree.Element):
        kind, own, name = names.bpmn_local(element.tag), element.get("id"), element.get("name") or ""
        code = element.get("errorCode") or element.get("escalationCode") or ""
        if kind not in clip.SHARED or own is None:
            continue
        for record in doc.index.definitions.values():
            same = (record.kind, record.name, record.code) == (kind, name, code)
            if same and (name or record.id == own):
                found[own] = record.id
                break
    return found


def _new_ids(doc: Document, root: etree._Element, known: Mapping[str, str]) -> dict[str, str]:
    taken = set(doc.tree.ids)
    found: dict[str, str] = {}
    for element in root.iter(etree.Element):
        own = element.get("id")
        if own is None or own in found or own in known or element is root:
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


def _rename_all(root: etree._Element, new_ids: Mapping[str, str]) -> None:
    for element in root.iter(etree.Element):
        for name in clip.REFERENCES & set(element.attrib):
            value = names.reference(element.get(name)) if name != "id" else element.get(name)
            if value in new_ids:
                element.set(name, new_ids[value])
        if element.tag in clip.REFERENCE_TEXTS and names.reference(element.text) in new_ids:
            element.text = new_ids[names.reference(element.text)]


def _put_definitions(doc: Document, root: etree._Element, known: set[str]) -> None:
    for element in list(root.iterchildren(etree.Element)):
        if names.bpmn_local(element.tag) in clip.SHARED | {"category"} and element.get("id") not in known:
            _put(doc, doc.tree.root, element)


def _pool_what_is_there(doc: Document, position: Point, home: str | None) -> None:
    """The process that has no pool gets one round what is drawn, before other pools come beside it."""
    ground = pools.ground_of(doc, home)
    free = pools.free_process(doc, ground)
    if free is None or pools.is_apart(doc, free, ground):
        return
    if not doc.index.has_pools_on(pools.key_of(doc, ground)) and doc.index.children(free):
        pools.add_pool(doc, SPECS["pool"], position, "", home)


def _put_pools(
    doc: Document, root: etree._Element, participants: Iterable[etree._Element], ground: etree._Element
) -> list[str]:
    processes = {item.get("id"): item for item in root.iterchildren(names.q("process"))}
    own: list[str] = []
    for participant in participants:
        process = processes.get(names.reference(participant.get("processRef")))
        if process is not None:
            free = pools.free_process(doc, ground)
            first = not doc.index.has_pools_on(pools.key_of(doc, ground))
            if free is not None and first and not pools.is_apart(doc, free, ground):  # empty: this pool's now
                participant.set("processRef", free)
                for child in list(process.iterchildren(etree.Element)):
                    if child.tag not in (names.q("extensionElements"), names.q("documentation")):
                        _put(doc, edits.element(doc, free), child)
            else:
                process.set("isExecutable", "false")
                _put(doc, doc.tree.root, process)
        _put(doc, pools.collaboration_on(doc, ground), participant)
        own.append(participant.get("id"))
    for message in list(root.iter(names.q("messageFlow"))):
        _put(doc, pools.collaboration_on(doc, ground), message)
    return own


def _put_loose(
    doc: Document, root: etree._Element, participants: Iterable[etree._Element], home: str | None
) -> list[str]:
    """What stands in no pool, and the notes between pools."""
    pooled = {names.reference(item.get("processRef")) for item in participants}
    holders = [item for item in root.iterchildren(names.q("process")) if item.get("id") not in pooled]
    holders += list(root.iterchildren(names.q("collaboration")))
    own: list[str] = []
    for holder in holders:
        for child in list(holder.iterchildren(etree.Element)):
            tag = names.bpmn_local(child.tag)
            if tag in clip.TOPS:
                _put(doc, semantic_parent(doc, home, tag), child)
                own.append(child.get("id"))
        for port in list(holder.iter(*(names.q(tag) for tag in data.PORTS))):
            if port.getparent().tag == names.q("ioSpecification") and port.getparent().getparent() is holder:
                port.getparent().remove(port)
                data.put_port(doc, semantic_parent(doc, home), port)
                own.append(port.get("id"))
    return own


def _check(doc: Document, found: Iterable[str], home: str | None) -> None:
    """What the rules forbid there, may not be pasted there either."""
    container = doc.index.nodes.get(home) if home is not None else None
    for item in found:
        record = doc.index.nodes[item]
        if record.attached_to is None and record.tag in names.FLOW_NODES | set(data.PORTS):
            verdict = may_contain(container, settled(container, SPECS[record.spec]), doc.index, item)
            if not verdict:
                raise RefusedError(verdict.reason_code)
            if is_between_pools(doc, home):
                raise RefusedError("rule.outside-pools")


def _place(doc: Document, drawn: list[etree._Element], position: Point, plane: etree._Element) -> None:
    boxes = [box for box in (di.bounds_of(item) for item in drawn) if box is not None]
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.united(box)
    dx, dy = round(position[0] - whole.centre[0]), round(position[1] - whole.centre[1])
    for item in drawn:
        for place in item.iter(di.BOUNDS, di.WAYPOINT):
            place.set("x", di.text_of(di.number(place.get("x")) + dx))
            place.set("y", di.text_of(di.number(place.get("y")) + dy))
        _put(doc, plane, item)
