"""What Flowable reads: one archive, its own words, listed form fields, tables of JUEL."""

from __future__ import annotations

import pytest
from lxml import etree

from modeler.bpmn import names
from modeler.dialects.writing import WRITERS, Settings, Written
from tests.helpers.dialect_models import DialectModel, S, chain, node, refers
from tests.unit.dialects.test_writing import element, unpacked, written

URI = "http://flowable.org/bpmn"


def said(found: Written, own: str) -> dict[str, str]:
    """The engine's attributes of an element."""
    spaced = f"{{{URI}}}"
    return {
        key.removeprefix(spaced): text for key, text in element(found, own).attrib.items() if key.startswith(spaced)
    }


def inside(found: Written, own: str, word: str) -> list[dict[str, str]]:
    """The attributes of the engine's elements inside of one."""
    return [dict(one.attrib) for one in element(found, own).iter(names.q(word, URI))]


def test_everything_goes_into_one_archive() -> None:
    found = written("flowable", "decision")
    assert list(found.files) == ["decision.bar"]
    assert sorted(unpacked(found)) == ["decision.bpmn20.xml", "grade.dmn"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("for-user", {"assignee": "li"}),
        ("for-role", {"candidateGroups": "hr"}),
        ("for-starter", {"assignee": "${execution.getVariable('starter')}"}),
        ("due", {"assignee": "li", "dueDate": "PT8H"}),
    ],
)
def test_who_handles_a_step_is_said(name: str, expected: dict[str, str]) -> None:
    assert said(written("flowable", name), "A") == expected


def test_fields_are_listed_as_the_step_sees_them() -> None:
    found = written("flowable", "form")
    assert said(found, "A") == {"formKey": "leave"}
    assert inside(found, "A", "formProperty") == [
        {"id": "days", "name": "Days", "type": "double", "writable": "false"},
        {"id": "note", "name": "Note", "type": "string", "required": "true"},
    ]


def test_a_service_is_a_task_of_an_external_worker() -> None:
    found = written("flowable", "service")
    assert said(found, "A") == {"type": "external-worker", "topic": "finance.check"}
    assert {one["target"] for one in inside(found, "A", "in")} >= {"amount", "slipway_operation"}
    assert inside(found, "A", "out") == [{"source": "left", "target": "left"}]


def test_lines_of_a_script_are_set_one_after_the_other_in_one_expression() -> None:
    text = said(written("flowable", "script-lines"), "X")["expression"]
    assert [part.split("'")[1] for part in text.split("execution.setVariable(")[1:]] == ["y", "z", "label"]


def test_cells_of_a_table_are_whole_conditions() -> None:
    root = etree.fromstring(unpacked(written("flowable", "decision-record"))["terms.dmn"])
    cells = [one.findtext("{*}text") for one in root.iter("{*}inputEntry")]
    assert cells == ["${kind == 'sick'}", "-", "-", "${days > 3}", "-", "-"]


def test_a_list_that_a_table_gives_is_refused() -> None:
    found = written("flowable", "decision-list")
    assert "export.decision-logic" in [loss.code for loss in found.losses]
    assert not found.files


def test_a_result_of_another_name_is_made_of_the_column() -> None:
    listeners = [one["expression"] for one in inside(written("flowable", "decision"), "D", "executionListener")]
    assert listeners == ["${execution.setVariable('amount', execution.getVariable('amount'))}"]


def test_links_become_flows() -> None:
    found = written("flowable", "link")
    flow = element(found, "L1_L2")
    assert (flow.get("sourceRef"), flow.get("targetRef")) == ("L1", "L2")
    assert {element(found, own).tag for own in ("L1", "L2")} == {names.q("intermediateThrowEvent")}


def test_a_task_that_waits_for_a_message_is_an_event() -> None:
    waits = element(written("flowable", "receive-task"), "C")
    assert waits.tag == names.q("intermediateCatchEvent")
    assert waits.find(names.q("messageEventDefinition")).get("messageRef") == "M"  # type: ignore[union-attr]


def test_a_called_process_gets_everything_and_gives_back_what_is_known() -> None:
    found = written("flowable", "call")
    assert said(found, "A") == {"sameDeployment": "true", "inheritBusinessKey": "true", "inheritVariables": "true"}
    assert inside(found, "A", "out") == [{"source": "y", "target": "y"}]
    assert ("export.call-known", "A") in [(loss.code, loss.element) for loss in found.losses]


def test_an_end_that_sends_is_refused() -> None:
    body = S + node("endEvent", "E9", refers("message", "M")) + chain("S", "E9")
    model = DialectModel("sends", {"P": body}, roots='<bpmn:message id="M" name="paid"/>')
    found = WRITERS["flowable"].write(model.package, Settings())
    assert [(loss.code, loss.element) for loss in found.losses if loss.code == "export.event"] == [
        ("export.event", "E9")
    ]


def test_who_asks_a_condition_that_waits_is_told() -> None:
    assert ("export.condition-asked", "C") in [
        (one.code, one.element) for one in written("flowable", "condition").losses
    ]


@pytest.mark.parametrize(("model", "own"), [("error", "X"), ("event-sub-process", "S3"), ("service-fails", "X")])
def test_the_code_of_a_caught_error_stays_in_a_variable(model: str, own: str) -> None:
    (event,) = element(written("flowable", model), own).iter(names.q("errorEventDefinition"))
    assert event.get(names.q("errorVariableName", URI)) == "errorCode"


def test_an_error_that_is_thrown_names_no_variable() -> None:
    (event,) = element(written("flowable", "error"), "E1").iter(names.q("errorEventDefinition"))
    assert event.get(names.q("errorVariableName", URI)) is None


def test_a_transaction_that_is_called_off_is_refused() -> None:
    found = written("flowable", "transaction")
    assert not found.ok
    assert {loss.element for loss in found.losses if loss.code == "export.event"} == {"E1", "X"}
