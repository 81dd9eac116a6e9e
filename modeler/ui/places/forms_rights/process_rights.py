"""Process rights: who may start, see, handle, manage and export, and the answer for any person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from modeler.document.commands import set_extension
from modeler.ui.context import Context
from modeler.ui.panels.who_picker import candidates
from modeler.ui.places.forms_rights.parts import Parts
from runner.core.i18n import N_, pick
from runner.core.i18n import tr as _
from runner.data.model import read_value
from runner.organization.who import who_name
from runner.rights.model import ProcessRights, Rule
from runner.rights.overview import ACTIONS, overview
from runner.ui.kit import style
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import button, label

ACTION_WORDS = {
    "start": N_("start"),
    "see": N_("see"),
    "handle": N_("handle"),
    "manage": N_("manage"),
    "export": N_("export"),
}


class ProcessRightsPage(QWidget):
    """Rules above, "who may do what here" below."""

    def __init__(self, context: Context, parts: Parts) -> None:
        super().__init__()
        self.context = context
        self.parts = parts
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        layout.addWidget(label(_("Process rights"), "title"))
        hint = _("The first rule that allows an action closes it to everyone else. A rule that denies wins.")
        layout.addWidget(label(hint, "caption", wrap=True))
        layout.addLayout(self._adding())
        self.rules = TableView()
        self.rules.setMaximumHeight(220)
        layout.addWidget(self.rules)
        row = QHBoxLayout()
        self.remove = button(_("Remove rule"))
        self.remove.clicked.connect(self._remove)
        row.addWidget(self.remove)
        row.addStretch(1)
        layout.addLayout(row)
        layout.addSpacing(12)
        layout.addWidget(label(_("Who may do what here, and which rule says so"), "heading"))
        self.answers = TableView()
        layout.addWidget(self.answers, 1)

    def _adding(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.effect, self.action, self.who = QComboBox(), QComboBox(), QComboBox()
        self.effect.addItem(_("Allow"), "allow")
        self.effect.addItem(_("Deny"), "deny")
        for action in ACTIONS:
            self.action.addItem(_(ACTION_WORDS[action]), action)
        self.who.setEditable(True)
        self.who.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.who.setMinimumWidth(240)
        add = button(_("Add rule"), "primary")
        add.clicked.connect(self._add)
        for widget in (self.effect, self.action, self.who, add):
            row.addWidget(widget)
        row.addStretch(1)
        return row

    def _process(self) -> str | None:
        document = self.context.document
        processes = list(document.index.processes.values()) if document is not None else []
        chosen = next((one for one in processes if one.executable), processes[0] if processes else None)
        return chosen.id if chosen else None

    def rights(self) -> ProcessRights:
        """The rules of the process as they stand."""
        process, document = self._process(), self.context.document
        if process is None or document is None:
            return ProcessRights()
        block = document.index.processes[process].extension.get("rights")
        return read_value(ProcessRights, dict(block), process) if isinstance(block, Mapping) else ProcessRights()

    def refresh(self) -> None:
        """Show the rules and the answers anew."""
        organization = self.context.organization
        if self.who.count() == 0:
            for one in candidates(organization, ("role", "department", "position", "user")):
                self.who.addItem(f"{one.name}  {one.detail}".strip(), one.who)
        rights = self.rights()
        lines = [("allow", rule) for rule in rights.allow] + [("deny", rule) for rule in rights.deny]
        model = QStandardItemModel(len(lines), 3, self)
        model.setHorizontalHeaderLabels([_("Effect"), _("Action"), _("Who")])
        for number, (effect, rule) in enumerate(lines):
            model.setItem(number, 0, QStandardItem(_("Allow") if effect == "allow" else _("Deny")))
            model.setItem(number, 1, QStandardItem(_(ACTION_WORDS[rule.action])))
            model.setItem(number, 2, QStandardItem(pick(who_name(rule.who, organization)) or rule.who))
        self.rules.setModel(model)
        self.remove.setEnabled(bool(lines))
        self._show_answers(rights)

    def _show_answers(self, rights: ProcessRights) -> None:
        organization = self.context.organization
        users = [user for user in organization.users if user.active]
        rows = overview(rights, self.parts.workspace_rights(), organization, users=[user.id for user in users])
        by_user: dict[str, dict[str, Any]] = {}
        for row in rows:
            by_user.setdefault(row.user, {})[row.action] = row
        model = QStandardItemModel(len(users), len(ACTIONS) + 1, self)
        model.setHorizontalHeaderLabels([_("Person"), *(_(ACTION_WORDS[action]) for action in ACTIONS)])
        theme = style.current_theme()
        for number, user in enumerate(users):
            model.setItem(number, 0, QStandardItem(pick(user.name)))
            for column, action in enumerate(ACTIONS, 1):
                answer = by_user[user.id][action]
                item = QStandardItem(_("yes") if answer.allowed else _("no"))
                item.setForeground(QColor(theme.good if answer.allowed else theme.faint))
                item.setToolTip("\n".join(step.message for step in answer.trail))
                model.setItem(number, column, item)
        self.answers.setModel(model)
        self.answers.setColumnWidth(0, 160)

    def _add(self) -> None:
        index = self.who.findText(self.who.currentText())
        if index < 0:
            return
        rule = Rule(action=self.action.currentData(), who=str(self.who.itemData(index)))
        rights = self.rights()
        if self.effect.currentData() == "allow":
            self.write(rights.model_copy(update={"allow": [*rights.allow, rule]}))
        else:
            self.write(rights.model_copy(update={"deny": [*rights.deny, rule]}))

    def _remove(self) -> None:
        rows = {index.row() for index in self.rules.selectedIndexes()}
        rights = self.rights()
        count = len(rights.allow)
        allow = [rule for number, rule in enumerate(rights.allow) if number not in rows]
        deny = [rule for number, rule in enumerate(rights.deny) if number + count not in rows]
        self.write(ProcessRights(allow=allow, deny=deny))

    def write(self, rights: ProcessRights) -> None:
        """Put the rules into the model; no rules at all take the block away."""
        process, document = self._process(), self.context.document
        if process is None or document is None:
            return
        value = {
            effect: [rule.model_dump(mode="json", by_alias=True, exclude_none=True) for rule in rules]
            for effect, rules in (("allow", rights.allow), ("deny", rights.deny))
            if rules
        }
        set_extension(document, process, "rights", value or None)
        self.refresh()

    def keyPressEvent(self, event: Any) -> None:
        if event.key() == Qt.Key.Key_Delete and self.rules.hasFocus():
            self._remove()
        else:
            super().keyPressEvent(event)
