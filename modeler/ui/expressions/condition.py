"""A condition as rows or as text: the same condition, and where it does not fit into rows it says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from modeler.ui.expressions.edit import Check, ExpressionEdit
from modeler.ui.expressions.words import Known
from runner.core.errors import AppError
from runner.core.i18n import tr as _
from runner.core.registry import load_object
from runner.core.settings import Settings
from runner.ui.kit.layouts import show_if
from runner.ui.kit.texts import button, label

if TYPE_CHECKING:
    from modeler.ui.expressions.rows_editor import RowsEditor


class ConditionEdit(QWidget):
    """The text with a switch to rows; which of both was used last is remembered."""

    def __init__(
        self,
        read: Callable[[], str],
        write: Callable[[str], None],
        done: Callable[[], None],
        settings: Settings,
        *,
        known: Known,
        lines: int = 2,
        checked: Callable[[], bool] = lambda: True,
        check: Check | None = None,
        place: str = "",
    ) -> None:
        super().__init__()
        self.setObjectName(f"expression-{place}")
        self._read, self._write, self._settings = read, write, settings
        self._known, self._checked = known, checked
        self.text = ExpressionEdit(
            read, write, done, known=known, lines=lines, checked=checked, check=check, condition=True
        )
        self._rows: RowsEditor | None = None
        self._mine: str | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._column = column
        switch = QHBoxLayout()
        switch.setSpacing(0)
        self._buttons = {}
        for key, text, end in (("rows", _("Rows"), "first"), ("text", _("As text"), "last")):
            one = button(text, "segment")
            one.setProperty("end", end)
            one.setCheckable(True)
            one.setObjectName(f"condition-as-{key}")
            one.clicked.connect(lambda _on=False, key=key: self.choose(key))
            self._buttons[key] = one
            switch.addWidget(one)
        switch.addStretch(1)
        self._misfit = label("", "caption", wrap=True)
        self._misfit.setObjectName("condition-misfit")
        self._misfit.hide()
        column.addLayout(switch)
        column.addWidget(self._misfit)
        column.addWidget(self.text)
        self.setFocusProxy(self.text)
        self._beside: list[QWidget] = []
        self._show()

    def add_for_text(self, widget: QWidget) -> None:
        """Something that helps to write the text: it is hidden beside rows."""
        self._beside.append(widget)
        self._show()

    @property
    def field(self) -> QWidget:
        """The text."""
        return self.text.field

    @property
    def rows(self) -> RowsEditor | None:
        """The rows where they are shown."""
        return self._rows if self._rows is not None and not self._rows.isHidden() else None

    def choose(self, key: str) -> None:
        """Show it as `rows` or `text` from now on."""
        self._settings.set("design.conditions", key)
        self._mine = None
        self._show()

    def refresh(self) -> None:
        """Show the value of the document."""
        self.text.refresh()
        if self._read() != self._mine:
            self._show()

    def _show(self) -> None:
        wanted = str(self._settings["design.conditions"])
        told = self._fill() if wanted == "rows" else ""
        rows = wanted == "rows" and not told
        self._misfit.setText(told)
        show_if(self._misfit, bool(told))
        if self._rows is not None:
            show_if(self._rows, rows)
        for one in (self.text, *self._beside):
            show_if(one, not rows)
        for key, one in self._buttons.items():
            one.setChecked((key == "rows") is rows)

    def _fill(self) -> str:
        """Fill the rows; what is said where the condition does not fit."""
        if not self._checked():
            return _("This condition is written in another language and stays as text.")
        from runner.feel.rows import REASONS, MisfitRowsError, read_rows

        try:
            group = read_rows(self._read())
        except MisfitRowsError as error:
            return _("This condition stays as text: {reason}.").format(reason=_(REASONS[str(error)]))
        except AppError:
            return _("This condition cannot be read yet and stays as text.")
        if self._rows is None:
            self._rows = load_object("modeler.ui.expressions.rows_editor:RowsEditor")(self._known(), self._written)
            self._column.addWidget(self._rows)
        self._mine = self._read()
        self._rows.show_rows(group)
        return ""

    def _written(self, text: str) -> None:
        self._mine = text
        self._write(text)
