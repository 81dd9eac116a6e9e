"""How every writer goes through a package: each file, each process with its graph, each node with its element."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from modeler.bpmn import names
from modeler.dialects.losses import Losses
from modeler.dialects.sheet import Sheet
from modeler.dialects.typed import Typed, variables_of_process
from modeler.dialects.writing import Settings, Written
from runner.approvals.verdicts import GO_ON, action_of, verdicts_of
from runner.bundle.archive import Package
from runner.bundle.bundle import Bundle
from runner.bundle.graph import CasePolicy, EventDefinition, Graph, Node

SEVERAL = ("multiple", "parallelMultiple")
_COUNTED = frozenset({"all", "count", "percent", "weight", "sequence"})


@dataclass(frozen=True)
class Engine:
    """What an engine is called and where its words live. `without`: kinds of elements that it does not run;
    `without_events`: `EVENT` or `KIND:EVENT` that it does not know; `own`: further namespaces of its own."""

    id: str
    name: str
    uri: str
    prefix: str
    without: frozenset[str] = frozenset()
    without_events: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Job:
    """One package on its way to one engine."""

    bundle: Bundle
    settings: Settings
    version: str
    losses: Losses
    files: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One node with its element in the file."""

    node: Node
    element: etree._Element

    @property
    def id(self) -> str:
        """The id of the element."""
        return self.node.id

    @property
    def name(self) -> str:
        """What people call it."""
        return self.node.name or self.node.id


