"""Cases on a real Operaton."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from tests.helpers.dialect_models import DialectModel
from tests.servers.playing import TURNS, Answers, Outcome, Player


class Operaton(Player):
    """Plays models on one server, one after the other."""

    def deploy(self, model: DialectModel, files: Mapping[str, bytes]) -> str:
        """All files in one request."""
        made = self.ask(
            "POST", "/deployment/create", data={"deployment-name": model.id},
            files=[(name, (name, data)) for name, data in sorted(files.items())],
        )  # fmt: skip
        return str(made["id"])

    def remove(self, deployment: str) -> None:
        """With all cases of it."""
        self.client.delete(f"/deployment/{deployment}", params={"cascade": "true"})

    def start(self, deployment: str, model: DialectModel) -> str:
        """By the definition of this deployment."""
        query = {"deploymentId": deployment, "key": model.process}
        (definition,) = self.ask("GET", "/process-definition", params=query)
        return str(self.ask("POST", f"/given/start/{definition['id']}", json=dict(model.start)))

    def work(self, case: str, services: Answers) -> None:
        """External tasks, until there is none any more."""
        for _turn in range(TURNS):
            waiting = [
                one
                for own in self._family(case)
                for one in self.ask("GET", "/external-task", params={"processInstanceId": own})
            ]
            if not waiting:
                return
            for one in waiting:
                self._serve(one, services)
        raise AssertionError(f"{case}: there is always one more for a worker")

    def tasks(self, case: str) -> list[dict[str, Any]]:
        """Of the case and all that it called."""
        return [
            one for own in self._family(case) for one in self.ask("GET", "/task", params={"processInstanceId": own})
        ]

    def complete(self, task: str, values: Mapping[str, Any]) -> None:
        """With lists and records as they are."""
        self.ask("POST", f"/given/complete/{task}", json=dict(values))

    def tell(self, case: str, name: str, data: Mapping[str, Any]) -> None:
        """To the case itself."""
        variables = {key: {"value": value} for key, value in data.items()}
        self.ask(
            "POST", "/message", json={"messageName": name, "processInstanceId": case, "processVariables": variables}
        )

    def signal(self, name: str) -> None:
        """To everybody."""
        self.ask("POST", "/signal", json={"name": name})

    def let_pass(self, case: str, gone: timedelta) -> None:
        """Execute the timers that are due by then."""
        for _turn in range(TURNS):
            jobs = [
                one
                for own in self._family(case)
                for one in self.ask("GET", "/job", params={"processInstanceId": own, "timers": "true"})
            ]
            until = datetime.now().astimezone() + gone
            due = [one for one in jobs if datetime.strptime(one["dueDate"], "%Y-%m-%dT%H:%M:%S.%f%z") <= until]
            if not due:
                return
            self.ask("POST", f"/job/{due[0]['id']}/execute")
        raise AssertionError(f"{case}: there is always one more timer")

    def outcome(self, case: str) -> Outcome:
        """Once what goes on in threads of the server has come to rest."""
        entered: Counter[str] = Counter()
        variables: dict[str, Any] = {}
        for _turn in range(TURNS):
            own = self.ask("GET", f"/history/process-instance/{case}")
            if own["endTime"] or not self.ask(
                "GET", "/job", params={"processInstanceId": case, "executable": "true"}
            ):
                break
            time.sleep(0.25)
        for one in self._family(case):
            for visit in self.ask("GET", "/history/activity-instance", params={"processInstanceId": one}):
                entered[visit["activityId"]] += 1
            if one == case:
                for variable in self.ask(
                    "GET", "/history/variable-instance",
                    params={"processInstanceId": one, "deserializeValues": "false"},
                ):  # fmt: skip
                    if variable["activityInstanceId"] == one:  # those of the case itself, not of a scope in it
                        variables[variable["name"]] = variable["value"]
        return Outcome(dict(entered), bool(own["endTime"]), variables)

    def _family(self, case: str) -> list[str]:
        """The case and all that it called."""
        found = self.ask("GET", "/history/process-instance", params={"rootProcessInstanceId": case})
        return [one["id"] for one in found] or [case]

    def _serve(self, task: Mapping[str, Any], services: Answers) -> None:
        told = {
            "workerId": "test",
            "maxTasks": 50,
            "topics": [{"topicName": task["topicName"], "lockDuration": 60000}],
        }
        self.ask("POST", "/external-task/fetchAndLock", json=told)
        answer = self.answer_of(task["activityId"], services)
        if "failure" in answer:
            body = {"workerId": "test", "errorCode": answer.get("code"), "errorMessage": answer["failure"]}
            self.ask("POST", f"/external-task/{task['id']}/bpmnError", json=body)
            return
        variables = {name: {"value": value} for name, value in (answer.get("result") or {}).items()}
        body = {"workerId": "test", "variables": variables}
        self.ask("POST", f"/external-task/{task['id']}/complete", json=body)
