"""What other tools pass on to steps, their time limits and the form fields in their files, as ours."""

from __future__ import annotations

import pytest

from modeler.compile import compile_process
from modeler.dialects.engines import DIALECTS
from modeler.document.io import document_from_bytes, to_bytes
from runner.bundle.graph import Mapping
from runner.service import Service
from tests.helpers.builders import a_process
from tests.unit.dialects.test_reading import codes, read, written


def mappings(rows: dict[str, str]) -> list[Mapping]:
    return [Mapping(name=name, value=value) for name, value in rows.items()]


@pytest.mark.parametrize(
    ("engine", "inside", "inputs", "outputs"),
    [
        (
            "camunda",
            '<camunda:inputOutput><camunda:inputParameter name="to">${amount * 2}</camunda:inputParameter>'
            '<camunda:inputParameter name="why">rent</camunda:inputParameter>'
            '<camunda:outputParameter name="left">${budget}</camunda:outputParameter>'
            '<camunda:outputParameter name="paid">${to}</camunda:outputParameter></camunda:inputOutput>',
            {"to": "amount * 2", "why": '"rent"'},
            {"left": "result.budget", "paid": "amount * 2"},
        ),
        (
            "zeebe",
            '<zeebe:ioMapping><zeebe:input source="= amount + 1" target="to"/>'
            '<zeebe:output source="=budget" target="left"/></zeebe:ioMapping>',
            {"to": "amount + 1"},
            {"left": "result.budget"},
        ),
        (
            "zeebe",
            '<zeebe:calledDecision decisionId="d" resultVariable="band"/><zeebe:ioMapping>'
            '<zeebe:output source="=band" target="level"/></zeebe:ioMapping>',
            {},
            {"level": "band"},
        ),
    ],
)
def test_what_a_service_is_given_and_gives_is_read(
    engine: str, inside: str, inputs: dict[str, str], outputs: dict[str, str]
) -> None:
    found = read(written(engine, inside=inside, tag="businessRuleTask"))
    service = found.graph.node("T").service
    assert service is not None
    assert (service.inputs, service.outputs) == (mappings(inputs), mappings(outputs))
    assert "dialect.mapping" not in [code for code, _what in codes(found)]


@pytest.mark.parametrize("engine", ["camunda", "flowable", "activiti"])
def test_what_a_called_process_is_given_and_gives_is_read(engine: str) -> None:
    inside = (
        f'<{engine}:in source="amount" target="sum"/><{engine}:in sourceExpression="${{a + b}}" target="both"/>'
        f'<{engine}:out source="left" target="rest"/>'
    )
    found = read(written(engine, inside=inside, tag="callActivity"))
    service = found.graph.node("T").service
    assert service is not None
    assert service.inputs == mappings({"sum": "amount", "both": "a + b"})
    assert service.outputs == mappings({"rest": "left"})
    assert codes(found) == []


def test_all_data_is_passed_on_as_it_is_here() -> None:
    found = read(written("camunda", inside='<camunda:in variables="all"/>', tag="callActivity"))
    assert found.graph.node("T").service is None
    assert codes(found) == []


@pytest.mark.parametrize(
    ("inside", "tag"),
    [
        ('<camunda:in businessKey="#{key}"/>', "callActivity"),
        ('<camunda:in variables="all"/><camunda:in source="a" target="b"/>', "callActivity"),
        ('<camunda:inputOutput><camunda:inputParameter name="a"><camunda:list/></camunda:inputParameter>'
         "</camunda:inputOutput>", "serviceTask"),
        ('<camunda:inputOutput><camunda:inputParameter name="a">${bean.call()}</camunda:inputParameter>'
         "</camunda:inputOutput>", "serviceTask"),
        ('<camunda:inputOutput><camunda:inputParameter name="a">1</camunda:inputParameter></camunda:inputOutput>',
         "manualTask"),
    ],
)  # fmt: skip
def test_what_is_not_understood_whole_is_not_taken_over_and_told(inside: str, tag: str) -> None:
    found = read(written("camunda", inside=inside, tag=tag))
    assert found.graph.node("T").service is None
    assert "dialect.mapping" in [code for code, _what in codes(found)]


@pytest.mark.parametrize("engine", ["camunda", "flowable", "activiti"])
def test_a_due_date_reminds_after_a_span_at_a_day_or_when_an_expression_says(engine: str) -> None:
    for text, work, at in (
        ("PT4H", "PT4H", None), ("2026-01-01", None, '"2026-01-01"'),
        ("2026-01-01T09:30:00+08:00", None, '"2026-01-01T09:30:00+08:00"'), ("${due}", None, "due"),
    ):  # fmt: skip
        found = read(written(engine, f'{engine}:dueDate="{text}"'))
        deadline = found.graph.node("T").deadline
        assert deadline is not None
        assert (deadline.work, [step.at for step in deadline.steps]) == (work, [at])
        assert [step.do for step in deadline.steps] == ["remind"]
        assert codes(found) == []
    for text in ("P", "PT", "soon", "2026-02-30", "${bean.due(x)}"):
        found = read(written(engine, f'{engine}:dueDate="{text}"'))
        assert found.graph.node("T").deadline is None
        assert codes(found) == [("foreign.due", None)]


