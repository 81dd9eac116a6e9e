"""A process is drawn, walked and changed with no pointer at all."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from modeler.document import commands
from modeler.document.document import Document
from modeler.document.io import to_bytes
from modeler.ui.canvas import walk
from modeler.ui.canvas.picker import ElementPicker
from modeler.ui.canvas.view import CanvasView
from tests.ui.canvas.conftest import Hand
from tests.ui.window_builder import turn

ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
STEPS = [f"Step {number}" for number in range(1, 9)]


def keys(hand: Hand, *wanted: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in wanted:
        hand.key(key, held)


def append(hand: Hand, kind: str, name: str) -> str:
    """A, the kind, Enter, the name, Enter; a gateway is named on request, by E."""
    hand.key(Qt.Key.Key_A)
    picker = hand.view.findChild(ElementPicker)
    assert isinstance(picker, ElementPicker)
    hand.bot.keyClicks(picker.search, kind)
    hand.bot.keyClick(picker.search, Qt.Key.Key_Return)
    turn()
    if hand.view.findChild(object, "label-editor") is None:
        hand.key(Qt.Key.Key_E)
    hand.type_name(name)
    turn()
    assert hand.view.selection.single is not None
    return hand.view.selection.single


def here(hand: Hand) -> str:
    single = hand.view.selection.single
    assert single is not None
    return hand.doc.index.nodes[single].name


def test_ten_steps_are_drawn_and_walked_without_a_pointer(hand: Hand, start: str, task: str) -> None:
    keys(hand, Qt.Key.Key_Right, Qt.Key.Key_Right, held=ALT)
    assert hand.view.selection.ids == (task,), "the walk begins at the start"
    for name in STEPS:
        append(hand, "user task", name)
    append(hand, "end event", "Done")
    names = ["", "Apply", *STEPS, "Done"]
    keys(hand, *[Qt.Key.Key_Left] * 20, held=ALT)
    walked = [here(hand)]
    for _step in names[1:]:
        keys(hand, Qt.Key.Key_Right, held=ALT)
        walked.append(here(hand))
    assert walked == names
    keys(hand, Qt.Key.Key_Right, held=ALT)
    assert here(hand) == "Done", "at the end the walk stays"
    assert hand.view.rect().contains(hand.at(hand.centre(hand.view.selection.ids[0])))


def test_a_branch_is_chosen_by_its_number(hand: Hand, task: str) -> None:
    hand.view.selection.set([task])
    gateway = append(hand, "exclusive", "Amount?")
    append(hand, "user task", "Finance")
    keys(hand, Qt.Key.Key_Left, held=ALT)
    assert hand.view.selection.ids == (gateway,)
    append(hand, "service task", "Pay")
    keys(hand, Qt.Key.Key_Left, held=ALT)
    assert "2 ways on: 1 Finance, 2 Pay" in hand.view.accessibleDescription()
    keys(hand, Qt.Key.Key_2)
    assert here(hand) == "Pay"
    keys(hand, Qt.Key.Key_Left, held=ALT)
    keys(hand, Qt.Key.Key_1)
    assert here(hand) == "Finance"


def test_down_goes_to_the_events_of_a_step_and_up_comes_back(hand: Hand, task: str) -> None:
    first = commands.add_node(hand.doc, "boundary-event-timer", hand.centre(task), attach_to=task, name="Late")
    second = commands.add_node(hand.doc, "boundary-event-message", (0, 0), attach_to=task, name="Recall")
    hand.view.selection.set([task])
    keys(hand, Qt.Key.Key_Down, held=ALT)
    assert hand.view.selection.ids == (first,)
    assert hand.view.accessibleDescription().endswith("on Apply")
    keys(hand, Qt.Key.Key_Down, held=ALT)
    assert hand.view.selection.ids == (second,)
    keys(hand, Qt.Key.Key_Up, held=ALT)
    assert hand.view.selection.ids == (task,)


def test_down_goes_into_a_folded_sub_process_and_up_out_of_it(hand: Hand) -> None:
    folded = commands.add_node(hand.doc, "sub-process-collapsed", (600, 300), name="Check")
    inner = commands.add_node(hand.doc, "user-task", (200, 200), home=folded, name="Inner")
    hand.view.selection.set([folded])
    keys(hand, Qt.Key.Key_Down, held=ALT)
    assert (hand.view.scene.root, hand.view.selection.ids) == (folded, (inner,))
    keys(hand, Qt.Key.Key_Up, held=ALT)
    assert (hand.view.scene.root, hand.view.selection.ids) == (None, (folded,))


def test_two_selected_by_keys_are_joined(hand: Hand, task: str) -> None:
    other = commands.add_node(hand.doc, "user-task", (600, 400), name="Other")
    before = to_bytes(hand.doc)
    hand.view.selection.set([task])
    keys(hand, Qt.Key.Key_PageDown, held=SHIFT)
    assert hand.view.selection.ids == (task, other)
    keys(hand, Qt.Key.Key_C)
    assert [flow.target for flow in hand.doc.index.flows.values() if flow.source == task] == [other]
    hand.undo_gives(before)


def test_enter_puts_down_what_is_in_the_hand(hand: Hand) -> None:
    before = set(hand.doc.index.nodes)
    hand.key(Qt.Key.Key_N)
    picker = hand.view.findChild(ElementPicker)
    assert isinstance(picker, ElementPicker)
    hand.bot.keyClicks(picker.search, "parallel gateway")
    hand.bot.keyClick(picker.search, Qt.Key.Key_Return)
    turn()
    hand.key(Qt.Key.Key_Return)
    (made,) = set(hand.doc.index.nodes) - before
    assert hand.doc.index.nodes[made].spec == "parallel-gateway"


def test_name_type_lane_and_problems_are_spoken(hand: Hand, task: str, monkeypatch: pytest.MonkeyPatch) -> None:
    doc: Document = hand.doc
    pool = commands.add_node(doc, "pool", (400, 200), name="Office")
    commands.add_lane(doc, pool)
    lane = doc.index.nodes[doc.index.nodes[task].lane or ""]
    commands.rename(doc, lane.id, "Finance")
    said: list[str] = []
    monkeypatch.setattr(walk, "announce", lambda _view, text: said.append(text))
    hand.view.problems_of = lambda element: ["Nobody handles this step."] if element == task else []
    hand.view.selection.set([task])
    assert said == ["Apply, User task, lane Finance, Nobody handles this step."]
    assert hand.view.accessibleDescription() == said[0]


def test_a_screen_reader_is_told(hand: Hand, task: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []
    monkeypatch.setattr(QAccessible, "isActive", staticmethod(lambda: True))
    monkeypatch.setattr(QAccessible, "updateAccessibility", staticmethod(lambda event: told.append(event.type())))
    hand.view.selection.set([task])
    assert QAccessible.Event.Announcement in told
    interface = QAccessible.queryAccessibleInterface(hand.view)
    assert interface.text(QAccessible.Text.Description).startswith("Apply, User task")


def test_walking_only_looks(hand: Hand, task: str) -> None:
    before = to_bytes(hand.doc)
    hand.view.set_read_only(True)
    keys(hand, *[Qt.Key.Key_Right] * 3, *[Qt.Key.Key_Down] * 2, Qt.Key.Key_Up, held=ALT)
    keys(hand, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
    assert to_bytes(hand.doc) == before
    assert isinstance(hand.view, CanvasView)
