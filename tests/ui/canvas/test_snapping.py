"""Falling into line: with neighbours, borders and own flows, and into the grid; guide lines that fade."""

from __future__ import annotations

import pytest

from modeler.document import commands
from modeler.document.io import to_bytes
from modeler.geometry.shapes import Bounds
from modeler.ui.canvas.acts import ACTS
from modeler.ui.canvas.fading import SHOWN_MS
from tests.ui.canvas.conftest import Hand


@pytest.fixture
def free(hand: Hand) -> Hand:
    """The hand on a canvas without grid."""
    hand.view.toggle_grid()
    return hand


def box(hand: Hand, identity: str) -> Bounds:
    found = hand.doc.index.nodes[identity].bounds
    assert found is not None
    return found


@pytest.mark.parametrize(("off", "falls"), [(7, True), (8, False)])
def test_a_dragged_shape_falls_into_line_with_a_neighbour_within_seven_pixels(
    free: Hand, task: str, off: int, falls: bool
) -> None:
    other = commands.add_node(free.doc, "user-task", (640, 500))
    x, y = free.centre(other)
    to = (free.centre(task)[0] + off, y - 100)
    free.drag((x, y), to, let_go=False)
    assert (free.view.ghost.guide_x == free.centre(task)[0]) is falls
    free.drag((x, y), to)
    assert (free.centre(other)[0] == free.centre(task)[0]) is falls


def test_a_new_shape_falls_into_line_too(free: Hand, task: str) -> None:
    x, y = free.centre(task)
    free.view.start_create("user-task")
    free.click((x + 5, y + 200))
    (created,) = free.view.selection.ids
    assert free.centre(created) == (x, y + 200)


def test_a_shape_falls_into_line_with_its_own_flow_which_becomes_straight(free: Hand, start: str, task: str) -> None:
    sub = commands.add_node(free.doc, "sub-process", (400, 500))
    after = commands.add_node(free.doc, "user-task", (760, 620))
    bounds = box(free, sub)
    flow = commands.connect(free.doc, sub, after, leaves=(bounds.right - 30, bounds.y + 50))
    docked = free.doc.index.flows[flow].waypoints[0][1]
    assert docked == bounds.y + 50
    free.drag(free.centre(after), (760, docked + 6))
    points = free.doc.index.flows[flow].waypoints
    assert [y for _x, y in points] == [docked, docked]


def test_borders_of_pools_count_and_those_of_lanes_do_not(free: Hand, task: str) -> None:
    pool = commands.add_node(free.doc, "pool", (400, 250))
    commands.add_lane(free.doc, pool)
    lane = commands.add_lane(free.doc, pool)
    edge, inner = box(free, pool).bottom, box(free, lane).y
    x, y = free.centre(task)
    free.drag((x, y), (x + 90, edge - 40 + 5), let_go=False)
    assert free.view.ghost.guide_y == edge
    free.bot.mouseMove(free.view, free.at((x + 90, inner - 40 + 4)))
    assert free.view.ghost.guide_y is None
    free.view.interaction.cancel()


def test_guide_lines_fade_after_a_second(free: Hand, task: str) -> None:
    assert SHOWN_MS == 1000
    other = commands.add_node(free.doc, "user-task", (640, 500))
    free.drag(free.centre(other), (free.centre(task)[0] + 3, 420), let_go=False)
    timer = free.view._fading.timer
    assert free.view.ghost.guide_x is not None
    assert timer.isActive() and timer.interval() == 1000
    for _step in range(3):
        timer.timeout.emit()
    assert free.view.ghost.guide_x is None
    assert free.view.ghost.nodes
    free.bot.mouseMove(free.view, free.at((free.centre(task)[0] + 2, 430)))
    assert free.view.ghost.guide_x is not None
    assert free.view.ghost.guides_shown == 1.0
    free.view.interaction.cancel()
    assert not timer.isActive()


def test_the_grid_of_ten_is_switched_by_its_act(hand: Hand, task: str) -> None:
    hand.view.start_create("user-task")
    hand.click((513, 497))
    (created,) = hand.view.selection.ids
    assert hand.centre(created) == (510, 500)
    hand.drag((510, 500), (557, 534))
    assert hand.centre(created) == (560, 530)
    ACTS["toggle_grid"].run(hand.view)
    hand.drag((560, 530), (603, 571))
    assert hand.centre(created) == (603, 571)


def test_a_pulled_side_falls_into_line_with_its_neighbours(free: Hand, task: str) -> None:
    sub = commands.add_node(free.doc, "sub-process", (400, 500))
    commands.remove(free.doc, [node.id for node in free.doc.index.children(sub)])
    before, bounds = to_bytes(free.doc), box(free, sub)
    other = box(free, task)
    free.click((bounds.x + 5, bounds.y + 10))
    free.drag((bounds.x - 6, bounds.centre[1]), (other.x + 5, bounds.centre[1] + 30))
    assert box(free, sub) == Bounds(other.x, bounds.y, bounds.right - other.x, bounds.height)
    free.undo_gives(before)


@pytest.mark.parametrize(
    ("spec", "least"),
    [("pool", (300, 150)), ("sub-process", (140, 120)), ("group", (140, 120))],
)
def test_nothing_is_pulled_below_its_smallest_size(free: Hand, spec: str, least: tuple[float, float]) -> None:
    for own in list(free.doc.index.nodes):
        commands.remove(free.doc, [own])
    own = commands.add_node(free.doc, spec, (450, 350))
    for inner in list(free.doc.index.nodes):
        if inner != own and inner in free.doc.index.nodes:
            commands.remove(free.doc, [inner])
    bounds = box(free, own)
    free.view.selection.set([own])
    free.drag((bounds.right + 6, bounds.bottom + 6), (bounds.x + 10, bounds.y + 10))
    assert (box(free, own).width, box(free, own).height) == least


@pytest.mark.parametrize(
    "spec", ["user-task", "call-activity", "sub-process-collapsed", "start-event", "exclusive-gateway"]
)
def test_steps_events_and_gateways_keep_their_size(free: Hand, spec: str) -> None:
    own = commands.add_node(free.doc, spec, (600, 500))
    bounds = box(free, own)
    free.view.selection.set([own])
    free.drag((bounds.right + 6, bounds.centre[1]), (bounds.right + 80, bounds.centre[1]))
    assert (box(free, own).width, box(free, own).height) == (bounds.width, bounds.height)
