"""Making a field wider or narrower by its right edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtWidgets import QFrame, QLabel

from modeler.forms.arrange import LEAST_WIDTH, grid_of
from runner.ui.field_frame import FieldFrame
from runner.ui.form_player import GAP

if TYPE_CHECKING:
    from modeler.ui.places.forms_rights.surface import DesignSurface

NEAR = 5
"""So many pixels on either side of the edge take hold of it."""


class Widening(QObject):
    """Follows the mouse on a surface while an edge is dragged, and shows how wide the field will be."""

    def __init__(self, surface: DesignSurface) -> None:
        super().__init__(surface)
        self._surface = surface
        self._field = ""
        self._rect = QRect()
        self._unit = 1.0
        self._grid = 0
        self.columns = 0
        self._line = QFrame(surface)
        self._line.setProperty("role", "drop-line")
        self._told = QLabel(surface)
        self._told.setProperty("role", "pill")
        for widget in (self._line, self._told):
            widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            widget.hide()

    def mouse(self, kind: QEvent.Type, position: QPoint) -> bool:
        """Whether the event was about an edge."""
        if kind == QEvent.Type.MouseButtonPress:
            frame = self.edge_at(position)
            if frame is None:
                return False
            self._begin(frame)
            return True
        if not self._field:
            if kind == QEvent.Type.MouseMove:
                over = self.edge_at(position) is not None
                shape = Qt.CursorShape.SizeHorCursor if over else Qt.CursorShape.ArrowCursor
                self._surface.setCursor(shape)
            return False
        if kind == QEvent.Type.MouseMove:
            self._follow(position)
        elif kind == QEvent.Type.MouseButtonRelease:
            field, self._field = self._field, ""
            self._line.hide()
            self._told.hide()
            if self.columns:
                self._surface.resized.emit(field, self.columns)
        return True

    def edge_at(self, position: QPoint) -> FieldFrame | None:
        """The field whose right edge is there; tables and texts have a row for themselves."""
        for frame in self._surface.frames():
            if not frame.component.name or frame.component.type == "dynamiclist" or not frame.isVisible():
                continue
            rect = QRect(frame.mapTo(self._surface, QPoint(0, 0)), frame.size())
            near = abs(position.x() - rect.right()) <= NEAR
            if near and rect.top() <= position.y() <= rect.bottom():
                return frame
        return None

    def _begin(self, frame: FieldFrame) -> None:
        form, identity, row = self._surface.form, frame.component.id or "", frame.parentWidget()
        if form is None or row is None:
            return
        self._field, self.columns = identity, 0
        self._rect = QRect(frame.mapTo(self._surface, QPoint(0, 0)), frame.size())
        self._grid = grid_of(form, identity)
        if self._grid == 16:
            self._unit = (row.width() + GAP) / self._grid
        else:  # a cell of a ruled table: its columns are those of the whole table
            table = row.parentWidget() or row
            self._unit = table.width() / self._grid
        self._surface.selected.emit(identity)

    def _follow(self, position: QPoint) -> None:
        wanted = round((position.x() - self._rect.left() + GAP / 2) / self._unit)
        self.columns = max(LEAST_WIDTH, min(wanted, self._grid))
        x = round(self._rect.left() + self.columns * self._unit - GAP)
        self._line.setGeometry(x, self._rect.top() - 4, 2, self._rect.height() + 8)
        self._told.setText(f"{self.columns} / {self._grid}")
        self._told.adjustSize()
        self._told.move(max(x - self._told.width() - 6, 0), self._rect.top() - 4)
        for widget in (self._line, self._told):
            widget.show()
            widget.raise_()
