"""The place itself: it brings scenarios, inputs, diagram, plots and results together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from modeler.ui import preferences
from modeler.ui.canvas.view import CanvasView
from modeler.ui.context import Context
from modeler.ui.place import Place
from modeler.ui.places.simulate.heat import METRICS, heat_of
from modeler.ui.places.simulate.inputs import InputsPanel
from modeler.ui.places.simulate.plots import KINDS, PlotView
from modeler.ui.places.simulate.results import ResultsPanel
from modeler.ui.places.simulate.runs import Run, Simulator
from modeler.ui.places.simulate.scenarios import ScenariosPanel
from modeler.ui.places.simulate.study import Entry, study_of
from runner.bundle.bundle import Bundle
from runner.core.atomic import write_bytes
from runner.core.errors import AppError
from runner.core.i18n import current_language
from runner.core.i18n import tr as _
from runner.core.problem import Severity
from runner.core.registry import load_object
from runner.simulate.result import SimulationResult
from runner.simulate.run import prepare
from runner.ui.kit.cards import SegmentedBar
from runner.ui.kit.panes import Panes
from runner.ui.kit.states import Banner

COMPILE_MS = 250


class Simulate(Place):
    """Scenarios left, the inputs of the selection right, heatmap or plots in the middle, results below."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.study = study_of(context)
        self.bundle: Bundle | None = None
        self.simulator = Simulator()
        self._run: Run | None = None
        self._running: Entry | None = None
        self._metric = "wait"
        self._view = "heat"
        self._visible = False
        self._wants_compile = True
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.scenarios = ScenariosPanel(self.study)
        self.inputs = InputsPanel(self.study)
        self.results = ResultsPanel(self.study)
        self.panes = Panes(self._middle(), self._remember)
        self._dock("left", self.scenarios, 232, 200)
        self._dock("right", self._raised(self.inputs), 300, 260)
        self._dock("bottom", self._raised(self.results), 264, 150)
        row.addWidget(self.panes)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(COMPILE_MS)
        self._later.timeout.connect(self._compile)
        self._connect()
        self._theme_changed()
        self._document_changed()

    # ---- making

    def _middle(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 8, 12, 8)
        bar.setSpacing(16)
        self.views = SegmentedBar(
            [
                ("heat", _("Heatmap")),
                ("queue", _("Queues over time")),
                ("use", _("How busy")),
                ("cycle", _("Cycle time")),
            ],
            self._view,
        )
        self.views.changed.connect(self._switch)
        self.metrics = SegmentedBar([(key, _(title)) for key, (title, _measure) in METRICS.items()], self._metric)
        self.metrics.changed.connect(self._measure)
        bar.addWidget(self.views)
        bar.addStretch(1)
        bar.addWidget(self.metrics)
        column.addLayout(bar)
        self.banner = Banner()
        column.addWidget(self.banner)
        self._stack = QStackedWidget()
        self.canvas = CanvasView()
        self.canvas.set_read_only(True)
        self.plots = PlotView()
        self._stack.addWidget(self.canvas)
        self._stack.addWidget(self.plots)
        column.addWidget(self._stack, 1)
        return page

    @staticmethod
    def _raised(inner: QWidget) -> QWidget:
        box = QWidget()
        box.setProperty("role", "raised")
        box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(inner)
        return box

    def _dock(self, side: Any, panel: QWidget, size: int, minimum: int) -> None:
        wide, open_ = preferences.panel_state(self.context.settings, f"simulate.{side}", size)
        self.panes.add(side, panel, wide, minimum=minimum, open_=open_)

    def _remember(self, side: str, size: int, open_: bool) -> None:
        preferences.remember_panel(self.context.settings, f"simulate.{side}", size, open_)

    def _connect(self) -> None:
        context = self.context
        context.documentChanged.connect(self._document_changed)
        context.workspaceChanged.connect(self._document_changed)
        context.themeChanged.connect(self._theme_changed)
        context.selection.changed.connect(self._selected)
        self.canvas.selectionChanged.connect(context.selection.set)
        self._stop_listening = self.study.changed.connect(self._study_changed)
        stop, simulator = self._stop_listening, self.simulator

        def close(_object: object = None) -> None:
            stop()
            simulator.close()

        self.destroyed.connect(close)
        self.scenarios.newAsked.connect(self.new_scenario)
        self.scenarios.duplicateAsked.connect(self.duplicate_scenario)
        self.scenarios.removeAsked.connect(self.remove_scenario)
        self.scenarios.saveAsked.connect(self.save_scenario)
        self.scenarios.runAsked.connect(self.do_run)
        self.scenarios.stopAsked.connect(self.stop)
        self.inputs.allAsked.connect(lambda: context.selection.set(()))
        self.results.reportAsked.connect(self.ask_report)
        self.results.elementAsked.connect(self.focus_element)

    # ---- the document

    def entered(self) -> None:
        """It is shown now: read what changed meanwhile."""
        self._visible = True
        if self._wants_compile:
            self._compile()

    def left(self) -> None:
        """Another place is shown; what was changed here is written."""
        self._visible = False
        self._save_all()

    def _document_changed(self, change: object = None) -> None:
        self._wants_compile = True
        if self.canvas.document is not self.context.document:
            self.canvas.set_document(self.context.document)
        if self.isVisible() or self._visible:
            self._later.start()

    def _compile(self) -> None:
        """Compile the document anew and find its scenarios; problems are told, never hidden."""
        self._wants_compile = False
        document = self.context.document
        if document is None:
            return
        try:
            compiled = self.context.compile()
        except AppError as error:
            self.bundle = None
            self.banner.tell_error(error)
            return
        self.bundle = compiled.bundle
        if self.bundle is None:
            first = next((item for item in compiled.problems if item.severity is Severity.ERROR), None)
            self.banner.tell(
                _("This process cannot be simulated yet."),
                first.message if first is not None else "",
                first.hint if first is not None else "",
                tone="warning",
                action=_("Show it in Design"),
                then=lambda: self.context.go("design", first.element if first is not None else None),
            )
        else:
            self.banner.hide()
        self.study.open(self._folder(), self._process_path())
        if not self.study.entries and self.bundle is not None:
            self.study.first_guess(self.bundle)
        self._show()

    def _folder(self) -> Path | None:
        workspace = self.context.workspace
        return Path(workspace.folder) if workspace is not None else None

    def _process_path(self) -> str:
        path = getattr(self.context.document, "path", None)
        if path is None:
            return f"untitled-{id(self.context.document)}.bpmn"
        folder = self._folder()
        path = Path(path).resolve()
        if folder is not None and path.is_relative_to(folder.resolve()):
            return path.relative_to(folder.resolve()).as_posix()
        return path.name

    # ---- showing

    def _theme_changed(self, theme: object = None) -> None:
        self.canvas.set_theme(self.context.theme)
        self._show()

    def _study_changed(self, what: str) -> None:
        if what == "inputs":
            self.scenarios.refresh()
            return
        if what in ("scenarios", "current"):
            self.inputs.rebuild()
        self._show()

    def _show(self) -> None:
        """Show the current scenario's inputs and result everywhere."""
        entry = self.study.current
        self.scenarios.refresh()
        graph = self.bundle.graph if self.bundle is not None else None
        chosen = self.context.selection.ids
        self.inputs.show_element(graph, chosen[0] if len(chosen) == 1 else None)
        self.results.refresh(self.context.theme)
        result = entry.result if entry is not None else None
        steps, flows, top = heat_of(result, self._metric)
        self.canvas.set_heat(steps, flows)
        self.scenarios.legend.tell(result if self._view == "heat" else None, self._metric, top)
        self.metrics.setVisible(self._view == "heat" and result is not None)
        self._stack.setCurrentWidget(self.canvas if self._view == "heat" else self.plots)
        if self._view in KINDS:
            self.plots.show_plot(self._view, entry, self.study.other, self.context.theme)

    def _switch(self, view: str) -> None:
        self._view = view
        self._show()

    def show_view(self, view: str) -> None:
        """Switch the middle to `heat`, `queue`, `use` or `cycle`."""
        self.views.set_current(view)
        self._switch(view)

    def _measure(self, metric: str) -> None:
        self._metric = metric
        self._show()

    def _selected(self, ids: tuple[str, ...]) -> None:
        if self.canvas.selection.ids != tuple(ids):
            self.canvas.selection.set(ids)
        graph = self.bundle.graph if self.bundle is not None else None
        self.inputs.show_element(graph, ids[0] if len(ids) == 1 else None)

    def focus_element(self, element: str) -> None:
        """Select an element and bring it into view."""
        self.show_view("heat")
        self.context.selection.set([element])
        self.canvas.reveal(element)

    # ---- scenarios

    def new_scenario(self) -> None:
        """A first guess out of the process."""
        if self.bundle is not None:
            self.study.first_guess(self.bundle)

    def duplicate_scenario(self) -> None:
        """A copy of the current scenario that builds on it."""
        if self.study.current is not None:
            self.study.duplicate(self.study.current)

    def remove_scenario(self) -> None:
        """Delete the current scenario; it can be brought back at once."""
        entry = self.study.current
        if entry is None:
            return
        place = self.study.entries.index(entry)
        self.study.remove(entry)

        def back() -> None:
            entry.stored, entry.is_changed = False, True
            self.study.entries.insert(place, entry)
            self.study.choose(entry)
            self.save_scenario()

        self.banner.tell(
            _("{name} was deleted.").replace("{name}", entry.title),
            tone="accent",
            action=_("Bring it back"),
            then=back,
        )

    def save_scenario(self) -> None:
        """Write the current scenario into the workspace."""
        if self.study.current is not None:
            self._save(self.study.current)

    def _save(self, entry: Entry) -> None:
        try:
            self.study.save(entry)
        except AppError as error:
            self.banner.tell_error(error)

    def _save_all(self) -> None:
        for entry in self.study.entries:
            if entry.is_changed and (entry.stored or entry.result is not None):
                self._save(entry)

    # ---- running

    def do_run(self) -> None:
        """Simulate the current scenario beside the window."""
        entry = self.study.current
        if entry is None or self._run is not None:
            return
        if self._wants_compile or self.bundle is None:
            self._compile()
        if self.bundle is None:
            return
        problems = [item for item in prepare(self.bundle, entry.scenario).problems if item.severity is Severity.ERROR]
        if problems:
            first = problems[0]
            element = first.element
            self.banner.tell(
                first.message, "", first.hint, tone="warning", action=_("Show it") if element else "",
                then=(lambda: self.focus_element(element)) if element else None,
            )  # fmt: skip
            return
        self.banner.hide()
        self._running = entry
        self.scenarios.set_running(True)
        self._run = self.simulator.start(
            self.context,
            self.bundle,
            entry.scenario,
            owner=self,
            done=self._done,
            failed=self._failed,
            progress=self.scenarios.progress,
        )

    def stop(self) -> None:
        """End the run early; finished replications are kept."""
        if self._run is not None:
            self.scenarios.stop.setEnabled(False)
            self._run.stop()

    @property
    def is_running(self) -> bool:
        """Whether a run is under way."""
        return self._run is not None

    def _done(self, result: SimulationResult) -> None:
        entry, self._run = self._running, None
        self.scenarios.set_running(False)
        if entry is not None:
            self.study.take_result(entry, result)
            if entry.is_changed:
                self._save(entry)

    def _failed(self, error: Exception) -> None:
        self._run = None
        self.scenarios.set_running(False)
        if isinstance(error, AppError) and error.code == "simulate.cancelled":
            self.banner.tell(error.message, tone="accent")
        elif isinstance(error, AppError):
            self.banner.tell_error(error)
        else:
            self.context.report(error)

    # ---- the report

    def report_text(self) -> str:
        """The HTML report of the current result, in the language of the window. Raises `LookupError` without one."""
        entry = self.study.current
        if entry is None or entry.result is None or self.bundle is None:
            raise LookupError("no result")
        make: Any = load_object("modeler.reports.simulation:simulation_report")
        return str(make(entry.result, self.bundle.graph, entry.scenario, current_language()))

    def ask_report(self) -> None:
        """Ask where to, and write the report there."""
        entry = self.study.current
        if entry is None or entry.result is None:
            return
        suggested = str((self._folder() or Path.home()) / f"{entry.stem}.html")
        name, _kind = QFileDialog.getSaveFileName(self, _("Save the report"), suggested, "HTML (*.html)")
        if name:
            self.write_report(Path(name))

    def write_report(self, path: Path) -> None:
        """Write the report and say where it is."""
        try:
            write_bytes(path, self.report_text().encode())
        except AppError as error:
            self.banner.tell_error(error)
            return
        self.banner.tell(_("The report is saved."), str(path), tone="good")
