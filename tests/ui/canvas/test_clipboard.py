"""Copy, cut, paste and duplicate, as a person at two windows does it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from modeler.document import commands
from modeler.document.document import Document
from modeler.document.io import document_from_bytes, new_document, to_bytes
from modeler.ui.canvas.acts import ACTS
from modeler.ui.canvas.view import CanvasView
from tests.ui.canvas.conftest import Hand

FOREIGN = """<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x" id="D"
 xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC">
<process id="P"><userTask id="Foreign" name="From elsewhere"/></process>
<bpmndi:BPMNDiagram id="E"><bpmndi:BPMNPlane id="F" bpmnElement="P"><bpmndi:BPMNShape id="G" bpmnElement="Foreign">
<dc:Bounds x="0" y="0" width="100" height="80"/></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</definitions>"""


def do(hand: Hand, act: str) -> None:
    """An act of the menu."""
    ACTS[act].run(hand.view)
    QApplication.processEvents()


def new_ids(doc: Document, before: set[str]) -> list[str]:
    return [identity for identity in doc.index.nodes if identity not in before]


@pytest.fixture
def other(hand: Hand) -> Iterator[Hand]:
    """A second window on another new file."""
    doc = new_document("Other", seed=8)
    view = CanvasView()
    view.resize(1000, 700)
    hand.bot.addWidget(view)
    view.set_document(doc)
    view.show()
    hand.bot.waitExposed(view)
    view.camera.scale, view.camera.left, view.camera.top = 1.0, 0, 0
    yield Hand(hand.bot, view, doc)
    view.set_document(None)
    doc.close()


def test_what_was_copied_follows_the_pointer_until_a_click(hand: Hand, task: str) -> None:
    before, bytes_before = set(hand.doc.index.nodes), to_bytes(hand.doc)
    hand.click(hand.centre(task))
    do(hand, "copy")
    do(hand, "paste")
    hand.bot.mouseMove(hand.view, hand.at((600, 400)))
    assert [item.bounds.centre for item in hand.view.ghost.nodes] == [(600, 400)]
    assert to_bytes(hand.doc) == bytes_before
    hand.click((620, 420))
    (created,) = new_ids(hand.doc, before)
    assert (hand.doc.index.nodes[created].name, hand.centre(created)) == ("Apply", (620, 420))
    assert hand.view.selection.ids == (created,)
    assert not hand.view.ghost.nodes
    hand.undo_gives(bytes_before)


def test_escape_lets_go_of_what_was_to_be_pasted(hand: Hand, task: str) -> None:
    before = to_bytes(hand.doc)
    hand.click(hand.centre(task))
    do(hand, "copy")
    do(hand, "paste")
    hand.key(Qt.Key.Key_Escape)
    hand.click((620, 420))
    assert to_bytes(hand.doc) == before


def test_cut_takes_away_and_paste_brings_back_under_the_same_id(hand: Hand, task: str) -> None:
    hand.click(hand.centre(task))
    do(hand, "cut")
    assert task not in hand.doc.index.nodes
    do(hand, "paste")
    hand.click((500, 400))
    assert hand.doc.index.nodes[task].name == "Apply"


def test_duplicate_puts_the_copy_beside_and_leaves_the_clipboard_alone(hand: Hand, task: str) -> None:
    QGuiApplication.clipboard().setText("a note")
    before, bytes_before = set(hand.doc.index.nodes), to_bytes(hand.doc)
    hand.click(hand.centre(task))
    do(hand, "duplicate")
    (created,) = new_ids(hand.doc, before)
    x, y = hand.centre(task)
    assert hand.centre(created) == (x + 150, y)
    assert QGuiApplication.clipboard().text() == "a note"
    do(hand, "duplicate")
    assert len({hand.centre(item) for item in hand.doc.index.nodes}) == len(hand.doc.index.nodes)
    hand.doc.undo()
    hand.undo_gives(bytes_before)


def test_a_group_goes_to_another_window_with_lines_default_colours_and_settings(
    hand: Hand, other: Hand, start: str, task: str
) -> None:
    doc = hand.doc
    gateway = commands.append_node(doc, task, "exclusive-gateway")
    end = commands.append_node(doc, gateway, "end-event")
    flow = doc.index.nodes[end].incoming[0]
    commands.set_property(doc, gateway, "default", flow)
    commands.rename(doc, flow, "else")
    commands.set_colour(doc, [task], "#ffeecc", "#112233")
    commands.set_extension(doc, task, "form", {"ref": "leave"})
    event = commands.add_node(doc, "boundary-event-message", hand.centre(task), attach_to=task)
    commands.set_property(doc, event, "message", "Paid")
    hand.view.selection.set([task, gateway, end])
    do(hand, "copy")
    before = to_bytes(other.doc)
    do(other, "paste")
    other.click((500, 400))
    nodes = {node.spec: node for node in other.doc.index.nodes.values()}
    there = nodes["user-task"]
    assert (there.fill, there.stroke, there.extension) == ("#ffeecc", "#112233", {"form": {"ref": "leave"}})
    assert other.doc.index.flows[nodes["exclusive-gateway"].default or ""].name == "else"
    assert nodes["boundary-event-message"].attached_to == there.id
    assert [one.name for one in other.doc.index.definitions.values() if one.kind == "message"] == ["Paid"]
    step = doc.index.nodes[gateway].bounds, doc.index.nodes[task].bounds
    pasted = nodes["exclusive-gateway"].bounds, there.bounds
    assert step[0].x - step[1].x == pasted[0].x - pasted[1].x  # type: ignore[union-attr]
    assert there.id == task, "ids that are free there stay"
    other.undo_gives(before)
    do(other, "paste")
    other.click((500, 550))
    assert len([one for one in other.doc.index.definitions.values() if one.kind == "message"]) == 1


def test_a_message_flow_comes_along_only_with_both_pools(hand: Hand, other: Hand) -> None:
    doc = hand.doc
    first = commands.add_node(doc, "pool", (500, 250), name="Us")
    second = commands.add_node(doc, "pool-collapsed", (500, 560), name="Supplier")
    task = next(node.id for node in doc.index.nodes.values() if node.tag == "userTask")
    commands.connect(doc, task, second)
    hand.view.selection.set([task])
    do(hand, "copy")
    do(other, "paste")
    other.click((500, 500))
    assert not [flow for flow in other.doc.index.flows.values() if flow.kind == "messageFlow"]
    other.doc.undo()
    before = to_bytes(other.doc)
    hand.view.selection.set([first, second])
    do(hand, "copy")
    do(other, "paste")
    other.click((600, 900))
    pools = [node.name for node in other.doc.index.nodes.values() if node.tag == "participant"]
    assert sorted(pools) == ["", "Supplier", "Us"], "what was there got a pool of its own"
    assert [flow.kind for flow in other.doc.index.flows.values()].count("messageFlow") == 1
    other.undo_gives(before)
    again = document_from_bytes(to_bytes(other.doc), "again")
    assert sorted(again.index.nodes) == sorted(other.doc.index.nodes)


def test_the_clipboard_holds_a_bpmn_file_that_any_program_reads(hand: Hand, task: str) -> None:
    hand.click(hand.centre(task))
    do(hand, "copy")
    text = QGuiApplication.clipboard().text()
    there = document_from_bytes(text.encode(), "clipboard")
    assert [node.name for node in there.index.nodes.values()] == ["Apply"]
    assert there.index.nodes[task].bounds is not None


def test_the_text_of_a_file_from_another_program_is_pasted(hand: Hand) -> None:
    QGuiApplication.clipboard().setText(FOREIGN)
    do(hand, "paste")
    hand.click((600, 400))
    assert hand.doc.index.nodes["Foreign"].name == "From elsewhere"
    assert hand.centre("Foreign") == (600, 400)


@pytest.mark.parametrize(
    "text",
    [
        "just a note",
        '{"slipway": 1, "elements": ["<a"]}',
        "<html><body>no</body></html>",
        FOREIGN.replace('<?xml version="1.0"?>', '<!DOCTYPE x [<!ENTITY a "b">]>'),
        FOREIGN.replace("BPMNShape", "Nothing"),
        FOREIGN[:300],
    ],
    ids=["note", "json", "html", "doctype", "nothing drawn", "cut off"],
)
def test_what_is_no_diagram_is_refused_with_a_sentence(hand: Hand, text: str) -> None:
    before, told = to_bytes(hand.doc), list[str]()
    hand.view.refused.connect(told.append)
    QGuiApplication.clipboard().setText(text)
    do(hand, "paste")
    hand.click((600, 400))
    assert to_bytes(hand.doc) == before
    assert len(told) == 1 and told[0].endswith(".")


def test_an_empty_clipboard_says_so(hand: Hand) -> None:
    told = list[str]()
    hand.view.refused.connect(told.append)
    QGuiApplication.clipboard().setMimeData(QMimeData())
    do(hand, "paste")
    assert told == ["There is nothing on the clipboard to paste."]


def test_a_step_is_not_pasted_beside_the_pools_and_stays_in_the_hand(hand: Hand, task: str) -> None:
    told = list[str]()
    hand.view.refused.connect(told.append)
    hand.click(hand.centre(task))
    do(hand, "copy")
    commands.add_node(hand.doc, "pool", (400, 200))
    before = to_bytes(hand.doc)
    do(hand, "paste")
    hand.click((500, 640))
    assert told and to_bytes(hand.doc) == before
    assert hand.view.ghost.nodes


def test_the_inside_of_a_folded_sub_process_comes_along(hand: Hand, other: Hand) -> None:
    doc = hand.doc
    folded = commands.add_node(doc, "sub-process-collapsed", (600, 300), name="Check")
    inner = commands.add_node(doc, "user-task", (200, 200), home=folded, name="Inner")
    assert doc.index.nodes[inner].plane == folded
    hand.view.selection.set([folded])
    do(hand, "copy")
    do(other, "paste")
    other.click((500, 400))
    there = next(node for node in other.doc.index.nodes.values() if node.name == "Inner")
    assert there.plane == there.parent and there.bounds == doc.index.nodes[inner].bounds
    other.view.open_plane(there.plane)
    assert there.id in other.view.scene.nodes


def test_paste_inside_a_folded_sub_process_stays_inside(hand: Hand, task: str) -> None:
    folded = commands.add_node(hand.doc, "sub-process-collapsed", (600, 300), name="Check")
    hand.click(hand.centre(task))
    do(hand, "copy")
    hand.view.open_plane(folded)
    before = set(hand.doc.index.nodes)
    do(hand, "paste")
    hand.bot.mouseClick(hand.view, Qt.MouseButton.LeftButton)
    (created,) = new_ids(hand.doc, before)
    assert hand.doc.index.nodes[created].parent == folded == hand.doc.index.nodes[created].plane
