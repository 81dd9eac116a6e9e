"""Who may do what with the process where it is published, and what becomes of that there."""

from __future__ import annotations

from PySide6.QtGui import QColor, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QVBoxLayout, QWidget

from modeler.publish.authorizing import RightsPlan
from modeler.publish.permissions import Fate
from modeler.publish.right_words import action_words, change_words, fate_words, right_who, taken_words
from runner.core.i18n import tr as _
from runner.organization.model import Organization
from runner.ui.kit import style
from runner.ui.kit.layouts import clear_layout
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import label

MOST_ROWS = 12
_TONES: dict[Fate, str] = {"enforced": "good", "shown": "warning", "carried": "muted", "lost": "bad"}


def outcome(rights: RightsPlan) -> tuple[str, str]:
    """In a few words, and the tone they are said in."""
    if rights.enforced is None:
        carried = all(line.fate == "carried" for line in rights.lines)
        return (_("carried in the package"), "muted") if carried else (_("shown at most"), "warning")
    told = _("as they are there") if rights.same else _("will be changed")
    if not rights.enforced:
        return _("{state}, not checked there").format(state=told), "warning"
    return told, "good"


class RightsView(QWidget):
    """A line for each right, and what is taken from whom."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(4)
        self.table = TableView()
        column.addWidget(self.table)
        self._taken = QVBoxLayout()
        column.addLayout(self._taken)
        self.hide()

    def show_rights(self, rights: RightsPlan, organization: Organization) -> None:
        """Fill it; hidden where there is nothing to tell."""
        model = QStandardItemModel(len(rights.lines), 4, self)
        model.setHorizontalHeaderLabels([_("Who"), _("May"), _("There"), _("State")])
        theme = style.current_theme()
        for row, line in enumerate(rights.lines):
            fate, change = QStandardItem(fate_words(line.fate)), QStandardItem(change_words(line))
            fate.setForeground(QColor(getattr(theme, _TONES[line.fate])))
            change.setForeground(QColor(theme.good))
            who, may = right_who(line.right, organization), action_words(line.right)
            for number, cell in enumerate((QStandardItem(who), QStandardItem(may), fate, change)):
                model.setItem(row, number, cell)
        self.table.setModel(model)
        for number, width in enumerate((180, 260, 180)):
            self.table.setColumnWidth(number, width)
        rows = max(1, min(len(rights.lines), MOST_ROWS))
        self.table.verticalHeader().setDefaultSectionSize(30)
        self.table.setFixedHeight(30 * rows + self.table.horizontalHeader().sizeHint().height() + 2)
        clear_layout(self._taken)
        for one in rights.taken:
            self._taken.addWidget(label(taken_words(one), "warning", wrap=True))
        self.setVisible(bool(rights.lines))
