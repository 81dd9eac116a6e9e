"""Rows of field, operator and value with and / or groups: a condition for people who do not type expressions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from modeler.ui.expressions.offers import caption_of
from runner.core.i18n import N_, pick
from runner.core.i18n import tr as _
from runner.feel.rows import DEPTH, Group, Row, Value, write_rows
from runner.feel.vocabulary import Variable, Vocabulary
from runner.ui.kit.layouts import clear_layout
from runner.ui.kit.style import set_look
from runner.ui.kit.texts import button, tool_button

_ALL = {"=": N_("is"), "!=": N_("is not"), "empty": N_("is empty"), "filled": N_("is filled in")}
_ORDERED = {"=": "=", "!=": "≠", ">": ">", ">=": "≥", "<": "<", "<=": "≤"}
_DAYS = {"=": N_("is"), ">=": N_("is from"), "<=": N_("is until"), ">": N_("is after"), "<": N_("is before")}
_EMPTY = {"empty": N_("is empty"), "filled": N_("is filled in")}
JOINS = (("and", N_("All of these hold")), ("or", N_("One of these holds")))


def operators_for(variable: Variable | None) -> dict[str, str]:
    """Operator -> what is said for it, for the kind of a variable."""
    kind = variable.kind.name if variable is not None else "any"
    if kind == "number":
        return {**_ORDERED, **_EMPTY}
    if kind in ("date", "date and time"):
        return {**_DAYS, **_EMPTY}
    if kind == "boolean":
        return {"=": N_("is")}
    if variable is not None and variable.choices:
        return {**_ALL, "in": N_("is one of")}
    return {**_ALL, "contains": N_("contains"), **({"in": N_("is one of")} if kind == "string" else _ORDERED)}


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
        self.activated.connect(lambda at: chosen(str(self.itemData(at))))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class _Line:
    """One row while it is edited; `raw` is what stands in its value."""

    def __init__(self, name: str, operator: str, raw: Value) -> None:
        self.name, self.operator, self.raw = name, operator, raw
        self.ready = True


class _Lines:
    """One group while it is edited."""

    def __init__(self, join: str, items: list[_Line | _Lines]) -> None:
        self.join, self.items = join, items


class RowsEditor(QWidget):
    """Shows a condition as rows. `write(text)` comes with every change that makes a whole condition."""

    def __init__(self, words: Vocabulary, write: Callable[[str], None]) -> None:
        super().__init__()
        self._words, self._write = words, write
        self._root = _Lines("and", [])
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)

    def show_rows(self, group: Group) -> None:
        """Show these rows."""
        self._root = _lines(group)
        self._build()

    def rows(self) -> Group:
        """The rows that are whole."""
        return _group(self._root)

    def _changed(self, *, rebuild: bool = False) -> None:
        if rebuild:
            self._build()
        self._write(write_rows(self.rows()))

    def _build(self) -> None:
        clear_layout(self._column)
        self._fill(self._column, self._root, DEPTH, None)

    def _fill(self, column: QVBoxLayout, lines: _Lines, depth: int, above: _Lines | None) -> None:
        if len(lines.items) > 1 or above is not None:
            head = QHBoxLayout()
            head.addWidget(
                Box(_("How many must hold"), [(key, _(text)) for key, text in JOINS], lines.join,
                    lambda value: self._join(lines, value)), 1
            )  # fmt: skip
            if above is not None:
                head.addWidget(self._remover(above, lines))
            column.addLayout(head)
        for item in lines.items:
            if isinstance(item, _Line):
                column.addWidget(self._row(lines, item))
                continue
            frame = QFrame()
            frame.setProperty("role", "card")
            inner = QVBoxLayout(frame)
            inner.setContentsMargins(8, 8, 8, 8)
            inner.setSpacing(6)
            self._fill(inner, item, depth - 1, lines)
            column.addWidget(frame)
        self._add_buttons(column, lines, depth)

    def _add_buttons(self, column: QVBoxLayout, lines: _Lines, depth: int) -> None:
        foot = QHBoxLayout()
        add = button(_("Add a condition"), "link", "add", "accent")
        add.setObjectName("add-row")
        add.clicked.connect(lambda: self._add(lines, self._new()))
        foot.addWidget(add)
        if depth > 1 and lines.items:
            more = button(_("Add a group"), "link", "add", "accent")
            more.setObjectName("add-group")
            other = "or" if lines.join == "and" else "and"
            more.clicked.connect(lambda: self._add(lines, _Lines(other, [self._new()])))
            foot.addWidget(more)
        foot.addStretch(1)
        column.addLayout(foot)

    # one row

    def _row(self, lines: _Lines, line: _Line) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        variable = self._words.get(line.name)
        first, second = QHBoxLayout(), QHBoxLayout()
        names = [(one.name, caption_of(one) or one.name) for one in self._words if _can_stand(one)]
        field = Box(_("Field"), names, line.name, lambda name: self._name(line, name))
        field.setObjectName("row-field")
        first.addWidget(field, 1)
        first.addWidget(self._remover(lines, line))
        says = [(key, _(text)) for key, text in operators_for(variable).items()]
        operator = Box(_("Operator"), says, line.operator, lambda value: self._operator(line, value))
        operator.setObjectName("row-operator")
        second.addWidget(operator, 1)
        if line.operator not in ("empty", "filled"):
            value = self._value(line, variable)
            value.setObjectName("row-value")
            value.setAccessibleName(_("Value"))
            second.addWidget(value, 1)
        column.addLayout(first)
        column.addLayout(second)
        return box

    def _value(self, line: _Line, variable: Variable | None) -> QWidget:
        if isinstance(line.raw, bool) or (variable is not None and variable.kind.name == "boolean"):
            says = [("true", _("yes")), ("false", _("no"))]
            return Box(_("Value"), says, "false" if line.raw is False else "true",
                       lambda value: self._set(line, value == "true"))  # fmt: skip
        if variable is not None and variable.choices and line.operator != "in":
            choices = [(one.value, pick(dict(one.captions)) or one.value) for one in variable.choices]
            return Box(_("Value"), choices, str(line.raw or ""), lambda value: self._set(line, value))
        field = QLineEdit(_shown(line.raw))
        field.setPlaceholderText(_hint(line, variable))
        field.textEdited.connect(lambda text: self._typed(field, line, variable, text))
        return field

    def _typed(self, field: QLineEdit, line: _Line, variable: Variable | None, text: str) -> None:
        kind = variable.kind.name if variable is not None else "any"
        try:
            line.raw, line.ready = _read(text, kind, line.operator), True
        except ValueError:
            line.ready = False
        set_look(field, state="" if line.ready or not text else "bad")
        self._changed()

    def _remover(self, lines: _Lines, item: _Line | _Lines) -> QWidget:
        remove = tool_button("close", _("Remove"), size=12)
        remove.setObjectName("remove-row")
        remove.clicked.connect(lambda: self._remove(lines, item))
        return remove

    # acts

    def _new(self) -> _Line:
        variable = next((one for one in self._words if _can_stand(one)), None)
        line = _Line(variable.name if variable is not None else "", "=", None)
        _reset(line, variable)
        return line

    def _add(self, lines: _Lines, item: _Line | _Lines) -> None:
        lines.items.append(item)
        self._changed(rebuild=True)

    def _remove(self, lines: _Lines, item: _Line | _Lines) -> None:
        lines.items.remove(item)
        self._changed(rebuild=True)

    def _join(self, lines: _Lines, join: str) -> None:
        lines.join = join
        self._changed()

    def _name(self, line: _Line, name: str) -> None:
        line.name = name
        _reset(line, self._words.get(name))
        self._changed(rebuild=True)

    def _operator(self, line: _Line, operator: str) -> None:
        before, line.operator = line.operator, operator
        if operator == "in" and not isinstance(line.raw, tuple):
            line.raw = (line.raw,) if isinstance(line.raw, str) and line.raw else ()
        elif before == "in":
            line.raw = line.raw[0] if isinstance(line.raw, tuple) and line.raw else ""
        if before in ("empty", "filled"):
            operator_now = line.operator
            _reset(line, self._words.get(line.name))
            line.operator = operator_now
        line.ready = operator in ("empty", "filled") or line.raw not in (None, "", ())
        self._changed(rebuild=True)

    def _set(self, line: _Line, value: Value) -> None:
        line.raw, line.ready = value, True
        self._changed()


def _can_stand(one: Variable) -> bool:
    return one.kind.name not in ("list", "context")


def _reset(line: _Line, variable: Variable | None) -> None:
    """An operator and a value that fit the variable."""
    line.operator = next(iter(operators_for(variable)))
    kind = variable.kind.name if variable is not None else "any"
    line.raw = True if kind == "boolean" else None
    if variable is not None and variable.choices:
        line.raw = variable.choices[0].value
    line.ready = line.raw is not None


def _shown(raw: Value) -> str:
    if isinstance(raw, tuple):
        return ", ".join(map(_shown, raw))
    if raw is None:
        return ""
    return raw.isoformat() if isinstance(raw, date) else format(raw, "f") if isinstance(raw, Decimal) else str(raw)


def _hint(line: _Line, variable: Variable | None) -> str:
    kind = variable.kind.name if variable is not None else "any"
    if line.operator == "in":
        return _("Separated by commas")
    return {"number": _("A number"), "date": "2026-03-09", "date and time": "2026-03-09"}.get(kind, "")


def _read(text: str, kind: str, operator: str) -> Value:
    """The value in what was typed. Raises `ValueError` where there is none."""
    text = text.strip()
    if not text:
        raise ValueError(text)
    if operator == "in":
        return tuple(part.strip() for part in text.replace("，", ",").replace("、", ",").split(",") if part.strip())
    if kind in ("date", "date and time"):
        return date.fromisoformat(text.replace("/", "-"))
    if kind == "number":
        try:
            return Decimal(text.replace(",", ""))
        except InvalidOperation:
            raise ValueError(text) from None
    return text


def _lines(group: Group) -> _Lines:
    items: list[Any] = [
        _lines(item) if isinstance(item, Group) else _Line(item.name, item.operator, item.value)
        for item in group.items
    ]
    return _Lines(group.join, items)


def _group(lines: _Lines) -> Group:
    items: list[Row | Group] = []
    for item in lines.items:
        if isinstance(item, _Lines):
            items.append(_group(item))
        elif item.ready and item.name:
            none = item.operator in ("empty", "filled")
            value = None if none else item.raw
            items.append(Row(item.name, item.operator, value))  # type: ignore[arg-type]  # the box offers no other
    return Group("or" if lines.join == "or" else "and", tuple(items))
