"""The selected system: the data it owns, who asks it, and how it is reached from this machine."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from modeler.systems.asking import Asking
from modeler.ui.context import Context
from modeler.ui.panels.who_picker import Candidate, WhoPicker
from modeler.ui.places.forms_rights.connection_fields import ConnectionFields
from modeler.ui.places.forms_rights.copy_words import differing, how_it_stands, when_asked
from modeler.ui.places.forms_rights.parts import Parts
from runner.core.i18n import pick, trn
from runner.core.i18n import tr as _
from runner.data.systems import System
from runner.protocol.rehearsing import SyncView
from runner.ui.kit.cards import Card
from runner.ui.kit.texts import button, label


class SystemPanel(QWidget):
    """`changed` carries attributes of the system, `reached` those of its connection; `opened` a step.
    `settingsAsked`: the user wants to allow its host; `recordingsAsked`: what was recorded of a system is to become
    its recorded answers; `syncAsked`: a copy of its records (system, code) is to be brought up to date."""

    changed = Signal(object)
    reached = Signal(object)
    opened = Signal(object)
    settingsAsked = Signal()
    recordingsAsked = Signal(str)
    syncAsked = Signal(str, str)

    def __init__(self, context: Context, parts: Parts) -> None:
        super().__init__()
        self.context, self.parts = context, parts
        self.cards: list[Card] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout.addWidget(self._scroll)
        self.show_system(None, [], [])

    def show_system(self, system: System | None, steps: Sequence[Asking], copies: Sequence[SyncView]) -> None:
        """Show a system with the steps that ask it and how its copies stand; None: an invitation."""
        content = QWidget()
        content.setProperty("role", "page")
        column = QVBoxLayout(content)
        column.setContentsMargins(12, 16, 12, 12)
        column.setSpacing(6)
        self.cards = []
        if system is None:
            column.addWidget(label(_("Select a system to see how it is reached."), "muted", wrap=True))
        else:
            column.addWidget(label(pick(system.name) or system.code, "heading", wrap=True))
            self.reach = ConnectionFields(self.context, system.code, self.parts.connections())
            self.reach.reached.connect(self.reached)
            self.reach.settingsAsked.connect(self.settingsAsked)
            column.addWidget(self.reach)
            self._recorded(column, system)
            column.addSpacing(12)
            self._owns(column, system)
            column.addSpacing(12)
            self._asked(column, steps)
            self._copies(column, system, copies)
        column.addStretch(1)
        old = self._scroll.takeWidget()
        if old is not None:
            old.hide()
            old.deleteLater()
        self._scroll.setWidget(content)

    def _recorded(self, column: QVBoxLayout, system: System) -> None:
        """What was recorded, to be taken over."""
        found = self.parts.recordings(system.code)
        if not found:
            return
        told = trn("{count} answer was recorded.", "{count} answers were recorded.", len(found))
        column.addWidget(label(told, "muted", wrap=True))
        self.take = button(_("Take over as recorded answers"))
        self.take.clicked.connect(lambda: self.recordingsAsked.emit(system.code))
        column.addWidget(self.take)

    def _owns(self, column: QVBoxLayout, system: System) -> None:
        column.addWidget(label(_("Data that it keeps"), "caption"))
        self.owns = WhoPicker(
            lambda: self._terms(system), [f"term:{code}" for code in system.owns], hint=_("Name or code of a term")
        )
        self.owns.setAccessibleName(_("Data that it keeps"))
        self.owns.changed.connect(
            lambda chosen: self.changed.emit({"owns": [one.removeprefix("term:") for one in chosen]})
        )
        column.addWidget(self.owns)
        told = _("Terms whose values are right where this system says so; others only copy them.")
        column.addWidget(label(told, "caption", wrap=True))

    def _terms(self, system: System) -> list[Candidate]:
        terms = self.context.dictionary.elements
        unknown = [code for code in system.owns if self.context.dictionary.element(code) is None]
        return [
            *(Candidate(f"term:{one.code}", pick(one.name) or one.code, one.code) for one in terms),
            *(Candidate(f"term:{code}", code, _("not in the dictionary")) for code in unknown),
        ]

    def _copies(self, column: QVBoxLayout, system: System, copies: Sequence[SyncView]) -> None:
        """The copies of its records, how far behind each is by the clock of the cases, and what differed."""
        if not system.syncs:
            return
        column.addSpacing(12)
        column.addWidget(label(_("Copies of its records"), "caption"))
        states = {one.code: one for one in copies if one.system == system.code}
        for sync in system.syncs:
            column.addWidget(label(pick(sync.name) or sync.source, "body", wrap=True))
            column.addWidget(label(when_asked(sync), "caption", wrap=True))
            state = states.get(sync.code)
            column.addWidget(label(how_it_stands(state), "bad" if state and state.failure else "muted", wrap=True))
            for line in differing(state) if state is not None else ():
                column.addWidget(label(line, "caption", wrap=True))
            ask = button(_("Bring up to date"), "link")
            ask.setObjectName(f"sync-{sync.code}")
            ask.clicked.connect(lambda _on=False, code=sync.code: self.syncAsked.emit(system.code, code))
            column.addWidget(ask)

    def _asked(self, column: QVBoxLayout, steps: Sequence[Asking]) -> None:
        column.addWidget(label(_("Who asks it"), "caption"))
        if not steps:
            told = _("No step yet. Choose the system in the properties of a service step, under Rules.")
            column.addWidget(label(told, "muted", wrap=True))
        for one in steps:
            card = Card(one.name, f"{one.file} · {one.operation}")
            card.clicked.connect(lambda one=one: self.opened.emit(one))
            self.cards.append(card)
            column.addWidget(card)
