"""From a document to a graph and a bundle."""

from __future__ import annotations

from pathlib import Path

import pytest

from modeler.compile import compile_graph, compile_process
from modeler.document.io import document_from_bytes, open_document
from modeler.document.workspace import open_workspace
from runner.bundle.bundle import canonical
from runner.bundle.capability import unsupported
from runner.bundle.graph import Graph, Node
from runner.core.problem import Problem, Severity
from runner.core.resources import resource_folder
from tests.unit.lint.models import (
    END,
    FORM,
    HANDLER,
    HEAD,
    START,
    block,
    document,
    flow,
    in_process,
    straight,
    task,
    workspace,
)


def graph_of(body: str) -> tuple[Graph, list[Problem]]:
    doc = document(in_process(START + body + END))
    result = compile_graph(doc, "P", "processes/model.bpmn")
    doc.close()
    return result.graph, result.problems


def node_of(body: str) -> Node:
    graph, problems = graph_of(body)
    assert problems == []
    return graph.node("X")


def test_the_policies_of_a_step_come_out_of_its_blocks() -> None:
    node = node_of(
        '<bpmn:userTask id="X" name="Head">'
        + block(
            FORM,
            '<slip:fields><slip:field path="rows" access="required" rows="add own"/></slip:fields>',
            '<slip:handler strategy="departmentHead" level="2" empty="admin" same="superior"/>',
            '<slip:approval vote="percent" threshold="66.5" veto="role:legal" opinion="reject"'
            ' sensitive="amount days"><slip:verdict id="no" label="不同意" result="reject" validate="false"/>'
            "</slip:approval>",
            '<slip:deadline work="PT8H"><slip:step after="PT4H" do="remind" repeat="PT2H"/></slip:deadline>',
            '<slip:copy who="role:hr"/>',
            '<slip:copy who="starter"/>',
        )
        + "</bpmn:userTask>"
    )
    assert node.form is not None
    assert node.form.fields[0].rows == ["add", "own"]
    assert node.handler is not None
    assert (node.handler.strategy, node.handler.params, node.handler.empty) == (
        "departmentHead", {"level": "2"}, "admin",
    )  # fmt: skip
    assert node.approval is not None
    assert (node.approval.vote, node.approval.threshold, node.approval.sensitive) == (
        "percent", "66.5", ["amount", "days"],
    )  # fmt: skip
    assert (node.approval.verdicts[0].label, node.approval.verdicts[0].validate_form) == ("不同意", False)
    assert node.deadline is not None
    assert node.deadline.steps[0].do == "remind"
    assert node.copy_to == ["role:hr", "starter"]


def test_a_service_keeps_its_parameters_mappings_and_mock() -> None:
    node = node_of(
        '<bpmn:serviceTask id="X" name="Book">'
        + block(
            '<slip:service kind="http" url="x/y" retry="3" timeout="PT10S"><slip:in name="a" value="=amount + 1"/>'
            '<slip:out name="no" value="result.no"/></slip:service>',
            '<slip:mock result="{no: 1}" delay="PT2S" failureRate="0.25"/>',
        )
        + "</bpmn:serviceTask>"
    )
    service = node.service
    assert service is not None
    assert (service.kind, service.params, service.retry, service.timeout) == ("http", {"url": "x/y"}, 3, "PT10S")
    assert (service.inputs[0].value, service.outputs[0].value) == ("amount + 1", "result.no")
    assert service.mock is not None
    assert (service.mock.result, service.mock.failure_rate) == ("{no: 1}", 0.25)


@pytest.mark.parametrize(
    ("definition", "kind", "text"),
    [("timeDuration", "duration", "PT1H"), ("timeDate", "date", "2026-01-01"), ("timeCycle", "cycle", "R3/PT1H")],
)
def test_timers_of_all_kinds(definition: str, kind: str, text: str) -> None:
    node = node_of(
        '<bpmn:boundaryEvent id="X" attachedToRef="A" cancelActivity="false"><bpmn:timerEventDefinition id="T">'
        f"<bpmn:{definition}>{text}</bpmn:{definition}></bpmn:timerEventDefinition></bpmn:boundaryEvent>" + task("A")
    )
    assert node.event is not None
    assert node.event.timer is not None
    assert (node.event.kind, node.event.timer.kind, node.event.timer.text) == ("timer", kind, text)
    assert (node.attached_to, node.interrupting) == ("A", False)


