"""The processes of a workspace as a table and as cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from modeler.catalog.inventory import ProcessEntry
from modeler.catalog.stages import STAGES
from runner.core.i18n import N_, trn
from runner.core.i18n import tr as _
from runner.ui.kit.cards import Card
from runner.ui.kit.layouts import clear_layout
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import label

COLUMNS = (
    (N_("Code"), 180),
    (N_("Name"), 220),
    (N_("Owner"), 90),
    (N_("Department"), 140),
    (N_("Stage"), 100),
    (N_("Elements"), 80),
    (N_("Problems"), 100),
    (N_("Last change"), 136),
)
NAME = 1
Index = QModelIndex | QPersistentModelIndex


class ProcessModel(QAbstractTableModel):
    """Rows of the inventory."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[ProcessEntry] = []
        self.owners: Mapping[str, str] = {}
        self.problems: Mapping[Path, int] = {}

    def show(self, entries: Sequence[ProcessEntry], owners: Mapping[str, str], problems: Mapping[Path, int]) -> None:
        """Other rows."""
        self.beginResetModel()
        self.entries, self.owners, self.problems = list(entries), owners, problems
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self.entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _(COLUMNS[section][0])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(entry, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return str(entry.path or "")
        if role == Qt.ItemDataRole.UserRole and index.column() == 7:
            return entry.changed.timestamp() if entry.changed else 0.0
        if role == Qt.ItemDataRole.UserRole and index.column() == 5:
            return entry.nodes
        return self.text(entry, index.column()) if role == Qt.ItemDataRole.UserRole else None

    def text(self, entry: ProcessEntry, column: int) -> str:
        """What a cell says."""
        if column == 6:
            return problem_text(entry, self.problems)
        return (
            entry.code,
            entry.name,
            self.owners.get(entry.owner, entry.owner),
            entry.department,
            _(STAGES[entry.stage]) if entry.stage in STAGES else "",
            str(entry.nodes) if entry.nodes else "",
            "",
            f"{entry.changed.astimezone():%Y-%m-%d %H:%M}" if entry.changed else "",
        )[column]


def problem_text(entry: ProcessEntry, problems: Mapping[Path, int]) -> str:
    """How many problems are known of a process; empty where it was not checked yet."""
    if entry.failure:
        return _("not readable")
    count = problems.get(entry.path.resolve()) if entry.path is not None else None
    if count is None:
        return ""
    return trn("{count} problem", "{count} problems", count) if count else _("No problems")


class ProcessTable(TableView):
    """Sortable by every column; double-click and Enter open."""

    chosen = Signal(object)
    openedPath = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.rows = ProcessModel()
        self._sorted = QSortFilterProxyModel()
        self._sorted.setSourceModel(self.rows)
        self._sorted.setSortRole(Qt.ItemDataRole.UserRole)
        self.setModel(self._sorted)
        self.setSortingEnabled(True)
        self.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        head = self.horizontalHeader()
        head.setStretchLastSection(False)
        for column, (_title, width) in enumerate(COLUMNS):
            self.setColumnWidth(column, width)
        head.setMinimumSectionSize(64)
        head.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)  # the name has what the others leave
        self.setAccessibleName(_("Processes"))
        self.selectionModel().selectionChanged.connect(lambda *_all: self.chosen.emit(self.current_path()))
        self.opened.connect(lambda _row: self.openedPath.emit(self.current_path()))

    def show_entries(
        self, entries: Sequence[ProcessEntry], owners: Mapping[str, str], problems: Mapping[Path, int]
    ) -> None:
        """Show these rows; the first is selected."""
        self.rows.show(entries, owners, problems)
        if entries:
            self.selectRow(0)

    def current_path(self) -> Path | None:
        """The file of the selected row."""
        index = self.currentIndex()
        if not index.isValid():
            return None
        return self.rows.entries[self._sorted.mapToSource(index).row()].path


class ProcessCards(QWidget):
    """The same rows as cards, as many beside each other as there is room for."""

    chosen = Signal(object)
    openedPath = Signal(object)
    WIDTH = 280

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "page")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 8, 0)
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        column.addLayout(self._grid)
        column.addStretch(1)
        self._cards: list[Card] = []
        self._paths: list[Path | None] = []
        self._current: Path | None = None
        self._across = 0

    def show_entries(
        self, entries: Sequence[ProcessEntry], owners: Mapping[str, str], problems: Mapping[Path, int]
    ) -> None:
        """Show these."""
        clear_layout(self._grid)
        self._cards, self._paths = [], []
        for entry in entries:
            facts = [owners.get(entry.owner, entry.owner), entry.department]
            card = Card(entry.name, " · ".join([part for part in (entry.code, *facts) if part]))
            stage = _(STAGES[entry.stage]) if entry.stage in STAGES else ""
            line = QHBoxLayout()
            changed = f"{entry.changed.astimezone():%Y-%m-%d %H:%M}" if entry.changed else ""
            told = [stage, problem_text(entry, problems), changed]
            line.addWidget(label(" · ".join(part for part in told if part), "caption"))
            card.body.addLayout(line)
            card.clicked.connect(lambda path=entry.path: self._choose(path))
            card.activated.connect(lambda path=entry.path: self.openedPath.emit(path))
            self._cards.append(card)
            self._paths.append(entry.path)
        self._across = 0
        self._arrange()
        self._choose(self._paths[0] if self._paths else None)

    def current_path(self) -> Path | None:
        """The file of the chosen card."""
        return self._current

    def _choose(self, path: Path | None) -> None:
        self._current = path
        for card, own in zip(self._cards, self._paths, strict=True):
            card.set_chosen(own == path)
        self.chosen.emit(path)

    def _arrange(self) -> None:
        across = max(1, self.width() // (self.WIDTH + 12))
        if across == self._across:
            return
        self._across = across
        for index, card in enumerate(self._cards):
            self._grid.addWidget(card, index // across, index % across)
        for column in range(12):
            self._grid.setColumnStretch(column, 1 if column < across else 0)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._arrange()