class BpmnWriter(ABC):
    """Writes packages for one engine. A subclass says what is done with a process, a node and a flow."""

    engine: Engine
    support: Mapping[str, tuple[str, ...]]
    approves = False

    @property
    def id(self) -> str:
        """The word it is chosen by."""
        return self.engine.id

    @property
    def name(self) -> str:
        """The engines that read it."""
        return self.engine.name

    def write(self, package: Package, settings: Settings) -> Written:
        """The files and the losses. Raises `FormatError` for a file of the package that is not readable."""
        job = Job(package.bundle, settings, settings.version_tag or package.manifest.version, Losses(self.name))
        files = self.package(job)
        written = Written(files, job.losses.all)
        return written if written.ok else Written({}, job.losses.all)

    @abstractmethod
    def package(self, job: Job) -> Mapping[str, bytes]:
        """All files by name."""

    def sheets(self, job: Job) -> Iterator[tuple[str, Sheet]]:
        """The BPMN files of the package, without what does not go along: name and file. The processes in it that are
        not in the package as graphs are not run."""
        engine = self.engine
        uri = job.settings.namespace or engine.uri
        for path in sorted(job.bundle.sources):
            own = engine.own | ({engine.uri} if uri != engine.uri else frozenset())
            sheet = Sheet(job.bundle.sources[path], path, uri, engine.prefix, own=own)
            sheet.strip(job.losses)
            yield path.removeprefix("processes/"), sheet

    def graphs(self, job: Job, sheet: Sheet) -> Iterator[tuple[Graph, etree._Element]]:
        """The processes of a file with their elements; others that say that they can be run do not any more."""
        known = {graph.process: graph for graph in job.bundle.graphs.values() if graph.source == sheet.file}
        for element in sheet.root.iterchildren(names.q("process")):
            graph = known.get(element.get("id") or "")
            if graph is None:
                if element.get("isExecutable") in ("true", "1"):
                    own = element.get("id") or ""
                    job.losses.add("not-run", own, element.get("name") or own, file=sheet.file)
                sheet.plain(element, "isExecutable", "false")
            elif not graph.executable:
                job.losses.add("not-run", graph.process, graph.name or graph.process, file=graph.source)
            else:
                yield graph, element

    def steps(self, sheet: Sheet, graph: Graph) -> Iterator[Step]:
        """The nodes of a process that stand in the file."""
        for node in graph.nodes:
            element = sheet.element(node.id)
            if element is not None:
                yield Step(node, element)

    def variables(self, job: Job, graph: Graph) -> Typed:
        """What is known of the variables of a process."""
        return variables_of_process(job.bundle, graph)

    # ------------------------------------------------------------------ what no engine of this kind runs

    def can_run(self, job: Job, graph: Graph, step: Step) -> bool:
        """Whether the engine knows the element and its event; if not, that is a loss."""
        node, engine = step.node, self.engine
        if node.kind in engine.without:
            job.losses.add("element", node.id, step.name, kind=node.kind)
            return False
        event = node.event or EventDefinition()
        where = self.where(graph, node)
        for kind in (event.kind, *(part.kind for part in event.parts)):
            if kind in engine.without_events or f"{where}:{kind}" in engine.without_events:
                job.losses.add("event", node.id, step.name, event=event.kind)
                return False
        needs = (event.kind in ("message", "signal") and not (event.ref or event.name)) or (
            event.kind == "timer" and event.timer is None
        )
        if needs and event.kind not in SEVERAL:
            job.losses.add("unsaid", node.id, step.name)
            return False
        return True

    @staticmethod
    def where(graph: Graph, node: Node) -> str:
        """The kind of a node; the start of an event sub-process is `inside`, of a process `startEvent`."""
        if node.kind != "startEvent" or node.scope is None:
            return node.kind
        return "inside" if graph.node(node.scope).event_sub_process else node.kind

    def approval(self, job: Job, graph: Graph, step: Step, *, known_due: bool = False) -> bool:
        """Tell what of an approval is not there; False where the outcome would be another one. `known_due`: its time
        limit is only a due date that the engine has already."""
        node, losses, approval = step.node, job.losses, step.node.approval
        limits = node.deadline.steps if node.deadline is not None else []
        if any(limit.do in ("agree", "reject") for limit in limits):
            losses.add("limit-decides", node.id, step.name)
        elif limits and not known_due:
            losses.add("reminder", node.id, step.name)
        if node.copy_to and node.kind == "userTask":
            losses.add("copy", node.id, step.name, who=", ".join(node.copy_to))
        if approval is None:
            return True
        if approval.vote in _COUNTED:
            losses.add("vote", node.id, step.name)
            return False
        if any(action_of(graph, node, one.result) != GO_ON for one in verdicts_of(node)):
            losses.add("verdict", node.id, step.name)
            return False
        if approval.vote == "random":
            losses.add("chance", node.id, step.name)
        if approval.opinion != "none":
            losses.add("opinion", node.id, step.name)
        if approval.signature != "none":
            losses.add("signature", node.id, step.name)
        losses.add("acts", node.id, step.name)
        return True

    def can_call(self, job: Job, step: Step) -> bool:
        """Whether a call is one that waits for a process; what is otherwise there is told."""
        node, losses = step.node, job.losses
        params = node.service.params if node.service is not None else {}
        if not node.called:
            losses.add("call-unnamed", step.id, step.name)
            return False
        if params.get("waits") == "no":
            losses.add("call-alone", step.id, step.name)
            return False
        called = job.bundle.graphs.get(node.called)
        if called is None:
            losses.add("call-outside", step.id, step.name, process=node.called)
        elif params.get("rejected") != "goOn" and any(one.approval is not None for one in called.nodes):
            losses.add("call-rejected", step.id, step.name)
        return True

    @staticmethod
    def link(sheet: Sheet, graph: Graph, step: Step) -> None:
        """For engines without links: what a link leads to is led to by a flow."""
        element, node = step.element, step.node
        for definition in list(sheet.kids(element, "linkEventDefinition")):
            sheet.take_out(definition)
        sheet.rename(element, "intermediateThrowEvent")
        if node.kind != "intermediateThrowEvent" or node.event is None:
            return
        for other in graph.nodes:
            caught = other.event.ref if other.event is not None and other.event.kind == "link" else None
            if other.kind == "intermediateCatchEvent" and other.scope == node.scope and caught == node.event.ref:
                sheet.beside(element, f"{node.id}_{other.id}", node.id, other.id)

    def of_process(self, job: Job, graph: Graph) -> None:
        """Tell what of a process is a matter of the engine."""
        if graph.policy != CasePolicy():
            job.losses.add("policy", graph.process, graph.name or graph.process)
