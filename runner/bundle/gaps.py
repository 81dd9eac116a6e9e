"""What a construct needs to say before it can run, beyond its kind: asked by the table of what the engine can do.

A drawing is tried out by hand and may leave open what a process that runs by itself has to say.
"""

from __future__ import annotations

import re
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
        "capability.no-handler": (
            N_("The compensation event “{name}” leads to no step that undoes something."),
            N_("Draw a line from it to a step, which is marked as one for compensation then."),
        ),
        "capability.loose-handler": (
            N_("“{name}” is there to undo something, but no compensation event leads to it, or a flow does."),
            N_("Join it to a compensation event on the border of the step that it undoes, and to nothing else."),
        ),
        "capability.compensation-target": (
            N_("“{name}” is to undo a step that cannot be seen from there."),
            N_("Name a step of the same process or sub-process, or of one around it."),
        ),
        "capability.compensation-waits": (
            N_("“{name}” is to go on while it still undoes, which cannot be run."),
            N_("Let it wait until all is undone."),
        ),
        "capability.compensation-place": (
            N_("The start event “{name}” undoes something, but stands in no sub-process that can be undone."),
            N_("Draw it inside the sub-process that it undoes."),
        ),
        "capability.no-transaction": (
            N_("“{name}” cancels a transaction, but stands in none, or on the border of none."),
            N_("Make a transaction of the sub-process, or use an error."),
        ),
        "capability.no-cancel": (
            N_("“{name}” cancels its transaction, but nothing says how to go on then."),
            N_("Put a cancel event onto the border of the transaction."),
        ),
        "capability.activation": (
            N_("When the complex gateway “{name}” goes on is not said in FEEL."),
            N_("Write when in FEEL, for example activationCount >= 2, or use an inclusive gateway."),
        ),
        "capability.reset": (
            N_("The flows of the complex gateway “{name}” say what it does with late branches: this cannot be run."),
            N_("Write conditions that do without waitingForStart."),
        ),
        "capability.ad-hoc-events": (
            N_("“{name}” begins or ends an ad-hoc sub-process, where any step may be the first and the last."),
            N_("Delete it: the steps are picked by whoever handles the sub-process."),
        ),
        "capability.store-kept": (
            N_("“{name}” puts something into “{store}”, which holds the records of a data source."),
            N_("Let a service step tell the system that keeps these records, or call the store otherwise."),
        ),
        "capability.store-value": (
            N_("What “{name}” takes out of a data store or puts there is not said in FEEL."),
            N_("Write it in FEEL, or leave it out: the whole content goes there then."),
        ),
        "capability.store-entry": (
            N_("What “{name}” takes out of the data store goes to “{to}”, which is no variable."),
            N_("Give one name, without dots and brackets."),
        ),
        "capability.link": (
            N_("“{name}” leads to a link event that is not there."),
            N_("Draw a catching link event with the same name in the same process or sub-process."),
        ),
    }
)

_NAME = re.compile(r"[^\W\d][\w \-]*")
"""A variable, or a named value."""

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
    handlers = {event.ref for node in graph.nodes for event in _compensations(node)}
    data = {item.id: item for item in graph.data}
    reached = {flow.target for flow in graph.flows} | {flow.source for flow in graph.flows}
    for node in graph.nodes:
        for code in (*_of_shape(node, nodes, graph), *_undoing(node, nodes), *_cancelling(node, nodes, graph)):
            yield problem(code, node)
        if node.for_compensation and (node.id not in handlers or node.id in reached):
            yield problem("capability.loose-handler", node)
        if not graph.drawing:
            for code in left_open(node, nodes):
                yield problem(code, node)
            yield from _stores(node)
        for use in node.writes:
            if (item := data.get(use.item)) is not None and item.source:
                yield problem("capability.store-kept", node, store=item.name)
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


