"""Directory services and their recorded answers out of rows of a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from modeler.organization.rows import Line
from modeler.organization.texts import FACTS, NOBODY, answer_cells, joined, json_value, split_list
from runner.connectors.desk import parse_delay
from runner.core.errors import RunError
from runner.organization.model import RecordedAnswer

if TYPE_CHECKING:
    from modeler.organization.building import Builder


class ServiceRows:
    """The rows of the sheet `services`; a row is an answer."""

    def __init__(self, build: Builder) -> None:
        self._build = build
        self._old: dict[str, list[RecordedAnswer]] = {one.id: list(one.answers) for one in build.before.services}

    def service(self, line: Line) -> None:
        """The directory service; its first row in the sheet begins its answers anew."""
        if self._build.first(line):
            cells = line.cells
            self._build.put(
                "services", cells["id"], name=self._build.name(line, "services"), system=cells.get("system", ""),
                operation=cells.get("operation", ""), answers=[],
            )  # fmt: skip

    def answer(self, line: Line) -> None:
        """A recorded answer of a directory service; one that is not changed keeps what no cell shows."""
        cells = dict(line.cells)
        for column, table in (("starter", "users"), ("department", "departments")):
            if cells.get(column):
                cells[column] = self._known(line, column, table, cells[column])
        if (named := cells.get("people", "")) and isinstance(json_value(named), str) and named != NOBODY:
            cells["people"] = joined([self._known(line, "people", "users", one) for one in split_list(named)])
        if (delay := cells.get("delay", "")) and not is_delay(delay):
            line.wrong("not-a-length", "delay", delay)
        service = self._build.tables["services"].get(cells["id"])
        given = {key: cells[key] for key in (*FACTS, "people", "delay", "failure") if cells.get(key)}
        if line.problems or service is None or not given:
            return
        old = self._old.get(service.id, [])
        before = next((old.pop(at) for at, one in enumerate(old) if answer_cells(one) == given), None)
        self._build.put("services", service.id, answers=[*service.answers, before or answer_of(given)])

    def _known(self, line: Line, column: str, table: str, text: str) -> str:
        """The id of what is named by id or full name; a reference, or somebody unknown, as it is written."""
        if ":" in text or text in self._build.tables[table]:
            return text
        fitting = self._build.names[table].get(text, [])
        if len(fitting) > 1:
            line.wrong("ambiguous", column, text)
        return fitting[0] if len(fitting) == 1 else text


def answer_of(cells: Mapping[str, str]) -> RecordedAnswer:
    """A recorded answer out of its cells."""
    given: dict[str, Any] = {name: cells[name] for name in ("delay", "failure") if cells.get(name)}
    if when := {name: json_value(cells[name]) for name in FACTS if cells.get(name)}:
        given["when"] = when
    named = cells.get("people", "")
    if named and named != NOBODY:
        value = json_value(named)
        given["people"] = split_list(named) if isinstance(value, str) and value == named else value
    return RecordedAnswer(**given)


def is_delay(text: str) -> bool:
    """Whether a text is a length of time such as PT10S."""
    try:
        return parse_delay(text) is not None
    except RunError:
        return False
