"""The selected system: the data it owns, who asks it, and how it is reached from this machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from modeler.systems.asking import Asking
from modeler.ui.context import Context
from modeler.ui.panels.fields import CheckField, ChoiceField, NumberField, duration_seconds
from modeler.ui.panels.who_picker import Candidate, WhoPicker
from modeler.ui.places.forms_rights.parts import Parts
from modeler.ui.places.forms_rights.setting_editors import CheckedLine
from modeler.ui.places.forms_rights.systems_page import USES
from runner.connectors.connections import Connection
from runner.connectors.hosts import address, allowed_hosts, host_of
from runner.core.i18n import listed, pick, trn
from runner.core.i18n import tr as _
from runner.core.messages import word
from runner.data.systems import Sync, System
from runner.protocol import causes as _causes  # noqa: F401  # its words
from runner.protocol.rehearsing import Difference, SyncView
from runner.ui.kit.cards import Card
from runner.ui.kit.texts import button, label

LONGEST = 300
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
            self._reach(column, self.parts.connections().of(system.code))
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

    def _reach(self, column: QVBoxLayout, connection: Connection) -> None:
        column.addWidget(label(_("Reached from this machine"), "caption"))
        self.use = ChoiceField(
            [(key, _(text)) for key, text in USES.items()], lambda: connection.use,
            lambda value: self.reached.emit({"use": value}),
        )  # fmt: skip
        self.use.setAccessibleName(_("Reached from this machine"))
        column.addWidget(self.use)
        if connection.use == "recorded":
            count = len(connection.answers)
            told = trn("{count} recorded answer", "{count} recorded answers", count)
            column.addWidget(label(told if count else _("Nothing is recorded yet."), "muted", wrap=True))
        if connection.use != "http":
            return
        column.addWidget(label(_("Address"), "muted"))
        self.address = _line(connection.url, self._take_address)
        self.address.setAccessibleName(_("Address"))
        self.address.line.setPlaceholderText("https://")
        column.addWidget(self.address)
        column.addWidget(label(_("Seconds that an answer may take"), "muted"))
        self.timeout = NumberField(
            1, LONGEST, lambda: round(connection.timeout), lambda value: self.reached.emit({"timeout": float(value)})
        )
        self.timeout.setAccessibleName(_("Seconds that an answer may take"))
        column.addWidget(self.timeout)
        host = host_of(connection.url)
        if host and host not in allowed_hosts(self.context.settings):
            told = _("{host} is not among the systems that may really be called: a stand-in answers.")
            column.addWidget(label(told.format(host=host), "warning", wrap=True))
            allow = button(_("Settings…"), "link")
            allow.clicked.connect(self.settingsAsked)
            column.addWidget(allow)

        else:
            told = _("Cases ask it as long as real calls are on: Rehearse, More.")
            column.addWidget(label(told, "caption", wrap=True))
        self.record = CheckField(
            _("Record what it answers"), lambda: connection.record, lambda on: self.reached.emit({"record": on})
        )
        column.addWidget(self.record)

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

    def _take_address(self, text: str) -> str:
        if text and address(text) is None:
            return _("An address begins with http:// or https:// and holds neither a user nor a question mark.")
        self.reached.emit({"url": text})
        return ""

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


def _line(value: str, take: Callable[[str], str]) -> CheckedLine:
    """A line that is taken when it is left: half an address is none."""
    held = [value]
    editor = CheckedLine(lambda: value, lambda text: held.__setitem__(0, text) or "", lambda: None)

    def done() -> None:
        if held[0] != value:
            editor.show_fault(take(held[0]))

    editor.line.editingFinished.connect(done)
    return editor


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
