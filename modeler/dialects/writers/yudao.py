"""yudao (RuoYi-Vue-Pro): BPMN for Flowable, whose tasks say their approvers, votes and rejections in words of yudao.

For each process two files: its BPMN, and what the server keeps beside it as JSON, in the names of its own interface.
Neither is ready to be imported by hand: people, roles and departments stand in it by name (`user:li`), and the server
counts them; publishing puts the numbers in.

Source: the public source of the server (module bpm); nothing of it was run.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from lxml import etree

from modeler.bpmn import names
from modeler.dialects.dmn import DecisionFiles
from modeler.dialects.juel_process import entry_of_answer
from modeler.dialects.losses import Losses
from modeler.dialects.walking import Job, Step
from modeler.dialects.writers.flowable import ENGINE as FLOWABLE
from modeler.dialects.writers.flowable import FlowableProcess, FlowableWriter
from modeler.dialects.yudao_forms import access_of, form_file, form_of
from modeler.dialects.yudao_people import KINDS, STARTER, candidates_of, starters_of, tokens_of
from modeler.dialects.yudao_steps import Decided, distinct_of, results
from runner.approvals.verdicts import names_in
from runner.bundle.graph import CasePolicy, Graph, Node, Service
from runner.core.errors import AppError
from runner.feel import parse, tree
from runner.feel.translate.juel_text import quoted

_PEOPLE = ("userTask", "task", "manualTask")
_RUNS = ("class", "delegateExpression", "expression", "type")
_CHILD = '{"type":1,"emptyType":1}'
"""A called process is started in the name of whoever started the one that calls."""


class YudaoWriter(FlowableWriter):
    """Writes for RuoYi-Vue-Pro as its source was in 2026."""

    engine = replace(FLOWABLE, id="yudao", name="yudao (RuoYi-Vue-Pro)")
    approves = True
    support: Mapping[str, tuple[str, ...]] = {
        "element": ("converted", "dropped", "refused"), "condition": ("converted", "weaker", "refused"),
        "event": ("converted", "weaker", "refused"), "timer": ("converted", "refused"),
        "message": ("converted", "weaker"), "error": ("converted",), "loop": ("converted", "refused"),
        "people": ("converted", "weaker", "refused"), "person-rules": ("converted", "weaker"),
        "approval": ("converted", "weaker", "refused"), "due": ("converted", "weaker"),
        "reminder": ("converted", "weaker"), "copy": ("converted", "weaker"), "form": ("converted", "weaker"),
        "field-rights": ("converted", "weaker"), "script": ("converted", "weaker", "refused"),
        "service": ("weaker", "refused"), "mapping": ("converted", "weaker", "refused"),
        "decision": ("refused",), "call": ("converted", "weaker", "refused"),
        "starters": ("converted", "weaker", "refused"), "rights": ("dropped",), "policy": ("converted", "dropped"),
        "version": ("dropped",), "history": ("dropped",), "documentation": ("converted",),
        "foreign": ("converted", "dropped"),
    }  # fmt: skip

    def package(self, job: Job) -> Mapping[str, bytes]:
        """Two files for each process."""
        decisions = DecisionFiles(job.bundle, Losses(self.name))
        for name, sheet in self.sheets(job):
            found = list(self.graphs(job, sheet))
            if len(found) > 1:
                job.losses.add("several-processes", found[1][0].process, file=f"processes/{name}")
                continue
            for graph, element in found:
                _Process(self, job, sheet, graph, decisions).write(element)
                sheet.plain(sheet.root, "expressionLanguage", None)
                job.files[f"{graph.process}.bpmn"] = sheet.data()
                job.files[f"{graph.process}.json"] = _beside(job, graph)
        return job.files

    def of_process(self, job: Job, graph: Graph) -> None:
        """A case can be withdrawn and a task taken back; the rest is the server's own."""
        policy, usual, left = graph.policy, CasePolicy(), []
        if policy.withdraw == "before":
            left.append("withdraw=before")
        left += [word for word in ("urge_every", "comments") if getattr(policy, word) != getattr(usual, word)]
        if left:
            job.losses.add("policy-part", graph.process, graph.name or graph.process, what=", ".join(left))


def _beside(job: Job, graph: Graph) -> bytes:
    """What the server keeps of a process beside its BPMN, in the names of its interface."""
    ref = form_of(graph, job.bundle)
    starters = starters_of(job.bundle, graph, job.settings, job.losses)
    told = {
        "key": graph.process,
        "name": graph.name or graph.process,
        "category": graph.category or "",
        "type": 10,
        "formType": 10,
        "visible": True,
        "startUserIds": list(starters.users),
        "startDeptIds": list(starters.departments),
        "allowCancelRunningProcess": graph.policy.withdraw == "any",
        "allowWithdrawTask": graph.policy.take_back == "untouched",
        "autoApprovalType": distinct_of(graph, job.losses),
        "form": form_file(ref, job.bundle, job.losses),
    }
    return json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True).encode() + b"\n"


