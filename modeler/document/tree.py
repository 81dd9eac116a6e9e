"""The XML tree of a document with its bookkeeping: numbers, ids, shapes and who owns what.

The five raw changes stand here and are called by `journal` alone; everyone else speaks in ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from modeler.bpmn import di, names
from modeler.bpmn.elements import flow_tags, node_tags
from modeler.bpmn.source import Source, nodes_in_order
from modeler.bpmn.write import write

_FLOW_NODE_REF = names.q("flowNodeRef")
_PARTICIPANT = names.q("participant")

Items = tuple[tuple[str, str], ...]


def owner_tags() -> frozenset[str]:
    """Local names of elements that have a record of their own wherever they stand."""
    return (node_tags() | flow_tags() | names.PROCESSES | {"dataObject"}) - names.NODES_WITH_SHAPE | {"dataObject"}


class Tree:
    """The tree of one file.

    Every node has a number for good: those of the source count in document order, later ones go on
    from there in the order in which they were inserted; so a change can be told in numbers.
    """

    def __init__(self, root: etree._Element, source: Source) -> None:
        self.root = root
        self.source = source
        self.nodes: list[etree._Element] = nodes_in_order(root)
        self.numbers: dict[etree._Element, int] = {node: number for number, node in enumerate(self.nodes)}
        self._first_new = len(self.nodes)
        self.touched: set[etree._Element] = set()
        self.ids: dict[str, etree._Element] = {}
        self.shapes: dict[str, list[etree._Element]] = {}
        self.edges: dict[str, list[etree._Element]] = {}
        self.planes: dict[str, list[etree._Element]] = {}
        self.lane_refs: dict[str, list[etree._Element]] = {}
        self.pools: dict[str, list[etree._Element]] = {}
        self.mark: Callable[[str], None] = lambda _owner: None
        self._owners = owner_tags()
        for node in self.nodes:
            self._register(node)

    # looking

    def element(self, element_id: str) -> etree._Element:
        """The element of an id. Raises `KeyError`."""
        return self.ids[element_id]

    def shape(self, element_id: str) -> etree._Element | None:
        """The first shape of an element."""
        return next(iter(self.shapes.get(element_id, ())), None)

    def edge(self, element_id: str) -> etree._Element | None:
        """The first edge of an element."""
        return next(iter(self.edges.get(element_id, ())), None)

    def number(self, node: etree._Element) -> int:
        """The number of a node of this tree, attached or not. Raises `KeyError`."""
        return self.numbers[node]

    def line(self, node: etree._Element) -> int | None:
        """The line in the source, from 1; None for a node that came later."""
        line: int | None = node.sourceline if self.numbers[node] < self._first_new else None
        return line

    def is_attached(self, node: etree._Element) -> bool:
        """Whether a node stands in the tree at present."""
        while (parent := node.getparent()) is not None:
            node = parent
        return node is self.root

    def prefix(self, namespace: str) -> str:
        """The prefix of a namespace at the root, with its colon; empty where it is the default one."""
        found = [prefix for prefix, uri in self.root.nsmap.items() if uri == namespace]
        if not found or None in found:
            return ""
        return f"{min(found)}:"

    def to_bytes(self, *, every: bool = False) -> bytes:
        """The file as it would be saved; `every` passes all spans through the splicer."""
        attached = [node for node in self.touched if self.is_attached(node)]
        return write(self.source, self.root, self.numbers, None if every else attached)

    # the raw changes

    def set_items(self, element: etree._Element, items: Items) -> None:
        """Make these the attributes of an element, in this order."""
        self._unregister(element)
        current = element.attrib
        if current.keys() == [name for name, _ in items]:
            for name, value in items:
                if current[name] != value:
                    element.set(name, value)
        else:
            current.clear()
            for name, value in items:
                element.set(name, value)
        self.touched.add(element)
        self._register(element)
        self._mark(element)

    def set_text(self, element: etree._Element, text: str | None) -> None:
        """Make this the text before the first child of an element."""
        self._unregister(element)
        element.text = text
        self.touched.add(element)
        self._register(element)
        self._mark(element)

    def attach(
        self, parent: etree._Element, node: etree._Element, before: etree._Element | None, space: str | None,
        tail: str | None,
    ) -> None:  # fmt: skip
        """Put a node under a parent; `space` becomes the text before it, `tail` the text after it."""
        if before is not None:
            previous = before.getprevious()
            before.addprevious(node)
        else:
            previous = parent[-1] if len(parent) else None
            parent.append(node)
        node.tail = tail
        _set_slot(parent, previous, space)
        self.touched.add(parent)
        for item in node.iter():
            if item not in self.numbers:
                self.numbers[item] = len(self.nodes)
                self.nodes.append(item)
            self._register(item)
            self._mark_own(item)
        self._mark(parent)

    def detach(self, node: etree._Element, space: str | None) -> None:
        """Take a node out; `space` becomes the text where it stood, the text after it goes with it."""
        parent, previous = node.getparent(), node.getprevious()
        for item in node.iter():
            self._mark_own(item)
            self._unregister(item)
        node.tail = None
        parent.remove(node)
        _set_slot(parent, previous, space)
        self.touched.add(parent)
        self._mark(parent)

    # bookkeeping

    def _register(self, node: etree._Element) -> None:
        tag = node.tag
        if not isinstance(tag, str):
            return
        own = node.get("id")
        if own is not None:
            self.ids.setdefault(own, node)
        for table, key in self._tables(node, tag):
            table.setdefault(key, []).append(node)

    def _unregister(self, node: etree._Element) -> None:
        tag = node.tag
        if not isinstance(tag, str):
            return
        own = node.get("id")
        if own is not None and self.ids.get(own) is node:
            del self.ids[own]
        for table, key in self._tables(node, tag):
            found = table.get(key, [])
            if node in found:
                found.remove(node)
            if not found:
                table.pop(key, None)

    def _tables(self, node: etree._Element, tag: str) -> Iterator[tuple[dict[str, list[etree._Element]], str]]:
        if tag == di.SHAPE:
            yield self.shapes, names.reference(node.get("bpmnElement"))
        elif tag == di.EDGE:
            yield self.edges, names.reference(node.get("bpmnElement"))
        elif tag == di.PLANE:
            yield self.planes, names.reference(node.get("bpmnElement"))
        elif tag == _FLOW_NODE_REF:
            yield self.lane_refs, names.reference(node.text)
        elif tag == _PARTICIPANT and node.get("processRef"):
            yield self.pools, names.reference(node.get("processRef"))

    def _mark_own(self, node: etree._Element) -> None:
        """Tell what a node itself says something about."""
        tag = node.tag
        if not isinstance(tag, str):
            return
        if tag in (di.SHAPE, di.EDGE, di.PLANE):
            self.mark(names.reference(node.get("bpmnElement")))
        elif tag == _FLOW_NODE_REF:
            self.mark(names.reference(node.text))
        elif node.get("id") is not None and names.bpmn_local(tag):
            self.mark(node.get("id"))

    def _mark(self, node: etree._Element) -> None:
        """Tell whose record a change at this node may touch: all owners up to the first real one."""
        while node is not None:
            self._mark_own(node)
            tag = node.tag
            if tag in (di.SHAPE, di.EDGE, di.PLANE) or (names.bpmn_local(tag) in self._owners and node.get("id")):
                return
            node = node.getparent()


def slot(parent: etree._Element, before: etree._Element | None) -> str | None:
    """The text at the place before a child, or at the end of its parent."""
    previous = before.getprevious() if before is not None else (parent[-1] if len(parent) else None)
    text: str | None = parent.text if previous is None else previous.tail
    return text


def _set_slot(parent: etree._Element, previous: etree._Element | None, text: str | None) -> None:
    if previous is None:
        parent.text = text
    else:
        previous.tail = text
