"""Whether two BPMN files say the same: read by their elements alone, compared, and told in sentences.

Ids, sizes, places and colours are no matter here; neither is what says nothing (a message without a name, an
empty condition on a way out of a gateway, `implementation` with its default value, spaces round a name). All
else that a person sees is compared: type, name, what it stands in, its lane, markers, event definitions, host,
what is called, both ends of every line, defaults, conditions, directions, and what is drawn at all (a picture of
what the wanted file keeps without one is no difference).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from runner.core.xml import read_xml

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
BPMNDI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
BOUNDS = "{http://www.omg.org/spec/DD/20100524/DC}Bounds"

TASKS = {
    "task", "userTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask", "manualTask"
}  # fmt: skip
SUB_PROCESSES = {"subProcess", "transaction", "adHocSubProcess"}
ACTIVITIES = TASKS | SUB_PROCESSES | {"callActivity"}
EVENTS = {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
GATEWAYS = {"exclusiveGateway", "inclusiveGateway", "parallelGateway", "complexGateway", "eventBasedGateway"}
DATA = {"dataObjectReference", "dataStoreReference"}
NODES = ACTIVITIES | EVENTS | GATEWAYS | DATA | {"participant", "lane", "textAnnotation", "group"}
LINES = {"sequenceFlow", "messageFlow", "association", "dataInputAssociation", "dataOutputAssociation"}
_TIMERS = ("timeDate", "timeDuration", "timeCycle")
_TRUE = ("true", "1")


@dataclass(frozen=True)
class Saying:
    """What a file says: facts by element, an element named as a person would. `more` counts elements that cannot
    be told apart from one of the same name."""

    facts: Mapping[str, Mapping[str, str]]
    more: Mapping[str, int] = field(default_factory=dict)


def differences(drawn: bytes, wanted: bytes) -> list[str]:
    """What a drawn file lacks, has too much, or says otherwise than the wanted one; empty: they say the same."""
    ours, theirs = read(drawn), read(wanted)
    found = [f"{label} is missing" for label in theirs.facts if label not in ours.facts]
    found += [f"{label} is too much" for label in ours.facts if label not in theirs.facts]
    for label, facts in theirs.facts.items():
        here = ours.facts.get(label)
        for name in sorted({*facts, *here}) if here is not None else ():
            should, says = facts.get(name, "nothing"), here.get(name, "nothing") if here else ""
            if should != says and (name, should) != ("drawn", "no"):
                found.append(f"{label}: {name} should be {should}, is {says}")
        if ours.more.get(label, 0) != theirs.more.get(label, 0):
            found.append(f"{label}: there should be {theirs.more.get(label, 0) + 1} of it")
    return found


def read(data: bytes) -> Saying:
    """All that a file says. Raises `FormatError` when it cannot be read."""
    return _Reader(read_xml(data, "compared.bpmn").getroot()).said()


class _Reader:
    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._ids = {own: item for item in root.iter(etree.Element) if (own := item.get("id"))}
        self._shapes = {_ref(item.get("bpmnElement")): item for item in root.iter(f"{BPMNDI}BPMNShape")}
        self._edges = {_ref(item.get("bpmnElement")): item for item in root.iter(f"{BPMNDI}BPMNEdge")}
        self._pools = {
            _ref(item.get("processRef")): item for item in root.iter(f"{BPMN}participant") if item.get("processRef")
        }
        self._lanes = {
            _ref(item.text): lane
            for lane in root.iter(f"{BPMN}lane")
            for item in lane.iterchildren(f"{BPMN}flowNodeRef")
        }
        self._callers = {_ref(item.get("calledElement")): item for item in root.iter(f"{BPMN}callActivity")}

    def said(self) -> Saying:
        facts: dict[str, dict[str, str]] = {}
        more: Counter[str] = Counter()
        for label, about in self._all():
            if label in facts:
                more[label] += 1
            facts[label] = about
        return Saying(facts, more)

    def _all(self) -> Iterator[tuple[str, dict[str, str]]]:
        for item in self._root.iter(etree.Element):
            kind = _local(item)
            if kind in NODES:
                about = {name: value for name, value in self._node(item, kind) if value}
                yield self._label(item), about
            elif kind in LINES:
                about = {name: value for name, value in self._line(item, kind) if value}
                source, target = self._ends(item, kind)
                named = f" “{self._name(item)}”" if item.get("name") else ""
                yield f"{kind}{named} from {self._label(source)} to {self._label(target)}", about

    # nodes

    def _label(self, item: etree._Element | None) -> str:
        if item is None:
            return "nothing"
        kind, name = _local(item), self._name(item)
        named = f"{kind} “{name}”" if name else f"{kind} without a name"
        if kind in EVENTS and not name:
            named = f"{' '.join(self._definitions(item))} {named}".strip()
        if kind == "boundaryEvent":
            return f"{named} on {self._label(self._ids.get(_ref(item.get('attachedToRef'))))}"
        if not name and kind in NODES and kind != "participant":
            return f"{named} in {self._holder(item)}"
        return named

    def _name(self, item: etree._Element) -> str:
        kind = _local(item)
        if kind == "textAnnotation":
            return (item.findtext(f"{BPMN}text") or "").strip()
        if kind == "group":
            value = self._ids.get(_ref(item.get("categoryValueRef")))
            return (value.get("value") if value is not None else "") or ""
        return (item.get("name") or "").replace("\r\n", "\n").strip()

    def _node(self, item: etree._Element, kind: str) -> Iterator[tuple[str, str]]:
        own = item.get("id") or ""
        if kind not in ("participant", "group"):  # a group may stand in the process or the collaboration
            yield "container", self._holder(item)
        yield "drawn", "yes" if own in self._shapes else "no"
        if kind in EVENTS:
            yield "event", " and ".join(self._definitions(item)) or "none"
            yield "details", ", ".join(self._details(item))
            if item.get("isInterrupting") == "false" or item.get("cancelActivity") == "false":
                yield "interrupting", "no"
        if kind in ACTIVITIES:
            yield "markers", " and ".join(sorted(self._markers(item)))
        if kind in SUB_PROCESSES | {"callActivity"}:
            yield "expanded", self._flag(item, "isExpanded") or "false"
        if kind == "callActivity":
            yield "calls", self._called(item)
        if kind in GATEWAYS:
            if kind == "exclusiveGateway":
                yield "cross", "shown" if self._flag(item, "isMarkerVisible") == "true" else ""
            yield "starts the process", "yes" if item.get("instantiate") in _TRUE else ""
            yield "gateway", "parallel" if item.get("eventGatewayType") == "Parallel" else ""
        if kind in ("participant", "lane"):
            yield "horizontal", self._flag(item, "isHorizontal") or "true"
        if kind == "participant":
            yield "multiple", "yes" if item.find(f"{BPMN}participantMultiplicity") is not None else ""
            yield "shows a process", "yes" if item.get("processRef") else "no"
        if kind == "dataObjectReference":
            held = self._ids.get(_ref(item.get("dataObjectRef")))
            yield "collection", "yes" if held is not None and held.get("isCollection") in _TRUE else ""
        if kind == "group":
            yield "round", self._round(own)
        lane = self._lanes.get(own)
        if kind == "boundaryEvent":  # where its host is: not every tool lists it
            lane = self._lanes.get(_ref(item.get("attachedToRef")), lane)
        yield "lane", self._label(lane) if lane is not None else ""

    def _holder(self, item: etree._Element) -> str:
        """What an element stands in, as a person would say it."""
        parent = item.getparent()
        while parent is not None and _local(parent) in ("laneSet", "childLaneSet"):
            parent = parent.getparent()
        if parent is None:
            return "nothing"
        if _local(parent) != "process":
            return self._label(parent)
        own = parent.get("id") or ""
        if self._pools.get(own) is not None and self._name(self._pools[own]):  # a pool without a name says nothing
            return self._label(self._pools[own])
        if own in self._callers:
            return f"the process that {self._label(self._callers[own])} calls"
        drawn = any(child.get("id") in self._shapes for child in parent)
        return "the process" if drawn else "a process that is not drawn"

    def _definitions(self, item: etree._Element) -> list[str]:
        found = [_local(child) for child in item]
        return [name.removesuffix("EventDefinition") for name in found if name.endswith("EventDefinition")]

    def _details(self, item: etree._Element) -> Iterator[str]:
        """What an event definition says beyond its kind."""
        for child in item:
            kind = _local(child)
            if kind == "linkEventDefinition":
                yield f"link {child.get('name')}"
            for part in (*_TIMERS, "condition"):
                text = (child.findtext(f"{BPMN}{part}") or "").strip()
                if text:
                    yield f"{part} {text}"
            for attribute in ("messageRef", "signalRef", "errorRef", "escalationRef"):
                other = self._ids.get(_ref(child.get(attribute)))
                if other is not None and other.get("name"):
                    yield f"{attribute} {other.get('name')}"

    def _markers(self, item: etree._Element) -> Iterator[str]:
        if item.get("isForCompensation") in _TRUE:
            yield "compensation"
        if item.get("triggeredByEvent") in _TRUE:
            yield "event"
        if item.find(f"{BPMN}standardLoopCharacteristics") is not None:
            yield "loop"
        many = item.find(f"{BPMN}multiInstanceLoopCharacteristics")
        if many is not None:
            yield "sequential" if many.get("isSequential") in _TRUE else "parallel"

    def _called(self, item: etree._Element) -> str:
        other = self._ids.get(_ref(item.get("calledElement")))
        if other is None:
            return ""
        if _local(other) != "process":
            return f"{_local(other)} “{other.get('name') or ''}”"
        inside = sorted(self._label(child) for child in other if _local(child) in NODES)
        return "the process of " + ", ".join(inside) if inside else "a process"

    def _flag(self, item: etree._Element, name: str) -> str:
        shape = self._shapes.get(item.get("id") or "")
        return (shape.get(name) if shape is not None else None) or ""

    def _round(self, own: str) -> str:
        """The elements in a group: the middle of each lies in its frame."""
        frame = _bounds(self._shapes.get(own))
        found = []
        for other, shape in self._shapes.items():
            item, box = self._ids.get(other), _bounds(shape)
            if item is None or box is None or frame is None or _local(item) in ("group", "participant", "lane"):
                continue
            x, y = box[0] + box[2] / 2, box[1] + box[3] / 2
            if frame[0] < x < frame[0] + frame[2] and frame[1] < y < frame[1] + frame[3]:
                found.append(self._label(item))
        return ", ".join(sorted(found))

    # lines

    def _ends(self, item: etree._Element, kind: str) -> tuple[etree._Element | None, etree._Element | None]:
        if kind == "dataInputAssociation":
            return self._ids.get(_ref(item.findtext(f"{BPMN}sourceRef"))), item.getparent()
        if kind == "dataOutputAssociation":
            return item.getparent(), self._ids.get(_ref(item.findtext(f"{BPMN}targetRef")))
        return self._ids.get(_ref(item.get("sourceRef"))), self._ids.get(_ref(item.get("targetRef")))

    def _line(self, item: etree._Element, kind: str) -> Iterator[tuple[str, str]]:
        own = item.get("id") or ""
        yield "drawn", "yes" if own in self._edges else "no"
        if kind == "sequenceFlow":
            source = self._ends(item, kind)[0]
            yield "default", "yes" if source is not None and _ref(source.get("default")) == own else ""
            condition = item.find(f"{BPMN}conditionExpression")
            text = (condition.text or "").strip() if condition is not None else ""
            shown = condition is not None and source is not None and _local(source) in ACTIVITIES
            yield "conditional", "yes" if shown or text else ""
            yield "condition", text
        elif kind == "association":
            direction = item.get("associationDirection") or "None"
            yield "direction", direction if direction != "None" else ""
        elif kind == "messageFlow":
            edge = self._edges.get(own)
            yield "envelope", (edge.get("messageVisibleKind") if edge is not None else None) or ""


def _local(item: etree._Element) -> str:
    tag = item.tag
    return tag.removeprefix(BPMN) if isinstance(tag, str) and tag.startswith(BPMN) else ""


def _ref(text: str | None) -> str:
    return (text or "").strip().rpartition(":")[2]


def _bounds(shape: etree._Element | None) -> tuple[float, float, float, float] | None:
    found = shape.find(BOUNDS) if shape is not None else None
    if found is None:
        return None
    x, y, width, height = (float(found.get(name) or 0) for name in ("x", "y", "width", "height"))
    return x, y, width, height
