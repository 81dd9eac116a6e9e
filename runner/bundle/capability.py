"""What the engine can run: one table, asked at compile, in the checks and by a test that runs every row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from runner.bundle.gaps import gaps
from runner.bundle.gaps import problem as _problem
from runner.bundle.graph import EventDefinition, Graph, Node
from runner.core.i18n import N_
from runner.core.messages import declare, declare_words
from runner.core.problem import Problem

declare(
    {
        "capability.node": (
            N_("“{name}” cannot be run yet: the engine has no {kind}."),
            N_("Draw the same with what can be run, for example with gateways and a sub-process."),
        ),
        "capability.event": (
            N_("“{name}” cannot be run yet: the engine has no {event} event as {kind}."),
            N_("Use another event there, for example a message or a timer."),
        ),
        "capability.parts": (
            N_("“{name}” stands for several events, but names none."),
            N_("Name the messages, signals, timers or conditions that it stands for."),
        ),
        "capability.start": (
            N_("The start event “{name}” catches what can only happen inside a running process."),
            N_("Begin with another start event, or put this one into an event sub-process."),
        ),
        "capability.event-gateway": (
            N_("Behind the event-based gateway “{name}” stands something that is not a waiting event."),
            N_("Let all its flows lead to catching events or receive tasks."),
        ),
        "capability.event-sub-process": (
            N_("The event sub-process “{name}” needs exactly one start event that waits for something."),
            N_(
                "Give it one start event with a message, timer, signal, condition, error, escalation or compensation."
            ),
        ),
    }
)


declare_words(
    "kind",
    {
        "startEvent": N_("start event"), "endEvent": N_("end event"), "boundaryEvent": N_("boundary event"),
        "intermediateCatchEvent": N_("intermediate catch event"),
        "intermediateThrowEvent": N_("intermediate throw event"), "sendTask": N_("send task"),
        "receiveTask": N_("receive task"), "adHocSubProcess": N_("ad-hoc sub-process"),
        "complexGateway": N_("complex gateway"),
    },
)  # fmt: skip
declare_words(
    "event",
    {
        "none": N_("plain"), "message": N_("message"), "timer": N_("timer"), "signal": N_("signal"),
        "conditional": N_("conditional"), "error": N_("error"), "escalation": N_("escalation"),
        "cancel": N_("cancel"), "compensation": N_("compensation"), "link": N_("link"),
        "terminate": N_("terminate"), "multiple": N_("multiple"),
        "parallelMultiple": N_("parallel multiple"),
    },
)  # fmt: skip


@dataclass(frozen=True)
class Capability:
    """One row: a kind of node with a kind of event; `inside` says that it stands as the start of an event
    sub-process."""

    kind: str
    event: str = "none"
    inside: bool = False


def _rows(kind: str, *events: str, inside: bool = False) -> list[Capability]:
    return [Capability(kind, event, inside) for event in events]


_SEVERAL = ("multiple", "parallelMultiple")

CAPABILITIES: tuple[Capability, ...] = (
    *_rows("startEvent", "none", "message", "timer", "signal", "conditional", "multiple"),
    *_rows("startEvent", "message", "timer", "signal", "conditional", "error", "escalation", inside=True),
    *_rows("startEvent", "compensation", *_SEVERAL, inside=True),
    *_rows("endEvent", "none", "message", "signal", "error", "escalation", "terminate", "multiple"),
    *_rows("endEvent", "compensation", "cancel"),
    *_rows("intermediateCatchEvent", "none", "message", "timer", "signal", "conditional", "link", *_SEVERAL),
    *_rows("intermediateThrowEvent", "none", "message", "signal", "escalation", "link", "multiple"),
    *_rows("intermediateThrowEvent", "compensation"),
    *_rows("boundaryEvent", "message", "timer", "signal", "conditional", "error", "escalation", *_SEVERAL),
    *_rows("boundaryEvent", "compensation", "cancel"),
    *_rows("sendTask", "none", "message", "signal"),
    *_rows("receiveTask", "none", "message", "signal"),
    *(
        Capability(kind)
        for kind in (
            "task", "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask", "callActivity",
            "subProcess", "transaction", "exclusiveGateway", "parallelGateway", "inclusiveGateway",
            "eventBasedGateway", "complexGateway", "adHocSubProcess",
        )
    ),
)  # fmt: skip
"""All that the engine runs. A test runs each row on it."""

_KINDS = frozenset(row.kind for row in CAPABILITIES)
_TABLE = frozenset(CAPABILITIES)
_ALONE = ("none", "link", "cancel", *_SEVERAL)
"""What is never one of several events."""
_HEARD = ("boundaryEvent", "startEvent")
_WAITING = ("intermediateCatchEvent", "receiveTask")


def unsupported(graph: Graph) -> list[Problem]:
    """What in the graph the engine cannot run, each with element and reason; empty when it can run."""
    scopes = {node.id: node for node in graph.nodes}
    targets = {flow.id: flow.target for flow in graph.flows}
    found: list[Problem] = []
    for node in graph.nodes:
        found.extend(_of_node(node, scopes))
        if node.kind == "eventBasedGateway":
            following = [scopes.get(targets.get(flow, "")) for flow in node.outgoing]
            if any(target is None or target.kind not in _WAITING for target in following):
                found.append(_problem("capability.event-gateway", node))
        if node.event_sub_process:
            starts = [item for item in graph.nodes if item.scope == node.id and item.kind == "startEvent"]
            if len(starts) != 1 or _event(starts[0]).kind == "none":
                found.append(_problem("capability.event-sub-process", node))
    return [*found, *gaps(graph)]


def _of_node(node: Node, scopes: dict[str, Node]) -> Iterator[Problem]:
    event = _event(node)
    if node.kind not in _KINDS:
        yield _problem("capability.node", node)
        return
    host = scopes.get(node.scope or "")
    inside = node.kind == "startEvent" and host is not None and host.event_sub_process
    if Capability(node.kind, event.kind, inside) not in _TABLE:
        if inside and event.kind == "none":
            return  # said once, at the event sub-process
        code = "capability.start" if Capability(node.kind, event.kind, True) in _TABLE else "capability.event"
        yield _problem(code, node)
        return
    if event.kind in _SEVERAL and not event.parts:
        yield _problem("capability.parts", node)
    for part in event.parts:
        alone = part.kind in _ALONE or (part.kind == "compensation" and node.kind in _HEARD)
        if Capability(node.kind, part.kind, inside) not in _TABLE or alone:
            yield _problem("capability.event", node, event=part.kind)


def _event(node: Node) -> EventDefinition:
    return node.event or EventDefinition()
