"""The way of a token on the canvas: it runs along the flows that an act has taken. It does so for the eye alone;
where animation is not wanted, nothing moves."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import hypot

from PySide6.QtCore import QObject, QRect, QTimer
from PySide6.QtWidgets import QApplication, QStyle

from modeler.geometry.shapes import Point
from modeler.ui.canvas.overlays.run import RunOverlay
from modeler.ui.canvas.view import CanvasView
from runner.core.settings import Settings

TICK_MS = 30
HOP_MS = 180
MOST_MS = 1_500
"""All hops of one act together: more of them run faster."""
_ROUND = 12


def moves(settings: Settings) -> bool:
    """Whether things may move: neither the setting nor the system says no."""
    style = QApplication.style()
    return bool(settings["rehearse.motion"]) and (
        style is None or style.styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) > 0
    )


class Walk(QObject):
    """Moves the overlay's token along flows, one after the other."""

    def __init__(self, canvas: CanvasView, overlay: RunOverlay) -> None:
        super().__init__(canvas)
        self._canvas, self._overlay = canvas, overlay
        self._ways: list[Sequence[Point]] = []
        self._at = 0.0
        self._step = 0.0
        self.timer = QTimer(self)
        self.timer.setInterval(TICK_MS)
        self.timer.timeout.connect(self.tick)

    @property
    def is_walking(self) -> bool:
        """Whether a token is on its way."""
        return bool(self._ways)

    def start(self, flows: Sequence[str]) -> None:
        """Run along these flows; those that are not drawn are left out."""
        self.stop()
        scene = self._canvas.scene
        self._ways = [found.points for flow in flows if (found := scene.flow(flow)) is not None]
        if self._ways:
            whole = min(HOP_MS * len(self._ways), MOST_MS)
            self._step, self._at = len(self._ways) * TICK_MS / whole, 0.0
            self.timer.start()

    def stop(self) -> None:
        """Stand still."""
        self.timer.stop()
        self._ways = []
        self._show(None)

    def tick(self) -> None:
        """One picture further."""
        self._at += self._step
        if self._at >= len(self._ways):
            self.stop()
            return
        place = int(self._at)
        self._show(along(self._ways[place], self._at - place))

    def _show(self, place: Point | None) -> None:
        before, self._overlay.moving = self._overlay.moving, place
        for point in (before, place):
            if point is not None:
                at = self._canvas.camera.to_view(point).toPoint()
                self._canvas.update(QRect(at.x() - _ROUND, at.y() - _ROUND, 2 * _ROUND, 2 * _ROUND))


def along(points: Sequence[Point], share: float) -> Point:
    """The point at a share (0 to 1) of the length of a polyline."""
    pieces = [(one, other, hypot(other[0] - one[0], other[1] - one[1])) for one, other in pairwise(points)]
    left = max(0.0, min(share, 1.0)) * sum(length for _one, _other, length in pieces)
    for one, other, length in pieces:
        if left <= length and length > 0:
            part = left / length
            return one[0] + (other[0] - one[0]) * part, one[1] + (other[1] - one[1]) * part
        left -= length
    return points[-1]
