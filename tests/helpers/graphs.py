"""Builds graphs of processes by hand, without XML."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from runner.bundle.bundle import Bundle
from runner.bundle.graph import (
    Approval,
    DataItem,
    EventDefinition,
    Expression,
    Flow,
    FormUse,
    Graph,
    Loop,
    Mock,
    Node,
    Script,
    ScriptLine,
    Service,
    TimerText,
    Verdict,
)
from runner.organization.handler import Handler
from runner.rights.model import FieldRight, ProcessRights


def timer(text: str, kind: str = "duration") -> EventDefinition:
    """A timer event."""
    return EventDefinition.model_validate({"kind": "timer", "timer": TimerText(kind=kind, text=text)})


def message(name: str, **correlation: str) -> EventDefinition:
    """A message event."""
    return EventDefinition(kind="message", name=name, ref=name, correlation=correlation)


def signal(name: str) -> EventDefinition:
    """A signal event."""
    return EventDefinition(kind="signal", name=name, ref=name)


def error(code: str | None = None) -> EventDefinition:
    """An error event."""
    return EventDefinition(kind="error", code=code)


def event(kind: str, **more: Any) -> EventDefinition:
    """Any event."""
    return EventDefinition.model_validate({"kind": kind, **more})


def mock(result: str | None = None, delay: str | None = None, failure_rate: float = 0, **more: Any) -> Service:
    """A service with a mock."""
    return Service(mock=Mock(result=result, delay=delay, failure_rate=failure_rate), **more)


def script(**lines: str) -> Script:
    """A FEEL script."""
    return Script(lines=[ScriptLine(name=name, value=value) for name, value in lines.items()])


class A:
    """A process in the making: `A("p").start("S").user("T").end("E").chain("S", "T", "E").graph()`."""

    def __init__(self, process: str = "p") -> None:
        self.process = process
        self.nodes: list[Node] = []
        self.flows: list[Flow] = []
        self.scope: str | None = None
        self.rights = ProcessRights()
        self.more: dict[str, Any] = {}

    def node(self, kind: str, node_id: str, **more: Any) -> A:
        """Any node."""
        self.nodes.append(Node.model_validate({"id": node_id, "kind": kind, "scope": self.scope, **more}))
        return self

    def start(self, node_id: str = "S", **more: Any) -> A:
        """A start event."""
        return self.node("startEvent", node_id, **more)

    def end(self, node_id: str = "E", **more: Any) -> A:
        """An end event."""
        return self.node("endEvent", node_id, **more)

    def user(self, node_id: str, who: str | None = None, form: str | None = None, **more: Any) -> A:
        """A user task, for one person `user:li` if said, with a form if said."""
        if who is not None:
            more.setdefault("handler", Handler(strategy="user", params={"who": who}))
        if form is not None:
            fields = [FieldRight(path=path, access=access) for path, access in more.pop("fields", {}).items()]
            more["form"] = FormUse(ref=form, fields=fields)
        return self.node("userTask", node_id, **more)

    def approve(self, node_id: str, who: str | None = None, vote: str = "any", **more: Any) -> A:
        """An approval step with the usual verdicts; `policy`: what else its approval says."""
        verdicts = more.pop(
            "verdicts",
            [
                Verdict(id="agree", label="同意"),
                Verdict(id="reject", label="不同意", result="reject"),
                Verdict(id="return", label="退回", result="return"),
            ],
        )
        opinion = more.pop("opinion", "none")
        policy = more.pop("policy", {})
        approval = Approval.model_validate({"vote": vote, "verdicts": verdicts, "opinion": opinion, **policy})
        return self.user(node_id, who, approval=approval, **more)

    def xor(self, node_id: str, default: str | None = None) -> A:
        """An exclusive gateway."""
        return self.node("exclusiveGateway", node_id, default=default)

    def fork(self, node_id: str) -> A:
        """A parallel gateway."""
        return self.node("parallelGateway", node_id)

    def sub(self, node_id: str, **more: Any) -> A:
        """Open a sub-process: what follows stands in it, until `up`."""
        self.node("subProcess", node_id, **more)
        self.scope = node_id
        return self

    def up(self) -> A:
        """Close the sub-process."""
        host = next(node for node in self.nodes if node.id == self.scope)
        self.scope = host.scope
        return self

    def boundary(self, node_id: str, host: str, definition: EventDefinition, **more: Any) -> A:
        """A boundary event."""
        return self.node("boundaryEvent", node_id, attached_to=host, event=definition, **more)

    def flow(self, source: str, target: str, when: str | None = None, flow_id: str = "", language: str = "feel") -> A:
        """A flow, with a FEEL condition if said."""
        condition = Expression.model_validate({"text": when, "language": language}) if when is not None else None
        name = flow_id or f"{source}_{target}"
        if any(flow.id == name for flow in self.flows):
            name = f"{name}_{len(self.flows)}"
        self.flows.append(Flow(id=name, source=source, target=target, condition=condition))
        return self

    def chain(self, *nodes: str) -> A:
        """Flows from each to the next."""
        for source, target in pairwise(nodes):
            self.flow(source, target)
        return self

    def store(self, node_id: str, **more: Any) -> A:
        """A data store, drawn."""
        self.more.setdefault("data", []).append(DataItem.model_validate({"id": node_id, "kind": "store", **more}))
        return self

    def graph(self) -> Graph:
        """The graph."""
        nodes = [
            node.model_copy(
                update={
                    "incoming": [flow.id for flow in self.flows if flow.target == node.id],
                    "outgoing": [flow.id for flow in self.flows if flow.source == node.id],
                }
            )
            for node in self.nodes
        ]
        return Graph(process=self.process, nodes=nodes, flows=self.flows, rights=self.rights, **self.more)

    def bundle(self, **more: Any) -> Bundle:
        """A bundle of this one process."""
        graph = self.graph()
        graphs = {graph.process: graph, **{other.process: other for other in more.pop("others", [])}}
        return Bundle(entry=graph.process, sources={}, graphs=graphs, **more)


def loop(kind: str, **more: Any) -> Loop:
    """A loop; `collection`, `cardinality`, `condition` and `completion` as FEEL texts."""
    texts = ("collection", "cardinality", "condition", "completion")
    fixed = {key: Expression(text=value) if key in texts else value for key, value in more.items()}
    return Loop.model_validate({"kind": kind, **fixed})
