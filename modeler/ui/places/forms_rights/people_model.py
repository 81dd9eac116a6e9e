"""People as rows of a table: a cell is made when it is looked at, so that thousands of people open at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

from modeler.ui.places.forms_rights.cell_editors import CHOSEN, Index
from runner.core.i18n import LocalText, pick
from runner.core.i18n import tr as _
from runner.organization.directory import directory_of
from runner.organization.model import Organization, User

ID = Qt.ItemDataRole.UserRole
PERSON_MIME = "application/x-slipway-people"
NAME, PINYIN, DEPARTMENT, POSITION, SUPERIOR, ACTIVE, JOINED, LEFT, EXTERNAL = range(9)
TICKS, DAYS = (ACTIVE, EXTERNAL), (JOINED, LEFT)
NOTHING = "–"


class PeopleModel(QAbstractTableModel):
    """`edited` carries the id of a person, the column, and the text or tick that was given; the model itself changes
    nothing: whoever listens shows the organisation as it then is."""

    edited = Signal(str, int, object)

    def __init__(self, organization: Organization, people: Sequence[User], parent: QWidget) -> None:
        super().__init__(parent)
        self._directory = directory_of(organization)
        self._people = people
        self._heads = {department.head for department in organization.departments}
        self._titles = (
            _("Full name"), _("Pinyin"), _("Department"), _("Position"), _("Superior"), _("Works here"), _("Joined"),
            _("Left"), _("External"),
        )  # fmt: skip

    def row_of(self, user_id: str) -> int:
        """The row of a person; -1 where they are not among those shown."""
        return next((row for row, user in enumerate(self._people) if user.id == user_id), -1)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._people)

    def columnCount(self, parent: Index | None = None) -> int:
        return len(self._titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        shown = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._titles[section] if shown else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        common = flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsDragEnabled
        return common | (flag.ItemIsUserCheckable if index.column() in TICKS else flag.ItemIsEditable)

    def data(self, index: Index, role: int = 0) -> Any:
        if not index.isValid() or index.row() >= len(self._people):
            return None
        user, column = self._people[index.row()], index.column()
        if role == ID:
            return user.id
        if column in TICKS:
            is_ticked = user.active if column == ACTIVE else user.external
            ticked = Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked
            return ticked if role == Qt.ItemDataRole.CheckStateRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._shown(user, column)
        if role == Qt.ItemDataRole.EditRole:
            return pick(user.name) if column == NAME else self._shown(user, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._told(user, column)
        return self._chosen(user, column) if role == CHOSEN else None

    def _shown(self, user: User, column: int) -> str:
        if column == NAME:
            return pick(user.name) + (" ★" if user.id in self._heads else "")
        if column == PINYIN:
            return user.pinyin
        if column in DAYS:
            return user.valid_from if column == JOINED else user.valid_to
        name: LocalText = self._name(column, self._chosen(user, column))
        more = len(user.assignments) - 1 if column == DEPARTMENT else 0
        return (pick(name) or NOTHING) + (f" +{more}" if more > 0 else "")

    def _name(self, column: int, key: str) -> LocalText:
        directory = self._directory
        if column == POSITION:
            position = directory.positions.get(key)
            return (position.name or position.id) if position is not None else ""
        known = key in (directory.departments if column == DEPARTMENT else directory.users)
        if not known:
            return ""
        return directory.department_name(key) if column == DEPARTMENT else directory.user_name(key)

    def _chosen(self, user: User, column: int) -> str:
        """The id that stands in a cell."""
        work = user.primary
        found = {
            DEPARTMENT: work.department, POSITION: work.position, SUPERIOR: work.superior
        } if work is not None else {}  # fmt: skip
        return found.get(column) or ""

    def _told(self, user: User, column: int) -> str | None:
        """More about a cell: all places where somebody works, and who takes over from one who has left."""
        if column == DEPARTMENT and len(user.assignments) > 1:
            return "\n".join(pick(self._directory.department_name(one.department)) for one in user.assignments)
        if column == NAME and not user.active and user.hand_over:
            heir = pick(self._directory.user_name(user.hand_over))
            return _("Has left and handed over to {name}").format(name=heir)
        return self._shown(user, column) or None

    def setData(self, index: Index, value: Any, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        column = index.column()
        is_tick = role == Qt.ItemDataRole.CheckStateRole and column in TICKS
        is_text = role == Qt.ItemDataRole.EditRole and column in (NAME, PINYIN, *DAYS)
        if not index.isValid() or not (is_tick or is_text):
            return False
        person = self._people[index.row()].id
        given: object = Qt.CheckState(value) == Qt.CheckState.Checked if is_tick else str(value).strip()
        self.edited.emit(person, column, given)
        return True

    def mimeTypes(self) -> list[str]:
        return [PERSON_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        ids = dict.fromkeys(self._people[index.row()].id for index in indexes)
        data.setData(PERSON_MIME, " ".join(ids).encode())
        return data
