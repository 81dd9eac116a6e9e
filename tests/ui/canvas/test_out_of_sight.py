"""What very much changed is painted at once where it is seen; the rest follows, and nobody can tell."""

from __future__ import annotations

import pytest

from modeler.document import commands
from modeler.document.document import Document
from modeler.document.io import document_from_bytes
from modeler.geometry.shapes import Bounds
from modeler.ui.canvas.items import FlowItem, NodeItem
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


def test_a_change_of_half_a_model_ends_where_loading_it_anew_would(large: bytes) -> None:
    doc = document_from_bytes(large, "large.bpmn")
    scene = shown(doc)
    doc.changed.connect(lambda change: scene.update(change, SIGHT))
    commands.make_space(doc, None, "x", 700, 260)
    assert not scene.catch_up(0)
    seen: dict[str, NodeItem | FlowItem] = {}
    for cell in scene.cells(SIGHT):
        seen |= cell.nodes
        seen |= cell.flows
    fresh = shown(doc)
    there = {own for own, item in {**fresh.nodes, **fresh.flows}.items() if item.extent.meets(SIGHT)}
    assert there <= seen.keys()
    assert all(seen[own].extent == {**fresh.nodes, **fresh.flows}[own].extent for own in there)
    assert scene.catch_up()
    assert told(scene) == told(fresh)
    assert squares(scene) == squares(fresh)


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
