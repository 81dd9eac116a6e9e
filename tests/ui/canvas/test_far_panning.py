"""Panned where whole cells are painted, only what comes in at the edges is looked for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter, QRegion
from pytestqt.qtbot import QtBot

from modeler.document.io import document_from_bytes
from modeler.geometry.shapes import Bounds
from modeler.ui.canvas.camera import Camera
from modeler.ui.canvas.render import Renderer
from modeler.ui.canvas.scene import Cell, Scene
from runner.core.tokens import LIGHT
from tests.bench.jobs import job_of


def test_two_edges_are_painted_without_what_lies_between_them(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    del qtbot
    scene = Scene(LIGHT)
    scene.load(document_from_bytes(job_of(300).data, "far.bpmn").index)
    renderer, camera = Renderer(scene), Camera()
    camera.scale = 0.2
    asked: list[Bounds] = []
    cells = scene.cells

    def watched(area: Bounds) -> list[Cell]:
        asked.append(area)
        return cells(area)

    monkeypatch.setattr(scene, "cells", watched)
    image = QImage(1000, 800, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    renderer.render(painter, QRegion(QRect(0, 0, 12, 800)).united(QRect(0, 793, 1000, 7)), camera)
    painter.end()
    whole = camera.area(QRect(0, 0, 1000, 800))
    assert asked and sum(one.width * one.height for one in asked) < 0.2 * whole.width * whole.height
