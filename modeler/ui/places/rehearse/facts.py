"""What just happened: the last act in words, variables with what is new, who has said what, why the task came
here, the remarks on the process, and the whole history of the case."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modeler.ui.places.rehearse.changes import Changed
from modeler.ui.places.rehearse.words import Line, Names, is_technical
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.ui.kit.icons import icon
from runner.ui.kit.layouts import clear_layout, show_if
from runner.ui.kit.style import set_look
from runner.ui.kit.texts import button, label, tool_button

MOST_TEXT = 120
LAST_LINES = 4


def value_text(text: str) -> str:
    """A value cut to what the panel has room for."""
    text = text.replace("\n", " · ")
    return text if len(text) <= MOST_TEXT else text[: MOST_TEXT - 1] + "…"


class LineRow(QFrame):
    """A line of history; a click shows its step."""

    clicked = Signal(str)

    def __init__(self, line: Line) -> None:
        super().__init__()
        self._element = line.element
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(label(line.text, wrap=True))
        column.addWidget(label(line.when, "caption"))
        set_look(self, role="history", tone=line.tone)
        if line.element:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._element and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(self._element)


class FactsPanel(QScrollArea):
    """Shown beside the form. `elementClicked` carries the id of a step."""

    elementClicked = Signal(str)
    designAsked = Signal(str)
    allAsked = Signal(bool)
    backAsked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._act = 0
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget()
        page.setProperty("role", "raised")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(12, 16, 12, 12)
        layout.setSpacing(8)
        self.title = label(_("What just happened"), "heading")
        self.everything = tool_button(
            "eye", _("Look as the designer: all values, hidden and masked ones too"), checkable=True
        )
        self.everything.toggled.connect(self.allAsked)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.everything)
        layout.addLayout(head)
        self.eyes = label("", "caption", wrap=True)
        layout.addWidget(self.eyes)
        self.last = QVBoxLayout()
        self.last.setSpacing(6)
        layout.addLayout(self.last)
        self.change_title = label("", "caption")
        layout.addWidget(self.change_title)
        self.changes = QGridLayout()
        self.changes.setHorizontalSpacing(8)
        self.changes.setVerticalSpacing(4)
        self.changes.setColumnStretch(1, 1)
        layout.addLayout(self.changes)
        self.go_back = button(_("Go back to here"), "link", icon_name="back")
        self.go_back.clicked.connect(lambda: self.backAsked.emit(self._act))
        layout.addWidget(self.go_back)
        self._why_title = label(_("Why here"), "caption")
        layout.addWidget(self._why_title)
        self.why = QFrame()
        self.why.setProperty("role", "card")
        self._reasons = QVBoxLayout(self.why)
        self._reasons.setContentsMargins(12, 10, 12, 10)
        self._reasons.setSpacing(2)
        layout.addWidget(self.why)
        self._variables_title = label(_("Variables"), "caption")
        layout.addWidget(self._variables_title)
        self.variables = QGridLayout()
        self.variables.setHorizontalSpacing(8)
        self.variables.setVerticalSpacing(6)
        self.variables.setColumnStretch(1, 1)
        layout.addLayout(self.variables)
        self._remarks_title = label(_("Remarks"), "caption")
        layout.addWidget(self._remarks_title)
        self.remarks = label("", wrap=True)
        layout.addWidget(self.remarks)
        self.to_design = button(_("Answer in Design"), "link")
        self.to_design.clicked.connect(lambda: self.designAsked.emit(""))
        layout.addWidget(self.to_design)
        self.history_head = button("", "link")
        self.history_head.setProperty("kind", "fold")
        self.history_head.setCheckable(True)
        self.history_head.setIconSize(QSize(12, 12))
        self.history_head.toggled.connect(lambda _open: self._fill_history())
        layout.addWidget(self.history_head)
        self.history = QVBoxLayout()
        self.history.setSpacing(6)
        layout.addLayout(self.history)
        layout.addStretch(1)
        self.setWidget(page)
        self._before: dict[str, tuple[str | None, Mapping[str, Any]]] = {}
        self._viewer = ""
        self.lines: Sequence[Line] = ()
        self._variables_title.hide()
        self.show_why("", [])
        self.show_change("", [], None)
        self.show_remarks([])
        self.show_history([], [])

    def show_eyes(self, viewer: str, name: str, sees_all: bool) -> None:
        """Say with whose eyes all this is seen: those of the person played (id and name), or the designer's."""
        self._viewer = "" if sees_all else viewer
        self.everything.blockSignals(True)
        self.everything.setChecked(sees_all)
        self.everything.blockSignals(False)
        text = _("Seen as the designer: hidden and masked values too") if sees_all else _("As {name} sees it")
        self.eyes.setText(text.format(name=name))
        set_look(self.eyes, role="warning" if sees_all else "caption")

    def show_variables(self, case: str | None, variables: Mapping[str, Any], names: Names) -> None:
        """Show the variables as the forms name them; what changed since the same eyes last saw them is marked."""
        case_before, known = self._before.get(self._viewer, (None, {}))
        is_same = case == case_before
        before = known if is_same else {}
        clear_layout(self.variables)
        shown = [name for name in variables if not is_technical(name, variables)]
        shown.sort(key=lambda name: name not in names.readings)  # what people know stands first
        for row, name in enumerate(shown):
            value = variables[name]
            caption = label(value_text(names.variable(name)), "muted", wrap=True)
            caption.setToolTip(name)
            caption.setFixedWidth(84)
            text = label(value_text(names.value(name, value)), wrap=True, selectable=True)
            text.setToolTip(json.dumps(value, ensure_ascii=False, indent=1))
            is_new, is_changed = name not in before, before.get(name) != value
            mark = label(_("new") if is_new else _("changed") if is_changed else "", "caption")
            show_if(mark, bool(mark.text()) and is_same)
            for column, cell in enumerate((caption, text, mark)):
                self.variables.addWidget(cell, row, column, Qt.AlignmentFlag.AlignTop)
        self._variables_title.setVisible(bool(shown))
        self._before[self._viewer] = (case, dict(variables))

    def show_change(self, title: str, lines: Sequence[Changed], act: int | None) -> None:
        """Show what an act changed; `act`: the one to go back to, where that is not the current one."""
        clear_layout(self.changes)
        self.change_title.setText(title)
        self.change_title.setVisible(bool(lines) or act is not None)
        for row, one in enumerate(lines):
            about = label(value_text(one.about), "muted", wrap=True)
            about.setFixedWidth(84)
            text = label(value_text(one.text), wrap=True, selectable=True)
            for column, cell in enumerate((about, text, label(one.mark, "caption"))):
                self.changes.addWidget(cell, row, column, Qt.AlignmentFlag.AlignTop)
        self._act = act or 0
        self.go_back.setVisible(act is not None)

    def show_why(self, title: str, lines: Sequence[str]) -> None:
        """Show why a task came to its handler."""
        self._why_title.setVisible(bool(lines))
        self.why.setVisible(bool(lines))
        clear_layout(self._reasons)
        if title:
            self._reasons.addWidget(label(title, "heading", wrap=True))
        for line in lines:
            self._reasons.addWidget(label(line, "caption", wrap=True, selectable=True))

    def show_remarks(self, lines: Sequence[str]) -> None:
        """Show the open remarks."""
        for widget in (self._remarks_title, self.remarks, self.to_design):
            widget.setVisible(bool(lines))
        self.remarks.setText("\n".join(lines))

    def show_history(self, lines: Sequence[Line], last: Sequence[Line], refusal: Sequence[str] = ()) -> None:
        """Show what the last act did, and keep the whole history for who unfolds it; `refusal`: why the person played
        sees none of it."""
        self.lines = lines
        clear_layout(self.last)
        for line in last[-LAST_LINES:]:
            self._add(self.last, line)
        for text in refusal:
            self.last.addWidget(label(text, "muted", wrap=True))
        if not last and not refusal:
            told = _("Nothing yet. Start a case, then play whoever has to act.")
            self.last.addWidget(label(told, "muted", wrap=True))
        self.history_head.setVisible(bool(lines))
        self.history_head.setText(_("So far") + "  ·  " + trn("{count} line", "{count} lines", len(lines)))
        self._fill_history()

    def _fill_history(self) -> None:
        is_open = self.history_head.isChecked()
        self.history_head.setIcon(icon("chevron-down" if is_open else "chevron-right"))
        clear_layout(self.history)
        for line in self.lines if is_open else ():
            self._add(self.history, line)

    def _add(self, column: QVBoxLayout, line: Line) -> None:
        row = LineRow(line)
        row.clicked.connect(self.elementClicked)
        column.addWidget(row)
