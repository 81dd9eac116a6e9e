"""The tree of departments beside the people in them: edited in place, moved by dragging."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QMimeData, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QSplitter, QTreeView, QVBoxLayout, QWidget

from modeler.organization import edit
from modeler.ui.context import Context
from modeler.ui.places.forms_rights.cell_editors import ChoiceDelegate, DayDelegate, Index, show_model
from modeler.ui.places.forms_rights.hand_over import HandOverDialog
from modeler.ui.places.forms_rights.parts import Parts
from modeler.ui.places.forms_rights.people_model import (
    ACTIVE,
    DAYS,
    DEPARTMENT,
    EXTERNAL,
    ID,
    JOINED,
    NAME,
    PERSON_MIME,
    PINYIN,
    POSITION,
    SUPERIOR,
    PeopleModel,
)
from runner.core.errors import AppError
from runner.core.i18n import N_, LocalText, current_language, pick
from runner.core.i18n import tr as _
from runner.core.messages import declare
from runner.organization.directory import directory_of
from runner.organization.model import Assignment, Department, Organization, User
from runner.organization.search import find_people
from runner.organization.validity import day_of
from runner.ui.kit.tables import TableView

DEPARTMENT_MIME = "application/x-slipway-department"
WIDTHS = (128, 112, 136, 136, 104, 76, 84, 84, 76)
"""Of the columns; a narrow window scrolls sideways."""

declare(
    {
        "organization.department-used": (
            N_("{name} still has people or departments in it."),
            N_("Move them elsewhere first: drag them onto another department."),
        ),
        "organization.nobody-chosen": (N_("Nobody is chosen."), N_("Choose a person in the table first.")),
        "organization.no-day": (N_("{text} is not a day; {name} stays as before."), N_("Write it as 2026-03-02.")),
        "organization.left-early": (
            N_("{name} cannot leave before joining; nothing was changed."),
            N_("Mend the other day first."),
        ),
        "organization.no-heir": (N_("This person cannot take over."), N_("Choose somebody else who works here.")),
    }
)


class IdModel(QStandardItemModel):
    """Rows that carry an id; dragging hands the ids over."""

    def __init__(self, rows: int, columns: int, mime: str, parent: QWidget) -> None:
        super().__init__(rows, columns, parent)
        self._mime = mime

    def mimeTypes(self) -> list[str]:
        return [self._mime]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        ids = dict.fromkeys(str(index.data(ID) or "") for index in indexes)
        data = QMimeData()
        data.setData(self._mime, " ".join(one for one in ids if one).encode())
        return data


class DepartmentTree(QTreeView):
    """Takes people and departments that are dropped on a department. `moved` carries the kind, the ids and the
    department (empty: the top)."""

    moved = Signal(str, object, str)

    def __init__(self) -> None:
        super().__init__()
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setEditTriggers(QTreeView.EditTrigger.DoubleClicked | QTreeView.EditTrigger.EditKeyPressed)
        self.setAcceptDrops(True)
        self.setDragEnabled(True)
        self.setDropIndicatorShown(True)

    @staticmethod
    def _kind(data: QMimeData) -> str:
        return next((one for one in (PERSON_MIME, DEPARTMENT_MIME) if data.hasFormat(one)), "")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._kind(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        kind = self._kind(event.mimeData())
        if index.isValid() and (index.data(ID) or kind == DEPARTMENT_MIME):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        index, kind = self.indexAt(event.position().toPoint()), self._kind(event.mimeData())
        ids = bytes(event.mimeData().data(kind).data()).decode().split() if kind else []
        if index.isValid() and ids:
            event.setDropAction(Qt.DropAction.CopyAction)  # the model moves nothing by itself
            event.accept()
            self.moved.emit(kind, ids, str(index.data(ID) or ""))


class PeoplePane(QWidget):
    """Everything goes through the verbs of `modeler.organization.edit`, one step of undo each."""

    counted = Signal(int)

    def __init__(self, context: Context, parts: Parts) -> None:
        super().__init__()
        self.context = context
        self.parts = parts
        self.wanted = ""
        self.department = ""
        self._person = ""
        self._drawn: tuple[list[Department], Mapping[str, str], str] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setHandleWidth(1)
        self.tree = DepartmentTree()
        self.tree.moved.connect(self._dropped)
        self.table = TableView(editable=True)
        self.table.setEditTriggers(TableView.EditTrigger.DoubleClicked | TableView.EditTrigger.EditKeyPressed)
        self.table.setDragEnabled(True)
        for at, choices, write, typed in (
            (DEPARTMENT, self._departments, self.set_department, False),
            (POSITION, self._positions, self.set_position, False),
            (SUPERIOR, self._people, self.set_superior, True),
        ):
            self.table.setItemDelegateForColumn(at, ChoiceDelegate(choices, write, self.table, typed=typed))
        for at in DAYS:
            self.table.setItemDelegateForColumn(at, DayDelegate(self.table))
        self.split.addWidget(self.tree)
        self.split.addWidget(self.table)
        self.split.setStretchFactor(1, 1)
        self.split.setSizes([230, 700])
        column.addWidget(self.split)
        self._later = QTimer(self)  # an editor is closed before its table is filled anew
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.refresh)

    # showing -----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show departments and people."""
        organization = self.context.organization
        directory = directory_of(organization)
        if self.department not in directory.departments:
            self.department = ""
        heads = {one.head: pick(directory.user_name(one.head)) for one in organization.departments if one.head}
        drawn = (list(organization.departments), heads, self.department)
        if drawn != self._drawn:
            self._drawn = drawn
            self._show_departments(organization, heads)
        self.show_people()

    def _show_departments(self, organization: Organization, heads: Mapping[str, str]) -> None:
        model = IdModel(0, 1, DEPARTMENT_MIME, self.tree)
        items: dict[str, QStandardItem] = {}
        everyone = QStandardItem(_("All departments"))
        everyone.setEditable(False)
        everyone.setDragEnabled(False)
        everyone.setData("", ID)
        model.appendRow(everyone)
        for department in organization.departments:
            item = QStandardItem(pick(department.name) or department.id)
            item.setData(department.id, ID)
            head = heads.get(department.head or "")
            item.setToolTip(_("Head: {name}").format(name=head) if head else _("No head"))
            items[department.id] = item
        for department in organization.departments:
            above = items.get(department.parent or "") if department.parent != department.id else None
            (above or everyone).appendRow(items[department.id])
        model.itemChanged.connect(self._renamed)
        show_model(self.tree, model)
        self.tree.expandAll()
        self.tree.setCurrentIndex(items.get(self.department, everyone).index())
        self.tree.selectionModel().currentChanged.connect(self._department_chosen)

    def _department_chosen(self, index: QModelIndex) -> None:
        self.department = str(index.data(ID) or "")
        if self._drawn is not None:
            self._drawn = (*self._drawn[:2], self.department)
        self.show_people()

    def _shown(self, organization: Organization) -> list[User]:
        if self.wanted:
            return list(find_people(organization, self.wanted, limit=500, include_inactive=True))
        if not self.department:
            return list(organization.users)
        members = set(directory_of(organization).members(self.department, deep=True))
        return [user for user in organization.users if user.id in members]

    def show_people(self) -> None:
        """Show the people of the chosen department, or those that fit the search."""
        organization = self.context.organization
        people = self._shown(organization)
        model = PeopleModel(organization, people, self.table)
        model.edited.connect(self._person_changed)
        show_model(self.table, model)
        for column, width in enumerate(WIDTHS):
            self.table.setColumnWidth(column, width)
        self.table.horizontalHeader().setStretchLastSection(False)
        self.table.selectionModel().currentRowChanged.connect(self._person_chosen)
        if (row := model.row_of(self._person)) >= 0:
            self.table.setCurrentIndex(model.index(row, NAME))
        self.counted.emit(len(people))

    def _person_chosen(self, index: QModelIndex) -> None:
        self._person = str(index.data(ID) or "")

    def show_one(self, element: str) -> None:
        """Bring a person or department into view and select it."""
        organization = self.context.organization
        user = organization.user(element)
        self.wanted = ""
        if user is not None:
            self._person, self.department = user.id, user.primary.department if user.primary else ""
        elif organization.department(element) is not None:
            self.department = element
        self.refresh()
        self.tree.scrollTo(self.tree.currentIndex())
        if user is not None:
            self.table.scrollTo(self.table.currentIndex())
            self.table.setFocus()

    def selected(self) -> list[str]:
        """The ids of the selected people."""
        return list(dict.fromkeys(str(index.data(ID)) for index in self.table.selectedIndexes()))

    # choices -----------------------------------------------------------------------------------

    def _departments(self) -> list[tuple[str, str]]:
        return [("", "–"), *((one.id, pick(one.name) or one.id) for one in self.context.organization.departments)]

    def _positions(self) -> list[tuple[str, str]]:
        return [("", "–"), *((one.id, pick(one.name) or one.id) for one in self.context.organization.positions)]

    def _people(self) -> list[tuple[str, str]]:
        return [("", "–"), *((one.id, pick(one.name) or one.id) for one in self.context.organization.users)]

    # changing ----------------------------------------------------------------------------------

    def write(self, organization: Organization, what: str) -> None:
        """Put a changed organisation into the workspace."""
        self.parts.set_organization(organization, what)
        self._later.start()

    def _renamed(self, item: QStandardItem) -> None:
        self._drawn = None  # what was typed stands in the tree, taken over or not
        organization, text = self.context.organization, item.text().strip()
        department = organization.department(str(item.data(ID)))
        if department is not None and text:
            changed = edit.rename_department(organization, department.id, renamed(department.name, text))
            self.write(changed, _("Rename department"))
        self._later.start()

    def _person_changed(self, person: str, column: int, given: Any) -> None:
        organization = self.context.organization
        user = organization.user(person)
        if user is None:
            return
        if column == ACTIVE:
            self.write(edit.set_user(organization, person, active=given), _("Change person"))
        elif column == EXTERNAL:
            self.write(edit.set_user(organization, person, external=given), _("Change person"))
        elif column in DAYS:
            self._day_changed(user, column, str(given))
        elif column == PINYIN:
            self.write(edit.set_user(organization, person, pinyin=given), _("Change person"))
        elif given:
            self.write(edit.set_user(organization, person, name=renamed(user.name, given)), _("Change person"))
        self._later.start()

    def _day_changed(self, user: User, column: int, text: str) -> None:
        organization = self.context.organization
        day = {"valid_from" if column == JOINED else "valid_to": text}
        if text and day_of(text) is None:
            self.context.report(AppError("organization.no-day", text=text, name=pick(user.name)))
            return
        try:
            self.write(edit.set_user(organization, user.id, **day), _("Change person"))
        except ValueError:
            self.context.report(AppError("organization.left-early", name=pick(user.name)))

    def set_department(self, index: Index, department: str) -> None:
        """Let the person of a row work in another department; empty: in none."""
        self.move_people([str(index.data(ID))], department)

    def move_people(self, people: Sequence[str], department: str) -> None:
        """Let people work in another department, with the position they have; their main place moves."""
        organization = self.context.organization
        for user_id in people:
            user = organization.user(user_id)
            work = user.primary if user is not None else None
            if user is None or (work is not None and work.department == department):
                continue
            if work is not None:
                organization = edit.unassign(organization, user_id, work.department)
            if department:
                superior = _head_for(organization, department, user_id)
                organization = edit.assign(
                    organization, user_id, department, position=work.position if work else None, superior=superior,
                    primary=True,
                )  # fmt: skip
        self.write(organization, _("Move to a department"))

    def set_position(self, index: Index, position: str) -> None:
        """Give the person of a row another position in the main department."""
        self._assign(str(index.data(ID)), lambda work: (position or None, work.superior))

    def set_superior(self, index: Index, superior: str) -> None:
        """Give the person of a row another superior; oneself is refused."""
        if superior != str(index.data(ID)):
            self._assign(str(index.data(ID)), lambda work: (work.position, superior or None))

    def _assign(self, user_id: str, change: Callable[[Assignment], tuple[str | None, str | None]]) -> None:
        user = self.context.organization.user(user_id)
        if user is not None and (work := user.primary) is not None:
            position, superior = change(work)
            changed = edit.assign(
                self.context.organization,
                user_id,
                work.department,
                position=position,
                superior=superior,
                primary=True,
            )
            self.write(changed, _("Change person"))

    def _dropped(self, kind: str, ids: Sequence[str], department: str) -> None:
        if kind == PERSON_MIME:
            self.move_people(ids, department)
            return
        organization = self.context.organization
        for one in ids:
            try:
                organization = edit.move_department(organization, one, department or None)
            except (KeyError, ValueError):  # into itself
                return
        self.write(organization, _("Move department"))

    def add_department(self) -> None:
        """Add a department below the chosen one, ready to be named."""
        organization = self.context.organization
        made = edit.free_id(organization, "departments", "department")
        name = {"zh": "新部门", "en": "New department"}
        changed = edit.add_department(organization, made, name, self.department or None)
        self.department = made
        self.parts.set_organization(changed, _("New department"))
        self.refresh()
        self.tree.edit(self.tree.currentIndex())

    def add_person(self) -> None:
        """Add a person to the chosen department, ready to be named."""
        organization = self.context.organization
        made = edit.free_id(organization, "users", "person")
        superior = _head_for(organization, self.department, made)
        department = self.department or None
        changed = edit.add_user(
            organization, made, _("New person"), department, superior=superior if department else None
        )
        self._person, self.wanted = made, ""
        self.parts.set_organization(changed, _("New person"))
        self.refresh()
        self.table.setFocus()
        self.table.edit(self.table.currentIndex())

    def make_head(self) -> None:
        """Make the selected person head of their department."""
        organization = self.context.organization
        user = organization.user(next(iter(self.selected()), ""))
        if user is not None and user.primary is not None:
            self.write(edit.set_head(organization, user.primary.department, user.id), _("Make head"))

    def ask_heir(self) -> HandOverDialog | None:
        """Ask who takes over from the selected person, who leaves."""
        user = self.context.organization.user(next(iter(self.selected()), ""))
        if user is None:
            self.context.report(AppError("organization.nobody-chosen"))
            return None
        dialog = HandOverDialog(self.context, self.parts, user, self)
        dialog.finished.connect(lambda _result: self._later.start())
        dialog.open()
        return dialog

    def remove_selected(self) -> None:
        """Remove the selected people, or, with the focus in the tree, the chosen department if it is empty."""
        organization = self.context.organization
        if self.tree.hasFocus() and self.department:
            try:
                changed = edit.remove_department(organization, self.department)
            except ValueError:
                name = pick(department_name(organization, self.department))
                self.context.report(AppError("organization.department-used", name=name))
                return
            self.department = ""
            self.write(changed, _("Remove department"))
            return
        for one in self.selected():
            organization = edit.remove_user(organization, one)
        self.write(organization, _("Remove person"))


def _head_for(organization: Organization, department_id: str, user: str) -> str | None:
    """Whom a person of that department reports to: its head, or for the head that of the department above."""
    for department in directory_of(organization).chain(department_id):
        if department.head and department.head != user and organization.user(department.head) is not None:
            return department.head
    return None


def department_name(organization: Organization, department_id: str) -> LocalText:
    """The name of a department; its id where it has none."""
    department = organization.department(department_id)
    return (department.name if department is not None else "") or department_id


def renamed(name: LocalText, text: str) -> LocalText:
    """The name with another text in the language that is shown."""
    return text if isinstance(name, str) else {**name, current_language(): text}