def _of_shape(node: Node, nodes: Mapping[str, Node], graph: Graph) -> Iterator[str]:
    """What is wrong in a drawing, too."""
    if node.kind == "boundaryEvent":
        host = nodes.get(node.attached_to or "")
        if host is None or host.kind not in HOSTS:
            yield "capability.no-host"
    if node.loop is not None and node.loop.behavior != "all":
        yield "capability.behavior"
    host = nodes.get(node.scope or "")
    if node.kind in ("startEvent", "endEvent") and host is not None and host.kind == "adHocSubProcess":
        yield "capability.ad-hoc-events"
    if node.kind == "complexGateway" and any(
        flow.source == node.id and flow.condition is not None and "waitingForStart" in flow.condition.text
        for flow in graph.flows
    ):
        yield "capability.reset"
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
        for part in event.each:
            if part.kind == "conditional" and not readable(part.condition):
                yield "capability.condition"
    if node.loop is not None:
        yield from _loop(node.loop)
    ad_hoc = node.ad_hoc.completion if node.ad_hoc is not None else None
    if ad_hoc is not None and not readable(ad_hoc):
        yield "capability.completion"
    if node.kind == "complexGateway" and len(node.incoming) > 1 and not readable(node.activation):
        yield "capability.activation"
    if _is_link(node):
        name = event.name or event.ref
        if not any(_catches(other, name) for other in nodes.values() if other.scope == node.scope):
            yield "capability.link"
    host = nodes.get(node.scope or "")
    inside = node.kind == "startEvent" and host is not None and not host.event_sub_process
    if inside and event.kind != "none":
        yield "capability.start-inside"


def _stores(node: Node) -> Iterator[Problem]:
    """What a step says of data stores and could not be done."""
    for use in (*node.reads, *node.writes):
        if use.value is not None and not readable(use.value):
            yield problem("capability.store-value", node)
        name = use.variable if use.value is not None and use in node.reads else use.entry
        if name and not _NAME.fullmatch(name):
            yield problem("capability.store-entry", node, to=name)


def _compensations(node: Node) -> list[EventDefinition]:
    """The compensations that stand on a border."""
    is_border = node.kind == "boundaryEvent" and node.event is not None
    return [event for event in node.event.each if event.kind == "compensation"] if is_border and node.event else []


def _undoing(node: Node, nodes: Mapping[str, Node]) -> Iterator[str]:
    """What is wrong with undoing."""
    for event in _compensations(node):
        handler = nodes.get(event.ref or "")
        if handler is None or not handler.for_compensation or handler.scope != node.scope:
            yield "capability.no-handler"
    if node.kind in ("intermediateThrowEvent", "endEvent"):
        for event in (node.event or EventDefinition()).each:
            if event.kind == "compensation" and not event.waits:
                yield "capability.compensation-waits"
            if event.kind == "compensation" and event.ref is not None and not _is_around(node, event.ref, nodes):
                yield "capability.compensation-target"
    if node.kind == "startEvent" and (node.event or EventDefinition()).kind == "compensation":
        around = nodes.get(node.scope or "")
        host = nodes.get(around.scope or "") if around is not None and around.event_sub_process else None
        if around is not None and around.event_sub_process and (host is None or host.event_sub_process):
            yield "capability.compensation-place"


def _is_around(node: Node, target: str, nodes: Mapping[str, Node]) -> bool:
    """Whether a step stands in the scope of a node or in one around it."""
    found = nodes.get(target)
    scope: str | None = node.scope
    while found is not None:
        if found.scope == scope:
            return True
        if scope is None or scope not in nodes:
            return False
        scope = nodes[scope].scope
    return False


def _cancelling(node: Node, nodes: Mapping[str, Node], graph: Graph) -> Iterator[str]:
    """What is wrong with cancelling transactions."""
    if not any(event.kind == "cancel" for event in (node.event or EventDefinition()).each):
        return
    if node.kind == "boundaryEvent":
        host = nodes.get(node.attached_to or "")
        if host is not None and host.kind != "transaction":
            yield "capability.no-transaction"
        return
    around = nodes.get(node.scope or "")
    while around is not None and around.kind != "transaction":
        around = nodes.get(around.scope or "")
    if around is None:
        yield "capability.no-transaction"
    elif not any(
        other.attached_to == around.id and other.event is not None and other.event.kind == "cancel"
        for other in graph.nodes
    ):
        yield "capability.no-cancel"


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
