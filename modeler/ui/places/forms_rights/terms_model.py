"""The terms that fit a filter as a table; nothing but what is shown is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from modeler.dictionary.versions import working
from modeler.ui.pinyin import initials
from modeler.ui.places.forms_rights.cell_editors import CHOSEN
from modeler.ui.places.forms_rights.version_box import version_text
from runner.core.i18n import N_, LocalText, pick
from runner.core.i18n import tr as _
from runner.data.dictionary import Dictionary, Element

TYPES: dict[str, str] = {
    "text": N_("text"), "number": N_("number"), "money": N_("money"), "boolean": N_("yes or no"),
    "date": N_("date"), "dateTime": N_("date and time"), "dateRange": N_("date range"), "choice": N_("choice"),
    "person": N_("person"), "department": N_("department"), "attachment": N_("attachment"), "table": N_("table"),
}  # fmt: skip
COLUMNS = ("zh", "en", "type", "unit", "choices", "code", "version")
Index = QModelIndex | QPersistentModelIndex
_EDITED = frozenset({"zh", "en", "unit", "code", "type", "choices"})


class TermsModel(QAbstractTableModel):
    """`write(code, column, text)` takes what was typed into a cell."""

    def __init__(self, write: Callable[[str, str, str], None], parent: QObject) -> None:
        super().__init__(parent)
        self._write = write
        self._rows: list[Element] = []
        self._dictionary = Dictionary()
        self._words: dict[str, tuple[Element, str]] = {}

    def show_terms(self, dictionary: Dictionary, wanted: str) -> None:
        """Show the terms that fit: by name, code, other word, or the initials of their pinyin."""
        wanted = wanted.strip().casefold()
        self.beginResetModel()
        self._dictionary = dictionary
        self._rows = [one for one in dictionary.elements if not wanted or wanted in self._text(one)]
        self.endResetModel()

    def _text(self, one: Element) -> str:
        kept = self._words.get(one.code)
        if kept is None or kept[0] is not one:
            texts = [one.code, text_in(one.name, "zh"), text_in(one.name, "en"), *one.synonyms]
            plain = " ".join(texts)
            kept = self._words[one.code] = one, f"{plain} {initials(plain)}".casefold()
        return kept[1]

    def codes(self) -> list[str]:
        """The codes of the rows."""
        return [one.code for one in self._rows]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return ("中文", "English", _("Type"), _("Unit"), _("Choices"), _("Code"), _("Version"))[section]

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        one, column = self._rows[index.row()], COLUMNS[index.column()]
        if role == Qt.ItemDataRole.UserRole:
            return one.code
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._cell(working(one), column)
        if role == CHOSEN:
            return {"type": working(one).type, "choices": working(one).choices or ""}.get(column)
        return None

    def _cell(self, one: Element, column: str) -> str:
        if column in ("zh", "en"):
            return text_in(one.name, column)
        if column == "type":
            return _(TYPES[one.type])
        if column == "choices":
            listed = self._dictionary.choice_list(one.choices)
            return (pick(listed.name) or listed.code) if listed is not None else one.choices or "–"
        return {"unit": one.unit or "", "code": one.code}.get(column) or (
            version_text(one) if column == "version" else ""
        )

    def setData(self, index: Index, value: Any, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        if role == Qt.ItemDataRole.EditRole and str(value).strip() != str(self.data(index) or ""):
            self._write(self._rows[index.row()].code, COLUMNS[index.column()], str(value).strip())
        return False  # the table is filled anew out of the dictionary

    def flags(self, index: Index) -> Qt.ItemFlag:
        found = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        editable = index.isValid() and COLUMNS[index.column()] in _EDITED
        return found | Qt.ItemFlag.ItemIsEditable if editable else found


def text_in(text: LocalText, language: str) -> str:
    """The text in exactly this language; a plain text counts as Chinese."""
    if isinstance(text, str):
        return text if language == "zh" else ""
    return text.get(language, "")


def types() -> Sequence[tuple[str, str]]:
    """The types with their names."""
    return [(key, _(text)) for key, text in TYPES.items()]
