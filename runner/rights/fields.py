"""What a step may do with each field of its form: hidden, read, edit or required, and which line says so."""

from __future__ import annotations

from collections.abc import Sequence

from runner.rights.model import Access, FieldRight, RowRight

EVERYTHING = "*"
"""The path of a line that holds for all fields without a line of their own."""


def field_right(form_fields: Sequence[FieldRight], path: str) -> FieldRight | None:
    """The line that decides about a path: its own, else that of the nearest container, else `*`."""
    lines = {line.path: line for line in form_fields}
    wanted = path
    while wanted:
        if wanted in lines:
            return lines[wanted]
        wanted = wanted.rpartition(".")[0]
    return lines.get(EVERYTHING)


def field_access(form_fields: Sequence[FieldRight], path: str) -> Access:
    """What the step may do with the field at `path` (dotted; a column of a table is `table.column`).

    A hidden table hides its columns; else the nearest line decides, so that a step may edit one column of
    a table whose rows it only reads. Without a deciding line: a list that opens any field (edit,
    required) leaves the others to be read; a list that only restricts, or no list, leaves them open.
    """
    line = field_right(form_fields, path)
    if line is None:
        return "read" if any(item.access in ("edit", "required") for item in form_fields) else "edit"
    above = [field_right(form_fields, outer) for outer in _containers(path)]
    if any(item is not None and item.access == "hidden" for item in above):
        return "hidden"
    # a required table needs a row; whether each of its columns must be filled is said by the columns
    return "edit" if line.access == "required" and line.path not in (path, EVERYTHING) else line.access


def row_rights(form_fields: Sequence[FieldRight], path: str) -> frozenset[RowRight]:
    """What a step that edits the table at `path` may do with its rows: as its own line says, else both."""
    line = field_right(form_fields, path)
    return frozenset(line.rows if line and line.path == path and line.rows is not None else ("add", "delete"))


def _containers(path: str) -> list[str]:
    parts = path.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts))]


def with_default(form_fields: Sequence[FieldRight], *, is_start: bool) -> list[FieldRight]:
    """The lines with the default of the step added as `*`: all the rest may be edited at the start and
    read at every later step. No lines stay no lines: then everything may be edited."""
    lines = list(form_fields)
    if lines and not any(line.path == EVERYTHING for line in lines):
        lines.append(FieldRight(path=EVERYTHING, access="edit" if is_start else "read"))
    return lines
