"""Film: while a zoom runs and painting is slow, the last picture is stretched; a sharp one follows."""

from __future__ import annotations

from time import perf_counter

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from modeler.ui.canvas.camera import Camera
from modeler.ui.canvas.render import Renderer

BUDGET_MS = 10.0
SETTLE_MS = 70


class Film:
    """Knows how long a full painting took last, and holds the picture of a running zoom."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._picture: QPixmap | None = None
        self._at = (1.0, 0, 0)
        self.last_ms = 0.0
        self._timer = QTimer(widget)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MS)
        self._timer.timeout.connect(self.stop)

    def note(self, started: float) -> None:
        """A full painting began at `started` (`perf_counter`) and is done."""
        self.last_ms = (perf_counter() - started) * 1000

    def before_zoom(self, renderer: Renderer, camera: Camera) -> None:
        """Called before each step of a zoom: takes a picture at the first one, where painting is slow."""
        if self._picture is None and self.last_ms > BUDGET_MS:
            ratio = self._widget.devicePixelRatioF()
            self._picture = QPixmap(self._widget.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            painter = QPainter(self._picture)
            renderer.render(painter, self._widget.rect(), camera, ratio)
            painter.end()
            self._at = (camera.scale, camera.left, camera.top)
        if self._picture is not None:
            self._timer.start()

    @property
    def running(self) -> bool:
        """Whether the picture stands for the model."""
        return self._picture is not None

    def paint(self, painter: QPainter, camera: Camera, paper: str) -> None:
        """Paint the picture, stretched to the camera."""
        if self._picture is None:
            return
        scale, left, top = self._at
        factor = camera.scale / scale
        size = self._picture.deviceIndependentSize()
        painter.setBackground(QColor(paper))
        painter.eraseRect(self._widget.rect())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        target = QRectF(
            left * factor - camera.left, top * factor - camera.top, size.width() * factor, size.height() * factor
        )
        painter.drawPixmap(target, self._picture, QRectF(self._picture.rect()))

    def stop(self) -> None:
        """The zoom is over: paint sharp."""
        self._timer.stop()
        if self._picture is not None:
            self._picture = None
            self._widget.update()
