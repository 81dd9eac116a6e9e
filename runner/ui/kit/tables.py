"""Tables as in a spreadsheet: sticky header, copy and paste of blocks as tab-separated text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget


def rows_from_text(text: str) -> list[list[str]]:
    """Cells of tab-separated text as Excel and WPS put it on the clipboard; quoted cells may hold line ends."""
    rows: list[list[str]] = [[]]
    cell: list[str] = []
    quoted = False
    index, text = 0, text.replace("\r\n", "\n").replace("\r", "\n")
    while index < len(text):
        sign = text[index]
        if quoted:
            if sign == '"' and text[index + 1 : index + 2] == '"':
                cell.append('"')
                index += 1
            elif sign == '"':
                quoted = False
            else:
                cell.append(sign)
        elif sign == '"' and not cell:
            quoted = True
        elif sign in "\t\n":
            rows[-1].append("".join(cell))
            cell = []
            if sign == "\n":
                rows.append([])
        else:
            cell.append(sign)
        index += 1
    if cell or rows[-1]:
        rows[-1].append("".join(cell))
    return [row for row in rows if row]


def text_from_rows(rows: Iterable[Sequence[str]]) -> str:
    """Tab-separated text that Excel and WPS take; cells with tabs, quotes or line ends are quoted."""

    def cell(text: str) -> str:
        if any(sign in text for sign in '\t\n\r"'):
            return '"' + text.replace('"', '""') + '"'
        return text

    return "\n".join("\t".join(cell(text) for text in row) for row in rows)


class TableView(QTableView):
    """A quiet table. Copy works on any selection; `pasted` gives the top left cell and the rows pasted."""

    pasted = Signal(int, int, object)
    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None, *, by_row: bool = True, editable: bool = False) -> None:
        super().__init__(parent)
        self._editable = editable
        self.setShowGrid(False)
        self.setAlternatingRowColors(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(34)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setStretchLastSection(True)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        behavior = QAbstractItemView.SelectionBehavior
        self.setSelectionBehavior(behavior.SelectRows if by_row else behavior.SelectItems)
        if not editable:
            self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste) and self._editable:
            self.paste()
        elif (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not self._editable
            and self.currentIndex().isValid()
        ):
            self.opened.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Put the selected cells on the clipboard."""
        cells = {(index.row(), index.column()): str(index.data() or "") for index in self.selectedIndexes()}
        if not cells:
            return
        rows = sorted({row for row, _column in cells})
        columns = sorted({column for _row, column in cells})
        table = [[cells.get((row, column), "") for column in columns] for row in rows]
        QGuiApplication.clipboard().setText(text_from_rows(table))

    def paste(self) -> None:
        """Hand the clipboard's cells to whoever owns the model."""
        rows = rows_from_text(QGuiApplication.clipboard().text())
        at = self.currentIndex()
        if rows and at.isValid():
            self.pasted.emit(at.row(), at.column(), rows)
