"""Who is played: the people of the case with what waits for them, and anyone else by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from runner.core.i18n import pick, trn
from runner.core.i18n import tr as _
from runner.organization.model import Organization, User
from runner.organization.search import find_people
from runner.ui.kit.cards import Card
from runner.ui.kit.inputs import SearchField
from runner.ui.kit.layouts import clear_layout
from runner.ui.kit.texts import ElidedLabel, button, label

MOST_FOUND = 8
FIRST_PEOPLE = 5


def place_of(user: User, organization: Organization) -> str:
    """Position and department of a person."""
    work = user.primary
    if work is None:
        return ""
    position, department = organization.position(work.position), organization.department(work.department)
    return " · ".join(pick(one.name) for one in (position, department) if one is not None)


class PeoplePanel(QWidget):
    """`chosen` carries the bare id of the person to play; `handingAsked` asks to hand over open steps."""

    chosen = Signal(str)
    handingAsked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._organization = Organization()
        self._current = ""
        self._counts: Mapping[str, int] = {}
        self._met: list[str] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 16, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(label(_("Play as"), "caption"))
        self.search = SearchField(_("Name, pinyin or initials"))
        self.search.searched.connect(lambda _text: self._rebuild())
        self.search.returnPressed.connect(self._choose_first)
        layout.addWidget(self.search)
        area = QScrollArea()
        area.setWidgetResizable(True)
        page = QWidget()
        page.setProperty("role", "raised")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.cards: dict[str, Card] = {}
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        area.setWidget(page)
        layout.addWidget(area, 1)
        self.handing = button(_("Hand over open steps…"), "link")
        self.handing.setToolTip(_("Somebody leaves: what is open for them goes to somebody else."))
        self.handing.clicked.connect(self.handingAsked)
        layout.addWidget(self.handing)
        self.tests = ProcessTests()
        layout.addWidget(self.tests)

    def show_people(
        self, organization: Organization, current: str, counts: Mapping[str, int], met: Iterable[str]
    ) -> None:
        """`counts`: open tasks by person; `met`: everyone who has had to do with the case, in order."""
        self._organization, self._current, self._counts, self._met = organization, current, counts, list(met)
        self._rebuild()

    def _shown(self) -> list[User]:
        wanted = self.search.text().strip()
        if wanted:
            return list(find_people(self._organization, wanted))[:MOST_FOUND]
        ids = list(dict.fromkeys([*self._counts, *self._met, self._current]))
        users = [user for one in ids if (user := self._organization.user(one)) is not None]
        if not self._met and not self._counts:
            heads = {department.head for department in self._organization.departments}
            plain = [user for user in self._organization.users if user.active and user.id not in heads]
            users += [user for user in plain[:FIRST_PEOPLE] if user not in users]
        return users

    def _rebuild(self) -> None:
        clear_layout(self._column)
        self.cards = {}
        for user in self._shown():
            count = self._counts.get(user.id, 0)
            card = Card(pick(user.name), badge=str(count) if count else "")
            card.body.addWidget(ElidedLabel(place_of(user, self._organization), "caption"))
            card.set_chosen(user.id == self._current)
            card.clicked.connect(lambda one=user.id: self._choose(one))
            self.cards[user.id] = card
            self._column.addWidget(card)
        self._column.addStretch(1)

    def _choose_first(self) -> None:
        self._rebuild()
        if self.search.text().strip() and self.cards:
            self._choose(next(iter(self.cards)))

    def _choose(self, user: str) -> None:
        self.search.clear()
        self.chosen.emit(user)


class ProcessTests(QWidget):
    """Keeps this rehearsal as a process test: `saved` carries the name typed."""

    saved = Signal(str)
    runAsked = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(_("Process tests"), "caption"))
        self.count = label("", "caption", wrap=True)
        column.addWidget(self.count)
        self.run = button(_("Run the tests"), icon_name="play")
        self.run.clicked.connect(self.runAsked)
        column.addWidget(self.run)
        self.ask = button(_("Save as a test"))
        self.ask.clicked.connect(lambda: self._show_asked(True))
        column.addWidget(self.ask)
        self.name = QLineEdit()
        self.name.setPlaceholderText(_("Name of the test"))
        self.name.setAccessibleName(_("Name of the test"))
        self.name.returnPressed.connect(self._save)
        column.addWidget(self.name)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.save = button(_("Save"), "primary")
        self.save.clicked.connect(self._save)
        self.drop = button(_("Cancel"))
        self.drop.clicked.connect(lambda: self._show_asked(False))
        row.addWidget(self.save)
        row.addWidget(self.drop)
        row.addStretch(1)
        column.addLayout(row)
        self._show_asked(False)
        self.ask.setEnabled(False)

    def show_tests(self, count: int, may_save: bool, proposal: str) -> None:
        """How many tests there are, whether this case can become one, and a name for it."""
        self.count.setText(trn("{count} test in this workspace", "{count} tests in this workspace", count))
        self.ask.setEnabled(may_save)
        self.run.setEnabled(count > 0)
        self.ask.setToolTip(
            _("What was done in this case becomes a process test.") if may_save else _("Start a case first.")
        )
        if not self.name.isVisible():
            self.name.setText(proposal)
        elif not may_save:
            self._show_asked(False)

    def _show_asked(self, on: bool) -> None:
        self.ask.setVisible(not on)
        for widget in (self.name, self.save, self.drop):
            widget.setVisible(on)
        if on:
            self.name.setFocus()
            self.name.selectAll()

    def _save(self) -> None:
        if self.name.text().strip():
            self._show_asked(False)
            self.saved.emit(self.name.text().strip())
