"""Design: the canvas with the palette on its left, properties on its right, problems and remarks below.

The drawing comes first: what stands round it has its room from the beginning, and is made after the first picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from modeler.document.change import Change, Origin
from modeler.ui import preferences
from modeler.ui.canvas.acts import ACTS
from modeler.ui.canvas.planes import home_of
from modeler.ui.canvas.tidying import is_undrawn
from modeler.ui.canvas.view import CanvasView
from modeler.ui.context import Context
from modeler.ui.place import Place
from runner.core.problem import Problem, Severity
from runner.core.registry import load_object
from runner.ui.kit.panes import Panes

if TYPE_CHECKING:
    from modeler.ui.canvas.minimap import Minimap
    from modeler.ui.canvas.palette import PaletteWidget
    from modeler.ui.canvas.undrawn import Undrawn
    from modeler.ui.chain.switch import ViewSwitch
    from modeler.ui.chain.view import ChainView
    from modeler.ui.panels.import_report import ImportBar
    from modeler.ui.panels.problems import ProblemsPanel
    from modeler.ui.panels.properties import PropertiesPanel
    from modeler.ui.panels.remarks import RemarksPanel
    from modeler.ui.places.below import Below


class Design(Place):
    """Draws the process and edits what is selected."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.canvas = CanvasView(self)
        self.canvas.jobs = context.jobs
        self.canvas.scene.kinds.offers_calls = True
        self.canvas.setMinimumSize(320, 200)
        self._middle = QStackedWidget()
        self._middle.addWidget(self.canvas)
        self._panes = Panes(self._middle, self._remember)
        self._left, self._right, self._bottom = (_room() for _side in range(3))
        self._panes.add("left", self._left, 64, minimum=56, open_=self._kept("left", 64)[1])
        size, open_ = self._kept("right", 320)
        self._panes.add("right", self._right, size, minimum=260, open_=open_)
        size, open_ = self._kept("bottom", 132)
        self._panes.add("bottom", self._bottom, size, minimum=88, open_=open_)
        row.addWidget(self._panes)
        self._connect()
        self._show_document()
        for part in (
            lambda: self.palette_bar, lambda: self.properties, lambda: self.below, lambda: self.minimap,
            lambda: self.switch, lambda: self.import_bar, self._check, self.canvas.get_ready, self._get_groups_ready,
        ):  # fmt: skip
            context.later.add(self, part)

    # what stands round the canvas --------------------------------------------------------------

    @cached_property
    def palette_bar(self) -> PaletteWidget:
        """What can be drawn."""
        from PySide6.QtWidgets import QScrollArea

        from modeler.ui.canvas.palette import PaletteWidget

        made = PaletteWidget(self.canvas)
        tools = QScrollArea()  # on a low screen the palette scrolls, nothing is cut off
        tools.setWidgetResizable(True)
        tools.setWidget(made)
        tools.setProperty("role", "raised")
        tools.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        tools.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        _furnish(self._left, tools)
        return made

    @cached_property
    def properties(self) -> PropertiesPanel:
        """What is selected, to read and to edit."""
        from modeler.ui.panels.properties import PropertiesPanel

        made = PropertiesPanel(self.context, self._ground)
        self.canvas.planeShown.connect(made.follow_ground)
        _furnish(self._right, made)
        return made

    def _ground(self) -> str | None:
        """The sub-process or process whose inside the canvas shows; None on the first diagram."""
        document = self.canvas.document
        return home_of(document, self.canvas.scene.root) if document is not None else None

    @cached_property
    def minimap(self) -> Minimap:
        """The whole diagram in a corner."""
        from modeler.ui.canvas.minimap import Minimap

        made = Minimap(self.canvas)
        made.set_open(bool(self.context.settings["design.minimap"]))
        made.toggled.connect(lambda on: self.context.settings.set("design.minimap", on))
        made.show()
        return made

    @cached_property
    def switch(self) -> ViewSwitch:
        """Chooses between the canvas and the approval view."""
        from modeler.ui.chain.switch import ViewSwitch

        made = ViewSwitch(self._middle)
        made.changed.connect(self.show_chain)
        made.show()
        return made

    @cached_property
    def chain(self) -> ChainView:
        """The same process as cards below each other."""
        from modeler.ui.chain.view import ChainView

        made = ChainView(self.context, lambda: self.canvas.read_only)
        made.canvasAsked.connect(self._back_to_canvas)
        made.propertiesAsked.connect(lambda: self._panes.set_open("right", True))
        made.chainAsked.connect(self.do_chain)
        made.set_badges(self.context.problems, self._remarks)
        self._middle.addWidget(made)
        return made

    @property
    def shows_chain(self) -> bool:
        """Whether the approval view is shown, and not the canvas."""
        return "chain" in vars(self) and self._middle.currentWidget() is self.chain

    def show_chain(self, on: bool) -> None:
        """Show the approval view, or the canvas. The palette is the canvas's."""
        if on == self.shows_chain:
            return
        self._middle.setCurrentWidget(self.chain if on else self.canvas)
        self._panes.put_away("left", on)
        self.switch.show_choice(on)
        self._tell_zoom(self.canvas.camera.scale)
        if on:
            self.chain.take_focus()
        else:
            self.canvas.setFocus()

    def do_toggle_chain(self) -> None:
        """From the canvas to the approval view and back."""
        self.show_chain(not self.shows_chain)

    def _tell_zoom(self, scale: float) -> None:
        """Tell how large the canvas is shown, where it is: cards have no zoom."""
        self.context.zoomChanged.emit(0.0 if self.shows_chain else scale)

    def _back_to_canvas(self, element: str) -> None:
        self.show_chain(False)
        if element:
            self.focus_element(element)

    @cached_property
    def _undrawn(self) -> Undrawn:
        from modeler.ui.canvas.undrawn import Undrawn

        return Undrawn(self.canvas)

    @cached_property
    def below(self) -> Below:
        """Problems and remarks."""
        from modeler.ui.places.below import Below

        made = Below(self.context, lambda: self._panes.set_open("bottom", False))
        made.problems.chosen.connect(self._problem_chosen)
        made.imported.chosen.connect(self._problem_chosen)
        made.remarks.countChanged.connect(self._show_badges)
        _furnish(self._bottom, made)
        return made

    @cached_property
    def import_bar(self) -> ImportBar:
        """Says what of a foreign file is read otherwise."""
        from modeler.ui.panels.import_report import ImportBar

        made = ImportBar(self.context, self.canvas)
        made.found.connect(self.below.show_import)
        made.asked.connect(self.show_imported)
        return made

    @property
    def problems(self) -> ProblemsPanel:
        """What the check found."""
        return self.below.problems

    @property
    def remarks(self) -> RemarksPanel:
        """What testers said."""
        return self.below.remarks

    def _check(self) -> None:
        from modeler.ui.panels.checker import Checker

        Checker(self.context, self)

    def _get_groups_ready(self) -> None:
        """Load one by one what the first selected element would load at once."""
        from modeler.ui.panels.properties import GROUPS

        for _title, target in GROUPS.values():
            self.context.later.add(self, partial(load_object, target))

    def _connect(self) -> None:
        context = self.context
        context.documentChanged.connect(self._changed)
        context.selection.changed.connect(self._select_on_canvas)
        context.problemsChanged.connect(self._show_badges)
        self.canvas.selectionChanged.connect(self._selected_on_canvas)
        self.canvas.chainAsked.connect(self.do_chain)
        self.canvas.calledWanted.connect(self._open_called)
        self.canvas.contextRequested.connect(self._open_menu)
        self.canvas.zoomChanged.connect(self._tell_zoom)
        self.canvas.elementActivated.connect(self._activated)
        self.canvas.set_theme(context.theme)
        context.themeChanged.connect(self.canvas.set_theme)
        self.canvas.problems_of = self._problems_of
        self._show_badges()

    # the document ------------------------------------------------------------------------------

    def _show_document(self) -> None:
        if self.context.document is not None:
            self.canvas.set_document(self.context.document)
        self._tell_undrawn()

    def _changed(self, change: Change) -> None:
        if change.origin == Origin.LOAD:
            self._show_document()
        elif change.origin == Origin.UNDO or ("_undrawn" in vars(self) and self._undrawn.isVisible()):
            self._tell_undrawn()

    def _tell_undrawn(self) -> None:
        document = self.context.document
        if "_undrawn" in vars(self) or (document is not None and is_undrawn(document)):
            self._undrawn.refresh()

    def _show_badges(self, *_news: object) -> None:
        badges: dict[str, tuple[str, int]] = {}
        for problem in self.context.problems:  # the gravest comes first
            if problem.element and problem.severity != Severity.INFO:
                kind, count = badges.get(problem.element, (problem.severity.value, 0))
                badges[problem.element] = (kind, count + 1)
        self.canvas.set_badges(badges, self._remarks)
        if "chain" in vars(self):
            self.chain.set_badges(self.context.problems, self._remarks)

    @property
    def _remarks(self) -> Mapping[str, int]:
        return self.remarks.by_element if "below" in vars(self) else {}

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

    def _open_menu(self, element: str, at: QPoint) -> None:
        from modeler.ui.canvas_menu import open_menu

        commands = getattr(self.window(), "commands", None)
        if commands is not None and self.context.document is not None:
            open_menu(self.canvas, commands, element, at)

    def _problem_chosen(self, problem: Problem) -> None:
        if problem.element:
            self.focus_element(problem.element)
        if problem.field:
            self._panes.set_open("right", True)
            self.properties.focus_field(problem.field)

    def focus_element(self, element: str) -> None:
        """Select an element and bring it into view."""
        self.context.selection.set([element])
        if not self.shows_chain or element not in self.chain.cards:
            self.show_chain(False)
            self.canvas.reveal(element)

    def show_problems(self) -> None:
        """Unfold the problems."""
        self._panes.set_open("bottom", True)
        self.below.show_problems()

    def show_imported(self) -> None:
        """Unfold the report of the import."""
        self._panes.set_open("bottom", True)
        self.below.show_imported()

    def entered(self) -> None:
        """Give the canvas, or the cards, the keys."""
        if self.shows_chain:
            self.chain.take_focus()
        else:
            self.canvas.setFocus()
        if "below" in vars(self):
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
        from modeler.ui.canvas import verbs

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


def _room() -> QWidget:
    """A panel's room before the panel is there."""
    room = QWidget()
    room.setProperty("role", "raised")
    room.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(room)
    column.setContentsMargins(0, 0, 0, 0)
    return room


def _furnish(room: QWidget, panel: QWidget) -> None:
    layout = room.layout()
    assert layout is not None
    layout.addWidget(panel)
    panel.show()  # now, not with the next event: who asked may want to put the focus into it
