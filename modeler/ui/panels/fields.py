"""Fields of the property panel: each shows one value of the document and writes it back as it is typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from runner.core.i18n import tr as _
from runner.ui.kit.inputs import NumberBox

UNDO_KEYS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


def _leaves_undo_alone(event: QEvent) -> bool:
    """Undo and redo belong to the file, whatever has the focus."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    return any(event.matches(key) for key in UNDO_KEYS)


class TextField(QLineEdit):
    """One line. `write(text)` at every change of the user, `done()` when the focus leaves."""

    def __init__(self, read: Callable[[], str], write: Callable[[str], None], done: Callable[[], None]) -> None:
        super().__init__()
        self._read, self._write, self._done = read, write, done
        self.textEdited.connect(self._edited)
        self.editingFinished.connect(self._finished)
        self.refresh()

    def refresh(self) -> None:
        """Show the value of the document, without moving the cursor of somebody typing."""
        text = self._read()
        if text != self.text():
            at = self.cursorPosition()
            self.setText(text)
            self.setCursorPosition(min(at, len(text)))

    def commit(self) -> None:
        """Nothing is left to hand over: every key was written."""
        self._done()

    def _edited(self, text: str) -> None:
        self._write(text)

    def _finished(self) -> None:
        self._done()

    def event(self, event: QEvent) -> bool:
        if _leaves_undo_alone(event):
            event.ignore()
            return False
        return super().event(event)


class LongField(QPlainTextEdit):
    """Several lines, as high as `lines`."""

    def __init__(
        self, read: Callable[[], str], write: Callable[[str], None], done: Callable[[], None], lines: int = 3
    ) -> None:
        super().__init__()
        self._read, self._write, self._done = read, write, done
        self._showing = self._writing = False
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 16)
        self.textChanged.connect(self._edited)
        self.refresh()

    def refresh(self) -> None:
        """Show the value of the document; what is just being typed stays as it is."""
        text = self._read()
        if text != self.toPlainText() and not self._writing:
            self._showing = True
            self.setPlainText(text)
            self._showing = False

    def commit(self) -> None:
        """Nothing is left to hand over."""
        self._done()

    def _edited(self) -> None:
        if not self._showing:
            self._writing = True
            try:
                self._write(self.toPlainText())
            finally:
                self._writing = False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._done()

    def event(self, event: QEvent) -> bool:
        if _leaves_undo_alone(event):
            event.ignore()
            return False
        return super().event(event)


class ChoiceField(QComboBox):
    """One of several; a value that is not among them is shown as it is, so that nothing is lost."""

    def __init__(
        self, choices: Sequence[tuple[str, str]], read: Callable[[], str], write: Callable[[str], None]
    ) -> None:
        super().__init__()
        self._read = read
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setMaxVisibleItems(16)
        self.set_choices(choices)
        self.activated.connect(lambda at: write(str(self.itemData(at))))

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Other choices: (value, text)."""
        self.clear()
        for value, text in choices:
            self.addItem(text, value)
        self.refresh()

    def refresh(self) -> None:
        """Show the value of the document."""
        value = self._read()
        at = self.findData(value)
        if at < 0 and value:
            self.addItem(value, value)
            at = self.count() - 1
        self.setCurrentIndex(at)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the panel scrolls; a value never changes by passing over it


class CheckField(QCheckBox):
    """Yes or no."""

    def __init__(self, text: str, read: Callable[[], bool], write: Callable[[bool], None]) -> None:
        super().__init__(text)
        self._read = read
        self.refresh()
        self.clicked.connect(write)

    def refresh(self) -> None:
        """Show the value of the document."""
        self.setChecked(self._read())


class NumberField(NumberBox):
    """A whole number between two limits."""

    def __init__(self, low: int, high: int, read: Callable[[], int], write: Callable[[int], None]) -> None:
        super().__init__()
        self._read = read
        self.setRange(low, high)
        self.setMaximumWidth(96)
        self.refresh()
        self.valueChanged.connect(lambda value: write(value) if value != self._read() else None)

    def refresh(self) -> None:
        """Show the value of the document."""
        self.setValue(self._read())


_DURATION = re.compile(r"^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$")
_UNITS = (("D", 86400), ("H", 3600), ("M", 60), ("S", 1))


def duration_seconds(text: str) -> int | None:
    """Seconds of an ISO 8601 duration without years and months; None where it is none."""
    match = _DURATION.match(text.strip())
    if match is None or text.strip() in ("P", "PT"):
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return ((weeks * 7 + days) * 24 + hours) * 3600 + minutes * 60 + seconds


def duration_text(amount: int, unit: str) -> str:
    """The ISO 8601 duration of an amount of `D`, `H`, `M` or `S`; empty for nothing."""
    if not amount:
        return ""
    return f"P{amount}D" if unit == "D" else f"PT{amount}{unit}"


class DurationField(QWidget):
    """An amount and a unit; a text that is no plain duration is shown as text and kept."""

    changed = Signal(str)

    def __init__(self, read: Callable[[], str], write: Callable[[str], None], done: Callable[[], None]) -> None:
        super().__init__()
        self._read, self._write = read, write
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._amount = NumberBox()
        self._amount.setRange(0, 9999)
        self._amount.setFixedWidth(72)
        self._amount.setSpecialValueText("–")
        self._unit = QComboBox()
        for key, text in (("M", _("minutes")), ("H", _("hours")), ("D", _("days"))):
            self._unit.addItem(text, key)
        self._unit.setCurrentIndex(1)  # hours, until something else is said
        self._unit.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._plain = TextField(read, write, done)
        self._plain.setMinimumWidth(60)
        for widget in (self._amount, self._unit, self._plain):
            row.addWidget(widget)
        row.addStretch(1)
        self.setFocusProxy(self._amount)
        self.refresh()
        self._amount.valueChanged.connect(self._changed)
        self._amount.editingFinished.connect(done)
        self._unit.activated.connect(self._changed)

    def refresh(self) -> None:
        """Show the value of the document."""
        text = self._read()
        seconds = duration_seconds(text) if text else 0
        plain = seconds is None
        self._plain.setVisible(plain)
        self._amount.setVisible(not plain)
        self._unit.setVisible(not plain)
        if plain or seconds is None:
            self._plain.refresh()
            return
        fitting = [(key, size) for key, size in _UNITS[:3] if seconds and seconds % size == 0]
        written = [(key, size) for key, size in fitting if key != "D" or "T" not in text]  # 24 hours of work: no day
        unit, size = next(iter(written), ("", 0))
        unit = unit or (str(self._unit.currentData()) if not seconds else "M")
        size = dict(_UNITS)[unit]
        if text == duration_text(self._amount.value(), str(self._unit.currentData())):
            return
        for widget in (self._amount, self._unit):
            widget.blockSignals(True)
        self._unit.setCurrentIndex(self._unit.findData(unit))
        self._amount.setValue(seconds // size)
        for widget in (self._amount, self._unit):
            widget.blockSignals(False)

    def _changed(self, _value: int) -> None:
        self._write(duration_text(self._amount.value(), str(self._unit.currentData())))
