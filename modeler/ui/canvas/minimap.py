"""The minimap: the whole diagram in a corner, with the part that is seen as a frame that can be dragged."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QToolButton, QWidget

from modeler.bpmn.elements import SPECS
from modeler.document.change import Change
from modeler.ui.canvas.camera import Camera
from runner.core.i18n import tr as _
from runner.ui.kit.icons import icon

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView

_SIZE = QSize(216, 144)
_AIR, _BUTTON = 8, 26
_IDLE_MS = 350
"""The picture is drawn again when nothing has changed for so long."""


def _nothing() -> None:
    """No document listens."""


class Minimap(QWidget):
    """`toggled` tells that a person opened or closed it. Closed, it is one small button and draws nothing."""

    toggled = Signal(bool)

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self.setObjectName("minimap")
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._view = view
        self._open = False
        self._picture: QPixmap | None = None
        self._camera = Camera()
        self._held: QPointF | None = None
        self.drawn = 0
        """How many times the picture was drawn."""
        self.button = QToolButton(self)
        self.button.setObjectName("minimap-toggle")
        self.button.setFixedSize(_BUTTON, _BUTTON)
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.setAutoRaise(True)
        self.button.clicked.connect(lambda _on=False: self._switch())
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_IDLE_MS)
        self._soon.timeout.connect(self._draw)
        self._stop: Callable[[], None] = _nothing
        view.documentShown.connect(self._another)
        view.zoomChanged.connect(lambda _scale: self.update())
        view.themeChanged.connect(self._stale)
        view.fixed.append(self)
        view.destroyed.connect(lambda: self._stop())
        self._another()
        self.set_open(False)

    def set_open(self, on: bool) -> None:
        """Show the picture, or only the button."""
        self._open = on
        self.resize(_SIZE if on else QSize(_BUTTON, _BUTTON))
        self.button.move(self.width() - _BUTTON, 0)
        words = _("Close the minimap") if on else _("Open the minimap")
        self.button.setIcon(icon("close" if on else "compass"))
        self.button.setToolTip(words)
        self.button.setAccessibleName(words)
        if on:
            self._draw()
        self.settle()
        self.update()

    @property
    def is_open(self) -> bool:
        """Whether the picture is shown."""
        return self._open

    def toggle(self) -> None:
        """Open or close it."""
        self._switch()

    def _switch(self) -> None:
        self.set_open(not self._open)
        self.toggled.emit(self._open)

    def settle(self) -> None:
        """Stand in the upper right corner."""
        self.move(self._view.width() - self.width() - _AIR, _AIR)
        if self._open:
            self.update()

    # the picture

    def _another(self) -> None:
        self._stop()
        document = self._view.document
        self._stop = document.changed.connect(self._changed) if document is not None else _nothing
        self._stale()

    def _changed(self, _change: Change) -> None:
        self._stale()

    def _stale(self) -> None:
        if self._open:
            self._soon.start()
        else:
            self._picture = None

    def _draw(self) -> None:
        """The whole plane, small: boxes and lines, no names."""
        view, ratio = self._view, self.devicePixelRatioF()
        self.drawn += 1
        self._soon.stop()
        theme, camera = view.theme, self._camera
        camera.fit(view.scene.extent(), _SIZE.width(), _SIZE.height(), margin=10, largest=0.5)
        picture = QPixmap(_SIZE * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(theme.raised))
        painter = QPainter(picture)
        painter.translate(-camera.left, -camera.top)
        painter.scale(camera.scale, camera.scale)
        pen = QPen(QColor(theme.muted), 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        for flow in view.scene.flows.values():
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in flow.points]))
        for item in sorted(view.scene.nodes.values(), key=lambda item: item.layer):
            box = QRectF(item.x, item.y, item.w, item.h)
            hollow = item.container or SPECS[item.record.spec].category == "artifact"
            painter.setBrush(Qt.BrushStyle.NoBrush if hollow else QColor(item.record.fill or theme.paper))
            if SPECS[item.record.spec].category == "event":
                painter.drawEllipse(box)
            else:
                painter.drawRect(box)
        painter.end()
        self._picture = picture
        self.update()

    def frame(self) -> QRectF:
        """The part of the diagram that is seen, in pixels of this widget."""
        return self._camera.rect(self._view.camera.area(self._view.rect()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The kept picture and the frame; nothing of the diagram is drawn here."""
        painter = QPainter(self)
        theme = self._view.theme
        painter.setPen(QPen(QColor(theme.line), 1))
        if not self._open:
            painter.setBrush(QColor(theme.raised))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 4, 4)
            return
        if self._picture is not None:
            painter.drawPixmap(0, 0, self._picture)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        soft = QColor(theme.accent)
        soft.setAlpha(30)
        painter.setPen(QPen(QColor(theme.accent), 1.5))
        painter.setBrush(soft)
        whole = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRect(self.frame().intersected(whole))

    # the hand

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Inside the frame: take it; beside it: bring it there."""
        if not self._open or event.button() != Qt.MouseButton.LeftButton:
            return
        frame = self.frame()
        place = event.position()
        if not frame.contains(place):
            self._centre_on(place)
            self._held = QPointF(0, 0)
        else:
            self._held = place - frame.center()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The frame follows, and the canvas with it."""
        if self._held is not None:
            self._centre_on(event.position() - self._held)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._held = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom the canvas round its middle."""
        if self._open:
            self._view.zoom_to(self._view.camera.scale * 1.2 ** (event.angleDelta().y() / 120))
        event.accept()

    def _centre_on(self, place: QPointF) -> None:
        view, camera = self._view, self._view.camera
        x, y = self._camera.to_world(place)
        left, top = round(x * camera.scale - view.width() / 2), round(y * camera.scale - view.height() / 2)
        view.pan(camera.left - left, camera.top - top)
