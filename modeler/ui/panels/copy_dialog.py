"""Asking for name and code of a new process that begins as a copy."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from modeler.catalog.copying import copy_process, template_files
from modeler.catalog.inventory import read_entry
from modeler.catalog.process_codes import code_book
from modeler.dictionary.process_codes import CodeBook, check_code, next_code
from modeler.ui.context import Context
from runner.core.errors import AppError
from runner.core.folders import documents_folder
from runner.core.i18n import tr as _
from runner.ui.kit.texts import button, label


class CopyDialog(QDialog):
    """Name and code, and the template where several are offered."""

    def __init__(
        self, parent: QWidget, title: str, sources: list[Path], text: str, book: CodeBook | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(420)
        self._sources = sources
        self._book = book or CodeBook()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(label(title, "title"))
        column.addWidget(label(text, "muted", wrap=True))
        self.source = QComboBox()
        for path in sources:
            entry = read_entry(path)
            self.source.addItem(entry.name or path.stem, path)
        if len(sources) > 1:
            column.addWidget(label(_("Begin with"), "caption"))
            column.addWidget(self.source)
        self.name = QLineEdit()
        self.code = QLineEdit()
        for caption, field in ((_("Name"), self.name), (_("Code"), self.code)):
            column.addWidget(label(caption, "caption"))
            column.addWidget(field)
            field.setAccessibleName(caption)
        self.fault = label("", "bad", wrap=True)
        self.fault.hide()
        column.addWidget(self.fault)
        foot = QHBoxLayout()
        foot.addStretch(1)
        cancel = button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        self.go = button(_("Create"), "primary")
        self.go.clicked.connect(self.accept)
        self.go.setDefault(True)
        foot.addWidget(cancel)
        foot.addWidget(self.go)
        column.addSpacing(4)
        column.addLayout(foot)
        self.name.textChanged.connect(lambda _given: self._check())
        self.code.textChanged.connect(lambda _given: self._check())
        self.source.currentIndexChanged.connect(lambda _at: self._propose())
        self._propose()

    def _propose(self) -> None:
        entry = read_entry(self.path)
        self.name.setText(_("{name} (copy)").format(name=entry.name))
        self.code.setText(next_code(self._book, entry.code))
        self.name.selectAll()
        self.name.setFocus()

    def _check(self) -> None:
        """Say at once what is wrong with the code."""
        code = self.code.text().strip()
        problem = check_code(self._book, code) if code else None
        self.fault.setText(f"{problem.message} {problem.hint}" if problem is not None else "")
        self.fault.setVisible(problem is not None)
        self.go.setEnabled(bool(self.name.text().strip()) and problem is None)

    @property
    def path(self) -> Path:
        """The process that is copied."""
        return Path(self.source.currentData())


def ask_copy(parent: QWidget, context: Context, source: Path, folder: Path) -> Path | None:
    """Copy a process of this workspace; returns the new file, None when the user thought better of it."""
    text = _("Form, rights, tests and scenarios come along; code and ids are new.")
    return _ask(CopyDialog(parent, _("Copy as new process"), [source], text, book_of(context)), context, folder)


def book_of(context: Context) -> CodeBook:
    """The codes of the open workspace; an inventory that cannot be read is told elsewhere."""
    workspace = context.workspace
    if workspace is None:
        return CodeBook()
    try:
        return code_book(Path(workspace.folder), workspace.processes(), context.dictionary)
    except AppError:
        return CodeBook()


def ask_template(parent: QWidget, context: Context) -> Path | None:
    """Begin a process from a shipped template, in the open workspace or a new one."""
    text = _("A process of your own with form, rights, tests and scenarios; change whatever you like.")
    dialog = CopyDialog(parent, _("New process from a template"), template_files(), text, book_of(context))
    workspace = context.workspace
    folder = Path(workspace.folder) if workspace is not None else documents_folder() / "Slipway" / "processes"
    return _ask(dialog, context, folder)


def _ask(dialog: CopyDialog, context: Context, folder: Path) -> Path | None:
    try:
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return None
        made = copy_process(dialog.path, folder, name=dialog.name.text().strip(), code=dialog.code.text().strip())
    except AppError as error:
        context.report(error)
        return None
    finally:
        dialog.deleteLater()
    context.workspaceChanged.emit()
    return made
