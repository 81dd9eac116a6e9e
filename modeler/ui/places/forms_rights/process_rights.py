"""Process rights: who against action on three levels, and below it the answer for any person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QHeaderView, QSplitter, QVBoxLayout, QWidget

from modeler.document.change import Change
from modeler.rights.edit import process_rights, set_category, set_process_rights
from modeler.rights.rule_table import CHOICES, RuleTable, parse_cell, with_rule_cells
from modeler.rights.subject import category_of
from modeler.ui.context import Context
from modeler.ui.panels.who_picker import Candidate, WhoPicker, candidates
from modeler.ui.places.forms_rights.cell_editors import show_model
from modeler.ui.places.forms_rights.parts import Parts
from modeler.ui.places.forms_rights.rights_grid import Cell, Choice, GridSource, GridView, Shown
from modeler.ui.places.forms_rights.rights_tools import RightsTools, process_of
from runner.core.i18n import N_, pick
from runner.core.i18n import tr as _
from runner.organization.model import User
from runner.organization.search import find_people
from runner.organization.who import who_name
from runner.rights.check import Decision, Level, may
from runner.rights.model import CategoryRights, ProcessRights, Scope
from runner.rights.overview import ACTIONS
from runner.rights.words import ACTION_WORDS
from runner.ui.kit import style
from runner.ui.kit.cards import SegmentedBar
from runner.ui.kit.inputs import SearchField
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import button, label

Index = QModelIndex | QPersistentModelIndex
SIDE_WORDS = {"allow": N_("allow"), "deny": N_("deny")}
SHORT_SCOPES: Mapping[Scope, str] = {
    "own": N_("own"), "department": N_("own department"), "company": N_("own company"), "all": N_("all")
}  # fmt: skip
"""Which cases a rule covers, as short as a cell needs it."""
LEVEL_WORDS: Mapping[Level, str] = {
    "process": N_("this process"), "category": N_("the category"), "workspace": N_("the workspace")
}  # fmt: skip
LETTERS = {
    "allow": "A", "deny": "D", "allow:own": "O", "allow:department": "P", "allow:company": "C", "allow:all": "L"
}  # fmt: skip
LEAST = 84
KINDS = ("role", "group", "department", "position", "company", "user")


def rule_text(text: str) -> str:
    """The rules in a cell, in words."""
    parts = []
    for side, scope in parse_cell(text) or ():
        parts.append(_(SIDE_WORDS[side]) + (f" · {_(SHORT_SCOPES[scope])}" if scope else ""))
    return " + ".join(parts)


class RuleSource(GridSource):
    """The rules of one level, with what comes down from above."""

    def __init__(self, page: ProcessRightsPage, table: RuleTable) -> None:
        self.corner = _("Who")
        self.page, self.table = page, table
        self._names = [page.name_of(who) for who in table.rows]
        self._choices = [Choice(one, rule_text(one), LETTERS.get(one, "")) for one in CHOICES]
        self._choices.append(Choice("", _("no rule here")))

    def rows(self) -> Sequence[str]:
        return self._names

    def columns(self) -> Sequence[str]:
        return [_(ACTION_WORDS[action]) for action in ACTIONS]

    def tip(self, row: int) -> str:
        return self.table.rows[row]

    def shown(self, row: int, column: int) -> Shown:
        cell = self.table.cell(self.table.rows[row], ACTIONS[column])
        if cell.level is None:
            return Shown("", "faint", False)
        text, own = rule_text(cell.text), cell.level == self.table.edited
        if not own:
            text = f"{text} · {_(LEVEL_WORDS[cell.level])}"
        tone = "bad" if cell.text.startswith("deny") else "good"
        return Shown(text, tone, own)

    def value(self, row: int, column: int) -> str:
        cell = self.table.cell(self.table.rows[row], ACTIONS[column])
        return cell.text if cell.level == self.table.edited else ""

    def choices(self, row: int, column: int) -> Sequence[Choice]:
        now = self.value(row, column)
        several = [Choice(now, rule_text(now))] if " " in now else []
        return [*self._choices, *several]

    def parse(self, text: str, row: int, column: int) -> str | None:
        said = text.strip()
        if not said:
            return ""
        parts = [super(RuleSource, self).parse(one, row, column) for one in said.split("+")]
        return " ".join(one for one in parts if one) if all(parts) else None

    def write(self, cells: Mapping[Cell, str]) -> None:
        self.page.write_rules(
            {(self.table.rows[row], ACTIONS[column]): text for (row, column), text in cells.items()}
        )  # fmt: skip


class AnswersModel(QAbstractTableModel):
    """People against actions; each answer is worked out when it is shown."""

    def __init__(self, page: ProcessRightsPage, users: Sequence[User]) -> None:
        super().__init__(page)
        self.page, self.users = page, users
        self._found: dict[tuple[int, int], Decision] = {}

    def decision(self, row: int, column: int) -> Decision:
        """What `may` says."""
        if (row, column) not in self._found:
            page = self.page
            self._found[row, column] = may(
                ACTIONS[column], self.users[row].id, page.rights(), page.parts.workspace_rights(),
                page.context.organization, category=page.category(),
            )  # fmt: skip
        return self._found[row, column]

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.users)

    def columnCount(self, parent: Index | None = None) -> int:
        return len(ACTIONS) + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return _(ACTION_WORDS[ACTIONS[section - 1]]) if section else _("Person")

    def data(self, index: Index, role: int = 0) -> Any:
        if index.column() == 0:
            return pick(self.users[index.row()].name) if role == Qt.ItemDataRole.DisplayRole else None
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.ToolTipRole):
            return None
        found = self.decision(index.row(), index.column() - 1)
        if role == Qt.ItemDataRole.DisplayRole:
            return _("yes") if found.allowed else _("no")
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(getattr(style.current_theme(), "good" if found.allowed else "faint"))
        return "\n".join(step.message for step in found.trail)


class ProcessRightsPage(QWidget):
    """Rules above, "who may do what here" below. `why` goes out with a heading and the lines below it."""

    why = Signal(str, object)

    def __init__(self, context: Context, parts: Parts) -> None:
        super().__init__()
        self.context = context
        self.parts = parts
        self._more: list[str] = []
        self._chosen = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        self.tools = RightsTools(context, parts, _("Process rights"), copies=False)
        self.tools.searched.connect(self._filter)
        layout.addWidget(self.tools)
        hint = _(
            "Without rules everyone may start, handlers handle, and starters and handlers see their cases. The first "
            "rule that allows an action closes it to everyone else. A rule that denies wins. Rules of the category "
            "and of the workspace hold here, too (paler), beside those of this process."
        )
        layout.addWidget(label(hint, "caption", wrap=True))
        layout.addLayout(self._bar())
        self.table = GridView()
        self.table.focused.connect(self._tell_rule)
        self.answers = TableView(by_row=False)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self._below())
        split.setSizes([300, 240])
        layout.addWidget(split, 1)
        keys = _("A allow · D deny · O own cases · P department · C company · L all cases · Del no rule here · "
                 "Ctrl+D fills downwards, Ctrl+R to the right · a second click opens the menu.")  # fmt: skip
        layout.addWidget(label(keys, "caption", wrap=True))

    def _bar(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.process_box = QComboBox()
        self.process_box.setAccessibleName(_("Process"))
        self.process_box.activated.connect(self._choose_process)
        row.addWidget(self.process_box)
        self.level = SegmentedBar([("process", "")], "process")
        self.level.changed.connect(lambda _level: self.refresh())
        row.addWidget(self.level)
        row.addStretch(1)
        self.who = WhoPicker(self._everybody, [], many=False)
        self.who.setMinimumWidth(220)
        self.add = button(_("Add row"), "primary")
        self.add.setEnabled(False)
        self.who.changed.connect(lambda chosen: self.add.setEnabled(bool(chosen)))
        self.add.clicked.connect(self.add_row)
        row.addWidget(self.who)
        row.addWidget(self.add)
        return row

    def _below(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        heading = QHBoxLayout()
        heading.addWidget(label(_("Who may do what here, and which rule says so"), "heading"))
        heading.addStretch(1)
        self.search = SearchField(_("Name, pinyin or initials"))
        self.search.setMaximumWidth(220)
        self.search.searched.connect(lambda _text: self._show_answers())
        heading.addWidget(self.search)
        column.addLayout(heading)
        column.addWidget(self.answers, 1)
        return made

    def _everybody(self) -> list[Candidate]:
        everybody = [Candidate("starter", _("Whoever started the case"))]
        return everybody + candidates(self.context.organization, KINDS)

    # what there is -----------------------------------------------------------------------------

    def process(self) -> str | None:
        """The id of the process whose rights are shown."""
        document = self.context.document
        if document is not None and self._chosen in document.index.processes:
            return self._chosen
        return process_of(document)

    def category(self) -> str | None:
        """The category of the process, whose rules count too."""
        process, document = self.process(), self.context.document
        return category_of(document.index, process) if process and document is not None else None

    def rights(self) -> ProcessRights:
        """The rules of the process as they stand."""
        process, document = self.process(), self.context.document
        return process_rights(document.index, process) if process and document is not None else ProcessRights()

    def levels(self) -> dict[Level, ProcessRights]:
        """The rules of each level there is."""
        shared, category = self.parts.workspace_rights(), self.category()
        found: dict[Level, ProcessRights] = {"process": self.rights()}
        if category and self.context.workspace is not None:
            own = next((one for one in shared.categories if one.category == category), None)
            found["category"] = own or CategoryRights(category=category)
        if self.context.workspace is not None:
            found["workspace"] = shared
        return found

    @property
    def edited(self) -> Level:
        """The level whose rules are edited."""
        return next((one for one in LEVEL_WORDS if one == self.level.current), "process")

    # showing -----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the rules and the answers anew."""
        levels = self.levels()
        edited = self.edited if self.edited in levels else "process"
        words = {
            "process": _("This process"), "workspace": _("Whole workspace"),
            "category": _("Category “{name}”").format(name=self.category()),
        }  # fmt: skip
        self.level.set_choices([(one, words[one]) for one in levels], edited)
        self._show_processes()
        index = self.table.currentIndex()
        current = self.table.grid.cell(index) if self.table.grid is not None else None
        kept = self.table.cells()
        self.table.show_source(RuleSource(self, RuleTable(levels, edited, self._more)), self.tools.filter.text())
        head = self.table.horizontalHeader()
        head.setStretchLastSection(False)
        head.setMinimumSectionSize(LEAST)  # a rule is read whole; who it is for takes what is left
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        grid, selection = self.table.grid, self.table.selectionModel()
        if grid is not None and current is not None and (at := grid.at(*current)).isValid():
            self.table.setCurrentIndex(at)
            for cell in kept:
                if (found := grid.at(*cell)).isValid():
                    selection.select(found, selection.SelectionFlag.Select)
        self._show_answers()

    def _show_processes(self) -> None:
        document = self.context.document
        processes = list(document.index.processes.values()) if document is not None else []
        self.process_box.setVisible(len(processes) > 1)
        self.process_box.clear()
        for one in processes:
            self.process_box.addItem(one.name or one.id, one.id)
        self.process_box.setCurrentIndex(max(self.process_box.findData(self.process()), 0))

    def _choose_process(self, index: int) -> None:
        self._chosen = str(self.process_box.itemData(index))
        self._more = []
        self.refresh()

    def take(self, change: Change) -> bool:
        """A change of the document: nothing to do where it does not touch the process. False for the rest."""
        return not change.parts and self.process() not in change.changed | change.added | change.removed

    def name_of(self, who: str) -> str:
        """A reference in words."""
        if who == "starter":
            return _("Whoever started the case")
        name = pick(who_name(who, self.context.organization)) or who
        return _("{name} and below").format(name=name) if who.endswith("/**") else name

    def _filter(self, text: str) -> None:
        if self.table.grid is not None:
            self.table.grid.filter(text)

    def _tell_rule(self, row: int, column: int) -> None:
        grid = self.table.grid
        if grid is None or not isinstance(grid.source, RuleSource):
            return
        table = grid.source.table
        who, action = table.rows[row], ACTIONS[column]
        lines = []
        for level, rights in self.levels().items():
            for side, rules in (("allow", rights.allow), ("deny", rights.deny)):
                for rule in rules:
                    if rule.who == who and rule.action == action:
                        said = side if rule.scope is None else f"{side}:{rule.scope}"
                        lines.append(f"{_(LEVEL_WORDS[level])} · {rule_text(said)}")
        closing = [rule for one in self.levels().values() for rule in one.allow if rule.action == action]
        if not lines:
            lines.append(_("No rule for {who} here.").format(who=self.name_of(who)))
            lines.append(
                _("Others are allowed it, so it is closed to everyone else.") if closing
                else _("Nobody is allowed it by a rule: the default holds.")
            )  # fmt: skip
        elif len(lines) > 1:
            lines.append(_("They hold together; one that denies wins."))
        self.why.emit(f"{self.name_of(who)} · {_(ACTION_WORDS[action])}", lines)

    def _show_answers(self) -> None:
        organization = self.context.organization
        wanted = self.search.text().strip()
        users = [one for one in (find_people(organization, wanted) if wanted else organization.users) if one.active]
        kept = self.answers.currentIndex()
        row, column = kept.row(), kept.column()
        model = AnswersModel(self, users)
        show_model(self.answers, model)
        self.answers.setColumnWidth(0, 150)
        for number in range(1, len(ACTIONS) + 1):
            self.answers.setColumnWidth(number, 84)
        self.answers.selectionModel().currentChanged.connect(self._tell_why)
        if 0 <= row < len(users):
            self.answers.setCurrentIndex(model.index(row, column))
        elif self.table.currentIndex().column() < 1:
            self.why.emit("", [])

    def _tell_why(self, index: QModelIndex, _before: QModelIndex | None = None) -> None:
        model = self.answers.model()
        if not index.isValid() or index.column() < 1 or not isinstance(model, AnswersModel):
            return
        user, action = model.users[index.row()], ACTIONS[index.column() - 1]
        found = model.decision(index.row(), index.column() - 1)
        title = _("Why {name} may: {action}") if found.allowed else _("Why {name} may not: {action}")
        lines = [step.message for step in found.trail]
        if found.rule is not None:
            lines.append(_("The rule stands for {who}.").format(who=self.name_of(found.rule.who)))
        self.why.emit(title.format(name=pick(user.name), action=_(ACTION_WORDS[action])), lines)

    # changing ----------------------------------------------------------------------------------

    def add_row(self) -> None:
        """A row for who was chosen; it is written with its first rule."""
        if not self.who.chosen:
            return
        who = self.who.chosen[0]
        self._more = [*[one for one in self._more if one != who], who]
        self.who.show_chosen([])
        self.add.setEnabled(False)
        self.refresh()
        grid = self.table.grid
        if grid is not None and isinstance(grid.source, RuleSource):
            self.table.setCurrentIndex(grid.at(grid.source.table.rows.index(who), 0))
            self.table.scrollTo(self.table.currentIndex())
            self.table.setFocus()

    def write_rules(self, cells: Mapping[Any, str]) -> None:
        """Write cells, (who, action) -> text, on the level that is edited, in one step of undo."""
        levels, process, document = self.levels(), self.process(), self.context.document
        edited = self.edited if self.edited in levels else "process"
        made = with_rule_cells(levels[edited], cells)
        if made == levels[edited]:
            return
        self._more = [*self._more, *(who for who, _action in cells if who not in self._more)]
        shared = self.parts.workspace_rights()
        if edited == "process" and process is not None and document is not None:
            set_process_rights(document, process, made)
        elif edited == "category":
            self.parts.set_rights(set_category(shared, self.category() or "", made), _("Rights of the category"))
            self.refresh()
        elif edited == "workspace":
            self.parts.set_rights(
                shared.model_copy(update={"allow": made.allow, "deny": made.deny}), _("Rights of the workspace")
            )
            self.refresh()
