"""One gatherer finds every expression of a process and puts any piece of it right."""

from __future__ import annotations

import pytest

from modeler.compile.expressions import statements as compiled
from modeler.document.expressions import PLACES, expressions_of, put_right
from modeler.document.io import document_from_bytes, to_bytes
from modeler.document.records import FlowRecord, NodeRecord
from modeler.document.script import statements
from modeler.document.semantics import details_of
from tests.unit.lint.models import END, START, block, flow, in_process

SERVICE = (
    '<slip:service kind="http"><slip:in name="a" value="wrong + 1"/><slip:in name="b" value="= wrong"/>'
    '<slip:out name="c" value="wrong"/></slip:service><slip:mock result="{ok: wrong}"/>'
)
RULE = "<slip:handler strategy='expression' feel='wrong' level='= wrong'/>"
SCRIPT = "total = wrong * 2\n  // said\nlong = if wrong &gt; 3\n  then 1 else wrong"
BODY = (
    START + '<bpmn:exclusiveGateway id="G"/>\n' + f'<bpmn:userTask id="A">{block(RULE)}'
    '<bpmn:multiInstanceLoopCharacteristics slip:collection="wrong"><bpmn:loopCardinality>wrong'
    "</bpmn:loopCardinality>"
    "<bpmn:completionCondition>wrong &gt; 3</bpmn:completionCondition></bpmn:multiInstanceLoopCharacteristics>"
    "</bpmn:userTask>\n"
    + f'<bpmn:serviceTask id="B">{block(SERVICE)}</bpmn:serviceTask>\n'
    + f'<bpmn:scriptTask id="C" scriptFormat="feel"><bpmn:script>{SCRIPT}</bpmn:script></bpmn:scriptTask>\n'
    + '<bpmn:intermediateCatchEvent id="T"><bpmn:timerEventDefinition><bpmn:timeDuration>= wrong</bpmn:timeDuration>'
    "</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>\n"
    + '<bpmn:intermediateCatchEvent id="I"><bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration>'
    "</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>\n"
    + END
    + flow("S", "G")
    + flow("G", "A", "  wrong &gt; 3")
    + flow("A", "B")
    + flow("B", "C")
    + flow("C", "T")
    + flow("T", "I")
    + flow("I", "E")
)


def all_of(text: str) -> list[tuple[str, str, int, int, str]]:
    document = document_from_bytes(text.encode(), "model.bpmn")
    elements: list[NodeRecord | FlowRecord] = [*document.index.flows.values(), *document.index.nodes.values()]
    found = [
        (one.place.id, one.element.id, one.number, one.lead, one.text)
        for element in elements
        for one in expressions_of(element, details_of(document, element.id))
    ]
    document.close()
    return found


def test_every_place_but_the_second_way_of_a_head_is_found_and_a_written_time_is_none() -> None:
    found = all_of(in_process(BODY))
    assert {place for place, *_rest in found} == set(PLACES) - {"loop.condition", "handler.upTo"}
    assert "I" not in {element for _place, element, *_rest in found}
    assert all("wrong" in text for *_rest, text in found)
    assert len(found) == 13


def test_any_piece_of_any_place_is_put_right_in_one_step_and_undone() -> None:
    text = in_process(BODY)
    for place, element, number, lead, bare in all_of(text):
        document = document_from_bytes(text.encode(), "model.bpmn")
        before = to_bytes(document)
        at = lead + bare.find("wrong")
        put_right(document, element, place, number, at, at + 5, "right")
        after = document.index.record(element)
        assert isinstance(after, NodeRecord | FlowRecord)
        now = [
            one.text
            for one in expressions_of(after, details_of(document, element))
            if (one.place.id, one.number) == (place, number)
        ]
        assert now == [bare.replace("wrong", "right", 1)], place
        document.undo()
        assert to_bytes(document) == before
        document.close()


@pytest.mark.parametrize(
    "text",
    [
        "a = 1\nb = 2",
        "  a = 1\n  b = if a\n    then 2 else 3\n",
        "// first\na = 1 // why\n\n  + 2",
        "words",
        "a = b = c",
    ],
)
def test_statements_are_the_ones_that_run(text: str) -> None:
    mine = statements(text)
    assert [one.line for one in mine] == [line for line, _text in compiled(text)]
    assert all(text[one.at : one.at + len(one.text)] == one.text for one in mine)
    assert all(text[one.value_at : one.value_at + len(one.value)] == one.value for one in mine if one.name)
