"""Start tags in a file's own style: what was written before stays to the letter, what is new looks like its
neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lxml import etree

from modeler.bpmn import names
from modeler.bpmn.source import RawTag, Source

Scope = Mapping[str, str]
"""Namespaces in force: prefix (empty: default) -> address."""

Wanted = tuple[tuple[str, str], ...]
"""Namespaces that the root must declare in addition, in the order of their first use: address, prefix."""


class Tags:
    """The tags of one writing of a file. `wanted` notes each use of a namespace that the file does not declare;
    the root declares those anew each time, so that undo takes the declaration away again."""

    def __init__(self, source: Source, numbers: Mapping[etree._Element, int]) -> None:
        self._source = source
        self._spans = source.spans
        self._numbers = numbers
        self._count = len(source.spans)
        self._prefixes: dict[str, str] = {}  # of the namespaces that the root must declare in addition
        self.wanted: list[tuple[str, str]] = []

    def take_over(self, wanted: Wanted) -> bool:
        """Whether what was written with these prefixes would be written with them now; then they are wanted."""
        for uri, prefix in wanted:
            if self._prefix(uri) != prefix:
                return False
        self.wanted += wanted
        return True

    def since(self, first: int) -> Wanted:
        """What is wanted from a place in `wanted` on, each once."""
        return tuple(dict.fromkeys(self.wanted[first:])) if len(self.wanted) > first else ()

    def root(self, root: etree._Element, scope: Scope) -> bytes | None:
        """The start tag of the root with all that must be declared in addition; None where nothing must."""
        if not self._prefixes:
            return None
        declare = {prefix: uri for uri, prefix in self._prefixes.items()}
        return self.start(root, scope, declare=declare, empty=not len(root) and not root.text)[0]

    def start(
        self, node: etree._Element, scope: Scope, *, declare: Mapping[str, str], empty: bool
    ) -> tuple[bytes, bytes]:
        """Start and end tag (the latter empty where the element closes itself)."""
        number = self._numbers.get(node, self._count)
        more = [("xmlns:" + prefix if prefix else "xmlns", uri) for prefix, uri in declare.items()]
        if number >= self._count:
            return self._new(node, scope, more, empty)
        spans, source = self._spans, self._source
        raw = source.tag(number)
        inner: Scope = {**source.scope(number), **declare} if declare else source.scope(number)
        kept, there, changed = self._attributes(node, raw, inner)
        new = [*more, *self._new_attributes(node, there, inner)]
        was_closed = spans.close[number] == spans.end[number]
        was_empty = spans.open_end[number] == spans.close[number]
        closes = empty and (was_closed or not was_empty)
        if not changed and not new and closes == was_closed:
            start = source.verbatim(spans.start[number], spans.open_end[number])
        else:
            end = raw.end if closes == was_closed else source.empty_end if closes else ">"
            added = [self._attribute(*item, raw) for item in new]
            start = source.encode("".join(("<", raw.name, *kept, *added, end)))
        if closes:
            return start, b""
        if was_closed:
            return start, source.encode(f"</{raw.name}>")
        return start, source.verbatim(spans.close[number], spans.end[number])

    def _attributes(self, node: etree._Element, raw: RawTag, scope: Scope) -> tuple[list[str], list[str], bool]:
        """The attributes that were there, as written or with their new value; the full names of those that still
        are; whether any differs."""
        kept: list[str] = []
        there: list[str] = []
        changed = False
        get = node.get
        for item in raw.attributes:
            if item.is_declaration:
                kept.append(item.written)
                continue
            name = _clark(item.name, scope) if ":" in item.name else item.name
            value = get(name)
            if value is not None:
                there.append(name)
            if value == item.value:
                kept.append(item.written)
                continue
            changed = True
            if value is not None:
                head = item.head.replace("\r\n", "\n").replace("\n", self._source.newline)
                kept += (head, item.quote, _escaped(value, item.quote), item.quote)
        return kept, there, changed

    def _new_attributes(self, node: etree._Element, there: list[str], scope: Scope) -> list[tuple[str, str]]:
        """The attributes that came later."""
        if len(node.attrib) == len(there):
            return []
        return [
            (self._name(name, scope, attribute=True), value)
            for name, value in node.attrib.items()
            if name not in there
        ]

    def _attribute(self, name: str, value: str, raw: RawTag | None = None) -> str:
        """A new attribute: like its siblings, each on a line of its own or all on one."""
        space, quote = " ", self._source.quote
        if raw is not None and raw.attributes:
            last = raw.attributes[-1]
            if "\n" in last.space:
                space = last.space
            quote = last.quote
        return f"{space}{name}={quote}{_escaped(value, quote)}{quote}"

    def _new(
        self, node: etree._Element, scope: Scope, more: Iterable[tuple[str, str]], empty: bool
    ) -> tuple[bytes, bytes]:
        name = self._name(node.tag, scope, attribute=False)
        items = [*more, *((self._name(key, scope, attribute=True), value) for key, value in node.attrib.items())]
        source = self._source
        head = f"<{name}{''.join([self._attribute(*item) for item in items])}"
        if empty:
            return source.encode(head + source.empty_end), b""
        return source.encode(head + ">"), source.encode(f"</{name}>")

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
            prefix = self._prefix(uri)
            self.wanted.append((uri, prefix))
        return f"{prefix}:{local}" if prefix else local

    def _prefix(self, uri: str) -> str:
        """The prefix of a namespace that the file does not declare."""
        found = self._prefixes.get(uri)
        if found is not None:
            return found
        wanted = names.PREFERRED_PREFIX.get(uri, "ns")
        taken = self._source.prefixes | set(self._prefixes.values())
        prefix, number = wanted, 1
        while prefix in taken:
            number += 1
            prefix = f"{wanted}{number}"
        self._prefixes[uri] = prefix
        return prefix


def _clark(name: str, scope: Scope) -> str:
    """The full name of a name with a prefix."""
    prefix, _colon, local = name.partition(":")
    return f"{{{scope.get(prefix, '')}}}{local}"


def _escaped(value: str, quote: str) -> str:
    text = value.replace("&", "&amp;").replace("<", "&lt;")
    text = text.replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")
    return text.replace('"', "&quot;") if quote == '"' else text.replace("'", "&apos;")
