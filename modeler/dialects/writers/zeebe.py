"""Camunda 8: BPMN with FEEL, job workers, forms of form-js, DMN with FEEL."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from modeler.dialects.dmn import DecisionFiles, columns_of, shape_of, tell_limits, without_newer
from modeler.dialects.feel_slots import Feel
from modeler.dialects.juel_process import entry_of_answer, name_what_is_referred_to, told_to_workers, topic_told
from modeler.dialects.people import STARTER, people_of, starters_of
from modeler.dialects.sheet import Sheet
from modeler.dialects.step_forms import FormFiles
from modeler.dialects.walking import BpmnWriter, Engine, Job, Step
from runner.approvals.verdicts import verdicts_of
from runner.bundle.graph import Flow, Graph
from runner.bundle.graph import Mapping as Pair
from runner.core.xml import read_xml, write_xml
from runner.decisions import HitPolicy
from runner.feel.translate.juel_calls import quoted
from runner.forms.schema import field_places
from runner.rights.fields import field_access

ENGINE = Engine(
    id="zeebe",
    name="Camunda 8",
    uri="http://camunda.org/schema/zeebe/1.0",
    prefix="zeebe",
    without=frozenset({"complexGateway", "adHocSubProcess", "transaction"}),
    without_events=frozenset(
        {"multiple", "parallelMultiple", "conditional", "cancel", "sendTask:signal", "receiveTask:signal",
         "inside:compensation"}
    ),
)  # fmt: skip
VERSION = "8.6.0"
KEY = "any"
"""The key of messages, where the model tells cases apart by nothing."""
_PLATFORM = {"executionPlatform": "Camunda Cloud", "executionPlatformVersion": VERSION}
_COUNTERS = {"nrOfInstances": "numberOfInstances", "nrOfCompletedInstances": "numberOfCompletedInstances",
             "nrOfActiveInstances": "numberOfActiveInstances"}  # fmt: skip
_LOGIC = frozenset({"LiteralExpression", "BoxedContext", "BoxedList", "Relation", "Invocation", "FunctionDefinition"})
_LOOP = ("loopDataInputRef", "inputDataItem", "loopDataOutputRef", "outputDataItem", "loopCardinality")
_TIMERS = ("timeDate", "timeDuration", "timeCycle")


class ZeebeWriter(BpmnWriter):
    """Writes for Camunda 8.6 and later."""

    engine = ENGINE
    support: Mapping[str, tuple[str, ...]] = {
        "element": ("converted", "dropped", "refused"), "condition": ("converted", "refused"),
        "event": ("converted", "refused"), "timer": ("converted", "refused"), "message": ("converted", "weaker"),
        "error": ("converted",), "loop": ("converted", "refused"), "people": ("converted", "weaker"),
        "person-rules": ("weaker",), "approval": ("converted", "weaker", "dropped", "refused"),
        "due": ("converted", "weaker"), "reminder": ("weaker", "refused"), "copy": ("weaker",),
        "form": ("converted", "weaker"), "field-rights": ("converted", "weaker"), "script": ("converted", "refused"),
        "service": ("converted",), "mapping": ("converted", "refused"), "decision": ("converted", "refused"),
        "call": ("converted", "weaker", "refused"), "starters": ("weaker",), "rights": ("dropped",),
        "policy": ("dropped",), "version": ("converted",), "history": ("dropped",), "documentation": ("converted",),
        "foreign": ("converted", "dropped"),
    }  # fmt: skip

    def package(self, job: Job) -> Mapping[str, bytes]:
        """The processes, a form for each step that has one of its own, and the decisions."""
        forms = FormFiles(job.bundle, "Camunda Cloud", VERSION, job.losses)
        decisions = DecisionFiles(job.bundle, job.losses)
        for name, sheet in self.sheets(job):
            for graph, element in self.graphs(job, sheet):
                _Process(self, job, sheet, graph, forms, decisions).write(element)
            job.files[name] = sheet.data(platform=_PLATFORM)
        tell_limits(decisions, job.losses, policies=HitPolicy, logic=_LOGIC)
        for stem in sorted(job.bundle.decisions):
            root = without_newer(read_xml(job.bundle.decisions[stem], f"decisions/{stem}.dmn").getroot())
            job.files[f"{stem}.dmn"] = write_xml(root)
        return {**job.files, **forms.files}


class _Process:
    """One process on its way."""

    def __init__(
        self, writer: ZeebeWriter, job: Job, sheet: Sheet, graph: Graph, forms: FormFiles, decisions: DecisionFiles
    ) -> None:
        self.writer, self.job, self.sheet, self.graph, self.losses = writer, job, sheet, graph, job.losses
        self.forms, self.decisions, self.feel = forms, decisions, Feel(job.losses)
        self.variables = writer.variables(job, graph)

    def write(self, element: etree._Element) -> None:
        """The process itself, its nodes, its flows, and what they refer to."""
        name = self.graph.name or self.graph.process
        if not self.sheet.has(element, "versionTag"):
            self.sheet.add(element, "versionTag", {"value": self.job.version})
        self.losses.add("history", self.graph.process, name)
        starters_of(self.job.bundle, self.graph, self.job.settings, self.losses, shown=False)
        self.writer.of_process(self.job, self.graph)
        for flow in self.graph.flows:
            self._flow(flow)
        for step in self.writer.steps(self.sheet, self.graph):
            if self.writer.can_run(self.job, self.graph, step):
                self._loop(step)
                self._event(step)
                self._step(step)
        name_what_is_referred_to(self.sheet)

    def _step(self, step: Step) -> None:
        match step.node.kind:
            case "userTask" | "task" | "manualTask":
                self.sheet.rename(step.element, "userTask")  # there, the others do not wait for anybody
                self._user(step)
            case "startEvent":
                self._form(step)
            case "scriptTask":
                self._script(step)
            case "serviceTask" | "sendTask" | "businessRuleTask":
                self._service(step)
            case "callActivity":
                self._call(step)
            case "inclusiveGateway" if len(step.node.incoming) > 1:
                self.losses.add("inclusive-join", step.id, step.name)
            case _:
                pass

    # ------------------------------------------------------------------ people

    def _user(self, step: Step) -> None:
        node, sheet, element = step.node, self.sheet, step.element
        self.writer.approval(self.job, self.graph, step, known_due=sheet.has(element, "taskSchedule"))
        sheet.one(element, "userTask")
        if not sheet.has(element, "assignmentDefinition"):
            self._people(step)
        self._form(step)
        self._due(step)
        outputs = list(node.service.outputs) if node.service is not None else []
        if node.approval is not None:
            outputs = [*outputs, *self._verdict(step, bool(outputs))]
        self._mapped(step, list(node.service.inputs) if node.service is not None else [], outputs)

    def _people(self, step: Step) -> None:
        people = people_of(step.node, self.variables, self.job.settings, self.losses)
        said = {"assignee": people.assignee, "candidateUsers": ", ".join(people.users),
                "candidateGroups": ", ".join(people.groups)}  # fmt: skip
        if people.starter:
            said["assignee"] = f"={STARTER}"
            self.losses.add("people-starter", step.id, step.name)
        elif people.several:
            listed = f"if {people.field} instance of string then [{people.field}] else {people.field}"
            said["candidateUsers"] = self.feel.text(listed, step.id, step.name, "people-expression") or ""
        elif people.field or people.feel:
            text = self.feel.text(people.field or people.feel, step.id, step.name, "people-expression")
            said["assignee"] = text or ""
        if any(said.values()):
            self.sheet.add(step.element, "assignmentDefinition", said)

    def _verdict(self, step: Step, mapped: bool) -> list[Pair]:
        """The result out of the button, and with it whatever the form gives: what is not mapped stays inside."""
        own = f"{step.id}_verdict"
        text = own
        for one in verdicts_of(step.node):
            result = one.id if one.result == "custom" else one.result
            if result != one.id:
                text = f"if {own} = {quoted(one.id)} then {quoted(result)} else {text}"
        found = [Pair(name=name, value=text) for name in (f"{step.id}_result", "verdict")]
        use = step.node.form
        form = self.job.bundle.forms.get(use.ref) if use is not None else None
        given = []
        if form is not None and use is not None and not mapped:
            own_fields = [place.path for place in field_places(form) if place.table is None and "." not in place.path]
            open_ = ("edit", "required")
            given = [path for path in own_fields if not use.fields or field_access(use.fields, path) in open_]
        return [*(Pair(name=name, value=name) for name in (*given, own)), *found]

    def _form(self, step: Step) -> None:
        if self.sheet.has(step.element, "formDefinition"):
            return
        ref = self.forms.of(step.node)
        if ref is not None:
            self.sheet.add(step.element, "formDefinition", {"formId": ref, "bindingType": "deployment"})

    def _due(self, step: Step) -> None:
        deadline = step.node.deadline
        if deadline is None or self.sheet.has(step.element, "taskSchedule"):
            return
        at = next((one.at for one in deadline.steps if one.at), None)
        text: str | None = None
        if deadline.work:
            self.losses.add("working-time", step.id, step.name)
            text = f"=now() + duration({quoted(deadline.work)})"
        elif at is not None:
            text = self.feel.text(at, step.id, step.name, "due")
        if text:
            self.sheet.add(step.element, "taskSchedule", {"dueDate": text})

    # ------------------------------------------------------------------ machines

    def _mapped(self, step: Step, inputs: list[Pair], outputs: list[Pair]) -> None:
        if (not inputs and not outputs) or self.sheet.has(step.element, "ioMapping"):
            return
        holder = self.sheet.one(step.element, "ioMapping")
        for word, pairs in (("input", inputs), ("output", outputs)):
            for one in pairs:
                text = self.feel.text(one.value, step.id, step.name, "mapping")
                if text is not None:
                    self.sheet.inside(holder, word, {"source": text, "target": one.name})

    def _script(self, step: Step) -> None:
        """One assignment is an expression with its variable, several are the entries of one value."""
        script, sheet = step.node.script, self.sheet
        if sheet.has(step.element, "script"):
            return
        if script is None or script.language != "feel":
            language = script.language if script is not None else "–"
            self.losses.add("script-unknown", step.id, step.name, language=language)
            return
        for part in list(sheet.kids(step.element, "script")):
            sheet.take_out(part)
        sheet.plain(step.element, "scriptFormat", None)
        lines = [(line.name, self.feel.text(line.value, step.id, step.name, "script")) for line in script.lines]
        written = [(name, text[1:]) for name, text in lines if text is not None]
        if len(written) == 1:
            said = {"expression": f"={written[0][1]}", "resultVariable": written[0][0]}
            sheet.add(step.element, "script", said)
            return
        own = f"{step.id}_values"
        entries = ", ".join(f"{name}: {text}" for name, text in written)
        sheet.add(step.element, "script", {"expression": f"={{{entries}}}", "resultVariable": own})
        last = dict.fromkeys(name for name, _text in written)
        self._mapped(step, [], [Pair(name=name, value=f"{own}.{name}") for name in last])

    def _service(self, step: Step) -> None:
        node, element, sheet = step.node, step.element, self.sheet
        if sheet.has(element, "taskDefinition") or sheet.has(element, "calledDecision"):
            return
        if node.decision is not None:
            self._decide(step)
            return
        topic = topic_told(step, self.losses)
        self._job(step, topic, str(node.service.retry + 1) if node.service is not None and node.service.retry else "")
        said = {key: text for key, text in told_to_workers(node).items() if key != "retries"}
        if said:
            holder = sheet.one(element, "taskHeaders")
            for key, value in said.items():
                sheet.inside(holder, "header", {"key": key, "value": value})
        if node.service is not None:
            outputs = [Pair(name=one.name, value=entry_of_answer(one.value)) for one in node.service.outputs]
            self._mapped(step, list(node.service.inputs), outputs)

    def _job(self, step: Step, topic: str, retries: str = "") -> None:
        self.sheet.add(step.element, "taskDefinition", {"type": topic, "retries": retries})

    def _decide(self, step: Step) -> None:
        sheet, element = self.sheet, step.element
        use, asked = self.decisions.asked(step)
        if use is None or asked is None:
            return
        shape, columns = shape_of(use, asked), columns_of(asked)
        if use.shape and use.shape != shape_of(use.model_copy(update={"shape": ""}), asked):
            self.losses.add("decision-logic", step.id, step.name, cause=use.shape)
            return
        sheet.rename(element, "businessRuleTask")
        result, outputs = use.result, list(step.node.service.outputs) if step.node.service is not None else []
        if not result and shape == "record":
            result = f"{step.id}_decision"
            outputs = outputs or [Pair(name=column, value=f"{result}.{column}") for column in columns]
        result = result or (columns[0] if len(columns) == 1 else asked.name)
        said = {"decisionId": asked.element.id, "resultVariable": result, "bindingType": "deployment"}
        sheet.add(element, "calledDecision", said)
        self._mapped(step, list(step.node.service.inputs) if step.node.service is not None else [], outputs)

    def _call(self, step: Step) -> None:
        node, element, sheet, service = step.node, step.element, self.sheet, step.node.service
        if not self.writer.can_call(self.job, step) or not node.called or sheet.has(element, "calledElement"):
            return
        sheet.plain(element, "calledElement", None)
        inputs, outputs = (service.inputs, service.outputs) if service is not None else ([], [])
        inside = node.called in self.job.bundle.graphs
        sheet.add(
            element, "calledElement",
            {
                "processId": node.called, "bindingType": "deployment" if inside else "latest",
                "propagateAllParentVariables": "false" if inputs else "true",
                "propagateAllChildVariables": "false" if outputs else "true",
            },
        )  # fmt: skip
        self._mapped(step, list(inputs), list(outputs))

    # ------------------------------------------------------------------ loops, events, flows

    def _loop(self, step: Step) -> None:
        loop, sheet = step.node.loop, self.sheet
        if loop is None:
            return
        multi = sheet.kid(step.element, "multiInstanceLoopCharacteristics")
        if loop.kind == "standard" or multi is None:
            self.losses.add("loop-while", step.id, step.name)
            return
        if sheet.has(multi, "loopCharacteristics"):
            return
        for part in list(sheet.kids(multi, *_LOOP)):
            sheet.take_out(part)
        items = None
        if loop.collection is not None:
            items = self.feel.given(loop.collection, step.id, step.name, "loop")
        elif loop.cardinality is not None:
            counted = self.feel.given(loop.cardinality, step.id, step.name, "loop")
            items = f"=for i in 1..({counted[1:]}) return i" if counted else None
        said = {
            "inputCollection": items or "",
            "inputElement": loop.item or "",
            "outputCollection": loop.output or "",
        }
        if loop.output_item:
            said["outputElement"] = self.feel.text(loop.output_item, step.id, step.name, "loop") or ""
        sheet.add(multi, "loopCharacteristics", said)
        completion = sheet.kid(multi, "completionCondition")
        if loop.completion is not None and completion is not None:
            text = Feel(self.losses, _COUNTERS).given(loop.completion, step.id, step.name, "loop")
            sheet.say(completion, text or "")

    def _event(self, step: Step) -> None:
        event, sheet, node = step.node.event, self.sheet, step.node
        if event is None:
            return
        if event.kind == "timer" and event.timer is not None:
            text = self.feel.timer(event.timer, step.id, step.name)
            for definition in sheet.kids(step.element, "timerEventDefinition"):
                for part in sheet.kids(definition, *_TIMERS):
                    sheet.say(part, text or "")
        elif event.kind == "message" and node.kind in ("intermediateThrowEvent", "endEvent"):
            message = event.name or event.ref or ""
            if not sheet.has(step.element, "taskDefinition"):
                self._job(step, f"message.{message}")
                self.losses.add("message-sent", step.id, step.name, message=message, topic=f"message.{message}")
        elif event.kind == "message" and node.kind != "sendTask":
            self._key(step, event.ref or "")

    def _key(self, step: Step, ref: str) -> None:
        """Whoever waits inside of a case needs a key for the message."""
        message = self.sheet.element(ref)
        outermost = step.node.kind == "startEvent" and step.node.scope is None
        if message is None or outermost or self.sheet.has(message, "subscription"):
            return
        self.sheet.add(message, "subscription", {"correlationKey": f'="{KEY}"'})
        self.losses.add("message-key", step.id, step.name, key=KEY)

    def _flow(self, flow: Flow) -> None:
        sheet, element = self.sheet, self.sheet.element(flow.id)
        written = sheet.kid(element, "conditionExpression") if element is not None else None
        if element is None or written is None:
            return
        source, name = self.graph.node(flow.source), flow.name or flow.id
        if flow.condition is None or source.default == flow.id:
            sheet.take_out(written)
        elif source.kind not in ("exclusiveGateway", "inclusiveGateway"):
            self.losses.add("condition-place", flow.id, name)
        elif (text := self.feel.given(flow.condition, flow.id, name, "condition")) is not None:
            sheet.say(written, text)


WRITER = ZeebeWriter()
