"""Improve: remarks, and the history of rehearsals of this workspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from modeler.ui.context import Context
from modeler.ui.place import Place
from modeler.ui.places import PLACES
from modeler.ui.records import CaseRow, RemarkRow, read_cases, read_remarks, settle_remark
from runner.core.i18n import N_, trn
from runner.core.i18n import tr as _
from runner.ui.kit.cards import SegmentedBar
from runner.ui.kit.states import EmptyState
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import button, label

REMARKS = (N_("Remark"), N_("Step"), N_("Person"), N_("Version"), N_("Left at"), N_("State"))
CASES = (N_("Case"), N_("Process"), N_("State"), N_("Started by"), N_("Started at"), N_("Ended at"))
STATES = {"completed": N_("completed"), "running": N_("running"), "incident": N_("incident"),
          "terminated": N_("terminated"), "refused": N_("refused"), "suspended": N_("suspended")}  # fmt: skip


class Improve(Place):
    """Two lists: what testers said, and what was rehearsed."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._remarks: list[RemarkRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(label(_("Improve"), "title"))
        self._count = label("", "caption")
        top.addWidget(self._count)
        top.addStretch(1)
        self._show = button(_("Show in Design"))
        self._show.clicked.connect(self._show_step)
        self._settle = button(_("Set to done"))
        self._settle.clicked.connect(self._settle_chosen)
        self._tabs = SegmentedBar([("remarks", _("Remarks")), ("cases", _("Rehearsals"))])
        self._tabs.changed.connect(lambda _key: self._arrange())
        for widget in (self._settle, self._show, self._tabs):
            top.addWidget(widget)
        column.addLayout(top)
        self._pages = QStackedWidget()
        self._remark_table, self._remark_model = self._table(REMARKS, (420, 160, 110, 90, 150))
        self._case_table, self._case_model = self._table(CASES, (180, 180, 110, 130, 150))
        self._remark_table.opened.connect(lambda _row: self._show_step())
        action = _("Rehearse") if "rehearse" in PLACES else ""
        empty = (
            EmptyState("remark", _("No remarks yet"),
                       _("Whoever tries the process in a rehearsal can leave a remark at any step. It arrives here."),
                       action, primary=False),
            EmptyState("history", _("Nothing was rehearsed yet"),
                       _("Every case that is tried out is listed here, with how it went and how long it took."),
                       action, primary=False),
        )  # fmt: skip
        for one in empty:
            one.clicked.connect(lambda: self.context.go("rehearse"))
        pages: tuple[QWidget, ...] = (self._remark_table, self._case_table, *empty)
        for page in pages:
            self._pages.addWidget(page)
        column.addWidget(self._pages, 1)
        self._cases: list[CaseRow] = []
        self._arrange()

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
        read_remarks(self.context, self.show_remarks)
        read_cases(self.context, self.show_cases)

    def show_remarks(self, remarks: list[RemarkRow]) -> None:
        """Fill the list of remarks, open ones first."""
        self._remarks = sorted(remarks, key=lambda one: one.done)
        rows = [
            (
                one.text,
                one.where,
                one.person,
                one.version,
                _when(one.created),
                one.answer or _("Done") if one.done else _("open"),
            )
            for one in self._remarks
        ]
        _fill(self._remark_model, rows)
        self._arrange()

    def show_cases(self, cases: list[CaseRow]) -> None:
        """Fill the history, newest first."""
        self._cases = sorted(cases, key=lambda one: one.started, reverse=True)
        rows = [
            (
                one.id,
                one.process,
                _(STATES.get(one.status, one.status)),
                one.starter,
                _when(one.started),
                _when(one.ended),
            )
            for one in self._cases
        ]
        _fill(self._case_model, rows)
        self._arrange()

    def _arrange(self) -> None:
        remarks = self._tabs.current == "remarks"
        count = len(self._remarks) if remarks else len(self._cases)
        self._pages.setCurrentIndex((0 if remarks else 1) + (0 if count else 2))
        texts = (
            trn("{count} remark", "{count} remarks", count)
            if remarks
            else trn("{count} case", "{count} cases", count)
        )
        self._count.setText(texts if count else "")
        for widget in (self._show, self._settle):
            widget.setVisible(remarks and bool(count))

    def _chosen(self) -> RemarkRow | None:
        index = self._remark_table.currentIndex()
        return self._remarks[index.row()] if index.isValid() else None

    def _show_step(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self.context.go("design", chosen.element or None)

    def _settle_chosen(self) -> None:
        from PySide6.QtWidgets import QInputDialog

        chosen = self._chosen()
        if chosen is None or chosen.done:
            return
        answer, given = QInputDialog.getText(self, _("Set to done"), _("Answer to the tester"))
        if given:
            settle_remark(self.context, chosen, answer, self.entered)


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
