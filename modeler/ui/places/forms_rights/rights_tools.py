"""What stands above each table of rights: its name, the filter, what changed, and spreadsheets both ways."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QWidget

from modeler.document.document import Document
from modeler.document.io import document_from_bytes
from modeler.rights.changes import differences
from modeler.rights.edit import read_rights
from modeler.rights.subject import Subject, subject_of
from modeler.rights.workbook import Tables, apply_plan, export_rights, plan_rights, shared_after
from modeler.ui.context import Context
from modeler.ui.places.forms_rights.parts import Parts
from modeler.ui.places.forms_rights.rights_dialogs import ChangesDialog, ImportRightsDialog
from runner.core.atomic import read_bytes, write_bytes
from runner.core.errors import AppError
from runner.core.i18n import tr as _
from runner.forms.schema import Form
from runner.rights.model import WorkspaceRights
from runner.ui.kit.inputs import SearchField
from runner.ui.kit.texts import button, label


def process_of(document: Document | None) -> str | None:
    """The process whose rights are shown where none is named: the first executable one."""
    processes = list(document.index.processes.values()) if document is not None else []
    chosen = next((one for one in processes if one.executable), processes[0] if processes else None)
    return chosen.id if chosen else None


class RightsTools(QWidget):
    """`searched` goes out with the filter."""

    searched = Signal(str)

    def __init__(self, context: Context, parts: Parts, title: str, *, copies: bool = True) -> None:
        super().__init__()
        self.context, self.parts = context, parts
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(label(title, "title"))
        row.addStretch(1)
        self.filter = SearchField(_("Filter rows"))
        self.filter.setFixedWidth(150)
        self.filter.searched.connect(self.searched)
        row.addWidget(self.filter)
        self.changes = button(_("What changed…"), icon_name="history")
        self.changes.clicked.connect(self.show_changes)
        row.addWidget(self.changes)
        self.copy_all = button(_("Copy for Excel"), icon_name="copy")
        self.paste_all = button(_("Paste from Excel"), icon_name="paste")
        self.excel = button(_("Excel file…"), icon_name="table")
        self.excel.clicked.connect(self._open_menu)
        for one in (self.copy_all, self.paste_all, self.excel):
            row.addWidget(one)
        for one in (self.copy_all, self.paste_all):
            one.setVisible(copies)

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Export all tables…")).triggered.connect(self.choose_export)
        menu.addAction(_("Import tables…")).triggered.connect(self.choose_import)
        menu.popup(self.excel.mapToGlobal(self.excel.rect().bottomLeft()))

    def forms(self) -> dict[str, Form]:
        """The forms of the workspace that can be read."""
        found = {ref: self.parts.form(ref) for ref in self.parts.form_refs()}
        return {ref: form for ref, form in found.items() if form is not None}

    def tables(self) -> Tables | None:
        """All tables of the process; None without one."""
        document, process = self.context.document, process_of(self.context.document)
        if document is None or process is None:
            return None
        shared = self.parts.workspace_rights()
        return Tables(document.index, process, shared, self.context.organization, self.forms())

    # workbooks ---------------------------------------------------------------------------------

    def choose_export(self) -> None:
        """Ask where to and write the workbook."""
        path, _filter = QFileDialog.getSaveFileName(self, _("Export all tables"), "rights.xlsx", "Excel (*.xlsx)")
        if path:
            self.export_to(Path(path))

    def export_to(self, path: Path) -> None:
        """Write the workbook."""
        tables = self.tables()
        if tables is None:
            return
        try:
            write_bytes(path, export_rights(tables))
        except AppError as error:
            self.context.report(error)

    def choose_import(self) -> None:
        """Ask for a workbook and show what it would change."""
        path, _filter = QFileDialog.getOpenFileName(self, _("Import tables"), "", "Excel (*.xlsx)")
        if path:
            self.import_file(Path(path))

    def import_file(self, path: Path) -> ImportRightsDialog | None:
        """Show row by row what an import would do; nothing changes before it is confirmed."""
        tables = self.tables()
        if tables is None:
            return None
        try:
            plan = plan_rights(read_bytes(path), tables, file=path.name)
        except AppError as error:
            self.context.report(error)
            return None
        dialog = ImportRightsDialog(plan, self)

        def apply() -> None:
            now = self.tables()
            if self.context.document is not None and now is not None:
                shared = shared_after(now, plan)
                apply_plan(self.context.document, now, plan)
                self.parts.set_rights(shared, _("Import rights"))

        dialog.accepted.connect(apply)
        dialog.open()
        return dialog

    # versions ----------------------------------------------------------------------------------

    def show_changes(self) -> ChangesDialog | None:
        """What differs from the saved file, or from another one."""
        tables, document = self.tables(), self.context.document
        if tables is None or document is None:
            return None
        dialog = ChangesDialog(self)
        dialog.other.clicked.connect(lambda: self._choose_other(dialog))
        self._compare(dialog, None)
        dialog.open()
        return dialog

    def _choose_other(self, dialog: ChangesDialog) -> None:
        path, _filter = QFileDialog.getOpenFileName(dialog, _("Compare with"), "", "BPMN (*.bpmn *.xml)")
        if path:
            self._compare(dialog, Path(path))

    def _compare(self, dialog: ChangesDialog, path: Path | None) -> None:
        """Compare with another file, or (None) with the one that is open as it was saved, its workspace too."""
        document, tables = self.context.document, self.tables()
        if document is None or tables is None:
            return
        shared = tables.shared if path is not None else self._saved_rights()
        source = path or document.path
        try:
            data = read_bytes(source) if source is not None and source.is_file() else document.first_bytes()
            before = self._subject(data, shared)
        except AppError as error:
            self.context.report(error)
            return
        after = subject_of(document.index, tables.process, tables.shared, tables.forms)
        organization = self.context.organization
        name = path.name if path is not None else ""
        self.context.jobs.run(
            lambda _handle: differences(before, after, organization),
            owner=dialog,
            done=lambda found: dialog.show_changes(found, name),
            title=_("What changed…"),
        )

    def _subject(self, data: bytes, shared: WorkspaceRights) -> Subject:
        other = document_from_bytes(data, "before.bpmn")
        try:
            process = process_of(other) or ""
            mine = process_of(self.context.document)
            process = mine if mine in other.index.processes and mine is not None else process
            return subject_of(other.index, process, shared, self.forms())
        finally:
            other.close()

    def _saved_rights(self) -> WorkspaceRights:
        workspace = self.context.workspace
        if workspace is None or workspace.rights.path is None or not workspace.rights.path.is_file():
            return WorkspaceRights()
        return read_rights(read_bytes(workspace.rights.path), "rights.json")
