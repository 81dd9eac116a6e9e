"""Remarks from rehearsals: what testers said, at which step, and the answer."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modeler.document.change import Change, Origin
from modeler.ui.context import Context
from modeler.ui.places import PLACES
from modeler.ui.records import RemarkRow, read_remarks, settle_remark
from runner.core.i18n import tr as _
from runner.ui.kit.texts import ElidedLabel, button, label


class RemarksPanel(QScrollArea):
    """The open remarks of this process; `countChanged` carries how many are open."""

    countChanged = Signal(int)  # noqa: N815

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.count = 0
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
        read_remarks(self._context, self.show_remarks)

    def show_remarks(self, remarks: list[RemarkRow]) -> None:
        """Show these, open ones first."""
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(8, 4, 8, 8)
        column.setSpacing(0)
        for remark in sorted(remarks, key=lambda one: one.done):
            column.addWidget(self._row(remark))
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
        self.countChanged.emit(self.count)

    def _row(self, remark: RemarkRow) -> QWidget:
        line = QWidget()
        line.setProperty("role", "row")
        line.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(line)
        row.setContentsMargins(4, 4, 4, 4)
        row.setSpacing(12)
        row.addWidget(ElidedLabel(remark.text), 3)
        row.addWidget(ElidedLabel(" · ".join(part for part in (remark.person, remark.where) if part), "caption"), 1)
        if remark.element:
            show = button(_("Show"), "link")
            show.clicked.connect(lambda: self._context.go("design", remark.element))
            row.addWidget(show)
        if remark.done:
            row.addWidget(
                label(_("Done: {answer}").format(answer=remark.answer) if remark.answer else _("Done"), "good")
            )
        else:
            settle = button(_("Set to done"), "link")
            settle.clicked.connect(lambda: settle_remark(self._context, remark, "", self.reload))
            row.addWidget(settle)
        return line
