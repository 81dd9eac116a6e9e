"""Scenes of the data stores of a rehearsal: what they hold, and what is told to who may not see it."""

from __future__ import annotations

from typing import Any

from make_scene_set import SceneSet

SCENES = SceneSet()
scene = SCENES.scene

STOCK = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
    xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:slip="urn:slipway:bpmn:1" id="Definitions_stock"
    targetNamespace="urn:slipway:samples" expressionLanguage="https://www.omg.org/spec/DMN/20191111/FEEL/">
  <bpmn:process id="Process_stock" name="物料领用" isExecutable="true">
    <bpmn:extensionElements>
      <slip:rights><slip:allow action="manage" who="user:chen"/></slip:rights>
    </bpmn:extensionElements>
    <bpmn:startEvent id="StartEvent_stock" name="领用"><bpmn:outgoing>Flow_1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="Task_note" name="登记领用">
      <bpmn:extensionElements><slip:handler strategy="user" who="user:li"/></bpmn:extensionElements>
      <bpmn:incoming>Flow_1</bpmn:incoming><bpmn:outgoing>Flow_2</bpmn:outgoing>
      <bpmn:dataOutputAssociation id="Out_1"><bpmn:targetRef>Store_book</bpmn:targetRef>
        <bpmn:transformation>append(if 领用台账 = null then [] else 领用台账, record)</bpmn:transformation>
      </bpmn:dataOutputAssociation>
    </bpmn:userTask>
    <bpmn:endEvent id="EndEvent_stock" name="已登记"><bpmn:incoming>Flow_2</bpmn:incoming></bpmn:endEvent>
    <bpmn:dataStoreReference id="Store_book" name="领用台账"/>
    <bpmn:dataStoreReference id="Store_rates" name="领用上限"/>
    <bpmn:sequenceFlow id="Flow_1" sourceRef="StartEvent_stock" targetRef="Task_note"/>
    <bpmn:sequenceFlow id="Flow_2" sourceRef="Task_note" targetRef="EndEvent_stock"/>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="Diagram_1"><bpmndi:BPMNPlane id="Plane_1" bpmnElement="Process_stock">
    <bpmndi:BPMNShape id="S1" bpmnElement="StartEvent_stock">
      <dc:Bounds x="160" y="100" width="36" height="36"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="S2" bpmnElement="Task_note">
      <dc:Bounds x="250" y="78" width="100" height="80"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="S3" bpmnElement="EndEvent_stock">
      <dc:Bounds x="410" y="100" width="36" height="36"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="S4" bpmnElement="Store_book">
      <dc:Bounds x="275" y="200" width="50" height="50"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="S5" bpmnElement="Store_rates">
      <dc:Bounds x="405" y="200" width="50" height="50"/></bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="E1" bpmnElement="Flow_1">
      <di:waypoint x="196" y="118"/><di:waypoint x="250" y="118"/></bpmndi:BPMNEdge>
    <bpmndi:BPMNEdge id="E2" bpmnElement="Flow_2">
      <di:waypoint x="350" y="118"/><di:waypoint x="410" y="118"/></bpmndi:BPMNEdge>
    <bpmndi:BPMNEdge id="E3" bpmnElement="Out_1">
      <di:waypoint x="300" y="158"/><di:waypoint x="300" y="200"/></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
"""
"""A process whose step writes into a data store."""
TAKEN = (("A4 复印纸", 12), ("硒鼓", 2), ("签字笔", 40), ("文件夹", 25), ("会议白板笔", 8))


@scene("12-stores")
def stores(stage: Any) -> Any:
    """What the cases of a process have put into its data store, and where each record came from."""
    path = stage.context.workspace.folder / "processes" / "stock.bpmn"
    path.write_text(STOCK, encoding="utf-8")
    stage.window.files.open_path(path)
    stage.settle()
    place = stage.place("rehearse")
    place.play_as("chen")
    stage.settle()

    def act(runner: Any) -> None:
        for number, (item, count) in enumerate(TAKEN, start=1):
            record = {"品名": item, "数量": count, "领用人": "张三" if number % 2 else "李四", "用途": "办公"}
            case = runner.start(place.rehearsal.model, "zhang", {"record": record})
            runner.complete(runner.open_tasks(case)[0].task, "li")
            runner.advance("PT35M")
        runner.rehearsing().set_store("领用上限", {"A4 复印纸": 20, "硒鼓": 4})

    place.rehearsal.run(act)
    stage.settle()
    place.middle.stores.click()
    stage.settle()
    place.middle.stores_page.choose("领用台账")
    stage.settle(0.5)


@scene("12-stores-hidden")
def stores_hidden(stage: Any) -> Any:
    """Who does not manage the process learns that there are stores, and no more."""
    place = stage.place("rehearse")
    place.play_as("zhang")
    stage.settle(0.5)

    def tidy() -> None:
        place.middle.stores.click()
        stage.settle()
        stage.window.files.open_sample()
        stage.settle()
        (stage.context.workspace.folder / "processes" / "stock.bpmn").unlink(missing_ok=True)

    return tidy
