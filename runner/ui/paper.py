"""Fields in a ruled table, as on a paper form."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from runner.forms.fields.paper import COLUMNS, rows_high
from runner.forms.schema import Component
from runner.ui.kit.texts import label

CAPTION = 4
"""Columns of 24 that a caption takes."""


def cell(inner: QWidget, role: str) -> QFrame:
    """A ruled cell."""
    frame = QFrame()
    frame.setProperty("role", role)
    box = QVBoxLayout(frame)
    box.setContentsMargins(8, 4, 8, 4)
    box.addWidget(inner)
    return frame


class PaperGrid(QFrame):
    """`rows` of components, each with its caption in a cell and its field in the next; `make` gives the field
    of a component, without its caption. A cell over several rows pushes those below it aside."""

    def __init__(self, rows: Sequence[Sequence[Component]], make: Callable[[Component], QWidget | None]) -> None:
        super().__init__()
        self.setProperty("role", "paper")
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setSpacing(0)
        for column in range(COLUMNS):
            self.grid.setColumnStretch(column, 1)
            self.grid.setColumnMinimumWidth(column, 0)
        taken: set[tuple[int, int]] = set()
        for number, row in enumerate(rows):
            made = [(one, field) for one in row if (field := make(one)) is not None]
            self._row(number, made, taken)

    def _row(self, number: int, made: Sequence[tuple[Component, QWidget]], taken: set[tuple[int, int]]) -> None:
        free = [column for column in range(COLUMNS) if (number, column) not in taken]
        spans = _spans([one for one, _field in made], len(free))
        at = 0
        for (component, field), span in zip(made, spans, strict=True):
            columns = free[at : at + span]
            at += span
            if not columns:
                continue
            high = rows_high(component)
            taken.update((number + down, column) for down in range(high) for column in columns)
            words = component.caption if component.name else ""
            width = min(CAPTION, max(span - 2, 0)) if words else 0
            if width:
                caption = label(words, "muted", wrap=True)
                caption.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
                self.grid.addWidget(cell(caption, "paper-caption"), number, columns[0], high, width)
            self.grid.addWidget(cell(field, "paper-cell"), number, columns[0] + width, high, span - width)


def _spans(row: Sequence[Component], room: int) -> list[int]:
    """How many columns each field of a row takes of those that are free."""
    told = [(one.layout or {}).get("columns") for one in row]
    fixed = [one if isinstance(one, int) and not isinstance(one, bool) and one > 0 else 0 for one in told]
    left, count = room - sum(fixed), sum(not one for one in fixed)
    spans = []
    for one in fixed:
        share = max(left // count, 1) if count and not one else 0
        if not one:
            left, count = left - share, count - 1
        spans.append(one or share)
    if row and sum(spans) < room:
        spans[-1] += room - sum(spans)
    return spans
