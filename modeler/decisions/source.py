"""A decision table in the bytes of its file: found, and changed by splicing, so that all else keeps its bytes."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import NamedTuple

from lxml import etree

from modeler.bpmn.ids import IdMaker
from modeler.bpmn.source import Source, nodes_in_order
from runner.core.errors import FileError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.xml import read_xml
from runner.decisions.read import LIMITS
from runner.decisions.types import BASE

declare(
    {
        "decisions.changed": (
            N_("The table is no longer in {file} as it was shown."),
            N_("Close the decision and show it again."),
        ),
    }
)

_UNWRITABLE = re.compile("[^\\t\\n\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""What XML cannot hold."""
_UNIT = "  "


class Made(NamedTuple):
    """A new element: its local name, attributes, and a text or elements inside."""

    tag: str
    attributes: Mapping[str, str] = {}
    inside: str | tuple[Made, ...] = ""


class FileSource:
    """A file of decisions with what is to be spliced into it. Raises `FormatError` for what is no XML.

    Changes of one source must not touch each other; what builds on another change reads the bytes anew.
    """

    def __init__(self, data: bytes, file: str) -> None:
        self._data = data
        self.root = read_xml(data, file, LIMITS).getroot()
        self._nodes = nodes_in_order(self.root)  # held: a proxy that nobody holds loses its identity
        self._numbers = {node: number for number, node in enumerate(self._nodes)}
        self._source = Source(data)
        self._changes: list[tuple[int, int, bytes]] = []

    def made(self) -> bytes:
        """The bytes with all changes."""
        made = self._source.working
        ordered = sorted(enumerate(self._changes), key=lambda one: (one[1][0], one[1][1], one[0]), reverse=True)
        for _number, (start, end, piece) in ordered:
            made = made[:start] + piece + made[end:]
        return (codecs.BOM_UTF8 if self._data.startswith(codecs.BOM_UTF8) else b"") + made

    def replace(self, start: int, end: int, piece: bytes) -> None:
        """Put other bytes in the place of a stretch."""
        self._changes.append((start, end, piece))

    def lead(self, node: etree._Element) -> bytes:
        """The white space before an element."""
        start = self._source.spans.start[self._numbers[node]]
        before = self._source.working[:start]
        return before[len(before.rstrip(b" \t\r\n")) :]

    def written(self, text: str) -> str:
        """A text as it stands between tags; what XML cannot hold is left out."""
        text = _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
        return escape(text, quote=False).replace("\n", self._source.newline)

    def set_own_text(self, node: etree._Element, text: str) -> None:
        """The text directly in an element."""
        spans, at = self._source.spans, self._numbers[node]
        start, open_end, close, end = spans.start[at], spans.open_end[at], spans.close[at], spans.end[at]
        piece = self.written(text).encode()
        if close == end:
            head = self._source.working[start : open_end - 2].rstrip()
            self.replace(start, end, head + b">" + piece + b"</" + self._source.tag(at).name.encode() + b">")
        else:
            self.replace(open_end, close, piece)

    def set_attributes(self, node: etree._Element, values: Mapping[str, str | None]) -> None:
        """Set attributes without a prefix; None takes one away."""
        spans, at = self._source.spans, self._numbers[node]
        piece = self._start_tag(at, values)
        if piece != self._source.working[spans.start[at] : spans.open_end[at]]:
            self.replace(spans.start[at], spans.open_end[at], piece)

    def _start_tag(self, at: int, values: Mapping[str, str | None]) -> bytes:
        raw = self._source.tag(at)
        todo = dict(values)
        written = []
        for item in raw.attributes:
            if item.name not in todo:
                written.append(item.written)
                continue
            value = todo.pop(item.name)
            if value == item.value:
                written.append(item.written)
            elif value is not None:
                written.append(f"{item.head}{item.quote}{_attribute(value, item.quote)}{item.quote}")
        quote = self._source.quote
        written += [
            f" {key}={quote}{_attribute(value, quote)}{quote}" for key, value in todo.items() if value is not None
        ]
        return f"<{raw.name}{''.join(written)}{raw.end}".encode()