class _Process(FlowableProcess):
    """One process on its way."""

    def write(self, element: etree._Element) -> None:
        """Names first: the server takes no process and no task without one."""
        self.ref = form_of(self.graph, self.job.bundle)
        texts = [flow.condition.text for flow in self.graph.flows if flow.condition is not None]
        texts += [line.value for node in self.graph.nodes if node.script is not None for line in node.script.lines]
        self.asked = frozenset(name for text in texts for name in names_in(text))
        self.sheet.plain(element, "name", self.graph.name or self.graph.process)
        super().write(element)

    def starters(self, element: etree._Element) -> None:
        """They stand beside the file."""

    def step(self, step: Step) -> None:
        """One node that the engine can run."""
        event = step.node.event
        waits = step.node.kind in ("startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask")
        if waits and event is not None and event.kind == "message":
            self.losses.add("message-nobody", step.id, step.name, message=event.name or event.ref or "")
        loop = step.node.loop
        if loop is not None and (loop.collection is not None or step.node.kind in (*_PEOPLE, "callActivity")):
            self.losses.add("loop-people", step.id, step.name)
            return
        super().step(step)

    # ------------------------------------------------------------------ people

    def _user(self, step: Step) -> None:
        node, sheet, element = step.node, self.sheet, step.element
        sheet.plain(element, "name", step.name)
        if not sheet.has(element, "candidateStrategy"):
            found = candidates_of(node, self.juel, self.job.settings, self.losses, first=self._is_first(node))
            if found is not None:
                sheet.add(element, "candidateStrategy", text=str(found.strategy))
                sheet.add(element, "candidateParam", text=found.param)
        Decided(sheet, self.graph, step, self.losses, self.job.settings).write()
        for said in access_of(node, self.ref, self.job.bundle, self.losses):
            sheet.add(element, "fieldsPermission", said)
        self.due(step)
        if node.service is not None:
            self._listen(step, node.service)
        if node.approval is not None:
            for name, text in results(step):
                if name in self.asked:
                    self._at(step, "end", f"${{execution.setVariable({quoted(name)}, {quoted(text)})}}")

    def _is_first(self, node: Node) -> bool:
        """As the server looks at it: the first task of the file."""
        people = (one for one in self.sheet.root.iter(*(names.q(kind) for kind in _PEOPLE)))
        return next((one.get("id") for one in people), None) == node.id

    def _form(self, step: Step) -> None:
        """The process has one form, beside the file."""
        for _said in access_of(step.node, self.ref, self.job.bundle, self.losses):
            pass

    # ------------------------------------------------------------------ machines

    def _service(self, step: Step) -> None:
        node, element, sheet = step.node, step.element, self.sheet
        if any(sheet.has(element, word) for word in _RUNS):
            return  # it says already what runs there
        if node.decision is not None:
            self.losses.add("decision-nobody", step.id, step.name)
        elif node.copy_to and (node.event is None or node.event.kind != "message"):
            self._copies(step)
        elif node.service is not None and node.service.params.get("url"):
            self._post(step, node.service)
        else:
            self.losses.add("service-nobody", step.id, step.name)

    def _copies(self, step: Step) -> None:
        """A step that sends copies is one of the server's own."""
        tokens = list(tokens_of(step.node.copy_to, "user", self.job.settings))
        kinds = {**KINDS, "starter": STARTER}
        kind = next((one.partition(":")[0] for one in tokens if one.partition(":")[0] in kinds), "")
        taken = [one for one in tokens if one.partition(":")[0] == kind]
        if left := [who for who, one in zip(step.node.copy_to, tokens, strict=True) if one not in taken]:
            self.losses.add("copy", step.id, step.name, who=", ".join(left))
        self.sheet.rename(step.element, "serviceTask")
        self.sheet.plain(step.element, "messageRef", None)
        self.sheet.put(step.element, "delegateExpression", "${bpmCopyTaskDelegate}")
        self.sheet.add(step.element, "candidateStrategy", text=str(kinds.get(kind, STARTER)))
        self.sheet.add(step.element, "candidateParam", text=",".join(taken) if kind in KINDS else "")

    def _post(self, step: Step, service: Service) -> None:
        """A call of an address is a trigger of the server's own: it posts names and their values."""
        body = []
        for one in service.inputs:
            fixed = _text_in(one.value)
            if fixed is None and not one.value.isidentifier():
                self.losses.add("mapping", step.id, step.name, text=one.value, cause=one.name)
                return
            body.append({"type": 2 if fixed is None else 1, "key": one.name, "value": fixed or one.value})
        response = [{"key": one.name, "value": entry_of_answer(one.value)} for one in service.outputs]
        if odd := next((one["value"] for one in response if not one["value"].isidentifier()), ""):
            self.losses.add("mapping", step.id, step.name, text=odd, cause=step.name)
            return
        url = service.params["url"]
        self.losses.add("service-posted", step.id, step.name, url=url)
        self.sheet.rename(step.element, "serviceTask")
        self.sheet.plain(step.element, "messageRef", None)
        self.sheet.put(step.element, "delegateExpression", "${bpmTriggerTaskDelegate}")
        told = {"url": url, "header": [], "body": body, "response": response}
        self.sheet.add(step.element, "triggerType", text="1")
        self.sheet.add(step.element, "triggerParam", text=json.dumps(told, ensure_ascii=False))

    def _event_of(self, step: Step) -> None:
        event = step.node.event
        if event is not None and event.kind == "message" and step.node.kind == "intermediateThrowEvent":
            self.losses.add("service-nobody", step.id, step.name)
            return
        super()._event_of(step)

    def _call(self, step: Step) -> None:
        """Each process is a deployment of its own there, and wants to know who started it."""
        super()._call(step)
        key = names.q("sameDeployment", self.sheet.uri)
        if key in step.element.attrib:
            del step.element.attrib[key]
        said = {"event": "start", "delegateExpression": "${bpmCallActivityListener}"}
        listener = self.sheet.add(step.element, "executionListener", said)
        self.sheet.inside(self.sheet.inside(listener, "field", {"name": "listenerConfig"}), "string", text=_CHILD)


def _text_in(value: str) -> str | None:
    """The text that a FEEL literal stands for; None for all else."""
    try:
        node = parse(value)
    except AppError:
        return None
    return node.value if isinstance(node, tree.Literal) and isinstance(node.value, str) else None


WRITER = YudaoWriter()
