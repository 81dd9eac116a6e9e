"""Groups, associations and data: what explains the drawing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from modeler.document import commands
from modeler.document.io import to_bytes
from modeler.geometry.shapes import Bounds
from modeler.ui.canvas.picker import ElementPicker
from tests.helpers.lawful import faults
from tests.ui.canvas.conftest import Hand
from tests.ui.window_builder import turn


@pytest.fixture
def group(hand: Hand, task: str) -> str:
    """A group round the task."""
    own = commands.add_node(hand.doc, "group", hand.centre(task))
    turn()
    return own


def box(hand: Hand, own: str) -> Bounds:
    found = hand.doc.index.nodes[own].bounds
    assert found is not None
    return found


def choose(hand: Hand, text: str) -> None:
    """The type menu by its key, and a row by typing what it says."""
    hand.key(Qt.Key.Key_R)
    picker = hand.view.findChildren(ElementPicker)[-1]
    hand.bot.keyClicks(picker.search, text)
    hand.bot.keyClick(picker.search, Qt.Key.Key_Return)
    turn()


def test_a_group_moves_by_its_border_and_leaves_what_lies_in_it(hand: Hand, task: str, group: str) -> None:
    before, frame, step = to_bytes(hand.doc), box(hand, group), box(hand, task)
    hand.drag((frame.x, frame.y + 40), (frame.x + 60, frame.y + 90))
    assert (box(hand, group).width, box(hand, group).height) == (frame.width, frame.height)
    assert box(hand, group).x >= frame.x + 50
    assert box(hand, group).y >= frame.y + 40
    assert box(hand, task) == step
    hand.undo_gives(before)


def test_in_a_group_the_hand_goes_through_to_what_lies_there(hand: Hand, task: str, group: str) -> None:
    frame, step, left = box(hand, group), box(hand, task), hand.view.camera.left
    hand.drag(hand.centre(task), (hand.centre(task)[0] + 40, hand.centre(task)[1]))
    assert box(hand, task).x >= step.x + 30
    assert box(hand, group) == frame
    hand.drag((frame.x + 30, frame.bottom - 30), (frame.x + 90, frame.bottom - 30))
    assert box(hand, group) == frame
    assert hand.view.camera.left == left - 60


def test_deleting_a_group_deletes_its_frame_alone(hand: Hand, task: str, group: str) -> None:
    before = to_bytes(hand.doc)
    hand.click((box(hand, group).x, box(hand, group).y + 40))
    assert hand.view.selection.ids == (group,)
    hand.key(Qt.Key.Key_Delete)
    assert group not in hand.doc.index.nodes
    assert task in hand.doc.index.nodes
    hand.undo_gives(before)


def test_the_name_of_a_group_is_the_value_of_a_category(hand: Hand, group: str) -> None:
    hand.click((box(hand, group).x, box(hand, group).y + 40))
    hand.key(Qt.Key.Key_E)
    hand.type_name("准备")
    text = to_bytes(hand.doc).decode()
    assert 'value="准备"' in text
    assert "categoryValueRef" in text
    hand.key(Qt.Key.Key_Delete)
    assert "category" not in to_bytes(hand.doc).decode()


def test_an_association_points_nowhere_one_way_or_both_by_the_type_menu(hand: Hand, task: str) -> None:
    hand.view.selection.set([task])
    hand.view.annotate()
    hand.view.commit_edit()
    (line,) = (flow.id for flow in hand.doc.index.flows.values() if flow.kind == "association")
    for text, direction in (("both ways", "both"), ("directed", "one"), ("association", "none")):
        before = to_bytes(hand.doc)
        hand.view.selection.set([line])
        choose(hand, text)
        assert hand.doc.index.flows[line].direction == direction
        hand.undo_gives(before)


@pytest.mark.parametrize("spec", ["data-object", "data-object-collection", "data-store"])
def test_the_state_of_data_stands_in_brackets_below_its_name(hand: Hand, spec: str) -> None:
    own = commands.add_node(hand.doc, spec, (500, 450))
    commands.rename(hand.doc, own, "Contract")
    before = to_bytes(hand.doc)
    plain = hand.view.grab().toImage()
    commands.set_property(hand.doc, own, "state", "signed")
    assert hand.doc.index.nodes[own].caption == "Contract\n[signed]"
    label = hand.view.scene.nodes[own].label
    assert label is not None
    assert label.text == "Contract\n[signed]"
    turn()
    assert hand.view.grab().toImage() != plain
    hand.undo_gives(before)
    hand.view.selection.set([own])
    hand.key(Qt.Key.Key_E)
    hand.type_name("Deed")
    assert (hand.doc.index.nodes[own].name, hand.doc.index.nodes[own].state) == ("Deed", "signed")
    commands.set_property(hand.doc, own, "state", "paid")
    assert hand.doc.index.nodes[own].caption == "Deed\n[paid]"
    commands.set_property(hand.doc, own, "state", "")
    assert "dataState" not in to_bytes(hand.doc).decode()


def test_data_that_becomes_a_store_keeps_its_state(hand: Hand) -> None:
    own = commands.add_node(hand.doc, "data-object", (500, 450))
    commands.set_property(hand.doc, own, "state", "signed")
    hand.view.selection.set([own])
    choose(hand, "data store")
    assert hand.doc.index.nodes[own].spec == "data-store"
    assert hand.doc.index.nodes[own].state == "signed"


@pytest.mark.parametrize("spec", ["data-input", "data-output-collection"])
def test_data_of_the_whole_process_that_becomes_a_data_object_keeps_what_is_said_of_it(hand: Hand, spec: str) -> None:
    own = commands.add_node(hand.doc, spec, (500, 450))
    commands.rename(hand.doc, own, "Contract")
    commands.set_property(hand.doc, own, "state", "signed")
    commands.set_property(hand.doc, own, "documentation", "Both copies")
    hand.view.selection.set([own])
    before = to_bytes(hand.doc)
    choose(hand, "data object")
    assert hand.doc.index.nodes[own].spec == "data-object"
    assert hand.doc.index.nodes[own].caption == "Contract\n[signed]"
    assert commands.get_property(hand.doc, own, "documentation") == "Both copies"
    assert not faults(hand.doc)
    hand.undo_gives(before)


def test_a_step_has_no_state(hand: Hand, task: str) -> None:
    from modeler.document.edits import RefusedError

    with pytest.raises(RefusedError):
        commands.set_property(hand.doc, task, "state", "signed")
