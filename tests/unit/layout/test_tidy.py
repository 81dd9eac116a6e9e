"""Tidying up: whole diagrams, parts, lines alone; on random processes and on foreign files without interchange."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from modeler.document.commands import set_layout
from modeler.document.document import Document
from modeler.document.io import document_from_bytes, to_bytes
from modeler.document.records import Bounds, FlowRecord, NodeRecord
from modeler.layout import Drawn, Layout, lead_again, tidy
from tests.bench.models import bpmn_of
from tests.helpers.neatness import Drawing
from tests.helpers.steady import steady
from tests.unit.layout.test_layered import a_flow, a_node, models

FILES = [
    "miwg-reference/A.1.0", "miwg-reference/A.2.0", "miwg-reference/A.2.1", "miwg-reference/A.3.0",
    "miwg-reference/A.4.0", "miwg-reference/A.4.1", "miwg-reference/B.1.0", "miwg-reference/B.2.0",
    "vendor-exports/activiti/A.1.0-export", "vendor-exports/activiti/A.3.0-export",
    "vendor-exports/adonis/A.2.1-export", "vendor-exports/adonis/A.4.1-export",
    "vendor-exports/bizagi/A.1.0-roundtrip", "vendor-exports/bizagi/A.4.0-roundtrip",
    "vendor-exports/bizagi/B.1.0-roundtrip", "vendor-exports/ibm/A.2.0-export",
    "vendor-exports/signavio/A.3.0-export", "vendor-exports/signavio/B.1.0-export",
    "vendor-exports/visual-paradigm/A.2.0-roundtrip", "vendor-exports/visual-paradigm/B.2.0-roundtrip",
    "vendor-exports/yaoqiang/A.4.0-export", "vendor-exports/yaoqiang/B.1.0-export",
    "simulation/m_mm1", "simulation/ourloan", "simulation/ourloancal",
]  # fmt: skip
PEER_CROSSINGS = {
    "miwg-reference/A.1.0": 0, "miwg-reference/A.2.0": 0, "miwg-reference/A.2.1": 2, "miwg-reference/A.3.0": 1,
    "vendor-exports/adonis/A.2.1-export": 1, "vendor-exports/bizagi/A.1.0-roundtrip": 0,
    "vendor-exports/signavio/A.3.0-export": 0, "vendor-exports/visual-paradigm/A.2.0-roundtrip": 0,
    "simulation/m_mm1": 0, "simulation/ourloan": 1, "simulation/ourloancal": 1,
}  # fmt: skip
"""Of bpmn-auto-layout 1.3.0, on the files of which it gives every node a shape and every flow a line."""

DIAGRAM = "{http://www.omg.org/spec/BPMN/20100524/DI}BPMNDiagram"


def without_interchange(data: bytes) -> Document:
    root = etree.fromstring(data)
    for diagram in root.findall(DIAGRAM):
        root.remove(diagram)
    return document_from_bytes(etree.tostring(root), "foreign.bpmn")


def drawn(doc: Document) -> Drawn:
    return Drawn({own: doc.index.nodes[own] for own in doc.index.in_order() if own in doc.index.nodes},
                 dict(doc.index.flows))  # fmt: skip


def drawing(doc: Document) -> Drawing:
    return Drawing(dict(doc.index.nodes), dict(doc.index.flows))


def write(doc: Document, found: Layout) -> None:
    set_layout(doc, found.positions, found.labels)


def applied(nodes: list[NodeRecord], flows: list[FlowRecord], found: Layout) -> Drawing:
    labels = found.labels
    return Drawing(
        {
            node.id: replace(
                node,
                bounds=found.bounds.get(node.id, node.bounds),
                label_bounds=labels.get(node.id, node.label_bounds),
            )
            for node in nodes
        },
        {
            flow.id: replace(
                flow,
                waypoints=found.waypoints.get(flow.id, flow.waypoints),
                label_bounds=labels.get(flow.id, flow.label_bounds),
            )
            for flow in flows
        },
    )


@settings(max_examples=120, deadline=None)
@given(models())
def test_a_random_process_is_tidied_without_a_fault(model: tuple[list[NodeRecord], list[FlowRecord]]) -> None:
    nodes, flows = model
    found = applied(nodes, flows, tidy(Drawn({node.id: node for node in nodes}, {flow.id: flow for flow in flows})))
    assert found.overlaps() == []
    assert found.through_shapes() == []
    assert found.astray() == []


@st.composite
def collaborations(draw: st.DrawFn) -> tuple[list[NodeRecord], list[FlowRecord]]:
    """Two pools, one of them perhaps upright, with a sub-process, notes, data, events on borders and messages."""
    nodes: list[NodeRecord] = []
    flows: list[FlowRecord] = []
    for pool in ("P", "Q"):
        across = draw(st.booleans())
        nodes.append(a_node(f"{pool}_pool", "participant", parent="Collaboration", process=pool, horizontal=across))
        homes = {"parent": pool, "process": pool, "home": f"{pool}_pool"}
        steps = [f"{pool}{number}" for number in range(draw(st.integers(1, 7)))]
        for own in steps:
            nodes.append(
                a_node(own, draw(st.sampled_from(["task", "task", "exclusiveGateway", "startEvent"])), **homes)
            )
            if nodes[-1].tag == "task" and draw(st.integers(0, 3)) == 0:
                nodes.append(a_node(f"{own}_event", "boundaryEvent", attached_to=own, **homes))
                flows.append(a_flow(f"{own}_event", draw(st.sampled_from(steps)), number=len(flows)))
        if draw(st.booleans()):
            nodes.append(a_node(f"{pool}_sub", "subProcess", **homes))
            inner = {"parent": f"{pool}_sub", "process": pool, "home": f"{pool}_sub"}
            nodes += [a_node(f"{pool}_in{number}", **inner) for number in range(2)]
            flows.append(a_flow(f"{pool}_in0", f"{pool}_in1"))
            steps.append(f"{pool}_sub")
        for tag, kind in (("textAnnotation", "association"), ("dataObjectReference", "dataInputAssociation")):
            if draw(st.booleans()):
                nodes.append(a_node(f"{pool}_{tag}", tag, **homes))
                flows.append(a_flow(f"{pool}_{tag}", draw(st.sampled_from(steps)), kind))
        pairs = draw(st.lists(st.tuples(st.sampled_from(steps), st.sampled_from(steps)), max_size=8))
        flows += [a_flow(one, other, number=100 + number) for number, (one, other) in enumerate(pairs)]
    ends = [[node.id for node in nodes if node.process == pool and node.tag in ("task", "participant")]
            for pool in ("P", "Q")]  # fmt: skip
    messages = draw(st.lists(st.tuples(st.sampled_from(ends[0]), st.sampled_from(ends[1])), max_size=2))
    flows += [a_flow(one, other, "messageFlow", number) for number, (one, other) in enumerate(messages)]
    return nodes, list({flow.id: flow for flow in flows}.values())


@settings(max_examples=120, deadline=None)
@given(collaborations())
def test_random_pools_with_all_that_belongs_to_them_are_tidied_without_a_fault(
    model: tuple[list[NodeRecord], list[FlowRecord]],
) -> None:
    nodes, flows = model
    found = applied(nodes, flows, tidy(Drawn({node.id: node for node in nodes}, {flow.id: flow for flow in flows})))
    assert found.overlaps() == []
    assert found.through_shapes() == []
    assert found.astray() == []
    names = [hit for hit in found.hit_names() if hit[0] != hit[1]]
    assert len(names) <= 1 + len(nodes) // 8, names


@settings(max_examples=60, deadline=None)
@given(models())
def test_tidying_twice_changes_nothing_more(model: tuple[list[NodeRecord], list[FlowRecord]]) -> None:
    nodes, flows = model
    first = tidy(Drawn({node.id: node for node in nodes}, {flow.id: flow for flow in flows}))
    once = applied(nodes, flows, first)
    again = tidy(Drawn(once.nodes, once.flows))
    assert again.bounds == first.bounds
    assert again.waypoints == first.waypoints


@settings(max_examples=60, deadline=None)
@given(models())
def test_lines_led_anew_move_no_shape_and_run_round_all(model: tuple[list[NodeRecord], list[FlowRecord]]) -> None:
    nodes, flows = model
    once = applied(nodes, flows, tidy(Drawn({node.id: node for node in nodes}, {flow.id: flow for flow in flows})))
    again = lead_again(Drawn(once.nodes, once.flows))
    assert again.bounds == {}
    assert set(again.waypoints) == {flow.id for flow in flows}
    found = applied(list(once.nodes.values()), list(once.flows.values()), again)
    assert found.through_shapes() == []


@pytest.mark.parametrize("name", FILES)
def test_a_foreign_file_without_interchange_is_drawn_neatly(name: str, corpus: Path) -> None:
    doc = without_interchange((corpus / f"{name}.bpmn").read_bytes())
    write(doc, tidy(drawn(doc)))
    found = drawing(doc)
    assert all(node.bounds is not None for node in doc.index.nodes.values())
    assert found.overlaps() == []
    assert found.through_shapes() == []
    assert found.astray() == []
    assert found.hit_names() == []
    if name in PEER_CROSSINGS:
        assert found.crossings() <= PEER_CROSSINGS[name]
    doc.close()


@pytest.mark.parametrize("name", ["miwg-reference/A.4.1", "miwg-reference/B.2.0", "miwg-reference/A.2.1"])
def test_a_drawn_file_is_tidied_in_one_step_of_undo(name: str, corpus: Path) -> None:
    doc = document_from_bytes((corpus / f"{name}.bpmn").read_bytes(), "drawn.bpmn")
    sizes = {own: node.bounds for own, node in doc.index.nodes.items()}
    with steady(doc):
        write(doc, tidy(drawn(doc)))
    found = drawing(doc)
    assert found.overlaps() == []
    assert found.astray() == []
    for own, node in doc.index.nodes.items():
        was = sizes[own]
        if node.tag.endswith("ask") and was is not None and node.bounds is not None:
            assert (node.bounds.width, node.bounds.height) == (was.width, was.height)
    doc.close()


def test_a_start_stands_left_and_the_main_way_is_straight() -> None:
    nodes = [
        a_node("Late"), a_node("Start", "startEvent"), a_node("Check"), a_node("Ok", "exclusiveGateway"),
        a_node("Pay"), a_node("File"), a_node("End"),
    ]  # fmt: skip
    flows = [
        a_flow("Start", "Check"), a_flow("Check", "Ok"), a_flow("Ok", "Late"), a_flow("Ok", "Pay"),
        a_flow("Pay", "File"), a_flow("File", "End"), a_flow("Late", "End"), a_flow("Late", "Check"),
    ]  # fmt: skip
    found = tidy(Drawn({node.id: node for node in nodes}, {flow.id: flow for flow in flows}))
    assert min(found.bounds, key=lambda own: found.bounds[own].x) == "Start"
    main = ["Start", "Check", "Ok", "Pay", "File", "End"]
    assert len({found.bounds[own].centre[1] for own in main}) == 1
    assert found.bounds["Late"].centre[1] != found.bounds["Pay"].centre[1]


def test_a_way_that_is_usual_goes_straight_on() -> None:
    nodes = [a_node("Ok", "exclusiveGateway", default="Usual"), a_node("A"), a_node("B"), a_node("End")]
    flows = [
        a_flow("Ok", "A"), replace(a_flow("Ok", "B"), id="Usual"), a_flow("A", "End"), a_flow("B", "End"),
    ]  # fmt: skip
    found = tidy(Drawn({node.id: node for node in nodes}, {flow.id: flow for flow in flows}))
    assert found.bounds["Ok"].centre[1] == found.bounds["B"].centre[1]


def test_an_upright_pool_runs_from_top_to_bottom_with_its_lanes_side_by_side() -> None:
    nodes = [
        a_node("Pool", "participant", parent="Collaboration", horizontal=False),
        a_node("L1", "lane", home="Pool", horizontal=False),
        a_node("L2", "lane", home="Pool", horizontal=False),
        a_node("A", lane="L1", home="L1"), a_node("B", lane="L2", home="L2"), a_node("C", lane="L2", home="L2"),
    ]  # fmt: skip
    found = tidy(Drawn({node.id: node for node in nodes}, {f.id: f for f in (a_flow("A", "B"), a_flow("B", "C"))}))
    assert found.bounds["A"].bottom < found.bounds["B"].y < found.bounds["C"].y
    assert found.bounds["L1"].right == found.bounds["L2"].x
    assert found.bounds["B"].centre[0] == found.bounds["C"].centre[0]
    assert applied(nodes, [], found).astray() == []


def test_what_is_not_selected_stays_where_it_is() -> None:
    doc = document_from_bytes(bpmn_of(60), "some.bpmn")
    before = {own: (node.bounds, node.label_bounds) for own, node in doc.index.nodes.items()}
    ways = {own: flow.waypoints for own, flow in doc.index.flows.items()}
    chosen = ["n11", "n12", "n13"]
    with steady(doc):
        write(doc, tidy(drawn(doc), chosen))
    moved = {own for own, node in doc.index.nodes.items() if (node.bounds, node.label_bounds) != before[own]}
    assert moved <= {*chosen, *(node.id for item in chosen for node in doc.index.attached(item))}
    touching = {flow.id for item in chosen for flow in doc.index.flows_of(item)}
    assert {own for own, flow in doc.index.flows.items() if flow.waypoints != ways[own]} <= touching
    assert drawing(doc).through_shapes(touching) == []
    assert drawing(doc).overlaps() == []


def test_selected_steps_in_disorder_come_into_a_row_where_the_first_one_is() -> None:
    places = {"A": (100, 100), "B": (300, 180), "C": (420, 60), "Far": (900, 900)}
    nodes = [a_node(own) for own in places]
    flows = [a_flow("A", "B"), a_flow("B", "C")]
    found = tidy(Drawn({node.id: node for node in nodes}, {flow.id: flow for flow in flows}))
    boxes = {own: replace_place(found, own, x, y) for own, (x, y) in places.items()}
    nodes = [replace(node, bounds=boxes[node.id]) for node in nodes]
    tidied = tidy(Drawn({node.id: node for node in nodes}, {flow.id: flow for flow in flows}), ["A", "B", "C"])
    assert "Far" not in tidied.bounds
    assert tidied.bounds["A"] == boxes["A"]
    assert {box.centre[1] for box in tidied.bounds.values()} == {boxes["A"].centre[1]}
    assert all(len(line) == 2 for line in tidied.waypoints.values())


def replace_place(found: Layout, own: str, x: float, y: float):  # type: ignore[no-untyped-def]
    box = found.bounds[own]
    return box.moved(x - box.x, y - box.y)


def test_where_there_is_no_room_selected_steps_stay_and_their_lines_are_led_anew() -> None:
    nodes = [
        replace(a_node("Box", "subProcess"), bounds=Bounds(0, 0, 200, 320)),
        replace(a_node("A", parent="Box", home="Box"), bounds=Bounds(40, 30, 100, 80)),
        replace(a_node("B", parent="Box", home="Box"), bounds=Bounds(70, 200, 100, 80)),
    ]
    flow = replace(a_flow("A", "B"), waypoints=((90.0, 70.0), (120.0, 240.0)))
    found = tidy(Drawn({node.id: node for node in nodes}, {flow.id: flow}), ["A", "B"])
    assert found.bounds == {}
    assert applied(nodes, [flow], found).through_shapes() == []
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(found.waypoints[flow.id]))


def test_a_line_between_two_nearly_in_line_makes_no_jog() -> None:
    nodes = [
        replace(a_node("S", "startEvent"), bounds=Bounds(0, 32, 36, 36)),
        replace(a_node("A"), bounds=Bounds(100, 0, 100, 80)),
    ]
    flow = a_flow("S", "A")
    found = lead_again(Drawn({node.id: node for node in nodes}, {flow.id: flow}))
    assert found.waypoints[flow.id] == ((36.0, 50.0), (100, 50.0))


def test_selected_steps_stay_in_their_lanes() -> None:
    doc = document_from_bytes(bpmn_of(200), "lanes.bpmn")
    lanes = list(doc.index.lanes.values())
    first = [node.id for node in doc.index.children(lanes[0].id)][-4:]
    second = [node.id for node in doc.index.children(lanes[-1].id)][:4]
    write(doc, tidy(drawn(doc), [*first, *second]))
    for own in (*first, *second):
        node = doc.index.nodes[own]
        lane = doc.index.nodes[node.lane or ""]
        assert lane.bounds is not None and node.bounds is not None
        assert lane.bounds.y <= node.bounds.centre[1] <= lane.bounds.bottom


def test_tidying_ends_when_it_is_told_to() -> None:
    class EnoughError(Exception):
        pass

    def told() -> None:
        raise EnoughError

    doc = document_from_bytes(bpmn_of(50), "some.bpmn")
    before = to_bytes(doc)
    with pytest.raises(EnoughError):
        tidy(drawn(doc).with_told(told))
    assert to_bytes(doc) == before


@pytest.mark.parametrize("at", ["B", "flow"])
def test_a_note_of_the_collaboration_stands_at_what_it_is_tied_to(at: str) -> None:
    """As bpmn-js writes them: notes belong to the collaboration, wherever they stand."""
    nodes = [
        a_node("P", "participant", parent="Collaboration"),
        a_node("Q", "participant", parent="Collaboration", process="Other"),
        a_node("A", home="P"), a_node("B", home="P"), a_node("C", home="P"),
        a_node("Note", "textAnnotation", parent="Collaboration", process=None),
        a_node("Loose", "textAnnotation", parent="Collaboration", process=None),
    ]  # fmt: skip
    lines = [a_flow("A", "B"), a_flow("B", "C")]
    end = lines[0].id if at == "flow" else at
    lines.append(a_flow(end, "Note", "association"))
    found = tidy(Drawn({node.id: node for node in nodes}, {line.id: line for line in lines}))
    pool, step, note = found.bounds["P"], found.bounds["B"], found.bounds["Note"]
    assert pool.encloses(note)
    assert note.bottom < step.y
    assert abs(note.centre[0] - step.centre[0]) < 60
    assert not pool.meets(found.bounds["Loose"])
    assert applied(nodes, lines, found).overlaps() == []


def test_a_selected_note_goes_along_with_the_selected_step_that_it_is_tied_to() -> None:
    places = {"A": (100, 200), "B": (300, 280), "Note": (900, 700)}
    nodes = [a_node("A"), a_node("B"), a_node("Note", "textAnnotation")]
    lines = [a_flow("A", "B"), a_flow("sequenceFlow_A_B_0", "Note", "association")]
    first = tidy(Drawn({node.id: node for node in nodes}, {line.id: line for line in lines}))
    nodes = [replace(node, bounds=replace_place(first, node.id, *places[node.id])) for node in nodes]
    found = tidy(Drawn({node.id: node for node in nodes}, {line.id: line for line in lines}), list(places))
    assert abs(found.bounds["Note"].centre[0] - found.bounds["B"].centre[0]) < 60