def test_messages_and_errors_bring_their_names_and_codes() -> None:
    text = in_process(
        START
        + '<bpmn:receiveTask id="R" name="Answer" messageRef="M1"/>'
        + '<bpmn:endEvent id="X"><bpmn:errorEventDefinition id="Ed" errorRef="E1"/></bpmn:endEvent>'
    ).replace("<bpmn:process", '<bpmn:message id="M1" name="reply"/><bpmn:error id="E1" name="Bad" errorCode="42"/>'
              "<bpmn:process", 1)  # fmt: skip
    graph = compile_graph(document(text), "P").graph
    event, message = graph.node("X").event, graph.node("R").event
    assert event is not None
    assert (event.kind, event.ref, event.name, event.code) == ("error", "E1", "Bad", "42")
    assert message is not None
    assert (message.kind, message.ref, message.name) == ("message", "M1", "reply")


def test_loops_say_how_often() -> None:
    node = node_of(
        '<bpmn:userTask id="X" name="Each"><bpmn:multiInstanceLoopCharacteristics isSequential="true">'
        "<bpmn:loopDataInputRef>people</bpmn:loopDataInputRef>"
        '<bpmn:inputDataItem id="I" name="person"/>'
        "<bpmn:completionCondition>done &gt; 2</bpmn:completionCondition>"
        "</bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>"
    )
    assert node.loop is not None
    assert node.loop.kind == "sequential"
    assert node.loop.collection is not None
    assert (node.loop.collection.text, node.loop.item) == ("people", "person")
    assert node.loop.completion is not None


def test_scopes_lanes_and_order_are_the_files() -> None:
    graph, _ = graph_of(
        '<bpmn:laneSet id="Ls"><bpmn:lane id="L1" name="Sales"><bpmn:flowNodeRef>X</bpmn:flowNodeRef></bpmn:lane>'
        '</bpmn:laneSet><bpmn:subProcess id="X" name="Inner" triggeredByEvent="true">'
        '<bpmn:startEvent id="Xs"/><bpmn:task id="Xt"/></bpmn:subProcess>'
    )
    assert [node.id for node in graph.nodes] == ["S", "X", "Xs", "Xt", "E"]
    assert graph.node("X").event_sub_process
    assert (graph.node("X").lane, graph.node("Xt").scope, graph.node("X").scope) == ("L1", "X", None)
    assert [(lane.id, lane.name) for lane in graph.lanes] == [("L1", "Sales")]


@pytest.mark.parametrize(
    ("blocks", "code"),
    [
        ('<slip:handler strategy="magic"/>', "compile.strategy"),
        ('<slip:approval vote="loudest"/>', "compile.block"),
        ('<slip:deadline work="PT1H"><slip:step after="PT1H" do="panic"/></slip:deadline>', "compile.block"),
        ('<slip:service kind="x"><slip:in name="a" value="1 +"/></slip:service>', "compile.feel"),
        ('<slip:mock result="[1,"/>', "compile.feel"),
    ],
)
def test_what_is_not_known_is_named_and_refused(blocks: str, code: str) -> None:
    compiled = compile_process(document(straight(FORM, blocks)))
    assert compiled.bundle is None
    found = [item for item in compiled.problems if item.severity is Severity.ERROR]
    assert [(item.code, item.element) for item in found] == [(code, "A")]
    assert "{" not in found[0].message
    assert found[0].line is not None


def test_what_the_engine_cannot_run_is_refused_with_its_element() -> None:
    cancel = '<bpmn:endEvent id="X"><bpmn:cancelEventDefinition id="Cd"/></bpmn:endEvent>'
    compiled = compile_process(document(in_process(START + cancel + END + flow("S", "X"))))
    assert compiled.bundle is None
    assert [item.element for item in compiled.problems if item.code.startswith("capability.")] == ["X"]


