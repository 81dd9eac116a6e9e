"""Cases on a real Flowable, whose own threads do nothing: timers and what is put off are done here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx

from runner.bundle.container import take
from runner.core.xml import read_xml
from tests.helpers.dialect_models import DialectModel
from tests.servers.playing import TURNS, Answers, Outcome, Player

_MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_TOPIC = "{http://flowable.org/bpmn}topic"
_WORKER = "test"


class Flowable(Player):
    """Plays models on one server, one after the other."""

    def __init__(self, client: httpx.Client) -> None:
        super().__init__(client)
        self._topics: dict[str, str] = {}
        self._left: dict[str, str] = {}

    def deploy(self, model: DialectModel, files: Mapping[str, bytes]) -> str:
        """The one archive; which topic an element has is not told by lists of jobs."""
        ((name, data),) = files.items()
        models = {file: text for file, text in take(data, name).items() if file.endswith(".bpmn20.xml")}
        elements = [one for file, text in models.items() for one in read_xml(text, file).getroot().iter()]
        self._topics = {str(one.get("id")): str(one.get(_TOPIC)) for one in elements if one.get(_TOPIC)}
        self._left = _flows_of_waiting_events(elements)
        query = {"deploymentName": model.id}
        return str(self.ask("POST", "/repository/deployments", params=query, files={"file": (name, data)})["id"])

    def remove(self, deployment: str) -> None:
        """With all cases of it."""
        self.client.delete(f"/repository/deployments/{deployment}", params={"cascade": "true"})

    def start(self, deployment: str, model: DialectModel) -> str:
        """By the definition of this deployment."""
        (definition,) = self._all("/repository/process-definitions", deploymentId=deployment, key=model.process)
        return str(self.ask("POST", f"/../given/start/{definition['id']}", json=dict(model.start)))

    def work(self, case: str, services: Answers) -> None:
        """External jobs, jobs that were put off, and conditions, at which it looks only when asked to."""
        for _turn in range(TURNS):
            family = list(self._family(case))
            for own in self._running(family):
                self.ask("POST", f"/runtime/process-instances/{own}/evaluate-conditions")
            later = [one for own in family for one in self._all("/management/jobs", processInstanceId=own)]
            for one in later:
                self.ask("POST", f"/management/jobs/{one['id']}", json={"action": "execute"})
            waiting = [one for own in family for one in self._all("/../external-job-api/jobs", processInstanceId=own)]
            for one in waiting:
                self._serve(one, services)
            if not waiting and not later:
                return
        raise AssertionError(f"{case}: there is always one more to be done")

    def tasks(self, case: str) -> list[dict[str, Any]]:
        """Of the case and all that it called."""
        return [one for own in self._family(case) for one in self._all("/runtime/tasks", processInstanceId=own)]

    def complete(self, task: str, values: Mapping[str, Any]) -> None:
        """With lists and records as they are."""
        self.ask("POST", f"/../given/complete/{task}", json=dict(values))

    def tell(self, case: str, name: str, data: Mapping[str, Any]) -> None:
        """To what waits for it in the case."""
        found = self._all("/runtime/executions", messageEventSubscriptionName=name, processInstanceId=case)
        (waiting,) = found
        variables = [{"name": key, "value": value} for key, value in data.items()]
        told = {"action": "messageEventReceived", "messageName": name, "variables": variables}
        self.ask("PUT", f"/runtime/executions/{waiting['id']}", json=told)

    def signal(self, name: str) -> None:
        """To everybody."""
        self.ask("POST", "/runtime/signals", json={"signalName": name})

    def let_pass(self, case: str, gone: timedelta) -> None:
        """Execute the timers that are due by then."""
        for _turn in range(TURNS):
            jobs = [
                one
                for own in self._family(case)
                for one in self._all("/management/timer-jobs", processInstanceId=own)
            ]
            until = datetime.now().astimezone() + gone
            due = [one for one in jobs if datetime.fromisoformat(one["dueDate"]) <= until]
            if not due:
                return
            self.ask("POST", f"/management/timer-jobs/{due[0]['id']}", json={"action": "move"})
            self.ask("POST", f"/management/jobs/{due[0]['id']}", json={"action": "execute"})
        raise AssertionError(f"{case}: there is always one more timer")

    def outcome(self, case: str) -> Outcome:
        """What the history has; variables of the case itself, not of a scope in it. An event that something waits for
        is in it from the moment on at which it is waited for: it came as often as a flow out of it was taken."""
        entered: Counter[str] = Counter()
        for one in self._family(case):
            for visit in self._all("/history/historic-activity-instances", processInstanceId=one):
                own = str(visit["activityId"])
                if visit["activityType"] == "sequenceFlow":
                    entered[self._left.get(own, "")] += 1
                elif own not in self._left.values():
                    entered[own] += 1
        del entered[""]
        kept = self._all("/history/historic-variable-instances", processInstanceId=case, excludeLocalVariables="true")
        variables = {one["variable"]["name"]: one["variable"]["value"] for one in kept}
        own = self.ask("GET", f"/history/historic-process-instances/{case}")
        return Outcome(dict(entered), bool(own["endTime"]), variables)

    def _all(self, path: str, **query: str) -> list[dict[str, Any]]:
        found = self.ask("GET", path, params={**query, "size": "1000"})
        return list(found["data"])

    def _family(self, case: str) -> Iterator[str]:
        """The case and all that it called."""
        yield case
        for one in self._all("/history/historic-process-instances", superProcessInstanceId=case):
            yield from self._family(str(one["id"]))

    def _running(self, family: list[str]) -> list[str]:
        return [own for own in family if self._all("/runtime/process-instances", id=own)]

    def _serve(self, job: Mapping[str, Any], services: Answers) -> None:
        topic = self._topics[job["elementId"]]
        told = {"workerId": _WORKER, "topic": topic, "lockDuration": "PT1M", "numberOfTasks": 50}
        self.ask("POST", "/../external-job-api/acquire/jobs", json=told)
        answer = self.answer_of(job["elementId"], services)
        if "failure" in answer:
            body = {"workerId": _WORKER, "errorCode": answer.get("code")}
            self.ask("POST", f"/../external-job-api/acquire/jobs/{job['id']}/bpmnError", json=body)
            return
        self.ask("POST", f"/../given/work/{job['id']}/{_WORKER}", json=answer.get("result") or {})


def _flows_of_waiting_events(elements: list[Any]) -> dict[str, str]:
    """The flows out of events at a border, and of those behind an event gateway, with their events."""
    flows = [one for one in elements if one.tag == f"{_MODEL}sequenceFlow"]
    gateways = {one.get("id") for one in elements if one.tag == f"{_MODEL}eventBasedGateway"}
    waiting = {one.get("id") for one in elements if one.tag == f"{_MODEL}boundaryEvent"}
    waiting |= {one.get("targetRef") for one in flows if one.get("sourceRef") in gateways}
    return {str(one.get("id")): str(one.get("sourceRef")) for one in flows if one.get("sourceRef") in waiting}
