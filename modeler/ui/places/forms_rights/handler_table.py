"""Who would approve each step, whoever starts: empty results first, each cell with its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QColor, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QProgressBar, QSplitter, QVBoxLayout, QWidget

from modeler.organization.preview import (
    Group,
    PreviewStep,
    answer_text,
    paths_of,
    preview,
    preview_book,
    starter_text,
)
from modeler.ui.context import Context
from modeler.ui.panels.handler_preview import handler_of
from modeler.ui.places.forms_rights.cell_editors import show_model
from runner.core.atomic import write_bytes
from runner.core.errors import AppError
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.organization.values import amount_of
from runner.organization.who import expand_who
from runner.rights.check import may
from runner.rights.model import ProcessRights
from runner.ui.kit import style
from runner.ui.kit.jobs import Handle, Job
from runner.ui.kit.layouts import clear_layout
from runner.ui.kit.states import EmptyState
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import button, label


class HandlerTablePane(QWidget):
    """Runs beside the window, tells how far it is, and can be stopped."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.groups: list[Group] = []
        self.steps: list[PreviewStep] = []
        self._job: Job | None = None
        self._inputs: dict[str, QLineEdit] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        top = QHBoxLayout()
        top.setSpacing(8)
        self.go = button(_("Ask for everyone"), icon_name="play")
        self.go.clicked.connect(self.run)
        self.stop = button(_("Cancel"))
        self.stop.clicked.connect(self.cancel)
        self.export = button(_("Export to Excel…"), icon_name="export")
        self.export.clicked.connect(self.choose_export)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(160)
        self.bar.setRange(0, 1000)
        self.assumed = QHBoxLayout()
        self.assumed.setSpacing(8)
        top.addWidget(self.go)
        top.addLayout(self.assumed)
        for widget in (self.bar, self.stop):
            top.addWidget(widget)
        top.addStretch(1)
        top.addWidget(self.export)
        layout.addLayout(top)
        self.told = label("", "muted", wrap=True)
        layout.addWidget(self.told)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setHandleWidth(1)
        self.table = TableView(by_row=False)
        self.split.addWidget(self.table)
        self.why = label("", selectable=True, wrap=True)
        self.why.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.why.setMinimumHeight(96)
        self.why.setContentsMargins(0, 8, 0, 0)
        self.split.addWidget(self.why)
        self.split.setStretchFactor(0, 1)
        layout.addWidget(self.split, 1)
        self.empty = EmptyState(
            "people", _("No step with a handler"),
            _("Open a process whose steps say who handles them; then this table says who that is for everybody."),
        )  # fmt: skip
        layout.addWidget(self.empty, 1)
        self._working(False)

    # showing -----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the steps of the process that is open; a result of another state of it goes."""
        steps = self._steps()
        if steps != self.steps:
            self.steps, self.groups = steps, []
            self._show_inputs()
        self.empty.setVisible(not steps)
        self.split.setVisible(bool(steps))
        self.go.setEnabled(bool(steps) and self._job is None)
        self._show()

    def _steps(self) -> list[PreviewStep]:
        document = self.context.document
        if document is None:
            return []
        found = []
        nodes = [node for node in document.index.nodes.values() if node.tag == "userTask"]
        nodes.sort(key=lambda one: (one.bounds.x, one.bounds.y) if one.bounds else (0.0, 0.0))
        for node in nodes:
            block = node.extension.get("handler")
            handler = handler_of(dict(block)) if isinstance(block, Mapping) else None
            if handler is not None:
                found.append(PreviewStep(node.id, node.name or node.id, handler))
        return found

    def _show_inputs(self) -> None:
        clear_layout(self.assumed)
        self._inputs = {}
        for path in paths_of(self.steps, self.context.organization)[:4]:
            field = QLineEdit()
            field.setFixedWidth(110)
            field.setAccessibleName(path)
            field.setPlaceholderText(_("Assumed value"))
            field.returnPressed.connect(self.run)
            self._inputs[path] = field
            self.assumed.addWidget(label(path, "caption"))
            self.assumed.addWidget(field)

    def _show(self) -> None:
        organization = self.context.organization
        model = QStandardItemModel(len(self.groups), len(self.steps) + 2, self)
        model.setHorizontalHeaderLabels([_("Starter"), _("People"), *(step.name for step in self.steps)])
        theme = style.current_theme()
        for row, group in enumerate(self.groups):
            names = [starter_text(one, organization) for one in group.starters[:3]]
            item = QStandardItem(" · ".join(names) + (" …" if group.count > 3 else ""))
            item.setToolTip("\n".join(starter_text(one, organization) for one in group.starters[:40]))
            model.setItem(row, 0, item)
            model.setItem(row, 1, QStandardItem(str(group.count)))
            for at, answer in enumerate(group.answers):
                cell = QStandardItem(answer_text(answer, organization))
                cell.setToolTip("\n".join(step.message for step in answer.trail))
                if at in group.empty:
                    cell.setForeground(QColor(theme.bad))
                model.setItem(row, at + 2, cell)
        show_model(self.table, model)
        self.table.setColumnWidth(0, 280)
        self.table.setColumnWidth(1, 60)
        for at in range(len(self.steps)):
            self.table.setColumnWidth(at + 2, 200)
        self.table.selectionModel().currentChanged.connect(self._explain)
        self.export.setEnabled(bool(self.groups))
        if self.groups:
            self._tell()
            first = next(((row, one.empty[0]) for row, one in enumerate(self.groups) if one.empty), (0, 0))
            self.table.setCurrentIndex(model.index(first[0], first[1] + 2))
        else:
            self.why.setText("")
            self.told.setText(
                _("For everybody who may start: who gets each step, with reasons. What finds nobody stands on top.")
            )

    def _tell(self) -> None:
        people = sum(group.count for group in self.groups)
        lost = sum(group.count for group in self.groups if group.empty)
        told = _("Asked: {people}, {results}.").format(
            people=trn("{count} start", "{count} starts", people),
            results=trn("{count} distinct result", "{count} distinct results", len(self.groups)),
        )
        more = (
            trn("For {count} of them a step finds nobody.", "For {count} of them a step finds nobody.", lost)
            if lost
            else _("Every step finds somebody.")
        )
        self.told.setText(f"{told} {more}")

    def _explain(self, index: QModelIndex, _before: QModelIndex) -> None:
        at = index.column() - 2
        if not index.isValid() or not 0 <= index.row() < len(self.groups) or at < 0:
            self.why.setText("")
            return
        group = self.groups[index.row()]
        lines = [f"{number}. {step.message}" for number, step in enumerate(group.answers[at].trail, start=1)]
        head = _("{step}, started by {name}:").format(
            step=self.steps[at].name, name=starter_text(group.starters[0], self.context.organization)
        )
        self.why.setText("\n".join([head, *lines]))

    # asking ------------------------------------------------------------------------------------

    def run(self) -> None:
        """Ask the resolver for everybody, beside the window."""
        if self._job is not None or not self.steps:
            return
        steps, organization, document = list(self.steps), self.context.organization, self.context.document
        process = next(iter(document.index.processes.values()), None) if document is not None else None
        about = process.extension.get("process") if process is not None else None
        about = about if isinstance(about, Mapping) else {}
        block = process.extension.get("rights") if process is not None else None
        try:
            rights = ProcessRights.model_validate(block or {})
        except ValueError:
            rights = ProcessRights()
        everywhere = self.context.workspace.rights.value if self.context.workspace is not None else None
        code = str(about.get("code") or (process.id if process is not None else ""))
        data: dict[str, object] = {}
        for path, field in self._inputs.items():
            text = field.text().strip()
            if text:
                _put(data, path, text if amount_of(text) is None else str(amount_of(text)))
        admins = [
            one for rule in rights.allow if rule.action == "manage" for one in expand_who(rule.who, organization)
        ]
        now = datetime.now().astimezone()

        def allowed(user: str) -> bool:
            if everywhere is None:
                return True
            return may(
                "start", user, rights, everywhere, organization, category=str(about.get("category") or "") or None
            ).allowed

        def work(handle: Handle) -> list[Group]:
            return preview(
                steps, organization, now, process=code, data=data, admins=admins, may_start=allowed,
                tell=handle.progress,
            )  # fmt: skip

        self._working(True)
        job = self.context.jobs.run(work, owner=self, done=self._done, progress=self._progress)
        self._job = job
        job.finished.connect(lambda: self._finished(job))

    def _working(self, on: bool) -> None:
        self.bar.setVisible(on)
        self.stop.setVisible(on)
        self.bar.setValue(0)
        self.go.setEnabled(not on and bool(self.steps))

    def _progress(self, share: float | None, _text: str) -> None:
        self.bar.setValue(round((share or 0) * 1000))

    def _finished(self, job: Job) -> None:
        if self._job is job:
            self._job = None
            self._working(False)

    def _done(self, groups: list[Group]) -> None:
        self.groups = groups
        self._show()

    def cancel(self) -> None:
        """Stop asking; what was there before stays."""
        if self._job is not None:
            self._job.cancel()

    def choose_export(self) -> None:
        """Ask for a file and write the table with its reasons."""
        path, _filter = QFileDialog.getSaveFileName(self, _("Export to Excel"), "approvers.xlsx", "Excel (*.xlsx)")
        if path:
            self.export_to(Path(path))

    def export_to(self, path: Path) -> None:
        """Write the table and its reasons as a workbook."""
        try:
            write_bytes(path, preview_book(self.groups, self.steps, self.context.organization))
        except AppError as error:
            self.context.report(error)


def _put(data: dict[str, object], path: str, value: object) -> None:
    """Put a value at a dotted path."""
    *above, last = path.split(".")
    for part in above:
        inner = data.setdefault(part, {})
        if not isinstance(inner, dict):
            return
        data = inner
    data[last] = value
