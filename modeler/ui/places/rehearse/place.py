"""The place itself: people on the left, canvas and task in the middle, facts on the right, time below."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QInputDialog, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from modeler.document.change import Change
from modeler.ui.canvas.view import CanvasView
from modeler.ui.context import Context
from modeler.ui.place import Place
from modeler.ui.places.rehearse.facts import FactsPanel
from modeler.ui.places.rehearse.people import PeoplePanel, place_of
from modeler.ui.places.rehearse.rehearsal import TESTER_WORK, Rehearsal, Snapshot, problem_lines
from modeler.ui.places.rehearse.tester_panel import TesterPanel
from modeler.ui.places.rehearse.timeline import Moment, TimeLine, clock_text
from runner.core.errors import AppError
from runner.core.i18n import pick
from runner.core.i18n import tr as _
from runner.core.problem import Problem
from runner.forms.field import FormFacts
from runner.forms.validate import validate_form
from runner.organization.trail import TrailStep
from runner.protocol import values as out
from runner.rights.model import FieldRight
from runner.ui.kit.panes import Panes
from runner.ui.kit.states import EmptyState
from runner.ui.kit.texts import button, label
from runner.ui.task_panel import TaskAtHand, TaskPanel


class Rehearse(Place):
    """Everything shown comes from one snapshot; every act goes through `Rehearsal`."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.rehearsal = Rehearsal(context, self)
        self.people = PeoplePanel()
        self.facts = FactsPanel()
        self.time_line = TimeLine()
        self.canvas = CanvasView(self)
        self.canvas.set_read_only(True)
        self.task_panel = TaskPanel()
        self.tester_panel = TesterPanel()
        self.empty = EmptyState("rehearse", "", "", _("Start a case"))
        self.below = QStackedWidget()
        for page in (self.task_panel, self.tester_panel, self.empty):
            self.below.addWidget(page)
        panes = Panes(self._middle())
        panes.add("left", self.people, 220, minimum=180)
        panes.add("right", self.facts, 280, minimum=220)
        panes.add("bottom", self.time_line, 116, minimum=108)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(panes)
        self._is_stale = True
        self._shown: tuple[Any, ...] = ()
        self._connect()

    def _middle(self) -> QWidget:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(16, 8, 16, 8)
        top.setSpacing(8)
        self.cases = QComboBox()
        self.cases.setMinimumWidth(320)
        self.cases.setAccessibleName(_("Case"))
        self.new_case = button(_("New case"), icon_name="add")
        top.addWidget(label(_("Case"), "muted"))
        top.addWidget(self.cases)
        top.addWidget(self.new_case)
        top.addStretch(1)
        self.status = label("", "pill")
        top.addWidget(self.status)
        column.addLayout(top)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(1)
        self.canvas.setMinimumHeight(160)
        split.addWidget(self.canvas)
        split.addWidget(self.below)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        split.setSizes([260, 420])
        column.addWidget(split, 1)
        return middle

    def _connect(self) -> None:
        rehearsal = self.rehearsal
        rehearsal.changed.connect(self._show)
        rehearsal.refused.connect(self._refused)
        rehearsal.blocked.connect(self._blocked)
        rehearsal.busy.connect(self.task_panel.set_busy)
        self.people.chosen.connect(self.play_as)
        self.time_line.advanced.connect(rehearsal.advance)
        self.time_line.elementClicked.connect(lambda element: self.canvas.reveal(element))
        self.task_panel.completed.connect(self._complete)
        self.task_panel.remarkAsked.connect(self.ask_remark)
        self.tester_panel.answered.connect(self._answer)
        self.new_case.clicked.connect(lambda: rehearsal.show_case(None))
        self.empty.clicked.connect(lambda: rehearsal.show_case(None))
        self.cases.activated.connect(lambda index: rehearsal.show_case(self.cases.itemData(index)))
        self.canvas.selectionChanged.connect(self._element_chosen)
        self.context.documentChanged.connect(self._document_changed)
        self.context.workspaceChanged.connect(self._workspace_changed)
        self.context.themeChanged.connect(self.canvas.set_theme)
        self.canvas.set_theme(self.context.theme)

    # the window --------------------------------------------------------------------------------

    def entered(self) -> None:
        """Deploy what is drawn now, if it changed."""
        self.canvas.set_document(self.context.document)
        if self._is_stale:
            self._is_stale = False
            if not self.rehearsal.user:
                self.rehearsal.user = self._first_person()
            self.rehearsal.open()

    def _first_person(self) -> str:
        organization = self.context.organization
        heads = {department.head for department in organization.departments}
        tops = {department.id for department in organization.departments if department.parent is None}
        plain = [
            user.id
            for user in organization.users
            if user.active and user.id not in heads and user.primary and user.primary.department not in tops
        ]
        everyone = [user.id for user in organization.users]
        return (plain or everyone or ["tester"])[0]

    def _document_changed(self, _change: Change) -> None:
        self._is_stale = True
        if self.isVisible():
            self.entered()

    def _workspace_changed(self) -> None:
        self._is_stale = True
        self.rehearsal.case, self.rehearsal.user, self.rehearsal.model = None, "", ""

    def do_zoom_fit(self) -> None:
        """Fit the diagram."""
        self.canvas.fit()

    # acts --------------------------------------------------------------------------------------

    def play_as(self, user: str) -> None:
        """Be another person, in one click."""
        self.rehearsal.play_as(user)

    def _complete(self, values: Mapping[str, Any], verdict: str, opinion: str) -> None:
        problems = self._problems_of_form(verdict)
        if problems:
            self.task_panel.refuse(AppError("task.invalid", reasons=""), problems)
            return
        task = self.rehearsal.snapshot.task
        if task is None:
            starts = self.rehearsal.snapshot.starts
            self.rehearsal.start(values, starts[0].element if starts else None)
        else:
            self.rehearsal.complete(task.task, values, verdict, opinion)

    def _problems_of_form(self, verdict: str) -> list[Problem]:
        """What is wrong with the form, before it is sent: shown at the fields."""
        snapshot, player = self.rehearsal.snapshot, self.task_panel.player
        view = snapshot.task or (snapshot.starts[0] if snapshot.starts else None)
        if view is None or view.form is None or player is None:
            return []
        verdicts = snapshot.task.verdicts if snapshot.task is not None else []
        if any(one.id == verdict and not one.validate_form for one in verdicts):
            return []
        rights = [FieldRight(path=path, access=access) for path, access in view.access.items()]
        facts = self._form_facts()
        return validate_form(
            view.form, player.values(), rights, dictionary=facts.dictionary, organization=facts.organization,
            now=facts.now,
        )  # fmt: skip

    def _answer(self, how: str, data: Any, flows: list[str]) -> None:
        task = self.rehearsal.snapshot.task
        if task is not None:
            self.rehearsal.answer(task.task, how, data, tuple(flows))

    def ask_remark(self, field_path: str = "") -> None:
        """Ask for a remark and leave it where the hands are: field, step, version and person go with it."""
        task = self.rehearsal.snapshot.task
        selected = self.context.selection.ids
        element = task.element if task is not None else (selected[0] if selected else None)
        where = field_path or (task.name if task is not None else "")
        text, ok = QInputDialog.getMultiLineText(
            self, _("Remark"), _("What should change here? {where}").format(where=where)
        )
        if ok and text.strip():
            self.rehearsal.remark(text.strip(), element, field_path or None)

    def _element_chosen(self, ids: list[str]) -> None:
        self.context.selection.set(ids)
        snapshot = self.rehearsal.snapshot
        for one in snapshot.open:
            if ids and one.element == ids[0]:
                if one.user is not None and one.user != self.rehearsal.user:
                    self.rehearsal.user = one.user
                self.rehearsal.show_task(one.task)
                return

    # showing -----------------------------------------------------------------------------------

    def _form_facts(self) -> FormFacts:
        bundle, clock = self.rehearsal.bundle, self.rehearsal.snapshot.clock
        now = datetime.fromisoformat(clock) if clock else None
        context = self.context
        if bundle is None:
            return FormFacts(context.dictionary, context.organization, None, now)
        return FormFacts(bundle.dictionary, context.organization, None, now)

    def _show(self, snapshot: Snapshot) -> None:
        case = snapshot.case
        self._show_cases(snapshot)
        met = [person for visit in case.path for person in visit.by] if case is not None else []
        starter = [case.starter] if case is not None else []
        self.people.show_people(self.context.organization, self.rehearsal.user, snapshot.counts, [*starter, *met])
        tokens: dict[str, int] = {}
        for token in case.tokens if case is not None else ():
            tokens[token.element] = tokens.get(token.element, 0) + 1
        self.canvas.set_tokens(tokens)
        self._show_remarks(snapshot)
        self.facts.show_variables(self.rehearsal.case, case.variables if case is not None else {})
        self.time_line.show_moments(snapshot.clock, self._moments(snapshot), snapshot.next_due())
        self._show_task(snapshot)

    def _show_cases(self, snapshot: Snapshot) -> None:
        self.cases.clear()
        for number, one in enumerate(snapshot.cases, 1):
            starter = self._name(one.starter)
            self.cases.addItem(_("Case {number} · {who} · {when}").format(
                number=number, who=starter, when=clock_text(one.started)), one.case)  # fmt: skip
        index = self.cases.findData(self.rehearsal.case)
        if index < 0:
            self.cases.addItem(_("A new case"), None)
            index = self.cases.count() - 1
        self.cases.setCurrentIndex(index)
        self.new_case.setEnabled(self.rehearsal.case is not None)
        self.status.setText(status_text(snapshot.case))
        self.status.setVisible(snapshot.case is not None)

    def _show_remarks(self, snapshot: Snapshot) -> None:
        own = [one for one in snapshot.remarks if one.done is None and self._is_here(one)]
        counts: dict[str, int] = {}
        for one in own:
            if one.element:
                counts[one.element] = counts.get(one.element, 0) + 1
        self.canvas.set_badges({}, counts)
        self.facts.show_remarks([f"{self._name(one.person)}: {one.text}" for one in own])

    def _is_here(self, remark: out.Remark) -> bool:
        bundle = self.rehearsal.bundle
        return bundle is None or remark.process in ("", bundle.entry)

    def _name(self, user: str | None) -> str:
        person = self.context.organization.user(user)
        return pick(person.name) if person is not None else (user or _("anyone"))

    def _node_name(self, element: str) -> str:
        document = self.context.document
        record = document.index.nodes.get(element) if document is not None else None
        return (record.name if record is not None else "") or element

    def _moments(self, snapshot: Snapshot) -> list[Moment]:
        moments = []
        for visit in snapshot.case.path if snapshot.case is not None else ():
            who = ", ".join(self._name(one) for one in visit.by)
            when = clock_text(visit.leave or visit.enter)[5:]
            text = " · ".join(part for part in (who, when) if part)
            tone = "done" if visit.leave else "running"
            moments.append(Moment(self._node_name(visit.element), text, tone, visit.element))
        own = snapshot.case.case if snapshot.case is not None else None
        for at, case, element in snapshot.due:
            if case == own:
                text = _("timer · {when}").format(when=clock_text(at)[5:])
                moments.append(Moment(self._node_name(element), text, "waiting", element))
        return moments

    def _show_task(self, snapshot: Snapshot) -> None:
        task = snapshot.task
        shown = (self.rehearsal.case, task.task if task else None, self.rehearsal.user, self.rehearsal.model,
                 len(snapshot.history))  # fmt: skip
        if shown == self._shown and self.below.currentWidget() is self.task_panel:
            return  # a remark or a look changes nothing that is being typed
        self._shown = shown
        self.facts.show_why("", [])
        if task is not None and task.kind in TESTER_WORK:
            document = self.context.document
            names = {flow.id: flow.name for flow in document.index.flows.values()} if document is not None else {}
            self.tester_panel.show_task(task, names)
            self.below.setCurrentWidget(self.tester_panel)
        elif task is not None:
            self._show_work(task)
        elif self.rehearsal.case is None:
            self._show_start(snapshot)
        else:
            self._show_nothing(snapshot)

    def _show_work(self, task: out.TaskView) -> None:
        since = _("arrived {when}").format(when=clock_text(task.opened)[5:])
        self.task_panel.show_task(
            TaskAtHand(
                task.name or task.element, self._name(self.rehearsal.user), since, task.documentation, task.form,
                task.values, task.access, task.verdicts, task.opinion,
                _("Submit again") if task.kind == "start" else _("Done"),
            ),
            self._form_facts(),
        )  # fmt: skip
        self.below.setCurrentWidget(self.task_panel)
        lines = [TrailStep(step.code, step.params).message for step in task.trail]
        self.facts.show_why(self._name(task.user), lines)

    def _show_start(self, snapshot: Snapshot) -> None:
        start = snapshot.starts[0] if snapshot.starts else None
        if start is None:
            self._tell(_("Nothing to start"), _("This process has no start event."), "")
            return
        may = snapshot.may_start
        if may is not None and not may.allowed:
            lines = [TrailStep(step.code, step.params).message for step in may.trail]
            self._tell(
                _("{name} may not start this").format(name=self._name(self.rehearsal.user)), "\n".join(lines), ""
            )
            return
        person = self.context.organization.user(self.rehearsal.user)
        where = place_of(person, self.context.organization) if person is not None else ""
        self.task_panel.show_task(
            TaskAtHand(start.name or _("Start"), self._name(self.rehearsal.user), where, "", start.form, start.values,
                       start.access, submit=_("Submit")),
            self._form_facts(),
        )  # fmt: skip
        self.below.setCurrentWidget(self.task_panel)

    def _show_nothing(self, snapshot: Snapshot) -> None:
        case = snapshot.case
        if case is not None and case.status == "completed":
            ends = ", ".join(self._node_name(one) for one in case.end)
            self._tell(status_text(case), ends, _("Start another case"))
            return
        waiting = sorted({self._name(one.user) for one in snapshot.open if one.user is not None})
        text = _("Waiting for {people}. One click on the left plays them.").format(people=", ".join(waiting))
        timer = _("Only time passes here: push the clock forward.")
        nobody = _("Nothing is open for anyone.")
        name = self._name(self.rehearsal.user)
        title = _("Nothing to do for {name}").format(name=name)
        self._tell(title, text if waiting else timer if snapshot.next_due() else nobody, "")

    def _tell(self, title: str, text: str, action: str) -> None:
        self.empty.title.setText(title)
        self.empty.text.setText(text)
        self.empty.text.setVisible(bool(text))
        self.empty.button.setText(action)
        self.empty.button.setVisible(bool(action))
        self.below.setCurrentWidget(self.empty)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, AppError) and self.below.currentWidget() is self.task_panel:
            self.task_panel.refuse(error)
        else:
            self.context.report(error)

    def _blocked(self, problems: list[Problem]) -> None:
        self._shown = ()
        self._tell(_("This process cannot be tried yet"), "\n".join(problem_lines(problems[:3])), "")


def status_text(case: out.CaseView | None) -> str:
    """How a case stands, in words."""
    if case is None:
        return ""
    outcomes = {
        "rejected": _("rejected"), "withdrawn": _("withdrawn"), "terminated": _("terminated"),
        "error": _("ended by an error"),
    }  # fmt: skip
    states = {
        "completed": _("completed"), "running": _("running"), "incident": _("stopped by an incident"),
        "budget": _("stopped: too many steps"),
    }  # fmt: skip
    return outcomes.get(case.outcome or "", states[case.status])
