"""Where process tests, scenarios and decisions name a variable."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from modeler.dictionary.occurrences import Finder, Use

_DMN_TEXT = re.compile(r"(<(?:\w+:)?text>)([^<]*)(</(?:\w+:)?text>)")
_DMN_NAME = re.compile(r"(<(?:\w+:)?(?:inputData|variable|informationItem)\b[^>]*?\bname=\")([^\"]*)(\")")


def in_case(file: str, data: Any, finder: Finder) -> Any:
    """A process test: what its starter and handlers fill in, and what is expected."""
    use = Use(file, "", "case")
    if not isinstance(data, dict):
        return data
    made = dict(data)
    given = made.get("given")
    if isinstance(given, dict):
        given = dict(given)
        if isinstance(given.get("start"), dict):
            given["start"] = _with_data(given["start"], finder, use)
        if isinstance(given.get("steps"), list):
            given["steps"] = [_with_data(step, finder, use) if "complete" in step or "operation" in step else step
                              for step in given["steps"]]  # fmt: skip
        made["given"] = given
    expect = made.get("expect")
    if isinstance(expect, dict) and isinstance(expect.get("variables"), dict):
        made["expect"] = {**expect, "variables": finder.data(expect["variables"], use)}
    return made


def _with_data(step: Any, finder: Finder, use: Use) -> Any:
    if not isinstance(step, dict) or "data" not in step:
        return step
    return {key: finder.data(value, use) if key == "data" else value for key, value in step.items()}


def in_scenario(file: str, data: Any, finder: Finder) -> Any:
    """A scenario: the data that its cases have."""
    if not isinstance(data, dict) or "data" not in data:
        return data
    return {key: finder.data(value, Use(file, "", "scenario")) if key == "data" else value
            for key, value in data.items()}  # fmt: skip


def in_decision(file: str, text: str, finder: Finder) -> str:
    """A decision (DMN): its columns, cells and the names of its input data."""

    def cell(match: re.Match[str]) -> str:
        written = unescape(match[2])
        use = Use(file, "", "decision", written.strip())
        before = len(finder.obstacles)
        after = finder.feel(written, use)
        if len(finder.obstacles) > before:  # a cell of tests is no expression
            del finder.obstacles[before:]
            after = finder.feel(written, use, tests=True)
        return match[0] if after == written else match[1] + _escaped(after) + match[3]

    def name(match: re.Match[str]) -> str:
        if len(finder.variable.path) != 1 or match[2] != finder.variable.path[0]:
            return match[0]
        finder.uses.append(Use(file, "", "decision", match[2]))
        return match[1] + (finder.word or match[2]) + match[3]

    return _DMN_NAME.sub(name, _DMN_TEXT.sub(cell, text))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
