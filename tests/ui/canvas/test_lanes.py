"""Pools and lanes by hand: adding, dividing, pulling, ordering, turning."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from modeler.document import commands
from modeler.document.frames import lanes_of
from modeler.document.io import to_bytes
from modeler.document.records import NodeRecord
from modeler.geometry.shapes import Bounds
from modeler.ui.canvas.picker import ElementPicker
from tests.ui.canvas.conftest import Hand


@pytest.fixture
def pool(hand: Hand) -> str:
    """A pool round the process."""
    own = commands.add_node(hand.doc, "pool", (400, 250))
    commands.rename(hand.doc, own, "Company")
    return own


def box(hand: Hand, own: str) -> Bounds:
    bounds = hand.doc.index.nodes[own].bounds
    assert bounds is not None
    return bounds


def take_header(hand: Hand, own: str) -> None:
    bounds = box(hand, own)
    hand.click((bounds.x + 15, bounds.y + 20))
    assert hand.view.selection.ids == (own,)


def lanes(hand: Hand, own: str) -> list[NodeRecord]:
    return sorted(lanes_of(hand.doc, own), key=lambda lane: (lane.bounds.y, lane.bounds.x) if lane.bounds else (0, 0))


def divided(hand: Hand, pool: str) -> list[str]:
    commands.split_lane(hand.doc, pool, 2)
    return [lane.id for lane in lanes(hand, pool)]


def test_a_pool_is_divided_into_two_and_three_lanes_from_the_pad(hand: Hand, pool: str, task: str) -> None:
    take_header(hand, pool)
    before, whole = to_bytes(hand.doc), box(hand, pool)
    hand.pad("lane-split-3")
    parts = [box(hand, lane.id) for lane in lanes(hand, pool)]
    assert len(parts) == 3
    assert parts[0].y == whole.y
    assert [parts[0].bottom, parts[1].bottom, parts[2].bottom] == [parts[1].y, parts[2].y, whole.bottom]
    assert all(part.x == whole.x + 30 and part.right == whole.right for part in parts)
    held = hand.doc.index.nodes[task].lane
    assert held is not None
    assert box(hand, held).contains(hand.centre(task))
    hand.undo_gives(before)
    assert not [b for b in hand.view.pad.findChildren(object, "lane-split-2") if b.isVisible()]


def test_a_lane_of_a_low_pool_is_not_divided(hand: Hand, pool: str) -> None:
    upper, _lower = divided(hand, pool)
    commands.resize(hand.doc, upper, Bounds(*_values(box(hand, upper), height=100)))
    take_header(hand, upper)
    assert not [b for b in hand.view.pad.findChildren(object, "lane-split-2") if b.isVisible()]


def _values(bounds: Bounds, height: float) -> tuple[float, float, float, float]:
    return bounds.x, bounds.y, bounds.width, height


def test_a_lane_added_above_leaves_what_stands_below_where_it_is(hand: Hand, pool: str, task: str) -> None:
    upper, lower = divided(hand, pool)
    place, was, whole = hand.centre(task), box(hand, upper), box(hand, pool)
    take_header(hand, upper)
    before = to_bytes(hand.doc)
    hand.pad("lane-above")
    assert len(lanes(hand, pool)) == 3
    assert hand.centre(task) == place
    assert box(hand, upper) == was
    assert box(hand, pool) == Bounds(whole.x, whole.y - 100, whole.width, whole.height + 100)
    new = lanes(hand, pool)[0]
    assert new.id not in (upper, lower)
    assert new.bounds == Bounds(was.x, was.y - 100, was.width, 100)
    hand.undo_gives(before)


def test_a_lane_added_below_pushes_what_is_below_it(hand: Hand, pool: str, task: str) -> None:
    upper, lower = divided(hand, pool)
    was = box(hand, lower)
    take_header(hand, upper)
    before = to_bytes(hand.doc)
    hand.pad("lane-below")
    assert box(hand, lower) == was.moved(0, 100)
    assert [lane.id for lane in lanes(hand, pool)].index(lower) == 2
    hand.undo_gives(before)


def test_nested_lanes_hold_their_members_and_grow_what_holds_them(hand: Hand, pool: str, task: str) -> None:
    upper, lower = divided(hand, pool)
    take_header(hand, upper)
    before = to_bytes(hand.doc)
    hand.pad("lane-split-2")
    inner = [lane.id for lane in lanes(hand, upper)]
    assert len(inner) == 2
    assert hand.doc.index.nodes[task].lane in inner
    assert box(hand, inner[0]).x == box(hand, upper).x + 30
    hand.undo_gives(before)
    outer, was = box(hand, upper), box(hand, lower)
    hand.click((box(hand, inner[1]).x + 15, box(hand, inner[1]).y + 20))
    hand.pad("lane-below")
    assert len(lanes(hand, upper)) == 3
    assert box(hand, upper).height == outer.height + 100
    assert box(hand, lower) == was.moved(0, 100)
    assert box(hand, pool).bottom == box(hand, lower).bottom


def test_dragging_the_border_of_a_lane_moves_its_neighbours_and_who_belongs_where(
    hand: Hand, pool: str, task: str
) -> None:
    upper, lower = divided(hand, pool)
    inside = hand.doc.index.nodes[task].lane
    whole, place = box(hand, pool), hand.centre(task)
    border = box(hand, upper).bottom
    goal = place[1] - 20 if inside == upper else place[1] + 20
    take_header(hand, upper)
    before = to_bytes(hand.doc)
    hand.drag((box(hand, upper).centre[0], border), (box(hand, upper).centre[0], goal))
    assert box(hand, pool) == whole
    assert box(hand, upper).bottom == box(hand, lower).y
    assert abs(box(hand, upper).bottom - goal) <= 10
    assert hand.centre(task) == place
    assert hand.doc.index.nodes[task].lane == (lower if inside == upper else upper)
    hand.undo_gives(before)


def test_a_lane_is_never_lower_than_sixty(hand: Hand, pool: str) -> None:
    upper, lower = divided(hand, pool)
    take_header(hand, upper)
    x = box(hand, upper).centre[0]
    hand.drag((x, box(hand, upper).bottom), (x, box(hand, pool).bottom + 200))
    assert box(hand, lower).height == 60
    hand.drag((x, box(hand, upper).bottom), (x, box(hand, pool).y - 100))
    assert box(hand, upper).height == 60


def test_a_pool_is_never_smaller_than_its_content_and_its_least_size(hand: Hand, pool: str, task: str) -> None:
    take_header(hand, pool)
    bounds = box(hand, pool)
    hand.drag((bounds.right, bounds.bottom), (bounds.x + 40, bounds.y + 40))
    after = box(hand, pool)
    assert after.encloses(box(hand, task))
    assert after.width >= 300
    assert after.height >= 150


def test_a_lane_taken_by_its_header_changes_places_with_its_content(hand: Hand, pool: str, task: str) -> None:
    upper, lower = divided(hand, pool)
    holder = hand.doc.index.nodes[task].lane
    other = lower if holder == upper else upper
    assert holder is not None
    was, whole = hand.centre(task), box(hand, pool)
    bounds, goal = box(hand, holder), box(hand, other)
    before = to_bytes(hand.doc)
    hand.drag((bounds.x + 15, bounds.centre[1]), (bounds.x + 15, goal.centre[1] + (20 if other == lower else -20)))
    assert box(hand, pool) == whole
    assert [lane.id for lane in lanes(hand, pool)] == ([lower, upper])
    assert [lane.id for lane in lanes_of(hand.doc, pool)] == [lower, upper]
    assert hand.centre(task) != was
    assert hand.doc.index.nodes[task].lane == holder
    hand.undo_gives(before)


def test_the_border_of_a_lane_takes_the_pool_along(hand: Hand, pool: str, task: str) -> None:
    _upper, lower = divided(hand, pool)
    bounds, place = box(hand, pool), hand.centre(task)
    before = to_bytes(hand.doc)
    hand.drag((bounds.right, box(hand, lower).centre[1] + 10), (bounds.right + 100, box(hand, lower).centre[1] + 10))
    assert box(hand, pool) == bounds.moved(100, 0)
    assert hand.centre(task) == (place[0] + 100, place[1])
    hand.undo_gives(before)


def test_arrow_keys_do_not_tear_a_lane_out_of_its_pool(hand: Hand, pool: str) -> None:
    upper, _lower = divided(hand, pool)
    take_header(hand, upper)
    before = to_bytes(hand.doc)
    hand.key(Qt.Key.Key_Right)
    assert to_bytes(hand.doc) == before


def test_the_room_of_a_removed_lane_goes_to_those_beside_it(hand: Hand, pool: str, task: str) -> None:
    commands.split_lane(hand.doc, pool, 3)
    first, second, third = (lane.id for lane in lanes(hand, pool))
    whole = box(hand, pool)
    take_header(hand, second)
    before = to_bytes(hand.doc)
    hand.key(Qt.Key.Key_Delete)
    assert [lane.id for lane in lanes(hand, pool)] == [first, third]
    assert box(hand, first).bottom == box(hand, third).y
    assert (box(hand, first).y, box(hand, third).bottom) == (whole.y, whole.bottom)
    assert hand.doc.index.nodes[task].lane in (first, third)
    hand.undo_gives(before)


def test_a_pool_is_turned_from_its_menu_and_turned_back(hand: Hand, pool: str, task: str, start: str) -> None:
    divided(hand, pool)
    level = {own: node.bounds for own, node in hand.doc.index.nodes.items()}
    before = to_bytes(hand.doc)
    hand.view.selection.set([pool])
    morph(hand, "upright")
    whole = box(hand, pool)
    assert whole.height > whole.width
    assert not hand.doc.index.nodes[pool].horizontal
    left, right = lanes(hand, pool)
    assert left.bounds is not None
    assert right.bounds is not None
    assert not left.horizontal
    assert left.bounds.right == right.bounds.x
    assert left.bounds.y == whole.y + 30
    assert hand.centre(task)[1] > hand.centre(start)[1]
    assert abs(hand.centre(task)[0] - hand.centre(start)[0]) <= 1
    hand.undo_gives(before)
    commands.turn_pool(hand.doc, pool)
    for own, bounds in level.items():
        now = hand.doc.index.nodes[own].bounds
        assert bounds is not None
        assert now is not None
        assert abs(now.x - bounds.x) <= 1
        assert abs(now.y - bounds.y) <= 1


def morph(hand: Hand, words: str) -> None:
    hand.view.morph()
    picker = hand.view.findChildren(ElementPicker)[-1]
    hand.bot.addWidget(picker)
    hand.bot.keyClicks(picker.search, words)
    hand.bot.keyClick(picker.search, Qt.Key.Key_Return)


def test_what_is_appended_in_an_upright_pool_stands_below(hand: Hand, task: str) -> None:
    hand.view.start_create("pool-vertical")
    hand.click((600, 400))
    hand.key(Qt.Key.Key_Escape)
    (pool,) = (node.id for node in hand.doc.index.nodes.values() if node.tag == "participant")
    assert not hand.doc.index.nodes[pool].horizontal
    assert box(hand, pool).encloses(box(hand, task))
    assert box(hand, pool).y == box(hand, task).y - 20 - 30 or box(hand, pool).height == 600
    known = set(hand.doc.index.nodes)
    hand.click(hand.centre(task))
    hand.pad("append-end-event")
    (end,) = set(hand.doc.index.nodes) - known
    assert hand.centre(end)[0] == hand.centre(task)[0]
    assert hand.centre(end)[1] > hand.centre(task)[1]
    assert box(hand, end).y - box(hand, task).bottom == 50


def test_in_an_upright_pool_further_ways_stand_side_by_side(hand: Hand, task: str) -> None:
    pool = commands.add_node(hand.doc, "pool-vertical", (500, 300))
    gateway = commands.append_node(hand.doc, task, "exclusive-gateway")
    placed = []
    for _time in range(3):
        hand.view.selection.set([gateway])
        hand.pad("append-user-task")
        (own,) = hand.view.selection.ids
        hand.view.commit_edit()
        placed.append(own)
    first, second, third = (box(hand, own) for own in placed)
    assert first.centre[0] == box(hand, gateway).centre[0]
    assert first.y == second.y == third.y
    assert second.x - first.right >= 30
    assert third.x - second.right >= 30
    assert box(hand, pool).encloses(third)


def test_what_is_appended_in_a_narrow_lane_stays_in_it(hand: Hand, start: str, task: str) -> None:
    commands.remove(hand.doc, [task])
    pool = commands.add_node(hand.doc, "pool", (420, 260))
    commands.split_lane(hand.doc, pool, 3)
    lane = hand.doc.index.nodes[start].lane
    assert lane is not None
    hand.view.selection.set([start])
    hand.pad("append-user-task")
    (own,) = hand.view.selection.ids
    hand.view.commit_edit()
    assert hand.doc.index.nodes[own].lane == lane
    assert hand.centre(own)[1] == hand.centre(start)[1]
    assert box(hand, lane).encloses(box(hand, own))


def test_lanes_of_an_upright_pool_are_added_and_pulled_sideways(hand: Hand) -> None:
    pool = commands.add_node(hand.doc, "pool-vertical", (500, 300))
    left, right = commands.split_lane(hand.doc, pool, 2)
    place, whole = box(hand, right), box(hand, pool)
    hand.view.selection.set([left])
    before = to_bytes(hand.doc)
    hand.pad("lane-right")
    assert box(hand, right) == place.moved(100, 0)
    assert box(hand, pool).width == whole.width + 100
    hand.undo_gives(before)
    new = lanes(hand, pool)[1].id
    y = box(hand, left).centre[1] + 60
    hand.view.selection.set([left])
    hand.drag((box(hand, left).right, box(hand, left).centre[1]), (box(hand, left).right + 30, y))
    assert box(hand, left).right == box(hand, new).x
    assert box(hand, new).width < 100


def test_an_emptied_pool_says_what_is_gone_and_undo_brings_it_back(hand: Hand, pool: str, task: str) -> None:
    before = to_bytes(hand.doc)
    hand.view.selection.set([pool])
    morph(hand, "empty")
    assert task not in hand.doc.index.nodes
    assert hand.view.hint.isVisible()
    assert (box(hand, pool).width, box(hand, pool).height) == (400, 60)
    hand.undo_gives(before)
    hand.view.selection.set([pool])
    morph(hand, "pool")
    assert hand.doc.index.nodes[pool].process is not None
    assert hand.doc.index.nodes[pool].expanded


def test_a_pool_stands_for_several_partners(hand: Hand, pool: str) -> None:
    before = to_bytes(hand.doc)
    hand.view.selection.set([pool])
    hand.view.morph()
    picker = hand.view.findChildren(ElementPicker)[-1]
    hand.bot.addWidget(picker)
    hand.bot.mouseClick(picker.findChild(object, "toggle-parallel"), Qt.MouseButton.LeftButton)
    assert "multiple" in hand.doc.index.nodes[pool].markers
    hand.undo_gives(before)


def test_while_a_border_is_pulled_each_name_is_shown_once(hand: Hand, pool: str) -> None:
    upper, lower = divided(hand, pool)
    for own, name in ((upper, "Finance"), (lower, "Buyer")):
        commands.rename(hand.doc, own, name)
    take_header(hand, upper)
    x, border = box(hand, upper).centre[0], box(hand, upper).bottom
    hand.drag((x, border), (x, border + 20), let_go=False)
    held = {item.record.id: item.record.name for item in hand.view.ghost.nodes}
    assert held == {upper: "", lower: ""}
    hand.bot.mouseRelease(hand.view, Qt.MouseButton.LeftButton, pos=hand.at((x, border + 20)))
    assert [lane.name for lane in lanes(hand, pool)] == ["Finance", "Buyer"]
