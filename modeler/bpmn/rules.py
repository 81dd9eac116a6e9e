"""What may be joined, put into and attached to what. A refusal carries a code that has a sentence.

Source: BPMN 2.0 (OMG formal/2011-01-03), tables 7.3 (sequence flow) and 7.4 (message flow), sections 10.2 to
10.5; reversing by itself and the choice of the type as in bpmn-js.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from modeler.bpmn import names
from modeler.bpmn.elements import SPECS
from modeler.bpmn.spec import ElementSpec
from runner.core.i18n import N_
from runner.core.messages import declare

declare(
    {
        "rule.into-start": (
            N_("No flow leads into a start event."),
            N_("Begin at the start event instead."),
        ),
        "rule.into-boundary": (
            N_("No flow leads into an event that sits on the border of a step."),
            N_("Connect to the step itself."),
        ),
        "rule.out-of-end": (
            N_("No flow leads out of an end event."),
            N_("Change it into an intermediate event if the process goes on."),
        ),
        "rule.across-border": (
            N_("A sequence flow does not cross the border of a sub-process."),
            N_("Connect to the sub-process itself."),
        ),
        "rule.event-sub-process": (
            N_("An event sub-process is started by its start event, not by a flow."),
            N_("Change the trigger of its start event."),
        ),
        "rule.event-gateway": (
            N_("After an event-based gateway come only events that wait, or a receive task."),
            N_("Put a message, timer, conditional or signal event behind it."),
        ),
        "rule.event-gateway-alone": (
            N_("What waits behind an event-based gateway has no other way in."),
            N_("Join the ways in front of the gateway instead."),
        ),
        "rule.gateway-starts": (
            N_("A gateway that starts the process has no way in."),
            N_("Choose a plain event-based gateway inside the flow."),
        ),
        "rule.event-gateway-mix": (
            N_("Behind one event-based gateway stand either message events or receive tasks, not both."),
            N_("Use message events for all of them."),
        ),
        "rule.compensation": (
            N_("A compensation step is joined only to the compensation event of the step that it undoes."),
            N_("Draw the line from the compensation event on that step's border."),
        ),
        "rule.link": (
            N_("A throwing link event has no way on, and a catching one no way in."),
            N_("Link events of the same name belong together without a line."),
        ),
        "rule.no-branch": (
            N_("Only a step or a gateway that chooses has conditional and default flows."),
            N_("Change the source first, or let this flow be a plain one."),
        ),
        "rule.itself": (
            N_("Only a step can be joined to itself."),
            N_("Choose another target."),
        ),
        "rule.same-pool": (
            N_("Messages pass between pools, not inside one."),
            N_("Use a sequence flow here."),
        ),
        "rule.message-end": (
            N_("A message comes from or goes to a pool, a step or a message event."),
            N_("Choose another end, or change the event to a message event."),
        ),
        "rule.data": (
            N_("Data is joined to a step or to an event."),
            N_("Choose another target."),
        ),
        "rule.data-scope": (
            N_("Data belongs to its process or sub-process and is not seen outside."),
            N_("Draw a data object where it is used, or send it in a message."),
        ),
        "rule.data-port": (
            N_("Data inputs and outputs belong to a whole process."),
            N_("Draw a data object here."),
        ),
        "rule.note": (
            N_("Only a text annotation is joined to a flow."),
            N_("Draw the line from an annotation to the flow."),
        ),
        "rule.nothing-fits": (
            N_("These two cannot be joined."),
            N_("Choose another target."),
        ),
        "rule.outside-pools": (
            N_("Steps belong into a pool."),
            N_("Drop it inside one of the pools."),
        ),
        "rule.pool-place": (
            N_("A pool stands on the canvas itself."),
            N_("Drop it beside the other pools."),
        ),
        "rule.lane-place": (
            N_("A lane belongs into a pool or another lane."),
            N_("Drop it into a pool."),
        ),
        "rule.closed": (
            N_("Nothing can be put into this one: its inside is not shown."),
            N_("Open it first."),
        ),
        "rule.ad-hoc": (
            N_("An ad-hoc sub-process has no start and no end event."),
            N_("Leave them out: its steps are done in any order."),
        ),
        "rule.cancel": (
            N_("A cancel event belongs to a transaction."),
            N_("Put it into a transaction, or onto the border of one."),
        ),
        "rule.start-trigger": (
            N_("This trigger starts only an event sub-process."),
            N_("Choose a plain start event here."),
        ),
        "rule.start-plain": (
            N_("A sub-process is begun by the flow that leads to it: its start event has no trigger."),
            N_("Choose a plain start event, or an event sub-process."),
        ),
        "rule.start-interrupts": (
            N_("Only the start event of an event sub-process can be non-interrupting."),
            N_("Choose the interrupting kind here."),
        ),
        "rule.always-interrupts": (
            N_("An event of this kind always interrupts."),
            N_("Choose another trigger for a step that goes on."),
        ),
        "rule.start-needs-trigger": (
            N_("The start event of an event sub-process needs a trigger."),
            N_("Choose a message, timer, error or another trigger."),
        ),
        "rule.one-start": (
            N_("An event sub-process has exactly one start event."),
            N_("Draw another event sub-process for another trigger."),
        ),
        "rule.must-attach": (
            N_("A boundary event sits on the border of a step."),
            N_("Drop it onto the border of a step."),
        ),
        "rule.host": (
            N_("Events sit on the border of steps and sub-processes only."),
            N_("Drop it onto the border of a step."),
        ),
        "rule.host-waits": (
            N_("A receive task after an event-based gateway carries no boundary event."),
            N_("Put a timer event behind the gateway instead."),
        ),
        "rule.not-attachable": (
            N_("This kind of event does not sit on borders."),
            N_("Choose another kind of event."),
        ),
    }
)

_WAITING = frozenset({"message", "timer", "conditional", "signal"})
_ATTACHABLE = frozenset(
    {"none", "message", "timer", "conditional", "signal", "error", "escalation", "compensation", "cancel", "multiple",
     "parallelMultiple"}
)  # fmt: skip
_EVENT_SUB_PROCESS_ONLY = frozenset({"error", "escalation", "compensation"})
_DATA = frozenset({"dataObjectReference", "dataStoreReference", "dataInput", "dataOutput", "dataObject"})
_STARTING_GATEWAYS = frozenset({"event-based-gateway-instantiating", "event-based-gateway-parallel"})
_PORTS = frozenset({"dataInput", "dataOutput"})
_CONTAINABLE = names.FLOW_NODES | _DATA | names.ARTIFACTS


class NodeLike(Protocol):
    """What the rules want to know of a node: a `NodeRecord` has it all."""

    @property
    def id(self) -> str: ...
    @property
    def tag(self) -> str: ...
    @property
    def spec(self) -> str: ...
    @property
    def parent(self) -> str | None: ...
    @property
    def home(self) -> str | None: ...
    @property
    def process(self) -> str | None: ...
    @property
    def event(self) -> str: ...
    @property
    def markers(self) -> frozenset[str]: ...
    @property
    def expanded(self) -> bool: ...
    @property
    def incoming(self) -> tuple[str, ...]: ...
    @property
    def outgoing(self) -> tuple[str, ...]: ...
    @property
    def attached_to(self) -> str | None: ...


class FlowLike(Protocol):
    """What the rules want to know of a flow."""

    @property
    def source(self) -> str: ...
    @property
    def target(self) -> str: ...


class IndexLike(Protocol):
    """Where the rules look further: an `Index`."""

    @property
    def nodes(self) -> Mapping[str, NodeLike]: ...
    @property
    def flows(self) -> Mapping[str, FlowLike]: ...
    @property
    def has_pools(self) -> bool: ...
    def shows_called(self, call: str) -> bool: ...
    def has_plane(self, own: str) -> bool: ...
    def children(self, element_id: str) -> Sequence[NodeLike]: ...
    def attached(self, node_id: str) -> Sequence[NodeLike]: ...


@dataclass(frozen=True)
class ConnectVerdict:
    """`kind` as in `FlowRecord.kind`, or None: refused for `reason_code`. `is_reversed`: only the other way
    round is legal, so the flow is drawn that way, and `reason_code` says why not as it was asked.
    `direction` is that of an association."""

    kind: str | None
    reason_code: str = ""
    is_reversed: bool = False
    direction: str = "none"

    def __bool__(self) -> bool:
        return self.kind is not None


@dataclass(frozen=True)
class Verdict:
    """Whether something may be; if not, `reason_code` has the sentence."""

    allowed: bool
    reason_code: str = ""

    def __bool__(self) -> bool:
        return self.allowed


_YES = Verdict(True)


def may_connect(source: NodeLike, target: NodeLike, index: IndexLike) -> ConnectVerdict:
    """Whether and by what two nodes may be joined; where only the other direction is legal, that one."""
    verdict = _one_way(source, target, index)
    if verdict or source.id == target.id:
        return verdict
    other = _one_way(target, source, index)
    if other:
        return ConnectVerdict(other.kind, verdict.reason_code, is_reversed=True, direction=other.direction)
    return verdict


def _one_way(source: NodeLike, target: NodeLike, index: IndexLike) -> ConnectVerdict:
    if source.id == target.id and source.tag not in names.ACTIVITIES:
        return ConnectVerdict(None, "rule.itself")
    tags = {source.tag, target.tag}
    if "textAnnotation" in tags:
        return ConnectVerdict("association") if len(tags) == 2 else ConnectVerdict(None, "rule.nothing-fits")
    if tags & {"lane", "group"}:
        return ConnectVerdict(None, "rule.nothing-fits")
    if tags & _DATA:
        return _data(source, target, index)
    if source.tag == "boundaryEvent" and source.event == "compensation":
        fits = target.tag in names.ACTIVITIES and not target.incoming and not target.outgoing
        if fits and target.parent == source.parent and target.id != source.attached_to:
            bare = not is_event_sub_process(target) and not index.attached(target.id)
            return (
                ConnectVerdict("association", direction="one") if bare else ConnectVerdict(None, "rule.compensation")
            )
        return ConnectVerdict(None, "rule.compensation")
    if "participant" in tags or source.process != target.process:
        inside = source.process != target.process and "participant" not in tags
        if inside and _outer_process(source, index) == _outer_process(target, index):  # one calls the other
            return ConnectVerdict(None, "rule.across-border")
        return _message(source, target)
    return _sequence(source, target, index)


def _outer_process(node: NodeLike, index: IndexLike) -> str | None:
    """The process of a node; of one that is drawn in a call activity, the process that calls."""
    home = index.nodes.get(node.home or "")
    while home is not None and home.tag == "callActivity":
        node, home = home, index.nodes.get(home.home or "")
    return node.process


def _data(source: NodeLike, target: NodeLike, index: IndexLike) -> ConnectVerdict:
    data, other = (source, target) if source.tag in _DATA else (target, source)
    if data.tag == "dataObjectReference" and not _sees(other, data.parent, index):
        return ConnectVerdict(None, "rule.data-scope")
    if source.tag == "dataOutput" or target.tag == "dataInput":
        return ConnectVerdict(None, "rule.data")
    if source.tag in _DATA and target.tag in names.ACTIVITIES | {"endEvent", "intermediateThrowEvent"}:
        return ConnectVerdict("dataInputAssociation")
    if target.tag in _DATA and source.tag in names.ACTIVITIES | {
        "startEvent", "intermediateCatchEvent", "boundaryEvent"
    }:  # fmt: skip
        return ConnectVerdict("dataOutputAssociation")
    return ConnectVerdict(None, "rule.data")


def _sees(node: NodeLike, scope: str | None, index: IndexLike) -> bool:
    """Whether a node stands in a scope, at any depth."""
    at: NodeLike | None = node
    while at is not None:
        if at.parent == scope:
            return True
        at = index.nodes.get(at.parent or "")
    return False


def _message(source: NodeLike, target: NodeLike) -> ConnectVerdict:
    if source.process is not None and source.process == target.process:
        return ConnectVerdict(None, "rule.same-pool")
    sends = source.tag in names.ACTIVITIES | {"participant"} or (
        source.tag in ("endEvent", "intermediateThrowEvent") and source.event in ("none", "message")
    )
    takes = target.tag in names.ACTIVITIES | {"participant"} or (
        target.tag in ("startEvent", "intermediateCatchEvent", "boundaryEvent")
        and target.event in ("none", "message")
    )
    return ConnectVerdict("messageFlow") if sends and takes else ConnectVerdict(None, "rule.message-end")


def _sequence(source: NodeLike, target: NodeLike, index: IndexLike) -> ConnectVerdict:
    reason = ""
    if source.tag not in names.FLOW_NODES or target.tag not in names.FLOW_NODES:
        reason = "rule.nothing-fits"
    elif source.tag == "endEvent":
        reason = "rule.out-of-end"
    elif target.tag == "startEvent":
        reason = "rule.into-start"
    elif target.tag == "boundaryEvent":
        reason = "rule.into-boundary"
    elif is_event_sub_process(source) or is_event_sub_process(target):
        reason = "rule.event-sub-process"
    elif target.spec in _STARTING_GATEWAYS:
        reason = "rule.gateway-starts"
    elif "compensation" in source.markers | target.markers:
        reason = "rule.compensation"
    elif source.parent != target.parent:
        reason = "rule.across-border"
    elif (source.event == "link" and source.tag == "intermediateThrowEvent") or (
        target.event == "link" and target.tag == "intermediateCatchEvent"
    ):
        reason = "rule.link"
    else:
        reason = _waiting(source, target, index)
    return ConnectVerdict(None, reason) if reason else ConnectVerdict("sequenceFlow")


def _waiting(source: NodeLike, target: NodeLike, index: IndexLike) -> str:
    """What is against a flow because of an event-based gateway (section 10.5.6)."""
    if source.tag != "eventBasedGateway":
        return "rule.event-gateway-alone" if _after_events(target, index) else ""
    if not _waits(target):
        return "rule.event-gateway"
    if any(index.flows[item].source != source.id for item in target.incoming if item in index.flows):
        return "rule.event-gateway-alone"
    if target.tag == "receiveTask" and index.attached(target.id):
        return "rule.host-waits"
    others = [index.nodes.get(index.flows[item].target) for item in source.outgoing if item in index.flows]
    if any(other is not None and other.id != target.id and _mixed(other, target) for other in others):
        return "rule.event-gateway-mix"
    return ""


def _mixed(one: NodeLike, other: NodeLike) -> bool:
    """Whether one is a receive task and the other a message event."""
    return {one.tag, other.tag} == {"receiveTask", "intermediateCatchEvent"} and "message" in (one.event, other.event)


def _after_events(node: NodeLike, index: IndexLike) -> bool:
    """Whether a flow leads from an event-based gateway to a node."""
    flows = (index.flows.get(item) for item in node.incoming)
    sources = (index.nodes.get(flow.source) for flow in flows if flow is not None)
    return any(source is not None and source.tag == "eventBasedGateway" for source in sources)


def _waits(node: NodeLike) -> bool:
    return node.tag == "receiveTask" or (node.tag == "intermediateCatchEvent" and node.event in _WAITING)


def may_branch(source: NodeLike) -> bool:
    """Whether flows out of a node may be conditional or its default."""
    return source.tag in names.ACTIVITIES | {"exclusiveGateway", "inclusiveGateway", "complexGateway"}


def is_event_sub_process(node: NodeLike) -> bool:
    """Whether a node is a sub-process that its own start event starts."""
    return node.spec.startswith("event-sub-process")


def may_contain(container: NodeLike | None, spec: ElementSpec, index: IndexLike, own: str | None = None) -> Verdict:
    """Whether an element may be put into a pool, lane or sub-process (None: the bare canvas). `own`: its id, where
    it is there already."""
    if spec.tag == "participant":
        return _YES if container is None else Verdict(False, "rule.pool-place")
    if spec.tag == "lane":
        fits = container.tag in ("participant", "lane") if container is not None else not index.has_pools
        return _YES if fits else Verdict(False, "rule.lane-place")
    if spec.tag == "boundaryEvent":
        return Verdict(False, "rule.must-attach")
    if container is None:
        if index.has_pools and spec.tag not in names.ROAMING:
            return Verdict(False, "rule.outside-pools")
        return _start_fits(None, spec)
    holders = names.SUB_PROCESSES | {"participant", "lane", "callActivity"}
    if container.tag == "callActivity" and not container.expanded and not index.shows_called(container.id):
        return Verdict(False, "rule.closed")
    is_shut = container.tag in names.SUB_PROCESSES and not container.expanded and not index.has_plane(container.id)
    if is_shut and (own is None or index.nodes[own].parent != container.id):
        return Verdict(False, "rule.closed")
    if spec.tag not in _CONTAINABLE or container.tag not in holders:
        return Verdict(False, "rule.nothing-fits")
    if container.tag == "participant" and not container.expanded:
        return Verdict(False, "rule.closed")
    if spec.tag in _PORTS and container.tag in names.SUB_PROCESSES:
        return Verdict(False, "rule.data-port")
    if container.tag == "adHocSubProcess" and spec.tag in ("startEvent", "endEvent"):
        return Verdict(False, "rule.ad-hoc")
    if spec.tag == "endEvent" and spec.event == "cancel" and container.tag != "transaction":
        return Verdict(False, "rule.cancel")
    return _start_fits(container, spec, index, own)


def _start_fits(
    container: NodeLike | None, spec: ElementSpec, index: IndexLike | None = None, own: str | None = None
) -> Verdict:
    if spec.tag == "endEvent" and spec.event == "cancel" and container is None:
        return Verdict(False, "rule.cancel")
    if spec.tag != "startEvent":
        return _YES
    if container is not None and is_event_sub_process(container):
        others = index.children(container.id) if index is not None else ()
        if any(item.tag == "startEvent" and item.id != own for item in others):
            return Verdict(False, "rule.one-start")
        return Verdict(False, "rule.start-needs-trigger") if spec.event == "none" else _YES
    if spec.event in _EVENT_SUB_PROCESS_ONLY:
        return Verdict(False, "rule.start-trigger")
    if not spec.interrupting:
        return Verdict(False, "rule.start-interrupts")
    if container is not None and container.tag in names.SUB_PROCESSES and spec.event != "none":
        return Verdict(False, "rule.start-plain")
    return _YES


def settled(container: NodeLike | None, spec: ElementSpec) -> ElementSpec:
    """The kind that an event becomes when it comes into a container, or when the container becomes another kind:
    the same where that may stand there, else the nearest that may."""
    if spec.tag == "startEvent":
        if container is not None and is_event_sub_process(container):
            return SPECS["start-event-message"] if spec.event == "none" else spec
        if _start_fits(container, spec):
            return spec
        firm = next(
            item for item in SPECS.values()
            if item.tag == spec.tag and item.event == spec.event and item.interrupting
        )  # fmt: skip
        return firm if _start_fits(container, firm) else SPECS["start-event"]
    if spec.event == "cancel" and (container is None or container.tag != "transaction"):
        return SPECS["end-event"] if spec.tag == "endEvent" else SPECS["boundary-event"]
    return spec


def may_attach(host: NodeLike, spec: ElementSpec, index: IndexLike) -> Verdict:
    """Whether an event of this kind may sit on the border of a node. Intermediate events count: they
    become boundary events when they are attached."""
    if host.tag not in names.ACTIVITIES or is_event_sub_process(host) or "compensation" in host.markers:
        return Verdict(False, "rule.host")
    if spec.tag not in ("boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent"):
        return Verdict(False, "rule.not-attachable")
    if (spec.event or "none") not in _ATTACHABLE:
        return Verdict(False, "rule.not-attachable")
    if spec.event == "cancel" and host.tag != "transaction":
        return Verdict(False, "rule.cancel")
    if host.tag == "receiveTask" and _after_events(host, index):
        return Verdict(False, "rule.host-waits")
    return _YES