class TableSource(FileSource):
    """A table with what is to be spliced into it; `table` is the id of the decision or of the knowledge model that
    it stands in. Raises as `FileSource`, and `FileError` (`decisions.changed`) without such a table.
    """

    def __init__(self, data: bytes, table: str) -> None:
        super().__init__(data, table)
        self._table = table
        self._space = etree.QName(self.root).namespace
        self._taken = {str(node.get("id")) for node in self._nodes if isinstance(node.tag, str) and node.get("id")}
        self._ids = IdMaker()
        owner = next((one for one in self.root if isinstance(one.tag, str) and one.get("id") == table), None)
        place = None if owner is None else next(owner.iter(f"{{{self._space}}}decisionTable"), None)
        if place is None:
            raise self.changed()
        self.table = place
        own, above = self.lead(place), self.lead(place.getparent())
        steps = own[len(above) :].decode() if own.startswith(above) else ""
        self._unit = steps if steps and "\n" not in steps else _UNIT
        """By how much what stands inside is indented."""

    # finding

    def changed(self) -> FileError:
        """The error for what is not there any more."""
        return FileError("decisions.changed", file=self._table)

    def kids(self, parent: etree._Element, *tags: str) -> list[etree._Element]:
        """The children with one of these local names, in the order of the names, then of the file."""
        return [one for tag in tags for one in parent.findall(f"{{{self._space}}}{tag}")]

    def kid(self, parent: etree._Element, tag: str) -> etree._Element | None:
        """The first child with this local name."""
        return parent.find(f"{{{self._space}}}{tag}")

    def rules(self) -> list[etree._Element]:
        """The rules."""
        return self.kids(self.table, "rule")

    def rule(self, at: int) -> etree._Element:
        """One rule. Raises `FileError`."""
        found = self.rules()
        if not 0 <= at < len(found):
            raise self.changed()
        return found[at]

    def text(self, parent: etree._Element, tag: str) -> str:
        """What stands in the `text` of a child; empty without one."""
        child = self.kid(parent, tag)
        inner = None if child is None else self.kid(child, "text")
        return "" if inner is None else (inner.text or "").strip()

    def type_reference(self, name: str) -> str:
        """A type as this file names the types of the language: some of version 1.1 put a prefix before them."""
        if not name or ":" in name or name not in BASE:
            return name
        named = (str(node.get("typeRef", "")) for node in self._nodes if isinstance(node.tag, str))
        return f"feel:{name}" if any(one.startswith("feel:") for one in named) else name

    def new_id(self, word: str) -> str:
        """An id that nothing in the file has."""
        found = self._ids.with_word(word, self._taken)
        self._taken.add(found)
        return found

    # splicing

    def verbatim(self, node: etree._Element) -> bytes:
        """An element as it is written."""
        spans, at = self._source.spans, self._numbers[node]
        return self._source.working[spans.start[at] : spans.end[at]]

    def remove(self, node: etree._Element) -> None:
        """Take an element away with the white space before it."""
        spans, at = self._source.spans, self._numbers[node]
        self.replace(spans.start[at] - len(self.lead(node)), spans.end[at], b"")

    def swap(self, node: etree._Element, piece: bytes) -> None:
        """Put other bytes in the place of an element."""
        spans, at = self._source.spans, self._numbers[node]
        self.replace(spans.start[at], spans.end[at], piece)

    def put(self, parent: etree._Element, pieces: Iterable[bytes | Made], behind: Sequence[etree._Element]) -> None:
        """Put elements into a parent behind the last of these children, at its beginning where there are none. A
        parent that closes itself takes one call only."""
        spans, at = self._source.spans, self._numbers[parent]
        lead = self.lead(behind[-1]) if behind else self._first_lead(parent)
        written = b"".join(
            lead + (self.write(one, lead.decode()) if isinstance(one, Made) else one) for one in pieces
        )
        if behind:
            end = spans.end[self._numbers[behind[-1]]]
            self.replace(end, end, written)
            return
        start, open_end = spans.start[at], spans.open_end[at]
        own = self.lead(parent) if b"\n" in self.lead(parent) else b""
        if spans.close[at] == spans.end[at]:  # it closes itself
            head = self._source.working[start : open_end - 2].rstrip()
            name = self._source.tag(at).name.encode()
            self.replace(start, spans.end[at], head + b">" + written + own + b"</" + name + b">")
        else:
            inside = self._source.working[open_end : spans.close[at]]
            self.replace(open_end, open_end, written + (own if not inside else b""))

    def _first_lead(self, parent: etree._Element) -> bytes:
        """The white space for a first child."""
        first = next((one for one in parent if isinstance(one.tag, str)), None)
        if first is not None:
            return self.lead(first)
        own = self.lead(parent)
        return own + self._unit.encode() if b"\n" in own else b""

    def write(self, one: Made, lead: str) -> bytes:
        """A new element in the style of the file, `lead` being the white space before it."""
        name = self._named(one.tag)
        quote = self._source.quote
        items = "".join(f" {key}={quote}{_attribute(value, quote)}{quote}" for key, value in one.attributes.items())
        if isinstance(one.inside, str):
            if not one.inside and one.tag != "text":
                return f"<{name}{items}{self._source.empty_end}".encode()
            return f"<{name}{items}>{self.written(one.inside)}</{name}>".encode()
        is_broken = "\n" in lead
        inner = lead + self._unit if is_broken else ""
        parts = "".join(inner + self.write(part, inner).decode() for part in one.inside)
        return f"<{name}{items}>{parts}{lead if is_broken and parts else ''}</{name}>".encode()

    def _named(self, tag: str) -> str:
        """A local name under the prefix that the table has."""
        prefix = self._source.tag(self._numbers[self.table]).name.rpartition(":")[0]
        return f"{prefix}:{tag}" if prefix else tag

    def set_text(self, node: etree._Element, text: str) -> None:
        """The text of a cell or clause: what stands in its `text`, which it gets where it has none."""
        inner = self.kid(node, "text")
        if inner is None:
            self.put(node, [Made("text", {}, text)], [])
        else:
            self.set_own_text(inner, text)

    def copy(self, node: etree._Element) -> bytes:
        """An element once more, with ids of its own."""
        spans, first = self._source.spans, self._numbers[node]
        base = spans.start[first]
        made = self.verbatim(node)
        for inner in reversed([one for one in node.iter() if isinstance(one.tag, str) and one.get("id")]):
            at = self._numbers[inner]
            word = str(inner.get("id")).rpartition("_")[0] or etree.QName(inner).localname
            tag = self._start_tag(at, {"id": self.new_id(word)})
            made = made[: spans.start[at] - base] + tag + made[spans.open_end[at] - base :]
        return made


def _attribute(value: str, quote: str) -> str:
    text = _UNWRITABLE.sub("", value).replace("&", "&amp;").replace("<", "&lt;").replace("\n", "&#10;")
    text = text.replace("\t", "&#9;")
    return text.replace('"', "&quot;") if quote == '"' else text.replace("'", "&apos;")
