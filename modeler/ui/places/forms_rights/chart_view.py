"""The organisation chart as it is drawn and touched: only what is seen is painted, sub-trees fold."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from modeler.organization.chart import HEIGHT, INDENT, WIDTH, Box, Chart, chart_of
from modeler.ui.places.forms_rights.people_model import PERSON_MIME
from runner.core.i18n import pick, trn
from runner.core.i18n import tr as _
from runner.organization.directory import Directory, directory_of
from runner.organization.model import Organization
from runner.ui.kit import style

LEAST, MOST = 0.15, 2.0
FOLD = 18.0
READABLE = 0.45
"""Below this zoom only names are written."""


class ChartView(QWidget):
    """A widget of its own with a zoom and a corner, in chart units. Signals carry ids of departments."""

    chosen = Signal(str)
    moved = Signal(str, str)
    joined = Signal(object, str)
    renamed = Signal(str, str)
    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setAccessibleName(_("Organisation chart"))
        self.zoom = 1.0
        self.corner = QPointF(-24, -24)
        self.folded: set[str] = set()
        self.current = ""
        self.found: set[str] = set()
        self.painted = 0
        self._organization = Organization()
        self._chart = Chart({}, 0, 0)
        self._pressed: QPointF | None = None
        self._dragged = ""
        self._target = ""
        self._pointer = QPointF()
        self._panned: QPointF | None = None
        self._editor: QLineEdit | None = None

    # what is shown -----------------------------------------------------------------------------

    @property
    def directory(self) -> Directory:
        """Look-ups over what is shown."""
        return directory_of(self._organization)

    @property
    def chart(self) -> Chart:
        """Where everything stands."""
        return self._chart

    def show_organization(self, organization: Organization) -> None:
        """Show another state; fold what is deep where there is much, and keep the place."""
        first = not self._chart.boxes
        self._organization = organization
        if first and len(organization.departments) > 60:
            self.folded = {
                item.id for item in organization.departments if len(list(self.directory.chain(item.id))) > 2
            }
        self._lay_out()
        if self.current not in self._chart.boxes:
            self.current = next(iter(self._chart.boxes), "")
        if first:
            self.fit()

    def _lay_out(self) -> None:
        self._chart = chart_of(self.directory, self.folded)
        self.update()

    def rect_of(self, key: str) -> QRectF:
        """Where a box stands on the screen."""
        box = self._chart.boxes[key]
        return QRectF((box.x - self.corner.x()) * self.zoom, (box.y - self.corner.y()) * self.zoom,
                      WIDTH * self.zoom, HEIGHT * self.zoom)  # fmt: skip

    def fit(self) -> None:
        """Show the whole chart, not larger than life."""
        chart = self._chart
        if not chart.boxes:
            return
        across, down = (self.width() - 48) / max(chart.width, 1), (self.height() - 48) / max(chart.height, 1)
        self.zoom = min(max(min(across, down), READABLE), 1.0)
        left = chart.width / 2 - self.width() / 2 / self.zoom
        self.corner = QPointF(left, -24 / self.zoom)
        self.update()

    def choose(self, key: str, *, reveal: bool = True) -> None:
        """Make a department the current one and bring it into view, unfolding what hides it."""
        if key not in self.directory.departments:
            return
        above = [item.id for item in self.directory.chain(key)][1:]
        if self.folded & set(above):
            self.folded -= set(above)
            self._lay_out()
        self.current = key
        if reveal and key in self._chart.boxes:
            self._reveal(key)
        self.chosen.emit(key)
        self.update()

    def _reveal(self, key: str) -> None:
        seen, inside = self.rect_of(key), QRectF(self.rect()).adjusted(24, 24, -24, -24)
        right, down = seen.right() - inside.right(), seen.bottom() - inside.bottom()
        move = QPointF(
            right if right > 0 else min(seen.left() - inside.left(), 0),
            down if down > 0 else min(seen.top() - inside.top(), 0),
        )
        self.corner += move / self.zoom

    def fold(self, key: str) -> None:
        """Fold or unfold what lies below a department; its place on the screen stays."""
        box = self._chart.boxes.get(key)
        if box is None or not box.children:
            return
        before = self.rect_of(key).topLeft()
        self.folded ^= {key}
        self._lay_out()
        self.corner += (self.rect_of(key).topLeft() - before) / self.zoom
        self.update()

    def rename(self) -> None:
        """Edit the name of the current department in its box."""
        if self.current not in self._chart.boxes or self._editor is not None:
            return
        department = self.directory.departments[self.current]
        editor = QLineEdit(pick(department.name) or department.id, self)
        editor.setGeometry(self.rect_of(self.current).toRect().adjusted(2, 2, -2, -2))
        editor.selectAll()
        editor.show()
        editor.setFocus()
        self._editor = editor
        editor.editingFinished.connect(self._renamed)

    def _renamed(self) -> None:
        editor, self._editor = self._editor, None
        if editor is not None:
            text = editor.text().strip()
            editor.deleteLater()
            self.setFocus()
            if text:
                self.renamed.emit(self.current, text)

    # painting ----------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(700, 400)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = style.current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(theme.paper))
        if not self._chart.boxes:
            return
        painter.scale(self.zoom, self.zoom)
        painter.translate(-self.corner)
        right, bottom = self.corner.x() + self.width() / self.zoom, self.corner.y() + self.height() / self.zoom
        margin = self._chart.width if len(self._chart.boxes) < 2 else WIDTH * 2
        near = list(
            self._chart.within(self.corner.x() - margin, self.corner.y() - HEIGHT * 2, right + margin, bottom)
        )
        painter.setPen(QPen(QColor(theme.strong_line), 1))
        drawn: set[str] = set()
        for box in near:
            self._lines(painter, box, drawn)
        self.painted = 0
        for box in near:
            if box.x <= right and box.x + WIDTH >= self.corner.x() and box.y + HEIGHT >= self.corner.y():
                self._box(painter, box)
                self.painted += 1
        if self._dragged and self._pressed is not None:
            painter.setOpacity(0.6)
            at = self._pointer / self.zoom + self.corner - QPointF(WIDTH / 2, HEIGHT / 2)
            box = self._chart.boxes[self._dragged]
            self._box(painter, Box(box.id, at.x(), at.y(), False, None, box.people, 0, False))

    def _lines(self, painter: QPainter, box: Box, drawn: set[str]) -> None:
        above = self._chart.boxes.get(box.parent or "")
        if above is None:
            return
        if box.in_column:
            trunk, middle = above.x + INDENT / 2, box.y + HEIGHT / 2
            painter.drawLine(QPointF(trunk, middle), QPointF(box.x, middle))
            painter.drawLine(QPointF(trunk, above.y + HEIGHT), QPointF(trunk, middle))
            return
        middle = box.y - 22
        painter.drawLine(QPointF(box.centre, box.y), QPointF(box.centre, middle))
        painter.drawLine(QPointF(box.centre, middle), QPointF(above.centre, middle))
        if above.id not in drawn:
            drawn.add(above.id)
            painter.drawLine(QPointF(above.centre, above.y + HEIGHT), QPointF(above.centre, middle))

    def _box(self, painter: QPainter, box: Box) -> None:
        theme = style.current_theme()
        department = self.directory.departments[box.id]
        is_current, is_target = box.id == self.current, box.id == self._target
        area = QRectF(box.x, box.y, WIDTH, HEIGHT)
        edge = theme.accent if is_current or is_target else theme.strong_line
        painter.setPen(QPen(QColor(edge), 2 if is_current or is_target else 1))
        painter.setBrush(QColor(theme.sunken if is_target or box.id in self.found else theme.surface))
        painter.drawRoundedRect(area, 6, 6)
        font = painter.font()
        inside = area.adjusted(10, 6, -10, -6)
        font.setBold(True)
        font.setPixelSize(13 if self.zoom >= READABLE else 20)
        painter.setFont(font)
        painter.setPen(QColor(theme.text))
        metrics = painter.fontMetrics()
        name = metrics.elidedText(
            pick(department.name) or department.id, Qt.TextElideMode.ElideRight, int(WIDTH - 20)
        )
        if self.zoom < READABLE:
            painter.drawText(inside, Qt.AlignmentFlag.AlignCenter, name)
        else:
            painter.drawText(inside, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, name)
            font.setBold(False)
            font.setPixelSize(12)
            painter.setFont(font)
            head = self.directory.users.get(department.head or "")
            painter.setPen(QColor(theme.muted if head is not None else theme.warning))
            who = pick(head.name) or head.id if head is not None else _("No head")
            middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(inside.adjusted(0, 8, 0, 6), middle, ("★ " if head is not None else "") + who)
            painter.setPen(QColor(theme.faint))
            count = trn("{count} person", "{count} people", box.people)
            painter.drawText(inside, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignRight, count)
        font.setBold(False)
        painter.setFont(font)
        if box.children:
            knob = QRectF(box.centre - FOLD / 2, box.y + HEIGHT - FOLD / 2, FOLD, FOLD)
            painter.setPen(QPen(QColor(theme.strong_line), 1))
            painter.setBrush(QColor(theme.raised))
            painter.drawEllipse(knob)
            painter.setPen(QColor(theme.text))
            painter.drawText(knob, Qt.AlignmentFlag.AlignCenter, str(box.children) if box.folded else "–")

    # mouse -------------------------------------------------------------------------------------

    def _at(self, place: QPointF) -> Box | None:
        at = place / self.zoom + self.corner
        return self._chart.at(at.x(), at.y())

    def _knob(self, place: QPointF) -> Box | None:
        at = place / self.zoom + self.corner
        for box in self._chart.within(at.x(), at.y() - FOLD, at.x(), at.y() + FOLD):
            off = at - QPointF(box.centre, box.y + HEIGHT)
            if box.children and abs(off.x()) <= FOLD / 2 and abs(off.y()) <= FOLD / 2:
                return box
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        place = event.position()
        knob = self._knob(place)
        if event.button() == Qt.MouseButton.LeftButton and knob is not None:
            self.fold(knob.id)
            return
        box = self._at(place)
        if event.button() == Qt.MouseButton.LeftButton and box is not None:
            self._pressed = place
            self.choose(box.id, reveal=False)
        elif event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._panned = place

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        if self._panned is not None:
            self.corner -= (place - self._panned) / self.zoom
            self._panned = place
            self.update()
        elif self._pressed is not None:
            far = (place - self._pressed).manhattanLength() >= QApplication.startDragDistance()
            if self._dragged or far:
                self._dragged = self.current
                self._pointer = place
                box = self._at(place)
                self._target = box.id if box is not None and self._may(self._dragged, box.id) else ""
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self.update()

    def _may(self, one: str, below: str) -> bool:
        return one != below and all(item.id != one for item in self.directory.chain(below))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        dragged, target = self._dragged, self._target
        self._stop()
        if dragged and target and self.directory.departments[dragged].parent != target:
            self.moved.emit(dragged, target)

    def _stop(self) -> None:
        self._pressed, self._panned, self._dragged, self._target = None, None, "", ""
        self.unsetCursor()
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._at(event.position()) is not None:
            self.rename()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1.15 if event.angleDelta().y() > 0 else 1 / 1.15, event.position())
        else:
            turn = event.angleDelta()
            sideways = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            step = QPointF(turn.y(), 0) if sideways else QPointF(turn.x(), turn.y())
            self.corner -= step / self.zoom * 0.6
            self.update()
        event.accept()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom around a place of the widget (none: its middle)."""
        place = at if at is not None else QPointF(self.width() / 2, self.height() / 2)
        zoom = min(max(self.zoom * factor, LEAST), MOST)
        self.corner += place / self.zoom - place / zoom
        self.zoom = zoom
        self.update()

    # keys --------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, box = event.key(), self._chart.boxes.get(self.current)
        if key == Qt.Key.Key_Escape and self._dragged:
            self._stop()
        elif box is None:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._walk(Qt.Key(key), box)
        elif key == Qt.Key.Key_Space:
            self.fold(box.id)
        elif key in (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.rename()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom_by(1 / 1.15 if key == Qt.Key.Key_Minus else 1.15)
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key == Qt.Key.Key_Insert:
            self.asked.emit("add")
        elif key == Qt.Key.Key_Delete:
            self.asked.emit("remove")
        else:
            super().keyPressEvent(event)

    def _walk(self, key: Qt.Key, box: Box) -> None:
        boxes = self._chart.boxes
        if key == Qt.Key.Key_Up:
            to = box.parent
        elif key == Qt.Key.Key_Down:
            to = next((one.id for one in boxes.values() if one.parent == box.id), None)
        else:
            level = sorted((one for one in boxes.values() if one.y == box.y), key=lambda one: one.x)
            at = level.index(box) + (1 if key == Qt.Key.Key_Right else -1)
            to = level[at].id if 0 <= at < len(level) else None
        if to:
            self.choose(to)

    # people dropped on a box -------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(PERSON_MIME):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        box = self._at(event.position())
        self._target = box.id if box is not None else ""
        self.update()
        if box is not None and event.mimeData().hasFormat(PERSON_MIME):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        box = self._at(event.position())
        self._stop()
        ids = bytes(event.mimeData().data(PERSON_MIME).data()).decode().split()
        if box is not None and ids:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.joined.emit(ids, box.id)

    def place_of(self, key: str) -> QPoint:
        """The middle of a box on the screen."""
        return self.rect_of(key).center().toPoint()
