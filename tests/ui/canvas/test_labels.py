"""Names beside elements: where they stand, moved and widened by hand, and staying where they are."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from modeler.document import commands
from modeler.document.io import to_bytes
from modeler.geometry.shapes import Bounds
from modeler.geometry.texts import wrap
from modeler.ui.canvas.overlays.label_handles import label_room
from tests.ui.canvas.conftest import Hand
from tests.ui.window_builder import turn


def room(hand: Hand, identity: str) -> Bounds:
    found = label_room(hand.view.scene, identity)
    assert found is not None
    return found


def test_the_name_of_an_event_stands_centred_ten_pixels_below(hand: Hand, task: str) -> None:
    event = commands.add_node(hand.doc, "intermediate-throw-event", (500, 450))
    hand.view.selection.set([event])
    hand.view.edit_label()
    hand.type_name("Sent")
    box = hand.doc.index.nodes[event].bounds
    assert box is not None
    label = room(hand, event)
    assert (label.centre[0], label.y, label.width, label.height) == (box.centre[0], box.bottom + 10, 90, 20)


def test_the_name_of_a_flow_stands_above_its_middle_piece_or_right_of_an_upright_one(hand: Hand, task: str) -> None:
    commands.move(hand.doc, [task], 150, 0)
    flow = hand.doc.index.nodes[task].incoming[0]
    commands.rename(hand.doc, flow, "yes")
    (x0, y), (x1, _y) = hand.doc.index.flows[flow].waypoints
    label = room(hand, flow)
    assert label.centre == ((x0 + x1) / 2, y - 15)
    commands.move(hand.doc, [task], 0, 200)
    points = hand.doc.index.flows[flow].waypoints
    assert len(points) == 4
    assert room(hand, flow).x > points[1][0]


def test_a_name_is_dragged_and_follows_its_element_from_then_on(hand: Hand, task: str) -> None:
    event = commands.add_node(hand.doc, "intermediate-throw-event", (500, 450), name="Sent")
    before, label = to_bytes(hand.doc), room(hand, event)
    hand.drag(label.centre, (label.centre[0] + 60, label.centre[1] - 40))
    assert room(hand, event).x == label.x + 60
    assert room(hand, event).y == label.y - 40
    hand.undo_gives(before)
    hand.drag(hand.centre(event), (560, 520))
    assert room(hand, event).x == label.x + 120


def test_a_name_is_widened_at_its_sides_only(hand: Hand, task: str) -> None:
    event = commands.add_node(hand.doc, "intermediate-throw-event", (500, 450), name="Sent to the head of department")
    hand.click(hand.centre(event))
    label, before = room(hand, event), to_bytes(hand.doc)
    hand.drag((label.right, label.centre[1]), (label.right + 80, label.centre[1] + 60))
    now = hand.doc.index.nodes[event].label_bounds
    assert now is not None
    assert (now.x, now.y, now.width) == (label.x, label.y, label.width + 80)
    hand.undo_gives(before)
    wide = room(hand, event)
    hand.drag((wide.x, wide.centre[1]), (wide.right, wide.centre[1]))
    assert hand.doc.index.nodes[event].label_bounds == Bounds(wide.right - 90, wide.y, 90, now.height)


def test_an_annotation_is_widened_at_its_sides_and_never_below_one_hundred(hand: Hand, task: str) -> None:
    note = commands.add_node(hand.doc, "text-annotation", (500, 450), name="Why")
    box = hand.doc.index.nodes[note].bounds
    assert box is not None
    hand.click(box.centre)
    hand.drag((box.right + 6, box.centre[1]), (box.right + 66, box.centre[1] + 50))
    wide = hand.doc.index.nodes[note].bounds
    assert wide is not None
    assert (wide.x, wide.y, wide.height) == (box.x, box.y, box.height)
    assert wide.width > box.width
    hand.drag((wide.right + 6, wide.centre[1]), (wide.x + 10, wide.centre[1]))
    narrow = hand.doc.index.nodes[note].bounds
    assert narrow is not None
    assert narrow.width == 100


def test_a_name_stays_when_a_flow_takes_its_side(hand: Hand, task: str) -> None:
    gateway = commands.append_node(hand.doc, task, "exclusive-gateway")
    commands.rename(hand.doc, gateway, "Long?")
    label = room(hand, gateway)
    below = commands.add_node(hand.doc, "user-task", (hand.centre(gateway)[0], 560))
    commands.connect(hand.doc, gateway, below)
    assert room(hand, gateway) == label
    commands.move(hand.doc, [below], -200, 40)
    assert room(hand, gateway) == label
    commands.remove(hand.doc, [below])
    assert room(hand, gateway) == label


def test_chinese_wraps_by_character() -> None:
    lines = wrap("部门负责人审批请假申请", 60, 11, lambda text, size: len(text) * size)
    assert lines == ["部门负责人", "审批请假申", "请"]


def test_a_long_name_above_its_gateway_grows_upwards(hand: Hand, task: str) -> None:
    gateway = commands.append_node(hand.doc, task, "exclusive-gateway")
    below = commands.add_node(hand.doc, "user-task", (hand.centre(gateway)[0], 560))
    commands.connect(hand.doc, gateway, below)
    commands.rename(hand.doc, gateway, "Is the leave longer than three working days?")
    box = hand.doc.index.nodes[gateway].bounds
    assert box is not None
    assert room(hand, gateway).bottom == box.y - 10
    assert room(hand, gateway).height > 30


@pytest.mark.parametrize("of_a_flow", [False, True])
def test_a_name_that_was_clicked_is_removed_alone(hand: Hand, start: str, of_a_flow: bool) -> None:
    own = next(iter(hand.doc.index.flows)) if of_a_flow else start
    commands.rename(hand.doc, own, "Begin")
    turn()
    before = to_bytes(hand.doc)
    hand.click(room(hand, own).centre)
    assert hand.view.selection.ids == (own,)
    buttons = [one.objectName() for one in hand.view.pad.findChildren(QAbstractButton) if one.isVisible()]
    assert buttons == ["tool-delete"]
    hand.key(Qt.Key.Key_Delete)
    record = hand.doc.index.record(own)
    assert record is not None
    assert record.name == ""
    assert not hand.view.selection.ids  # a second Delete takes nothing more
    hand.undo_gives(before)


def test_arrow_keys_move_a_name_that_was_clicked_and_not_its_element(hand: Hand, start: str) -> None:
    commands.rename(hand.doc, start, "Begin")
    turn()
    before, place, node = to_bytes(hand.doc), room(hand, start), hand.centre(start)
    hand.click(place.centre)
    for _time in range(3):
        hand.key(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert room(hand, start).centre == (place.centre[0] + 30, place.centre[1])
    assert hand.centre(start) == node
    hand.undo_gives(before)


def test_the_element_is_meant_again_when_it_is_clicked(hand: Hand, start: str) -> None:
    commands.rename(hand.doc, start, "Begin")
    turn()
    hand.click(room(hand, start).centre)
    hand.click(hand.centre(start))
    hand.key(Qt.Key.Key_Delete)
    assert start not in hand.doc.index.nodes
