"""The form as people get it, with every field as a handle: click, drag, drop, and an edge to make it wider."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from modeler.forms import edit
from modeler.forms.arrange import MOST_IN_A_ROW, Spot, may_hold, row_of
from modeler.ui.places.forms_rights.caption_editor import CaptionEditor
from modeler.ui.places.forms_rights.palette import FIELD_MIME, MIMES, SET_MIME, TERM_MIME, start_drag
from modeler.ui.places.forms_rights.widening import Widening
from runner.core.i18n import tr as _
from runner.data.dictionary import Dictionary
from runner.forms.field import FormFacts
from runner.forms.fields import kind_of
from runner.forms.inherit import KINDS
from runner.forms.schema import Component, Form
from runner.ui.controls.table import TableControl
from runner.ui.field_frame import FieldFrame, GroupFrame
from runner.ui.form_player import FormPlayer
from runner.ui.kit.style import current_theme
from runner.ui.kit.texts import label

EDGE = 8
_MOUSE = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseMove,
          QEvent.Type.MouseButtonDblClick, QEvent.Type.Wheel)  # fmt: skip
_LAYOUT = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.LayoutRequest)


@dataclass(frozen=True)
class Handle:
    """A component as it stands on the surface; `parent` is the id of the group or table around it."""

    id: str
    rect: QRect
    component: Component
    parent: str | None

    @property
    def is_container(self) -> bool:
        """Whether other fields may stand inside."""
        return self.component.type in ("group", "dynamiclist")


@dataclass(frozen=True)
class Target:
    """Where a drop would go, and the line that shows it."""

    spot: Spot
    line: QRect


class Mark(QWidget):
    """The outline of the selected field, above everything and in nobody's way."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(current_theme().accent), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)


