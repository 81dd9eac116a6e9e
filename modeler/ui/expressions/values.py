"""Fields for one value of a kind: yes or no, one of the choices, several of them, a day, a number, a text."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QListView,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from modeler.ui.panels.fields import UNDO_KEYS
from runner.core.i18n import listed, pick
from runner.core.i18n import tr as _
from runner.feel.vocabulary import Choice, Variable
from runner.ui.kit.style import set_look

PLACES = 300
"""How many places a number has at most that is typed here."""
DAYS = ("date", "date and time")


class Box(QComboBox):
    """A list that the wheel leaves alone: the panel scrolls under it."""

    def __init__(self, name: str, rows: list[tuple[str, str]], current: str, chosen: Callable[[str], None]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(3)
        self.setMaxVisibleItems(16)
        for value, text in rows:
            self.addItem(text, value)
        if self.findData(current) < 0:
            self.insertItem(0, current, current)
        self.setCurrentIndex(self.findData(current))
        self.setToolTip(self.currentText())
        self.currentTextChanged.connect(self.setToolTip)
        self.activated.connect(lambda at: chosen(str(self.itemData(at))))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A text that is too long ends in `…`: a dressed box would cut it off anywhere."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        option.currentText = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, room.width() - 4
        )
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class TicksBox(QComboBox):
    """Several of the choices: a list with ticks, which stays open while one after the other is ticked."""

    def __init__(self, choices: Sequence[Choice], chosen: Sequence[str], changed: Callable[[tuple[str, ...]], None]):
        super().__init__()
        self._changed = changed
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(3)
        self.setView(QListView(self))
        known = {one.value: caption_of_choice(one) for one in choices}
        for value in dict.fromkeys((*known, *chosen)):
            self.addItem(known.get(value, value), value)
            at = self.count() - 1
            self.setItemData(at, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
            self._tick(at, value in chosen)
        self.setEditable(True)  # the line shows what is ticked; it is not typed into
        line = self.lineEdit()
        assert line is not None
        line.setReadOnly(True)
        line.setPlaceholderText(_("Choose"))
        line.installEventFilter(self)
        self.view().viewport().installEventFilter(self)
        self.view().installEventFilter(self)
        self._show()

    def ticked(self) -> tuple[str, ...]:
        """The values that are ticked, in their order."""
        return tuple(str(self.itemData(at)) for at in range(self.count()) if self._is_ticked(at))

    def _is_ticked(self, at: int) -> bool:
        state = self.itemData(at, Qt.ItemDataRole.CheckStateRole)
        return Qt.CheckState(state) is Qt.CheckState.Checked

    def _tick(self, at: int, on: bool) -> None:
        state = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        self.setItemData(at, state, Qt.ItemDataRole.CheckStateRole)

    def _toggle(self, at: int) -> None:
        if 0 <= at < self.count():
            self._tick(at, not self._is_ticked(at))
            self._show()
            self._changed(self.ticked())

    def _show(self) -> None:
        self.setCurrentIndex(-1)
        said = listed(self.itemText(at) for at in range(self.count()) if self._is_ticked(at))
        self.setEditText(said)
        self.setToolTip(said)
        line = self.lineEdit()
        assert line is not None
        line.setCursorPosition(0)  # what does not fit is cut off at the end

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self.view().viewport() and kind == QEvent.Type.MouseButtonRelease:
            self._toggle(self.view().indexAt(event.position().toPoint()).row())  # type: ignore[attr-defined]  # a mouse event
            return True
        if watched is self.view() and kind == QEvent.Type.KeyPress:
            key = event.key()  # type: ignore[attr-defined]  # a key event
            if key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._toggle(self.view().currentIndex().row())
                return True
        if watched is self.lineEdit() and kind == QEvent.Type.MouseButtonPress:
            self.showPopup()
            return True
        return super().eventFilter(watched, event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Line(QLineEdit):
    """A value that is typed. `read` makes it out of the text or raises `ValueError`; `changed(None)` says that
    there is none now."""

    def __init__(self, text: str, read: Callable[[str], Any], changed: Callable[[Any], None], hint: str = "") -> None:
        super().__init__(text)
        self._read, self._changed = read, changed
        self.setCursorPosition(0)  # what does not fit is cut off at the end
        self.setPlaceholderText(hint)
        self.textEdited.connect(self._typed)

    def event(self, event: QEvent) -> bool:
        asks = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if asks and any(event.matches(key) for key in UNDO_KEYS):  # type: ignore[attr-defined]  # a key event
            event.ignore()  # undo belongs to the file, whatever has the focus
            return False
        return super().event(event)

    def _typed(self, text: str) -> None:
        try:
            value = self._read(text.strip()) if text.strip() else None
        except ValueError:
            value = None
        set_look(self, state="bad" if value is None and text.strip() else "")
        self._changed(value)


def value_field(variable: Variable, value: Any, changed: Callable[[Any], None]) -> QWidget:
    """The field for a value of a variable: `changed` gets a bool, `Decimal`, `date` or text, or None for none."""
    kind = variable.kind.name
    if kind == "boolean" or isinstance(value, bool):
        says = [("", "–"), ("true", _("yes")), ("false", _("no"))]
        current = "" if value is None else "true" if value else "false"
        return Box(
            _("Value"), says[1:] if current else says, current,
            lambda text: changed(None if not text else text == "true"),
        )  # fmt: skip
    if variable.choices and kind != "list":
        rows = [(one.value, caption_of_choice(one)) for one in variable.choices]
        return Box(_("Value"), rows, str(value or ""), changed)
    if kind in DAYS:
        return _day(value, changed)
    if kind == "number":
        return Line(text_of(value), number_of, changed, _("A number"))
    return Line(text_of(value), str, changed)


def json_field(variable: Variable, value: Any, changed: Callable[[Any], None]) -> QWidget:
    """The field for a JSON value of a variable; `changed` gets one."""
    kind = variable.kind.name
    if kind == "date" or kind in ("boolean", "number", "string"):
        return value_field(variable, day_of_json(value) if kind == "date" else value, lambda one: changed(_json(one)))
    if kind in ("list", "context") or isinstance(value, list | dict):
        text = "" if value is None else json.dumps(value, ensure_ascii=False)
        return Line(text, json.loads, changed, "[ ]" if kind == "list" else "{ }")
    return Line(text_of(value), _guessed, changed)


def caption_of_choice(one: Choice) -> str:
    """What a person calls a choice."""
    return pick(dict(one.captions)) or one.value


def text_of(value: Any) -> str:
    """A value as it stands in a line."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def number_of(text: str) -> Decimal:
    """The number in a text, full-width digits and grouping included. Raises `ValueError`."""
    try:
        found = Decimal(text.replace(",", "").replace("，", "").replace(" ", ""))
    except InvalidOperation:
        raise ValueError(text) from None
    if not found.is_finite() or abs(found.adjusted()) > PLACES:
        raise ValueError(text)
    return found


def day_of_json(value: Any) -> date | None:
    """The day in an ISO text, or None."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _day(value: Any, changed: Callable[[Any], None]) -> QWidget:
    from runner.ui.day_field import DayField

    field = DayField(date.today())
    field.set_day(value if isinstance(value, date) else None)
    field.edited.connect(lambda: changed(field.day()))
    return field


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value


def _guessed(text: str) -> Any:
    """Of a kind that nobody knows: what reads as JSON is it, anything else a text."""
    try:
        return json.loads(text)
    except ValueError:
        return text
