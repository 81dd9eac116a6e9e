"""Approvals as plain BPMN (可移植): what becomes of each thing is shown before a file is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QColor, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from modeler.document.io import document_from_bytes, to_bytes
from modeler.portable.expand import Expanded, expand
from modeler.portable.report import Fate, RefusedError
from runner.core.atomic import write_bytes
from runner.core.errors import AppError
from runner.core.folders import documents_folder
from runner.core.i18n import tr as _
from runner.core.messages import word
from runner.ui.kit import style
from runner.ui.kit.dialogs import asking_foot
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import label

if TYPE_CHECKING:
    from modeler.ui.window import MainWindow

Index = QModelIndex | QPersistentModelIndex
TONES = {Fate.EXPRESSED: "good", Fate.WEAKER: "warning", Fate.DROPPED: "bad"}
ORDER = (Fate.WEAKER, Fate.DROPPED, Fate.EXPRESSED)
"""What is lost stands first."""


class _Roomy(QStyledItemDelegate):
    """Rows with room for letters of another script, which stand higher than the font of the window says."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        lines = max(1, round(size.height() / option.fontMetrics.lineSpacing()))
        return QSize(size.width(), size.height() + 5 * lines)


class PortableDialog(QDialog):
    """The report of a plain file, which is made meanwhile; accepted where it is to be saved."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Portable BPMN"))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        self.heading = label(_("Writing the approvals as plain BPMN…"), "title", wrap=True)
        column.addWidget(self.heading)
        self.told = label("", "muted", wrap=True)
        column.addWidget(self.told)
        self.table = TableView()
        self.table.setWordWrap(True)
        self.table.setItemDelegate(_Roomy(self.table))
        self.table.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.table.setAccessibleName(_("What becomes of the approvals"))
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        column.addWidget(self.table, 1)
        foot, self.save = asking_foot(self, _("Save as…"))
        self.save.setEnabled(False)
        column.addLayout(foot)
        self.resize(min(900, parent.window().width() - 80), min(560, parent.window().height() - 80))

    def show_report(self, found: Expanded) -> None:
        """Show what becomes of what; then it may be saved."""
        lines = [line for fate in ORDER for line in found.of_fate(fate)]
        self.heading.setText(
            _("Approvals in plain BPMN") if lines else _("There is nothing here that plain BPMN does not have")
        )
        counts = " · ".join(f"{word('fate', fate)} {len(found.of_fate(fate))}" for fate in ORDER)
        about = _("A file that other tools read: gateways, multi-instance and timers stand for the approvals. The "
                  "process itself is not changed.")  # fmt: skip
        self.told.setText(f"{about} {counts if lines else ''}")
        cells = [(word("fate", line.fate), line.concept, line.message) for line in lines]
        headings = (_("In the file"), _("About"), _("What becomes of it"))
        self._fill(headings, cells, [TONES[line.fate] for line in lines], (110, 150))
        self.save.setEnabled(True)
        self.save.setFocus()

    def show_refusal(self, error: RefusedError) -> None:
        """Show why there can be no such file."""
        self.heading.setText(_("This process cannot be written in plain BPMN"))
        self.told.setText(_("Nothing was written. Draw it otherwise at the elements named here."))
        cells = [(one.element, one.message, one.hint) for one in error.reasons]
        self._fill((_("Element"), _("Why not"), _("What helps")), cells, ["bad"] * len(cells), (120, 420))

    def _fill(
        self, headings: Sequence[str], rows: Sequence[Sequence[str]], tones: Sequence[str], widths: Sequence[int]
    ) -> None:
        model = QStandardItemModel(0, len(headings), self.table)
        model.setHorizontalHeaderLabels(list(headings))
        theme = style.current_theme()
        for row, tone in zip(rows, tones, strict=True):
            items = [QStandardItem(text) for text in row]
            items[0].setForeground(QColor(getattr(theme, tone)))
            for item in items:
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                item.setToolTip(item.text())
            model.appendRow(items)
        self.table.setModel(model)
        for place, width in enumerate(widths):
            self.table.setColumnWidth(place, width)


def ask_portable(window: MainWindow) -> PortableDialog | None:
    """Show what the approvals of the open process become in plain BPMN, and write the file where the user says."""
    context = window.context
    document = context.document
    if document is None:
        return None
    dialog = PortableDialog(window)
    data, name = to_bytes(document), document.name
    made: list[Expanded] = []

    def work() -> Expanded:
        copy = document_from_bytes(data, name, seed=0)
        try:
            return expand(copy)
        finally:
            copy.close()

    def done(found: Expanded) -> None:
        made.append(found)
        dialog.show_report(found)

    def failed(error: Exception) -> None:
        if isinstance(error, RefusedError):
            dialog.show_refusal(error)
            return
        dialog.reject()
        if not isinstance(error, AppError):
            raise error
        context.report(error)

    job = context.jobs.run(lambda _handle: work(), owner=dialog, done=done, failed=failed, title=dialog.windowTitle())
    is_over: list[bool] = []
    job.finished.connect(lambda: is_over.append(True))

    def closed(result: int) -> None:
        if not is_over:
            job.cancel()
        if result and made:
            _save(window, made[0], document.path or documents_folder() / "process.bpmn")

    dialog.finished.connect(closed)
    dialog.open()
    return dialog


def _save(window: MainWindow, found: Expanded, beside: Path) -> None:
    start = beside.with_name(f"{beside.stem}-portable.bpmn")
    path, _kind = QFileDialog.getSaveFileName(window, _("Portable BPMN"), str(start), "BPMN (*.bpmn)")
    if not path:
        return
    target = Path(path if path.endswith(".bpmn") else f"{path}.bpmn")
    try:
        write_bytes(target, found.data)
    except AppError as error:
        window.context.report(error)
        return
    window.banner.tell(_("The plain file was written to {file}.").format(file=target), tone="good")
