"""The organisation chart with the people of the chosen department beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem
from PySide6.QtWidgets import QHBoxLayout, QListView, QSplitter, QVBoxLayout, QWidget

from modeler.organization import edit
from modeler.ui.context import Context
from modeler.ui.places.forms_rights.cell_editors import show_model
from modeler.ui.places.forms_rights.chart_view import ChartView
from modeler.ui.places.forms_rights.parts import Parts
from modeler.ui.places.forms_rights.people import IdModel, PeoplePane, department_name, renamed
from modeler.ui.places.forms_rights.people_model import ID, PERSON_MIME
from runner.core.errors import AppError
from runner.core.i18n import pick
from runner.core.i18n import tr as _
from runner.organization.directory import directory_of
from runner.organization.model import Organization
from runner.organization.search import find_people
from runner.ui.kit.texts import button, label


class ChartPane(QWidget):
    """Everything goes through the verbs of `modeler.organization.edit`, one step of undo each."""

    def __init__(self, context: Context, parts: Parts, people: PeoplePane) -> None:
        super().__init__()
        self.context = context
        self.parts = parts
        self._people = people
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.view = ChartView()
        for text, act in (
            (_("New department"), self.add), (_("Rename"), self.view.rename), (_("Remove"), self.remove),
            (_("Fold"), lambda: self.view.fold(self.view.current)), (_("Show all"), self.view.fit),
        ):  # fmt: skip
            one = button(text)
            one.clicked.connect(act)
            row.addWidget(one)
        row.addStretch(1)
        layout.addLayout(row)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setHandleWidth(1)
        self.split.addWidget(self.view)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(8, 0, 0, 0)
        column.setSpacing(8)
        self.title = label("", "heading", wrap=True)
        column.addWidget(self.title)
        self.members = QListView()
        self.members.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.members.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.members.setDragEnabled(True)
        self.members.doubleClicked.connect(lambda _index: self.make_head())
        column.addWidget(self.members, 1)
        self.head = button(_("Make head"))
        self.head.clicked.connect(self.make_head)
        column.addWidget(self.head, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addWidget(
            label(
                _("Drag people or departments onto a department. Arrows walk, Space folds, F2 renames, Insert adds."),
                "caption", wrap=True,
            )
        )  # fmt: skip
        self.split.addWidget(side)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes([800, 220])
        layout.addWidget(self.split, 1)
        self.view.chosen.connect(lambda _key: self._show_members())
        self.view.moved.connect(self.move_department)
        self.view.joined.connect(self._join)
        self.view.renamed.connect(self.rename)
        self.view.asked.connect(lambda what: self.add() if what == "add" else self.remove())

    # showing -----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what there is now."""
        self.view.show_organization(self.context.organization)
        self._show_members()

    def _show_members(self) -> None:
        organization, key = self.context.organization, self.view.current
        directory = directory_of(organization)
        department = organization.department(key)
        self.title.setText(pick(department_name(organization, key)) if department is not None else "")
        model = IdModel(0, 1, PERSON_MIME, self.members)
        for user_id in directory.members(key):
            user = directory.users[user_id]
            work = directory.assignment(user_id, key)
            position = directory.positions.get(work.position or "") if work else None
            is_head = department is not None and department.head == user_id
            text = pick(user.name) or user_id
            more = [pick(position.name)] if position is not None else []
            if work is not None and not work.primary:
                more.append(_("part-time"))
            item = QStandardItem(("★ " if is_head else "") + text + ("  " + " · ".join(more) if more else ""))
            item.setData(user_id, ID)
            model.appendRow(item)
        show_model(self.members, model)
        self.head.setEnabled(model.rowCount() > 0)

    def search(self, text: str) -> None:
        """Go to the department, or the department of the person, that fits a text best."""
        organization = self.context.organization
        self.view.found = set()
        if text:
            plain = text.casefold()
            for one in organization.departments:
                if plain in (pick(one.name) or "").casefold() or plain == one.id.casefold():
                    self.view.found.add(one.id)
            if not self.view.found:
                people = find_people(organization, text, limit=20)
                self.view.found = {user.primary.department for user in people if user.primary is not None}
            first = next((one.id for one in organization.departments if one.id in self.view.found), "")
            if first:
                self.view.choose(first)
        self.view.update()

    def show_one(self, element: str) -> None:
        """Bring a department into view."""
        self.refresh()
        self.view.choose(element)

    # changing ----------------------------------------------------------------------------------

    def write(self, organization: Organization, what: str) -> None:
        """Put a changed organisation into the workspace."""
        self.parts.set_organization(organization, what)
        self.refresh()

    def rename(self, key: str, text: str) -> None:
        """Give a department another name."""
        organization = self.context.organization
        department = organization.department(key)
        if department is not None and text != pick(department.name):
            changed = edit.rename_department(organization, key, renamed(department.name, text))
            self.write(changed, _("Rename department"))

    def move_department(self, key: str, parent: str) -> None:
        """Let a department lie below another one."""
        self.write(edit.move_department(self.context.organization, key, parent), _("Move department"))
        self.view.choose(key)

    def _join(self, people: Sequence[str], department: str) -> None:
        self._people.move_people(people, department)
        self.refresh()

    def add(self) -> None:
        """Add a department below the current one, ready to be named."""
        organization = self.context.organization
        made = edit.free_id(organization, "departments", "department")
        name = {"zh": "新部门", "en": "New department"}
        parent = self.view.current if organization.department(self.view.current) is not None else None
        self.write(edit.add_department(organization, made, name, parent), _("New department"))
        self.view.choose(made)
        self.view.rename()

    def remove(self) -> None:
        """Remove the current department if nobody works there and nothing lies below."""
        organization, key = self.context.organization, self.view.current
        department = organization.department(key)
        if department is None:
            return
        try:
            changed = edit.remove_department(organization, key)
        except ValueError:
            name = pick(department_name(organization, key))
            self.context.report(AppError("organization.department-used", name=name))
            return
        self.view.current = department.parent or ""
        self.write(changed, _("Remove department"))

    def make_head(self) -> None:
        """Make the selected person head of the current department; the head that it has, head no longer."""
        organization, key = self.context.organization, self.view.current
        index = self.members.currentIndex()
        user = str(index.data(ID) or "") if index.isValid() else ""
        department = organization.department(key)
        if user and department is not None:
            head = None if department.head == user else user
            self.write(edit.set_head(organization, key, head), _("Make head"))