def test_a_drawing_compiles_and_says_so() -> None:
    compiled = compile_process(document(in_process(START + "<bpmn:task id='A'/>" + END, executable=False)))
    assert compiled.bundle is not None
    assert compiled.bundle.graph.drawing
    assert not compiled.bundle.graph.executable


def test_a_flow_that_leads_nowhere_is_left_out_with_a_warning() -> None:
    graph, problems = graph_of('<bpmn:sequenceFlow id="F" sourceRef="S" targetRef="gone"/>')
    assert graph.flows == []
    assert [(item.code, item.severity) for item in problems] == [("compile.loose-flow", Severity.WARNING)]


TWO = (
    HEAD
    + '<bpmn:process id="Drawn"><bpmn:startEvent id="S1"/></bpmn:process>'
    + '<bpmn:process id="Real" isExecutable="true"><bpmn:startEvent id="S2"/>'
    + '<bpmn:callActivity id="Call" name="Ask" calledElement="Drawn"/></bpmn:process></bpmn:definitions>'
)


def test_the_entry_is_the_only_executable_process_and_what_it_calls_comes_along() -> None:
    bundle = compile_process(document(TWO)).bundle
    assert bundle is not None
    assert bundle.entry == "Real"
    assert list(bundle.graphs) == ["Real", "Drawn"]
    other = compile_process(document(TWO), None, "Drawn").bundle
    assert other is not None
    assert list(other.graphs) == ["Drawn"]


def test_an_unknown_process_names_those_that_are_there() -> None:
    compiled = compile_process(document(TWO), None, "Gone")
    assert [item.code for item in compiled.problems] == ["compile.unknown-process"]
    assert "Drawn, Real" in compiled.problems[0].hint


def test_a_file_without_a_process_says_so() -> None:
    compiled = compile_process(document(HEAD + "</bpmn:definitions>"))
    assert [item.code for item in compiled.problems] == ["compile.no-process"]


def test_a_call_finds_its_process_in_another_file_of_the_workspace(tmp_path: Path) -> None:
    space = workspace(tmp_path / "w")
    folder = tmp_path / "w" / "processes"
    text = TWO.replace('calledElement="Drawn"', 'calledElement="Other"')
    (folder / "main.bpmn").write_text(text, "utf-8")
    (folder / "broken.bpmn").write_text("<x", "utf-8")
    doc = open_document(folder / "main.bpmn")
    missing = compile_process(doc, space)
    assert [item.code for item in missing.problems] == ["compile.called"]
    (folder / "other.bpmn").write_text(straight().replace('id="P"', 'id="Other"'), "utf-8")
    bundle = compile_process(doc, open_workspace(tmp_path / "w")).bundle
    assert bundle is not None
    assert set(bundle.graphs) == {"Real", "Other"}
    assert set(bundle.sources) == {"processes/main.bpmn", "processes/other.bpmn"}
    assert set(bundle.forms) == {"order"}, "the form that the called process uses"


def test_a_form_that_is_not_there_is_an_error_in_a_workspace_and_a_warning_without(tmp_path: Path) -> None:
    text = straight(HANDLER, '<slip:form ref="gone"/>')
    with_space = compile_process(document(text), workspace(tmp_path / "w"))
    assert with_space.bundle is None
    alone = compile_process(document(text))
    assert alone.bundle is not None
    assert {item.code for item in alone.problems} == {"compile.form"}


def test_forms_of_the_document_count_before_those_on_disk(tmp_path: Path) -> None:
    space = workspace(tmp_path / "w")
    doc = document(straight())
    with doc.transaction("form"):
        doc.set_part("forms/order.form", {"type": "default", "id": "mine", "components": []})
    bundle = compile_process(doc, space).bundle
    assert bundle is not None
    assert bundle.forms["order"].id == "mine"


