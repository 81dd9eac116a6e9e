"""SpiffWorkflow and SpiffArena: BPMN with Python, forms as JSON Schema, lanes for groups, permissions in a file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from lxml import etree

from modeler.bpmn import names
from modeler.dialects.dmn import DecisionFiles, columns_of, shape_of, tell_limits
from modeler.dialects.juel_process import name_what_is_referred_to, topic_of
from modeler.dialects.people import People, people_of, starters_of
from modeler.dialects.python_slots import Python
from modeler.dialects.schema_forms import schema_files
from modeler.dialects.sheet import SPIFF, Sheet
from modeler.dialects.spiff_counts import Count, adding_up, begin_lines, count_of, declare_objects, lines_inside
from modeler.dialects.spiff_dmn import spiff_dmn
from modeler.dialects.walking import BpmnWriter, Engine, Job, Step
from runner.approvals.verdicts import verdicts_of
from runner.bundle.graph import Flow, Graph
from runner.bundle.graph import Mapping as Pair
from runner.decisions import HitPolicy

ENGINE = Engine(
    id="spiffworkflow",
    name="SpiffWorkflow",
    uri=SPIFF,
    prefix="spiffworkflow",
    without=frozenset({"complexGateway", "adHocSubProcess"}),
    without_events=frozenset({"compensation", "parallelMultiple", "sendTask:signal", "receiveTask:signal"}),
)
_TIMERS = ("timeDate", "timeDuration", "timeCycle")
_POLICIES = frozenset({HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST, HitPolicy.COLLECT})


class SpiffWriter(BpmnWriter):
    """Writes for SpiffWorkflow 3 and SpiffArena."""

    engine = ENGINE
    support: Mapping[str, tuple[str, ...]] = {
        "element": ("converted", "dropped", "refused"), "condition": ("converted", "weaker", "refused"),
        "event": ("converted", "refused"), "timer": ("converted", "refused"), "message": ("converted",),
        "error": ("converted",), "loop": ("converted", "weaker", "refused"), "people": ("converted", "weaker"),
        "person-rules": ("weaker",), "approval": ("converted", "weaker", "dropped", "refused"), "due": ("weaker",),
        "reminder": ("weaker", "refused"), "copy": ("weaker",), "form": ("converted", "weaker"),
        "field-rights": ("converted",), "script": ("converted", "weaker", "refused"),
        "service": ("converted", "weaker"),
        "mapping": ("converted", "weaker", "refused"), "decision": ("converted", "refused"),
        "call": ("converted", "weaker", "refused"), "starters": ("converted", "weaker"), "rights": ("dropped",),
        "policy": ("dropped",), "version": ("dropped",), "history": ("dropped",), "documentation": ("converted",),
        "foreign": ("converted", "dropped"),
    }  # fmt: skip

    def package(self, job: Job) -> Mapping[str, bytes]:
        """The processes, two files a form, the decisions, and who may start as permissions."""
        decisions = DecisionFiles(job.bundle, job.losses)
        tell_limits(decisions, job.losses, policies=_POLICIES, chained=False)
        permissions: list[str] = []
        for name, sheet in self.sheets(job):
            for graph, element in self.graphs(job, sheet):
                _Process(self, job, sheet, graph, decisions, permissions).write(element)
            sheet.plain(sheet.root, "expressionLanguage", None)
            job.files[name] = sheet.data()
        for stem in sorted(job.bundle.decisions):
            job.files[f"{stem}.dmn"] = spiff_dmn(job.bundle.decisions[stem], f"decisions/{stem}.dmn", job.losses)
        if permissions:
            job.files["permissions.yml"] = ("permissions:\n" + "".join(permissions)).encode()
        return job.files


class _Process:
    """One process on its way."""

    def __init__(
        self, writer: SpiffWriter, job: Job, sheet: Sheet, graph: Graph, decisions: DecisionFiles,
        permissions: list[str],
    ) -> None:  # fmt: skip
        self.writer, self.job, self.sheet, self.graph, self.losses = writer, job, sheet, graph, job.losses
        self.decisions, self.permissions = decisions, permissions
        self.variables = writer.variables(job, graph)
        self.python = Python(self.variables, job.losses)
        self._lanes: dict[str, list[str]] = {}
        self._pre: dict[str, list[str]] = {}
        self._post: dict[str, list[str]] = {}
        self._counts: dict[str, Count] = {}
        for node in graph.nodes:
            is_loop = node.loop is not None and node.loop.kind != "standard"
            count = count_of(graph, node) if is_loop and adding_up(graph, node.id) else None
            if count is not None:
                self._counts[node.id] = count

    def write(self, element: etree._Element) -> None:
        """The process itself, its nodes, its flows, and what they refer to."""
        graph, name = self.graph, self.graph.name or self.graph.process
        for code in ("version", "history"):
            self.losses.add(code, graph.process, name)
        self._starters()
        self.writer.of_process(self.job, graph)
        for flow in graph.flows:
            self._flow(flow)
        for step in self.writer.steps(self.sheet, graph):
            if self.writer.can_run(self.job, graph, step):
                self._loop(step)
                self._event(step)
                self._step(step)
                self._scripts(step)
        self._write_lanes(element)
        declare_objects(self.sheet, element, self._counts)
        name_what_is_referred_to(self.sheet)
        items = {node.loop.item or "" for node in graph.nodes if node.loop is not None}  # loops bring them
        declared = sorted(self.python.names - items)
        if declared:
            self.losses.add("declared", graph.process, name, variables=", ".join(declared))

    def _starters(self) -> None:
        starters = starters_of(self.job.bundle, self.graph, self.job.settings, self.losses, shown=False)
        if starters.groups or starters.users:
            said = ", ".join(json.dumps(one, ensure_ascii=False) for one in (*starters.groups, *starters.users))
            uri = json.dumps(f"PM:{self.job.bundle.workspace.id}:{self.graph.process}", ensure_ascii=False)
            self.permissions.append(
                f"  start-{self.graph.process}:\n    groups: [{said}]\n    actions: [start]\n    uri: {uri}\n"
            )

    def _step(self, step: Step) -> None:
        match step.node.kind:
            case "userTask" | "task" | "manualTask":
                self.sheet.rename(step.element, "userTask")
                self._user(step)
            case "startEvent":
                pass  # its form is that of whoever starts: the first step there
            case "scriptTask":
                self._script(step)
            case "serviceTask" | "sendTask" | "businessRuleTask":
                self._service(step)
            case "callActivity":
                self._call(step)
            case "intermediateThrowEvent" | "intermediateCatchEvent":
                self._link(step)
            case _:
                pass

    # ------------------------------------------------------------------ people

    def _user(self, step: Step) -> None:
        node, sheet = step.node, self.sheet
        self.writer.approval(self.job, self.graph, step)
        people = people_of(node, self.variables, self.job.settings, self.losses)
        self._lane(step, people)
        if node.deadline is not None and node.deadline.work:
            self.losses.add("due", step.id, step.name, text=node.deadline.work)
        files = schema_files(self.job.bundle, node, self.losses)
        self.job.files.update(files)
        if files and not sheet.has(step.element, "properties"):
            holder = sheet.one(step.element, "properties")
            for name, word in zip(sorted(files), ("formJsonSchemaFilename", "formUiSchemaFilename"), strict=True):
                sheet.inside(holder, "property", {"name": word, "value": name})
        if node.documentation and not sheet.has(step.element, "instructionsForEndUser"):
            sheet.add(step.element, "instructionsForEndUser", text=node.documentation)
        if node.service is not None:
            self._assign(self._pre, step, list(node.service.inputs))
            self._assign(self._post, step, list(node.service.outputs))
        if node.approval is not None:
            base = re.sub(r"\W", "_", step.id)
            own = f"{base}_verdict"
            text = own
            for one in verdicts_of(node):
                result = one.id if one.result == "custom" else one.result
                if result != one.id:
                    text = f"({result!r} if {own} == {one.id!r} else {text})"
            self._post.setdefault(step.id, []).extend([f"{base}_result = {text}", f"verdict = {base}_result"])

    def _lane(self, step: Step, people: People) -> None:
        """A lane is a group there: one is made for the people of a step, where the file draws none."""
        lane = people.groups[0] if people.groups else people.assignee or ",".join(people.users)
        lane = lane or ("starter" if people.starter else people.field)
        if not lane:
            if people.feel:
                self.losses.add("people-lanes", step.id, step.name, lane="–")
            return
        if self.graph.lanes or not people.groups or len(people.groups) > 1 or people.users:
            self.losses.add("people-lanes", step.id, step.name, lane=lane)
        if not self.graph.lanes and step.node.scope is None:
            self._lanes.setdefault(lane, []).append(step.id)

    def _write_lanes(self, element: etree._Element) -> None:
        if not self._lanes or self.sheet.kid(element, "laneSet") is not None:
            return
        before = sum(1 for child in element if names.bpmn_local(child.tag) in ("documentation", "extensionElements"))
        self.sheet.lanes(element, before, self._lanes)

    # ------------------------------------------------------------------ machines

    def _assign(self, place: dict[str, list[str]], step: Step, pairs: list[Pair]) -> None:
        for one in pairs:
            line = self.python.assigned(one.name, one.value, step.id, step.name, "mapping")
            if line is not None:
                place.setdefault(step.id, []).append(line)

    def _scripts(self, step: Step) -> None:
        for word, lines in (("preScript", self._pre), ("postScript", self._post)):
            if step.id in lines and not self.sheet.has(step.element, word):
                self.sheet.add(step.element, word, text="\n".join(lines[step.id]))

    def _script(self, step: Step) -> None:
        script, sheet = step.node.script, self.sheet
        place = sheet.kid(step.element, "script")
        if script is None or place is None or script.language != "feel":
            language = script.language if script is not None else "–"
            python = "python" in language.lower()
            self.losses.add("script-language" if python else "script-unknown", step.id, step.name, language=language)
            return
        made = [self.python.assigned(one.name, one.value, step.id, step.name, "script") for one in script.lines]
        lines = [line for line in made if line is not None]
        for count in self._counts.values():
            if step.id in count.begins:
                lines += begin_lines(count, [one.name for one in script.lines])
            if step.id == count.inside:
                lines = lines_inside(count, lines)
        sheet.text(place, "\n".join(lines) or "pass")
        sheet.plain(step.element, "scriptFormat", "python")

    def _service(self, step: Step) -> None:
        node, element, sheet = step.node, step.element, self.sheet
        if sheet.has(element, "serviceTaskOperator") or sheet.has(element, "calledDecisionId"):
            return
        if node.decision is not None:
            self._decide(step)
            return
        asks = node.service is not None and bool(node.service.params)
        if node.kind == "sendTask" and node.event is not None and node.event.kind == "message" and not asks:
            return  # a message of the model is sent by the engine itself
        topic = topic_of(node)
        topic = f"step/{topic}" if topic == node.id else topic  # an id may stand once in a file
        if node.copy_to:
            self.losses.add("copy-sent", step.id, step.name, topic=topic)
        sheet.rename(element, "serviceTask")
        outputs = node.service.outputs if node.service is not None else []
        result = "result" if outputs else f"{step.id}_result"
        operator = sheet.add(element, "serviceTaskOperator", {"id": topic, "resultVariable": result})
        parameters = sheet.inside(operator, "parameters")
        for key, text in (node.service.params if node.service is not None else {}).items():
            sheet.inside(parameters, "parameter", {"id": key, "type": "str", "value": repr(text)})
        for one in node.service.inputs if node.service is not None else []:
            text_ = self.python.value(one.value, step.id, step.name, "mapping")
            sheet.inside(parameters, "parameter", {"id": one.name, "type": "any", "value": text_ or ""})
        if node.service is not None and node.service.retry:
            sheet.inside(operator, "retry", {"retries": str(node.service.retry), "backoff_base": "1"})
        self._assign(self._post, step, list(outputs))
        if not outputs:
            self.losses.add("answer-whole", step.id, step.name, variable=result)

    def _decide(self, step: Step) -> None:
        sheet, element = self.sheet, step.element
        use, asked = self.decisions.asked(step)
        if use is None or asked is None:
            return
        columns, shape = columns_of(asked), shape_of(use, asked)
        single = len(columns) == 1
        if shape == "records" or (use.result and not single):
            self.losses.add("decision-logic", step.id, step.name, cause=use.result or shape)
            return
        sheet.rename(element, "businessRuleTask")
        sheet.add(element, "calledDecisionId", text=asked.element.id)
        if step.node.service is not None:
            self._assign(self._pre, step, list(step.node.service.inputs))
        if use.result and use.result != columns[0]:
            self._assign(self._post, step, [Pair(name=use.result, value=columns[0])])
        if step.node.service is not None:
            self._assign(self._post, step, list(step.node.service.outputs))

    def _call(self, step: Step) -> None:
        """All data goes in and comes back; what is mapped is set before and after."""
        node, sheet, service = step.node, self.sheet, step.node.service
        if not self.writer.can_call(self.job, step) or not node.called:
            return
        sheet.plain(step.element, "calledElement", node.called)
        if service is not None:
            self._assign(self._pre, step, list(service.inputs))
            self._assign(self._post, step, list(service.outputs))

    # ------------------------------------------------------------------ loops, events, flows

    def _loop(self, step: Step) -> None:
        loop, sheet = step.node.loop, self.sheet
        if loop is None:
            return
        standard = sheet.kid(step.element, "standardLoopCharacteristics")
        condition = sheet.kid(standard, "loopCondition") if standard is not None else None
        if condition is not None and loop.condition is not None:
            text = self.python.given(loop.condition, step.id, step.name, "loop", condition=True)
            sheet.say(condition, text or "")
        multi = sheet.kid(step.element, "multiInstanceLoopCharacteristics")
        if multi is None:
            return
        for part in list(
            sheet.kids(multi, "loopDataInputRef", "inputDataItem", "loopDataOutputRef", "outputDataItem")
        ):
            sheet.take_out(part)
        if step.id in self._counts:
            self.losses.add("loop-shared", step.id, step.name)
        elif adding_up(self.graph, step.id):
            self.losses.add("loop-counted", step.id, step.name)
            return
        counted = loop.completion is not None and "nrOf" in loop.completion.text
        if counted or (loop.output_item and not loop.output_item.isidentifier()):
            self.losses.add("loop", step.id, step.name, text=loop.output_item or "nrOf…", cause="–")
            return
        self._items(step, multi)
        completion = sheet.kid(multi, "completionCondition")
        if loop.completion is not None and completion is not None:
            text = self.python.given(loop.completion, step.id, step.name, "loop", condition=True)
            sheet.say(completion, text or "")

    def _items(self, step: Step, multi: etree._Element) -> None:
        """What is gone through: a variable of the case, made before where it is worked out."""
        loop, sheet = step.node.loop, self.sheet
        assert loop is not None
        cardinality = sheet.kid(multi, "loopCardinality")
        if loop.collection is not None:
            text = self.python.given(loop.collection, step.id, step.name, "loop", condition=False) or ""
            if not text.isidentifier():
                self.losses.add("loop", step.id, step.name, text=loop.collection.text, cause="–")
            sheet.bpmn(multi, "loopDataInputRef", text)
            if loop.output:
                sheet.bpmn(multi, "loopDataOutputRef", loop.output)
            if loop.item:
                sheet.item(multi, "inputDataItem", loop.item)
            if loop.output and loop.output_item:
                sheet.item(multi, "outputDataItem", loop.output_item)
            sheet.in_order(multi, ("loopDataInputRef", "loopDataOutputRef", "inputDataItem", "outputDataItem"))
        elif loop.cardinality is not None and cardinality is not None:
            text = self.python.given(loop.cardinality, step.id, step.name, "loop", condition=False) or ""
            sheet.say(cardinality, text)

    def _event(self, step: Step) -> None:
        event, sheet = step.node.event, self.sheet
        if event is None:
            return
        for part in event.each:
            if part.kind == "timer" and part.timer is not None:
                text = self.python.timer(part.timer, step.id, step.name)
                for definition in sheet.kids(step.element, "timerEventDefinition"):
                    for place in sheet.kids(definition, *_TIMERS):
                        sheet.say(place, text or "")
            elif part.kind == "conditional" and part.condition is not None:
                text = self.python.given(part.condition, step.id, step.name, "condition", condition=True)
                for definition in sheet.kids(step.element, "conditionalEventDefinition"):
                    for place in sheet.kids(definition, "condition"):
                        sheet.say(place, text or "")

    def _link(self, step: Step) -> None:
        """The engine knows no links: what a link leads to is led to by a flow."""
        if step.node.event is not None and step.node.event.kind == "link":
            self.writer.link(self.sheet, self.graph, step)

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
        elif (text := self.python.given(flow.condition, flow.id, name, "condition", condition=True)) is not None:
            sheet.say(written, text)


WRITER = SpiffWriter()
