"""Where process tests and scenarios name a variable."""

from __future__ import annotations

from typing import Any

from modeler.dictionary.occurrences import Finder, Use


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
