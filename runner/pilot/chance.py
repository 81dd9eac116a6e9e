"""Chance plays everybody: seeded decisions for all who have to act, one act at a time, through the runner's verbs.

It works over the service in this process and over the worker's client alike, and prefers what was not tried yet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any, Protocol, TypeVar

from runner.approvals.signature import needs_signature
from runner.bundle.bundle import Bundle
from runner.bundle.graph import Node
from runner.core.errors import RunError
from runner.forms.random import random_values
from runner.protocol import values as out
from runner.rights.fields import with_default
from runner.rights.model import FieldRight

T = TypeVar("T")

ATTEMPTS = 25
"""How often in a row it tries what is refused."""
MOST_RETURNS = 3
"""Returned cases come back; after so many it returns nothing more, so that a case ends."""
AGREE, OTHER = 7, 2
"""How often it agrees, to each other verdict."""
DRAWN = {"name": "signature.png", "size": 1, "sha256": "0" * 64}
"""How it signs: nothing looks at more of a drawing than its digest."""
TASKS, TIMER, MESSAGE = 8, 1, 1
"""How often it does a task, lets time pass, or sends a message, where all are possible."""


class Runner(Protocol):
    """What it needs of the service or of the worker's client."""

    def starts(self, model: str, process: str | None = None) -> list[out.StartView]: ...
    def may_start(self, model: str, user: str, process: str | None = None) -> out.Explained: ...
    def start(
        self, model: str, as_user: str, data: Mapping[str, Any] | None = None, at: str | None = None, *,
        process: str | None = None, services: Mapping[str, Any] | None = None, seed: str | int | None = None,
        department: str | None = None, choices: Mapping[str, Any] | None = None,
    ) -> str: ...  # fmt: skip
    def open_tasks(self, case: str | None = None) -> list[out.TaskSummary]: ...
    def task(self, task: int, user: str | None = None) -> out.TaskView: ...
    def variables(self, case: str) -> dict[str, Any]: ...
    def awaited(self, case: str) -> list[tuple[str, str, dict[str, Any]]]: ...
    def due(self) -> list[tuple[str, str, str]]: ...
    def history(self, case: str, after: int = 0) -> list[out.LogLine]: ...
    def complete(
        self, task: int, user: str, data: Mapping[str, Any] | None = None, verdict: str | None = None,
        opinion: str | None = None, choices: Mapping[str, Any] | None = None, signature: object = None,
    ) -> out.Changed: ...  # fmt: skip
    def operate(self, operation: str, task: int, user: str, **arguments: Any) -> out.Changed: ...
    def answer(
        self, task: int, how: str = "answer", data: Any = None, flows: Sequence[str] = (), *, user: str = "tester"
    ) -> out.Changed: ...
    def advance(self, by: str) -> out.Changed: ...
    def message(
        self, name: str, correlation: Mapping[str, Any] | None = None, data: Mapping[str, Any] | None = None
    ) -> bool: ...
    def signal(self, name: str, data: Mapping[str, Any] | None = None) -> bool: ...


