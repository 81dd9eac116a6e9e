"""Closing with unsaved changes: one question for all files, and nothing is gone that was not given up by name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from modeler.ui.context import Context
from runner.core.errors import AppError
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.ui.kit.layouts import show_if
from runner.ui.kit.texts import ElidedLabel, button, label

if TYPE_CHECKING:
    from modeler.document.editable import Editable
    from modeler.ui.window import MainWindow

MOST = 8
"""Files that are named one a line; more are counted."""


class LeavingDialog(QDialog):
    """`choice` is `save`, `keep`, `drop` or `stay`. `keep` is offered where the program ends."""

    def __init__(self, parent: QWidget, question: str, lines: Sequence[str], *, leaving: bool) -> None:
        super().__init__(parent)
        self.choice = "stay"
        self.setWindowTitle("Slipway")
        self.setMinimumWidth(560)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        column.addWidget(label(question, "title", wrap=True))
        for line in lines:
            column.addWidget(ElidedLabel(line, "muted"))
        column.addWidget(
            label(
                _("Kept for next time, the changes are open again at the next start, with their undo; "
                  "the files on disk stay as they are.")
                if leaving
                else _("Without saving, the changes since the last save are gone."),
                "caption", wrap=True,
            )
        )  # fmt: skip
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.buttons = {
            "drop": button(_("Do not save"), "bad"),
            "stay": button(_("Cancel")),
            "keep": button(_("Keep for next time")),
            "save": button(_("Save all") if len(lines) > 1 else _("Save"), "primary"),
        }
        for choice, one in self.buttons.items():
            one.clicked.connect(lambda _on=False, choice=choice: self._choose(choice))
            foot.addWidget(one)
            if choice == "drop":
                foot.addStretch(1)
        show_if(self.buttons["keep"], leaving)
        self.buttons["save"].setDefault(True)
        column.addSpacing(4)
        column.addLayout(foot)

    def _choose(self, choice: str) -> None:
        self.choice = choice
        self.accept()


class Closing:
    """Asks before anything unsaved is closed."""

    def __init__(self, window: MainWindow, context: Context) -> None:
        self._window, self._context = window, context
        self.closed: list[Path] = []
        self.leaving = False

    def close_current(self) -> bool:
        """Close the process that is shown; asks when it has unsaved changes."""
        document = self._context.document
        if document is None or not self._may_go([document], leaving=False):
            return False
        if document.path is not None:
            self.closed.append(Path(document.path))
        self._context.close_document(document)
        if self._context.document is None:
            self._window.show_place("library")
        return True

    def may_close(self) -> bool:
        """Ask once about everything unsaved; False when the user would rather stay."""
        return self._may_go(self._context.unsaved(), leaving=True)

    def _may_go(self, files: list[Editable], *, leaving: bool) -> bool:
        files = [one for one in files if one.is_dirty]
        if not files:
            return True
        self.leaving = leaving
        answer = self._window.files.ask(_question(files), _lines(files))
        if answer == "keep":
            lost = [one for one in files if not one.keep()]
            if lost:
                self._window.files.tell_unrecorded(lost[0])
            return not lost
        if answer == "save":
            return all(self._save(one) for one in files)
        return answer == "drop"

    def _save(self, one: Editable) -> bool:
        from modeler.document.document import Document

        if isinstance(one, Document):
            return self._window.files.save(one)
        try:
            self._window.files.save_workspace()
        except AppError as error:
            self._window.files.disk.tell_refused(one, error)
        return not one.is_dirty

    def ask(self, question: str, lines: Sequence[str]) -> str:
        """`save`, `keep`, `drop` or `stay`."""
        dialog = LeavingDialog(self._window, question, lines, leaving=self.leaving)
        dialog.exec()
        dialog.deleteLater()
        return dialog.choice


def _question(files: list[Editable]) -> str:
    if len(files) == 1:
        return _("Save the changes to {name}?").format(name=_name(files[0]))
    return trn("Save the changes to {count} file?", "Save the changes to {count} files?", len(files)).format(
        count=len(files)
    )


def _lines(files: list[Editable]) -> list[str]:
    if len(files) == 1:
        return []
    named = [f"{_name(one)}  ·  {one.path.parent}" if one.path is not None else _name(one) for one in files[:MOST]]
    rest = len(files) - MOST
    return [*named, trn("and {count} more", "and {count} more", rest).format(count=rest)] if rest > 0 else named


def _name(one: Editable) -> str:
    return one.path.name if one.path is not None else _("Untitled")
