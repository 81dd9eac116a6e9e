"""Fields beside each other: which share a row, and how many of its columns each takes."""

from __future__ import annotations

from collections.abc import Sequence

from runner.forms.schema import Component

COLUMNS = 16
MOST_IN_A_ROW = 4


def is_group(component: Component) -> bool:
    """Whether the component holds others and has no value of its own."""
    return component.type == "group"


def rows_of(components: Sequence[Component]) -> list[list[Component]]:
    """Neighbours with the same `layout.row` stand in one row; containers and wide fields alone."""
    rows: list[list[Component]] = []
    last: object = None
    for component in components:
        row = (component.layout or {}).get("row")
        if rows and row and row == last and not is_group(component) and len(rows[-1]) < MOST_IN_A_ROW:
            rows[-1].append(component)
        else:
            rows.append([component])
        last = row if not is_group(component) else None
    return rows


def spans_of(row: Sequence[Component]) -> list[int]:
    """How many of the 16 columns each field of a row takes; what is left goes to the last ones without a width."""
    given = [(component.layout or {}).get("columns") for component in row]
    fixed = sum(columns for columns in given if isinstance(columns, int))
    open_count = sum(not isinstance(columns, int) for columns in given)
    each, left = divmod(max(COLUMNS - fixed, 2 * open_count), open_count) if open_count else (0, 0)
    spans = []
    for columns in given:
        if isinstance(columns, int):
            spans.append(columns)
        else:
            open_count -= 1
            spans.append(each + (1 if open_count < left else 0))
    return spans
