"""A signature drawn with pen or mouse, kept as a PNG of its strokes."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QTabletEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from runner.core.atomic import digest
from runner.core.errors import FileError
from runner.core.i18n import tr as _
from runner.forms.fields.signature import NAME
from runner.forms.schema import Component
from runner.ui.control import Control, ControlKind, FormSurroundings
from runner.ui.kit.style import current_theme
from runner.ui.kit.texts import button, label

WIDTH, HEIGHT = 320, 110
PEN = 2.2


class Pad(QWidget):
    """Where it is drawn; Delete clears it."""

    signed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.strokes: list[QPolygonF] = []
        self.setFixedSize(WIDTH, HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._is_down = False

    def _begin(self, at: QPointF) -> None:
        self._is_down = True
        self.strokes.append(QPolygonF([at]))

    def _draw(self, at: QPointF) -> None:
        if self._is_down:
            self.strokes[-1].append(at)
            self.update()

    def _end(self) -> None:
        if self._is_down:
            self._is_down = False
            self.update()
            self.signed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._draw(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._end()

    def tabletEvent(self, event: QTabletEvent) -> None:
        kinds = event.Type
        if event.type() == kinds.TabletPress:
            self._begin(event.position())
        elif event.type() == kinds.TabletMove:
            self._draw(event.position())
        else:
            self._end()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
            self.signed.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def clear(self) -> None:
        """Take all strokes away."""
        self.strokes = []
        self.update()

    def png(self) -> bytes:
        """The strokes in black on white; empty without strokes."""
        if not any(stroke.size() > 1 for stroke in self.strokes):
            return b""
        image = QImage(QSize(WIDTH * 2, HEIGHT * 2), QImage.Format.Format_Grayscale8)
        image.fill(Qt.GlobalColor.white)  # a picture that is stored and printed knows no theme
        painter = QPainter(image)
        painter.scale(2, 2)
        self._paint_strokes(painter, QColor(Qt.GlobalColor.black))
        painter.end()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]  # PySide's stubs want bytes, Qt takes text
        return bytes(buffer.data().data())

    def _paint_strokes(self, painter: QPainter, ink: QColor) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(ink, PEN)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        for stroke in self.strokes:
            painter.drawPolyline(stroke)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setBrush(QColor(theme.surface))
        painter.setPen(QPen(QColor(theme.accent if self.hasFocus() else theme.strong_line), 1))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 6, 6)
        if not self.strokes:
            painter.setPen(QColor(theme.faint))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, _("Sign here"))
        self._paint_strokes(painter, QColor(theme.text))
        painter.end()


class SignatureControl(Control):
    """The stored value is `{"name", "size", "sha256"}`; the PNG lies with the files of the workspace."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings)
        self._value: dict[str, object] | None = None
        self._is_reading = False
        self.pad = Pad()
        self.pad.setAccessibleName(component.caption)
        self.pad.signed.connect(self._signed)
        self.picture = QLabel()
        self.picture.hide()
        self.again = button(_("Sign again"))
        self.again.clicked.connect(self._clear)
        self.again.hide()
        self.refused = label("", "bad", wrap=True)
        self.refused.hide()
        row = QHBoxLayout()
        row.addWidget(self.pad)
        row.addWidget(self.picture)
        row.addWidget(self.again, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.refused)
        self.setFocusProxy(self.pad)

    def _signed(self) -> None:
        data = self.pad.png()
        self.refused.hide()
        self._value = {"name": NAME, "size": len(data), "sha256": digest(data)} if data else None
        self.again.setVisible(bool(data))
        if data and self.surroundings.files is not None:
            try:
                self.surroundings.files.put(data)
            except FileError as error:
                self._value = None
                self.refused.setText(error.message)
                self.refused.show()
        self.edited.emit()

    def _clear(self) -> None:
        self.pad.clear()
        self.pad.show()
        self.picture.hide()
        self.again.hide()
        self._value = None
        self.pad.setFocus()
        self.edited.emit()

    def value(self) -> object:
        return self._value

    def set_value(self, value: object) -> None:
        self._value = dict(value) if isinstance(value, dict) else None
        self.pad.clear()
        pixmap = self._stored_picture()
        self.picture.setVisible(self._value is not None or self._is_reading)
        self.pad.setVisible(self._value is None and not self._is_reading)
        self.again.setVisible(self._value is not None and not self._is_reading)
        if pixmap is not None:
            self.picture.setPixmap(pixmap)
        else:
            self.picture.setText(_("Signed") if self._value is not None else "–")

    def _stored_picture(self) -> QPixmap | None:
        files = self.surroundings.files
        sha256 = str((self._value or {}).get("sha256") or "")
        if files is None or not files.has(sha256):
            return None
        image = QImage()
        try:
            if not image.loadFromData(files.get(sha256, NAME), "PNG"):
                return None
        except FileError:
            return None
        size = QSize(WIDTH, HEIGHT)
        return QPixmap.fromImage(image).scaled(
            size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )

    def set_reading(self) -> bool:
        self._is_reading = True
        self.again.hide()
        self.pad.hide()
        return True

    def reading_text(self, value: object) -> str:
        return _("Signed") if value else ""


CONTROL = ControlKind("signature", SignatureControl)
