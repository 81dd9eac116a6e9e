"""One case on a real Operaton, given what a process test gives: the same steps as in our own runner."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx

from tests.helpers.dialect_models import DialectModel

_TURNS = 40


@dataclass(frozen=True)
class Outcome:
    """How often each element was entered, whether the case is over, and its variables at the end."""

    entered: Mapping[str, int]
    ended: bool
    variables: Mapping[str, Any]


class Operaton:
    """Plays models on one server, one after the other."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def play(self, model: DialectModel, files: Mapping[str, bytes]) -> Outcome:
        """Deploy, start, do the steps, look at the history, and take the deployment away. Raises
        `httpx.HTTPStatusError` where the engine refuses."""
        made = self._ask(
            "POST", "/deployment/create", data={"deployment-name": model.id},
            files=[(name, (name, data)) for name, data in sorted(files.items())],
        )  # fmt: skip
        try:
            definitions = made["deployedProcessDefinitions"].values()
            definition = next(one["id"] for one in definitions if one["key"] == model.process)
            case = self._ask("POST", f"/given/start/{definition}", json=dict(model.start))
            gone = timedelta()
            services = {element: list(answers) for element, answers in model.services.items()}
            self._work(case, services)
            for step in model.steps:
                if "advance" in step:
                    gone += _long(step["advance"])
                    self._let_pass(case, gone)
                elif "complete" in step:
                    self._complete(case, step)
                elif "message" in step:
                    self._tell(case, str(step["message"]), step.get("data") or {})
                else:
                    self._ask("POST", "/signal", json={"name": step["signal"]})
                self._work(case, services)
            return self._outcome(case)
        finally:
            self._client.delete(f"/deployment/{made['id']}", params={"cascade": "true"})

    def _ask(self, method: str, path: str, **options: Any) -> Any:
        answer = self._client.request(method, path, **options)
        if answer.is_error:
            raise httpx.HTTPStatusError(answer.text[:600], request=answer.request, response=answer)
        kind = answer.headers.get("content-type", "")
        return answer.json() if answer.content and "json" in kind else answer.text

    def _family(self, case: str) -> list[str]:
        """The case and all that it called."""
        found = self._ask("GET", "/history/process-instance", params={"rootProcessInstanceId": case})
        return [one["id"] for one in found] or [case]

    def _work(self, case: str, services: dict[str, list[dict[str, Any]]]) -> None:
        """Do what waits for workers, with the answers that the model gives, and what the engine put off."""
        for _turn in range(_TURNS):
            waiting = [
                one
                for own in self._family(case)
                for one in self._ask("GET", "/external-task", params={"processInstanceId": own})
            ]
            if not waiting:
                return
            for one in waiting:
                self._serve(one, services)
        raise AssertionError(f"{case}: there is always one more for a worker")

    def _serve(self, task: Mapping[str, Any], services: dict[str, list[dict[str, Any]]]) -> None:
        told = {
            "workerId": "test",
            "maxTasks": 50,
            "topics": [{"topicName": task["topicName"], "lockDuration": 60000}],
        }
        self._ask("POST", "/external-task/fetchAndLock", json=told)
        answers = services.get(task["activityId"]) or [{"result": {}}]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if "failure" in answer:
            body = {"workerId": "test", "errorCode": answer.get("code"), "errorMessage": answer["failure"]}
            self._ask("POST", f"/external-task/{task['id']}/bpmnError", json=body)
        else:
            variables = {name: {"value": value} for name, value in (answer.get("result") or {}).items()}
            self._ask(
                "POST", f"/external-task/{task['id']}/complete", json={"workerId": "test", "variables": variables}
            )

    def _complete(self, case: str, step: Mapping[str, Any]) -> None:
        found = [
            one
            for own in self._family(case)
            for one in self._ask("GET", "/task", params={"processInstanceId": own})
            if one["taskDefinitionKey"] == step["complete"]
        ]
        assert found, f"no task {step['complete']} is open"
        values = dict(step.get("data") or {})
        if "verdict" in step:
            values[f"{step['complete']}_verdict"] = step["verdict"]
        self._ask("POST", f"/given/complete/{found[0]['id']}", json=values)

    def _tell(self, case: str, name: str, data: Mapping[str, Any]) -> None:
        variables = {key: {"value": value} for key, value in data.items()}
        self._ask(
            "POST", "/message", json={"messageName": name, "processInstanceId": case, "processVariables": variables}
        )

    def _let_pass(self, case: str, gone: timedelta) -> None:
        """Execute the timers that are due by then."""
        for _turn in range(_TURNS):
            jobs = [
                one
                for own in self._family(case)
                for one in self._ask("GET", "/job", params={"processInstanceId": own, "timers": "true"})
            ]
            until = datetime.now().astimezone() + gone
            due = [one for one in jobs if datetime.strptime(one["dueDate"], "%Y-%m-%dT%H:%M:%S.%f%z") <= until]
            if not due:
                return
            self._ask("POST", f"/job/{due[0]['id']}/execute")
        raise AssertionError(f"{case}: there is always one more timer")

    def _outcome(self, case: str) -> Outcome:
        entered: Counter[str] = Counter()
        variables: dict[str, Any] = {}
        for _turn in range(_TURNS):  # what goes on in threads of the server comes to rest
            own = self._ask("GET", f"/history/process-instance/{case}")
            if own["endTime"] or not self._ask(
                "GET", "/job", params={"processInstanceId": case, "executable": "true"}
            ):
                break
            time.sleep(0.25)
        for one in self._family(case):
            for visit in self._ask("GET", "/history/activity-instance", params={"processInstanceId": one}):
                entered[visit["activityId"]] += 1
            if one == case:
                for variable in self._ask(
                    "GET", "/history/variable-instance",
                    params={"processInstanceId": one, "deserializeValues": "false"},
                ):  # fmt: skip
                    if variable["activityInstanceId"] == one:  # those of the case itself, not of a scope in it
                        variables[variable["name"]] = variable["value"]
        return Outcome(dict(entered), bool(own["endTime"]), variables)


def _long(text: str) -> timedelta:
    """Days, hours and minutes of an ISO 8601 duration."""
    match = re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?", text)
    assert match is not None, text
    days, hours, minutes = (int(part or 0) for part in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)
