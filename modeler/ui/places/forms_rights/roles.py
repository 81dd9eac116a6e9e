"""Roles with their members, and positions with their grades."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modeler.organization import edit
from modeler.ui.context import Context
from modeler.ui.panels.who_picker import WhoPicker, candidates
from modeler.ui.places.forms_rights.cell_editors import show_model
from modeler.ui.places.forms_rights.parts import Parts
from modeler.ui.places.forms_rights.people import renamed
from runner.core.errors import AppError
from runner.core.i18n import N_, pick, trn
from runner.core.i18n import tr as _
from runner.core.messages import declare
from runner.organization.directory import directory_of
from runner.organization.model import Group, Organization, Role
from runner.organization.who import expand_who
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import label

ID = Qt.ItemDataRole.UserRole

declare(
    {
        "organization.position-used": (
            N_("Somebody holds the position {name}."),
            N_("Give these people another position first."),
        ),
    }
)


class _Pane(QWidget):
    """A list on the left with its buttons; refreshes itself after a write."""

    def __init__(self, context: Context, parts: Parts) -> None:
        super().__init__()
        self.context = context
        self.parts = parts
        self.chosen = ""
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(16)
        self.table = TableView(editable=True)
        self.table.setEditTriggers(TableView.EditTrigger.DoubleClicked | TableView.EditTrigger.EditKeyPressed)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.refresh)

    def refresh(self) -> None:
        """Show what there is."""
        raise NotImplementedError

    def write(self, organization: Organization, what: str) -> None:
        """Put a changed organisation into the workspace."""
        self.parts.set_organization(organization, what)
        self._later.start()

    def _fill(self, rows: Sequence[tuple[str, tuple[str, ...]]], heads: list[str], editable: tuple[int, ...]) -> None:
        model = QStandardItemModel(len(rows), len(heads), self)
        model.setHorizontalHeaderLabels(heads)
        for row, (key, texts) in enumerate(rows):
            for column, text in enumerate(texts):
                item = QStandardItem(text)
                item.setData(key, ID)
                item.setEditable(column in editable)
                model.setItem(row, column, item)
        model.itemChanged.connect(self._changed)
        show_model(self.table, model)
        self.table.setColumnWidth(0, 180)
        self.table.selectionModel().currentRowChanged.connect(self._select)
        keys = [key for key, _texts in rows]
        if keys:
            self.table.setCurrentIndex(model.index(keys.index(self.chosen) if self.chosen in keys else 0, 0))
        else:
            self._select(QModelIndex())

    def _select(self, index: QModelIndex, _before: QModelIndex | None = None) -> None:
        self.chosen = str(index.data(ID) or "") if index.isValid() else ""

    def _changed(self, item: QStandardItem) -> None:
        raise NotImplementedError

    def show_one(self, element: str) -> None:
        """Select an entry."""
        self.chosen = element
        self.refresh()
        self.table.scrollTo(self.table.currentIndex())
        self.table.setFocus()


class RolesPane(_Pane):
    """Roles on the left, the members of the selected one on the right, and whom it serves."""

    kind = "role"

    def __init__(self, context: Context, parts: Parts) -> None:
        super().__init__(context, parts)
        self.row.addWidget(self.table, 3)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        self.title = label("", "heading", wrap=True)
        column.addWidget(self.title)
        self.picker = WhoPicker(lambda: candidates(self.context.organization, ("user", "position", "department")), [])
        self.picker.changed.connect(self.set_members)
        column.addWidget(self.picker)
        self.meant = label("", "caption", wrap=True)
        column.addWidget(self.meant)
        self.scope = QComboBox()
        for key, text in (("company", _("Those who serve the starter's company")), ("global", _("All of them"))):
            self.scope.addItem(text, key)
        self.scope.setAccessibleName(_("Who is asked"))
        self.scope.activated.connect(lambda _at: self.set_scope(str(self.scope.currentData())))
        self.scope_caption = label(_("Who is asked"), "caption")
        column.addWidget(self.scope_caption)
        column.addWidget(self.scope)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(side)
        self.row.addWidget(scroll, 2)

    def refresh(self) -> None:
        organization = self.context.organization
        rows = []
        for one in self._all():
            count = len(expand_who(f"{self.kind}:{one.id}", organization))
            rows.append((one.id, (pick(one.name) or one.id, trn("{count} person", "{count} people", count), one.id)))
        self._fill(rows, [self.heading(), _("Members"), _("Id")], (0,))

    def heading(self) -> str:
        """What the first column holds."""
        return _("Role")

    def _all(self) -> Sequence[Role | Group]:
        return self.context.organization.roles

    def _one(self) -> Role | Group | None:
        return next((one for one in self._all() if one.id == self.chosen), None)

    def _select(self, index: QModelIndex, _before: QModelIndex | None = None) -> None:
        super()._select(index)
        organization = self.context.organization
        role = self._one()
        self._select_scope(role)
        self.picker.setVisible(role is not None)
        self.title.setText(_("Members of {role}").format(role=pick(role.name) or role.id) if role else "")
        self.picker.show_chosen([one.who for one in role.members] if role else [])
        people = set(expand_who(f"{self.kind}:{self.chosen}", organization)) if role else set()
        names = [pick(one.name) for one in organization.users if one.id in people]
        self.meant.setText(_("These people: {names}").format(names=" · ".join(names)) if names else "")

    def _select_scope(self, role: Role | Group | None) -> None:
        for widget in (self.scope, self.scope_caption):
            widget.setVisible(isinstance(role, Role))
        if isinstance(role, Role):
            self.scope.setCurrentIndex(max(self.scope.findData(role.scope or "company"), 0))

    def set_scope(self, scope: str) -> None:
        """Say whether all members are asked or those who serve the starter's company."""
        organization = self.context.organization
        if organization.role(self.chosen) is not None:
            self.write(edit.set_role_scope(organization, self.chosen, scope), _("Change role"))

    def _changed(self, item: QStandardItem) -> None:
        organization = self.context.organization
        role, text = organization.role(str(item.data(ID))), item.text().strip()
        if role is not None and text:
            self.write(edit.rename_role(organization, role.id, renamed(role.name, text)), _("Rename role"))
        self._later.start()

    def set_members(self, chosen: list[str]) -> None:
        """Let the selected role have exactly these members."""
        organization = self.context.organization
        role = organization.role(self.chosen)
        if role is None:
            return
        before = [one.who for one in role.members]
        for who in before:
            if who not in chosen:
                organization = edit.remove_member(organization, role.id, who)
        for who in chosen:
            if who not in before:
                organization = edit.add_member(organization, role.id, who)
        self.write(organization, _("Members of a role"))

    def add(self) -> None:
        """Add a role, ready to be named."""
        organization = self.context.organization
        self.chosen = edit.free_id(organization, "roles", "role")
        name = {"zh": "新角色", "en": "New role"}
        self.parts.set_organization(edit.add_role(organization, self.chosen, name), _("New role"))
        self.refresh()
        self.table.edit(self.table.currentIndex())

    def remove(self) -> None:
        """Remove the selected role."""
        if self.chosen:
            self.write(edit.remove_role(self.context.organization, self.chosen), _("Remove role"))