class DesignSurface(QWidget):
    """A click selects, with Ctrl one more, with Shift all between; dragging moves what is selected, the line shows
    where it goes; dragging the right edge of a field makes it wider. `removed`, `stepped`, `nested` and `widened`
    come from the keyboard: Delete; Alt with up and down (-1, 1); Alt with left and right (-1 out of what is around,
    1 into what stands before); Alt and Shift with left and right (-1 narrower, 1 wider)."""

    selected = Signal(str)
    picked = Signal(str, str)
    """A field, and how it joins what is selected: `toggle`, `range`."""
    dropped = Signal(str, str, object)
    removed = Signal()
    stepped = Signal(int)
    nested = Signal(int)
    widened = Signal(int)
    resized = Signal(str, int)
    """A field and its new width in columns of its row."""
    captionAsked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Form"))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        self.player: FormPlayer | None = None
        self.form: Form | None = None
        self._pressed: tuple[str, QPoint] | None = None
        self._dragged = ""
        self._chosen = ""
        self._all: tuple[str, ...] = ()
        self._single = ""
        self._dictionary: Dictionary | None = None
        self._mark = Mark(self)
        self._marks: list[Mark] = []
        self._widening = Widening(self)
        self._line = QFrame(self)
        self._line.setProperty("role", "drop-line")
        self._line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._line.hide()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._place_mark)

    def show_form(self, form: Form, facts: FormFacts) -> None:
        """Show a form to be designed: all fields in sight, none to be filled in."""
        if self.player is not None:
            self._layout.removeWidget(self.player)
            self.player.hide()
            self.player.deleteLater()
        self.form = form
        self._dictionary = facts.dictionary
        self.player = FormPlayer(form, {}, [], facts)
        self._layout.addWidget(self.player)
        self._pressed = None
        self.player.show_hidden()
        for frame in self._frames_and_groups():
            invite(frame)
        self._watch(self.player)
        self.player.made.connect(self._take_in)
        self.player.make_in_view()
        self._mark.raise_()
        self._later.start()

    def _take_in(self, frame: FieldFrame) -> None:
        """A field that was not in view has got its control."""
        invite(frame)
        self._watch(frame)

    def _watch(self, root: QWidget) -> None:
        for widget in (root, *root.findChildren(QWidget)):
            widget.installEventFilter(self)
            widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            widget.setMouseTracking(True)

    def frames(self) -> list[FieldFrame]:
        """The frames of all fields, in the order of the form."""
        return self.player.findChildren(FieldFrame) if self.player is not None else []

    def groups(self) -> list[GroupFrame]:
        """The frames of all groups."""
        return self.player.findChildren(GroupFrame) if self.player is not None else []

    def _frames_and_groups(self) -> list[FieldFrame | GroupFrame]:
        return [*self.groups(), *self.frames()]

    # handles -----------------------------------------------------------------------------------

    def handles(self) -> list[Handle]:
        """Everything that can be selected, containers before what they hold."""
        if self.form is None:
            return []
        widgets: dict[str, QWidget] = {}
        for frame in self._frames_and_groups():
            widgets[frame.component.id or ""] = frame
        return self._handles(self.form.components, None, widgets)

    def _handles(
        self, components: Sequence[Component], parent: str | None, widgets: dict[str, QWidget]
    ) -> list[Handle]:
        found: list[Handle] = []
        for component in components:
            widget = widgets.get(component.id or "")
            if widget is None or not component.id or not self._is_in_sight(widget):
                continue
            found.append(Handle(component.id, self._rect(widget), component, parent))
            if component.type == "dynamiclist":
                found.extend(self._columns(component, widget))
            elif component.components:
                found.extend(self._handles(component.components, component.id, widgets))
        return found

    def _is_in_sight(self, widget: QWidget) -> bool:
        """Whether it stands on no tab that is behind another."""
        above = widget.parentWidget()
        while above is not None and above is not self.player:
            if isinstance(above.parentWidget(), QStackedWidget) and above.isHidden():
                return False
            above = above.parentWidget()
        return True

    def _columns(self, table: Component, widget: QWidget) -> list[Handle]:
        control = widget.findChild(TableControl)
        if control is None:
            return []
        named = [column for column in table.components or () if column.name]
        found = []
        for column in named:
            heading = control.heading_rect(column.name)
            if not heading.isEmpty() and column.id:
                rect = QRect(control.mapTo(self, heading.topLeft()), heading.size())
                found.append(Handle(column.id, rect, column, table.id))
        return found

    def _rect(self, widget: QWidget) -> QRect:
        return QRect(widget.mapTo(self, QPoint(0, 0)), widget.size())

    def handle_at(self, position: QPoint) -> Handle | None:
        """The innermost handle there."""
        return next((one for one in reversed(self.handles()) if one.rect.contains(position)), None)

    def rect_of(self, field: str) -> QRect:
        """Where a field stands; an empty rectangle for one that is not there."""
        return next((one.rect for one in self.handles() if one.id == field), QRect())

    # selection ---------------------------------------------------------------------------------

    def choose(self, field: str, *others: str) -> None:
        """Show a field as the selected one, and the others that are selected with it."""
        self._chosen = field
        self._all = tuple(one for one in others if one and one != field)
        self._place_mark()

    def _place_mark(self) -> None:
        while len(self._marks) < len(self._all):
            self._marks.append(Mark(self))
        wanted = zip((self._mark, *self._marks), (self._chosen, *self._all), strict=False)
        shown = {id(mark): self.rect_of(field) for mark, field in wanted}
        for mark in (self._mark, *self._marks):
            rect = shown.get(id(mark), QRect())
            mark.setVisible(not rect.isEmpty())
            mark.setGeometry(rect.adjusted(-6, -5, 6, 5))
            mark.raise_()
        for editor in self.findChildren(CaptionEditor):
            editor.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Presses select and drags move: in the designer no field is filled in."""
        kind = event.type()
        if kind in _LAYOUT:
            self._later.start()
            return False
        if kind not in _MOUSE or not isinstance(watched, QWidget):
            return False
        if kind == QEvent.Type.Wheel:
            event.ignore()
            return True
        if not isinstance(event, QMouseEvent):
            return False
        position = self.mapFromGlobal(event.globalPosition().toPoint())
        self._mouse(kind, position, event.modifiers())
        return not isinstance(watched, QTabBar)  # a tab is turned to, as well as selected

    def _mouse(self, kind: QEvent.Type, position: QPoint, keys: Qt.KeyboardModifier) -> None:
        if self._widening.mouse(kind, position):
            return
        if kind == QEvent.Type.MouseButtonPress:
            self._press(position, keys)
        elif kind == QEvent.Type.MouseMove and self._pressed is not None:
            field, start = self._pressed
            if (position - start).manhattanLength() >= QApplication.startDragDistance():
                self._pressed, self._single = None, ""
                self._drag(field)
        elif kind == QEvent.Type.MouseButtonRelease:
            self._pressed = None
            if self._single:
                self.selected.emit(self._single)
            self._single = ""
        elif kind == QEvent.Type.MouseButtonDblClick and (handle := self.handle_at(position)) is not None:
            self.captionAsked.emit(handle.id)

    def _press(self, position: QPoint, keys: Qt.KeyboardModifier) -> None:
        handle = self.handle_at(position)
        self.setFocus()
        self._single = ""
        if handle is not None and keys & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier):
            self._pressed = None
            self.picked.emit(handle.id, "toggle" if keys & Qt.KeyboardModifier.ControlModifier else "range")
            return
        self._pressed = (handle.id, position) if handle is not None else None
        if handle is not None and self._all and handle.id in (self._chosen, *self._all):
            self._single = handle.id  # several may be dragged: only a click without a drag leaves one of them
        else:
            self.selected.emit(handle.id if handle is not None else "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._mouse(QEvent.Type.MouseButtonPress, event.position().toPoint(), event.modifiers())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse(QEvent.Type.MouseMove, event.position().toPoint(), event.modifiers())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._mouse(QEvent.Type.MouseButtonRelease, event.position().toPoint(), event.modifiers())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._mouse(QEvent.Type.MouseButtonDblClick, event.position().toPoint(), event.modifiers())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        way = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        side = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._chosen:
            self.removed.emit()
        elif event.key() == Qt.Key.Key_F2 and self._chosen:
            self.captionAsked.emit(self._chosen)
        elif side is not None and alt and self._chosen:
            (self.widened if shift else self.nested).emit(side)
        elif way is not None and alt and self._chosen:
            self.stepped.emit(way)
        elif way is not None:
            self._walk(way, shift)
        elif event.key() == Qt.Key.Key_Escape and self._chosen:
            self.selected.emit("")
        else:
            super().keyPressEvent(event)

    def _walk(self, way: int, further: bool) -> None:
        """Select the next or previous field; `further`: as well as those that are selected."""
        ids = [one.id for one in self.handles()]
        if not ids:
            return
        at = ids.index(self._chosen) + way if self._chosen in ids else 0
        field = ids[max(0, min(at, len(ids) - 1))]
        if not further:
            self.selected.emit(field)
        elif field != self._chosen:
            self.picked.emit(field, "range")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._later.start()

    # drag and drop -----------------------------------------------------------------------------

    def _drag(self, field: str) -> None:
        widget: QWidget = next((one for one in self._frames_and_groups() if one.component.id == field), self)
        several = field in (self._chosen, *self._all)
        start_drag(widget, FIELD_MIME, "\n".join((self._chosen, *self._all)) if several else field)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(event.mimeData().hasFormat(mime) for mime in MIMES):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        target = self._target_of(event)
        self._line.setVisible(target is not None)
        if target is None:
            event.ignore()
            return
        self._line.setGeometry(target.line)
        self._line.raise_()
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._line.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._line.hide()
        target = self._target_of(event)
        if target is None:
            return
        mime, value = self._carried(event)
        event.acceptProposedAction()
        self.dropped.emit(mime, value, target.spot)

    def _carried(self, event: QDropEvent) -> tuple[str, str]:
        mime = next((one for one in MIMES if event.mimeData().hasFormat(one)), "")
        return mime, bytes(event.mimeData().data(mime).data()).decode() if mime else ""

    def _target_of(self, event: QDropEvent) -> Target | None:
        mime, value = self._carried(event)
        position = event.position().toPoint()
        if mime == FIELD_MIME:
            fields = value.split("\n")
            kinds = [self._kind_of(one) for one in fields]
            hard = next((one for one in kinds if one in ("group", "table", "tabs", "paper")), kinds[0])
            return self.target_at(position, hard, *fields)
        if mime == TERM_MIME:
            term = self._dictionary.element(value) if self._dictionary is not None else None
            return self.target_at(position, KINDS[term.type][0][0] if term and term.type in KINDS else "textfield")
        return self.target_at(position, "group" if mime == SET_MIME else value) if mime else None

    def _kind_of(self, field: str) -> str:
        try:
            return kind_of(edit.find(self.form, field).component).id if self.form is not None else ""
        except KeyError:
            return ""

    def target_at(self, position: QPoint, kind: str, *moved: str) -> Target | None:
        """Where a field of that kind dropped there would go; `moved` are the ids of what stands in the form
        already. None where it cannot go."""
        if self.form is None:
            return None
        handles = self.handles()
        inside = {one for one in moved if one}
        for one in handles:  # what is moved cannot go into itself
            if one.parent in inside:
                inside.add(one.id)
        parent: Handle | None = None
        for one in handles:
            near = one.rect.adjusted(0, EDGE, 0, -EDGE)
            if one.is_container and one.id not in inside and near.contains(position):
                parent = one if may_hold(self.form, one.id, kind) else parent
        siblings = [one for one in handles if one.parent == (parent.id if parent else None) and one.id not in inside]
        room = parent.rect.adjusted(EDGE, EDGE, -EDGE, -EDGE) if parent else self.rect().adjusted(2, 0, -2, 0)
        if parent is not None and parent.component.type == "dynamiclist":
            return _between_columns(position, parent.id, siblings, room)
        return _between_rows(position, parent.id if parent else None, siblings, room, kind)


def _between_columns(position: QPoint, table: str, columns: list[Handle], room: QRect) -> Target:
    before = next((one for one in columns if position.x() < one.rect.center().x()), None)
    x = before.rect.left() - 2 if before else columns[-1].rect.right() + 2 if columns else room.left()
    top = columns[0].rect.top() if columns else room.top()
    return Target(Spot(table, before.id if before else ""), QRect(x, top, 2, max(room.bottom() - top, 24)))


def _between_rows(position: QPoint, parent: str | None, siblings: list[Handle], room: QRect, kind: str) -> Target:
    """Above or below a row of fields, or, near the side of a field, beside it."""
    rows: list[list[Handle]] = []
    for one in siblings:
        row = row_of(one.component)
        if rows and row and row == row_of(rows[-1][-1].component) and one.component.type != "group":
            rows[-1].append(one)
        else:
            rows.append([one])
    for number, row_handles in enumerate(rows):
        top = min(one.rect.top() for one in row_handles)
        bottom = max(one.rect.bottom() for one in row_handles)
        if position.y() > bottom + EDGE // 2:
            continue
        after = rows[number + 1][0].id if number + 1 < len(rows) else ""
        if top <= position.y() <= bottom and (found := _beside(position, parent, row_handles, after, kind)):
            return found
        if position.y() < (top + bottom) / 2:
            return Target(Spot(parent, row_handles[0].id), QRect(room.left(), top - 6, room.width(), 2))
        return Target(Spot(parent, after), QRect(room.left(), bottom + 5, room.width(), 2))
    bottom = max((one.rect.bottom() for one in siblings), default=room.top())
    return Target(Spot(parent), QRect(room.left(), bottom + 5, room.width(), 2))


def _beside(position: QPoint, parent: str | None, row: list[Handle], behind: str, kind: str) -> Target | None:
    """Left or right of a field of that row, where the pointer is near its side; `behind` follows the row."""
    if kind in ("group", "table", "tabs", "paper") or len(row) >= MOST_IN_A_ROW:
        return None
    for number, one in enumerate(row):
        if one.component.type in ("group", "dynamiclist", "text"):
            continue
        rect = one.rect
        near = max(rect.width() // 4, 16)
        if rect.left() - EDGE <= position.x() <= rect.left() + near:
            return Target(Spot(parent, one.id, one.id), QRect(rect.left() - 7, rect.top(), 2, rect.height()))
        if rect.right() - near <= position.x() <= rect.right() + EDGE:
            after = row[number + 1].id if number + 1 < len(row) else behind
            return Target(Spot(parent, after, one.id), QRect(rect.right() + 6, rect.top(), 2, rect.height()))
    return None


def invite(frame: FieldFrame | GroupFrame) -> None:
    """An empty group or table says what belongs into it."""
    component, layout = frame.component, frame.layout()
    if layout is None or component.components:
        return
    if component.type == "group":
        layout.addWidget(label(_("An empty group: drag fields into it, or select it and click a kind."), "caption"))
    elif component.type == "dynamiclist":
        layout.addWidget(label(_("A table without columns: select it and click a kind, or drag it here."), "caption"))
