"""The records of all elements, kept up to date change by change: an edit costs what it touches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from lxml import etree

from modeler.bpmn import names
from modeler.bpmn.elements import flow_tags, node_tags
from modeler.document import reading
from modeler.document.change import Delta, Shift
from modeler.document.ends import Ends
from modeler.document.owners import Owners, Touch
from modeler.document.places import Lines, Places
from modeler.document.records import DefinitionRecord, FlowRecord, NodeRecord, ProcessRecord
from modeler.document.table import Table
from modeler.document.tree import Tree
from runner.core import collecting

Record = NodeRecord | FlowRecord | ProcessRecord | DefinitionRecord

_UNTOUCHED = 0
_MANY = 600
_CALL = names.q("callActivity")
_FOLDABLE = names.SUB_PROCESSES | {"participant", "callActivity"}
"""Whether these are open may follow from the size of their shape."""
_LISTED = names.CONTAINERS | {"callActivity"}
"""These may be listed apart as lanes or containers."""


class Index:
    """Records by id. The mappings are live views; the records in them are frozen.

    `nodes` holds what is drawn as a shape (lanes and pools too), `flows` what is drawn as a line,
    `definitions` the root elements that others refer to. After edits the order of a mapping is not the
    order of the file: `in_order` gives that.
    """

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._nodes: Table[NodeRecord] = Table(reading.shifted_node)
        self._flows: Table[FlowRecord] = Table(reading.shifted_flow)
        self._processes: dict[str, ProcessRecord] = {}
        self._definitions: dict[str, DefinitionRecord] = {}
        self._lanes: dict[str, NodeRecord] = {}
        self._containers: dict[str, NodeRecord] = {}
        self._ends = Ends(tree, self._flows)
        self._artifacts: dict[str, None] = {}
        self._hosted: dict[str, dict[str, None]] = {}
        self._data_users: dict[str, set[str]] = {}
        self._calls: dict[str, str] = {}
        self._dirty: dict[str, Touch] = {}
        self._before: dict[str, Record | None] = {}
        self._direct: set[str] = set()
        self._shifts: list[Shift] = []
        self._places: Places | None = None
        self._lines: Lines | None = None
        self._node_tags = (node_tags() | {"dataObject", "dataStore"}) - flow_tags()
        self._flow_tags = flow_tags()
        tree.mark, tree.shifted = self._mark, self._shift
        self._build()

    # what others read

    @property
    def nodes(self) -> Mapping[str, NodeRecord]:
        """All things drawn as shapes."""
        return self._nodes

    @property
    def flows(self) -> Mapping[str, FlowRecord]:
        """All things drawn as lines."""
        return self._flows

    @property
    def processes(self) -> Mapping[str, ProcessRecord]:
        """All processes."""
        return MappingProxyType(self._processes)

    @property
    def definitions(self) -> Mapping[str, DefinitionRecord]:
        """Messages, signals, errors, escalations and other root elements."""
        return MappingProxyType(self._definitions)

    @property
    def lanes(self) -> Mapping[str, NodeRecord]:
        """All lanes."""
        return MappingProxyType(self._lanes)

    @property
    def containers(self) -> Mapping[str, NodeRecord]:
        """All pools, lanes and sub-processes."""
        return MappingProxyType(self._containers)

    @property
    def artifacts(self) -> Iterator[NodeRecord]:
        """All annotations and groups."""
        return (self._nodes[own] for own in self._artifacts)

    @property
    def has_pools(self) -> bool:
        """Whether there is a pool on the first diagram."""
        return self.has_pools_on(None)

    def has_pools_on(self, plane: str | None) -> bool:
        """Whether there is a pool on a diagram, in the words of `NodeRecord.plane`."""
        return any(record.tag == "participant" and record.plane == plane for record in self._containers.values())

    def shows_called(self, call: str) -> bool:
        """Whether the process that a call activity calls is drawn in it, or on a plane of its own behind it."""
        return any(process.pool == call for process in self._processes.values())

    def has_plane(self, own: str) -> bool:
        """Whether there is a plane of its own for the inside of a sub-process."""
        return own in self._tree.planes

    def record(self, element_id: str | None) -> Record | None:
        """The record of whatever has this id."""
        if element_id is None:
            return None
        return (
            self._nodes.get(element_id)
            or self._flows.get(element_id)
            or self._processes.get(element_id)
            or self._definitions.get(element_id)
        )

    def children(self, element_id: str) -> tuple[NodeRecord, ...]:
        """The nodes directly inside a process, sub-process, lane (its members) or pool, in file order."""
        node = self._nodes.get(element_id)
        if node is not None and node.tag == "lane":
            refs = self._tree.ids[element_id].iterdescendants(names.q("flowNodeRef"), names.q("lane"))
            found = [item.get("id") if item.get("id") else names.reference(item.text) for item in refs]
            return tuple(self._nodes[item] for item in dict.fromkeys(found) if item in self._nodes)
        if node is not None and node.tag == "participant":
            element_id = node.process or ""
        elif node is not None and node.tag == "callActivity":
            element_id = self._called(element_id)
        element = self._tree.ids.get(element_id)
        if element is None:
            return ()
        ids = [child.get("id") for child in element if isinstance(child.tag, str)]
        for ports in element.iterchildren(names.q("ioSpecification")):
            ids.extend(port.get("id") for port in ports.iterchildren(names.q("dataInput"), names.q("dataOutput")))
        for lane_set in element.iterchildren(names.q("laneSet")):
            ids.extend(lane.get("id") for lane in lane_set.iterchildren(names.q("lane")))
        return tuple(self._nodes[item] for item in ids if item in self._nodes)

    def _called(self, call: str) -> str:
        """The process that is drawn in a call activity; empty where none is."""
        element = self._tree.ids.get(call)
        called = names.reference(element.get("calledElement")) if element is not None else ""
        return called if reading.pool_of(self._tree, called) == call else ""

    @property
    def places(self) -> Places:
        """Where all shapes stand, for who asks about all of them. Kept up to date once it was asked for."""
        if self._places is None:
            self._places = Places(self._nodes.values())
        return self._places

    @property
    def lines(self) -> Lines:
        """What all flows join, for who asks about all of them. Kept up to date once it was asked for."""
        if self._lines is None:
            self._lines = Lines(self._flows.values())
        return self._lines

    def flows_of(self, node_id: str) -> tuple[FlowRecord, ...]:
        """All lines that begin or end at a node, of any kind, in file order."""
        return self._ends.of(node_id)

    def is_end(self, own: str) -> bool:
        """Whether a line begins or ends at a node, or at another line."""
        return self._ends.touch(own)

    def attached(self, node_id: str) -> tuple[NodeRecord, ...]:
        """The boundary events of an activity."""
        hosted = self._hosted.get(node_id)
        node = self._nodes.get(node_id) if hosted else None
        if not hosted or node is None or node.tag not in names.ACTIVITIES or node.parent is None:
            return ()
        return tuple(self._nodes[item] for item in hosted if item in self._nodes)

    def data_users(self, data_object: str) -> tuple[str, ...]:
        """The ids of the references to a data object."""
        found = self._data_users.get(data_object, ())
        return tuple(sorted(item for item in found if item in self._nodes))

    def in_order(self) -> tuple[str, ...]:
        """The ids of all nodes and flows in the order of the file."""
        return tuple(self.walk())

    @property
    def structure(self) -> int:
        """Another number after each change of the order in the file (and after some that left it alone)."""
        return self._tree.structure

    def walk(self) -> Iterator[str]:
        """The ids of all nodes and flows in the order of the file, one at a time. A change ends it: begin anew."""
        for item in self._tree.root.iter(etree.Element):
            own = item.get("id")
            if own in self._nodes or own in self._flows:
                yield own

    # keeping up to date

    def _mark(self, element_id: str, touch: Touch) -> None:
        if element_id:
            if touch > Touch.HELD and self._dirty.get(element_id, _UNTOUCHED) < touch:
                self._dirty[element_id] = touch
            self._direct.add(element_id)

    def _shift(self, owners: Owners, name: str, step: float) -> None:
        """All that draws these elements went a distance: what was read last goes along. What is to be read again
        anyway waits for that."""
        dx, dy = (step, 0.0) if name == "x" else (0.0, step)
        nodes, flows = (
            ids if ids <= there and ids.isdisjoint(self._dirty) else frozenset(ids & there - self._dirty.keys())
            for ids, there in ((owners.nodes, self._nodes.keys()), (owners.flows, self._flows.keys()))
        )
        self._nodes.go(nodes, dx, dy)
        self._flows.go(flows, dx, dy)
        if self._places is not None:
            self._places.go(nodes, dx, dy)
        for table in (self._lanes, self._containers):
            table.update({own: self._nodes[own] for own in table.keys() & nodes})
        for ids in owners:
            self._note(Shift(ids, dx, dy))

    def _note(self, shift: Shift) -> None:
        """Remember a shift for the next delta; one along `y` joins that of the same elements along `x`."""
        for number, last in enumerate(self._shifts[-2:], max(0, len(self._shifts) - 2)):
            if last.ids is shift.ids:
                self._shifts[number] = Shift(shift.ids, last.dx + shift.dx, last.dy + shift.dy)
                return
        if shift.ids:
            self._shifts.append(shift)

    def _replace(self, own: str, node: NodeRecord, new: NodeRecord) -> None:
        """Another record for a node of which nothing but its drawing differs."""
        self._nodes.put(own, new)
        if self._places is not None:
            self._places.put(new)
        if node.tag in _LISTED:
            for table in (self._lanes, self._containers):
                if own in table:
                    table[own] = new

    def _reread(self, ids: Iterable[str]) -> None:
        for own in ids:
            if self._dirty.get(own, _UNTOUCHED) < Touch.READ:
                self._dirty[own] = Touch.READ

    def turn_to(self, tree: Tree) -> None:
        """Read another tree from now on; whatever either of them has counts as touched."""
        tables = (self._nodes, self._flows, self._processes, self._definitions)
        before: dict[str, Record] = {own: record for table in tables for own, record in table.items()}
        self._tree.mark = lambda _owner, _touch: None
        self._tree.shifted = lambda _owners, _name, _step: None
        for table in (
            *tables, self._lanes, self._containers, self._artifacts, self._hosted, self._data_users,
            self._calls, self._dirty,
        ):  # fmt: skip
            table.clear()
        self._tree = tree
        self._ends.turn_to(tree)
        self._places = self._lines = None
        tree.mark, tree.shifted = self._mark, self._shift
        self._build()
        for own in {**before, **self._nodes, **self._flows, **self._processes, **self._definitions}:
            self._before.setdefault(own, before.get(own))
            self._direct.add(own)

    def _build(self) -> None:
        waiting = []
        known: reading.Known = {}
        incoming: dict[str, list[str]] = {}
        outgoing: dict[str, list[str]] = {}
        for own, element in self._tree.ids.items():
            kind = self._kind(own, element)
            if kind == "flow":
                flow = reading.read_flow(self._tree, element, known)
                self._put_flow(own, flow)
                if flow.kind == "sequenceFlow":
                    outgoing.setdefault(flow.source, []).append(own)
                    incoming.setdefault(flow.target, []).append(own)
            elif kind == "process":
                self._processes[own] = reading.read_process(self._tree, element)
            elif kind == "definition":
                self._definitions[own] = reading.read_definition(self._tree, element)
            elif kind == "node":
                waiting.append((own, element))
        # a tree as it was read knows its elements in file order, one that was edited since does not
        settled = self._ends.in_order if self._tree.structure else tuple
        for own, element in waiting:
            comes, goes = settled(incoming.get(own, ())), settled(outgoing.get(own, ()))
            self._put_node(own, reading.read_node(self._tree, element, comes, goes, known))

    def refresh(self) -> None:
        """Read again what changed since the last time."""
        if not self._dirty:
            return
        if len(self._dirty) > _MANY:
            with collecting.paused():
                drawn = [own for own, touch in self._dirty.items() if touch <= Touch.DRAWN and self._draw_again(own)]
            for own in drawn:
                del self._dirty[own]
        seen: dict[str, int] = {}
        while self._dirty:
            own = next(iter(self._dirty))
            touch = self._dirty.pop(own)
            seen[own] = seen.get(own, 0) + 1
            if seen[own] > 3:  # what depends on each other settles in two rounds
                continue
            if touch > Touch.DRAWN or not self._draw_again(own):
                self._update(own, touch)

    def take_delta(self) -> Delta:
        """What changed since the last call."""
        self.refresh()
        if not (self._before or self._direct or self._shifts):
            return Delta()
        added, removed, changed = set(), set(), set()
        direct, nodes, flows = self._direct, self._nodes, self._flows
        for own, before in self._before.items():
            if before is not None and own in direct and (own in nodes or own in flows):
                continue  # nearly all of a large change
            now = self.record(own)
            if before is None and now is not None:
                added.add(own)
            elif before is not None and now is None:
                removed.add(own)
            elif own not in direct and before != now:
                changed.add(own)
        known = direct | added | removed | changed if self._shifts else direct
        changed |= (direct - added - removed) & self._tree.ids.keys()
        shifted = tuple([shift.without(known) for shift in self._shifts])
        self._before, self._direct, self._shifts = {}, set(), []
        all_changed = frozenset().union(changed, *(shift.ids for shift in shifted))
        return Delta(frozenset(added), frozenset(removed), all_changed, shifted)

    def _kind(self, own: str, element: etree._Element) -> str:
        tag = names.bpmn_local(element.tag)
        if not tag:
            return ""
        if tag in self._flow_tags:
            return "flow"
        if tag in names.NODES_WITH_SHAPE:
            if own in self._tree.shapes and tag in self._node_tags:
                return "node"
        elif tag in self._node_tags:
            return "node"
        if tag in names.PROCESSES:
            return "process"
        if tag in names.DEFINITIONS and element.getparent() is self._tree.root:
            return "definition"
        return ""

    def _draw_again(self, own: str) -> bool:
        """Read only the shape or edge again, where nothing else can differ and nothing depends on it."""
        node, flow = self._nodes.get(own), self._flows.get(own)
        if node is not None and node.tag not in _FOLDABLE:
            self._before.setdefault(own, node)
            self._replace(own, node, reading.drawn_again(self._tree, node))
            return True
        if flow is not None:
            self._before.setdefault(own, flow)
            self._flows.put(own, reading.led_again(self._tree, flow))
            return True
        return False

    def _update(self, own: str, touch: Touch) -> None:
        old = self.record(own)
        element = self._tree.ids.get(own)
        kind = self._kind(own, element) if element is not None else ""
        new: Record | None = None
        if element is not None and kind == "node":
            new = reading.read_node(self._tree, element, *self._ends.sequence(own))
        elif element is not None and kind == "flow":
            new = reading.read_flow(self._tree, element)
        elif element is not None and kind == "process":
            new = reading.read_process(self._tree, element)
        elif element is not None and kind == "definition":
            new = reading.read_definition(self._tree, element)
        self._before.setdefault(own, old)
        self._data_changed(own)
        if own in self._calls or (isinstance(new, NodeRecord) and new.tag == "callActivity"):
            self._call_changed(own, new)
        was, now = _joins(old), _joins(new)
        if was != now or (was and touch is Touch.PLACED):
            self._reread((*was[:2], *now[:2]))
        if old == new:
            return
        if old is not None:
            self._drop(own, old)
        if isinstance(new, NodeRecord):
            self._put_node(own, new)
        elif isinstance(new, FlowRecord):
            self._put_flow(own, new)
        elif isinstance(new, ProcessRecord):
            self._processes[own] = new
        elif isinstance(new, DefinitionRecord):
            self._definitions[own] = new
        self._follow(old, new)

    def _data_changed(self, own: str) -> None:
        self._reread(self._data_users.get(own, ()))

    def _call_changed(self, own: str, new: Record | None) -> None:
        """In which of the calls that name it a process is drawn may follow from each of them."""
        was = self._calls.get(own, "")
        called = self._tree.ids[own].get("calledElement") if isinstance(new, NodeRecord) else None
        self._calls[own] = names.reference(called)  # one that is gone stays, without a name: see `_is_call`
        self._reread(item for item in (was, self._calls[own]) if item in self._processes)

    def _is_call(self, own: str | None) -> bool:
        """Whether this is, or was, a call activity."""
        element = self._tree.ids.get(own or "")
        return own in self._calls or (element is not None and element.tag == _CALL)

    def _follow(self, old: Record | None, new: Record | None) -> None:
        """Whose records depend on this one."""
        before = old if isinstance(old, NodeRecord) else None
        after = new if isinstance(new, NodeRecord) else None
        was, now = (before.default if before else None), (after.default if after else None)
        if was != now:
            self._reread(item for item in (was, now) if item and item in self._flows)
        surrounding = {item.pool for item in (old, new) if isinstance(item, ProcessRecord)}
        if isinstance(new, ProcessRecord) and len(surrounding) > 1 and any(map(self._is_call, surrounding)):
            inside = (item.get("id") for item in self._tree.ids[new.id].iterdescendants(etree.Element))
            self._reread(item for item in inside if item in self._nodes)
        pools = [item for item in (before, after) if item is not None and item.tag == "participant"]
        if pools and (before is None or after is None or before.process != after.process):
            for pool in pools:
                if pool.process:
                    self._reread((pool.process, *(item.id for item in self.children(pool.process))))

    def _drop(self, own: str, old: Record) -> None:
        if isinstance(old, FlowRecord):
            self._ends.drop(own, old)
        elif isinstance(old, NodeRecord) and old.attached_to:
            self._hosted.get(old.attached_to, {}).pop(own, None)
        self._nodes.drop(own)
        if self._places is not None:
            self._places.drop(own)
        self._flows.drop(own)
        if self._lines is not None:
            self._lines.drop(own)
        for table in (self._processes, self._definitions, self._lanes, self._containers):
            table.pop(own, None)
        self._artifacts.pop(own, None)

    def _put_node(self, own: str, record: NodeRecord) -> None:
        self._nodes.put(own, record)
        if self._places is not None:
            self._places.put(record)
        if record.tag in names.CONTAINERS or (record.tag == "callActivity" and record.expanded):
            self._containers[own] = record
        if record.tag == "lane":
            self._lanes[own] = record
        elif record.tag in names.ARTIFACTS:
            self._artifacts[own] = None
        elif record.tag == "callActivity":
            self._calls[own] = names.reference(self._tree.ids[own].get("calledElement"))
        elif record.tag == "dataObjectReference":
            used = names.reference(self._tree.ids[own].get("dataObjectRef"))
            self._data_users.setdefault(used, set()).add(own)
        if record.attached_to:
            self._hosted.setdefault(record.attached_to, {})[own] = None

    def _put_flow(self, own: str, record: FlowRecord) -> None:
        self._flows.put(own, record)
        if self._lines is not None:
            self._lines.put(record)
        self._ends.put(own, record)


def _joins(record: Record | None) -> tuple[str, ...]:
    """The ends of a flow, and what else its ends know of it; nothing for what is no flow."""
    return (record.source, record.target, record.kind) if isinstance(record, FlowRecord) else ()
