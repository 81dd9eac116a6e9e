"""What a person does on the canvas, with real mouse and key events."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QToolButton

from modeler.document import commands
from modeler.document.io import to_bytes
from modeler.ui.canvas.buttons import DragButton
from modeler.ui.canvas.palette import PaletteWidget
from modeler.ui.canvas.picker import ElementPicker
from tests.ui.canvas.conftest import Hand
from tests.ui.window_builder import until

SHIFT = Qt.KeyboardModifier.ShiftModifier


def new_ids(hand: Hand, before: set[str]) -> list[str]:
    return [identity for identity in hand.doc.index.nodes if identity not in before]


def test_click_selects_and_click_on_the_empty_canvas_clears(hand: Hand, task: str) -> None:
    hand.click(hand.centre(task))
    assert hand.view.selection.ids == (task,)
    assert hand.view.pad.isVisible()
    hand.click((700, 500))
    assert hand.view.selection.ids == ()
    assert not hand.view.pad.isVisible()


def test_shift_click_adds_and_escape_clears(hand: Hand, start: str, task: str) -> None:
    hand.click(hand.centre(start))
    hand.click(hand.centre(task), SHIFT)
    assert set(hand.view.selection.ids) == {start, task}
    hand.key(Qt.Key.Key_Escape)
    assert hand.view.selection.ids == ()


def test_palette_click_puts_the_shape_where_the_next_click_is(hand: Hand) -> None:
    palette = PaletteWidget(hand.view)
    hand.bot.addWidget(palette)
    palette.show()
    before, bytes_before = set(hand.doc.index.nodes), to_bytes(hand.doc)
    button = palette.findChild(QToolButton, "palette-exclusive-gateway")
    hand.bot.mouseClick(button, Qt.MouseButton.LeftButton)
    hand.click((620, 400))
    (created,) = new_ids(hand, before)
    assert hand.doc.index.nodes[created].spec == "exclusive-gateway"
    assert hand.centre(created) == (620, 400)
    assert hand.view.selection.ids == (created,)
    hand.key(Qt.Key.Key_E)
    hand.type_name("Long?")
    assert hand.doc.index.nodes[created].name == "Long?"
    hand.doc.undo()
    hand.undo_gives(bytes_before)


def test_palette_drag_puts_the_shape_where_it_is_let_go(hand: Hand) -> None:
    palette = PaletteWidget(hand.view)
    hand.bot.addWidget(palette)
    before = set(hand.doc.index.nodes)
    button = palette.findChild(QToolButton, "palette-end-event")
    assert button is not None
    button.drag_begun.emit()  # type: ignore[attr-defined]
    place = QPointF(hand.view.mapToGlobal(hand.at((500, 450))))
    button.drag_moved.emit(place)  # type: ignore[attr-defined]
    assert hand.view.ghost.nodes
    button.drag_dropped.emit(place)  # type: ignore[attr-defined]
    (created,) = new_ids(hand, before)
    assert hand.centre(created) == (500, 450)
    assert not hand.view.ghost.nodes


def test_escape_drops_the_shape_in_hand(hand: Hand) -> None:
    before = to_bytes(hand.doc)
    hand.view.start_create("user-task")
    hand.bot.mouseMove(hand.view, hand.at((600, 300)))
    assert hand.view.ghost.nodes
    hand.key(Qt.Key.Key_Escape)
    hand.click((600, 300))
    assert not hand.view.ghost.nodes
    assert to_bytes(hand.doc) == before


def test_append_from_the_pad_places_connects_and_asks_for_a_name(hand: Hand, task: str) -> None:
    before = set(hand.doc.index.nodes)
    hand.click(hand.centre(task))
    hand.pad("append-end-event")
    (created,) = new_ids(hand, before)
    flow = hand.doc.index.flows[hand.doc.index.nodes[created].incoming[0]]
    assert flow.source == task
    assert hand.centre(created)[0] > hand.centre(task)[0]
    hand.type_name("Done")
    assert hand.doc.index.nodes[created].name == "Done"


def test_moving_a_shape_re_routes_its_flow_in_one_step(hand: Hand, task: str) -> None:
    before = to_bytes(hand.doc)
    flow = hand.doc.index.nodes[task].incoming[0]
    x, y = hand.centre(task)
    hand.view.toggle_grid()
    hand.drag((x, y), (x + 60, y + 150))
    assert hand.centre(task) == (x + 60, y + 150)
    points = hand.doc.index.flows[flow].waypoints
    assert points[-1][1] == y + 150
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(points))
    assert hand.view.scene.nodes[task].bounds.centre == (x + 60, y + 150)
    hand.undo_gives(before)


def test_escape_during_a_move_leaves_everything(hand: Hand, task: str) -> None:
    before = to_bytes(hand.doc)
    x, y = hand.centre(task)
    hand.drag((x, y), (x + 80, y + 90), let_go=False)
    assert hand.view.ghost.nodes
    hand.key(Qt.Key.Key_Escape)
    hand.bot.mouseRelease(hand.view, Qt.MouseButton.LeftButton, pos=hand.at((x + 80, y + 90)))
    assert to_bytes(hand.doc) == before
    assert not hand.view.ghost.nodes
    hand.click((x, y))
    assert hand.view.selection.ids == (task,)


def test_a_small_shake_of_the_hand_is_a_click(hand: Hand, task: str) -> None:
    before = to_bytes(hand.doc)
    x, y = hand.centre(task)
    hand.drag((x, y), (x + 3, y + 2))
    assert to_bytes(hand.doc) == before


def test_double_click_names_in_place_and_escape_leaves_the_name(hand: Hand, task: str) -> None:
    place = hand.at(hand.centre(task))
    hand.bot.mouseDClick(hand.view, Qt.MouseButton.LeftButton, pos=place)
    hand.type_name("填写申请")
    assert hand.doc.index.nodes[task].name == "填写申请"
    hand.view.selection.set([task])
    hand.key(Qt.Key.Key_E)
    editor = hand.view.findChild(object, "label-editor")
    hand.bot.keyClicks(editor, "nothing")
    hand.bot.keyClick(editor, Qt.Key.Key_Escape)
    assert hand.doc.index.nodes[task].name == "填写申请"


def test_a_click_elsewhere_takes_the_name_over(hand: Hand, task: str) -> None:
    hand.view.selection.set([task])
    hand.view.edit_label()
    hand.bot.keyClicks(hand.view.findChild(object, "label-editor"), "Ask")
    hand.click((700, 600))
    assert hand.doc.index.nodes[task].name == "Ask"


def test_delete_removes_the_selection_and_undo_brings_it_back(hand: Hand, task: str) -> None:
    before = to_bytes(hand.doc)
    hand.click(hand.centre(task))
    hand.key(Qt.Key.Key_Delete)
    assert task not in hand.doc.index.nodes
    assert task not in hand.view.scene.nodes
    assert hand.view.selection.ids == ()
    hand.undo_gives(before)
    hand.doc.undo()
    assert task in hand.view.scene.nodes


def test_rubber_band_takes_what_lies_wholly_inside(hand: Hand, start: str, task: str) -> None:
    left, top, right = hand.centre(start), hand.centre(task), hand.centre(task)
    hand.drag((left[0] - 60, top[1] - 90), (right[0] + 90, right[1] + 90), SHIFT)
    assert {start, task} <= set(hand.view.selection.ids)
    hand.view.selection.clear()
    hand.key(Qt.Key.Key_L)
    hand.drag((right[0] - 10, top[1] - 90), (right[0] + 90, right[1] + 90))
    assert task not in hand.view.selection.ids


def test_a_new_task_dropped_on_a_flow_goes_between(hand: Hand, start: str, task: str) -> None:
    commands.move(hand.doc, [task], 300, 0)
    flow = hand.doc.index.nodes[task].incoming[0]
    middle = ((hand.centre(start)[0] + hand.centre(task)[0]) / 2, hand.centre(start)[1])
    before = set(hand.doc.index.nodes)
    hand.view.start_create("service-task")
    hand.click(middle)
    (created,) = new_ids(hand, before)
    assert hand.doc.index.flows[flow].target == created
    following = hand.doc.index.flows[hand.doc.index.nodes[created].outgoing[0]]
    assert following.target == task


def test_a_connection_that_may_not_be_is_refused_with_its_reason(hand: Hand, start: str) -> None:
    other = commands.add_node(hand.doc, "start-event", (400, 500))
    before = to_bytes(hand.doc)
    hand.click(hand.centre(other))
    hand.pad("tool-connect")
    with hand.bot.waitSignal(hand.view.refused) as told:
        hand.click(hand.centre(start))
    assert "start event" in told.args[0]
    assert hand.view.hint.isVisible()
    assert to_bytes(hand.doc) == before


def test_connect_from_the_pad_draws_a_flow(hand: Hand, task: str) -> None:
    end = commands.add_node(hand.doc, "end-event", (600, 400))
    hand.click(hand.centre(task))
    hand.pad("tool-connect")
    hand.bot.mouseMove(hand.view, hand.at((500, 300)))
    assert hand.view.ghost.line
    hand.click(hand.centre(end))
    assert hand.doc.index.flows[hand.doc.index.nodes[end].incoming[0]].source == task
    assert not hand.view.ghost.line


def test_an_intermediate_event_at_a_border_becomes_a_boundary_event(hand: Hand, task: str) -> None:
    before = set(hand.doc.index.nodes)
    bounds = hand.doc.index.nodes[task].bounds
    assert bounds is not None
    hand.view.start_create("intermediate-catch-event-timer")
    hand.click((bounds.centre[0] + 20, bounds.bottom + 4))
    (created,) = new_ids(hand, before)
    record = hand.doc.index.nodes[created]
    assert record.spec == "boundary-event-timer"
    assert record.attached_to == task
    assert record.bounds is not None
    assert record.bounds.centre[1] == bounds.bottom


def test_an_event_dragged_onto_a_border_sits_there_and_dragged_off_stands_alone(hand: Hand, task: str) -> None:
    event = commands.add_node(hand.doc, "intermediate-catch-event-timer", (500, 500), name="Waits")
    commands.set_property(hand.doc, event, "timer", "PT2H")
    bounds = hand.doc.index.nodes[task].bounds
    assert bounds is not None
    before = to_bytes(hand.doc)
    hand.drag(hand.centre(event), (bounds.centre[0] + 20, bounds.bottom + 4))
    record = hand.doc.index.nodes[event]
    assert (record.spec, record.attached_to, record.name) == ("boundary-event-timer", task, "Waits")
    assert record.bounds is not None and record.bounds.centre[1] == bounds.bottom
    hand.undo_gives(before)
    on_border = to_bytes(hand.doc)
    hand.drag(hand.centre(event), (700, 500))
    record = hand.doc.index.nodes[event]
    assert (record.spec, record.attached_to) == ("intermediate-catch-event-timer", None)
    assert hand.centre(event) == (700, 500)
    assert commands.get_property(hand.doc, event, "timer")
    hand.undo_gives(on_border)


def test_an_event_that_only_borders_have_stays_on_its_border(hand: Hand, task: str) -> None:
    bounds = hand.doc.index.nodes[task].bounds
    assert bounds is not None
    corner = (bounds.centre[0], bounds.bottom)
    event = commands.add_node(hand.doc, "boundary-event-error", corner, attach_to=task)
    before = to_bytes(hand.doc)
    hand.drag(hand.centre(event), (700, 500))
    assert to_bytes(hand.doc) == before
    assert hand.doc.index.nodes[event].attached_to == task


def test_arrow_keys_nudge_and_a_run_of_them_is_one_step(hand: Hand, task: str) -> None:
    before = to_bytes(hand.doc)
    x, y = hand.centre(task)
    hand.click((x, y))
    for _step in range(3):
        hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_Down, SHIFT)
    assert hand.centre(task) == (x + 3, y + 10)
    hand.undo_gives(before)


def test_dragging_a_level_piece_of_a_flow_bends_it(hand: Hand, start: str, task: str) -> None:
    commands.move(hand.doc, [task], 200, 0)
    flow = hand.doc.index.nodes[task].incoming[0]
    before = to_bytes(hand.doc)
    (x0, y), (x1, _y) = hand.doc.index.flows[flow].waypoints
    hand.drag(((x0 + x1) / 2, y), ((x0 + x1) / 2, y + 120))
    assert len(hand.doc.index.flows[flow].waypoints) >= 4
    hand.undo_gives(before)


def test_wheel_with_ctrl_zooms_at_the_pointer(hand: Hand, task: str) -> None:
    place = hand.at(hand.centre(task))
    world = hand.view.camera.to_world(place)
    wheel = QWheelEvent(
        QPointF(place), QPointF(hand.view.mapToGlobal(place)), QPoint(), QPoint(0, 120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    with hand.bot.waitSignal(hand.view.zoomChanged):
        QApplication.sendEvent(hand.view, wheel)
    assert hand.view.camera.scale > 1.1
    after = hand.view.camera.to_world(place)
    assert abs(after[0] - world[0]) < 1
    assert abs(after[1] - world[1]) < 1


def test_zoom_stays_between_20_and_400_percent(hand: Hand) -> None:
    for _step in range(20):
        hand.view.zoom_in()
    assert hand.view.camera.scale == 4.0
    for _step in range(40):
        hand.view.zoom_out()
    assert abs(hand.view.camera.scale - 0.2) < 1e-6
    hand.view.zoom_reset()
    assert hand.view.camera.scale == 1.0


def test_dragging_the_empty_canvas_pans(hand: Hand) -> None:
    left = hand.view.camera.left
    hand.drag((600, 500), (650, 520))
    assert hand.view.camera.left == left - 50
    assert not hand.doc.can_redo


def test_read_only_lets_look_and_select_but_not_change(hand: Hand, task: str) -> None:
    hand.view.set_read_only(True)
    before = to_bytes(hand.doc)
    x, y = hand.centre(task)
    hand.drag((x, y), (x + 90, y + 90))
    hand.view.selection.set([task])
    hand.key(Qt.Key.Key_Delete)
    hand.view.start_create("user-task")
    hand.view.edit_label()
    assert to_bytes(hand.doc) == before
    assert hand.view.findChild(object, "label-editor") is None
    assert not hand.view.pad.isVisible()


def test_morph_menu_searches_and_enter_takes_the_choice(hand: Hand, task: str) -> None:
    hand.click(hand.centre(task))
    hand.key(Qt.Key.Key_R)
    picker = hand.view.findChild(object, "element-picker")
    assert picker is not None
    hand.bot.keyClicks(picker.search, "script")
    hand.bot.keyClick(picker.search, Qt.Key.Key_Return)
    assert hand.doc.index.nodes[task].spec == "script-task"
    assert hand.doc.index.nodes[task].name == "Apply"


def test_selection_and_activation_are_told(hand: Hand, task: str) -> None:
    with hand.bot.waitSignal(hand.view.selectionChanged) as told:
        hand.click(hand.centre(task))
    assert told.args == [[task]]
    with hand.bot.waitSignal(hand.view.elementActivated) as activated:
        hand.bot.mouseDClick(hand.view, Qt.MouseButton.LeftButton, pos=hand.at(hand.centre(task)))
    assert activated.args == [task]


def test_the_morph_menu_switches_repetition_on_and_off(hand: Hand, task: str) -> None:
    hand.view.selection.set([task])
    for expected in (True, False):
        hand.key(Qt.Key.Key_R)
        picker = next(found for found in hand.view.findChildren(ElementPicker) if found.isVisible())
        hand.bot.mouseClick(picker.findChild(QToolButton, "toggle-parallel"), Qt.MouseButton.LeftButton)
        assert ("parallel" in hand.doc.index.nodes[task].markers) is expected
        assert ("parallel" in hand.view.scene.nodes[task].record.markers) is expected
        QApplication.sendPostedEvents()


def test_a_drag_that_rests_at_the_edge_moves_the_paper(hand: Hand, task: str) -> None:
    left = hand.view.camera.left
    x, y = hand.centre(task)
    hand.drag((x, y), (hand.view.width() - 3.0, y), let_go=False)
    until(lambda: hand.view.camera.left > left)
    hand.key(Qt.Key.Key_Escape)
    hand.bot.mouseRelease(hand.view, Qt.MouseButton.LeftButton)


def test_undo_during_a_drag_drops_the_drag(hand: Hand, task: str) -> None:
    x, y = hand.centre(task)
    hand.drag((x, y), (x + 80, y + 90), let_go=False)
    while hand.doc.can_undo:
        hand.doc.undo()
    assert task not in hand.doc.index.nodes
    assert not hand.view.ghost.nodes
    hand.bot.mouseRelease(hand.view, Qt.MouseButton.LeftButton, pos=hand.at((x + 80, y + 90)))
    assert task not in hand.doc.index.nodes


def test_the_palette_shows_the_tool_in_hand(hand: Hand) -> None:
    palette = PaletteWidget(hand.view)
    hand.bot.addWidget(palette)
    button = palette.findChild(QToolButton, "palette-hand")
    assert isinstance(button, QToolButton)
    hand.key(Qt.Key.Key_H)
    assert button.isChecked()
    hand.key(Qt.Key.Key_Escape)
    assert not button.isChecked()


def test_connect_is_dragged_out_of_the_pad(hand: Hand, task: str) -> None:
    end = commands.add_node(hand.doc, "end-event", (600, 400))
    hand.click(hand.centre(task))
    button = next(b for b in hand.view.pad.findChildren(DragButton, "tool-connect") if b.isVisible())
    button.drag_begun.emit()
    place = QPointF(hand.view.mapToGlobal(hand.at(hand.centre(end))))
    button.drag_moved.emit(place)
    assert hand.view.ghost.target == end
    button.drag_dropped.emit(place)
    assert len(hand.doc.index.nodes[end].incoming) == 1
    assert hand.view.pad.isVisible()


def test_the_connect_tool_joins_with_two_clicks(hand: Hand, task: str) -> None:
    end = commands.add_node(hand.doc, "end-event", (600, 400))
    hand.key(Qt.Key.Key_C)
    hand.click(hand.centre(task))
    hand.click(hand.centre(end))
    assert len(hand.doc.index.nodes[end].incoming) == 1
    assert not hand.view.take_tool(None)


def test_a_text_annotation_grows_with_its_text_in_one_step(hand: Hand, task: str) -> None:
    hand.view.selection.set([task])
    hand.view.annotate()
    (note,) = hand.view.selection.ids
    before = to_bytes(hand.doc)
    hand.type_name("one two three four five six seven eight nine ten eleven twelve thirteen fourteen")
    bounds = hand.doc.index.nodes[note].bounds
    assert bounds is not None
    assert bounds.height > 60
    hand.undo_gives(before)
