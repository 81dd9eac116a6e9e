"""The one guarded XML reader, and a writer.

No DTD, no entities beyond XML's own five, no network, and caps on size, depth and node count that
act while reading.
"""

from __future__ import annotations

import codecs
import re
from functools import cache

from lxml import etree

from runner.core.errors import FormatError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.values import dataclass

declare(
    {
        "xml.empty": (N_("{file} is empty."), N_("Choose another file.")),
        "xml.malformed": (
            N_("{file} is not readable as XML, line {line}: {cause}."),
            N_("Open it in the program that wrote it and save it again."),
        ),
        "xml.encoding": (
            N_("{file} says it is encoded as {encoding}, which is not supported."),
            N_("Save it as UTF-8 and open it again."),
        ),
        "xml.doctype": (
            N_("{file} contains a DOCTYPE, line {line}. Such files can hide attacks and are not opened."),
            N_("Remove the DOCTYPE and everything in it."),
        ),
        "xml.too-large": (
            N_("{file} is larger than {limit} bytes."),
            N_("The limit stands in the settings."),
        ),
        "xml.too-deep": (
            N_("{file} is nested deeper than {limit} levels, line {line}."),
            N_("The limit stands in the settings."),
        ),
        "xml.too-many": (
            N_("{file} has more than {limit} elements."),
            N_("The limit stands in the settings."),
        ),
    }
)

_CHUNK = 1 << 16
_PROLOG = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.S)
_DECLARATION = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._:-]+)[\"']")


@cache
def _safe_encodings() -> re.Pattern[str]:
    """In these, bytes below 0x40 always mean the ASCII character: the search for a DOCTYPE is sound."""
    return re.compile(
        r"us-ascii|ascii|iso-8859-\d+|latin-?\d|windows-125\d|cp125\d|koi8-[ru]|gb2312|gbk|gb18030|big5"
        r"|euc-(jp|kr|cn)|shift_jis|macroman",
        re.I,
    )


def _is_safe(encoding: str) -> bool:
    return encoding.lower() in ("utf-8", "utf8") or bool(_safe_encodings().fullmatch(encoding))


@dataclass(frozen=True)
class Limits:
    """Caps while reading: bytes, levels of nesting, elements."""

    max_bytes: int = 64 * 1024 * 1024
    max_depth: int = 1000
    max_nodes: int = 2_000_000


def read_xml(data: bytes, file: str, limits: Limits | None = None) -> etree._ElementTree:
    """Parse `data`; `file` is the name used in errors.

    CDATA sections, comments, processing instructions and blank text are kept.
    Raises `FormatError` with one of the `xml.…` codes, with a line where there is one.
    """
    limits = limits or Limits()
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise FormatError("xml.empty", file=file)
    if len(data) > limits.max_bytes:
        raise FormatError("xml.too-large", file=file, limit=limits.max_bytes)
    _check_prolog(data, file)
    parser = etree.XMLPullParser(
        events=("start", "end"),
        strip_cdata=False,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=True,  # sound because a DTD never gets this far; depth and count are capped below
        remove_blank_text=False,
    )
    try:
        _feed(parser, data, file, limits)
        root = parser.close()
    except etree.XMLSyntaxError as error:
        line = error.lineno if error.lineno and error.lineno > 0 else None
        if "depth" in str(error).lower():
            raise FormatError("xml.too-deep", file=file, line=line, limit=limits.max_depth) from error
        raise FormatError("xml.malformed", file=file, line=line, cause=_cause(error)) from error
    except (LookupError, ValueError) as error:
        raise FormatError("xml.malformed", file=file, line=1, cause=error) from error
    tree = root.getroottree()
    if tree.docinfo.internalDTD is not None:
        raise FormatError("xml.doctype", file=file, line=1)
    return tree


def _cause(error: etree.XMLSyntaxError) -> str:
    return str(error.msg or error).split(", line ")[0]


def _feed(parser: etree.XMLPullParser, data: bytes, file: str, limits: Limits) -> None:
    depth = count = 0
    for start in range(0, len(data), _CHUNK):
        parser.feed(data[start : start + _CHUNK])
        for event, element in parser.read_events():
            if event == "end":
                depth -= 1
                continue
            depth += 1
            count += 1
            if depth > limits.max_depth:
                raise FormatError("xml.too-deep", file=file, line=element.sourceline, limit=limits.max_depth)
            if count > limits.max_nodes:
                raise FormatError("xml.too-many", file=file, limit=limits.max_nodes)


def _check_prolog(data: bytes, file: str) -> None:
    head = data
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\x00" in data[:4]:
        try:
            encoding = "utf-16" if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else (
                "utf-16-le" if data[1:2] == b"\x00" else "utf-16-be"
            )  # fmt: skip
            head = data.decode(encoding).encode()
        except UnicodeDecodeError as error:
            raise FormatError("xml.malformed", file=file, line=1, cause=error.reason) from error
    else:
        head = data.removeprefix(codecs.BOM_UTF8)
        declared = _DECLARATION.match(head)
        if declared and not _is_safe(declared[1].decode()):
            raise FormatError("xml.encoding", file=file, encoding=declared[1].decode())
    prolog = _PROLOG.match(head)
    end = prolog.end() if prolog else 0
    if head[end : end + 9].upper() == b"<!DOCTYPE":
        raise FormatError("xml.doctype", file=file, line=head.count(b"\n", 0, end) + 1)


def write_xml(element: etree._Element) -> bytes:
    """UTF-8 with declaration, indented by two spaces, ending in a newline: for files made by us."""
    etree.indent(element, space="  ")
    return bytes(etree.tostring(element, xml_declaration=True, encoding="UTF-8")) + b"\n"
