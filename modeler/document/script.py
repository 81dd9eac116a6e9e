"""The statements of a script task: lines of a name, = and an expression."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ASSIGNMENT = re.compile(r"\s*([^\W\d]\w*)\s*=(?!=)\s*")


@dataclass(frozen=True)
class Statement:
    """One statement: the line it begins in (from 1), its offset, its text as it stands, the name that it assigns to
    (empty where it is no assignment), and the expression with its offset."""

    line: int
    at: int
    text: str
    name: str = ""
    value: str = ""
    value_at: int = 0


def statements(text: str) -> list[Statement]:
    """The statements of a script. A line that is indented more than the first one continues the one before; a shared
    indent, as it comes from laying out the XML, does not count. Lines of `//` are comments."""
    lines = list(_lines(text))
    base = min((_indent(line) for _number, _at, line in lines), default=0)
    found: list[tuple[int, int, str]] = []
    for number, at, line in lines:
        if line.lstrip().startswith("//"):
            continue
        if found and _indent(line) > base:
            first, begin, _before = found[-1]
            found[-1] = first, begin, text[begin : at + len(line)]
        else:
            found.append((number, at, line))
    return [_statement(*one) for one in found]


def _lines(text: str) -> list[tuple[int, int, str]]:
    """Number, offset and text of each line that is not empty."""
    found, at = [], 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        if line.strip():
            found.append((number, at, line.rstrip("\r\n")))
        at += len(line)
    return found


def _indent(line: str) -> int:
    wide = line.expandtabs()
    return len(wide) - len(wide.lstrip())


def _statement(line: int, at: int, text: str) -> Statement:
    match = _ASSIGNMENT.match(text)
    if match is None:
        return Statement(line, at, text)
    return Statement(line, at, text, match[1], text[match.end() :], at + match.end())
