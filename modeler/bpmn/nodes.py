"""Read-only views of elements: plain values, so that nobody holds a piece of the tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field

from lxml import etree

from modeler.bpmn import names
from runner.core.values import dataclass

_DEPTH = 64


@dataclass(frozen=True)
class ElementView:
    """One element as it was when asked for. `tag` is the local name, `namespace` its address;
    `attributes` have their plain name, or `{address}name` where they are of a namespace."""

    tag: str
    namespace: str
    attributes: Mapping[str, str]
    text: str = ""
    children: tuple[ElementView, ...] = ()
    line: int | None = None
    prefixes: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The id, or nothing."""
        return self.attributes.get("id", "")

    def get(self, name: str, otherwise: str = "") -> str:
        """The value of an attribute."""
        return self.attributes.get(name, otherwise)

    def all(self, *tags: str) -> Iterator[ElementView]:
        """The children with one of these BPMN names."""
        return (child for child in self.children if child.tag in tags and child.namespace == names.BPMN)

    def first(self, *tags: str) -> ElementView | None:
        """The first child with one of these BPMN names."""
        return next(self.all(*tags), None)

    def text_of(self, tag: str) -> str:
        """The text of the first child of that name; empty without one."""
        child = self.first(tag)
        return child.text if child else ""


def view(element: etree._Element, depth: int = _DEPTH) -> ElementView:
    """A view of an element and all below it, at most `depth` levels deep."""
    namespace, local = names.split(element.tag)
    children: tuple[ElementView, ...] = ()
    if depth > 0:
        children = tuple(view(child, depth - 1) for child in element if isinstance(child.tag, str))
    return ElementView(
        tag=local,
        namespace=namespace,
        attributes=dict(element.attrib),
        text=(element.text or "") if not children else (element.text or "").strip(),
        children=children,
        line=element.sourceline,
        prefixes={key or "": uri for key, uri in element.nsmap.items()} if namespace != names.BPMN else {},
    )
