"""Rows of field, operator and value with and / or groups: a condition for people who do not type expressions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import Any

from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from modeler.ui.expressions.offers import caption_of
from modeler.ui.expressions.values import Box, Line, TicksBox, number_of, text_of, value_field
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.feel.rows import DEPTH, Group, Row, Value, write_rows
from runner.feel.vocabulary import Variable, Vocabulary
from runner.ui.kit.layouts import clear_layout
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
        self._parts: list[dict[str, QWidget]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)

    def show_rows(self, group: Group) -> None:
        """Show these rows."""
        self._root = _lines(group)
        self._build()

    def rows(self) -> Group:
        """The rows that are whole."""
        return _group(self._root, self._words)

    def _changed(self, *, rebuild: bool = False) -> None:
        if rebuild:
            self._build()
        self._write(write_rows(self.rows()))

    def _build(self) -> None:
        """Show the rows anew; the focus stays in the row and part where the hands are."""
        focus = QApplication.focusWidget()
        held = focus if focus is not None and self.isAncestorOf(focus) else None
        line, part = self._place_of(held) if held is not None else (-1, "")
        clear_layout(self._column)
        self._parts = []
        self._fill(self._column, self._root, DEPTH, None)
        for parts in self._parts:
            for before, after in pairwise(parts.values()):
                self.setTabOrder(before, after)
        if held is not None:
            self._focus(line, part)

    def _place_of(self, widget: QWidget) -> tuple[int, str]:
        """The row and the part of it that a widget is in; -1 for none."""
        for at, parts in enumerate(self._parts):
            for name, one in parts.items():
                if one is widget or one.isAncestorOf(widget):
                    return at, name
        return -1, ""

    def _focus(self, at: int, part: str) -> None:
        """Give the focus to a part of a row, else to the nearest there is."""
        if not self._parts:
            add = self.findChild(QWidget, "add-row")
            if add is not None:
                add.setFocus()
            return
        parts = self._parts[min(at, len(self._parts) - 1)]
        wanted = parts.get(part) or parts.get("row-value") or parts["row-field"]
        wanted.setFocus()

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
        remover = self._remover(lines, line)
        first.addWidget(remover)
        says = [(key, _(text)) for key, text in operators_for(variable).items()]
        operator = Box(_("Operator"), says, line.operator, lambda value: self._operator(line, value))
        operator.setObjectName("row-operator")
        second.addWidget(operator, 1)
        parts: dict[str, QWidget] = {"row-field": field, "row-operator": operator}
        if line.operator not in ("empty", "filled"):
            value = self._value(line, variable)
            value.setObjectName("row-value")
            value.setAccessibleName(_("Value"))
            second.addWidget(value, 1)
            parts["row-value"] = value
        self._parts.append(parts)
        parts["remove-row"] = remover
        column.addLayout(first)
        column.addLayout(second)
        return box

    def _value(self, line: _Line, variable: Variable | None) -> QWidget:
        known = variable or Variable(line.name)
        if line.operator == "in":
            several = line.raw if isinstance(line.raw, tuple) else ()
            if known.choices:
                return TicksBox(
                    known.choices, [str(one) for one in several], lambda now: self._set(line, now or None)
                )
            shown = ", ".join(text_of(one) for one in several)
            return Line(shown, partial(_several, known), lambda now: self._set(line, now), _("Separated by commas"))
        return value_field(known, line.raw, lambda now: self._set(line, now))

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
        """A new row or group behind the others, with the focus in its first field."""
        lines.items.append(item)
        self._changed(rebuild=True)
        new = item if isinstance(item, _Line) else item.items[-1]
        at = next((number for number, line in enumerate(_flat(self._root)) if line is new), -1)
        self._focus(at, "row-field")

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
            line.raw = (line.raw,) if isinstance(line.raw, str | Decimal) and line.raw != "" else ()
        elif operator not in ("in", "empty", "filled") and isinstance(line.raw, tuple):
            line.raw = line.raw[0] if line.raw else None
        if before in ("empty", "filled") and line.raw in (None, "", ()):
            operator_now = line.operator
            _reset(line, self._words.get(line.name))
            line.operator = operator_now
        line.ready = operator in ("empty", "filled") or line.raw not in (None, "", ())
        self._changed(rebuild=True)

    def _set(self, line: _Line, value: Value) -> None:
        line.raw, line.ready = value, value is not None
        self._changed()


def _flat(lines: _Lines) -> list[_Line]:
    """All rows in the order in which they are shown."""
    found: list[_Line] = []
    for item in lines.items:
        found += [item] if isinstance(item, _Line) else _flat(item)
    return found


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


def _several(variable: Variable, text: str) -> tuple[Decimal | str, ...]:
    """The values between commas. Raises `ValueError` where one is no number and should be."""
    parts = [part.strip() for part in text.replace("，", ",").replace("、", ",").split(",") if part.strip()]
    return tuple(number_of(part) for part in parts) if variable.kind.name == "number" else tuple(parts)


def _lines(group: Group) -> _Lines:
    items: list[Any] = [
        _lines(item) if isinstance(item, Group) else _Line(item.name, item.operator, item.value)
        for item in group.items
    ]
    return _Lines(group.join, items)


def _group(lines: _Lines, words: Vocabulary) -> Group:
    items: list[Row | Group] = []
    for item in lines.items:
        if isinstance(item, _Lines):
            items.append(_group(item, words))
        elif item.ready and item.name:
            none = item.operator in ("empty", "filled")
            value = None if none else item.raw
            known = words.get(item.name)
            day = isinstance(value, date) and known is not None and known.kind.name == "date and time"
            items.append(Row(item.name, item.operator, value, day))  # type: ignore[arg-type]  # the box offers no other
    return Group("or" if lines.join == "or" else "and", tuple(items))
