"""Text annotations: at flows, in pools of other modelers, and what they never do to what is round them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication

from modeler.document import commands
from modeler.document.io import document_from_bytes, to_bytes
from modeler.document.records import FlowRecord, NodeRecord
from modeler.geometry.bends import piece_at
from modeler.geometry.shapes import Bounds, Point
from tests.helpers.lawful import faults
from tests.ui.canvas.conftest import Hand
from tests.ui.window_builder import turn


@pytest.fixture
def flow(hand: Hand) -> str:
    """The flow from the start event to the task."""
    return next(iter(hand.doc.index.flows))


def middle(hand: Hand, flow: str) -> Point:
    (ax, ay), (bx, by) = hand.doc.index.flows[flow].waypoints[:2]
    return (ax + bx) / 2, (ay + by) / 2


def only_note(hand: Hand) -> NodeRecord:
    (found,) = [node for node in hand.doc.index.nodes.values() if node.tag == "textAnnotation"]
    return found


def only_line(hand: Hand) -> FlowRecord:
    (found,) = [line for line in hand.doc.index.flows.values() if line.kind == "association"]
    return found


def box(hand: Hand, own: str) -> Bounds:
    found = hand.doc.index.nodes[own].bounds
    assert found is not None
    return found


def check_tied(hand: Hand, flow: str) -> None:
    """The line begins on the flow and ends at the border of the note."""
    line, note = only_line(hand), only_note(hand)
    ends = line.waypoints if line.source == flow else line.waypoints[::-1]
    assert {line.source, line.target} == {flow, note.id}
    assert piece_at(hand.doc.index.flows[flow].waypoints, ends[0])[1] < 0.5
    assert note.bounds is not None
    assert note.bounds.grown(1).contains(ends[-1])
    assert not note.bounds.grown(-1).contains(ends[-1])


def note_at(hand: Hand, flow: str) -> None:
    hand.click(middle(hand, flow))
    hand.pad("tool-annotate")
    hand.type_name("by mail")


def test_a_flow_is_annotated_from_its_pad(hand: Hand, flow: str, task: str) -> None:
    before = to_bytes(hand.doc)
    note_at(hand, flow)
    assert only_note(hand).name == "by mail"
    check_tied(hand, flow)
    assert not box(hand, only_note(hand).id).meets(box(hand, task))
    assert not faults(hand.doc)
    hand.doc.undo()
    hand.undo_gives(before)


def test_pointing_at_the_button_shows_the_note_and_its_line(hand: Hand, flow: str) -> None:
    hand.click(middle(hand, flow))
    button = next(b for b in hand.view.pad.findChildren(object, "tool-annotate") if b.isVisible())
    spot = QPointF(button.rect().center())
    QApplication.sendEvent(button, QEnterEvent(spot, spot, spot))
    (shown,) = hand.view.ghost.nodes
    assert hand.view.ghost.line[0] == middle(hand, flow)
    hand.pad("tool-annotate")
    assert only_note(hand).bounds == shown.bounds


def test_the_line_follows_its_flow_and_its_note(hand: Hand, flow: str, task: str) -> None:
    note_at(hand, flow)
    before, (x, y) = to_bytes(hand.doc), hand.centre(task)
    hand.drag((x, y), (x + 120, y + 150))
    check_tied(hand, flow)
    hand.undo_gives(before)
    before, (x, y) = to_bytes(hand.doc), hand.centre(only_note(hand).id)
    hand.drag((x, y), (x + 90, y - 20))
    check_tied(hand, flow)
    hand.undo_gives(before)
    before = to_bytes(hand.doc)
    first = hand.doc.index.flows[flow].waypoints
    ends = hand.doc.index.flows[flow]
    hand.drag(middle(hand, flow), (middle(hand, flow)[0], middle(hand, flow)[1] + 30))
    assert hand.doc.index.flows[flow].waypoints != first
    assert (ends.source, ends.target) == (hand.doc.index.flows[flow].source, hand.doc.index.flows[flow].target)
    check_tied(hand, flow)
    hand.undo_gives(before)


def test_while_a_step_is_dragged_the_line_is_seen_at_its_flow(hand: Hand, flow: str, task: str) -> None:
    note_at(hand, flow)
    (x, y), own = hand.centre(task), only_line(hand).id
    hand.drag((x, y), (x + 120, y + 150), let_go=False)
    shown = {item.id: item.points for item in hand.view.ghost.flows}
    assert piece_at(shown[flow], shown[own][0])[1] < 0.5
    hand.view.interaction.cancel()


def test_all_of_it_goes_along_with_space(hand: Hand, flow: str) -> None:
    note_at(hand, flow)
    before, line = to_bytes(hand.doc), only_line(hand).waypoints
    hand.key(Qt.Key.Key_S)
    hand.drag((100, 20), (160, 20))
    hand.key(Qt.Key.Key_Escape)
    assert only_line(hand).waypoints == tuple((x + 60, y) for x, y in line)
    check_tied(hand, flow)
    hand.undo_gives(before)


def test_a_note_is_joined_to_a_flow_by_hand_and_led_to_another(hand: Hand, flow: str, task: str) -> None:
    other = commands.append_node(hand.doc, task, "end-event")
    note = commands.add_node(hand.doc, "text-annotation", (420, 400))
    turn()
    before = to_bytes(hand.doc)
    hand.click(hand.centre(note))
    hand.pad("tool-connect")
    hand.click(middle(hand, flow))
    check_tied(hand, flow)
    assert not faults(hand.doc)
    hand.undo_gives(before)
    second = next(one.id for one in hand.doc.index.flows.values() if one.target == other)
    before = to_bytes(hand.doc)
    hand.click(middle(hand, only_line(hand).id))
    hand.drag(only_line(hand).waypoints[-1], middle(hand, second))
    check_tied(hand, second)
    hand.undo_gives(before)


def test_only_a_note_is_joined_to_a_flow(hand: Hand, flow: str, task: str) -> None:
    before = to_bytes(hand.doc)
    other = commands.append_node(hand.doc, task, "user-task")
    with pytest.raises(commands.RefusedError) as told:
        commands.connect(hand.doc, other, flow)
    assert told.value.code == "rule.note"
    hand.doc.undo()
    assert to_bytes(hand.doc) == before


def test_the_line_goes_with_its_flow_and_the_note_stays(hand: Hand, flow: str) -> None:
    note_at(hand, flow)
    before = to_bytes(hand.doc)
    hand.click(middle(hand, flow))
    hand.key(Qt.Key.Key_Delete)
    assert not hand.doc.index.flows
    assert only_note(hand).name == "by mail"
    hand.undo_gives(before)


def test_a_copied_flow_brings_its_note(hand: Hand, flow: str) -> None:
    note_at(hand, flow)
    hand.view.select_all()
    made = commands.paste(hand.doc, commands.copy(hand.doc, hand.view.selection.ids), (500, 500))
    lines = [line for line in hand.doc.index.flows.values() if line.kind == "association"]
    assert len(lines) == 2
    (copied,) = [node for node in made if hand.doc.index.nodes[node].tag == "textAnnotation"]
    (line,) = [line for line in lines if copied in (line.source, line.target)]
    assert {line.source, line.target} - {copied} <= hand.doc.index.flows.keys() - {flow}
    assert not faults(hand.doc)


@pytest.mark.parametrize("spec", ["pool", "group"])
def test_a_pool_and_a_group_are_annotated_too(hand: Hand, task: str, spec: str) -> None:
    own = commands.add_node(hand.doc, spec, hand.centre(task))
    turn()
    hand.view.selection.set([own])
    before = to_bytes(hand.doc)
    hand.pad("tool-annotate")
    hand.type_name("for all")
    assert own in (only_line(hand).source, only_line(hand).target)
    assert not faults(hand.doc)
    hand.doc.undo()
    hand.undo_gives(before)


def test_notes_and_groups_never_stretch_their_pool(hand: Hand, task: str) -> None:
    pool = commands.add_node(hand.doc, "pool", hand.centre(task))
    area = box(hand, pool)
    group = commands.add_node(hand.doc, "group", (area.right - 160, area.centre[1]))
    turn()
    before = to_bytes(hand.doc)
    frame = box(hand, group)
    hand.drag((frame.x, frame.centre[1]), (frame.x + 40, frame.centre[1]))
    assert box(hand, group) != frame
    hand.drag((area.x + 15, area.centre[1]), (area.x + 115, area.centre[1]))
    now = box(hand, pool)
    assert (now.width, now.height) == (area.width, area.height)
    hand.doc.undo()
    hand.undo_gives(before)


ELSEWHERE = b"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="D" targetNamespace="urn:x"
    xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"
    xmlns:dc="http://www.omg.org/spec/DD/20100524/DC">
  <bpmn:collaboration id="C">
    <bpmn:participant id="P" processRef="Work" />
    <bpmn:participant id="Q" />
    <bpmn:textAnnotation id="Inside"><bpmn:text>inside</bpmn:text></bpmn:textAnnotation>
    <bpmn:textAnnotation id="Outside"><bpmn:text>outside</bpmn:text></bpmn:textAnnotation>
    <bpmn:association id="Line" sourceRef="Flow" targetRef="Inside" />
    <bpmn:group id="Frame" />
  </bpmn:collaboration>
  <bpmn:process id="Work">
    <bpmn:task id="A"><bpmn:outgoing>Flow</bpmn:outgoing></bpmn:task>
    <bpmn:task id="B"><bpmn:incoming>Flow</bpmn:incoming></bpmn:task>
    <bpmn:sequenceFlow id="Flow" sourceRef="A" targetRef="B" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="BPMNDiagram_1">
    <bpmndi:BPMNPlane id="BPMNPlane_1" bpmnElement="C">
      <bpmndi:BPMNShape id="P_di" bpmnElement="P" isHorizontal="true">
        <dc:Bounds x="100" y="100" width="600" height="250" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="Q_di" bpmnElement="Q" isHorizontal="true">
        <dc:Bounds x="100" y="500" width="600" height="60" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="A_di" bpmnElement="A">
        <dc:Bounds x="200" y="200" width="100" height="80" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="B_di" bpmnElement="B">
        <dc:Bounds x="400" y="200" width="100" height="80" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="Inside_di" bpmnElement="Inside">
        <dc:Bounds x="400" y="120" width="100" height="40" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="Outside_di" bpmnElement="Outside">
        <dc:Bounds x="650" y="30" width="100" height="40" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="Frame_di" bpmnElement="Frame">
        <dc:Bounds x="180" y="140" width="150" height="180" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="Flow_di" bpmnElement="Flow">
        <di:waypoint x="300" y="240" /><di:waypoint x="400" y="240" />
      </bpmndi:BPMNEdge>
      <bpmndi:BPMNEdge id="Line_di" bpmnElement="Line">
        <di:waypoint x="350" y="240" /><di:waypoint x="430" y="160" />
      </bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
"""
"""As bpmn-js writes it: notes and groups belong to the collaboration, wherever they stand."""


