"""Decisions that other tools let a step ask."""

from __future__ import annotations

import pytest

from modeler.compile import compile_graph
from runner.bundle.graph import DecisionUse
from tests.unit.dialects.test_reading import OFFICE, codes, read, written


@pytest.mark.parametrize(
    ("engine", "attributes", "inside", "tag", "use"),
    [
        ("camunda", 'camunda:decisionRef="level" camunda:mapDecisionResult="singleEntry" '
         'camunda:resultVariable="band"', "", "businessRuleTask",
         DecisionUse(ref="level", result="band", shape="entry")),
        ("camunda", 'camunda:decisionRef="level" camunda:decisionRefBinding="latest"', "", "businessRuleTask",
         DecisionUse(ref="level", result="decisionResult", shape="records")),
        ("zeebe", "", '<zeebe:calledDecision decisionId="level" resultVariable="band" bindingType="latest"/>',
         "businessRuleTask", DecisionUse(ref="level", result="band")),
        ("flowable", 'flowable:type="dmn"', '<flowable:field name="decisionTableReferenceKey"><flowable:string>level'
         "</flowable:string></flowable:field>", "serviceTask", DecisionUse(ref="level")),
        ("activiti", 'activiti:type="dmn"', '<activiti:field name="decisionTableReferenceKey" stringValue="level"/>',
         "serviceTask", DecisionUse(ref="level")),
        ("spiffworkflow", "", "<spiffworkflow:calledDecisionId> level </spiffworkflow:calledDecisionId>",
         "businessRuleTask", DecisionUse(ref="level")),
    ],
)  # fmt: skip
def test_the_decision_that_a_step_asks_is_read(
    engine: str, attributes: str, inside: str, tag: str, use: DecisionUse
) -> None:
    doc = written(engine, attributes, inside, tag)
    found = read(doc)
    assert found.graph.node("T").decision == use
    assert [problem.params["decision"] for problem in found.report if problem.code == "foreign.decision"] == ["level"]
    known = compile_graph(doc, "P", organization=OFFICE, decisions=["level"])
    assert known.graph == found.graph
    assert known.report == []


@pytest.mark.parametrize("ref", ["${chosen}", "#{chosen}"])
def test_a_decision_whose_name_is_worked_out_is_given_by_hand(ref: str) -> None:
    found = read(written("camunda", f'camunda:decisionRef="{ref}"', tag="businessRuleTask"))
    assert found.graph.node("T").decision is None
    assert codes(found) == [("dialect.decision", "camunda:decisionRef")]


def test_what_goes_out_of_a_decision_names_its_result() -> None:
    inside = (
        '<zeebe:calledDecision decisionId="d" resultVariable="band"/>'
        '<zeebe:ioMapping><zeebe:output source="=band.who" target="boss"/></zeebe:ioMapping>'
    )
    service = read(written("zeebe", inside=inside, tag="businessRuleTask")).graph.node("T").service
    assert service is not None
    assert [(one.name, one.value) for one in service.outputs] == [("boss", "band.who")]


def test_what_else_spiffworkflow_says_is_told() -> None:
    inside = (
        "<spiffworkflow:preScript>x = 1</spiffworkflow:preScript><spiffworkflow:unitTests/>"
        "<spiffworkflow:calledDecisionId/><spiffworkflow:properties/>"
    )
    found = read(written("spiffworkflow", inside=inside, tag="businessRuleTask"))
    assert found.graph.node("T").decision is None
    assert sorted(codes(found)) == [
        ("dialect.around", "spiffworkflow:preScript"), ("dialect.decision", "spiffworkflow:calledDecisionId"),
        ("dialect.kept", "spiffworkflow:properties"),
    ]  # fmt: skip
