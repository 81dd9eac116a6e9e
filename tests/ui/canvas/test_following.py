"""However a document changes, the scene that follows it ends where one loaded anew begins."""

from __future__ import annotations

import random

import pytest
from pytestqt.qtbot import QtBot

from modeler.document import commands
from modeler.document.change import Change
from modeler.document.document import Document
from modeler.document.io import document_from_bytes
from modeler.geometry.shapes import Bounds
from modeler.ui.canvas.items import FlowItem, NodeItem
from modeler.ui.canvas.scene import Scene
from runner.core.errors import AppError
from runner.core.tokens import LIGHT
from tests.bench.models import bpmn_of
from tests.helpers.acts import random_act
from tests.helpers.builders import an_approval

SIGHT = Bounds(0, 0, 900, 600)


def told(item: NodeItem | FlowItem) -> tuple[object, ...]:
    """All that decides how an element is painted and found; places to the hundredth of a unit."""
    label = item.label
    name = (label.text, rounded(label.box.bounds), label.box.down, label.colour) if label is not None else None
    sides = tuple(round(side, 2) for side in (item.left, item.top, item.right, item.bottom))
    if isinstance(item, FlowItem):
        ends = tuple((round(p.x(), 2), round(p.y(), 2)) for p in item.polygon().toList())
        heads = [tuple(round(v, 2) for v in path.boundingRect().getRect()) for _figure, path in item.signs()]
        return item.record, item.traits, item.style, item.is_plain, name, sides, ends, heads
    return item.record, item.kind, item.layer, item.container, item.inside, rounded(item.bounds), name, sides


def following(doc: Document) -> Scene:
    """A scene that follows a document."""
    scene = Scene(LIGHT)
    scene.load(doc.index)

    def follow(change: Change) -> None:
        scene.update(change, SIGHT)

    doc.changed.connect(follow)
    return scene


def rounded(box: Bounds) -> tuple[float, ...]:
    return round(box.x, 2), round(box.y, 2), round(box.width, 2), round(box.height, 2)


def squares(scene: Scene) -> set[tuple[str, int, int]]:
    """What is entered in which square."""
    return {(own, x, y) for (x, y), cell in scene.tiles._cells.items() for own in (*cell.nodes, *cell.flows)}


def check(scene: Scene, doc: Document) -> None:
    fresh = Scene(LIGHT)
    fresh.kinds = scene.kinds  # so that kinds have the same numbers
    fresh.load(doc.index)
    assert squares(scene) == squares(fresh)
    for mine, theirs in ((scene.nodes, fresh.nodes), (scene.flows, fresh.flows)):
        assert mine.keys() == theirs.keys()
        for own, item in mine.items():
            assert told(item) == told(theirs[own]), own


@pytest.mark.parametrize("seed", range(6))
def test_a_scene_that_followed_random_acts_is_the_one_loaded_anew(qtbot: QtBot, seed: int) -> None:
    del qtbot
    chance = random.Random(seed)
    doc = document_from_bytes(bpmn_of(60), "some.bpmn", seed=1) if seed % 2 else an_approval().document()
    scene = following(doc)
    for turn in range(24):
        if chance.random() < 0.6:
            some = chance.sample(sorted(doc.index.nodes), min(len(doc.index.nodes), chance.choice((1, 2, 5, 20))))
            try:
                commands.move(doc, some, chance.choice((0, 10, -35, 0.25)), chance.choice((0, 7, -20)))
            except AppError:
                continue
        else:
            random_act(doc, chance)
        if chance.random() < 0.3:
            for item in (*scene.flows.values(), *scene.nodes.values()):  # as if it had been painted
                told(item)
        if chance.random() < 0.25 and doc.can_undo:
            doc.undo()
        if turn % 4 == 3:
            check(scene, doc)
    check(scene, doc)


def test_the_name_of_a_gateway_that_went_with_some_of_its_lines_leaves_the_side_of_the_others(qtbot: QtBot) -> None:
    del qtbot
    doc = document_from_bytes(bpmn_of(300), "some.bpmn", seed=1)
    scene = following(doc)
    gateway = next(
        node for node in doc.index.nodes.values() if node.tag == "exclusiveGateway" and len(node.outgoing) > 1
    )
    after = [doc.index.flows[flow].target for flow in gateway.outgoing]
    for dx, dy in ((0, 300), (-400, 0), (0, -500)):
        commands.move(doc, [gateway.id, after[0]], dx, dy)
        check(scene, doc)
