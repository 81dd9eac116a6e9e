"""From elements to frozen records: one function a kind of record. Reads the tree, keeps nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from lxml import etree

from modeler.bpmn import di, extension, names
from modeler.bpmn.elements import event_kind, spec_of
from modeler.document.records import DefinitionRecord, FlowRecord, NodeRecord, ProcessRecord
from modeler.document.tree import Tree
from modeler.geometry.shapes import Bounds
from runner.core.values import dataclass

R = TypeVar("R", NodeRecord, FlowRecord)

_EXTENSION = names.q("extensionElements")
_STANDARD_LOOP = names.q("standardLoopCharacteristics")
_MULTI = names.q("multiInstanceLoopCharacteristics")
_MULTIPLICITY = names.q("participantMultiplicity")
_STATE = names.q("dataState")
_PARTS = frozenset({_EXTENSION, _STANDARD_LOOP, _MULTI, _MULTIPLICITY, _STATE})
_PROCESS = names.q("process")
_LANE = names.q("lane")
_CONDITION = names.q("conditionExpression")
_NO_MARKERS: frozenset[str] = frozenset()
_PLAIN = frozenset({"plain"})
_DIRECTIONS = {"One": "one", "Both": "both"}
_SCOPES = frozenset(names.q(tag) for tag in names.CONTAINERS | names.FLOW_NODES)
_SMALLEST_EXPANDED = (140.0, 100.0)
"""The smallest size of an expanded sub-process: tells the two apart where the file does not."""


@dataclass(frozen=True)
class Surroundings:
    """What an element has from the one that it stands in: scope (process, sub-process, lane, collaboration) and
    process, by id. Thousands share them while a model is opened."""

    scope: str | None
    local: str
    process: str | None


Known = dict[etree._Element, Surroundings]
"""Surroundings by parent element, while nothing changes."""


def surroundings(element: etree._Element, known: Known | None = None) -> Surroundings:
    """The surroundings of an element; `known` keeps them for the next one."""
    holder = element.getparent()
    if known is not None and holder in known:
        return known[holder]
    scope = scope_of(element)
    process = process_of(scope)
    found = Surroundings(
        scope=scope.get("id") if scope is not None else None,
        local=names.bpmn_local(scope.tag) if scope is not None else "",
        process=process.get("id") if process is not None else None,
    )
    if known is not None and holder is not None:
        known[holder] = found
    return found


def _frozen(kind: type[R], values: dict[str, object]) -> R:
    """A record with all of these values. The constructor of a frozen dataclass sets field by field and would
    take a fifth of the time in which a large model is opened."""
    record = object.__new__(kind)
    object.__setattr__(record, "__dict__", values)
    return record


def read_node(
    tree: Tree,
    element: etree._Element,
    incoming: tuple[str, ...],
    outgoing: tuple[str, ...],
    known: Known | None = None,
) -> NodeRecord:
    """The record of an element drawn as a shape."""
    tag = names.bpmn_local(element.tag)
    get = element.get
    own: str = get("id")
    shape = tree.shape(own)
    bounds, label_bounds = di.shape_of(shape)
    said = shape is not None and _says_more(shape)
    parts = _parts(element, tag)
    event, interrupting = _event(tree, element, tag)
    expanded = _is_expanded(element, tag, shape, bounds)
    horizontal = not said or di.flag(shape, "isHorizontal") is not False
    markers = _markers(tree, element, tag, expanded, parts) if tag not in names.EVENTS else _NO_MARKERS
    if tag == "exclusiveGateway" and shape is not None and di.flag(shape, "isMarkerVisible") is False:
        markers = _PLAIN
    around = surroundings(element, known)
    process = names.reference(get("processRef")) or None if tag == "participant" else around.process
    lane = _lane(tree, own)
    return _frozen(
        NodeRecord,
        {
            "id": own,
            "tag": tag,
            "spec": _spec(tag, event, interrupting, element.attrib, expanded, markers, horizontal),
            "name": _name(tree, element, tag),
            "parent": around.scope,
            "home": _home(tree, tag, around, lane),
            "lane": lane,
            "process": process,
            "bounds": bounds,
            "label_bounds": label_bounds,
            "markers": markers,
            "event": event,
            "interrupting": interrupting,
            "horizontal": horizontal,
            "expanded": expanded,
            "attached_to": names.reference(get("attachedToRef")) or None,
            "incoming": incoming,
            "outgoing": outgoing,
            "default": names.reference(get("default")) or None,
            "fill": di.colour_of(shape, di.FILL) if said else "",
            "stroke": di.colour_of(shape, di.STROKE) if said else "",
            "plane": _plane(tree, shape),
            "line": tree.line(element),
            "extension": _blocks(parts.get(_EXTENSION)),
            "state": parts[_STATE].get("name") or "" if _STATE in parts else "",
        },
    )


def _says_more(drawn: etree._Element) -> bool:
    """Whether a shape or edge says more than its id and whose it is: most do not, and need no further look."""
    return len(drawn.attrib) != 2 or drawn.get("id") is None


def drawn_again(tree: Tree, record: NodeRecord) -> NodeRecord:
    """The record after nothing but the inside of its shape changed."""
    bounds, label_bounds = di.shape_of(tree.shape(record.id))
    return _frozen(NodeRecord, {**record.__dict__, "bounds": bounds, "label_bounds": label_bounds})


def shifted_node(record: NodeRecord, dx: float, dy: float) -> NodeRecord:
    """The record after all that draws it went a distance."""
    values = {**record.__dict__}
    if (box := record.bounds) is not None:
        values["bounds"] = Bounds(box.x + dx, box.y + dy, box.width, box.height)
    if record.label_bounds is not None:
        values["label_bounds"] = record.label_bounds.moved(dx, dy)
    return _frozen(NodeRecord, values)


def shifted_flow(record: FlowRecord, dx: float, dy: float) -> FlowRecord:
    """The record after all that draws it went a distance."""
    values = {**record.__dict__}
    values["waypoints"] = tuple([(x + dx, y + dy) for x, y in record.waypoints])
    if record.label_bounds is not None:
        values["label_bounds"] = record.label_bounds.moved(dx, dy)
    return _frozen(FlowRecord, values)


def led_again(tree: Tree, record: FlowRecord) -> FlowRecord:
    """The record after nothing but the inside of its edge changed."""
    points, label_bounds = di.edge_of(tree.edge(record.id))
    return _frozen(FlowRecord, {**record.__dict__, "waypoints": points, "label_bounds": label_bounds})


def _parts(element: etree._Element, tag: str) -> Mapping[str, etree._Element]:
    """The children that a record is made of, in one pass; a container's are looked for one by one."""
    if tag in names.CONTAINERS:
        found = ((name, element.find(name)) for name in _PARTS)
        return {name: child for name, child in found if child is not None}
    parts: dict[str, etree._Element] = {}
    for child in element:
        if child.tag in _PARTS:
            parts.setdefault(child.tag, child)
    return parts


