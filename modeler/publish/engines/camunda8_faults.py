"""What Camunda 8 complains of, taken out of the one text of its answer: each fault at its element.

The text goes file by file; a path of ids and words leads to what is wrong, and below it stand the faults. What is no
BPMN after its schema comes with a line. Source: the public tests and documentation of the engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from modeler.publish.wire.http import Reply, mapping
from runner.core.errors import FormatError
from runner.core.problem import Problem
from runner.core.xml import read_xml

_HEAD = re.compile(r".*?encountered the following (?:validation )?errors:", re.S)
_FILE = re.compile(r"['`](?P<file>[^'`\n]+)['`]:[ \t]*(?P<rest>.*)")
_WHERE = re.compile(r"\s*- (?:Element|Process|Message|Error|Signal|Escalation)s?: (?P<path>.*)")
_FAULT = re.compile(r"\s*- (?:ERROR|WARNING): (?P<text>.*)")
_LINE = re.compile(r"\bLine=(?P<line>\d+)")
_BOTH = re.compile(r"in resources? '(?P<file>[^']+)'")


@dataclass
class _Fault:
    file: str | None
    path: str = ""
    lines: list[str] = field(default_factory=list)


def problems_of(reply: Reply, files: Mapping[str, bytes]) -> list[Problem]:
    """The faults of an answer to a deployment; `files` is what was sent, by name. Empty where it says nothing of
    them. Raises `PublishError` for an answer that is not JSON."""
    text = str(mapping(reply.json()).get("detail") or "")
    head = _HEAD.match(text)
    if head is None:
        return []
    ids = {name: _ids(name, data) for name, data in files.items() if name.endswith((".bpmn", ".dmn"))}
    return [_problem(one, ids) for one in _faults(text[head.end() :])]


def _faults(text: str) -> Iterator[_Fault]:
    """A fault for each line that tells one; lines that begin with nothing known go on with the one before."""
    found: list[_Fault] = []
    file, path = None, ""
    for line in text.splitlines():
        if match := _FILE.fullmatch(line):
            file, path, line = match["file"], "", match["rest"]
        if where := _WHERE.fullmatch(line):
            path = where["path"].strip()
        elif fault := _FAULT.fullmatch(line):
            found.append(_Fault(file, path, [fault["text"]]))
        elif both := _BOTH.search(line):
            found.append(_Fault(both["file"], "", [line]))
        elif line.strip() and found and found[-1].file == file and found[-1].path == path:
            found[-1].lines.append(line)
        elif line.strip():
            found.append(_Fault(file, path, [line]))
    return iter(found)


def _problem(fault: _Fault, ids: Mapping[str, frozenset[str]]) -> Problem:
    text = " ".join(" ".join(fault.lines).split())
    known = ids.get(fault.file or "", frozenset())
    place = [part.strip() for part in fault.path.split(">")]
    line = _LINE.search(text)
    return Problem(
        "publish.engine-problem",
        element=next((part for part in reversed(place) if part in known), None),
        params={"message": text},
        file=fault.file,
        line=int(line["line"]) if line else None,
    )


def _ids(file: str, data: bytes) -> frozenset[str]:
    try:
        root = read_xml(data, file).getroot()
    except FormatError:
        return frozenset()
    return frozenset(str(one.get("id")) for one in root.iter() if isinstance(one.tag, str) and one.get("id"))
