"""Replaying answers: each step is done as a person would, and the differences are named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from runner.bundle.bundle import Bundle
from runner.bundle.capability import unsupported
from runner.core.errors import AppError, RunError
from runner.pilot.case_file import Expect, Given, ProcessTest, Step
from runner.pilot.paths import other_ways, same_path
from runner.pilot.record import CASE_VERBS
from runner.pilot.result import Difference, RunResult, result_of, written_at
from runner.protocol.values import CaseView, TaskSummary
from runner.service import Service, beginning
from runner.service.case_log import ELSEWHERE, Message
from runner.service.people import TESTER, person_of

HUMAN = ("work", "start")


class _StepError(Exception):
    """A step that could not be done; carries its difference."""

    def __init__(self, difference: Difference) -> None:
        super().__init__(difference.code)
        self.difference = difference


def run_answers(
    bundle: Bundle, test: ProcessTest, *, process: str | None = None, as_user: str | None = None,
    store: str = "sqlite://", seed: int | str | None = None,
) -> RunResult:  # fmt: skip
    """Run a process test, or answers alone, on a fresh case; differences name what is open instead.

    `as_user` stands in where the test names no starter. Raises `StoreError`.
    """
    problems = [problem for graph in bundle.graphs.values() for problem in unsupported(graph)]
    if problems:
        return RunResult("refused", bundle.hash, problems=tuple(problems))
    given = test.given
    service = Service(store, clock=given.clock)
    try:
        model = service.deploy(bundle)
        for name, content in given.stores.items():
            service.rehearsing().set_store(name, content)
        chosen = seed if seed is not None else given.seed
        who = given.start.who or as_user or _anyone(bundle)
        try:
            case = _begun(service, model, given, who, process, chosen if chosen is not None else 1)
        except AppError as error:
            found = Difference("pilot.refused-start", found=_refusal(error))
            return RunResult("refused", model, str(chosen or 1), differences=(found,))
        differences, done = _Player(service, case).play(given.steps)
        view = service.case(case)
        if test.expect is not None:
            held = {one.name: one.content for one in service.rehearsing().stores()}
            differences += compare(bundle, view, test.expect, held)
        history = service.history(case)
        flows = [line.element for line in history if line.kind == "flow"]
        return result_of(view, flows, differences=differences, steps=done, written=written_at(history))
    finally:
        service.close()


def _begun(service: Service, model: str, given: Given, who: str, process: str | None, seed: int | str) -> str:
    """The case of a test, begun as it says. Raises `RunError`."""
    start = given.start
    setup: dict[str, Any] = {"services": given.services, "seed": seed}
    if not start.by:
        return service.start(
            model, who, start.data, start.at, process=process, department=start.department,
            choices=start.choices or None, **setup,
        )  # fmt: skip
    starter = person_of(who)
    with service.command("", start.by, {}) as room:
        deployed = service.deployed(room.tx, model)
        own = start.process or process or deployed.bundle.entry
        if own not in deployed.model.programs:
            raise RunError("run.unknown-process", process=own)
        element = start.at or ""
        if start.by == "call":
            return beginning.by_call(room, deployed, own, starter, start.data, ELSEWHERE, setup).id
        if element not in deployed.model.programs[own].nodes:
            raise RunError("run.unknown-start", at=element)
        if start.by == "timer":
            return beginning.by_timer(room, deployed, own, element, starter, setup).id
        message = Message(start.by, start.name, start.correlation, start.data)
        return beginning.by_message(room, deployed, own, element, message, starter, setup).id


def _anyone(bundle: Bundle) -> str:
    active = [user.id for user in bundle.organization.users if user.active]
    return active[0] if active else "tester"


def _refusal(error: AppError) -> str:
    parts = [error.message, *(error.reason if isinstance(error, RunError) else ())]
    return " ".join(dict.fromkeys(part for part in parts if part))


class _Player:
    """Does the steps of one case."""

    def __init__(self, service: Service, case: str) -> None:
        self.service = service
        self.case = case
        self._ways: dict[str, Callable[[Step, str], object]] = {
            "complete": self._complete,
            "operation": self._operate,
            "answer": self._answer,
            "pick": self._pick,
            "mend": self._mend,
            "store": lambda step, _number: service.rehearsing().set_store(step.store or "", step.data),
            "advance": lambda step, _number: service.advance(step.advance or ""),
            "message": lambda step, _number: service.message(step.message or "", step.correlation, step.data or {}),
            "signal": lambda step, _number: service.signal(step.signal or "", step.data or {}),
        }

    def play(self, steps: list[Step]) -> tuple[list[Difference], int]:
        """Do the steps until one cannot be done; its difference, and how many were done."""
        for number, step in enumerate(steps, start=1):
            try:
                self._ways[step.verb](step, str(number))
            except _StepError as error:
                return [error.difference], number - 1
            except AppError as error:
                return [Difference("pilot.refused", found=_refusal(error), step=str(number))], number - 1
        return [], len(steps)

    def _find(self, name: str, step: Step, number: str) -> TaskSummary:
        element, _mark, place = name.partition("#")
        tasks = self.service.open_tasks(self.case)
        fitting = [task for task in tasks if task.element == element]
        whom = step.for_ or (step.who if not place else None)
        if place.isdigit() and not step.for_:
            fitting = fitting[int(place) - 1 : int(place)]
        elif whom is not None:
            person = person_of(whom)
            own = [task for task in fitting if task.user == person]
            fitting = own or [task for task in fitting if task.user is None or (task.alert and not step.for_)]
        if not fitting:
            seen = [f"{task.element} (user:{task.user})" if task.user else task.element for task in tasks]
            expected = f"{name} ({whom})" if whom else name
            raise _StepError(Difference("pilot.not-open", expected, seen, number))
        return fitting[0]

    def _complete(self, step: Step, number: str) -> None:
        task = self._find(step.complete or "", step, number)
        if task.kind not in HUMAN:
            self.service.answer(task.task, "answer", step.data, step.flows)
            return
        data = step.data if isinstance(step.data, dict) else {}
        who = step.who or task.user or "tester"
        self.service.complete(task.task, who, data, step.verdict, step.opinion, step.choices or None, step.signature)

    def _operate(self, step: Step, number: str) -> None:
        operation, more = step.operation or "", dict(step.model_extra or {})
        who = step.who or "tester"
        if operation in CASE_VERBS or (operation == "urge" and step.task is None):
            self.service.operate_case(operation, self.case, who, **more)
            return
        if operation == "migrate":
            return  # a test runs on one version from its beginning
        if operation == "hand_over":
            self.service.hand_over(str(more.get("user", "")), str(more.get("to", "")), who)
            return
        self.service.operate(operation, self._find(step.task or "", step, number).task, who, **more)

    def _answer(self, step: Step, number: str) -> None:
        task = self._find(step.answer or "", step, number)
        self.service.answer(task.task, step.how or "answer", step.data, step.flows)

    def _mend(self, step: Step, number: str) -> None:
        task, more = self._find(step.mend or "", step, number), step.model_extra or {}
        about = {name: more[name] for name in ("code", "to") if name in more}
        data = step.data if isinstance(step.data, dict) else None
        self.service.rehearsing().mend(
            task.task, step.how or "", str(more.get("reason", "")), data=data, flows=step.flows,
            user=step.who or TESTER, **about,
        )  # fmt: skip

    def _pick(self, step: Step, number: str) -> None:
        task = self._find(step.pick or "", step, number)
        self.service.answer(task.task, "pick", None, step.flows)


def compare(
    bundle: Bundle, view: CaseView, expect: Expect, stores: Mapping[str, Any] = MappingProxyType({})
) -> list[Difference]:
    """What is not as expected; only what is named is compared. `stores`: what data stores hold now."""
    found: list[Difference] = []
    elements = [visit.element for visit in view.path]
    graph = bundle.graphs[view.process]
    if expect.path is not None and not same_path(graph, expect.path, elements):
        found.append(Difference("pilot.path", list(expect.path), elements))
        found += [
            Difference("pilot.gateway", ours, theirs, gateway)
            for gateway, ours, theirs in other_ways(graph, expect.path, elements)
        ]
    for node, whom in (expect.handlers or {}).items():
        acted = dict.fromkeys(f"user:{name}" for visit in view.path if visit.element == node for name in visit.by)
        if list(acted) != [f"user:{person_of(who)}" for who in whom]:
            found.append(Difference("pilot.handlers", whom, list(acted), node))
    if expect.status is not None and expect.status != view.status:
        found.append(Difference("pilot.status", expect.status, view.status))
    if expect.outcome is not None and expect.outcome != view.outcome:
        found.append(Difference("pilot.outcome", expect.outcome, view.outcome))
    if expect.end is not None and sorted(expect.end) != sorted(view.end):
        found.append(Difference("pilot.end", expect.end, list(view.end)))
    for name, value in (expect.variables or {}).items():
        if not _equal(value, view.variables.get(name)):
            found.append(Difference("pilot.variable", value, view.variables.get(name), name))
    for name, value in (expect.stores or {}).items():
        if not _equal(value, stores.get(name)):
            found.append(Difference("pilot.store", value, stores.get(name), name))
    return found


def _equal(expected: Any, found: Any) -> bool:
    if isinstance(expected, dict) and isinstance(found, dict):
        return all(_equal(value, found.get(name)) for name, value in expected.items())
    return bool(expected == found) and isinstance(expected, bool) == isinstance(found, bool)
