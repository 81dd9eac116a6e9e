"""The random tester: plays everyone by chance, prefers what was not tried yet, and stops in time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from random import Random

from runner.bundle.bundle import Bundle
from runner.bundle.capability import unsupported
from runner.bundle.graph import Node
from runner.core.errors import AppError, RunError
from runner.core.problem import Problem
from runner.forms.random import random_values
from runner.pilot.result import RunResult, result_of
from runner.protocol.values import StartView, TaskSummary, TaskView
from runner.rights.fields import with_default
from runner.rights.model import FieldRight
from runner.service import Service

BUDGET = 10_000
"""Steps after which the tester gives up."""
STUBBORN = 25
"""How often in a row it tries what is refused."""


def random_tester(
    bundle: Bundle,
    seed: int | str = 1,
    *,
    process: str | None = None,
    as_user: str | None = None,
    budget: int = BUDGET,
    store: str = "sqlite://",
    clock: str | None = "2026-03-02T09:00:00+08:00",
    tried: Counter[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> RunResult:
    """Run one case by chance: equal seeds give equal runs. `tried` counts flows over several runs and is
    added to; steps count people's and the tester's acts and timers. Raises `StoreError`."""
    problems = [problem for graph in bundle.graphs.values() for problem in unsupported(graph)]
    if problems:
        return RunResult("refused", bundle.hash, str(seed), problems=tuple(problems))
    service = Service(store, clock=clock, budget=budget)
    try:
        tester = _Tester(service, bundle, seed, tried if tried is not None else Counter())
        return tester.run(process or bundle.entry, as_user, budget, progress)
    finally:
        service.close()


class _Tester:
    """Plays one case."""

    def __init__(self, service: Service, bundle: Bundle, seed: int | str, tried: Counter[str]) -> None:
        self.service = service
        self.bundle = bundle
        self.seed = seed
        self.rng = Random(f"tester:{seed}")
        self.tried = tried
        self.people = [user.id for user in bundle.organization.users if user.active] or ["tester"]
        self.seen = 0
        self.case = ""

    def run(
        self, process: str, as_user: str | None, budget: int, progress: Callable[[int, int], None] | None
    ) -> RunResult:
        """Start and play until the case ends, rests for good, or the budget is spent."""
        model = self.service.deploy(self.bundle)
        try:
            self.case = self._start(model, process, as_user)
        except AppError as error:
            return RunResult("refused", model, str(self.seed), problems=(_problem(error),))
        steps, refused, status = 0, 0, None
        while self.service.case_status(self.case) not in ("completed", "budget"):
            if steps >= budget:
                status = "budget"
                break
            try:
                if not self._step():
                    break
                refused = 0
            except RunError:
                refused += 1
                if refused > STUBBORN:
                    break
            steps += 1
            if progress is not None:
                progress(steps, budget)
            self._note_flows()
        view = self.service.case(self.case)
        flows = [line.element for line in self.service.history(self.case) if line.kind == "flow"]
        return result_of(view, flows, status=status, steps=steps)

    def _note_flows(self) -> None:
        lines = self.service.history(self.case, self.seen)
        self.seen = lines[-1].n if lines else self.seen
        self.tried.update(line.element for line in lines if line.kind == "flow")

    def _start(self, model: str, process: str, as_user: str | None) -> str:
        starts = self.service.starts(model, process)
        people = [as_user] if as_user else self.rng.sample(self.people, len(self.people))
        people = [name for name in people if self.service.may_start(model, name, process).allowed] or people[:1]
        place = self._least([item.element for item in starts]) if starts else None
        view = next((item for item in starts if item.element == place), None)
        for attempt in range(STUBBORN):
            try:
                return self.service.start(
                    model, people[0], self._start_values(process, view), place, process=process, seed=self.seed
                )
            except RunError:
                if attempt == STUBBORN - 1:
                    raise
        raise AssertionError

    def _start_values(self, process: str, view: StartView | None) -> dict[str, object]:
        if view is None or view.form is None:
            return {}
        node = self.bundle.graphs[process].node(view.element)
        return random_values(
            view.form, self._rights(node), self.bundle.dictionary, self.bundle.organization, self.rng
        )

    @staticmethod
    def _rights(node: Node) -> Sequence[FieldRight]:
        return with_default(node.form.fields, is_start=node.kind == "startEvent") if node.form else ()

    def _step(self) -> bool:
        """One act; False: nothing can happen any more."""
        tasks = self.service.open_tasks(self.case)
        timers = [item for item in self.service.due() if item[1] == self.case]
        awaited = self.service.awaited(self.case)
        choices = ["task"] * (8 if tasks else 0) + ["timer"] * bool(timers) + ["message"] * bool(awaited)
        if not choices:
            return False
        choice = self.rng.choice(choices)
        if choice == "task":
            self._act(self.rng.choice(tasks))
        elif choice == "timer":
            self.service.advance("next timer")
        else:
            kind, name, correlation = self.rng.choice(awaited)
            if kind == "signal":
                self.service.signal(name)
            else:
                self.service.message(name, correlation)
        return True

    def _act(self, task: TaskSummary) -> None:
        if task.kind in ("work", "start"):
            self._work(task)
        elif task.kind == "pick":
            self.service.answer(task.task, "pick", None, self._pick(task))
        elif task.kind == "incident":
            self._mend(self.service.task(task.task))
        else:
            self.service.answer(task.task, "answer", {})

    def _pick(self, task: TaskSummary) -> list[str]:
        """One flow of an exclusive gateway, else any number of them."""
        options = self.service.task(task.task).options
        node = self.bundle.graphs[task.process].node(task.element)
        first = self._least(options)
        if node.kind == "exclusiveGateway":
            return [first]
        return [flow for flow in options if flow == first or self.rng.random() < 0.5]

    def _work(self, task: TaskSummary) -> None:
        if task.alert:
            self.service.operate("transfer", task.task, "tester", to=self.rng.choice(self.people))
            return
        view = self.service.task(task.task)
        user = task.claimed_by or task.user or self.rng.choice(self.people)
        node = self.bundle.graphs[task.process].node(task.element)
        data: dict[str, object] = {}
        if view.form is not None:
            values = self.service.variables(self.case)
            data = random_values(
                view.form, self._rights(node), self.bundle.dictionary, self.bundle.organization, self.rng,
                values=values,
            )  # fmt: skip
        verdict = opinion = None
        if view.verdicts:
            names = [item.id for item in view.verdicts]
            weights = [7 if item.result == "agree" else 2 for item in view.verdicts]
            verdict = self.rng.choices(names, weights)[0]
            opinion = "…"
        self.service.complete(task.task, user, data, verdict, opinion)

    def _mend(self, view: TaskView) -> None:
        """An incident: take a flow by hand where there are any, else leave the step out."""
        node = self.bundle.graphs[view.process].node(view.element)
        stuck = view.trouble is not None and view.trouble.code in ("run.no-flow", "run.expression")
        if stuck and node.kind.endswith("Gateway") and node.outgoing:
            self.service.answer(view.task, "pick", None, [self._least(node.outgoing)])
        else:
            self.service.answer(view.task, "skip")

    def _least(self, options: Sequence[str]) -> str:
        """One of those tried least often so far."""
        fewest = min(self.tried[option] for option in options)
        return self.rng.choice([option for option in options if self.tried[option] == fewest])


def _problem(error: AppError) -> Problem:
    return Problem(error.code, params=dict(error.params))
