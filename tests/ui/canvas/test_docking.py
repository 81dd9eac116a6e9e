"""Flows and their ends: where they dock, how they run, what a hand does to them, what stays."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt

from modeler.document import commands
from modeler.document.io import document_from_bytes, to_bytes
from modeler.geometry.shapes import Bounds, Point
from tests.ui.canvas.conftest import Hand
from tests.ui.window_builder import turn


def box(hand: Hand, identity: str) -> Bounds:
    found = hand.doc.index.nodes[identity].bounds
    assert found is not None
    return found


def way(hand: Hand, flow: str) -> tuple[Point, ...]:
    return hand.doc.index.flows[flow].waypoints


def square(points: tuple[Point, ...]) -> bool:
    return all(abs(a[0] - b[0]) < 0.5 or abs(a[1] - b[1]) < 0.5 for a, b in pairwise(points))


@pytest.fixture
def below(hand: Hand, task: str) -> str:
    """A step further down and to the right."""
    return commands.add_node(hand.doc, "user-task", (560, 520))


def test_a_flow_between_steps_leaves_and_enters_sideways(hand: Hand, task: str, below: str) -> None:
    hand.key(Qt.Key.Key_C)
    hand.drag(hand.centre(task), hand.centre(below))
    (flow,) = hand.doc.index.nodes[below].incoming
    points = way(hand, flow)
    assert points[0] == (box(hand, task).right, hand.centre(task)[1])
    assert points[-1] == (box(hand, below).x, hand.centre(below)[1])
    assert len(points) == 4 and square(points)


def test_from_a_gateway_first_down_and_into_a_gateway_last_down(hand: Hand, task: str, below: str) -> None:
    fork = commands.add_node(hand.doc, "exclusive-gateway", (330, 400))
    out = commands.connect(hand.doc, fork, below)
    assert way(hand, out)[0] == (330, box(hand, fork).bottom)
    assert len(way(hand, out)) == 3
    join = commands.add_node(hand.doc, "exclusive-gateway", (800, 640))
    into = commands.connect(hand.doc, below, join)
    assert way(hand, into)[-1] == (800, box(hand, join).y)
    assert len(way(hand, into)) == 3


def test_a_flow_docks_where_it_was_dropped_and_keeps_that_when_shapes_move(hand: Hand, task: str) -> None:
    sub = commands.add_node(hand.doc, "sub-process", (640, 480))
    bounds = box(hand, sub)
    hand.key(Qt.Key.Key_C)
    hand.drag(hand.centre(task), (bounds.x + 60, bounds.y + 40))
    (flow,) = hand.doc.index.nodes[sub].incoming
    assert way(hand, flow)[-1] == (bounds.x, bounds.y + 40)
    before = to_bytes(hand.doc)
    commands.move(hand.doc, [sub], 20, 60)
    assert way(hand, flow)[-1] == (bounds.x + 20, bounds.y + 100)
    assert square(way(hand, flow))
    again = document_from_bytes(to_bytes(hand.doc), "again.bpmn")
    commands.move(again, [sub], 20, 60)
    assert again.index.flows[flow].waypoints[-1] == (bounds.x + 40, bounds.y + 160)
    hand.undo_gives(before)


def test_what_is_stored_ends_on_the_outlines(hand: Hand, start: str, task: str) -> None:
    flow = hand.doc.index.nodes[task].incoming[0]
    assert way(hand, flow) == (
        (box(hand, start).right, hand.centre(start)[1]),
        (box(hand, task).x, hand.centre(task)[1]),
    )


def test_only_the_end_that_moved_is_repaired_and_bends_of_a_hand_stay(hand: Hand, task: str, below: str) -> None:
    flow = commands.connect(hand.doc, task, below)
    first, second = way(hand, flow)[1:3]
    hand.drag(((first[0] + second[0]) / 2, (first[1] + second[1]) / 2), (first[0] - 30, first[1] + 80))
    bent = way(hand, flow)
    assert bent[1][0] != first[0]
    commands.move(hand.doc, [below], 60, 90)
    now = way(hand, flow)
    assert now[:2] == bent[:2]
    assert now[2][0] == bent[2][0]
    assert square(now)


def test_a_shape_between_two_others_gets_a_loop_from_bottom_to_left(hand: Hand, task: str) -> None:
    hand.view.selection.set([task])
    hand.pad("tool-connect")
    hand.click(hand.centre(task))
    flow = next(flow for flow in hand.doc.index.flows.values() if flow.source == flow.target == task)
    points, bounds = flow.waypoints, box(hand, task)
    assert points[0] == (bounds.centre[0], bounds.bottom)
    assert points[-1] == (bounds.x, bounds.centre[1])
    assert points[1][1] - points[0][1] >= 20


def test_the_middle_of_a_piece_shifts_it_and_its_outer_sixth_makes_a_bend(hand: Hand, task: str, below: str) -> None:
    commands.move(hand.doc, [below], 0, -int(hand.centre(below)[1] - hand.centre(task)[1]))
    commands.move(hand.doc, [below], 200, 0)
    flow = commands.connect(hand.doc, task, below)
    (x0, y), (x1, _y) = way(hand, flow)
    before = to_bytes(hand.doc)
    hand.drag(((x0 + x1) / 2, y), ((x0 + x1) / 2, y + 90))
    shifted = way(hand, flow)
    assert square(shifted)
    assert any(a[1] == b[1] == y + 90 for a, b in pairwise(shifted))
    hand.doc.undo()
    assert to_bytes(hand.doc) == before
    hand.drag((x0 + (x1 - x0) * 0.12, y), (x0 + (x1 - x0) * 0.3, y + 120))
    bent = way(hand, flow)
    assert len(bent) == 3
    assert bent[1] == (round(x0 + (x1 - x0) * 0.3), y + 120) or abs(bent[1][1] - y - 120) <= 1


def test_a_bend_dragged_into_line_disappears_and_falls_there_within_ten(hand: Hand, task: str, below: str) -> None:
    flow = commands.connect(hand.doc, task, below)
    commands.set_waypoints(hand.doc, flow, [way(hand, flow)[0], (450, 300), (470, 400), way(hand, flow)[-1]])
    first, last = way(hand, flow)[0], way(hand, flow)[-1]
    before = to_bytes(hand.doc)
    hand.drag((470, 400), (458, 420), let_go=False)
    assert hand.view.ghost.guide_x == 450
    hand.view.interaction.cancel()
    middle = ((450 + last[0]) / 2, (300 + last[1]) / 2)
    hand.drag((470, 400), middle)
    assert len(way(hand, flow)) in (3, 4)
    assert first[0] == box(hand, task).right
    hand.undo_gives(before)


def test_an_end_is_led_to_another_shape_under_the_rules(hand: Hand, start: str, task: str, below: str) -> None:
    flow = hand.doc.index.nodes[task].incoming[0]
    other = commands.add_node(hand.doc, "start-event", (700, 300))
    before, end = to_bytes(hand.doc), way(hand, flow)[-1]
    hand.click((end[0] - 20, end[1]))
    assert hand.view.selection.ids == (flow,)
    hand.drag(end, hand.centre(other), let_go=False)
    assert hand.view.ghost.target == other
    assert not hand.view.ghost.allowed
    with hand.bot.waitSignal(hand.view.refused):
        hand.bot.mouseRelease(hand.view, Qt.MouseButton.LeftButton, pos=hand.at(hand.centre(other)))
    assert to_bytes(hand.doc) == before
    hand.drag(end, hand.centre(below), let_go=False)
    assert hand.view.ghost.allowed
    hand.bot.mouseRelease(hand.view, Qt.MouseButton.LeftButton, pos=hand.at(hand.centre(below)))
    assert hand.doc.index.flows[flow].target == below
    hand.undo_gives(before)


def test_an_end_is_docked_elsewhere_on_its_own_shape(hand: Hand, task: str) -> None:
    sub = commands.add_node(hand.doc, "sub-process", (640, 480))
    flow = commands.connect(hand.doc, task, sub)
    bounds, end = box(hand, sub), way(hand, flow)[-1]
    before = to_bytes(hand.doc)
    hand.drag(end, (bounds.x + 50, bounds.y + 50))
    assert way(hand, flow)[-1] == (bounds.x, bounds.y + 50)
    assert square(way(hand, flow))
    hand.undo_gives(before)


def test_a_flow_under_the_pointer_shows_its_bends(hand: Hand, start: str, task: str) -> None:
    flow = hand.doc.index.nodes[task].incoming[0]
    (x0, y), (x1, _y) = way(hand, flow)
    hand.bot.mouseMove(hand.view, hand.at(((x0 + x1) / 2, y)))
    assert hand.view.frames.hovered == flow
    picture = hand.view.grab().toImage()
    corner = hand.at((x1, y))
    hand.bot.mouseMove(hand.view, hand.at((900, 650)))
    plain = hand.view.grab().toImage()
    around = [(corner.x() + dx, corner.y() + dy) for dx in range(-5, 6) for dy in range(-5, 6)]
    assert any(picture.pixel(x, y) != plain.pixel(x, y) for x, y in around)


def test_a_message_goes_straight_down_to_a_pool_and_stays_so(hand: Hand, task: str) -> None:
    pool = commands.add_node(hand.doc, "pool", (400, 200))
    other = commands.add_node(hand.doc, "pool-collapsed", (box(hand, pool).centre[0], box(hand, pool).bottom + 110))
    hand.view.selection.set([task])
    hand.pad("tool-connect")
    hand.click((hand.centre(task)[0] + 6, hand.centre(other)[1]))
    flow = next(flow for flow in hand.doc.index.flows.values() if flow.kind == "messageFlow")
    x = hand.centre(task)[0]
    assert way(hand, flow.id) == ((x, box(hand, task).bottom), (x, box(hand, other).y))
    commands.move(hand.doc, [task], 40, 0)
    assert way(hand, flow.id) == ((x + 40, box(hand, task).bottom), (x + 40, box(hand, other).y))


def test_a_flow_drawn_slanted_between_shapes_that_met_is_led_square_when_they_part(hand: Hand, task: str) -> None:
    other = commands.append_node(hand.doc, task, "user-task")
    turn()
    (flow,) = [one.id for one in hand.doc.index.flows.values() if one.target == other]
    x, y = hand.centre(other)
    hand.drag((x, y), (x - 58, y + 71))
    slanted = hand.doc.index.flows[flow].waypoints
    assert len(slanted) == 2
    before, (x, y) = to_bytes(hand.doc), hand.centre(other)
    hand.drag((x + 20, y + 20), (x + 100, y + 180))
    points = hand.doc.index.flows[flow].waypoints
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(points))
    hand.undo_gives(before)
