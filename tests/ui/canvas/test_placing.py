"""What places itself: appended elements and their ghosts, shapes dropped on flows, flows joined again."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication

from modeler.document import commands
from modeler.document.io import to_bytes
from modeler.geometry.shapes import Bounds
from modeler.ui.canvas.buttons import DragButton
from modeler.ui.canvas.picker import ElementPicker
from tests.ui.canvas.conftest import Hand


def box(hand: Hand, identity: str) -> Bounds:
    found = hand.doc.index.nodes[identity].bounds
    assert found is not None
    return found


def button(hand: Hand, name: str) -> DragButton:
    return next(b for b in hand.view.pad.findChildren(DragButton, name) if b.isVisible())


def point_at(found: DragButton) -> None:
    middle = QPointF(found.rect().center())
    QApplication.sendEvent(found, QEnterEvent(middle, middle, QPointF(found.mapToGlobal(middle.toPoint()))))


def append(hand: Hand, source: str, spec: str) -> str:
    hand.view.selection.set([source])
    hand.pad(f"append-{spec}")
    (created,) = hand.view.selection.ids
    hand.view.commit_edit()
    return created


def test_pointing_at_an_append_button_shows_a_ghost_where_a_click_places_it(hand: Hand, task: str) -> None:
    before = to_bytes(hand.doc)
    hand.view.selection.set([task])
    for name in ("append-end-event", "append-exclusive-gateway", "append-user-task", "tool-annotate"):
        found = button(hand, name)
        point_at(found)
        (ghost,) = hand.view.ghost.nodes
        assert hand.view.ghost.line
        place = ghost.bounds
        QApplication.sendEvent(found, QEvent(QEvent.Type.Leave))
        assert not hand.view.ghost.nodes
        assert to_bytes(hand.doc) == before
        point_at(found)
        hand.bot.mouseClick(found, Qt.MouseButton.LeftButton)
        (created,) = hand.view.selection.ids
        hand.view.commit_edit()
        assert box(hand, created).centre == place.centre
        assert not hand.view.ghost.nodes
        hand.doc.undo()
        hand.view.selection.set([task])


def test_no_ghost_is_left_when_the_pad_goes(hand: Hand, task: str) -> None:
    hand.view.selection.set([task])
    point_at(button(hand, "append-end-event"))
    hand.view.selection.clear()
    assert not hand.view.ghost.nodes


def test_appended_elements_stand_fifty_to_the_right_then_at_the_gap_that_is_used(hand: Hand, task: str) -> None:
    gateway = append(hand, task, "exclusive-gateway")
    assert (box(hand, gateway).x, hand.centre(gateway)[1]) == (box(hand, task).right + 50, hand.centre(task)[1])
    first = append(hand, gateway, "user-task")
    commands.move(hand.doc, [first], 30, 0)
    second = append(hand, gateway, "user-task")
    assert box(hand, second).x == box(hand, gateway).right + 80
    assert hand.centre(second)[1] - hand.centre(first)[1] >= 80
    assert box(hand, second).y - box(hand, first).bottom >= 30


def test_from_a_border_eighty_outwards_and_a_note_fifty_above_right(hand: Hand, task: str) -> None:
    bounds = box(hand, task)
    timer = commands.add_node(hand.doc, "boundary-event-timer", (bounds.centre[0], bounds.bottom), attach_to=task)
    after = append(hand, timer, "user-task")
    assert box(hand, after).y == hand.centre(timer)[1] + 80
    hand.view.selection.set([task])
    hand.view.annotate()
    (note,) = hand.view.selection.ids
    hand.view.commit_edit()
    assert (box(hand, note).x, box(hand, note).bottom) == (bounds.right, bounds.y - 50)


def test_ctrl_at_the_drop_opens_the_menu_of_kinds(hand: Hand) -> None:
    hand.view.start_create("user-task")
    hand.click((600, 500), Qt.KeyboardModifier.ControlModifier)
    picker = hand.view.findChild(ElementPicker)
    assert isinstance(picker, ElementPicker)
    assert picker.isVisible()
    picker.close()


def test_dropping_on_a_flow_asks_for_ten_pixels(hand: Hand, start: str, task: str) -> None:
    commands.move(hand.doc, [task], 300, 0)
    flow = hand.doc.index.nodes[task].incoming[0]
    middle = ((hand.centre(start)[0] + hand.centre(task)[0]) // 2, hand.centre(start)[1])
    hand.view.toggle_grid()
    hand.view.start_create("service-task")
    hand.bot.mouseMove(hand.view, hand.at((middle[0], middle[1] + 12)))
    assert hand.view.ghost.target != flow
    hand.bot.mouseMove(hand.view, hand.at((middle[0], middle[1] + 9)))
    assert hand.view.ghost.target == flow
    hand.key(Qt.Key.Key_Escape)


def test_a_step_dropped_on_a_message_takes_it_and_passes_it_on(hand: Hand, task: str) -> None:
    pool = commands.add_node(hand.doc, "pool", (420, 160))
    upper = box(hand, pool)
    other = commands.add_node(hand.doc, "pool", (upper.centre[0], upper.bottom + 200))
    lower = box(hand, other)
    taker = commands.add_node(hand.doc, "user-task", (hand.centre(task)[0], lower.bottom - 60), home=other)
    message = commands.connect(hand.doc, task, taker)
    assert hand.doc.index.flows[message].kind == "messageFlow"
    before = to_bytes(hand.doc)
    hand.view.start_create("user-task")
    hand.click((hand.centre(task)[0], lower.y + 60))
    (created,) = hand.view.selection.ids
    hand.view.commit_edit()
    assert hand.doc.index.flows[message].target == created
    (onward,) = hand.doc.index.nodes[created].outgoing
    assert (hand.doc.index.flows[onward].kind, hand.doc.index.flows[onward].target) == ("sequenceFlow", taker)
    hand.undo_gives(before)


def test_removing_a_step_with_one_way_in_and_one_out_joins_them(hand: Hand, start: str, task: str) -> None:
    end = append(hand, task, "end-event")
    flow = hand.doc.index.nodes[task].incoming[0]
    before = to_bytes(hand.doc)
    hand.click(hand.centre(task))
    hand.key(Qt.Key.Key_Delete)
    assert (hand.doc.index.flows[flow].source, hand.doc.index.flows[flow].target) == (start, end)
    hand.undo_gives(before)
    hand.doc.undo()
    append(hand, task, "user-task")
    hand.click(hand.centre(task))
    hand.key(Qt.Key.Key_Delete)
    assert not hand.doc.index.nodes[end].incoming
