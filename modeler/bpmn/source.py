"""The bytes of a file as they came: encoding, style, and where each node of the tree stands in them."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left
from dataclasses import field
from functools import cached_property
from typing import NamedTuple

from lxml import etree

from modeler.bpmn import names
from runner.core.values import dataclass

_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._:-]+)[\"']")
# These are compiled at their first use, which is the first save: opening a file does without.
# Sound because the guarded reader has already found the file well-formed and without a DTD.
_TOKEN = (
    rb"(?s)<(?:!--.*?-->|\?.*?\?>|!\[CDATA\[.*?\]\]>|/[^>]*>"
    rb"|[^!?/][^\"'>]*(?:\"[^\"]*\"[^\"'>]*|'[^']*'[^\"'>]*)*>)"
)
_NAME = r"<([^ \t\r\n/>]+)"
_ATTRIBUTE = r"""([ \t\r\n]+)([^ \t\r\n=/>]+)([ \t\r\n]*=[ \t\r\n]*)("[^"]*"|'[^']*')"""
_CDATA = r"(?s)<!\[CDATA\[(.*?)\]\]>"
_REFERENCE = r"&(#x[0-9A-Fa-f]+|#[0-9]+|lt|gt|amp|apos|quot);"
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "apos": "'", "quot": '"'}


class RawAttribute(NamedTuple):
    """One attribute as written: the space before it, its name, the equals sign, the value in quotes."""

    space: str
    name: str
    equals: str
    quoted: str

    @property
    def written(self) -> str:
        """All of it, letter by letter."""
        return self.space + self.name + self.equals + self.quoted

    @property
    def head(self) -> str:
        """What stands before the value."""
        return self.space + self.name + self.equals

    @property
    def quote(self) -> str:
        """The quotation mark round the value."""
        return self.quoted[0]

    @property
    def value(self) -> str:
        """The value as XML means it."""
        return attribute_value(self.quoted[1:-1])

    @property
    def is_declaration(self) -> bool:
        """Whether it declares a namespace."""
        return self.name == "xmlns" or self.name.startswith("xmlns:")


class RawTag(NamedTuple):
    """A start tag as written. `end` is `>` or `/>` with the space before it."""

    name: str
    attributes: tuple[RawAttribute, ...]
    end: str

    @property
    def declared(self) -> dict[str, str]:
        """The namespaces declared here: prefix (empty: default) -> address."""
        return {item.name[6:]: item.value for item in self.attributes if item.is_declaration}


@dataclass
class Spans:
    """Where node number i stands, as offsets in the working bytes; nodes count in document order,
    comments and processing instructions inside the root included.

    A node begins at `start`; its start tag ends at `open_end`; its leading text ends at `text_end`; its
    end tag begins at `close` (equal to `end` where there is none); the node ends at `end` and the text
    after it at `tail_end`. `parent` is -1 for the root.
    """

    start: list[int] = field(default_factory=list)
    open_end: list[int] = field(default_factory=list)
    text_end: list[int] = field(default_factory=list)
    close: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    tail_end: list[int] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.start)

    def add(self, start: int, stop: int, parent: int, *, closed: bool) -> int:
        """A new node; `closed` where it has no end tag to come."""
        for column, value in (
            (self.start, start), (self.open_end, stop), (self.text_end, stop if closed else -1),
            (self.close, stop), (self.end, stop), (self.tail_end, stop), (self.parent, parent),
        ):  # fmt: skip
            column.append(value)
        return len(self.start) - 1


class Source:
    """The source bytes of one file. `working` is the same text as UTF-8 without byte order mark; all
    offsets refer to it, and `verbatim` gives the file's own bytes of a stretch of it."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.mark, self.encoding = _encoding_of(data)
        body = data[len(self.mark) :]
        self._body = body
        self._offsets: list[tuple[int, int]] | None = None
        if self.encoding == "utf-8" or (body.isascii() and not self.encoding.startswith("utf-")):
            self.working, self._direct, self._exact = body, True, True
        else:
            text = body.decode(self.encoding)
            self.working, self._direct = text.encode(), False
            self._exact = text.encode(self.encoding, "replace") == body

    def verbatim(self, start: int, stop: int) -> bytes:
        """The file's own bytes between two offsets of the working bytes."""
        if self._direct:
            return self._body[start:stop]
        if self._exact:
            return self.working[start:stop].decode().encode(self.encoding)
        return self._body[self._offset(start) : self._offset(stop)]

    def encode(self, text: str) -> bytes:
        """New text in the file's encoding; what that lacks becomes a numeric reference."""
        return text.encode(self.encoding, "xmlcharrefreplace")

    def can_encode(self, text: str) -> bool:
        """Whether the file's encoding has all characters of a text."""
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:
            return False
        return True

    def _offset(self, place: int) -> int:
        """For encodings that can write one character in two ways: where a character stands in the file."""
        if self._offsets is None:
            decoder = codecs.getincrementaldecoder(self.encoding)()
            pairs, ours = [(0, 0)], 0
            for number, byte in enumerate(self._body, 1):
                ours += len(decoder.decode(bytes([byte])).encode())
                if ours != pairs[-1][0]:
                    pairs.append((ours, number))
            self._offsets = pairs
        found = self._offsets[bisect_left(self._offsets, (place, 0))]
        return found[1]

    @cached_property
    def spans(self) -> Spans:
        """Where each node stands: one pass, at the first save."""
        return scan(self.working)

    @cached_property
    def newline(self) -> str:
        """The file's line ending."""
        return "\r\n" if self.working.count(b"\r\n") * 2 > self.working.count(b"\n") else "\n"

    @cached_property
    def quote(self) -> str:
        """The quotation mark that the file puts round most attribute values."""
        return "'" if self.working.count(b"='") > self.working.count(b'="') else '"'

    @cached_property
    def empty_end(self) -> str:
        """How the file ends most empty elements: `/>` or ` />`."""
        return " />" if self.working.count(b" />") * 2 > self.working.count(b"/>") else "/>"

    @cached_property
    def prefixes(self) -> frozenset[str]:
        """All prefixes bound anywhere in the file."""
        return frozenset(item.decode() for item in re.findall(rb"xmlns:([^\s=]+)", self.working))

    def tag(self, number: int) -> RawTag:
        """The start tag of an element as written."""
        return raw_tag(self.working[self.spans.start[number] : self.spans.open_end[number]])

    def declared(self, number: int) -> dict[str, str]:
        """The namespaces that an element declares: prefix (empty: default) -> address. Most declare none."""
        start, stop = self.spans.start[number], self.spans.open_end[number]
        return self.tag(number).declared if self.working.find(b"xmlns", start, stop) >= 0 else {}

    def scope(self, number: int) -> dict[str, str]:
        """The namespaces in force inside an element: prefix -> address. Shared: do not change it."""
        chain = []
        while number >= 0 and number not in self._scopes:
            chain.append(number)
            number = self.spans.parent[number]
        scope = self._scopes[number] if number >= 0 else {"xml": names.XML}
        for item in reversed(chain):
            declared = self.declared(item)
            scope = {**scope, **declared} if declared else scope
            self._scopes[item] = scope
        return scope

    @cached_property
    def _scopes(self) -> dict[int, dict[str, str]]:
        return {}

    def text(self, start: int, stop: int) -> str:
        """The character data between two offsets, as XML means it."""
        return text_value(self.working[start:stop])


