"""The place itself: people on the left, canvas and task in the middle, facts on the right, time below."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QHBoxLayout

from modeler.document.change import Change
from modeler.ui import preferences
from modeler.ui.context import Context
from modeler.ui.place import Place
from modeler.ui.places.rehearse import keeping, paper
from modeler.ui.places.rehearse.called import Called
from modeler.ui.places.rehearse.changes import change_told
from modeler.ui.places.rehearse.facts import FactsPanel
from modeler.ui.places.rehearse.handing import HandOpenDialog
from modeler.ui.places.rehearse.handling import Handling
from modeler.ui.places.rehearse.middle import Middle
from modeler.ui.places.rehearse.operating import ask_case_act
from modeler.ui.places.rehearse.past import Past
from modeler.ui.places.rehearse.people import PeoplePanel
from modeler.ui.places.rehearse.played import moments_of
from modeler.ui.places.rehearse.rehearsal import TESTER_WORK, Rehearsal, Snapshot, problem_lines
from modeler.ui.places.rehearse.shown_cases import case_told, enter_pilot, fetch_cases, next_number, numbers_of
from modeler.ui.places.rehearse.stage import (
    first_person,
    form_facts,
    is_elsewhere,
    local_folder,
    nothing_at_hand,
    phrases_of,
    remark_subjects,
    start_at_hand,
    told,
    unseen_lines,
    work_at_hand,
)
from modeler.ui.places.rehearse.steering import Steering
from modeler.ui.places.rehearse.storing import Storing
from modeler.ui.places.rehearse.tester_panel import surroundings_of
from modeler.ui.places.rehearse.testing import Testing
from modeler.ui.places.rehearse.timeline import TimeLine
from modeler.ui.places.rehearse.waiting import Waiting
from modeler.ui.places.rehearse.words import Names, status_text, stopped_text, trail_lines
from runner.core.errors import AppError
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.core.problem import Problem
from runner.core.registry import load_object
from runner.data.drafts import DraftStore
from runner.data.files import FileStore
from runner.ui.kit.panes import Panes


class Rehearse(Place):
    """Everything shown comes from one snapshot; every act goes through `Rehearsal`."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.setProperty("help", "rehearse")
        self.rehearsal = Rehearsal(context, self)
        self.people = PeoplePanel()
        self.facts = FactsPanel()
        self.time_line = TimeLine()
        self.middle = Middle()
        self.canvas, self.task_panel = self.middle.canvas, self.middle.task_panel
        self.names = Names(context, None)
        self.called = Called(self)
        self.steering = Steering(self)
        self._panes = Panes(self.middle, self._remember)
        size, open_ = self._kept("left", 220)
        self._panes.add("left", self.people, size, minimum=180, open_=open_)
        size, open_ = self._kept("right", 280)
        self._panes.add("right", self.facts, size, minimum=220, open_=open_)
        size, open_ = self._kept("bottom", 108)
        self._panes.add("bottom", self.time_line, size, minimum=100, open_=open_)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._panes)
        self._is_stale = True
        self._folder = context.workspace.folder if context.workspace is not None else None
        self._shown: tuple[Any, ...] = ()
        self._alone: tuple[int, int] = (0, 0)
        self.testing = Testing(self)
        self.handling = Handling(self)
        self.waiting = Waiting(self)
        self.past = Past(self)
        self.storing = Storing(self)
        self._connect()

    def _connect(self) -> None:
        rehearsal, middle = self.rehearsal, self.middle
        rehearsal.changed.connect(self._show)
        rehearsal.waiting.connect(
            lambda found: self.middle.inbox.add_tasks(found.inbox, numbers_of(found), more=found.is_cut)
        )
        rehearsal.refused.connect(self._refused)
        rehearsal.blocked.connect(self._blocked)
        rehearsal.busy.connect(self.task_panel.set_busy)
        rehearsal.played.connect(self._played)
        self.people.chosen.connect(self.play_as)
        self.people.handingAsked.connect(self.ask_handing)
        self.people.tests.saved.connect(lambda name: keeping.save_test(self, name))
        self.time_line.advanced.connect(rehearsal.advance)
        self.time_line.elementClicked.connect(self.called.reveal)
        self.facts.elementClicked.connect(self.called.reveal)
        self.facts.allAsked.connect(rehearsal.show_all)
        self.facts.designAsked.connect(lambda _element: self.context.go("design"))
        middle.remark_bar.made.connect(self._remark)
        middle.caseChosen.connect(rehearsal.show_case)
        middle.cases.list.model.fetch = partial(fetch_cases, rehearsal, middle.cases.list.model)
        middle.cases.list.model.told = lambda one: case_told(one, self.names, status=True)
        middle.pilotChosen.connect(partial(enter_pilot, rehearsal))
        middle.pilotAsked.connect(partial(enter_pilot, rehearsal, new=True))
        middle.remarkAsked.connect(lambda: self.ask_remark(self.task_panel.focused_field()))
        middle.aloneAsked.connect(self.play_alone)
        middle.caseAct.connect(lambda act: ask_case_act(self, act))
        middle.callsAsked.connect(self._allow_calls)
        middle.paperAsked.connect(lambda: paper.ask_paper(self))
        middle.exportAsked.connect(lambda: keeping.ask_export(self))
        middle.importAsked.connect(lambda: keeping.ask_import(self))
        middle.reportAsked.connect(lambda: keeping.ask_report(self))
        middle.replayAsked.connect(lambda: keeping.ask_replay(self))
        middle.tests_page.left.connect(self._leave_tests)
        middle.post.toggled.connect(self.steering.show_post)
        middle.nextStep.connect(self._next_step)
        self.canvas.selectionChanged.connect(self._element_chosen)
        self.context.documentChanged.connect(self._document_changed)
        self.context.workspaceChanged.connect(self._workspace_changed)
        self.context.themeChanged.connect(self.canvas.set_theme)
        self.canvas.set_theme(self.context.theme)

    def ask_handing(self) -> HandOpenDialog:
        """Ask whose open steps go to whom, as the person played."""
        organization = self.context.organization
        dialog = HandOpenDialog(organization, self.rehearsal.user, self.rehearsal.hand_over_all, self)
        dialog.open()
        return dialog

    # the window --------------------------------------------------------------------------------

    def entered(self) -> None:
        """Deploy what is drawn now, if it changed; show the case that another place asked for."""
        self.called.show(None)
        session = self.rehearsal.session
        if self._is_stale or session.wanted or self._has_new_files():
            self._is_stale = session.wanted = False
            if not self.rehearsal.user:
                self.rehearsal.user = first_person(self.context.organization)
            if not self.rehearsal.model:
                self._tell(_("Starting…"), _("The process is made ready beside the window."))
            self.rehearsal.open()

    def left(self) -> None:
        """Nobody plays on unseen."""
        self.rehearsal.stop_playing()
        self.steering.walk.stop()
        self.time_line.time.run_at("")

    def _has_new_files(self) -> bool:
        """Whether a form, a right or a term changed since the model was deployed."""
        workspace = self.context.workspace
        if workspace is None or not self.rehearsal.model:
            return False
        state = tuple((str(one.path), one.revision) for one in workspace.open_files() if hasattr(one, "revision"))
        before, self._files = getattr(self, "_files", None), state
        return before is not None and before != state

    def _document_changed(self, _change: Change) -> None:
        self._is_stale = True
        if self.isVisible():
            self.entered()

    def _workspace_changed(self) -> None:
        self._is_stale = True
        folder = self.context.workspace.folder if self.context.workspace is not None else None
        if folder != self._folder:
            self._folder = folder
            session = self.rehearsal.session
            session.case, session.user, self.rehearsal.model = None, "", ""

    def do_zoom_fit(self) -> None:
        """Fit the diagram."""
        self.canvas.fit()

    def do_zoom_in(self) -> None:
        """One step nearer."""
        self.canvas.zoom_in()

    def do_zoom_out(self) -> None:
        """One step away."""
        self.canvas.zoom_out()

    def do_toggle_left(self) -> None:
        """Fold or unfold the people."""
        self._panes.toggle("left")

    def do_toggle_right(self) -> None:
        """Fold or unfold the facts."""
        self._panes.toggle("right")

    def do_toggle_bottom(self) -> None:
        """Fold or unfold the time line."""
        self._panes.toggle("bottom")

    def set_full(self, full: bool) -> None:
        """The middle alone, or with its panels."""
        self._panes.only_middle(full)

    def _kept(self, side: str, size: int) -> tuple[int, bool]:
        return preferences.panel_state(self.context.settings, f"rehearse.{side}", size)

    def _remember(self, side: str, size: int, open_: bool) -> None:
        preferences.remember_panel(self.context.settings, f"rehearse.{side}", size, open_)

    # acts --------------------------------------------------------------------------------------

    def play_as(self, user: str) -> None:
        """Be another person, in one click."""
        self.middle.notice.hide()
        self.rehearsal.play_as(user)

    def _allow_calls(self, on: bool) -> None:
        """Turn real calls on or off; before they are on, secrets that nobody has said are asked for."""
        if on:
            load_object("modeler.ui.panels.secrets_asked:ask_secrets")(
                self.context, self, lambda: self.rehearsal.allow_calls(on=True)
            )
        else:
            self.rehearsal.allow_calls(on=False)

    def play_alone(self) -> None:
        """Let the tester go on by itself, or stop it."""
        rehearsal = self.rehearsal
        if rehearsal.is_playing:
            rehearsal.stop_playing()
            return
        seed = next_number(rehearsal.snapshot)
        self._alone = (seed, max((line.command for line in rehearsal.snapshot.history), default=0))
        self.middle.notice.hide()
        rehearsal.play_alone(seed)

    def _played(self, on: bool) -> None:
        self.middle.set_playing(on)
        if not on:
            seed, before = self._alone
            snapshot = self.rehearsal.snapshot
            acts = len({line.command for line in snapshot.history if line.command > before})
            what = trn("The tester did {count} act.", "The tester did {count} acts.", acts)
            means = _("The case is {status}. Seed {seed}; what was done stands in the history.")
            self.notify(what, means.format(status=status_text(snapshot.case) or "–", seed=seed))

    def _leave_tests(self) -> None:
        self.middle.show_tests_page(on=False)
        self.testing.shade()
        self.rehearsal.look()

    def _next_step(self) -> None:
        """The button of the state without a task: play who has to act, push the clock, or start anew."""
        snapshot = self.rehearsal.snapshot
        people = sorted({one.user for one in snapshot.open if one.user is not None})
        if not self.rehearsal.model:
            self.rehearsal.open()
        elif snapshot.case is None or snapshot.case.status == "completed" or is_elsewhere(snapshot):
            self.rehearsal.show_case(None)
        elif people:
            self.play_as(people[0])
        else:
            self.rehearsal.advance("next timer")

    def ask_remark(self, field_path: str = "") -> None:
        """Ask for a remark where the hands are: field, step, version and person go with it."""
        fields = self.task_panel.player.fields if self.task_panel.player is not None else ()
        selected = self.context.selection.ids
        about = remark_subjects(self.rehearsal, self.names, selected[0] if selected else "", fields, field_path)
        self.middle.remark_bar.ask(about)

    def _remark(self, text: str, element: str, field_path: str) -> None:
        self.rehearsal.remark(text, element or None, field_path or None)
        self.notify(_("The remark is kept."), _("It stands in Design, at its step, and in Improve."))

    def _element_chosen(self, ids: list[str]) -> None:
        if not self.called.is_shown:
            self.context.selection.set(ids)
        for one in self.rehearsal.snapshot.open:
            if ids and one.element == ids[0] and one.process in self.called.processes:
                if one.user is not None and one.user != self.rehearsal.user:
                    self.rehearsal.user = one.user
                self.rehearsal.show_task(one.task)
                return

    # showing -----------------------------------------------------------------------------------

    def notify(self, what: str, means: str = "") -> None:
        """Say what was done."""
        self.middle.notice.tell(what, means, tone="accent")

    def _show(self, snapshot: Snapshot) -> None:
        case, rehearsal = snapshot.case, self.rehearsal
        if self.names.bundle is not rehearsal.bundle:
            self.names = Names(self.context, rehearsal.bundle)
        names = self.names
        numbers = numbers_of(snapshot)
        caption = case_told(case, names) if case is not None else _("A new case")
        self.middle.show_case(caption, rehearsal.case, stopped_text(case, names) or status_text(case))
        self.middle.show_pilots(snapshot.pilots)
        is_running = case is not None and case.status != "completed" and not is_elsewhere(snapshot)
        is_suspended = case is not None and case.status == "suspended"
        has_work = snapshot.task is not None and snapshot.task.kind == "work"
        self.middle.show_case_acts(is_running, case is not None, is_suspended)
        self.middle.mend.setEnabled(is_running and not is_suspended and has_work)
        met = [person for visit in case.path for person in visit.by] if case is not None else []
        starter = [case.starter] if case is not None else []
        self.people.show_people(self.context.organization, rehearsal.user, snapshot.counts, [*starter, *met])
        self._show_tests(snapshot)
        tokens: dict[str, int] = {}
        went = self.called.follow(snapshot)
        for token in case.tokens if case is not None else ():
            if token.process in self.called.processes:
                tokens[token.element] = tokens.get(token.element, 0) + 1
        starts = snapshot.starts[0].element if snapshot.starts else ""
        self.middle.show_tokens(tokens, starts)
        if went:
            self.called.reveal_stopped()
        self._show_remarks(snapshot)
        self.facts.show_eyes(rehearsal.user, names.person(rehearsal.user), rehearsal.sees_all)
        self.facts.show_variables(rehearsal.case, snapshot.seen.variables if snapshot.seen is not None else {}, names)
        self.facts.show_history(*told(snapshot, names), unseen_lines(snapshot, names))
        self.time_line.show_moments(
            snapshot.clock, moments_of(snapshot, names), snapshot.next_due() or snapshot.next_start()
        )
        self.time_line.show_calls(snapshot.calls)
        self.middle.show_calls(snapshot.calls)
        self.facts.show_change(*change_told(snapshot, names))
        self.testing.forget()
        self.steering.show(snapshot)
        shown = snapshot.task.task if snapshot.task is not None else None
        self.middle.inbox.show_inbox(
            snapshot.inbox, snapshot.copies, shown, numbers, names, snapshot.clock,
            kinds=snapshot.kinds, more=snapshot.is_cut,
        )  # fmt: skip
        self._show_task(snapshot)

    def _show_tests(self, snapshot: Snapshot) -> None:
        workspace, case = self.context.workspace, snapshot.case
        count = len(workspace.cases()) if workspace is not None else 0
        proposal = ""
        if case is not None:
            proposal = f"{case.name} · {self.names.person(case.starter)} · {status_text(case)}"
        self.people.tests.show_tests(count, case is not None and workspace is not None, proposal)

    def _show_remarks(self, snapshot: Snapshot) -> None:
        bundle = self.rehearsal.bundle
        own = [
            one
            for one in snapshot.remarks
            if one.done is None and (bundle is None or one.process in ("", bundle.entry))
        ]
        counts: dict[str, int] = {}
        for one in own:
            if one.element:
                counts[one.element] = counts.get(one.element, 0) + 1
        self.canvas.set_badges({}, counts)
        self.facts.show_remarks(
            [_("{who}: {text}").format(who=self.names.person(one.person), text=one.text) for one in own]
        )

    def _show_task(self, snapshot: Snapshot) -> None:
        task, middle = snapshot.task if not is_elsewhere(snapshot) else None, self.middle
        shown = (self.rehearsal.case, task.task if task else None, self.rehearsal.user, self.rehearsal.model,
                 snapshot.history[-1].n if snapshot.history else 0)  # fmt: skip
        lines = trail_lines(snapshot.trail) if task is not None else []
        self.facts.show_why(self.names.person(task.user) if task is not None and task.user else "", lines)
        asked = (middle.history, middle.post, middle.stores)
        is_asked = middle.shows_tests or any(one.isChecked() for one in asked)
        if shown == self._shown and not is_asked and middle.below.currentWidget() is self.task_panel:
            return  # a remark or a look changes nothing that is being typed
        self._shown = shown
        facts = form_facts(self.context, self.rehearsal.bundle, snapshot, self.rehearsal.user)
        local = local_folder(self.context)
        self.task_panel.files = FileStore(local / "files") if local is not None else None
        self.task_panel.drafts = DraftStore(local / "drafts") if local is not None else None
        self.task_panel.phrases = phrases_of(self.context)
        self.task_panel.currency = self.rehearsal.bundle.workspace.currency if self.rehearsal.bundle else "CNY"
        if middle.shows_tests:
            middle.below.setCurrentWidget(middle.tests_page)
            self._shown = ()
        elif middle.history.isChecked():
            self.past.show(snapshot)
            self._shown = ()
        elif middle.stores.isChecked():
            self.storing.show(snapshot)
            self._shown = ()
        elif middle.post.isChecked():
            middle.post_page.show_post(snapshot.post, numbers_of(snapshot), self.names)
            middle.below.setCurrentWidget(middle.post_page)
            self._shown = ()
        elif task is not None and (task.kind in TESTER_WORK or task.alert):
            document = self.context.document
            flows = {flow.id: flow.name for flow in document.index.flows.values()} if document is not None else {}
            middle.tester_panel.show_task(task, self.names, flows, surroundings_of(self.rehearsal.bundle, task))
            middle.below.setCurrentWidget(middle.tester_panel)
        elif task is not None:
            self.task_panel.show_task(work_at_hand(task, self.rehearsal, self.names), facts)
            self._show_form()
        elif self._may_start(snapshot):
            start = snapshot.starts[0]
            self.task_panel.show_task(start_at_hand(start, self.rehearsal, self.names, self.context), facts)
            self._show_form()
        else:
            self._tell(*nothing_at_hand(snapshot, self.rehearsal, self.names))

    def _may_start(self, snapshot: Snapshot) -> bool:
        may = snapshot.may_start
        return self.rehearsal.case is None and bool(snapshot.starts) and (may is None or may.allowed)

    def _show_form(self) -> None:
        """Bring up the form, with the first field in hand unless a person is being looked for."""
        self.middle.below.setCurrentWidget(self.task_panel)
        focus = QApplication.focusWidget()
        is_typing = focus is not None and (focus is self.people.search or self.middle.remark_bar.isAncestorOf(focus))
        if not is_typing and self.isVisible() and not self.rehearsal.is_playing:
            self.task_panel.focus_first()

    def _tell(self, title: str, text: str, action: str = "") -> None:
        self._shown = ()
        self.middle.tell(title, text, action)

    def _refused(self, error: Exception) -> None:
        error = self.names.refusal(error)
        if not self.rehearsal.model:
            self.middle.tell(_("The rehearsal could not start"), str(error), _("Try again"))
        if isinstance(error, AppError) and self.middle.below.currentWidget() is self.task_panel:
            self.task_panel.refuse(error)
        elif isinstance(error, AppError):
            self.middle.notice.tell(str(error), "\n".join(getattr(error, "reason", ())), error.hint)
        else:
            self.context.report(error)

    def _blocked(self, problems: list[Problem]) -> None:
        self._tell(_("This process cannot be tried yet"), "\n".join(problem_lines(problems[:3])))

    def sizeHint(self) -> QSize:
        return QSize(1280, 640)
