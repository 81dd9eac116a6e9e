"""The one window: places along the top, the six steps below them, and in the middle the place that is shown."""

from __future__ import annotations

import base64
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from modeler.ui import looking
from modeler.ui.commands import Commands
from modeler.ui.context import Context
from modeler.ui.files import Files
from modeler.ui.header import Header, StageStrip
from modeler.ui.places import PLACES
from modeler.ui.statusbar import StatusBar
from runner.core import i18n
from runner.core.errors import AppError
from runner.core.i18n import tr as _
from runner.core.registry import load_object
from runner.ui.kit.panes import Panes
from runner.ui.kit.states import Banner, EmptyState
from runner.ui.kit.style import apply_style

if TYPE_CHECKING:
    from modeler.document.editable import Editable


UNSEEN_MS = 3000
"""A window that starts as an icon is furnished after so long, though nobody saw it."""


class MainWindow(QMainWindow):
    """Shows one place at a time; makes it when it is first asked for."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.setMinimumSize(QSize(960, 600))
        self.files = Files(self, context)
        self.header = Header()
        self.strip = StageStrip()
        self.banner = Banner()
        self.status = StatusBar(context)
        self._stack = QStackedWidget()
        self._places: dict[str, QWidget] = {}
        self._place = ""
        self._full = False
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.header, self.strip, self.banner):
            column.addWidget(widget)
        column.addWidget(self._stack, 1)
        column.addWidget(self.status)
        self.setCentralWidget(middle)
        self.commands = Commands(self)
        if context.looking:
            self.look_only(True)
        self._connect()
        self._restore()
        self.retitle()

    def _connect(self) -> None:
        context = self.context
        application().focusObjectChanged.connect(self._focus_moved)
        self.header.placeChosen.connect(self.show_place)
        self.header.searchAsked.connect(self.show_finder)
        self.header.languageAsked.connect(self.switch_language)
        self.strip.stageChosen.connect(lambda stage: load_object("modeler.ui.steps:go_to_step")(self, stage))
        self.status.problemsAsked.connect(self.show_problems)
        context.wentTo.connect(self.show_place)
        context.reported.connect(self.report)
        context.stateChanged.connect(self.retitle)
        context.problemsChanged.connect(self._show_steps)
        context.documentChanged.connect(self._document_changed)
        context.workspaceChanged.connect(self.retitle)
        self._no_language = i18n.language_changed.connect(self._language_changed)
        self._no_settings = context.settings.changed.connect(self._setting_changed)
        self._unseen = QTimer(self)
        self._unseen.setSingleShot(True)
        self._unseen.setInterval(UNSEEN_MS)
        self._unseen.timeout.connect(context.later.begin)
        self._step_timer = QTimer(self)
        self._step_timer.setSingleShot(True)
        self._step_timer.setInterval(300)
        self._step_timer.timeout.connect(self._show_steps)
        context.jobs.started.connect(
            lambda job: job.finished.connect(self._step_timer.start)
        )  # it may have published

    # places ------------------------------------------------------------------------------------

    @property
    def place(self) -> str:
        """Id of the place that is shown."""
        return self._place

    def place_widget(self, place: str) -> QWidget | None:
        """The widget of a place if it was made already."""
        return self._places.get(place)

    def show_place(self, place: str, element: str | None = None) -> None:
        """Show a place, made now if need be, and bring an element into view there."""
        if place not in PLACES:
            return
        if self.context.looking and place not in looking.SHOWN:
            self.banner.tell(
                _("This window is for looking only"), _("It shows Library and Improve and changes nothing."),
                _("In the settings it becomes the full window again."), tone="accent",
            )  # fmt: skip
            return
        if place != self._place:
            if (before := self._places.get(self._place)) is not None and hasattr(before, "left"):
                before.left()
            self._place = place
        widget = self._make(place)
        self._stack.setCurrentWidget(widget)
        self.header.set_place(place)
        self._step_timer.start()
        if hasattr(widget, "entered"):
            widget.entered()
        widget.setFocus()
        if element:
            self.context.selection.set([element])
            if hasattr(widget, "focus_element"):
                widget.focus_element(element)
        self.commands.refresh()

    def _make(self, place: str) -> QWidget:
        spec = PLACES[place]
        if spec.needs_document and self.context.document is None:
            key = "-"
            if key not in self._places:
                empty = EmptyState(
                    "design", _("No process is open"),
                    _("Open one from the library, start a new one, or look at the leave-request sample."),
                    _("Go to the library"),
                )  # fmt: skip
                empty.clicked.connect(lambda: self.show_place("library"))
                self._places[key] = empty
                self._stack.addWidget(empty)
            return self._places[key]
        if place not in self._places:
            made: QWidget = load_object(spec.target)(self.context)
            self._swap(made)
            self._places[place] = made
            self._stack.addWidget(made)
        return self._places[place]

    def _remake_places(self) -> None:
        """Make the places again, after a change of language: those that cannot retranslate themselves."""
        for key, widget in list(self._places.items()):
            if hasattr(widget, "retranslate"):
                widget.retranslate()
                continue
            if key == self._place and hasattr(widget, "left"):
                widget.left()
            self._stack.removeWidget(widget)
            widget.deleteLater()
            del self._places[key]
        if self._place:
            self.show_place(self._place)

    # verbs of the action table -----------------------------------------------------------------

    def undo_target(self) -> Editable | None:
        """The file whose edits undo takes back: the one a place names as its own, else the process."""
        own = getattr(self._places.get(self._place), "undo_target", None)
        return (own() if own is not None else None) or self.context.document

    def undo(self) -> None:
        """Undo the last edit."""
        self._step("undo")

    def redo(self) -> None:
        """Do again what was undone."""
        self._step("redo")

    def _step(self, verb: str) -> None:
        target = self.undo_target()
        if target is not None:
            try:
                getattr(target, verb)()
            except AppError as error:
                self.report(error)

    def step_label(self, verb: str) -> str:
        """What undo would take back, or redo do again, in the user's language; empty for nothing."""
        label = str(getattr(self.undo_target(), f"{verb}_label", ""))
        return _(label) if label else ""

    def switch_language(self) -> None:
        """The other language, at once."""
        other = "en" if i18n.current_language() == "zh" else "zh"
        self.context.settings.set("language", other)

    def switch_theme(self) -> None:
        """The other theme, at once."""
        self.context.settings.set("theme", "light" if self.context.theme.name == "dark" else "dark")

    def toggle_full(self) -> None:
        """The canvas alone on the whole screen, and back."""
        self._full = not self._full
        for widget in (self.header, self.strip, self.status):
            widget.setVisible(not self._full)
        place = self._places.get(self._place)
        if place is not None and hasattr(place, "set_full"):
            place.set_full(self._full)
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def look_only(self, on: bool) -> None:
        """Show Library and Improve alone, to look at; or the full window."""
        self.context.looking = on
        self.header.show_places(looking.SHOWN if on else PLACES)
        if on and self._place not in ("", *looking.SHOWN):
            self.show_place("library")
        self._remake_places()
        self.commands.refresh()

    def swap_panels(self) -> None:
        """What stands left goes right, and back."""
        self.context.settings.set("swapped-panels", not self.context.settings["swapped-panels"])

    def _swap(self, place: QWidget) -> None:
        for panes in place.findChildren(Panes):
            panes.set_swapped(self.context.settings["swapped-panels"])

    def show_finder(self, start: str = "") -> None:
        """The command palette."""
        load_object("modeler.ui.finder:show_finder")(self, start)

    def find_element(self) -> None:
        """The search over the canvas; where there is none, the command palette on the elements."""
        place = self._places.get(self._place)
        find = getattr(place, "verb", None) if place is not None and getattr(place, "can", bool)("find") else None
        if find is None or not find("find"):
            self.show_finder("@")

    def show_settings(self) -> None:
        """The settings dialog."""
        load_object("modeler.ui.settings_dialog:show_settings")(self)

    def show_help(self, page: str = "") -> None:
        """The help page of the place, or of the panel that has the focus."""
        widget = QApplication.focusWidget()
        while not page and widget is not None:
            page = str(widget.property("help") or "")
            widget = widget.parentWidget()
        page = page or (PLACES[self._place].help if self._place in PLACES else "library")
        load_object("modeler.ui.help:show_help")(self, page)

    def show_shortcuts(self) -> None:
        """All shortcuts on one page."""
        load_object("modeler.ui.shortcuts:show_shortcuts")(self)

    def start_tour(self) -> None:
        """The tour in five steps."""
        load_object("modeler.ui.tour:start_tour")(self)

    def show_problems(self) -> None:
        """The problems panel of Design."""
        self.show_place("design")
        design = self._places.get("design")
        if design is not None and hasattr(design, "show_problems"):
            design.show_problems()

    # reactions ---------------------------------------------------------------------------------

    def report(self, error: Exception) -> None:
        """Show an error as a banner above the place."""
        if hasattr(error, "code"):
            self.banner.tell_error(error)
        else:
            load_object("modeler.ui.faults:handle")(error)

    def retitle(self) -> None:
        """Window title and steps after a change of state."""
        document = self.context.document
        name = "Slipway 船台"
        if document is not None:
            shown = document.path.name if document.path is not None else _("Untitled")
            name = f"{shown}[*] – {name}"
        elif self.context.workspace is not None:
            name = f"{self.context.workspace.folder.name} – {name}"
        self.setWindowTitle(name)
        self.setWindowModified(document is not None and document.is_dirty)
        self.strip.setVisible(document is not None and not self._full)
        self.commands.refresh()
        self._step_timer.start()

    def _focus_moved(self, _to: object) -> None:
        self.context.seal()

    def _document_changed(self, change: object) -> None:
        if getattr(change, "origin", None) == "load":
            self._show_steps()
            if self._place:
                self.show_place(self._place)

    def _show_steps(self, *_news: object) -> None:
        self.context.later.once_seen(self, self._fill_strip)

    def _fill_strip(self) -> None:
        if self.context.document is not None:
            rows: Any = load_object("modeler.ui.steps:step_rows")
            self.strip.show_process(*rows(self.context))

    def _language_changed(self, _language: str) -> None:
        self._setting_changed("text-size")
        self.header.retranslate()
        self.commands.retranslate()
        self.status.refresh()
        self._remake_places()
        self.retitle()

    def _setting_changed(self, key: str) -> None:
        settings = self.context.settings
        if key in ("theme", "text-size"):
            application = QApplication.instance()
            if isinstance(application, QApplication):
                apply_style(application, settings["theme"], settings["text-size"])
        elif key == "key-map":
            self.commands.retranslate()
        elif key == "looking":
            self.look_only(settings["looking"])
        elif key == "swapped-panels":
            for place in self._places.values():
                self._swap(place)
        elif key == "language":
            i18n.set_language(settings["language"] or i18n.system_language())

    # Qt ----------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            QTimer.singleShot(0, self.files.look_at_disk)
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._place:
            self.show_place("library")
        self._unseen.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.context.later.begin()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.may_close():
            event.ignore()
            return
        with suppress(AppError):  # a full disk does not keep the window open
            self.files.recovering.remember_session()
            geometry = base64.b64encode(self.saveGeometry().data()).decode()
            if geometry != self.context.settings["window.geometry"] and not self._full:
                self.context.settings.set("window.geometry", geometry)
        self._no_language()
        self._no_settings()
        application().focusObjectChanged.disconnect(self._focus_moved)
        if (shown := self._places.get(self._place)) is not None and hasattr(shown, "left"):
            shown.left()
        self.context.close_all()
        super().closeEvent(event)

    def _restore(self) -> None:
        kept = self.context.settings["window.geometry"]
        if not kept or not self.restoreGeometry(base64.b64decode(kept)):
            screen = self.screen().availableGeometry()
            self.resize(min(1440, screen.width()), min(900, screen.height()))


def application() -> QGuiApplication:
    """The one application object."""
    return cast(QGuiApplication, QApplication.instance())


def shortcut_text(keys: tuple[str, ...]) -> str:
    """The first shortcut as this system writes it."""
    return QKeySequence(keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if keys else ""