def test_a_schedule_of_zeebe_follows_up_and_is_due() -> None:
    inside = '<zeebe:taskSchedule followUpDate="= begin" dueDate="2026-03-05T18:00:00Z"/>'
    found = read(written("zeebe", inside=inside))
    deadline = found.graph.node("T").deadline
    assert deadline is not None
    assert [step.at for step in deadline.steps] == ["begin", '"2026-03-05T18:00:00Z"']
    span = read(written("zeebe", inside='<zeebe:taskSchedule dueDate="P2D"/>')).graph.node("T").deadline
    assert span is not None
    assert (span.work, [step.after for step in span.steps]) == ("P2D", ["P2D"])
    follow = read(written("camunda", 'camunda:followUpDate="2026-03-03"'))
    assert follow.report == []


def played(engine: str, attributes: str = "", inside: str = "") -> tuple[Service, str]:
    doc = written(engine, attributes, inside)
    bundle = compile_process(doc).bundle
    assert bundle is not None
    service = Service(clock="2026-03-02T09:00:00+08:00")
    case = service.start(service.deploy(bundle), "tester", {"due": "2026-03-04", "amount": 5, "note": "kept"})
    return service, case


@pytest.mark.parametrize(
    ("text", "due"),
    [("2026-03-05T18:00:00Z", "2026-03-06T02:00:00+08:00"), ("2026-03-05", "2026-03-05T00:00:00+08:00"),
     ("${due}", "2026-03-04T00:00:00+08:00"), ("${nothing}", None), ("${note}", None)],
)  # fmt: skip
def test_a_step_is_due_at_its_day_and_not_at_all_where_none_is_given(text: str, due: str | None) -> None:
    service, case = played("camunda", f'camunda:dueDate="{text}"')
    [task] = service.open_tasks(case)
    assert task.due == due
    told = [line for line in service.history(case) if line.kind == "warning"]
    assert bool(told) is (due is None)
    service.advance("P7D")
    assert [line.element for line in service.history(case) if line.kind == "overdue"] == (["T"] if due else [])
    service.close()


CAMUNDA_STEP = (
    '<camunda:inputOutput><camunda:inputParameter name="amount">${amount * 2}</camunda:inputParameter>'
    '<camunda:inputParameter name="why">rent</camunda:inputParameter>'
    '<camunda:outputParameter name="rest">${amount - paid}</camunda:outputParameter></camunda:inputOutput>'
)
ZEEBE_STEP = (
    '<zeebe:ioMapping><zeebe:input source="= amount * 2" target="amount"/><zeebe:input source="= &quot;rent&quot;" '
    'target="why"/><zeebe:output source="= amount - paid" target="rest"/></zeebe:ioMapping>'
)


@pytest.mark.parametrize(("engine", "inside"), [("camunda", CAMUNDA_STEP), ("zeebe", ZEEBE_STEP)])
def test_what_a_person_is_given_is_the_steps_own_and_what_comes_out_is_the_cases(engine: str, inside: str) -> None:
    found = read(written(engine, inside=inside))
    service_facts = found.graph.node("T").service
    assert service_facts is not None
    assert service_facts.outputs == mappings({"rest": "amount - paid"})
    assert codes(found) == []
    service, case = played(engine, inside=inside)
    [task] = service.open_tasks(case)
    assert service.variables(case)["amount"] == 5
    service.complete(task.task, "tester", {"paid": 3})
    after = service.variables(case)
    assert (after["rest"], after["amount"], after["paid"], "why" in after) == (7, 5, 3, False)
    assert service.case(case).status == "completed"
    service.close()


CAMUNDA_FIELDS = (
    "<camunda:formData>"
    '<camunda:formField id="days" label="Days" type="long" defaultValue="3"><camunda:validation>'
    '<camunda:constraint name="required"/></camunda:validation></camunda:formField>'
    '<camunda:formField id="kind" type="enum"><camunda:value id="a" name="Apple"/></camunda:formField>'
    '<camunda:formField id="ok" type="boolean"><camunda:validation><camunda:constraint name="readonly"/>'
    "</camunda:validation></camunda:formField></camunda:formData>"
)
FLOWABLE_FIELDS = (
    '<flowable:formProperty id="days" name="Days" type="long" required="true" default="3"/>'
    '<flowable:formProperty id="kind" type="enum"><flowable:value id="a" name="Apple"/></flowable:formProperty>'
    '<flowable:formProperty id="ok" type="boolean" writable="false"/>'
)


@pytest.mark.parametrize(("engine", "inside"), [("camunda", CAMUNDA_FIELDS), ("flowable", FLOWABLE_FIELDS)])
def test_fields_in_the_file_are_a_form_and_told(engine: str, inside: str) -> None:
    document = written(engine, inside=inside)
    found = read(document)
    use = found.graph.node("T").form
    assert use is not None
    days, kind, ok = found.forms[use.ref].components
    assert (days.key, days.label, days.type, days.validate_) == ("days", "Days", "number", {"required": True})
    assert kind.type == "select"
    assert kind.values == [{"label": "Apple", "value": "a"}]
    assert ok.type == "checkbox"
    assert [(one.path, one.access) for one in use.fields] == [("days", "edit"), ("kind", "edit"), ("ok", "read")]
    assert {code for code, _what in codes(found)} == {"dialect.form-fields"}
    compiled = compile_process(document, None)
    assert compiled.bundle is not None
    assert list(compiled.bundle.forms) == [use.ref]


def test_the_tag_of_a_version_is_the_version() -> None:
    space = f'xmlns:camunda="{DIALECTS["camunda"].uri}"'
    plain = to_bytes(a_process().with_task("A").document())
    tagged = plain.replace(b'<bpmn:process id="P"', f'<bpmn:process {space} camunda:versionTag="2.1" id="P"'.encode())
    document = document_from_bytes(tagged, "tagged.bpmn")
    assert read(document).graph.version == "2.1"
