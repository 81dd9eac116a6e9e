"""Trial cases at Operaton and Camunda 7 (`modeler.publish.smoke`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from modeler.publish.engines.trials import Waiting
from modeler.publish.wire.http import Http, mapping

_GONE = (404,)


class OperatonTrials:
    """What a connection with a tenant (empty: none) does with its cases."""

    http: Http
    _tenant: str

    @property
    def _ours(self) -> dict[str, str]:
        """What narrows a question to the tenant, or to what belongs to none."""
        return {"tenantIdIn": self._tenant} if self._tenant else {"withoutTenantId": "true"}

    def begin_trial(self, process: str, key: str, data: Mapping[str, Any]) -> str:
        """The id of a new case of the latest version of a process, with that business key."""
        place = f"/process-definition/key/{process}" + (f"/tenant-id/{self._tenant}" if self._tenant else "")
        variables = {name: {"value": value} for name, value in data.items()}
        body = {"businessKey": key, "variables": variables}
        return str(self.http.send("POST", f"{place}/start", body=body).value("id"))

    def trials(self, key: str) -> list[str]:
        """Cases with that business key, running or over."""
        running = self.http.get("/process-instance", {"businessKey": key, **self._ours}).rows()
        past = self.http.get("/history/process-instance", {"processInstanceBusinessKey": key, **self._ours}).rows()
        return list(dict.fromkeys(str(one["id"]) for one in (*running, *past)))

    def open_steps(self, case: str) -> list[Waiting]:
        """Steps of a case, and of those that it called, that wait for somebody."""
        return [
            Waiting(str(task.get("taskDefinitionKey")), frozenset(self._who(task)))
            for own in self._family("/process-instance", "superProcessInstance", case)
            for task in self.http.get("/task", {"processInstanceId": own}).rows()
        ]

    def resting(self, case: str) -> list[str]:
        """Where a case is otherwise; nowhere where it is over."""
        reply = self.http.get(f"/process-instance/{case}/activity-instances", accept=_GONE)
        return [] if reply.status == 404 else list(dict.fromkeys(_leaves(mapping(reply.json()), top=True)))

    def end_trial(self, case: str) -> None:
        """A case goes with its history, and those that it called; one that is gone is gone."""
        family = list(self._family("/history/process-instance", "superProcessInstanceId", case))
        quiet = {"skipCustomListeners": "true", "skipIoMappings": "true"}
        self.http.send("DELETE", f"/process-instance/{case}", query=quiet, accept=_GONE)
        for own in family:
            self.http.send("DELETE", f"/history/process-instance/{own}", accept=_GONE)

    def _family(self, path: str, word: str, case: str) -> Iterator[str]:
        yield case
        for one in self.http.get(path, {word: case}).rows():
            yield from self._family(path, word, str(one["id"]))

    def _who(self, task: Mapping[str, Any]) -> Iterator[str]:
        if task.get("assignee"):
            yield f"user:{task['assignee']}"
        links = self.http.get(f"/task/{task['id']}/identity-links").json()
        for link in links if isinstance(links, list) else []:
            told = mapping(link)
            if told.get("type") == "candidate":
                yield f"user:{told['userId']}" if told.get("userId") else f"group:{told.get('groupId')}"


def _leaves(instance: Mapping[str, Any], *, top: bool = False) -> Iterator[str]:
    """The innermost activities; what waits to begin stands beside them."""
    inside = [mapping(one) for one in instance.get("childActivityInstances") or ()]
    later = [mapping(one) for one in instance.get("childTransitionInstances") or ()]
    for one in inside:
        yield from _leaves(one)
    yield from (str(one.get("activityId") or one.get("targetActivityId")) for one in later)
    if not inside and not later and not top:
        yield str(instance.get("activityId"))
