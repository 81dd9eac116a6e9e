"""What is done with a decision table: each act one step of its file, from keys, buttons and menus alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from modeler.decisions.cells import with_block, with_cells
from modeler.decisions.columns import (
    Side,
    add_column,
    clause_of,
    move_column,
    order_columns,
    remove_column,
    set_clause,
)
from modeler.decisions.described import Column
from modeler.decisions.editing import TableEdit
from modeler.decisions.policy import set_policy
from modeler.decisions.rules import add_rules, duplicate_rules, move_rules, order_rules, remove_rules
from modeler.ui.panels.decision_column import ColumnDialog
from modeler.ui.panels.decision_table import DecisionTable
from runner.core.errors import AppError
from runner.core.i18n import N_, trn
from runner.core.i18n import tr as _
from runner.ui.kit.icons import icon


class _Said(NamedTuple):
    text: str
    keys: str = ""
    icon: str = ""


WORDS: Mapping[str, _Said] = {
    "above": _Said(N_("Add a rule above"), "Ctrl+Shift+Return"),
    "below": _Said(N_("Add a rule below"), "Ctrl+Return", "add"),
    "duplicate": _Said(N_("Duplicate the rule"), "Ctrl+D", "duplicate"),
    "up": _Said(N_("Move the rule up"), "Alt+Up", "chevron-up"),
    "down-rule": _Said(N_("Move the rule down"), "Alt+Down", "chevron-down"),
    "remove": _Said(N_("Remove the rule"), "Ctrl+Del", "delete"),
    "head": _Said(N_("Column…"), "", "edit"),
    "before": _Said(N_("Add a column before it")),
    "after": _Said(N_("Add a column behind it")),
    "left": _Said(N_("Move the column left"), "Alt+Left"),
    "right": _Said(N_("Move the column right"), "Alt+Right"),
    "drop": _Said(N_("Remove the column"), "", "delete"),
    "cut": _Said(N_("Cut"), "Ctrl+X", "cut"),
    "copy": _Said(N_("Copy"), "Ctrl+C", "copy"),
    "paste": _Said(N_("Paste"), "Ctrl+V", "paste"),
    "clear": _Said(N_("Empty the cells"), "Del"),
}
"""What the acts are called, their keys and icons."""

RULE_ACTS = ("above", "below", "duplicate", "up", "down-rule", "remove")
COLUMN_ACTS = ("head", "before", "after", "left", "right", "drop")
CELL_ACTS = ("cut", "copy", "paste", "clear")


class DecisionActs(QObject):
    """Does the acts on the table that is shown. `refused` carries a sentence on what could not be done, empty after
    one that could."""

    refused = Signal(str)

    def __init__(self, view: DecisionTable, edit: Callable[[], TableEdit | None], words: tuple[str, ...]) -> None:
        super().__init__(view)
        self._view, self._edit, self._words = view, edit, words
        view.acted.connect(self.run)
        view.pasted.connect(self._paste)
        view.dragged.connect(self._dragged)
        view.headOpened.connect(self.open_head)
        view.customContextMenuRequested.connect(self._cell_menu)
        view.horizontalHeader().customContextMenuRequested.connect(self._head_menu)
        view.verticalHeader().customContextMenuRequested.connect(self._rule_menu)

    # finding

    def _columns(self) -> tuple[Column, ...]:
        edit = self._edit()
        return edit.sheet.columns if edit is not None else ()

    def _column(self) -> tuple[int, Column] | None:
        """The column of the current cell, where it is one of the table's own."""
        at, columns = self._view.currentIndex().column(), self._columns()
        return (at, columns[at]) if 0 <= at < len(columns) and columns[at].side != "remark" else None

    def can(self, act: str) -> bool:
        """Whether an act can be done now."""
        edit, rules = self._edit(), self._view.chosen_rules()
        if edit is None:
            return act == "copy" and bool(rules)
        count = len(edit.sheet.rows)
        if act in ("duplicate", "remove", "above", "cut", "copy", "paste", "clear"):
            return bool(rules)
        if act in ("up", "down-rule"):
            return bool(rules) and (rules[0] > 0 if act == "up" else rules[-1] < count - 1)
        found = self._column()
        if act in COLUMN_ACTS and found is not None:
            own = [one for one in edit.sheet.columns if one.side == found[1].side]
            last = len(own) - 1
            return {"left": found[1].at > 0, "right": found[1].at < last, "drop": last > 0}.get(act, True)
        return act not in COLUMN_ACTS

    # doing

    def run(self, act: str) -> None:
        """Do an act by its name; one that cannot be done now does nothing."""
        if act == "down":
            self._down()
        elif self.can(act):
            getattr(self, f"_{act.replace('-', '_')}")()

    def do(self, label: str, change: Callable[..., bytes], *args: Any, **more: Any) -> bool:
        """Change the table; whether that went well."""
        edit = self._edit()
        if edit is None:
            return False
        try:
            edit.do(label, change, *args, **more)
        except AppError as error:
            self.refused.emit(f"{error.message} {error.hint}")
            return False
        self.refused.emit("")
        return True

    def _go(self, row: int, column: int) -> None:
        model = self._view.model()
        if model is not None and model.rowCount():
            row = max(0, min(row, model.rowCount() - 1))
            self._view.setCurrentIndex(model.index(row, max(0, min(column, model.columnCount() - 1))))

    def _down(self) -> None:
        """Enter: the rule below; behind the last rule a new one, unless that one is still empty."""
        at, edit = self._view.currentIndex(), self._edit()
        if edit is None:
            return
        rows = edit.sheet.rows
        if at.row() < len(rows) - 1:
            self._go(at.row() + 1, at.column())
        elif not rows or any(text not in ("", "-") for text in rows[-1]):
            self._add(len(rows), at.column())

    def _add(self, row: int, column: int) -> None:
        if self.do(N_("Add a rule"), add_rules, row):
            self._go(row, column)
            self._view.scrollTo(self._view.currentIndex())

    def _above(self) -> None:
        self._add(self._view.chosen_rules()[0], self._view.currentIndex().column())

    def _below(self) -> None:
        rules, edit = self._view.chosen_rules(), self._edit()
        row = rules[-1] + 1 if rules else len(edit.sheet.rows) if edit is not None else 0
        self._add(row, max(self._view.currentIndex().column(), 0))

    def _remove(self) -> None:
        rules, column = self._view.chosen_rules(), self._view.currentIndex().column()
        if self.do(N_("Remove a rule"), remove_rules, rules):
            self._go(rules[0], column)

    def _duplicate(self) -> None:
        rules, column = self._view.chosen_rules(), self._view.currentIndex().column()
        if self.do(N_("Duplicate a rule"), duplicate_rules, rules):
            self._go(rules[-1] + 1, column)

    def _up(self) -> None:
        self._shift(-1)

    def _down_rule(self) -> None:
        self._shift(1)

    def _shift(self, by: int) -> None:
        rules, at = self._view.chosen_rules(), self._view.currentIndex()
        chosen = [(index.row(), index.column()) for index in self._view.selectedIndexes()]
        if self.do(N_("Move a rule"), move_rules, rules, by):
            self._go(at.row() + by, at.column())
            model, selection = self._view.model(), self._view.selectionModel()
            for row, column in chosen if len(rules) > 1 else []:
                selection.select(model.index(row + by, column), selection.SelectionFlag.Select)

    def add_column(self, side: Side) -> None:
        """A column behind the others of its side, whose head is opened."""
        count = sum(one.side == side for one in self._columns())
        self._put_column(side, count)

    def _put_column(self, side: Side, at: int) -> None:
        if self.do(N_("Add a column"), add_column, side, at):
            place = next(n for n, one in enumerate(self._columns()) if (one.side, one.at) == (side, at))
            self._go(max(self._view.currentIndex().row(), 0), place)
            self.open_head(place)

    def _before(self) -> None:
        self._beside(0)

    def _after(self) -> None:
        self._beside(1)

    def _beside(self, by: int) -> None:
        found = self._column()
        if found is not None:
            self._put_column("in" if found[1].side == "in" else "out", found[1].at + by)

    def _drop(self) -> None:
        found, row = self._column(), self._view.currentIndex().row()
        if found is not None and self.do(N_("Remove a column"), remove_column, found[1].side, found[1].at):
            self._go(row, found[0])

    def _left(self) -> None:
        self._sideways(-1)

    def _right(self) -> None:
        self._sideways(1)

    def _sideways(self, by: int) -> None:
        found, row = self._column(), self._view.currentIndex().row()
        if found is not None and self.do(N_("Move a column"), move_column, found[1].side, found[1].at, by):
            self._go(row, found[0] + by)

    def _dragged(self, kind: str, old: int, new: int) -> None:
        """A rule or a column was dragged by its number or head; a column stays on its side."""
        edit = self._edit()
        if edit is None:
            return
        if kind == "row":
            order = list(range(len(edit.sheet.rows)))
            order.insert(new, order.pop(old))
            if self.do(N_("Move a rule"), order_rules, order):
                self._go(new, self._view.currentIndex().column())
            return
        columns = edit.sheet.columns
        side = columns[old].side
        own = [place for place, one in enumerate(columns) if one.side == side]
        if side == "remark":
            return
        to = min(max(new, own[0]), own[-1]) - own[0]
        order = list(range(len(own)))
        order.insert(to, order.pop(old - own[0]))
        self.do(N_("Move a column"), order_columns, side, order)

    def _head(self) -> None:
        found = self._column()
        if found is not None:
            self.open_head(found[0])

    def open_head(self, place: int) -> None:
        """Ask what stands in the head of a column."""
        edit, columns = self._edit(), self._columns()
        if edit is None or not 0 <= place < len(columns) or columns[place].side == "remark":
            return
        side: Side = "in" if columns[place].side == "in" else "out"
        at = columns[place].at
        dialog = ColumnDialog(
            self._view.window(), side, clause_of(edit.file.as_bytes(), edit.key, side, at), edit.node, self._words
        )
        dialog.accepted.connect(lambda: self.do(N_("Change a column"), set_clause, side, at, dialog.clause()))
        dialog.open()

    def choose_policy(self, short: str) -> None:
        """Another hit policy."""
        self.do(N_("Change the hit policy"), set_policy, short)

    def type(self, row: int, column: int, text: str) -> None:
        """Another text in a cell."""
        self.do(N_("Change a cell"), with_cells, {(row, column): text})

    def _clear(self) -> None:
        cells = {(index.row(), index.column()): "" for index in self._view.selectedIndexes()}
        self.do(N_("Empty cells"), with_cells, cells)

    def _cut(self) -> None:
        self._view.copy()
        self._clear()

    def _copy(self) -> None:
        self._view.copy()

    def _paste(self, row: int = -1, column: int = -1, block: list[list[str]] | None = None) -> None:
        """A block of cells; without one that of the clipboard."""
        if block is None:
            self._view.paste()
            return
        width = len(self._columns())
        if not self.do(N_("Paste cells"), with_block, row, column, block, width):
            return
        self._go(row, column)
        over = max(len(texts) for texts in block) - (width - column)
        if over > 0:
            told = trn(
                "The table ends before the block does: {count} column of it was left out.",
                "The table ends before the block does: {count} columns of it were left out.",
                over,
            )
            self.refused.emit(told.format(count=over))

    # menus

    def action(self, act: str, parent: QWidget) -> QAction:
        """A menu item for an act."""
        said = WORDS[act]
        made = QAction(_(said.text), parent)
        if said.icon:
            made.setIcon(icon(said.icon))
        if said.keys:
            made.setShortcut(QKeySequence(said.keys))
        made.setObjectName(f"decision-act-{act}")
        made.setEnabled(self.can(act))
        made.triggered.connect(lambda: self.run(act))
        return made

    def _menu(self, *groups: tuple[str, ...]) -> QMenu:
        menu = QMenu(self._view)
        menu.setObjectName("decision-menu")
        for number, group in enumerate(groups):
            if number:
                menu.addSeparator()
            for act in group:
                menu.addAction(self.action(act, menu))
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _cell_menu(self, at: QPoint) -> None:
        index = self._view.indexAt(at)
        if index.isValid() and index not in self._view.selectedIndexes():
            self._view.setCurrentIndex(index)
        if self._edit() is not None:
            self._menu(RULE_ACTS, COLUMN_ACTS, CELL_ACTS).popup(self._view.viewport().mapToGlobal(at))

    def _head_menu(self, at: QPoint) -> None:
        head = self._view.horizontalHeader()
        place = head.logicalIndexAt(at)
        if self._edit() is not None and place >= 0:
            self._go(max(self._view.currentIndex().row(), 0), place)
            self._menu(COLUMN_ACTS).popup(head.mapToGlobal(at))

    def _rule_menu(self, at: QPoint) -> None:
        side = self._view.verticalHeader()
        row = side.logicalIndexAt(at)
        if self._edit() is not None and row >= 0:
            if row not in self._view.chosen_rules():
                self._view.selectRow(row)
            self._menu(RULE_ACTS).popup(side.mapToGlobal(at))
