"""Choosing people, roles, positions and departments by typing a name, its pinyin or its initials."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from modeler.ui.pinyin import score
from runner.core.i18n import pick
from runner.core.i18n import tr as _
from runner.ui.kit.cards import PersonChip
from runner.ui.kit.icons import icon
from runner.ui.kit.inputs import SearchField
from runner.ui.kit.layouts import clear_layout

if TYPE_CHECKING:
    from runner.organization.model import Organization

ICONS = {
    "user": "person", "role": "role", "position": "position", "department": "department", "starter": "person",
    "group": "people", "company": "department", "term": "tag",
}  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """Somebody to choose: `who` as in files, a name, what tells namesakes apart, and pinyin."""

    who: str
    name: str
    detail: str = ""
    pinyin: str = ""

    @property
    def kind(self) -> str:
        """`user`, `role`, `position`, `department`."""
        return self.who.partition(":")[0]


def candidates(organization: Organization, kinds: Sequence[str]) -> list[Candidate]:
    """Everybody of these kinds, in the order of the organisation."""
    found: list[Candidate] = []
    departments = {one.id: pick(one.name) or one.id for one in organization.departments}
    positions = {one.id: pick(one.name) or one.id for one in organization.positions}
    if "user" in kinds:
        for user in organization.users:
            work = user.primary
            parts = [departments.get(work.department, ""), positions.get(work.position or "", "")] if work else []
            detail = " · ".join(part for part in parts if part)
            if user.active:
                found.append(Candidate(f"user:{user.id}", pick(user.name) or user.id, detail, user.pinyin))
    if "role" in kinds:
        found += [Candidate(f"role:{one.id}", pick(one.name) or one.id, _("Role")) for one in organization.roles]
    if "position" in kinds:
        found += [Candidate(f"position:{key}", name, _("Position")) for key, name in positions.items()]
    if "group" in kinds:
        found += [
            Candidate(f"group:{one.id}", pick(one.name) or one.id, _("User group")) for one in organization.groups
        ]
    if "company" in kinds:
        found += [
            Candidate(f"company:{one.id}", pick(one.name) or one.id, _("Company")) for one in organization.companies
        ]
    if "department" in kinds:
        for key, name in departments.items():
            found.append(Candidate(f"department:{key}", name, _("Department")))
            found.append(Candidate(f"department:{key}/**", _("{name} and below").format(name=name), _("Department")))
    return found


class WhoPicker(QWidget):
    """Chips of who is chosen and a search field that opens a list; `changed` carries the new list."""

    changed = Signal(list)
    SHOWN = 8

    def __init__(
        self, everybody: Callable[[], list[Candidate]], chosen: Sequence[str], *, many: bool = True, hint: str = ""
    ) -> None:
        super().__init__()
        self._everybody = everybody
        self._many = many
        self._chosen: list[str] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._chips = QVBoxLayout()
        self._chips.setSpacing(4)
        self._search = SearchField(hint or _("Name, pinyin or initials"))
        self._search.textEdited.connect(self._offer)
        self._search.moved.connect(self._move)
        self._search.installEventFilter(self)
        column.addLayout(self._chips)
        column.addWidget(self._search)
        self.setFocusProxy(self._search)
        self._popup = QFrame(self)
        self._popup.setProperty("role", "popup")
        self._popup.hide()
        inside = QHBoxLayout(self._popup)
        inside.setContentsMargins(2, 2, 2, 2)
        self._list = QListWidget()
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setIconSize(QSize(14, 14))
        self._list.itemPressed.connect(self._take)
        inside.addWidget(self._list)
        self.destroyed.connect(self._popup.deleteLater)
        self.show_chosen(chosen)

    @property
    def chosen(self) -> list[str]:
        """Who is chosen, as written in files."""
        return list(self._chosen)

    def show_chosen(self, chosen: Sequence[str]) -> None:
        """Show other people without telling anybody."""
        chosen = [one for one in chosen if one]
        if chosen == self._chosen and self._chips.count():
            return
        self._chosen = chosen
        clear_layout(self._chips)
        known = {one.who: one for one in self._everybody()} if chosen else {}
        for who in chosen:
            one = known.get(who)
            kind = who.partition(":")[0]
            text = f"{one.name}  {one.detail}".strip() if one is not None else who
            chip = PersonChip(text, icon_name=ICONS.get(kind, "person"), removable=True, tip=who)
            chip.removed.connect(lambda who=who: self._drop(who))
            self._chips.addWidget(chip, alignment=Qt.AlignmentFlag.AlignLeft)
        self._search.setVisible(self._many or not chosen)

    def offers(self, text: str) -> list[Candidate]:
        """Who fits a typed text, the best first."""
        scored = [(score(text, one.name, f"{one.pinyin} {one.who}"), one) for one in self._everybody()]
        fitting = [(points, one) for points, one in scored if points and one.who not in self._chosen]
        fitting.sort(key=lambda pair: -pair[0])
        return [one for _points, one in fitting[:50]]

    def _offer(self, text: str) -> None:
        self._list.clear()
        for one in self.offers(text):
            item = QListWidgetItem(icon(ICONS.get(one.kind, "person")), f"{one.name}   {one.detail}")
            item.setData(Qt.ItemDataRole.UserRole, one.who)
            self._list.addItem(item)
        if not self._list.count():
            item = QListWidgetItem(_("Nobody of that name"))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self._list.addItem(item)
        self._list.setCurrentRow(0)
        rows = min(self._list.count(), self.SHOWN)
        self._popup.resize(max(self._search.width(), 260), rows * self._list.sizeHintForRow(0) + 8)
        window = self.window()
        self._popup.setParent(window)  # above the panel, not cut off by it
        corner = self._search.mapTo(window, QPoint(0, self._search.height() + 2))
        corner.setX(min(corner.x(), window.width() - self._popup.width() - 4))
        if corner.y() + self._popup.height() > window.height():
            corner.setY(corner.y() - self._popup.height() - self._search.height() - 4)
        self._popup.move(corner)
        self._popup.show()
        self._popup.raise_()

    def _move(self, steps: int) -> None:
        if not self._popup.isVisible():
            self._offer(self._search.text())
            return
        row = max(0, min(self._list.count() - 1, self._list.currentRow() + steps))
        self._list.setCurrentRow(row)

    def _take(self, item: QListWidgetItem | None) -> None:
        who = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        self._popup.hide()
        self._search.clear()
        if who:
            chosen = [*self._chosen, str(who)] if self._many else [str(who)]
            self.show_chosen(chosen)
            self.changed.emit(chosen)

    def _drop(self, who: str) -> None:
        chosen = [one for one in self._chosen if one != who]
        self.show_chosen(chosen)
        self._search.setFocus()
        self.changed.emit(chosen)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self._popup.hide()
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._popup.isVisible():
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take(self._list.currentItem())
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._popup.hide()
                return True
        return super().eventFilter(watched, event)
