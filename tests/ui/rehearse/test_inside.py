"""Stepping into a sub-process and a called process: the canvas shows where the case is, and what changed there."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.ui.rehearse.hand import Hand, a_rehearsal
from tests.ui.rehearse.test_steering import cells, click_canvas

LEFT = Qt.MouseButton.LeftButton
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="D_{process}" targetNamespace="t">\n'
)
STEPS = {"startEvent": (36, 36), "endEvent": (36, 36)}


def model(process: str, name: str, *nodes: tuple[str, str, str, str]) -> str:
    """A process of one row, start to end: nodes as kind, id, name and further attributes or children."""
    row = [("startEvent", f"S_{process}", "", ""), *nodes, ("endEvent", f"E_{process}", "", "")]
    flows = [(f"F_{process}_{place}", one[1], two[1]) for place, (one, two) in enumerate(pairwise(row))]
    body, shapes, edges = "", "", ""
    for place, (kind, key, title, more) in enumerate(row):
        attributes, _mark, inner = more.partition(">")
        body += f'<bpmn:{kind} id="{key}" name="{title}"{attributes}>{inner}</bpmn:{kind}>\n'
        width, height = STEPS.get(kind, (100, 80))
        shapes += (
            f'<bpmndi:BPMNShape id="{key}_di" bpmnElement="{key}"><dc:Bounds x="{100 + 160 * place}"'
            f' y="{120 - height // 2}" width="{width}" height="{height}"/></bpmndi:BPMNShape>\n'
        )
    for key, source, target in flows:
        body += f'<bpmn:sequenceFlow id="{key}" sourceRef="{source}" targetRef="{target}"/>\n'
        edges += (
            f'<bpmndi:BPMNEdge id="{key}_di" bpmnElement="{key}"><di:waypoint x="0" y="120"/>'
            f'<di:waypoint x="9" y="120"/></bpmndi:BPMNEdge>\n'
        )
    return (
        f'{HEAD.format(process=process)}<bpmn:process id="{process}" name="{name}" isExecutable="true">\n{body}'
        f'</bpmn:process>\n<bpmndi:BPMNDiagram id="Dia_{process}"><bpmndi:BPMNPlane id="Pl_{process}"'
        f' bpmnElement="{process}">\n{shapes}{edges}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>\n'
    )


INNER = (
    '><bpmn:incoming/><bpmn:startEvent id="S_in"/><bpmn:task id="T_in" name="Count"/><bpmn:endEvent id="E_in"/>'
    '<bpmn:sequenceFlow id="F_in1" sourceRef="S_in" targetRef="T_in"/>'
    '<bpmn:sequenceFlow id="F_in2" sourceRef="T_in" targetRef="E_in"/>'
)


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Hand]:
    with a_rehearsal(tmp_path) as found:
        context = found.window.context
        assert context.workspace is not None
        folder = context.workspace.folder / "processes"
        order = model(
            "P_order", "Order", ("callActivity", "Call_pay", "Pay", ' calledElement="P_pay"'),
            ("userTask", "T_file", "File", ""),
        )  # fmt: skip
        (folder / "order.bpmn").write_text(order, "utf-8")
        (folder / "pay.bpmn").write_text(model("P_pay", "Payment", ("userTask", "T_pay", "Transfer", "")), "utf-8")
        context.open_document(folder / "order.bpmn")
        found.wait()
        yield found


def begin(hand: Hand) -> None:
    """Start a case that is stepped through."""
    hand.click(hand.place.time_line.steps.stepping)
    hand.place.rehearsal.start({"amount": 3}, None)
    hand.wait()


def shown(hand: Hand) -> set[str]:
    return set(hand.place.called.processes)


def test_a_called_process_is_stepped_into_on_its_own_canvas_and_left_again(hand: Hand) -> None:
    place, bar = hand.place, hand.place.time_line.steps
    begin(hand)
    assert place.rehearsal.snapshot.case is not None and place.rehearsal.snapshot.case.stopped == ["Call_pay"]
    assert bar.into.isEnabled() and shown(hand) == {"P_order"}
    hand.click(bar.into)
    assert shown(hand) == {"P_pay"} and place.steering.overlay.stopped == ("S_P_pay",)
    assert place.middle.called_bar.isVisible() and "Payment" in place.middle.called_bar.text.text()
    assert not bar.into.isEnabled(), "a start event has no inside"
    told = " ".join(cells(hand))
    hand.place.facts.everything.click()
    hand.wait()
    told = " ".join(cells(hand))
    assert "Pay" in told and "amount" in told, "what the called process was given stands with its way"
    hand.click(bar.step)
    hand.click(bar.run)
    assert ("T_pay", None) in [(one.element, None) for one in place.rehearsal.snapshot.open]
    hand.click(place.middle.called_bar.back)
    assert shown(hand) == {"P_order"} and not place.middle.called_bar.isVisible() and not hand.refused


def test_a_click_in_the_history_goes_to_the_called_process(hand: Hand) -> None:
    place = hand.place
    place.rehearsal.start({}, None)
    hand.wait()
    hand.click(place.middle.history)
    page = place.middle.history_page
    assert "Transfer" in page.view.axis.rows, "steps of the called process by their own names"
    page.elementClicked.emit("T_pay")
    assert shown(hand) == {"P_pay"} and place.canvas.selection.ids == ("T_pay",)
    assert "T_pay" not in hand.window.context.selection.ids, "the other places show another process"
    page.elementClicked.emit("T_file")
    assert shown(hand) == {"P_order"}


def test_the_menu_of_a_call_shows_what_it_calls_and_sets_break_points_there(hand: Hand) -> None:
    place = hand.place
    place.canvas.fit()
    click_canvas(hand, "Call_pay")
    texts = [one.text() for one in place.steering.menu.actions()]
    assert "Show the process that it calls" in texts
    next(one for one in place.steering.menu.actions() if one.text() == "Show the process that it calls").trigger()
    hand.wait()
    assert shown(hand) == {"P_order"}, "nothing of the case is there yet: it is shown while there is"
    place.rehearsal.start({}, None)
    hand.wait()
    place.called.choose("P_pay")
    hand.wait()
    click_canvas(hand, "T_pay")
    next(one for one in place.steering.menu.actions() if "Stop before" in one.text()).trigger()
    hand.wait()
    assert place.rehearsal.snapshot.pace.breaks == {"P_pay": ["T_pay"]}
    place.steering.menu.close()


def test_the_plane_of_a_folded_sub_process_is_opened(hand: Hand) -> None:
    context = hand.window.context
    assert context.workspace is not None
    text = model("P_sub", "Folded", ("subProcess", "Sub", "Inside", INNER))
    text = text.replace("<bpmn:incoming/>", "").replace(
        "</bpmn:definitions>",
        '<bpmndi:BPMNDiagram id="Dia_in"><bpmndi:BPMNPlane id="Pl_in" bpmnElement="Sub">'
        '<bpmndi:BPMNShape id="S_in_di" bpmnElement="S_in"><dc:Bounds x="100" y="100" width="36" height="36"/>'
        '</bpmndi:BPMNShape><bpmndi:BPMNShape id="T_in_di" bpmnElement="T_in"><dc:Bounds x="200" y="80" width="100"'
        ' height="80"/></bpmndi:BPMNShape><bpmndi:BPMNShape id="E_in_di" bpmnElement="E_in"><dc:Bounds x="400"'
        ' y="100" width="36" height="36"/></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
        "</bpmn:definitions>",
    )
    text = text.replace('bpmnElement="Sub"><dc', 'bpmnElement="Sub" isExpanded="false"><dc')
    path = context.workspace.folder / "processes" / "folded.bpmn"
    path.write_text(text, "utf-8")
    context.open_document(path)
    hand.wait()
    begin(hand)
    bar, canvas = hand.place.time_line.steps, hand.place.canvas
    assert canvas.scene.root is None
    hand.click(bar.into)
    assert canvas.scene.root == "Sub" and hand.place.steering.overlay.stopped == ("S_in",)
    assert canvas.plane.isVisible(), "the way back stands in the corner"
