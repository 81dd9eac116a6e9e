"""Copies of a system's records: into which table, when they are brought up to date, which field fills which column,
page by page or at once, and how each stands by the clock of the cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSplitter, QVBoxLayout, QWidget

from modeler.systems import edit
from modeler.ui.context import Context
from modeler.ui.panels.fields import ChoiceField, NumberField
from modeler.ui.places.forms_rights.copy_words import difference_cells, every_text, how_it_stands
from modeler.ui.places.forms_rights.lookup_editors import read_sources, source_names
from modeler.ui.places.forms_rights.register_table import KEY, Cell, RegisterTable
from modeler.ui.places.forms_rights.system_operations import boxed, choices_of, named, parts_of
from runner.core.errors import AppError
from runner.core.i18n import N_, pick
from runner.core.i18n import tr as _
from runner.data.source import DataSource
from runner.data.systems import Paging, Sync, System, Systems
from runner.protocol.rehearsing import SyncView
from runner.ui.kit.groups import captioned
from runner.ui.kit.layouts import show_if
from runner.ui.kit.style import set_look
from runner.ui.kit.texts import button, label

EVERY = ("", "PT15M", "PT1H", "PT4H", "P1D", "P7D")
PAGES = {
    "": N_("all at once"), "number": N_("by page number"), "offset": N_("by records left out"),
    "next": N_("as the answer says"),
}  # fmt: skip
Write = Callable[[Systems, str], None]


class SystemCopies(QWidget):
    """`read()` gives the register, `write(register, what)` takes a changed one and shows it. `syncAsked`: a copy of a
    system (its code, the copy's) is to be brought up to date."""

    syncAsked = Signal(str, str)

    def __init__(self, context: Context, read: Callable[[], Systems], write: Write) -> None:
        super().__init__()
        self.context, self._read, self._write = context, read, write
        self.code, self.sync = "", ""
        self.states: Sequence[SyncView] = ()
        self.copies = RegisterTable(self._typed)
        self.copies.offer(2, self._sources, lambda code, value: self._set(code, source=value, key=""))
        self.copies.offer(3, self._operations, lambda code, value: self._set(code, operation=value))
        self.copies.offer(5, self._spans, lambda code, value: self._set(code, every=value or None))
        self.copies.offer(7, self._columns, lambda code, value: self._set(code, key=value))
        self.fields = RegisterTable(self._field_typed)
        self.fields.offer(1, self._their_fields, self._field_chosen)
        self._offered = self.fields.itemDelegateForColumn(1)
        self.differences = RegisterTable(lambda _key, _column, _text: None)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.split = QSplitter()
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self._mapping_box())
        self.split.addWidget(self._state_box())
        layout.addWidget(self._copies_box(), 2)
        layout.addLayout(self._paging_row())
        layout.addWidget(self.split, 3)

    def _copies_box(self) -> QWidget:
        self.of_system = label("", "heading")
        self.add_one = button(_("New copy"), icon_name="add")
        self.add_one.clicked.connect(self.add_sync)
        self.remove_one = button(_("Remove"), icon_name="delete")
        self.remove_one.clicked.connect(self.remove_sync)
        return boxed(self.of_system, (self.add_one, self.remove_one), self.copies)

    def _paging_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.pages = ChoiceField(choices_of(PAGES), lambda: self._paging_by(), self._choose_paging)
        self.pages.setMinimumWidth(168)
        row.addWidget(captioned(_("The list comes"), self.pages))
        self.page, page = self._word(_("Parameter: page"), "page")
        self.length, size = self._word(_("Its length"), "size")
        self.next, following = self._word(_("Next stands in"), "next")
        self.rows, rows = self._count(_("Records each"), "rows", 10_000)
        self.most, most = self._count(_("Pages at most"), "most", 1000)
        self._paged = [page, size, rows, most]
        self._by_next = following
        for widget in (page, size, following, rows, most):
            row.addWidget(widget)
        row.addStretch(1)
        return row

    def _word(self, caption: str, key: str) -> tuple[QLineEdit, QWidget]:
        line = QLineEdit()
        line.setFixedWidth(88)
        line.editingFinished.connect(lambda: self._set_paging(key, line.text().strip()))
        return line, captioned(caption, line)

    def _count(self, caption: str, key: str, most: int) -> tuple[NumberField, QWidget]:
        field = NumberField(
            1, most, lambda: int(getattr(self._paging(), key)), lambda value: self._set_paging(key, value)
        )
        field.setKeyboardTracking(False)
        return field, captioned(caption, field)

    def _mapping_box(self) -> QWidget:
        return boxed(label(_("Which field fills which column"), "heading"), (), self.fields)

    def _state_box(self) -> QWidget:
        self.ask = button(_("Bring up to date"))
        self.ask.clicked.connect(lambda: self.syncAsked.emit(self.code, self.sync))
        made = boxed(label(_("What differed the last time"), "heading"), (self.ask,), self.differences)
        self.stands = label("", "muted", wrap=True)
        column = made.layout()
        if isinstance(column, QVBoxLayout):
            column.setContentsMargins(12, 4, 0, 0)
            column.insertWidget(1, self.stands)
        return made

    # showing -----------------------------------------------------------------------------------

    def system(self) -> System | None:
        """The system that is shown."""
        return self._read().system(self.code)

    def copy(self) -> Sync | None:
        """The selected copy."""
        system = self.system()
        return next((one for one in system.syncs if one.code == self.sync), None) if system is not None else None

    def source(self) -> DataSource | None:
        """The table that the selected copy fills."""
        sync = self.copy()
        return read_sources(self.context.workspace, (sync.source,)).get(sync.source) if sync is not None else None

    def show_system(self, code: str, states: Sequence[SyncView]) -> None:
        """Show the copies of a system and how they stand."""
        if code != self.code:
            self.sync = ""
        self.code, self.states = code, states
        system = self.system()
        if system is None:
            return
        text = _("Copies of the records of {system}").format(system=pick(system.name) or system.code)
        self.of_system.setText(text)
        sources, asked = dict(self._sources()), dict(self._operations())
        rows: list[tuple[object, list[Cell]]] = [
            (one.code, [
                (pick(one.name), None), (one.code, None), (sources.get(one.source, one.source), one.source),
                (asked.get(one.operation, one.operation), one.operation), (one.rows or "–", None),
                (every_text(one.every), one.every or ""), (", ".join(one.on), None),
                (one.key or _("as the table says"), one.key),
            ])
            for one in system.syncs
        ]  # fmt: skip
        heads = [_("Name"), _("Code"), _("Into the table"), _("Listed by"), _("List in the answer"), _("Every"),
                 _("At messages"), _("Told apart by")]  # fmt: skip
        self.copies.fill(heads, rows, (110, 90, 110, 120, 110, 90, 110))
        codes = [one.code for one in system.syncs]
        self.sync = self.sync if self.sync in codes else next(iter(codes), "")
        self.copies.selectionModel().currentRowChanged.connect(self._row_chosen)
        if self.sync:
            self.copies.setCurrentIndex(self.copies.model().index(codes.index(self.sync), 0))
        self._show_copy()

    def _row_chosen(self, index: QModelIndex, _before: QModelIndex | None = None) -> None:
        code = str(index.data(KEY) or "")
        if index.isValid() and code != self.sync:
            self.sync = code
            self._show_copy()

    def _show_copy(self) -> None:
        sync, source = self.copy(), self.source()
        for widget in (self.remove_one, self.ask, self.pages):
            widget.setEnabled(sync is not None)
        paging = sync.paging if sync is not None else None
        self.pages.refresh()
        for one in self._paged:
            show_if(one, paging is not None)
        show_if(self._by_next, paging is not None and paging.by == "next")
        for line, text in ((self.page, self._paging().page), (self.length, self._paging().size),
                           (self.next, self._paging().next)):  # fmt: skip
            line.setText(text)
        self.rows.refresh()
        self.most.refresh()
        key = (sync.key or (source.id_column if source is not None else "")) if sync is not None else ""
        columns = source.columns if source is not None else []
        rows: list[tuple[object, list[Cell]]] = [
            (one.key, [
                (one.caption if one.key != key else _("{column} (tells apart)").format(column=one.caption), None),
                (sync.fields.get(one.key, one.key) if sync is not None else "", sync.fields.get(one.key, "")
                 if sync is not None else ""),
            ])
            for one in columns
        ]  # fmt: skip
        agreed = len(self._their_fields()) > 1  # else nothing is agreed on what it answers: a field is typed
        self.fields.setItemDelegateForColumn(1, self._offered if agreed else self.fields.itemDelegate())
        self.fields.fill([_("Column"), _("Field of the system")], rows, (180,), fixed=(0,))
        self._show_state(sync)

    def _show_state(self, sync: Sync | None) -> None:
        found = [one for one in self.states if one.system == self.code and sync is not None and one.code == sync.code]
        state = found[0] if found else None
        if sync is None:
            self.stands.setText(_("No copy yet. Lists of another system, suppliers or cost centres, are kept here."))
        elif self.source() is None:
            self.stands.setText(_("There is no table {name} in the folder data.").format(name=sync.source or "–"))
        else:
            self.stands.setText(how_it_stands(state))
        set_look(self.stands, role="bad" if state is not None and state.failure else "muted")
        rows: list[tuple[object, list[Cell]]] = [
            (number, [(text, None) for text in difference_cells(one)])
            for number, one in enumerate(state.differences if state is not None else ())
        ]
        heads = [_("Record"), _("Column"), _("Before"), _("Now")]
        self.differences.fill(heads, rows, (90, 90, 120), fixed=range(len(heads)))

    # choices -----------------------------------------------------------------------------------

    def _sources(self) -> Sequence[tuple[str, str]]:
        workspace = self.context.workspace
        names = source_names(workspace.folder / "data") if workspace is not None else []
        found = read_sources(workspace)
        return [(one, (pick(found[one].name) if one in found else "") or one) for one in names]

    def _operations(self) -> Sequence[tuple[str, str]]:
        system = self.system()
        return [(one.code, pick(one.name) or one.code) for one in system.operations] if system is not None else []

    def _spans(self) -> Sequence[tuple[str, str]]:
        system = self.system()
        own = [one.every for one in system.syncs if one.every] if system is not None else []
        return [(one, every_text(one)) for one in dict.fromkeys([*EVERY, *own])]

    def _columns(self) -> Sequence[tuple[str, str]]:
        source = self.source()
        columns = source.columns if source is not None else []
        return [("", _("as the table says")), *((one.key, one.caption) for one in columns)]

    def _their_fields(self) -> Sequence[tuple[str, str]]:
        sync, system = self.copy(), self.system()
        operation = system.operation(sync.operation) if system is not None and sync is not None else None
        names = [one.name for one in operation.output] if operation is not None else []
        return [("", _("called the same")), *((one, one) for one in names)]

    # changing ----------------------------------------------------------------------------------

    def _set(self, sync: str, **changes: Any) -> None:
        self.sync = changes.get("code", sync)
        self._write(edit.set_sync(self._read(), self.code, sync, **changes), _("Change copy"))

    def _typed(self, code: str, column: int, text: str) -> None:
        self.sync = code
        sync = self.copy()
        if sync is None:
            return
        if column == 0:
            self._set(code, name=named(sync.name, text))
        elif column == 1 and text != code:
            try:
                self._set(code, code=text)
            except ValueError:
                self.sync = code
                self.show_system(self.code, self.states)
                self.context.report(AppError("systems.code-refused", text=text or "–"))
        elif column == 4:
            self._set(code, rows="" if text == "–" else text)
        elif column == 6:
            self._set(code, on=parts_of(text))

    def _field_chosen(self, column: str, value: str) -> None:
        sync = self.copy()
        if sync is not None:
            kept = {key: name for key, name in sync.fields.items() if key != column}
            self._set(sync.code, fields={**kept, column: value} if value else kept)

    def _field_typed(self, column: str, at: int, text: str) -> None:
        if at == 1:
            self._field_chosen(column, "" if text == column else text)

    def _paging(self) -> Paging:
        sync = self.copy()
        return sync.paging if sync is not None and sync.paging is not None else Paging()

    def _paging_by(self) -> str:
        sync = self.copy()
        return sync.paging.by if sync is not None and sync.paging is not None else ""

    def _choose_paging(self, by: str) -> None:
        if self.copy() is None:
            return
        if not by:
            self._set(self.sync, paging=None)
            return
        usual = {"number": ("page", 1), "offset": ("offset", 0), "next": ("cursor", 1)}[by]
        changes = {"by": by, "page": usual[0], "first": usual[1]}
        self._set(self.sync, paging=Paging.model_validate({**self._paging().model_dump(), **changes}))

    def _set_paging(self, key: str, value: str | int) -> None:
        sync = self.copy()
        if sync is None or sync.paging is None or getattr(sync.paging, key) == value:
            return
        if value == "" and key != "size":
            self._show_copy()  # a page has to be named
            return
        self._set(sync.code, paging=Paging.model_validate({**sync.paging.model_dump(), key: value}))

    def add_sync(self) -> None:
        """Add a copy with a free code, of the first list and into the first table, ready to be named."""
        system = self.system()
        if system is None:
            return
        self.sync = edit.free_code("copy", (one.code for one in system.syncs))
        source = next(iter(self._sources()), ("", ""))[0]
        lists = [one.code for one in system.operations if one.method == "GET"] or [
            one.code for one in system.operations
        ]
        name = {"zh": "新副本", "en": "New copy"}
        made = edit.add_sync(self._read(), self.code, self.sync, source, next(iter(lists), ""), name)
        self._write(made, _("New copy"))
        self.copies.edit_cell(0)

    def remove_sync(self) -> None:
        """Remove the selected copy; the table keeps the records that it has."""
        if self.copy() is not None:
            self._write(edit.remove_sync(self._read(), self.code, self.sync), _("Remove copy"))
