"""What goes on in a rehearsal: acts go to the runner beside the window, snapshots of all that is shown come back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Signal

from modeler.ui.context import Context
from runner.bundle.bundle import Bundle
from runner.core.problem import Problem, Severity
from runner.protocol import values as out

TESTER_WORK = ("service", "script", "call", "pick", "incident")


@dataclass(frozen=True)
class Snapshot:
    """All that the place shows, read in one go after each act."""

    clock: str = ""
    cases: tuple[out.CaseSummary, ...] = ()
    case: out.CaseView | None = None
    history: tuple[out.LogLine, ...] = ()
    open: tuple[out.TaskSummary, ...] = ()
    task: out.TaskView | None = None
    starts: tuple[out.StartView, ...] = ()
    may_start: out.Explained | None = None
    due: tuple[tuple[str, str, str], ...] = ()
    copies: tuple[out.CopyView, ...] = ()
    remarks: tuple[out.Remark, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    def next_due(self) -> str | None:
        """When the next timer of this case fires."""
        own = self.case.case if self.case is not None else None
        return next((at for at, case, _element in self.due if case == own), None)


class Rehearsal(QObject):
    """One rehearsal of the open process.

    `changed` carries a `Snapshot`, `refused` the error of an act that was not done, `blocked` the problems
    that keep the process from being tried at all. `case` and `user` say what is looked at.
    """

    changed = Signal(object)
    refused = Signal(object)
    blocked = Signal(object)
    busy = Signal(bool)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.bundle: Bundle | None = None
        self.model = ""
        self.case: str | None = None
        self.user = ""
        self.task: int | None = None
        self.snapshot = Snapshot()

    @property
    def runner(self) -> Any:
        """The runner's verbs, in the process beside the window."""
        return self.context.worker()

    def prepare(self) -> bool:
        """Compile the open process; False when it cannot be tried. A changed model is a new version."""
        if self.context.document is None:
            return False
        compiled = self.context.compile()
        errors = [one for one in compiled.problems if one.severity is Severity.ERROR]
        if compiled.bundle is None or errors:
            self.blocked.emit(errors or compiled.problems)
            return False
        self.bundle = compiled.bundle
        return True

    def open(self) -> None:
        """Deploy the version that is drawn now and look at its latest case."""
        if not self.prepare():
            return
        bundle = self.bundle

        def act(runner: Any) -> None:
            self.model = runner.deploy(bundle)
            known = [one for one in runner.cases() if one.process == bundle.entry] if bundle else []
            if self.case is not None and self.case not in {one.case for one in known}:
                self.case = None

        self._run(act)

    def look(self) -> None:
        """Read everything again."""
        self._run(lambda runner: None)

    def play_as(self, user: str) -> None:
        """Look as another person."""
        self.user = user
        self.task = None
        self._run(lambda runner: None)

    def show_task(self, task: int) -> None:
        """Look at a task of the person played."""
        self.task = task
        self._run(lambda runner: None)

    def show_case(self, case: str | None) -> None:
        """Look at another case; None: start a new one."""
        self.case, self.task = case, None
        self._run(lambda runner: None)

    def start(self, data: Mapping[str, Any], at: str | None) -> None:
        """Start a case as the person played."""
        user, model = self.user, self.model

        def act(runner: Any) -> None:
            self.case = runner.start(model, f"user:{user}", dict(data), at)

        self._run(act)

    def complete(self, task: int, data: Mapping[str, Any], verdict: str, opinion: str) -> None:
        """Complete a task as the person played."""
        user = self.user
        self._act("complete", task, f"user:{user}", dict(data), verdict or None, opinion or None)

    def claim(self, task: int) -> None:
        """Reserve a task of a pool."""
        self._act("claim", task, f"user:{self.user}", stay=True)

    def answer(self, task: int, how: str, data: Any = None, flows: tuple[str, ...] = ()) -> None:
        """Answer for a service or script, pick a branch, or settle an incident."""
        self._act("answer", task, how, data, list(flows))

    def advance(self, by: str) -> None:
        """Push the clock forward: `next timer` or an ISO duration."""
        self._act("advance", by)

    def remark(self, text: str, element: str | None, field_path: str | None) -> None:
        """Leave a remark."""
        graph = self.bundle.graph if self.bundle is not None else None
        about = {
            "case": self.case, "model": self.model, "process": graph.process if graph else "",
            "version": graph.version if graph else "", "element": element, "field": field_path,
        }  # fmt: skip
        person = self.user

        def act(runner: Any) -> None:
            runner.remark(text, person, **about)

        self._run(act)

    def _act(self, verb: str, *arguments: Any, stay: bool = False) -> None:
        def act(runner: Any) -> None:
            getattr(runner, verb)(*arguments)
            if not stay:
                self.task = None

        self._run(act)

    def _run(self, act: Callable[[Any], None]) -> None:
        self.busy.emit(True)

        def work(handle: Any) -> Snapshot:
            runner = self.runner
            act(runner)
            return self._read(runner)

        self.context.jobs.run(work, done=self._done, failed=self._failed)

    def _done(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.busy.emit(False)
        self.changed.emit(snapshot)

    def _failed(self, error: Exception) -> None:
        self.busy.emit(False)
        self.refused.emit(error)

    def _read(self, runner: Any) -> Snapshot:
        entry = self.bundle.entry if self.bundle is not None else ""
        cases = tuple(one for one in runner.cases() if one.process == entry)
        case = runner.case(self.case) if self.case is not None else None
        history = tuple(runner.history(self.case)) if self.case is not None else ()
        tasks = tuple(runner.open_tasks(self.case)) if self.case is not None else ()
        counts: dict[str, int] = {}
        for one in tasks:
            if one.user is not None:
                counts[one.user] = counts.get(one.user, 0) + 1
        task = self._task(runner, tasks)
        starting = self.case is None and bool(self.model)
        return Snapshot(
            clock=runner.clock(),
            cases=cases,
            case=case,
            history=history,
            open=tasks,
            task=task,
            starts=tuple(runner.starts(self.model)) if starting else (),
            may_start=runner.may_start(self.model, self.user) if starting and self.user else None,
            due=tuple(runner.due()),
            copies=tuple(runner.copies(self.user)) if self.user else (),
            remarks=tuple(runner.remarks()),
            counts=counts,
        )

    def _task(self, runner: Any, tasks: tuple[out.TaskSummary, ...]) -> out.TaskView | None:
        """The task that is looked at: the chosen one, else the first of the person, else of the tester."""
        chosen = next((one for one in tasks if one.task == self.task), None)
        mine = next(
            (one for one in tasks if one.user == self.user or (one.user is None and one.kind == "work")), None
        )
        testers = next((one for one in tasks if one.kind in TESTER_WORK), None)
        shown = chosen or mine or testers
        if shown is None:
            return None
        is_person = shown.kind not in TESTER_WORK
        view: out.TaskView = runner.task(shown.task, f"user:{self.user}" if is_person and self.user else None)
        return view


def problem_lines(problems: list[Problem]) -> list[str]:
    """Problems as sentences, each with what to do."""
    return [f"{one.message} {one.hint}".strip() for one in problems]
