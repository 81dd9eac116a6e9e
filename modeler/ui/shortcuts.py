"""All shortcuts on one page, made from the table of actions and the keys of the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from modeler.ui.actions import ACTIONS, MENUS
from modeler.ui.canvas.acts import ACTS
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.ui.kit.texts import label

if TYPE_CHECKING:
    from modeler.ui.window import MainWindow

CANVAS_HANDS = (
    ("← ↑ → ↓", N_("Move by 1, with Shift by 10")),
    ("Ctrl+← ↑ → ↓", N_("Scroll by 50, with Shift by 200")),
    ("Alt+→ · Alt+←", N_("Walk along the flow: next, previous")),
    ("1 … 9", N_("Walk on by the branch of that number")),
    ("Alt+↓ · Alt+↑", N_("Into the events and the inside of a step, and out again")),
    ("PgDn · PgUp", N_("Next and previous element in reading order; with Shift, keep the selection")),
    ("C", N_("With two selected: connect them")),
    ("Enter", N_("Put down what is in the hand")),
    ("Shift+Enter", N_("A new line while a name is being typed")),
    ("Space", N_("Held down: drag the paper")),
    ("Esc", N_("Cancel what is being done")),
)
"""What the canvas understands besides the keys of its acts."""


class ShortcutsDialog(QDialog):
    """Groups of two columns."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        from modeler.ui.window import shortcut_text

        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Shortcuts"))
        self.resize(900, 640)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # long sentences take two lines
        page = QWidget()
        page.setProperty("role", "page")
        grid = QGridLayout(page)
        grid.setContentsMargins(24, 20, 24, 20)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        columns = [0, 0]

        def put(at: int, title: str, rows: list[tuple[str, str]]) -> None:
            grid.addWidget(label(title, "heading"), columns[at], at * 3, 1, 2)
            columns[at] += 1
            for keys, text in rows:
                grid.addWidget(label(keys, "caption"), columns[at], at * 3, Qt.AlignmentFlag.AlignTop)
                said = label(text, wrap=True)
                said.setAlignment(Qt.AlignmentFlag.AlignTop)
                grid.addWidget(said, columns[at], at * 3 + 1)
                columns[at] += 1
            grid.addWidget(label(""), columns[at], at * 3)
            columns[at] += 1

        acts = [(" · ".join(act.keys), _(act.text)) for act in ACTS.values() if act.text]
        put(1, _("On the canvas"), [*acts, *((keys, _(text)) for keys, text in CANVAS_HANDS)])
        for menu, title in MENUS.items():
            rows = [
                (" · ".join(shortcut_text((one,)) for one in window.commands.keys(key)), _(spec.text))
                for key, spec in ACTIONS.items()
                if spec.menu == menu and spec.id in window.commands.actions and window.commands.keys(key)
            ]
            if rows:
                put(0 if menu in ("file", "edit") else 1, _(title), rows)
        grid.setColumnMinimumWidth(2, 24)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(4, 3)
        grid.setRowStretch(max(columns), 1)
        scroll.setWidget(page)
        outer.addWidget(scroll)


def show_shortcuts(window: MainWindow) -> ShortcutsDialog:
    """Open the page."""
    dialog = ShortcutsDialog(window)
    dialog.show()
    return dialog
