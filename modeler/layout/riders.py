"""What does not stand in the flow by itself but with a node: events on its border, data and annotations beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from modeler.document.records import Bounds, FlowRecord, NodeRecord
from modeler.geometry.texts import Measure
from modeler.layout.labelling import is_outside, text_size

Size = tuple[float, float]
SATELLITE_GAP = 24.0
BOUNDARY_GAP = 12.0
BOUNDARY_TURN = 18.0
NAME_GAP = 6.0
CORNER, COLUMN_ROOM = 11.0, 40.0
"""How far a name stands from the middle of a corner, and how much of the gap beside it may take."""

DATA = frozenset({"dataObjectReference", "dataStoreReference", "dataInput", "dataOutput", "dataObject", "dataStore"})
BESIDE = DATA | {"textAnnotation"}


@dataclass
class Riders:
    """What belongs to one node: `hosted` from left to right on its lower border, the others in a row above or
    below it."""

    hosted: list[NodeRecord] = field(default_factory=list)
    above: list[NodeRecord] = field(default_factory=list)
    below: list[NodeRecord] = field(default_factory=list)


@dataclass(frozen=True)
class Rooms:
    """Room over, under and to both sides of a node."""

    above: float = 0.0
    below: float = 0.0
    side: float = 0.0


class Riding:
    """Reckons rooms and places for riders. `upright`: the flow runs top to bottom and all is reckoned with x and y
    exchanged, so that a name's height counts along the flow."""

    def __init__(self, size_of: Callable[[NodeRecord], Size], measure: Measure, *, upright: bool = False) -> None:
        self.size_of = size_of
        self.measure = measure
        self.upright = upright

    def name_size(self, node: NodeRecord) -> Size:
        """What a name outside of its node takes, (0, 0) without one."""
        if not is_outside(node):
            return 0.0, 0.0
        width, height = text_size(node.name, self.measure)
        return (height, width) if self.upright else (width, height)

    def rooms(self, node: NodeRecord, size: Size, riders: Riders) -> Rooms:
        """The room that a node needs for its own name and for all that belongs to it."""
        width, height = self.name_size(node)
        above, below, side = 0.0, height + NAME_GAP if height else 0.0, max((width - size[0]) / 2 - 15, 0.0)
        if self.upright and width:
            side = width + NAME_GAP
        elif node.tag.endswith("Gateway") and width:  # its corners may be taken, then the name stands beside one
            side = max(side, width + CORNER - size[0] / 2 - COLUMN_ROOM)
            above = below
        for row in (riders.above, riders.below):
            if row:
                deep = max(self._slot(item)[1] for item in row) + SATELLITE_GAP
                above, below = (deep, below) if row is riders.above else (above, max(below, deep))
                side = max(side, (self._across(row) - size[0]) / 2)
        if riders.hosted:
            sizes = [self.size_of(item) for item in riders.hosted]
            names = [self.name_size(item) for item in riders.hosted]
            half = max(item[1] for item in sizes) / 2
            below = half + BOUNDARY_TURN + BOUNDARY_GAP * (len(sizes) - 1)
            below = max(below, *(item[1] + NAME_GAP for item in names))
            across = sum(item[0] + BOUNDARY_GAP for item in sizes)
            side = max(side, (across - size[0]) / 2)
            left = max(name[0] for name in names) - (size[0] - across) - 20
            side = max(side, min(left, 60.0))
        return Rooms(above, below, side)

    def border(self, hosted: Sequence[NodeRecord], host: Bounds) -> dict[str, Bounds]:
        """Events side by side on the lower border, the last one near the right corner."""
        found: dict[str, Bounds] = {}
        sizes = [self.size_of(item) for item in hosted]
        total = sum(width + BOUNDARY_GAP for width, _ in sizes)
        x = max(host.right - total, host.centre[0] - total / 2 if total > host.width else host.x)
        for item, (width, height) in zip(hosted, sizes, strict=True):
            found[item.id] = Bounds(x, host.bottom - height / 2, width, height)
            x += width + BOUNDARY_GAP
        return found

    def turn(self, hosted: Sequence[NodeRecord], index: int, at: Bounds) -> float:
        """How far down the line of an event on the border turns: the right ones first, so that none cross."""
        return at.bottom + BOUNDARY_TURN - 6 + BOUNDARY_GAP * (len(hosted) - 1 - index)

    def places(self, riders: Riders, host: Bounds) -> dict[str, Bounds]:
        """The bounds of all that belongs to a node."""
        found = self.border(riders.hosted, host)
        for row, is_above in ((riders.above, True), (riders.below, False)):
            x = host.centre[0] - self._across(row) / 2
            for item in row:
                (width, height), (room, _) = self.size_of(item), self._slot(item)
                y = host.y - SATELLITE_GAP - height if is_above else host.bottom + SATELLITE_GAP
                found[item.id] = Bounds(x + (room - width) / 2, y, width, height)
                x += room + SATELLITE_GAP
        return found

    def _slot(self, item: NodeRecord) -> Size:
        """What an item takes with its name."""
        (width, height), name = self.size_of(item), self.name_size(item)
        return max(width, name[0]), height + (name[1] + NAME_GAP if name[1] else 0.0)

    def _across(self, row: Sequence[NodeRecord]) -> float:
        return sum(self._slot(item)[0] for item in row) + SATELLITE_GAP * max(len(row) - 1, 0)


def riders_of(members: Iterable[NodeRecord], flows: Iterable[FlowRecord]) -> dict[str, Riders]:
    """What belongs to which node of a level. Data and annotations go to the first node that a line joins them
    with, those at a flow to the one that it leads to; annotations stand above, data below where no events sit on the
    border, else above too."""
    known, flows = {node.id: node for node in members}, list(flows)
    lines = {flow.id: flow for flow in flows if flow.kind == "sequenceFlow"}
    found: dict[str, Riders] = {}
    for node in known.values():
        if node.attached_to in known and node.attached_to is not None:
            found.setdefault(node.attached_to, Riders()).hosted.append(node)
    taken: set[str] = set()
    for flow in flows:
        if flow.kind == "sequenceFlow":
            continue
        for own, other in ((flow.source, flow.target), (flow.target, flow.source)):
            item, partner = known.get(own), _standing(known, other)
            if other in lines:  # what is noted at a flow stands where that leads
                partner = _standing(known, lines[other].target) or _standing(known, lines[other].source)
            if item is None or partner is None or item.tag not in BESIDE or own in taken:
                continue
            taken.add(own)
            riders = found.setdefault(partner.id, Riders())
            low = item.tag in DATA and not riders.hosted and not is_outside(partner)
            (riders.below if low else riders.above).append(item)
    return found


def _standing(known: Mapping[str, NodeRecord], own: str) -> NodeRecord | None:
    """The node that stands in the flow: itself, or what an event is attached to; None for data and notes."""
    node = known.get(own)
    if node is not None and node.attached_to in known and node.attached_to is not None:
        node = known[node.attached_to]
    return None if node is None or node.tag in BESIDE else node
