"""A table of rights as a spreadsheet: cells are asked for when they are painted, and written many at once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu

from runner.core.i18n import tr as _
from runner.ui.kit import style
from runner.ui.kit.tables import TableView, rows_from_text, text_from_rows

Index = QModelIndex | QPersistentModelIndex
Cell = tuple[int, int]
"""Row and column of a source, both from 0, without the headings."""


@dataclass(frozen=True)
class Shown:
    """What a cell shows: `tone` names a colour of the theme; what is not the cell's own is paler."""

    text: str
    tone: str
    is_own: bool


@dataclass(frozen=True)
class Choice:
    """What may be chosen in a cell, and the letter that does it. `value` empty: no line of its own."""

    value: str
    text: str
    letter: str = ""


class GridSource(ABC):
    """The rows and columns behind a table. Cells are worked out one by one."""

    corner = ""

    @abstractmethod
    def rows(self) -> Sequence[str]:
        """What the rows are called."""

    @abstractmethod
    def columns(self) -> Sequence[str]:
        """What the columns are called."""

    @abstractmethod
    def shown(self, row: int, column: int) -> Shown:
        """What a cell shows."""

    @abstractmethod
    def value(self, row: int, column: int) -> str:
        """What stands in a cell, as `write` takes it."""

    @abstractmethod
    def choices(self, row: int, column: int) -> Sequence[Choice]:
        """What may be chosen in a cell; none where nothing may."""

    @abstractmethod
    def write(self, cells: Mapping[Cell, str]) -> None:
        """Write many cells in one step of undo; values that a cell does not offer are passed over."""

    def chosen(self, row: int, column: int) -> str:
        """Which of the choices stands in a cell."""
        return self.value(row, column)

    def takes(self, row: int, column: int, value: str) -> bool:
        """Whether a cell can hold a value."""
        return any(choice.value == value for choice in self.choices(row, column))

    def tip(self, row: int) -> str:
        """More about a row."""
        return ""

    def parse(self, text: str, row: int, column: int) -> str | None:
        """The value that a pasted text means: the words shown, the value itself, or the letter."""
        said = text.strip()
        for choice in self.choices(row, column):
            if said in (choice.text, choice.value) or (choice.letter and said == choice.letter):
                return choice.value
        return None


class GridModel(QAbstractTableModel):
    """Shows a source; `filter` leaves rows out by their names."""

    def __init__(self, source: GridSource, parent: Any = None) -> None:
        super().__init__(parent)
        self.source = source
        self._names = [text.casefold() for text in source.rows()]
        self._columns = list(source.columns())
        self._rows = list(range(len(self._names)))
        self._wanted = ""
        self._heads = list(source.rows())
        self._strong = QFont()
        self._strong.setWeight(QFont.Weight.DemiBold)

    def filter(self, text: str) -> None:
        """Show the rows whose names hold a text."""
        wanted = text.strip().casefold()
        if wanted == self._wanted:
            return  # told twice: the selection stays
        self._wanted = wanted
        self.beginResetModel()
        self._rows = [number for number, name in enumerate(self._names) if wanted in name]
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return len(self._columns) + 1

    def cell(self, index: Index) -> Cell | None:
        """Where a cell stands in the source; None for the names of rows."""
        if not index.isValid() or index.column() < 1 or index.row() >= len(self._rows):
            return None
        return self._rows[index.row()], index.column() - 1

    def at(self, row: int, column: int) -> QModelIndex:
        """The cell of the source, invalid where its row is left out."""
        return self.index(self._rows.index(row), column + 1) if row in self._rows else QModelIndex()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal or role not in (0, int(Qt.ItemDataRole.ToolTipRole)):
            return None
        return self._columns[section - 1] if section else self.source.corner

    def data(self, index: Index, role: int = 0) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if index.column() == 0:
            if role == Qt.ItemDataRole.DisplayRole:
                return self._heads[row]
            return self.source.tip(row) or None if role == Qt.ItemDataRole.ToolTipRole else None
        column = index.column() - 1
        if role == Qt.ItemDataRole.DisplayRole:
            return self.source.shown(row, column).text
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.source.shown(row, column).text or None
        if role == Qt.ItemDataRole.UserRole:
            return self.source.value(row, column)
        if role == Qt.ItemDataRole.ForegroundRole:
            shown = self.source.shown(row, column)
            return QColor(getattr(style.current_theme(), shown.tone if shown.is_own else "faint"))
        if role == Qt.ItemDataRole.FontRole and self.source.shown(row, column).is_own:
            return self._strong
        return None

    def refresh(self, columns: Sequence[int] | None = None) -> None:
        """Columns of the source changed (None: all)."""
        if not self._rows:
            return
        last = len(self._rows) - 1
        if columns is None:
            self.dataChanged.emit(self.index(0, 1), self.index(last, len(self._columns)))
        for column in columns or ():
            self.dataChanged.emit(self.index(0, column + 1), self.index(last, column + 1))


