"""Copy: a piece of a diagram as a BPMN file of its own, which any modeler can read."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy

from lxml import etree

from modeler.bpmn import di, names
from modeler.document import data
from modeler.document.closure import notes_on, with_content
from modeler.document.commands import clip
from modeler.document.document import Document

_PREFIXES = {prefix: uri for uri, prefix in names.PREFERRED_PREFIX.items() if prefix not in ("bioc", "color", "slip")}
_LOOSE = "Process_Copied"
_LAST = names.ARTIFACTS | {"association"}
"""What the standard wants behind all else."""


def copy(doc: Document, ids: Iterable[str]) -> bytes:
    """The nodes with all that goes along and the lines between them, ready for `paste` in any document.

    A pool comes with its process; of a lane only what stands in it. A message flow comes only with both
    its pools. Messages, signals, errors and escalations that are referred to come too.
    """
    wanted = with_content(doc.index, dict.fromkeys((*(chosen := tuple(ids)), *notes_on(doc.index, chosen))))
    pools = [item for item in wanted if doc.index.nodes[item].tag == "participant"]
    processes = {process: None for item in pools if (process := doc.index.nodes[item].process)}
    lanes = [lane.id for lane in doc.index.lanes.values() if lane.process in processes]
    nodes = [item for item in wanted if doc.index.nodes[item].tag not in ("participant", "lane")]
    flows = _flows(doc, [*nodes, *lanes], pools)
    whole = {*nodes, *pools, *lanes, *flows}
    root = etree.Element(
        names.q("definitions"),
        {"id": "Definitions_Copied", "targetNamespace": "urn:slipway:clipboard", "exporter": "Slipway"},
        nsmap=_PREFIXES,
    )
    language = doc.tree.root.get("expressionLanguage")
    if language:
        root.set("expressionLanguage", language)
    tops = [
        item
        for item in (*nodes, *flows)
        if _parent(doc, item) not in whole and _process(doc, item) not in processes and item not in pools
    ]
    messages = [item for item in tops if item in flows and doc.index.flows[item].kind == "messageFlow"]
    plane = _LOOSE
    if pools:
        plane = "Collaboration_Copied"
        holder = etree.SubElement(root, names.q("collaboration"), {"id": plane})
        holder.extend(_taken(doc, item) for item in (*pools, *messages))
        root.extend(_taken(doc, item) for item in processes)
        for store in [item for item in root.iter(names.q("dataStoreReference")) if item.get("id") not in whole]:
            store.getparent().remove(store)  # it stands outside of its pool
    loose = etree.SubElement(root, names.q("process"), {"id": _LOOSE})
    ports = [item for item in tops if item in nodes and doc.index.nodes[item].tag in data.PORTS]
    if ports:
        data.ports_of(loose).extend(_taken(doc, item) for item in ports)
    taken = [
        _taken(doc, item) for item in (*_data_of(doc, tops), *tops) if item not in messages and item not in ports
    ]
    loose.extend(sorted(taken, key=lambda item: names.bpmn_local(item.tag) in _LAST))
    if not len(loose) and pools:
        root.remove(loose)
    for number, element in enumerate(_referred(doc, root)):
        root.insert(number, element)
    _draw(doc, root, whole, plane)
    clip.mend(root)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _flows(doc: Document, nodes: list[str], pools: list[str]) -> dict[str, None]:
    ends, found = {*nodes, *pools}, dict[str, None]()
    for item in (*nodes, *pools):
        for flow in doc.index.flows_of(item):
            if flow.source not in ends or flow.target not in ends:
                continue
            if flow.kind == "messageFlow" and not {_pool(doc, flow.source), _pool(doc, flow.target)} <= set(pools):
                continue
            found[flow.id] = None
    noted = [line for item in found if doc.index.is_end(item) for line in doc.index.flows_of(item)]
    found.update({line.id: None for line in noted if {line.source, line.target} & ends})
    return found


def _pool(doc: Document, node_id: str) -> str | None:
    record = doc.index.nodes[node_id]
    if record.tag == "participant":
        return record.id
    process = doc.index.processes.get(record.process or "")
    return process.pool if process is not None else None


def _parent(doc: Document, item: str) -> str | None:
    record = doc.index.nodes.get(item) or doc.index.flows.get(item)
    return record.parent if record is not None else None


def _process(doc: Document, item: str) -> str | None:
    """The process in whose element this one lies; None for what lies in the collaboration."""
    element = doc.tree.ids[item].getparent()
    while element is not None and element.tag != names.q("process"):
        element = element.getparent()
    return element.get("id") if element is not None else None


def _data_of(doc: Document, tops: list[str]) -> list[str]:
    """The data objects behind the references among these."""
    found = {names.reference(doc.tree.ids[item].get("dataObjectRef")) for item in tops}
    return sorted(found & doc.tree.ids.keys())


def _taken(doc: Document, item: str) -> etree._Element:
    element = deepcopy(doc.tree.ids[item])
    element.tail = None
    clip.strip_space(element)
    return element


def _referred(doc: Document, root: etree._Element) -> list[etree._Element]:
    """Copies of the root elements that are referred to."""
    found: dict[str, etree._Element] = {}
    waiting = [root]
    while waiting:
        for element in waiting.pop().iter(etree.Element):
            for name in clip.REFERENCES & set(element.attrib):
                own = names.reference(element.get(name))
                target = doc.tree.ids.get(own)
                if target is None or own in found:
                    continue
                if target.tag == names.q("categoryValue"):
                    category = etree.Element(names.q("category"), {"id": target.getparent().get("id") or own + "_c"})
                    category.append(_taken(doc, own))
                    found[own] = category
                elif target.getparent() is doc.tree.root and names.bpmn_local(target.tag) in clip.SHARED:
                    found[own] = _taken(doc, own)
                    waiting.append(found[own])
    return list(found.values())


def _draw(doc: Document, root: etree._Element, whole: set[str], plane: str) -> None:
    """One diagram for the piece, and one for each folded sub-process in it."""
    shown: dict[str, list[etree._Element]] = {plane: []}
    for item in whole:
        for drawn in (*doc.tree.shapes.get(item, ())[:1], *doc.tree.edges.get(item, ())[:1]):
            holder = names.reference(drawn.getparent().get("bpmnElement"))
            shown.setdefault(holder if holder in whole else plane, []).append(drawn)
    for number, (holder, items) in enumerate(shown.items()):
        diagram = etree.SubElement(root, di.DIAGRAM, {"id": f"BPMNDiagram_Copied_{number}"})
        target = etree.SubElement(diagram, di.PLANE, {"id": f"BPMNPlane_Copied_{number}", "bpmnElement": holder})
        for drawn in sorted(items, key=doc.tree.number):
            new = deepcopy(drawn)
            new.tail = None
            clip.strip_space(new)
            target.append(new)