def test_a_broken_file_of_the_workspace_is_named(tmp_path: Path) -> None:
    space = workspace(tmp_path / "w")
    (tmp_path / "w" / "rights.json").write_text("{", "utf-8")
    compiled = compile_process(document(straight()), space)
    assert compiled.bundle is None
    assert [item.code for item in compiled.problems] == ["json.malformed"]


def test_compiling_twice_gives_one_hash() -> None:
    folder = resource_folder() / "samples" / "office"
    doc, space = open_document(folder / "processes" / "leave.bpmn"), open_workspace(folder)
    first, second = compile_process(doc, space).bundle, compile_process(doc, space).bundle
    assert first is not None
    assert second is not None
    assert first.hash == second.hash


def test_a_graph_survives_its_own_json() -> None:
    folder = resource_folder() / "samples" / "office"
    for name, own in (("leave", "Process_leave"), ("seal", "Process_seal")):
        doc = document_from_bytes((folder / "processes" / f"{name}.bpmn").read_bytes(), name)
        graph = compile_graph(doc, own).graph
        assert canonical(Graph.model_validate_json(canonical(graph))) == canonical(graph)


def test_loops_say_what_they_give_and_in_which_variable() -> None:
    node = node_of(
        '<bpmn:userTask id="X" name="Each"><bpmn:multiInstanceLoopCharacteristics>'
        "<bpmn:loopCardinality>3</bpmn:loopCardinality><bpmn:loopDataOutputRef>answers</bpmn:loopDataOutputRef>"
        '<bpmn:outputDataItem id="O" name="answer"/></bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>'
    )
    assert node.loop is not None
    assert (node.loop.output, node.loop.output_item, node.loop.behavior) == ("answers", "answer", "all")


def test_an_event_at_the_end_of_runs_is_refused() -> None:
    graph, _ = graph_of(
        '<bpmn:userTask id="X"><bpmn:multiInstanceLoopCharacteristics behavior="One" oneBehaviorEventRef="M1">'
        "<bpmn:loopCardinality>3</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>"
    )
    assert [(item.code, item.element) for item in unsupported(graph)] == [("capability.behavior", "X")]


def test_an_event_of_several_definitions_keeps_them_all() -> None:
    node = node_of(
        '<bpmn:intermediateCatchEvent id="X"><bpmn:timerEventDefinition id="T"><bpmn:timeDuration>PT1H'
        '</bpmn:timeDuration></bpmn:timerEventDefinition><bpmn:messageEventDefinition id="D" messageRef="M9"/>'
        "</bpmn:intermediateCatchEvent>"
    )
    assert node.event is not None
    assert [part.kind for part in node.event.parts] == ["timer", "message"]
    assert [(part.ref, part.timer and part.timer.text) for part in node.event.parts] == [(None, "PT1H"), ("M9", None)]


def test_an_ad_hoc_sub_process_and_a_complex_gateway_say_how_they_go() -> None:
    graph, _ = graph_of(
        '<bpmn:adHocSubProcess id="X" ordering="Sequential" cancelRemainingInstances="false"><bpmn:task id="A"/>'
        "<bpmn:completionCondition>done</bpmn:completionCondition></bpmn:adHocSubProcess>"
        '<bpmn:complexGateway id="G"><bpmn:activationCondition>activationCount &gt; 1</bpmn:activationCondition>'
        "</bpmn:complexGateway>"
    )
    ad_hoc, activation = graph.node("X").ad_hoc, graph.node("G").activation
    assert ad_hoc is not None
    assert (ad_hoc.ordering, ad_hoc.cancel_remaining) == ("sequential", False)
    assert ad_hoc.completion is not None
    assert ad_hoc.completion.text == "done"
    assert activation is not None
    assert activation.text == "activationCount > 1"


def test_an_event_gateway_whose_events_all_have_to_come_is_a_fork() -> None:
    graph, _ = graph_of(
        flow("S", "G") + '<bpmn:eventBasedGateway id="G" eventGatewayType="Parallel" instantiate="true"/>'
        '<bpmn:eventBasedGateway id="H" instantiate="true"/>' + flow("S", "H")
    )
    assert (graph.node("G").kind, graph.node("H").kind) == ("parallelGateway", "eventBasedGateway")


