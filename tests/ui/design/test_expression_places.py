"""Every place of the program that takes an expression takes it with the one editor: none is forgotten, none is a line
without help."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPlainTextEdit

from modeler.document.document import Document
from modeler.document.expressions import PLACES, expressions_of
from modeler.document.io import document_from_bytes, to_bytes
from modeler.document.records import FlowRecord, NodeRecord
from modeler.document.semantics import details_of
from modeler.ui.expressions.condition import ConditionEdit
from modeler.ui.expressions.edit import ExpressionEdit
from tests.ui.window_builder import a_window, turn
from tests.unit.lint.models import END, START, block, flow, in_process

LOOP = (
    "<bpmn:standardLoopCharacteristics><bpmn:loopCondition>x</bpmn:loopCondition></bpmn:standardLoopCharacteristics>"
)
SEVERAL = '<bpmn:multiInstanceLoopCharacteristics slip:collection="x"/>'
TIMER = "<bpmn:timerEventDefinition><bpmn:timeDuration>= x</bpmn:timeDuration></bpmn:timerEventDefinition>"
SERVICE = '<slip:service kind="http"/>'


def step(tag: str, inside: str = "") -> str:
    """Start, one step that is given, end."""
    one = f'<bpmn:{tag} id="X" name="It">{inside}</bpmn:{tag}>\n'
    return in_process(START + one + END + flow("S", "X") + flow("X", "E"))


def handled(parameters: str) -> str:
    return step("userTask", block(f"<slip:handler {parameters}/>"))


CONDITION = "<bpmn:conditionalEventDefinition><bpmn:condition>x</bpmn:condition></bpmn:conditionalEventDefinition>"
WAY = in_process(START + '<bpmn:exclusiveGateway id="G"/>\n' + END + flow("S", "G") + flow("G", "E", "x"))
WHERE: dict[str, list[tuple[str, str, str]]] = {
    "condition": [(WAY, "G_E", "days > 1"), (step("intermediateCatchEvent", CONDITION), "X", "days > 1")],
    "timer": [(step("intermediateCatchEvent", TIMER), "X", 'duration("PT1H")')],
    "script": [(step("scriptTask"), "X", "total = days + 1")],
    "service.in": [
        (step("serviceTask", block(SERVICE)), "X", "amount = days + 1"),
        (step("callActivity"), "X", "amount = days + 1"),
        (step("intermediateThrowEvent", "<bpmn:messageEventDefinition/>"), "X", "amount = days + 1"),
    ],
    "service.out": [
        (step("serviceTask", block(SERVICE)), "X", "paid = answer.ok"),
        (step("callActivity"), "X", "paid = answer"),
    ],
    "mock": [(step("serviceTask", block(SERVICE)), "X", "{ok: days > 1}")],
    "loop.condition": [(step("userTask", LOOP), "X", "days > 1")],
    "loop.cardinality": [(step("userTask", SEVERAL), "X", "days + 1")],
    "loop.collection": [(step("userTask", SEVERAL), "X", "rows")],
    "loop.completion": [(step("userTask", SEVERAL), "X", "days > 1")],
    "handler.feel": [(handled('strategy="expression" feel="x"'), "X", "manager")],
    "handler.level": [(handled('strategy="departmentHead" level="= x"'), "X", "days + 1")],
    "handler.upTo": [(handled('strategy="consecutiveHeads" upTo="= x"'), "X", "days + 1")],
}
CASES = [(place, number) for place, ways in WHERE.items() for number in range(len(ways))]


def held(document: Document, element: str, place: str) -> list[str]:
    """The expressions at a place, as everybody finds them."""
    record = document.index.record(element)
    assert isinstance(record, NodeRecord | FlowRecord)
    return [one.text for one in expressions_of(record, details_of(document, element)) if one.place.id == place]


def test_no_place_is_forgotten_here() -> None:
    assert set(WHERE) == set(PLACES)


def test_every_place_is_written_with_the_one_editor_and_undone() -> None:
    with a_window() as window:
        for place, number in CASES:
            text, element, written = WHERE[place][number]
            document = document_from_bytes(text.encode(), f"{place}-{number}.bpmn")
            window.context.show_document(document)
            window.show_place("design")
            window.context.selection.set([element])
            turn()
            before = to_bytes(document)
            kind = ConditionEdit if PLACES[place].is_condition else ExpressionEdit
            found = [one for one in window.findChildren(kind, f"expression-{place}") if one.isVisible()]
            assert len(found) == 1, (place, number)
            field = found[0].field
            assert isinstance(field, QPlainTextEdit)
            field.setPlainText(written)
            turn()
            assert field.toPlainText() == written
            value = written.partition(" = ")[2] if place in ("script", "service.in", "service.out") else written
            found_there = [one.removeprefix("=").strip() for one in held(document, element, place)]
            assert found_there == [value], (place, number)
            while document.can_undo:
                document.undo()
            assert to_bytes(document) == before
            window.context.close_document(document)
            turn()


@pytest.mark.parametrize("ways", ["duration", "computed", "date", "cycle"])
def test_a_timer_says_in_which_way_its_time_is_given(ways: str) -> None:
    with a_window() as window:
        document = document_from_bytes(WHERE["timer"][0][0].encode(), "timer.bpmn")
        window.context.show_document(document)
        window.show_place("design")
        window.context.selection.set(["X"])
        turn()
        edit = window.findChild(ExpressionEdit, "expression-timer")
        assert edit is not None and edit.isVisible() and edit.field.toPlainText() == "x"
        from modeler.document import commands

        texts = {"duration": "PT1H", "computed": "= x", "date": "2026-03-02T09:00:00", "cycle": "R3/PT1H"}
        kind = "duration" if ways == "computed" else ways
        commands.set_property(document, "X", "timer", {"kind": kind, "text": texts[ways]})
        turn()
        assert edit.isVisible() is (ways != "duration")
