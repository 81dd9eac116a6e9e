"""Where a yudao server keeps what it has no place for: the package, its receipt and what was made of them.

A version is a model of its own that is never deployed: its description says which version it is and when it was put
in force, its BPMN carries the files. Its category is none of the server's, so that its pages do not show it.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from modeler.publish.wire.http import LARGEST
from runner.core.xml import Limits, read_xml

CATEGORY = "slipway"
_BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_OWN = "urn:slipway:archive:1"
_STAMP = "Slipway {name} {version} {digest} #{turn}"
_READ = re.compile(r"Slipway (?P<name>\S+) (?P<version>\S+) (?P<digest>[0-9a-f]{64}) #(?P<turn>\d+)")
_MARK = "Slipway {name} {version} {digest} {content}"
_READ_MARK = re.compile(r"Slipway (?P<name>\S+) (?P<version>\S+) (?P<digest>[0-9a-f]{64}) (?P<content>[0-9a-f]{16})")
_LIMITS = Limits(max_bytes=LARGEST)
_PART = 1_000_000
_PLAIN = re.compile(r"[^A-Za-z0-9.-]")


@dataclass(frozen=True)
class Kept:
    """The model of a version, as the server's list tells of it; `turn` counts what was put in force."""

    id: str
    name: str
    version: str
    digest: str
    turn: int


def key_of(name: str, version: str) -> str:
    """The key of the model of a version: letters, digits, and what else a key may have."""
    plain = _PLAIN.sub(lambda one: f"_{ord(one[0]):x}_", f"{name}-{version}")
    return f"slipway-{plain}"


def stamp(name: str, version: str, digest: str, turn: int) -> str:
    """The description of that model."""
    return _STAMP.format(name=name, version=version, digest=digest, turn=turn)


def kept(row: Mapping[str, Any]) -> Kept | None:
    """The version that a model of the list keeps; None for a process."""
    match = _READ.fullmatch(str(row.get("description") or ""))
    if match is None or row.get("key") != key_of(match["name"], match["version"]):
        return None
    return Kept(str(row["id"]), match["name"], match["version"], match["digest"], int(match["turn"]))


def mark(name: str, version: str, digest: str, content: str) -> str:
    """The description of a process that was published: `content` is what it was made of."""
    return _MARK.format(name=name, version=version, digest=digest, content=content)


def marked(description: object) -> re.Match[str] | None:
    """The groups `name`, `version`, `digest`, `content` of such a description."""
    return _READ_MARK.fullmatch(str(description or ""))


def packed(key: str, files: Mapping[str, bytes]) -> str:
    """BPMN that carries files."""
    lines = [f'<definitions xmlns="{_BPMN}" xmlns:archive="{_OWN}" targetNamespace="{_OWN}">']
    lines.append(f'<process id="{escape(key)}" isExecutable="false"><extensionElements>')
    for name, data in sorted(files.items()):
        text = base64.b64encode(data).decode("ascii")
        # a reader takes no text of any length
        parts = (text[at : at + _PART] for at in range(0, len(text), _PART))
        inside = "".join(f"<archive:part>{part}</archive:part>" for part in parts)
        lines.append(f'<archive:file name="{escape(name)}">{inside}</archive:file>')
    return "\n".join([*lines, "</extensionElements></process></definitions>", ""])


def unpacked(xml: str, file: str) -> dict[str, bytes]:
    """The files in it. Raises `FormatError` where it is no XML; what was cut off is not in it."""
    found = {}
    for one in read_xml(xml.encode(), file, _LIMITS).getroot().iter(f"{{{_OWN}}}file"):
        try:
            text = "".join(part.text or "" for part in one.iter(f"{{{_OWN}}}part"))
            found[str(one.get("name"))] = base64.b64decode(text, validate=True)
        except ValueError:
            continue
    return found
