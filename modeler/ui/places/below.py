"""What stands below the canvas: problems and remarks, one behind the other."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from modeler.ui.context import Context
from modeler.ui.panels.import_report import ImportList
from modeler.ui.panels.problems import ProblemsPanel
from modeler.ui.panels.remarks import RemarksPanel
from runner.core.i18n import tr as _
from runner.core.problem import Problem
from runner.ui.kit.texts import tool_button


class Below(QWidget):
    """Panels behind tabs that say how much is in them. `fold` is asked to put it away."""

    def __init__(self, context: Context, fold: Callable[[], None]) -> None:
        super().__init__()
        self._context = context
        self.problems = ProblemsPanel(context)
        self.remarks = RemarksPanel(context)
        self.imported = ImportList(context)
        self._imports = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(12, 2, 8, 0)
        self._tabs = QTabBar()
        self._tabs.setExpanding(False)
        for _tab in range(3):
            self._tabs.addTab("")
        self._tabs.setTabVisible(2, False)
        away = tool_button("chevron-down", _("Fold this panel"), size=12)
        away.clicked.connect(fold)
        top.addWidget(self._tabs)
        top.addStretch(1)
        top.addWidget(away)
        column.addLayout(top)
        stack = QStackedWidget()
        stack.addWidget(self.problems)
        stack.addWidget(self.remarks)
        stack.addWidget(self.imported)
        column.addWidget(stack, 1)
        self._tabs.currentChanged.connect(stack.setCurrentIndex)
        context.problemsChanged.connect(self.show_counts)
        self.remarks.countChanged.connect(self.show_counts)
        self.show_counts()
        self.remarks.reload()

    def show_problems(self) -> None:
        """The problems in front."""
        self._tabs.setCurrentIndex(0)

    def show_import(self, problems: list[Problem]) -> None:
        """What of a foreign file is read otherwise; its tab is there as long as there is anything."""
        self._imports = len(problems)
        self.imported.show_report(problems)
        self._tabs.setTabVisible(2, bool(problems))
        if not problems and self._tabs.currentIndex() == 2:
            self._tabs.setCurrentIndex(0)
        self.show_counts()

    def show_imported(self) -> None:
        """The report of the import in front."""
        self._tabs.setCurrentIndex(2)

    def show_counts(self, *_news: object) -> None:
        """Say on the tabs how much there is."""
        self._tabs.setTabText(0, _("Problems {count}").format(count=len(self._context.problems) or "").strip())
        self._tabs.setTabText(1, _("Remarks {count}").format(count=self.remarks.count or "").strip())
        self._tabs.setTabText(2, _("Import report {count}").format(count=self._imports))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.show_counts()
