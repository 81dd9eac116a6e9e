"""Lanes that no pool is round: drawn on the canvas itself, added, named, pulled, ordered, moved, divided, removed,
and taken by a pool that is put over them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from modeler.document import commands
from modeler.document.frames import lanes_of
from modeler.document.io import to_bytes
from modeler.geometry.shapes import Bounds
from modeler.ui.canvas.acts import ACTS
from tests.helpers.lawful import faults
from tests.ui.canvas.conftest import Hand
from tests.ui.window_builder import turn


def box(hand: Hand, own: str) -> Bounds:
    bounds = hand.doc.index.nodes[own].bounds
    assert bounds is not None
    return bounds


def process_of(hand: Hand, own: str) -> str:
    process = hand.doc.index.nodes[own].process
    assert process is not None
    return process


def put(hand: Hand, spec: str, point: tuple[float, float], name: str) -> str:
    """Something from the list of all elements, put down and named."""
    known = set(hand.doc.index.nodes)
    hand.view.start_create(spec)
    hand.click(point)
    hand.type_name(name)
    turn()
    (own,) = (item for item in hand.doc.index.nodes if item not in known and hand.doc.index.nodes[item].name == name)
    return own


def take_header(hand: Hand, own: str) -> None:
    bounds = box(hand, own)
    hand.click((bounds.x + 15, bounds.y + 20))
    assert hand.view.selection.ids == (own,)


@pytest.fixture
def lane(hand: Hand, task: str) -> str:
    """The first lane: it comes round what is drawn already."""
    return put(hand, "lane", (400, 400), "Office")


@pytest.fixture
def second(hand: Hand, lane: str) -> str:
    """A second one below it, from the pad."""
    take_header(hand, lane)
    hand.pad("lane-below")
    (own,) = (item for item in hand.doc.index.lanes if item != lane)
    return own


def test_the_first_lane_comes_round_what_is_drawn(hand: Hand, task: str, start: str) -> None:
    before = to_bytes(hand.doc)
    own = put(hand, "lane", (400, 400), "Office")
    assert not hand.doc.index.has_pools
    assert all(box(hand, own).encloses(box(hand, inner)) for inner in (task, start))
    assert {hand.doc.index.nodes[inner].lane for inner in (task, start)} == {own}
    assert not faults(hand.doc)
    hand.doc.undo()  # its name
    hand.undo_gives(before)


def test_on_an_empty_canvas_it_comes_where_the_hand_is(hand: Hand) -> None:
    commands.remove(hand.doc, list(hand.doc.index.nodes))
    own = put(hand, "lane", (500, 300), "Office")
    assert box(hand, own) == Bounds(300, 250, 400, 100)
    step = put(hand, "user-task", (500, 300), "Check")
    assert hand.doc.index.nodes[step].lane == own
    assert not faults(hand.doc)


def test_lanes_are_added_above_and_below_and_what_stands_there_makes_room(hand: Hand, lane: str, task: str) -> None:
    there, at = box(hand, lane), hand.centre(task)
    before = to_bytes(hand.doc)
    take_header(hand, lane)
    hand.pad("lane-above")
    (upper,) = (item for item in hand.doc.index.lanes if item != lane)
    assert hand.centre(task) == at and box(hand, lane) == there
    assert box(hand, upper) == Bounds(there.x, there.y - 100, there.width, 100)
    assert not faults(hand.doc)
    hand.undo_gives(before)
    take_header(hand, upper)
    hand.pad("lane-below")
    assert hand.centre(task) == (at[0], at[1] + 100)
    assert [item.bounds.y for item in lanes_of(hand.doc, process_of(hand, lane)) if item.bounds] == [
        there.y - 100, there.y, there.y + 100
    ]  # fmt: skip


def test_a_lane_is_divided_and_its_parts_hold_what_stands_in_them(
    hand: Hand, lane: str, second: str, task: str
) -> None:
    take_header(hand, lane)
    before = to_bytes(hand.doc)
    hand.pad("lane-split-2")
    parts = lanes_of(hand.doc, lane)
    assert len(parts) == 2 and hand.doc.index.nodes[task].lane in {part.id for part in parts}
    assert not faults(hand.doc)
    hand.undo_gives(before)


def test_the_border_between_two_is_pulled_and_membership_follows(
    hand: Hand, lane: str, second: str, task: str
) -> None:
    commands.move(hand.doc, [task], 0, 30)
    take_header(hand, lane)
    upper, lower = box(hand, lane), box(hand, second)
    before = to_bytes(hand.doc)
    hand.drag((upper.centre[0], upper.bottom), (upper.centre[0], hand.centre(task)[1] - 20))
    assert box(hand, lane).bottom == box(hand, second).y < upper.bottom
    assert box(hand, second).bottom == lower.bottom
    assert hand.doc.index.nodes[task].lane == second
    hand.undo_gives(before)


def test_taken_by_its_header_a_lane_changes_places_with_its_content(
    hand: Hand, lane: str, second: str, task: str
) -> None:
    at, before = hand.centre(task), to_bytes(hand.doc)
    bounds = box(hand, lane)
    hand.drag((bounds.x + 15, bounds.centre[1]), (bounds.x + 15, box(hand, second).bottom + 40))
    assert [item.id for item in lanes_of(hand.doc, process_of(hand, lane))] == [second, lane]
    assert hand.centre(task) == (at[0], at[1] + 100)
    assert hand.doc.index.nodes[task].lane == lane
    hand.undo_gives(before)


def test_by_its_border_a_lane_takes_all_of_them_along(hand: Hand, lane: str, second: str, task: str) -> None:
    data = commands.add_node(hand.doc, "data-object", (hand.centre(task)[0] + 100, hand.centre(task)[1]))
    places = {own: hand.centre(own) for own in (lane, second, task, data)}
    before = to_bytes(hand.doc)
    bounds = box(hand, lane)
    hand.drag((bounds.x + 120, bounds.y), (bounds.x + 160, bounds.y + 60))
    dx, dy = (hand.centre(lane)[0] - places[lane][0], hand.centre(lane)[1] - places[lane][1])
    assert dx > 30 and dy > 50
    assert {own: hand.centre(own) for own in places} == {own: (x + dx, y + dy) for own, (x, y) in places.items()}
    hand.undo_gives(before)


def test_arrow_keys_move_them_together(hand: Hand, lane: str, second: str, task: str) -> None:
    places = {own: hand.centre(own) for own in (lane, second, task)}
    take_header(hand, second)
    hand.key(Qt.Key.Key_Down)
    assert {own: hand.centre(own) for own in places} == {own: (x, y + 1) for own, (x, y) in places.items()}


def test_a_step_dragged_out_stands_in_no_lane_and_dragged_back_in_that_one(
    hand: Hand, lane: str, second: str, task: str
) -> None:
    before = to_bytes(hand.doc)
    hand.drag(hand.centre(task), (700, 620))
    assert hand.doc.index.nodes[task].lane is None
    assert not faults(hand.doc)
    hand.undo_gives(before)
    hand.drag(hand.centre(task), box(hand, second).centre)
    assert hand.doc.index.nodes[task].lane == second


def test_the_lanes_grow_with_what_is_in_them(hand: Hand, lane: str, second: str, task: str) -> None:
    bounds = box(hand, lane)
    hand.drag(hand.centre(task), (bounds.right - 20, hand.centre(task)[1]))
    assert box(hand, lane).right == box(hand, second).right == box(hand, task).right + 20


def test_the_room_of_a_removed_lane_goes_to_the_other_and_the_last_leaves_the_steps(
    hand: Hand, lane: str, second: str, task: str
) -> None:
    whole = box(hand, lane).united(box(hand, second))
    before = to_bytes(hand.doc)
    take_header(hand, second)
    hand.key(Qt.Key.Key_Delete)
    assert box(hand, lane) == whole
    hand.undo_gives(before)
    take_header(hand, lane)
    hand.key(Qt.Key.Key_Delete)
    assert not hand.doc.index.lanes and task in hand.doc.index.nodes
    assert not faults(hand.doc)


def test_a_pool_put_over_them_takes_them(hand: Hand, lane: str, second: str, task: str) -> None:
    commands.remove(hand.doc, [second])
    whole, process = box(hand, lane), process_of(hand, lane)
    before = to_bytes(hand.doc)
    pool = commands.add_node(hand.doc, "pool", whole.centre)
    assert hand.doc.index.nodes[pool].process == process
    around = box(hand, pool)
    assert (around.x, around.y, around.right) == (whole.x - 30, whole.y, whole.right)
    assert box(hand, lane) == Bounds(whole.x, whole.y, whole.width, around.height)
    assert not faults(hand.doc)
    hand.undo_gives(before)


def test_a_pool_put_beside_them_has_a_process_of_its_own(hand: Hand, lane: str, second: str, task: str) -> None:
    before = to_bytes(hand.doc)
    pool = commands.add_node(hand.doc, "pool", (500, 900))
    assert hand.doc.index.nodes[pool].process != process_of(hand, lane)
    step = commands.add_node(hand.doc, "user-task", (500, 900))
    assert hand.doc.index.flows[commands.connect(hand.doc, step, task)].kind == "messageFlow"
    assert not faults(hand.doc)
    state = to_bytes(hand.doc)
    commands.remove(hand.doc, [pool])
    assert list(hand.doc.index.processes) == [process_of(hand, lane)] and not hand.doc.index.has_pools
    assert hand.doc.index.nodes[task].lane == lane
    assert not faults(hand.doc)
    hand.undo_gives(state)
    over = commands.add_node(hand.doc, "pool", box(hand, lane).centre)
    assert hand.doc.index.nodes[over].process == process_of(hand, lane)
    assert not faults(hand.doc)
    while hand.doc.can_undo and to_bytes(hand.doc) != before:
        hand.doc.undo()
    assert to_bytes(hand.doc) == before


def test_what_stands_beside_them_brings_them_all_into_the_first_pool(hand: Hand, lane: str, task: str) -> None:
    commands.move(hand.doc, [task], 0, 400)
    pool = commands.add_node(hand.doc, "pool", (900, 1200))
    assert hand.doc.index.nodes[pool].process == process_of(hand, lane)
    assert box(hand, pool).encloses(box(hand, task)) and box(hand, lane).encloses(box(hand, task))
    assert hand.doc.index.nodes[task].lane == lane
    assert not faults(hand.doc)


def test_a_folded_pool_beside_them_leaves_them_as_they_are(hand: Hand, lane: str) -> None:
    commands.add_node(hand.doc, "pool-collapsed", (500, 900))
    assert hand.doc.index.nodes[lane].home is None
    assert not faults(hand.doc)


def test_a_pool_is_pasted_beside_them(hand: Hand, lane: str) -> None:
    pool = commands.add_node(hand.doc, "pool", (500, 900))
    copied = commands.copy(hand.doc, [pool])
    hand.doc.undo()
    before = to_bytes(hand.doc)
    (own,) = commands.paste(hand.doc, copied, (500, 900))
    assert hand.doc.index.nodes[own].process != process_of(hand, lane)
    assert not faults(hand.doc)
    hand.undo_gives(before)


def test_on_a_further_diagram_too(hand: Hand, task: str) -> None:
    ACTS["add-diagram"].run(hand.view)
    own = put(hand, "lane", (400, 300), "Elsewhere")
    assert hand.doc.index.nodes[own].plane is not None and hand.doc.index.nodes[own].process != process_of(hand, task)
    commands.add_node(hand.doc, "pool", (400, 300), process_of(hand, own))
    assert hand.doc.index.nodes[own].home is not None
    assert not faults(hand.doc)


def test_beside_pools_no_lane_is_drawn(hand: Hand, task: str) -> None:
    commands.add_node(hand.doc, "pool", (400, 250))
    before = to_bytes(hand.doc)
    hand.view.start_create("lane")
    hand.click((900, 650))
    assert hand.view.hint.isVisible() and to_bytes(hand.doc) == before
