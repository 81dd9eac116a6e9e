"""What rules look at: a snapshot of a document and its workspace, made of frozen values.

Taking it belongs to the thread that edits; looking at it may happen on any.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from modeler.bpmn import names
from modeler.decisions import Shelf
from modeler.document.contents import Contents
from modeler.document.records import DefinitionRecord, FlowRecord, NodeRecord, ProcessRecord
from modeler.document.semantics import Details, FileFacts, language_of
from runner.core.problem import Problem, Severity
from runner.forms.schema import Form
from runner.rights.fields import with_default
from runner.rights.model import FieldRight

DECISIONS = frozenset({"exclusiveGateway", "inclusiveGateway"})


@dataclass(frozen=True)
class Scope:
    """A process or sub-process with the flow nodes directly inside, in file order."""

    id: str
    name: str
    nodes: tuple[NodeRecord, ...]
    process: ProcessRecord
    host: NodeRecord | None = None
    """The sub-process; None for the process itself."""


@dataclass(frozen=True)
class Model:
    """A document as it was at `revision`. `contents` is None where there is no workspace."""

    revision: int
    nodes: Mapping[str, NodeRecord]
    flows: Mapping[str, FlowRecord]
    processes: Mapping[str, ProcessRecord]
    definitions: Mapping[str, DefinitionRecord]
    details: Mapping[str, Details]
    facts: FileFacts
    contents: Contents | None = None
    decisions: Shelf | None = None
    """The decisions of the workspace; None where there is none."""
    drawings: bool = field(default=True, compare=False)
    """Whether to look at processes that are not executable too; rules for running switch it off."""
    memory: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What several rules find out once, by name."""

    @cached_property
    def scopes(self) -> tuple[Scope, ...]:
        """Every process and sub-process that holds flow nodes."""
        inside: dict[str, list[NodeRecord]] = {}
        for node in self.nodes.values():
            if node.tag in names.FLOW_NODES and node.parent is not None:
                inside.setdefault(node.parent, []).append(node)
        found: list[Scope] = []
        for container, nodes in inside.items():
            host = self.nodes.get(container)
            process = self.processes.get(container if host is None else host.process or "")
            if process is not None and (self.drawings or process.executable):
                name = host.name if host is not None else self.process_name(process)
                found.append(Scope(container, name or container, tuple(nodes), process, host))
        return tuple(found)

    def process_name(self, process: ProcessRecord) -> str:
        """The name of a process, else of its pool, else its id."""
        pool = self.nodes.get(process.pool or "")
        return process.name or (pool.name if pool is not None else "") or process.id

    def executable(self) -> Model:
        """The same without processes that are only drawings."""
        return Model(
            self.revision, self.nodes, self.flows, self.processes, self.definitions, self.details, self.facts,
            self.contents, self.decisions, drawings=False,
        )  # fmt: skip

    def flow_nodes(self, *tags: str) -> Iterator[NodeRecord]:
        """The flow nodes with one of these tags (none given: all), scope by scope."""
        for scope in self.scopes:
            for node in scope.nodes:
                if not tags or node.tag in tags:
                    yield node

    def outgoing(self, node: NodeRecord) -> list[FlowRecord]:
        """The sequence flows that leave a node."""
        return [self.flows[item] for item in node.outgoing if item in self.flows]

    def successors(self, node: NodeRecord) -> Iterator[NodeRecord]:
        """Where a token may come to from a node, events on its border included."""
        for flow in self.outgoing(node):
            target = self.nodes.get(flow.target)
            if target is not None:
                yield target
        yield from self.attached.get(node.id, ())

    @cached_property
    def attached(self) -> Mapping[str, tuple[NodeRecord, ...]]:
        """Activity -> events on its border."""
        found: dict[str, list[NodeRecord]] = {}
        for node in self.nodes.values():
            if node.attached_to:
                found.setdefault(node.attached_to, []).append(node)
        return {host: tuple(nodes) for host, nodes in found.items()}

    def is_event_sub_process(self, node: NodeRecord) -> bool:
        """Whether a sub-process is begun by an event of its own."""
        details = self.details.get(node.id)
        return details is not None and details.attributes.get("triggeredByEvent") in ("true", "1")

    def begins_by_itself(self, node: NodeRecord) -> bool:
        """Whether nothing needs to lead to a node: starts, events on a border, link targets, handlers of
        compensation, event sub-processes, and anything inside an ad-hoc sub-process."""
        parent = self.nodes.get(node.parent or "")
        return (
            node.tag in ("startEvent", "boundaryEvent")
            or (node.tag == "intermediateCatchEvent" and node.event == "link")
            or "compensation" in node.markers
            or self.is_event_sub_process(node)
            or (parent is not None and parent.tag == "adHocSubProcess")
        )

    def ends_by_itself(self, node: NodeRecord) -> bool:
        """Whether nothing needs to leave a node."""
        return (
            node.tag == "endEvent"
            or (node.tag == "intermediateThrowEvent" and node.event == "link")
            or (node.tag == "boundaryEvent" and node.event == "compensation")
            or (node.tag != "startEvent" and self.begins_by_itself(node) and node.tag not in names.EVENTS)
        )

    def reachable(self, roots: Iterable[NodeRecord]) -> set[str]:
        """The ids of all nodes of the same scope that a token can come to, the roots included."""
        seen: set[str] = set()
        todo = list(roots)
        while todo:
            node = todo.pop()
            if node.id not in seen:
                seen.add(node.id)
                todo.extend(self.successors(node))
        return seen

    def after(self, nodes: Iterable[NodeRecord]) -> set[str]:
        """The ids of all nodes that a case may come to from any of these, across sub-processes; one of
        them itself only where a loop leads back to it."""
        seen: set[str] = set()
        todo = [following for node in nodes for following in self._following(node)]
        while todo:
            node = todo.pop()
            if node.id not in seen:
                seen.add(node.id)
                todo.extend(self._following(node))
        return seen

    def _following(self, node: NodeRecord) -> Iterator[NodeRecord]:
        yield from self.successors(node)
        yield from self._inside.get(node.id, ())
        host = self.nodes.get(node.parent or "")
        while host is not None:
            yield from self.successors(host)
            host = self.nodes.get(host.parent or "")

    @cached_property
    def _inside(self) -> Mapping[str, tuple[NodeRecord, ...]]:
        return {scope.id: scope.nodes for scope in self.scopes if scope.host is not None}

    # forms

    def form_ref(self, node: NodeRecord) -> str | None:
        """The name of the form of a step."""
        block = node.extension.get("form")
        return str(block["ref"]) if isinstance(block, Mapping) and block.get("ref") else None

    def form(self, node: NodeRecord) -> Form | None:
        """The form of a step, where the workspace has it."""
        ref = self.form_ref(node)
        return self.contents.forms.get(ref) if self.contents is not None and ref else None

    @cached_property
    def form_steps(self) -> tuple[NodeRecord, ...]:
        """The starts and steps with a form, in file order."""
        return tuple(node for node in self.flow_nodes("startEvent", "userTask") if self.form_ref(node))

    def field_rights(self, node: NodeRecord) -> list[FieldRight]:
        """The rights of a step on its fields; a line that is not known is left to the compiler."""
        found = []
        block = node.extension.get("fields")
        for item in block if isinstance(block, list) else ():
            if isinstance(item, Mapping) and item.get("access") in ("hidden", "read", "edit", "required"):
                found.append(FieldRight(path=str(item.get("path", "")), access=item["access"]))
        return with_default(found, is_start=node.tag == "startEvent")

    # sentences

    def name(self, node: NodeRecord | FlowRecord) -> str:
        """What to call an element in a sentence."""
        return node.name or node.id

    def language(self, text: str, declared: str = "") -> str:
        """`feel`, `juel` or `unknown`."""
        return language_of(self.facts, text, declared)


def problem(
    code: str,
    element: NodeRecord | FlowRecord | None,
    severity: Severity = Severity.WARNING,
    *,
    field: str | None = None,
    **params: str,
) -> Problem:
    """A problem of an element, with its name and line filled in."""
    if element is None:
        return Problem(code, severity, params=params, field=field)
    params.setdefault("name", element.name or element.id)
    return Problem(code, severity, element.id, params, line=element.line, field=field)
