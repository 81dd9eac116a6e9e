"""Switches of the morph menu: what an element is besides its kind; and events on borders."""

from __future__ import annotations

from PySide6.QtCore import Qt

from modeler.document import commands
from modeler.document.io import to_bytes
from modeler.ui.canvas.picker import ElementPicker
from tests.ui.canvas.conftest import Hand


def switch(hand: Hand, own: str, name: str) -> None:
    """Open the menu of an element and click one of its switches."""
    hand.view.selection.set([own])
    hand.view.morph()
    picker = hand.view.findChildren(ElementPicker)[-1]
    hand.bot.addWidget(picker)
    hand.bot.mouseClick(picker.findChild(object, f"toggle-{name}"), Qt.MouseButton.LeftButton)


def test_an_event_on_a_border_stops_interrupting_and_interrupts_again(hand: Hand, task: str) -> None:
    own = commands.add_node(hand.doc, "boundary-event-timer", (0, 0), attach_to=task)
    before = to_bytes(hand.doc)
    switch(hand, own, "gentle")
    assert not hand.doc.index.nodes[own].interrupting
    hand.undo_gives(before)
    switch(hand, own, "gentle")
    assert hand.doc.index.nodes[own].interrupting
    assert hand.doc.index.nodes[own].attached_to == task


def test_the_start_of_an_event_sub_process_stops_interrupting(hand: Hand) -> None:
    own = commands.add_node(hand.doc, "event-sub-process", (500, 450))
    (start,) = hand.doc.index.children(own)
    switch(hand, start.id, "gentle")
    assert not hand.doc.index.nodes[start.id].interrupting


def test_a_data_object_becomes_a_collection_and_one_thing_again(hand: Hand) -> None:
    own = commands.add_node(hand.doc, "data-object", (500, 450))
    before = to_bytes(hand.doc)
    switch(hand, own, "parallel")
    assert "collection" in hand.doc.index.nodes[own].markers
    hand.undo_gives(before)
    switch(hand, own, "parallel")
    assert "collection" not in hand.doc.index.nodes[own].markers


def test_a_step_that_undoes_another_has_no_flows(hand: Hand, task: str) -> None:
    commands.append_node(hand.doc, task, "end-event")
    before = to_bytes(hand.doc)
    switch(hand, task, "rewind")
    node = hand.doc.index.nodes[task]
    assert "compensation" in node.markers
    assert node.incoming == node.outgoing == ()
    hand.undo_gives(before)


def test_an_event_slides_along_the_border_of_its_step(hand: Hand, task: str) -> None:
    bounds = hand.doc.index.nodes[task].bounds
    assert bounds is not None
    own = commands.add_node(hand.doc, "boundary-event-timer", (bounds.x + 20, bounds.bottom), attach_to=task)
    before = to_bytes(hand.doc)
    hand.drag((bounds.x + 20, bounds.bottom), (bounds.x + 70, bounds.bottom + 5))
    assert hand.centre(own)[1] == bounds.bottom
    assert hand.centre(own)[0] > bounds.x + 50
    assert hand.doc.index.nodes[own].attached_to == task
    hand.undo_gives(before)


def test_arrow_keys_leave_an_event_on_its_border(hand: Hand, task: str) -> None:
    own = commands.add_node(hand.doc, "boundary-event-timer", (0, 0), attach_to=task)
    hand.view.selection.set([own])
    before = to_bytes(hand.doc)
    hand.key(Qt.Key.Key_Right)
    assert to_bytes(hand.doc) == before


def test_kinds_of_sub_process_keep_what_is_inside(hand: Hand) -> None:
    own = commands.add_node(hand.doc, "sub-process", (500, 450))
    inner = commands.add_node(hand.doc, "user-task", (560, 460), home=own)
    for spec in ("transaction", "event-sub-process", "transaction-collapsed", "ad-hoc-sub-process"):
        before = to_bytes(hand.doc)
        commands.replace(hand.doc, own, spec)
        assert hand.doc.index.nodes[own].spec == spec
        assert hand.doc.index.nodes[inner].parent == own
        hand.undo_gives(before)
