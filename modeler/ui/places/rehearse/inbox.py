"""The inbox of the person played: tasks of all processes of the workspace and copies, above the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from modeler.ui.places.rehearse.inbox_filter import InboxFilter
from modeler.ui.places.rehearse.inbox_order import FILTERS, ORDERS, Wish, holder, step_name, urgency
from modeler.ui.places.rehearse.timeline import clock_text
from modeler.ui.places.rehearse.words import Names
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.protocol import values as out
from runner.ui.kit.icons import IconLabel, Tone
from runner.ui.kit.inputs import SearchField
from runner.ui.kit.layouts import clear_layout, show_if
from runner.ui.kit.style import set_look
from runner.ui.kit.texts import ElidedLabel, Role, button, label, tool_button

ROW = 30
MOST_ROWS, MOST_FOR_ALL = 3, 7
PAGE = 50
"""Rows that are made at once; more are asked for."""
_NO_KINDS = out.KindsWaiting()
DUE_ROLES: Mapping[str, Role] = {"overdue": "bad", "soon": "warning", "later": "caption"}


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
        self._row = row

    def put_first(self, widget: QWidget) -> None:
        """Put something before all else."""
        self._row.insertWidget(0, widget)

    def add_mark(self, widget: QWidget) -> None:
        """Put something at the end."""
        self._row.addWidget(widget)

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


class Inbox(QWidget):
    """`taskChosen` carries a `TaskSummary`, `copyChosen` a `CopyView`, `bulkAsked` the tasks to complete together,
    `everyoneAsked` whether to show the tasks of all people, `wished` the `Wish` for other tasks or another order;
    `moreAsked` comes for those behind the last that was read, `allAsked` for all that fit, to be handed to `choose`.
    Hidden while there is no choice."""

    taskChosen = Signal(object)
    copyChosen = Signal(object)
    bulkAsked = Signal(object)
    everyoneAsked = Signal(bool)
    wished = Signal(object)
    moreAsked = Signal()
    allAsked = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget()
        page.setProperty("role", "raised")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(8, 0, 8, 0)
        self._column.setSpacing(0)
        self._area.setWidget(page)
        column.addWidget(self._area)
        self.tasks: dict[int, InboxRow] = {}
        self.copies: dict[int, InboxRow] = {}
        self.checks: dict[int, QCheckBox] = {}
        self._chosen: set[int] = set()
        self._behind: list[out.TaskSummary] = []
        """What fits and was read only to be chosen."""
        self._is_counting = False
        self._numbers: Mapping[str, int] = {}
        self._names: Names
        self._clock = ""
        self._below: int | None = None
        self._pages = 1
        self.more: QPushButton | None = None
        self._is_cut = False
        self.hide()

    def _head(self) -> QWidget:
        head = QWidget()
        head.setProperty("role", "raised")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(head)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(8)
        self.all = QCheckBox()
        self.all.setAccessibleName(_("All that fit"))
        self.all.setToolTip(_("All that fit, also those further down"))
        self.all.clicked.connect(self._choose_all)
        self.search = SearchField(_("Task, case or person"))
        self.search.setMaximumWidth(220)
        self.search.searched.connect(lambda _text: self._anew())
        self.show_ = self._choice(FILTERS, _("Which tasks"))
        self.filter = InboxFilter()
        self.filter.changed.connect(self._anew)
        self.order = self._choice(ORDERS, _("Order"))
        self.everyone = tool_button("people", _("The tasks of all people at once"), checkable=True)
        self.everyone.clicked.connect(self.everyoneAsked)
        self.bulk = button("", icon_name="check")
        self.bulk.clicked.connect(
            lambda: self.bulkAsked.emit([one for one in self._fitting if one.task in self._chosen])
        )
        self._shown: list[out.TaskSummary] = []
        for widget in (self.all, self.search, self.filter, self.show_, self.order, self.everyone):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.bulk)
        return head

    def _choice(self, entries: Sequence[tuple[str, str]], name: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        for key, text in entries:
            box.addItem(_(text), key)
        box.currentIndexChanged.connect(lambda _index: self._anew())
        return box

    def _anew(self) -> None:
        """Something else is wanted: from the first row."""
        self._pages = 1
        self.wished.emit(self.wish)

    def _show_more(self) -> None:
        self._pages += 1
        if len(self._shown) < self._pages * PAGE and self._is_cut:
            self.moreAsked.emit()
        else:
            self._add_rows()

    def add_tasks(self, tasks: Sequence[out.TaskSummary], numbers: Mapping[str, int], *, more: bool) -> None:
        """Show what was read behind the last; `tasks` is everything read so far, `more`: and there are others."""
        self._is_cut = more
        self._shown, self._numbers = list(tasks), numbers
        self._add_rows()

    @property
    def wish(self) -> Wish:
        """What is asked for."""
        about = {"show": self.show_.currentData(), "order": self.order.currentData(), **self.filter.wanted}
        return Wish(self.search.text(), **about)

    def show_inbox(
        self,
        tasks: Sequence[out.TaskSummary],
        copies: Sequence[out.CopyView],
        shown: int | None,
        numbers: Mapping[str, int],
        names: Names,
        clock: str = "",
        *,
        kinds: out.KindsWaiting = _NO_KINDS,
        more: bool = False,
    ) -> None:
        """Show what waits, in the order in which it comes; `shown` is the task below, `numbers` the number of each
        case of the open process, `kinds` what the list can be narrowed by; `more`: there are tasks that were not
        read."""
        self._is_cut = more
        self._numbers, self._names, self._clock = numbers, names, clock
        if not more:
            self._behind = []
        self._is_counting = False
        self._chosen &= {task.task for task in (*tasks, *self._behind)}
        self.filter.offer(kinds, names)
        self._fill(tasks, copies, shown)
        count = len(tasks) + len(copies)
        is_elsewhere = any(task.task != shown for task in tasks)
        is_asked = self.everyone.isChecked() or not self.wish.is_plain
        self.setVisible(count > 1 or is_elsewhere or bool(copies) or is_asked)

    def _fill(self, tasks: Sequence[out.TaskSummary], copies: Sequence[out.CopyView], shown: int | None) -> None:
        clear_layout(self._column)
        self.tasks, self.copies, self.checks = {}, {}, {}
        self.more, self._below = None, shown
        wish = self.wish
        self._shown = list(tasks)
        self._add_rows()
        for copy in sorted(copies, key=lambda one: one.is_read) if wish.is_plain else ():
            self._add_copy(copy, self._numbers, self._names)
        if not self._shown and not wish.is_plain:
            self._column.addWidget(label(_("No task fits."), "muted"))
        self._column.addStretch(1)
        rows = max(len(self.tasks) + len(self.copies), 1)
        self._area.setFixedHeight(min(rows, MOST_FOR_ALL if self.everyone.isChecked() else MOST_ROWS) * ROW + 1)
        self._show_bulk()

    def _add_rows(self) -> None:
        """Rows for what was read and has none yet, behind those that stand, and below them the way to the rest."""
        if self.more is not None:
            self._column.removeWidget(self.more)
            self.more.deleteLater()
            self.more = None
        for task in self._shown[len(self.tasks) : self._pages * PAGE]:
            row = self._task_row(task)
            set_look(row, chosen="true" if task.task == self._below else "false")
            self._column.insertWidget(len(self.tasks), row)
            self.tasks[task.task] = row
        count = len(self._shown) - len(self.tasks)
        if count > 0 or self._is_cut:
            next_ = PAGE if self._is_cut else min(count, PAGE)
            self.more = button(trn("Show {count} more", "Show {count} more", next_), "link", icon_name="chevron-down")
            self.more.clicked.connect(self._show_more)
            self._column.insertWidget(len(self.tasks), self.more)
        self._show_bulk()

    def _task_row(self, task: out.TaskSummary) -> InboxRow:
        names, clock = self._names, self._clock
        about = about_task(task, self._numbers, names)
        if self.everyone.isChecked():
            about = f"{names.person(holder(task) or None)} · {about}"
        tone: Tone = "muted" if task.suspended else "accent"
        row = InboxRow("arrow-right", tone, step_name(task), about, _mark(task))
        row.setToolTip(task.summary)
        row.clicked.connect(lambda: self.taskChosen.emit(task))
        due = task.due
        how = urgency(due, clock)
        if due and how != "none":
            text = _("overdue since {when}") if how == "overdue" else _("due {when}")
            told = label(text.format(when=clock_text(due)[5:]), DUE_ROLES[how])
            row.add_mark(told)
        check = QCheckBox()
        check.setAccessibleName(_("Choose {task}").format(task=step_name(task)))
        check.setChecked(task.task in self._chosen)
        check.setEnabled(not task.suspended)
        check.toggled.connect(lambda on, number=task.task: self._choose(number, on))
        self.checks[task.task] = check
        row.put_first(check)
        return row

    def _add_copy(self, copy: out.CopyView, numbers: Mapping[str, int], names: Names) -> None:
        about = _("Case {number} · sent {when}").format(
            number=numbers.get(copy.case, "?"), when=clock_text(copy.sent)[5:]
        )
        title = _("Copy: {step}").format(step=names.node(copy.element))
        state = _("already read") if copy.is_read else _("unread")
        row = InboxRow("mail", "muted" if copy.is_read else "accent", title, about, state)
        row.clicked.connect(lambda: self.copyChosen.emit(copy))
        self.copies[copy.copy_id] = row
        self._column.addWidget(row)

    def _choose(self, task: int, on: bool) -> None:
        if on:
            self._chosen.add(task)
        else:
            self._chosen.discard(task)
        self._show_bulk()

    @property
    def _fitting(self) -> list[out.TaskSummary]:
        """All tasks that are known to fit, shown or not."""
        read = {task.task for task in self._shown}
        return [*self._shown, *(task for task in self._behind if task.task not in read)]

    def _choose_all(self, on: bool) -> None:
        self._behind, self._is_counting = [], on and self._is_cut
        if self._is_counting:
            self.bulk.setText(_("Counting…"))
            self.bulk.setEnabled(False)
            show_if(self.bulk, True)
            self.allAsked.emit()
            return
        self.choose(self._shown if on else ())

    def choose(self, tasks: Sequence[out.TaskSummary]) -> None:
        """Choose these and no others, as far as anybody can act on them; they may lie behind what is shown."""
        self._behind, self._is_counting = list(tasks), False
        self._chosen = {task.task for task in tasks if not task.suspended}
        for number, check in self.checks.items():
            check.blockSignals(True)
            check.setChecked(number in self._chosen)
            check.blockSignals(False)
        self._show_bulk()

    def _show_bulk(self) -> None:
        if self._is_counting:
            return
        fitting = {task.task for task in self._fitting if not task.suspended}
        count = len(self._chosen & fitting)
        is_whole = not self._is_cut or len(self._behind) > len(self._shown)
        self.all.blockSignals(True)
        self.all.setChecked(bool(fitting) and is_whole and count == len(fitting))
        self.all.blockSignals(False)
        self.all.setEnabled(bool(fitting))
        self.bulk.setEnabled(True)
        show_if(self.bulk, count > 0)
        self.bulk.setText(trn("Complete {count} task…", "Complete {count} tasks…", count))


def _mark(task: out.TaskSummary) -> str:
    if task.suspended:
        return _("suspended")
    return _("claimed") if task.claimed_by else _("to claim") if task.user is None else ""


def about_task(task: out.TaskSummary, numbers: Mapping[str, int], names: Names) -> str:
    """Of which case a task is: by its number in the open process, else by the name of its process."""
    who, when = names.person(task.starter), clock_text(task.opened)[5:]
    if task.case in numbers:
        return _("Case {number} · {who} · arrived {when}").format(number=numbers[task.case], who=who, when=when)
    name = task.process_name or task.process
    return _("{process} · {who} · arrived {when}").format(process=name, who=who, when=when)