def scan(data: bytes) -> Spans:
    """Find all nodes of a well-formed document without DTD."""
    spans = Spans()
    stack: list[int] = []
    last = -1  # the node whose tail runs
    for match in re.finditer(_TOKEN, data):
        start, stop = match.span()
        second = data[start + 1]
        if second == 0x21 and data[start + 2] == 0x5B:  # a CDATA section is text
            continue
        if not stack and second in b"!?":
            continue
        if last >= 0:
            spans.tail_end[last] = start
        elif stack:
            spans.text_end[stack[-1]] = start
        if second == 0x2F:
            last = stack.pop()
            spans.close[last], spans.end[last], spans.tail_end[last] = start, stop, stop
            if not stack:
                break
            continue
        closed = second in b"!?" or data[stop - 2] == 0x2F
        number = spans.add(start, stop, stack[-1] if stack else -1, closed=closed)
        if closed:
            last = number
            if not stack:
                break
        else:
            stack.append(number)
            last = -1
    return spans


def raw_tag(data: bytes) -> RawTag:
    """Take a start tag apart."""
    text = data.decode()
    name = re.match(_NAME, text)
    assert name is not None
    found = []
    place = name.end()
    attribute = re.compile(_ATTRIBUTE)
    while (item := attribute.match(text, place)) is not None:
        found.append(RawAttribute(*item.groups()))
        place = item.end()
    return RawTag(name[1], tuple(found), text[place:])


def attribute_value(text: str) -> str:
    """What an attribute's raw value means: line ends and tabs become spaces, references characters."""
    if "\n" in text or "\r" in text or "\t" in text:
        text = text.replace("\r\n", "\n").replace("\r", " ").replace("\n", " ").replace("\t", " ")
    return re.sub(_REFERENCE, _character, text) if "&" in text else text


def text_value(raw: bytes) -> str:
    """What raw character data means: line ends become `\\n`, references and CDATA sections characters."""
    text = raw.decode()
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "<" not in text:
        return re.sub(_REFERENCE, _character, text) if "&" in text else text
    parts = re.split(_CDATA, text)
    parts[::2] = [re.sub(_REFERENCE, _character, part) for part in parts[::2]]
    return "".join(parts)


def is_cdata(raw: bytes) -> bool:
    """Whether raw character data is CDATA and nothing else."""
    return bool(re.fullmatch(_CDATA, raw.decode().strip()))


def _character(match: re.Match[str]) -> str:
    name = match[1]
    if name.startswith("#x"):
        return chr(int(name[2:], 16))
    return chr(int(name[1:])) if name.startswith("#") else _NAMED[name]


def _encoding_of(data: bytes) -> tuple[bytes, str]:
    """The byte order mark (or nothing) and Python's name of the encoding."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):  # fmt: skip
        if data.startswith(mark):
            return mark, encoding
    if data[:2] == b"<\x00":
        return b"", "utf-16-le"
    if data[:2] == b"\x00<":
        return b"", "utf-16-be"
    declared = _DECLARED.match(data)
    name = declared[1].decode().lower() if declared else "utf-8"
    try:
        name = codecs.lookup(name).name
    except LookupError:
        return b"", "utf-8"
    if name != "utf-8":
        try:
            data.decode(name)
        except UnicodeDecodeError:
            # iconv reads the larger sets of the family under the smaller one's name
            name = {"gb2312": "gb18030", "gbk": "gb18030", "cp1252": "latin-1", "ascii": "utf-8"}.get(name, name)
    return b"", name


def nodes_in_order(root: etree._Element) -> list[etree._Element]:
    """All nodes of the tree in document order, comments and processing instructions included. Whoever
    keeps the list keeps lxml's proxies, and with them the identity of the nodes."""
    return list(root.iter())
