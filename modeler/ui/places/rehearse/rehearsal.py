"""What goes on in a rehearsal: acts go to the runner beside the window, snapshots of all that is shown come back."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Signal

from modeler.ui.context import Context
from modeler.ui.places.rehearse.inbox_reader import NOBODY, InboxReader
from modeler.ui.places.rehearse.shown_cases import next_number, process_of
from modeler.ui.records import session_of
from runner.bundle.bundle import Bundle
from runner.core.errors import AppError, RunError
from runner.core.problem import Problem, Severity
from runner.forms.fields.related_case import links_cases
from runner.pilot.chance import Chance
from runner.protocol import values as out
from runner.protocol.branches import commands_that_count
from runner.protocol.rehearsing import CallsView, PaceView, Post, StepChange

TESTER_WORK = ("service", "script", "call", "pick", "incident")
MOST_CASES = 50
"""The latest cases of the process are read with each act; others where somebody looks for them."""
MOST_AUTO = 200
"""Acts after which trying by itself stops."""


@dataclass(frozen=True)
class Snapshot:
    """All that the place shows, read in one go after each act. `refusal` says why the task that waits is
    not shown to the person played; `inbox` is what waits for that person in all cases of the process.

    `case` and `history` are the tester's: tokens, path, what a process test keeps. `seen` and `lines` are what is
    shown of them, as the person played sees it at their workbench (`unseen`: why they may not), or to the designer.
    `kept`: the acts that can be gone back to; `act`: the one looked at, and what it changed. `entry`: the process;
    `cases`: its latest ones; `due`: the timers of the case, and the first one of all. `is_cut`: more waits than is
    in `inbox`; `kinds`: what all that waits can be narrowed by.
    """

    entry: str = ""
    pilots: tuple[out.PilotView, ...] = ()
    clock: str = ""
    cases: tuple[out.CaseSummary, ...] = ()
    case: out.CaseView | None = None
    history: tuple[out.LogLine, ...] = ()
    open: tuple[out.TaskSummary, ...] = ()
    task: out.TaskView | None = None
    refusal: AppError | None = None
    inbox: tuple[out.TaskSummary, ...] = ()
    is_cut: bool = False
    kinds: out.KindsWaiting = field(default_factory=out.KindsWaiting)
    starts: tuple[out.StartView, ...] = ()
    may_start: out.Explained | None = None
    due: tuple[tuple[str, str, str], ...] = ()
    copies: tuple[out.CopyView, ...] = ()
    remarks: tuple[out.Remark, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    related: Mapping[str, str] = field(default_factory=dict)
    seen: out.CaseView | None = None
    lines: tuple[out.LogLine, ...] = ()
    trail: tuple[out.Step, ...] = ()
    unseen: AppError | None = None
    calls: CallsView = field(default_factory=CallsView)
    pace: PaceView = field(default_factory=PaceView)
    kept: tuple[int, ...] = ()
    act: int | None = None
    change: StepChange | None = None
    post: Post = field(default_factory=Post)

    def next_due(self) -> str | None:
        """When the next timer of this case fires."""
        own = self.case.case if self.case is not None else None
        return next((at for at, case, _element in self.due if case == own), None)

    def next_start(self) -> str | None:
        """When the clock begins a case, where nothing comes before it."""
        return next((at for at, case, _element in self.due if not case), None)


class Rehearsal(QObject):
    """One rehearsal of the open process.

    `changed` carries a `Snapshot`, `refused` the error of an act that was not done, `blocked` the problems
    that keep the process from being tried at all, `played` whether the tester goes on by itself, `waiting` a
    `Snapshot` in which more of the inbox was read. Acts are done one after the other, in the order of asking.
    """

    changed = Signal(object)
    refused = Signal(object)
    blocked = Signal(object)
    busy = Signal(bool)
    played = Signal(bool)
    waiting = Signal(object)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.session = session_of(context)
        self.bundle: Bundle | None = None
        self.model = ""
        self.task: int | None = None
        self.act: int | None = None
        self.reads_post = False
        self.inbox = InboxReader(self)
        self.snapshot = Snapshot()
        self._queue: deque[tuple[Callable[[Any], Any], Callable[[Any], None] | None]] = deque()
        self._is_running = False
        self._auto: Chance | None = None
        self._left = 0

    @property
    def case(self) -> str | None:
        """The case that is looked at; None: a new one."""
        return self.session.case

    @case.setter
    def case(self, case: str | None) -> None:
        self.session.case = case

    @property
    def user(self) -> str:
        """The bare id of the person played."""
        return self.session.user

    @user.setter
    def user(self, user: str) -> None:
        self.session.user = user

    @property
    def sees_all(self) -> bool:
        """Whether facts are shown as the designer sees them."""
        return self.session.sees_all

    def show_all(self, on: bool) -> None:
        """Look as the designer, or as the person played again."""
        self.session.sees_all = on
        self.look()

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
            if self.case is not None and (bundle is None or process_of(runner, self.case) != bundle.entry):
                self.case = None

        self.run(act)

    def look(self) -> None:
        """Read everything again."""
        self.run(lambda runner: None)

    def play_as(self, user: str) -> None:
        """Look as another person."""
        self.user = user
        self.task = None
        self.inbox.begin()
        self.look()

    def show_task(self, task: int, case: str | None = None) -> None:
        """Look at a task, in its case."""
        self.task = task
        if case is not None:
            self.case = case
        self.look()

    def settle_task(self) -> None:
        """Tasks were completed beside this: look at what is next."""
        self.task = None
        self.look()

    def show_case(self, case: str | None) -> None:
        """Look at another case; None: start a new one."""
        self.case, self.task, self.act = case, None, None
        self.look()

    def look_at(self, act: int) -> None:
        """Look at what an act changed."""
        self.act = act
        self.look()

    def steer(self, act: Callable[[Any], Any], done: Callable[[Any], None] | None = None) -> None:
        """Do something with what steers the rehearsal: step, go back, set its pace, mend."""

        def do(runner: Any) -> Any:
            given = act(runner.rehearsing())
            self.task = self.act = None
            return given

        self.run(do, done)

    # acts --------------------------------------------------------------------------------------

    def start(
        self,
        data: Mapping[str, Any],
        at: str | None,
        *,
        department: str = "",
        choices: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Start a case as the person played, for one of their departments. Chance is fixed by the number of the
        case."""
        user, model, seed = self.user, self.model, next_number(self.snapshot)

        def act(runner: Any) -> None:
            self.case = runner.start(
                model, f"user:{user}", dict(data), at, seed=seed, department=department or None, choices=choices
            )

        self.run(act)

    def complete(
        self,
        task: int,
        data: Mapping[str, Any],
        verdict: str,
        opinion: str,
        choices: Mapping[str, Sequence[str]] | None = None,
        signature: Mapping[str, object] | None = None,
    ) -> None:
        """Complete a task as the person played."""
        user = self.user

        def act(runner: Any) -> None:
            runner.workbench(user).complete(task, dict(data), verdict or None, opinion or None, choices, signature)
            self.task = None

        self.run(act)

    def operate(self, operation: str, task: int, **arguments: Any) -> None:
        """An operation on a task as the person played: claim, release, transfer ..."""
        user = self.user
        self.run(lambda runner: runner.workbench(user).operate(operation, task, **arguments))

    def hand_over_all(self, who: str, to: str, done: Callable[[list[out.HandedStep]], None]) -> None:
        """Hand over, as the person played, what is open for somebody in the cases that this person manages."""
        user = self.user
        self.run(lambda runner: runner.workbench(user).hand_over(who, to), done)

    def operate_case(self, operation: str, **arguments: Any) -> None:
        """Withdraw, terminate, reactivate the case as the person played, take back a step of it ..."""
        case, user = self.case, self.user
        self.run(lambda runner: runner.workbench(user).operate_case(operation, case, **arguments))

    def answer(self, task: int, how: str, data: Any = None, flows: tuple[str, ...] = (), *, after: str = "") -> None:
        """Answer for a service or script, pick a branch, or settle an incident; `after` an ISO duration, in which
        timers may come first."""

        def act(runner: Any) -> None:
            if after:
                runner.advance(after)
            runner.answer(task, how, data, list(flows))
            self.task = None

        self.run(act)

    def advance(self, by: str) -> None:
        """Push the clock forward: `next timer` or an ISO duration."""
        self._act("advance", by)

    def allow_calls(self, on: bool) -> None:
        """Let systems be called in earnest, or not any more."""
        self.run(lambda runner: runner.rehearsing().allow_calls(on=on))

    def read_copy(self, copy: out.CopyView) -> None:
        """Mark a copy as read and show its case."""
        self.case, self.task = copy.case, None
        user = self.user
        self.run(lambda runner: runner.workbench(user).read_copy(copy.copy_id))

    def remark(self, text: str, element: str | None, field_path: str | None) -> None:
        """Leave a remark."""
        graph = self.bundle.graph if self.bundle is not None else None
        about = {
            "case": self.case, "model": self.model, "process": graph.process if graph else "",
            "version": graph.version if graph else "", "element": element, "field": field_path,
        }  # fmt: skip
        person = self.user
        self.run(lambda runner: runner.remark(text, person, **about))

    def _act(self, verb: str, *arguments: Any) -> None:
        def act(runner: Any) -> None:
            getattr(runner, verb)(*arguments)
            self.task = None

        self.run(act)

    # trying by itself --------------------------------------------------------------------------

    @property
    def is_playing(self) -> bool:
        """Whether the tester goes on by itself."""
        return self._auto is not None

    def play_alone(self, seed: int) -> None:
        """Go on with this case, or start one, by seeded decisions; each act is shown."""
        if self.bundle is None or self._auto is not None:
            return
        self._auto = Chance(self.context.worker(), self.bundle, self.model, seed)
        self._left = MOST_AUTO
        self.played.emit(True)
        self._play_on()

    def stop_playing(self) -> None:
        """Stop after the act that is under way."""
        if self._auto is not None:
            self._auto = None
            self.played.emit(False)

    def _play_on(self) -> None:
        auto, user = self._auto, self.user
        if auto is None:
            return

        def act(_runner: Any) -> bool:
            self.task = None
            if self.case is None:
                self.case = auto.start(user)
                return True
            self._left -= 1
            return self._left >= 0 and auto.step(self.case)

        self.run(act, self._played)

    def _played(self, went_on: object) -> None:
        stopped = self.snapshot.case.stopped if self.snapshot.case is not None else ()
        if went_on and self._auto is not None and not stopped:
            self._play_on()
        else:
            self.stop_playing()

    # the runner --------------------------------------------------------------------------------

    def run(self, act: Callable[[Any], Any], done: Callable[[Any], None] | None = None) -> None:
        """Do something with the runner, then read everything; `done` gets what the act gave."""
        self._queue.append((act, done))
        if not self._is_running:
            self._next()

    def _next(self) -> None:
        act, done = self._queue.popleft()
        self._is_running = True
        self.busy.emit(True)

        def work(_handle: Any) -> tuple[Any, Snapshot]:
            runner = self.context.worker()
            given = act(runner)
            return given, self._read(runner)

        self.context.jobs.run(
            work, owner=self, done=lambda found: self._done(found[0], found[1], done), failed=self._failed
        )

    def _done(self, given: Any, snapshot: Snapshot, done: Callable[[Any], None] | None) -> None:
        self.snapshot = snapshot
        self._settle()
        if not self._is_running:
            self.changed.emit(snapshot)
        if done is not None:
            done(given)

    def _failed(self, error: Exception) -> None:
        self.stop_playing()
        self._settle()
        self.refused.emit(error)
        if getattr(error, "code", "") in ("worker.gone", "worker.timeout", "worker.memory"):
            self.open()  # the next worker knows the model again, even where cases were kept in memory

    def _settle(self) -> None:
        self._is_running = False
        if self._queue:
            self._next()
        else:
            self.busy.emit(False)

    def _read(self, runner: Any) -> Snapshot:
        entry = self.bundle.entry if self.bundle is not None else ""
        latest = runner.cases(process=entry, descending=True, limit=MOST_CASES) if entry else []
        case = runner.case(self.case) if self.case is not None else None
        history = tuple(runner.history(self.case)) if self.case is not None else ()
        tasks = tuple(runner.open_tasks(self.case)) if self.case is not None else ()
        counts: dict[str, int] = {}
        for one in tasks:
            if one.user is not None:
                counts[one.user] = counts.get(one.user, 0) + 1
        task, refusal = self._task(runner, tasks)
        starting = self.case is None and bool(self.model)
        starts = tuple(runner.starts(self.model, user=self.user)) if starting else ()
        desk = runner.workbench(self.user) if self.user not in NOBODY else None
        seen, lines, unseen = case, history, None
        if desk is not None and self.case is not None and not self.sees_all:
            try:
                seen, lines = desk.case(self.case), tuple(desk.history(self.case))
            except RunError as error:
                seen, lines, unseen = None, (), error
        steering = runner.rehearsing()
        kept = tuple(steering.kept(self.case)) if self.case is not None else ()
        act, change = self._change(steering, history, kept, None if self.sees_all or desk is None else self.user)
        whole = runner.task(task.task) if task is not None and self.sees_all else task
        shown = [one.form for one in (task, *starts) if one is not None and one.form is not None]
        waiting, is_cut, kinds = self.inbox.read(runner, self.user)
        copies = desk.copies() if desk is not None else ()
        remarks = desk.remarks() if desk is not None and not self.sees_all else runner.remarks()
        return Snapshot(
            entry=entry,
            pilots=tuple(runner.pilots()),
            clock=runner.clock(),
            cases=tuple(reversed(latest)),
            case=case,
            history=history,
            open=tasks,
            task=task,
            refusal=refusal,
            inbox=waiting,
            is_cut=is_cut,
            kinds=kinds,
            starts=starts,
            related=desk.related() if desk is not None and any(links_cases(form) for form in shown) else {},
            may_start=runner.may_start(self.model, self.user) if starting and self.user else None,
            due=tuple(dict.fromkeys([*(runner.due(self.case) if self.case else ()), *runner.due(limit=1)])),
            copies=tuple(copies),
            remarks=tuple(remarks),
            counts=counts,
            seen=seen,
            lines=lines,
            trail=tuple(whole.trail) if whole is not None else (),
            unseen=unseen,
            calls=runner.rehearsing().calls(),
            pace=steering.pace(),
            kept=kept,
            act=act,
            change=change if unseen is None else None,
            post=steering.post() if self.reads_post else Post(),
        )

    def _change(
        self, steering: Any, history: Sequence[out.LogLine], kept: Sequence[int], user: str | None
    ) -> tuple[int | None, StepChange | None]:
        """The act that is looked at, the last one by itself, and what it changed."""
        acts = commands_that_count((line.command, line.payload) for line in history if line.kind == "command")
        act = self.act if self.act is not None else acts[-1] if acts else None
        if self.case is None or act is None or act not in kept:
            return act, None
        return act, steering.change(self.case, act, user)

    def _task(self, runner: Any, tasks: tuple[out.TaskSummary, ...]) -> tuple[out.TaskView | None, AppError | None]:
        """The task that is looked at: the chosen one, else the first of the person, else of the tester."""
        chosen = next((one for one in tasks if one.task == self.task), None)
        mine = [one for one in tasks if one.user == self.user]
        pool = [one for one in tasks if one.user is None and one.kind == "work" and not one.alert]
        testers = [one for one in tasks if one.kind in TESTER_WORK or one.alert]
        shown = chosen or next(iter((*mine, *pool, *testers)), None)
        if shown is None:
            return None, None
        is_person = shown.kind not in TESTER_WORK and not shown.alert
        try:
            if is_person and self.user not in NOBODY:
                return runner.workbench(self.user).task(shown.task), None
            return runner.task(shown.task), None
        except RunError as error:
            return None, error


def problem_lines(problems: list[Problem]) -> list[str]:
    """Problems as sentences, each with what to do."""
    return [f"{one.message} {one.hint}".strip() for one in problems]
