"""The XML tree of a document with its bookkeeping: numbers, ids, shapes and who owns what.

The five raw changes stand here and are called by `journal` alone; everyone else speaks in ids.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from itertools import chain, repeat
from typing import TYPE_CHECKING

from lxml import etree

from modeler.bpmn import di, names
from modeler.bpmn.parse import parse_bpmn
from modeler.bpmn.source import Source, nodes_in_order
from modeler.document import spacing
from modeler.document.owners import Owners, Touch, owner_tags
from runner.core.xml import Limits

if TYPE_CHECKING:
    from modeler.bpmn.write import Writer

_FLOW_NODE_REF = names.q("flowNodeRef")
_CALL = names.q("callActivity")
_CATEGORY_VALUE = names.q("categoryValue")
_PARTICIPANT = names.q("participant")
_MENTIONS = {
    "compensateEventDefinition": "activityRef",
    "group": "categoryValueRef",
    **dict.fromkeys(
        ("participantRef", "messageFlowRef", "innerParticipantRef", "outerParticipantRef", "loopDataInputRef",
         "loopDataOutputRef"), ""
    ),
}  # fmt: skip
"""Tags of what names an element that may go -> the attribute that does; none: its text."""
_DI_OWNERS = frozenset({di.SHAPE, di.EDGE, di.PLANE})
_DI_FIGURES = frozenset({di.BOUNDS, di.WAYPOINT})

Items = tuple[tuple[str, str], ...]
Figures = tuple[etree._Element, ...]
"""Corners and way points."""


_HELD, _DRAWN, _READ, _PLACED = Touch.HELD, Touch.DRAWN, Touch.READ, Touch.PLACED


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
        self._writer: Writer | None = None
        self._stale: set[etree._Element] = set()
        """What was changed since the bytes were last asked for."""
        self._written: set[etree._Element] = set()
        """What was changed before that."""
        self.structure = 0
        """Grows when an element of the model (not of its drawing) comes, goes, or stands elsewhere."""
        self.ids: dict[str, etree._Element] = {}
        self.shapes: dict[str, list[etree._Element]] = {}
        self.edges: dict[str, list[etree._Element]] = {}
        self.planes: dict[str, list[etree._Element]] = {}
        self.lane_refs: dict[str, list[etree._Element]] = {}
        self.pools: dict[str, list[etree._Element]] = {}
        self.mentions: dict[str, list[etree._Element]] = {}
        self.calls: dict[str, list[etree._Element]] = {}
        self.mark: Callable[[str, Touch], None] = lambda _owner, _touch: None
        self.shifted: Callable[[Owners, str, float], None] = lambda _owners, _name, _step: None
        self._owners = owner_tags()
        self._labels: dict[etree._Element, float] = {}
        self._corners: dict[str, Figures] = {}
        self._ways: dict[str, Figures] = {}
        self._ground: etree._Element | None = None
        self._keyed = {
            di.SHAPE: (self.shapes, "bpmnElement"),
            di.EDGE: (self.edges, "bpmnElement"),
            di.PLANE: (self.planes, "bpmnElement"),
            _PARTICIPANT: (self.pools, "processRef"),
            _CALL: (self.calls, "calledElement"),
            _FLOW_NODE_REF: (self.lane_refs, ""),
            **{names.q(tag): (self.mentions, attribute) for tag, attribute in _MENTIONS.items()},
        }
        ids, keyed, reference = self.ids, self._keyed, names.reference
        for node in self.nodes:  # as `_register` does, without a call for each node
            tag = node.tag
            if not isinstance(tag, str):
                continue
            own = node.get("id")
            if own is not None and own not in ids:
                ids[own] = node
            if tag in keyed:
                table, attribute = keyed[tag]
                key = reference(node.get(attribute) if attribute else node.text)
                if key in table:
                    table[key].append(node)
                elif key:
                    table[key] = [node]

    # looking

    def element(self, element_id: str) -> etree._Element:
        """The element of an id. Raises `KeyError`."""
        return self.ids[element_id]

    def shape(self, element_id: str) -> etree._Element | None:
        """The first shape of an element."""
        found = self.shapes.get(element_id)
        return found[0] if found else None

    def edge(self, element_id: str) -> etree._Element | None:
        """The first edge of an element."""
        found = self.edges.get(element_id)
        return found[0] if found else None

    def corners(self, element_id: str) -> Figures:
        """All that says where a shape is drawn: its corner and that of its label. Kept: thousands are asked for
        again and again."""
        found = self._corners.get(element_id)
        if found is None:
            found = self._corners[element_id] = _figures_of(self.shape(element_id))
        return found

    def way(self, element_id: str) -> Figures:
        """All that says where a line is drawn: its way points and the corner of its label. Kept as well."""
        found = self._ways.get(element_id)
        if found is None:
            found = self._ways[element_id] = _figures_of(self.edge(element_id))
        return found

    def main_plane(self) -> etree._Element | None:
        """The plane of the first diagram, those inside folded sub-processes aside; None where there is none."""
        if self._ground is None:
            planes = (plane for diagram in self.root.iterchildren(di.DIAGRAM) for plane in diagram)
            self._ground = next((plane for plane in planes if plane.tag == di.PLANE and self.is_ground(plane)), None)
        return self._ground

    def has_diagrams(self) -> bool:
        """Whether there is more than one diagram, those inside folded sub-processes counted too."""
        found = self.root.iterchildren(di.DIAGRAM)
        return next(found, None) is not None and next(found, None) is not None

    def is_ground(self, plane: etree._Element) -> bool:
        """Whether a plane shows a process or collaboration, not the inside of a sub-process."""
        own = names.reference(plane.get("bpmnElement"))
        target = self.ids.get(own)
        called = own in self.calls and plane.getparent() is not self.root.find(di.DIAGRAM)
        return not called and (target is None or names.bpmn_local(target.tag) not in names.SUB_PROCESSES)

    def number(self, node: etree._Element) -> int:
        """The number of a node of this tree, attached or not. Raises `KeyError`."""
        return self.numbers[node]

    def line(self, node: etree._Element) -> int | None:
        """The line in the source, from 1; None for a node that came later."""
        line: int | None = node.sourceline if self.numbers[node] < self._first_new else None
        return line

    def place(self, node: etree._Element) -> float:
        """A number that grows from sibling to sibling: tells their order without counting them."""
        return self._labels.get(node, float(self.numbers[node]))

    def _label(
        self, parent: etree._Element, previous: etree._Element | None, node: etree._Element,
        following: etree._Element | None,
    ) -> None:  # fmt: skip
        """Give a node that was put between two siblings a place between theirs."""
        low = self.place(previous) if previous is not None else None
        high = self.place(following) if following is not None else None
        if low is None:
            self._labels[node] = high - 1.0 if high is not None else 0.0
        elif high is None:
            self._labels[node] = low + 1.0
        elif low < (middle := (low + high) / 2) < high:
            self._labels[node] = middle
        else:  # no room left between the two: count all anew
            for number, child in enumerate(parent.iterchildren()):
                self._labels[child] = float(number)

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

    def is_touched(self, node: etree._Element) -> bool:
        """Whether attributes, text or children of a node were changed since the file was opened."""
        return node in self._stale or node in self._written

    def to_bytes(self, *, every: bool = False) -> bytes:
        """The file as it would be saved; `every` passes all spans through the splicer. What was not changed since
        the last time is taken over as it was written then."""
        from modeler.bpmn.write import Writer

        if every:
            return Writer(self.source, self.numbers, every=True).write(self.root)
        if not self._stale and not self._written:
            return self.source.data
        if self._writer is None:
            self._writer = Writer(self.source, self.numbers)
        self._writer.forget(self._stale)
        self._written |= self._stale
        self._stale.clear()
        return self._writer.write(self.root)

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
        self._stale.add(element)
        self._register(element)
        self._mark(element)

    def set_values(self, element: etree._Element, values: Items) -> None:
        """Give attributes that are there other values."""
        figure = element.tag in _DI_FIGURES  # most of what a move writes: no id, only its holder is drawn anew
        plain = figure or (element.tag not in self._keyed and all(name != "id" for name, _ in values))
        if not plain:
            self._unregister(element)
        for name, value in values:
            element.set(name, value)
        if not plain:
            self._register(element)
        self._stale.add(element)
        if figure:
            self._mark_holder(element)
        else:
            self._mark(element)

    def set_coordinates(
        self, name: str, figures: Iterable[etree._Element], values: Iterable[str], owners: Owners,
        step: float | None = None,
    ) -> None:  # fmt: skip
        """Give one coordinate of many corners and way points other values; `owners` are the elements they draw.
        `step`: the distance that all that draws these goes by this, where that is so."""
        deque(map(etree._Element.set, figures, repeat(name), values), maxlen=0)  # tens of thousands at once
        self._stale.update(figures)
        if step is not None:
            self.shifted(owners, name, step)
            return
        for owner in chain(*owners):
            self.mark(owner, _DRAWN)

    def owners_of(self, figures: Iterable[etree._Element]) -> Owners:
        """Whom corners and way points draw."""
        found: dict[etree._Element, None] = {}
        for figure in figures:
            holder = figure.getparent()
            found[holder.getparent() if holder.tag == di.LABEL else holder] = None
        lines = [names.reference(holder.get("bpmnElement")) for holder in found if holder.tag == di.EDGE]
        shapes = [names.reference(holder.get("bpmnElement")) for holder in found if holder.tag != di.EDGE]
        return Owners(frozenset(shapes), frozenset(lines))

    def set_text(self, element: etree._Element, text: str | None) -> None:
        """Make this the text before the first child of an element."""
        self._unregister(element)
        element.text = text
        self._stale.add(element)
        self._register(element)
        self._mark(element)

    def attach(
        self, parent: etree._Element, node: etree._Element, before: etree._Element | None, space: str | None,
        tail: str | None,
    ) -> None:  # fmt: skip
        """Put a node under a parent; `space` becomes the text before it, `tail` the text after it."""
        self.structure += names.bpmn_local(node.tag) != ""
        self._forget_figures(parent)
        if before is not None:
            previous = before.getprevious()
            before.addprevious(node)
        else:
            previous = spacing.last_child(parent)
            parent.append(node)
        node.tail = tail
        spacing.set_slot(parent, previous, space)
        self._label(parent, previous, node, before)
        self._stale.add(parent)
        bend = _is_bend(node)
        for item in (node,) if bend else node.iter():
            if item not in self.numbers:
                self.numbers[item] = len(self.nodes)
                self.nodes.append(item)
            if not bend:
                self._register(item)
                self._mark_own(item, _PLACED)
        self._mark_around(parent, node)

    def detach(self, node: etree._Element, space: str | None) -> None:
        """Take a node out; `space` becomes the text where it stood, the text after it goes with it."""
        self.structure += names.bpmn_local(node.tag) != ""
        parent, previous = node.getparent(), node.getprevious()
        self._forget_figures(parent)
        for item in () if _is_bend(node) else node.iter():
            self._mark_own(item, _PLACED)
            self._unregister(item)
        node.tail = None
        parent.remove(node)
        spacing.set_slot(parent, previous, space)
        self._stale.add(parent)
        self._mark_around(parent, node)

    def lead(
        self, edge: etree._Element, places: Iterable[tuple[etree._Element, str, str]], gone: Figures, come: Figures,
        following: etree._Element | None, tails: Iterable[tuple[etree._Element, str | None]],
    ) -> None:  # fmt: skip
        """Give an edge another way: places of way points, those that go, those that come before `following` (None: at
        the end), and the texts behind them. As attaching and detaching each, but its owner is told once."""
        stale, numbers = self._stale, self.numbers
        for point, x, y in places:
            point.set("x", x)
            point.set("y", y)
            stale.add(point)
        owner = names.reference(edge.get("bpmnElement"))
        if gone or come:
            self._forget_drawn(owner, di.EDGE)
            for point in gone:
                point.tail = None
                edge.remove(point)
            for point in come:
                if following is not None:
                    following.addprevious(point)
                else:
                    edge.append(point)
                if point not in numbers:
                    numbers[point] = len(self.nodes)
                    self.nodes.append(point)
            for point, text in tails:
                point.tail = text
            stale.add(edge)
        self.mark(owner, _DRAWN)

    # bookkeeping

    def _forget_figures(self, holder: etree._Element) -> None:
        """Something comes or goes in a shape, an edge or a label."""
        if holder.tag == di.LABEL:
            holder = holder.getparent()
        if holder is not None and (holder.tag == di.SHAPE or holder.tag == di.EDGE):
            self._forget_drawn(names.reference(holder.get("bpmnElement")), holder.tag)

    def _forget_drawn(self, element_id: str, tag: str) -> None:
        """What draws an element comes, goes or is another."""
        if tag == di.SHAPE:
            self._corners.pop(element_id, None)
        elif tag == di.EDGE:
            self._ways.pop(element_id, None)
        elif tag == di.PLANE:
            self._ground = None

    def _register(self, node: etree._Element) -> None:
        tag = node.tag
        if not isinstance(tag, str):
            return
        own = node.get("id")
        if own is not None:
            self.ids.setdefault(own, node)
        if tag in self._keyed:
            self._file(node, tag)

    def _file(self, node: etree._Element, tag: str) -> None:
        table, key = self._key(node, tag)
        self._forget_drawn(key, tag)
        if key:
            table.setdefault(key, []).append(node)

    def _unregister(self, node: etree._Element) -> None:
        tag = node.tag
        if not isinstance(tag, str):
            return
        own = node.get("id")
        if own is not None and self.ids.get(own) is node:
            del self.ids[own]
        if tag in self._keyed:
            table, key = self._key(node, tag)
            self._forget_drawn(key, tag)
            found = table.get(key, [])
            if node in found:
                found.remove(node)
            if not found:
                table.pop(key, None)

    def _key(self, node: etree._Element, tag: str) -> tuple[dict[str, list[etree._Element]], str]:
        """The table of what refers to ids in this way, and the id."""
        table, attribute = self._keyed[tag]
        return table, names.reference(node.get(attribute) if attribute else node.text)

    def _mark_own(self, node: etree._Element, touch: Touch) -> None:
        """Tell what a node itself says something about; only an element itself is placed, not what is drawn of it
        or refers to it."""
        tag = node.tag
        if not isinstance(tag, str):
            return
        if tag in _DI_OWNERS:
            self.mark(names.reference(node.get("bpmnElement")), _READ)
        elif tag == _FLOW_NODE_REF:
            self.mark(names.reference(node.text), _READ)
        elif names.bpmn_local(tag) and node.get("id") is not None:
            self.mark(node.get("id"), touch)
            if tag == _CATEGORY_VALUE:  # the name of each group that shows it
                for group in self.mentions.get(node.get("id"), ()):
                    self.mark(group.get("id"), touch)

    def _mark_holder(self, figure: etree._Element) -> None:
        """Tell that what a corner or way point belongs to is drawn elsewhere."""
        holder = figure.getparent()
        if holder is not None and holder.tag == di.LABEL:
            holder = holder.getparent()
        if holder is not None and (holder.tag == di.SHAPE or holder.tag == di.EDGE):
            self.mark(names.reference(holder.get("bpmnElement")), _DRAWN)
        else:
            self._mark(figure)

    def _mark_around(self, parent: etree._Element, node: etree._Element) -> None:
        """Tell that a node came or went inside its parent. A process or plane of thousands is not looked through for
        one more."""
        if parent.tag == di.PLANE:
            self.mark(names.reference(parent.get("bpmnElement")), _HELD)
        elif parent.tag == di.EDGE:
            self.mark(names.reference(parent.get("bpmnElement")), _DRAWN)
        elif self._is_owner(node) and self._is_owner(parent):
            self.mark(parent.get("id"), _HELD)
        else:
            self._mark(parent, inside=True)

    def _is_owner(self, node: etree._Element) -> bool:
        return names.bpmn_local(node.tag) in self._owners and bool(node.get("id"))

    def _mark(self, node: etree._Element, *, inside: bool = False) -> None:
        """Tell whose record a change at this node may touch: all owners up to the first real one. `inside`:
        not the node itself changed, but what it holds."""
        while node is not None:
            tag = node.tag
            if tag in _DI_OWNERS:
                self.mark(names.reference(node.get("bpmnElement")), _DRAWN if inside else _READ)
                return
            self._mark_own(node, _READ)
            if self._is_owner(node):
                return
            node = node.getparent()
            inside = True


def _figures_of(holder: etree._Element | None) -> Figures:
    found: list[etree._Element] = []
    for child in holder if holder is not None else ():
        tag = child.tag
        if tag == di.WAYPOINT or tag == di.BOUNDS:
            found.append(child)
        elif tag == di.LABEL and (box := child.find(di.BOUNDS)) is not None:
            found.append(box)
    return tuple(found)


def tree_of(data: bytes, name: str, limits: Limits | None = None) -> Tree:
    """The tree of a file's bytes; `name` is used in errors. Raises `FormatError`."""
    return Tree(parse_bpmn(data, name, limits), Source(data))


def _is_bend(node: etree._Element) -> bool:
    """Whether a node is a way point, which nothing refers to and which says nothing but where its edge goes: most of
    what comes and goes while shapes are moved."""
    return bool(node.tag == di.WAYPOINT and node.get("id") is None)
