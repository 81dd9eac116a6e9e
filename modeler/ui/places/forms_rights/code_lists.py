"""Code lists of the dictionary: the lists on the left, the entries of the selected one to type into."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modeler.dictionary import edit, versions
from modeler.ui.context import Context
from modeler.ui.places.forms_rights.cell_editors import show_model
from modeler.ui.places.forms_rights.item_tree import Entry
from modeler.ui.places.forms_rights.items_table import ItemsTable, label_of
from modeler.ui.places.forms_rights.people import renamed
from modeler.ui.places.forms_rights.version_box import VersionBox
from runner.core.errors import AppError
from runner.core.i18n import N_, pick
from runner.core.i18n import tr as _
from runner.core.messages import declare
from runner.data.dictionary import ChoiceItem, Dictionary
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import button, label

CODE = Qt.ItemDataRole.UserRole
FORMS = {name: re.compile(r"\d{4}-\d\d-\d\d") for name in ("from", "to")} | {"colour": re.compile(r"#[0-9A-Fa-f]{6}")}

declare(
    {
        "codes.bad-cell": (
            N_("“{text}” is neither a day such as 2026-03-02 nor a colour such as #1f6feb."),
            N_("Write it in that way; nothing was changed."),
        ),
        "codes.no-parent": (
            N_("{text} is not another entry of this code list."),
            N_("The parent is the value of another entry; nothing was changed."),
        ),
    }
)


class CodeLists(QWidget):
    """`write(dictionary, what)` puts a change into the workspace; `rename(old, new)` gives a list another code, also
    where it is used."""

    def __init__(
        self, context: Context, write: Callable[[Dictionary, str], None], rename: Callable[[str, str], None]
    ) -> None:  # fmt: skip
        super().__init__()
        self.context = context
        self.write = write
        self.rename = rename
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
        self.recode = button(_("Another code"))
        self.recode.setToolTip(_("The terms that offer the list follow, in one step."))
        self.recode.clicked.connect(self.edit_code)
        buttons.addWidget(self.add)
        buttons.addStretch(1)
        left.addLayout(buttons)
        buttons = QHBoxLayout()
        buttons.addWidget(self.recode)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        left.addLayout(buttons)
        row.addLayout(left, 2)
        right = QVBoxLayout()
        right.setSpacing(8)
        self.title = label("", "heading")
        right.addWidget(self.title)
        self.items = ItemsTable(more=[_("Parent"), _("Valid from"), _("Valid to"), _("Colour code")])
        self.items.edited.connect(self._write_items)
        right.addWidget(self.items, 1)
        told = _(
            "Type into the last row to add an entry; Delete removes. Drag a row by its number, or press Alt and the "
            "arrows, to move it; drag a selected value onto another, or press Alt and right or left, to put it under "
            "that or out again. Copies to and pastes from a spreadsheet. After its last day an entry stays readable "
            "and is not offered."
        )
        right.addWidget(label(told, "caption", wrap=True))
        self.version = VersionBox(wide=True)
        self.version.acted.connect(self.act)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.version)
        scroll.setMinimumHeight(118)  # its buttons are seen whole
        scroll.setMaximumHeight(190)
        right.addWidget(scroll)
        row.addLayout(right, 5)

    def refresh(self) -> None:
        """Show the lists, and the entries of the selected one."""
        dictionary = self.context.dictionary
        model = QStandardItemModel(len(dictionary.choices), 3, self)
        model.setHorizontalHeaderLabels([_("Code list"), _("Code"), _("Entries")])
        for row, one in enumerate(dictionary.choices):
            item = QStandardItem(pick(one.name) or one.code)
            item.setData(one.code, CODE)
            code = QStandardItem(one.code)
            code.setData(one.code, CODE)
            count = QStandardItem(str(len(versions.working(one).items)))
            count.setEditable(False)
            for column, cell in enumerate((item, code, count)):
                model.setItem(row, column, cell)
        model.itemChanged.connect(self._renamed)
        show_model(self.lists, model)
        for column, width in enumerate((120, 100, 48)):
            self.lists.setColumnWidth(column, width)
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
        self.recode.setEnabled(found is not None)
        shown = versions.working(found) if found is not None else None
        self.title.setText(pick(shown.name) or shown.code if shown is not None else _("No code lists yet"))
        self.version.show_item(found)
        items = shown.items if shown is not None else []
        self.items.show_entries([_entry(one) for one in items])

    def edit_code(self) -> None:
        """Type another code for the selected list."""
        index = self.lists.currentIndex().siblingAtColumn(1)
        self.lists.setFocus()
        self.lists.setCurrentIndex(index)
        self.lists.edit(index)

    def _renamed(self, item: QStandardItem) -> None:
        if item.column() == 1:
            old, new = str(item.data(CODE)), item.text().strip()
            QTimer.singleShot(0, self, lambda: self.rename(old, new))  # the editor of the cell is closed before
            return
        found, text = self.context.dictionary.choice_list(str(item.data(CODE))), item.text().strip()
        if found is not None and text:
            items = [one.model_dump(by_alias=True, exclude_unset=True) for one in versions.working(found).items]
            name = renamed(found.name, text)
            self.write(edit.set_choices(self.context.dictionary, found.code, items, name), _("Rename code list"))

    def _write_items(self, entries: list[Entry]) -> None:
        found = self.context.dictionary.choice_list(self.code)
        if found is None:
            return
        stood = versions.working(found).items
        before = {one.value: one.model_dump(by_alias=True, exclude_unset=True) for one in stood}
        items = [_item({**before.get(one.value, {}), "value": one.value, "label": label_of(one)}, one)
                 for one in entries]  # fmt: skip
        values = {one.value for one in entries}
        for one in items:
            for name, text in (("from", one.get("from")), ("to", one.get("to")), ("colour", one.get("colour"))):
                if text and not FORMS[name].fullmatch(str(text)):
                    self.refuse("codes.bad-cell", str(text))
                    return
            if one.get("parent") and (one["parent"] not in values or one["parent"] == one["value"]):
                self.refuse("codes.no-parent", str(one["parent"]))
                return
        self.write(edit.set_choices(self.context.dictionary, self.code, items), _("Change code list"))

    def refuse(self, code: str, text: str) -> None:
        """Tell what is wrong with a cell and show what stood before."""
        self.context.report(AppError(code, text=text))
        self.refresh()

    def act(self, name: str) -> None:
        """Put the selected list in force, throw its changes away, retire it or use it again."""
        from modeler.ui.places.forms_rights.dictionary_page import ACTS, after_act

        found = self.context.dictionary.choice_list(self.code)
        if found is not None:
            self.write(versions.replaced(self.context.dictionary, after_act(found, name)), _(ACTS[name]))

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
    more = (item.parent or "", item.from_ or "", item.to or "", item.colour or "")
    return Entry(item.value, texts.get("zh", ""), texts.get("en", ""), more)


def _item(record: dict[str, Any], entry: Entry) -> dict[str, Any]:
    """The record of an entry with its further cells; empty ones are left out."""
    cells = dict(zip(("parent", "from", "to", "colour"), entry.more, strict=False))
    made = {**record, **cells}
    return {key: value for key, value in made.items() if key not in cells or value}
