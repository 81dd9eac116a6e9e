"""Small models as text, and a small workspace beside them."""

from __future__ import annotations

import json
from pathlib import Path

from modeler.document.document import Document
from modeler.document.io import document_from_bytes
from modeler.document.workspace import Workspace, open_workspace
from modeler.lint.engine import check
from runner.core.problem import Problem
from tests.helpers.decisions import decision, dmn, literal

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:slip="urn:slipway:bpmn:1" id="D"'
    ' targetNamespace="t" expressionLanguage="https://www.omg.org/spec/DMN/20191111/FEEL/">\n'
)


def in_process(body: str, *, executable: bool = True, extension: str = "") -> str:
    """A file with one process; every node in it gets a shape in a row."""
    flag = "true" if executable else "false"
    return (
        f'{HEAD}<bpmn:process id="P" name="Order" isExecutable="{flag}">{extension}\n{body}\n</bpmn:process>\n'
        f"{_shapes(body)}</bpmn:definitions>\n"
    )


def _shapes(body: str) -> str:
    import re

    shapes, edges = [], []
    places: dict[str, int] = {}
    for tag, own in re.findall(r"<bpmn:(\w+)[^>]*?\bid=\"(\w+)\"", body):
        if tag.endswith(("Event", "Task", "Gateway", "task", "Process", "Activity")):
            x = places[own] = 100 + 150 * len(places)
            width, height = (36, 36) if tag.endswith("Event") else (100, 80)
            shapes.append(
                f'<bpmndi:BPMNShape id="{own}_di" bpmnElement="{own}"><dc:Bounds x="{x}" y="{200 - height // 2}"'
                f' width="{width}" height="{height}"/></bpmndi:BPMNShape>\n'
            )
    for own, source, target in re.findall(
        r'<bpmn:sequenceFlow id="(\w+)".*?sourceRef="(\w+)" targetRef="(\w+)"', body
    ):
        if source in places and target in places:
            edges.append(
                f'<bpmndi:BPMNEdge id="{own}_di" bpmnElement="{own}"><di:waypoint x="{places[source]}" y="200"/>'
                f'<di:waypoint x="{places[target]}" y="200"/></bpmndi:BPMNEdge>\n'
            )
    return (
        '<bpmndi:BPMNDiagram id="G"><bpmndi:BPMNPlane id="L" bpmnElement="P">\n'
        f"{''.join(shapes)}{''.join(edges)}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>\n"
    )


def flow(source: str, target: str, condition: str | None = None) -> str:
    """A sequence flow with an id made of its ends."""
    own = f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}"'
    if condition is None:
        return f"{own}/>\n"
    return f"{own}><bpmn:conditionExpression>{condition}</bpmn:conditionExpression></bpmn:sequenceFlow>\n"


def block(*blocks: str) -> str:
    """An extension with our blocks."""
    return f"<bpmn:extensionElements>{''.join(blocks)}</bpmn:extensionElements>"


HANDLER = '<slip:handler strategy="starter"/>'
FORM = '<slip:form ref="order"/>'


def task(own: str, *blocks: str, name: str | None = None) -> str:
    """A user task, handled by the starter with a form unless blocks are given."""
    inside = block(*(blocks or (HANDLER, FORM)))
    return f'<bpmn:userTask id="{own}" name="{own if name is None else name}">{inside}</bpmn:userTask>\n'


START = f'<bpmn:startEvent id="S" name="Begin">{block(FORM)}</bpmn:startEvent>\n'
END = '<bpmn:endEvent id="E" name="Done"/>\n'


def straight(*blocks: str, name: str | None = None) -> str:
    """Start, one task, end."""
    return in_process(START + task("A", *blocks, name=name) + END + flow("S", "A") + flow("A", "E"))


def document(text: str) -> Document:
    """The document in a text."""
    return document_from_bytes(text.encode(), "model.bpmn")


