"""What may be joined, contained and attached: a table of pairs, and a sentence for each refusal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from modeler.bpmn import rules
from modeler.bpmn.elements import SPECS
from modeler.bpmn.rules import may_attach, may_connect, may_contain
from modeler.document import commands
from modeler.document.commands.add import add_plane
from modeler.document.document import Document
from modeler.document.edits import RefusedError
from modeler.document.io import document_from_bytes
from runner.core import messages
from tests.helpers.builders import a_process


@pytest.fixture
def doc() -> Document:
    build = a_process().apart()
    for own, tag, inside in (
        ("Start", "startEvent", ""), ("Task", "userTask", ""), ("Other", "task", ""), ("End", "endEvent", ""),
        ("Gate", "exclusiveGateway", ""), ("Events", "eventBasedGateway", ""), ("Receive", "receiveTask", ""),
        ("Timer", "intermediateCatchEvent", "<bpmn:timerEventDefinition/>"),
        ("Throw", "intermediateThrowEvent", "<bpmn:linkEventDefinition/>"),
        ("Catch", "intermediateCatchEvent", "<bpmn:linkEventDefinition/>"),
        ("Message", "intermediateCatchEvent", "<bpmn:messageEventDefinition/>"),
        ("Sub", "subProcess", '<bpmn:task id="Inner"/><bpmn:dataObjectReference id="InnerData"/>'),
        ("Undo", "task", ""),
        ("Data", "dataObjectReference", ""), ("Note", "textAnnotation", ""), ("Note2", "textAnnotation", ""),
    ):  # fmt: skip
        attributes = 'isForCompensation="true"' if own == "Undo" else ""
        build = build.with_node(own, tag, attributes=attributes, inside=inside).apart()
    build = build.with_node("Starts", "eventBasedGateway", attributes='instantiate="true"').apart()
    build = build.with_node("EventSub", "subProcess", attributes='triggeredByEvent="true"').apart()
    build = build.with_boundary("Bound", "Task").with_boundary("Comp", "Task", "compensate")
    text = build.with_flow("f", "Events", "Receive").text()
    for own in ("Sub", "EventSub"):
        text = text.replace(f'bpmnElement="{own}"', f'bpmnElement="{own}" isExpanded="true"')
    return document_from_bytes(text.encode(), "x")


@pytest.mark.parametrize(
    ("source", "target", "kind", "turned", "reason"),
    [
        ("Start", "Task", "sequenceFlow", False, ""),
        ("Task", "Task", "sequenceFlow", False, ""),
        ("Gate", "Gate", None, False, "rule.itself"),
        ("Task", "Start", "sequenceFlow", True, "rule.into-start"),
        ("End", "Task", "sequenceFlow", True, "rule.out-of-end"),
        ("End", "Start", "sequenceFlow", True, "rule.out-of-end"),
        ("Start", "Start", None, False, "rule.itself"),
        ("Gate", "Bound", "sequenceFlow", True, "rule.into-boundary"),
        ("Task", "Inner", None, False, "rule.across-border"),
        ("Task", "EventSub", None, False, "rule.event-sub-process"),
        ("Events", "Timer", "sequenceFlow", False, ""),
        ("Events", "Receive", "sequenceFlow", False, ""),
        ("Events", "Task", "sequenceFlow", True, "rule.event-gateway"),
        ("Throw", "Task", "sequenceFlow", True, "rule.link"),
        ("Throw", "Catch", "sequenceFlow", True, "rule.link"),
        ("Comp", "Undo", "association", False, ""),
        ("Task", "Undo", None, False, "rule.compensation"),
        ("Data", "Task", "dataInputAssociation", False, ""),
        ("Task", "Data", "dataOutputAssociation", False, ""),
        ("Gate", "Data", None, False, "rule.data"),
        ("Start", "Data", "dataOutputAssociation", False, ""),
        ("Data", "Start", "dataOutputAssociation", True, "rule.data"),
        ("Task", "Note", "association", False, ""),
        ("Note", "Note2", None, False, "rule.nothing-fits"),
        ("Task", "Starts", None, False, "rule.gateway-starts"),
        ("Timer", "Starts", "sequenceFlow", True, "rule.gateway-starts"),
        ("Task", "Timer", "sequenceFlow", False, ""),
        ("Task", "Receive", "sequenceFlow", True, "rule.event-gateway-alone"),
        ("Events", "Message", "sequenceFlow", True, "rule.event-gateway-mix"),
        ("Data", "Inner", "dataInputAssociation", False, ""),
        ("InnerData", "Inner", "dataInputAssociation", False, ""),
        ("InnerData", "Task", None, False, "rule.data-scope"),
    ],
)
def test_what_may_be_joined(
    doc: Document, source: str, target: str, kind: str | None, turned: bool, reason: str
) -> None:
    nodes = doc.index.nodes
    verdict = may_connect(nodes[source], nodes[target], doc.index)
    assert (verdict.kind, verdict.is_reversed, verdict.reason_code) == (kind, turned, reason)
    assert bool(verdict) == (kind is not None)


@pytest.mark.parametrize(
    ("container", "spec", "reason"),
    [
        (None, "user-task", ""),
        (None, "pool", ""),
        ("Sub", "user-task", ""),
        ("Sub", "pool", "rule.pool-place"),
        (None, "lane", ""),
        ("Sub", "lane", "rule.lane-place"),
        ("Sub", "end-event-cancel", "rule.cancel"),
        (None, "end-event-cancel", "rule.cancel"),
        (None, "start-event-error", "rule.start-trigger"),
        ("EventSub", "start-event-error", ""),
        (None, "boundary-event-timer", "rule.must-attach"),
        ("EventSub", "start-event", "rule.start-needs-trigger"),
        ("Sub", "start-event-message", "rule.start-plain"),
        (None, "start-event-timer-non-interrupting", "rule.start-interrupts"),
        ("Sub", "data-input", "rule.data-port"),
        ("Task", "user-task", "rule.nothing-fits"),
    ],
)
def test_what_may_be_contained(doc: Document, container: str | None, spec: str, reason: str) -> None:
    holder = doc.index.nodes[container] if container else None
    assert may_contain(holder, SPECS[spec], doc.index).reason_code == reason


@pytest.mark.parametrize(
    ("host", "spec", "reason"),
    [
        ("Task", "intermediate-catch-event-timer", ""),
        ("Sub", "boundary-event-error", ""),
        ("Task", "boundary-event-cancel", "rule.cancel"),
        ("Gate", "boundary-event-timer", "rule.host"),
        ("EventSub", "boundary-event-timer", "rule.host"),
        ("Undo", "boundary-event-timer", "rule.host"),
        ("Receive", "boundary-event-timer", "rule.host-waits"),
        ("Task", "intermediate-catch-event-link", "rule.not-attachable"),
        ("Task", "user-task", "rule.not-attachable"),
    ],
)
def test_what_may_be_attached(doc: Document, host: str, spec: str, reason: str) -> None:
    assert may_attach(doc.index.nodes[host], SPECS[spec], doc.index).reason_code == reason


def test_across_pools_messages_pass_and_inside_one_they_do_not() -> None:
    text = a_process().with_start().with_task("A").with_lane("L", "A").text()
    text = text.replace("</bpmn:collaboration>", '<bpmn:participant id="Box"/></bpmn:collaboration>')
    doc = document_from_bytes(text.encode(), "x")
    nodes = doc.index.nodes
    assert may_connect(nodes["Box"], nodes["A"], doc.index).kind == "messageFlow"
    assert may_connect(nodes["A"], nodes["Box"], doc.index).kind == "messageFlow"
    assert may_connect(nodes["Box"], nodes["Start"], doc.index).kind == "messageFlow"
    assert may_connect(nodes["Start"], nodes["Box"], doc.index).is_reversed
    assert may_connect(nodes["Pool"], nodes["A"], doc.index).reason_code == "rule.same-pool"
    assert may_connect(nodes["L"], nodes["A"], doc.index).reason_code == "rule.nothing-fits"
    assert may_contain(None, SPECS["user-task"], doc.index).reason_code == "rule.outside-pools"
    assert may_contain(nodes["Box"], SPECS["user-task"], doc.index).reason_code == "rule.closed"
    assert may_contain(nodes["L"], SPECS["user-task"], doc.index)


def test_every_refusal_has_a_sentence() -> None:
    used = set(re.findall(r'"(rule\.[a-z-]+)"', Path(rules.__file__).read_text("utf-8")))
    for code in used:
        assert messages.declared()[code].text and messages.declared()[code].hint


def test_a_folded_sub_process_takes_something_only_on_a_plane_of_its_own() -> None:
    text = a_process().with_start().with_task("A").with_node("Sub", "subProcess").text()
    doc = document_from_bytes(text.encode(), "x")
    assert may_contain(doc.index.nodes["Sub"], SPECS["user-task"], doc.index).reason_code == "rule.closed"
    with pytest.raises(RefusedError):
        commands.move(doc, ["A"], 10, 10, home="Sub")
    assert doc.index.nodes["A"].parent == "P"
    with doc.transaction("Open"):
        add_plane(doc, "Sub")
    assert may_contain(doc.index.nodes["Sub"], SPECS["user-task"], doc.index)
