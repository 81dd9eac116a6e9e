"""Names, colours and our own extension blocks."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from modeler.bpmn import di, names
from modeler.bpmn.extension import make_block
from modeler.document import edits
from modeler.document.behaviors import Act, follow
from modeler.document.document import Document
from modeler.document.edits import RefusedError
from runner.core.i18n import N_

_NAMELESS = frozenset({"association", "dataInputAssociation", "dataOutputAssociation"})


def rename(doc: Document, element_id: str, name: str, merge_key: str | None = None) -> None:
    """Give an element another name; an annotation its text, a group its category value. Empty takes the
    name away.

    Raises `RefusedError` (`edit.unknown`, `edit.no-such-property` for an association).
    """
    element = edits.element(doc, element_id)
    tag = names.bpmn_local(element.tag)
    with doc.transaction(N_("Rename"), merge_key):
        if tag == "textAnnotation":
            edits.set_child_text(doc, element, "text", name)
        elif tag == "group":
            _name_group(doc, element, name)
        elif tag in _NAMELESS:
            raise RefusedError("edit.no-such-property", element=element_id, name="name")
        else:
            edits.set_attribute(doc, element, "name", name or None)
        follow(doc, Act("wrote", (element_id,)))


def _name_group(doc: Document, group: etree._Element, name: str) -> None:
    value = doc.tree.ids.get(names.reference(group.get("categoryValueRef")))
    if value is not None:
        edits.set_attribute(doc, value, "value", name)
        edits.set_attribute(doc, group, "categoryValueRef", value.get("id"))
        return
    category = etree.Element(names.q("category"), {"id": edits.new_id(doc, "category")})
    own = edits.new_id(doc, "categoryValue")
    etree.SubElement(category, names.q("categoryValue"), {"id": own, "value": name})
    edits.put(doc, doc.tree.root, category)
    edits.set_attribute(doc, group, "categoryValueRef", own)


def set_colour(doc: Document, ids: Iterable[str], fill: str | None = None, stroke: str | None = None) -> None:
    """Colour shapes and lines (`#RRGGBB`); None takes a colour away. Written in both vocabularies that other
    tools read."""
    with doc.transaction(N_("Colour")):
        for own in ids:
            for item in (*doc.tree.shapes.get(own, ()), *doc.tree.edges.get(own, ())):
                pairs = [(name, stroke) for name in di.STROKE]
                if item.tag == di.SHAPE:
                    pairs += [(name, fill) for name in di.FILL]
                for name, value in pairs:
                    edits.set_attribute(doc, item, name, value or None)


def set_extension(
    doc: Document, element_id: str, block: str, values: object | None, merge_key: str | None = None
) -> None:
    """Replace one of our `slip:` blocks (docs/formats.md, section 1); None or an empty list takes it away.

    `values`: a dict of str, list of str or list of dicts; for `fields` and `copy` a list of dicts. Raises
    `TypeError` for anything else.
    """
    element = edits.element(doc, element_id)
    tag = names.q(block, names.SLIP)
    wanted = [] if values is None or values == [] else make_block(block, values)
    with doc.transaction(N_("Change settings"), merge_key):
        holder = element.find(names.q("extensionElements"))
        old = list(holder.iterchildren(tag)) if holder is not None else []
        if [_plain(item) for item in old] == [_plain(item) for item in wanted]:
            return
        before = old[-1].getnext() if old else None
        for item in old:
            doc.journal.remove(item)
        if wanted:
            holder = edits.extension_elements(doc, element)
            for item in wanted:
                doc.journal.insert(holder, item, before)
        follow(doc, Act("wrote", (element_id,)))


def _plain(element: etree._Element) -> object:
    """What a block says, without its white space."""
    children = [_plain(child) for child in element if isinstance(child.tag, str)]
    return element.tag, sorted(element.attrib.items()), (element.text or "").strip(), children
