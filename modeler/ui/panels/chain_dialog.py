"""Quick start for people who think in chains: who approves after whom, typed or picked, becomes steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from modeler.organization.chain import rule_for, steps_of
from modeler.ui.context import Context
from modeler.ui.panels.approval_fields import usual_approval
from runner.core.i18n import pick, trn
from runner.core.i18n import tr as _
from runner.ui.kit.dialogs import asking_foot
from runner.ui.kit.layouts import clear_layout
from runner.ui.kit.texts import label

_MOST = 60
_SHOWN = 8


class ChainDialog(QDialog):
    """A text with arrows, commas or lines, the people to pick from, and below what will be drawn."""

    def __init__(self, parent: QWidget, context: Context, draw: Callable[[list[Any]], object]) -> None:
        super().__init__(parent)
        self.setObjectName("chain-dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Approval chain"))
        self.setMinimumWidth(520)
        self._organization = context.organization
        self._draw = draw
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        column.addWidget(label(_("Approval chain"), "title"))
        hint = _("Who approves, one after the other, with arrows, commas or new lines between them.")
        column.addWidget(label(hint, "muted", wrap=True))
        self.text = QPlainTextEdit()
        self.text.setObjectName("chain-text")
        self.text.setAccessibleName(_("Who approves after whom"))
        self.text.setPlaceholderText(_("Head → Executive → Finance"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(84)
        column.addWidget(self.text)
        column.addLayout(self._picks())
        self._preview = QGridLayout()
        self._preview.setHorizontalSpacing(16)
        self._preview.setVerticalSpacing(4)
        self._preview.setColumnStretch(1, 1)
        column.addLayout(self._preview)
        column.addStretch(1)
        foot, self.go = asking_foot(self, _("Draw the steps"))
        self.go.setObjectName("chain-go")
        column.addLayout(foot)
        self.text.textChanged.connect(self._show)
        self.accepted.connect(self._take)
        self._show()

    def _picks(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.people = QComboBox()
        self.people.setObjectName("chain-people")
        self.people.setAccessibleName(_("Add a role or position"))
        self.people.addItem(_("Add a role or position"))
        organization = self._organization
        for name in [pick(role.name) or role.id for role in organization.roles][:_MOST]:
            self.people.addItem(name)
        for name in [pick(position.name) or position.id for position in organization.positions][:_MOST]:
            self.people.addItem(name)
        self.people.setEnabled(self.people.count() > 1)
        self.people.activated.connect(self._add)
        row.addWidget(self.people)
        row.addStretch(1)
        return row

    def _add(self, row: int) -> None:
        if row > 0:
            names = [*steps_of(self.text.toPlainText()), self.people.itemText(row)]
            self.text.setPlainText(" → ".join(names))
            self.people.setCurrentIndex(0)

    @property
    def names(self) -> list[str]:
        """The steps as typed."""
        return steps_of(self.text.toPlainText())[:_MOST]

    def _show(self) -> None:
        clear_layout(self._preview)
        names = self.names
        for row, name in enumerate(names[:_SHOWN]):
            rule = rule_for(name, self._organization)
            said = _("handler found") if rule else _("nobody of that name; set the handler later")
            self._preview.addWidget(label(f"{row + 1}  {name}"), row, 0)
            self._preview.addWidget(label(said, "caption" if rule else "muted"), row, 1)
        if len(names) > _SHOWN:
            left = len(names) - _SHOWN
            more = trn("and {count} more", "and {count} more", left).format(count=left)
            self._preview.addWidget(label(more, "caption"), _SHOWN, 0)
        self.go.setEnabled(bool(names))

    def event(self, event: QEvent) -> bool:
        """Be as high as all of it: a sentence that takes two lines is not among what Qt counts as the least."""
        asks = event.type() == QEvent.Type.LayoutRequest
        done = super().event(event)
        if asks and (layout := self.layout()) is not None:
            self.setMinimumHeight(layout.totalHeightForWidth(max(self.width(), self.minimumWidth())))
        return done

    def _take(self) -> None:
        approval = usual_approval()
        self._draw([(name, rule_for(name, self._organization), approval) for name in self.names])


def open_chain(parent: QWidget, context: Context, draw: Callable[[list[Any]], object]) -> ChainDialog:
    """Show the dialog; `draw` gets name, handler rule and approval block of each step."""
    dialog = ChainDialog(parent, context, draw)
    dialog.open()
    dialog.text.setFocus()
    return dialog
