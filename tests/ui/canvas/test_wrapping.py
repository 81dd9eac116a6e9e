"""Putting steps into a sub-process and taking them out again."""

from __future__ import annotations

from modeler.document import commands
from modeler.document.io import to_bytes
from modeler.ui.canvas.acts import ACTS
from tests.ui.canvas.conftest import Hand


def a_chain(hand: Hand, task: str) -> tuple[str, str, str]:
    """Two more steps and an end behind the task."""
    check = commands.append_node(hand.doc, task, "user-task")
    commands.rename(hand.doc, check, "Check")
    book = commands.append_node(hand.doc, check, "service-task")
    commands.rename(hand.doc, book, "Book")
    end = commands.append_node(hand.doc, book, "end-event")
    return check, book, end


def way(hand: Hand, own: str) -> list[str]:
    """What comes after an element, by kind, as long as there is one way."""
    found = []
    while True:
        node = hand.doc.index.nodes[own]
        found.append(node.name or node.tag)
        if len(node.outgoing) != 1:
            return found
        own = hand.doc.index.flows[node.outgoing[0]].target


def put_together(hand: Hand, *ids: str) -> str:
    hand.view.selection.set(ids)
    ACTS["wrap"].run(hand.view)
    (own,) = hand.view.selection.ids
    return own


def test_selected_steps_go_into_a_sub_process_and_the_way_stays(hand: Hand, start: str, task: str) -> None:
    check, book, _end = a_chain(hand, task)
    entry = hand.doc.index.nodes[check].incoming[0]
    before = to_bytes(hand.doc)
    own = put_together(hand, check, book)
    hand.type_name("Handle")
    assert way(hand, start) == ["startEvent", "Apply", "Handle", "endEvent"]
    inner = next(c for c in hand.doc.index.children(own) if c.tag == "startEvent")
    assert way(hand, inner.id) == ["startEvent", "Check", "Book", "endEvent"]
    assert hand.doc.index.flows[entry].target == own
    whole = hand.doc.index.nodes[own].bounds
    assert whole is not None
    boxes = [child.bounds for child in hand.doc.index.children(own)]
    assert all(box is not None and whole.encloses(box) for box in boxes)
    others = [n.bounds for n in hand.doc.index.nodes.values() if n.parent != own and n.id != own]
    assert not any(box is not None and whole.meets(box) for box in others)
    hand.doc.undo()  # the name
    hand.undo_gives(before)


def test_steps_taken_out_again_stand_in_the_old_way(hand: Hand, start: str, task: str) -> None:
    check, book, _end = a_chain(hand, task)
    own = put_together(hand, check, book)
    hand.view.commit_edit()
    before = to_bytes(hand.doc)
    hand.view.selection.set([own])
    ACTS["unwrap"].run(hand.view)
    assert own not in hand.doc.index.nodes
    assert way(hand, start) == ["startEvent", "Apply", "Check", "Book", "endEvent"]
    assert set(hand.view.selection.ids) == {check, book}
    assert len([node for node in hand.doc.index.nodes.values() if node.tag in ("startEvent", "endEvent")]) == 2
    hand.undo_gives(before)


def test_a_folded_sub_process_is_taken_apart_too(hand: Hand, start: str, task: str) -> None:
    check, book, _end = a_chain(hand, task)
    own = put_together(hand, check, book)
    hand.view.commit_edit()
    commands.replace(hand.doc, own, "sub-process-collapsed")
    before = to_bytes(hand.doc)
    hand.view.selection.set([own])
    ACTS["unwrap"].run(hand.view)
    assert way(hand, start) == ["startEvent", "Apply", "Check", "Book", "endEvent"]
    assert hand.doc.index.nodes[check].plane is None
    hand.undo_gives(before)


def test_steps_with_two_ways_in_are_refused_with_the_reason(hand: Hand, start: str, task: str) -> None:
    check, _book, _end = a_chain(hand, task)
    gate = commands.add_node(hand.doc, "exclusive-gateway", (200, 400))
    commands.connect(hand.doc, gate, check)
    before = to_bytes(hand.doc)
    hand.view.selection.set([task, check])
    ACTS["wrap"].run(hand.view)
    assert "2" in hand.view.hint.text()
    assert to_bytes(hand.doc) == before


