"""Design: the canvas with the palette on its left, properties on its right, problems and remarks below."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from modeler.document.change import Change, Origin
from modeler.ui import preferences
from modeler.ui.canvas import verbs
from modeler.ui.canvas.acts import ACTS
from modeler.ui.canvas.minimap import Minimap
from modeler.ui.canvas.palette import PaletteWidget
from modeler.ui.canvas.undrawn import Undrawn
from modeler.ui.canvas.view import CanvasView
from modeler.ui.context import Context
from modeler.ui.panels.checker import Checker
from modeler.ui.panels.problems import ProblemsPanel
from modeler.ui.panels.properties import PropertiesPanel
from modeler.ui.panels.remarks import RemarksPanel
from modeler.ui.place import Place
from runner.core.i18n import tr as _
from runner.core.problem import Problem, Severity
from runner.ui.kit.panes import Panes
from runner.ui.kit.texts import tool_button


class Design(Place):
    """Draws the process and edits what is selected."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.canvas = CanvasView(self)
        self.canvas.jobs = context.jobs
        self.canvas.scene.offers_calls = True
        self.canvas.setMinimumSize(320, 200)
        self.minimap = Minimap(self.canvas)
        self.minimap.set_open(bool(context.settings["design.minimap"]))
        self.minimap.toggled.connect(lambda on: context.settings.set("design.minimap", on))
        self._undrawn = Undrawn(self.canvas)
        self.palette_bar = PaletteWidget(self.canvas)
        self.properties = PropertiesPanel(context)
        self.problems = ProblemsPanel(context)
        self.remarks = RemarksPanel(context)
        self._panes = Panes(self.canvas, self._remember)
        tools = QScrollArea()  # on a low screen the palette scrolls, nothing is cut off
        tools.setWidgetResizable(True)
        tools.setWidget(self.palette_bar)
        tools.setProperty("role", "raised")
        tools.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        tools.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._panes.add("left", tools, 64, minimum=56, open_=self._kept("left", 64)[1])
        size, open_ = self._kept("right", 320)
        self._panes.add("right", self.properties, size, minimum=260, open_=open_)
        size, open_ = self._kept("bottom", 132)
        self._panes.add("bottom", self._below(), size, minimum=88, open_=open_)
        row.addWidget(self._panes)
        self._checker = Checker(context, self)
        self._connect()
        self._show_document()

    def _below(self) -> QWidget:
        box = QWidget()
        box.setProperty("role", "raised")
        box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(12, 2, 8, 0)
        self._tabs = QTabBar()
        self._tabs.setExpanding(False)
        self._tabs.addTab("")
        self._tabs.addTab("")
        fold = tool_button("chevron-down", _("Fold this panel"), size=12)
        fold.clicked.connect(lambda: self._panes.set_open("bottom", False))
        top.addWidget(self._tabs)
        top.addStretch(1)
        top.addWidget(fold)
        column.addLayout(top)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.problems)
        self._pages.addWidget(self.remarks)
        column.addWidget(self._pages, 1)
        self._tabs.currentChanged.connect(self._pages.setCurrentIndex)
        return box

    def _connect(self) -> None:
        context = self.context
        context.documentChanged.connect(self._changed)
        context.selection.changed.connect(self._select_on_canvas)
        context.problemsChanged.connect(self._show_counts)
        self.canvas.selectionChanged.connect(self._selected_on_canvas)
        self.canvas.chainAsked.connect(self.do_chain)
        self.canvas.calledWanted.connect(self._open_called)
        self.canvas.zoomChanged.connect(context.zoomChanged)
        self.canvas.elementActivated.connect(self._activated)
        self.canvas.set_theme(context.theme)
        context.themeChanged.connect(self.canvas.set_theme)
        self.canvas.problems_of = self._problems_of
        self.problems.chosen.connect(self._problem_chosen)
        self.remarks.countChanged.connect(self._show_counts)
        self._show_counts()

    # the document ------------------------------------------------------------------------------

    def _show_document(self) -> None:
        if self.context.document is not None:
            self.canvas.set_document(self.context.document)
        self._undrawn.refresh()

    def _changed(self, change: Change) -> None:
        if change.origin == Origin.LOAD:
            self._show_document()
        elif self._undrawn.isVisible() or change.origin == Origin.UNDO:
            self._undrawn.refresh()

    def _show_counts(self, *_news: object) -> None:
        self._tabs.setTabText(0, _("Problems {count}").format(count=len(self.context.problems) or "").strip())
        self._tabs.setTabText(1, _("Remarks {count}").format(count=self.remarks.count or "").strip())
        badges: dict[str, tuple[str, int]] = {}
        for problem in self.context.problems:  # the gravest comes first
            if problem.element and problem.severity != Severity.INFO:
                kind, count = badges.get(problem.element, (problem.severity.value, 0))
                badges[problem.element] = (kind, count + 1)
        self.canvas.set_badges(badges, self.remarks.by_element)

    def _problems_of(self, element: str) -> list[str]:
        return [problem.message for problem in self.context.problems if problem.element == element]

    # selection ---------------------------------------------------------------------------------

    def _selected_on_canvas(self, ids: Any) -> None:
        self.context.selection.set(ids)

    def _select_on_canvas(self, ids: tuple[str, ...]) -> None:
        if self.canvas.selection.ids != ids:
            self.canvas.selection.set(ids)

    def _activated(self, _element: str) -> None:
        self._panes.set_open("right", True)

    def _open_called(self, element: str) -> None:
        from modeler.ui.called import open_called

        open_called(self.context, self.canvas, element)

    def _problem_chosen(self, problem: Problem) -> None:
        if problem.element:
            self.focus_element(problem.element)
        if problem.field:
            self._panes.set_open("right", True)
            self.properties.focus_field(problem.field)

    def focus_element(self, element: str) -> None:
        """Select an element and bring it into view."""
        self.context.selection.set([element])
        self.canvas.reveal(element)

    def show_problems(self) -> None:
        """Unfold the problems."""
        self._panes.set_open("bottom", True)
        self._tabs.setCurrentIndex(0)

    def entered(self) -> None:
        """Give the canvas the keys."""
        self.canvas.setFocus()
        self.remarks.reload()

    # verbs -------------------------------------------------------------------------------------

    def verb(self, name: str) -> bool:
        """Do an action of the table: panels here, everything else on the canvas."""
        if super().verb(name):
            return True
        act = ACTS.get(name)
        if act is None:
            return False
        act.run(self.canvas)
        return True

    def can(self, name: str) -> bool:
        """Whether the canvas knows the verb."""
        return super().can(name) or name in ACTS

    def do_chain(self) -> None:
        """Ask for a chain of approvals and draw it behind the selected step, or behind the start event."""
        if self.context.document is not None and not self.canvas.read_only:
            from modeler.ui.panels.chain_dialog import open_chain

            open_chain(self, self.context, self._draw_chain)

    def _draw_chain(self, steps: list[Any]) -> None:
        made = verbs.append_chain(self.canvas, steps)
        if made:
            self.canvas.fit()
            self.canvas.selection.set(made)

    def do_toggle_minimap(self) -> None:
        """Open or close the minimap."""
        self.minimap.toggle()

    def do_toggle_left(self) -> None:
        """Fold or unfold the palette."""
        self._panes.toggle("left")

    def do_toggle_right(self) -> None:
        """Fold or unfold the properties."""
        self._panes.toggle("right")

    def do_toggle_bottom(self) -> None:
        """Fold or unfold problems and remarks."""
        self._panes.toggle("bottom")

    def do_show_properties(self, field: str = "") -> None:
        """Unfold the properties; with a field, put the focus on it."""
        self._panes.set_open("right", True)
        if field:
            self.properties.focus_field(field)

    def set_full(self, full: bool) -> None:
        """The canvas alone, or with its panels."""
        self._panes.only_middle(full)

    def _kept(self, side: str, size: int) -> tuple[int, bool]:
        return preferences.panel_state(self.context.settings, f"design.{side}", size)

    def _remember(self, side: str, size: int, open_: bool) -> None:
        preferences.remember_panel(self.context.settings, f"design.{side}", size, open_)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._show_counts()
