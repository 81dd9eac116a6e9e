"""Event definitions: made with all that the schema asks of them, and changed from one kind into another."""

from __future__ import annotations

from lxml import etree

from modeler.bpmn import names
from modeler.bpmn.spec import ElementSpec
from modeler.document import edits
from modeler.document.document import Document

_ATTRIBUTES = frozenset(
    {"triggeredByEvent", "instantiate", "eventGatewayType", "isInterrupting", "cancelActivity", "parallelMultiple"}
)
"""Attributes that tell kinds of one tag apart."""
_TYPE = names.q("type", names.XSI)


def kinds_of(event: str | None) -> tuple[str, ...]:
    """The definitions that a new event of a kind gets."""
    if event in (None, "none"):
        return ()
    if event in ("multiple", "parallelMultiple"):
        return ("message", "signal")
    return (event or "",)


def new_definition(doc: Document, kind: str) -> etree._Element:
    """A new definition: a conditional one has its condition and a link its name, though they are empty yet."""
    tag = names.EVENT_TAGS[kind]
    found = etree.Element(names.q(tag), {"id": doc.ids.new(tag, doc.tree.ids)})
    if kind == "conditional":
        etree.SubElement(found, names.q("condition"), {_TYPE: doc.tree.prefix(names.BPMN) + "tFormalExpression"})
    elif kind == "link":
        found.set("name", "")
    return found


def set_kind(doc: Document, element: etree._Element, event: str, spec: ElementSpec) -> None:
    """Make an element of the right tag the kind that a spec says; `event` is what it was. Definitions that fit
    stay."""
    for name in _ATTRIBUTES:
        wanted = spec.attributes.get(name)
        if (
            name in ("isInterrupting", "cancelActivity")
            and wanted is None
            and element.get(name) not in ("false", "0")
        ):
            continue
        if name == "parallelMultiple":
            wanted = "true" if spec.event == "parallelMultiple" else None
        edits.set_attribute(doc, element, name, wanted)
    if spec.tag not in names.EVENTS:
        return
    wanted_tags = [names.q(names.EVENT_TAGS[kind]) for kind in kinds_of(spec.event)]
    there = [child for child in element if names.bpmn_local(child.tag) in names.EVENT_DEFINITIONS]
    if event == (spec.event or "none") and there:
        return
    for child in there:
        if child.tag in wanted_tags:
            wanted_tags.remove(child.tag)
        else:
            doc.journal.remove(child)
    for child in list(element.iterchildren(names.q("eventDefinitionRef"))):
        doc.journal.remove(child)
    for tag in wanted_tags:
        edits.put(doc, element, new_definition(doc, names.EVENT_DEFINITIONS[names.split(tag)[1]]))
