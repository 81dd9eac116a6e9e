"""Routing, docking and repair of flows."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from modeler.geometry.docking import boundary_kind, crop, crop_end
from modeler.geometry.routing import reroute, route, simplified
from modeler.geometry.shapes import Bounds

TASK = Bounds(0, 0, 100, 80)
KINDS = {"activity": (100, 80), "event": (36, 36), "gateway": (50, 50)}

places = st.integers(-600, 600).map(float)
kinds = st.sampled_from(sorted(KINDS))


def shape(kind: str, x: float, y: float) -> Bounds:
    return Bounds(x, y, *KINDS[kind])


def is_manhattan(points: tuple[tuple[float, float], ...]) -> bool:
    return all(abs(a[0] - b[0]) < 0.01 or abs(a[1] - b[1]) < 0.01 for a, b in pairwise(points))


def on_outline(bounds: Bounds, point: tuple[float, float]) -> bool:
    return bounds.grown(0.01).contains(point) and not bounds.grown(-30).contains(point)


def test_tasks_on_one_line_are_joined_straight() -> None:
    assert route(TASK, TASK.moved(150, 0)) == ((100, 40), (150, 40))


def test_task_to_task_leaves_and_enters_sideways() -> None:
    assert route(TASK, TASK.moved(200, 200)) == ((100, 40), (150, 40), (150, 240), (200, 240))


def test_from_gateway_the_flow_first_goes_down() -> None:
    gateway = Bounds(0, 0, 50, 50)
    assert route(gateway, TASK.moved(200, 200), "gateway") == ((25, 50), (25, 240), (200, 240))


def test_into_gateway_the_flow_comes_from_above() -> None:
    gateway = Bounds(200, 200, 50, 50)
    assert route(TASK, gateway, "activity", "gateway") == ((100, 40), (225, 40), (225, 200))


def test_boundary_event_leaves_at_right_angles_to_its_side() -> None:
    event = Bounds(32, 62, 36, 36)
    assert boundary_kind(event, TASK) == "boundary-bottom"
    assert route(event, TASK.moved(150, 150), "boundary-bottom") == ((50, 98), (50, 190), (150, 190))


def test_self_loop_runs_from_bottom_to_left() -> None:
    loop = route(TASK, TASK)
    assert loop[0] == (50, 80)
    assert loop[-1] == (0, 40)


def test_message_flow_between_pools_is_straight_where_it_can() -> None:
    pool = Bounds(-100, 300, 600, 200)
    assert route(TASK, pool, "activity", "container", "messageFlow") == ((50, 80), (50, 300))


@settings(max_examples=80, deadline=None)
@given(kinds, kinds, places, places)
def test_every_route_is_manhattan_and_ends_on_the_outlines(first: str, second: str, x: float, y: float) -> None:
    source, target = shape(first, 0, 0), shape(second, x, y)
    assume(not source.grown(6).meets(target))
    points = route(source, target, first, second)
    assert is_manhattan(points)
    assert on_outline(source, points[0])
    assert on_outline(target, points[-1])


@settings(max_examples=80, deadline=None)
@given(kinds, kinds, places, places, places, places)
def test_repair_keeps_flows_manhattan_and_docked(
    first: str, second: str, x: float, y: float, dx: float, dy: float
) -> None:
    source, target = shape(first, 0, 0), shape(second, x, y)
    moved = target.moved(dx, dy)
    assume(not source.grown(6).meets(target) and not source.grown(6).meets(moved))
    points = route(source, target, first, second)
    after = reroute(points, source, source, target, moved, first, second)
    assert is_manhattan(after)
    assert on_outline(source, after[0])
    assert on_outline(moved, after[-1])


@settings(max_examples=50, deadline=None)
@given(places, places, places, places)
def test_moving_both_shapes_carries_the_line_along(x: float, y: float, dx: float, dy: float) -> None:
    target = TASK.moved(x, y)
    assume(not TASK.grown(6).meets(target))
    points = route(TASK, target)
    after = reroute(points, TASK, TASK.moved(dx, dy), target, target.moved(dx, dy))
    assert after == tuple((px + dx, py + dy) for px, py in points)


def test_user_bends_stay_when_the_other_end_moves() -> None:
    target = TASK.moved(400, 0)
    points = ((50, 80), (50, 200), (250, 200), (250, 40), (400, 40))
    after = reroute(points, TASK, TASK, target, target.moved(0, 60))
    assert after == ((50, 80), (50, 200), (250, 200), (250, 100), (400, 100))


def test_nothing_moved_changes_nothing() -> None:
    points = ((100.0, 40.0), (120.0, 47.0), (150.0, 40.0))
    assert reroute(points, TASK, TASK, TASK.moved(150, 0), TASK.moved(150, 0)) == points


def test_line_is_cut_at_circle_and_diamond() -> None:
    circle, diamond = Bounds(0, 0, 36, 36), Bounds(100, -7, 50, 50)
    points = crop((circle.centre, diamond.centre), circle, diamond, "event", "gateway")
    assert points == ((36, 18), (100, 18))
    x, y = crop_end(circle, "event", circle.centre, (118, 118))
    assert abs((x - 18) ** 2 + (y - 18) ** 2 - 18**2) < 1e-6


def test_simplified_drops_doubles_and_points_on_a_line() -> None:
    assert simplified([(0, 0), (0, 0), (5, 0), (10, 0), (10, 5)]) == ((0, 0), (10, 0), (10, 5))
