"""The data dictionary: terms and code lists as tables to edit in place, and where each term is used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from modeler.dictionary import edit
from modeler.dictionary.occurrences import Sources
from modeler.dictionary.renaming import Renaming, rename_element
from modeler.ui.context import Context
from modeler.ui.places.forms_rights.cell_editors import CHOSEN, ChoiceDelegate, Index, show_model
from modeler.ui.places.forms_rights.code_lists import CodeLists
from modeler.ui.places.forms_rights.parts import Parts
from modeler.ui.places.forms_rights.rename_dialog import RenameDialog
from modeler.ui.places.forms_rights.uses import Uses
from runner.core.errors import AppError
from runner.core.i18n import N_, LocalText, pick
from runner.core.i18n import tr as _
from runner.core.messages import declare
from runner.data.dictionary import Dictionary, ElementType
from runner.ui.kit.cards import SegmentedBar
from runner.ui.kit.inputs import SearchField
from runner.ui.kit.states import EmptyState
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import button, label

TYPES: dict[str, str] = {
    "text": N_("text"), "number": N_("number"), "money": N_("money"), "boolean": N_("yes or no"),
    "date": N_("date"), "dateTime": N_("date and time"), "dateRange": N_("date range"), "choice": N_("choice"),
    "person": N_("person"), "department": N_("department"), "attachment": N_("attachment"), "table": N_("table"),
}  # fmt: skip
COLUMNS = ("zh", "en", "type", "unit", "choices", "code")

declare(
    {
        "dictionary.code-refused": (
            N_("{text} cannot be the code of a term."),
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
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(label(_("Data dictionary"), "title"))
        top.addSpacing(8)
        self.view = SegmentedBar([("terms", _("Terms")), ("lists", _("Code lists"))], "terms")
        self.view.changed.connect(lambda _view: self.refresh())
        top.addWidget(self.view)
        top.addStretch(1)
        self.search = SearchField(_("Filter"))
        self.search.setMaximumWidth(180)
        self.search.searched.connect(lambda _text: self.refresh())
        self.remove = button(_("Remove"))
        self.remove.clicked.connect(self.remove_term)
        self.add = button(_("New term"), "primary", "add")
        self.add.clicked.connect(self.add_term)
        for widget in (self.search, self.remove, self.add):
            top.addWidget(widget)
        layout.addLayout(top)
        told = _(
            "Fields bound to a term take its kind, limits and choices from here. Double-click a cell to change it."
        )
        layout.addWidget(label(told, "caption", wrap=True))
        self.table = TableView(by_row=True, editable=True)
        self.table.setEditTriggers(TableView.EditTrigger.DoubleClicked | TableView.EditTrigger.EditKeyPressed)
        self.table.setItemDelegateForColumn(COLUMNS.index("type"), ChoiceDelegate(_types, self._set_type, self.table))
        self.table.setItemDelegateForColumn(
            COLUMNS.index("choices"), ChoiceDelegate(self._lists, self._set_list, self.table)
        )
        self.lists = CodeLists(context, self.write)
        self.empty = EmptyState(
            "tag", _("No terms yet"),
            _("A term says once what a thing is called, which kind it is and what may be chosen. Fields follow it."),
            _("New term"),
        )  # fmt: skip
        self.empty.clicked.connect(self.add_term)
        self.views = QStackedWidget()
        for view in (self.table, self.lists, self.empty):
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
        for widget in (self.search, self.remove, self.add):
            widget.setVisible(terms)
        if not terms:
            self.views.setCurrentWidget(self.lists)
            self.lists.refresh()
            self.chosen.emit("")
            return
        self.views.setCurrentWidget(self.table if dictionary.elements else self.empty)
        wanted = self.search.text().strip().lower()
        elements = [one for one in dictionary.elements if wanted in f"{one.code} {text_in(one.name, 'zh')} "
                    f"{text_in(one.name, 'en')} {' '.join(one.synonyms)}".lower()]  # fmt: skip
        model = QStandardItemModel(len(elements), len(COLUMNS), self)
        model.setHorizontalHeaderLabels(["中文", "English", _("Type"), _("Unit"), _("Choices"), _("Code")])
        for row, one in enumerate(elements):
            choices = dictionary.choice_list(one.choices)
            texts = (text_in(one.name, "zh"), text_in(one.name, "en"), _(TYPES[one.type]), one.unit or "",
                     (pick(choices.name) or choices.code) if choices else one.choices or "–", one.code)  # fmt: skip
            for column, text in enumerate(texts):
                item = QStandardItem(text)
                item.setData(one.code, Qt.ItemDataRole.UserRole)
                item.setData({"type": one.type, "choices": one.choices or ""}.get(COLUMNS[column]), CHOSEN)
                model.setItem(row, column, item)
        model.itemChanged.connect(self._changed)
        show_model(self.table, model)
        for column, width in enumerate((140, 150, 100, 60, 110)):
            self.table.setColumnWidth(column, width)
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        codes = [one.code for one in elements]
        if self.code in codes:
            self.table.setCurrentIndex(model.index(codes.index(self.code), 0))
        else:
            self.code = ""
            self.chosen.emit("")
        self.remove.setEnabled(bool(self.code))

    def show_term(self, code: str) -> None:
        """Select a term."""
        self.code = code
        self.view.set_current("terms")
        self.refresh()

    def _code(self, row: int) -> str:
        return str(self.table.model().index(row, 0).data(Qt.ItemDataRole.UserRole) or "")

    def _chosen(self, index: QModelIndex, _before: QModelIndex | None = None) -> None:
        self.code = self._code(index.row()) if index.isValid() else ""
        self.remove.setEnabled(bool(self.code))
        self.chosen.emit(self.code)

    def _lists(self) -> Sequence[tuple[str, str]]:
        lists = self.context.dictionary.choices
        return [("", "–"), *((one.code, pick(one.name) or one.code) for one in lists)]

    # changing ----------------------------------------------------------------------------------

    def _set_type(self, index: Index, value: str) -> None:
        self.change({"type": value}, self._code(index.row()))

    def _set_list(self, index: Index, value: str) -> None:
        self.change({"choices": value or None}, self._code(index.row()))

    def _changed(self, item: QStandardItem) -> None:
        code, column, text = self._code(item.row()), COLUMNS[item.column()], item.text().strip()
        element = self.context.dictionary.element(code)
        if element is None:
            return
        if column in ("zh", "en"):
            texts = {key: text_in(element.name, key) for key in ("zh", "en")} | {column: text}
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


def _types() -> list[tuple[str, str]]:
    return [(key, _(TYPES[key])) for key in get_args(ElementType)]


def text_in(text: LocalText, language: str) -> str:
    """The text in exactly this language; a plain text counts as Chinese."""
    if isinstance(text, str):
        return text if language == "zh" else ""
    return text.get(language, "")
