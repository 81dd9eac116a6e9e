"""Trying by itself: seeded decisions for everyone who has to act, one act at a time, through the runner's verbs."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from runner.bundle.bundle import Bundle
from runner.core.errors import RunError
from runner.forms.random import random_values
from runner.forms.schema import Form
from runner.protocol.values import TaskSummary
from runner.rights.model import Access, FieldRight

AGREE, OTHER = 6, 1
"""How much more often the tester agrees than does anything else."""
MOST_RETURNS = 2
ATTEMPTS = 12
TIMER_SHARE = 0.1


class AutoTester:
    """Plays everybody of one case. Equal seeds on equal cases give equal acts. Raises `RunError` where an
    act is refused again and again."""

    def __init__(self, bundle: Bundle, seed: int, most: int) -> None:
        self.bundle = bundle
        self.rng = Random(f"rehearse:{seed}")
        self.left = most
        self.returns = 0
        self.seed = seed
        self.people = [user.id for user in bundle.organization.users if user.active] or ["tester"]

    def start(self, runner: Any, model: str, user: str) -> str:
        """Start a case as the person, or as someone who may; the id of the case."""
        others = self.rng.sample(self.people, len(self.people))
        starter = next((one for one in (user, *others) if one and runner.may_start(model, one).allowed), user)
        places = runner.starts(model)
        place = next((one for one in places if one.kind == "none"), places[0] if places else None)

        def act() -> Any:
            data = self._filled(place.form, place.access, {}) if place is not None and place.form else {}
            return runner.start(model, f"user:{starter}", data, place.element if place else None, seed=self.seed)

        return str(self._insist(act))

    def step(self, runner: Any, case: str) -> bool:
        """Do one act; False: nothing can be done any more."""
        self.left -= 1
        tasks = runner.open_tasks(case)
        has_timer = any(one[1] == case for one in runner.due())
        if self.left < 0 or not (tasks or has_timer):
            return False
        if has_timer and (not tasks or self.rng.random() < TIMER_SHARE):
            runner.advance("next timer")
            return True
        task = self.rng.choice(tasks)
        self._insist(lambda: self._do(runner, task))
        return True

    def _insist(self, act: Any) -> Any:
        """Chance may hit on what a form or a right forbids: try again, with other values."""
        for attempt in range(ATTEMPTS):
            try:
                return act()
            except RunError:
                if attempt == ATTEMPTS - 1:
                    raise
        raise AssertionError

    def _do(self, runner: Any, task: TaskSummary) -> None:
        if task.alert:
            runner.operate("transfer", task.task, "tester", to=self.rng.choice(self.people))
        elif task.kind in ("work", "start"):
            self._complete(runner, task)
        elif task.kind == "pick":
            runner.answer(task.task, "pick", None, [self.rng.choice(runner.task(task.task).options)])
        else:
            runner.answer(task.task, "skip" if task.kind == "incident" else "answer", {})

    def _complete(self, runner: Any, task: TaskSummary) -> None:
        view = runner.task(task.task)
        user = task.claimed_by or task.user or self.rng.choice(self.people)
        data = self._filled(view.form, view.access, view.values) if view.form is not None else {}
        verdict = None
        if view.verdicts:
            agreeing = [one for one in view.verdicts if one.result == "agree"]
            offered = agreeing if agreeing and self.returns >= MOST_RETURNS else view.verdicts
            weights = [AGREE if one.result == "agree" else OTHER for one in offered]
            verdict = self.rng.choices(offered, weights)[0]
        opinion = "…" if view.opinion != "none" else None
        runner.complete(task.task, f"user:{user}", data, verdict.id if verdict else None, opinion)
        if verdict is not None and verdict.result == "return":
            self.returns += 1

    def _filled(self, form: Form, access: Mapping[str, Access], values: Mapping[str, Any]) -> dict[str, Any]:
        rights = [FieldRight(path=path, access=one) for path, one in access.items()]
        return random_values(
            form, rights, self.bundle.dictionary, self.bundle.organization, self.rng, values=values
        )  # fmt: skip
