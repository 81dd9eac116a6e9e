"""What Camunda 7 and Operaton read: their words, their expressions, their forms, their decisions."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from lxml import etree

from modeler.bpmn import names
from modeler.dialects.losses import concept_of
from modeler.dialects.writing import WRITERS, Settings, Written
from modeler.publish.packing import pack
from runner.bundle.archive import read_package
from tests.helpers.dialect_catalog import MODELS
from tests.helpers.dialect_models import DialectModel, E, S, chain, ext, flow, node
from tests.unit.dialects.test_writing import bpmn, element, written

URI = "http://camunda.org/schema/1.0/bpmn"


def said(found: Written, own: str) -> dict[str, str]:
    """The engine's attributes of an element."""
    return {
        key.rpartition("}")[2]: text for key, text in element(found, own).attrib.items() if key.startswith(f"{{{URI}")
    }


def parameters(found: Written, own: str, word: str) -> dict[str, str]:
    """Input or output parameters of a step."""
    return {one.get("name") or "": one.text or "" for one in element(found, own).iter(names.q(word, URI))}


def write(model: DialectModel, **settings: object) -> Written:
    return WRITERS["camunda"].write(model.package, Settings(**settings))  # type: ignore[arg-type]


def test_the_process_says_how_long_history_is_kept_and_which_version_it_is() -> None:
    assert said(written("camunda", "straight"), "P") == {"historyTimeToLive": "P180D", "versionTag": "1.2.0"}
    other = write(MODELS["straight"], history_time_to_live="30", version_tag="x")
    assert said(other, "P") == {"historyTimeToLive": "30", "versionTag": "x"}


def test_the_namespace_is_a_setting() -> None:
    found = write(MODELS["for-role"], namespace="http://operaton.org/schema/1.0/bpmn")
    text = found.files["for-role.bpmn"].decode()
    assert 'xmlns:camunda="http://operaton.org/schema/1.0/bpmn"' in text
    assert URI not in text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("for-user", {"assignee": "li"}),
        ("for-users", {"candidateUsers": "li,wang"}),
        ("for-role", {"candidateGroups": "hr"}),
        ("for-group", {"candidateGroups": "sales"}),
        ("for-position", {"candidateGroups": "position-clerk"}),
        ("for-department", {"candidateGroups": "department-fin"}),
        ("for-starter", {"assignee": "${execution.getVariable('starter')}"}),
        ("for-field", {"candidateUsers": "${execution.getVariable('boss')}"}),
        ("for-expression", {"assignee": "${execution.getVariable('urgent') == true ? 'li' : 'wang'}"}),
        ("for-head", {}),
        ("due", {"assignee": "li", "dueDate": "PT8H"}),
    ],
)
def test_who_handles_a_step_is_said(name: str, expected: dict[str, str]) -> None:
    assert said(written("camunda", name), "A") == expected


def test_groups_of_the_server_are_a_setting_and_stand_in_for_rules_of_the_organisation() -> None:
    mapped = {"role:hr": "hr-team", "departmentHead": "heads"}
    assert said(write(MODELS["for-role"], groups=mapped), "A") == {"candidateGroups": "hr-team"}
    found = write(MODELS["for-head"], groups=mapped)
    assert said(found, "A") == {"candidateGroups": "heads"}
    assert "people" not in [concept_of(loss) for loss in found.losses]


def test_whoever_starts_is_kept_where_a_step_is_for_the_starter() -> None:
    assert said(written("camunda", "for-starter"), "S") == {"initiator": "starter"}
    assert said(written("camunda", "for-role"), "S") == {}


def test_who_may_start_is_listed_and_told_to_be_shown_only() -> None:
    found = written("camunda", "starters")
    expected = {"candidateStarterUsers": "zhang", "candidateStarterGroups": "hr"}
    assert said(found, "P").items() >= expected.items()
    assert [loss.code for loss in found.losses] == ["export.starters"]


