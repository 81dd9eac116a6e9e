"""The context pad: what can be done next with the selected element, right beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout

from modeler.bpmn.elements import SPECS, morph_targets
from modeler.document.records import NodeRecord
from modeler.ui.canvas import append_ghost, verbs
from modeler.ui.canvas.arranging import open_arranging
from modeler.ui.canvas.buttons import DragButton
from modeler.ui.canvas.colours import open_colours
from modeler.ui.canvas.icons import glyph_icon, spec_icon
from modeler.ui.canvas.overlays.label_handles import label_room
from modeler.ui.canvas.pad_containers import offers, stands_for
from runner.core.i18n import N_
from runner.core.i18n import tr as _

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView

_SIZE = 28
_COLUMNS = 3
_GAP = 14
_FRAME_MS = 16

APPENDS = ("end-event", "exclusive-gateway", "user-task", "intermediate-throw-event")
WAITING = (
    "receive-task",
    "intermediate-catch-event-message",
    "intermediate-catch-event-timer",
    "intermediate-catch-event-conditional",
    "intermediate-catch-event-signal",
)
_TIPS = {
    "end-event": N_("Append end event"),
    "exclusive-gateway": N_("Append gateway"),
    "user-task": N_("Append task"),
    "intermediate-throw-event": N_("Append intermediate event"),
    "receive-task": N_("Append receive task"),
    "intermediate-catch-event-message": N_("Append message event"),
    "intermediate-catch-event-timer": N_("Append timer event"),
    "intermediate-catch-event-conditional": N_("Append conditional event"),
    "intermediate-catch-event-signal": N_("Append signal event"),
}


class ContextPad(QFrame):
    """A small grid of buttons, shown for the selection while no gesture runs."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self.setObjectName("context-pad")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # goes elsewhere as it is, without being painted
        self._view = view
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(2, 2, 2, 2)
        self._grid.setSpacing(2)
        self._for: tuple[object, ...] = ()
        self._showing = False
        self._following = QTimer(self)
        self._following.setSingleShot(True)
        self._following.setInterval(_FRAME_MS)
        self._following.timeout.connect(lambda: self.update_for(self._view.selection.ids))
        self.hide()

    def update_for(self, ids: tuple[str, ...], *, soon: bool = False) -> None:
        """Show the buttons for a selection; hide where there is none. `soon`: where the same buttons stand beside it
        already, they may follow it a frame later, when what was edited is on the screen."""
        view = self._view
        if not ids or view.read_only or view.document is None:
            self.hide()
            return
        node = view.scene.node(ids[0]) if len(ids) == 1 else None
        several = len(ids) > 1 and verbs.may_arrange(view)
        shown = stands_for(view, node.record) if node else ()
        kinds = len(ids) > 1 and bool(view.morph_choices())
        name = view.selection.is_name
        key = (ids if len(ids) == 1 else (several, kinds), shown, name, view.theme.name, _("Delete"))
        if key != self._for:
            self._for = key
            self._fill(ids, node.record if node else None, several)
        elif soon and self.isVisible():
            if not self._following.isActive():
                self._following.start()
            return
        self.place(ids)

    @property
    def is_following(self) -> bool:
        """Whether it still stands where its element was."""
        return self._following.isActive()

    def place(self, ids: tuple[str, ...]) -> None:
        """Stand right of the selection, within the canvas."""
        view = self._view
        if view.selection.is_name and (room := label_room(view.scene, ids[0])) is not None:
            boxes = [room]
        else:
            boxes = [bounds for identity in ids if (bounds := view.scene.bounds_of(identity)) is not None]
        if not boxes:
            self.hide()
            return
        whole = boxes[0]
        for box in boxes[1:]:
            whole = whole.united(box)
        rect = view.camera.rect(whole)
        self.adjustSize()
        spot = QPoint(round(rect.right()) + _GAP, round(rect.top()) - 6)
        if spot.x() + self.width() > view.width():
            spot.setX(max(4, min(round(rect.left()) - _GAP - self.width(), view.width() - self.width() - 4)))
        spot.setY(max(4, min(spot.y(), view.height() - self.height() - 4)))
        self.move(spot)
        self.setVisible(view.rect().intersects(rect.toRect()))
        self.raise_()

    def _fill(self, ids: tuple[str, ...], record: NodeRecord | None, several: bool) -> None:
        self._drop_ghost()
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        view, theme = self._view, self._view.theme
        sheet = (
            f"QToolButton {{ border: none; border-radius: 4px; background: transparent; }}"
            f"QToolButton:hover {{ background: {theme.accent_soft}; }}"
        )
        if sheet != self.styleSheet():  # all in it is styled again, even by the same sheet
            self.setStyleSheet(sheet)
        if view.selection.is_name:
            self._button("tool-delete", _("Remove the name"), view.delete_selection)
            return
        if record is not None:
            self._fill_for(record)
        elif len(ids) == 1:
            if view.morph_choices():
                self._button("tool-morph", _("Change type (R)"), view.morph)
            if (flow := view.scene.flow(ids[0])) is not None and flow.record.kind in ("sequenceFlow", "messageFlow"):
                self._note(ids[0])
        elif several:
            if view.morph_choices():
                self._button("tool-morph", _("Change type (R)"), view.morph)
            self._button("tool-arrange", _("Align and distribute"), lambda: open_arranging(view))
        self._button("tool-colour", _("Colour"), lambda: open_colours(view))
        self._button("tool-delete", _("Delete"), view.delete_selection)

    def _fill_for(self, record: NodeRecord) -> None:
        view = self._view
        for spec_id in appends_for(record):
            self._append(record.id, spec_id)
        for offer in offers(view, record):
            self._button(offer.sign, offer.tip, offer.act)
        if may_begin_a_line(record):
            connect = self._button("tool-connect", _("Connect"), lambda: view.start_connect(record.id))
            connect.drag_begun.connect(lambda: view.start_connect(record.id))
            connect.drag_moved.connect(view.drag_create)
            connect.drag_dropped.connect(view.drop_create)
        if morph_targets(record.spec):
            self._button("tool-morph", _("Change type (R)"), view.morph)
        if record.tag not in ("textAnnotation", "lane"):
            self._note(record.id)

    def _note(self, own: str) -> None:
        note = self._button("tool-annotate", _("Add text annotation"), self._view.annotate)
        self._shows(note, own, "text-annotation")

    def _append(self, source: str, spec_id: str) -> None:
        view = self._view
        button = DragButton(spec_icon(spec_id, view.theme), _(_TIPS[spec_id]), _SIZE, self)
        button.setObjectName(f"append-{spec_id}")
        self._shows(button, source, spec_id)
        button.clicked.connect(lambda _checked=False: view.append(spec_id))
        button.drag_begun.connect(lambda: view.start_create(spec_id, source))
        button.drag_moved.connect(view.drag_create)
        button.drag_dropped.connect(view.drop_create)
        self._put(button)

    def _shows(self, button: DragButton, source: str, spec_id: str) -> None:
        """While the pointer rests on the button, a ghost shows what a click gives."""
        view = self._view

        def pointed(on: bool) -> None:
            self._drop_ghost()
            if on:
                self._showing = append_ghost.show(view, source, spec_id)

        button.pointed.connect(pointed)
        button.clicked.connect(lambda _checked=False: self._drop_ghost())

    def _drop_ghost(self) -> None:
        if self._showing:
            self._showing = False
            append_ghost.hide(self._view)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A card on the paper."""
        theme, painter = self._view.theme, QPainter(self)
        painter.setBackground(QColor(theme.paper))
        painter.eraseRect(event.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(QColor(theme.raised))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def hideEvent(self, event: QHideEvent) -> None:
        """No ghost without its button."""
        super().hideEvent(event)
        self._following.stop()
        self._drop_ghost()

    def _button(self, sign: str, tip: str, act: Callable[[], object]) -> DragButton:
        button = DragButton(glyph_icon(sign, self._view.theme), tip, _SIZE, self)
        button.setObjectName(sign)
        button.clicked.connect(lambda _checked=False: act())
        self._put(button)
        return button

    def _put(self, button: DragButton) -> None:
        count = self._grid.count()
        self._grid.addWidget(button, count // _COLUMNS, count % _COLUMNS)
        button.show()


def appends_for(record: NodeRecord) -> tuple[str, ...]:
    """What may follow an element."""
    spec = SPECS[record.spec]
    if spec.tag == "eventBasedGateway":
        return WAITING
    if spec.tag == "endEvent" or spec.category not in ("activity", "event", "gateway"):
        return ()
    if (
        spec.id.startswith("event-sub-process")
        or "compensation" in record.markers
        or spec.id.endswith("throw-event-link")
    ):
        return ()
    if spec.id == "boundary-event-compensation":
        return ("user-task",)
    return APPENDS


def may_begin_a_line(record: NodeRecord) -> bool:
    """Whether a connect button makes sense."""
    spec = SPECS[record.spec]
    return spec.tag not in ("lane",) and spec.look != "group"
