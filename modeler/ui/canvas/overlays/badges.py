"""Badges: problems and remarks at an element, told by form, letter and colour."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from modeler.ui.canvas.camera import Camera
from modeler.ui.canvas.fonts import canvas_font
from modeler.ui.canvas.scene import Scene
from runner.core.tokens import Theme

BADGE = 16.0
"""Pixels of a badge."""
_STEP = 19.0


class BadgesOverlay:
    """`badges`: element -> (kind, count); kinds are `error`, `warning`, `info` and `remark`. An element may
    carry several through `more`."""

    def __init__(self) -> None:
        self.badges: Mapping[str, tuple[str, int]] = {}
        self.remarks: Mapping[str, int] = {}

    def paint(self, painter: QPainter, camera: Camera, scene: Scene) -> None:
        """Paint all badges."""
        if not (self.badges or self.remarks) or camera.scale < 0.22:
            return
        painter.setFont(canvas_font(11))
        for identity, (kind, count) in self.badges.items():
            if identity in scene.lifted:  # in the hand: its badge would stay behind, where nothing is any more
                continue
            place = _place(identity, camera, scene)
            if place is not None:
                paint_badge(painter, place, kind, count, scene.theme)
        for identity, count in self.remarks.items():
            if identity in scene.lifted:
                continue
            place = remark_place(identity, camera, scene, beside=identity in self.badges)
            if place is not None:
                paint_badge(painter, place, "remark", count, scene.theme)

    def reach(self, scale: float) -> float:
        """Half a badge, and one beside it."""
        return _STEP + BADGE / 2 + 2 if self.badges or self.remarks else 0.0


def paint_badge(painter: QPainter, at: QPointF, kind: str, count: int, theme: Theme) -> None:
    """One badge with its middle at a place."""
    colours = {"error": theme.bad, "warning": theme.warning, "remark": theme.accent}
    painter.setPen(QPen(QColor(theme.paper), 1.5))
    painter.setBrush(QColor(colours.get(kind, theme.faint)))
    box = QRectF(at.x() - BADGE / 2, at.y() - BADGE / 2, BADGE, BADGE)
    if kind == "warning":
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(at.x(), box.top() - 2),
                    QPointF(box.right() + 2, box.bottom()),
                    QPointF(box.left() - 2, box.bottom()),
                ]
            )
        )
    elif kind == "remark":
        painter.drawRoundedRect(box.adjusted(-1, 0, 1, -1), 4, 4)
        painter.drawPolygon(QPolygonF([at + QPointF(-4, 6), at + QPointF(2, 6), at + QPointF(-5, 12)]))
    else:
        painter.drawEllipse(box)
    painter.setPen(QColor(theme.on_accent if kind == "remark" else theme.paper))
    text = str(count) if count > 1 else "!" if kind in ("error", "warning") else "i" if kind == "info" else "1"
    painter.drawText(box.adjusted(0, 1, 0, 1), Qt.AlignmentFlag.AlignCenter, text)


def remark_place(identity: str, camera: Camera, scene: Scene, *, beside: bool) -> QPointF | None:
    """Where the badge of the remarks stands: at the other corner than the problems, so that neither covers the
    other or an event on the border; on a line `beside` the badge of its problems."""
    if scene.flow(identity) is not None:
        place = _place(identity, camera, scene)
        return QPointF(place.x() - _STEP, place.y()) if place is not None and beside else place
    bounds = scene.bounds_of(identity)
    if bounds is None:
        return None
    rect = camera.rect(bounds)
    lack = max(0.0, _STEP - rect.width()) if beside else 0.0  # small shapes: the two stand apart all the same
    return QPointF(rect.left() - lack, rect.top())


def _place(identity: str, camera: Camera, scene: Scene) -> QPointF | None:
    flow = scene.flow(identity)
    if flow is not None:
        first, second = camera.to_view(flow.points[0]), camera.to_view(flow.points[1])
        return (first + second) / 2
    bounds = scene.bounds_of(identity)
    return camera.rect(bounds).topRight() if bounds is not None else None
