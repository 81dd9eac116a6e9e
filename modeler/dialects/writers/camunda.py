"""Camunda 7 and Operaton: BPMN with JUEL, external tasks, forms of form-js, DMN with FEEL, one deployment."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from modeler.bpmn import names
from modeler.dialects.dmn import DecisionFiles, camunda_dmn, columns_of, shape_of, tell_limits
from modeler.dialects.juel import Juel
from modeler.dialects.people import STARTER, people_of, starters_of
from modeler.dialects.sheet import OPERATON, Sheet
from modeler.dialects.step_forms import FormFiles
from modeler.dialects.walking import BpmnWriter, Engine, Job, Step
from runner.approvals.verdicts import verdicts_of
from runner.bundle.graph import Flow, Graph, Node, Service
from runner.decisions import HitPolicy
from runner.feel import FeelSyntaxError, parse, tree

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
_TIMERS = ("timeDate", "timeDuration", "timeCycle")
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
        tell_limits(decisions, job.losses, policies=_POLICIES, literal=True, chained=True)
        uri, history = job.settings.namespace or ENGINE.uri, job.settings.history_time_to_live
        for stem in sorted(job.bundle.decisions):
            job.files[f"{stem}.dmn"] = camunda_dmn(job.bundle.decisions[stem], f"decisions/{stem}.dmn", uri, history)
        return {**job.files, **forms.files}


class _Process:
    """One process on its way."""

    def __init__(
        self, writer: CamundaWriter, job: Job, sheet: Sheet, graph: Graph, forms: FormFiles, decisions: DecisionFiles
    ) -> None:
        self.writer, self.job, self.sheet, self.graph = writer, job, sheet, graph
        self.forms, self.decisions, self.losses = forms, decisions, job.losses
        self.variables = writer.variables(job, graph)
        self.juel = Juel(self.variables, job.losses, "camunda7")

    def write(self, element: etree._Element) -> None:
        """The process itself, its nodes, its flows, and what they refer to."""
        sheet, settings = self.sheet, self.job.settings
        starters = starters_of(self.job.bundle, self.graph, settings, self.losses, shown=True)
        sheet.put(element, "historyTimeToLive", settings.history_time_to_live)
        sheet.put(element, "versionTag", self.job.version)
        sheet.put(element, "candidateStarterUsers", ",".join(starters.users))
        sheet.put(element, "candidateStarterGroups", ",".join(starters.groups))
        self.writer.of_process(self.job, self.graph)
        for step in self.writer.steps(sheet, self.graph):
            if self.writer.can_run(self.job, self.graph, step):
                self._step(step)
        for flow in self.graph.flows:
            self._flow(flow)
        _name_what_is_referred_to(sheet)

    def _step(self, step: Step) -> None:
        node = step.node
        self._loop(step)
        self._event(step)
        match node.kind:
            case "userTask" | "task" | "manualTask":
                self.sheet.rename(step.element, "userTask")  # there, the others do not wait for anybody
                self._user(step)
            case "startEvent":
                if any(one.handler is not None and one.handler.strategy == "starter" for one in self.graph.nodes):
                    self.sheet.put(step.element, "initiator", STARTER)
                self._form(step)
            case "scriptTask":
                self._script(step)
            case "serviceTask" | "sendTask" | "businessRuleTask":
                self._service(step)
            case "callActivity":
                self._call(step)
            case _:
                pass

    # ------------------------------------------------------------------ people

    def _user(self, step: Step) -> None:
        node, element, sheet = step.node, step.element, self.sheet
        self.writer.approval(self.job, self.graph, step, known_due=sheet.has(element, "dueDate"))
        if not any(sheet.has(element, word) for word in ("assignee", "candidateUsers", "candidateGroups")):
            self._people(step)
        self._form(step)
        self._due(step)
        if node.service is not None:
            self._mappings(step, node.service, inputs=True, outputs=True)
        if node.approval is not None:
            self._verdict(step)

    def _people(self, step: Step) -> None:
        people = people_of(step.node, self.variables, self.job.settings, self.losses)
        put, element = self.sheet.put, step.element
        if people.starter:
            put(element, "assignee", f"${{execution.getVariable('{STARTER}')}}")
        elif people.field or people.feel:
            text = self.juel.value(people.field or people.feel, step.id, step.name, "people-expression")
            put(element, "candidateUsers" if people.several else "assignee", text or "")
        else:
            put(element, "assignee", people.assignee)
            put(element, "candidateUsers", ",".join(people.users))
            put(element, "candidateGroups", ",".join(people.groups))

    def _verdict(self, step: Step) -> None:
        """A step that one person decides: the form gives the button, what conditions ask for is made of it."""
        buttons, own = verdicts_of(step.node), f"execution.getVariable('{step.id}_verdict')"
        text = f"{own}"
        for one in buttons:
            result = one.id if one.result == "custom" else one.result
            if result != one.id:
                text = f"{own} == '{one.id}' ? '{result}' : ({text})"
        mapped = self.sheet.one(step.element, "inputOutput")
        for name in (f"{step.id}_result", "verdict"):
            self.sheet.inside(mapped, "outputParameter", {"name": name}, f"${{{text}}}")

    def _form(self, step: Step) -> None:
        if any(self.sheet.has(step.element, word) for word in ("formKey", "formRef", "formData")):
            return
        ref = self.forms.of(step.node)
        if ref is not None:
            self.sheet.put(step.element, "formRef", ref)
            self.sheet.put(step.element, "formRefBinding", "deployment")

    def _due(self, step: Step) -> None:
        """A span counts from the creation of the task; a day that an expression gives is taken as it is."""
        deadline = step.node.deadline
        if deadline is None or self.sheet.has(step.element, "dueDate"):
            return
        at = next((one.at for one in deadline.steps if one.at), None)
        if deadline.work:
            self.losses.add("working-time", step.id, step.name)
            self.sheet.put(step.element, "dueDate", deadline.work)
        elif at is not None:
            text = self.juel.value(at, step.id, step.name, "due")
            self.sheet.put(step.element, "dueDate", text or "")

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
        lines = [(line.name, self.juel.value(line.value, step.id, step.name, "script")) for line in script.lines]
        written = [(name, text) for name, text in lines if text is not None]
        for part in list(sheet.kids(step.element, "script")):
            sheet.take_out(part)
        sheet.plain(step.element, "scriptFormat", None)
        sheet.rename(step.element, "serviceTask")
        if len(written) == 1:
            name, text = written[0]
            sheet.put(step.element, "expression", text if "${" in text else f"${{'{_quoted(text)}'}}")
            sheet.put(step.element, "resultVariable", name)
            return
        sheet.put(step.element, "expression", "${true}")
        mapped = sheet.one(step.element, "inputOutput")
        for name, text in written:
            sheet.inside(mapped, "outputParameter", {"name": name}, text)

    def _service(self, step: Step) -> None:
        node, element, sheet = step.node, step.element, self.sheet
        if any(sheet.has(element, word) for word in _RUNS):
            return  # it says already what runs there
        if node.decision is not None:
            self._decide(step)
            return
        topic = topic_of(node)
        if node.kind == "sendTask" and node.event is not None and node.event.kind == "message":
            message = node.event.name or node.event.ref or ""
            topic = f"message.{message}" if node.service is None or not node.service.params else topic
            self.losses.add("message-sent", step.id, step.name, message=message, topic=topic)
        if node.copy_to:
            self.losses.add("copy-sent", step.id, step.name, topic=topic)
        sheet.put(element, "type", "external")
        sheet.put(element, "topic", topic)
        self._properties(step)
        if node.service is not None:
            self._mappings(step, node.service, inputs=True, outputs=True)

    def _properties(self, step: Step) -> None:
        """What a worker has to know beside the variables: it gets it as extension properties."""
        service = step.node.service
        said = dict(service.params) if service is not None else {}
        if service is not None:
            said |= {"kind": service.kind} if service.kind != "mock" else {}
            said |= {"retries": str(service.retry)} if service.retry else {}
            said |= {"timeout": service.timeout} if service.timeout else {}
        if step.node.copy_to:
            said["copyTo"] = " ".join(step.node.copy_to)
        if said and not self.sheet.has(step.element, "properties"):
            holder = self.sheet.one(step.element, "properties")
            for name, value in said.items():
                self.sheet.inside(holder, "property", {"name": name, "value": value})

    def _decide(self, step: Step) -> None:
        use, sheet, element = step.node.decision, self.sheet, step.element
        asked = self.decisions.find(use)
        if use is None or asked is None:
            self.losses.add("decision-gone", step.id, step.name, decision=use.ref if use is not None else "")
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
                one.value if keep or word == "inputParameter" or step.node.kind == "userTask" else _entry(one.value)
            )
            juel = self.juel if word == "inputParameter" else inside
            text = juel.value(value, step.id, step.name, "mapping")
            if text is not None:
                self.sheet.inside(holder, word, {"name": one.name}, text)

    def _call(self, step: Step) -> None:
        node, element, sheet = step.node, step.element, self.sheet
        if not node.called:
            self.losses.add("call-unnamed", step.id, step.name)
            return
        service = node.service
        params = service.params if service is not None else {}
        if params.get("waits") == "no":
            self.losses.add("call-alone", step.id, step.name)
            return
        inside = node.called in self.job.bundle.graphs
        if not inside:
            self.losses.add("call-outside", step.id, step.name, process=node.called)
        elif params.get("rejected") != "goOn" and any(
            one.approval is not None for one in self.job.bundle.graphs[node.called].nodes
        ):
            self.losses.add("call-rejected", step.id, step.name)
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

    # ------------------------------------------------------------------ loops, events, flows

    def _loop(self, step: Step) -> None:
        loop, sheet = step.node.loop, self.sheet
        if loop is None:
            return
        if loop.kind == "standard":
            self.losses.add("loop-while", step.id, step.name)
            return
        if loop.output:
            self.losses.add("loop-gathered", step.id, step.name, variable=loop.output)
            return
        multi = sheet.kid(step.element, "multiInstanceLoopCharacteristics")
        if multi is None:
            return
        for part in list(
            sheet.kids(multi, "loopDataInputRef", "inputDataItem", "loopDataOutputRef", "outputDataItem")
        ):
            sheet.take_out(part)
        if loop.collection is not None:
            plain = loop.collection.text if loop.collection.language == "feel" else ""
            text = plain if plain.isidentifier() else self.juel.given(
                loop.collection, step.id, step.name, "loop", condition=False
            )  # fmt: skip
            sheet.put(multi, "collection", text or "")
            sheet.put(multi, "elementVariable", loop.item or "")
        cardinality = sheet.kid(multi, "loopCardinality")
        if loop.cardinality is not None and cardinality is not None:
            text = self.juel.given(loop.cardinality, step.id, step.name, "loop", condition=False)
            sheet.say(cardinality, text or "")
        completion = sheet.kid(multi, "completionCondition")
        if loop.completion is not None and completion is not None:
            local = {loop.item: "any"} if loop.item else {}
            juel = self.juel.with_local(**local)
            text = juel.given(loop.completion, step.id, step.name, "loop", condition=True)
            sheet.say(completion, text or "")

    def _event(self, step: Step) -> None:
        event, sheet = step.node.event, self.sheet
        if event is None:
            return
        if event.kind == "timer" and event.timer is not None:
            place = next((part for one in sheet.kids(step.element, "timerEventDefinition")
                          for part in sheet.kids(one, *_TIMERS)), None)  # fmt: skip
            text = self.juel.timer(event.timer, step.id, step.name)
            if place is not None and text is not None:
                sheet.say(place, text)
        elif event.kind == "conditional" and event.condition is not None:
            place = next((part for one in sheet.kids(step.element, "conditionalEventDefinition")
                          for part in sheet.kids(one, "condition")), None)  # fmt: skip
            text = self.juel.given(event.condition, step.id, step.name, "condition", condition=True)
            if place is not None and text is not None:
                sheet.say(place, text)
        elif event.kind == "message" and step.node.kind in ("intermediateThrowEvent", "endEvent"):
            message = event.name or event.ref or ""
            for definition in sheet.kids(step.element, "messageEventDefinition"):
                if not any(
                    sheet.has(definition, word) for word in ("type", "expression", "class", "delegateExpression")
                ):
                    sheet.put(definition, "type", "external")
                    sheet.put(definition, "topic", f"message.{message}")
                    self.losses.add(
                        "message-sent", step.id, step.name, message=message, topic=f"message.{message}"
                    )  # fmt: skip

    def _flow(self, flow: Flow) -> None:
        sheet, element = self.sheet, self.sheet.element(flow.id)
        written = sheet.kid(element, "conditionExpression") if element is not None else None
        if element is None or written is None:
            return
        source, name = self.graph.node(flow.source), flow.name or flow.id
        alone = source.kind == "exclusiveGateway" and len(source.outgoing) == 1
        if flow.condition is None or source.default == flow.id or alone:
            if alone and flow.condition is not None:
                self.losses.add("condition-alone", flow.id, name)
            sheet.take_out(written)
            return
        if flow.condition.language == "unknown" and written.get("language"):
            language = written.get("language") or ""
            self.losses.add("script-language", flow.id, name, language=language)
            return
        text = self.juel.given(flow.condition, flow.id, name, "condition", condition=True)
        if text is not None:
            sheet.say(written, text)


def topic_of(node: Node) -> str:
    """The topic of the workers that do a step: `SYSTEM.OPERATION`, the kind of service, else the step's own id."""
    service = node.service
    params = service.params if service is not None else {}
    if params.get("system"):
        return ".".join(part for part in (params["system"], params.get("operation", "")) if part)
    if service is not None and service.kind not in ("mock", "system"):
        return service.kind
    return "copy" if node.copy_to else node.id


def _entry(text: str) -> str:
    """`result.no` without its `result`: what a worker answers are variables of the step."""
    try:
        node = parse(text)
    except FeelSyntaxError:
        return text
    places = [
        one.source.at
        for one in tree.walk(node)
        if isinstance(one, tree.Path) and isinstance(one.source, tree.Name) and one.source.name == "result"
    ]
    for at in sorted(places, reverse=True):
        text = text[:at] + text[at:].removeprefix("result").lstrip().removeprefix(".").lstrip()
    return text


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


def _name_what_is_referred_to(sheet: Sheet) -> None:
    """Messages and signals need a name, errors and escalations a code."""
    for local, word in (
        ("message", "name"),
        ("signal", "name"),
        ("error", "errorCode"),
        ("escalation", "escalationCode"),
    ):
        for element in sheet.root.iterchildren(names.q(local)):
            if not element.get(word):
                sheet.plain(element, word, element.get("name") or element.get("id") or local)


WRITER = CamundaWriter()
