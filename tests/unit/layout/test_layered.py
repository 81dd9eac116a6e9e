"""The layered layout: what belongs apart stands apart, lines meet outlines, lanes hold their nodes."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeler.document.records import Bounds, FlowRecord, NodeRecord, Point
from modeler.layout import STRATEGIES, Layout, layout

SPECS = {
    "startEvent": "start-event",
    "exclusiveGateway": "exclusive-gateway",
    "boundaryEvent": "boundary-event",
    "textAnnotation": "text-annotation",
    "dataObjectReference": "data-object",
    "subProcess": "sub-process",
    "participant": "pool",
}


def a_node(own: str, tag: str = "task", **more: object) -> NodeRecord:
    spec = SPECS.get(tag, tag)
    values: dict[str, object] = {"parent": "Process_1", "process": "Process_1", "name": own, **more}
    return NodeRecord(own, tag, spec, **values)  # type: ignore[arg-type]


def a_flow(source: str, target: str, kind: str = "sequenceFlow", number: int = 0) -> FlowRecord:
    return FlowRecord(
        f"{kind}_{source}_{target}_{number}", kind, source, target, process="Process_1", parent="Process_1"
    )


def on_outline(point: Point, bounds: Bounds) -> bool:
    """On the border of the box (outlines touch it where lines dock at a middle), or inside it on a curve."""
    x, y = point
    near = 0.01
    inside = bounds.x - near <= x <= bounds.right + near and bounds.y - near <= y <= bounds.bottom + near
    edge = min(abs(x - bounds.x), abs(x - bounds.right), abs(y - bounds.y), abs(y - bounds.bottom)) < near
    return inside and edge


def segment_enters(a: Point, b: Point, box: Bounds) -> bool:
    """Whether an upright or level piece runs through the inside of a box."""
    box = box.grown(-1)
    return (
        min(a[0], b[0]) < box.right
        and max(a[0], b[0]) > box.x
        and min(a[1], b[1]) < box.bottom
        and max(a[1], b[1]) > box.y
    )


@st.composite
def models(draw: st.DrawFn) -> tuple[list[NodeRecord], list[FlowRecord]]:
    """Up to 14 nodes with any flows, cycles and loops included, boundary events, and up to three lanes."""
    count = draw(st.integers(1, 14))
    lanes = draw(st.integers(0, 3))
    nodes = [a_node(f"Lane_{index}", "lane", home="Pool_1") for index in range(lanes)]
    if lanes or draw(st.booleans()):
        nodes.insert(0, a_node("Pool_1", "participant", parent="Collaboration_1"))
    for index in range(count):
        tag = draw(st.sampled_from(["task", "task", "exclusiveGateway", "startEvent"]))
        lane = f"Lane_{draw(st.integers(0, lanes - 1))}" if lanes else None
        nodes.append(a_node(f"Node_{index}", tag, lane=lane, home=lane))
        if tag == "task" and draw(st.integers(0, 4)) == 0:
            nodes.append(a_node(f"Edge_{index}", "boundaryEvent", attached_to=f"Node_{index}", lane=lane, home=lane))
    ends = [node.id for node in nodes if node.tag not in ("lane", "participant")]
    targets = [own for own in ends if own.startswith("Node")]
    pairs = draw(st.lists(st.tuples(st.sampled_from(ends), st.sampled_from(targets)), max_size=2 * count))
    return nodes, [a_flow(source, target, number=number) for number, (source, target) in enumerate(pairs)]


def check(nodes: list[NodeRecord], flows: list[FlowRecord], found: Layout) -> None:
    known = {node.id: node for node in nodes}
    assert set(found.bounds) == set(known)
    assert set(found.waypoints) == {flow.id for flow in flows}
    standing = [node for node in nodes if node.tag not in ("lane", "participant") and not node.attached_to]
    for one, other in combinations(standing, 2):
        if one.parent == other.parent:
            assert not found.bounds[one.id].meets(found.bounds[other.id]), (one.id, other.id)
    for flow in flows:
        line = found.waypoints[flow.id]
        assert len(line) > 1
        assert on_outline(line[0], found.bounds[flow.source]), flow
        assert on_outline(line[-1], found.bounds[flow.target]), flow
        for a, b in pairwise(line):
            assert a[0] == pytest.approx(b[0]) or a[1] == pytest.approx(b[1]), line
            for node in standing:
                if node.parent == known[flow.source].parent:
                    assert not segment_enters(a, b, found.bounds[node.id]), (flow, node.id, line)
    for node in nodes:
        if node.lane:
            box = found.bounds[node.id]
            assert found.bounds[node.lane].encloses(box), node.id
        if node.attached_to:
            assert found.bounds[node.attached_to].contains(
                (found.bounds[node.id].centre[0], found.bounds[node.id].y + 1)
            )
        pool = known.get("Pool_1")
        if pool is not None and node.id != "Pool_1" and node.process == pool.process:
            assert found.bounds["Pool_1"].encloses(found.bounds[node.id])


@settings(max_examples=100, deadline=None)
@given(models())
def test_nothing_overlaps_and_every_line_runs_free_from_outline_to_outline(
    model: tuple[list[NodeRecord], list[FlowRecord]],
) -> None:
    nodes, flows = model
    check(nodes, flows, layout(nodes, flows))


@settings(max_examples=20, deadline=None)
@given(models())
def test_the_same_model_always_gets_the_same_layout(model: tuple[list[NodeRecord], list[FlowRecord]]) -> None:
    assert layout(*model) == layout(*model)


def test_a_chain_runs_straight_from_left_to_right() -> None:
    nodes = [a_node("A", "startEvent"), a_node("B"), a_node("C"), a_node("D")]
    found = layout(nodes, [a_flow("A", "B"), a_flow("B", "C"), a_flow("C", "D")])
    middles = [found.bounds[own].centre for own in "ABCD"]
    assert len({round(y, 6) for _, y in middles}) == 1
    assert [x for x, _ in middles] == sorted(x for x, _ in middles)
    assert all(len(line) == 2 for line in found.waypoints.values())


def test_a_way_back_goes_round_what_lies_between() -> None:
    nodes = [a_node("A"), a_node("B"), a_node("C")]
    flows = [a_flow("A", "B"), a_flow("B", "C"), a_flow("C", "A")]
    found = layout(nodes, flows)
    assert found.bounds["A"].x < found.bounds["B"].x < found.bounds["C"].x
    check(nodes, flows, found)


def test_a_sub_process_holds_its_contents() -> None:
    nodes = [
        a_node("A"),
        a_node("Sub", "subProcess"),
        a_node("In_1", "startEvent", parent="Sub", home="Sub"),
        a_node("In_2", parent="Sub", home="Sub"),
        a_node("Deep", "subProcess", parent="Sub", home="Sub"),
        a_node("In_3", parent="Deep", home="Deep"),
    ]
    flows = [a_flow("A", "Sub"), a_flow("In_1", "In_2"), a_flow("In_2", "Deep")]
    found = layout(nodes, flows)
    for inner, outer in (("In_1", "Sub"), ("In_2", "Sub"), ("Deep", "Sub"), ("In_3", "Deep")):
        assert found.bounds[outer].encloses(found.bounds[inner])
    check(nodes, flows, found)


def test_pools_stand_one_below_the_other_and_messages_join_them() -> None:
    nodes = [
        a_node("Pool_1", "participant", parent="C"),
        a_node("Pool_2", "participant", parent="C", process=None),
        a_node("A"),
    ]
    found = layout(nodes, [a_flow("A", "Pool_2", "messageFlow")])
    upper, lower = found.bounds["Pool_1"], found.bounds["Pool_2"]
    assert upper.bottom < lower.y
    assert upper.width == lower.width
    line = next(iter(found.waypoints.values()))
    assert on_outline(line[-1], lower)


def test_lanes_in_lanes_fill_the_pool_in_file_order() -> None:
    nodes = [
        a_node("Pool_1", "participant", parent="C"),
        a_node("Outer", "lane", home="Pool_1"),
        a_node("Inner_1", "lane", parent="Outer", home="Outer"),
        a_node("Inner_2", "lane", parent="Outer", home="Outer"),
        a_node("Last", "lane", home="Pool_1"),
        a_node("A", lane="Inner_2", home="Inner_2"),
        a_node("B", lane="Last", home="Last"),
    ]
    found = layout(nodes, [a_flow("A", "B")])
    assert found.bounds["Outer"].encloses(found.bounds["Inner_1"])
    assert found.bounds["Outer"].encloses(found.bounds["Inner_2"])
    assert found.bounds["Inner_1"].bottom == found.bounds["Inner_2"].y
    assert found.bounds["Outer"].bottom == found.bounds["Last"].y
    assert found.bounds["Pool_1"].height == found.bounds["Outer"].height + found.bounds["Last"].height
    assert {found.bounds[own].right for own in ("Pool_1", "Outer", "Inner_1", "Last")} == {
        found.bounds["Pool_1"].right
    }


def test_annotations_stand_above_and_data_below_what_they_belong_to() -> None:
    nodes = [a_node("A"), a_node("B"), a_node("Note", "textAnnotation"), a_node("Data", "dataObjectReference")]
    flows = [a_flow("A", "B"), a_flow("Note", "B", "association"), a_flow("Data", "B", "dataInputAssociation")]
    found = layout(nodes, flows)
    assert found.bounds["Note"].bottom < found.bounds["B"].y
    assert found.bounds["Data"].y > found.bounds["B"].bottom
    assert not found.bounds["Note"].meets(found.bounds["Data"])
    assert set(found.waypoints) == {flow.id for flow in flows}


def test_given_sizes_are_kept() -> None:
    found = layout([a_node("A")], [], {"A": (240.0, 130.0)})
    assert (found.bounds["A"].width, found.bounds["A"].height) == (240.0, 130.0)


def test_every_strategy_has_a_label_and_lays_out_an_empty_model() -> None:
    for own in STRATEGIES:
        assert STRATEGIES[own].label
        assert layout([], [], strategy=own) == Layout({}, {})


def test_every_file_of_the_corpus_is_laid_out_without_overlaps(corpus: Path) -> None:
    from dataclasses import replace

    from modeler.document.io import open_document
    from runner.core.errors import FormatError

    for path in sorted(corpus.glob("miwg-reference/*.bpmn")):
        try:
            index = open_document(path).index
        except FormatError:
            continue
        order = index.in_order()
        nodes = [replace(index.nodes[own], bounds=None) for own in order if own in index.nodes]
        found = layout(nodes, [index.flows[own] for own in order if own in index.flows])
        standing = [node for node in nodes if node.tag not in ("lane", "participant") and not node.attached_to]
        for one, other in combinations(standing, 2):
            if one.parent == other.parent and one.process == other.process:
                assert not found.bounds[one.id].meets(found.bounds[other.id]), (path.name, one.id, other.id)
