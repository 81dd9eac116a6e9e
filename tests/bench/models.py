"""Models for the benches: BPMN files of N flow nodes, with one pool, lanes, names and boundary timers."""

from __future__ import annotations

from itertools import pairwise

_TASKS = ("userTask", "serviceTask", "task", "scriptTask", "sendTask")
_WORDS = ("Check", "Approve", "Record", "Send", "Compare", "Archive", "Prepare", "Sign")
_THINGS = ("invoice", "request", "contract", "order", "leave form", "payment", "claim", "report")
_COLUMN, _ROW = 150, 110
_LEFT, _TOP = 120, 60
_NEEDS = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
)


def bpmn_of(count: int) -> bytes:
    """A file with `count` flow nodes in a grid, about 1.1 flows a node, a lane for each ten rows."""
    columns = max(10, round((count * 1.6) ** 0.5))
    nodes: list[str] = []
    flows: list[str] = []
    shapes: list[str] = []
    edges: list[str] = []
    centres: list[tuple[float, float]] = []
    halves: list[float] = []
    for number in range(count):
        row, place = divmod(number, columns)
        x, y = _LEFT + place * _COLUMN + 60, _TOP + row * _ROW + 55
        tag, size = _kind(number, count)
        name = f"{_WORDS[number % 8]} {_THINGS[(number // 8) % 8]} {number}" if tag != "startEvent" else "Start"
        nodes.append(f'<{tag} id="n{number}" name="{name}" />')
        width, height = size
        shapes.append(_shape(f"n{number}", x - width / 2, y - height / 2, width, height))
        centres.append((x, y))
        halves.append(width / 2)
    for number, (first, second) in enumerate(pairwise(range(count))):
        flows.append(f'<sequenceFlow id="f{number}" sourceRef="n{first}" targetRef="n{second}" />')
        edges.append(_edge(f"f{number}", centres[first], centres[second], halves[first], halves[second]))
    for number in range(0, count - columns, 9):
        flow = f"g{number}"
        flows.append(
            f'<sequenceFlow id="{flow}" name="again" sourceRef="n{number}" targetRef="n{number + columns}" />'
        )
        (ax, ay), (bx, by) = centres[number], centres[number + columns]
        edges.append(_way(flow, [(ax, ay + 25), (ax, (ay + by) / 2), (bx, (ay + by) / 2), (bx, by - 25)]))
    for number in range(20, count, 25):
        if _kind(number, count)[1] == (100, 80):
            x, y = centres[number]
            nodes.append(
                f'<boundaryEvent id="b{number}" attachedToRef="n{number}"><timerEventDefinition /></boundaryEvent>'
            )
            shapes.append(_shape(f"b{number}", x + 10, y + 22, 36, 36))
    rows = (count + columns - 1) // columns
    width, height = columns * _COLUMN + 100, rows * _ROW + 40
    lanes, lane_shapes = _lanes(rows, columns, count, width)
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<definitions {_NEEDS} id="d" targetNamespace="urn:bench">',
        '<collaboration id="c"><participant id="pool" name="Bench" processRef="p" /></collaboration>',
        f'<process id="p" isExecutable="false"><laneSet id="ls">{lanes}</laneSet>',
        *nodes,
        *flows,
        '</process><bpmndi:BPMNDiagram id="di"><bpmndi:BPMNPlane id="pl" bpmnElement="c">',
        _shape("pool", _LEFT - 60, _TOP, width, height, ' isHorizontal="true"'),
        lane_shapes,
        *shapes,
        *edges,
        "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>",
    ]
    return "\n".join(parts).encode()


def _kind(number: int, count: int) -> tuple[str, tuple[int, int]]:
    if number == 0:
        return "startEvent", (36, 36)
    if number == count - 1:
        return "endEvent", (36, 36)
    if number % 7 == 3:
        return "exclusiveGateway", (50, 50)
    return _TASKS[number % 5], (100, 80)


def _shape(element: str, x: float, y: float, width: float, height: float, more: str = "") -> str:
    bounds = f'<dc:Bounds x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" />'
    return f'<bpmndi:BPMNShape id="{element}_di" bpmnElement="{element}"{more}>{bounds}</bpmndi:BPMNShape>'


def _edge(flow: str, a: tuple[float, float], b: tuple[float, float], first: float, second: float) -> str:
    if a[1] == b[1]:
        return _way(flow, [(a[0] + first, a[1]), (b[0] - second, b[1])])
    middle = (a[1] + b[1]) / 2
    return _way(flow, [(a[0], a[1] + 25), (a[0], middle), (b[0], middle), (b[0], b[1] - 25)])


def _way(flow: str, points: list[tuple[float, float]]) -> str:
    steps = "".join(f'<di:waypoint x="{x:g}" y="{y:g}" />' for x, y in points)
    return f'<bpmndi:BPMNEdge id="{flow}_di" bpmnElement="{flow}">{steps}</bpmndi:BPMNEdge>'


def _lanes(rows: int, columns: int, count: int, width: float) -> tuple[str, str]:
    lanes: list[str] = []
    shapes: list[str] = []
    for number, first in enumerate(range(0, rows, 10)):
        last = min(first + 10, rows)
        members = "".join(
            f"<flowNodeRef>n{index}</flowNodeRef>" for index in range(first * columns, min(last * columns, count))
        )
        lanes.append(f'<lane id="l{number}" name="Department {number}">{members}</lane>')
        tail = 40 if last == rows else 0
        shapes.append(
            _shape(
                f"l{number}", _LEFT - 30, _TOP + first * _ROW, width - 30, (last - first) * _ROW + tail,
                ' isHorizontal="true"',
            )
        )  # fmt: skip
    return "".join(lanes), "".join(shapes)
