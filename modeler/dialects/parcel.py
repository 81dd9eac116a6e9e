"""A package inside a decision, and models that say which package they are of: for an engine that stores models alone.

Camunda 8 keeps diagrams, decisions and forms, and gives back the bytes of the first two. So what goes along beside a
model (the package, the receipt, the files as they were deployed) is carried by one decision that nobody asks: its
name says version and digest, so that one list tells of all, and its description holds the rest.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from modeler.bpmn import names
from modeler.dialects.sheet import Sheet
from runner.bundle.container import MAX_BYTES, build, take
from runner.core.errors import FormatError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.xml import read_xml, write_xml

declare(
    {
        "parcel.unreadable": (
            N_("{file} carries no package that can be read."),
            N_("Somebody changed it there, or something else has its name."),
        ),
    }
)

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"
UNDONE = "undone"
"""Stands in place of the digest where a version was undone and none was before it."""
MARK = "slipway"
"""The property of a process that says which package it is of."""
_NAME = re.compile(r"(?P<name>\S+) (?P<version>\S+) Slipway (?P<digest>[0-9a-f]{64}|undone)")


@dataclass(frozen=True)
class Label:
    """What the name of a parcel says: id and version of the package, and its digest (or `UNDONE`)."""

    name: str
    version: str
    digest: str

    @property
    def text(self) -> str:
        """As the engine shows it."""
        return f"{self.name} {self.version} Slipway {self.digest}"


def read_label(text: object) -> Label | None:
    """The label in a name; None where it is another one."""
    found = _NAME.fullmatch(str(text))
    return Label(found["name"], found["version"], found["digest"]) if found else None


def parcel_id(name: str) -> str:
    """The id of the decision, by which its versions are found."""
    return f"slipway-{name}"


def wrap(label: Label, files: Mapping[str, bytes]) -> bytes:
    """The decision that carries these files. The same label and files give the same bytes. Raises `FormatError`
    where a name or size is not allowed."""
    own = parcel_id(label.name)
    root = etree.Element(f"{{{DMN}}}definitions", nsmap={None: DMN})
    root.set("id", own)
    root.set("name", label.text)
    root.set("namespace", "urn:slipway:parcel")
    packed = base64.b64encode(zlib.compress(build(files), 9)).decode() if files else ""
    _child(root, "description", packed)
    decision = _child(root, "decision", id=f"{own}-version", name=f"Slipway {label.name}")
    _child(decision, "variable", id=f"{own}-variable", name="version", typeRef="string")
    _child(_child(decision, "literalExpression", id=f"{own}-expression"), "text", f'"{label.version}"')
    return write_xml(root)


def unwrap(data: bytes, file: str) -> dict[str, bytes]:
    """The files that a decision carries. Raises `FormatError`."""
    text = read_xml(data, file).getroot().findtext(f"{{{DMN}}}description") or ""
    unpacker = zlib.decompressobj()
    try:
        packed = unpacker.decompress(base64.b64decode("".join(text.split()), validate=True), MAX_BYTES)
    except (binascii.Error, zlib.error) as error:
        raise FormatError("parcel.unreadable", file=file) from error
    if not unpacker.eof:
        raise FormatError("parcel.unreadable", file=file)
    return take(packed, file)


def marked(name: str, data: bytes, label: Label, uri: str, prefix: str) -> bytes:
    """A diagram whose processes say in a property of the engine (its namespace and prefix) which package they are
    of; another file as it is."""
    if not name.endswith(".bpmn"):
        return data
    sheet = Sheet(data, name, uri, prefix, own=frozenset({uri}))
    for process in _executable(sheet.root):
        sheet.inside(sheet.one(process, "properties"), "property", {"name": MARK, "value": label.text})
    return write_xml(sheet.root)


def processes_in(data: bytes, file: str) -> list[str]:
    """The ids of the processes of a diagram that run. Raises `FormatError`."""
    return [str(process.get("id")) for process in _executable(read_xml(data, file).getroot())]


def is_same(found: bytes, wanted: bytes) -> bool:
    """Whether two files of XML are the same bytes, or at least say the same."""
    if found == wanted:
        return True
    try:
        one, other = read_xml(found, "there"), read_xml(wanted, "here")
    except FormatError:
        return False
    return bool(etree.tostring(one, method="c14n") == etree.tostring(other, method="c14n"))


def _executable(root: etree._Element) -> list[etree._Element]:
    return [one for one in root.iter(names.q("process")) if one.get("isExecutable") == "true"]


def _child(holder: etree._Element, local: str, text: str | None = None, **said: str) -> etree._Element:
    made = etree.SubElement(holder, f"{{{DMN}}}{local}")
    for key, value in said.items():
        made.set(key, value)
    made.text = text
    return made
