"""Improve: remarks, and the history of rehearsals of this workspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout

from modeler.ui.context import Context
from modeler.ui.panels.remarks import AnswerField
from modeler.ui.place import Place
from modeler.ui.places import PLACES
from modeler.ui.records import CaseRow, RemarkRow, open_case, read_cases, read_remarks, settle_remark
from runner.core.i18n import N_, trn
from runner.core.i18n import tr as _
from runner.ui.kit.cards import SegmentedBar
from runner.ui.kit.states import EmptyState
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import button, label

REMARKS = (N_("What was said"), N_("Step"), N_("Person"), N_("Version"), N_("Left at"), N_("State"))
CASES = (N_("Case"), N_("Process"), N_("State"), N_("Started by"), N_("Started at"), N_("Ended at"), N_("From"))
STATES = {
    "completed": N_("completed"), "running": N_("running"), "incident": N_("stopped by an incident"),
    "budget": N_("stopped at a limit"), "suspended": N_("suspended"), "rejected": N_("not approved"),
    "withdrawn": N_("withdrawn"), "terminated": N_("terminated"), "error": N_("ended by an error"),
}  # fmt: skip


class Improve(Place):
    """Two lists: what testers said, and what was rehearsed."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._remarks: list[RemarkRow] = []
        self._cases: list[CaseRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(label(_("Improve"), "title"))
        self._count = label("", "caption")
        top.addWidget(self._count)
        top.addStretch(1)
        self.tabs = SegmentedBar([("remarks", _("Remarks")), ("cases", _("Rehearsals"))])
        self.tabs.changed.connect(lambda _key: self._arrange())
        top.addWidget(self.tabs)
        column.addLayout(top)
        self._pages = QStackedWidget()
        self.remark_table, self._remark_model = self._table(REMARKS, (400, 160, 110, 80, 150))
        self.case_table, self._case_model = self._table(CASES, (110, 180, 170, 130, 150, 150))
        self.remark_table.opened.connect(lambda _row: self._show_step())
        self.remark_table.selectionModel().currentRowChanged.connect(lambda *_rows: self._show_chosen())
        self.case_table.opened.connect(self._open_case)
        self.case_table.clicked.connect(lambda index: self._open_case(index.row()))
        if not context.looking:
            self.case_table.setToolTip(_("A click opens the case in Rehearse."))
        for page in (self.remark_table, self.case_table, *self._empty_states()):
            self._pages.addWidget(page)
        column.addWidget(self._pages, 1)
        self.chosen = ChosenRemark(is_looking=context.looking)
        self.chosen.settle.clicked.connect(self._settle_chosen)
        self.chosen.answer.returnPressed.connect(self._settle_chosen)
        self.chosen.show_step.clicked.connect(self._show_step)
        self.chosen.show_case.clicked.connect(self._open_chosen_case)
        column.addWidget(self.chosen)
        self._arrange()

    def _empty_states(self) -> tuple[EmptyState, EmptyState]:
        action = _("Rehearse") if "rehearse" in PLACES and not self.context.looking else ""
        states = (
            EmptyState("remark", _("No remarks yet"),
                       _("Whoever tries the process in a rehearsal can leave a remark at any step. It arrives here."),
                       action, primary=False),
            EmptyState("history", _("Nothing was rehearsed yet"),
                       _("Every case that is tried out is listed here, with how it went and how long it took."),
                       action, primary=False),
        )  # fmt: skip
        for one in states:
            one.clicked.connect(lambda: self.context.go("rehearse"))
        return states

    @staticmethod
    def _table(columns: tuple[str, ...], widths: tuple[int, ...]) -> tuple[TableView, QStandardItemModel]:
        model = QStandardItemModel(0, len(columns))
        model.setHorizontalHeaderLabels([_(text) for text in columns])
        table = TableView()
        table.setModel(model)
        for at, width in enumerate(widths):
            table.setColumnWidth(at, width)
        return table, model

    def entered(self) -> None:
        """Ask again."""
        read_remarks(self.context, self, self.show_remarks, everything=True)
        read_cases(self.context, self, self.show_cases)

    def show_remarks(self, remarks: list[RemarkRow]) -> None:
        """Fill the list of remarks, open ones first."""
        self._remarks = sorted(remarks, key=lambda one: one.done)
        rows = [
            (one.text, one.where or one.element, one.person, one.version, _when(one.created), _state_of(one))
            for one in self._remarks
        ]
        _fill(self._remark_model, rows)
        self._arrange()

    def show_cases(self, cases: list[CaseRow]) -> None:
        """Fill the history, newest first."""
        self._cases = sorted(cases, key=lambda one: one.started, reverse=True)
        rows = [
            (
                _("Case {number}").format(number=one.id.rpartition("-")[2]),
                one.name or one.process,
                _(STATES.get(one.outcome or one.status, one.outcome or one.status)),
                one.starter,
                _when(one.started),
                _when(one.ended),
                one.origin or _("here"),
            )
            for one in self._cases
        ]
        _fill(self._case_model, rows)
        self._arrange()

    def _arrange(self) -> None:
        remarks = self.tabs.current == "remarks"
        count = len(self._remarks) if remarks else len(self._cases)
        self._pages.setCurrentIndex((0 if remarks else 1) + (0 if count else 2))
        texts = (
            trn("{count} remark", "{count} remarks", count)
            if remarks
            else trn("{count} case", "{count} cases", count)
        )
        self._count.setText(texts if count else "")
        self._show_chosen()

    def _chosen(self) -> RemarkRow | None:
        row = self.remark_table.currentIndex().row()
        return self._remarks[row] if 0 <= row < len(self._remarks) else None

    def _show_chosen(self) -> None:
        chosen = self._chosen() if self.tabs.current == "remarks" else None
        self.chosen.setVisible(chosen is not None)
        if chosen is not None:
            self.chosen.show_remark(chosen)

    def _show_step(self) -> None:
        chosen = self._chosen()
        if chosen is not None and not self.context.looking:
            self.context.go("design", chosen.element or None)

    def _settle_chosen(self) -> None:
        chosen = self._chosen()
        if chosen is not None and not chosen.done:
            settle_remark(self.context, self, chosen, self.chosen.answer.text().strip(), self.entered)

    def _open_case(self, row: int) -> None:
        if 0 <= row < len(self._cases) and not self.context.looking:
            open_case(self.context, self._cases[row].id, self._cases[row].process)

    def _open_chosen_case(self) -> None:
        chosen = self._chosen()
        if chosen is not None and chosen.case:
            open_case(self.context, chosen.case, chosen.process)


class ChosenRemark(QFrame):
    """The remark that is selected, in full, with the place for its answer."""

    def __init__(self, *, is_looking: bool = False) -> None:
        super().__init__()
        self._is_looking = is_looking
        self.setProperty("role", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        self._text = label("", "heading", wrap=True, selectable=True)
        self._about = label("", "caption", wrap=True)
        self._done = label("", "good", wrap=True, selectable=True)
        for one in (self._text, self._about, self._done):
            column.addWidget(one)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.answer = AnswerField(_("Answer to the tester: what was changed, or why not"))
        self.answer.left.connect(self.answer.clear)
        self.settle = button(_("Set to done"), "primary")
        self.show_step = button(_("Show in Design"))
        self.show_case = button(_("Open its case"))
        row.addWidget(self.answer, 1)
        for widget in (self.settle, self.show_step, self.show_case):
            row.addWidget(widget)
        column.addLayout(row)

    def show_remark(self, remark: RemarkRow) -> None:
        """Show another remark; what was typed for the one before is gone."""
        self._text.setText(remark.text)
        about = (remark.person, remark.where or remark.element, remark.field, remark.version, _when(remark.created))
        self._about.setText(" · ".join(part for part in about if part))
        self._done.setText(_("Done: {answer}").format(answer=remark.answer) if remark.answer else _("Done"))
        self._done.setVisible(remark.done)
        self.answer.clear()
        for widget in (self.answer, self.settle):
            widget.setVisible(not remark.done and not self._is_looking)
        self.show_step.setVisible(bool(remark.element) and not self._is_looking)
        self.show_case.setVisible(bool(remark.case) and not self._is_looking)


def _state_of(remark: RemarkRow) -> str:
    if not remark.done:
        return _("open")
    return _("Done: {answer}").format(answer=remark.answer) if remark.answer else _("Done")


def _fill(model: QStandardItemModel, rows: Sequence[tuple[str, ...]]) -> None:
    model.setRowCount(0)
    for row in rows:
        items: list[Any] = [QStandardItem(text) for text in row]
        for item in items:
            item.setEditable(False)
            item.setToolTip(item.text())
            item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        model.appendRow(items)


def _when(text: str) -> str:
    return text[:16].replace("T", " ")
