"""Records: what they say, what depends on what, and that an edit reads only what it touches."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest

from modeler.bpmn import names
from modeler.document import edits, reading
from modeler.document.commands import add_node, append_node, move, remove, rename, replace, set_property
from modeler.document.document import Document
from modeler.document.io import document_from_bytes, to_bytes
from modeler.geometry.shapes import Bounds
from tests.helpers.builders import a_process, an_approval
from tests.helpers.steady import steady


def test_a_default_flow_knows_that_it_is_one() -> None:
    doc = an_approval().document()
    assert doc.index.flows["G_Yes"].is_default
    with steady(doc):
        set_property(doc, "G", "default", "G_No")
    assert doc.index.flows["G_No"].is_default and not doc.index.flows["G_Yes"].is_default


def test_data_follows_the_data_object_behind_it() -> None:
    doc = an_approval().document()
    own = add_node(doc, "data-object", (100, 500))
    with steady(doc):
        replace(doc, own, "data-object-collection")
    assert doc.index.nodes[own].markers == {"collection"}
    assert doc.index.nodes[own].spec == "data-object-collection"


def test_a_group_takes_the_name_that_its_category_is_given_later() -> None:
    doc = an_approval().document()
    own = add_node(doc, "group", (300, 300))
    rename(doc, own, "One")
    with steady(doc):
        rename(doc, own, "Two")
    assert doc.index.nodes[own].name == "Two"


def test_a_pool_gives_its_process_and_nodes_a_home() -> None:
    doc = an_approval().document()
    assert doc.index.nodes["A"].home is None
    with steady(doc):
        own = add_node(doc, "pool", (0, 0))
    assert doc.index.processes["P"].pool == own and doc.index.nodes["A"].home == own
    assert {record.id for record in doc.index.children(own)} == {record.id for record in doc.index.children("P")}


def test_records_are_frozen_and_know_their_line() -> None:
    doc = an_approval().document()
    record = doc.index.nodes["A"]
    assert record.line is not None and 'id="A"' in an_approval().text().splitlines()[record.line - 1]
    with pytest.raises(dataclasses.FrozenInstanceError):
        record.name = "x"  # type: ignore[misc]
    assert doc.index.nodes[append_node(doc, "A", "user-task")].line is None


def test_flows_come_in_the_order_of_the_file() -> None:
    doc = an_approval().document()
    assert doc.index.nodes["G"].outgoing == ("G_Yes", "G_No")
    own = append_node(doc, "G", "end-event")
    assert doc.index.nodes["G"].outgoing == ("G_Yes", "G_No", doc.index.nodes[own].incoming[0])
    remove(doc, ["G_Yes"])
    doc.undo()
    assert doc.index.nodes["G"].outgoing[:2] == ("G_Yes", "G_No")
    order = doc.index.in_order()
    assert order.index("Start") < order.index("A") < order.index("G_Yes") < order.index(own)


def test_flows_stay_in_the_order_of_the_file_when_another_tree_came_and_went() -> None:
    doc = an_approval().document()
    data = to_bytes(doc)
    remove(doc, ["G_Yes"])
    doc.undo()  # its element is known again, behind all others
    with steady(doc):
        doc.take(data)
        doc.undo()
        assert doc.index.nodes["G"].outgoing == ("G_Yes", "G_No")
        doc.redo()


def test_a_call_of_a_global_task_is_marked_as_that_task() -> None:
    text = a_process().with_node("Call", "callActivity", attributes='calledElement="Global"').text()
    text = text.replace("</bpmn:definitions>", '<bpmn:globalUserTask id="Global"/></bpmn:definitions>')
    doc = document_from_bytes(text.encode(), "x")
    assert doc.index.nodes["Call"].markers == {"calls-globalUserTask"}


def test_what_is_not_drawn_is_no_node() -> None:
    doc = an_approval().with_raw('<bpmn:dataObject id="DO"/><bpmn:acme/>').document()
    assert "DO" not in doc.index.nodes
    assert doc.index.record("DO") is None and doc.index.record(None) is None


def test_a_prefixed_reference_means_the_same_id() -> None:
    data = an_approval().bytes().replace(b'sourceRef="A"', b'sourceRef="bpmn:A"')
    doc = document_from_bytes(data, "x")
    assert doc.index.flows["A_B"].source == "A" and doc.index.nodes["A"].outgoing == ("A_B",)


def test_a_flow_put_elsewhere_among_its_siblings_takes_that_place_at_its_ends() -> None:
    doc = an_approval().document()
    with doc.transaction("Move"):
        line = doc.tree.ids["G_Yes"]
        parent = line.getparent()
        doc.journal.remove(line)
        doc.journal.insert(parent, line)
    assert doc.index.nodes["G"].outgoing == ("G_No", "G_Yes")
    doc.undo()
    assert doc.index.nodes["G"].outgoing == ("G_Yes", "G_No")


def test_shapes_without_an_id_still_have_their_colours_and_ways() -> None:
    text = an_approval().text()
    text = re.sub(r'(<bpmndi:BPMNShape) id="[^"]*"( bpmnElement="A")', r'\1\2 bioc:fill="#ff0000"', text)
    text = re.sub(r'(<bpmndi:BPMNEdge) id="[^"]*"( bpmnElement="A_B")', r'\1\2 bioc:stroke="#00ff00"', text)
    text = text.replace("xmlns:bpmndi", f'xmlns:bioc="{names.BIOC}" xmlns:bpmndi', 1)
    doc = document_from_bytes(text.encode(), "bare")
    assert doc.index.nodes["A"].fill == "#ff0000" and doc.index.flows["A_B"].stroke == "#00ff00"
    with steady(doc):
        move(doc, ["A"], 15, 0)
    assert doc.index.nodes["A"].fill == "#ff0000" and doc.index.flows["A_B"].stroke == "#00ff00"


def test_a_sub_process_that_shrinks_may_be_taken_for_a_folded_one() -> None:
    text = a_process().with_start().text().replace("<bpmn:startEvent", '<bpmn:subProcess id="S"/><bpmn:startEvent', 1)
    shape = '<bpmndi:BPMNShape id="S_di" bpmnElement="S"><dc:Bounds x="0" y="300" width="200" height="150"/>'
    text = text.replace("</bpmndi:BPMNPlane>", f"{shape}</bpmndi:BPMNShape></bpmndi:BPMNPlane>", 1)
    doc = document_from_bytes(text.encode(), "folded")
    assert doc.index.nodes["S"].expanded
    with steady(doc), doc.transaction("Resize"):
        edits.set_bounds(doc, "S", Bounds(0, 300, 100, 80))
    assert not doc.index.nodes["S"].expanded and "collapsed" in doc.index.nodes["S"].markers


def wide(count: int) -> Document:
    build = a_process().with_start()
    for number in range(count):
        build = build.with_task(f"T{number}")
    return build.document()


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of all records read from now on."""
    read: list[str] = []

    def patch(name: str) -> None:
        original = getattr(reading, name)

        def run(*args: Any) -> Any:
            read.append(args[1].get("id"))
            return original(*args)

        monkeypatch.setattr(reading, name, run)

    patch("read_node")
    patch("read_flow")
    patch("read_process")
    return read


@pytest.mark.parametrize("act", ["rename", "move", "append", "remove"])
def test_an_edit_reads_only_what_it_touches(monkeypatch: pytest.MonkeyPatch, act: str) -> None:
    counts = []
    for size in (20, 200):
        doc = wide(size)
        read = counted(monkeypatch)
        if act == "rename":
            rename(doc, "T5", "x")
        elif act == "move":
            move(doc, ["T5"], 5, 5)
        elif act == "append":
            append_node(doc, "T5", "user-task")
        else:
            remove(doc, ["T5"])
        counts.append(len(read))
        assert "P" not in read and doc.index.processes.keys() == {"P"}  # all its children would be looked through
        monkeypatch.undo()
    assert counts[0] == counts[1] < 40


def test_every_field_of_a_record_is_filled_by_the_reader() -> None:
    doc = an_approval().document()
    for record in (doc.index.nodes["A"], doc.index.flows["A_B"]):
        fields = {field.name for field in dataclasses.fields(record)}
        assert set(vars(record)) == fields
        assert dataclasses.replace(record) == record
