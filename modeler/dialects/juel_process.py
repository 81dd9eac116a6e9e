"""One process on its way to an engine that speaks JUEL: what Camunda 7, Operaton and Flowable have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod

from lxml import etree

from modeler.bpmn import names
from modeler.dialects.juel import Juel
from modeler.dialects.losses import Losses
from modeler.dialects.people import STARTER, people_of, starters_of
from modeler.dialects.sheet import Sheet
from modeler.dialects.walking import BpmnWriter, Job, Step
from runner.approvals.verdicts import verdicts_of
from runner.bundle.graph import Flow, Graph, Node
from runner.feel import FeelSyntaxError, parse, tree
from runner.feel.translate.juel_out import Target
from runner.feel.translate.juel_text import quoted

_TIMERS = ("timeDate", "timeDuration", "timeCycle")
_PEOPLE = ("assignee", "candidateUsers", "candidateGroups")


class JuelProcess(ABC):
    """One process. A subclass says how each kind of step is written."""

    target: Target

    def __init__(self, writer: BpmnWriter, job: Job, sheet: Sheet, graph: Graph) -> None:
        self.writer, self.job, self.sheet, self.graph, self.losses = writer, job, sheet, graph, job.losses
        self.variables = writer.variables(job, graph)
        self.juel = Juel(self.variables, job.losses, self.target)

    def write(self, element: etree._Element) -> None:
        """The process itself, its nodes, its flows, and what they refer to."""
        self.process(element)
        self.starters(element)
        self.writer.of_process(self.job, self.graph)
        for flow in self.graph.flows:
            self._flow(flow)
        for step in self.writer.steps(self.sheet, self.graph):
            if self.writer.can_run(self.job, self.graph, step):
                self._loop(step)
                self._event(step)
                self.step(step)
        name_what_is_referred_to(self.sheet)

    def starters(self, element: etree._Element) -> None:
        """Who may start, as the engine shows it."""
        starters = starters_of(self.job.bundle, self.graph, self.job.settings, self.losses, shown=True)
        self.sheet.put(element, "candidateStarterUsers", ",".join(starters.users))
        self.sheet.put(element, "candidateStarterGroups", ",".join(starters.groups))

    @abstractmethod
    def process(self, element: etree._Element) -> None:
        """What the engine wants to know of the process."""

    @abstractmethod
    def step(self, step: Step) -> None:
        """One node that the engine can run."""

    def remember_starter(self, step: Step) -> None:
        """Keep whoever starts a case, where a step is for them."""
        if any(one.handler is not None and one.handler.strategy == "starter" for one in self.graph.nodes):
            self.sheet.put(step.element, "initiator", STARTER)

    def caught(self, step: Step, word: str) -> None:
        """The code of a caught error stays in a variable, as our own runner leaves it."""
        if step.node.kind in ("boundaryEvent", "startEvent"):
            for definition in self.sheet.kids(step.element, "errorEventDefinition"):
                if not self.sheet.has(definition, word):
                    self.sheet.put(definition, word, "errorCode")

    def people(self, step: Step) -> None:
        """Who handles a step; what the file says already stays."""
        if any(self.sheet.has(step.element, word) for word in _PEOPLE):
            return
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

    def results_of_verdict(self, step: Step) -> dict[str, str]:
        """A step that one person decides: the variables that conditions ask for, made of the button (JUEL without its
        braces)."""
        own = f"execution.getVariable({quoted(f'{step.id}_verdict')})"
        text = own
        for one in verdicts_of(step.node):
            result = one.id if one.result == "custom" else one.result
            if result != one.id:
                text = f"{own} == {quoted(one.id)} ? {quoted(result)} : ({text})"
        return {f"{step.id}_result": text, "verdict": text}

    def due(self, step: Step) -> None:
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
            text = (
                plain
                if plain.isidentifier()
                else self.juel.given(loop.collection, step.id, step.name, "loop", condition=False)
            )
            self.go_through(step, multi, text or "", loop.item or "")
        cardinality = sheet.kid(multi, "loopCardinality")
        if loop.cardinality is not None and cardinality is not None:
            text = self.juel.given(loop.cardinality, step.id, step.name, "loop", condition=False)
            sheet.say(cardinality, text or "")
        completion = sheet.kid(multi, "completionCondition")
        if loop.completion is not None and completion is not None:
            juel = self.juel.with_local(**({loop.item: "any"} if loop.item else {}))
            text = juel.given(loop.completion, step.id, step.name, "loop", condition=True)
            sheet.say(completion, text or "")

    def go_through(self, step: Step, multi: etree._Element, collection: str, item: str) -> None:
        """Run once for each of a list (a name or `${...}`), which is called `item` in its run."""
        self.sheet.put(multi, "collection", collection)
        self.sheet.put(multi, "elementVariable", item)

    def _event(self, step: Step) -> None:
        event, sheet = step.node.event, self.sheet
        if event is None:
            return
        if event.kind == "timer" and event.timer is not None:
            place = self._place(step, "timerEventDefinition", _TIMERS)
            text = self.juel.timer(event.timer, step.id, step.name)
            if place is not None and text is not None:
                sheet.say(place, text)
        elif event.kind == "conditional" and event.condition is not None:
            place = self._place(step, "conditionalEventDefinition", ("condition",))
            text = self.juel.given(event.condition, step.id, step.name, "condition", condition=True)
            if place is not None and text is not None:
                sheet.say(place, text)

    def _place(self, step: Step, definition: str, parts: tuple[str, ...]) -> etree._Element | None:
        for one in self.sheet.kids(step.element, definition):
            for part in self.sheet.kids(one, *parts):
                return part
        return None

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
            self.losses.add("script-language", flow.id, name, language=written.get("language") or "")
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


def topic_told(step: Step, losses: Losses) -> str:
    """The topic of a step that a worker does; that one has to deliver its message or its copies is a loss."""
    node, topic = step.node, topic_of(step.node)
    if node.kind == "sendTask" and node.event is not None and node.event.kind == "message":
        message = node.event.name or node.event.ref or ""
        topic = f"message.{message}" if node.service is None or not node.service.params else topic
        losses.add("message-sent", step.id, step.name, message=message, topic=topic)
    if node.copy_to:
        losses.add("copy-sent", step.id, step.name, topic=topic)
    return topic


def told_to_workers(node: Node) -> dict[str, str]:
    """What a worker has to know beside the variables."""
    service = node.service
    said = dict(service.params) if service is not None else {}
    if service is not None:
        said |= {"kind": service.kind} if service.kind != "mock" else {}
        said |= {"retries": str(service.retry)} if service.retry else {}
        said |= {"timeout": service.timeout} if service.timeout else {}
    if node.copy_to:
        said["copyTo"] = " ".join(node.copy_to)
    return said


def entry_of_answer(text: str) -> str:
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


def texts_of_list(text: str) -> list[str] | None:
    """What stands in a list of texts and names, each as FEEL; None for anything else."""
    try:
        node = parse(text)
    except FeelSyntaxError:
        return None
    if not isinstance(node, tree.ListNode):
        return None
    found = []
    for one in node.items:
        if isinstance(one, tree.Name):
            found.append(one.name)
        elif isinstance(one, tree.Literal) and isinstance(one.value, str):
            found.append(f'"{one.value}"')
        else:
            return None
    return found


def as_expression(text: str) -> str:
    """`${...}` for a text that is either one or a plain text."""
    if "${" in text:
        return text
    return f"${{{quoted(text)}}}"


def name_what_is_referred_to(sheet: Sheet) -> None:
    """Messages and signals need a name, errors and escalations a code."""
    words = {"message": "name", "signal": "name", "error": "errorCode", "escalation": "escalationCode"}
    for local, word in words.items():
        for element in sheet.root.iterchildren(names.q(local)):
            if not element.get(word):
                sheet.plain(element, word, element.get("name") or element.get("id") or local)
