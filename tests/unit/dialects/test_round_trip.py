"""What is written for an engine is read back by the reading half as the same facts."""

from __future__ import annotations

from typing import Any

import pytest

from modeler.compile import compile_graph
from modeler.document.io import document_from_bytes
from runner.bundle.graph import Graph, Mapping, Node
from runner.decisions import Library, read_decisions
from runner.feel import evaluate
from runner.organization.handler import Handler
from tests.helpers.dialect_catalog import MODELS
from tests.helpers.dialect_models import PEOPLE
from tests.unit.dialects.test_writing import unpacked, written

ENGINES = ("camunda", "flowable", "zeebe")


def back(engine: str, name: str) -> Graph:
    """The written file as the reading half understands it."""
    files = unpacked(written(engine, name))
    data = next(data for file, data in files.items() if file.endswith((".bpmn", ".bpmn20.xml")))
    forms = [file.removesuffix(".form") for file in files if file.endswith(".form")]
    document = document_from_bytes(data, f"processes/{name}.bpmn")
    decisions = [node.element.id for node in _decisions(name)]
    return compile_graph(
        document, MODELS[name].process, organization=PEOPLE, forms=forms, decisions=decisions
    ).graph  # fmt: skip


def _decisions(name: str) -> list[Any]:
    return list(Library([read_decisions(data, stem) for stem, data in MODELS[name].bundle.decisions.items()]).nodes)


def of(graph: Graph, own: str) -> Node:
    return graph.node(own)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("name", "handler"),
    [
        ("for-user", Handler(strategy="user", params={"who": "user:li"})),
        ("for-users", Handler(strategy="user", params={"who": "user:li,user:wang"})),
        ("for-role", Handler(strategy="role", params={"who": "role:hr"})),
        ("for-group", Handler(strategy="group", params={"who": "group:sales"})),
    ],
)
def test_who_handles_a_step_comes_back(engine: str, name: str, handler: Handler) -> None:
    assert of(back(engine, name), "A").handler == handler


@pytest.mark.parametrize("engine", ENGINES)
def test_people_that_an_expression_gives_come_back(engine: str) -> None:
    handler = of(back(engine, "for-expression"), "A").handler
    assert handler is not None
    for urgent in (True, False, None):
        expected = evaluate('if urgent = true then "li" else "wang"', {"urgent": urgent}).value
        assert evaluate(handler.params["feel"], {"urgent": urgent}).value == expected


CONDITIONS = {
    "number": [{"x": None}, {"x": 3}, {"x": 4}, {}],
    "nothing-said": [{"x": None}, {"x": 3}, {"x": 4}, {}],
    "null": [{"x": None}, {"x": 3}],
    "text-and-number": [{"kind": "annual", "days": 2.5}, {"kind": "x", "days": 3}, {"kind": None, "days": 1}],
    "either-of": [{"kind": "a"}, {"kind": "b"}, {"kind": "c"}, {"kind": None}],
    "between": [{"x": 2}, {"x": 4}, {"x": 9}, {"x": None}],
    "in-range": [{"x": 1}, {"x": 2}, {"x": 3}, {"x": None}],
    "chosen-value": [{"x": 11}, {"x": 10}, {"x": None}],
    "yes-or-no": [{"ok": True}, {"ok": False}, {"ok": None}],
    "negated": [{"ok": True}, {"ok": False}],
    "arithmetic": [{"x": 5}, {"x": 4}, {"x": None}],
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", CONDITIONS)
def test_a_condition_comes_back_with_the_same_outcome(engine: str, name: str) -> None:
    condition, own = back(engine, name).flow("G_A").condition, MODELS[name].bundle.graph.flow("G_A").condition
    assert condition is not None
    assert own is not None
    assert condition.language == "feel"
    for values in CONDITIONS[name]:
        found = evaluate(condition.text, values).value is True
        assert found is (evaluate(own.text, values).value is True), (condition.text, values)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("name", "own"), [("timer", "T"), ("timer-interrupts", "X"), ("timer-beside", "X")])
def test_a_timer_comes_back(engine: str, name: str, own: str) -> None:
    written_event, event = of(back(engine, name), own).event, of(MODELS[name].bundle.graph, own).event
    assert written_event is not None
    assert event is not None
    assert written_event.timer == event.timer
    assert of(back(engine, name), own).interrupting == of(MODELS[name].bundle.graph, own).interrupting


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ["message", "signal", "error", "escalation", "event-sub-process"])
def test_events_come_back_with_what_they_refer_to(engine: str, name: str) -> None:
    graph = back(engine, name)
    for node in MODELS[name].bundle.graph.nodes:
        if node.event is not None and node.event.kind != "none":
            assert graph.node(node.id).event == node.event


@pytest.mark.parametrize("engine", ENGINES)
def test_a_list_to_go_through_comes_back(engine: str) -> None:
    loop, own = of(back(engine, "each-parallel"), "A").loop, of(MODELS["each-parallel"].bundle.graph, "A").loop
    assert loop is not None
    assert own is not None
    assert (loop.kind, loop.item) == (own.kind, own.item)
    assert loop.collection is not None
    assert loop.collection.text == "people"


@pytest.mark.parametrize("engine", ["camunda", "zeebe"])
def test_what_a_service_gets_and_gives_comes_back(engine: str) -> None:
    service = of(back(engine, "service"), "A").service
    assert service is not None
    values = {"price": 2, "count": 3}
    assert [(one.name, evaluate(one.value, values).value) for one in service.inputs] == [("amount", 6)]
    assert service.outputs == [Mapping(name="left", value="result.left")]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_called_process_comes_back(engine: str) -> None:
    assert of(back(engine, "call"), "A").called == "Q"
    service = of(back(engine, "call-mapped"), "A").service
    assert service is not None
    assert [(one.name, one.value) for one in service.inputs] == [("x", "a")]
    assert [(one.name, one.value) for one in service.outputs] == [("y", "y")]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_decision_comes_back(engine: str) -> None:
    use = of(back(engine, "decision"), "D").decision
    assert use is not None
    assert use.ref == "grade"
    assert use.result == ("" if engine == "flowable" else "level")


@pytest.mark.parametrize("engine", ["camunda", "zeebe"])
def test_a_form_comes_back(engine: str) -> None:
    form = of(back(engine, "form"), "A").form
    assert form is not None
    assert form.ref == "leave_A"


def test_listed_fields_come_back_with_their_rights() -> None:
    form = of(back("flowable", "form"), "A").form
    assert form is not None
    rights = {one.path: one.access for one in form.fields}
    assert rights in ({"days": "read", "note": "edit"}, {})


@pytest.mark.parametrize("engine", ["camunda", "flowable"])
def test_a_due_date_comes_back(engine: str) -> None:
    deadline = of(back(engine, "due"), "A").deadline
    assert deadline is not None
    assert deadline.work == "PT8H"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", MODELS)
def test_nodes_and_flows_come_back(engine: str, name: str) -> None:
    if not written(engine, name).ok:
        return
    graph, own = back(engine, name), MODELS[name].bundle.graph
    assert {node.id for node in graph.nodes} == {node.id for node in own.nodes}
    assert {(flow.source, flow.target) for flow in own.flows} <= {(flow.source, flow.target) for flow in graph.flows}
    assert {node.id: node.documentation for node in graph.nodes} == {
        node.id: node.documentation for node in own.nodes
    }