def test_a_condition_stays_with_the_flow_that_leads_out(hand: Hand, task: str) -> None:
    gate = commands.append_node(hand.doc, task, "exclusive-gateway")
    short = commands.append_node(hand.doc, gate, "user-task")
    end = commands.append_node(hand.doc, short, "end-event")
    jump = commands.connect(hand.doc, gate, end)
    commands.set_property(hand.doc, jump, "condition", "days < 1")
    own = put_together(hand, gate, short)
    hand.view.commit_edit()
    flow = hand.doc.index.flows[jump]
    assert flow.condition == "days < 1"
    assert hand.doc.index.nodes[flow.target].parent == own
    assert len(hand.doc.index.nodes[own].outgoing) == 1


def test_what_is_wrapped_in_a_lane_stays_in_its_lane_and_pool(hand: Hand, task: str) -> None:
    check, book, _end = a_chain(hand, task)
    pool = commands.add_node(hand.doc, "pool", (400, 250))
    commands.add_lane_beside(hand.doc, pool, before=False)
    lane = hand.doc.index.nodes[check].lane
    before = to_bytes(hand.doc)
    own = put_together(hand, check, book)
    hand.view.commit_edit()
    assert hand.doc.index.nodes[own].lane == lane
    assert hand.doc.index.nodes[check].lane is None
    whole, inner = hand.doc.index.nodes[pool].bounds, hand.doc.index.nodes[own].bounds
    assert whole is not None
    assert inner is not None
    assert whole.encloses(inner)
    hand.undo_gives(before)


def test_in_an_upright_pool_what_follows_is_shifted_down(hand: Hand) -> None:
    commands.remove(hand.doc, list(hand.doc.index.nodes))
    pool = commands.add_node(hand.doc, "pool-vertical", (400, 350))
    first = commands.add_node(hand.doc, "start-event", (400, 120), home=pool)
    check = commands.append_node(hand.doc, first, "user-task")
    book = commands.append_node(hand.doc, check, "user-task")
    end = commands.append_node(hand.doc, book, "end-event")
    aside = hand.doc.index.nodes[end].bounds
    assert aside is not None
    before = to_bytes(hand.doc)
    own = put_together(hand, check, book)
    hand.view.commit_edit()
    boxes = {key: node.bounds for key, node in hand.doc.index.nodes.items()}
    whole, last, outer = boxes[own], boxes[end], boxes[pool]
    assert whole is not None and last is not None and outer is not None
    assert (last.centre[0], last.y - whole.bottom) == (aside.centre[0], 50.0)
    assert outer.encloses(last) and outer.encloses(whole)
    inside = [box for child in hand.doc.index.children(own) if (box := boxes[child.id]) is not None]
    assert len(inside) == 4 and all(whole.encloses(box) for box in inside)
    for flow in hand.doc.index.flows.values():
        assert {x for x, _y in flow.waypoints} == {400.0}, "straight down"
    hand.undo_gives(before)


def test_what_is_appended_inside_a_sub_process_of_an_upright_pool_stands_below(hand: Hand) -> None:
    commands.remove(hand.doc, list(hand.doc.index.nodes))
    pool = commands.add_node(hand.doc, "pool-vertical", (400, 350))
    own = commands.add_node(hand.doc, "sub-process", (400, 300), home=pool)
    (begin,) = hand.doc.index.children(own)
    hand.click(hand.centre(begin.id))
    hand.pad("append-user-task")
    (step,) = (node for node in hand.doc.index.nodes.values() if node.tag == "userTask")
    assert begin.bounds is not None and step.bounds is not None
    assert step.bounds.y == begin.bounds.bottom + 50
    assert step.parent == own


def test_two_joined_steps_dragged_into_a_sub_process_keep_their_flow(hand: Hand) -> None:
    own = commands.add_node(hand.doc, "sub-process", (500, 450))
    commands.remove(hand.doc, [child.id for child in hand.doc.index.children(own)])
    first = commands.add_node(hand.doc, "user-task", (400, 650))
    second = commands.append_node(hand.doc, first, "user-task")
    flow = hand.doc.index.nodes[first].outgoing[0]
    hand.view.selection.set([first, second])
    hand.drag(hand.centre(first), (400, 450))
    assert hand.doc.index.nodes[first].parent == hand.doc.index.nodes[second].parent == own
    assert hand.doc.index.flows[flow].parent == own


def test_a_sub_process_keeps_the_gaps_to_what_stands_before_and_behind(hand: Hand, task: str) -> None:
    check, book, end = a_chain(hand, task)

    def gap(left: str, right: str) -> float:
        first, second = hand.doc.index.nodes[left].bounds, hand.doc.index.nodes[right].bounds
        assert first is not None and second is not None
        return second.x - first.right

    before, behind = gap(task, check), gap(book, end)
    own = put_together(hand, check, book)
    hand.view.commit_edit()
    assert (gap(task, own), gap(own, end)) == (before, behind)
