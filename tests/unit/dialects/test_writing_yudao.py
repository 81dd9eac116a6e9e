"""What yudao is told of people, approvals, limits, forms and starters; what it cannot be told is a loss."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lxml import etree

from modeler.bpmn import names
from modeler.dialects.losses import effect_of
from modeler.dialects.writing import WRITERS, Settings, Written
from modeler.dialects.yudao_people import token
from modeler.publish.exporting import export
from tests.helpers.dialect_catalog import MODELS
from tests.helpers.dialect_models import DialectModel, E, S, chain, ext, flow, node

URI = "http://flowable.org/bpmn"
LI = '<slip:handler strategy="user" who="user:li"/>'


def model(body: str, **more: Any) -> DialectModel:
    return DialectModel("own", {"P": body}, **more)


def one_step(*blocks: str) -> DialectModel:
    return model(S + node("userTask", "A", ext(*blocks)) + E + chain("S", "A", "E"))


def written(of: DialectModel, **groups: str) -> Written:
    return WRITERS["yudao"].write(of.package, Settings(groups=groups))


def told(of: DialectModel, own: str = "A", **groups: str) -> dict[str, str]:
    """The texts of the extension elements of a step; of several with one name the last."""
    found = written(of, **groups)
    assert found.ok, [loss.message for loss in found.losses]
    root = etree.fromstring(found.files["P.bpmn"])
    element = next(one for one in root.iter() if one.get("id") == own)
    return {
        etree.QName(one).localname: one.text or "" for one in element.iterfind(f"{names.q('extensionElements')}/*")
    }


def losses(of: DialectModel, **groups: str) -> dict[str, str]:
    return {loss.code.removeprefix("export."): str(effect_of(loss)) for loss in written(of, **groups).losses}


def several(of: DialectModel) -> etree._Element:
    root = etree.fromstring(written(of).files["P.bpmn"])
    return next(root.iter(names.q("multiInstanceLoopCharacteristics")))


@pytest.mark.parametrize(
    ("rule", "strategy", "param"),
    [
        ('strategy="user" who="user:li user:wang"', "30", "user:li,user:wang"),
        ('strategy="role" who="role:hr"', "10", "role:hr"),
        ('strategy="department" who="department:fin/**"', "20", "department:fin/**"),
        ('strategy="position" who="position:clerk"', "22", "position:clerk"),
        ('strategy="group" who="group:sales"', "40", "group:sales"),
        ('strategy="starter"', "36", ""),
        ('strategy="starterChoice"', "35", ""),
        ('strategy="departmentHead"', "37", "1"),
        ('strategy="departmentHead" level="2"', "37", "2"),
        ('strategy="consecutiveHeads" upTo="3"', "38", "3"),
        ('strategy="consecutiveHeads"', "38", "100"),
        ('strategy="field" path="boss"', "50", "boss"),
        ('strategy="fieldDepartmentHead" path="unit"', "51", "unit|1"),
        ('strategy="expression" feel="boss"', "60", "${execution.getVariable('boss')}"),
    ],
)
def test_each_rule_is_a_strategy_of_the_server(rule: str, strategy: str, param: str) -> None:
    found = told(one_step(f"<slip:handler {rule}/>"))
    assert (found["candidateStrategy"], found["candidateParam"]) == (strategy, param)


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ('strategy="user" who="user:li role:hr"', "people-mixed"),
        ('strategy="superior"', "people-none"),
        ('strategy="departmentHead" level="=days"', "people-level"),
        ('strategy="departmentHead" short="empty"', "people-level"),
        ('strategy="consecutiveHeads" untilRole="role:hr"', "people-level"),
        ('strategy="fieldDepartmentHead" path="unit" level="2"', "people-level"),
        ('strategy="field" path="who.id"', "people-none"),
        ('strategy="previousChoice"', "people-first"),
    ],
)
def test_a_rule_that_the_server_does_not_have_is_refused(rule: str, code: str) -> None:
    found = written(one_step(f"<slip:handler {rule}/>"))
    assert not found.files
    assert losses(one_step(f"<slip:handler {rule}/>"))[code] == "refused"


def test_a_step_without_a_rule_is_refused_and_the_environment_can_name_one_for_a_rule() -> None:
    assert losses(one_step())["people-none"] == "refused"
    superior = one_step('<slip:handler strategy="superior"/>')
    assert told(superior, superior="role:leaders")["candidateParam"] == "role:leaders"
    assert told(superior, superior="leaders")["candidateParam"] == "role:leaders"


def test_names_are_those_of_the_environment_and_stay_one_name() -> None:
    settings = Settings(groups={"role:hr": "人事, 组", "department:fin": "department:财务", "role:boss": "user:wang"})
    assert token("role:hr", settings) == "role:人事%2C%20组"
    assert token("department:fin/**", settings) == "department:财务/**"
    assert token("role:boss", settings) == "user:wang"


@pytest.mark.parametrize(
    ("approval", "method", "condition", "sequential"),
    [
        ('vote="any"', "3", "${ nrOfCompletedInstances > 0 }", "false"),
        ('vote="claim"', "3", "${ nrOfCompletedInstances > 0 }", "false"),
        ('vote="all"', "2", "${ nrOfCompletedInstances/nrOfInstances >= 1.00}", "false"),
        ('vote="percent" threshold="60"', "2", "${ nrOfCompletedInstances/nrOfInstances >= 0.60}", "false"),
        ('vote="percent" threshold="2/3"', "2", "${ nrOfCompletedInstances/nrOfInstances >= 0.6666}", "false"),
        ('vote="sequence"', "4", "${ nrOfCompletedInstances >= nrOfInstances }", "true"),
    ],
)
def test_how_several_decide(approval: str, method: str, condition: str, sequential: str) -> None:
    of = one_step(LI, f"<slip:approval {approval}/>")
    assert told(of)["approveMethod"] == method
    loop = several(of)
    assert (loop.get("isSequential"), loop.findtext(names.q("completionCondition"))) == (sequential, condition)
    assert ("votes-early" in losses(of)) is ("percent" in approval)


def test_one_drawn_at_random_has_no_others_and_counted_votes_are_refused() -> None:
    of = one_step(LI, '<slip:approval vote="random"/>')
    assert told(of)["approveMethod"] == "1"
    assert b"multiInstance" not in written(of).files["P.bpmn"]
    for vote in ('vote="count" threshold="2"', 'vote="weight" threshold="50"'):
        assert losses(one_step(LI, f"<slip:approval {vote}/>"))["vote"] == "refused"


def test_nobody_the_starter_and_whoever_agreed_before() -> None:
    of = one_step('<slip:handler strategy="role" who="role:hr" empty="user" emptyWho="user:wang" same="skip"'
                  ' distinct="adjacent"/>')  # fmt: skip
    found = told(of)
    assert (found["assignEmptyHandlerType"], found["assignEmptyUserIds"]) == ("3", "user:wang")
    assert found["assignStartUserHandlerType"] == "2"
    assert json.loads(written(of).files["P.json"])["autoApprovalType"] == 2
    for rule, number in (("pass", "1"), ("reject", "2"), ("admin", "4"), ("stop", "4")):
        said = told(one_step(f'<slip:handler strategy="role" who="role:hr" empty="{rule}"/>'))
        assert said["assignEmptyHandlerType"] == number
    assert losses(one_step('<slip:handler strategy="role" who="role:hr" same="superior"/>'))["same-head"] == "weaker"


def test_one_rule_for_whoever_agreed_before_holds_in_the_whole_process() -> None:
    body = S + "".join(
        node("userTask", own, ext(f'<slip:handler strategy="user" who="user:li" distinct="{rule}"/>'))
        for own, rule in (("A", "instance"), ("B", "off"))
    )
    of = model(body + E + chain("S", "A", "B", "E"))
    (loss,) = [loss for loss in written(of).losses if loss.code == "export.distinct-mixed"]
    assert loss.element == "B"


BACK = (
    '<slip:verdict id="no" label="No" result="reject" action="{}"/><slip:verdict id="ok" label="OK" result="agree"/>'
)


@pytest.mark.parametrize(
    ("action", "kind", "back"),
    [("end", "1", None), ("node:A", "2", "A"), ("previous", "2", "A"), ("start", "2", "A")],
)
def test_what_a_rejection_does(action: str, kind: str, back: str | None) -> None:
    first = node("userTask", "A", ext('<slip:handler strategy="starter"/>'))
    second = node("userTask", "B", ext(LI, f'<slip:approval vote="any">{BACK.format(action)}</slip:approval>'))
    found = told(model(S + first + second + E + chain("S", "A", "B", "E")), "B")
    assert (found["rejectHandlerType"], found.get("rejectReturnTaskId")) == (kind, back)


def test_a_rejection_that_goes_on_or_back_to_nobody_is_refused() -> None:
    goes_on = one_step(LI, f'<slip:approval vote="any">{BACK.format("next")}</slip:approval>')
    assert losses(goes_on)["reject-goes-on"] == "refused"
    to_nobody = one_step(LI, f'<slip:approval vote="any">{BACK.format("start")}</slip:approval>')
    assert losses(to_nobody)["reject-back"] == "refused"
    assert losses(MODELS["verdict"])["reject-goes-on"] == "refused"  # a gateway looks at it
    other = '<slip:approval vote="any"><slip:verdict id="x" label="X" result="abstain"/></slip:approval>'
    assert losses(one_step(LI, other))["verdict-unknown"] == "refused"


def test_buttons_say_what_a_step_gives() -> None:
    root = etree.fromstring(
        written(one_step(LI, '<slip:approval vote="any" operations="transfer addAfter urge"/>')).files["P.bpmn"]
    )
    shown = {one.get("id"): one.get("enable") for one in root.iter(f"{{{URI}}}buttonsSetting")}
    assert shown == {"1": "true", "2": "true", "3": "true", "4": "false", "5": "true", "6": "true", "7": "false"}
    plain = etree.fromstring(written(one_step(LI)).files["P.bpmn"])
    assert [one.get("id") for one in plain.iter(f"{{{URI}}}buttonsSetting") if one.get("enable") == "true"] == ["1"]


def test_time_limits_are_events_on_the_border_that_the_server_looks_at() -> None:
    limits = '<slip:step after="PT4H" do="remind" repeat="PT4H"/><slip:step after="PT8H" do="agree"/>'
    of = one_step(LI, f'<slip:deadline work="PT8H">{limits}</slip:deadline>')
    root = etree.fromstring(written(of).files["P.bpmn"])
    events = {one.get("id"): one for one in root.iter(names.q("boundaryEvent"))}
    assert {one.get("cancelActivity") for one in events.values()} == {"false"}
    assert {own: "".join(one.itertext()).split() for own, one in events.items()} == {
        "A_late_1": ["1", "1", "R/PT4H"],
        "A_late_2": ["1", "2", "PT8H"],
    }
    task = next(root.iter(names.q("userTask")))
    assert task.get(f"{{{URI}}}dueDate") == "PT8H"
    handed = one_step(LI, '<slip:deadline work="PT8H"><slip:step after="PT9H" do="hand-over"/></slip:deadline>')
    assert losses(handed)["limit-other"] == "weaker"


def test_a_process_has_one_form_and_steps_their_rights_on_its_fields() -> None:
    form = MODELS["form"]
    step = node("userTask", "A", ext(LI, '<slip:form ref="leave"/>',
                "<slip:fields><slip:field path='days' access='read'/><slip:field path='note' access='required'/>"
                "<slip:field path='pay' access='hidden'/></slip:fields>"))  # fmt: skip
    body = node("startEvent", "S", ext('<slip:form ref="leave"/>')) + step + E + chain("S", "A", "E")
    of = model(body, forms=form.forms)
    found = written(of)
    beside = json.loads(found.files["P.json"])
    fields = [json.loads(one) for one in beside["form"]["fields"]]
    assert [(one["field"], one["type"], one["title"]) for one in fields] == [
        ("days", "inputNumber", "Days"), ("note", "input", "Note"), ("pay", "inputNumber", "Pay"),
    ]  # fmt: skip
    root = etree.fromstring(found.files["P.bpmn"])
    rights = {one.get("field"): one.get("permission") for one in root.iter(f"{{{URI}}}fieldsPermission")}
    assert rights == {"days": "1", "note": "2", "pay": "3"}
    assert losses(of)["field-needed"] == "weaker"
    twice = model(body.replace('ref="leave"', 'ref="more"', 1), forms={**form.forms, "more": form.forms["leave"]})
    assert losses(twice)["form-one"] == "weaker"


def test_who_may_start_stands_beside_the_file() -> None:
    rights = '<slip:rights><slip:allow action="start" who="user:zhang"/></slip:rights>'
    body = ext(rights) + S + node("userTask", "A", ext(LI)) + E + chain("S", "A", "E")
    assert json.loads(written(model(body)).files["P.json"])["startUserIds"] == ["user:zhang"]
    for_role = model(body.replace("user:zhang", "role:hr"))
    assert losses(for_role)["starters-kind"] == "refused"
    named = written(for_role, **{"role:hr": "department:HR"})
    assert json.loads(named.files["P.json"])["startDeptIds"] == ["department:HR"]
    both = body.replace("</slip:rights>", '<slip:allow action="start" who="department:fin"/></slip:rights>')
    assert losses(model(both))["starters-mixed"] == "weaker"


def test_what_the_server_has_nobody_for_is_refused() -> None:
    assert losses(MODELS["service"])["service-nobody"] == "refused"
    assert losses(MODELS["decision"])["decision-nobody"] == "refused"
    assert losses(MODELS["call"])["several-processes"] == "refused"


def test_copies_are_a_step_of_the_servers_own_and_a_verdict_that_is_asked_for_is_left() -> None:
    agreed = node("userTask", "A", ext(LI, f'<slip:approval vote="any">{BACK.format("end")}</slip:approval>'))
    copies = node("sendTask", "C", ext('<slip:copy who="role:hr"/>'))
    body = S + agreed + node("exclusiveGateway", "G", default="G_E") + copies + E
    body += chain("S", "A", "G") + flow("G", "C", 'A_verdict = "ok"') + flow("G", "E") + chain("C", "E")
    root = etree.fromstring(written(model(body)).files["P.bpmn"])
    assert b"execution.setVariable('A_verdict', 'ok')" in etree.tostring(root)
    task = next(root.iter(names.q("serviceTask")))
    assert task.get(f"{{{URI}}}delegateExpression") == "${bpmCopyTaskDelegate}"
    mixed = model(body.replace('<slip:copy who="role:hr"/>', '<slip:copy who="starter"/><slip:copy who="role:hr"/>'))
    assert losses(mixed)["copy"] == "weaker"
    assert told(mixed, "C")["candidateStrategy"] == "36"


def test_approvals_are_not_drawn_in_plain_bpmn_for_it() -> None:
    of = one_step(LI, '<slip:approval vote="all"/>')
    found = export(of.package, "yudao")
    assert found.ok
    assert [one.get("id") for one in etree.fromstring(found.files["P.bpmn"]).iter(names.q("userTask"))] == ["A"]


def test_a_service_at_an_address_is_posted_to_by_the_server() -> None:
    asks = (
        '<slip:service kind="system" url="https://erp.example.com/no"><slip:in name="days" value="days"/>'
        '<slip:in name="kind" value="&quot;leave&quot;"/><slip:out name="no" value="result.no"/></slip:service>'
    )
    of = model(
        S + node("userTask", "A", ext(LI)) + node("serviceTask", "B", ext(asks)) + E + chain("S", "A", "B", "E")
    )
    found = told(of, "B")
    assert found["triggerType"] == "1"
    said = json.loads(found["triggerParam"])
    assert said["body"] == [
        {"type": 2, "key": "days", "value": "days"}, {"type": 1, "key": "kind", "value": "leave"},
    ]  # fmt: skip
    assert said["response"] == [{"key": "no", "value": "no"}]
    assert losses(of)["service-posted"] == "weaker"
    worked_out = DialectModel("own", {"P": of.bodies["P"].replace('value="days"', 'value="days + 1"')})
    assert losses(worked_out)["mapping"] == "refused"