class Chance:
    """Plays everybody of one case. Equal seeds on equal cases give equal acts.

    `tried` counts the flows taken, over several cases where it is shared, and is added to.
    """

    def __init__(
        self, runner: Runner, bundle: Bundle, model: str, seed: int | str, *, process: str | None = None,
        tried: Counter[str] | None = None,
    ) -> None:  # fmt: skip
        self.runner = runner
        self.bundle = bundle
        self.model = model
        self.seed = seed
        self.process = process or bundle.entry
        self.tried = tried if tried is not None else Counter()
        self.rng = Random(f"tester:{seed}")
        self.people = [user.id for user in bundle.organization.users if user.active] or ["tester"]
        self.returns = 0
        self.seen = 0

    def start(self, user: str | None = None, *, or_another: bool = True) -> str:
        """Start a case as the person, or, `or_another`, as someone who may; the id of the case. Raises
        `RunError` where nobody may, or where it is refused again and again."""
        starts = self.runner.starts(self.model, self.process)
        chosen = [user] if user else []
        if or_another or not chosen:
            chosen += self.rng.sample(self.people, len(self.people))
        allowed = (one for one in chosen if self.runner.may_start(self.model, one, self.process).allowed)
        starter = next(allowed, chosen[0])
        element = self._least([item.element for item in starts]) if starts else None
        view = next((item for item in starts if item.element == element), None)

        def act() -> str:
            data = {} if view is None else self._values(view, self._node(self.process, view.element), {})
            chosen = self._choices(view.choices) if view is not None else {}
            return self.runner.start(
                self.model, starter, data, element, process=self.process, seed=self.seed, choices=chosen
            )

        case = self._insist(act)
        self._note_flows(case)
        return case

    def step(self, case: str) -> bool:
        """Do one act; False: nothing can happen any more. Raises `RunError` where it is refused again and again."""
        went_on = self._insist(lambda: self._step(case))
        if went_on:
            self._note_flows(case)
        return went_on

    def _insist(self, act: Callable[[], T]) -> T:
        """Chance may hit on what a form or a right forbids: try again, with other choices."""
        for attempt in range(ATTEMPTS):
            try:
                return act()
            except RunError:
                if attempt == ATTEMPTS - 1:
                    raise
        raise AssertionError

    def _note_flows(self, case: str) -> None:
        lines = self.runner.history(case, self.seen)
        self.seen = lines[-1].n if lines else self.seen
        self.tried.update(line.element for line in lines if line.kind == "flow")

    def _step(self, case: str) -> bool:
        tasks = self.runner.open_tasks(case)
        timers = [item for item in self.runner.due() if item[1] == case]
        awaited = self.runner.awaited(case)
        choices = ["task"] * (TASKS if tasks else 0) + ["timer"] * (TIMER if timers else 0)
        choices += ["message"] * (MESSAGE if awaited else 0)
        if not choices:
            return False
        choice = self.rng.choice(choices)
        if choice == "task":
            self._act(case, self.rng.choice(tasks))
        elif choice == "timer":
            self.runner.advance("next timer")
        else:
            kind, name, correlation = self.rng.choice(awaited)
            if kind == "signal":
                self.runner.signal(name)
            else:
                self.runner.message(name, correlation)
        return True

    def _act(self, case: str, task: out.TaskSummary) -> None:
        if task.alert:
            self.runner.operate("transfer", task.task, "tester", to=self.rng.choice(self.people))
        elif task.kind in ("work", "start"):
            self._work(case, task)
        elif task.kind == "pick":
            self.runner.answer(task.task, "pick", None, self._pick(task))
        elif task.kind == "incident":
            self._mend(self.runner.task(task.task))
        else:
            self.runner.answer(task.task, "answer", {})

    def _pick(self, task: out.TaskSummary) -> list[str]:
        """One flow of an exclusive gateway, else any number of them."""
        options = self.runner.task(task.task).options
        first = self._least(options)
        if self._node(task.process, task.element).kind == "exclusiveGateway":
            return [first]
        return [flow for flow in options if flow == first or self.rng.random() < 0.5]

    def _work(self, case: str, task: out.TaskSummary) -> None:
        view = self.runner.task(task.task)
        user = task.claimed_by or task.user or self.rng.choice(self.people)
        data: dict[str, Any] = {}
        if view.form is not None:
            data = self._values(view, self._node(task.process, task.element), self.runner.variables(case))
        verdict = opinion = signature = None
        if view.verdicts:
            agreeing = [item for item in view.verdicts if item.result == "agree"]
            offered = agreeing if agreeing and self.returns >= MOST_RETURNS else view.verdicts
            weights = [AGREE if item.result == "agree" else OTHER for item in offered]
            verdict = self.rng.choices(offered, weights)[0]
            opinion = "…" if view.opinion != "none" or verdict.opinion == "always" else None
            signature = DRAWN if needs_signature(view.signature, verdict) else None
        chosen = self._choices(view.choices) if verdict is None or verdict.result not in ("return", "reject") else {}
        self.runner.complete(task.task, user, data, verdict.id if verdict else None, opinion, chosen, signature)
        if verdict is not None and verdict.result == "return":
            self.returns += 1

    def _choices(self, choices: Sequence[out.ChoiceView]) -> dict[str, list[str]]:
        """Somebody of those offered for each step, as many as are asked for."""
        found = {}
        for one in choices:
            offered = self.people if one.people is None else one.people
            found[one.element] = self.rng.sample(offered, min(max(one.least, 1), len(offered)))
        return found

    def _mend(self, view: out.TaskView) -> None:
        """An incident: take a flow by hand where there are any, else leave the step out."""
        node = self._node(view.process, view.element)
        stuck = view.trouble is not None and view.trouble.code in ("run.no-flow", "run.expression")
        if stuck and node.kind.endswith("Gateway") and node.outgoing:
            self.runner.answer(view.task, "pick", None, [self._least(node.outgoing)])
        else:
            self.runner.answer(view.task, "skip")

    def _values(self, view: out.StartView | out.TaskView, node: Node, variables: Mapping[str, Any]) -> dict[str, Any]:
        """What is filled in: by the lines of the step itself, which say more than the access of each field."""
        if view.form is None:
            return {}
        rights: Sequence[FieldRight] = ()
        is_start = node.kind == "startEvent"
        if node.form is not None:
            rights = with_default(node.form.fields, is_start=is_start)
        return random_values(
            view.form, rights, self.bundle.dictionary, self.bundle.organization, self.rng,
            values=variables, is_start=is_start, sources=self.bundle.data, cases={},
        )  # fmt: skip

    def _node(self, process: str, element: str) -> Node:
        return self.bundle.graphs[process].node(element)

    def _least(self, options: Sequence[str]) -> str:
        """One of those tried least often so far."""
        fewest = min(self.tried[option] for option in options)
        return self.rng.choice([option for option in options if self.tried[option] == fewest])
