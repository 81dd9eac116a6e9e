"""What very much changed is painted at once where it is seen; the rest follows, and nobody can tell."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from modeler.document import commands
from modeler.document.document import Document
from modeler.document.io import document_from_bytes
from modeler.geometry.arranging import Axis
from modeler.geometry.shapes import Bounds
from modeler.ui.canvas.camera import Camera
from modeler.ui.canvas.items import FlowItem, NodeItem
from modeler.ui.canvas.render import Renderer
from modeler.ui.canvas.scene import MANY, Scene
from runner.core.tokens import LIGHT
from tests.bench.models import bpmn_of

SIGHT = Bounds(0, 0, 900, 600)


@pytest.fixture(scope="module")
def large() -> bytes:
    return bpmn_of(800)


def shown(doc: Document) -> Scene:
    scene = Scene(LIGHT)
    scene.load(doc.index)
    return scene


def told(scene: Scene) -> dict[str, tuple[object, ...]]:
    """All that is painted of each element."""
    nodes = {own: (item.bounds, item.extent, item.layer, item.record) for own, item in scene.nodes.items()}
    return {**nodes, **{own: (item.points, item.extent, item.record) for own, item in scene.flows.items()}}


def squares(scene: Scene) -> set[tuple[str, int, int]]:
    found: set[tuple[str, int, int]] = set()
    for (x, y), cell in scene.tiles._cells.items():
        found |= {(own, x, y) for own in (*cell.nodes, *cell.flows)}
    return found


def is_right(scene: Scene, doc: Document) -> None:
    """What is in sight is where it belongs at once; all else in the end, as if it were loaded anew."""
    seen: dict[str, NodeItem | FlowItem] = {}
    for cell in scene.cells(SIGHT):
        seen |= cell.nodes
        seen |= cell.flows
    fresh = shown(doc)
    there = {own for own, item in {**fresh.nodes, **fresh.flows}.items() if item.extent.meets(SIGHT)}
    assert there <= {own for own, item in seen.items() if item.extent.meets(SIGHT)}
    assert all(seen[own].extent == {**fresh.nodes, **fresh.flows}[own].extent for own in there)


@pytest.mark.parametrize(
    ("axis", "at", "delta"), [("x", 700, 260), ("x", 700, -30), ("y", 500, 120), ("x", 2500, 90), ("x", 0, -1400)]
)
def test_a_change_of_half_a_model_ends_where_loading_it_anew_would(
    large: bytes, axis: Axis, at: float, delta: float
) -> None:
    doc = document_from_bytes(large, "large.bpmn")
    scene = shown(doc)
    doc.changed.connect(lambda change: scene.update(change, SIGHT))
    commands.make_space(doc, None, axis, at, delta)
    assert not scene.catch_up(0)
    is_right(scene, doc)
    doc.undo()  # while the rest of the step before has not followed yet
    is_right(scene, doc)
    doc.redo()
    commands.make_space(doc, None, "y" if axis == "x" else "x", 100, 35)
    is_right(scene, doc)
    assert scene.catch_up()
    assert told(scene) == told(shown(doc))
    assert squares(scene) == squares(shown(doc))


def test_two_steps_in_a_row_bring_into_sight_what_was_never_near(large: bytes) -> None:
    doc = document_from_bytes(large, "large.bpmn")
    scene = shown(doc)
    doc.changed.connect(lambda change: scene.update(change, SIGHT))
    commands.make_space(doc, None, "x", 1200, 2000)
    commands.make_space(doc, None, "x", 3000, -2500)
    is_right(scene, doc)


def test_the_name_of_an_event_stands_clear_of_a_host_that_got_wider(large: bytes) -> None:
    host = '<subProcess id="sub" /><boundaryEvent id="event" name="Late" attachedToRef="sub" /></process>'
    drawn = "".join(
        f'<bpmndi:BPMNShape id="{own}_di" bpmnElement="{own}" isExpanded="true"><dc:Bounds x="{x}" y="{y}" '
        f'width="{width}" height="{height}" /></bpmndi:BPMNShape>'
        for own, x, y, width, height in (("sub", 3000, 400, 200, 120), ("event", 2985, 432, 36, 36))
    )
    lane = "<flowNodeRef>sub</flowNodeRef><flowNodeRef>event</flowNodeRef></lane>"
    text = large.decode().replace("</process>", host).replace("</lane>", lane, 1)
    text = text.replace("</bpmndi:BPMNPlane>", drawn + "</bpmndi:BPMNPlane>")
    doc = document_from_bytes(text.encode(), "large.bpmn")
    scene = shown(doc)
    doc.changed.connect(lambda change: scene.update(change, SIGHT))
    commands.make_space(doc, None, "x", 3002, 60)  # the border that it sat at stays behind
    assert not scene.catch_up(0)
    assert scene.catch_up()
    assert told(scene) == told(shown(doc))


def test_what_was_painted_before_it_went_is_painted_where_it_came_to(large: bytes, qapp: QApplication) -> None:
    doc = document_from_bytes(large, "large.bpmn")
    scene = shown(doc)
    renderer = Renderer(scene)
    painted(renderer)  # glyphs, lines and signs are laid out now
    doc.changed.connect(lambda change: scene.update(change, SIGHT))
    commands.make_space(doc, None, "x", 400, 60)
    assert painted(renderer) == painted(Renderer(shown(doc)))


def painted(renderer: Renderer) -> QImage:
    image = QImage(900, 600, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    renderer.render(painter, image.rect(), Camera())
    painter.end()
    return image


def test_an_element_out_of_sight_that_is_asked_for_is_where_it_came_to(large: bytes) -> None:
    doc = document_from_bytes(large, "large.bpmn")
    scene = shown(doc)
    doc.changed.connect(lambda change: scene.update(change, SIGHT))
    places = {node.id: node.bounds for node in doc.index.nodes.values() if node.tag == "userTask" and node.bounds}
    far = max(places, key=lambda own: places[own].x)
    commands.make_space(doc, None, "x", 700, 260)
    assert scene.bounds_of(far) == places[far].moved(260, 0)


def test_few_changes_are_shown_at_once(large: bytes) -> None:
    doc = document_from_bytes(large, "large.bpmn")
    assert len(doc.index.nodes) + len(doc.index.flows) > MANY
    scene = shown(doc)
    doc.changed.connect(lambda change: scene.update(change, SIGHT))
    task = next(node for node in doc.index.nodes.values() if node.tag == "userTask")
    commands.rename(doc, task.id, "Another")
    assert scene.catch_up(0)
    assert scene.nodes[task.id].record.name == "Another"
