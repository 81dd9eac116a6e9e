"""Remarks from rehearsals: what testers said, at which step, and the answer."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from modeler.document.change import Change, Origin
from modeler.ui.context import Context
from modeler.ui.places import PLACES
from modeler.ui.records import RemarkRow, read_remarks, settle_remark
from runner.core.i18n import tr as _
from runner.ui.kit.layouts import show_if
from runner.ui.kit.texts import ElidedLabel, button, label


class RemarksPanel(QScrollArea):
    """The open remarks of this process; `countChanged` carries how many are open."""

    countChanged = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.count = 0
        self.by_element: dict[str, int] = {}
        self.lines: list[RemarkLine] = []
        self.setWidgetResizable(True)
        self.setProperty("help", "improve")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        context.documentChanged.connect(self._document_changed)
        self.show_remarks([])

    def _document_changed(self, change: Change) -> None:
        if change.origin == Origin.LOAD:
            self.reload()

    def reload(self) -> None:
        """Ask the store again, beside the window."""
        read_remarks(self._context, self, self.show_remarks)

    def show_remarks(self, remarks: list[RemarkRow]) -> None:
        """Show these, open ones first."""
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(8, 4, 8, 8)
        column.setSpacing(0)
        self.lines = [RemarkLine(remark) for remark in sorted(remarks, key=lambda one: one.done)]
        for line in self.lines:
            line.shown.connect(lambda element: self._context.go("design", element))
            line.settled.connect(self._settle)
            column.addWidget(line)
        if not remarks:
            row = QHBoxLayout()
            told = label(_("No remarks yet. Testers leave them in a rehearsal."), "muted")
            row.addWidget(told)
            if "rehearse" in PLACES:
                go = button(_("Rehearse"), "link")
                go.clicked.connect(lambda: self._context.go("rehearse"))
                row.addWidget(go)
            row.addStretch(1)
            row.setContentsMargins(4, 8, 0, 0)
            column.addLayout(row)
        column.addStretch(1)
        old = self.takeWidget()
        if old is not None:
            old.hide()
            old.deleteLater()
        self.setWidget(page)
        self.count = sum(1 for one in remarks if not one.done)
        self.by_element = dict(Counter(one.element for one in remarks if one.element and not one.done))
        self.countChanged.emit(self.count)

    def _settle(self, remark: RemarkRow, answer: str) -> None:
        settle_remark(self._context, self, remark, answer, self.reload)


class RemarkLine(QWidget):
    """One remark. `settled` carries the remark and the answer typed below it, `shown` the id of its step."""

    settled = Signal(object, str)
    shown = Signal(str)

    def __init__(self, remark: RemarkRow) -> None:
        super().__init__()
        self._remark = remark
        self.setProperty("role", "row")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(ElidedLabel(remark.text), 3)
        about = (remark.person, remark.where, remark.field, remark.created[:10])
        row.addWidget(ElidedLabel(" · ".join(part for part in about if part), "caption"), 2)
        if remark.element:
            show = button(_("Show"), "link")
            show.clicked.connect(lambda: self.shown.emit(remark.element))
            row.addWidget(show)
        self.settle = button(_("Set to done"), "link")
        self.settle.clicked.connect(self._ask)
        show_if(self.settle, not remark.done)
        row.addWidget(self.settle)
        if remark.done:
            done = _("Done: {answer}").format(answer=remark.answer) if remark.answer else _("Done")
            row.addWidget(ElidedLabel(done, "good"), 2)
        column.addLayout(row)
        self.asked = QWidget()
        below = QHBoxLayout(self.asked)
        below.setContentsMargins(0, 0, 0, 4)
        below.setSpacing(8)
        self.answer = AnswerField(_("Answer to the tester: what was changed, or why not"))
        self.answer.returnPressed.connect(self._send)
        self.answer.left.connect(lambda: self._show_asked(False))
        send = button(_("Set to done"), "primary")
        send.clicked.connect(self._send)
        below.addWidget(self.answer, 1)
        below.addWidget(send)
        column.addWidget(self.asked)
        self._show_asked(False)

    def _ask(self) -> None:
        self._show_asked(self.asked.isHidden())

    def _show_asked(self, on: bool) -> None:
        self.asked.setVisible(on)
        if on:
            self.answer.setFocus()

    def _send(self) -> None:
        self.settled.emit(self._remark, self.answer.text().strip())


class AnswerField(QLineEdit):
    """Where an answer is typed; Escape leaves it."""

    left = Signal()

    def __init__(self, placeholder: str) -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)
