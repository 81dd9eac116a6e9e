"""The kinds of fields, to click or to drag into the form."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import QDrag, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from runner.core.i18n import tr as _
from runner.forms.fields import FIELDS
from runner.ui.kit.texts import label

KIND_MIME = "application/x-slipway-field-kind"
FIELD_MIME = "application/x-slipway-field"


def start_drag(source: QWidget, mime: str, value: str) -> None:
    """Drag a text of our own kind, with the widget as picture."""
    data = QMimeData()
    data.setData(mime, value.encode())
    drag = QDrag(source)
    drag.setMimeData(data)
    drag.setPixmap(source.grab())
    drag.exec(Qt.DropAction.MoveAction)


class KindButton(QFrame):
    """A kind of field: a click adds it to the form, dragging puts it where it is dropped."""

    clicked = Signal(str)

    def __init__(self, kind: str, text: str) -> None:
        super().__init__()
        self.kind = kind
        self.setProperty("role", "card")
        self.setProperty("active", "true")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(text)
        self.setToolTip(_("Click to add, or drag into the form"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.addWidget(label(text))
        self._pressed: QPoint | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint() if event.button() == Qt.MouseButton.LeftButton else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        if (event.position().toPoint() - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            start_drag(self, KIND_MIME, self.kind)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and self.rect().contains(event.position().toPoint()):
            self.clicked.emit(self.kind)
        self._pressed = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit(self.kind)
        else:
            super().keyPressEvent(event)


class KindPalette(QWidget):
    """All kinds that the designer offers; `clicked` carries the kind."""

    clicked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(188)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 16, 0, 8)
        column.setSpacing(4)
        column.addWidget(label(_("Add a field"), "caption"))
        inner = QWidget()
        inner.setProperty("role", "page")
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, 8, 0)
        rows.setSpacing(4)
        self.kinds: dict[str, KindButton] = {}
        for kind in sorted((one for one in FIELDS.values() if one.offered), key=lambda one: one.offered):
            entry = KindButton(kind.id, _(kind.label))
            entry.clicked.connect(self.clicked)
            rows.addWidget(entry)
            self.kinds[kind.id] = entry
        rows.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        column.addWidget(scroll, 1)
