"""Camunda 7 and Operaton: BPMN with JUEL, external tasks, forms of form-js, DMN with FEEL, one deployment."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from modeler.bpmn import names
from modeler.dialects.dmn import DecisionFiles, camunda_dmn, columns_of, dmn_namespace, shape_of, tell_limits
from modeler.dialects.juel_process import (
    JuelProcess,
    as_expression,
    entry_of_answer,
    texts_of_list,
    told_to_workers,
    topic_told,
)
from modeler.dialects.sheet import OPERATON, Sheet
from modeler.dialects.step_forms import FormFiles
from modeler.dialects.walking import BpmnWriter, Engine, Job, Step
from runner.bundle.graph import Graph, Service
from runner.decisions import HitPolicy
from runner.feel.translate.juel_out import Target

ENGINE = Engine(
    id="camunda",
    name="Camunda 7 / Operaton",
    uri="http://camunda.org/schema/1.0/bpmn",
    prefix="camunda",
    without=frozenset({"complexGateway", "adHocSubProcess"}),
    without_events=frozenset({"multiple", "parallelMultiple", "sendTask:signal", "receiveTask:signal"}),
    own=frozenset({OPERATON}),
)
VERSION = "7.24.0"
"""The last version of Camunda 7; Operaton runs what it runs."""
_PLATFORM = {"executionPlatform": "Camunda Platform", "executionPlatformVersion": VERSION}
_POLICIES = frozenset({HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST, HitPolicy.RULE_ORDER, HitPolicy.COLLECT})
_SHAPES = {"entry": "singleEntry", "record": "singleResult", "entries": "collectEntries", "records": "resultList"}
_RUNS = ("class", "delegateExpression", "expression", "type", "decisionRef", "connector")
"""What says what runs at a step, in the words of the engine."""


class CamundaWriter(BpmnWriter):
    """Writes for Camunda 7 and Operaton, whose parsers read the same words."""

    engine = ENGINE
    support: Mapping[str, tuple[str, ...]] = {
        "element": ("converted", "dropped", "refused"), "condition": ("converted", "weaker", "refused"),
        "event": ("converted", "refused"), "timer": ("converted", "refused"), "message": ("converted", "weaker"),
        "error": ("converted",), "loop": ("converted", "refused"), "people": ("converted", "weaker"),
        "person-rules": ("weaker",), "approval": ("converted", "weaker", "dropped", "refused"),
        "due": ("converted", "weaker"), "reminder": ("weaker", "refused"), "copy": ("weaker",),
        "form": ("converted", "weaker"), "field-rights": ("converted", "weaker"),
        "script": ("converted", "weaker", "refused"), "service": ("converted",),
        "mapping": ("converted", "weaker", "refused"), "decision": ("converted", "refused"),
        "call": ("converted", "weaker", "refused"), "starters": ("weaker",), "rights": ("dropped",),
        "policy": ("dropped",), "version": ("converted",), "history": ("converted",),
        "documentation": ("converted",), "foreign": ("converted", "dropped"),
    }  # fmt: skip

    def package(self, job: Job) -> Mapping[str, bytes]:
        """The processes, a form for each step that has one of its own, and the decisions."""
        forms = FormFiles(job.bundle, "Camunda Platform", VERSION, job.losses)
        decisions = DecisionFiles(job.bundle, job.losses)
        for name, sheet in self.sheets(job):
            for graph, element in self.graphs(job, sheet):
                _Process(self, job, sheet, graph, forms, decisions).write(element)
            sheet.plain(sheet.root, "expressionLanguage", None)
            job.files[name] = sheet.data(platform=_PLATFORM)
        tell_limits(decisions, job.losses, policies=_POLICIES, logic=frozenset({"LiteralExpression"}))
        uri, history = job.settings.namespace or ENGINE.uri, job.settings.history_time_to_live
        for stem in sorted(job.bundle.decisions):
            data = job.bundle.decisions[stem]
            job.files[f"{stem}.dmn"] = camunda_dmn(data, f"decisions/{stem}.dmn", dmn_namespace(uri), history)
        return {**job.files, **forms.files}


class _Process(JuelProcess):
    """One process on its way."""

    target: Target = "camunda7"

    def __init__(
        self, writer: CamundaWriter, job: Job, sheet: Sheet, graph: Graph, forms: FormFiles, decisions: DecisionFiles
    ) -> None:
        super().__init__(writer, job, sheet, graph)
        self.forms, self.decisions = forms, decisions

    def process(self, element: etree._Element) -> None:
        """How long history is kept, which the engine wants to know, and the version."""
        self.sheet.put(element, "historyTimeToLive", self.job.settings.history_time_to_live)
        self.sheet.put(element, "versionTag", self.job.version)

    def step(self, step: Step) -> None:
        """One node that the engine can run."""
        self.caught(step, "errorCodeVariable")
        match step.node.kind:
            case "userTask" | "task" | "manualTask":
                self.sheet.rename(step.element, "userTask")  # there, the others do not wait for anybody
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
            case "intermediateThrowEvent" | "endEvent":
                self._sends(step)
            case _:
                pass

    # ------------------------------------------------------------------ people

    def _user(self, step: Step) -> None:
        node, sheet = step.node, self.sheet
        self.writer.approval(self.job, self.graph, step, known_due=sheet.has(step.element, "dueDate"))
        self.people(step)
        self._form(step)
        self.due(step)
        if node.service is not None:
            self._mappings(step, node.service, inputs=True, outputs=True)
        if node.approval is not None:
            self._verdict(step)

    def _verdict(self, step: Step) -> None:
        """A step that one person decides: the form gives the button, what conditions ask for is made of it."""
        mapped = self.sheet.one(step.element, "inputOutput")
        for name, text in self.results_of_verdict(step).items():
            self.sheet.inside(mapped, "outputParameter", {"name": name}, f"${{{text}}}")

    def _form(self, step: Step) -> None:
        if any(self.sheet.has(step.element, word) for word in ("formKey", "formRef", "formData")):
            return
        ref = self.forms.of(step.node)
        if ref is not None:
            self.sheet.put(step.element, "formRef", ref)
            self.sheet.put(step.element, "formRefBinding", "deployment")

    # ------------------------------------------------------------------ machines

    def _script(self, step: Step) -> None:
        """Assignments become an expression and its variable, or outputs in order: no script engine needed."""
        script, sheet = step.node.script, self.sheet
        if script is None:
            sheet.rename(step.element, "task")
            return
        if script.language != "feel":
            self.losses.add("script-language", step.id, step.name, language=script.language)
            return
        written = [
            found for line in script.lines if (found := self._assigned(step, line.name, line.value)) is not None
        ]
        for part in list(sheet.kids(step.element, "script")):
            sheet.take_out(part)
        sheet.plain(step.element, "scriptFormat", None)
        sheet.rename(step.element, "serviceTask")
        name, only = written[0] if len(written) == 1 else ("", None)
        if isinstance(only, str):
            sheet.put(step.element, "expression", as_expression(only))
            sheet.put(step.element, "resultVariable", name)
            return
        sheet.put(step.element, "expression", "${true}")
        if not written:
            return
        mapped = sheet.one(step.element, "inputOutput")
        for name, value in written:
            made = sheet.inside(mapped, "outputParameter", {"name": name}, value if isinstance(value, str) else "")
            if not isinstance(value, str):
                entries = sheet.inside(made, "list")
                for entry in value:
                    sheet.inside(entries, "value", text=entry)

    def _assigned(self, step: Step, name: str, text: str) -> tuple[str, str | list[str]] | None:
        """A variable and its value; a list that is written out is the list of its entries."""
        entries = texts_of_list(text)
        if entries is not None:
            values = [self.juel.value(one, step.id, step.name, "script") for one in entries]
            return (name, [one for one in values if one is not None])
        value = self.juel.value(text, step.id, step.name, "script")
        return (name, value) if value is not None else None

    def _service(self, step: Step) -> None:
        node, element, sheet = step.node, step.element, self.sheet
        if any(sheet.has(element, word) for word in _RUNS):
            return  # it says already what runs there
        if node.decision is not None:
            self._decide(step)
            return
        topic = topic_told(step, self.losses)
        sheet.put(element, "type", "external")
        sheet.put(element, "topic", topic)
        self._properties(step)
        if node.service is not None:
            self._mappings(step, node.service, inputs=True, outputs=True)

    def _properties(self, step: Step) -> None:
        """What a worker has to know beside the variables: it gets it as extension properties."""
        said = told_to_workers(step.node)
        if said and not self.sheet.has(step.element, "properties"):
            holder = self.sheet.one(step.element, "properties")
            for name, value in said.items():
                self.sheet.inside(holder, "property", {"name": name, "value": value})

    def _decide(self, step: Step) -> None:
        sheet, element = self.sheet, step.element
        use, asked = self.decisions.asked(step)
        if use is None or asked is None:
            return
        shape, columns = shape_of(use, asked), columns_of(asked)
        result = use.result
        if element.tag != names.q("businessRuleTask"):
            sheet.rename(element, "businessRuleTask")
        if not result and len(columns) > 1 and shape == "record":
            result = f"{step.id}_decision"
            mapped = sheet.one(element, "inputOutput")
            for column in columns:
                sheet.inside(mapped, "outputParameter", {"name": column}, f"${{{result}.{column}}}")
        sheet.put(element, "decisionRef", asked.element.id)
        sheet.put(element, "decisionRefBinding", "deployment")
        sheet.put(element, "mapDecisionResult", _SHAPES[shape])
        sheet.put(element, "resultVariable", result or (columns[0] if len(columns) == 1 else asked.name))
        if step.node.service is not None:
            self._mappings(step, step.node.service, inputs=True, outputs=True, keep=True)

    def _mappings(self, step: Step, service: Service, *, inputs: bool, outputs: bool, keep: bool = False) -> None:
        """What goes in and out as parameters of the step. What a worker answers are variables of the step itself, so
        that `result.no` is its variable `no`; with `keep` the result has a name and stays what it is."""
        if self.sheet.has(step.element, "inputOutput"):
            return
        given = [("inputParameter", one) for one in service.inputs if inputs]
        taken = [("outputParameter", one) for one in service.outputs if outputs]
        if not given and not taken:
            return
        holder = self.sheet.one(step.element, "inputOutput")
        inside = self.juel.with_local(**{one.name: "any" for one in service.inputs})
        for word, one in (*given, *taken):
            value = (
                one.value
                if keep or word == "inputParameter" or step.node.kind == "userTask"
                else entry_of_answer(one.value)
            )
            juel = self.juel if word == "inputParameter" else inside
            text = juel.value(value, step.id, step.name, "mapping")
            if text is not None:
                self.sheet.inside(holder, word, {"name": one.name}, text)

    def _call(self, step: Step) -> None:
        node, element, sheet, service = step.node, step.element, self.sheet, step.node.service
        if not self.writer.can_call(self.job, step) or not node.called:
            return
        inside = node.called in self.job.bundle.graphs
        sheet.plain(element, "calledElement", node.called)
        sheet.put(element, "calledElementBinding", "deployment" if inside else "latest")
        if sheet.has(element, "in") or sheet.has(element, "out"):
            return
        sheet.add(element, "in", {"businessKey": "#{execution.processBusinessKey}"})
        for word, mapped in (("in", service.inputs if service else []), ("out", service.outputs if service else [])):
            if not mapped:
                sheet.add(element, word, {"variables": "all"})
            for one in mapped:
                if one.value.isidentifier():
                    sheet.add(element, word, {"source": one.value, "target": one.name})
                elif text := self.juel.value(one.value, step.id, step.name, "mapping"):
                    sheet.add(element, word, {"sourceExpression": text, "target": one.name})

    def _sends(self, step: Step) -> None:
        """A thrown message is a task of a worker, who delivers it."""
        event, sheet = step.node.event, self.sheet
        if event is None or event.kind != "message":
            return
        message = event.name or event.ref or ""
        for definition in sheet.kids(step.element, "messageEventDefinition"):
            if not any(sheet.has(definition, word) for word in _RUNS):
                sheet.put(definition, "type", "external")
                sheet.put(definition, "topic", f"message.{message}")
                self.losses.add("message-sent", step.id, step.name, message=message, topic=f"message.{message}")


WRITER = CamundaWriter()
