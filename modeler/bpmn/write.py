"""Saving by splicing: unchanged stretches of the source verbatim, everything else in the file's own style.

The outcome depends on the source and on the tree as it is now, not on the way it got there: after an
edit and its undo the bytes are the source again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from lxml import etree

from modeler.bpmn import names
from modeler.bpmn.source import Leaf, RawAttribute, RawTag, Says, Source, is_cdata

Scope = Mapping[str, str]
_PREFIX_USED = re.compile(rb"([A-Za-z_][\w.\-]*):")


def write(
    source: Source,
    root: etree._Element,
    numbers: Mapping[etree._Element, int],
    touched: Iterable[etree._Element] | None,
) -> bytes:
    """The bytes of the tree.

    `numbers` gives each node of the source its number in document order (a node that came later has a
    higher number than the source has nodes). `touched` are the elements whose attributes, text or
    children may differ from the source; None passes every span through the splicer.
    """
    spans = source.spans
    if not len(spans):
        raise ValueError("no element in the source")
    writer = _Writer(source, numbers, touched is None)
    for element in touched or ():
        writer.open_up(element)
    if touched is not None and 0 not in writer.opened and numbers.get(root) == 0:
        return source.data
    start, end = spans.start[0], spans.end[0]
    body = writer.run(root)
    return b"".join((source.mark, source.verbatim(0, start), *body, source.verbatim(end, len(source.working))))


class _Writer:
    def __init__(self, source: Source, numbers: Mapping[etree._Element, int], every: bool) -> None:
        self.source = source
        self.spans = source.spans
        self.numbers = numbers
        self.count = len(source.spans)
        self.every = every
        self.opened: set[int] = set()
        self.touched: set[int] = set()
        self.inside: dict[int, list[tuple[int, etree._Element]]] = {}  # opened nodes by the number of their parent
        self.texts: dict[bytes, str] = {}  # raw white space between elements, and what it says
        self.extras: dict[str, str] = {}  # namespaces that the root must declare in addition
        self.pieces: list[bytes] = []

    def open_up(self, element: etree._Element) -> None:
        """An element may differ: it and all above it are written piece by piece."""
        self.touched.add(self.numbers.get(element, self.count))
        node = element
        while node is not None:
            number = self.numbers.get(node, self.count)
            if number in self.opened:
                return
            parent = node.getparent()
            if number < self.count:
                self.opened.add(number)
                if parent is not None:
                    self.inside.setdefault(self.numbers.get(parent, self.count), []).append((number, node))
            node = parent

    def run(self, root: etree._Element) -> list[bytes]:
        """All pieces of the root. A stack of our own: files may nest deeper than Python likes."""
        stack: list[tuple[etree._Element, Scope] | bytes] = [(root, {"xml": names.XML})]
        while stack:
            item = stack.pop()
            if isinstance(item, bytes):
                self.pieces.append(item)
            else:
                stack.extend(reversed(self._node(*item)))
        if self.extras:
            self.pieces[0] = self._start_tag(
                root, {"xml": names.XML}, declare={p: uri for uri, p in self.extras.items()}, empty=not len(root)
            )[0]
        return self.pieces

    def _node(self, node: etree._Element, scope: Scope) -> list[tuple[etree._Element, Scope] | bytes]:
        number = self.numbers.get(node, self.count)
        known = number < self.count
        if not isinstance(node.tag, str):  # a comment or a processing instruction
            return [self._verbatim(number) if known else self.source.encode(_plain(node))]
        missing = self._missing(number, scope) if known else {}
        if known and not missing and not self.every and number not in self.opened:
            return [self._verbatim(number)]
        if known and not self.every and number not in self.touched and self._at_home(number, scope):
            return self._round_opened(number)
        if not missing and next(node.iterchildren(), None) is None:
            return [self._leaf(node, number, scope)]
        text = self._text(node.text, number if known else None, after=False)
        empty = not len(node) and not text
        start, end, inner = self._start_tag_and_scope(node, scope, missing, empty)
        return [start, text, *self._children(node, number, inner), end]

    def _leaf(self, node: etree._Element, number: int, scope: Scope) -> bytes:
        """An element without children: as it was written before, where it says the same in the same place. After
        many edits these are nearly all that differs from the source."""
        says: Says = (node.text, *node.attrib.items())
        before = None if self.every else self.source.leaves.get(number)
        if before is not None and before.says == says and before.scope is scope:
            return before.written
        text = self._text(node.text, number if number < self.count else None, after=False)
        start, end, _inner = self._start_tag_and_scope(node, scope, {}, not text)
        written = start + text + end
        if not self.extras and not self.every:  # the root declares anew what this may need
            self.source.leaves[number] = Leaf(says, scope, written)
        return written

    def _at_home(self, number: int, scope: Scope) -> bool:
        """Whether prefixes mean here what they meant where the element stood."""
        return number == 0 or scope is self.source.scope(self.spans.parent[number])

    def _round_opened(self, number: int) -> list[tuple[etree._Element, Scope] | bytes]:
        """An element of which only something deeper differs: verbatim but for the children that lead there."""
        spans, inner = self.spans, self.source.scope(number)
        at = spans.open_end[number]
        out: list[tuple[etree._Element, Scope] | bytes] = [self.source.verbatim(spans.start[number], at)]
        for child_number, child in sorted(self.inside.get(number, ()), key=lambda item: item[0]):
            out += (self.source.verbatim(at, spans.start[child_number]), (child, inner))
            at = spans.end[child_number]
        out.append(self.source.verbatim(at, spans.end[number]))
        return out

    def _children(
        self, node: etree._Element, number: int, inner: Scope
    ) -> list[tuple[etree._Element, Scope] | bytes]:
        """The children with the text behind each; neighbours of the source that stay as they are in one piece."""
        spans, working, numbers, count = self.spans, self.source.working, self.numbers, self.count
        home = number if number < count and not self.every and inner is self.source.scope(number) else -2
        out: list[tuple[etree._Element, Scope] | bytes] = []
        first = at = -1  # the stretch of the source that is taken over as it is
        for child in node:
            own = numbers.get(child, count)
            tail = child.tail
            kept = own < count and own not in self.opened and spans.parent[own] == home
            if first >= 0 and not (kept and spans.start[own] == at):
                out.append(self.source.verbatim(first, at))
                first = -1
            if not kept:
                out += ((child, inner), self._text(tail, own if own < count else None, after=True))
                continue
            if first < 0:
                first = spans.start[own]
            at = spans.end[own]
            raw = working[at : spans.tail_end[own]]
            if raw not in self.texts:
                self.texts[raw] = self.source.text(at, spans.tail_end[own])
            if self.texts[raw] == (tail or ""):
                at = spans.tail_end[own]
            else:
                out += (self.source.verbatim(first, at), self._text(tail, own, after=True))
                first = -1
        if first >= 0:
            out.append(self.source.verbatim(first, at))
        return out

    def _verbatim(self, number: int) -> bytes:
        return self.source.verbatim(self.spans.start[number], self.spans.end[number])

    def _text(self, text: str | None, number: int | None, *, after: bool) -> bytes:
        """Character data inside (or after) a node: as it stood, where it still says the same."""
        raw = b""
        if number is not None:
            spans = self.spans
            first, last = (spans.end, spans.tail_end) if after else (spans.open_end, spans.text_end)
            start, stop = first[number], last[number]
            if start == stop and not text:
                return b""
            if self.source.text(start, stop) == (text or ""):
                return self.source.verbatim(start, stop)
            raw = self.source.working[start:stop]
        if not text:
            return b""
        if raw and is_cdata(raw) and "]]>" not in text and self.source.can_encode(text):
            return self.source.encode("<![CDATA[" + text.replace("\n", self.source.newline) + "]]>")
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
        return self.source.encode(escaped.replace("\n", self.source.newline))

    # start tags

    def _missing(self, number: int, scope: Scope) -> dict[str, str]:
        """Prefixes that an element used where it stood and that mean something else where it stands now."""
        if number == 0:
            return {}
        before = self.source.scope(self.spans.parent[number])
        if before is scope or before == scope:
            return {}
        raw = self.source.working[self.spans.start[number] : self.spans.end[number]]
        used = {item.decode() for item in _PREFIX_USED.findall(raw)} | {""}
        used -= self.source.tag(number).declared.keys()
        differ = [p for p in sorted(used) if before.get(p, "") != scope.get(p, "")]
        return {p: before.get(p, "") for p in differ if p in before or not p}

    def _start_tag_and_scope(
        self, node: etree._Element, scope: Scope, missing: dict[str, str], empty: bool
    ) -> tuple[bytes, bytes, Scope]:
        number = self.numbers.get(node, self.count)
        start, end = self._start_tag(node, scope, declare=missing, empty=empty)
        if number >= self.count:
            return start, end, scope
        inner: Scope = self.source.scope(number)
        if missing or (number and self.source.scope(self.spans.parent[number]) is not scope):
            inner = {**scope, **missing, **self.source.tag(number).declared}
            if inner == self.source.scope(number):
                inner = self.source.scope(number)
        return start, end, inner

    def _start_tag(
        self, node: etree._Element, scope: Scope, *, declare: Mapping[str, str], empty: bool
    ) -> tuple[bytes, bytes]:
        """Start and end tag (the latter empty where the element closes itself)."""
        number = self.numbers.get(node, self.count)
        more = [("xmlns:" + prefix if prefix else "xmlns", uri) for prefix, uri in declare.items()]
        if number >= self.count:
            return self._new_tag(node, scope, more, empty)
        spans, source = self.spans, self.source
        raw = source.tag(number)
        inner = {**source.scope(number), **declare}
        kept, changed = self._attributes(node, raw, inner)
        new = [*more, *self._new_attributes(node, raw, inner)]
        was_closed = spans.close[number] == spans.end[number]
        was_empty = spans.open_end[number] == spans.close[number]
        closes = empty and (was_closed or not was_empty)
        if not changed and not new and closes == was_closed:
            start = source.verbatim(spans.start[number], spans.open_end[number])
        else:
            start = b"".join(
                (source.encode("<" + raw.name), *kept, *(self._attribute(*item, raw) for item in new),
                 self._tag_end(raw, closes, was_closed))
            )  # fmt: skip
        if closes:
            return start, b""
        if was_closed:
            return start, source.encode(f"</{raw.name}>")
        return start, source.verbatim(spans.close[number], spans.end[number])

    def _tag_end(self, raw: RawTag, closes: bool, was_closed: bool) -> bytes:
        if closes == was_closed:
            return self.source.encode(raw.end.decode())
        return self.source.encode(self.source.empty_end if closes else ">")

    def _attributes(self, node: etree._Element, raw: RawTag, scope: Scope) -> tuple[list[bytes], bool]:
        """The attributes that were there, as written or with their new value; whether any differs."""
        kept: list[bytes] = []
        changed = False
        for item in raw.attributes:
            if item.name == "xmlns" or item.name.startswith("xmlns:"):
                kept.append(self._raw_attribute(item))
                continue
            value = node.get(_clark(item.name, scope))
            if value is None:
                changed = True
            elif value == item.value:
                kept.append(self._raw_attribute(item))
            else:
                changed = True
                quote = item.quoted[:1].decode()
                head = item.space.decode() + item.name + item.equals.decode()
                kept.append(self.source.encode(head.replace("\r\n", "\n").replace("\n", self.source.newline)))
                kept.append(self.source.encode(quote + _escaped(value, quote) + quote))
        return kept, changed

    def _raw_attribute(self, item: RawAttribute) -> bytes:
        return self.source.encode((item.space + item.name.encode() + item.equals + item.quoted).decode())

    def _new_attributes(self, node: etree._Element, raw: RawTag, scope: Scope) -> list[tuple[str, str]]:
        there = {_clark(item.name, scope) for item in raw.attributes}
        return [
            (self._name(name, scope, attribute=True), value)
            for name, value in node.attrib.items()
            if name not in there
        ]

    def _attribute(self, name: str, value: str, raw: RawTag | None = None) -> bytes:
        """A new attribute: like its siblings, each on a line of its own or all on one."""
        space, quote = " ", self.source.quote
        if raw is not None and raw.attributes:
            own = [item for item in raw.attributes if b"\n" in item.space]
            if own and own[-1] is raw.attributes[-1]:
                space = own[-1].space.decode()
            quote = raw.attributes[-1].quoted[:1].decode()
        return self.source.encode(f"{space}{name}={quote}{_escaped(value, quote)}{quote}")

    def _new_tag(
        self, node: etree._Element, scope: Scope, more: list[tuple[str, str]], empty: bool
    ) -> tuple[bytes, bytes]:
        name = self._name(node.tag, scope, attribute=False)
        items = more + [(self._name(key, scope, attribute=True), value) for key, value in node.attrib.items()]
        start = self.source.encode("<" + name) + b"".join(self._attribute(*item) for item in items)
        if empty:
            return start + self.source.encode(self.source.empty_end), b""
        return start + self.source.encode(">"), self.source.encode(f"</{name}>")

    def _name(self, clark: str, scope: Scope, *, attribute: bool) -> str:
        """A name with the prefix that its namespace has here; an unknown one is declared at the root."""
        uri, local = names.split(clark)
        if not uri:
            return local
        fitting = [p for p, bound in scope.items() if bound == uri and (p or not attribute)]
        if fitting:
            liked = names.PREFERRED_PREFIX.get(uri)
            prefix = "" if "" in fitting else liked if liked in fitting else min(fitting, key=lambda p: (len(p), p))
        else:
            prefix = self.extras.get(uri) or self._new_prefix(uri)
        return f"{prefix}:{local}" if prefix else local

    def _new_prefix(self, uri: str) -> str:
        wanted = names.PREFERRED_PREFIX.get(uri, "ns")
        taken = self.source.prefixes | set(self.extras.values())
        prefix, number = wanted, 1
        while prefix in taken:
            number += 1
            prefix = f"{wanted}{number}"
        self.extras[uri] = prefix
        return prefix


def _clark(name: str, scope: Scope) -> str:
    prefix, colon, local = name.partition(":")
    return f"{{{scope.get(prefix, '')}}}{local}" if colon else name


def _escaped(value: str, quote: str) -> str:
    text = value.replace("&", "&amp;").replace("<", "&lt;")
    text = text.replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")
    return text.replace('"', "&quot;") if quote == '"' else text.replace("'", "&apos;")


def _plain(node: etree._Element) -> str:
    return str(etree.tostring(node, encoding="unicode", with_tail=False))
