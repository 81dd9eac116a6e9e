"""The value of an expression on sample values, part by part, with the values to change right there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from modeler.ui.expressions.words import Known
from runner.core.i18n import tr as _
from runner.core.registry import load_object
from runner.ui.kit.layouts import clear_layout, show_if
from runner.ui.kit.texts import ElidedLabel, breakable, button, label

if TYPE_CHECKING:
    from modeler.ui.expressions.trying import Used

_DEEPER = "\u2003"


class TrialPanel(QWidget):
    """`changed` comes when a sample was changed: the value is worked out anew then."""

    changed = Signal()

    def __init__(self, known: Known) -> None:
        super().__init__()
        self._known = known
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._said = label("", "caption", wrap=True)
        self._said.setObjectName("expression-value")
        acts = QHBoxLayout()
        acts.setSpacing(8)
        self._other = self._act("expression-samples", _("Try other values"), self._open)
        self._anew = self._act("expression-samples-anew", _("Make up values again"), self._forget)
        self._anew.setToolTip(_("Forget what was written here and fill in by chance"))
        for one in (self._other, self._anew):
            acts.addWidget(one)
        acts.addStretch(1)
        self._fields = QWidget()
        self._grid = QGridLayout(self._fields)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        column.addWidget(self._said)
        column.addLayout(acts)
        column.addWidget(self._fields)
        self._names: tuple[str, ...] = ()
        self._wanted = False
        self._fields.hide()
        self.hide()

    @staticmethod
    def _act(name: str, text: str, act: Callable[[], None]) -> QPushButton:
        one = button(text, "link")
        one.setObjectName(name)
        one.clicked.connect(act)
        return one

    @property
    def text(self) -> str:
        """What is said; empty where nothing is."""
        return "" if self.isHidden() else self._said.text()

    def show_text(self, text: str) -> None:
        """Work the value of an expression out and show it; nothing for an empty text."""
        words = self._known()
        trial = load_object("modeler.ui.expressions.trying:tried")(text, words) if text else None
        if trial is None:
            self.hide()
            return
        lines = [trial.said, *(f"{_DEEPER * depth}· {line}" for depth, line in trial.parts)]
        self._said.setText(breakable("\n".join(lines)))
        show_if(self._said, bool(trial.said))
        self._other.setVisible(bool(trial.used))
        self._anew.setVisible(self._wanted and bool(self._known.samples.values))
        names = tuple(one.variable.name for one in trial.used)
        if self._wanted and names != self._names:
            self._build(trial.used)
        self._fields.setVisible(self._wanted and bool(names))
        show_if(self, bool(trial.said or trial.used))

    def _open(self) -> None:
        self._wanted, self._names = not self._wanted, ()
        self._other.setText(_("Hide the values") if self._wanted else _("Try other values"))
        self.changed.emit()

    def _forget(self) -> None:
        self._known.samples.forget()
        self._names = ()
        self._other.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _build(self, used: Sequence[Used]) -> None:
        caption_of = load_object("modeler.ui.expressions.offers:caption_of")
        json_field = load_object("modeler.ui.expressions.values:json_field")
        clear_layout(self._grid)
        names = []
        for row, one in enumerate(used):
            path = one.variable.name
            names.append(path)
            caption = ElidedLabel(caption_of(one.variable) or path, "caption")
            caption.setToolTip(path)
            field = json_field(one.variable, one.value, partial(self._write, path))
            field.setObjectName(f"sample-{path}")
            field.setAccessibleName(_("Value of {name} to try with").format(name=path))
            self._grid.addWidget(caption, row, 0)
            self._grid.addWidget(field, row, 1)
        self._grid.setColumnMinimumWidth(0, 84)
        self._names = tuple(names)

    def _write(self, path: str, value: object) -> None:
        self._known.samples.write(path, value)
        self.changed.emit()