def test_what_is_drawn_as_data_is_in_the_graph() -> None:
    graph, _ = graph_of(
        '<bpmn:dataObject id="O" isCollection="true"/>'
        '<bpmn:dataObjectReference id="X" name="Order" dataObjectRef="O"/>'
        '<bpmn:dataStoreReference id="Store" name="Ledger"/>'
    )
    assert [(item.id, item.name, item.kind, item.collection) for item in graph.data] == [
        ("X", "Order", "object", True), ("Store", "Ledger", "store", False),
    ]  # fmt: skip


def test_what_a_data_association_works_out_is_told_to_be_left_out() -> None:
    body = (
        '<bpmn:dataObject id="O"/><bpmn:dataObjectReference id="X" name="Order" dataObjectRef="O"/>'
        '<bpmn:task id="A" name="Check"><bpmn:dataInputAssociation id="As"><bpmn:sourceRef>X</bpmn:sourceRef>'
        "<bpmn:assignment><bpmn:from>a</bpmn:from><bpmn:to>b</bpmn:to></bpmn:assignment>"
        "</bpmn:dataInputAssociation></bpmn:task>"
    )
    drawn = compile_process(document(in_process(START + body + END, executable=False)))
    told = [item for item in drawn.report if item.code == "foreign.assignment"]
    assert [item.element for item in told] == ["As"]
    assert "Order" in told[0].message and "Check" in told[0].message


def test_an_event_on_the_border_of_the_sub_process_that_holds_it_is_run_inside() -> None:
    graph, problems = graph_of(
        '<bpmn:subProcess id="Sub"><bpmn:startEvent id="Ps"/><bpmn:boundaryEvent id="X" attachedToRef="Sub">'
        '<bpmn:signalEventDefinition id="D"/></bpmn:boundaryEvent>' + flow("Ps", "X") + "</bpmn:subProcess>"
    )
    assert [(item.code, item.element) for item in problems] == [("compile.border-inside", "X")]
    assert (graph.node("X").kind, graph.node("X").scope) == ("intermediateCatchEvent", "Sub")
    assert unsupported(graph) == []


def test_a_drawing_tells_what_it_leaves_open() -> None:
    body = (
        '<bpmn:userTask id="A"><bpmn:standardLoopCharacteristics/></bpmn:userTask>'
        '<bpmn:boundaryEvent id="B" attachedToRef="A"><bpmn:conditionalEventDefinition id="D"/></bpmn:boundaryEvent>'
        '<bpmn:intermediateCatchEvent id="C"><bpmn:conditionalEventDefinition id="D2"/></bpmn:intermediateCatchEvent>'
        '<bpmn:startEvent id="T"><bpmn:timerEventDefinition id="D3"><bpmn:timeCycle>R/P1D</bpmn:timeCycle>'
        "</bpmn:timerEventDefinition></bpmn:startEvent>"
    )
    body += (
        '<bpmn:task id="L"/><bpmn:task id="R"/><bpmn:complexGateway id="G"/>'
        + flow("L", "G")
        + flow("R", "G")
        + '<bpmn:adHocSubProcess id="F"><bpmn:task id="Fa"/><bpmn:completionCondition language="x">enough'
        "</bpmn:completionCondition></bpmn:adHocSubProcess>"
    )
    drawn = compile_process(document(in_process(START + body + END, executable=False)))
    assert {(item.code, item.element) for item in drawn.report} == {
        ("foreign.inclusive", "G"), ("foreign.ended", "F"),
        ("foreign.once", "A"), ("foreign.never", "B"), ("foreign.condition", "C"), ("foreign.scheduled", "T"),
    }  # fmt: skip
    assert compile_process(document(in_process(START + body + END))).bundle is None


