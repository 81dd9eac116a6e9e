"""What is said in two ways, each with what mends it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modeler.dictionary.consistency import Binding, Finding
from runner.core.i18n import tr as _
from runner.core.problem import Severity
from runner.ui.kit.texts import Role, button, label

MOST = 100
ROLES: Mapping[Severity, Role] = {Severity.ERROR: "bad", Severity.WARNING: "warning"}


class ConsistencyList(QScrollArea):
    """`mended` carries the binding that a click asks for."""

    mended = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.fixes: list[QWidget] = []

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show them, the gravest first."""
        order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
        listed = sorted(findings, key=lambda one: order[one.problem.severity])
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 8, 12, 8)
        column.setSpacing(4)
        self.fixes = []
        if not listed:
            column.addWidget(label(_("Everything is said in one way."), "muted"))
        for one in listed[:MOST]:
            row = QHBoxLayout()
            row.setSpacing(12)
            texts = QVBoxLayout()
            texts.setSpacing(2)
            kind = ROLES.get(one.problem.severity, "body")
            texts.addWidget(label(one.problem.message, kind, wrap=True, selectable=True))
            texts.addWidget(label(one.problem.hint, "muted", wrap=True))
            row.addLayout(texts, 1)
            if one.fix is not None:
                row.addWidget(self._button(one.fix), 0, Qt.AlignmentFlag.AlignTop)
            column.addLayout(row)
            column.addSpacing(8)
        column.addStretch(1)
        self.setWidget(page)

    def _button(self, fix: Binding) -> QWidget:
        made = button(_("Bind to {term}").format(term=fix.element))
        made.clicked.connect(lambda: self.mended.emit(fix))
        self.fixes.append(made)
        return made
