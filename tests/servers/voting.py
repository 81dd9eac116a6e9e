"""A step that several decide, on a real engine: who is asked is brought along, and each says what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import httpx

STEP = "A"


class Engine(Protocol):
    """One engine that cases are played on."""

    def deploy(self, files: Mapping[str, bytes]) -> str:
        """Take the files; the id of the deployment."""

    def start(self, process: str, values: Mapping[str, Any]) -> str:
        """Begin a case; its id."""

    def open(self, case: str) -> dict[str, str]:
        """Who is asked -> the task of theirs."""

    def complete(self, task: str, values: Mapping[str, Any]) -> None:
        """Do a task."""

    def known(self, case: str) -> dict[str, Any]:
        """The variables of a case, and `ended`: whether it is over."""

    def forget(self, deployment: str) -> None:
        """Take a deployment away with its cases."""


class OperatonVotes:
    """Operaton; lists come in by the door that its test server has for them."""

    dialect = "camunda"

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def _ask(self, method: str, path: str, **options: Any) -> Any:
        answer = self._client.request(method, path, **options)
        assert not answer.is_error, answer.text[:800]
        return answer.json() if "json" in answer.headers.get("content-type", "") else answer.text

    def deploy(self, files: Mapping[str, bytes]) -> str:
        parts = [(name, (name, data)) for name, data in sorted(files.items())]
        made = self._ask("POST", "/deployment/create", data={"deployment-name": "votes"}, files=parts)
        return str(made["id"])

    def start(self, process: str, values: Mapping[str, Any]) -> str:
        found = self._ask("GET", "/process-definition", params={"key": process, "latestVersion": "true"})
        return str(self._ask("POST", f"/given/start/{found[0]['id']}", json=dict(values)))

    def open(self, case: str) -> dict[str, str]:
        return {one["assignee"]: one["id"] for one in self._ask("GET", "/task", params={"processInstanceId": case})}

    def complete(self, task: str, values: Mapping[str, Any]) -> None:
        self._ask("POST", f"/given/complete/{task}", json=dict(values))

    def known(self, case: str) -> dict[str, Any]:
        found = self._ask("GET", "/history/variable-instance",
                          params={"processInstanceId": case, "deserializeValues": "false"})  # fmt: skip
        over = self._ask("GET", f"/history/process-instance/{case}")["endTime"] is not None
        own = {one["name"]: one["value"] for one in found if one["activityInstanceId"] == case}
        return {**own, "ended": over}

    def forget(self, deployment: str) -> None:
        self._client.delete(f"/deployment/{deployment}", params={"cascade": "true"})


class FlowableVotes:
    """Flowable, over its own interface: a list is a value in JSON."""

    dialect = "flowable"

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def _ask(self, method: str, path: str, **options: Any) -> Any:
        answer = self._client.request(method, path, **options)
        assert not answer.is_error, answer.text[:800]
        return answer.json() if answer.content else None

    def deploy(self, files: Mapping[str, bytes]) -> str:
        ((name, data),) = files.items()
        return str(self._ask("POST", "/repository/deployments", files={"file": (name, data)})["id"])

    def start(self, process: str, values: Mapping[str, Any]) -> str:
        made = self._ask("POST", "/runtime/process-instances",
                         json={"processDefinitionKey": process, "variables": _written(values)})  # fmt: skip
        return str(made["id"])

    def open(self, case: str) -> dict[str, str]:
        found = self._ask("GET", "/runtime/tasks", params={"processInstanceId": case, "size": 100})
        return {one["assignee"]: one["id"] for one in found["data"]}

    def complete(self, task: str, values: Mapping[str, Any]) -> None:
        self._ask("POST", f"/runtime/tasks/{task}", json={"action": "complete", "variables": _written(values)})

    def known(self, case: str) -> dict[str, Any]:
        found = self._ask("GET", "/history/historic-variable-instances",
                          params={"processInstanceId": case, "size": 500})  # fmt: skip
        over = self._ask("GET", f"/history/historic-process-instances/{case}")["endTime"] is not None
        own = {one["variable"]["name"]: one["variable"]["value"] for one in found["data"]}
        return {**own, "ended": over}

    def forget(self, deployment: str) -> None:
        self._client.delete(f"/repository/deployments/{deployment}", params={"cascade": "true"})


def _written(values: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    kinds = {list: "json", dict: "json"}
    return [
        {"name": name, "value": value, **({"type": kinds[type(value)]} if type(value) in kinds else {})}
        for name, value in values.items()
    ]
