"""Into what flows already: a step, a fork, one more way, two steps that change their places."""

from __future__ import annotations

from itertools import pairwise

import pytest

from modeler.document import commands
from modeler.document.document import Document
from modeler.document.edits import RefusedError
from modeler.document.io import document_from_bytes, to_bytes
from tests.helpers.builders import an_approval
from tests.helpers.lawful import faults


@pytest.fixture
def doc() -> Document:
    """Start, A, B, a gateway G with two ends."""
    return document_from_bytes(an_approval().bytes(), "a.bpmn", seed=1)


def order(doc: Document, start: str) -> list[str]:
    """What follows, along the first flow out of each."""
    found = [start]
    while doc.index.nodes[found[-1]].outgoing:
        found.append(doc.index.flows[doc.index.nodes[found[-1]].outgoing[0]].target)
    return found


def flow_between(doc: Document, source: str, target: str) -> str:
    (found,) = (flow.id for flow in doc.index.flows.values() if (flow.source, flow.target) == (source, target))
    return found


def taken_back(doc: Document, before: bytes) -> None:
    """One undo leads back to the byte."""
    after = to_bytes(doc)
    assert not faults(doc)
    doc.undo()
    assert to_bytes(doc) == before
    doc.redo()
    assert to_bytes(doc) == after


def test_a_step_is_put_into_a_flow_and_what_follows_makes_room(doc: Document) -> None:
    before = to_bytes(doc)
    made = commands.insert_node(doc, flow_between(doc, "A", "B"), "user-task", name="Finance")
    assert order(doc, "A")[:3] == ["A", made, "B"]
    boxes = [doc.index.nodes[own].bounds for own in ("A", made, "B")]
    assert all(one and other and one.right <= other.x for one, other in pairwise(boxes))
    taken_back(doc, before)


def test_a_fork_has_a_step_on_one_way_and_nothing_on_the_one_that_is_usual(doc: Document) -> None:
    before = to_bytes(doc)
    fork, step, meet = commands.insert_fork(doc, flow_between(doc, "A", "B"), "exclusive-gateway")
    nodes = doc.index.nodes
    assert {doc.index.flows[own].target for own in nodes[fork].outgoing} == {step, meet}
    assert nodes[fork].default == flow_between(doc, fork, meet)
    assert order(doc, meet)[1] == "B" and order(doc, step)[1] == meet
    taken_back(doc, before)


def test_branches_beside_each_other_have_no_usual_one(doc: Document) -> None:
    fork, _step, meet = commands.insert_fork(doc, flow_between(doc, "A", "B"), "parallel-gateway")
    assert doc.index.nodes[fork].default is None
    before = to_bytes(doc)
    made = commands.add_way(doc, fork, meet)
    assert len(doc.index.nodes[fork].outgoing) == 3 and order(doc, made)[1] == meet
    taken_back(doc, before)


def test_a_way_that_meets_no_other_ends(doc: Document) -> None:
    made = commands.add_way(doc, "G", None)
    assert doc.index.nodes[order(doc, made)[-1]].tag == "endEvent"


def test_the_last_way_but_one_takes_the_fork_with_it(doc: Document) -> None:
    plain = order(doc, "A")
    fork, step, meet = commands.insert_fork(doc, flow_between(doc, "A", "B"), "exclusive-gateway")
    more = commands.add_way(doc, fork, meet)
    before = to_bytes(doc)
    commands.remove_way(doc, flow_between(doc, fork, more), [more], meet)
    assert more not in doc.index.nodes and len(doc.index.nodes[fork].outgoing) == 2
    taken_back(doc, before)
    before = to_bytes(doc)
    commands.remove_way(doc, flow_between(doc, fork, step), [step], meet)
    assert order(doc, "A") == plain and not {fork, step, meet} & set(doc.index.nodes)
    taken_back(doc, before)


def test_the_way_past_goes_and_the_step_stays(doc: Document) -> None:
    fork, step, meet = commands.insert_fork(doc, flow_between(doc, "A", "B"), "exclusive-gateway")
    before = to_bytes(doc)
    commands.remove_way(doc, flow_between(doc, fork, meet), (), meet)
    assert order(doc, "A")[:3] == ["A", step, "B"]
    taken_back(doc, before)


def test_ways_change_their_places_and_a_file_read_again_has_them_so(doc: Document) -> None:
    ways = doc.index.nodes["G"].outgoing
    before = to_bytes(doc)
    commands.order_way(doc, ways[0], True)
    assert doc.index.nodes["G"].outgoing == (ways[1], ways[0])
    assert document_from_bytes(to_bytes(doc), "b.bpmn").index.nodes["G"].outgoing == (ways[1], ways[0])
    taken_back(doc, before)
    after = to_bytes(doc)
    commands.order_way(doc, ways[0], True)  # it is the last one
    assert to_bytes(doc) == after
    commands.order_way(doc, ways[0], False)
    assert doc.index.nodes["G"].outgoing == ways


def test_two_steps_change_their_places_and_the_flows_keep_their_names(doc: Document) -> None:
    commands.rename(doc, flow_between(doc, "A", "B"), "then")
    before, places = to_bytes(doc), [doc.index.nodes[own].bounds for own in ("A", "B")]
    flows = order_of_flows(doc)
    commands.exchange(doc, "A", "B")
    start = doc.index.flows[doc.index.nodes["B"].incoming[0]].source
    assert order(doc, start)[:4] == [start, "B", "A", "G"]
    assert [doc.index.nodes[own].bounds for own in ("B", "A")] == places
    assert order_of_flows(doc) == flows
    taken_back(doc, before)


def order_of_flows(doc: Document) -> list[tuple[str, str]]:
    return sorted((flow.id, flow.name) for flow in doc.index.flows.values())


def test_what_does_not_follow_is_not_exchanged(doc: Document) -> None:
    before = to_bytes(doc)
    for pair in (("B", "A"), ("A", "G"), ("B", "G")):
        with pytest.raises(RefusedError):
            commands.exchange(doc, *pair)
    assert to_bytes(doc) == before
