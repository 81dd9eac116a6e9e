"""The scene: from the document's records to items in tiles, kept up with each change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AnySet
from time import perf_counter
from typing import Protocol, runtime_checkable

from modeler.bpmn.elements import SPECS
from modeler.document.change import Change, Shift
from modeler.document.records import FlowRecord, NodeRecord
from modeler.geometry.boxes import flow_box
from modeler.geometry.shapes import Bounds, Point
from modeler.reports.svg import (
    Drawing,
    beyond,
    depth_of,
    folded_ancestor,
    free_place,
    label_of,
    line_traits,
    text_colour,
)
from modeler.ui.canvas.items import FlowItem, NodeItem
from modeler.ui.canvas.kinds import Kinds
from modeler.ui.canvas.labels import Label
from modeler.ui.canvas.late import Late, steps_of
from modeler.ui.canvas.policies import policy_of
from modeler.ui.canvas.tiles import Cell, Tiles
from runner.core import collecting
from runner.core.tokens import Theme

_BLANK = Bounds(0, 0, 800, 500)
_SAME = 0.01
MANY = 600
"""Elements: a change of more than these is painted before what lies out of sight has followed."""
SEVERAL = 64
"""Elements: after a change of more than these all that is in sight is painted again."""
_SOME = 50
"""Elements: fewer that went the same distance are asked one by one where they came to."""
LABEL_ROOM = 200.0
"""Diagram units round a shape in which its label may stand."""


@runtime_checkable
class Hosts(Protocol):
    """An index that knows what is attached where."""

    def attached(self, node_id: str) -> Iterable[NodeRecord]:
        """Boundary events of an activity."""


class Scene:
    """Items by id and by place. `root` is the folded sub-process whose inside is shown, None for the main
    plane."""

    def __init__(self, theme: Theme) -> None:
        self.kinds = Kinds(theme)
        self._nodes: dict[str, NodeItem] = {}
        self._flows: dict[str, FlowItem] = {}
        self._tiles = Tiles()
        self._late = Late()
        self._sight = _BLANK
        self.lifted: set[str] = set()
        """What a hand holds: painted by the ghost of its gesture, in no tile."""
        self.root: str | None = None
        self._index: Drawing | None = None
        self._folded: dict[str | None, str | None] = {}  # the folded one round what stands in it, during a change

    @property
    def theme(self) -> Theme:
        """The colours that everything is painted in."""
        return self.kinds.theme

    @theme.setter
    def theme(self, theme: Theme) -> None:
        self.kinds.theme = theme

    @property
    def nodes(self) -> dict[str, NodeItem]:
        """All shapes of the plane."""
        self.catch_up()
        return self._nodes

    @property
    def flows(self) -> dict[str, FlowItem]:
        """All lines of the plane."""
        self.catch_up()
        return self._flows

    @property
    def tiles(self) -> Tiles:
        """Everything by its place."""
        self.catch_up()
        return self._tiles

    def node(self, identity: str) -> NodeItem | None:
        """A shape of the plane; None where there is none of this id."""
        self._catch_up_with(identity)
        return self._nodes.get(identity)

    def flow(self, identity: str) -> FlowItem | None:
        """A line of the plane; None where there is none of this id."""
        self._catch_up_with(identity)
        return self._flows.get(identity)

    def cells(self, area: Bounds) -> list[Cell]:
        """The squares that an area touches."""
        if self._late and not self._sight.encloses(area):
            self.catch_up()
        return self._tiles.cells(area)

    def load(self, index: Drawing | None) -> None:
        """Forget everything and take the records of an index."""
        self._late.clear()
        self._nodes.clear()
        self._flows.clear()
        self._tiles.clear()
        self._index = index
        if index is None:
            return
        with collecting.paused():
            self._load(index)

    def _load(self, index: Drawing) -> None:
        """Enter all records; what many share is asked once."""
        nodes = index.nodes
        depths: dict[str | None, int] = {}
        self._folded.clear()
        for node in nodes.values():
            if node.bounds is not None and node.spec in SPECS and self._is_here(node, index):
                if node.home not in depths:
                    depths[node.home] = depth_of(index, node)
                self._enter(self.item_of(node, depths[node.home]))
        for flow in index.flows.values():
            if len(flow.waypoints) > 1 and self._is_here(flow, index):
                self._enter(self.flow_item(flow, nodes.get(flow.source)))

    def _enter(self, item: NodeItem | FlowItem) -> None:
        self._file(item)
        self._tiles.put(item)

    def _file(self, item: NodeItem | FlowItem) -> None:
        if isinstance(item, NodeItem):
            self._nodes[item.id] = item
        else:
            self._flows[item.id] = item

    def update(self, change: Change, sight: Bounds | None = None) -> list[Bounds] | None:
        """Follow a change; the areas to paint again, or None where all must be (a sub-process was folded, or very
        much changed). With `sight`, the part of the plane that is shown, what very much changed out of it follows
        later: by `catch_up`, or when somebody asks for it."""
        index = self._index
        if index is None:
            return []
        self._folded.clear()
        many = len(change.changed) + len(change.added) + len(change.removed) > MANY
        shifts = [shift for shift in change.shifted if len(shift.ids) > _SOME] if many and sight is not None else []
        going = {} if many else steps_of(change.shifted)
        apart = change.changed.difference(going, *(shift.ids for shift in shifts))
        touched = {*change.added, *change.removed, *apart}
        if self._led(touched, going, index, many):
            self.load(index)
            return None
        if many and sight is not None:
            self._put_off(touched, shifts, index, sight)
            return None
        late = self._late
        for identity in late.ids & going.keys() if late else ():
            earlier, step = late.take(identity), going[identity]
            if earlier is None:
                touched.add(identity)
            else:
                going[identity] = step[0] + earlier[0], step[1] + earlier[1]
        places: list[tuple[Bounds | None, Bounds | None]] = []
        for identity in touched:
            going.pop(identity, None)
            late.take(identity)
            places.append(self._renew(identity, index, None))
        places += [self._carry(identity, step, index) for identity, step in going.items()]
        return None if len(places) > SEVERAL else _areas(places)

    def _carry(self, identity: str, step: Point, index: Drawing) -> tuple[Bounds | None, Bounds | None]:
        """Let an item go a distance, of which the index says that nothing else of it changed: as `_renew`, without a
        look at all that its record says. Of an act most go so."""
        shape = self._nodes.get(identity)
        if shape is not None:
            node = index.nodes.get(identity)
            if node is None or not shape.goes_whole:
                return self._renew(identity, index, None)
            before = shape.extent
            shape.go(node, *step)
            self._tiles.settle(shape, before)
            return before, shape.extent
        line, flow = self._flows.get(identity), index.flows.get(identity)
        if line is None or flow is None:
            return self._renew(identity, index, None)
        before = line.extent
        line.go(flow, *step)
        self._tiles.settle(line, before)
        return before, line.extent

    def _led(self, touched: set[str], going: Collection[str], index: Drawing, many: bool) -> bool:
        """Add what looks otherwise because of these; whether one of them was folded or unfolded. `going`: what only
        went a distance."""
        nodes, flows, items = index.nodes, index.flows, self._nodes
        ends: set[str] = set()
        for identity in tuple(touched):
            record = nodes.get(identity)
            if record is not None:
                item = items.get(identity)
                was = item.record if item is not None else None
                if was is None or was.spec != record.spec or was.default != record.default:
                    touched.update(record.outgoing)  # the start of a line may look otherwise
                if was is not None and was.expanded != record.expanded:
                    return True
            elif (flow := flows.get(identity)) is not None:
                ends.add(flow.source)
                ends.add(flow.target)
        ends -= touched
        ends.difference_update(going)
        touched.update([end for end in ends if many or self._gives_way(end, index)])
        return False

    def _put_off(self, touched: set[str], shifts: Sequence[Shift], index: Drawing, sight: Bounds) -> None:
        """Renew what was or comes in sight; the rest follows later."""
        late = self._late
        unclear = touched | late.ids  # where these come to is asked one by one
        gone: set[str] = set()
        for shift in shifts:
            late.go(shift)
            if len(shifts) > 1:
                unclear |= gone & shift.ids
                gone |= shift.ids
        if isinstance(index, Hosts):  # their names stand clear of the host
            touched.update([event.id for own in tuple(touched) for event in index.attached(own)])
        late.anew(touched)
        self._sight = sight
        seen = self._in_sight(index, unclear)
        for shift in shifts:
            seen |= self._meeting(sight.moved(-shift.dx, -shift.dy)) & shift.ids
        for identity in late.ids & seen:
            self._renew(identity, index, self._late.take(identity))

    def _gives_way(self, identity: str, index: Drawing) -> bool:
        """Whether the name of a node, which stands at a side where no line docks, was driven elsewhere by a line."""
        item, record = self._nodes.get(identity), index.nodes.get(identity)
        if item is None or record is None or record.label_bounds is not None or item.inside:
            return False
        label = item.label
        if label is None or record.bounds is None or SPECS[record.spec].category not in ("event", "gateway"):
            return False
        place, room = free_place(record, record.bounds, index), label.box.bounds
        return place.y != room.y or abs(place.centre[0] - room.centre[0]) > _SAME

    def _in_sight(self, index: Drawing, late: AnySet[str]) -> set[str]:
        """All that was in sight, and which of those that are late will be, labels too. Plain comparisons: they are
        thousands."""
        sight = self._sight.grown(LABEL_ROOM)
        left, top, right, bottom = sight.x, sight.y, sight.right, sight.bottom
        found = self._meeting(self._sight)
        nodes, flows = index.nodes, index.flows
        for identity in late:
            node = nodes.get(identity)
            if node is not None:
                box = node.bounds
                if box and box.x < right and box.y < bottom and box.x + box.width > left and box.y + box.height > top:
                    found.add(identity)
            elif (flow := flows.get(identity)) is not None and (way := flow.waypoints):
                across = min(way)[0] < right and max(way)[0] > left  # the outermost by x
                if across and min(ys := [y for _x, y in way]) < bottom and max(ys) > top:
                    found.add(identity)
        return found

    def _meeting(self, area: Bounds) -> set[str]:
        """What reaches into an area, as the items are now. Plain comparisons as well."""
        left, top, right, bottom = area.x, area.y, area.right, area.bottom
        found: set[str] = set()
        for cell in self._tiles.cells(area):
            for table in (cell.nodes, cell.flows):
                for own, item in table.items():
                    e = item.extent
                    if e.x < right and e.y < bottom and e.x + e.width > left and e.y + e.height > top:
                        found.add(own)
        return found

    def catch_up(self, seconds: float = float("inf")) -> bool:
        """Renew the items of what changed out of sight, for some time at the most; whether all are."""
        end = perf_counter() + seconds
        while self._late and self._index is not None:
            identity, step = self._late.take_any()
            self._renew(identity, self._index, step)
            if perf_counter() > end:
                break
        return not self._late

    def _catch_up_with(self, identity: str) -> None:
        if identity in self._late and self._index is not None:
            self._renew(identity, self._index, self._late.take(identity))

    def _renew(self, identity: str, index: Drawing, step: Point | None) -> tuple[Bounds | None, Bounds | None]:
        """Renew an item, which only went a distance where one is given; the place it had and the one it has, as far
        as it is on this plane."""
        shape, line = self._nodes.get(identity), self._flows.get(identity)
        old = shape or line
        before = old.extent if old is not None else None
        if step is not None and old is not None and self._goes(old, step, index):
            assert before is not None
            self._tiles.settle(old, before)
            return before, old.extent
        self._nodes.pop(identity, None)
        self._flows.pop(identity, None)
        new = self._made(identity, shape, index)
        if old is not None and new is not None:
            self._file(new)
            self._tiles.swap(old, new)
        elif new is not None:
            self._enter(new)
        elif old is not None:
            self._tiles.take(old)
        return before, new.extent if new is not None else None

    def _goes(self, item: NodeItem | FlowItem, step: Point, index: Drawing) -> bool:
        """Let an item go a distance, where nothing else of it differs; whether that is so."""
        if isinstance(item, NodeItem):
            node = index.nodes.get(item.id)
            if node is None or not item.goes_whole or not _only_moved(item.record, node):
                return False
            item.go(node, *step)
            return True
        flow = index.flows.get(item.id)
        if flow is None or not _only_led(item.record, flow):
            return False
        item.go(flow, *step)
        return True

    def _made(self, identity: str, old: NodeItem | None, index: Drawing) -> NodeItem | FlowItem | None:
        """The item of an element as it is now; None where it is not on this plane."""
        node = index.nodes.get(identity)
        if node is not None and old is not None and _only_moved(old.record, node):
            item = NodeItem(node, old.kind, old.layer, old.container, self._label, old.inside)
            item.policy = old.policy
            return item
        if node is not None:
            shown = node.bounds is not None and node.spec in SPECS and self._is_here(node, index)
            return self.item_of(node, depth_of(index, node)) if shown else None
        flow = index.flows.get(identity)
        if flow is None or len(flow.waypoints) < 2 or not self._is_here(flow, index):
            return None
        return self.flow_item(flow, index.nodes.get(flow.source))

    def _is_here(self, record: NodeRecord | FlowRecord, index: Drawing) -> bool:
        """Whether an element is seen on this plane. What is in the same container is asked once."""
        parent = record.parent
        if parent not in self._folded:
            self._folded[parent] = folded_ancestor(index, record)
        return beyond(index, record, self._folded[parent]) == self.root

    def item_of(self, record: NodeRecord, depth: int = 0) -> NodeItem:
        """An item for a record, entered nowhere: ghosts are made of these too."""
        assert record.bounds is not None
        level, container, inside = self.kinds.stands(record.spec, record.expanded, depth)
        number = self.kinds.number(record, record.bounds)
        item = NodeItem(record, number, level, container, self._label, inside)
        if record.extension:
            item.policy = policy_of(record)
        return item

    def _label(self, record: NodeRecord) -> Label | None:
        box = label_of(record, self._index)
        colour = text_colour(record, self.theme)
        return Label(record.caption, box, "" if colour == self.theme.ink else colour) if box else None

    def flow_item(self, record: FlowRecord, source: NodeRecord | None) -> FlowItem:
        """An item for a flow, entered nowhere."""
        label = None
        if record.name:
            box = flow_box(record.waypoints, record.label_bounds, mark=bool(record.message_mark))
            label = Label(record.name, box, over_line=True)
        return FlowItem(record, line_traits(record, source), label)

    def attached(self, identity: str) -> list[NodeItem]:
        """The events on the border of an activity."""
        index = self._index
        records: Iterable[NodeRecord] = index.attached(identity) if isinstance(index, Hosts) else ()
        return [item for record in records if (item := self.nodes.get(record.id)) is not None]

    def lift(self, identities: Iterable[str]) -> list[Bounds]:
        """Take items out of the tiles while a drag paints them elsewhere; the areas they leave."""
        areas = []
        for identity in identities:
            for item in (self.nodes.get(identity), self.flows.get(identity)):
                if item is not None:
                    self.tiles.take(item)
                    self.lifted.add(identity)
                    areas.append(item.extent)
        return areas

    def settle(self, identities: Iterable[str]) -> list[Bounds]:
        """Put lifted items back; the areas they come to."""
        areas = []
        for identity in identities:
            self.lifted.discard(identity)
            for item in (self.nodes.get(identity), self.flows.get(identity)):
                if item is not None:
                    self.tiles.put(item)
                    areas.append(item.extent)
        return areas

    def extent(self) -> Bounds:
        """A rectangle round everything; a blank sheet where there is nothing."""
        boxes = [item.extent for item in self.nodes.values()] + [item.extent for item in self.flows.values()]
        if not boxes:
            return _BLANK
        left, top = min(box.x for box in boxes), min(box.y for box in boxes)
        return Bounds(left, top, max(b.right for b in boxes) - left, max(b.bottom for b in boxes) - top)

    def bounds_of(self, identity: str) -> Bounds | None:
        """Where an element is: a shape's rectangle, a line's extent."""
        node = self.node(identity)
        if node is not None:
            return node.bounds
        flow = self.flow(identity)
        return flow.extent if flow is not None else None


def _areas(places: Iterable[tuple[Bounds | None, Bounds | None]]) -> list[Bounds]:
    """What is to be painted again, of items with the places that they had and have."""
    areas: list[Bounds] = []
    for before, now in places:
        if before is not None and now is not None and before.meets(now):
            areas.append(before.united(now))
        else:
            areas += [extent for extent in (before, now) if extent is not None]
    return areas


def _only_moved(before: NodeRecord, now: NodeRecord) -> bool:
    """Whether two records of a shape differ in its place alone (and in that of its label)."""
    was, box = before.bounds, now.bounds
    if was is None or box is None or (was.width, was.height) != (box.width, box.height):
        return False
    return {**before.__dict__, "bounds": box, "label_bounds": now.label_bounds} == now.__dict__


def _only_led(before: FlowRecord, now: FlowRecord) -> bool:
    """Whether two records of a line differ in its way alone (and in the place of its name)."""
    return {**before.__dict__, "waypoints": now.waypoints, "label_bounds": now.label_bounds} == now.__dict__
