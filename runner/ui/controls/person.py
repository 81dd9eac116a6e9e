"""A person of the organisation, found by name, pinyin or initials."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QVBoxLayout

from runner.core.i18n import pick
from runner.core.i18n import tr as _
from runner.forms.schema import Component
from runner.organization.directory import bare
from runner.organization.model import Organization, User
from runner.ui.control import Control, ControlKind, FormSurroundings


def person_text(user: User, organization: Organization) -> str:
    """Name and department."""
    primary = user.primary
    department = organization.department(primary.department) if primary else None
    if department is None:
        return pick(user.name)
    return _("{name} ({department})").format(name=pick(user.name), department=pick(department.name))


def initials(pinyin: str) -> str:
    """The first letters of the syllables."""
    return "".join(part[0] for part in pinyin.split())


class PersonControl(Control):
    """An editable list with completion; the stored value is the bare id."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings)
        self.people = [user for user in surroundings.organization.users if user.active]
        self.editor = QComboBox()
        self.editor.setEditable(True)
        self.editor.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.editor.addItem("", None)
        for user in self.people:
            text = person_text(user, surroundings.organization)
            self.editor.addItem(text, user.id)
            self.editor.setItemData(self.editor.count() - 1, text, Qt.ItemDataRole.EditRole)
        completer = self.editor.completer() or QCompleter(self.editor)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.editor.setCompleter(completer)
        self.editor.activated.connect(lambda _index: self.edited.emit())
        line = self.editor.lineEdit()
        assert line is not None
        line.editingFinished.connect(self._typed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.editor)
        self.setFocusProxy(self.editor)

    def _typed(self) -> None:
        """Take the one person whose name, pinyin or initials were typed; else go back to the last choice."""
        typed = self.editor.currentText().strip().lower()
        if typed == self.editor.itemText(self.editor.currentIndex()).lower():
            return
        found = [number for number, user in enumerate(self.people) if self._means(typed, user)]
        if not typed:
            self.editor.setCurrentIndex(0)
            self.edited.emit()
        elif len(found) == 1:
            self.editor.setCurrentIndex(found[0] + 1)
            self.edited.emit()
        else:
            self.editor.setEditText(self.editor.itemText(self.editor.currentIndex()))

    @staticmethod
    def _means(typed: str, user: User) -> bool:
        pinyin = user.pinyin.lower()
        return typed in (pick(user.name).lower(), pinyin, pinyin.replace(" ", ""), initials(pinyin), user.id.lower())

    def value(self) -> object:
        return self.editor.currentData()

    def set_value(self, value: object) -> None:
        with QSignalBlocker(self.editor):
            self.editor.setCurrentIndex(max(self.editor.findData(bare(str(value or ""))), 0))

    def reading_text(self, value: object) -> str:
        user = self.surroundings.organization.user(bare(str(value or "")))
        return person_text(user, self.surroundings.organization) if user else str(value or "")


CONTROL = ControlKind("person", PersonControl)
