"""Leads the lines that no level has led: messages, associations, data, what leaves its level; and all lines again
where only they are asked for. Each takes the usual way where that is free, else the cheapest way round."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise

from modeler.document.records import Bounds, FlowRecord, NodeRecord, Point
from modeler.geometry.detour import ALL_SIDES, cost_of, crossed, detour, is_free
from modeler.geometry.docking import boundary_kind, crop
from modeler.geometry.nearby import Nearby
from modeler.geometry.routing import route

Line = tuple[Point, ...]
OFF_MIDDLE = 15.0
"""So far from the middle of a rectangle a line may dock, rather than make a jog."""

_SLANTED = frozenset({"association", "dataInputAssociation", "dataOutputAssociation"})
_OPPOSITE = {"boundary-top": "top", "boundary-bottom": "bottom", "boundary-left": "left", "boundary-right": "right"}


class Joining:
    """Lines among shapes that stand. `bounds` has all shapes of the diagram, `around` is filled plane by plane."""

    def __init__(
        self,
        nodes: Mapping[str, NodeRecord],
        bounds: Mapping[str, Bounds],
        told: Callable[[], None] = lambda: None,
    ) -> None:
        self.nodes = nodes
        self.bounds = bounds
        self.told = told
        self._planes: dict[str | None, Nearby] = {}
        self._leaving: dict[str, set[str]] = {}
        self._entering: dict[str, set[str]] = {}
        self._full = {node.process for node in nodes.values() if node.tag != "participant"}
        for own, box in bounds.items():
            node = nodes.get(own)
            if node is not None and self.is_solid(node):
                self.around(self.plane_of(node)).put_box(own, box)

    def is_solid(self, node: NodeRecord) -> bool:
        """Whether lines of others may not run through a shape: not so for lanes, groups and open pools."""
        if node.tag == "participant":
            return not (node.expanded and node.process in self._full)
        return node.tag not in ("lane", "group")

    def plane_of(self, node: NodeRecord) -> str | None:
        """What two shapes have in common that are seen together: the innermost folded sub-process round them."""
        above = self.nodes.get(node.parent or "")
        while above is not None and (above.expanded or above.bounds is None):
            above = self.nodes.get(above.parent or "")
        return above.id if above is not None else None

    def around(self, plane: str | None) -> Nearby:
        """All that lies on a plane."""
        if plane not in self._planes:
            self._planes[plane] = Nearby()
        return self._planes[plane]

    def inside(self, own: str) -> list[str]:
        """The ids of all that a node lies in."""
        found = []
        node = self.nodes.get(own)
        while node is not None:
            found.append(node.id)
            node = self.nodes.get(node.parent or "")
        return found

    def keep(self, flows: Iterable[FlowRecord], lines: Mapping[str, Line]) -> None:
        """Lines that stay as they are."""
        for flow in flows:
            line = lines.get(flow.id)
            if line:
                self._enter(flow, line)

    def join(self, flows: Iterable[FlowRecord], lines: dict[str, Line]) -> None:
        """Lead these, short ones first, lines to lines last; the ways go into `lines`."""
        left = sorted(flows, key=lambda flow: (flow.source in lines or flow.target in lines, self._distance(flow)))
        for flow in left:
            self.told()
            source, target = self._end(flow.source, lines), self._end(flow.target, lines)
            if source is not None and target is not None:
                line = self._led(flow, source, target)
                lines[flow.id] = line
                self._enter(flow, line)

    def _enter(self, flow: FlowRecord, line: Line) -> None:
        self.around(self.plane_of_flow(flow)).put_line(flow.id, line)
        self._leaving.setdefault(flow.source, set()).add(flow.id)
        self._entering.setdefault(flow.target, set()).add(flow.id)

    def _led(self, flow: FlowRecord, source: Bounds, target: Bounds) -> Line:
        kinds = [self.kind(flow.source), self.kind(flow.target)]
        around = self.around(self.plane_of_flow(flow))
        passed = {*self.inside(flow.source), *self.inside(flow.target)}
        usual = route(source, target, kinds[0], kinds[1], flow.kind, vertical=self._is_upright(flow))
        if len(usual) < 2:
            usual = crop((source.centre, target.centre), source, target, kinds[0], kinds[1])
        if source == target:
            return usual
        slanted = flow.kind in _SLANTED
        friends = self._friends(flow)
        level = _level(source, target, kinds) if flow.kind == "sequenceFlow" else None
        if level is not None and is_free(level, around, passed) and not crossed(level, around, friends):
            return level
        clear = is_free(usual, around, passed) and not _doubles(usual, source, target)
        if clear:
            count = crossed(usual, around, friends)
            plain = len(usual) < (4 if kinds[0] in _OPPOSITE else 5)
            if (count == 0 and plain) or (slanted and count < 2):
                return usual
        sides = [(_OPPOSITE[kind],) if kind in _OPPOSITE else ALL_SIDES for kind in kinds]
        found = detour(
            source, target, around, passed - {flow.source, flow.target}, sides[0], sides[1], friends
        )  # the ends themselves stand in the way
        if found is None or (clear and cost_of(usual, around, friends) <= cost_of(found, around, friends)):
            return usual
        return crop(found, source, target, *kinds) if slanted else found

    def _friends(self, flow: FlowRecord) -> set[str]:
        """Lines that begin or end where this one does."""
        return self._leaving.get(flow.source, set()) | self._entering.get(flow.target, set())

    def kind(self, own: str) -> str:
        """How lines dock at a node, in the words of `modeler.geometry.docking`."""
        node = self.nodes.get(own)
        if node is None:
            return "activity"
        host = self.bounds.get(node.attached_to or "")
        if host is not None:
            return boundary_kind(self.bounds[node.id], host)
        if node.tag == "participant":
            return "container"
        if node.tag.endswith("Event"):
            return "event"
        return "gateway" if node.tag.endswith("Gateway") else "activity"

    def _is_upright(self, flow: FlowRecord) -> bool:
        """Whether a line lies in a pool that stands upright."""
        node = self.nodes.get(flow.source)
        while node is not None:
            if node.tag in ("participant", "lane") and not node.horizontal:
                return True
            node = self.nodes.get(node.home or "")
        return False

    def plane_of_flow(self, flow: FlowRecord) -> str | None:
        """The plane on which a line lies: that of its first end that is a shape."""
        for own in (flow.source, flow.target):
            node = self.nodes.get(own)
            if node is not None:
                return self.plane_of(node)
        return None

    def _distance(self, flow: FlowRecord) -> float:
        source, target = self.bounds.get(flow.source), self.bounds.get(flow.target)
        if source is None or target is None:
            return 0.0
        (ax, ay), (bx, by) = source.centre, target.centre
        return abs(ax - bx) + abs(ay - by)

    def _end(self, own: str, lines: Mapping[str, Line]) -> Bounds | None:
        """What a line ends at: a node, or the middle of another line."""
        line = lines.get(own)
        if line is None:
            return self.bounds.get(own)
        (ax, ay), (bx, by) = line[(len(line) - 1) // 2], line[(len(line) - 1) // 2 + 1]
        return Bounds((ax + bx) / 2, (ay + by) / 2, 0.0, 0.0)


def _level(source: Bounds, target: Bounds, kinds: list[str]) -> Line | None:
    """A straight level line between two that stand nearly in line, docked beside the middle of a rectangle."""
    if source.right + 10 > target.x or kinds[0] in _OPPOSITE or kinds[1] in _OPPOSITE:
        return None
    ends = ((source, kinds[0]), (target, kinds[1]))
    for (fixed, _), (other, kind) in (ends, ends[::-1]):
        y = fixed.centre[1]
        if 0.5 < abs(other.centre[1] - y) <= OFF_MIDDLE and kind == "activity" and other.height >= 3 * OFF_MIDDLE:
            return (source.right, y), (target.x, y)
    return None


def _doubles(line: Line, source: Bounds, target: Bounds) -> bool:
    """Whether a line runs through the inside of one of its own ends."""
    grown = [box.grown(-1) for box in (source, target) if box.width > 2 and box.height > 2]
    around = Nearby()
    for number, box in enumerate(grown):
        around.put_box(str(number), box)
    return any(not is_free((a, b), around, ()) for a, b in pairwise(line))
