"""Field rights: a table of fields against steps and readers, edited like a spreadsheet, with a why for each cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QMenu, QVBoxLayout, QWidget

from modeler.document.change import Change
from modeler.document.document import Document
from modeler.rights.edit import form_of, set_cell
from modeler.rights.field_table import Column, FieldCell, FieldTable, Wanted, set_field_cells
from modeler.rights.field_words import MARK, cell_line, cell_words
from modeler.ui.context import Context
from modeler.ui.places.forms_rights.parts import Parts
from modeler.ui.places.forms_rights.rights_grid import Cell, Choice, GridSource, GridView, Shown
from modeler.ui.places.forms_rights.rights_tools import RightsTools
from runner.core.i18n import tr as _
from runner.core.messages import sentence
from runner.forms.schema import Form, Place, field_places
from runner.rights.model import Access, RowRight
from runner.rights.words import ACCESS_WORDS, READER_WORDS, ROW_WORDS
from runner.ui.kit.cards import SegmentedBar
from runner.ui.kit.states import EmptyState
from runner.ui.kit.texts import button, label

TONES: Mapping[Access, str] = {"hidden": "muted", "read": "text", "edit": "accent", "required": "bad"}
FEW = 7
"""So many columns share the width of the table; more are scrolled."""
HEAD = 44
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
WRAPPED = Qt.AlignmentFlag(_LEFT | Qt.TextFlag.TextWordWrap.value)
"""Names of steps take two lines where one is too narrow."""
LETTERS: Mapping[Access, str] = {"hidden": "H", "read": "R", "edit": "E", "required": "M"}


class FieldSource(GridSource):
    """The table of one form in a document."""

    def __init__(self, document: Document, table: FieldTable, form: Form) -> None:
        self.corner = _("Field / step")
        self.document, self.table = document, table
        self.places = field_places(form)
        captions = {place.path: place.component.caption for place in self.places}
        self._captions = [row_caption(place, captions) for place in self.places]
        self._access: dict[Access, str] = {access: _(text) for access, text in ACCESS_WORDS.items()}
        self._steps = [Choice(one, text, LETTERS[one]) for one, text in self._access.items()]
        self._steps.append(Choice("", _("as by default")))
        self._readers = [one for one in self._steps if one.value in ("hidden", "read", "")]

    def rows(self) -> Sequence[str]:
        return self._captions

    def columns(self) -> Sequence[str]:
        return [self.name(column) for column in self.table.columns]

    def name(self, column: Column) -> str:
        """What a column is called; a reader with its process where there are several."""
        if column.reader is None:
            return column.name or (_("Start") if column.is_start else column.owner)
        text = _(READER_WORDS[column.reader])
        return f"{text} ({column.owner})" if self.table.has_several_processes else text

    def tip(self, row: int) -> str:
        return self.places[row].path

    def cell(self, row: int, column: int) -> FieldCell:
        """What the table says."""
        return self.table.cell(self.places[row].path, self.table.columns[column])

    def is_computed(self, row: int, column: int) -> bool:
        """Whether nobody writes it, whatever the line says."""
        access = self.cell(row, column).access
        return self.places[row].component.is_fixed and access in ("edit", "required")

    def access(self, row: int, column: int) -> Access:
        """What the step really may do."""
        return "read" if self.is_computed(row, column) else self.cell(row, column).access

    def shown(self, row: int, column: int) -> Shown:
        cell, access = self.cell(row, column), self.access(row, column)
        text = self._access[access]
        if rows := self._row_rights(row, column):
            text = cell_words(access, rows)
        return Shown(text, TONES[access], cell.line is not None)

    def _row_rights(self, row: int, column: int) -> Sequence[RowRight]:
        """What the own line of a table says of its rows."""
        line = self.cell(row, column).line
        return line.rows or () if line is not None and self.places[row].path in self.table.tables else ()

    def value(self, row: int, column: int) -> str:
        return f" {MARK} ".join([self.access(row, column), *self._row_rights(row, column)])

    def chosen(self, row: int, column: int) -> str:
        return self.access(row, column)

    def takes(self, row: int, column: int, value: str) -> bool:
        line = cell_line(value) if value else None
        return super().takes(row, column, line.access if line is not None else value)

    def choices(self, row: int, column: int) -> Sequence[Choice]:
        return self._readers if self.table.columns[column].reader else self._steps

    def parse(self, text: str, row: int, column: int) -> str | None:
        line = cell_line(text)
        if line is not None and line.rows and super().takes(row, column, line.access):
            return f" {MARK} ".join([line.access, *line.rows])
        return super().parse(text.partition(MARK)[0], row, column)

    def write(self, cells: Mapping[Cell, str]) -> None:
        changes: dict[str, dict[str, Wanted]] = {}
        for (row, column), value in cells.items():
            line = cell_line(value) if value else None
            wanted: Wanted = line if line is None or line.rows else line.access
            changes.setdefault(self.table.columns[column].id, {})[self.places[row].path] = wanted
        set_field_cells(self.document, self.table, changes, _("Change field rights"))

    def why(self, row: int, column: int) -> str:
        """Why a cell is what it is."""
        if self.is_computed(row, column):
            return _("The form computes this field: nobody writes it.")
        params = {"path": self._captions[row]}
        return "\n".join(
            sentence(one.code, {**one.params, **params}) for one in self.cell(row, column).trail
        )  # fmt: skip


class FieldRightsPage(QWidget):
    """`why` goes out with the field, the step, the access and the explanation of the cell with the focus."""

    why = Signal(str, str, str, str)

    def __init__(self, context: Context, parts: Parts) -> None:
        super().__init__()
        self.context = context
        self.parts = parts
        self._form = ""
        self.source: FieldSource | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        self.tools = RightsTools(context, parts, _("Field rights"))
        self.table = GridView()
        layout.addWidget(self.tools)
        layout.addLayout(self._bar())
        self.table.focused.connect(self._tell_why)
        self.tools.searched.connect(self._filter)
        self.copy_all, self.paste_all = self.tools.copy_all, self.tools.paste_all
        self.copy_all.clicked.connect(self.table.copy_all)
        self.paste_all.clicked.connect(self.table.paste_all)
        layout.addWidget(self.table, 1)
        self.empty = EmptyState(
            "form", _("Nothing to decide yet"),
            _("Here stand the fields of the form and the steps that show it. Add fields, or use the form at a step."),
            _("Go to the form"),
        )  # fmt: skip
        layout.addWidget(self.empty, 1)
        self.keys = label(
            _("H hidden · R read · E edit · M required · Del as by default · Ctrl+D fills downwards, Ctrl+R to the "
              "right · a second click opens the menu. Paler cells follow a default. Enforced when the process runs, "
              "not on the screen only."), "caption", wrap=True,
        )  # fmt: skip
        layout.addWidget(self.keys)

    def _bar(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.access = SegmentedBar([(key, _(text)) for key, text in ACCESS_WORDS.items()])
        self.access.changed.connect(self.table.set_selected)
        row.addWidget(self.access)
        self.row_rights = button(_("Rows…"), icon_name="table")
        self.row_rights.clicked.connect(self._ask_rows)
        row.addWidget(self.row_rights)
        row.addStretch(1)
        row.addWidget(self.tools.filter)
        return row

    # showing -----------------------------------------------------------------------------------

    def show_form(self, ref: str) -> None:
        """Show the rights of all steps with this form."""
        document, form = self.context.document, self.parts.form(ref)
        same = ref == self._form and self.source is not None
        kept = self.table.cells() if same else []
        index = self.table.currentIndex()
        current = self.table.grid.cell(index) if same and self.table.grid is not None else None
        self._form = ref
        table = FieldTable(document.index, ref, form) if document is not None and form is not None else None
        something = table is not None and bool(table.rows) and any(not one.reader for one in table.columns)
        for widget in (self.table, self.access, self.tools.filter, self.copy_all, self.paste_all, self.keys):
            widget.setVisible(something)
        self.empty.setVisible(not something)
        self.row_rights.setVisible(False)
        if table is None or form is None or document is None or not something:
            self.source = None
            return
        self.source = FieldSource(document, table, form)
        self.table.show_source(self.source, self.tools.filter.text())
        self.table.setColumnWidth(0, 180)
        head = self.table.horizontalHeader()
        head.setMinimumSectionSize(76)
        head.setDefaultAlignment(WRAPPED)
        head.setMinimumHeight(HEAD)
        head.setStretchLastSection(False)
        few = len(table.columns) <= FEW
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch if few else QHeaderView.ResizeMode.Interactive)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        policy = Qt.ScrollBarPolicy
        self.table.setHorizontalScrollBarPolicy(policy.ScrollBarAlwaysOff if few else policy.ScrollBarAsNeeded)
        self._select(current or (0, 0), kept)

    def _select(self, current: Cell, cells: Sequence[Cell]) -> None:
        grid, selection = self.table.grid, self.table.selectionModel()
        if grid is None:
            return
        if (at := grid.at(*current)).isValid():
            self.table.setCurrentIndex(at)
        for cell in cells:
            if (index := grid.at(*cell)).isValid():
                selection.select(index, selection.SelectionFlag.Select)

    def take(self, change: Change) -> bool:
        """A change of the document: only the cells that it touches are worked out anew. False where the table
        itself is another one by now."""
        source, document = self.source, self.context.document
        if source is None or document is None or change.added or change.removed or change.parts:
            return False
        columns = {one.owner: one for one in source.table.columns}
        if not all(self._same(document, own, columns.get(own)) for own in change.changed):
            return False
        stale = source.table.forget(change.changed)
        if self.table.grid is not None:
            self.table.grid.refresh([source.table.columns.index(one) for one in stale])
        cell = self.table.grid.cell(self.table.currentIndex()) if self.table.grid is not None else None
        if cell is not None:
            self._tell_why(*cell)
        return True

    def _same(self, document: Document, own: str, column: Column | None) -> bool:
        """Whether an element that changed is still the column that it was, or still none."""
        record = document.index.nodes.get(own)
        if record is None or record.tag not in ("startEvent", "userTask"):
            return True
        shows = self.source is not None and form_of(document.index, own) == self.source.table.form
        return not shows if column is None else shows and record.name == column.name

    def _filter(self, text: str) -> None:
        if self.table.grid is not None:
            self.table.grid.filter(text)

    def _tell_why(self, row: int, column: int) -> None:
        source = self.source
        if source is None:
            return
        found = source.table.columns[column]
        is_table = source.places[row].component.type == "dynamiclist" and not found.reader
        self.row_rights.setVisible(is_table)
        access = source.access(row, column)
        self.access.set_current(access)
        step = source.name(found) if found.reader else found.owner
        self.why.emit(source.rows()[row], step, access, source.why(row, column))

    # rows of tables ----------------------------------------------------------------------------

    def _current(self) -> Cell | None:
        return self.table.grid.cell(self.table.currentIndex()) if self.table.grid is not None else None

    def rows_of(self, row: int, column: int) -> list[str]:
        """What a step may do with the rows of a table."""
        line = self.source.cell(row, column).line if self.source is not None else None
        return list(line.rows) if line is not None and line.rows is not None else ["add", "delete"]

    def _ask_rows(self) -> None:
        at = self._current()
        if at is None:
            return
        menu, now = QMenu(self), self.rows_of(*at)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key, text in ROW_WORDS.items():
            action = menu.addAction(_(text))
            action.setCheckable(True)
            action.setChecked(key in now)
            action.triggered.connect(lambda on, key=key: self.set_rows(*at, key, on))
        menu.popup(self.row_rights.mapToGlobal(self.row_rights.rect().bottomLeft()))

    def set_rows(self, row: int, column: int, right: str, on: bool) -> None:
        """Allow or forbid a step something with the rows of a table (row and column of the table, from 0)."""
        document, source = self.context.document, self.source
        if document is None or source is None:
            return
        now, path = self.rows_of(row, column), source.places[row].path
        kept = [one for one in ROW_WORDS if (one in now and one != right) or (one == right and on)]
        owner, access = source.table.columns[column].owner, source.access(row, column)
        if kept:
            set_cell(document, owner, path, access, kept)
        else:  # nothing may be done with its rows: it is read
            set_cell(document, owner, path, "read", ["add", "delete"])


def row_caption(place: Place, captions: Mapping[str, str]) -> str:
    """What a row is called: a column of a table with its table before it, a computed field marked."""
    text = place.component.caption
    if place.table is not None:
        text = f"{captions.get(place.table, place.table)}: {text}"
    if place.component.formula is not None:
        text = _("{field} (computed)").format(field=text)
    return text
