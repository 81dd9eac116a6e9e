"""The form designer: kinds of fields on the left, the form as people get it in the middle, settings on the right."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QDrag, QDragEnterEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modeler.forms import edit
from modeler.ui.context import Context
from modeler.ui.places.forms_rights.parts import Parts
from modeler.ui.places.forms_rights.steps import Step, steps_of
from runner.core.errors import FormatError
from runner.core.i18n import tr as _
from runner.forms.field import FormFacts
from runner.forms.fields import FIELDS
from runner.forms.schema import Form
from runner.ui.form_player import FieldFrame, FormPlayer
from runner.ui.kit.cards import SegmentedBar
from runner.ui.kit.states import EmptyState
from runner.ui.kit.style import set_look
from runner.ui.kit.texts import button, label

KIND_MIME = "application/x-slipway-field-kind"
FIELD_MIME = "application/x-slipway-field"


class KindButton(QFrame):
    """A kind of field: a click adds it at the end, dragging puts it where it is dropped."""

    clicked = Signal(str)

    def __init__(self, kind: str, text: str) -> None:
        super().__init__()
        self.kind = kind
        self.setProperty("role", "card")
        self.setProperty("active", "true")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 5, 10, 5)
        layout.addWidget(label(text))
        self._pressed: QPoint | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.pos()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        if (event.pos() - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            start_drag(self, KIND_MIME, self.kind)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None:
            self._pressed = None
            self.clicked.emit(self.kind)

    def keyPressEvent(self, event: object) -> None:
        if getattr(event, "key", int)() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit(self.kind)
        else:
            super().keyPressEvent(event)  # type: ignore[arg-type]


def start_drag(source: QWidget, mime: str, value: str) -> None:
    """Drag a text of our own kind, with the widget as picture."""
    data = QMimeData()
    data.setData(mime, value.encode())
    drag = QDrag(source)
    drag.setMimeData(data)
    drag.setPixmap(source.grab())
    drag.exec(Qt.DropAction.MoveAction)


class DesignSurface(QWidget):
    """The form with its fields as handles: a click selects, dragging moves, the line shows where it goes."""

    selected = Signal(str)
    dropped = Signal(str, str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.player: FormPlayer | None = None
        self._pressed: tuple[FieldFrame, QPoint] | None = None
        self._chosen = ""
        self._line = QFrame(self)
        self._line.setProperty("role", "drop-line")
        self._line.setFixedHeight(2)
        self._line.hide()

    def show_form(self, form: Form, facts: FormFacts) -> None:
        """Show a form to be designed: all fields in sight, none to be filled in."""
        if self.player is not None:
            self._layout.removeWidget(self.player)
            self.player.hide()
            self.player.deleteLater()
        self.player = FormPlayer(form, {}, [], facts)
        self._layout.addWidget(self.player)
        self._pressed = None
        for frame in self.frames():
            frame.show()
            frame.installEventFilter(self)
            for child in frame.findChildren(QWidget):
                child.installEventFilter(self)
                child.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.choose(self._chosen)

    def frames(self) -> list[FieldFrame]:
        """The frames of all fields, in the order of the form."""
        return self.player.findChildren(FieldFrame) if self.player is not None else []

    def choose(self, field: str) -> None:
        """Show a field as the selected one."""
        self._chosen = field
        for frame in self.frames():
            set_look(frame, chosen="true" if frame.component.id == field else "false")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Presses select and drags move: in the designer no field is filled in."""
        kind = event.type()
        presses = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseMove,
                   QEvent.Type.MouseButtonDblClick, QEvent.Type.Wheel)  # fmt: skip
        if kind not in presses or not isinstance(watched, QWidget):
            return False
        if kind == QEvent.Type.Wheel:
            event.ignore()
            return True
        frame = self._frame_of(watched)
        if frame is None or not isinstance(event, QMouseEvent):
            return False
        if kind == QEvent.Type.MouseButtonPress:
            self._pressed = (frame, event.globalPosition().toPoint())
            self.selected.emit(frame.component.id or "")
        elif kind == QEvent.Type.MouseMove and self._pressed is not None:
            way = event.globalPosition().toPoint() - self._pressed[1]
            if way.manhattanLength() >= QApplication.startDragDistance():
                moved, self._pressed = self._pressed[0], None
                start_drag(moved, FIELD_MIME, moved.component.id or "")
        elif kind == QEvent.Type.MouseButtonRelease:
            self._pressed = None
        return True

    @staticmethod
    def _frame_of(widget: QWidget) -> FieldFrame | None:
        at: QWidget | None = widget
        while at is not None and not isinstance(at, FieldFrame):
            at = at.parentWidget()
        return at

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(KIND_MIME) or event.mimeData().hasFormat(FIELD_MIME):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: object) -> None:
        """Show where it would go."""
        position = event.position().toPoint()  # type: ignore[attr-defined]
        frame = self.frame_before(position)
        y = frame.mapTo(self, QPoint(0, 0)).y() - 6 if frame is not None else self.height() - 4
        self._line.setGeometry(0, max(y, 0), self.width(), 2)
        self._line.show()
        self._line.raise_()
        event.acceptProposedAction()  # type: ignore[attr-defined]

    def dragLeaveEvent(self, event: object) -> None:
        self._line.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._line.hide()
        frame = self.frame_before(event.position().toPoint())
        before = (frame.component.id or "") if frame is not None else ""
        for mime in (KIND_MIME, FIELD_MIME):
            if event.mimeData().hasFormat(mime):
                self.dropped.emit(mime, bytes(event.mimeData().data(mime).data()).decode(), before)
        event.acceptProposedAction()

    def frame_before(self, position: QPoint) -> FieldFrame | None:
        """The field before which something dropped here goes; None: at the end."""
        for frame in self.frames():
            top = frame.mapTo(self, QPoint(0, 0))
            above = position.y() < top.y() + frame.height() / 2
            same_row = top.y() <= position.y() <= top.y() + frame.height()
            if above and (not same_row or position.x() < top.x() + frame.width() / 2):
                return frame
            if same_row and position.x() < top.x() + frame.width() / 2:
                return frame
        return None


