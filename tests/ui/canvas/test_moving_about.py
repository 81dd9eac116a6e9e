"""Looking round and selecting: pan, zoom, wheel, arrows, clicks with keys held."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from modeler.document import commands
from modeler.document.io import to_bytes
from modeler.ui.actions import ACTIONS
from modeler.ui.canvas.acts import ACTS
from tests.ui.canvas.conftest import Hand

NONE = Qt.KeyboardModifier.NoModifier
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
MIDDLE, LEFT = Qt.MouseButton.MiddleButton, Qt.MouseButton.LeftButton


def camera(hand: Hand) -> tuple[int, int]:
    return hand.view.camera.left, hand.view.camera.top


def wheel(hand: Hand, angle: int, modifiers: Qt.KeyboardModifier = NONE) -> None:
    place = QPointF(400, 300)
    event = QWheelEvent(
        place, QPointF(hand.view.mapToGlobal(place.toPoint())), QPoint(), QPoint(0, angle),
        Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(hand.view, event)


def test_ctrl_drag_pans_even_on_a_shape_and_ctrl_click_adds_it(hand: Hand, start: str, task: str) -> None:
    before, place = to_bytes(hand.doc), hand.centre(task)
    hand.drag(place, (place[0] + 40, place[1] + 30), CTRL)
    assert to_bytes(hand.doc) == before
    assert camera(hand) == (-40, -30)
    hand.click(hand.centre(start))
    hand.click(hand.centre(task), CTRL)
    assert hand.view.selection.ids == (start, task)
    hand.click(hand.centre(start), CTRL)
    assert hand.view.selection.ids == (task,)


def test_the_empty_canvas_is_dragged_from_fifteen_pixels_on(hand: Hand) -> None:
    hand.drag((600, 500), (612, 500))
    assert camera(hand) == (0, 0)
    hand.drag((600, 500), (616, 500))
    assert camera(hand) == (-16, 0)


def test_the_middle_button_and_the_space_bar_pan_on_a_shape(hand: Hand, task: str) -> None:
    before, place = to_bytes(hand.doc), hand.at(hand.centre(task))
    hand.bot.mousePress(hand.view, MIDDLE, NONE, place)
    hand.bot.mouseMove(hand.view, place + QPoint(30, 0))
    hand.bot.mouseRelease(hand.view, MIDDLE, NONE, place + QPoint(30, 0))
    assert camera(hand) == (-30, 0)
    hand.bot.keyPress(hand.view, Qt.Key.Key_Space)
    x, y = hand.centre(task)
    hand.drag((x, y), (x, y + 40))
    hand.bot.keyRelease(hand.view, Qt.Key.Key_Space)
    assert camera(hand) == (-30, -40)
    assert to_bytes(hand.doc) == before


def test_the_hand_tool_pans_everywhere(hand: Hand, task: str) -> None:
    before, (x, y) = to_bytes(hand.doc), hand.centre(task)
    hand.key(Qt.Key.Key_H)
    hand.drag((x, y), (x + 50, y))
    assert camera(hand) == (-50, 0)
    assert to_bytes(hand.doc) == before


def test_the_wheel_scrolls_down_and_with_shift_sideways(hand: Hand) -> None:
    wheel(hand, -120)
    left, top = camera(hand)
    assert left == 0 and top > 0
    wheel(hand, -120, SHIFT)
    assert camera(hand)[0] > 0 and camera(hand)[1] == top


def test_zooming_goes_in_even_steps_and_comes_back_to_one_hundred_percent(hand: Hand) -> None:
    scales = [1.0]
    for _step in range(3):
        ACTS["zoom_in"].run(hand.view)
        scales.append(hand.view.camera.scale)
    steps = [math.log(b / a) for a, b in pairwise(scales)]
    assert max(steps) - min(steps) < 1e-9
    hand.view.zoom_to(1.07)
    ACTS["zoom_out"].run(hand.view)
    assert hand.view.camera.scale == pytest.approx(1.0)
    for _step in range(12):
        ACTS["zoom_out"].run(hand.view)
    assert hand.view.camera.scale == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("action", "key"),
    [("view.zoom-in", "Ctrl+="), ("view.zoom-out", "Ctrl+-"), ("view.zoom-100", "Ctrl+0"),
     ("view.zoom-fit", "Ctrl+1"),     ("view.grid", "Ctrl+G"), ("edit.select-all", "Ctrl+A")],
)  # fmt: skip
def test_the_keys_are_those_that_hands_know(action: str, key: str) -> None:
    assert key in ACTIONS[action].keys


def test_select_all_takes_shapes_and_flows(hand: Hand, start: str, task: str) -> None:
    ACTS["select_all"].run(hand.view)
    assert set(hand.view.selection.ids) == {*hand.doc.index.nodes, *hand.doc.index.flows}


@pytest.mark.parametrize(("shift", "step"), [(NONE, 50), (SHIFT, 200)])
def test_ctrl_and_arrows_scroll(hand: Hand, task: str, shift: Qt.KeyboardModifier, step: int) -> None:
    before = to_bytes(hand.doc)
    hand.click(hand.centre(task))
    hand.key(Qt.Key.Key_Right, CTRL | shift)
    hand.key(Qt.Key.Key_Down, CTRL | shift)
    assert camera(hand) == (step, step)
    assert to_bytes(hand.doc) == before


def test_arrows_do_not_move_an_event_without_its_host(hand: Hand, task: str) -> None:
    box = hand.doc.index.nodes[task].bounds
    assert box is not None
    timer = commands.add_node(hand.doc, "boundary-event-timer", (box.centre[0], box.bottom), attach_to=task)
    place, before = hand.centre(timer), to_bytes(hand.doc)
    hand.view.selection.set([timer])
    hand.key(Qt.Key.Key_Right)
    assert to_bytes(hand.doc) == before
    hand.view.selection.set([timer, task])
    hand.key(Qt.Key.Key_Right)
    assert hand.centre(timer) == (place[0] + 1, place[1])


def test_the_lasso_takes_only_what_it_encloses_wholly(hand: Hand, start: str, task: str) -> None:
    box = hand.doc.index.nodes[start].bounds
    assert box is not None
    hand.key(Qt.Key.Key_L)
    hand.drag((box.x - 10, box.y - 10), (hand.centre(task)[0], box.bottom + 60))
    assert start in hand.view.selection.ids
    assert task not in hand.view.selection.ids
    hand.view.selection.clear()
    hand.key(Qt.Key.Key_L)
    hand.drag((box.x - 10, box.y - 10), (box.x + 30, box.bottom + 10), let_go=False)
    hand.key(Qt.Key.Key_Escape)
    hand.bot.mouseRelease(hand.view, LEFT, NONE, hand.at((box.x + 30, box.bottom + 10)))
    assert hand.view.selection.ids == ()
    assert hand.view.ghost.area is None


def test_a_drag_begins_after_five_pixels(hand: Hand, task: str) -> None:
    (x, y), before = hand.centre(task), to_bytes(hand.doc)
    hand.drag((x, y), (x + 4, y))
    assert to_bytes(hand.doc) == before
    hand.drag((x, y), (x + 60, y + 40))
    assert hand.centre(task) != (x, y)


def test_a_step_dropped_outside_every_pool_is_refused_in_red_at_the_hand(hand: Hand, task: str) -> None:
    pool = commands.add_node(hand.doc, "pool", (400, 250))
    box = hand.doc.index.nodes[pool].bounds
    assert box is not None
    (x, y), before = hand.centre(task), to_bytes(hand.doc)
    with hand.bot.waitSignal(hand.view.refused):
        hand.drag((x, y), (x, box.bottom + 120))
    assert to_bytes(hand.doc) == before
    assert hand.view.hint.isVisible()
    assert hand.view.theme.bad in hand.view.hint.styleSheet()
    with hand.bot.waitSignal(hand.view.refused):
        hand.view.start_create("user-task")
        hand.click((x, box.bottom + 120))
    assert to_bytes(hand.doc) == before
    assert hand.view.hint._timer.interval() == 2000
    hand.key(Qt.Key.Key_Escape)


def test_a_step_dragged_out_of_a_sub_process_belongs_to_the_process(hand: Hand, task: str) -> None:
    sub = commands.add_node(hand.doc, "sub-process", (600, 480))
    inner = commands.add_node(hand.doc, "user-task", (660, 480), home=sub)
    process = hand.doc.index.nodes[task].parent
    before = to_bytes(hand.doc)
    hand.drag(hand.centre(inner), (400, 620))
    assert hand.doc.index.nodes[inner].parent == process
    hand.undo_gives(before)
