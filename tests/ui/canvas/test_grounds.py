"""Inside a pool or lane only what shows is painted, and nobody can tell."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter, QRegion
from pytestqt.qtbot import QtBot

from modeler.bpmn.drawing import Figure
from modeler.document import commands
from modeler.document.document import Document
from modeler.document.io import document_from_bytes
from modeler.geometry.shapes import Bounds, Point
from modeler.ui.canvas.camera import Camera
from modeler.ui.canvas.kinds import Kinds
from modeler.ui.canvas.render import Renderer
from modeler.ui.canvas.scene import Scene
from runner.core.tokens import DARK, LIGHT, Theme
from tests.bench.models import bpmn_of

SIZE = 40


@pytest.fixture(scope="module")
def doc() -> Document:
    """A pool with lanes, one of them coloured, and an open sub-process with a name and something in it."""
    doc = document_from_bytes(bpmn_of(300), "lanes.bpmn", seed=1)
    lanes = sorted(doc.index.lanes)
    commands.set_colour(doc, [lanes[0]], "#FFE0B2", "#6B3C00")
    room = doc.index.nodes[lanes[1]].bounds
    assert room is not None
    inner = commands.add_node(doc, "sub-process", room.centre, lanes[1], name="Check everything")
    commands.add_node(doc, "user-task", room.centre, inner)
    return doc


def painted(scene: Scene, camera: Camera) -> QImage:
    image = QImage(SIZE, SIZE, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    Renderer(scene).render(painter, QRegion(QRect(0, 0, SIZE, SIZE)), camera)
    painter.end()
    return image


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: str(theme.name))
@pytest.mark.parametrize("scale", [0.4, 1.0, 2.5])
def test_nothing_that_shows_is_left_out(
    qtbot: QtBot, doc: Document, scale: float, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    del qtbot
    scene, camera = Scene(theme), Camera()
    scene.load(doc.index)
    camera.scale = scale
    pools: list[int] = []
    paint_kind = Kinds.paint

    def noted(self: Kinds, number: int, painter: QPainter, ink: str = "", paper: str = "") -> tuple[float, float]:
        if self[number].spec == "pool":
            pools.append(number)
        return paint_kind(self, number, painter, ink, paper)

    bare = 0
    for x, y in sorted({place for item in scene.nodes.values() if item.container for place in windows(item.bounds)}):
        camera.left, camera.top = round(x * scale), round(y * scale)
        with monkeypatch.context() as patch:
            patch.setattr(Kinds, "ground", lambda _self, _item, _area: None)
            everything = painted(scene, camera)
        with monkeypatch.context() as patch:
            patch.setattr(Kinds, "paint", noted)
            pools.clear()
            assert painted(scene, camera) == everything, (x, y)
            bare += not pools
    assert bare, "somewhere the pool itself need not be painted"


def windows(box: Bounds) -> Iterator[Point]:
    """Corners of small windows across and along each side of a shape, and in its middle."""
    for x in (box.x - 20, box.x + 2, box.x + 14, box.x + 33, box.centre[0], box.right - 90, box.right - 20):
        for y in (box.y - 20, box.y + 2, box.y + 14, box.y + 33, box.centre[1], box.bottom - 20):
            yield x, y


def test_what_is_drawn_inside_a_body_is_no_ground() -> None:
    from modeler.bpmn.drawing import ellipse, polyline, rectangle
    from modeler.ui.canvas.grounds import ground_of

    body = Figure(rectangle(0, 0, 400, 200), "pool", "paper")
    plain = ground_of([body], 400, 200)
    strip = ground_of([body, Figure(polyline([(30, 0), (30, 200)]), "pool")], 400, 200)
    round_thing = Figure(ellipse(200, 190, 8), "inner")
    marked = ground_of([body, round_thing], 400, 200)
    assert plain is not None and plain.fill == "paper" and plain.area.x > 0 and plain.area.right < 400
    assert strip is not None and strip.area.x > 30 and strip.area.right == plain.area.right
    assert marked is not None and marked.area.bottom < 182
    assert ground_of([body], 20, 20) is None
