"""The data dictionary: terms as a table to edit in place, and where each one is used."""

from __future__ import annotations

from typing import Any, get_args

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from modeler.dictionary import edit
from modeler.dictionary.where_used import Use, where_used
from modeler.ui.context import Context
from modeler.ui.places.forms_rights.parts import Parts
from runner.core.i18n import N_, LocalText, pick
from runner.core.i18n import tr as _
from runner.data.dictionary import Dictionary, ElementType
from runner.ui.kit.inputs import SearchField
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import button, label

TYPES: dict[str, str] = {
    "text": N_("text"), "number": N_("number"), "money": N_("money"), "boolean": N_("yes or no"),
    "date": N_("date"), "dateTime": N_("date and time"), "dateRange": N_("date range"), "choice": N_("choice"),
    "person": N_("person"), "department": N_("department"), "attachment": N_("attachment"), "table": N_("table"),
}  # fmt: skip
COLUMNS = ("code", "zh", "en", "type", "unit", "choices")


class TypeDelegate(QStyledItemDelegate):
    """Offers the types of terms."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Any) -> QWidget:
        box = QComboBox(parent)
        for key in get_args(ElementType):
            box.addItem(_(TYPES[key]), key)
        return box

    def setEditorData(self, editor: QWidget, index: Any) -> None:
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(editor.findData(index.data(Qt.ItemDataRole.UserRole)), 0))

    def setModelData(self, editor: QWidget, model: Any, index: Any) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentData(), Qt.ItemDataRole.EditRole)


class DictionaryPage(QWidget):
    """`uses` goes out with the term that is selected and all its uses."""

    uses = Signal(str, object)

    def __init__(self, context: Context, parts: Parts) -> None:
        super().__init__()
        self.context = context
        self.parts = parts
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        top = QHBoxLayout()
        top.addWidget(label(_("Data dictionary"), "title"))
        top.addWidget(label(_("terms that fields inherit from"), "caption"), alignment=Qt.AlignmentFlag.AlignVCenter)
        top.addStretch(1)
        self.search = SearchField(_("Filter"))
        self.search.setMaximumWidth(200)
        self.search.searched.connect(lambda _text: self.refresh())
        self.add = button(_("New term"), "primary", "add")
        self.add.clicked.connect(self.add_term)
        self.remove = button(_("Remove"))
        self.remove.clicked.connect(self.remove_term)
        for widget in (self.search, self.remove, self.add):
            top.addWidget(widget)
        layout.addLayout(top)
        self.table = TableView(by_row=True, editable=True)
        self.table.setEditTriggers(TableView.EditTrigger.DoubleClicked | TableView.EditTrigger.EditKeyPressed)
        self.table.setItemDelegateForColumn(COLUMNS.index("type"), TypeDelegate(self.table))
        layout.addWidget(self.table, 1)

    def refresh(self, chosen: str = "") -> None:
        """Show the terms."""
        dictionary = self.context.dictionary
        wanted = self.search.text().strip().lower()
        elements = [one for one in dictionary.elements if wanted in f"{one.code} {text_in(one.name, 'zh')} "
                    f"{text_in(one.name, 'en')} {' '.join(one.synonyms)}".lower()]  # fmt: skip
        model = QStandardItemModel(len(elements), len(COLUMNS), self)
        heads = [_("Code"), "中文", "English", _("Type"), _("Unit"), _("Choices")]
        model.setHorizontalHeaderLabels(heads)
        for row, one in enumerate(elements):
            texts = (one.code, text_in(one.name, "zh"), text_in(one.name, "en"), _(TYPES[one.type]), one.unit or "",
                     one.choices or "")  # fmt: skip
            for column, text in enumerate(texts):
                item = QStandardItem(text)
                item.setData(one.type if COLUMNS[column] == "type" else one.code, Qt.ItemDataRole.UserRole)
                model.setItem(row, column, item)
        model.itemChanged.connect(self._changed)
        self.table.setModel(model)
        for column, width in enumerate((140, 140, 160, 110, 70)):
            self.table.setColumnWidth(column, width)
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        codes = [one.code for one in elements]
        if chosen in codes:
            self.table.setCurrentIndex(model.index(codes.index(chosen), 0))

    def _code(self, row: int) -> str:
        return str(self.table.model().index(row, 0).data(Qt.ItemDataRole.UserRole) or "")

    def _chosen(self, index: QModelIndex) -> None:
        code = self._code(index.row()) if index.isValid() else ""
        self.uses.emit(code, self.uses_of(code) if code else [])

    def uses_of(self, code: str) -> list[Use]:
        """Everything in the workspace that uses a term."""
        document = self.context.document
        processes = {document.name: document.index} if document is not None else {}
        forms = {ref: form for ref in self.parts.form_refs() if (form := self.parts.form(ref)) is not None}
        return where_used(code, forms, processes, self.context.dictionary)

    def _changed(self, item: QStandardItem) -> None:
        code, column = self._code(item.row()), COLUMNS[item.column()]
        element = self.context.dictionary.element(code)
        if element is None:
            return
        text = item.text().strip()
        changes: dict[str, Any]
        if column in ("zh", "en"):
            texts = {key: text_in(element.name, key) for key in ("zh", "en")} | {column: text}
            changes = {"name": {key: value for key, value in texts.items() if value}}
        elif column == "type":
            changes = {"type": text}
        else:
            changes = {column: text or None}
        try:
            self._write(edit.set_element(self.context.dictionary, code, **changes), _("Change term"))
        except ValueError:
            self.refresh(code)

    def _write(self, dictionary: Dictionary, what: str, chosen: str = "") -> None:
        self.parts.set_dictionary(dictionary, what)
        self.refresh(chosen)

    def add_term(self) -> None:
        """Add a term with a free code, ready to be named."""
        dictionary, number = self.context.dictionary, 1
        while dictionary.element(f"term_{number}") is not None:
            number += 1
        code = f"term_{number}"
        self._write(edit.add_element(dictionary, code, {"zh": "新术语", "en": "New term"}), _("New term"), code)

    def remove_term(self) -> None:
        """Remove the selected term; fields that used it keep what they say themselves."""
        index = self.table.currentIndex()
        if index.isValid():
            self._write(edit.remove_element(self.context.dictionary, self._code(index.row())), _("Remove term"))


def text_in(text: LocalText, language: str) -> str:
    """The text in exactly this language; a plain text counts as Chinese."""
    if isinstance(text, str):
        return text if language == "zh" else ""
    return text.get(language, "")


def use_line(use: Use) -> str:
    """A use in words."""
    ways = {
        "field": _("field"), "expression": _("expression"), "condition": _("condition"), "handler": _("handler rule"),
        "rights": _("field rights"), "choices": _("list of choices"),
    }  # fmt: skip
    return f"{use.file} · {ways[use.way]} · {pick(use.text)}"
