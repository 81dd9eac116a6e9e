"""What is given when the case starts: starter, department, time. Nobody writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from PySide6.QtWidgets import QLabel, QVBoxLayout

from runner.core.i18n import pick
from runner.core.i18n import tr as _
from runner.forms.fields import kind_of
from runner.forms.schema import Component
from runner.ui.control import Control, ControlKind, FormSurroundings


class GivenControl(Control):
    """Shows the value, or what will be given."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings)
        self._value: object = None
        self._facts = surroundings.facts
        self.label = QLabel()
        self.label.setProperty("role", "reading")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.label)
        self.set_value(None)

    def start_for(self, department: str) -> None:
        """Show what will be given to a case that is started for that department."""
        self._facts = replace(self._facts, department=department or None)
        self.set_value(self._value)

    def value(self) -> object:
        return self._value

    def set_value(self, value: object) -> None:
        self._value = value
        self.label.setText(self.reading_text(value))

    def reading_text(self, value: object) -> str:
        if value is None:
            fill = kind_of(self.component).fill
            coming = fill(self.component, self._facts) if fill is not None else None
            if coming is None:
                return _("Given at submit")
            value = coming
        if isinstance(value, Mapping):
            return self._name(str(value.get("id") or ""), str(value.get("name") or ""))
        if self.component.kind == "startTime":
            try:
                return f"{datetime.fromisoformat(str(value)):%Y-%m-%d %H:%M}"
            except ValueError:
                return str(value)
        return str(value)

    def _name(self, own: str, kept: str) -> str:
        """The name that was kept; in the reader's language where that thing still bears it."""
        people = self.surroundings.organization
        found = people.user(own) or people.department(own)
        now = found.name if found is not None else ""
        bears = kept in now.values() if isinstance(now, dict) else kept == now
        return (pick(now) if bears else kept) or own


CONTROL = ControlKind("given", GivenControl)
