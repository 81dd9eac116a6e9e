"""Placing, snapping and bends: what hands expect."""

from __future__ import annotations

from itertools import pairwise

import pytest

from modeler.geometry.bends import moved_bend, moved_piece, piece_at, with_bend
from modeler.geometry.placing import annotation_position, append_position, used_gap
from modeler.geometry.shapes import Bounds, centred
from modeler.geometry.snapping import grid_shift, snap, to_grid

TASK = Bounds(0, 0, 100, 80)
SIZE = (100.0, 80.0)


def test_appended_element_stands_to_the_right_on_the_same_line() -> None:
    assert append_position(TASK, SIZE) == (200, 40)


def test_appended_element_steps_down_where_the_place_is_taken() -> None:
    taken = [TASK.moved(150, 0)]
    x, y = append_position(TASK, SIZE, taken)
    assert x == 200
    assert y >= 40 + 80 + 30
    assert not any(centred((x, y), *SIZE).meets(box) for box in taken)


def test_appended_to_boundary_event_goes_outwards_and_annotations_above() -> None:
    event = Bounds(32, 62, 36, 36)
    assert append_position(event, SIZE, kind="boundary-bottom")[1] > event.bottom + 80
    assert append_position(TASK, SIZE, vertical=True)[1] > TASK.bottom
    x, y = annotation_position(TASK, (100, 40))
    assert x > TASK.right
    assert y < 0


def test_the_gap_already_used_is_used_again() -> None:
    assert used_gap(TASK, [TASK.moved(180, 0)]) == 80
    assert used_gap(TASK, []) == 50


def test_shapes_fall_into_line_within_seven_units() -> None:
    neighbour = Bounds(300, 5, 100, 80)
    assert snap(TASK, [neighbour]).dy == 5
    assert snap(TASK.moved(0, -3), [neighbour]).y is None
    assert snap(TASK, dockings=[(50, 44)]).dy == 4
    assert snap(TASK, borders=[Bounds(-4, -100, 600, 300)]).dx == -4


def test_the_grid_has_ten_units() -> None:
    assert to_grid(14.9) == 10
    assert grid_shift(Bounds(3, 0, 100, 80)) == (-3, 0)


@pytest.mark.parametrize("at", [(50, 102), (52, 98)])
def test_the_nearest_piece_is_found(at: tuple[float, float]) -> None:
    index, distance, share = piece_at([(0, 0), (0, 100), (100, 100)], at)
    assert index == 1
    assert distance <= 3
    assert 0.4 < share < 0.6


def test_a_shifted_piece_keeps_the_line_manhattan_and_docked() -> None:
    target = TASK.moved(300, 200)
    points = ((100, 40), (200, 40), (200, 240), (300, 240))
    moved = moved_piece(points, 1, (250, 100), TASK, target, "activity", "activity")
    assert moved == ((100, 40), (250, 40), (250, 240), (300, 240))
    lower = moved_piece(points, 0, (150, 60), TASK, target, "activity", "activity")
    assert lower[0] == (100, 60)
    outside = moved_piece(points, 0, (150, 150), TASK, target, "activity", "activity")
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(outside))


def test_a_piece_shifted_over_the_end_docks_at_the_side_it_comes_to() -> None:
    event = Bounds(300, 222, 36, 36)
    points = ((100, 40), (200, 40), (200, 240), (300, 240))
    over = moved_piece(points, 1, (318, 100), TASK, event, "activity", "event")
    assert over == ((100, 40), (318, 40), (318, 222))
    beyond = moved_piece(points, 1, (400, 100), TASK, event, "activity", "event")
    assert beyond == ((100, 40), (400, 40), (400, 240), (336, 240))


def test_a_bend_dragged_into_line_disappears() -> None:
    target = TASK.moved(300, 0)
    bent = with_bend(((100, 40), (300, 40)), 0, (200, 90))
    assert len(bent) == 3
    assert len(moved_bend(bent, 1, (200, 120), TASK, target, "activity", "activity")) == 3
    assert len(moved_bend(bent, 1, (200, 43), TASK, target, "activity", "activity")) == 2
