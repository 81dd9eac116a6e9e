"""Messages and signals between cases: who waits for what, what lies there unclaimed, and one sent by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modeler.ui.panels.value_rows import ValueRows
from modeler.ui.places.rehearse.inbox import InboxRow
from modeler.ui.places.rehearse.timeline import clock_text
from modeler.ui.places.rehearse.words import Names
from runner.core.i18n import tr as _
from runner.protocol.rehearsing import Awaited, Post, Queued
from runner.ui.kit.layouts import clear_layout
from runner.ui.kit.style import set_look
from runner.ui.kit.texts import button, label, tool_button

LIST_WIDTH = 340


class PostPage(QWidget):
    """`sent` carries kind, name, correlation and data; `dropped` the number of a message that nobody took."""

    sent = Signal(str, str, object, object)
    dropped = Signal(int)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._lists())
        row.addWidget(self._form(), 1)
        self.waiting: list[InboxRow] = []
        self.queued: dict[int, InboxRow] = {}

    def _lists(self) -> QWidget:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFixedWidth(LIST_WIDTH)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget()
        page.setProperty("role", "raised")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(page)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(4)
        column.addWidget(label(_("Cases wait for"), "caption"))
        self._waiting = QVBoxLayout()
        self._waiting.setSpacing(0)
        column.addLayout(self._waiting)
        column.addSpacing(8)
        column.addWidget(label(_("Sent, and taken by nobody yet"), "caption"))
        self._queued = QVBoxLayout()
        self._queued.setSpacing(0)
        column.addLayout(self._queued)
        column.addStretch(1)
        area.setWidget(page)
        return area

    def _form(self) -> QWidget:
        area = QScrollArea()
        area.setWidgetResizable(True)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        top = QHBoxLayout()
        top.addWidget(label(_("Send by hand"), "title"), 1)
        self.close_ = tool_button("close", _("Back to the task"), size=12)
        self.close_.clicked.connect(self.left)
        top.addWidget(self.close_)
        column.addLayout(top)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.kind = QComboBox()
        self.kind.setAccessibleName(_("Kind"))
        self.kind.addItem(_("Message, to one case"), "message")
        self.kind.addItem(_("Signal, to all who wait"), "signal")
        self.kind.currentIndexChanged.connect(lambda _index: self._show_kind())
        self.name = QComboBox()
        self.name.setEditable(True)
        self.name.setMinimumWidth(200)
        self.name.setAccessibleName(_("Name"))
        line.addWidget(self.kind)
        line.addWidget(self.name, 1)
        line.addStretch(1)
        column.addLayout(line)
        self._told = label(_("It goes to the case whose values are these"), "muted", wrap=True)
        column.addWidget(self._told)
        self.correlation = ValueRows()
        self.correlation.technical.hide()
        column.addWidget(self.correlation)
        column.addWidget(label(_("What it carries"), "muted"))
        self.data = ValueRows()
        column.addWidget(self.data)
        self.send = button(_("Send"), "primary", "send")
        self.send.clicked.connect(self._send)
        buttons = QHBoxLayout()
        buttons.addWidget(self.send)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addStretch(1)
        for rows in (self.correlation, self.data):
            rows.setMaximumWidth(560)
        area.setWidget(page)
        return area

    def show_post(self, post: Post, numbers: Mapping[str, int], names: Names) -> None:
        """Show who waits and what lies there; what is being written stays."""
        clear_layout(self._waiting)
        clear_layout(self._queued)
        self.waiting, self.queued = [], {}
        for one in post.awaited:
            about = _("Case {number} · {step}").format(
                number=numbers.get(one.case, "?"), step=names.node(one.element)
            )
            row = InboxRow("mail" if one.kind == "message" else "send", "accent", one.name, about)
            row.setToolTip(_pairs(one.correlation))
            row.clicked.connect(lambda one=one: self.fill(one))
            self.waiting.append(row)
            self._waiting.addWidget(row)
        for item in post.queued:
            row = InboxRow("mail", "muted", item.name, _("sent {when}").format(when=clock_text(item.sent)[5:]))
            row.setToolTip(_pairs({**item.correlation, **item.data}))
            drop = tool_button("delete", _("Drop this message"), size=12)
            drop.clicked.connect(lambda _on=False, one=item: self.dropped.emit(one.id))
            row.add_mark(drop)
            row.clicked.connect(lambda one=item: self.fill(one))
            self.queued[item.id] = row
            self._queued.addWidget(row)
        for layout, is_empty in ((self._waiting, not post.awaited), (self._queued, not post.queued)):
            if is_empty:
                layout.addWidget(label(_("None"), "muted"))
        typed = self.name.currentText()
        self.name.clear()
        self.name.addItems(list(dict.fromkeys(one.name for one in post.awaited)))
        self.name.setEditText(typed or self.name.itemText(0))

    def fill(self, one: Awaited | Queued) -> None:
        """Take over what a case waits for, or what a message was."""
        kind = one.kind if isinstance(one, Awaited) else "message"
        self.kind.setCurrentIndex(self.kind.findData(kind))
        self.name.setEditText(one.name)
        self.correlation.set_values(one.correlation)
        data: dict[str, Any] = dict.fromkeys(one.keys, "") if isinstance(one, Awaited) else dict(one.data)
        self.data.set_values(data)
        self.send.setFocus()

    def _show_kind(self) -> None:
        is_message = self.kind.currentData() == "message"
        self._told.setVisible(is_message)
        self.correlation.setVisible(is_message)

    def _send(self) -> None:
        name = self.name.currentText().strip()
        set_look(self.name, state="" if name else "bad")
        if not name:
            return
        try:
            correlation, data = self.correlation.value(), self.data.value()
        except ValueError:
            return  # the rows say what is wrong
        self.sent.emit(self.kind.currentData(), name, correlation or {}, data or {})


def _pairs(values: Mapping[str, Any]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in values.items())