class GridView(TableView):
    """Letters change the selected cells, Ctrl+D and Ctrl+R fill, Delete takes own lines away; a second click, Enter
    and F2 open the menu. `focused` tells the cell with the focus (row and column of the source)."""

    focused = Signal(int, int)

    def __init__(self) -> None:
        super().__init__(by_row=False, editable=True)
        self.setEditTriggers(TableView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda at: self.open_menu(self.indexAt(at)))
        self.pasted.connect(self.paste_rows)
        self._again = False
        self._menu: QMenu | None = None

    @property
    def grid(self) -> GridModel | None:
        """The model, where one is shown."""
        model = self.model()
        return model if isinstance(model, GridModel) else None

    def show_source(self, source: GridSource, text: str = "") -> None:
        """Show another source; `text` is the filter."""
        before, selection = self.model(), self.selectionModel()
        model = GridModel(source, self)
        if text:
            model.filter(text)
        self.setModel(model)
        for old in (selection, before):
            if old is not None:
                old.deleteLater()
        self.selectionModel().currentChanged.connect(lambda index, _before: self._tell(index))

    def _tell(self, index: QModelIndex) -> None:
        cell = self.grid.cell(index) if self.grid is not None else None
        if cell is not None:
            self.focused.emit(*cell)

    def cells(self) -> list[Cell]:
        """The selected cells, in the order of the source."""
        grid = self.grid
        if grid is None:
            return []
        return sorted(cell for index in self.selectedIndexes() if (cell := grid.cell(index)) is not None)

    # changing ----------------------------------------------------------------------------------

    def set_selected(self, value: str) -> None:
        """Give all selected cells a value."""
        self._write(dict.fromkeys(self.cells(), value))

    def _write(self, cells: Mapping[Cell, str]) -> None:
        grid = self.grid
        if grid is None:
            return
        taken = {cell: value for cell, value in cells.items() if grid.source.takes(*cell, value)}
        if taken:
            grid.source.write(taken)
            current = self.currentIndex()
            if self.grid is not None and current.isValid():
                self._tell(current)

    def fill(self, *, down: bool) -> None:
        """Give the selected cells the value of the topmost of their column, or the leftmost of their row."""
        grid = self.grid
        first: dict[int, str] = {}
        wanted: dict[Cell, str] = {}
        cells = self.cells()
        for row, column in cells if down else sorted(cells, key=lambda cell: (cell[1], cell[0])):
            assert grid is not None
            line = column if down else row
            wanted[row, column] = first.setdefault(line, grid.source.value(row, column))
        self._write(wanted)

    def paste_rows(self, row: int, column: int, rows: Sequence[Sequence[str]]) -> None:
        """Take over what a spreadsheet holds: a table with our headings goes where its rows and columns are named,
        one cell into all selected ones, anything else where the focus is. Words that mean nothing are passed over."""
        grid = self.grid
        if grid is None:
            return
        heads = [str(text) for text in grid.source.columns()]
        if rows and any(text.strip() in heads for text in rows[0]):
            self._paste_headed(grid, heads, rows)
            return
        wanted: dict[Cell, str] = {}
        if len(rows) == 1 and len(rows[0]) == 1:
            for cell in self.cells():
                value = grid.source.parse(rows[0][0], *cell)
                if value is not None:
                    wanted[cell] = value
        else:
            for down, line in enumerate(rows):
                for right, text in enumerate(line):
                    found = grid.cell(grid.index(row + down, column + right))
                    value = grid.source.parse(text, *found) if found is not None else None
                    if found is not None and value is not None:
                        wanted[found] = value
        self._write(wanted)

    def _paste_headed(self, grid: GridModel, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        columns = [heads.index(text.strip()) if text.strip() in heads else -1 for text in rows[0]]
        names = {text: number for number, text in reversed(list(enumerate(grid.source.rows())))}
        wanted: dict[Cell, str] = {}
        for line in rows[1:]:
            row = names.get(line[0].strip(), -1) if line else -1
            for column, text in zip(columns[1:], line[1:], strict=False):
                if row < 0 or column < 0:
                    continue
                value = grid.source.parse(text, row, column)
                # a cell that follows a default is shown by its word, too: what it says already is no line of its own
                if value is not None and text.strip() != grid.source.shown(row, column).text:
                    wanted[row, column] = value
        self._write(wanted)

    def copy_all(self) -> None:
        """The whole table with its headings, for a spreadsheet."""
        grid = self.grid
        if grid is None:
            return
        source = grid.source
        rows = [[source.corner, *source.columns()]]
        for row, name in enumerate(source.rows()):
            rows.append([name, *(source.shown(row, column).text for column in range(len(source.columns())))])
        QGuiApplication.clipboard().setText(text_from_rows(rows))

    def paste_all(self) -> None:
        """Take a copied table over; the focus need not be in this one."""
        rows = rows_from_text(QGuiApplication.clipboard().text())
        at = self.currentIndex()
        if rows:
            self.paste_rows(max(at.row(), 0), max(at.column(), 1), rows)

    # hands -------------------------------------------------------------------------------------

    def open_menu(self, index: QModelIndex) -> None:
        """What may be chosen in a cell."""
        cell = self.grid.cell(index) if self.grid is not None else None
        if cell is None or self.grid is None:
            return
        source = self.grid.source
        choices = source.choices(*cell)
        if not choices:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        now = source.chosen(*cell)
        for choice in choices:
            action = menu.addAction(f"{choice.text}\t{choice.letter}" if choice.letter else choice.text)
            action.setCheckable(True)
            action.setChecked(choice.value == now)
            action.triggered.connect(lambda _on=False, value=choice.value: self.set_selected(value))
        place = self.visualRect(index).bottomLeft() + QPoint(0, 2)
        menu.popup(self.viewport().mapToGlobal(place))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        alone = len(self.selectedIndexes()) == 1 and index == self.currentIndex() and index.isValid()
        self._again = alone and event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if self._again and index == self.currentIndex():
            self.open_menu(index)
        self._again = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if control and key in (Qt.Key.Key_D, Qt.Key.Key_R):
            self.fill(down=key == Qt.Key.Key_D)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not event.modifiers():
            self.set_selected("")
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2, Qt.Key.Key_Space):
            self.open_menu(self.currentIndex())
        elif not self._letter(event):
            super().keyPressEvent(event)

    def _letter(self, event: QKeyEvent) -> bool:
        """Whether the key was a letter that chooses something."""
        grid, cells = self.grid, self.cells()
        letter = chr(event.key()) if event.key() < 128 and not event.modifiers() else ""
        if grid is None or not cells or not letter:
            return False
        wanted: dict[Cell, str] = {}
        for cell in cells:
            for choice in grid.source.choices(*cell):
                if choice.letter == letter:
                    wanted[cell] = choice.value
        if not wanted and not letter.isalpha():
            return False
        self._write(wanted)
        return True


def leave() -> Choice:
    """What takes a cell's own line away."""
    return Choice("", _("as by default"), "")