class GroupsPane(RolesPane):
    """User groups with their members."""

    kind = "group"

    def heading(self) -> str:
        return _("User group")

    def _all(self) -> Sequence[Role | Group]:
        return self.context.organization.groups

    def _changed(self, item: QStandardItem) -> None:
        organization = self.context.organization
        group, text = organization.group(str(item.data(ID))), item.text().strip()
        if group is not None and text:
            self.write(edit.rename_group(organization, group.id, renamed(group.name, text)), _("Rename group"))
        self._later.start()

    def set_members(self, chosen: list[str]) -> None:
        if self._one() is not None:
            changed = edit.set_group_members(self.context.organization, self.chosen, chosen)
            self.write(changed, _("Members of a group"))

    def add(self) -> None:
        organization = self.context.organization
        self.chosen = edit.free_id(organization, "groups", "group")
        name = {"zh": "新用户组", "en": "New group"}
        self.parts.set_organization(edit.add_group(organization, self.chosen, name), _("New group"))
        self.refresh()
        self.table.edit(self.table.currentIndex())

    def remove(self) -> None:
        if self.chosen:
            self.write(edit.remove_group(self.context.organization, self.chosen), _("Remove group"))


class PositionsPane(_Pane):
    """Positions with their grade: a higher one stands higher."""

    def __init__(self, context: Context, parts: Parts) -> None:
        super().__init__(context, parts)
        self.row.addWidget(self.table)

    def refresh(self) -> None:
        organization = self.context.organization
        directory = directory_of(organization)
        rows = []
        for one in organization.positions:
            grade = "" if one.grade is None else str(one.grade)
            count = trn("{count} person", "{count} people", len(directory.holders(one.id)))
            rows.append((one.id, (pick(one.name) or one.id, grade, count, one.id)))
        self._fill(rows, [_("Position"), _("Grade"), _("Held by"), _("Id")], (0, 1))

    def _changed(self, item: QStandardItem) -> None:
        organization = self.context.organization
        position, text = organization.position(str(item.data(ID))), item.text().strip()
        if position is not None and item.column() == 0 and text:
            changed = edit.set_position(organization, position.id, name=renamed(position.name, text))
            self.write(changed, _("Change position"))
        elif position is not None and item.column() == 1 and (not text or text.isdecimal()):
            changed = edit.set_position(organization, position.id, grade=int(text) if text else None)
            self.write(changed, _("Change position"))
        self._later.start()

    def add(self) -> None:
        """Add a position, ready to be named."""
        organization = self.context.organization
        self.chosen = edit.free_id(organization, "positions", "position")
        name = {"zh": "新岗位", "en": "New position"}
        self.parts.set_organization(edit.add_position(organization, self.chosen, name), _("New position"))
        self.refresh()
        self.table.edit(self.table.currentIndex())

    def remove(self) -> None:
        """Remove the selected position if nobody holds it."""
        organization = self.context.organization
        position = organization.position(self.chosen)
        if position is None:
            return
        try:
            self.write(edit.remove_position(organization, position.id), _("Remove position"))
        except ValueError:
            self.context.report(AppError("organization.position-used", name=pick(position.name) or position.id))
