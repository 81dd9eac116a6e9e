"""What is painted over the model: each overlay is a small object with plain values."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtGui import QPainter

from modeler.ui.canvas.camera import Camera
from modeler.ui.canvas.scene import Scene


class Overlay(Protocol):
    """Something painted over the model, in pixels of the widget."""

    def paint(self, painter: QPainter, camera: Camera, scene: Scene) -> None:
        """Paint; the painter is clipped to what must be painted."""

    def reach(self, scale: float) -> float:
        """How far beyond an element it may paint now, in pixels: so much is painted again round what changed."""
