"""What other tools pass on to steps, their time limits and the form fields in their files, as ours."""

from __future__ import annotations

import pytest

from modeler.compile import compile_process
from modeler.dialects.engines import DIALECTS
from modeler.document.io import document_from_bytes, to_bytes
from runner.bundle.graph import Mapping
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
         "userTask"),
    ],
)  # fmt: skip
def test_what_is_not_understood_whole_is_not_taken_over_and_told(inside: str, tag: str) -> None:
    found = read(written("camunda", inside=inside, tag=tag))
    assert found.graph.node("T").service is None
    assert "dialect.mapping" in [code for code, _what in codes(found)]


@pytest.mark.parametrize("engine", ["camunda", "flowable", "activiti"])
def test_a_span_of_time_is_a_time_limit_and_a_date_is_told(engine: str) -> None:
    found = read(written(engine, f'{engine}:dueDate="PT4H"'))
    deadline = found.graph.node("T").deadline
    assert deadline is not None
    assert deadline.work == "PT4H"
    assert codes(found) == []
    for text in ("2026-01-01T00:00:00", "${due}", "P", "PT"):
        found = read(written(engine, f'{engine}:dueDate="{text}"'))
        assert found.graph.node("T").deadline is None
        assert codes(found) == [("foreign.due", None)]


def test_a_schedule_of_zeebe_is_a_time_limit() -> None:
    found = read(written("zeebe", inside='<zeebe:taskSchedule dueDate="P2D"/>'))
    deadline = found.graph.node("T").deadline
    assert deadline is not None
    assert deadline.work == "P2D"


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
