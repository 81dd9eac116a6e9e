"""Making space and putting in line, as verbs: undo and redo to the byte, an index that keeps up."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from modeler.document import edits
from modeler.document.commands import align, distribute, make_space
from modeler.document.commands.space import clearing
from modeler.document.io import document_from_bytes, to_bytes
from modeler.geometry.arranging import Axis
from tests.helpers.acts import random_act
from tests.helpers.builders import a_process, an_approval
from tests.helpers.one_by_one import make_space_one_by_one
from tests.helpers.starts import own_starts
from tests.helpers.steady import steady

STARTS = own_starts()


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


@given(
    start=st.sampled_from(sorted(STARTS)),
    steps=st.lists(st.integers(0, 2**32), max_size=6),
    lines=st.lists(
        st.tuples(
            st.sampled_from(["x", "y"]), st.integers(-40, 160), st.booleans(), st.integers(0, 99), st.booleans(),
            st.one_of(st.integers(-400, 400), st.floats(-60, 60)),
        ),
        min_size=1,
        max_size=3,
    ),
)  # fmt: skip
def test_space_for_all_at_once_is_space_for_one_after_the_other(
    start: str, steps: list[int], lines: list[tuple[Axis, int, bool, int, bool, float]]
) -> None:
    together = document_from_bytes(STARTS[start], start, seed=1)
    for step in steps:
        random_act(together, random.Random(step))
    apart = document_from_bytes(to_bytes(together), start, seed=1)
    for axis, beside, before, chosen, inside, delta in lines:
        drawn = sorted(own for own, node in apart.index.nodes.items() if node.bounds is not None)
        if not drawn:
            return
        node = apart.index.nodes[drawn[chosen % len(drawn)]]
        assert node.bounds is not None
        within = node.id if inside else node.plane
        at = (node.bounds.x if axis == "x" else node.bounds.y) + beside
        with steady(together):
            make_space(together, within, axis, at, delta, before=before)
        make_space_one_by_one(apart, within, axis, at, delta, before=before)
        assert to_bytes(together) == to_bytes(apart)


def test_a_step_that_stands_in_another_lane_than_it_belongs_to_is_put_right() -> None:
    doc = an_approval().with_lane("L1", "Start", "A").with_lane("L2", "B", "G", "Yes", "No").document()
    lane, box = doc.index.nodes["L2"].bounds, doc.index.nodes["A"].bounds
    assert lane is not None and box is not None
    with doc.transaction("Elsewhere"):
        edits.set_bounds(doc, "A", box.moved(0, lane.centre[1] - box.centre[1]))
    with steady(doc):
        make_space(doc, None, "x", box.x - 5, 40)
    assert doc.index.nodes["A"].lane == "L2"
