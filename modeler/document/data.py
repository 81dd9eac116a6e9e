"""Where data stands in the file: the object behind a reference, and the inputs and outputs of a process."""

from __future__ import annotations

from lxml import etree

from modeler.bpmn import names
from modeler.document import edits
from modeler.document.document import Document

PORTS = {"dataInput": ("inputSet", "dataInputRefs"), "dataOutput": ("outputSet", "dataOutputRefs")}
"""Tag of an input or output -> the set that lists it, and the child that does."""
STATEFUL = frozenset({"dataObject", "dataObjectReference", "dataStoreReference", "dataStore", *PORTS})
"""What may say in which state it is (`dataState` of `tItemAwareElement`)."""


def new_object(doc: Document, parent: etree._Element, collection: bool) -> str:
    """A new data object in a process or sub-process; its id."""
    own = edits.new_id(doc, "dataObject")
    attributes = {"id": own, **({"isCollection": "true"} if collection else {})}
    edits.put(doc, parent, etree.Element(names.q("dataObject"), attributes))
    return own


def read_state(_doc: Document, element: etree._Element) -> object:
    """The name of the state in which data is there; None without one."""
    found = element.find(names.q("dataState"))
    return found.get("name") or None if found is not None else None


def write_state(doc: Document, element: etree._Element, value: object) -> None:
    """Say in which state data is there; None or an empty text takes it away. Inside a transaction. Raises
    `RefusedError` for what is not data."""
    if names.bpmn_local(element.tag) not in STATEFUL:
        raise edits.RefusedError("edit.no-such-property", element=element.get("id") or "", name="state")
    found = element.find(names.q("dataState"))
    if not value:
        if found is not None:
            doc.journal.remove(found)
    elif found is None:
        attributes = {"id": edits.new_id(doc, "dataState"), "name": str(value)}
        edits.put(doc, element, etree.Element(names.q("dataState"), attributes))
    else:
        edits.set_attribute(doc, found, "name", str(value))


def is_seen(held: etree._Element, reference: etree._Element) -> bool:
    """Whether a data object lies in a scope round a reference to it."""
    scope = held.getparent()
    return any(item is scope for item in reference.iterancestors())


def put_port(doc: Document, parent: etree._Element, port: etree._Element) -> None:
    """Put an input or output into the specification of a process, which is made where it is missing."""
    holder = parent.find(names.q("ioSpecification"))
    if holder is None:
        fresh = etree.Element(names.q("process"))
        holder = ports_of(fresh)
        for item in holder.iter():
            item.set("id", edits.new_id(doc, names.split(item.tag)[1]))
        fresh.remove(holder)
        edits.put(doc, parent, holder)
    edits.put(doc, holder, port)
    set_tag, reference_tag = PORTS[names.bpmn_local(port.tag)]
    reference = etree.Element(names.q(reference_tag))
    reference.text = port.get("id")
    edits.put(doc, holder.find(names.q(set_tag)), reference)


def ports_of(process: etree._Element) -> etree._Element:
    """A new specification of inputs and outputs, with the two sets that the schema asks for, in a new process."""
    holder = etree.SubElement(process, names.q("ioSpecification"))
    etree.SubElement(holder, names.q("inputSet"))
    etree.SubElement(holder, names.q("outputSet"))
    return holder


def take_port(doc: Document, port: etree._Element) -> None:
    """Take an input or output out, and the specification with the last of them."""
    holder, own = port.getparent(), port.get("id")
    tags = [names.q(tag) for _, tag in PORTS.values()]
    tags += [names.q(f"{kind}{way}Refs") for kind in ("optional", "whileExecuting") for way in ("Input", "Output")]
    for reference in [item for item in holder.iterdescendants(*tags) if names.reference(item.text) == own]:
        doc.journal.remove(reference)
    doc.journal.remove(port)
    left = next(holder.iter(names.q("dataInput"), names.q("dataOutput")), None)
    if holder.tag == names.q("ioSpecification") and left is None:
        doc.journal.remove(holder)
