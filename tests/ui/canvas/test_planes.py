"""Going into folded sub-processes and out again, and several diagrams in one file."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QLineEdit, QMenu, QToolButton

from modeler.document import commands
from modeler.document.diagrams import diagrams_of
from modeler.document.io import to_bytes
from modeler.ui.canvas.acts import ACTS
from modeler.ui.canvas.drill import button
from modeler.ui.canvas.export import to_image
from tests.helpers.lawful import faults
from tests.ui.canvas.conftest import Hand
from tests.ui.window_builder import turn

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def folded(hand: Hand) -> str:
    """A folded sub-process named Pay."""
    own = commands.add_node(hand.doc, "sub-process-collapsed", (500, 450))
    commands.rename(hand.doc, own, "Pay")
    return own


def go_in(hand: Hand, own: str) -> None:
    bounds = hand.doc.index.nodes[own].bounds
    assert bounds is not None
    hand.click(button(bounds).centre)


def crumbs(hand: Hand) -> list[str]:
    found = hand.view.plane.findChildren(QToolButton)
    return [one.text() for one in sorted(found, key=lambda one: one.objectName()) if one.isVisible()]


def go_to(hand: Hand, place: int) -> None:
    wanted = [one for one in hand.view.plane.findChildren(QToolButton, f"plane-{place}") if one.isVisible()]
    hand.bot.mouseClick(wanted[0], LEFT)


def switch(hand: Hand, text: str) -> None:
    (first,) = [one for one in hand.view.plane.findChildren(QToolButton, "plane-0") if one.isVisible()]
    menu = first.menu()
    assert isinstance(menu, QMenu)
    next(action for action in menu.actions() if action.text() == text).trigger()


def test_the_small_button_leads_inside_and_each_part_of_the_way_leads_back(hand: Hand, folded: str) -> None:
    go_in(hand, folded)
    assert hand.view.scene.root == folded
    hand.view.start_create("sub-process-collapsed")
    hand.click((300, 200))
    hand.type_name("Bank")
    (inner,) = (node.id for node in hand.doc.index.nodes.values() if node.name == "Bank")
    assert hand.doc.index.nodes[inner].parent == folded
    go_in(hand, inner)
    assert crumbs(hand) == ["Leave", "Pay", "Bank"]
    go_to(hand, 1)
    assert hand.view.scene.root == folded
    go_to(hand, 0)
    assert hand.view.scene.root is None
    assert not hand.view.plane.isVisible()


def test_a_line_that_leads_inside_a_folded_sub_process_is_drawn_again_when_it_is_unfolded(hand: Hand) -> None:
    own = commands.add_node(hand.doc, "sub-process", (500, 450))
    (inner,) = hand.doc.index.children(own)
    note = commands.add_node(hand.doc, "text-annotation", (500, 250))
    line = commands.connect(hand.doc, note, inner.id)
    commands.replace(hand.doc, own, "sub-process-collapsed")
    assert hand.doc.index.nodes[inner.id].plane == own
    assert hand.doc.index.flows[line].waypoints == (), "from one plane to another nothing can be drawn"
    before = to_bytes(hand.doc)
    commands.replace(hand.doc, own, "sub-process")
    assert len(hand.doc.index.flows[line].waypoints) == 2
    hand.undo_gives(before)


def test_each_plane_is_shown_as_it_was_left(hand: Hand, folded: str, task: str) -> None:
    hand.click(hand.centre(task))
    camera = hand.view.camera
    camera.scale, camera.left, camera.top = 1.5, 40, 30
    hand.view.open_plane(folded)
    assert hand.view.selection.ids == ()
    hand.view.open_plane(None)
    assert (camera.scale, camera.left, camera.top) == (1.5, 40, 30)
    assert hand.view.selection.ids == (task,)


def test_steps_are_drawn_joined_and_dropped_into_flows_inside(hand: Hand, folded: str) -> None:
    go_in(hand, folded)
    before = to_bytes(hand.doc)
    hand.view.start_create("start-event")
    hand.click((100, 100))
    hand.type_name("Go")
    (own,) = (node.id for node in hand.doc.index.nodes.values() if node.name == "Go")
    assert hand.doc.index.nodes[own].plane == folded
    assert own in hand.view.scene.nodes
    hand.doc.undo()
    hand.undo_gives(before)
    hand.click(hand.centre(own))
    hand.pad("append-user-task")
    hand.type_name("Transfer")
    flow = hand.doc.index.nodes[own].outgoing[0]
    assert flow in hand.view.scene.flows
    assert hand.doc.index.flows[flow].parent == folded


def test_inside_no_pool_is_drawn(hand: Hand, folded: str) -> None:
    go_in(hand, folded)
    before = to_bytes(hand.doc)
    hand.view.start_create("pool")
    hand.click((300, 300))
    assert hand.view.hint.isVisible()
    assert to_bytes(hand.doc) == before


def test_what_is_found_inside_is_shown_where_it_is(hand: Hand, folded: str) -> None:
    inner = commands.add_node(hand.doc, "user-task", (300, 200), home=folded)
    hand.view.reveal(inner)
    assert hand.view.scene.root == folded
    assert hand.view.selection.ids == (inner,)


def test_pictures_have_no_button(hand: Hand, folded: str) -> None:
    with_button = hand.view.grab().toImage()
    hand.view.scene.kinds.offers_ways_in = False
    hand.view.renderer.forget()
    hand.view.update()
    assert hand.view.grab().toImage() != with_button
    assert not to_image(hand.doc).isNull()


def test_when_the_sub_process_goes_one_is_outside_again(hand: Hand, folded: str) -> None:
    go_in(hand, folded)
    commands.remove(hand.doc, [folded])
    assert hand.view.scene.root is None


def test_a_second_diagram_is_added_named_drawn_on_and_removed(hand: Hand, task: str) -> None:
    before = to_bytes(hand.doc)
    ACTS["add-diagram"].run(hand.view)
    assert not hand.view.scene.nodes
    assert crumbs(hand) == ["New diagram ▾"]
    hand.undo_gives(before)
    second = diagrams_of(hand.doc)[1].plane
    hand.view.open_plane(second)
    hand.view.start_create("user-task")
    hand.click((300, 200))
    hand.type_name("Elsewhere")
    own = next(node for node in hand.doc.index.nodes.values() if node.name == "Elsewhere")
    assert own.plane == second
    assert own.process != hand.doc.index.nodes[task].process
    switch(hand, "Rename this diagram…")
    dialog = hand.view.findChild(QInputDialog, "diagram-name")
    field = dialog.findChild(QLineEdit)
    field.selectAll()
    hand.bot.keyClicks(field, "Refund")
    hand.bot.keyClick(field, Qt.Key.Key_Return)
    assert crumbs(hand) == ["Refund ▾"]
    switch(hand, "Leave")
    assert task in hand.view.scene.nodes
    assert own.id not in hand.view.scene.nodes
    hand.view.reveal(own.id)
    assert hand.view.scene.root == second
    state = to_bytes(hand.doc)
    switch(hand, "Remove this diagram")
    assert hand.view.scene.root is None
    assert own.id not in hand.doc.index.nodes
    assert len(diagrams_of(hand.doc)) == 1
    assert len(hand.doc.index.processes) == 1
    hand.undo_gives(state)


def test_the_first_diagram_is_not_removed(hand: Hand) -> None:
    with pytest.raises(commands.RefusedError):
        commands.remove_diagram(hand.doc, None)


def drop(hand: Hand, spec: str, point: tuple[float, float], name: str) -> str:
    """Take something from the palette to a place and name it."""
    hand.view.start_create(spec)
    hand.click(point)
    hand.type_name(name)
    turn()
    return next(node.id for node in hand.doc.index.nodes.values() if node.name == name)


def test_pools_are_drawn_on_a_further_diagram_too(hand: Hand, task: str) -> None:
    ACTS["add-diagram"].run(hand.view)
    second = diagrams_of(hand.doc)[1].plane
    step = drop(hand, "user-task", (400, 200), "Elsewhere")
    before = to_bytes(hand.doc)
    seller = drop(hand, "pool", (400, 200), "Seller")
    node = hand.doc.index.nodes[seller]
    assert node.plane == second and node.process == hand.doc.index.nodes[step].process
    around, inner = node.bounds, hand.doc.index.nodes[step].bounds
    assert around is not None and inner is not None and around.encloses(inner)
    assert hand.doc.index.nodes[task].home is None, "the first diagram stays a plain process"
    buyer = drop(hand, "pool-collapsed", (400, 500), "Buyer")
    assert hand.doc.index.nodes[buyer].plane == second
    message = commands.connect(hand.doc, buyer, step)
    assert hand.doc.index.flows[message].kind == "messageFlow"
    assert hand.doc.index.flows[message].parent == hand.doc.index.nodes[seller].parent
    assert not faults(hand.doc)
    state = to_bytes(hand.doc)
    hand.view.start_create("user-task")
    hand.click((800, 620))
    assert hand.view.hint.isVisible() and to_bytes(hand.doc) == state, "beside the pools stands no step"
    hand.view.take_tool(None)
    hand.view.open_plane(None)
    own = drop(hand, "user-task", (500, 450), "Here")
    assert hand.doc.index.nodes[own].process == hand.doc.index.nodes[task].process
    hand.view.open_plane(second)
    state = to_bytes(hand.doc)
    hand.view.selection.set([seller, buyer])
    hand.key(Qt.Key.Key_Delete)
    (shown,) = [one.element for one in diagrams_of(hand.doc) if one.plane == second]
    assert shown in hand.doc.index.processes, "without pools the diagram shows its process again"
    assert not faults(hand.doc)
    hand.undo_gives(state)
    hand.doc.undo()
    switch(hand, "Remove this diagram")
    assert len(diagrams_of(hand.doc)) == 1 and not hand.doc.index.has_pools
    assert not faults(hand.doc)
    hand.undo_gives(state)
    while to_bytes(hand.doc) != before:
        assert hand.doc.can_undo
        hand.doc.undo()


def test_a_step_is_not_dragged_out_of_the_pools_of_a_further_diagram(hand: Hand) -> None:
    ACTS["add-diagram"].run(hand.view)
    drop(hand, "pool", (400, 200), "Seller")
    step = drop(hand, "user-task", (400, 200), "Elsewhere")
    before = to_bytes(hand.doc)
    hand.drag(hand.centre(step), (850, 600))
    assert hand.view.hint.isVisible()
    assert to_bytes(hand.doc) == before


def test_pools_are_pasted_on_the_diagram_that_is_shown(hand: Hand, task: str) -> None:
    pool = commands.add_node(hand.doc, "pool", (400, 200))
    copied = commands.copy(hand.doc, [pool])
    ACTS["add-diagram"].run(hand.view)
    second = diagrams_of(hand.doc)[1]
    before = to_bytes(hand.doc)
    (own,) = commands.paste(hand.doc, copied, (400, 300), home=second.element)
    assert hand.doc.index.nodes[own].plane == second.plane
    assert not faults(hand.doc)
    hand.undo_gives(before)


def test_a_folded_pool_dropped_first_gives_the_process_a_pool_of_its_own(hand: Hand, task: str) -> None:
    before = to_bytes(hand.doc)
    buyer = drop(hand, "pool-collapsed", hand.centre(task), "Buyer")
    (other,) = [node for node in hand.doc.index.nodes.values() if node.tag == "participant" and node.id != buyer]
    assert other.process == hand.doc.index.nodes[task].process
    one, two = hand.doc.index.nodes[buyer].bounds, other.bounds
    assert one is not None and two is not None and not one.meets(two)
    assert not faults(hand.doc)
    hand.doc.undo()
    hand.undo_gives(before)


def test_the_process_behind_a_folded_call_is_drawn_on_its_plane(hand: Hand) -> None:
    call = commands.add_node(hand.doc, "call-activity-expanded", (500, 450))
    commands.replace(hand.doc, call, "call-activity")
    hand.view.open_plane(call)
    (begin,) = [node for node in hand.doc.index.nodes.values() if node.plane == call]
    before = to_bytes(hand.doc)
    own = drop(hand, "user-task", (600, 300), "Inside")
    assert hand.doc.index.nodes[own].process == begin.process
    assert hand.doc.index.nodes[own].plane == call
    hand.doc.undo()
    hand.undo_gives(before)
    hand.click(hand.centre(begin.id))
    hand.pad("append-user-task")
    hand.view.commit_edit()
    flow = hand.doc.index.nodes[begin.id].outgoing[0]
    assert hand.doc.index.nodes[hand.doc.index.flows[flow].target].plane == call
    state = to_bytes(hand.doc)
    hand.view.start_create("pool")
    hand.click((300, 300))
    assert hand.view.hint.isVisible() and to_bytes(hand.doc) == state
    assert not faults(hand.doc)


@pytest.mark.parametrize("spec", ["data-object", "data-store", "user-task"])
def test_on_a_further_diagram_a_copy_belongs_to_what_that_shows(hand: Hand, spec: str) -> None:
    ACTS["add-diagram"].run(hand.view)
    second = diagrams_of(hand.doc)[1]
    hand.view.start_create(spec)
    hand.click((400, 200))
    hand.view.commit_edit()
    (own,) = (node.id for node in hand.doc.index.nodes.values() if node.plane == second.plane)
    for copied in ("duplicate", "paste"):
        before = to_bytes(hand.doc)
        hand.view.selection.set([own])
        if copied == "paste":
            ACTS["copy"].run(hand.view)
        ACTS[copied].run(hand.view)
        if copied == "paste":
            hand.click((600, 500))
        (twin,) = hand.view.selection.ids
        record = hand.doc.index.nodes[twin]
        assert twin != own and (record.plane, record.process) == (second.plane, second.element)
        assert not faults(hand.doc)
        hand.undo_gives(before)


def test_space_is_made_on_the_diagram_that_is_shown(hand: Hand, task: str) -> None:
    ACTS["add-diagram"].run(hand.view)
    step = drop(hand, "user-task", (400, 200), "Elsewhere")
    here, there = hand.centre(step), hand.centre(task)
    before = to_bytes(hand.doc)
    hand.key(Qt.Key.Key_S)
    hand.drag((300, 200), (380, 200))
    assert hand.centre(step) == (here[0] + 80, here[1])
    assert hand.centre(task) == there, "the first diagram stays as it is"
    hand.undo_gives(before)
