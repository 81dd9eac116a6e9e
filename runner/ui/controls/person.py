"""A person of the organisation, found by name, pinyin or initials; several where the field says so."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from runner.core.i18n import listed, pick
from runner.core.i18n import tr as _
from runner.forms.field import FormFacts
from runner.forms.fields.person import KEEP_NAME, candidates
from runner.forms.picking import ids_in, is_multiple, names_in
from runner.forms.schema import Component
from runner.organization.model import Organization, User
from runner.organization.search import find_people
from runner.ui.control import Control, ControlKind, FormSurroundings
from runner.ui.kit.cards import PersonChip
from runner.ui.kit.icons import icon
from runner.ui.kit.layouts import clear_layout

MOST_SHOWN = 12
ID = Qt.ItemDataRole.UserRole


def person_text(user: User, organization: Organization) -> str:
    """Name and department."""
    primary = user.primary
    department = organization.department(primary.department) if primary else None
    if department is None:
        return pick(user.name)
    return _("{name} ({department})").format(name=pick(user.name), department=pick(department.name))


class PersonField(QLineEdit):
    """Where a person is typed; the arrow key and the arrow at its end list everyone."""

    def __init__(self, control: PersonControl) -> None:
        super().__init__()
        self._control = control
        self.setPlaceholderText(_("Name, pinyin or initials"))
        arrow = self.addAction(icon("chevron-down"), QLineEdit.ActionPosition.TrailingPosition)
        arrow.triggered.connect(lambda: control.offer(everyone=True))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._control.settle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self._control.offer(everyone=not self.text().strip())
            return
        super().keyPressEvent(event)


class PersonControl(Control):
    """The stored value is the bare id, a list of them where several may be named."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings)
        self._several = is_multiple(component)
        known = candidates(component, FormFacts(surroundings.dictionary, surroundings.organization))
        self._within = set(known) if known is not None else None
        self._ids: list[str] = []
        self._kept: dict[str, str] = {}
        self.editor = PersonField(self)
        self._model = QStandardItemModel(0, 1, self)
        self.completer = QCompleter(self._model, self)
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer.setMaxVisibleItems(MOST_SHOWN)
        self.completer.setWidget(self.editor)
        self.completer.activated[QModelIndex].connect(self._activated)  # type: ignore[index]  # PySide's stubs know no overloads
        self.editor.textEdited.connect(lambda _text: self.offer())
        self.editor.returnPressed.connect(self.settle)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self._chips = QWidget()
        self._row = QHBoxLayout(self._chips)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self._chips.hide()
        layout.addWidget(self._chips)
        layout.addWidget(self.editor)
        self.setFocusProxy(self.editor)

    # choosing ----------------------------------------------------------------------------------

    def found(self, text: str) -> list[User]:
        """Those who fit a text and may be chosen, the best first."""
        everyone = find_people(self.surroundings.organization, text, limit=len(self.surroundings.organization.users))
        return [user for user in everyone if self._within is None or user.id in self._within]

    def offer(self, *, everyone: bool = False) -> None:
        """Open the list of those who fit what is typed."""
        typed = self.editor.text().strip()
        self._model.clear()
        if not typed and not everyone:
            self._close_list()
            return
        for user in self.found("" if everyone else typed):
            item = QStandardItem(person_text(user, self.surroundings.organization))
            item.setData(user.id, ID)
            self._model.appendRow(item)
        if self._model.rowCount():
            self.completer.complete()
        else:
            self._close_list()

    def _close_list(self) -> None:
        popup = self.completer.popup()
        if popup is not None:
            popup.hide()

    def _activated(self, index: QModelIndex | QPersistentModelIndex) -> None:
        chosen = str(index.data(ID))
        # the completer writes its text after this: the field is put in order when it is done
        QTimer.singleShot(0, self, lambda: self._choose(chosen))

    def _choose(self, user: str) -> None:
        self._ids = [*(one for one in self._ids if one != user), user] if self._several else [user]
        self._show()
        self.edited.emit()

    def _remove(self, user: str) -> None:
        self._ids.remove(user)
        self._show()
        self.edited.emit()

    def settle(self) -> None:
        """Take the one person that was meant; text that means nobody goes, the choice before stays."""
        popup = self.completer.popup()
        if popup is not None and popup.isVisible():
            return
        typed = self.editor.text().strip()
        if typed == self._shown_text():
            return
        if not typed:
            if not self._several and self._ids:
                self._ids = []
                self.edited.emit()
            return
        found = self.found(typed)
        if len(found) == 1 or (found and self._means(typed, found[0]) and not self._means(typed, found[1])):
            self._choose(found[0].id)
        else:
            self._show()

    @staticmethod
    def _means(typed: str, user: User) -> bool:
        """Whether a text says exactly this person."""
        plain = typed.casefold().replace(" ", "")
        pinyin = user.pinyin.casefold()
        initials = "".join(part[0] for part in pinyin.split())
        return plain in (pick(user.name).casefold().replace(" ", ""), pinyin.replace(" ", ""), initials, user.id)

    # showing -----------------------------------------------------------------------------------

    def _text_of(self, user: str) -> str:
        found = self.surroundings.organization.user(user)
        return person_text(found, self.surroundings.organization) if found else self._kept.get(user, user)

    def _shown_text(self) -> str:
        return "" if self._several or not self._ids else self._text_of(self._ids[0])

    def _show(self) -> None:
        self.editor.setText(self._shown_text())
        clear_layout(self._row)
        for user in self._ids if self._several else ():
            chip = PersonChip(self._text_of(user), removable=True)
            chip.removed.connect(lambda one=user: self._remove(one))
            self._row.addWidget(chip)
        self._row.addStretch(1)
        self._chips.setVisible(self._several and bool(self._ids))

    def value(self) -> object:
        made: list[object] = list(self._ids)
        if self.component.own(KEEP_NAME) is True:
            made = [{"id": one, "name": self._name_of(one)} for one in self._ids]
        if self._several:
            return made
        return made[0] if made else None

    def _name_of(self, user: str) -> str:
        found = self.surroundings.organization.user(user)
        return self._kept.get(user) or (pick(found.name) if found else "") or user

    def set_value(self, value: object) -> None:
        self._ids, self._kept = ids_in(value), names_in(value)
        self._show()

    def reading_text(self, value: object) -> str:
        """Names as they were when they were kept, else as they are."""
        kept = names_in(value)
        return listed(kept.get(one) or self._text_of(one) for one in ids_in(value))


CONTROL = ControlKind("person", PersonControl)
