"""The diagram as SVG."""

from __future__ import annotations

from dataclasses import dataclass, field

from modeler.document.records import Bounds, FlowRecord, NodeRecord
from modeler.reports.svg import to_svg
from runner.core.tokens import DARK, LIGHT
from runner.core.xml import read_xml


@dataclass
class Drawn:
    nodes: dict[str, NodeRecord] = field(default_factory=dict)
    flows: dict[str, FlowRecord] = field(default_factory=dict)


def measure(text: str, size: float) -> float:
    return len(text) * size / 2


def drawing() -> Drawn:
    nodes = [
        NodeRecord("s", "startEvent", "start-event", "Begin", bounds=Bounds(100, 100, 36, 36)),
        NodeRecord("t", "userTask", "user-task", "Check <A> & B", bounds=Bounds(200, 78, 100, 80), fill="#FFEE00"),
        NodeRecord(
            "sub", "subProcess", "sub-process-collapsed", "Sub", bounds=Bounds(400, 78, 100, 80), expanded=False
        ),
        NodeRecord("in", "task", "task", "Hidden", parent="sub", bounds=Bounds(420, 90, 50, 40)),
        NodeRecord("nowhere", "task", "task", "No place"),
    ]
    flows = [
        FlowRecord("f", "sequenceFlow", "s", "t", "go", waypoints=((136, 118), (200, 118))),
        FlowRecord("c", "sequenceFlow", "t", "sub", waypoints=((300, 118), (400, 118)), condition="x > 1"),
    ]
    return Drawn({node.id: node for node in nodes}, {flow.id: flow for flow in flows})


def test_the_picture_holds_what_has_a_place_and_nothing_else() -> None:
    text = to_svg(drawing(), LIGHT, measure)
    assert 'id="t"' in text
    assert 'id="c"' in text
    assert 'id="in"' not in text
    assert "No place" not in text
    assert "Check" in text
    assert "&lt;A&gt;" in text


def test_the_picture_is_xml_that_can_be_read() -> None:
    root = read_xml(to_svg(drawing(), DARK, measure).encode(), "picture.svg").getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"


def test_own_colours_and_the_theme_are_used() -> None:
    text = to_svg(drawing(), DARK, measure)
    assert "#FFEE00" in text
    assert DARK.ink in text
    assert DARK.paper in text


def test_an_empty_diagram_is_a_blank_sheet() -> None:
    assert to_svg(Drawn(), LIGHT, measure).startswith("<?xml")


def test_a_conditional_flow_out_of_a_task_wears_a_diamond() -> None:
    data = drawing()
    with_condition = to_svg(data, LIGHT, measure)
    record = data.flows["c"]
    data.flows["c"] = FlowRecord(record.id, record.kind, record.source, record.target, waypoints=record.waypoints)
    assert len(with_condition) > len(to_svg(data, LIGHT, measure))
