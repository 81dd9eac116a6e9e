"""The selected system: the data it owns, who asks it, and how it is reached from this machine."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from modeler.systems.asking import Asking
from modeler.ui.context import Context
from modeler.ui.panels.fields import duration_seconds
from modeler.ui.panels.who_picker import Candidate, WhoPicker
from modeler.ui.places.forms_rights.connection_fields import ConnectionFields
from modeler.ui.places.forms_rights.parts import Parts
from runner.core.i18n import listed, pick, trn
from runner.core.i18n import tr as _
from runner.core.messages import word
from runner.data.systems import Sync, System
from runner.protocol import causes as _causes  # noqa: F401  # its words
from runner.protocol.rehearsing import Difference, SyncView
from runner.ui.kit.cards import Card
from runner.ui.kit.texts import button, label

LINES = 8
"""So many differences are told."""


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


def when_asked(sync: Sync) -> str:
    """When a copy is brought up to date, in words."""
    seconds = duration_seconds(sync.every) if sync.every else None
    parts = [_("every {span}").format(span=span_text(seconds))] if seconds else []
    parts += [_("at “{event}”").format(event=event) for event in sync.on]
    return listed(parts) if parts else _("only by hand")


def how_it_stands(state: SyncView | None) -> str:
    """How far behind a copy is."""
    if state is None or (state.at is None and not state.failure):
        return _("Not asked for yet in a rehearsal.")
    if state.failure:
        return _("Not up to date: {cause}.").format(cause=word("cause", state.failure))
    told = _("{lag} behind at the clock of the cases; {count} differences the last time.")
    return told.format(lag=span_text(state.lag or 0), count=len(state.differences))


def span_text(seconds: float) -> str:
    """A span of time, by its largest unit."""
    for size, unit in ((86400, _("{count} d")), (3600, _("{count} h")), (60, _("{count} min"))):
        if seconds >= size:
            return unit.format(count=f"{seconds / size:.1f}".removesuffix(".0"))
    return _("{count} s").format(count=round(seconds))


def differing(state: SyncView) -> list[str]:
    """What differed, a line each."""
    lines = [_line_of(one) for one in state.differences[:LINES]]
    rest = len(state.differences) - LINES
    return [*lines, trn("and {count} more", "and {count} more", rest).format(count=rest)] if rest > 0 else lines


def _line_of(one: Difference) -> str:
    if one.how == "new":
        return _("{key}: new").format(key=one.key)
    if one.how == "gone":
        return _("{key}: gone").format(key=one.key)
    return f"{one.key} · {one.column}: {one.before} → {one.after}"
