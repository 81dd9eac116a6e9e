"""A package inside a table of decisions, for an engine that stores nothing but models.

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

from runner.bundle.container import MAX_BYTES, build, take
from runner.core.errors import FormatError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.xml import read_xml, write_xml

declare(
    {
        "publish.no-parcel": (
            N_("{file} carries no package that can be read."),
            N_("Somebody changed it there, or something else has its name."),
        ),
    }
)

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"
UNDONE = "undone"
"""Stands in place of the digest where a version was undone and none was before it."""
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
        raise FormatError("publish.no-parcel", file=file) from error
    if not unpacker.eof:
        raise FormatError("publish.no-parcel", file=file)
    return take(packed, file)


def _child(holder: etree._Element, local: str, text: str | None = None, **said: str) -> etree._Element:
    made = etree.SubElement(holder, f"{{{DMN}}}{local}")
    for key, value in said.items():
        made.set(key, value)
    made.text = text
    return made