def _spec(
    tag: str, event: str, interrupting: bool, attributes: Mapping[str, str], expanded: bool, markers: frozenset[str],
    horizontal: bool = True,
) -> str:  # fmt: skip
    if tag == "dataObject":  # drawn by some tools without a reference to it
        tag = "dataObjectReference"
    elif tag == "dataStore":
        tag = "dataStoreReference"
    return spec_of(
        tag, event, interrupting=interrupting, attributes=attributes, expanded=expanded, markers=markers,
        horizontal=horizontal,
    )  # fmt: skip


def _name(tree: Tree, element: etree._Element, tag: str) -> str:
    if tag == "textAnnotation":
        return (element.findtext(names.q("text")) or "").strip()
    if tag == "group":
        value = tree.ids.get(names.reference(element.get("categoryValueRef")))
        return (value.get("value") if value is not None else "") or ""
    return element.get("name") or ""


def _event(tree: Tree, element: etree._Element, tag: str) -> tuple[str, bool]:
    if tag not in names.EVENTS:
        return "none", True
    found = []
    for child in element:
        local = names.bpmn_local(child.tag)
        if local in names.EVENT_DEFINITIONS:
            found.append(local)
        elif local == "eventDefinitionRef":
            other = tree.ids.get(names.reference(child.text))
            found.append(names.bpmn_local(other.tag) if other is not None else "")
    attribute = "cancelActivity" if tag == "boundaryEvent" else "isInterrupting"
    kind = event_kind(found, element.get("parallelMultiple") in ("true", "1"))
    return kind, element.get(attribute) not in ("false", "0")


def _is_expanded(element: etree._Element, tag: str, shape: etree._Element | None, bounds: Bounds | None) -> bool:
    said = di.flag(shape, "isExpanded") if shape is not None else None
    if tag == "participant":
        return bool(element.get("processRef")) and said is not False
    if tag == "callActivity":  # some tools draw the called process inside
        return said is True
    if tag not in names.SUB_PROCESSES:
        return True
    if said is not None:
        return said
    return bounds is None or (bounds.width >= _SMALLEST_EXPANDED[0] and bounds.height >= _SMALLEST_EXPANDED[1])


