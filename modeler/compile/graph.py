"""One process of a document as the typed graph that runner, simulator and publisher take."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, get_args

import modeler.compile.messages  # noqa: F401  # declares the sentences
from modeler.compile.blocks import BlockReader
from modeler.compile.expressions import ExpressionReader
from modeler.compile.foreign import DECIDING, ForeignReader, rewritten
from modeler.document.document import Document
from modeler.document.records import FlowRecord, NodeRecord, ProcessRecord
from modeler.document.semantics import (
    Details,
    EventDetails,
    LoopDetails,
    Written,
    details_of,
    file_facts_of,
    passing_of,
    store_of,
    works_out,
)
from runner.bundle.graph import (
    AdHoc,
    DataItem,
    EventDefinition,
    EventKind,
    Flow,
    Graph,
    Lane,
    Loop,
    Node,
    NodeKind,
    StoreUse,
)
from runner.core.problem import Problem, Severity
from runner.forms.schema import Form
from runner.organization.model import Organization

_KINDS = frozenset(get_args(NodeKind))
_EVENTS = frozenset(get_args(EventKind))
_MESSAGES = {"sendTask", "receiveTask"}
_ASSOCIATIONS = {"dataInputAssociation", "dataOutputAssociation"}
_DATA = {"dataObjectReference": "object", "dataStoreReference": "store", "dataInput": "input", "dataOutput": "output"}


@dataclass(frozen=True)
class GraphResult:
    """The graph, and what is imperfect in it."""

    graph: Graph
    problems: list[Problem]
    report: list[Problem]
    """What other tools wrote that is read otherwise or not run."""
    forms: Mapping[str, Form] = field(default_factory=dict)
    """Forms that stand in the file itself, by the name that the steps use them by."""


def compile_graph(
    doc: Document, process_id: str, source: str = "", *, organization: Organization | None = None,
    forms: Collection[str] = (), decisions: Collection[str] = (), sources: Mapping[str, str] = MappingProxyType({}),
) -> GraphResult:  # fmt: skip
    """The graph of one process; `source` is the member path that the file has in a bundle. What another tool says
    of people and forms is taken over as far as `organization` and `forms` know them; a decision that it asks and that
    is not among `decisions` (ids and names) is told in the report.

    Raises `KeyError` for an id that is no process of the document.
    """
    process = doc.index.processes[process_id]
    expressions = ExpressionReader(file_facts_of(doc), drawing=not process.executable)
    foreign = ForeignReader(doc, expressions, organization or Organization(), forms, decisions)
    graph = _GraphCompiler(doc, process, expressions, foreign, sources).graph(source)
    return GraphResult(graph, expressions.problems, [*foreign.report, *rewritten(graph)], foreign.forms)


class _GraphCompiler:
    def __init__(
        self, doc: Document, process: ProcessRecord, expressions: ExpressionReader, foreign: ForeignReader,
        sources: Mapping[str, str],
    ) -> None:  # fmt: skip
        self._doc = doc
        self._sources = sources
        self._reads: dict[str, list[StoreUse]] = {}
        self._writes: dict[str, list[StoreUse]] = {}
        self._foreign = foreign
        self._index = doc.index
        self._process = process
        self._expressions = expressions
        self._lanes: dict[str, NodeRecord] = {}

    def graph(self, source: str) -> Graph:
        nodes: list[Node] = []
        flows: list[FlowRecord] = []
        data: list[DataItem] = []
        self._read_stores()
        for element in self._index.in_order():
            node, flow = self._index.nodes.get(element), self._index.flows.get(element)
            if node is not None and node.process == self._process.id:
                if node.tag in _KINDS:
                    nodes.append(self._node(node))
                elif node.tag == "lane":
                    self._lanes[node.id] = node
                elif node.tag in _DATA:
                    data.append(self._data(node))
                elif node.tag.lower().endswith("choreography") or node.tag == "choreographyTask":
                    self._problem("compile.choreography", node.id, name=node.name or node.id)
            elif flow is not None and flow.kind == "sequenceFlow" and flow.process == self._process.id:
                flows.append(flow)
            elif flow is not None and flow.kind in _ASSOCIATIONS and self._is_left_out(flow):
                self._foreign.not_worked_out(flow)
        foreign = self._foreign.read(self._process.id, self._process.name or self._process.id)
        known = {node.id for node in nodes}
        block = self._process.extension.get("process")
        value: dict[str, Any] = dict(block) if isinstance(block, Mapping) else {}
        reader = BlockReader(
            self._process.id, self._process.name or self._process.id, self._process.extension, self._expressions
        )
        more: dict[str, Any] = {"data": data} if data else {}
        return Graph(
            process=self._process.id,
            name=self._process.name or self._pool_name(),
            code=value.get("code", ""),
            version=value.get("version", "") or foreign.version,
            category=value.get("category", ""),
            owner=value.get("owner", ""),
            executable=self._process.executable,
            source=source,
            nodes=nodes,
            flows=[item for item in (self._flow(flow, known) for flow in flows) if item is not None],
            lanes=[Lane(id=lane.id, name=lane.name) for lane in self._lanes.values()],
            rights=reader.rights(),
            readers=reader.readers(),
            policy=reader.policy(),
            drawing=not self._process.executable,
            **more,
        )

    def _pool_name(self) -> str:
        pool = self._index.nodes.get(self._process.pool or "")
        return pool.name if pool is not None else ""

    def _problem(self, code: str, element: str, severity: Severity = Severity.ERROR, **params: str) -> None:
        self._expressions.problems.append(Problem(code, severity, element, params))

    def _flow(self, flow: FlowRecord, known: set[str]) -> Flow | None:
        name = flow.name or flow.id
        if flow.source not in known or flow.target not in known:
            self._problem("compile.loose-flow", flow.id, Severity.WARNING, name=name)
            return None
        written = Written(flow.condition, flow.condition_language) if flow.condition is not None else None
        condition = self._expressions.read(written, flow.id, name, "condition")
        return Flow(id=flow.id, source=flow.source, target=flow.target, name=flow.name, condition=condition)

    def _node(self, record: NodeRecord) -> Node:
        details = details_of(self._doc, record.id)
        name = record.name or record.id
        blocks = BlockReader(record.id, name, record.extension, self._expressions)
        handler, form = blocks.handler(), blocks.form(is_start=record.tag == "startEvent")
        foreign = self._foreign.read(record.id, name, handler, form, tag=record.tag)
        script = details.script
        if script is not None and details.result:
            script = f"{details.result} = {script}"
        # some tools put a catching event onto the border of the very sub-process that it stands in
        inside = record.tag == "boundaryEvent" and record.attached_to == record.parent and bool(record.incoming)
        if inside:
            self._problem("compile.border-inside", record.id, Severity.INFO, name=name)
        value: dict[str, Any] = {
            "id": record.id,
            "kind": "intermediateCatchEvent" if inside else self._kind(record, details),
            "name": record.name,
            "scope": self._scope(record, inside),
            "lane": record.lane,
            "incoming": list(record.incoming),
            "outgoing": list(record.outgoing),
            "default": record.default,
            "event": self._event(record, details),
            "attached_to": record.attached_to if not inside else None,
            "interrupting": record.interrupting,
            "event_sub_process": details.attributes.get("triggeredByEvent") in ("true", "1"),
            "for_compensation": "compensation" in record.markers and record.tag != "boundaryEvent",
            "loop": self._loop(record.id, name, details.loop),
            "form": foreign.form,
            "handler": foreign.handler,
            "approval": blocks.approval(),
            "deadline": blocks.deadline() or foreign.deadline,
            "service": blocks.service() or foreign.service,
            "script": (
                self._expressions.script(script, details.script_format, record.id, name)
                if script is not None
                else None
            ),
            "decision": (blocks.decision() or foreign.decision) if record.tag in DECIDING else None,
            "copy_to": blocks.copy_to(),
            "called": details.called,
            "ad_hoc": self._ad_hoc(record, details) if record.tag == "adHocSubProcess" else None,
            "activation": self._expressions.read(details.activation, record.id, name, "activation"),
            "reads": self._reads.get(record.id),
            "writes": self._writes.get(record.id),
            "documentation": details.documentation,
        }
        # what says nothing stays unset: the graph's JSON then holds only what there is to say
        return Node.model_validate({key: item for key, item in value.items() if not _says_nothing(key, item)})

    def _kind(self, record: NodeRecord, details: Details) -> str:
        """The kind of a node; an event-based gateway whose events have all to come is a fork before them."""
        every = record.tag == "eventBasedGateway" and details.attributes.get("eventGatewayType") == "Parallel"
        beside = (node for node in self._index.nodes.values() if node.parent == record.parent)
        if every and (record.incoming or not any(node.tag == "startEvent" for node in beside)):
            return "parallelGateway"
        return record.tag

    def _scope(self, record: NodeRecord, inside: bool) -> str | None:
        """The sub-process that a node stands in; an event on a border stands beside its host, wherever a file puts
        it."""
        host = self._index.nodes.get(record.attached_to or "") if not inside else None
        parent = record.parent if host is None else host.parent
        return parent if parent != self._process.id else None

    def _ad_hoc(self, record: NodeRecord, details: Details) -> AdHoc | None:
        """How an ad-hoc sub-process goes, as far as it says something."""
        value: dict[str, Any] = {}
        if details.attributes.get("ordering") == "Sequential":
            value["ordering"] = "sequential"
        if details.attributes.get("cancelRemainingInstances") in ("false", "0"):
            value["cancel_remaining"] = False
        completion = self._expressions.read(details.completion, record.id, record.name or record.id, "completion")
        if completion is not None:
            value["completion"] = completion
        return AdHoc.model_validate(value) if value else None

    def _is_left_out(self, flow: FlowRecord) -> bool:
        """Whether what a data association works out is not done: all of it between steps and data objects, and
        between steps and stores what is no FEEL."""
        if not works_out(self._doc, flow.id):
            return False
        step, drawn = self._ends(flow)
        if drawn not in self._stores:
            return True
        uses = [use for use in (*self._reads.get(step, ()), *self._writes.get(step, ())) if use.item == drawn]
        return self._process.executable is False and any(use.value is None for use in uses)

    @staticmethod
    def _ends(flow: FlowRecord) -> tuple[str, str]:
        """Of a data association the step and the data."""
        return (flow.target, flow.source) if flow.kind == "dataInputAssociation" else (flow.source, flow.target)

    @property
    def _stores(self) -> Collection[str]:
        return [node.id for node in self._index.nodes.values() if node.tag == "dataStoreReference"]

    def _read_stores(self) -> None:
        """What each step takes out of data stores and puts there."""
        stores = set(self._stores)
        for flow in self._index.flows.values():
            step, drawn = self._ends(flow)
            if flow.kind in _ASSOCIATIONS and drawn in stores:
                uses = self._reads if flow.kind == "dataInputAssociation" else self._writes
                uses.setdefault(step, []).extend(self._uses(flow, step, drawn))

    def _uses(self, flow: FlowRecord, step: str, drawn: str) -> list[StoreUse]:
        said, found = passing_of(self._doc, flow.id), self._index.nodes.get(step)
        name = (found.name or step) if found is not None else step
        record = self._index.nodes[drawn]
        reads = flow.kind == "dataInputAssociation"
        whole = {said.port, "", *self._called(record)} if not reads else {""}
        made: list[dict[str, Any]] = []
        for written, target in said.assignments or ((said.transformation, ""),):
            value = self._expressions.read(written, step, name, "store")
            if value is not None and value.language != "feel" and not self._process.executable:
                value = None
            where = {"variable": target or said.port} if reads else {"entry": "" if target in whole else target}
            made.append({"item": drawn, "value": value, **({"variable": said.port} | where)})
        return [StoreUse.model_validate({key: item for key, item in one.items() if item}) for one in made]

    def _called(self, record: NodeRecord) -> list[str]:
        """What a data store is called: as it is drawn, and by itself."""
        return [" ".join(record.name.split()), store_of(self._doc, record.id).name]

    def _data(self, record: NodeRecord) -> DataItem:
        value: dict[str, Any] = {
            "id": record.id, "name": record.name, "kind": _DATA[record.tag],
            "collection": "collection" in record.markers,
            "scope": record.parent if record.parent != self._process.id else None,
        }  # fmt: skip
        if value["kind"] == "store":
            drawn, own = self._called(record)
            named = next((self._sources[name] for name in (own, drawn) if name in self._sources), "")
            value |= {"name": drawn, "store": own if own != drawn else "", "source": named}
            value["capacity"] = store_of(self._doc, record.id).capacity
        return DataItem.model_validate(
            {key: item for key, item in value.items() if item or (key == "capacity" and item is not None)}
        )

    def _event(self, record: NodeRecord, details: Details) -> EventDefinition | None:
        if record.tag in _MESSAGES:
            return self._message(details.message)
        if not record.tag.endswith("Event"):
            return None
        kind = record.event if record.event in _EVENTS else "none"
        if not details.events:
            return EventDefinition.model_validate({"kind": kind})
        value = {**self._definition(record, details.events[0]), "kind": kind}
        if kind in ("multiple", "parallelMultiple"):
            value["parts"] = [self._definition(record, event) for event in details.events]
        for part in value.get("parts", ()):
            # who knows nothing of parts takes the first timer and the first condition
            value |= {key: part[key] for key in ("timer", "condition") if key in part and key not in value}
        return EventDefinition.model_validate(value)

    def _definition(self, record: NodeRecord, event: EventDetails) -> dict[str, Any]:
        """One definition of an event, as far as it says something."""
        value: dict[str, Any] = {"kind": event.kind if event.kind in _EVENTS else "none"}
        ref, name = self._ref(record, event), record.name or record.id
        if ref is not None:
            definition = self._index.definitions.get(ref)
            named = definition.name if definition is not None else event.name or ""
            code = definition.code if definition is not None else ""
            value["ref"] = ref
            value.update({key: text for key, text in (("name", named), ("code", code)) if text})
        timer = self._expressions.timer(event.timer_kind, event.timer, record.id, name)
        condition = self._expressions.read(event.condition, record.id, name, "condition")
        value.update({key: item for key, item in (("timer", timer), ("condition", condition)) if item is not None})
        return value if event.waits else {**value, "waits": False}

    def _ref(self, record: NodeRecord, event: EventDetails) -> str | None:
        if event.kind == "link":
            return event.name
        if event.kind == "compensation" and record.tag == "boundaryEvent":
            # the handler hangs at the event by an association
            targets = [flow.target for flow in self._index.flows_of(record.id) if flow.source == record.id]
            return targets[0] if targets else event.ref
        return event.ref

    def _message(self, ref: str | None) -> EventDefinition | None:
        if ref is None:
            return None
        definition = self._index.definitions.get(ref)
        kind = "signal" if definition is not None and definition.kind == "signal" else "message"
        value = {"kind": kind, "ref": ref, "name": definition.name if definition is not None else None}
        return EventDefinition.model_validate({key: text for key, text in value.items() if text})

    def _loop(self, element: str, name: str, loop: LoopDetails | None) -> Loop | None:
        if loop is None:
            return None
        read = self._expressions.read
        value: dict[str, Any] = {
            "condition": read(loop.condition, element, name, "loop"),
            "maximum": loop.maximum,
            "cardinality": read(loop.cardinality, element, name, "loop"),
            "collection": read(loop.collection, element, name, "loop"),
            "item": loop.item,
            "completion": read(loop.completion, element, name, "loop"),
            "output": loop.output,
            "output_item": item.text if (item := read(loop.output_item, element, name, "loop")) else None,
            "behavior": loop.behavior if loop.behavior != "all" else None,
        }
        found = {key: item for key, item in value.items() if item is not None}
        if loop.test_before:
            found["test_before"] = True
        return Loop.model_validate({"kind": loop.kind, **found})


_DEFAULTS: Mapping[str, object] = {"interrupting": True}


def _says_nothing(key: str, value: object) -> bool:
    if key in _DEFAULTS:
        return value == _DEFAULTS[key]
    return value is None or value is False or value in ("", [])
