"""One case on a real engine, given what a process test gives: the same steps as in our own runner."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from tests.helpers.dialect_models import DialectModel

TURNS = 40
"""How often something is looked at again that should be over."""

Answers = dict[str, list[dict[str, Any]]]
"""What services answer, by element; the last answer goes on."""


@dataclass(frozen=True)
class Outcome:
    """How often each element was entered, whether the case is over, and its variables at the end."""

    entered: Mapping[str, int]
    ended: bool
    variables: Mapping[str, Any]


class Player(ABC):
    """Plays models on one server, one after the other."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def play(self, model: DialectModel, files: Mapping[str, bytes]) -> Outcome:
        """Deploy, start, do the steps, look at the history, and take the deployment away. Raises
        `httpx.HTTPStatusError` where the engine refuses."""
        made = self.deploy(model, files)
        try:
            case = self.start(made, model)
            gone = timedelta()
            services = {element: list(answers) for element, answers in model.services.items()}
            self.work(case, services)
            for step in model.steps:
                if "advance" in step:
                    gone += _long(step["advance"])
                    self.let_pass(case, gone)
                elif "complete" in step:
                    self._complete(case, step)
                elif "message" in step:
                    self.tell(case, str(step["message"]), step.get("data") or {})
                else:
                    self.signal(str(step["signal"]))
                self.work(case, services)
            return self.outcome(case)
        finally:
            self.remove(made)

    def ask(self, method: str, path: str, **options: Any) -> Any:
        """The JSON of an answer, or its text."""
        answer = self.client.request(method, path, **options)
        if answer.is_error:
            raise httpx.HTTPStatusError(answer.text[:600], request=answer.request, response=answer)
        kind = answer.headers.get("content-type", "")
        return answer.json() if answer.content and "json" in kind else answer.text

    def answer_of(self, element: str, services: Answers) -> dict[str, Any]:
        """What the service of an element answers this time."""
        answers = services.get(element) or [{"result": {}}]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def _complete(self, case: str, step: Mapping[str, Any]) -> None:
        found = [one for one in self.tasks(case) if one["taskDefinitionKey"] == step["complete"]]
        assert found, f"no task {step['complete']} is open"
        values = dict(step.get("data") or {})
        if "verdict" in step:
            values[f"{step['complete']}_verdict"] = step["verdict"]
        self.complete(str(found[0]["id"]), values)

    @abstractmethod
    def deploy(self, model: DialectModel, files: Mapping[str, bytes]) -> str:
        """The id of the deployment."""

    @abstractmethod
    def remove(self, deployment: str) -> None:
        """A deployment goes with all that came of it."""

    @abstractmethod
    def start(self, deployment: str, model: DialectModel) -> str:
        """The id of a case of the model's process."""

    @abstractmethod
    def work(self, case: str, services: Answers) -> None:
        """Do what waits for workers, with the answers that the model gives, and what the engine put off."""

    @abstractmethod
    def tasks(self, case: str) -> list[dict[str, Any]]:
        """The open tasks of a case and of all that it called."""

    @abstractmethod
    def complete(self, task: str, values: Mapping[str, Any]) -> None:
        """Somebody does a task."""

    @abstractmethod
    def tell(self, case: str, name: str, data: Mapping[str, Any]) -> None:
        """A message comes in."""

    @abstractmethod
    def signal(self, name: str) -> None:
        """A signal comes in."""

    @abstractmethod
    def let_pass(self, case: str, gone: timedelta) -> None:
        """Execute the timers that are due by then."""

    @abstractmethod
    def outcome(self, case: str) -> Outcome:
        """What the history says."""


def _long(text: str) -> timedelta:
    """Days, hours and minutes of an ISO 8601 duration."""
    match = re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?", text)
    assert match is not None, text
    days, hours, minutes = (int(part or 0) for part in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)
