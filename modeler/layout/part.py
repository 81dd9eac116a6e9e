"""Tidying a part: what is selected gets new places among what stays, its lines new ways."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from modeler.document.records import Bounds, FlowRecord, NodeRecord, Point
from modeler.geometry.detour import is_free
from modeler.geometry.nearby import Nearby
from modeler.layout.engine import Asked, Layout
from modeler.layout.finishing import name_all
from modeler.layout.joining import Joining, Line
from modeler.layout.level import Levels
from modeler.layout.shapes import Shapes
from modeler.layout.strategies.layered import STRATEGY

STEP, REACH = 20.0, 400.0
AIR = 10.0


def lay_out_part(asked: Asked, selected: Collection[str]) -> Layout:
    """New places for these nodes and what they hold, new ways for the lines that touch them."""
    chosen = _with_content(asked.nodes, selected)
    placed = Shapes()
    for own in selected:
        if asked.nodes[own].tag == "participant":
            _place_pool(asked, own, placed)
    levels: dict[str | None, list[NodeRecord]] = {}
    for own in chosen:
        node = asked.nodes[own]
        if own not in placed.bounds and node.tag not in ("participant", "lane", "group"):
            host = asked.nodes.get(node.attached_to or "")
            if host is not None and host.id in chosen:
                levels.setdefault(host.parent, []).append(node)
            elif host is None:
                levels.setdefault(node.parent, []).append(node)
    outer = {parent: nodes for parent, nodes in levels.items() if parent not in chosen}
    for members in outer.values():
        if not _place_level(asked, members, chosen, placed):
            for part in _joined_parts(asked, members):
                if len(part) > 1:
                    _place_level(asked, part, _with_content(asked.nodes, [node.id for node in part]), placed)
    return _joined(asked, placed, chosen)


def _joined_parts(asked: Asked, members: Sequence[NodeRecord]) -> list[list[NodeRecord]]:
    """The members in groups that flows, events and data join."""
    own = {node.id: node.id for node in members}

    def find(item: str) -> str:
        while own[item] != item:
            item = own[item]
        return item

    pairs = [(flow.source, flow.target) for flow in asked.flows]
    pairs += [(node.id, node.attached_to) for node in members if node.attached_to is not None]
    for one, other in pairs:
        if one in own and other in own:
            own[find(other)] = find(one)
    parts: dict[str, list[NodeRecord]] = {}
    for node in members:
        parts.setdefault(find(node.id), []).append(node)
    return list(parts.values())


def _with_content(nodes: Mapping[str, NodeRecord], selected: Collection[str]) -> dict[str, None]:
    """The selected nodes, what lies in them and what sits on them."""
    found = dict.fromkeys(selected)
    held: dict[str | None, list[NodeRecord]] = {}
    for node in nodes.values():
        for holder in {node.parent, node.attached_to} - {None}:
            held.setdefault(holder, []).append(node)
        if node.tag != "participant" and node.process is not None:
            held.setdefault(f"process:{node.process}", []).append(node)
    waiting = list(found)
    while waiting:
        own = nodes[waiting.pop()]
        key = f"process:{own.process}" if own.tag == "participant" else own.id
        for node in held.get(key, ()):
            if node.id not in found and node.bounds is not None:
                found[node.id] = None
                waiting.append(node.id)
    return found


def _place_pool(asked: Asked, own: str, placed: Shapes) -> None:
    """A pool with all that it holds, its upper left corner where it is."""
    pool = asked.nodes[own]
    inside = {
        node.id: node
        for node in asked.nodes.values()
        if node.id == own or (pool.process and node.process == pool.process and node.tag != "participant")
    }
    found = STRATEGY.run(Asked(inside, asked.flows, asked.size_of, asked.measure, asked.told))
    box, was = found.bounds[own], pool.bounds
    if was is not None:
        placed.put(Shapes(found.bounds, found.waypoints), was.x - box.x, was.y - box.y)


def _place_level(asked: Asked, members: Sequence[NodeRecord], chosen: Collection[str], placed: Shapes) -> bool:
    """Nodes of one level: beside each other as the flow goes, each in its lane, the first where it is or near by.
    Whether there was room; without it all stays."""
    inside = {own: asked.nodes[own] for own in chosen}
    lanes = _lanes(asked.nodes, members)
    upright = any(not lane.horizontal for lane in lanes) or _stands_upright(asked.nodes, members[0])
    levels = Levels(inside, asked.flows, asked.size_of, asked.measure, asked.told, upright=upright)
    bands = {lane.id: index for index, lane in enumerate(lanes)}
    level = levels.level(members, lambda node: bands.get(node.lane or "", 0), max(len(lanes), 1))
    shapes = level.shapes.turned() if upright else level.shapes
    first = min(members, key=lambda node: _corner(node, upright))
    was, now = first.bounds, shapes.bounds[first.id]
    if was is None:
        return False
    moved = Shapes()
    moved.put(shapes, was.centre[0] - now.centre[0], was.centre[1] - now.centre[1])
    if len(lanes) > 1:
        moved = _into_lanes(moved, lanes, asked.nodes, upright)
    around = _standing(asked, chosen, placed)
    home = asked.nodes[members[0].home].bounds if members[0].home in asked.nodes and members[0].home else None
    holder = home if len(lanes) < 2 else None
    for dx, dy in _shifts(upright, free_across=len(lanes) < 2):
        if _fits([moved.bounds[node.id].moved(dx, dy) for node in members], around, holder):
            placed.put(moved, dx, dy)
            return True
    return False


def _corner(node: NodeRecord, upright: bool) -> Point:
    box = node.bounds
    if box is None or node.attached_to:
        return float("inf"), 0.0
    return (box.y, box.x) if upright else (box.x, box.y)


def _lanes(nodes: Mapping[str, NodeRecord], members: Sequence[NodeRecord]) -> list[NodeRecord]:
    """The lanes that these nodes are in, first to last."""
    own = dict.fromkeys(node.lane for node in members if node.lane in nodes)
    lanes = [nodes[lane] for lane in own if lane is not None and nodes[lane].bounds is not None]

    def place(lane: NodeRecord) -> float:
        box = lane.bounds
        return 0.0 if box is None else box.y if lane.horizontal else box.x

    return sorted(lanes, key=place)


def _stands_upright(nodes: Mapping[str, NodeRecord], node: NodeRecord | None) -> bool:
    while node is not None:
        if node.tag in ("participant", "lane"):
            return not node.horizontal
        node = nodes.get(node.home or "")
    return False


def _into_lanes(
    shapes: Shapes, lanes: Sequence[NodeRecord], nodes: Mapping[str, NodeRecord], upright: bool
) -> Shapes:
    """Each band to the middle of its lane; the lines are led anew then."""
    found = Shapes()
    for lane in lanes:
        own = [item for item in shapes.bounds if _lane_of(nodes, item) == lane.id]
        boxes = [shapes.bounds[item] for item in own]
        if not boxes or lane.bounds is None:
            continue
        low = min(box.x if upright else box.y for box in boxes)
        high = max(box.right if upright else box.bottom for box in boxes)
        middle = lane.bounds.centre[0 if upright else 1]
        shift = round(middle - (low + high) / 2)
        for item in own:
            found.bounds[item] = shapes.bounds[item].moved(*((shift, 0) if upright else (0, shift)))
    for item, box in shapes.bounds.items():
        found.bounds.setdefault(item, box)
    return found


def _lane_of(nodes: Mapping[str, NodeRecord], own: str) -> str | None:
    """The lane of a node, or of what it lies in or on."""
    node: NodeRecord | None = nodes[own]
    while node is not None:
        if node.lane is not None:
            return node.lane
        node = nodes.get(node.attached_to or node.parent or "")
    return None


def _standing(asked: Asked, chosen: Collection[str], placed: Shapes) -> Nearby:
    """The shapes and lines that stay, and those placed before."""
    bounds = {own: node.bounds for own, node in asked.nodes.items() if node.bounds is not None and own not in chosen}
    bounds.update(placed.bounds)
    joining = Joining(asked.nodes, {})
    around = Nearby()
    holders = {holder for own in chosen for holder in joining.inside(own)[1:]}
    for own, box in bounds.items():
        if joining.is_solid(asked.nodes[own]) and own not in holders:
            around.put_box(own, box)
    for flow in asked.flows:
        moved = {flow.source, flow.target}
        if moved.isdisjoint(chosen) and moved.isdisjoint(placed.bounds):
            around.put_line(flow.id, flow.waypoints)
    return around


def _shifts(upright: bool, *, free_across: bool) -> Iterator[Point]:
    """Where else it may go, near places first; `free_across`: also across the flow, not only along it."""
    steps = [number * STEP for number in range(-int(REACH // STEP), int(REACH // STEP) + 1)]
    across = steps if free_across else [0.0]
    places = [(x, y) for x in (across if upright else steps) for y in (steps if upright else across)]
    yield from sorted(places, key=lambda place: (abs(place[0]) + abs(place[1]), place[1] < 0, place[0] < 0))


def _fits(boxes: Sequence[Bounds], around: Nearby, home: Bounds | None) -> bool:
    return all(
        (home is None or home.encloses(box))
        and next(around.boxes(box.grown(AIR)), None) is None
        and next(around.pieces(box.grown(AIR / 2)), None) is None
        for box in boxes
    )


def _joined(asked: Asked, placed: Shapes, chosen: Collection[str]) -> Layout:
    """The lines that touch what is chosen: as the level led them where that is free, else anew."""
    bounds = {own: node.bounds for own, node in asked.nodes.items() if node.bounds is not None}
    bounds.update(placed.bounds)
    joining = Joining(asked.nodes, bounds, asked.told)
    touched = [flow for flow in asked.flows if flow.source in chosen or flow.target in chosen]
    again = {flow.id for flow in touched}
    rest = [flow for flow in asked.flows if flow.id not in again and len(flow.waypoints) > 1]
    lines: dict[str, Line] = {flow.id: flow.waypoints for flow in rest}
    joining.keep(rest, lines)
    for flow in touched:
        way = placed.waypoints.get(flow.id)
        if way and _is_clear(joining, flow, way):
            lines[flow.id] = way
            joining.keep([flow], lines)
    joining.join([flow for flow in touched if flow.id not in lines], lines)
    found = name_all(asked, Layout(bounds, lines), placed.bounds, again, joining)
    return Layout(placed.bounds, {own: lines[own] for own in lines if own in again}, found.labels)


def _is_clear(joining: Joining, flow: FlowRecord, way: Line) -> bool:
    around = joining.around(joining.plane_of_flow(flow))
    passed = {*joining.inside(flow.source), *joining.inside(flow.target)}
    return all(is_free(piece, around, passed) for piece in pairwise(way))