ORGANIZATION = {
    "formatVersion": 1,
    "departments": [
        {"id": "company", "parent": None, "name": "Company", "head": "boss"},
        {"id": "fin", "parent": "company", "name": "Finance", "head": "li"},
    ],
    "roles": [{"id": "hr", "name": "HR", "members": [{"who": "user:li"}]}, {"id": "empty", "name": "Nobody"}],
    "users": [
        {"id": "boss", "name": "周总", "assignments": [{"department": "company"}]},
        {"id": "li", "name": "李静", "assignments": [{"department": "fin"}]},
        {"id": "zhang", "name": "张三", "assignments": [{"department": "fin"}]},
    ],
    "services": [
        {"id": "hr", "name": "HR system", "answers": []},
        {"id": "bank", "name": "Bank", "system": "bank", "operation": "who", "answers": []},
    ],
}

FORM_FILE = {
    "type": "default",
    "id": "order",
    "schemaVersion": 19,
    "components": [
        {"type": "textfield", "key": "reason", "label": "Reason", "validate": {"required": True}},
        {"type": "number", "key": "amount", "label": "Amount", "properties": {"slip:kind": "money"}},
        {
            "type": "select",
            "key": "level",
            "label": "Level",
            "values": [{"value": "gold", "label": "Gold card"}, {"value": "plain", "label": "Plain"}],
        },
        {"type": "number", "key": "total", "label": "Total", "properties": {"slip:formula": "=amount * 2"}},
    ],
}


CLAIM_FILE = {
    "type": "default",
    "id": "claim",
    "components": [
        {"type": "textfield", "id": "F1", "key": "sum", "label": "Paid out"},
        {"type": "textfield", "id": "F2", "key": "kind", "properties": {"slip:element": "claimKind"}},
    ],
}
JUDGED_FILE = {
    "type": "default",
    "id": "judged",
    "components": [
        {"type": "textfield", "id": "F1", "key": "verdict", "label": "What we think"},
        {"type": "number", "id": "F2", "key": "twice", "properties": {"slip:formula": "=string length(verdict)"}},
    ],
}
ROWS_FILE = {
    "type": "default",
    "id": "rows",
    "components": [
        {
            "type": "dynamiclist",
            "id": "T",
            "path": "rows",
            "components": [
                {"type": "textfield", "id": "F1", "key": "parent", "label": "Above"},
            ],
        },
    ],
}
DICTIONARY = {
    "formatVersion": 1,
    "elements": [
        {"code": "paid", "name": {"zh": "报销额", "en": "Paid out"}, "type": "money"},
        {"code": "claimKind", "name": "Kind of claim", "type": "choice", "choices": "gone"},
    ],
}


SYSTEMS = {
    "systems": [
        {
            "code": "finance",
            "operations": [
                {"code": "pay", "input": [{"name": "sum", "required": True}, {"name": "note"}]},
                {
                    "code": "file",
                    "input": [{"name": "when", "type": "date"}, {"name": "sum", "type": "money"}],
                    "output": [{"name": "number", "type": "text"}],
                },
                {"code": "book", "input": [{"name": "kind", "choices": "gone"}]},
            ],
        }
    ]
}


DECISIONS = {"level": literal("amount > 5"), "older": literal("age > 5"), "broken": literal("amount >")}


def workspace(folder: Path) -> Workspace:
    """A workspace with four forms, two terms, three people, a system and three decisions."""
    (folder / "forms").mkdir(parents=True)
    (folder / "processes").mkdir()
    files = {"workspace.json": {"formatVersion": 1, "id": "w"}, "organization.json": ORGANIZATION}
    for name, value in {
        **files,
        "forms/order.form": FORM_FILE,
        "forms/claim.form": CLAIM_FILE,
        "forms/judged.form": JUDGED_FILE,
        "forms/rows.form": ROWS_FILE,
        "dictionary.json": DICTIONARY,
        "systems.json": SYSTEMS,
    }.items():
        (folder / name).write_text(json.dumps(value), "utf-8")
    (folder / "decisions").mkdir()
    for name, logic in DECISIONS.items():
        (folder / "decisions" / f"{name}.dmn").write_bytes(dmn(decision(name, name, logic)))
    return open_workspace(folder)


def problems(text: str, space: Workspace | None = None, profile: str = "default") -> list[Problem]:
    """The problems of a text."""
    doc = document(text)
    try:
        return check(doc, space, profile)
    finally:
        doc.close()
