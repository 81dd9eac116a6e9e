"""Trial cases at Flowable (`modeler.publish.smoke`)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any

from modeler.publish.engines.trials import Waiting
from modeler.publish.wire.http import Http, mapping

_GONE = (404,)
_RUNNING, _PAST = "/runtime/process-instances", "/history/historic-process-instances"


class FlowableTrials(ABC):
    """What a connection with a tenant (empty: none) does with its cases."""

    http: Http
    _tenant: str

    @abstractmethod
    def _all(self, path: str, query: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        """All entries of a list, of that tenant alone."""

    def begin_trial(self, process: str, key: str, data: Mapping[str, Any]) -> str:
        """The id of a new case of the latest version of a process, with that business key."""
        variables = [{"name": name, "value": value} for name, value in data.items()]
        body = {"processDefinitionKey": process, "businessKey": key, "variables": variables}
        if self._tenant:
            body["tenantId"] = self._tenant
        return str(self.http.send("POST", _RUNNING, body=body).value("id"))

    def trials(self, key: str) -> list[str]:
        """Cases with that business key, running or over."""
        found = [one for path in (_RUNNING, _PAST) for one in self._all(path, {"businessKey": key})]
        return list(dict.fromkeys(str(one["id"]) for one in found))

    def open_steps(self, case: str) -> list[Waiting]:
        """Steps of a case, and of those that it called, that wait for somebody."""
        return [
            Waiting(str(task.get("taskDefinitionKey")), frozenset(self._who(task)))
            for own in self._family(_RUNNING, case)
            for task in self._all("/runtime/tasks", {"processInstanceId": own})
        ]

    def resting(self, case: str) -> list[str]:
        """Where a case is otherwise; nowhere where it is over."""
        found = self._all("/runtime/executions", {"processInstanceId": case})
        return list(dict.fromkeys(str(one["activityId"]) for one in found if one.get("activityId")))

    def end_trial(self, case: str) -> None:
        """A case goes with its history, and those that it called; one that is gone is gone."""
        family = list(self._family(_PAST, case))
        self.http.send("DELETE", f"{_RUNNING}/{case}", accept=_GONE)
        for own in family:
            self.http.send("DELETE", f"{_PAST}/{own}", accept=_GONE)

    def _family(self, path: str, case: str) -> Iterator[str]:
        yield case
        for one in self._all(path, {"superProcessInstanceId": case}):
            yield from self._family(path, str(one["id"]))

    def _who(self, task: Mapping[str, Any]) -> Iterator[str]:
        if task.get("assignee"):
            yield f"user:{task['assignee']}"
        links = self.http.get(f"/runtime/tasks/{task['id']}/identitylinks").json()
        for link in links if isinstance(links, list) else []:
            told = mapping(link)
            if told.get("type") == "candidate":
                yield f"user:{told['user']}" if told.get("user") else f"group:{told.get('group')}"
