"""Flowable: BPMN with JUEL in one archive with its decisions; external workers, form fields in the file itself."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from modeler.dialects.dmn import DecisionFiles, columns_of, shape_of, tell_limits
from modeler.dialects.flowable_dmn import flowable_dmn, inputs_of
from modeler.dialects.form_properties import properties_of
from modeler.dialects.juel_process import JuelProcess, as_expression, entry_of_answer, told_to_workers, topic_told
from modeler.dialects.sheet import Sheet
from modeler.dialects.typed import variables_of_process
from modeler.dialects.walking import BpmnWriter, Engine, Job, Step
from runner.bundle.container import build
from runner.bundle.graph import Graph, Service
from runner.data.model import dump_value
from runner.decisions import HitPolicy
from runner.feel.translate.juel_out import Target
from runner.feel.translate.juel_text import quoted

ENGINE = Engine(
    id="flowable",
    name="Flowable",
    uri="http://flowable.org/bpmn",
    prefix="flowable",
    without=frozenset({"complexGateway", "adHocSubProcess"}),
    without_events=frozenset(
        {"multiple", "parallelMultiple", "sendTask:signal", "receiveTask:signal", "endEvent:message",
         "endEvent:signal", "endEvent:compensation", "startEvent:conditional", "inside:conditional",
         "inside:compensation",
         "cancel"}  # it looks for the transaction that is called off after it has taken it away
    ),
)  # fmt: skip
_RUNS = ("class", "delegateExpression", "expression", "type")
_POLICIES = frozenset({HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST, HitPolicy.PRIORITY})


class FlowableWriter(BpmnWriter):
    """Writes for Flowable 7 and 8."""

    engine = ENGINE
    support: Mapping[str, tuple[str, ...]] = {
        "element": ("converted", "dropped", "refused"), "condition": ("converted", "weaker", "refused"),
        "event": ("converted", "weaker", "refused"), "timer": ("converted", "refused"),
        "message": ("converted", "weaker"), "error": ("converted",), "loop": ("converted", "refused"),
        "people": ("converted", "weaker"), "person-rules": ("weaker",),
        "approval": ("converted", "weaker", "dropped", "refused"), "due": ("converted", "weaker"),
        "reminder": ("weaker", "refused"), "copy": ("weaker",), "form": ("converted", "weaker", "dropped"),
        "field-rights": ("converted", "weaker"), "script": ("converted", "weaker", "refused"),
        "service": ("converted",), "mapping": ("converted", "weaker", "refused"),
        "decision": ("converted", "refused"), "call": ("converted", "weaker", "refused"), "starters": ("weaker",),
        "rights": ("dropped",), "policy": ("dropped",), "version": ("dropped",), "history": ("dropped",),
        "documentation": ("converted",), "foreign": ("converted", "dropped"),
    }  # fmt: skip

    def package(self, job: Job) -> Mapping[str, bytes]:
        """One archive with everything: Flowable takes one file at a time."""
        decisions = DecisionFiles(job.bundle, job.losses)
        for name, sheet in self.sheets(job):
            for graph, element in self.graphs(job, sheet):
                FlowableProcess(self, job, sheet, graph, decisions).write(element)
            sheet.plain(sheet.root, "expressionLanguage", None)
            job.files[f"{name.removesuffix('.bpmn')}.bpmn20.xml"] = sheet.data()
        tell_limits(decisions, job.losses, policies=_POLICIES, chained=False)
        for stem in sorted(job.bundle.decisions):
            file = f"decisions/{stem}.dmn"
            job.files[f"{stem}.dmn"] = flowable_dmn(job.bundle.decisions[stem], file, job.losses)
        for ref, form in sorted(job.bundle.forms.items()):
            job.losses.add("form-stored", None, file=f"forms/{ref}.form", form=ref)
            job.files[f"{ref}.form"] = dump_value(form)
        return {f"{job.bundle.workspace.id}.bar": build(job.files)}


class FlowableProcess(JuelProcess):
    """One process on its way."""

    target: Target = "flowable"

    def __init__(
        self, writer: FlowableWriter, job: Job, sheet: Sheet, graph: Graph, decisions: DecisionFiles
    ) -> None:
        super().__init__(writer, job, sheet, graph)
        self.decisions = decisions

    def process(self, element: etree._Element) -> None:
        """Nothing of ours but who may start."""
        name = self.graph.name or self.graph.process
        self.losses.add("version", self.graph.process, name)
        self.losses.add("history", self.graph.process, name)

    def step(self, step: Step) -> None:
        """One node that the engine can run."""
        self.caught(step, "errorVariableName")
        match step.node.kind:
            case "userTask" | "task" | "manualTask":
                self.sheet.rename(step.element, "userTask")
                self._user(step)
            case "startEvent":
                self.remember_starter(step)
                self._form(step)
            case "scriptTask":
                self._script(step)
            case "serviceTask" | "sendTask" | "businessRuleTask":
                self._service(step)
            case "callActivity":
                self._call(step)
            case "receiveTask":
                self._receive(step)
            case "intermediateThrowEvent" | "intermediateCatchEvent" | "boundaryEvent":
                self._event_of(step)
            case _:
                pass

    def go_through(self, step: Step, multi: etree._Element, collection: str, item: str) -> None:
        """A list of people may come in as JSON, whose entries are texts only where they are asked for by number."""
        inside = (one.id for one in self.graph.nodes if one.scope == step.id and one.kind == "startEvent")
        begin = self.sheet.element(next(inside, ""))
        if begin is None or self.variables[item].type != "string" or not collection.isidentifier():
            super().go_through(step, multi, collection, item)
            return
        self.sheet.bpmn(multi, "loopCardinality", f"${{{collection}.size()}}", first=True)
        one = f"${{execution.setVariableLocal({quoted(item)}, {collection}[loopCounter])}}"
        self.sheet.add(begin, "executionListener", {"event": "start", "expression": one})

    # ------------------------------------------------------------------ people

    def _user(self, step: Step) -> None:
        node, sheet = step.node, self.sheet
        self.writer.approval(self.job, self.graph, step, known_due=sheet.has(step.element, "dueDate"))
        self.people(step)
        self._form(step)
        self.due(step)
        if node.service is not None:
            self._listen(step, node.service)
        if node.approval is not None:
            self._verdict(step)

    def _verdict(self, step: Step) -> None:
        """A step that one person decides: the form gives the button, what conditions ask for is made of it."""
        for name, text in self.results_of_verdict(step).items():
            self._at(step, "end", f"${{execution.setVariable({quoted(name)}, {text})}}")

    def _form(self, step: Step) -> None:
        """The name of the form for who shows it, and its fields for the engine's own form service."""
        sheet, use = self.sheet, step.node.form
        if sheet.has(step.element, "formKey") or sheet.has(step.element, "formProperty"):
            return
        if use is not None and use.ref not in self.job.bundle.forms:
            self.losses.add("form-gone", step.id, step.name, form=use.ref)
            return
        sheet.put(step.element, "formKey", use.ref if use is not None else "")
        for one in properties_of(self.job.bundle, step.node, self.losses):
            made = sheet.add(step.element, "formProperty", one.said)
            for own, label in one.values:
                sheet.inside(made, "value", {"id": own, "name": label})

    # ------------------------------------------------------------------ machines

    def _at(self, step: Step, event: str, expression: str) -> None:
        self.sheet.add(step.element, "executionListener", {"event": event, "expression": expression})

    def _set(self, step: Step, event: str, name: str, value: str, *, how: str = "setVariable") -> None:
        """Set a variable when a step begins or ends."""
        text = self.juel.value(value, step.id, step.name, "mapping")
        if text is not None:
            self._at(step, event, f"${{execution.{how}({quoted(name)}, {as_expression(text)[2:-1]})}}")

    def _script(self, step: Step) -> None:
        """Assignments become an expression and its variable, or one expression that sets each in order."""
        script, sheet = step.node.script, self.sheet
        if script is None:
            sheet.rename(step.element, "intermediateThrowEvent")
            return
        if script.language != "feel":
            self.losses.add("script-language", step.id, step.name, language=script.language)
            return
        lines = [(line.name, self.juel.value(line.value, step.id, step.name, "script")) for line in script.lines]
        written = [(name, as_expression(text)) for name, text in lines if text is not None]
        for part in list(sheet.kids(step.element, "script")):
            sheet.take_out(part)
        sheet.plain(step.element, "scriptFormat", None)
        sheet.rename(step.element, "serviceTask")
        if len(written) == 1:
            sheet.put(step.element, "expression", written[0][1])
            sheet.put(step.element, "resultVariable", written[0][0])
            return
        sets = [f"${{execution.setVariable({quoted(name)}, {text[2:-1]})}}" for name, text in written]
        sheet.put(step.element, "expression", "".join(sets) or "${true}")

    def _service(self, step: Step) -> None:
        node, element, sheet = step.node, step.element, self.sheet
        if any(sheet.has(element, word) for word in _RUNS):
            return  # it says already what runs there
        if node.decision is not None:
            self._decide(step)
            return
        topic = topic_told(step, self.losses)
        self._worker(step, topic)
        for name, value in told_to_workers(node).items():
            sheet.add(element, "in", {"sourceExpression": f"${{{quoted(value)}}}", "target": f"slipway_{name}"})
        if node.service is not None:
            self._mappings(step, node.service)

    def _worker(self, step: Step, topic: str) -> None:
        self.sheet.rename(step.element, "serviceTask")
        self.sheet.plain(step.element, "messageRef", None)
        self.sheet.put(step.element, "type", "external-worker")
        self.sheet.put(step.element, "topic", topic)

    def _mappings(self, step: Step, service: Service) -> None:
        """What a worker gets, and what is made of its answer."""
        sheet, element = self.sheet, step.element
        inside = self.juel.with_local(**{one.name: "any" for one in service.inputs})
        for one in service.inputs:
            text = self.juel.value(one.value, step.id, step.name, "mapping")
            if text is not None:
                sheet.add(element, "in", {"sourceExpression": as_expression(text), "target": one.name})
        for one in service.outputs:
            value = entry_of_answer(one.value)
            if value.isidentifier():
                sheet.add(element, "out", {"source": value, "target": one.name})
            elif text := inside.value(value, step.id, step.name, "mapping"):
                plain = as_expression(text).replace("execution.getVariable", "variableContainer.getVariable")
                sheet.add(element, "out", {"sourceExpression": plain, "target": one.name})

    def _listen(self, step: Step, service: Service) -> None:
        """What a person gets and gives, by listeners: the engine maps nothing at user tasks."""
        for one in service.inputs:
            self._set(step, "start", one.name, one.value, how="setVariableLocal")
        for one in service.outputs:
            self._set(step, "end", one.name, one.value)
        given = {one.name for one in service.inputs} - {one.name for one in service.outputs}
        for name in sorted(given):
            self._at(step, "end", f"${{execution.removeVariableLocal({quoted(name)})}}")

    def _decide(self, step: Step) -> None:
        """A service task that asks; each result becomes a variable of its name, and the one that is asked for."""
        sheet, element = self.sheet, step.element
        use, asked = self.decisions.asked(step)
        if use is None or asked is None:
            return
        columns, shape = columns_of(asked), shape_of(use, asked)
        result = use.result or (columns[0] if len(columns) == 1 else "")
        if shape not in ("entry", "record") or (use.result and len(columns) != 1):
            self.losses.add("decision-logic", step.id, step.name, cause=use.result or shape)
            return
        sheet.rename(element, "serviceTask")
        sheet.put(element, "type", "dmn")
        for name, text in (("decisionTableReferenceKey", asked.element.id), ("sameDeployment", "true")):
            sheet.inside(sheet.add(element, "field", {"name": name}), "string", text=text)
        service = step.node.service
        given = service.inputs if service is not None else []
        for one in given:
            self._set(step, "start", one.name, one.value)
        for name in inputs_of(self.decisions, asked.element.id):
            if all(one.name != name for one in given):  # a table fails at a variable that is not there
                self._set(step, "start", name, name)
        if result and columns and result != columns[0]:
            self._set(step, "end", result, columns[0])
        for one in service.outputs if service is not None else []:
            self._set(step, "end", one.name, entry_of_answer(one.value))

    def _call(self, step: Step) -> None:
        node, element, sheet, service = step.node, step.element, self.sheet, step.node.service
        if not self.writer.can_call(self.job, step) or not node.called:
            return
        called = self.job.bundle.graphs.get(node.called)
        sheet.plain(element, "calledElement", node.called)
        sheet.put(element, "sameDeployment", "true" if called is not None else "")
        sheet.put(element, "inheritBusinessKey", "true")
        if sheet.has(element, "in") or sheet.has(element, "out"):
            return
        inputs, outputs = (service.inputs, service.outputs) if service is not None else ([], [])
        if not inputs:
            sheet.put(element, "inheritVariables", "true")
        for one in inputs:
            if text := self.juel.value(one.value, step.id, step.name, "mapping"):
                sheet.add(element, "in", {"sourceExpression": as_expression(text), "target": one.name})
        if not outputs and called is not None:
            known = sorted(name for name in variables_of_process(self.job.bundle, called) if "." not in name)
            self.losses.add("call-known", step.id, step.name, variables=", ".join(known) or "–")
            for name in known:
                sheet.add(element, "out", {"source": name, "target": name})
        for one in outputs:
            if one.value.isidentifier():
                sheet.add(element, "out", {"source": one.value, "target": one.name})
            elif text := self.juel.value(one.value, step.id, step.name, "mapping"):
                sheet.add(element, "out", {"sourceExpression": as_expression(text), "target": one.name})

    # ------------------------------------------------------------------ events

    def _receive(self, step: Step) -> None:
        """A task that waits for a message is an event there, unless something hangs on its border."""
        event, sheet, element = step.node.event, self.sheet, step.element
        if event is None or event.kind != "message":
            return
        bordered = any(node.attached_to == step.id for node in self.graph.nodes) or step.node.loop is not None
        if bordered:
            self.losses.add("message-triggered", step.id, step.name)
            return
        sheet.rename(element, "intermediateCatchEvent")
        sheet.bpmn(element, "messageEventDefinition").set("messageRef", event.ref or "")
        for word in ("messageRef", "instantiate", "operationRef", "implementation"):
            sheet.plain(element, word, None)

    def _event_of(self, step: Step) -> None:
        event, sheet, element = step.node.event, self.sheet, step.element
        if event is None:
            return
        if event.kind == "conditional":
            self.losses.add("condition-asked", step.id, step.name)
        elif event.kind == "message" and step.node.kind == "intermediateThrowEvent":
            for definition in list(sheet.kids(element, "messageEventDefinition")):
                sheet.take_out(definition)
            message = event.name or event.ref or ""
            self._worker(step, f"message.{message}")
            self.losses.add("message-sent", step.id, step.name, message=message, topic=f"message.{message}")
        elif event.kind == "link":
            self.writer.link(sheet, self.graph, step)


WRITER = FlowableWriter()