def test_a_service_is_an_external_task_with_its_mappings() -> None:
    found = written("camunda", "service")
    assert said(found, "A") == {"type": "external", "topic": "finance.check"}
    price, count = ("execution.getVariable('price')", "execution.getVariable('count')")
    assert parameters(found, "A", "inputParameter")["amount"] == (
        f"${{{price} != null && {count} != null ? {price} * {count} : null}}"
    )
    assert parameters(found, "A", "outputParameter") == {"left": "${execution.getVariable('left')}"}
    properties = {one.get("name"): one.get("value") for one in element(found, "A").iter(names.q("property", URI))}
    assert properties == {
        "system": "finance", "operation": "check", "kind": "system", "retries": "2", "timeout": "PT10S"
    }  # fmt: skip


def test_scripts_become_expressions() -> None:
    one, several = written("camunda", "script"), written("camunda", "script-lines")
    assert element(one, "X").tag == names.q("serviceTask")
    assert said(one, "X")["resultVariable"] == "y"
    assert "+ 1" in said(one, "X")["expression"]
    assert list(parameters(several, "X", "outputParameter")) == ["y", "z", "label"]


def test_a_decision_is_bound_to_its_deployment_and_comes_with_its_file() -> None:
    found = written("camunda", "decision")
    assert said(found, "D") == {
        "decisionRef": "grade", "decisionRefBinding": "deployment", "mapDecisionResult": "singleEntry",
        "resultVariable": "level",
    }  # fmt: skip
    root = etree.fromstring(found.files["grade.dmn"])
    decision = next(one for one in root if etree.QName(one).localname == "decision")
    assert decision.get(names.q("historyTimeToLive", URI.replace("/bpmn", "/dmn"))) == "P180D"
    texts = [
        one for one in root.iter() if etree.QName(one).localname in ("inputEntry", "outputEntry", "inputExpression")
    ]
    assert {one.get("expressionLanguage") for one in texts} == {"feel"}


def test_a_record_that_a_decision_gives_becomes_variables() -> None:
    found = written("camunda", "decision-record")
    assert said(found, "D")["mapDecisionResult"] == "singleResult"
    assert parameters(found, "D", "outputParameter") == {"level": "${D_decision.level}", "paid": "${D_decision.paid}"}
    assert said(written("camunda", "decision-list"), "D")["mapDecisionResult"] == "collectEntries"


def test_a_newer_decision_file_is_written_in_the_version_that_the_engine_reads() -> None:
    model = MODELS["decision"]
    bundle = model.bundle
    newer = bundle.decisions["grade"].replace(b"20191111", b"20230324")
    package = read_package(pack(replace(bundle, decisions={"grade": newer})))
    found = WRITERS["camunda"].write(package, Settings())
    assert b"20191111/MODEL" in found.files["grade.dmn"]
    assert b"20230324" not in found.files["grade.dmn"]


def test_a_called_process_of_the_package_is_called_from_the_same_deployment() -> None:
    found = written("camunda", "call")
    assert said(found, "A") == {"calledElementBinding": "deployment"}
    passed = [dict(one.attrib) for one in element(found, "A").iter(names.q("in", URI), names.q("out", URI))]
    assert passed == [{"businessKey": "#{execution.processBusinessKey}"}, {"variables": "all"}, {"variables": "all"}]
    mapped = [dict(one.attrib) for one in element(written("camunda", "call-mapped"), "A").iter(names.q("out", URI))]
    assert mapped == [{"source": "y", "target": "y"}]


def test_several_runs_go_through_a_list_or_count() -> None:
    found = written("camunda", "each-until")
    multi = next(element(found, "A").iter(names.q("multiInstanceLoopCharacteristics")))
    assert multi.get(names.q("collection", URI)) == "people"
    assert multi.get(names.q("elementVariable", URI)) == "one"
    assert "nrOfCompletedInstances / nrOfInstances >= 0.5" in (multi.findtext(names.q("completionCondition")) or "")
    assert multi.find(names.q("inputDataItem")) is None


def test_a_form_is_written_for_each_step_as_the_step_sees_it() -> None:
    found = written("camunda", "form")
    assert said(found, "S") == {"formRef": "leave", "formRefBinding": "deployment"}
    assert said(found, "A") == {"formRef": "leave_A", "formRefBinding": "deployment"}
    form = json.loads(found.files["leave_A.form"])
    assert form["id"] == "leave_A"
    assert [one["key"] for one in form["components"]] == ["days", "note"]
    assert form["components"][0]["readonly"] is True
    assert form["components"][1]["validate"] == {"required": True}


