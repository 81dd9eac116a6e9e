"""What events wait for or do: messages, signals, errors, escalations, conditions and links."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox

from modeler.document.records import NodeRecord
from modeler.ui.expressions.condition import ConditionEdit
from modeler.ui.expressions.words import process_words
from modeler.ui.panels.editing import Editing
from modeler.ui.panels.fields import TextField
from modeler.ui.panels.mapping_fields import build_mapping
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.ui.kit.groups import PropertyGroup
from runner.ui.kit.texts import label

CAPTIONS = {"message": N_("Message"), "signal": N_("Signal"), "error": N_("Error"), "escalation": N_("Escalation")}


def build_event(group: PropertyGroup, editing: Editing) -> list[Callable[[], None]]:
    """What an event waits for or does; the time of timers stands under the time limit."""
    record = editing.record
    assert isinstance(record, NodeRecord)
    if record.event == "conditional":
        condition = ConditionEdit(
            lambda: _event_condition(editing),
            lambda text: editing.set("condition", text, merge=True),
            editing.seal,
            editing.context.settings,
            known=process_words(editing),
            place="condition",
        )
        group.add(_("Happens when"), condition)
        return [condition.refresh]
    if record.event == "link":
        link = TextField(
            lambda: editing.get("link"), lambda text: editing.set("link", text, merge=True), editing.seal
        )
        link.setObjectName("property-link")
        group.add(_("Name of the link"), link)
        return [link.refresh]
    kind = "message" if record.tag == "receiveTask" else record.event
    if kind not in CAPTIONS:
        group.add_widget(label(_("Nothing to set here."), "caption"))
        return []
    known = DefinitionField(editing, kind)
    group.add(_(CAPTIONS[kind]), known)
    refreshers: list[Callable[[], None]] = [known.refresh]
    if kind in ("error", "escalation"):
        code = TextField(
            lambda: editing.get("code"), lambda text: editing.set("code", text, merge=True), editing.seal
        )
        group.add(_("Code"), code)
        refreshers.append(code.refresh)
    if kind in ("message", "signal") and record.tag in ("endEvent", "intermediateThrowEvent"):
        refreshers += build_mapping(group, editing, "in")
    return refreshers


class DefinitionField(QComboBox):
    """A message, signal, error or escalation: one that is there, or a new name."""

    def __init__(self, editing: Editing, kind: str) -> None:
        super().__init__()
        self._editing, self._kind = editing, kind
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMinimumContentsLength(8)
        edit = self.lineEdit()
        assert edit is not None
        edit.setPlaceholderText(_("Choose one or type a new name"))
        edit.editingFinished.connect(self.commit)
        self.activated.connect(lambda _at: self.commit())
        self.refresh()

    def _names(self) -> dict[str, str]:
        known = self._editing.document.index.definitions.values()
        return {one.id: one.name or one.id for one in known if one.kind == self._kind}

    def refresh(self) -> None:
        """Show the value of the document."""
        names = self._names()
        current = names.get(self._editing.get(self._kind), self._editing.get(self._kind))
        if [self.itemText(at) for at in range(self.count())] != list(names.values()):
            self.blockSignals(True)
            self.clear()
            self.addItems(list(names.values()))
            self.blockSignals(False)
        if self.currentText() != current:
            self.setEditText(current)

    def commit(self) -> None:
        """Write what is chosen or typed."""
        text = self.currentText().strip()
        names = self._names()
        own = self._editing.get(self._kind)
        if text != names.get(own, own):
            self._editing.set(self._kind, text or None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def _event_condition(editing: Editing) -> str:
    return editing.get("condition")