@pytest.fixture
def elsewhere(hand: Hand) -> Hand:
    """The same hand at a file of another modeler."""
    hand.doc = document_from_bytes(ELSEWHERE, "elsewhere.bpmn")
    hand.view.set_document(hand.doc)
    hand.view.camera.scale, hand.view.camera.left, hand.view.camera.top = 1.0, 0, 0
    hand.view._fitted = False
    turn()
    return hand


def test_what_stands_in_a_pool_moves_with_it_wherever_it_belongs(elsewhere: Hand) -> None:
    hand, before = elsewhere, to_bytes(elsewhere.doc)
    boxes = {own: box(hand, own) for own in ("Inside", "Outside", "Frame", "Q")}
    line = hand.doc.index.flows["Line"].waypoints
    hand.drag((115, 225), (115, 265))
    dy = box(hand, "P").y - 100
    assert dy > 20
    assert box(hand, "Inside") == boxes["Inside"].moved(0, dy)
    assert box(hand, "Frame") == boxes["Frame"].moved(0, dy)
    assert box(hand, "Outside") == boxes["Outside"]
    assert hand.doc.index.flows["Line"].waypoints == tuple((x, y + dy) for x, y in line)
    hand.undo_gives(before)


def test_what_stands_in_a_pool_is_seen_to_move_with_it(elsewhere: Hand) -> None:
    elsewhere.drag((115, 225), (115, 265), let_go=False)
    assert {"Inside", "Frame", "A", "B"} <= {item.id for item in elsewhere.view.ghost.nodes}
    assert "Outside" not in {item.id for item in elsewhere.view.ghost.nodes}
    elsewhere.view.interaction.cancel()


def test_what_stands_in_a_pool_goes_with_it(elsewhere: Hand) -> None:
    hand, before = elsewhere, to_bytes(elsewhere.doc)
    hand.click((115, 225))
    hand.key(Qt.Key.Key_Delete)
    assert set(hand.doc.index.nodes) == {"Q", "Outside"}
    hand.undo_gives(before)


def test_what_stands_in_a_pool_is_copied_with_it(elsewhere: Hand) -> None:
    hand = elsewhere
    made = commands.paste(hand.doc, commands.copy(hand.doc, ["P"]), (400, 900))
    assert sorted(hand.doc.index.nodes[own].tag for own in made) == ["group", "participant", "textAnnotation"]
    assert len([line for line in hand.doc.index.flows.values() if line.kind == "association"]) == 2
    assert not faults(hand.doc)
