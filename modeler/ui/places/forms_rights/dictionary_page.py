"""The data dictionary: terms, code lists and numbering rules as tables to edit in place, what is said in two ways,
and the way to Excel and back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from modeler.dictionary import edit, versions
from modeler.dictionary.consistency import Binding, check_consistency
from modeler.dictionary.occurrences import Sources
from modeler.dictionary.renaming import NewName, Renaming, rename_element, rename_field, rename_list
from modeler.dictionary.tables import TablePlan, read_tables, to_csv, to_xlsx
from modeler.forms.edit import bind
from modeler.ui.context import Context
from modeler.ui.panels.copy_dialog import book_of
from modeler.ui.places.forms_rights.cell_editors import ChoiceDelegate, Index
from modeler.ui.places.forms_rights.code_lists import CodeLists
from modeler.ui.places.forms_rights.consistency_list import ConsistencyList
from modeler.ui.places.forms_rights.numbering import Numbering
from modeler.ui.places.forms_rights.parts import Parts
from modeler.ui.places.forms_rights.process_codes import ProcessCodes
from modeler.ui.places.forms_rights.rename_dialog import RenameDialog
from modeler.ui.places.forms_rights.table_import import TableImport
from modeler.ui.places.forms_rights.terms_model import COLUMNS, TermsModel, text_in, types
from modeler.ui.places.forms_rights.uses import Uses
from runner.core.atomic import read_bytes, write_bytes
from runner.core.errors import AppError
from runner.core.i18n import N_, pick
from runner.core.i18n import tr as _
from runner.core.messages import declare
from runner.data.dictionary import ChoiceList, Dictionary, Element
from runner.ui.kit.cards import SegmentedBar
from runner.ui.kit.inputs import SearchField
from runner.ui.kit.states import EmptyState
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import button, label

declare(
    {
        "dictionary.code-refused": (
            N_("{text} cannot be the code of a term."),
            N_("Use a letter first, then letters, digits and _; each code once."),
        ),
        "dictionary.list-code-refused": (
            N_("{text} cannot be the code of a code list."),
            N_("Use a letter first, then letters, digits and _; each code once."),
        ),
    }
)


class DictionaryPage(QWidget):
    """`chosen` goes out with the code of the term that is selected; empty for none."""

    chosen = Signal(str)

    def __init__(self, context: Context, parts: Parts, uses: Uses) -> None:
        super().__init__()
        self.context = context
        self.parts = parts
        self.uses = uses
        self.code = ""
        self._column = 0
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(label(_("Data dictionary"), "title"))
        top.addSpacing(8)
        self.view = SegmentedBar(
            [
                ("terms", _("Terms")),
                ("lists", _("Code lists")),
                ("numbers", _("Numbering")),
                ("processes", _("Process codes")),
                ("checks", _("Checks")),
            ],
            "terms",
        )
        self.view.changed.connect(lambda _view: self.refresh())
        top.addStretch(1)
        self.search = SearchField(_("Filter"))
        self.search.setMaximumWidth(180)
        self.search.searched.connect(lambda _text: self.refresh())
        self.remove = button(_("Remove"))
        self.remove.clicked.connect(self.remove_term)
        self.add = button(_("New term"), "primary", "add")
        self.add.clicked.connect(self.add_term)
        self.files = button(_("Excel and CSV"))
        self.menu = QMenu(self)
        for text, act in (
            (_("Import…"), self.choose_import), (_("Export to Excel…"), lambda: self.save("dictionary.xlsx")),
            (_("Export terms as CSV…"), lambda: self.save("terms.csv")),
            (_("Export code lists as CSV…"), lambda: self.save("codes.csv")),
            (_("Export numbering rules as CSV…"), lambda: self.save("numbers.csv")),
            (_("Export process codes as CSV…"), lambda: self.save("process-codes.csv")),
            (_("Save template…"), lambda: self.save("template.xlsx")),
        ):  # fmt: skip
            self.menu.addAction(text).triggered.connect(lambda _on=False, act=act: act())
        self.files.setMenu(self.menu)
        for widget in (self.search, self.files, self.remove, self.add):
            top.addWidget(widget)
        layout.addLayout(top)
        told = _(
            "Fields bound to a term take its kind, limits and choices from here. Double-click a cell to change it."
        )
        below = QHBoxLayout()
        below.setSpacing(12)
        below.addWidget(self.view)
        self._told = told
        self.told = label(told, "caption", wrap=True)
        below.addWidget(self.told, 1)
        below.addStretch(0)
        layout.addLayout(below)
        self.table = TableView(by_row=True, editable=True)
        self.table.setEditTriggers(TableView.EditTrigger.DoubleClicked | TableView.EditTrigger.EditKeyPressed)
        self.model = TermsModel(self._typed, self)
        self.table.setModel(self.model)
        for column, width in enumerate((140, 150, 90, 60, 110, 120)):
            self.table.setColumnWidth(column, width)
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.table.setItemDelegateForColumn(COLUMNS.index("type"), ChoiceDelegate(types, self._set_type, self.table))
        self.table.setItemDelegateForColumn(
            COLUMNS.index("choices"), ChoiceDelegate(self._lists, self._set_list, self.table)
        )
        self.lists = CodeLists(context, self.write, self.rename_list)
        self.numbers = Numbering(context, self.write, lambda: self.uses.forms)
        self.processes = ProcessCodes(context, self.write)
        self.checks = ConsistencyList()
        self.checks.mended.connect(self.mend)
        self.empty = EmptyState(
            "tag", _("No terms yet"),
            _("A term says once what a thing is called, which kind it is and what may be chosen. Fields follow it."),
            _("New term"),
        )  # fmt: skip
        self.empty.clicked.connect(self.add_term)
        self.views = QStackedWidget()
        for view in (self.table, self.lists, self.numbers, self.processes, self.checks, self.empty):
            self.views.addWidget(view)
        layout.addWidget(self.views, 1)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.refresh)

    # showing -----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show terms or code lists as they stand."""
        dictionary = self.context.dictionary
        terms = self.view.current == "terms"
        self.told.setText(self._told if self.view.current in ("terms", "lists") else "")
        for widget in (self.search, self.remove, self.add):
            widget.setVisible(terms)
        if not terms:
            self._show_other()
            self.chosen.emit("")
            return
        self.views.setCurrentWidget(self.table if dictionary.elements else self.empty)
        kept = self.code
        self.model.show_terms(dictionary, self.search.text())
        codes = self.model.codes()
        if kept in codes:
            self.table.setCurrentIndex(self.model.index(codes.index(kept), max(self._column, 0)))
        else:
            self.code = ""
            self.chosen.emit("")
        self.remove.setEnabled(bool(self.code))

    def _show_other(self) -> None:
        """Code lists, numbering rules or checks."""
        if self.view.current == "lists":
            self.views.setCurrentWidget(self.lists)
            self.lists.refresh()
        elif self.view.current == "numbers":
            self.views.setCurrentWidget(self.numbers)
            self.numbers.refresh()
        elif self.view.current == "processes":
            self.views.setCurrentWidget(self.processes)
            self.processes.refresh()
        else:
            self.views.setCurrentWidget(self.checks)
            self.checks.show_findings(check_consistency(self.context.dictionary, self.uses.forms))

    def show_term(self, code: str) -> None:
        """Select a term."""
        self.code = code
        self.view.set_current("terms")
        self.refresh()

    def show_rule(self, code: str) -> None:
        """Select a numbering rule."""
        self.numbers.code = code
        self.view.set_current("numbers")
        self.refresh()

    def _code(self, row: int) -> str:
        return str(self.model.index(row, 0).data(Qt.ItemDataRole.UserRole) or "")

    def _chosen(self, index: QModelIndex, _before: QModelIndex | None = None) -> None:
        self.code = self._code(index.row()) if index.isValid() else ""
        self._column = max(index.column(), 0)
        self.remove.setEnabled(bool(self.code))
        self.chosen.emit(self.code)

    def _lists(self) -> Sequence[tuple[str, str]]:
        element = self.context.dictionary.element(self.code)
        kept = versions.working(element).choices if element is not None else None
        lists = versions.offered(self.context.dictionary.choices, kept)
        return [("", "–"), *((one.code, pick(one.name) or one.code) for one in lists)]

    # changing ----------------------------------------------------------------------------------

    def _set_type(self, index: Index, value: str) -> None:
        self.change({"type": value}, self._code(index.row()))

    def _set_list(self, index: Index, value: str) -> None:
        self.change({"choices": value or None}, self._code(index.row()))

    def _typed(self, code: str, column: str, text: str) -> None:
        element = self.context.dictionary.element(code)
        if element is None:
            return
        self._column = COLUMNS.index(column)
        if column in ("zh", "en"):
            name = versions.working(element).name
            texts = {key: text_in(name, key) for key in ("zh", "en")} | {column: text}
            self.change({"name": {key: value for key, value in texts.items() if value}}, code)
        elif column == "code":
            self.rename(code, text)
        elif column == "unit":
            self.change({"unit": text or None}, code)

    def change(self, changes: dict[str, Any], code: str = "") -> None:
        """Change attributes of a term (default: of the selected one)."""
        code = code or self.code
        if self.context.dictionary.element(code) is not None:
            self.code = code
            self.write(edit.set_element(self.context.dictionary, code, **changes), _("Change term"))

    def rename(self, code: str, new: str) -> None:
        """Give a term another code; everything that uses it follows, as one step of undo."""
        self._later.start()
        if new == code:
            return
        sources = self.uses.sources()
        try:
            renaming = rename_element(sources, code, new)
        except ValueError:
            self.context.report(AppError("dictionary.code-refused", text=new or "–"))
            return
        if renaming.obstacles:
            self.ask(renaming, sources)
        else:  # the editor of the cell is closed before the table is filled anew
            QTimer.singleShot(0, self, lambda: self._rename(renaming, sources))

    def rename_field(self, fix: NewName) -> None:
        """Call a field otherwise, in one step of undo over all files that name it."""
        sources = self.uses.sources()
        renaming = rename_field(sources, fix)
        if not renaming.obstacles:
            self.parts.rename(renaming, sources, _("Rename field"))
            return
        dialog = RenameDialog(renaming, self.uses, self)
        dialog.accepted.connect(lambda: self.parts.rename(renaming, sources, _("Rename field")))
        dialog.open()

    def rename_list(self, old: str, new: str) -> None:
        """Give a code list another code; the terms that offer it follow, as one step of undo."""
        self._later.start()
        if new == old:
            return
        sources = self.uses.sources()
        try:
            renaming = rename_list(sources, old, new)
        except ValueError:
            self.context.report(AppError("dictionary.list-code-refused", text=new or "–"))
            return
        self.lists.code = new
        self.parts.rename(renaming, sources, _("Rename code list"))

    def ask(self, renaming: Renaming, sources: Sources) -> RenameDialog:
        """Tell what does not follow, before anything changes."""
        dialog = RenameDialog(renaming, self.uses, self)
        dialog.accepted.connect(lambda: self._rename(renaming, sources))
        dialog.open()
        return dialog

    def _rename(self, renaming: Renaming, sources: Sources) -> None:
        self.code = renaming.new
        self.parts.rename(renaming, sources, _("Rename term"))
        self._later.start()

    def write(self, dictionary: Dictionary, what: str) -> None:
        """Put a changed dictionary into the workspace."""
        self.parts.set_dictionary(dictionary, what)
        self._later.start()

    def add_term(self) -> None:
        """Add a term with a free code, ready to be named."""
        dictionary, number = self.context.dictionary, 1
        while dictionary.element(f"term_{number}") is not None:
            number += 1
        self.code = f"term_{number}"
        self.search.clear()
        name = {"zh": "新术语", "en": "New term"}
        self.parts.set_dictionary(edit.add_element(dictionary, self.code, name), _("New term"))
        self.refresh()
        self.table.scrollToBottom()
        self.table.setFocus()
        self.table.edit(self.table.currentIndex())

    def remove_term(self) -> None:
        """Remove the selected term; fields that used it keep what they say themselves."""
        if self.code:
            self.write(edit.remove_element(self.context.dictionary, self.code), _("Remove term"))

    # versions ----------------------------------------------------------------------------------

    def act(self, name: str) -> None:
        """Put the selected term in force, throw its changes away, retire it or use it again."""
        element = self.context.dictionary.element(self.code)
        if element is not None:
            self.write(versions.replaced(self.context.dictionary, after_act(element, name)), _(ACTS[name]))

    # checks ------------------------------------------------------------------------------------

    def mend(self, fix: Binding) -> None:
        """Bind a field to the term that it means."""
        form = self.parts.form(fix.form)
        if form is not None:
            bound = bind(form, fix.field, fix.element, self.context.dictionary)
            self.parts.set_form(fix.form, bound, _("Bind to term"))
            self._later.start()

    # files -------------------------------------------------------------------------------------

    def save(self, name: str) -> None:
        """Write terms and code lists, or an empty template, where the user says."""
        kinds = "CSV (*.csv)" if name.endswith(".csv") else "Excel (*.xlsx)"
        path, _kind = QFileDialog.getSaveFileName(self, _("Save"), name, kinds)
        if path:
            self.save_to(Path(path), name)

    def save_to(self, path: Path, name: str) -> None:
        """Write them there."""
        dictionary = self.context.dictionary
        if name.endswith(".csv"):
            data = to_csv(dictionary, name.removesuffix(".csv"), book=book_of(self.context))
        elif name.startswith("template"):
            data = to_xlsx(Dictionary())
        else:
            data = to_xlsx(dictionary, book=book_of(self.context))
        try:
            write_bytes(path, data)
        except AppError as error:
            self.context.report(error)

    def choose_import(self) -> None:
        """Ask for a file and show what it would change."""
        path, _kind = QFileDialog.getOpenFileName(self, _("Import"), "", "Excel, CSV (*.xlsx *.csv)")
        if path:
            self.import_file(Path(path))

    def import_file(self, path: Path) -> TableImport | None:
        """Show row by row what an import would do; nothing changes before it is confirmed."""
        try:
            plan = read_tables(read_bytes(path), self.context.dictionary, path.name, book_of(self.context))
        except AppError as error:
            self.context.report(error)
            return None
        dialog = TableImport(plan, self)
        dialog.accepted.connect(lambda: self._import(plan))
        dialog.open()
        return dialog

    def _import(self, plan: TablePlan) -> None:
        if plan.dictionary is not None:
            self.write(plan.dictionary, _("Import terms and code lists"))


ACTS = {
    "inForce": N_("Put in force"), "discard": N_("Discard the changes"), "retire": N_("Retire"),
    "reinstate": N_("Use it again"),
}  # fmt: skip


def after_act(item: Element | ChoiceList, name: str) -> Element | ChoiceList:
    """A term or list after one of `ACTS`."""
    if name == "inForce":
        return versions.put_in_force(item, date.today())
    if name == "discard":
        return versions.without_draft(item)
    return versions.retired(item, on=name == "retire")
