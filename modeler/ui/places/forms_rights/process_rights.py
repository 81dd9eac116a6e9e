"""Process rights: who may start, see, handle, manage and export, and the answer for any person."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from modeler.rights.edit import Side, process_rights, set_process_rights, with_rule, without_rule
from modeler.ui.context import Context
from modeler.ui.panels.who_picker import Candidate, WhoPicker, candidates
from modeler.ui.places.forms_rights.cell_editors import show_model
from modeler.ui.places.forms_rights.parts import Parts
from runner.core.i18n import N_, pick
from runner.core.i18n import tr as _
from runner.organization.search import find_people
from runner.organization.who import who_name
from runner.rights.model import Action, ProcessRights, Rule, Scope
from runner.rights.overview import ACTIONS, RightRow, overview
from runner.ui.kit import style
from runner.ui.kit.inputs import SearchField
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import button, label

ACTION_WORDS: dict[Action, str] = {
    "start": N_("start"),
    "see": N_("see"),
    "handle": N_("handle"),
    "manage": N_("manage"),
    "export": N_("export"),
}
SCOPE_WORDS: dict[Scope, str] = {
    "own": N_("own cases"),
    "department": N_("cases of the own department"),
    "company": N_("cases of the own company"),
    "all": N_("all cases"),
}
RULE_LINES = 5


class ProcessRightsPage(QWidget):
    """Rules above, "who may do what here" below. `why` goes out with a heading and the lines below it."""

    why = Signal(str, object)

    def __init__(self, context: Context, parts: Parts) -> None:
        super().__init__()
        self.context = context
        self.parts = parts
        self._lines: list[tuple[Side, Rule]] = []
        self._answers: list[list[RightRow]] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        layout.addWidget(label(_("Process rights"), "title"))
        hint = _(
            "Without rules everyone may start, handlers handle, and starters and handlers see their cases. "
            "The first rule that allows an action closes it to everyone else. A rule that denies wins."
        )
        layout.addWidget(label(hint, "caption", wrap=True))
        layout.addLayout(self._adding())
        self.rules = TableView()
        self.rules.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        layout.addWidget(self.rules)
        row = QHBoxLayout()
        self.remove = button(_("Remove rule"), icon_name="delete")
        self.remove.clicked.connect(self.remove_rules)
        row.addWidget(self.remove)
        row.addStretch(1)
        layout.addLayout(row)
        layout.addSpacing(8)
        heading = QHBoxLayout()
        heading.addWidget(label(_("Who may do what here, and which rule says so"), "heading"))
        heading.addStretch(1)
        self.search = SearchField(_("Name, pinyin or initials"))
        self.search.setMaximumWidth(220)
        self.search.searched.connect(lambda _text: self._show_answers())
        heading.addWidget(self.search)
        layout.addLayout(heading)
        self.answers = TableView(by_row=False)
        layout.addWidget(self.answers, 1)

    def _adding(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.effect, self.action, self.scope = QComboBox(), QComboBox(), QComboBox()
        self.effect.addItem(_("Allow"), "allow")
        self.effect.addItem(_("Deny"), "deny")
        for action in ACTIONS:
            self.action.addItem(_(ACTION_WORDS[action]), action)
        self.scope.addItem(_("whatever the case"), None)
        for scope, text in SCOPE_WORDS.items():
            self.scope.addItem(_(text), scope)
        self.who = WhoPicker(self._everybody, [], many=False)
        self.who.setMinimumWidth(220)
        self.add = button(_("Add rule"), "primary")
        self.who.changed.connect(lambda chosen: self.add.setEnabled(bool(chosen)))
        self.add.setEnabled(False)
        self.add.clicked.connect(self.add_rule)
        for text, box in ((_("Effect"), self.effect), (_("Action"), self.action), (_("Cases"), self.scope)):
            box.setAccessibleName(text)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        row.addWidget(self.effect)
        row.addWidget(self.who, 1)
        for widget in (self.action, self.scope, self.add):
            row.addWidget(widget)
        return row

    def _everybody(self) -> list[Candidate]:
        everybody = [Candidate("starter", _("Whoever started the case"))]
        return everybody + candidates(self.context.organization, ("role", "department", "position", "user"))

    def process(self) -> str | None:
        """The id of the process whose rights are shown."""
        document = self.context.document
        processes = list(document.index.processes.values()) if document is not None else []
        chosen = next((one for one in processes if one.executable), processes[0] if processes else None)
        return chosen.id if chosen else None

    def category(self) -> str | None:
        """The category of the process, whose rules count too."""
        process, document = self.process(), self.context.document
        block = document.index.processes[process].extension.get("process") if process and document else None
        return str(block.get("category") or "") or None if isinstance(block, Mapping) else None

    def rights(self) -> ProcessRights:
        """The rules of the process as they stand."""
        process, document = self.process(), self.context.document
        return process_rights(document.index, process) if process and document is not None else ProcessRights()

    # showing -----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the rules and the answers anew."""
        rights, shared = self.rights(), self.parts.workspace_rights()
        self._lines = [*(("allow", rule) for rule in rights.allow), *(("deny", rule) for rule in rights.deny)]
        above: list[ProcessRights] = [one for one in shared.categories if one.category == self.category()]
        theirs = [(_("Allow"), rule) for one in (*above, shared) for rule in one.allow]
        theirs += [(_("Deny"), rule) for one in (*above, shared) for rule in one.deny]
        model = QStandardItemModel(len(self._lines) + len(theirs), 5, self)
        model.setHorizontalHeaderLabels([_("Effect"), _("Who"), _("Action"), _("Cases"), _("Written in")])
        rows = [(_("Allow") if side == "allow" else _("Deny"), rule, _("this process")) for side, rule in self._lines]
        rows += [(effect, rule, _("the workspace")) for effect, rule in theirs]
        for number, (effect, rule, where) in enumerate(rows):
            scope = _(SCOPE_WORDS[rule.scope]) if rule.scope else ""
            texts = (effect, self.name_of(rule.who), _(ACTION_WORDS[rule.action]), scope, where)
            for column, text in enumerate(texts):
                item = QStandardItem(text)
                if number >= len(self._lines):
                    item.setForeground(QColor(style.current_theme().faint))
                model.setItem(number, column, item)
        show_model(self.rules, model)
        for column, width in enumerate((80, 220, 100, 180)):
            self.rules.setColumnWidth(column, width)
        selection = self.rules.selectionModel()
        selection.selectionChanged.connect(lambda *_change: self._rule_chosen())
        height = self.rules.verticalHeader().defaultSectionSize()
        lines = max(1, min(len(rows), RULE_LINES))
        self.rules.setFixedHeight(height * lines + self.rules.horizontalHeader().sizeHint().height() + 2)
        self._rule_chosen()
        self._show_answers()

    def name_of(self, who: str) -> str:
        """A reference in words."""
        if who == "starter":
            return _("Whoever started the case")
        name = pick(who_name(who, self.context.organization)) or who
        return _("{name} and below").format(name=name) if who.endswith("/**") else name

    def _rule_chosen(self) -> None:
        self.remove.setEnabled(bool(self._chosen_rules()))

    def _chosen_rules(self) -> list[tuple[Side, Rule]]:
        rows = sorted({index.row() for index in self.rules.selectedIndexes()})
        return [self._lines[row] for row in rows if row < len(self._lines)]

    def _show_answers(self) -> None:
        organization = self.context.organization
        wanted = self.search.text().strip()
        users = [one for one in (find_people(organization, wanted) if wanted else organization.users) if one.active]
        rows = overview(self.rights(), self.parts.workspace_rights(), organization,
                        category=self.category(), users=[one.id for one in users])  # fmt: skip
        by_user: dict[str, list[RightRow]] = {}
        for row in rows:
            by_user.setdefault(row.user, []).append(row)
        self._answers = [by_user[user.id] for user in users]
        kept = self.answers.currentIndex()
        model = QStandardItemModel(len(users), len(ACTIONS) + 1, self)
        model.setHorizontalHeaderLabels([_("Person"), *(_(ACTION_WORDS[action]) for action in ACTIONS)])
        theme = style.current_theme()
        for number, user in enumerate(users):
            model.setItem(number, 0, QStandardItem(pick(user.name)))
            for column, answer in enumerate(self._answers[number], 1):
                item = QStandardItem(_("yes") if answer.allowed else _("no"))
                item.setForeground(QColor(theme.good if answer.allowed else theme.faint))
                item.setToolTip("\n".join(step.message for step in answer.trail))
                model.setItem(number, column, item)
        show_model(self.answers, model)
        self.answers.setColumnWidth(0, 150)
        for column in range(1, len(ACTIONS) + 1):
            self.answers.setColumnWidth(column, 84)
        self.answers.selectionModel().currentChanged.connect(self._tell_why)
        if kept.isValid() and kept.row() < len(users):
            self.answers.setCurrentIndex(model.index(kept.row(), kept.column()))
        else:
            self.why.emit("", [])

    def _tell_why(self, index: QModelIndex, _before: QModelIndex | None = None) -> None:
        if not index.isValid() or index.column() < 1:
            return
        row = self._answers[index.row()][index.column() - 1]
        user = self.context.organization.user(row.user)
        texts = {"name": pick(user.name) if user else row.user, "action": _(ACTION_WORDS[row.action])}
        title = _("Why {name} may: {action}") if row.allowed else _("Why {name} may not: {action}")
        lines = [step.message for step in row.trail]
        if row.rule is not None:
            lines.append(_("The rule stands for {who}.").format(who=self.name_of(row.rule.who)))
        self.why.emit(title.format(**texts), lines)

    # changing ----------------------------------------------------------------------------------

    def add_rule(self) -> None:
        """Add the rule that was put together."""
        if not self.who.chosen:
            return
        side: Side = self.effect.currentData()
        rule = (self.action.currentData(), self.who.chosen[0], self.scope.currentData())
        self.who.show_chosen([])
        self.add.setEnabled(False)
        self._write(with_rule(self.rights(), side, *rule))

    def remove_rules(self) -> None:
        """Remove the selected rules of this process."""
        rights = self.rights()
        for side, rule in self._chosen_rules():
            rights = without_rule(rights, side, rule)
        self._write(rights)

    def _write(self, rights: ProcessRights) -> None:
        process, document = self.process(), self.context.document
        if process is not None and document is not None and rights != self.rights():
            set_process_rights(document, process, rights)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.rules.hasFocus():
            self.remove_rules()
        else:
            super().keyPressEvent(event)
