"""Saving by splicing: unchanged stretches of the source verbatim, everything else in the file's own style.

The outcome depends on the source and on the tree as it is now, not on the way it got there: after an
edit and its undo the bytes are the source again.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from lxml import etree

from modeler.bpmn import names
from modeler.bpmn.source import Source, is_cdata
from modeler.bpmn.tags import Scope, Tags, Wanted

_PREFIX_USED = rb"([A-Za-z_][\w.\-]*):"  # compiled at the first save
_OUTSIDE: Scope = {"xml": names.XML}
"""What is in force round the root."""
_LARGE = 1 << 16
"""Bytes: what is longer is put together anew each time, so that the file is not kept twice."""

Part: TypeAlias = bytes | tuple[int, int] | etree._Element
"""A piece of an element: bytes, a stretch of the source, or something inside that must be looked at."""


class _Kept(NamedTuple):
    """An element as it was written: the namespaces round it, those that the root had to declare for it, its bytes."""

    scope: Scope
    wanted: Wanted
    written: bytes


class _Frame(NamedTuple):
    """An element that is being written: what is still to come of it, the namespaces round it and inside it, and where
    it begins in all that is written and wanted."""

    node: etree._Element
    parts: Iterator[Part]
    scope: Scope
    inner: Scope
    first: int
    wanted: int


class Writer:
    """Writes a tree again and again: what says the same as the last time is taken over as it was written, so that a
    save costs what was edited since the one before.

    `numbers` gives each node of the source its number in document order (a node that came later has a higher number
    than the source has nodes). `every` passes every span through the splicer and keeps nothing.
    """

    def __init__(self, source: Source, numbers: Mapping[etree._Element, int], *, every: bool = False) -> None:
        self._source = source
        self._spans = source.spans
        self._numbers = numbers
        self._count = len(source.spans)
        self._every = every
        self._touched: set[int] = set()  # elements that may say something else than in the source
        self._opened: set[int] = set()  # those, and all round them
        self._inside: dict[int, list[tuple[int, etree._Element]]] = {}  # opened ones by their parent in the source
        self._kept: dict[etree._Element, _Kept] = {}
        self._made_of: dict[etree._Element, tuple[Scope, list[Part]]] = {}  # children of touched elements

    def forget(self, changed: Iterable[etree._Element]) -> None:
        """The attributes, the text or the children of these elements may differ from what was written last."""
        numbers, count, kept, made_of = self._numbers, self._count, self._kept, self._made_of
        opened, parents = self._opened, self._spans.parent
        seen: set[etree._Element] = set()
        coming: dict[etree._Element, list[tuple[int, etree._Element]]] = {}
        for element in changed:
            self._touched.add(numbers.get(element, count))
            made_of.pop(element, None)
            node: etree._Element | None = element
            while node is not None and node not in seen:
                seen.add(node)
                kept.pop(node, None)
                number, parent = numbers.get(node, count), node.getparent()
                if number < count and number not in opened:
                    opened.add(number)
                    self._inside.setdefault(parents[number], []).append((number, node))
                    if parent in made_of and numbers[parent] == parents[number]:
                        coming.setdefault(parent, []).append((number, node))
                node = parent
        for parent, children in coming.items():
            if parent in made_of:  # it is not to be gone through anew anyway
                self._open(made_of[parent][1], sorted(children, key=_number))

    def _open(self, parts: list[Part], children: list[tuple[int, etree._Element]]) -> None:
        """Take children (in the order of the source) out of the stretches that they were part of."""
        starts = [self._spans.start[number] for number, _child in children]
        whole, parts[:] = parts[:], []
        for part in whole:
            if not isinstance(part, tuple):
                parts.append(part)
                continue
            begin, end = part
            found = children[bisect_left(starts, begin) : bisect_left(starts, end)]
            parts += self._round(begin, found, end)

    def _round(self, begin: int, children: Iterable[tuple[int, etree._Element]], end: int) -> Iterator[Part]:
        """A stretch of the source with some children to be looked at in it."""
        spans = self._spans
        for number, child in children:
            if begin < spans.start[number]:
                yield begin, spans.start[number]
            yield child
            begin = spans.end[number]
        if begin < end:
            yield begin, end

    def write(self, root: etree._Element) -> bytes:
        """The bytes of the tree."""
        source, spans = self._source, self._spans
        if not self._count:
            raise ValueError("no element in the source")
        if not self._every and 0 not in self._opened and self._numbers.get(root) == 0:
            return source.data
        tags = Tags(source, self._numbers)
        pieces = self._pieces(root, tags)
        pieces[0] = tags.root(root, _OUTSIDE) or pieces[0]
        start, end = spans.start[0], spans.end[0]
        return b"".join((source.mark, source.verbatim(0, start), *pieces, source.verbatim(end, len(source.working))))

    def _pieces(self, root: etree._Element, tags: Tags) -> list[bytes]:
        """All pieces of the root, its start tag first. A stack of our own: files nest deeper than Python likes."""
        pieces: list[bytes] = []
        frames = [self._frame(root, _OUTSIDE, pieces, tags)]
        while frames:
            frame = frames[-1]
            for part in frame.parts:
                if isinstance(part, bytes):
                    pieces.append(part)
                elif isinstance(part, tuple):
                    pieces.append(self._source.verbatim(*part))
                elif (done := self._at_once(part, frame.inner, tags)) is not None:
                    pieces.append(done)
                else:
                    frames.append(self._frame(part, frame.inner, pieces, tags))
                    break
            else:
                frames.pop()
                if frames:
                    self._keep(frame, pieces, tags)
        return pieces

    def _at_once(self, node: etree._Element, scope: Scope, tags: Tags) -> bytes | None:
        """A node that need not be gone through: kept, as in the source, or without children; else None."""
        kept = self._kept.get(node)
        if kept is not None and kept.scope is scope and tags.take_over(kept.wanted):
            return kept.written
        number = self._numbers.get(node, self._count)
        known = number < self._count
        if not isinstance(node.tag, str):  # a comment or a processing instruction
            return self._verbatim(number) if known else self._source.encode(_plain(node))
        if known and not self._every and number not in self._opened and not self._missing(number, scope):
            return self._verbatim(number)
        if next(node.iterchildren(), None) is not None:
            return None
        first = len(tags.wanted)
        text = self._text(node.text, number if known else None, after=False)
        start, end, _inner = self._tags_and_scope(node, scope, tags, empty=not text)
        written = start + text + end
        if not self._every:
            self._kept[node] = _Kept(scope, tags.since(first), written)
        return written

    def _frame(self, node: etree._Element, scope: Scope, pieces: list[bytes], tags: Tags) -> _Frame:
        """An element with children (or the root), to be gone through."""
        number = self._numbers.get(node, self._count)
        known = number < self._count
        first, wanted = len(pieces), len(tags.wanted)
        if known and not self._every and number not in self._touched and self._is_at_home(number, scope):
            return _Frame(node, self._round_opened(number), scope, self._source.scope(number), first, wanted)
        text = self._text(node.text, number if known else None, after=False)
        empty = not text and next(node.iterchildren(), None) is None  # lxml would count thousands for `len`
        start, end, inner = self._tags_and_scope(node, scope, tags, empty=empty)
        made_of = self._made_of.get(node)
        if made_of is None or made_of[0] is not inner:
            made_of = inner, self._children(node, number, inner)
            if not self._every:
                self._made_of[node] = made_of
        return _Frame(node, iter((start, text, *made_of[1], end)), scope, inner, first, wanted)

    def _keep(self, frame: _Frame, pieces: list[bytes], tags: Tags) -> None:
        """Keep an element that was gone through, unless it is large."""
        own = pieces[frame.first :]
        if self._every or sum(map(len, own)) > _LARGE:
            return
        pieces[frame.first :] = [b"".join(own)]
        self._kept[frame.node] = _Kept(frame.scope, tags.since(frame.wanted), pieces[-1])

    def _is_at_home(self, number: int, scope: Scope) -> bool:
        """Whether prefixes mean here what they meant where the element stood."""
        return number == 0 or scope is self._source.scope(self._spans.parent[number])

    def _round_opened(self, number: int) -> Iterator[Part]:
        """An element of which only something deeper differs: verbatim but for the children that lead there."""
        spans = self._spans
        yield spans.start[number], spans.open_end[number]
        yield from self._round(
            spans.open_end[number], sorted(self._inside.get(number, ()), key=_number), spans.end[number]
        )

    def _children(self, node: etree._Element, number: int, inner: Scope) -> list[Part]:
        """The children with the text behind each; neighbours of the source that stay as they are in one stretch."""
        spans, source, numbers, count = self._spans, self._source, self._numbers, self._count
        home = number if number < count and not self._every and inner is source.scope(number) else -2
        texts: dict[bytes, str] = {}  # raw white space between elements, and what it says
        out: list[Part] = []
        first = at = -1  # the stretch of the source that is taken over as it is
        for child in node:
            own = numbers.get(child, count)
            tail = child.tail
            kept = own < count and own not in self._opened and spans.parent[own] == home
            if first >= 0 and not (kept and spans.start[own] == at):
                out.append((first, at))
                first = -1
            if not kept:
                out += (child, self._text(tail, own if own < count else None, after=True))
                continue
            if first < 0:
                first = spans.start[own]
            at = spans.end[own]
            raw = source.working[at : spans.tail_end[own]]
            if raw not in texts:
                texts[raw] = source.text(at, spans.tail_end[own])
            if texts[raw] == (tail or ""):
                at = spans.tail_end[own]
            else:
                out += ((first, at), self._text(tail, own, after=True))
                first = -1
        if first >= 0:
            out.append((first, at))
        return out

    def _verbatim(self, number: int) -> bytes:
        return self._source.verbatim(self._spans.start[number], self._spans.end[number])

    def _text(self, text: str | None, number: int | None, *, after: bool) -> bytes:
        """Character data inside (or after) a node: as it stood, where it still says the same."""
        source, raw = self._source, b""
        if number is not None:
            spans = self._spans
            first, last = (spans.end, spans.tail_end) if after else (spans.open_end, spans.text_end)
            start, stop = first[number], last[number]
            if start == stop and not text:
                return b""
            if source.text(start, stop) == (text or ""):
                return source.verbatim(start, stop)
            raw = source.working[start:stop]
        if not text:
            return b""
        if raw and is_cdata(raw) and "]]>" not in text and source.can_encode(text):
            return source.encode("<![CDATA[" + text.replace("\n", source.newline) + "]]>")
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
        return source.encode(escaped.replace("\n", source.newline))

    def _missing(self, number: int, scope: Scope) -> dict[str, str]:
        """Prefixes that an element used where it stood and that mean something else where it stands now."""
        if number == 0:
            return {}
        before = self._source.scope(self._spans.parent[number])
        if before is scope or before == scope:
            return {}
        raw = self._source.working[self._spans.start[number] : self._spans.end[number]]
        used = {item.decode() for item in re.findall(_PREFIX_USED, raw)} | {""}
        used -= self._source.declared(number).keys()
        differ = [p for p in sorted(used) if before.get(p, "") != scope.get(p, "")]
        return {p: before.get(p, "") for p in differ if p in before or not p}

    def _tags_and_scope(
        self, node: etree._Element, scope: Scope, tags: Tags, *, empty: bool
    ) -> tuple[bytes, bytes, Scope]:
        """Start and end tag of an element, and the namespaces inside it."""
        number = self._numbers.get(node, self._count)
        missing = self._missing(number, scope) if number < self._count else {}
        start, end = tags.start(node, scope, declare=missing, empty=empty)
        if number >= self._count:
            return start, end, scope
        inner: Scope = self._source.scope(number)
        if missing or (number and self._source.scope(self._spans.parent[number]) is not scope):
            inner = {**scope, **missing, **self._source.declared(number)}
            if inner == self._source.scope(number):
                inner = self._source.scope(number)
        return start, end, inner


def _number(item: tuple[int, etree._Element]) -> int:
    return item[0]


def _plain(node: etree._Element) -> str:
    return str(etree.tostring(node, encoding="unicode", with_tail=False))
