"""Lines that are led elsewhere are told in one note: to the letter what writing each way point would give."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeler.document import edits
from modeler.document.document import Document
from modeler.document.io import document_from_bytes, to_bytes
from modeler.document.recovery import replay
from modeler.document.ways import LeadNote
from tests.bench.models import bpmn_of
from tests.helpers.steady import steady

COORDINATE = st.integers(-500, 500) | st.sampled_from([0.25, 33.3333])
WAY = st.lists(st.tuples(COORDINATE, COORDINATE), min_size=2, max_size=6).map(tuple)
WAYS = st.dictionaries(st.integers(0, 9), WAY, min_size=1, max_size=5)
STYLES = st.sampled_from(["as it is", "indented", "loosely indented", "with labels", "indented with labels"])
LABEL = b'<bpmndi:BPMNLabel><dc:Bounds x="1" y="2" width="90" height="20" /></bpmndi:BPMNLabel></bpmndi:BPMNEdge>'
ODD = {
    "a named way point": (b"<di:waypoint ", b'<di:waypoint id="bend" '),
    "a comment": (b"<di:waypoint ", b"<!-- here --><di:waypoint "),
    "words": (b"</bpmndi:BPMNEdge>", b"words</bpmndi:BPMNEdge>"),
    "a missing number": (b'<di:waypoint x="', b'<di:waypoint z="'),
}


def data_in(style: str) -> bytes:
    data = bpmn_of(12)
    if "labels" in style:
        data = data.replace(b"</bpmndi:BPMNEdge>", LABEL)
    if "indented" in style:
        space = b"\n\n      " if "loosely" in style else b"\n      "
        for tag in (b"<di:waypoint", b"<bpmndi:BPMNLabel>"):
            data = data.replace(tag, space + tag)
        data = data.replace(b"</bpmndi:BPMNEdge>", b"\n    </bpmndi:BPMNEdge>")
    return data


def lead(doc: Document, ways: dict[int, tuple[tuple[float, float], ...]], *, together: bool) -> None:
    flows = [flow for flow in doc.index.flows.values() if flow.waypoints]
    chosen = [(flows[number % len(flows)], points) for number, points in ways.items()]
    with doc.transaction("Lead"):
        if together:
            edits.set_ways(doc, [(flow.id, flow.waypoints, points, flow.label_bounds) for flow, points in chosen])
            return
        for flow, points in chosen:
            edits._set_each_point(doc, doc.tree.edges[flow.id][0], flow.waypoints, points)


@given(style=STYLES, ways=WAYS)
def test_lines_led_in_one_go_are_written_as_if_each_point_was(
    style: str, ways: dict[int, tuple[tuple[float, float], ...]]
) -> None:
    together, apart = (document_from_bytes(data_in(style), "ways.bpmn", seed=1) for _ in range(2))
    with steady(together):
        lead(together, ways, together=True)
    lead(apart, ways, together=False)
    if "labels" not in style:  # these go along with their lines
        assert to_bytes(together) == to_bytes(apart)
    for flow in apart.index.flows.values():
        assert together.index.flows[flow.id].waypoints == flow.waypoints


@given(style=STYLES, first=WAYS, second=WAYS)
def test_undone_done_again_and_read_from_the_journal_it_is_the_same(
    style: str, first: dict[int, tuple[tuple[float, float], ...]], second: dict[int, tuple[tuple[float, float], ...]]
) -> None:
    doc = document_from_bytes(data_in(style), "ways.bpmn", seed=1)
    states = [to_bytes(doc)]
    for ways in (first, second):
        lead(doc, ways, together=True)
        states.append(to_bytes(doc))
    lines = [json.loads(json.dumps(line)) for line in doc.journal.lines({"saved": None})]
    steps = len(doc.journal.done)
    again = document_from_bytes(data_in(style), "ways.bpmn", seed=1)
    replay(again, iter(lines), "ways.jsonl")
    assert to_bytes(again) == states[-1]
    with steady(doc):
        while doc.can_undo:
            doc.undo()
            again.undo()
            assert to_bytes(doc) == to_bytes(again)
        assert to_bytes(doc) == states[0]
        for _step in range(steps):
            doc.redo()
        assert to_bytes(doc) == states[-1]


def test_what_a_failed_act_had_made_leaves_the_numbers_as_they_are() -> None:
    doc = document_from_bytes(bpmn_of(12), "ways.bpmn", seed=1)
    longer = {0: ((0.0, 0.0), (5.0, 0.0), (5.0, 9.0), (9.0, 9.0), (9.0, 20.0), (30.0, 20.0))}
    with pytest.raises(ZeroDivisionError), doc.transaction("Fail"):
        lead(doc, longer, together=True)
        raise ZeroDivisionError
    lead(doc, longer, together=True)
    lines = [json.loads(json.dumps(line)) for line in doc.journal.lines({"saved": None})]
    again = document_from_bytes(bpmn_of(12), "ways.bpmn", seed=1)
    replay(again, iter(lines), "ways.jsonl")
    assert to_bytes(again) == to_bytes(doc)
    assert len(again.tree.nodes) == len(doc.tree.nodes)


@pytest.mark.parametrize("odd", ODD)
def test_an_edge_with_more_in_it_keeps_that(odd: str) -> None:
    plain, told = ODD[odd]
    doc = document_from_bytes(bpmn_of(12).replace(plain, told, 1), "ways.bpmn", seed=1)
    before = to_bytes(doc)
    for length in (5, 2):
        way = tuple((10.0 * number, 7.0 * number * number) for number in range(length))
        with steady(doc):
            lead(doc, dict.fromkeys(range(len(doc.index.flows)), way), together=True)
        assert {flow.waypoints for flow in doc.index.flows.values()} == {way}
        for kept in (b"words", b"<!-- here -->"):
            assert to_bytes(doc).count(kept) == told.count(kept)
    while doc.can_undo:
        doc.undo()
    assert to_bytes(doc) == before


def test_all_lines_of_a_move_are_one_note() -> None:
    from modeler.document import commands

    doc = document_from_bytes(bpmn_of(40), "ways.bpmn", seed=1)
    tasks = [node.id for node in doc.index.nodes.values() if node.tag.endswith("Task")]
    commands.move(doc, tasks[3:9], 10, 7)
    kinds = [type(note) for note in doc.journal.done[-1].notes]
    assert kinds.count(LeadNote) == 1
