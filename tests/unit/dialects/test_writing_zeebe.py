"""What Camunda 8 reads: FEEL behind `=`, workers, mappings, keys of messages, bindings to the deployment."""

from __future__ import annotations

import json

import pytest

from modeler.bpmn import names
from modeler.dialects.writing import WRITERS, Settings, Written
from tests.helpers.dialect_models import DialectModel, E, S, chain, flow, node
from tests.unit.dialects.test_writing import bpmn, element, written

URI = "http://camunda.org/schema/zeebe/1.0"


def inside(found: Written, own: str, word: str) -> list[dict[str, str]]:
    """The attributes of the engine's elements inside of one."""
    return [dict(one.attrib) for one in element(found, own).iter(names.q(word, URI))]


def text_of(found: Written, own: str) -> str:
    return "".join(element(found, own).itertext()).strip()


def test_conditions_are_feel_behind_a_sign() -> None:
    assert text_of(written("zeebe", "text-and-number"), "G_A") == '=kind = "annual" and days >= 2.5'


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("for-user", {"assignee": "li"}),
        ("for-users", {"candidateUsers": "li, wang"}),
        ("for-role", {"candidateGroups": "hr"}),
        ("for-starter", {"assignee": "=starter"}),
        ("for-field", {"candidateUsers": "=if boss instance of string then [boss] else boss"}),
        ("for-expression", {"assignee": '=if urgent = true then "li" else "wang"'}),
    ],
)
def test_who_handles_a_step_is_said(name: str, expected: dict[str, str]) -> None:
    found = written("zeebe", name)
    assert inside(found, "A", "assignmentDefinition") == [expected]
    assert inside(found, "A", "userTask") == [{}]


def test_a_due_date_is_worked_out_from_now() -> None:
    assert inside(written("zeebe", "due"), "A", "taskSchedule") == [{"dueDate": '=now() + duration("PT8H")'}]


def test_a_service_is_a_job_with_headers_and_mappings() -> None:
    found = written("zeebe", "service")
    assert inside(found, "A", "taskDefinition") == [{"type": "finance.check", "retries": "3"}]
    assert inside(found, "A", "input") == [{"source": "=price * count", "target": "amount"}]
    assert inside(found, "A", "output") == [{"source": "=left", "target": "left"}]
    assert {"key": "operation", "value": "check"} in inside(found, "A", "header")


def test_several_lines_of_a_script_are_entries_of_one_value() -> None:
    found = written("zeebe", "script-lines")
    said = inside(found, "X", "script")
    assert said == [{"expression": '={y: x * 2, z: y + 1, label: "a" + "b"}', "resultVariable": "X_values"}]
    assert inside(found, "X", "output")[0] == {"source": "=X_values.y", "target": "y"}
    assert inside(written("zeebe", "script"), "X", "script") == [{"expression": "=x + 1", "resultVariable": "y"}]


def test_a_decision_a_form_and_a_process_are_taken_from_the_same_deployment() -> None:
    assert inside(written("zeebe", "decision"), "D", "calledDecision") == [
        {"decisionId": "grade", "resultVariable": "level", "bindingType": "deployment"}
    ]
    assert inside(written("zeebe", "form"), "A", "formDefinition") == [
        {"formId": "leave_A", "bindingType": "deployment"}
    ]
    called = inside(written("zeebe", "call-mapped"), "A", "calledElement")
    assert called == [
        {"processId": "Q", "bindingType": "deployment", "propagateAllParentVariables": "false",
         "propagateAllChildVariables": "false"}
    ]  # fmt: skip
    assert element(written("zeebe", "call"), "A").get("calledElement") is None
    form = json.loads(written("zeebe", "form").files["leave_A.form"])
    assert (form["executionPlatform"], form["id"]) == ("Camunda Cloud", "leave_A")


def test_runs_are_counted_under_the_names_of_the_engine() -> None:
    found = written("zeebe", "each-until")
    multi = next(element(found, "A").iter(names.q("multiInstanceLoopCharacteristics")))
    assert multi.findtext(names.q("completionCondition")) == "=numberOfCompletedInstances / numberOfInstances >= 0.5"
    assert inside(found, "A", "loopCharacteristics") == [{"inputCollection": "=people", "inputElement": "one"}]
    counted = inside(written("zeebe", "each-sequential"), "A", "loopCharacteristics")
    assert counted == [{"inputCollection": "=for i in 1..(2) return i"}]


def test_a_message_that_is_waited_for_has_a_key_which_is_told() -> None:
    found = written("zeebe", "message")
    assert inside(found, "M", "subscription") == [{"correlationKey": '="any"'}]
    assert ("export.message-key", "C") in [(loss.code, loss.element) for loss in found.losses]


def test_a_verdict_brings_out_what_the_form_gives() -> None:
    targets = [one["target"] for one in inside(written("zeebe", "verdict"), "A", "output")]
    assert targets == ["A_verdict", "A_result", "verdict"]


@pytest.mark.parametrize(
    ("name", "code", "own"),
    [
        ("inclusive", "export.inclusive-join", "J"),
        ("flow-of-a-task", "export.condition-place", "A_B"),
        ("transaction", "export.element", "SP"),
        ("condition", "export.event", "C"),
    ],
)
def test_what_the_engine_does_not_know_is_refused(name: str, code: str, own: str) -> None:
    found = written("zeebe", name)
    assert (code, own) in [(loss.code, loss.element) for loss in found.losses]
    assert not found.files


def test_what_only_we_know_of_the_language_is_refused_at_its_flow() -> None:
    body = S + node("exclusiveGateway", "G", default="G_E") + node("userTask", "A") + E
    body += flow("S", "G") + flow("G", "A", "chinese amount(3) = x") + flow("G", "E") + chain("A", "E")
    found = WRITERS["zeebe"].write(DialectModel("own", {"P": body}).package, Settings())
    refused = [(loss.code, loss.element) for loss in found.losses if loss.code.startswith("export.condition")]
    assert refused == [("export.condition", "G_A")]


def test_the_platform_and_the_version_are_named() -> None:
    found = written("zeebe", "straight")
    assert bpmn(found).get("{http://camunda.org/schema/modeler/1.0}executionPlatform") == "Camunda Cloud"
    assert inside(found, "P", "versionTag") == [{"value": "1.2.0"}]
