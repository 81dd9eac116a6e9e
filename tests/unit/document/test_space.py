"""Making space and putting in line, as verbs: undo and redo to the byte, an index that keeps up."""

from __future__ import annotations

from modeler.document.commands import align, distribute, make_space
from modeler.document.commands.space import clearing
from tests.helpers.builders import a_process, an_approval
from tests.helpers.steady import steady


def test_space_moves_what_begins_beyond_and_nothing_else() -> None:
    doc = an_approval().document()
    places = {own: node.bounds for own, node in doc.index.nodes.items()}
    with steady(doc):
        make_space(doc, None, "x", 480, 60)
    for own, node in doc.index.nodes.items():
        before = places[own]
        assert before is not None
        assert node.bounds == (before.moved(60, 0) if before.x >= 480 else before)


def test_a_step_across_the_line_stays() -> None:
    doc = an_approval().document()
    box = doc.index.nodes["A"].bounds
    assert box is not None
    make_space(doc, None, "x", box.centre[0], 60)
    assert doc.index.nodes["A"].bounds == box


def test_space_in_a_pool_stretches_its_lanes() -> None:
    doc = a_process().with_start().with_task("A").with_end().with_lane("L1", "Start", "A", "End").document()
    pool, lane = doc.index.nodes["Pool"].bounds, doc.index.nodes["L1"].bounds
    assert pool is not None and lane is not None
    with steady(doc):
        make_space(doc, "Pool", "x", 330, 50)
    now, inner = doc.index.nodes["Pool"].bounds, doc.index.nodes["L1"].bounds
    assert now is not None and inner is not None
    assert (now.width - pool.width, inner.width - lane.width) == (50, 50)


def test_removing_space_stops_at_the_content() -> None:
    doc = a_process().with_start().with_task("A").with_end().with_lane("L1", "Start", "A", "End").document()
    pool = doc.index.nodes["Pool"].bounds
    assert pool is not None
    plan = clearing(doc.index, "Pool", "x", pool.right - 10)
    right = max(node.bounds.right for node in doc.index.nodes.values() if node.tag == "endEvent" and node.bounds)
    assert plan.held(-1000) == right + 20 - pool.right


def test_lining_up_and_distributing_are_one_step_each() -> None:
    doc = an_approval().document()
    with steady(doc):
        align(doc, ["Start", "A", "G"], "top")
        distribute(doc, ["Start", "A", "No"], "x")
    assert len(doc.journal.done) == 2
