"""The organisation: the tree of departments beside the people, edited in place, imported from a workbook."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QSplitter,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from modeler.organization import edit
from modeler.organization.importing import ImportPlan, plan_import
from modeler.organization.workbook import template
from modeler.ui.context import Context
from modeler.ui.places.forms_rights.parts import Parts
from runner.core.atomic import read_bytes, write_bytes
from runner.core.errors import AppError
from runner.core.i18n import LocalText, pick, trn
from runner.core.i18n import tr as _
from runner.organization.directory import directory_of
from runner.organization.model import Organization, User
from runner.organization.search import find_people
from runner.ui.kit.inputs import SearchField
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import button, label

ID = Qt.ItemDataRole.UserRole
NAME, PINYIN, DEPARTMENT, POSITION, SUPERIOR = range(5)


class OrganizationPage(QWidget):
    """Everything goes through the verbs of `modeler.organization.edit`, one step of undo each."""

    def __init__(self, context: Context, parts: Parts) -> None:
        super().__init__()
        self.context = context
        self.parts = parts
        self._department = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        layout.addLayout(self._top())
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(8)
        self.tree = QTreeView()
        self.tree.setHeaderHidden(True)
        self.tree.setEditTriggers(QTreeView.EditTrigger.DoubleClicked | QTreeView.EditTrigger.EditKeyPressed)
        self.people = TableView(editable=True)
        self.people.setEditTriggers(TableView.EditTrigger.DoubleClicked | TableView.EditTrigger.EditKeyPressed)
        split.addWidget(self.tree)
        split.addWidget(self.people)
        split.setStretchFactor(1, 1)
        split.setSizes([240, 640])
        layout.addWidget(split, 1)
        self.count = label("", "caption")
        layout.addWidget(self.count)

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(label(_("Organisation"), "title"))
        row.addStretch(1)
        self.search = SearchField(_("Name, pinyin or initials"))
        self.search.setMaximumWidth(200)
        self.search.searched.connect(lambda _text: self._show_people())
        row.addWidget(self.search)
        for text, act in (
            (_("New department"), self.add_department),
            (_("New person"), self.add_person),
            (_("Make head"), self.make_head),
            (_("Template…"), self.save_template),
            (_("Import…"), self.choose_import),
        ):
            one = button(text)
            one.clicked.connect(act)
            row.addWidget(one)
        return row

    # showing -----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show departments and people."""
        organization = self.context.organization
        model = QStandardItemModel(self)
        items: dict[str, QStandardItem] = {}
        everyone = QStandardItem(_("All departments"))
        everyone.setEditable(False)
        everyone.setData("", ID)
        model.appendRow(everyone)
        for department in organization.departments:
            head = organization.user(department.head)
            item = QStandardItem(pick(department.name))
            item.setData(department.id, ID)
            item.setToolTip(_("Head: {name}").format(name=pick(head.name)) if head else _("No head"))
            items[department.id] = item
        for department in organization.departments:
            (items.get(department.parent or "") or everyone).appendRow(items[department.id])
        model.itemChanged.connect(self._renamed)
        self.tree.setModel(model)
        self.tree.expandAll()
        chosen = items.get(self._department, everyone)
        self.tree.setCurrentIndex(chosen.index())
        self.tree.selectionModel().currentChanged.connect(self._department_chosen)
        self._show_people()

    def _department_chosen(self, index: QModelIndex) -> None:
        self._department = str(index.data(ID) or "")
        self._show_people()

    def _shown_people(self, organization: Organization) -> list[User]:
        wanted = self.search.text().strip()
        if wanted:
            return list(find_people(organization, wanted))
        if not self._department:
            return list(organization.users)
        members = set(directory_of(organization).members(self._department, deep=True))
        return [user for user in organization.users if user.id in members]

    def _show_people(self) -> None:
        organization = self.context.organization
        people = self._shown_people(organization)
        model = QStandardItemModel(len(people), 5, self)
        model.setHorizontalHeaderLabels([_("Name"), _("Pinyin"), _("Department"), _("Position"), _("Superior")])
        heads = {department.head for department in organization.departments}
        for row, user in enumerate(people):
            work = user.primary
            department = organization.department(work.department) if work else None
            position = organization.position(work.position) if work else None
            superior = organization.user(work.superior) if work else None
            mark = " ★" if user.id in heads else ""
            texts = (pick(user.name) + mark, user.pinyin, pick(department.name) if department else "",
                     pick(position.name) if position else "", pick(superior.name) if superior else "")  # fmt: skip
            for column, text in enumerate(texts):
                item = QStandardItem(text)
                item.setData(user.id, ID)
                item.setEditable(column in (NAME, PINYIN))
                model.setItem(row, column, item)
        model.itemChanged.connect(self._person_changed)
        self.people.setModel(model)
        for column, width in enumerate((130, 140, 150, 130)):
            self.people.setColumnWidth(column, width)
        self.count.setText(_("{people}, {departments}; ★ heads a department").format(
            people=trn("{count} person", "{count} people", len(people)),
            departments=trn("{count} department", "{count} departments", len(organization.departments))))  # fmt: skip

    # changing ----------------------------------------------------------------------------------

    def _write(self, organization: Organization, what: str) -> None:
        self.parts.set_organization(organization, what)
        self.refresh()

    def _renamed(self, item: QStandardItem) -> None:
        organization = self.context.organization
        department = organization.department(str(item.data(ID)))
        if department is not None and item.text().strip():
            name = renamed(department.name, item.text().strip())
            self._write(edit.rename_department(organization, department.id, name), _("Rename department"))

    def _person_changed(self, item: QStandardItem) -> None:
        organization, text = self.context.organization, item.text().replace("★", "").strip()
        user = organization.user(str(item.data(ID)))
        if user is None or not text:
            return
        if item.column() == PINYIN:
            self._write(edit.set_user(organization, user.id, pinyin=text), _("Change person"))
        else:
            self._write(edit.set_user(organization, user.id, name=renamed(user.name, text)), _("Change person"))

    def add_department(self) -> None:
        """Add a department below the chosen one, ready to be renamed."""
        organization = self.context.organization
        made = edit.free_id(organization, "departments", "department")
        name = {"zh": "新部门", "en": "New department"}
        self._write(edit.add_department(organization, made, name, self._department or None), _("New department"))

    def add_person(self) -> None:
        """Add a person to the chosen department, ready to be renamed."""
        organization = self.context.organization
        made = edit.free_id(organization, "users", "person")
        added = edit.add_user(organization, made, _("New person"), self._department or None)
        self._write(added, _("New person"))

    def make_head(self) -> None:
        """Make the selected person head of their department."""
        index, organization = self.people.currentIndex(), self.context.organization
        user = organization.user(str(index.data(ID))) if index.isValid() else None
        if user is not None and user.primary is not None:
            self._write(edit.set_head(organization, user.primary.department, user.id), _("Make head"))

    # workbooks ---------------------------------------------------------------------------------

    def save_template(self) -> None:
        """Write the organisation as a workbook that can be changed and imported again."""
        path, _filter = QFileDialog.getSaveFileName(self, _("Save template"), "organization.xlsx", "Excel (*.xlsx)")
        if path:
            try:
                write_bytes(Path(path), template(self.context.organization))
            except AppError as error:
                self.context.report(error)

    def choose_import(self) -> None:
        """Ask for a workbook and show what it would change."""
        path, _filter = QFileDialog.getOpenFileName(self, _("Import people"), "", "Excel (*.xlsx)")
        if path:
            self.import_file(Path(path))

    def import_file(self, path: Path) -> None:
        """Show row by row what an import would do; nothing changes before it is confirmed."""
        try:
            plan = plan_import(read_bytes(path), self.context.organization, file=path.name)
        except AppError as error:
            self.context.report(error)
            return
        dialog = ImportDialog(plan, self)
        dialog.accepted.connect(lambda: self._import(plan))
        dialog.open()

    def _import(self, plan: ImportPlan) -> None:
        if plan.organization is not None:
            self._write(plan.organization, _("Import people"))


class ImportDialog(QDialog):
    """What each row would do; errors forbid the import."""

    def __init__(self, plan: ImportPlan, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Import people"))
        layout = QVBoxLayout(self)
        layout.addWidget(label(_("What the workbook would change"), "heading"))
        table = TableView()
        model = QStandardItemModel(len(plan.rows), 5, self)
        model.setHorizontalHeaderLabels([_("Sheet"), _("Row"), _("Id"), _("What"), _("Problem")])
        words = {"new": _("new"), "changed": _("changed"), "same": _("same"), "error": _("error")}
        for number, row in enumerate(plan.rows):
            texts = (
                row.sheet,
                str(row.line),
                row.id,
                words[row.state],
                " ".join(one.message for one in row.problems),
            )
            for column, text in enumerate(texts):
                model.setItem(number, column, QStandardItem(text))
        table.setModel(model)
        layout.addWidget(table, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setText(_("Import"))
        ok.setEnabled(plan.organization is not None)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self.resize(760, 480)


def renamed(name: LocalText, text: str) -> LocalText:
    """The name with another text in the language that is shown."""
    from runner.core.i18n import current_language

    return text if isinstance(name, str) else {**name, current_language(): text}
