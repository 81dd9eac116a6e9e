"""A file in the making: plain elements are put in, moved and taken out of a tree of its own. What is new has a shape
that only says that it is drawn; the layout gives it its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from modeler.bpmn import di, names, schema
from modeler.geometry.shapes import Bounds

_SIZES = {"Event": (36.0, 36.0), "Gateway": (50.0, 50.0), "subProcess": (350.0, 200.0)}
_SLIP = f"{{{names.SLIP}}}"
_TYPE = names.q("type", names.XSI)


class Sketch:
    """The tree of a file, by the ids of its elements. `feel`: the file says that its expressions are FEEL."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.ids: dict[str, etree._Element] = {own: item for item in root.iter() if (own := item.get("id"))}
        self.feel = root.get("expressionLanguage") == names.FEEL
        prefix = next((key for key, uri in root.nsmap.items() if uri == names.BPMN), None)
        self._typed = f"{prefix}:tFormalExpression" if prefix else "tFormalExpression"
        self._shapes = {item.get("bpmnElement", ""): item for item in root.iter(di.SHAPE)}
        self._edges = {item.get("bpmnElement", ""): item for item in root.iter(di.EDGE)}
        self._lanes = {
            names.reference(item.text): item for item in root.iter(names.q("flowNodeRef"))
        }  # fmt: skip
        self._touched: dict[str, None] = {}

    # -- looking -----------------------------------------------------------------------------------

    def scope_of(self, own: str) -> str:
        """The id of the process or sub-process that an element stands in."""
        parent = self.ids[own].getparent()
        return parent.get("id", "") if parent is not None else ""

    def flows(self, scope: str) -> Iterator[etree._Element]:
        """The sequence flows of a scope, in the order of the file."""
        yield from self.ids[scope].iterchildren(names.q("sequenceFlow"))

    def outgoing(self, own: str) -> list[etree._Element]:
        """The flows that lead on from a node."""
        return [flow for flow in self.flows(self.scope_of(own)) if flow.get("sourceRef") == own]

    def incoming(self, own: str) -> list[etree._Element]:
        """The flows that lead to a node."""
        return [flow for flow in self.flows(self.scope_of(own)) if flow.get("targetRef") == own]

    def attached(self, own: str) -> list[etree._Element]:
        """The events on the border of a step."""
        parent = self.ids[own].getparent()
        found = parent.iterchildren(names.q("boundaryEvent")) if parent is not None else ()
        return [event for event in found if event.get("attachedToRef") == own]

    # -- new elements ------------------------------------------------------------------------------

    def free_id(self, wanted: str) -> str:
        """The id wanted, or with a number where it is taken."""
        own, number = wanted, 2
        while own in self.ids:
            own, number = f"{wanted}_{number}", number + 1
        return own

    def node(
        self, tag: str, wanted: str, name: str, beside: str, inside: str | None = None, **attributes: str
    ) -> str:
        """A new node beside another one: in its scope (or `inside` of a new one), lane and drawing; its id."""
        own = self.free_id(wanted)
        element = etree.Element(names.q(tag), {"id": own, **({"name": name} if name else {}), **attributes})
        self.ids[own] = element
        if inside is None:
            other = self.ids[beside]
            parent = other.getparent()
            assert parent is not None
            parent.insert(parent.index(other) + 1, element)
            if parent.tag == names.q("process"):
                self._into_lane(own, beside)
        else:
            self.add(inside, element)
        self._touched[own] = None
        self._draw(own, tag, beside)
        return own

    def add(self, parent: str, child: etree._Element) -> etree._Element:
        """Put a child where the standard wants it."""
        holder = self.ids[parent]
        _insert(holder, child)
        if child.get("id"):
            self.ids[child.get("id", "")] = child
        return child

    def new(self, holder: etree._Element, tag: str) -> etree._Element:
        """A new child without an id where the standard wants it."""
        made = etree.Element(names.q(tag))
        _insert(holder, made)
        return made

    def root_element(self, tag: str, wanted: str, **attributes: str) -> str:
        """A new element of the file as a whole (a message, an error); its id."""
        own = self.free_id(wanted)
        element = self.ids[own] = etree.Element(names.q(tag), {"id": own, **attributes})
        _insert(self.root, element)
        return own

    def flow(self, source: str, target: str, condition: str | None = None, name: str = "") -> etree._Element:
        """A new sequence flow."""
        own = self.free_id(f"{source}_{target}")
        element = etree.Element(names.q("sequenceFlow"), {"id": own, **({"name": name} if name else {})})
        element.set("sourceRef", source)
        element.set("targetRef", target)
        self.add(self.scope_of(source), element)
        if condition is not None:
            element.append(self.expression("conditionExpression", condition))
        self._touched.update({source: None, target: None})
        if source in self._shapes and target in self._shapes:
            plane = self._shapes[source].getparent()
            assert plane is not None
            edge = di.new_edge(self.free_id(f"{own}_di"), own, [(0.0, 0.0), (1.0, 1.0)])
            plane.append(edge)
            self._edges[own] = self.ids[edge.get("id", "")] = edge
        return element

    def lead(self, flow: etree._Element, *, source: str | None = None, target: str | None = None) -> None:
        """Let a flow begin or end elsewhere; it goes into the scope of its source."""
        for key, own in (("sourceRef", source), ("targetRef", target)):
            if own is not None:
                self._touched.update({flow.get(key, ""): None, own: None})
                flow.set(key, own)
        scope = self.ids[self.scope_of(flow.get("sourceRef", ""))]
        if flow.getparent() is not scope:
            self.add(scope.get("id", ""), flow)

    def expression(self, tag: str, text: str, *, typed: bool = True) -> etree._Element:
        """A new expression in FEEL."""
        found = etree.Element(names.q(tag), {_TYPE: self._typed} if typed else {})
        if not self.feel:
            found.set("language", names.FEEL)
        found.text = text
        return found

    def script(self, wanted: str, name: str, beside: str, text: str, inside: str | None = None) -> str:
        """A new script task in FEEL; its id."""
        own = self.node("scriptTask", wanted, name, beside, inside, scriptFormat="feel")
        etree.SubElement(self.ids[own], names.q("script")).text = text
        return own

    def document(self, own: str, text: str) -> None:
        """Say something about an element, behind what is said already."""
        found = etree.Element(names.q("documentation"))
        found.text = text
        self.add(own, found)

    def border_timer(self, wanted: str, name: str, host: str, kind: str, text: str, *, interrupts: bool) -> str:
        """A new timer on a border; its id."""
        own = self._border(wanted, name, host, interrupts=interrupts)
        definition = self._event(own, "timerEventDefinition")
        etree.SubElement(definition, names.q(f"time{kind.capitalize()}"), {_TYPE: self._typed}).text = text
        return own

    def border_error(self, wanted: str, name: str, host: str, error: str) -> str:
        """A new error event on a border; its id."""
        own = self._border(wanted, name, host, interrupts=True)
        self._event(own, "errorEventDefinition", errorRef=error)
        return own

    def _border(self, wanted: str, name: str, host: str, *, interrupts: bool) -> str:
        more = {} if interrupts else {"cancelActivity": "false"}
        return self.node("boundaryEvent", wanted, name, host, None, **more, attachedToRef=host)

    def _event(self, holder: str, tag: str, **attributes: str) -> etree._Element:
        own = self.free_id(f"{holder}_event")
        self.ids[own] = etree.SubElement(self.ids[holder], names.q(tag), {"id": own, **attributes})
        return self.ids[own]

    def end(self, wanted: str, name: str, beside: str, kind: str, inside: str | None = None, **more: str) -> str:
        """A new end event (`terminate`, `error` with `errorRef`, or none); its id."""
        own = self.node("endEvent", wanted, name, beside, inside)
        if kind:
            self._event(own, f"{kind}EventDefinition", **more)
        return own

    def loop(self, own: str, collection: str, item: str, completion: str, *, sequential: bool) -> None:
        """Let a step run once for each entry of a variable."""
        element = etree.Element(names.q("multiInstanceLoopCharacteristics"))
        if sequential:
            element.set("isSequential", "true")
        etree.SubElement(element, names.q("loopDataInputRef")).text = self.data_object(own, collection)
        entry = self.free_id(f"{item}_item")
        self.ids[entry] = etree.SubElement(element, names.q("inputDataItem"), {"id": entry, "name": item})
        element.append(self.expression("completionCondition", completion))
        self.add(own, element)

    def data_object(self, beside: str, name: str) -> str:
        """The data object of a variable that is a list, made where it is missing, in the process of an element."""
        holder = self.ids[beside]
        while holder.tag != names.q("process"):
            above = holder.getparent()
            assert above is not None
            holder = above
        for found in holder.iterchildren(names.q("dataObject")):
            if found.get("name") == name:
                return str(found.get("id", ""))
        own = self.free_id(name)
        made = etree.Element(names.q("dataObject"), {"id": own, "name": name, "isCollection": "true"})
        self.add(holder.get("id", ""), made)
        return own

    def owner(self, own: str, text: str) -> None:
        """Say who may do a step: an expression that gives people."""
        owner = etree.Element(names.q("potentialOwner"), {"id": self.free_id(f"{own}_owner")})
        how = self.free_id(f"{own}_assigned")
        self.ids[how] = etree.SubElement(owner, names.q("resourceAssignmentExpression"), {"id": how})
        self.ids[how].append(self.expression("formalExpression", text, typed=False))
        self.add(own, owner)

    # -- moving and taking out ---------------------------------------------------------------------

    def move_into(self, sub: str, nodes: Sequence[str]) -> None:
        """Move nodes into a sub-process; in a lane stands only that."""
        for own in nodes:
            self.add(sub, self.ids[own])
            self._touched[own] = None
            reference = self._lanes.pop(own, None)
            if reference is not None:
                _take_out(reference)

    def settle_flow_scopes(self, scope: str) -> None:
        """Put the flows of a scope to their ends, where these were moved."""
        for flow in list(self.flows(scope)):
            self.lead(flow)

    def take_out_blocks(self) -> None:
        """Take out all that only Slipway reads."""
        for item in list(self.root.iter()):
            if isinstance(item.tag, str) and item.tag.startswith(_SLIP):
                holder = item.getparent()
                _take_out(item)
                if holder is not None and holder.tag == names.q("extensionElements") and len(holder) == 0:
                    _take_out(holder)
                continue
            for key in [key for key in item.attrib if str(key).startswith(_SLIP)]:
                del item.attrib[key]
        kept = [prefix for prefix, uri in self.root.nsmap.items() if prefix is not None and uri != names.SLIP]
        etree.cleanup_namespaces(self.root, keep_ns_prefixes=kept)

    def settle(self) -> None:
        """Let all nodes that were touched name their flows."""
        for own in self._touched:
            element = self.ids.get(own)
            if element is None or names.bpmn_local(element.tag) not in names.FLOW_NODES:
                continue
            for tag in ("incoming", "outgoing"):
                for child in list(element.iterchildren(names.q(tag))):
                    element.remove(child)
            for tag, flows in (("incoming", self.incoming(own)), ("outgoing", self.outgoing(own))):
                for flow in flows:
                    child = etree.Element(names.q(tag))
                    child.text = flow.get("id")
                    self.add(own, child)

    # -- drawing -----------------------------------------------------------------------------------

    def _into_lane(self, own: str, beside: str) -> None:
        reference = self._lanes.get(beside)
        if reference is None:
            return
        made = etree.Element(names.q("flowNodeRef"))
        made.text = own
        reference.addnext(made)
        self._lanes[own] = made

    def _draw(self, own: str, tag: str, beside: str) -> None:
        shape = self._shapes.get(beside)
        if shape is None:
            return
        plane = shape.getparent()
        assert plane is not None
        width, height = next((size for end, size in _SIZES.items() if tag.endswith(end)), (100.0, 80.0))
        more = {"isExpanded": "true"} if tag == "subProcess" else {}
        if tag == "exclusiveGateway":
            more["isMarkerVisible"] = "true"
        made = di.new_shape(self.free_id(f"{own}_di"), own, Bounds(0.0, 0.0, width, height), more)
        plane.append(made)
        self._shapes[own] = self.ids[made.get("id", "")] = made


def _insert(holder: etree._Element, child: etree._Element) -> None:
    """Put a child where the standard wants it."""
    before = schema.successor(holder, child.tag)
    if before is None:
        holder.append(child)
    else:
        before.addprevious(child)


def _take_out(element: etree._Element) -> None:
    """Take an element out of what holds it."""
    holder = element.getparent()
    if holder is not None:
        holder.remove(element)
