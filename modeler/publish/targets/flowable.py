"""Flowable: one archive a version, whose name on the server says what it carries.

Its list of deployments tells no key and filters by none, so the name has to hold version and digest. Every upload
makes a new version there, whatever it holds: whether something is there already is for the client to see.

Source: REST reference of the engine, proved on a real Flowable in `tests/servers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from modeler.publish.engines.deployments import RECEIPT, Deployment, EngineConnection, package_name
from modeler.publish.engines.flowable_faults import problems_of
from modeler.publish.engines.flowable_trials import FlowableTrials
from modeler.publish.target import PublishRefused, Shipment, TargetKind, tenant_of, with_tenant
from modeler.publish.wire.http import Http, Reply
from runner.bundle.container import build, take
from runner.core import atomic
from runner.core.errors import FormatError, PublishError

NAME = "{name} {version} Slipway {digest}"
"""The name of a deployment says what it carries."""
_NAME = re.compile(r"(?P<name>\S+) (?P<version>\S+) Slipway (?P<digest>[0-9a-f]{64})")
_PAGE = 200
"""Entries of a list that are asked for at once; the engine gives ten where nothing is said."""


class FlowableConnection(FlowableTrials, EngineConnection):
    """The archive holds the files that the engine runs, the archive of these alone (so that it is deployed once more
    as it was), the package and the receipt. What other tenants have is left alone."""

    kind = "flowable"

    def __init__(self, http: Http, tenant: str = "") -> None:
        super().__init__(http)
        self._tenant = tenant

    @property
    def server(self) -> str:
        """The address for the receipt; the name of the account is not in it."""
        return with_tenant(super().server, self._tenant)

    def greet(self) -> str:
        """The version, and a list of deployments, which only who may read them is given."""
        version = self.http.get("/management/engine").value("version")
        self.http.get("/repository/deployments", {"size": "1"}).rows("data")
        return f"Flowable {version}"

    def deployments(self, name: str) -> list[Deployment]:
        """Ours of that name, the one deployed last first."""
        query = {"nameLike": f"{name} %", "sort": "deployTime", "order": "desc"}
        found = []
        for told in self._all("/repository/deployments", query):
            match = _NAME.fullmatch(str(told.get("name")))
            if match and match["name"] == name:  # an underscore in a pattern stands for any letter
                found.append(Deployment(str(told["id"]), match["version"], match["digest"]))
        return found

    def foreign(self, latest: Deployment) -> list[str]:
        """Processes of a deployment of which a later version came from elsewhere."""
        found = []
        for key in sorted({str(one.get("key")) for one in self._definitions(latest)}):
            rows = self._all("/repository/process-definitions", {"key": key, "latest": "true"})
            if any(one.get("deploymentId") != latest.id for one in rows):
                found.append(key)
        return found

    def upload(self, shipment: Shipment, beside: Mapping[str, bytes]) -> str:
        """One archive: of several files in one request the engine takes the first."""
        (archive,) = shipment.files.values()
        files = take(archive, shipment.name)
        inside = {**files, _archive_name(shipment.name, shipment.version): archive, **beside}
        reply = self._send(shipment.name, shipment.version, shipment.digest, inside, accept=(400, 500))
        if reply.status >= 400:
            raise self.refused(shipment, reply, tuple(problems_of(reply, files)))
        return str(reply.value("id"))

    def bytes_of(self, of: Deployment, file: str) -> bytes:
        """A file of a deployment, by its name: one without a folder, in which the engine would not find it."""
        reply = self.http.get(f"/repository/deployments/{of.id}/resourcedata/{file}", accept=(404,))
        if reply.status == 404:
            raise self.not_there(file, of.version)
        return reply.data

    def cases(self, of: Deployment) -> int:
        """Cases of each of its processes: lists of cases are not filtered by deployment, whatever is asked."""
        count = 0
        for one in self._definitions(of):
            query = {"processDefinitionId": str(one["id"]), "size": "1"}
            count += self.http.get("/runtime/process-instances", query).count("total")
        return count

    def again(self, name: str, old: Deployment) -> None:
        """The engine deploys nothing once more by itself: what lies there is fetched and sent again."""
        own, inner = package_name(name, old.version), _archive_name(name, old.version)
        there = {file: self.bytes_of(old, file) for file in (inner, own, RECEIPT)}
        try:
            files = take(there[inner], inner)
        except FormatError as error:
            raise self._other_bytes(name, old) from error
        if atomic.digest(there[own]) != old.digest:
            raise self._other_bytes(name, old)
        self._send(name, old.version, old.digest, {**files, **there})

    def remove(self, one: str) -> None:
        """Without what came of it: the engine refuses where a case runs, and keeps the history of ended ones."""
        self.http.send("DELETE", f"/repository/deployments/{one}")

    # ---------------------------------------------------------------------------------------------

    def _all(self, path: str, query: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        """All entries of a list, page by page, but for those of other tenants."""
        start, narrowed = 0, {"tenantId": self._tenant} if self._tenant else {}
        while True:
            reply = self.http.get(path, {**query, **narrowed, "start": str(start), "size": str(_PAGE)})
            rows = reply.rows("data")
            yield from (one for one in rows if (one.get("tenantId") or "") == self._tenant)
            start += len(rows)
            if not rows or start >= reply.count("total"):
                return

    def _definitions(self, of: Deployment) -> Iterator[dict[str, Any]]:
        return self._all("/repository/process-definitions", {"deploymentId": of.id})

    def _send(
        self, name: str, version: str, digest: str, files: Mapping[str, bytes], accept: tuple[int, ...] = ()
    ) -> Reply:
        """Name and key are read from the address alone."""
        query = {
            "deploymentName": NAME.format(name=name, version=version, digest=digest),
            "deploymentKey": name,
            **({"tenantId": self._tenant} if self._tenant else {}),
        }
        part = ("file", "deployment.bar", build(files))
        return self.http.send("POST", "/repository/deployments", files=[part], query=query, accept=accept)

    def _other_bytes(self, name: str, of: Deployment) -> PublishError:
        return PublishRefused("publish.mismatch", server=self.server, version=of.version, name=name)


def connect(address: str) -> FlowableConnection:
    """The server of that address; nothing is asked of it yet. Raises `PublishError`."""
    place, tenant = tenant_of(address)
    return FlowableConnection(Http(place), tenant)


def _archive_name(name: str, version: str) -> str:
    return f"{name}-{version}.bar"


TARGET = TargetKind(
    "flowable", "Flowable", connect, dialect="flowable", runs_last=True, tenants=True,
    example="https://bpm.example.com/flowable-rest/service",
)  # fmt: skip
