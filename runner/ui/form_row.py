"""Fields beside each other in a form; where the room is too narrow they stand below each other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from runner.forms.grid import COLUMNS
from runner.ui.kit.layouts import is_put_away


class FormRow(QWidget):
    """`fields` with their widths in columns of 16. `follow` hides it when all its fields are hidden."""

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
        shown = [field for field, _span in self._fields if not is_put_away(field)]
        needed = sum(field.minimumSizeHint().width() for field in shown) + self._gap * (len(shown) - 1)
        stacked = len(shown) > 1 and needed > self.width()
        if stacked != self.is_stacked:
            self.is_stacked = stacked
            self._lay_out()

    def follow(self) -> None:
        """Show the row as long as one of its fields is shown."""
        self.setVisible(any(not is_put_away(field) for field, _span in self._fields))
