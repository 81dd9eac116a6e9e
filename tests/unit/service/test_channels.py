"""The 21 places of a model in which the engine's library would run program text: none of them runs it here, neither
straight nor restored, nor out of an edited database or a package somebody else made."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from modeler.cli.bundles import compile_file
from runner.bundle.archive import package_bytes, read_package
from runner.bundle.bundle import Bundle
from runner.core.errors import AppError
from runner.service import Service
from tests.helpers.graphs import A, event, loop, message, mock, script, signal, timer
from tests.helpers.office import CLOCK, office


def payload(path: Path) -> str:
    """Python text that leaves a file behind wherever it is run."""
    return f"__import__('pathlib').Path({str(path)!r}).write_text('x')"


def _decision(p: str) -> A:
    """A table is asked as a service is: its name, its inputs and its outputs."""
    way = {"kind": "decision", "params": {"decision": p, "hitPolicy": p}}
    own = mock(p, inputs=[{"name": "x", "value": p}], outputs=[{"name": "y", "value": p}], **way)
    return A().start().node("businessRuleTask", "T", service=own).end().chain("S", "T", "E")


def _at(kind: str, **more: Any) -> A:
    return A().start().node(kind, "T", **more).end().chain("S", "T", "E")


CHANNELS: dict[str, Callable[[str], A]] = {
    "1 flow condition": lambda p: (
        A().start().xor("g").user("A").user("B").chain("S", "g").flow("g", "A", p).flow("g", "B")
    ),
    "2 script": lambda p: _at("scriptTask", script=script(x=p)),
    "2 script of another language": lambda p: _at("scriptTask", script={"language": "python", "text": p}),
    "3 timer": lambda p: _at("intermediateCatchEvent", event=timer("=" + p)),
    "3 timer date": lambda p: _at("intermediateCatchEvent", event=timer(p, "date")),
    "4 timer start": lambda p: A().start(event=timer(p, "cycle")).user("A").chain("S", "A"),
    "5 timer on a border": lambda p: A().start().user("A").boundary("B", "A", timer("=" + p)).chain("S", "A"),
    "6 condition": lambda p: _at("intermediateCatchEvent", event=event("conditional", condition={"text": p})),
    "7 standard loop": lambda p: _at("userTask", loop=loop("standard", condition=p)),
    "8 cardinality": lambda p: _at("userTask", loop=loop("parallel", cardinality=p)),
    "9 completion": lambda p: _at("userTask", loop=loop("sequential", cardinality="2", completion=p)),
    "10 correlation": lambda p: _at("receiveTask", event=message("m", no=p)),
    "11 ad-hoc completion": lambda p: (
        A().start().node("adHocSubProcess", "T", ad_hoc={"completion": {"text": p}}).end().chain("S", "T", "E")
    ),
    "12 to 14 decision": _decision,
    "15 message expression": lambda p: _at("sendTask", event=message(p, no=p), service=mock(p)),
    "16, 17 before and after a step": lambda p: _at("userTask", name=p, documentation=p),
    "18 message payload": lambda p: _at(
        "intermediateThrowEvent", event=message("m"), service=mock(inputs=[{"name": "x", "value": p}])
    ),
    "19 service parameter": lambda p: _at(
        "serviceTask", service=mock(p, inputs=[{"name": "x", "value": p}], outputs=[{"name": "y", "value": p}])
    ),
    "20 signal payload": lambda p: _at(
        "intermediateThrowEvent", event=signal("s"), service=mock(inputs=[{"name": "x", "value": p}])
    ),
    "21 a stored state": lambda p: _at("userTask", handler={"strategy": p, "params": {"who": p}}),
    "a called process": lambda p: _at("callActivity", called=p),
}


def bundle_of(channel: str, text: str) -> Bundle:
    return CHANNELS[channel](text).bundle(organization=office())


def play(open_service: Callable[[], Service], case: str, text: str, *, reopen: bool) -> None:
    """Do whatever can be done."""
    service = open_service()
    for _ in range(4):
        with suppress(AppError):
            for task in service.open_tasks(case):
                if task.kind in ("work", "start"):
                    service.complete(task.task, task.user or "zhang", {"y": text})
                else:
                    service.answer(task.task, "skip" if task.kind == "incident" else "answer", {"y": text})
                break
        with suppress(AppError):
            service.message("m", {"no": text}, {"x": text})
            service.signal("s", {"x": text})
        with suppress(AppError):
            service.advance("P1D")
        if reopen:
            service.close()
            service = open_service()
    service.close()


@pytest.mark.parametrize("way", ["straight", "restored", "edited", "packed"])
@pytest.mark.parametrize("channel", CHANNELS)
def test_a_payload_creates_no_file(tmp_path: Path, channel: str, way: str) -> None:
    target, path = tmp_path / "made", str(tmp_path / "store.sqlite")
    text = payload(target)
    evil = bundle_of(channel, text)
    if way == "packed":
        evil = read_package(package_bytes(evil), file="evil.slip").bundle
    service = Service(path, clock=CLOCK)
    with suppress(AppError):
        bad = service.deploy(evil)
        first = service.deploy(bundle_of(channel, "1")) if way == "edited" else bad
        case = service.start(first, "zhang", {"x": text})
        service.close()
        if way == "edited":  # whoever edits the file reckons the hash of the other model, too
            with closing(sqlite3.connect(path)) as raw, raw:
                raw.execute("UPDATE instance SET model = ?", (bad,))
        play(lambda: Service(path), case, text, reopen=way == "restored")
    service.close()
    assert not target.exists()


FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:spiff="http://spiffworkflow.org/bpmn/schema/1.0/core"
  xmlns:camunda="http://camunda.org/schema/1.0/bpmn">
  <bpmn:message id="M" name="m"><bpmn:extensionElements>
    <spiff:messagePayload>{p}</spiff:messagePayload><spiff:messageVariable>{p}</spiff:messageVariable>
  </bpmn:extensionElements></bpmn:message>
  <bpmn:signal id="G" name="s"><bpmn:extensionElements>
    <spiff:payloadExpression>{p}</spiff:payloadExpression></bpmn:extensionElements></bpmn:signal>
  <bpmn:process id="p" isExecutable="true">
    <bpmn:startEvent id="S"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="A" camunda:assignee="${{{p}}}"><bpmn:extensionElements>
      <spiff:preScript>{p}</spiff:preScript><spiff:postScript>{p}</spiff:postScript>
      <camunda:taskListener event="create" expression="${{{p}}}"/>
      <camunda:inputOutput><camunda:inputParameter name="x">${{{p}}}</camunda:inputParameter></camunda:inputOutput>
    </bpmn:extensionElements></bpmn:userTask>
    <bpmn:serviceTask id="V" camunda:expression="${{{p}}}"><bpmn:extensionElements>
      <spiff:serviceTaskOperator id="x" resultVariable="y"><spiff:parameters>
        <spiff:parameter id="a" type="str" value="{p}"/></spiff:parameters></spiff:serviceTaskOperator>
    </bpmn:extensionElements></bpmn:serviceTask>
    <bpmn:businessRuleTask id="R" camunda:decisionRef="${{{p}}}" camunda:mapDecisionResult="singleEntry"/>
    <bpmn:intermediateThrowEvent id="T">
      <bpmn:signalEventDefinition id="t" signalRef="G"/></bpmn:intermediateThrowEvent>
    <bpmn:sendTask id="N" messageRef="M" camunda:expression="${{{p}}}"/>
    <bpmn:endEvent id="E"/>
    <bpmn:sequenceFlow id="f1" sourceRef="S" targetRef="A"/><bpmn:sequenceFlow id="f2" sourceRef="A" targetRef="V"/>
    <bpmn:sequenceFlow id="f3" sourceRef="V" targetRef="R"/><bpmn:sequenceFlow id="f4" sourceRef="R" targetRef="T"/>
    <bpmn:sequenceFlow id="f5" sourceRef="T" targetRef="N"/><bpmn:sequenceFlow id="f6" sourceRef="N" targetRef="E"/>
  </bpmn:process>
</bpmn:definitions>
"""


def test_what_other_tools_would_run_in_a_file_is_not_run(tmp_path: Path) -> None:
    target, path = tmp_path / "made", str(tmp_path / "store.sqlite")
    text = payload(target)
    file = tmp_path / "foreign.bpmn"
    file.write_text(FOREIGN.format(p=text.replace("'", "&apos;")), "utf-8")
    bundle, _problems = compile_file(file)
    assert bundle is not None
    service = Service(path, clock=CLOCK)
    case = service.start(service.deploy(bundle), "zhang", {"x": text})
    service.close()
    play(lambda: Service(path), case, text, reopen=True)
    service = Service(path)
    entered = {line.element for line in service.history(case) if line.kind == "entered"}
    service.close()
    assert {"S", "A", "V"} <= entered
    assert not target.exists()
