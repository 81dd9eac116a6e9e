"""What every control of a form is: a widget with a value, an editable state and a text for reading."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget

from runner.core.registry import Registry
from runner.data.dictionary import Dictionary
from runner.data.files import FileStore
from runner.forms.field import FormFacts
from runner.forms.schema import Component
from runner.organization.model import Organization


@dataclass(frozen=True)
class FormSurroundings:
    """What the controls of a form may know: people, terms, today, the currency (ISO 4217), all that the form
    itself knows, and where files are kept (None: only their digests are)."""

    organization: Organization = field(default_factory=Organization)
    dictionary: Dictionary = field(default_factory=Dictionary)
    today: date = field(default_factory=date.today)
    currency: str = "CNY"
    facts: FormFacts = field(default_factory=FormFacts)
    files: FileStore | None = None
    captions_left: bool = False
    """Whether captions stand to the left of their fields."""


class Control(QWidget):
    """A control edits one value. `edited` goes out for the user's acts only, never for `set_value`."""

    edited = Signal()
    filled = Signal(object)
    """Path -> value of other fields that a choice fills in; goes out before `edited`."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__()
        self.component = component
        self.surroundings = surroundings

    def value(self) -> object:
        """The value as it is stored (JSON); None when nothing was entered."""
        raise NotImplementedError

    def set_value(self, value: object) -> None:
        """Show a value without telling anyone."""
        raise NotImplementedError

    def reading_text(self, value: object) -> str:
        """The value as a person reads it."""
        return "" if value is None else str(value)

    def set_rows_rights(self, may_add: bool, may_delete: bool) -> None:
        """What may be done with rows; only tables care."""

    def cell(self) -> tuple[int, str, object] | None:
        """Row (from 0), column and value of the one cell that the last act changed; None: the whole value."""
        return None

    def show_computed(self, value: object, rows: Collection[int] | None = None) -> None:
        """Show what the form computed inside the value, in these rows (None: in all); only tables care."""

    def show_faults(self, faults: Mapping[tuple[int, str], str]) -> None:
        """Mark cells, by row (from 0) and column; only tables care."""

    def focus_cell(self, row: int, column: str) -> None:
        """Put the hands on a cell; only tables care."""
        self.setFocus()

    def set_reading(self) -> bool:
        """Show values to read only from now on; False where a text does that better."""
        return False

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """A table whose cell opens under a text being composed sends it here: it is for what is typed into."""
        proxy = self.focusProxy()
        if proxy is not None:
            QApplication.sendEvent(proxy, event)
        else:
            super().inputMethodEvent(event)

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> object:
        proxy = self.focusProxy()
        return proxy.inputMethodQuery(query) if proxy is not None else super().inputMethodQuery(query)

    def set_compact(self) -> None:
        """Stand in a cell of a table: nothing but the value."""


class CalmWheel(QObject):
    """Lets the wheel scroll the form: it never changes a value that the pointer happens to be over."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)


def calm(*widgets: QWidget) -> None:
    """Keep the wheel away from the values of these."""
    for widget in widgets:
        widget.installEventFilter(CalmWheel(widget))
        widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


@dataclass(frozen=True)
class ControlKind:
    """One control name and the widget behind it; `wide` asks for a whole row of the form."""

    id: str
    make: Callable[[Component, FormSurroundings], Control]
    wide: bool = False


CONTROLS: Registry[ControlKind] = Registry("runner.ui.controls", "CONTROL")