def _markers(
    tree: Tree, element: etree._Element, tag: str, expanded: bool, parts: Mapping[str, etree._Element]
) -> frozenset[str]:
    found = set()
    if tag in names.ACTIVITIES:
        multi = parts.get(_MULTI)
        if multi is not None:
            found.add("sequential" if multi.get("isSequential") in ("true", "1") else "parallel")
        elif _STANDARD_LOOP in parts:
            found.add("loop")
        if element.get("isForCompensation") in ("true", "1"):
            found.add("compensation")
        if tag == "adHocSubProcess":
            found.add("ad-hoc")
        if tag == "callActivity":
            found |= _calls(tree, element)
        if tag in names.SUB_PROCESSES:
            found.add("expanded" if expanded else "collapsed")
        called = tree.ids.get(names.reference(element.get("calledElement"))) if tag == "callActivity" else None
        if called is not None and names.bpmn_local(called.tag).startswith("global"):
            found.add(f"calls-{names.bpmn_local(called.tag)}")
    elif tag == "participant":
        if _MULTIPLICITY in parts:
            found.add("multiple")
    elif tag in ("dataObjectReference", "dataObject", "dataInput", "dataOutput"):
        object_ = element
        if tag == "dataObjectReference":
            object_ = tree.ids.get(names.reference(element.get("dataObjectRef")), element)
        if object_.get("isCollection") in ("true", "1"):
            found.add("collection")
    return frozenset(found)


def _calls(tree: Tree, element: etree._Element) -> set[str]:
    """A call of a global task is marked as that task is."""
    called = tree.ids.get(names.reference(element.get("calledElement")))
    local = names.bpmn_local(called.tag) if called is not None else ""
    return {f"calls-{local}"} if local.startswith("global") else set()


def process_of(element: etree._Element | None) -> etree._Element | None:
    """The process that an element stands in, or None."""
    while element is not None and element.tag != _PROCESS:
        element = element.getparent()
    return element


def scope_of(element: etree._Element) -> etree._Element | None:
    """The process, sub-process, lane or collaboration that an element belongs to."""
    element = element.getparent()
    while element is not None and element.tag not in _SCOPES:
        element = element.getparent()
    return element


def _lane(tree: Tree, own: str) -> str | None:
    """The innermost lane that refers to a node."""
    references = tree.lane_refs.get(own, ())
    if len(references) == 1:
        lane = references[0].getparent()
        return lane.get("id") if lane is not None and lane.tag == _LANE else None
    best, depth = None, -1
    for reference in references:
        lane = reference.getparent()
        if lane is None or lane.tag != _LANE:
            continue
        deep = sum(1 for _ in lane.iterancestors())
        if deep > depth:
            best, depth = lane.get("id"), deep
    return best


def pool_of(tree: Tree, process: str | None) -> str | None:
    """The id of the pool that shows a process."""
    pools = [participant for participant in tree.pools.get(process or "", ()) if participant.get("id")]
    if len(pools) > 1:  # the first in the file: they are listed as they came
        pools.sort(key=position)
    if pools:
        found: str | None = pools[0].get("id")
        return found
    call = call_of(tree, process) if process and process in tree.calls else None
    return call.get("id") if call is not None else None


def call_of(tree: Tree, process: str) -> etree._Element | None:
    """The call activity in which a process of the same file is drawn: open, or folded with the process on a plane of
    its own. A process that calls itself, however far round, is drawn in none of them."""
    calls = [call for call in tree.calls.get(process, ()) if call.get("id") and shows_called(tree, call)]
    if len(calls) > 1:  # the first in the file: they are listed as they came
        calls.sort(key=position)
    return next((call for call in calls if not _is_within(tree, call, process)), None)


def position(element: etree._Element) -> list[int]:
    """The numbers of an element and of those around it among their siblings, outermost first."""
    place = []
    parent = element.getparent()
    while parent is not None:
        place.append(parent.index(element))
        element, parent = parent, parent.getparent()
    place.reverse()
    return place


def shows_called(tree: Tree, call: etree._Element) -> bool:
    """Whether the process that a call activity calls is drawn in it."""
    shape = tree.shape(call.get("id") or "")
    if shape is not None and di.flag(shape, "isExpanded") is True:
        return True
    planes = tree.planes.get(names.reference(call.get("calledElement")), ())
    return any(plane.getparent() is not tree.root.find(di.DIAGRAM) for plane in planes)


