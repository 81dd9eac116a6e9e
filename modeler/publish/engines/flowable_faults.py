"""What Flowable complains of, taken out of the one text that it answers with: each fault at its element.

Three kinds of text: what its validator says of each element, what its reader says of the first place that is no BPMN,
and, where the server keeps its reasons to itself, a number in its log.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from modeler.bpmn.source import Source
from modeler.publish.wire.http import Reply, mapping
from runner.core.errors import FormatError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem
from runner.core.xml import read_xml

declare(
    {
        "publish.engine-hidden": (
            N_("The server does not say why; its log does, beside the number {number}."),
            N_("Ask who manages the server for what stands there."),
        ),
        "publish.engine-decision": (
            N_("The engine takes none of the decisions, and does not say what it does not understand: {files}"),
            N_("Make the cells of the tables simpler, or try the tables one by one."),
        ),
    }
)

BPMN = ".bpmn20.xml"
DMN = ".dmn"
_FAULT = re.compile(
    r"\[Validation set: '[^']*' \| Problem: '(?P<code>[^']*)'\] : (?P<text>.*?) - \[Extra info : "
    r"(?:processDefinitionId = (?P<process>[^\s|\]]+))?(?P<more>.*?)\]"
    r"(?: \( line: (?P<line>\d+), column: (?P<column>\d+)\))?(?=\s*(?:\[Validation set: |\Z))",
    re.S,
)
_ELEMENT = re.compile(r"\| id = ([^\s|\]]+) \|")
_NO_BPMN = re.compile(r"lineNumber: (?P<line>\d+); columnNumber: (?P<column>\d+); (?P<text>.*)", re.S)
_NO_XML = re.compile(r"ParseError at \[row,col\]:\[(?P<line>\d+),(?P<column>\d+)\]\s*Message: (?P<text>.*)", re.S)
_NOBODY = re.compile(r"IDREF '([^']+)'")
_HIDDEN = re.compile(r"Error with ID: (\S+)")


def problems_of(reply: Reply, files: Mapping[str, bytes]) -> list[Problem]:
    """The faults of an answer to a deployment; `files` is what was sent, by name. Empty where it says nothing of
    them. Raises `PublishError` for an answer that is not JSON."""
    text = str(mapping(reply.json()).get("exception") or "")
    if hidden := _HIDDEN.fullmatch(text.strip()):
        return [Problem("publish.engine-hidden", params={"number": hidden[1]})]
    if read := _NO_BPMN.search(text) or _NO_XML.search(text):
        return [_unreadable(read, files)]
    if "dmn.engine" in text:
        names = sorted(name for name in files if name.endswith(DMN))
        file = names[0] if len(names) == 1 else None
        return [Problem("publish.engine-decision", file=file, params={"files": ", ".join(names)})]
    return list(_invalid(text, files))


def _invalid(text: str, files: Mapping[str, bytes]) -> Iterator[Problem]:
    """The validator names process and element; of several faulty files it tells of one."""
    homes = {own: name for name, data in files.items() if name.endswith(BPMN) for own in _ids(name, data)}
    # the engine tells them in an order that changes with each start of it
    for fault in sorted(_FAULT.finditer(text), key=lambda one: (int(one["line"] or 0), int(one["column"] or 0))):
        element = _ELEMENT.search(fault["more"])
        own = element[1] if element else fault["process"]
        yield Problem(
            "publish.engine-problem",
            element=own,
            params={"message": _in_a_line(f"{fault['text']} ({fault['code']})")},
            file=homes.get(fault["process"] or own or ""),
            line=int(fault["line"]) if fault["line"] else None,
        )


def _unreadable(read: re.Match[str], files: Mapping[str, bytes]) -> Problem:
    """The reader names a place in a file, which it does not name."""
    line, column, text = int(read["line"]), int(read["column"]), _in_a_line(read["text"])
    names = [name for name in files if name.endswith(BPMN)]
    name, element = names[0] if len(names) == 1 else None, None
    if name is not None:
        nobody = _NOBODY.search(text)
        element = _who_names(name, files[name], nobody[1]) if nobody else element_at(files[name], line, column)
    return Problem("publish.engine-problem", element=element, params={"message": text}, file=name, line=line)


def element_at(data: bytes, line: int, column: int) -> str | None:
    """The id of the element, or of the next one round it, whose tag ends before that place of a file; lines and
    columns count from 1."""
    source = Source(data)
    lines = source.working.split(b"\n")
    if not 0 < line <= len(lines):
        return None
    before = sum(len(one) + 1 for one in lines[: line - 1])
    place = before + len(lines[line - 1].decode()[: column - 1].encode()) - 1
    spans = source.spans
    holding = [number for number in range(len(spans)) if spans.start[number] <= place < spans.end[number]]
    number = holding[-1] if holding else -1
    while number >= 0:
        if source.working[spans.start[number] + 1] not in b"!?":
            for attribute in source.tag(number).attributes:
                if attribute.name == "id":
                    return attribute.value
        number = spans.parent[number]
    return None


def _who_names(file: str, data: bytes, own: str) -> str | None:
    """The id of the first element that refers to one that is not there."""
    for element in _elements(file, data):
        referred = {value for name, value in element.attrib.items() if name != "id"} | {(element.text or "").strip()}
        if own in referred:
            return next((one.get("id") for one in (element, *element.iterancestors()) if one.get("id")), None)
    return None


def _ids(file: str, data: bytes) -> set[str]:
    return {str(element.get("id")) for element in _elements(file, data) if element.get("id")}


def _elements(file: str, data: bytes) -> list:  # type: ignore[type-arg]
    try:
        return [one for one in read_xml(data, file).getroot().iter() if isinstance(one.tag, str)]
    except FormatError:
        return []


def _in_a_line(text: str) -> str:
    return " ".join(text.split())