class FormPage(QWidget):
    """Edits one form; every act is one step of the undo history. `fieldChosen` tells the settings panel."""

    fieldChosen = Signal(str)  # noqa: N815  # Qt's way of naming signals

    def __init__(self, context: Context, parts: Parts) -> None:
        super().__init__()
        self.context = context
        self.parts = parts
        self.ref = ""
        self.field = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._kinds())
        middle = QVBoxLayout()
        middle.setContentsMargins(24, 16, 24, 16)
        middle.setSpacing(8)
        top = QHBoxLayout()
        self.title = label("", "title")
        self.view = SegmentedBar([("design", _("Design")), ("preview", _("Preview"))], "design")
        self.view.changed.connect(lambda _view: self.refresh())
        self.step = SegmentedBar([])
        self.step.changed.connect(lambda _step: self.refresh())
        top.addWidget(self.title)
        top.addStretch(1)
        top.addWidget(self.step)
        top.addWidget(self.view)
        middle.addLayout(top)
        self.surface = DesignSurface()
        self.surface.selected.connect(self.choose)
        self.surface.dropped.connect(self._dropped)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self._page = QWidget()
        self._column = QVBoxLayout(self._page)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.addWidget(self.surface)
        self.empty = EmptyState("form", _("An empty form"), _("Click a kind of field on the left, or drag it here."))
        self._column.addWidget(self.empty)
        self._preview: FormPlayer | None = None
        self.area.setWidget(self._page)
        middle.addWidget(self.area, 1)
        row.addLayout(middle, 1)

    def _kinds(self) -> QWidget:
        side = QWidget()
        side.setProperty("role", "raised")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setFixedWidth(176)
        column = QVBoxLayout(side)
        column.setContentsMargins(8, 16, 8, 8)
        column.setSpacing(4)
        column.addWidget(label(_("Add a field"), "caption"))
        inner = QWidget()
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        for kind in sorted((one for one in FIELDS.values() if one.offered), key=lambda one: one.offered):
            entry = KindButton(kind.id, _(kind.label))
            entry.clicked.connect(lambda one: self.add_field(one))
            rows.addWidget(entry)
        rows.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        column.addWidget(scroll, 1)
        return side

    def show_form(self, ref: str) -> None:
        """Design this form."""
        if ref != self.ref:
            self.field = ""
        self.ref = ref
        steps = self._steps()
        choices = [(step.id, step.name) for step in steps]
        self.step.set_choices(choices, self.step.current or (choices[0][0] if choices else ""))
        self.refresh()

    def _steps(self) -> list[Step]:
        return [step for step in steps_of(self.context.document) if step.form == self.ref]

    def form(self) -> Form | None:
        """The form as it stands."""
        try:
            return self.parts.form(self.ref)
        except FormatError as error:
            self.context.report(error)
            return None

    def facts(self) -> FormFacts:
        """People, terms and today."""
        return FormFacts(self.context.dictionary, self.context.organization, None, datetime.now().astimezone())

    def refresh(self) -> None:
        """Show the form anew."""
        form = self.form()
        is_preview = self.view.current == "preview"
        self.title.setText(self.parts.form_name(self.ref))
        self.step.setVisible(is_preview and bool(self._steps()))
        if self._preview is not None:
            self._column.removeWidget(self._preview)
            self._preview.hide()
            self._preview.deleteLater()
            self._preview = None
        self.surface.setVisible(not is_preview and form is not None and bool(form.components))
        self.empty.setVisible(form is None or not form.components)
        if form is None:
            return
        if is_preview:
            step = next((one for one in self._steps() if one.id == self.step.current), None)
            self._preview = FormPlayer(form, {}, step.rights if step else [], self.facts())
            self._column.addWidget(self._preview)
        else:
            self.surface.show_form(form, self.facts())

    def choose(self, field: str) -> None:
        """Select a field."""
        self.field = field
        self.surface.choose(field)
        self.fieldChosen.emit(field)

    def write(self, form: Form, what: str) -> None:
        """Put a changed form into the workspace."""
        self.parts.set_form(self.ref, form, what)
        self.refresh()

    def add_field(self, kind: str, before: str = "") -> None:
        """Add a field of a kind before another one, or at the end."""
        form = self.form()
        if form is None:
            return
        parent, index = place_before(form, before)
        changed, made = edit.add_field(form, kind, _(FIELDS[kind].label), parent=parent, index=index)
        self.field = made
        self.write(changed, _("Add field"))
        self.choose(made)

    def move_field(self, field: str, before: str) -> None:
        """Move a field before another one, or to the end."""
        form = self.form()
        if form is None or field == before:
            return
        without = edit.remove_field(form, field)
        parent, index = place_before(without, before)
        count = len(without.components)
        self.write(
            edit.move_field(form, field, parent=parent, index=count if index is None else index), _("Move field")
        )

    def remove_field(self) -> None:
        """Remove the selected field."""
        form = self.form()
        if form is not None and self.field:
            self.write(edit.remove_field(form, self.field), _("Remove field"))
            self.choose("")

    def _dropped(self, mime: str, value: str, before: str) -> None:
        if mime == KIND_MIME:
            self.add_field(value, before)
        else:
            self.move_field(value, before)


def place_before(form: Form, field: str) -> tuple[str | None, int | None]:
    """The container and the place of a field; the end of the form where it is empty or gone."""
    try:
        place = edit.find(form, field)
    except KeyError:
        return None, None
    parent = place.within[-1] if place.within else None
    siblings = parent.components or [] if parent else form.components
    return (parent.id if parent else None), next(n for n, one in enumerate(siblings) if one.id == field)


def remove_button(page: FormPage) -> QWidget:
    """The button that removes the selected field."""
    made = button(_("Remove field"), "bad")
    made.clicked.connect(page.remove_field)
    return made
