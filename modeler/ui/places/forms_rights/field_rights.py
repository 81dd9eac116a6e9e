"""Field rights: a table of fields and steps, changed by buttons, letters, filling and pasting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QMouseEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QMenu, QVBoxLayout, QWidget

from modeler.rights.edit import set_cell
from modeler.ui.context import Context
from modeler.ui.places.forms_rights.cell_editors import show_model
from modeler.ui.places.forms_rights.parts import Parts
from modeler.ui.places.forms_rights.steps import Step, steps_of
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.core.messages import sentence
from runner.forms.schema import Place, field_places
from runner.rights.model import Access
from runner.rights.overview import field_overview
from runner.ui.kit import style
from runner.ui.kit.cards import SegmentedBar
from runner.ui.kit.states import EmptyState
from runner.ui.kit.tables import TableView, text_from_rows
from runner.ui.kit.texts import button, label

ACCESS: dict[Access, str] = {
    "hidden": N_("hidden"),
    "read": N_("read"),
    "edit": N_("edit"),
    "required": N_("required"),
}
TONES: dict[Access, str] = {"hidden": "faint", "read": "text", "edit": "accent", "required": "bad"}
KEYS: dict[Qt.Key, Access] = {
    Qt.Key.Key_H: "hidden", Qt.Key.Key_R: "read", Qt.Key.Key_E: "edit", Qt.Key.Key_M: "required"
}  # fmt: skip
ROW_RIGHTS: dict[str, str] = {"add": N_("add rows"), "delete": N_("delete rows"), "own": N_("own rows only")}
WHY = Qt.ItemDataRole.UserRole + 1
Cells = Mapping[tuple[int, int], Access]


class RightsTable(TableView):
    """Letters change the selected cells, Ctrl+D fills downwards; a second click, Enter and F2 open the menu."""

    letter = Signal(object)
    filled = Signal()
    menuAsked = Signal(QModelIndex)

    def __init__(self) -> None:
        super().__init__(by_row=False, editable=True)
        self.setEditTriggers(TableView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda at: self.menuAsked.emit(self.indexAt(at)))
        self._again = False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        alone = len(self.selectedIndexes()) == 1 and index == self.currentIndex() and index.isValid()
        self._again = alone and event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if self._again and index == self.currentIndex():
            self.menuAsked.emit(index)
        self._again = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in KEYS and not event.modifiers():
            self.letter.emit(KEYS[key])
        elif key == Qt.Key.Key_D and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.filled.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2, Qt.Key.Key_Space):
            self.menuAsked.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class FieldRightsPage(QWidget):
    """`why` goes out with the field, the step's id, the access and the explanation of the cell with the focus."""

    why = Signal(str, str, str, str)

    def __init__(self, context: Context, parts: Parts) -> None:
        super().__init__()
        self.context = context
        self.parts = parts
        self._form = ""
        self._steps: list[Step] = []
        self._rows: list[tuple[Place, str]] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        layout.addLayout(self._top())
        layout.addLayout(self._bar())
        self.table = RightsTable()
        self.table.menuAsked.connect(self._ask)
        self.table.letter.connect(self.set_selected)
        self.table.filled.connect(self.fill_down)
        self.table.pasted.connect(self.paste)
        layout.addWidget(self.table, 1)
        self.empty = EmptyState(
            "form", _("Nothing to decide yet"),
            _("Here stand the fields of the form and the steps that show it. Add fields, or use the form at a step."),
            _("Go to the form"),
        )  # fmt: skip
        layout.addWidget(self.empty, 1)
        self.keys = label(
            _("H hidden · R read · E edit · M required · Ctrl+D fills downwards · a second click opens the menu. "
              "Enforced when the process runs, not on the screen only."), "caption", wrap=True,
        )  # fmt: skip
        layout.addWidget(self.keys)

    def _top(self) -> QHBoxLayout:
        top = QHBoxLayout()
        top.addWidget(label(_("Field rights"), "title"))
        told = label(_("what each step may do with each field"), "caption")
        top.addWidget(told, alignment=Qt.AlignmentFlag.AlignVCenter)
        top.addStretch(1)
        self.copy_all = button(_("Copy for Excel"), icon_name="copy")
        self.copy_all.clicked.connect(self.copy_table)
        self.paste_all = button(_("Paste from Excel"), icon_name="paste")
        self.paste_all.clicked.connect(self._paste_clipboard)
        top.addWidget(self.copy_all)
        top.addWidget(self.paste_all)
        return top

    def _bar(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.access = SegmentedBar([(key, _(text)) for key, text in ACCESS.items()])
        self.access.changed.connect(self.set_selected)
        row.addWidget(self.access)
        self.row_rights = button("", icon_name="table")
        self.row_rights.clicked.connect(self._ask_rows)
        row.addWidget(self.row_rights)
        row.addStretch(1)
        return row

    # showing -----------------------------------------------------------------------------------

    def show_form(self, ref: str) -> None:
        """Show the rights of all steps with this form."""
        same = ref == self._form
        self._form = ref
        form = self.parts.form(ref)
        self._steps = [step for step in steps_of(self.context.document) if step.form == ref]
        captions = {place.path: place.component.caption for place in field_places(form)} if form else {}
        self._rows = [(place, row_caption(place, captions)) for place in field_places(form)] if form else []
        something = bool(self._steps and self._rows)
        for widget in (self.table, self.access, self.copy_all, self.paste_all, self.keys):
            widget.setVisible(something)
        self.empty.setVisible(not something)
        kept = [(index.row(), index.column()) for index in self.table.selectedIndexes()] if same else []
        current = self.table.currentIndex()
        at = (current.row(), current.column()) if same and current.isValid() else (0, 1)
        show_model(self.table, self._model())
        self.table.setColumnWidth(0, 180)
        head = self.table.horizontalHeader()
        head.setMinimumSectionSize(84)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        selection = self.table.selectionModel()
        selection.currentChanged.connect(self._tell_why)
        if something:
            model = self.table.model()
            self.table.setCurrentIndex(model.index(*at))
            for cell in kept:
                selection.select(model.index(*cell), QItemSelectionModel.SelectionFlag.Select)
            self._tell_why(self.table.currentIndex())

    def _model(self) -> QStandardItemModel:
        model = QStandardItemModel(len(self._rows), len(self._steps) + 1, self)
        model.setHorizontalHeaderLabels([_("Field / step"), *(step.name for step in self._steps)])
        paths = [place.path for place, _caption in self._rows]
        found = field_overview({step.id: step.rights for step in self._steps}, paths)
        cells = {(row.step, row.path): row for row in found}
        theme = style.current_theme()
        for number, (place, caption) in enumerate(self._rows):
            head = QStandardItem(caption)
            head.setToolTip(place.path)
            model.setItem(number, 0, head)
            for column, step in enumerate(self._steps, 1):
                row = cells[step.id, place.path]
                fixed = place.component.is_fixed and row.access in ("edit", "required")
                access: Access = "read" if fixed else row.access
                text = _(ACCESS[access])
                if row.line is not None and row.line.path == place.path and row.line.rows is not None:
                    text += " · " + " · ".join(_(ROW_RIGHTS[one]) for one in row.line.rows)
                item = QStandardItem(text)
                item.setForeground(QColor(getattr(theme, TONES[access])))
                item.setData(access, Qt.ItemDataRole.UserRole)
                reason = "\n".join(sentence(one.code, {**one.params, "path": caption}) for one in row.trail)
                item.setData(_("The form computes this field: nobody writes it.") if fixed else reason, WHY)
                model.setItem(number, column, item)
        return model

    def _tell_why(self, index: QModelIndex, _before: QModelIndex | None = None) -> None:
        is_cell = index.isValid() and index.column() >= 1 and index.row() < len(self._rows)
        self.row_rights.setVisible(is_cell and self._rows[index.row()][0].component.type == "dynamiclist")
        if not is_cell:
            return
        step = self._steps[index.column() - 1]
        access = str(index.data(Qt.ItemDataRole.UserRole))
        self.access.set_current(access)
        self.row_rights.setText(_("Rows…"))
        self.why.emit(self._rows[index.row()][1], step.id, access, str(index.data(WHY)))

    def _ask(self, index: QModelIndex) -> None:
        if not index.isValid() or index.column() < 1:
            return
        menu = QMenu(self)
        letters = {access: key for key, access in KEYS.items()}
        for access, text in ACCESS.items():
            action = menu.addAction(f"{_(text)}\t{chr(letters[access].value)}")
            action.setCheckable(True)
            action.setChecked(index.data(Qt.ItemDataRole.UserRole) == access)
            action.triggered.connect(lambda _on=False, one=access: self.set_selected(one))
        place = self.table.visualRect(index).bottomLeft() + QPoint(0, 2)
        menu.popup(self.table.viewport().mapToGlobal(place))

    def _ask_rows(self) -> None:
        """What the step may do with the rows of a table."""
        index = self.table.currentIndex()
        if not index.isValid() or index.column() < 1:
            return
        step, path = self._steps[index.column() - 1], self._rows[index.row()][0].path
        line = next((one for one in step.lines if one.path == path), None)
        now = list(line.rows) if line is not None and line.rows is not None else ["add", "delete"]
        menu = QMenu(self)
        for key, text in ROW_RIGHTS.items():
            action = menu.addAction(_(text))
            action.setCheckable(True)
            action.setChecked(key in now)
            action.triggered.connect(lambda on, key=key: self.set_rows(index.row(), index.column(), key, on))
        menu.popup(self.row_rights.mapToGlobal(self.row_rights.rect().bottomLeft()))

    # changing ----------------------------------------------------------------------------------

    def set_selected(self, access: Access) -> None:
        """Give all selected cells an access."""
        self.write({(one.row(), one.column()): access for one in self.table.selectedIndexes()})

    def fill_down(self) -> None:
        """Give the selected cells of each column the access of the topmost one."""
        tops: dict[int, QModelIndex] = {}
        for one in sorted(self.table.selectedIndexes(), key=lambda index: index.row()):
            tops.setdefault(one.column(), one)
        self.write({
            (one.row(), one.column()): tops[one.column()].data(Qt.ItemDataRole.UserRole)
            for one in self.table.selectedIndexes() if one.column() >= 1
        })  # fmt: skip

    def set_rows(self, row: int, column: int, right: str, on: bool) -> None:
        """Allow or forbid a step something with the rows of a table."""
        document, step, path = self.context.document, self._steps[column - 1], self._rows[row][0].path
        line = next((one for one in step.lines if one.path == path), None)
        now = list(line.rows) if line is not None and line.rows is not None else ["add", "delete"]
        kept = [one for one in ROW_RIGHTS if (one in now and one != right) or (one == right and on)]
        access: Access = self.table.model().index(row, column).data(Qt.ItemDataRole.UserRole)
        if document is not None and kept:
            set_cell(document, step.id, path, access, kept)
        elif document is not None:  # nothing may be done with its rows: it is read
            set_cell(document, step.id, path, "read", ["add", "delete"])

    def write(self, cells: Cells) -> None:
        """Give cells (row, column from 1) their access, in one step of the undo history."""
        document = self.context.document
        wanted = {cell: access for cell, access in cells.items() if cell[1] >= 1}
        if document is None or not wanted:
            return
        with document.transaction(_("Change field rights")):
            for (row, column), access in wanted.items():
                set_cell(document, self._steps[column - 1].id, self._rows[row][0].path, access)

    # spreadsheets ------------------------------------------------------------------------------

    def copy_table(self) -> None:
        """The whole table with its headings, for a spreadsheet."""
        model = self.table.model()
        columns = range(model.columnCount())
        rows = [[str(model.headerData(one, Qt.Orientation.Horizontal)) for one in columns]]
        rows += [[str(model.index(row, one).data() or "") for one in columns] for row in range(model.rowCount())]
        QGuiApplication.clipboard().setText(text_from_rows(rows))

    def _paste_clipboard(self) -> None:
        self.table.setFocus()
        self.table.paste()

    def paste(self, row: int, column: int, rows: Sequence[Sequence[str]]) -> None:
        """Take over what a spreadsheet holds: a table with our headings goes where its fields and steps are
        named, anything else where the focus is. Words that mean no access are passed over."""
        words: dict[str, Access] = {}
        for access, text in ACCESS.items():
            words |= {access: access, _(text): access}
        words |= {chr(key.value): access for key, access in KEYS.items()}
        names = {step.name: number for number, step in enumerate(self._steps, 1)}
        fields = {caption: number for number, (_place, caption) in enumerate(self._rows)}
        headed = bool(rows) and any(text.strip() in names for text in rows[0])
        cells: dict[tuple[int, int], Access] = {}
        for down, line in enumerate(rows[1:] if headed else rows):
            for right, text in enumerate(line):
                word = text.partition("·")[0].strip()
                found = words.get(word)
                at = row + down, column + right
                if headed:
                    step = rows[0][right].strip() if right < len(rows[0]) else ""
                    at = fields.get(line[0].strip(), -1), names.get(step, -1)
                if found and 0 <= at[0] < len(self._rows) and 1 <= at[1] <= len(self._steps):
                    cells[at] = found
        self.write(cells)


def row_caption(place: Place, captions: Mapping[str, str]) -> str:
    """What a row is called: a column of a table with its table before it, a computed field marked."""
    text = place.component.caption
    if place.table is not None:
        text = f"{captions.get(place.table, place.table)}: {text}"
    if place.component.formula is not None:
        text = _("{field} (computed)").format(field=text)
    return text
