"""Code lists of the dictionary: the lists on the left, the entries of the selected one to type into."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from modeler.dictionary import edit
from modeler.ui.context import Context
from modeler.ui.places.forms_rights.cell_editors import show_model
from modeler.ui.places.forms_rights.items_table import Entry, ItemsTable, label_of
from modeler.ui.places.forms_rights.people import renamed
from runner.core.i18n import pick, trn
from runner.core.i18n import tr as _
from runner.data.dictionary import ChoiceItem, Dictionary
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import button, label

CODE = Qt.ItemDataRole.UserRole


class CodeLists(QWidget):
    """`write(dictionary, what)` puts a change into the workspace."""

    def __init__(self, context: Context, write: Callable[[Dictionary, str], None]) -> None:
        super().__init__()
        self.context = context
        self.write = write
        self.code = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        left = QVBoxLayout()
        left.setSpacing(8)
        self.lists = TableView(editable=True)
        self.lists.setEditTriggers(TableView.EditTrigger.DoubleClicked | TableView.EditTrigger.EditKeyPressed)
        left.addWidget(self.lists, 1)
        buttons = QHBoxLayout()
        self.add = button(_("New code list"), icon_name="add")
        self.add.clicked.connect(self.add_list)
        self.remove = button(_("Remove"))
        self.remove.clicked.connect(self.remove_list)
        buttons.addWidget(self.add)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        left.addLayout(buttons)
        row.addLayout(left, 2)
        right = QVBoxLayout()
        right.setSpacing(8)
        self.title = label("", "heading")
        right.addWidget(self.title)
        self.items = ItemsTable()
        self.items.edited.connect(self._write_items)
        right.addWidget(self.items, 1)
        told = _("Type into the last row to add an entry. Delete removes. Copies to and pastes from a spreadsheet.")
        right.addWidget(label(told, "caption", wrap=True))
        row.addLayout(right, 3)

    def refresh(self) -> None:
        """Show the lists, and the entries of the selected one."""
        dictionary = self.context.dictionary
        model = QStandardItemModel(len(dictionary.choices), 2, self)
        model.setHorizontalHeaderLabels([_("Code list"), _("Entries")])
        for row, one in enumerate(dictionary.choices):
            item = QStandardItem(pick(one.name) or one.code)
            item.setData(one.code, CODE)
            count = QStandardItem(trn("{count} entry", "{count} entries", len(one.items)))
            count.setEditable(False)
            model.setItem(row, 0, item)
            model.setItem(row, 1, count)
        model.itemChanged.connect(self._renamed)
        show_model(self.lists, model)
        self.lists.setColumnWidth(0, 170)
        self.lists.selectionModel().currentRowChanged.connect(self._chosen)
        codes = [one.code for one in dictionary.choices]
        if codes:
            self.lists.setCurrentIndex(model.index(codes.index(self.code) if self.code in codes else 0, 0))
        else:
            self._chosen(QModelIndex())

    def _chosen(self, index: QModelIndex, _before: QModelIndex | None = None) -> None:
        self.code = str(index.siblingAtColumn(0).data(CODE) or "") if index.isValid() else ""
        found = self.context.dictionary.choice_list(self.code)
        self.items.setVisible(found is not None)
        self.remove.setEnabled(found is not None)
        self.title.setText(pick(found.name) or found.code if found is not None else _("No code lists yet"))
        items = found.items if found is not None else []
        self.items.show_entries([_entry(one) for one in items])

    def _renamed(self, item: QStandardItem) -> None:
        found, text = self.context.dictionary.choice_list(str(item.data(CODE))), item.text().strip()
        if found is not None and text:
            items = [one.model_dump(by_alias=True, exclude_unset=True) for one in found.items]
            name = renamed(found.name, text)
            self.write(edit.set_choices(self.context.dictionary, found.code, items, name), _("Rename code list"))

    def _write_items(self, entries: list[Entry]) -> None:
        found = self.context.dictionary.choice_list(self.code)
        if found is None:
            return
        before = {one.value: one.model_dump(by_alias=True, exclude_unset=True) for one in found.items}
        items = [{**before.get(one.value, {}), "value": one.value, "label": label_of(one)} for one in entries]
        self.write(edit.set_choices(self.context.dictionary, self.code, items), _("Change code list"))

    def add_list(self) -> None:
        """Add an empty code list, ready to be named."""
        dictionary, number = self.context.dictionary, 1
        while dictionary.choice_list(f"list_{number}") is not None:
            number += 1
        self.code = f"list_{number}"
        name = {"zh": "新代码表", "en": "New code list"}
        self.write(edit.set_choices(dictionary, self.code, [], name), _("New code list"))

    def remove_list(self) -> None:
        """Remove the selected list; terms that used it have none then."""
        if self.code:
            self.write(edit.remove_choices(self.context.dictionary, self.code), _("Remove code list"))


def _entry(item: ChoiceItem) -> Entry:
    texts = {"zh": item.label} if isinstance(item.label, str) else item.label
    return Entry(item.value, texts.get("zh", ""), texts.get("en", ""))
