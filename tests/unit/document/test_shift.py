"""Many shapes and lines that go the same way are written in one go: to the letter what writing each would give."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from modeler.document import commands, edits
from modeler.document.document import Document
from modeler.document.io import document_from_bytes, to_bytes
from tests.bench.models import bpmn_of

STEPS = st.integers(-300, 300)


def opened() -> Document:
    return document_from_bytes(bpmn_of(12), "shift.bpmn", seed=1)


@given(dx=STEPS, dy=STEPS)
def test_a_shift_of_many_is_the_same_as_a_shift_of_each(dx: int, dy: int) -> None:
    together, apart = opened(), opened()
    nodes, flows = list(together.index.nodes), list(together.index.flows)
    with together.transaction("Move"):
        edits.shift(together, nodes, flows, dx, dy)
    with apart.transaction("Move"):
        for node in list(apart.index.nodes.values()):
            if node.bounds is not None:
                edits.set_bounds(apart, node.id, node.bounds.moved(dx, dy))
            if node.label_bounds is not None:
                edits.set_label_bounds(apart, node.id, node.label_bounds.moved(dx, dy))
        for flow in list(apart.index.flows.values()):
            edits.set_points(apart, flow.id, tuple((x + dx, y + dy) for x, y in flow.waypoints))
    assert to_bytes(together) == to_bytes(apart)


@given(dx=STEPS, dy=STEPS)
def test_a_shift_undone_gives_the_very_bytes_and_done_again_too(dx: int, dy: int) -> None:
    doc = opened()
    before = to_bytes(doc)
    commands.move(doc, list(doc.index.nodes), dx, dy)
    after = to_bytes(doc)
    doc.undo()
    assert to_bytes(doc) == before
    doc.redo()
    assert to_bytes(doc) == after


def test_records_follow_a_shift() -> None:
    doc = opened()
    places = {own: node.bounds for own, node in doc.index.nodes.items() if node.bounds is not None}
    lines = {own: flow.waypoints for own, flow in doc.index.flows.items()}
    commands.move(doc, list(doc.index.nodes), 30, -20)
    assert {own: doc.index.nodes[own].bounds for own in places} == {
        own: box.moved(30, -20) for own, box in places.items()
    }
    assert {own: doc.index.flows[own].waypoints for own in lines} == {
        own: tuple((x + 30, y - 20) for x, y in line) for own, line in lines.items()
    }
