"""Lowering: a compiled graph becomes the task specs that SpiffWorkflow runs.

The library never sees a user's file, nor any text of it: a spec holds the node's id and the kind of
behaviour, and what a node means is looked up in the `Program`. Synthetic specs are the start of each
scope and the single runs of a loop; everything else carries the author's id. Missing start and end
events, several flows leaving a node and conditions on any of them are understood here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from SpiffWorkflow.bpmn.specs import BpmnProcessSpec

from runner.bundle.graph import Flow, Graph, Node
from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.engine import specs

declare(
    {
        "run.several-starts": (
            N_("The process can begin in several places: {starts}."),
            N_("Say which of them it begins at."),
        )
    }
)

EACH = "#each"
"""Ends the name of the spec of one single run of a loop or multi-instance node."""


@dataclass
class Program:
    """One process, ready to run. `scopes` maps the scope (the id of a sub-process, or the process id)
    to its spec; `entries` to the nodes where tokens may begin."""

    graph: Graph
    nodes: Mapping[str, Node]
    flows: Mapping[str, Flow]
    outgoing: Mapping[str, list[Flow]]
    incoming: Mapping[str, list[Flow]]
    boundaries: Mapping[str, list[Node]]
    scopes: dict[str, Any] = field(default_factory=dict)

    @property
    def root(self) -> str:
        """The key of the outermost scope."""
        return self.graph.process

    def scope_key(self, node: Node) -> str:
        """The key of the scope that a node stands in."""
        return node.scope or self.root

    def inside(self, scope: str) -> list[Node]:
        """The nodes that stand directly in a scope, in document order."""
        own = None if scope == self.root else scope
        return [node for node in self.graph.nodes if node.scope == own]

    def event_scopes(self, scope: str) -> list[Node]:
        """The event sub-processes of a scope."""
        return [node for node in self.inside(scope) if node.event_sub_process]

    def starts(self, scope: str) -> list[Node]:
        """The start events of a scope."""
        return [node for node in self.inside(scope) if node.kind == "startEvent"]

    def entries(self, scope: str, at: str | None = None) -> list[Node]:
        """Where tokens begin: the start asked for, else the only plain one, else the only start of any
        kind, else every node that nothing leads to. Raises `RunError` (`run.several-starts`)."""
        starts = self.starts(scope)
        if at is not None:
            return [node for node in self.inside(scope) if node.id == at]
        plain = [node for node in starts if node.event is None or node.event.kind == "none"]
        if len(plain or starts) > 1:
            names = ", ".join(node.name or node.id for node in plain or starts)
            raise RunError("run.several-starts", starts=names)
        if starts:
            return plain or starts
        return self.offered(scope)

    @cached_property
    def handlers(self) -> Mapping[str, str]:
        """Activity -> the step that undoes it, as the compensation event on its border says."""
        drawn = ((host, node.event) for host, events in self.boundaries.items() for node in events if node.event)
        return {host: str(event.ref) for host, event in drawn if event.kind == "compensation" and event.ref}

    def undoing(self, scope: str) -> Node | None:
        """The event sub-process that undoes a sub-process as a whole."""
        for node in self.event_scopes(scope):
            if any(start.event and start.event.kind == "compensation" for start in self.starts(node.id)):
                return node
        return None

    def offered(self, scope: str) -> list[Node]:
        """The steps of an ad-hoc sub-process that may be picked: nothing leads to them."""
        return [node for node in self.inside(scope) if self._begins(node)]

    def _begins(self, node: Node) -> bool:
        if self.incoming.get(node.id) or node.attached_to is not None:
            return False
        is_link = node.kind == "intermediateCatchEvent" and node.event is not None and node.event.kind == "link"
        return not (node.event_sub_process or node.for_compensation or is_link)

    @cached_property
    def reach(self) -> Mapping[str, frozenset[str]]:
        """Node id -> all node ids that a token there can come to, boundary events included."""
        following = {
            node.id: [flow.target for flow in self.outgoing.get(node.id, [])]
            + [event.id for event in self.boundaries.get(node.id, [])]
            for node in self.graph.nodes
        }
        result: dict[str, frozenset[str]] = {}
        for start in following:
            seen: set[str] = set()
            todo = list(following[start])
            while todo:
                node = todo.pop()
                if node not in seen:
                    seen.add(node)
                    todo.extend(following.get(node, ()))
            result[start] = frozenset(seen)
        return result

    @cached_property
    def forward(self) -> Mapping[str, frozenset[str]]:
        """Node id -> all node ids that come after it without going round a loop: the way back of a loop, found in
        depth from where tokens begin, does not count."""
        following = {
            node.id: [flow.target for flow in self.outgoing.get(node.id, [])]
            + [event.id for event in self.boundaries.get(node.id, [])]
            for node in self.graph.nodes
        }
        begins = [node.id for node in self.graph.nodes if not self.incoming.get(node.id) and node.attached_to is None]
        after: dict[str, frozenset[str]] = {}
        on_way: set[str] = set()
        for start in [*begins, *following]:
            way: list[tuple[str, bool]] = [(start, False)]
            while way:
                node, is_done = way.pop()
                if is_done:
                    on_way.discard(node)
                    nexts = [one for one in following[node] if one in after]
                    after[node] = frozenset(nexts).union(*(after[one] for one in nexts))
                elif node not in after and node not in on_way:
                    on_way.add(node)
                    way.append((node, True))
                    way.extend((one, False) for one in reversed(following[node]) if one not in on_way)
        return after

    def reaches_without(self, start: str, goal: str, avoid: str) -> bool:
        """Whether a token at `start` can come to `goal` without passing `avoid`."""
        if start == goal:
            return True
        seen = {start, avoid}
        todo = [start]
        while todo:
            node = todo.pop()
            following = [flow.target for flow in self.outgoing.get(node, [])]
            following += [event.id for event in self.boundaries.get(node, [])]
            for target in following:
                if target == goal:
                    return True
                if target not in seen:
                    seen.add(target)
                    todo.append(target)
        return False


def lower(graph: Graph) -> Program:
    """The program of a graph. Order is the document's throughout. Flows with a missing end are dropped."""
    nodes = {node.id: node for node in graph.nodes}
    outgoing: dict[str, list[Flow]] = {}
    incoming: dict[str, list[Flow]] = {}
    flows = {flow.id: flow for flow in graph.flows if flow.source in nodes and flow.target in nodes}
    for flow in flows.values():
        outgoing.setdefault(flow.source, []).append(flow)
        incoming.setdefault(flow.target, []).append(flow)
    boundaries: dict[str, list[Node]] = {}
    for node in graph.nodes:
        if node.attached_to is not None:
            boundaries.setdefault(node.attached_to, []).append(node)
    program = Program(graph, nodes, flows, outgoing, incoming, boundaries)
    keys = [program.root] + [node.id for node in graph.nodes if node.kind in specs.SCOPES]
    for key in keys:
        program.scopes[key] = _scope_spec(program, key)
    return program


def _root_name(program: Program, key: str) -> str:
    """What the root of a scope is called: as no element in it is."""
    taken, name = {node.id for node in program.inside(key)}, "Start"
    while name in taken:
        name = f"({name})"
    return name


def _scope_spec(program: Program, key: str) -> Any:
    spec = BpmnProcessSpec(name=key)
    # the library's own collecting end is not used: a scope ends when no token is left in it
    spec.task_specs.clear()
    spec.start = specs.RootSpec(spec, _root_name(program, key))
    for node in program.inside(key):
        behaviour = specs.behaviour_of(node)
        if node.loop is not None:
            specs.LoopSpec(spec, node, program)
            behaviour(spec, node, program, name=node.id + EACH)
        else:
            behaviour(spec, node, program)
    return spec