def test_a_verdict_of_one_person_is_asked_for_in_the_form_and_made_the_result() -> None:
    found = written("camunda", "verdict")
    form = json.loads(found.files["A.form"])
    assert form["components"][-1]["key"] == "A_verdict"
    assert [one["value"] for one in form["components"][-1]["values"]] == ["yes", "no"]
    assert set(parameters(found, "A", "outputParameter")) == {"A_result", "verdict"}


def test_people_that_the_engine_would_not_wait_for_become_user_tasks() -> None:
    found = written("camunda", "plain-tasks")
    assert {element(found, own).tag for own in "AB"} == {names.q("userTask")}


def test_a_condition_with_null_asks_for_the_variable_by_name() -> None:
    text = "".join(element(written("camunda", "nothing-said"), "G_A").itertext()).strip()
    assert text == "${execution.getVariable('x') <= 3}"


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        (node("adHocSubProcess", "A", node("userTask", "A1")), "export.element"),
        (
            node("scriptTask", "A", '<bpmn:script>x = [1, 2]</bpmn:script>', scriptFormat="feel"),
            "export.script",
        ),
        (
            node(
                "userTask", "A",
                '<bpmn:standardLoopCharacteristics loopMaximum="3"/>',
            ),
            "export.loop-while",
        ),
        (
            node("userTask", "A", ext('<slip:handler strategy="starter"/>', '<slip:approval vote="all"/>')),
            "export.vote",
        ),
        (node("userTask", "A", ext('<slip:approval vote="any"/>')), "export.verdict"),
        (
            node("userTask", "A", ext('<slip:deadline><slip:step after="PT8H" do="agree"/></slip:deadline>')),
            "export.limit-decides",
        ),
    ],
)  # fmt: skip
def test_what_would_come_out_otherwise_is_refused_at_its_element(inside: str, code: str) -> None:
    found = write(DialectModel("refused", {"P": S + inside + E + chain("S", "A", "E")}))
    assert not found.ok
    assert found.files == {}
    assert (code, "A") in [(loss.code, loss.element) for loss in found.losses]


def test_a_condition_that_cannot_be_said_is_refused_at_its_flow() -> None:
    body = S + node("exclusiveGateway", "G", default="G_E") + node("userTask", "A") + E
    body += flow("S", "G") + flow("G", "A", "some x in list satisfies x > 3") + flow("G", "E") + chain("A", "E")
    found = write(DialectModel("refused", {"P": body}))
    assert [(loss.code, loss.element) for loss in found.losses] == [("export.condition", "G_A")]


def test_own_words_of_the_engine_stay_and_those_of_others_are_told() -> None:
    task = node("userTask", "A", ext('<camunda:taskListener event="create" class="x.Y"/>',
                                     '<zeebe:assignmentDefinition assignee="li"/>'),
                camunda__assignee="wang", flowable__async="true")  # fmt: skip
    found = write(DialectModel("foreign", {"P": S + task + E + chain("S", "A", "E")}))
    assert said(found, "A") == {"assignee": "wang"}
    assert element(found, "A").find(f".//{{{URI}}}taskListener") is not None
    told = [loss.params["what"] for loss in found.losses if loss.code == "export.foreign"]
    assert sorted(told) == ["flowable:async", "zeebe:assignmentDefinition"]
    assert b"zeebe" not in found.files["foreign.bpmn"]
    assert b"flowable" not in found.files["foreign.bpmn"]


def test_no_prefix_is_made_up_and_the_platform_is_named() -> None:
    for name in MODELS:
        for data in written("camunda", name).files.values():
            assert b"ns0:" not in data
            assert b"ns1:" not in data
    root = bpmn(written("camunda", "straight"))
    assert root.get("{http://camunda.org/schema/modeler/1.0}executionPlatform") == "Camunda Platform"
    assert root.get("expressionLanguage") is None
