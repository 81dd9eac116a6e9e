"""One BPMN file on its way to another engine: a tree of its own, without our blocks and other tools' words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from modeler.bpmn import names
from modeler.dialects.engines import DIALECTS
from modeler.dialects.losses import Losses
from runner.core.xml import read_xml, write_xml

EXTENSIONS = names.q("extensionElements")
_SLIP = f"{{{names.SLIP}}}"
_FORMAL = names.q("type", names.XSI)
MODELER = "http://camunda.org/schema/modeler/1.0"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
OPERATON = "http://operaton.org/schema/1.0/bpmn"
_TOOLS: Mapping[str, tuple[str, str]] = {
    **{one.uri: (one.id, one.name) for one in DIALECTS.values()},
    OPERATON: ("operaton", "Operaton"),
    SPIFF: ("spiffworkflow", "SpiffWorkflow"),
}
"""Namespace -> id and name of the tool."""
_OTHERS = frozenset({MODELER, *_TOOLS})
_SILENT = frozenset({word.rstrip("/") for one in DIALECTS.values() for word in one.drawn})
"""What only concerns the tool that drew the file."""
_BEFORE = ("documentation", "extensionElements")


class Sheet:
    """The file. `uri` and `prefix` are those of the engine it is for: whatever stands in it in that namespace stays
    as it is, and is never written over."""

    def __init__(self, data: bytes, file: str, uri: str, prefix: str, *, own: frozenset[str] = frozenset()) -> None:
        self.file, self.uri, self.prefix = file, uri, prefix
        self._own = own | {uri}
        self.root = read_xml(data, file).getroot()
        self.ids: dict[str, etree._Element] = {}
        for element in self.root.iter():
            own_id = element.get("id") if isinstance(element.tag, str) else None
            if own_id:
                self.ids.setdefault(own_id, element)

    # ------------------------------------------------------------------ what does not go along

    def strip(self, losses: Losses) -> None:
        """Take out our own blocks, and what other engines' tools wrote, which is told."""
        for element in list(self.root.iter()):
            if not isinstance(element.tag, str):
                continue
            space = names.split(element.tag)[0]
            if space == names.SLIP or self._is_other(space):
                self._drop(element, losses)
                continue
            for key in list(element.attrib):
                space, word = names.split(str(key))
                if space == names.SLIP or self._is_other(space):
                    if space != names.SLIP:
                        self._tell(element, space, word, losses)
                    del element.attrib[key]
        for holder in list(self.root.iter(EXTENSIONS)):
            if not any(isinstance(child.tag, str) for child in holder) and not (holder.text or "").strip():
                self.take_out(holder)

    def _is_other(self, space: str) -> bool:
        return space in _OTHERS and space not in self._own

    def _drop(self, element: etree._Element, losses: Losses) -> None:
        parent = element.getparent()
        if parent is None or names.split(parent.tag)[0] == names.split(element.tag)[0]:
            return  # it goes with what it stands in
        space, word = names.split(element.tag)
        if space != names.SLIP:
            self._tell(element, space, word, losses)
        self.take_out(element)

    def _tell(self, element: etree._Element, space: str, word: str, losses: Losses) -> None:
        if space not in _TOOLS or word in _SILENT:
            return
        tool, called = _TOOLS[space]
        host = element
        while host is not None and not (host.get("id") and names.bpmn_local(host.tag)):
            host = host.getparent()
        own = host.get("id") if host is not None else None
        name = (host.get("name") if host is not None else None) or own or self.file
        losses.add("foreign", own, name, file=self.file, what=f"{tool}:{word}", tool=called)

    @staticmethod
    def take_out(element: etree._Element) -> None:
        """Take an element out, and leave the text around it."""
        holder = element.getparent()
        if holder is not None:
            holder.remove(element)

    # ------------------------------------------------------------------ reading

    def element(self, own: str) -> etree._Element | None:
        """The element of an id."""
        return self.ids.get(own)

    def kids(self, element: etree._Element, *locals_: str) -> Iterator[etree._Element]:
        """The BPMN children of these local names, in document order."""
        wanted = {names.q(one) for one in locals_}
        return (child for child in list(element) if child.tag in wanted)

    def kid(self, element: etree._Element, local: str) -> etree._Element | None:
        """The first BPMN child of that local name."""
        return next(self.kids(element, local), None)

    def has(self, element: etree._Element, word: str) -> bool:
        """Whether the engine's own attribute stands there, or a child of that name in its extension elements."""
        if element.get(names.q(word, self.uri)) is not None:
            return True
        holder = self.kid(element, "extensionElements")
        return holder is not None and holder.find(names.q(word, self.uri)) is not None

    # ------------------------------------------------------------------ writing

    def put(self, element: etree._Element, word: str, text: str) -> None:
        """An attribute of the engine; what the file says already stays."""
        key = names.q(word, self.uri)
        if text and element.get(key) is None:
            element.set(key, text)

    def plain(self, element: etree._Element, word: str, text: str | None) -> None:
        """An attribute of BPMN itself; None takes it away."""
        if text is not None:
            element.set(word, text)
        elif word in element.attrib:
            del element.attrib[word]

    def extension(self, element: etree._Element) -> etree._Element:
        """The holder of extension elements, made where it is missing."""
        holder = self.kid(element, "extensionElements")
        if holder is None:
            holder = etree.Element(EXTENSIONS)
            place = sum(1 for child in element if names.bpmn_local(child.tag) in _BEFORE)
            element.insert(place, holder)
        return holder

    def add(
        self, element: etree._Element, word: str, said: Mapping[str, str] | None = None, text: str = ""
    ) -> etree._Element:
        """A new extension element of the engine on a BPMN element."""
        return self.inside(self.extension(element), word, said, text)

    def one(self, element: etree._Element, word: str) -> etree._Element:
        """The extension element of that name, made where it is missing."""
        holder = self.extension(element)
        found = holder.find(names.q(word, self.uri))
        return found if found is not None else self.inside(holder, word)

    def inside(
        self, holder: etree._Element, word: str, said: Mapping[str, str] | None = None, text: str = "", uri: str = ""
    ) -> etree._Element:
        """A new element at the end of `holder`; empty attributes are left out."""
        made = etree.SubElement(holder, names.q(word, uri or self.uri))
        for key, value in (said or {}).items():
            if value:
                made.set(key, value)
        if text:
            made.text = text
        return made

    def bpmn(self, holder: etree._Element, local: str, text: str = "", *, first: bool = False) -> etree._Element:
        """A new BPMN child with a text."""
        made = etree.Element(names.q(local))
        made.text = text or None
        holder.insert(0 if first else len(holder), made)
        return made

    def say(self, element: etree._Element, text: str) -> None:
        """The text of an expression; whatever language it was said to be in is the engine's own now."""
        for child in list(element):
            element.remove(child)
        element.text = text
        self.plain(element, "language", None)
        element.set(_FORMAL, f"{self._bpmn_prefix()}tFormalExpression")

    def beside(self, element: etree._Element, own: str, source: str, target: str) -> None:
        """A new sequence flow beside an element."""
        holder = element.getparent()
        if holder is not None and own not in self.ids:
            made = etree.SubElement(holder, names.q("sequenceFlow"), id=own, sourceRef=source, targetRef=target)
            self.ids[own] = made

    def border(self, element: etree._Element, own: str) -> etree._Element:
        """A new event beside an element, on its border, that does not interrupt it."""
        made = etree.Element(names.q("boundaryEvent"), id=self._free(own))
        made.set("attachedToRef", element.get("id") or "")
        made.set("cancelActivity", "false")
        element.addnext(made)
        return made

    def lanes(self, process: etree._Element, place: int, members: Mapping[str, Sequence[str]]) -> None:
        """New lanes in a process: name -> the nodes in it."""
        holder = etree.Element(names.q("laneSet"), id=self._free("Lanes"))
        for name, nodes in members.items():
            lane = etree.SubElement(holder, names.q("lane"), id=self._free("Lane"), name=name)
            for one in nodes:
                etree.SubElement(lane, names.q("flowNodeRef")).text = one
        process.insert(place, holder)

    def item(self, loop: etree._Element, local: str, name: str) -> None:
        """A new data item of a loop, whose id is the variable."""
        etree.SubElement(loop, names.q(local), id=name, name=name)

    def in_order(self, element: etree._Element, first: Sequence[str]) -> None:
        """Put the children of these names first, behind documentation and extension elements, in this order."""
        place = sum(1 for child in element if names.bpmn_local(child.tag) in _BEFORE)
        found = [child for local in first for child in self.kids(element, local)]
        for number, child in enumerate(found):
            element.remove(child)
            element.insert(place + number, child)

    @staticmethod
    def text(element: etree._Element, text: str) -> None:
        """The text of an element."""
        element.text = text

    def _free(self, wanted: str) -> str:
        own, number = wanted, 1
        while own in self.ids:
            number += 1
            own = f"{wanted}_{number}"
        self.ids[own] = self.root
        return own

    def rename(self, element: etree._Element, local: str) -> None:
        """Make another kind of BPMN element of it; id, name and flows stay."""
        element.tag = names.q(local)

    def _bpmn_prefix(self) -> str:
        prefix = next((key for key, uri in self.root.nsmap.items() if uri == names.BPMN), None)
        return f"{prefix}:" if prefix else ""

    def data(self, *, platform: Mapping[str, str] | None = None) -> bytes:
        """The bytes of the file: all namespaces on its root, two spaces of indent."""
        spaces = {key: uri for key, uri in self.root.nsmap.items() if self._stays(uri)}
        spaces |= {self.prefix: self.uri, "xsi": names.XSI, **({"modeler": MODELER} if platform else {})}
        root = etree.Element(self.root.tag, attrib=dict(self.root.attrib), nsmap=spaces)
        root.text = self.root.text
        root.extend(list(self.root))
        for key, text in (platform or {}).items():
            root.set(names.q(key, MODELER), text)
        etree.cleanup_namespaces(root, keep_ns_prefixes=[key for key in spaces if key])
        self.root = root
        return write_xml(root)

    def _stays(self, uri: str) -> bool:
        return uri != names.SLIP and not self._is_other(uri) and uri not in (self.uri, MODELER)


def without_owners(data: bytes, file: str) -> tuple[bytes, dict[str, str]]:
    """A file without what BPMN itself says of who does a step, and that: node -> the expression."""
    root = read_xml(data, file).getroot()
    owners: dict[str, str] = {}
    for owner in list(root.iter(names.q("potentialOwner"))):
        step = owner.getparent()
        text = "".join(str(part) for part in owner.itertext()).strip()
        if step is not None:
            owners[step.get("id") or ""] = text
            step.remove(owner)
    return write_xml(root), owners
