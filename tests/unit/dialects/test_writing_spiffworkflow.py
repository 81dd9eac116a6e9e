"""What SpiffWorkflow reads: its own library parses every model and walks it where a case needs nobody's time."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser
from SpiffWorkflow.util.task import TaskState

from modeler.bpmn import names
from modeler.dialects.losses import Losses
from modeler.dialects.python_slots import Python
from modeler.dialects.sheet import SPIFF
from modeler.dialects.typed import Typed
from modeler.dialects.writing import Written
from runner.feel import evaluate
from tests.helpers.dialect_catalog import MODELS
from tests.helpers.feel_texts import VARIABLES, conditions, contexts
from tests.unit.dialects.test_writing import element, unpacked, written

WRITTEN = [name for name in MODELS if written("spiffworkflow", name).ok]


def workflow(name: str, data: dict[str, Any] | None = None) -> BpmnWorkflow:
    """The model in the library, not begun."""
    parser = SpiffBpmnParser()
    for file, content in unpacked(written("spiffworkflow", name)).items():
        if file.endswith(".bpmn"):
            parser.add_bpmn_xml(etree.fromstring(content), filename=file)
        elif file.endswith(".dmn"):
            parser.add_dmn_xml(etree.fromstring(content), filename=file)
    found = BpmnWorkflow(
        parser.get_spec(MODELS[name].process), parser.get_subprocess_specs(MODELS[name].process),
        script_engine=PythonScriptEngine(),
    )  # fmt: skip
    found.task_tree.data.update(data or {})
    for task in found.get_tasks():
        task.data.update(data or {})
    return found


@pytest.mark.parametrize("name", WRITTEN)
def test_the_library_takes_every_model(name: str) -> None:
    assert workflow(name).spec.name == MODELS[name].process


AUTOMATIC = [
    name
    for name in WRITTEN
    if not MODELS[name].steps
    and not MODELS[name].services
    and name not in ("event-sub-process", "transaction", "terminate")
]


@pytest.mark.parametrize("name", AUTOMATIC)
def test_it_takes_the_way_that_our_own_runner_takes(name: str) -> None:
    model = MODELS[name]
    there: dict[str, Any] = {
        variable: None
        for one in written("spiffworkflow", name).losses
        if one.code == "export.declared"
        for variable in one.params["variables"].split(", ")
    }
    case = workflow(name, {**there, **model.start})
    case.run_all()
    assert case.completed
    ids = {item.get("id") for item in etree.fromstring(model.text.encode()).iter() if item.get("id")}
    done = {task.task_spec.bpmn_id for task in case.get_tasks(state=TaskState.COMPLETED)}
    assert done & (ids - {model.process}) == set(model.path)


def test_most_models_without_people_are_walked() -> None:
    assert len(AUTOMATIC) > 25


@settings(max_examples=200)
@given(conditions(), contexts())
def test_a_condition_has_the_same_outcome_in_python(text: str, context: dict[str, Any]) -> None:
    losses = Losses("x")
    python = Python(Typed(VARIABLES), losses).condition(text, "F", "F")
    if python is None:
        assert losses.all  # refused, and said so
        return
    engine = PythonScriptEngine()
    outcome = engine.environment.evaluate(python, {"gone": None, **context})
    assert (outcome is True) is (evaluate(text, context).value is True), (text, python)


def inside(found: Written, own: str, word: str) -> list[etree._Element]:
    return list(element(found, own).iter(names.q(word, SPIFF)))


def test_groups_are_lanes_and_starters_are_permissions() -> None:
    found = written("spiffworkflow", "for-role")
    lanes = [item.get("name") for item in etree.fromstring(found.files["for-role.bpmn"]).iter(names.q("lane"))]
    assert lanes == ["hr"]
    text = written("spiffworkflow", "starters").files["permissions.yml"].decode()
    assert 'groups: ["hr", "zhang"]' in text
    assert "actions: [start]" in text


def test_a_form_is_two_schemas_as_the_step_sees_it() -> None:
    found = written("spiffworkflow", "form")
    schema = json.loads(found.files["leave_A-schema.json"])
    assert set(schema["properties"]) == {"days", "note"}
    assert schema["required"] == ["note"]
    assert json.loads(found.files["leave_A-uischema.json"]) == {"days": {"ui:readonly": True}}
    said = {one.get("name"): one.get("value") for one in inside(found, "A", "property")}
    assert said == {
        "formJsonSchemaFilename": "leave_A-schema.json", "formUiSchemaFilename": "leave_A-uischema.json"
    }  # fmt: skip


def test_a_service_is_an_operator_whose_answer_is_taken_apart_behind_it() -> None:
    found = written("spiffworkflow", "service")
    operator = inside(found, "A", "serviceTaskOperator")[0]
    assert (operator.get("id"), operator.get("resultVariable")) == ("finance.check", "result")
    assert inside(found, "A", "postScript")[0].text == "left = (result or {}).get('left')"


def test_times_are_texts_in_quotes() -> None:
    found = written("spiffworkflow", "timer")
    assert element(found, "T").findtext(f".//{names.q('timeDuration')}") == '"PT5M"'