STORE = (
    '<bpmn:dataStoreReference id="Store" name="Order&#10;book" dataStoreRef="Books"/>'
    '<bpmn:userTask id="X" name="Check"><bpmn:ioSpecification><bpmn:dataInput id="In" name="before"/>'
    '<bpmn:inputSet/><bpmn:outputSet/></bpmn:ioSpecification><bpmn:property id="Any" name="__targetRef_placeholder"/>'
    '<bpmn:dataInputAssociation id="R1"><bpmn:sourceRef>Store</bpmn:sourceRef><bpmn:targetRef>In</bpmn:targetRef>'
    "</bpmn:dataInputAssociation>"
    '<bpmn:dataInputAssociation id="R2"><bpmn:sourceRef>Store</bpmn:sourceRef><bpmn:targetRef>Any</bpmn:targetRef>'
    "</bpmn:dataInputAssociation>"
    '<bpmn:dataOutputAssociation id="W"><bpmn:targetRef>Store</bpmn:targetRef>{said}</bpmn:dataOutputAssociation>'
    "</bpmn:userTask>"
)


def stores_of(said: str, executable: bool = True) -> tuple[Graph, list[Problem]]:
    text = in_process(START + STORE.format(said=said) + END, executable=executable)
    text = text.replace("<bpmn:process", '<bpmn:dataStore id="Books" name="Books" capacity="9"/><bpmn:process', 1)
    doc = document(text)
    result = compile_graph(doc, "P", "processes/model.bpmn")
    doc.close()
    return result.graph, [*result.problems, *unsupported(result.graph), *result.report]


def test_what_a_step_takes_out_of_a_data_store_and_puts_there_is_in_the_graph() -> None:
    graph, problems = stores_of("")
    assert problems == []
    (item,) = graph.data
    assert (item.name, item.shared, item.capacity, item.source) == ("Order book", "Books", 9, "")
    node = graph.node("X")
    assert [(use.item, use.variable, use.value) for use in node.reads] == [
        ("Store", "before", None), ("Store", "", None),
    ]  # fmt: skip
    assert [(use.item, use.variable, use.value, use.entry) for use in node.writes] == [("Store", "", None, "")]


@pytest.mark.parametrize(
    ("said", "capacity"),
    [('capacity="9"', 9), ('capacity="0" isUnlimited="false"', None), ('capacity="9" isUnlimited="true"', None)],
)
def test_a_store_holds_so_many_records_as_it_says(said: str, capacity: int | None) -> None:
    text = in_process(START + '<bpmn:dataStoreReference id="Store" name="Book" dataStoreRef="Books"/>' + END)
    text = text.replace("<bpmn:process", f'<bpmn:dataStore id="Books" {said}/><bpmn:process', 1)
    doc = document(text)
    assert [item.capacity for item in compile_graph(doc, "P").graph.data] == [capacity]
    doc.close()


def test_what_goes_into_a_store_is_worked_out_in_feel_or_refused() -> None:
    one = "<bpmn:assignment><bpmn:from>{}</bpmn:from><bpmn:to>{}</bpmn:to></bpmn:assignment>"
    graph, problems = stores_of(one.format("n + 1", "last") + one.format("n", "Order book"))
    assert problems == []
    assert [(use.value and use.value.text, use.entry) for use in graph.node("X").writes] == [
        ("n + 1", "last"), ("n", ""),
    ]  # fmt: skip
    graph, problems = stores_of("<bpmn:transformation>append(Books, n)</bpmn:transformation>")
    assert problems == [] and [use.value and use.value.text for use in graph.node("X").writes] == ["append(Books, n)"]
    _graph, problems = stores_of(one.format("${a.b()}", "last"))
    assert "capability.store-value" in [problem.code for problem in problems]
    _graph, problems = stores_of(one.format("n", "a.b[1]"))
    assert [problem.code for problem in problems] == ["capability.store-entry"]


def test_a_drawing_leaves_out_what_is_worked_out_in_another_language_and_says_so() -> None:
    said = "<bpmn:transformation>${a.b()}</bpmn:transformation>"
    graph, problems = stores_of(said, executable=False)
    assert [use.value for use in graph.node("X").writes] == [None]
    assert [problem.code for problem in problems if problem.code.startswith(("capability", "foreign"))] == [
        "foreign.assignment"
    ]
