"""The head of a column of a decision table: what it is about, its type and the values that it allows."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QDialog, QLineEdit, QVBoxLayout, QWidget

from modeler.decisions.columns import Clause, Side
from modeler.ui.panels.decision_fields import type_text
from runner.core.i18n import tr as _
from runner.decisions import Node
from runner.ui.kit.dialogs import asking_foot
from runner.ui.kit.groups import captioned
from runner.ui.kit.texts import label

TYPES = (
    "string", "number", "boolean", "date", "time", "date and time", "days and time duration",
    "years and months duration",
)  # fmt: skip


class ColumnDialog(QDialog):
    """Accepted: `clause` is what shall stand there. `words` are names that may be asked about."""

    def __init__(self, parent: QWidget, side: Side, clause: Clause, node: Node, words: tuple[str, ...]) -> None:
        super().__init__(parent)
        self.setObjectName("decision-column")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        is_in = side == "in"
        self.setWindowTitle(_("Column"))
        self.setMinimumWidth(460)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(label(_("What the column asks") if is_in else _("What the column answers"), "title"))
        self.label, self.text, self.allowed, self.default = (QLineEdit(one) for one in (
            clause.label, clause.text, clause.allowed, clause.default,
        ))  # fmt: skip
        for name, field in (
            ("label", self.label), ("text", self.text), ("allowed", self.allowed), ("default", self.default),
        ):  # fmt: skip
            field.setObjectName(f"column-{name}")
        self.type = QComboBox()
        self.type.setObjectName("column-type")
        named = [item.name for item in node.file.definitions.items]
        plain = clause.type.removeprefix("feel:")
        for one in dict.fromkeys(["", *TYPES, *named, plain]):
            self.type.addItem((type_text(one) or one) if one else _("any"), one)
        self.type.setCurrentIndex(max(self.type.findData(plain), 0))
        self._given, self._plain = clause.type, plain
        asked = _("Variable or expression") if is_in else _("Name of the answer")
        hint = _("For example amount, or amount * 2") if is_in else _("One word; needed where several columns answer")
        self.text.setPlaceholderText(hint)
        self.allowed.setPlaceholderText(_('For example "low", "high", or [0..100]; empty for any'))
        if is_in and words:
            offers = QCompleter(list(words), self.text)
            offers.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            offers.setFilterMode(Qt.MatchFlag.MatchContains)
            self.text.setCompleter(offers)
        column.addWidget(captioned(_("Caption"), self.label))
        column.addWidget(captioned(asked, self.text))
        column.addWidget(captioned(_("Type"), self.type))
        column.addWidget(captioned(_("Allowed values"), self.allowed))
        if not is_in:
            order = _("With the policies P and O the first value is the most important.")
            column.addWidget(label(order, "caption", wrap=True))
            column.addWidget(captioned(_("Answer where no rule fits"), self.default))
        column.addSpacing(4)
        foot, self.done_button = asking_foot(self, _("Apply"))
        column.addLayout(foot)
        (self.text if is_in and not clause.text else self.label).setFocus()

    def clause(self) -> Clause:
        """What stands in the fields."""
        kind = str(self.type.currentData() or "")
        return Clause(
            self.label.text().strip(), self.text.text().strip(), self._given if kind == self._plain else kind,
            self.allowed.text().strip(), self.default.text().strip(),
        )  # fmt: skip
