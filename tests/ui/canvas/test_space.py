"""The space tool: make room and take it back, with everything that hangs on it."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt

from modeler.document import commands
from modeler.document.io import to_bytes
from modeler.geometry.shapes import Bounds
from tests.ui.canvas.conftest import Hand

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def box(hand: Hand, identity: str) -> tuple[float, float, float, float]:
    bounds = hand.doc.index.nodes[identity].bounds
    assert bounds is not None
    return bounds.x, bounds.y, bounds.width, bounds.height


def pool_round(hand: Hand) -> str:
    """A pool that wraps what is there."""
    return commands.add_node(hand.doc, "pool", (400, 250))


def test_dragging_right_pushes_what_lies_right_and_its_flow_grows(hand: Hand, start: str, task: str) -> None:
    flow = hand.doc.index.nodes[task].incoming[0]
    end = commands.append_node(hand.doc, task, "end-event")
    after = hand.doc.index.nodes[end].incoming[0]
    (x0, y), (x1, _y) = hand.doc.index.flows[flow].waypoints
    places = {own: hand.centre(own) for own in (start, task, end)}
    way = hand.doc.index.flows[after].waypoints
    before = to_bytes(hand.doc)
    hand.key(Qt.Key.Key_S)
    hand.drag(((x0 + x1) / 2, y + 80), ((x0 + x1) / 2 + 90, y + 84))
    assert hand.centre(start) == places[start]
    assert hand.centre(task) == (places[task][0] + 90, places[task][1])
    assert hand.centre(end) == (places[end][0] + 90, places[end][1])
    assert hand.doc.index.flows[flow].waypoints == ((x0, y), (x1 + 90, y))
    assert hand.doc.index.flows[after].waypoints == tuple((x + 90, y) for x, y in way)
    hand.undo_gives(before)


def test_dragging_left_takes_space_away_and_down_makes_it_below(hand: Hand, start: str, task: str) -> None:
    commands.move(hand.doc, [task], 200, 0)
    low = commands.add_node(hand.doc, "user-task", (300, 500))
    x, y = hand.centre(task)
    hand.key(Qt.Key.Key_S)
    hand.drag((x - 60, y + 100), (x - 160, y + 100))
    assert hand.centre(task) == (x - 100, y)
    at = hand.centre(low)
    hand.drag((600, 440), (604, 500))
    assert hand.centre(low) == (at[0], at[1] + 60)
    assert hand.centre(task) == (x - 100, y)


def test_the_tool_stays_in_hand_until_escape(hand: Hand, task: str) -> None:
    x, y = hand.centre(task)
    hand.key(Qt.Key.Key_S)
    for _time in range(2):
        hand.drag((x - 60, y + 100), (x - 30, y + 100))
    assert hand.centre(task) == (x + 60, y)
    hand.key(Qt.Key.Key_Escape)
    assert hand.view.take_tool(None) is False


def test_less_than_five_pixels_is_no_drag_and_escape_drops_one(hand: Hand, task: str) -> None:
    x, y = hand.centre(task)
    before = to_bytes(hand.doc)
    hand.key(Qt.Key.Key_S)
    hand.drag((x - 60, y + 100), (x - 56, y + 100))
    assert to_bytes(hand.doc) == before
    hand.drag((x - 60, y + 100), (x, y + 100), let_go=False)
    assert hand.view.ghost.area is not None
    assert any(item.record.bounds.centre == (x + 60, y) for item in hand.view.ghost.nodes if item.id == task)
    hand.key(Qt.Key.Key_Escape)
    hand.bot.mouseRelease(hand.view, Qt.MouseButton.LeftButton, pos=hand.at((x, y + 100)))
    assert hand.view.ghost.area is None
    assert to_bytes(hand.doc) == before
    assert hand.view.scene.nodes[task].bounds.centre == (x, y)


def test_ctrl_pushes_the_other_side(hand: Hand, start: str, task: str) -> None:
    places = {own: hand.centre(own) for own in (start, task)}
    x, y = places[task]
    hand.key(Qt.Key.Key_S)
    hand.drag((x - 60, y + 100), (x - 100, y + 100), CTRL)
    assert hand.centre(start) == (places[start][0] - 40, places[start][1])
    assert hand.centre(task) == places[task]


def test_a_pool_stretches_and_only_what_is_in_it_goes(hand: Hand, start: str, task: str) -> None:
    pool = pool_round(hand)
    x, y, width, height = box(hand, pool)
    other = commands.add_node(hand.doc, "pool-collapsed", (x + width / 2, y + height + 150))
    outside = box(hand, other)
    place = hand.centre(task)
    before = to_bytes(hand.doc)
    hand.key(Qt.Key.Key_S)
    hand.drag((place[0] - 55, y + height - 12), (place[0] + 45, y + height - 12))
    assert hand.centre(task) == (place[0] + 100, place[1])
    assert box(hand, pool) == (x, y, width + 100, height)
    assert box(hand, other) == outside
    hand.undo_gives(before)


def test_shift_takes_the_whole_diagram(hand: Hand, task: str) -> None:
    pool = pool_round(hand)
    x, y, width, height = box(hand, pool)
    other = commands.add_node(hand.doc, "pool-collapsed", (x + width / 2, y + height + 150))
    outside, place = box(hand, other), hand.centre(task)
    hand.key(Qt.Key.Key_S)
    hand.drag((300, y + height - 12), (300, y + height + 38), SHIFT)
    assert box(hand, pool) == (x, y, width, height + 50)
    assert box(hand, other) == (outside[0], outside[1] + 50, outside[2], outside[3])
    assert hand.centre(task) == place


def test_a_container_never_gets_smaller_than_what_is_in_it(hand: Hand, task: str) -> None:
    pool = pool_round(hand)
    x, y, _width, height = box(hand, pool)
    right = hand.centre(task)[0] + 50
    commands.resize(hand.doc, pool, Bounds(x, y, right + 200 - x, height))
    hand.key(Qt.Key.Key_S)
    hand.drag((right + 150, y + 40), (right - 300, y + 40))
    assert box(hand, pool)[2] == max(300, right + 20 - x)


def test_lanes_stretch_with_their_pool_and_those_below_go_along(hand: Hand, task: str) -> None:
    pool = pool_round(hand)
    first = commands.add_lane(hand.doc, pool)
    second = commands.add_lane(hand.doc, pool)
    low, wide = box(hand, second), box(hand, pool)
    middle = box(hand, first)
    hand.key(Qt.Key.Key_S)
    at = (middle[0] + 200, middle[1] + middle[3] - 20)
    hand.drag(at, (at[0], at[1] + 40))
    assert box(hand, first) == (middle[0], middle[1], middle[2], middle[3] + 40)
    assert box(hand, second) == (low[0], low[1] + 40, low[2], low[3])
    assert box(hand, pool) == (wide[0], wide[1], wide[2], wide[3] + 40)


def test_a_sub_process_that_outgrows_its_pool_lets_it_grow(hand: Hand) -> None:
    pool = pool_round(hand)
    x, y, width, height = box(hand, pool)
    inside = commands.add_node(hand.doc, "sub-process", (x + width + 10, y + height / 2), home=pool)
    sx, sy, wide, high = box(hand, inside)
    hand.key(Qt.Key.Key_S)
    hand.drag((sx + 150, sy + high - 30), (sx + 330, sy + high - 30))
    assert box(hand, inside) == (sx, sy, wide + 180, high)
    px, _py, pwidth, _ph = box(hand, pool)
    assert px + pwidth >= sx + wide + 180


def test_a_bend_beyond_the_line_goes_along_and_the_way_stays_square(hand: Hand, start: str, task: str) -> None:
    commands.move(hand.doc, [task], 200, 150)
    flow = hand.doc.index.nodes[task].incoming[0]
    corner = hand.doc.index.flows[flow].waypoints[1]
    hand.key(Qt.Key.Key_S)
    hand.drag((corner[0] - 20, 600), (corner[0] + 40, 600))
    points = hand.doc.index.flows[flow].waypoints
    assert points[1] == (corner[0] + 60, corner[1])
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(points))


def test_labels_and_border_events_go_along(hand: Hand, start: str, task: str) -> None:
    flow = hand.doc.index.nodes[task].incoming[0]
    bounds = hand.doc.index.nodes[task].bounds
    assert bounds is not None
    timer = commands.add_node(hand.doc, "boundary-event-timer", (bounds.centre[0], bounds.bottom), attach_to=task)
    commands.set_label(hand.doc, timer, bounds.moved(0, 150))
    label, place = hand.doc.index.nodes[timer].label_bounds, hand.centre(timer)
    assert label is not None
    commands.rename(hand.doc, flow, "on its way")
    x, y = hand.centre(task)
    hand.key(Qt.Key.Key_S)
    hand.drag((x - 60, y + 200), (x + 20, y + 200))
    assert hand.centre(timer) == (place[0] + 80, place[1])
    assert hand.doc.index.nodes[timer].label_bounds == label.moved(80, 0)


def test_the_inside_of_a_folded_sub_process_is_a_plane_of_its_own(hand: Hand, task: str) -> None:
    folded = commands.add_node(hand.doc, "sub-process-collapsed", (600, 400))
    inner = commands.add_node(hand.doc, "user-task", (300, 300), home=folded)
    place, outer = hand.centre(inner), hand.centre(task)
    hand.view.open_plane(folded)
    hand.key(Qt.Key.Key_S)
    hand.drag((place[0] - 70, place[1] + 60), (place[0] - 10, place[1] + 60))
    assert hand.centre(inner)[0] > place[0]
    assert hand.centre(task) == outer


def test_what_stays_in_a_stretched_pool_is_seen_while_it_stretches(hand: Hand, start: str, task: str) -> None:
    pool = pool_round(hand)
    x, y, _width, height = box(hand, pool)
    flow = hand.doc.index.nodes[task].incoming[0]
    place = hand.centre(task)
    hand.key(Qt.Key.Key_S)
    hand.drag((place[0] + 70, y + height - 12), (place[0] + 130, y + height - 12), let_go=False)
    assert {start, task, pool} <= {item.id for item in hand.view.ghost.nodes}
    assert flow in {item.id for item in hand.view.ghost.flows}
    hand.view.interaction.cancel()
    assert x < place[0]
