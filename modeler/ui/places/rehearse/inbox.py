"""The inbox of the person played: tasks of all cases and copies, above the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modeler.ui.places.rehearse.timeline import clock_text
from modeler.ui.places.rehearse.words import Names
from runner.core.i18n import tr as _
from runner.protocol import values as out
from runner.ui.kit.icons import IconLabel, Tone
from runner.ui.kit.layouts import clear_layout
from runner.ui.kit.style import set_look
from runner.ui.kit.texts import ElidedLabel, label

ROW = 30
MOST_ROWS = 3


class InboxRow(QFrame):
    """One line: what, of which case, since when."""

    clicked = Signal()

    def __init__(self, icon_name: str, tone: Tone, title: str, about: str, mark: str = "") -> None:
        super().__init__()
        self.setProperty("role", "row")
        self.setFixedHeight(ROW)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{title} {about}")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel(icon_name, tone, 14))
        row.addWidget(ElidedLabel(title), 1)
        if mark:
            row.addWidget(label(mark, "pill"))
        row.addWidget(ElidedLabel(about, "caption"), 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
            return
        super().keyPressEvent(event)


class Inbox(QScrollArea):
    """`taskChosen` carries a `TaskSummary`, `copyChosen` a `CopyView`. Hidden while there is no choice."""

    taskChosen = Signal(object)
    copyChosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget()
        page.setProperty("role", "raised")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(8, 0, 8, 0)
        self._column.setSpacing(0)
        self.setWidget(page)
        self.tasks: dict[int, InboxRow] = {}
        self.copies: dict[int, InboxRow] = {}
        self.hide()

    def show_inbox(
        self,
        tasks: Sequence[out.TaskSummary],
        copies: Sequence[out.CopyView],
        shown: int | None,
        numbers: Mapping[str, int],
        names: Names,
    ) -> None:
        """Show what waits; `shown` is the task below, `numbers` the number of each case."""
        clear_layout(self._column)
        self.tasks, self.copies = {}, {}
        for task in tasks:
            about = _("Case {number} · {who} · arrived {when}").format(
                number=numbers.get(task.case, "?"), who=names.person(task.starter), when=clock_text(task.opened)[5:]
            )
            mark = _("claimed") if task.claimed_by else _("to claim") if task.user is None else ""
            row = InboxRow("arrow-right", "accent", task.name or task.element, about, mark)
            set_look(row, chosen="true" if task.task == shown else "false")
            row.clicked.connect(lambda one=task: self.taskChosen.emit(one))
            self.tasks[task.task] = row
            self._column.addWidget(row)
        for copy in sorted(copies, key=lambda one: one.is_read):
            about = _("Case {number} · sent {when}").format(
                number=numbers.get(copy.case, "?"), when=clock_text(copy.sent)[5:]
            )
            title = _("Copy: {step}").format(step=names.node(copy.element))
            row = InboxRow(
                "mail",
                "muted" if copy.is_read else "accent",
                title,
                about,
                _("already read") if copy.is_read else _("unread"),
            )
            row.clicked.connect(lambda one=copy: self.copyChosen.emit(one))
            self.copies[copy.copy_id] = row
            self._column.addWidget(row)
        self._column.addStretch(1)
        count = len(tasks) + len(copies)
        self.setFixedHeight(min(count, MOST_ROWS) * ROW + 1)
        is_elsewhere = any(task.task != shown for task in tasks)
        self.setVisible(count > 1 or is_elsewhere or bool(copies))
