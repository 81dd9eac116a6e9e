"""The diagram as a picture: painted by the same hands as the screen."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect
from PySide6.QtGui import QImage, QPainter

from modeler.geometry.texts import Measure
from modeler.reports.svg import MARGIN, Drawing
from modeler.ui.canvas.camera import Camera
from modeler.ui.canvas.fonts import text_measure as _measure
from modeler.ui.canvas.render import Renderer
from modeler.ui.canvas.scene import Scene
from runner.core.tokens import LIGHT, Theme

_LARGEST = 16_000
_FULL_DETAIL = 0.31


def text_measure() -> Measure:
    """The measure of the canvas font, for reports and SVG. Needs a QGuiApplication."""
    return _measure()


class Shown(Protocol):
    """A document, as far as pictures need it."""

    @property
    def index(self) -> Drawing:
        """Its records."""


def to_image(doc: Shown, scale: float = 2.0, theme: Theme = LIGHT) -> QImage:
    """The whole diagram at `scale` pixels a unit; smaller where it would pass 16,000 pixels a side. Needs a
    QGuiApplication."""
    scene = Scene(theme)
    scene.load(doc.index)
    world = scene.extent().grown(MARGIN)
    scale = min(scale, _LARGEST / max(world.width, world.height, 1))
    camera = Camera()
    camera.scale = max(scale, _FULL_DETAIL)
    camera.left, camera.top = round(world.x * camera.scale), round(world.y * camera.scale)
    image = QImage(
        max(1, round(world.width * camera.scale)),
        max(1, round(world.height * camera.scale)),
        QImage.Format.Format_RGB32,
    )
    renderer = Renderer(scene)
    renderer.show_grid = False
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    renderer.render(painter, QRect(0, 0, image.width(), image.height()), camera)
    painter.end()
    return image


def to_png(doc: Shown, scale: float = 2.0, theme: Theme = LIGHT) -> bytes:
    """The same as the bytes of a PNG file."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    to_image(doc, scale, theme).save(buffer, "PNG")  # type: ignore[call-overload]  # PySide's stubs want bytes, Qt takes text
    buffer.close()
    return bytes(data.data())
