"""Editing the dictionary, and where a term is used."""

from __future__ import annotations

import json

import pytest

from modeler.dictionary.edit import (
    add_element,
    dictionary_part,
    move_element,
    read_dictionary,
    remove_choices,
    remove_element,
    set_choices,
    set_element,
)
from modeler.dictionary.occurrences import Sources
from modeler.dictionary.where_used import where_used
from modeler.document.io import document_from_bytes
from runner.data.dictionary import Dictionary
from tests.unit.forms.forms import a_form, field

PROCESS = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:slip="urn:slipway:bpmn:1" id="D"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="urn:test">
  <bpmn:process id="P" isExecutable="true">
    <bpmn:startEvent id="S"><bpmn:extensionElements><slip:form ref="a"/></bpmn:extensionElements>
      <bpmn:outgoing>F</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="T"><bpmn:extensionElements>
      <slip:handler strategy="field" path="person"/>
      <slip:fields><slip:field path="days" access="read"/></slip:fields>
    </bpmn:extensionElements><bpmn:incoming>F</bpmn:incoming></bpmn:userTask>
    <bpmn:sequenceFlow id="F" sourceRef="S" targetRef="T">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">days &gt; 3</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
  </bpmn:process>
</bpmn:definitions>
"""


def test_terms_are_added_changed_moved_and_removed() -> None:
    terms = add_element(
        add_element(Dictionary(), "days", {"zh": "天数", "en": "Days"}, "number"), "kind", "Kind", "choice"
    )
    terms = set_element(terms, "days", unit="day", format={"decimals": 1, "min": 0.5})
    terms = set_choices(terms, "kinds", [{"value": "a", "label": "A"}], name="Kinds")
    terms = set_element(terms, "kind", choices="kinds", code="leaveKind")
    terms = move_element(terms, "leaveKind", 0)
    part = dictionary_part(terms)
    assert part["formatVersion"] == 1
    assert [item["code"] for item in part["elements"]] == ["leaveKind", "days"]
    assert read_dictionary(json.loads(json.dumps(part))) == terms
    assert remove_choices(terms, "kinds").element("leaveKind").choices is None  # type: ignore[union-attr]
    assert remove_element(terms, "days").element("days") is None


@pytest.mark.parametrize("code", ["天数", "a b", "1a", "", "taken"])
def test_bad_or_taken_code_is_refused(code: str) -> None:
    terms = add_element(add_element(Dictionary(), "taken"), "other")
    with pytest.raises(ValueError, match=f"^{code}$"):
        add_element(terms, code)
    with pytest.raises(ValueError, match=f"^{code}$"):
        set_element(terms, "other", code=code)


def test_choice_that_occurs_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="a"):
        set_choices(Dictionary(), "kinds", [{"value": "a"}, {"value": "a"}])


def test_where_used_lists_fields_expressions_and_steps() -> None:
    form = a_form(
        field("number", "days", own={"element": "leaveDays"}),
        field("textfield", "why", hide="=not(days > 1)"),
        field("textfield", "other", hide="=day > 1"),
        field("person", "person", own={"element": "deputy"}),
    )
    document = document_from_bytes(PROCESS.encode(), "p.bpmn")
    sources = Sources(forms={"a": form}, documents={"p.bpmn": document})
    uses = where_used("leaveDays", sources)
    assert [(use.file, use.element, use.way) for use in uses] == [
        ("a", "Field_days", "field"),
        ("a", "Field_why", "expression"),
        ("p.bpmn", "T", "rights"),
        ("p.bpmn", "F", "condition"),
    ]
    people = where_used("deputy", sources)
    assert ("T", "handler") in [(use.element, use.way) for use in people]
    document.close()