def _is_within(tree: Tree, call: etree._Element, process: str) -> bool:
    waiting, seen = [call], {process}
    while waiting:
        around = process_of(waiting.pop())
        own = around.get("id") if around is not None else None
        if own == process:
            return True
        if own and own not in seen:
            seen.add(own)
            waiting += [item for item in tree.calls.get(own, ()) if shows_called(tree, item)]
    return False


def _home(tree: Tree, tag: str, around: Surroundings, lane: str | None) -> str | None:
    if tag == "participant" or around.scope is None:
        return None
    if lane is not None:
        return lane
    if around.local == "process":
        return pool_of(tree, around.process)
    return around.scope if around.local in names.SUB_PROCESSES or around.local == "lane" else None


def _plane(tree: Tree, shape: etree._Element | None) -> str | None:
    plane = shape.getparent() if shape is not None else None
    if plane is None or plane.tag != di.PLANE:
        return None
    target = tree.ids.get(names.reference(plane.get("bpmnElement")))
    if target is None:
        return None if plane is tree.main_plane() else plane.get("id")
    if (
        target.tag == _PROCESS
        and target.get("id") in tree.calls
        and plane.getparent() is not tree.root.find(di.DIAGRAM)
    ):
        call = call_of(tree, target.get("id"))
        return call.get("id") if call is not None else None
    if names.bpmn_local(target.tag) in names.SUB_PROCESSES:
        own: str = target.get("id")
        return own
    return None if plane is tree.main_plane() else plane.get("id")


def _blocks(found: etree._Element | None) -> dict[str, object]:
    return extension.read_blocks(found) if found is not None else {}


def read_flow(tree: Tree, element: etree._Element, known: Known | None = None) -> FlowRecord:
    """The record of an element drawn as a line."""
    tag = names.bpmn_local(element.tag)
    own: str = element.get("id")
    edge = tree.edge(own)
    source, target = _ends(element, tag)
    around = surroundings(element, known)
    points, label_bounds = di.edge_of(edge)
    said = edge is not None and _says_more(edge)
    condition = None
    for child in element:
        if child.tag == _CONDITION:
            condition = child
    origin = tree.ids.get(source)
    return _frozen(
        FlowRecord,
        {
            "id": own,
            "kind": tag,
            "source": source,
            "target": target,
            "name": element.get("name") or "",
            "parent": around.scope,
            "process": around.process,
            "waypoints": points,
            "label_bounds": label_bounds,
            "condition": None if condition is None else condition.text or "",
            "condition_language": "" if condition is None else condition.get("language") or "",
            "is_default": origin is not None and names.reference(origin.get("default")) == own,
            "direction": _DIRECTIONS.get(element.get("associationDirection") or "", "none"),
            "message_mark": (edge.get("messageVisibleKind") or "").replace("_", "-") if edge is not None else "",
            "stroke": di.colour_of(edge, di.STROKE) if said else "",
            "line": tree.line(element),
        },
    )


def _ends(element: etree._Element, tag: str) -> tuple[str, str]:
    """Source and target; the activity that holds a data association is its other end."""
    if tag in ("dataInputAssociation", "dataOutputAssociation"):
        holder = scope_of(element)
        own = (holder.get("id") if holder is not None else "") or ""
        if tag == "dataInputAssociation":
            return names.reference(element.findtext(names.q("sourceRef"))), own
        return own, names.reference(element.findtext(names.q("targetRef")))
    return names.reference(element.get("sourceRef")), names.reference(element.get("targetRef"))


def read_process(tree: Tree, element: etree._Element) -> ProcessRecord:
    """The record of a process."""
    own: str = element.get("id")
    return ProcessRecord(
        id=own,
        name=element.get("name") or "",
        executable=element.get("isExecutable") in ("true", "1"),
        pool=pool_of(tree, own),
        line=tree.line(element),
        extension=_blocks(element.find(_EXTENSION)),
    )


def read_definition(tree: Tree, element: etree._Element) -> DefinitionRecord:
    """The record of a root element that others refer to."""
    return DefinitionRecord(
        id=element.get("id"),
        kind=names.bpmn_local(element.tag),
        name=element.get("name") or "",
        code=element.get("errorCode") or element.get("escalationCode") or "",
        line=tree.line(element),
    )
