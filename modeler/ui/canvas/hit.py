"""The hit test: what lies under a point, topmost first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from modeler.bpmn.elements import SPECS
from modeler.bpmn.looks import HEADER
from modeler.geometry.bends import piece_at
from modeler.geometry.docking import outline_of
from modeler.geometry.shapes import Bounds, Point
from modeler.ui.canvas.items import FlowItem, NodeItem
from modeler.ui.canvas.scene import Scene

Part = Literal["body", "edge", "header", "label", "line"]

REACH = 5.0
"""How near to a line counts as on it, in pixels."""


@dataclass(frozen=True)
class Hit:
    """What was found: an element and which part of it."""

    id: str
    part: Part
    is_flow: bool = False

    @property
    def grips(self) -> bool:
        """Whether a drag from here moves the element (the body of a container does not)."""
        return self.part in ("edge", "header", "label", "line") or not self.is_hollow

    is_hollow: bool = False


def hit(scene: Scene, point: Point, scale: float, ignore: Iterable[str] = ()) -> Hit | None:
    """The topmost element at a point of the diagram."""
    reach = REACH / scale
    hidden = set(ignore)
    cells = scene.tiles.cells(Bounds(point[0], point[1], 0, 0).grown(reach))
    nodes = [node for cell in cells for node in cell.nodes.values() if node.id not in hidden]
    flows = [flow for cell in cells for flow in cell.flows.values() if flow.id not in hidden]
    solid = max(
        (node for node in nodes if not node.container and _inside(node, point, reach)), key=_layer, default=None
    )
    if solid is not None:
        return Hit(solid.id, "body")
    near = [flow for flow in flows if flow.extent.contains(point) and piece_at(flow.points, point)[1] <= reach]
    if near:
        return Hit(min(near, key=lambda flow: piece_at(flow.points, point)[1]).id, "line", is_flow=True)
    items: list[NodeItem | FlowItem] = [*nodes, *flows]
    for item in items:
        label = item.label
        if label is not None and not label.box.limited and label.extent().contains(point):
            return Hit(item.id, "label", is_flow=isinstance(item, FlowItem))
    parts = [(node, part) for node in nodes if node.container and (part := _container_part(node, point, reach))]
    if not parts:
        return None
    hollow, part = max(parts, key=lambda found: found[0].layer)
    return Hit(hollow.id, part, is_hollow=True)


def _layer(node: NodeItem) -> int:
    return node.layer


def container_at(scene: Scene, point: Point, ignore: Iterable[str] = ()) -> str | None:
    """The innermost pool, lane or expanded sub-process round a point."""
    hidden = set(ignore)
    best: NodeItem | None = None
    for cell in scene.tiles.cells(Bounds(point[0], point[1], 0, 0)):
        for node in cell.nodes.values():
            if not node.container or node.id in hidden or SPECS[node.record.spec].category == "artifact":
                continue
            if node.bounds.contains(point) and (best is None or node.layer >= best.layer):
                best = node
    return best.id if best is not None else None


def flow_at(scene: Scene, point: Point, reach: float = 10.0) -> str | None:
    """The sequence or message flow within `reach` units of a point (drop on flow)."""
    best: tuple[float, str] | None = None
    for cell in scene.tiles.cells(Bounds(point[0], point[1], 0, 0).grown(reach)):
        for flow in cell.flows.values():
            if flow.record.kind not in ("sequenceFlow", "messageFlow"):
                continue
            _, distance, share = piece_at(flow.points, point)
            if distance <= reach and 0 < share < 1 and (best is None or distance < best[0]):
                best = (distance, flow.id)
    return best[1] if best else None


def host_at(scene: Scene, point: Point, reach: float = 15.0) -> str | None:
    """The activity whose border lies within `reach` units of a point (boundary events)."""
    for cell in scene.tiles.cells(Bounds(point[0], point[1], 0, 0).grown(reach)):
        for node in cell.nodes.values():
            if SPECS[node.record.spec].category != "activity":
                continue
            if node.bounds.grown(reach).contains(point) and not node.bounds.grown(-reach).contains(point):
                return node.id
    return None


def enclosed(scene: Scene, area: Bounds) -> list[str]:
    """Shapes wholly inside an area, and lines whose ends both are."""
    nodes = [
        node.id for cell in scene.tiles.cells(area) for node in cell.nodes.values() if area.encloses(node.bounds)
    ]
    flows = [
        flow.id
        for cell in scene.tiles.cells(area)
        for flow in cell.flows.values()
        if all(area.contains(point) for point in flow.points)
    ]
    return list(dict.fromkeys([*nodes, *flows]))


def _inside(node: NodeItem, point: Point, reach: float) -> bool:
    bounds = node.bounds.grown(min(reach, 3.0))
    if not bounds.contains(point):
        return False
    outline = outline_of(SPECS[node.record.spec].category)
    x, y = bounds.centre
    across, down = abs(point[0] - x) / (bounds.width / 2), abs(point[1] - y) / (bounds.height / 2)
    if outline == "ellipse":
        return across * across + down * down <= 1
    return outline != "diamond" or across + down <= 1


def _container_part(node: NodeItem, point: Point, reach: float) -> Part | None:
    bounds = node.bounds
    if not bounds.grown(reach).contains(point):
        return None
    if not bounds.grown(-reach).contains(point):
        return "edge"
    spec = SPECS[node.record.spec]
    if spec.look == "group":
        return None
    if spec.category == "container":
        if not node.record.expanded:
            return "header"
        inside = point[0] - bounds.x if node.record.horizontal else point[1] - bounds.y
        return "header" if inside <= HEADER else "body"
    return "header" if point[1] - bounds.y <= HEADER else "body"
