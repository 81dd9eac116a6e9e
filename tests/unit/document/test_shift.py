"""Many shapes and lines that go the same way are written in one go: to the letter what writing each would give."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from modeler.bpmn import di
from modeler.document import commands, edits
from modeler.document.document import Document
from modeler.document.io import document_from_bytes, to_bytes
from tests.bench.models import bpmn_of
from tests.helpers.steady import steady

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


WRITTEN = ("12", "-7", "0.1", "33.3333", "-0", "1e9", "none", None)
"""Coordinates as files have them: whole, with decimals, finer than what is written, too far, no number, none."""


@given(
    written=st.lists(st.tuples(st.sampled_from("xy"), st.sampled_from(WRITTEN)), max_size=6),
    dx=st.sampled_from([10.0, 0.25, -1e9, 0.0]),
    dy=st.sampled_from([-7.0, 0.1, 0.0]),
    some=st.sets(st.integers(0, 30)),
)
def test_after_a_shift_the_records_are_what_the_file_says(
    written: list[tuple[str, str | None]], dx: float, dy: float, some: set[int]
) -> None:
    doc = opened()
    nodes, flows = ([own for n, own in enumerate(table) if n in some] for table in (doc.index.nodes, doc.index.flows))
    figures = list(doc.tree.root.iter(di.BOUNDS, di.WAYPOINT))
    with doc.transaction("Write"):
        for number, (name, value) in enumerate(written):
            doc.journal.set_attribute(figures[number * 3], name, value)
    with steady(doc), doc.transaction("Move"):
        edits.shift(doc, nodes, flows, dx, dy)
        edits.shift(doc, nodes[:3], (), dy, dx)
