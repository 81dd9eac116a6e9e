"""What a construct needs to say before it can run, beyond its kind: asked by the table of what the engine can do.

A drawing is tried out by hand and may leave open what a process that runs by itself has to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from runner.bundle.graph import EventDefinition, Expression, Graph, Loop, Node
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem

declare(
    {
        "capability.no-host": (
            N_("“{name}” stands on the border of no step: it can never come."),
            N_("Drop it onto the border of the step that it belongs to, or delete it."),
        ),
        "capability.condition": (
            N_("“{name}” waits for a condition that it does not say in FEEL: it would wait for ever."),
            N_("Write its condition in FEEL."),
        ),
        "capability.loop": (
            N_("“{name}” repeats, but says neither how long nor how often."),
            N_("Write the condition for going on in FEEL, or the highest number of times."),
        ),
        "capability.runs": (
            N_("“{name}” runs several times, but does not say in FEEL for what or how often."),
            N_("Name the list to go through, or the number of times."),
        ),
        "capability.completion": (
            N_("When “{name}” is over is not said in FEEL, and would be overlooked."),
            N_("Write the condition in FEEL, or leave it out."),
        ),
        "capability.behavior": (
            N_("“{name}” throws an event at the end of its runs, which cannot be run."),
            N_("Throw the event in a step behind it, or inside of it."),
        ),
        "capability.several-starts": (
            N_("The sub-process “{name}” has {count} start events; it can begin at one only."),
            N_("Keep one, and lead from it to everything that begins together."),
        ),
        "capability.start-inside": (
            N_("The start event “{name}” waits for something, but a sub-process begins as soon as it is reached."),
            N_("Begin with a plain start event, or make an event sub-process of it."),
        ),
        "capability.no-way-in": (
            N_("Nothing leads to the event-based gateway “{name}”: beside a start event it would never be reached."),
            N_("Lead a flow from the start event to it, or delete the start event."),
        ),
        "capability.across": (
            N_("The flow “{name}” crosses the border of a sub-process."),
            N_("Let it end at the border, and go on from the sub-process itself."),
        ),
        "capability.link": (
            N_("“{name}” leads to a link event that is not there."),
            N_("Draw a catching link event with the same name in the same process or sub-process."),
        ),
    }
)

HOSTS = frozenset(
    {
        "task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask",
        "callActivity", "subProcess", "transaction", "adHocSubProcess",
    }
)  # fmt: skip
"""What events may stand on the border of."""


def gaps(graph: Graph) -> Iterator[Problem]:
    """What keeps the graph from running though every kind in it could."""
    nodes = {node.id: node for node in graph.nodes}
    for node in graph.nodes:
        for code in _of_shape(node, nodes, graph):
            yield problem(code, node)
        if not graph.drawing:
            for code in left_open(node, nodes):
                yield problem(code, node)
        if node.kind in ("subProcess", "transaction") and not node.event_sub_process:
            yield from _starts_of(node, graph)
    for flow in graph.flows:
        source, target = nodes.get(flow.source), nodes.get(flow.target)
        if source is not None and target is not None and source.scope != target.scope:
            yield Problem("capability.across", element=flow.id, params={"name": flow.name or flow.id})


def problem(code: str, node: Node, **more: str) -> Problem:
    """A problem at a node."""
    event = (node.event or EventDefinition()).kind
    params = {"name": node.name or node.id, "kind": node.kind, "event": event, **more}
    return Problem(code, element=node.id, params=params)


def readable(expression: Expression | None) -> bool:
    """Whether there is an expression that the engine works out."""
    return expression is not None and expression.language == "feel" and bool(expression.text.strip())


def _of_shape(node: Node, nodes: dict[str, Node], graph: Graph) -> Iterator[str]:
    """What is wrong in a drawing, too."""
    if node.kind == "boundaryEvent":
        host = nodes.get(node.attached_to or "")
        if host is None or host.kind not in HOSTS:
            yield "capability.no-host"
    if node.loop is not None and node.loop.behavior != "all":
        yield "capability.behavior"
    if node.kind == "eventBasedGateway" and _is_never_reached(node, graph):
        yield "capability.no-way-in"


def _is_never_reached(node: Node, graph: Graph) -> bool:
    if any(flow.target == node.id for flow in graph.flows):
        return False
    return any(other.kind == "startEvent" and other.scope == node.scope for other in graph.nodes)


def left_open(node: Node, nodes: Mapping[str, Node]) -> Iterator[str]:
    """What only whoever tries out a drawing can do without: codes of problems."""
    event = node.event or EventDefinition()
    outermost_start = node.kind == "startEvent" and node.scope is None
    if not outermost_start:
        for part in event.parts or [event]:
            if part.kind == "conditional" and not readable(part.condition):
                yield "capability.condition"
    if node.loop is not None:
        yield from _loop(node.loop)
    if _is_link(node):
        name = event.name or event.ref
        if not any(_catches(other, name) for other in nodes.values() if other.scope == node.scope):
            yield "capability.link"
    host = nodes.get(node.scope or "")
    inside = node.kind == "startEvent" and host is not None and not host.event_sub_process
    if inside and event.kind != "none":
        yield "capability.start-inside"


def _is_link(node: Node) -> bool:
    return node.kind == "intermediateThrowEvent" and (node.event or EventDefinition()).kind == "link"


def _catches(node: Node, name: str | None) -> bool:
    event = node.event or EventDefinition()
    return node.kind == "intermediateCatchEvent" and event.kind == "link" and (event.name or event.ref) == name


def _loop(loop: Loop) -> Iterator[str]:
    if loop.kind == "standard":
        if loop.maximum is None and not readable(loop.condition):
            yield "capability.loop"
        elif loop.condition is not None and not readable(loop.condition):
            yield "capability.completion"
        return
    if not readable(loop.collection or loop.cardinality):
        yield "capability.runs"
    if loop.completion is not None and not readable(loop.completion):
        yield "capability.completion"


def _starts_of(node: Node, graph: Graph) -> Iterator[Problem]:
    starts = [item for item in graph.nodes if item.scope == node.id and item.kind == "startEvent"]
    plain = [item for item in starts if item.event is None or item.event.kind == "none"]
    starts = plain or starts
    if len(starts) > 1:
        yield problem("capability.several-starts", node, count=str(len(starts)))
