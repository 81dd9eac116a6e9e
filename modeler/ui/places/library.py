"""The Library: start page, and the processes of the workspace as a table or as cards."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from modeler.catalog.stages import STAGES
from modeler.ui import preferences
from modeler.ui.context import Context
from modeler.ui.panels.start_page import StartPage
from modeler.ui.place import Place
from runner.core.i18n import pick, trn
from runner.core.i18n import tr as _
from runner.ui.kit.cards import SegmentedBar
from runner.ui.kit.layouts import clear_layout
from runner.ui.kit.panes import Panes
from runner.ui.kit.states import EmptyState
from runner.ui.kit.texts import button, label

if TYPE_CHECKING:
    from modeler.catalog.inventory import ProcessEntry
    from modeler.ui.survey import Finding
    from runner.ui.kit.jobs import Handle


class Library(Place):
    """Start page without a workspace; with one, its processes."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._entries: list[ProcessEntry] = []
        self._filter: tuple[str, str] = ("", "")
        self._findings: dict[Path, Finding] = {}
        self._checks: list[Handle] = []
        self.destroyed.connect(partial(_stop, self._checks))  # they may end after the page is gone
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget()
        self._has_page = False
        self._side = QWidget()
        self._side.setProperty("role", "raised")
        self._side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inner = QWidget()
        inner.setProperty("role", "page")
        self._side_rows = QVBoxLayout(inner)
        self._side_rows.setContentsMargins(12, 12, 12, 12)
        self._side_rows.setSpacing(2)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        frame = QVBoxLayout(self._side)
        frame.setContentsMargins(0, 0, 0, 0)
        frame.addWidget(scroll)
        size, open_ = preferences.panel_state(context.settings, "library.left", 220)
        self._panes = Panes(
            self._stack,
            lambda side, wide, shown: preferences.remember_panel(context.settings, f"library.{side}", wide, shown),
        )
        self._panes.add("left", self._side, size, minimum=180, open_=open_)
        row.addWidget(self._panes)
        self.start = StartPage(context)
        self._stack.addWidget(self.start)
        context.workspaceChanged.connect(self._workspace_changed)
        context.stateChanged.connect(self._state_changed)
        self._was_dirty = False
        self._page = ""
        self._new_here = True
        self._read()
        self.show_page("processes" if context.workspace is not None else "start")
        self._show_entries()

    def _need_page(self) -> None:
        """Make the page of processes when it is first wanted: the start page shall be there at once."""
        if not self._has_page:
            self._has_page = True
            self._stack.addWidget(self._processes_page())

    def _processes_page(self) -> QWidget:
        from modeler.ui.panels.process_list import ProcessCards, ProcessTable
        from runner.ui.kit.inputs import SearchField

        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        top = QHBoxLayout()
        top.setSpacing(8)
        self._title = label("", "title")
        self._count = label("", "caption")
        self._search = SearchField(_("Filter by name, code or owner"))
        self._search.setMaximumWidth(260)
        self._search.searched.connect(lambda _text: self._show_entries())
        self._view = SegmentedBar(
            [("table", _("List")), ("cards", _("Cards"))], self.context.settings["library.view"]
        )
        self._view.changed.connect(self._switch_view)
        copy = button(_("Copy as new process"), icon_name="duplicate")
        copy.clicked.connect(self.do_copy_process)
        self._copy = copy
        new = button(_("New process"), "primary", "add")
        new.clicked.connect(self._new)
        top.addWidget(self._title)
        top.addWidget(self._count)
        top.addStretch(1)
        for widget in (self._search, self._view, copy, new):
            top.addWidget(widget)
        if self.context.looking:
            copy.hide()
            new.hide()
        column.addLayout(top)
        self._table = ProcessTable()
        self._cards = ProcessCards()
        for view in (self._table, self._cards):
            view.openedPath.connect(self._open)
            view.chosen.connect(lambda path: self._copy.setEnabled(path is not None))
        self._empty = EmptyState(
            "library", _("No process here"), _("Start with a blank process, or copy one from a template."),
            "" if self.context.looking else _("New process"),
        )  # fmt: skip
        self._empty.clicked.connect(self._new)
        self._views = QStackedWidget()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self._cards)
        for view_page in (self._table, scroll, self._empty):
            self._views.addWidget(view_page)
        column.addWidget(self._views, 1)
        return page

    # pages and filters -------------------------------------------------------------------------

    def show_page(self, page: str) -> None:
        """`start` or `processes`."""
        self._page = page
        if page == "processes":
            self._need_page()
        self._stack.setCurrentIndex(0 if page == "start" else 1)
        self._build_side()

    def _build_side(self) -> None:
        clear_layout(self._side_rows)
        self._entry(_("Start page"), "compass", self._page == "start", lambda: self.show_page("start"))
        if self.context.workspace is not None:
            everything = f"{_('All processes')}  {len(self._entries)}"
            on = self._page == "processes" and not self._filter[0]
            self._entry(everything, "library", on, lambda: self._choose("", ""))
            self._facet(_("Stage"), "stage", {key: _(text) for key, text in STAGES.items()})
            self._facet(_("Department"), "department", {})
            self._facet(_("Category"), "category", self._departments())
            self._facet(_("Owner"), "owner", {})
        self._side_rows.addStretch(1)

    def _facet(self, title: str, name: str, texts: dict[str, str]) -> None:
        counts: dict[str, int] = {}
        for entry in self._entries:
            value = str(getattr(entry, name))
            if value:
                counts[value] = counts.get(value, 0) + 1
        if not counts:
            return
        head = label(title, "caption")
        head.setContentsMargins(8, 12, 0, 4)
        self._side_rows.addWidget(head)
        order = [*texts, *sorted(set(counts) - set(texts))]
        for value in order:
            if value in counts:
                text = f"{texts.get(value) or self._person(value)}  {counts[value]}"
                on = self._page == "processes" and self._filter == (name, value)
                self._entry(text, "", on, lambda value=value: self._choose(name, value))

    def _entry(self, text: str, icon_name: str, on: bool, then: object) -> None:
        one = button(text, "quiet", icon_name or None)
        one.setProperty("align", "left")
        one.setCheckable(True)
        one.setChecked(on)
        one.clicked.connect(then)
        self._side_rows.addWidget(one)

    def _choose(self, name: str, value: str) -> None:
        self._filter = (name, value)
        self.show_page("processes")
        self._show_entries()

    def _person(self, who: str) -> str:
        if not who.startswith("user:"):
            return who
        user = self.context.organization.user(who.removeprefix("user:"))
        return pick(user.name) if user is not None else who

    def _departments(self) -> dict[str, str]:
        """Names of departments by id; a category named after one is called like it."""
        return {one.id: pick(one.name) or one.id for one in self.context.organization.departments}

    def _department(self, entry: ProcessEntry) -> str:
        """Name of the department: the one noted in the inventory, else that of the owner."""
        names = self._departments()
        if entry.department:
            return names.get(entry.department, entry.department)
        user = self.context.organization.user(entry.owner.removeprefix("user:"))
        work = user.primary if user is not None else None
        return names.get(work.department, "") if work is not None else ""

    # contents ----------------------------------------------------------------------------------

    def entered(self) -> None:
        """Read the folder again: files may have come and gone."""
        if self._new_here:  # all was read a moment ago
            self._new_here = False
            return
        self.reload()
        self.start.refresh()

    def reload(self) -> None:
        """Read the processes of the workspace."""
        self._read()
        self._build_side()
        self._show_entries()

    def _read(self) -> None:
        workspace = self.context.workspace
        self._entries = []
        if workspace is not None:
            from modeler.catalog.inventory import entries
            from modeler.ui.survey import survey

            self._need_page()
            listed = entries(Path(workspace.folder), workspace.processes())
            self._entries = [replace(one, department=self._department(one)) for one in listed]
            self._title.setText(pick(workspace.info.name) or Path(workspace.folder).name)
            paths = [one.path for one in self._entries if one.path is not None and not one.failure]
            _stop(self._checks)
            self._checks.append(survey(self.context, self, paths, self._take_findings))

    def _show_entries(self) -> None:
        if not self._has_page:
            return
        name, value = self._filter
        words = self._search.text().casefold().split()
        shown = [
            entry
            for entry in self._entries
            if (not name or getattr(entry, name) == value)
            and all(word in f"{entry.name} {entry.code} {self._person(entry.owner)}".casefold() for word in words)
        ]
        self._count.setText(trn("{count} process", "{count} processes", len(shown)))
        owners = {entry.owner: self._person(entry.owner) for entry in shown}
        problems = self._problem_counts()
        self._table.show_entries(shown, owners, problems)
        self._cards.show_entries(shown, owners, problems)
        self._views.setCurrentIndex(2 if not shown else 0 if self._view.current == "table" else 1)
        self._copy.setEnabled(bool(shown))

    def _problem_counts(self) -> dict[Path, int]:
        counts = {path.resolve(): finding.problems for path, finding in self._findings.items()}
        document = self.context.document
        if document is not None and document.path is not None and document.is_dirty:
            counts[Path(document.path).resolve()] = len(self.context.problems)
        return counts

    def _take_findings(self, findings: dict[Path, Finding]) -> None:
        """Problems and steps arrive after the table is shown."""
        self._findings = findings
        self._entries = [
            replace(one, stage=findings[one.path].stage) if not one.stage and one.path in findings else one
            for one in self._entries
        ]
        self._build_side()
        self._show_entries()

    def _switch_view(self, view: str) -> None:
        self.context.settings.set("library.view", view)
        self._show_entries()

    def _workspace_changed(self) -> None:
        self._filter = ("", "")
        self.reload()
        self.show_page("processes" if self.context.workspace is not None else "start")

    def _state_changed(self) -> None:
        document = self.context.document
        dirty = document is not None and document.is_dirty
        if self._was_dirty and not dirty and self.isVisible():
            self.reload()
        self._was_dirty = dirty

    # verbs -------------------------------------------------------------------------------------

    def _open(self, path: Path) -> None:
        try:
            self.context.open_document(path)
        except Exception as error:  # noqa: BLE001  # told by the window, faults too
            self.context.report(error)
            return
        if not self.context.looking:  # then the strip above says how it stands, and that is all
            self.context.go("design")

    def _new(self) -> None:
        window = self.window()
        files = getattr(window, "files", None)
        if files is not None:
            files.new()

    def do_copy_process(self) -> None:
        """Ask for name and code, then copy the chosen process with all that belongs to it."""
        from modeler.ui.panels.copy_dialog import ask_copy

        view = self._table if self._view.current == "table" else self._cards
        path = view.current_path() or (self._entries[0].path if self._entries else None)
        if path is None or self.context.workspace is None:
            return
        made = ask_copy(self, self.context, path, Path(self.context.workspace.folder))
        if made is not None:
            self.reload()
            self._open(made)


def _stop(checks: list[Handle], _page: object = None) -> None:
    while checks:
        checks.pop().stop()
