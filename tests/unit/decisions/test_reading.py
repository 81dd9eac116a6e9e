"""Files of decisions that are not in order, and hostile ones: a sentence with a line, never a hang."""

from __future__ import annotations

import pytest

from runner.core.errors import FormatError
from runner.decisions import DecisionTable, read_decisions
from tests.helpers.decisions import decision, dmn, literal, table


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "xml.empty"),
        (b"<definitions", "xml.malformed"),
        (b"<definitions/>", "dmn.namespace"),
        (b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', "dmn.namespace"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><definitions/>', "xml.doctype"),
        (dmn(decision("d", "d", table([], ["a"], ["-> 1"], "LAST"))), "dmn.policy"),
        (dmn(decision("d", "d", table(["x"], ["a"], ["1 | 2 -> 1"]))), "dmn.cells"),
        (dmn("<decision id='d' name='d'><informationRequirement><requiredInput href='#'/></informationRequirement>"
             "</decision>"), "dmn.reference"),
        (dmn(decision("d", "d", "<list>" * 400 + "</list>" * 400)), "xml.too-deep"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_decisions_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_decisions(data, "test.dmn")
    assert caught.value.code == code
    assert "test.dmn" in caught.value.message


def test_what_others_added_is_passed_over() -> None:
    data = dmn(decision("d", "d", f"<x:note xmlns:x='urn:x'>{literal('1')}</x:note>{literal('2')}"))
    read = read_decisions(data, "test.dmn")
    assert getattr(read.decisions[0].logic, "text", "") == "2"


def test_a_table_is_read_with_all_that_people_see_of_it() -> None:
    logic = (
        "<decisionTable hitPolicy='COLLECT' aggregation='SUM'><input id='i' label='How much'>"
        "<inputExpression typeRef='number'><text>amount</text></inputExpression></input>"
        "<output id='o' name='points' label='Points'/><annotation name='Why'/>"
        "<rule id='r'><inputEntry><text>&gt; 1</text></inputEntry><outputEntry><text>2</text></outputEntry>"
        "<annotationEntry><text>since 2020</text></annotationEntry></rule></decisionTable>"
    )
    made = read_decisions(dmn(decision("d", "d", logic)), "test.dmn").decisions[0].logic
    assert isinstance(made, DecisionTable)
    assert made.short_policy == "C+"
    assert (made.inputs[0].title, made.outputs[0].title, made.remarks) == ("How much", "Points", ("Why",))
    assert made.rules[0].remarks == ("since 2020",)
