"""The middle of Rehearse: the bar of cases, the canvas with its tokens, the inbox, and the task below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QInputDialog,
    QMenu,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from modeler.ui.canvas.view import CanvasView
from modeler.ui.places.rehearse.called import CalledBar
from modeler.ui.places.rehearse.case_picker import CasePicker
from modeler.ui.places.rehearse.clock_bar import clock_text
from modeler.ui.places.rehearse.history_page import HistoryPage
from modeler.ui.places.rehearse.inbox import Inbox
from modeler.ui.places.rehearse.mend_bar import MendBar
from modeler.ui.places.rehearse.post_page import PostPage
from modeler.ui.places.rehearse.remark_bar import RemarkBar
from modeler.ui.places.rehearse.stores_page import StoresPage
from modeler.ui.places.rehearse.tester_panel import TesterPanel
from modeler.ui.places.rehearse.tests_page import TestsPage
from runner.core.i18n import tr as _
from runner.protocol.rehearsing import CallsView
from runner.protocol.values import PilotView
from runner.ui.kit.icons import icon
from runner.ui.kit.states import Banner, EmptyState
from runner.ui.kit.texts import button, label, tool_button
from runner.ui.task_panel import TaskPanel

READABLE, LEGIBLE = 0.62, 0.4
"""Below the first scale the token is followed, nearer; below the second not even an overview can be made out."""


class Middle(QWidget):
    """Widgets and their signals; what they show comes from the place."""

    caseChosen = Signal(object)
    pilotChosen = Signal(str)
    pilotAsked = Signal(str)
    remarkAsked = Signal()
    aloneAsked = Signal()
    caseAct = Signal(str)
    mendAsked = Signal()
    exportAsked = Signal()
    paperAsked = Signal()
    importAsked = Signal()
    callsAsked = Signal(bool)
    reportAsked = Signal()
    replayAsked = Signal()
    nextStep = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.canvas = CanvasView(self)
        self.canvas.set_read_only(True)
        self.canvas.setMinimumHeight(120)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._keep_legible)
        self.canvas.installEventFilter(self)
        self.task_panel = TaskPanel()
        self.tester_panel = TesterPanel()
        self.empty = EmptyState("rehearse", "", "", _("Start a case"))
        self.empty.clicked.connect(self.nextStep)
        self.post_page, self.stores_page = PostPage(), StoresPage()
        self.tests_page = TestsPage()
        self.history_page = HistoryPage()
        self.shows_tests = False
        self.inbox = Inbox()
        self.remark_bar = RemarkBar()
        self.mend_bar = MendBar()
        self.mend_bar.hide()
        self.notice = Banner()
        self.below = QStackedWidget()
        for page in (
            self.task_panel,
            self.tester_panel,
            self.empty,
            self.post_page,
            self.stores_page,
            self.tests_page,
            self.history_page,
        ):
            self.below.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._bar())
        self.called_bar = CalledBar()
        column.addWidget(self.called_bar)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.canvas)
        self._split.addWidget(self._lower())
        self._split.setStretchFactor(0, 1)
        self._split.setStretchFactor(1, 3)
        self._split.setSizes([160, 460])
        column.addWidget(self._split, 1)
        self._tokens: Mapping[str, int] = {}
        self._beginning = ""
        self._is_wide = False

    def _bar(self) -> QHBoxLayout:
        top = QHBoxLayout()
        top.setContentsMargins(16, 6, 16, 6)
        top.setSpacing(8)
        self.cases = CasePicker()
        self.cases.setMinimumWidth(120)  # gives way before anything is covered
        self.cases.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.cases.setMinimumContentsLength(24)
        self.cases.setAccessibleName(_("Case"))
        self.cases.chosen.connect(self.caseChosen.emit)
        self.new_case = button(_("New case"), icon_name="add")
        self.new_case.clicked.connect(lambda: self.caseChosen.emit(None))
        self.alone = button(_("Try by itself"), icon_name="play")
        self.alone.setToolTip(_("The tester plays everyone by seeded chance, from here to the end."))
        self.alone.clicked.connect(self.aloneAsked)
        self.remark = button(_("Remark"), icon_name="remark")
        self.remark.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus at the field it is about
        self.remark.clicked.connect(self.remarkAsked)
        self.paper = tool_button("print", _("Print the forms of this case, as the person played sees them"))
        self.paper.clicked.connect(self.paperAsked)
        self.post = tool_button("mail", _("Messages and signals between cases"), checkable=True)
        self.post_page.left.connect(self.post.click)
        self.stores = tool_button("table", _("What the data stores hold"), checkable=True)
        self.stores_page.left.connect(self.stores.click)
        self.history = tool_button("history", _("The history along the clock"), checkable=True)
        self.history_page.left.connect(self.history.click)
        self.more = tool_button("more", _("More"))
        self.more.clicked.connect(self._open_more)
        self.status = label("", "pill")
        first: tuple[QWidget, ...] = (self.cases, self.new_case, self.alone)
        last: tuple[QWidget, ...] = (
            self.status, self.remark, self.paper, self.history, self.stores, self.post, self.more,
        )  # fmt: skip
        for widget in first:
            top.addWidget(widget)
        top.addStretch(1)
        for widget in last:
            top.addWidget(widget)
        self._make_more()
        self.status.hide()
        for widget in (self.cases, self.new_case, self.alone, *last[1:]):
            widget.setEnabled(False)  # until the runner has answered
        return top

    def _make_more(self) -> None:
        self.menu = QMenu(self)
        self.pilots = self.menu.addMenu(icon("clock"), _("Rehearsal"))
        self.menu.addSeparator()
        self.mend = self._action(_("Reassign, skip or jump, as the tester…"), "edit")
        self.mend.triggered.connect(self.mendAsked)
        self.menu.addSeparator()
        self.take_back = self._action(_("Take back what the person played decided last"), "undo")
        self.urge = self._action(_("Urge whoever is asked"), "clock")
        self.comment = self._action(_("Say something about the case…"), "remark")
        self.withdraw = self._action(_("Withdraw the case as the person played"), "back")
        self.terminate = self._action(_("Terminate the case as the person played"), "stop")
        self.suspend = self._action(_("Suspend the case…"), "pause")
        self.resume = self._action(_("Resume the case"), "play")
        self.reactivate = self._action(_("Reactivate the case…"), "play")
        self.migrate = self._action(_("Move the case to the version drawn now…"), "export")
        more = (
            (self.migrate, "migrate"), (self.reactivate, "reactivate"), (self.suspend, "suspend"),
            (self.resume, "resume"),
        )  # fmt: skip
        for act, name in (*more, (self.take_back, "takeBack"), (self.urge, "urge"), (self.comment, "comment")):
            act.setObjectName(f"case-{name}")
            act.triggered.connect(partial(self._case_act, name))
        self.menu.addSeparator()
        self.export = self._action(_("Save the results of this case…"), "export")
        self.import_ = self._action(_("Bring in results from elsewhere…"), "import")
        self.menu.addSeparator()
        self.real = self._action(_("Call systems in earnest"), "service")
        self.real.setCheckable(True)
        self.real.triggered.connect(self.callsAsked)
        self.report = self._action(_("Save this case as a bug report…"), "error")
        self.replay = self._action(_("Play a bug report…"), "play")
        self.report.triggered.connect(self.reportAsked)
        self.replay.triggered.connect(self.replayAsked)
        self.withdraw.triggered.connect(lambda: self.caseAct.emit("withdraw"))
        self.terminate.triggered.connect(lambda: self.caseAct.emit("terminate"))
        self.export.triggered.connect(self.exportAsked)
        self.import_.triggered.connect(self.importAsked)

    def _case_act(self, name: str, _checked: bool = False) -> None:
        self.caseAct.emit(name)

    def _action(self, text: str, icon_name: str) -> QAction:
        action = QAction(icon(icon_name), text, self.menu)
        self.menu.addAction(action)
        return action

    def _open_more(self) -> None:
        self.menu.popup(self.more.mapToGlobal(QPoint(self.more.width() - self.menu.sizeHint().width(),
                                                     self.more.height())))  # fmt: skip

    def _lower(self) -> QWidget:
        lower = QWidget()
        lower.setMinimumHeight(200)
        column = QVBoxLayout(lower)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.inbox_room = QWidget()
        room = QVBoxLayout(self.inbox_room)
        room.setContentsMargins(0, 0, 0, 0)
        room.addWidget(self.inbox)
        for widget in (self.notice, self.remark_bar, self.mend_bar, self.inbox_room):
            column.addWidget(widget)
        for bar in (self.remark_bar, self.mend_bar):
            bar.installEventFilter(self)
        column.addWidget(self.below, 1)
        return lower

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While something is asked about the task at hand, the inbox gives its room to the form; in another room the
        whole diagram may be too small to be read."""
        if watched is self.canvas and event.type() == QEvent.Type.Resize:
            self._soon.start()
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            is_asked = any(bar.isVisibleTo(self) for bar in (self.remark_bar, self.mend_bar))
            self.inbox_room.setVisible(not is_asked)
        return super().eventFilter(watched, event)

    def show_calls(self, calls: CallsView) -> None:
        """Whether systems are called in earnest, and whether there is one that could be."""
        self.real.setChecked(calls.on)
        self.real.setEnabled(calls.on or bool(calls.systems))
        told = _("No system is reached over HTTP from this machine, or the settings allow none of them.")
        self.real.setToolTip("" if self.real.isEnabled() else told)

    def show_case(self, caption: str, current: str | None, status: str) -> None:
        """The case looked at (None: a new one), and how it stands."""
        for widget in (self.cases, self.remark, self.post, self.stores, self.more):
            widget.setEnabled(True)
        self.cases.show_case(caption, current)
        self.new_case.setEnabled(current is not None)
        self.status.setText(status)
        self.status.setVisible(bool(status))

    def show_pilots(self, pilots: Sequence[PilotView]) -> None:
        """The pilots of the store, and the one whose cases are looked at."""
        self.pilots.clear()
        group = QActionGroup(self.pilots)
        for pilot in pilots:
            action = self.pilots.addAction(f"{pilot.name or _('First rehearsal')} · {clock_text(pilot.clock)}")
            action.setCheckable(True)
            action.setChecked(pilot.is_here)
            action.triggered.connect(lambda _on=False, one=pilot.name: self.pilotChosen.emit(one))
            group.addAction(action)
        self.pilots.addSeparator()
        self.pilots.addAction(icon("add"), _("New rehearsal…")).triggered.connect(self.ask_pilot)

    def ask_pilot(self) -> QInputDialog:
        """Ask what a new pilot is to be called."""
        dialog = QInputDialog(self)
        dialog.setWindowTitle(_("New rehearsal"))
        dialog.setLabelText(_("Its cases have a clock and messages of their own. Name:"))
        dialog.textValueSelected.connect(self.pilotAsked)
        dialog.open()
        return dialog

    def show_case_acts(self, is_running: bool, is_there: bool, is_suspended: bool = False) -> None:
        """What can be done with the case as a whole."""
        goes_on = is_running and not is_suspended
        for act in (self.withdraw, self.take_back, self.urge, self.suspend):
            act.setEnabled(goes_on)
        self.terminate.setEnabled(is_running)
        self.resume.setEnabled(is_running and is_suspended)
        self.comment.setEnabled(is_there)
        self.migrate.setEnabled(is_running)
        self.reactivate.setEnabled(is_there and not is_running)
        self.export.setEnabled(is_there)
        self.report.setEnabled(is_there)
        self.paper.setEnabled(is_there)
        self.history.setEnabled(is_there)
        if not is_there:
            self.history.setChecked(False)
        self.alone.setEnabled(goes_on or not is_there)

    def set_playing(self, on: bool) -> None:
        """The tester plays by itself, or stopped."""
        self.alone.setText(_("Stop") if on else _("Try by itself"))
        self.alone.setIcon(icon("stop" if on else "play"))

    def show_tokens(self, tokens: Mapping[str, int], beginning: str = "") -> None:
        """Tokens on the canvas; a diagram too large to be read whole follows them, and begins at `beginning`."""
        self.canvas.set_tokens(tokens)
        moved = dict(tokens) != self._tokens
        self._tokens, self._beginning = dict(tokens), beginning
        if moved and tokens:
            self._follow(next(iter(tokens)))
        elif not tokens and beginning and self.canvas.camera.scale < LEGIBLE:
            self._follow(beginning)
        self._soon.start()  # the form below may take more of the room

    def _keep_legible(self) -> None:
        element = next(iter(self._tokens), self._beginning)
        if element and self.canvas.is_fitted and self.canvas.camera.scale < LEGIBLE:
            self._follow(element)

    def _follow(self, element: str) -> None:
        if self.canvas.camera.scale < READABLE:
            self.canvas.zoom_to(READABLE)
        self.canvas.reveal(element, select=False)

    def show_tests_page(self, *, on: bool) -> None:
        """Show the page of tests, or what is at hand again (the place does that)."""
        self.shows_tests = on
        if on:
            self.below.setCurrentWidget(self.tests_page)
        self.give_room(on)

    def give_room(self, to_canvas: bool) -> None:
        """More room for the canvas while a case is stepped through, or for the form again."""
        if to_canvas != self._is_wide:
            self._is_wide = to_canvas
            whole = sum(self._split.sizes())
            share = 0.66 if to_canvas else 0.26
            self._split.setSizes([round(whole * share), round(whole * (1 - share))])

    def tell(self, title: str, text: str, action: str = "") -> None:
        """Say why there is no task, with the way on."""
        self.empty.say(title, text, action)
        self.below.setCurrentWidget(self.empty)
