"""Events on the borders of steps: where they may sit, where they may not, and what they become when they leave."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from modeler.document import commands
from modeler.document.io import to_bytes
from modeler.geometry.shapes import Bounds
from tests.ui.canvas.conftest import Hand

LEFT = Qt.MouseButton.LeftButton


def box(hand: Hand, own: str) -> Bounds:
    found = hand.doc.index.nodes[own].bounds
    assert found is not None
    return found


def foot(hand: Hand, own: str) -> tuple[float, float]:
    """The middle of the lower border."""
    bounds = box(hand, own)
    return bounds.centre[0], bounds.bottom


def put_at(hand: Hand, spec: str, place: tuple[float, float]) -> list[str]:
    """Put a new element down with the hand; what is new then."""
    before = set(hand.doc.index.nodes)
    hand.view.start_create(spec)
    hand.click(place)
    hand.view.commit_edit()
    hand.view.take_tool(None)
    return list(set(hand.doc.index.nodes) - before)


@pytest.mark.parametrize(
    "spec", ["user-task", "service-task", "call-activity", "sub-process", "sub-process-collapsed"]
)
def test_within_fifteen_pixels_of_a_border_an_event_sits_on_it(hand: Hand, spec: str) -> None:
    host = commands.add_node(hand.doc, spec, (500, 450))
    x, y = foot(hand, host)
    (event,) = put_at(hand, "intermediate-catch-event-timer", (x, y + 14))
    assert hand.doc.index.nodes[event].attached_to == host
    assert hand.centre(event)[1] == y
    (other,) = put_at(hand, "intermediate-catch-event-timer", (x, y + 60))
    assert hand.doc.index.nodes[other].attached_to is None


@pytest.mark.parametrize(
    "kind",
    ["throw-event", "catch-event-message", "catch-event-timer", "catch-event-signal", "catch-event-conditional"],
)
def test_a_free_event_of_these_kinds_is_dragged_onto_a_border(hand: Hand, task: str, kind: str) -> None:
    event = commands.add_node(hand.doc, f"intermediate-{kind}", (500, 500))
    before = to_bytes(hand.doc)
    hand.drag(hand.centre(event), foot(hand, task))
    assert hand.doc.index.nodes[event].attached_to == task
    hand.undo_gives(before)


def test_the_border_of_an_event_sub_process_takes_no_event(hand: Hand) -> None:
    host = commands.add_node(hand.doc, "event-sub-process", (500, 450))
    event = commands.add_node(hand.doc, "intermediate-catch-event-timer", (850, 600))
    x, y = foot(hand, host)
    hand.drag(hand.centre(event), (x, y + 8), let_go=False)
    assert hand.view.ghost.target != host or not hand.view.ghost.allowed
    hand.bot.mouseRelease(hand.view, LEFT, pos=hand.at((x, y + 8)))
    assert hand.doc.index.nodes[event].attached_to is None
    assert hand.doc.index.nodes[event].spec == "intermediate-catch-event-timer"


def test_the_border_of_a_step_that_undoes_another_takes_no_event(hand: Hand) -> None:
    host = commands.add_node(hand.doc, "user-task", (500, 450))
    commands.set_compensation(hand.doc, host, True)
    for event in put_at(hand, "intermediate-catch-event-timer", (foot(hand, host)[0], foot(hand, host)[1] + 10)):
        assert hand.doc.index.nodes[event].attached_to is None
    assert not hand.doc.index.attached(host)


def test_a_step_that_waits_after_an_event_gateway_takes_no_event(hand: Hand, task: str) -> None:
    gateway = commands.append_node(hand.doc, task, "event-based-gateway")
    host = commands.append_node(hand.doc, gateway, "receive-task")
    put_at(hand, "intermediate-catch-event-timer", (foot(hand, host)[0], foot(hand, host)[1] + 10))
    assert not hand.doc.index.attached(host)
    commands.remove(hand.doc, [gateway])
    put_at(hand, "intermediate-catch-event-timer", (foot(hand, host)[0], foot(hand, host)[1] + 10))
    assert len(hand.doc.index.attached(host)) == 1


def test_start_and_end_events_never_sit_on_a_border(hand: Hand) -> None:
    host = commands.add_node(hand.doc, "user-task", (500, 450))
    for spec in ("start-event", "end-event"):
        put_at(hand, spec, (foot(hand, host)[0], foot(hand, host)[1] + 10))
    assert not hand.doc.index.attached(host)


def test_only_a_transaction_takes_an_event_that_cancels(hand: Hand, task: str) -> None:
    own = commands.add_node(hand.doc, "transaction", (600, 450))
    timer = commands.add_node(hand.doc, "boundary-event-timer", foot(hand, own), attach_to=own)
    commands.replace(hand.doc, timer, "boundary-event-cancel")
    before = to_bytes(hand.doc)
    hand.drag(hand.centre(timer), foot(hand, task))
    assert hand.doc.index.nodes[timer].attached_to == own
    assert to_bytes(hand.doc) == before


@pytest.mark.parametrize(
    ("sits", "free"),
    [
        ("boundary-event-message", "intermediate-catch-event-message"),
        ("boundary-event-timer-non-interrupting", "intermediate-catch-event-timer"),
        ("boundary-event-signal", "intermediate-catch-event-signal"),
        ("boundary-event-conditional", "intermediate-catch-event-conditional"),
    ],
)
def test_taken_off_its_border_an_event_is_an_event_of_the_way_again(
    hand: Hand, task: str, sits: str, free: str
) -> None:
    event = commands.add_node(hand.doc, sits, foot(hand, task), attach_to=task, name="Waits")
    after = commands.append_node(hand.doc, event, "user-task")
    before = to_bytes(hand.doc)
    hand.drag(hand.centre(event), (760, 560))
    record = hand.doc.index.nodes[event]
    assert (record.spec, record.attached_to, record.name) == (free, None, "Waits")
    assert hand.doc.index.flows[record.outgoing[0]].target == after
    hand.undo_gives(before)


def test_an_event_goes_from_one_border_to_another(hand: Hand, task: str) -> None:
    other = commands.add_node(hand.doc, "user-task", (600, 500))
    event = commands.add_node(hand.doc, "boundary-event-timer-non-interrupting", foot(hand, task), attach_to=task)
    before = to_bytes(hand.doc)
    hand.drag(hand.centre(event), foot(hand, other))
    assert hand.doc.index.nodes[event].attached_to == other
    assert not hand.doc.index.nodes[event].interrupting
    hand.undo_gives(before)


def test_an_event_follows_its_step_and_goes_with_it(hand: Hand, task: str) -> None:
    event = commands.add_node(hand.doc, "boundary-event-timer", foot(hand, task), attach_to=task)
    before = to_bytes(hand.doc)
    hand.drag(hand.centre(task), (500, 500))
    assert hand.centre(event) == foot(hand, task)
    hand.undo_gives(before)
    there = to_bytes(hand.doc)
    hand.click(hand.centre(task))
    hand.key(Qt.Key.Key_Delete)
    assert event not in hand.doc.index.nodes
    hand.undo_gives(there)


def test_several_in_the_hand_are_put_on_no_border(hand: Hand, task: str) -> None:
    first = commands.add_node(hand.doc, "intermediate-catch-event-timer", (500, 500))
    second = commands.add_node(hand.doc, "intermediate-catch-event-message", (600, 500))
    hand.view.selection.set([first, second])
    hand.drag(hand.centre(first), foot(hand, task))
    assert not hand.doc.index.attached(task)
