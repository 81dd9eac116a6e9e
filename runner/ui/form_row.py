"""Fields beside each other in a form; where the room is too narrow they stand below each other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from runner.forms.schema import Component

COLUMNS = 16
MOST_IN_A_ROW = 4


class FormRow(QWidget):
    """`fields` with their widths in columns of 16. Hides itself when all its fields are hidden."""

    def __init__(self, fields: Sequence[QWidget], spans: Sequence[int], gap: int) -> None:
        super().__init__()
        self._fields = list(zip(fields, spans, strict=True))
        self._gap = gap
        self.is_stacked = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(gap)
        self._grid.setVerticalSpacing(gap)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
            self._grid.setColumnMinimumWidth(column, 0)
        self._lay_out()
        for field in fields:
            field.installEventFilter(self)

    def _lay_out(self) -> None:
        at = 0
        for number, (field, span) in enumerate(self._fields):
            self._grid.removeWidget(field)
            if self.is_stacked:
                self._grid.addWidget(field, number, 0, 1, COLUMNS)
            else:
                self._grid.addWidget(field, 0, at, 1, span)
                at += span

    def minimumSizeHint(self) -> QSize:
        """As wide as the widest field: beside each other they need not stand."""
        widest = max((field.minimumSizeHint().width() for field, _span in self._fields), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        shown = [field for field, _span in self._fields if not field.isHidden()]
        needed = sum(field.minimumSizeHint().width() for field in shown) + self._gap * (len(shown) - 1)
        stacked = len(shown) > 1 and needed > self.width()
        if stacked != self.is_stacked:
            self.is_stacked = stacked
            self._lay_out()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self.setVisible(any(not field.isHidden() for field, _span in self._fields))
        return False


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
