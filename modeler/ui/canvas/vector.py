"""A plane of the diagram painted as lines and letters onto anything: paper, PDF; and letters as outlines for SVG."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPainterPath

from modeler.ui.canvas.fonts import shared_font
from modeler.ui.canvas.render import Renderer
from modeler.ui.canvas.scene import Scene


def paint_plane(painter: QPainter, scene: Scene) -> None:
    """Everything of a loaded scene in diagram units, with no pixels in between."""
    renderer = Renderer(scene)
    nodes = sorted(scene.nodes.values(), key=lambda item: item.layer)
    flows = list(scene.flows.values())
    for item in nodes:
        painter.save()
        painter.translate(item.x, item.y)
        scene.kinds.paint(item.kind, painter)
        painter.restore()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    renderer.paint_flows(painter, flows)
    renderer.paint_labels(painter, nodes, flows)


def outline(text: str, size: float) -> str:
    """The letters of one line as path data of SVG, from the start of the baseline."""
    whole = QPainterPath()
    for run in shared_font().runs(text, size):
        font = run.rawFont()
        for glyph, place in zip(run.glyphIndexes(), run.positions(), strict=True):
            whole.addPath(font.pathForGlyph(glyph).translated(place))
    parts: list[str] = []
    at = 0
    while at < whole.elementCount():
        element = whole.elementAt(at)
        kind = element.type
        if kind == QPainterPath.ElementType.CurveToElement:
            points = [whole.elementAt(at + step) for step in range(3)]
            parts.append("C" + " ".join(f"{_n(point.x)} {_n(point.y)}" for point in points))
            at += 3
            continue
        parts.append(
            ("M" if kind == QPainterPath.ElementType.MoveToElement else "L") + f"{_n(element.x)} {_n(element.y)}"
        )
        at += 1
    return "".join(parts)


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"
