"""Operaton, and Camunda 7: one deployment a version, which carries the package itself beside what the engine runs.

Source: REST reference of the engines, proved on a real Operaton in `tests/servers`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from modeler.publish.http import Http, Reply, said
from modeler.publish.receipt import Receipt
from modeler.publish.target import PublishRefused, ServerState, Shipment, TargetKind, unfit_names
from runner.bundle.archive import read_package
from runner.core.errors import FormatError, PublishError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem
from runner.data.model import dump_value, read_value

declare(
    {
        "publish.engine-refuses": (
            N_("{server} does not take {name}: {message}"),
            N_("Mend what is listed and publish again; nothing was deployed."),
        ),
        "publish.engine-problem": (N_("The engine says: {message}"), ""),
    }
)

SOURCE = "Slipway {version} {digest}"
"""The source of a deployment says what it carries: one list tells of all, and those of others are not looked at."""
RECEIPT = "receipt.json"
_SOURCE = re.compile(r"Slipway (?P<version>\S+) (?P<digest>[0-9a-f]{64})")


@dataclass(frozen=True)
class _Deployment:
    """One of ours, as its source tells of it."""

    id: str
    version: str
    digest: str

    @property
    def source(self) -> str:
        """What the server keeps as its source."""
        return SOURCE.format(version=self.version, digest=self.digest)


class OperatonConnection:
    """A deployment is named by the package. Of two that publish one version at the same moment the later one finds
    the other's deployment beside its own and takes its own away again."""

    def __init__(self, http: Http) -> None:
        self._http = http

    @property
    def server(self) -> str:
        """The address for the receipt; the name of the account is not in it."""
        return f"operaton:{self._http.url}"

    def check(self, shipment: Shipment) -> list[Problem]:
        """Names alone; what the engine does not take it says itself."""
        return unfit_names(shipment)

    def greet(self) -> str:
        """The version, and a list of deployments, which only who may read them is given."""
        version = _of(self._http.get("/version"), "version")
        self._http.get("/deployment/count")
        return f"Operaton / Camunda {version}"

    def state(self, name: str) -> ServerState:
        """The versions under that id; the latest is the one that was deployed last: new cases run it."""
        found = self._deployments(name)
        if not found:
            return ServerState()
        versions = {one.version: one.digest for one in reversed(found)}
        latest = found[0]
        try:
            package = read_package(self._package(latest, name))
        except FormatError:
            return ServerState(versions, latest.version, readable=False)
        return ServerState(
            versions,
            latest.version,
            {path: item.sha256 for path, item in package.manifest.members.items()},
            readable=package.digest == versions[latest.version],
            foreign=tuple(self._foreign(latest)),
        )

    def deploy(self, shipment: Shipment, expected: ServerState, receipt: Receipt) -> None:
        """One request with all files, each under a part name of its own: of two with one name the engine keeps the
        last without a word."""
        before = self._deployments(shipment.name)
        versions = {one.version: one.digest for one in reversed(before)}
        if versions.get(shipment.version, shipment.digest) != shipment.digest:
            raise PublishRefused("publish.version-taken", version=shipment.version, name=shipment.name)
        if versions != dict(expected.versions):
            raise self._conflict(shipment.name)
        files = {
            **shipment.files,
            _package_name(shipment.name, shipment.version): shipment.data,
            RECEIPT: dump_value(receipt),
        }
        reply = self._http.send(
            "POST",
            "/deployment/create",
            fields={
                "deployment-name": shipment.name,
                "deployment-source": SOURCE.format(version=shipment.version, digest=shipment.digest),
            },
            files=[(path, path, data) for path, data in sorted(files.items())],
            accept=(400, 500),
        )
        if reply.status >= 400:
            raise self._refused(shipment, reply)
        self._give_way(shipment, str(_of(reply, "id")), {one.id for one in before})

    def fetch(self, name: str, version: str) -> bytes:
        """The published bytes."""
        return self._package(self._deployment(name, version), name)

    def receipt(self, name: str, version: str) -> Receipt | None:
        """The receipt that was deployed with a version; None where it cannot be read."""
        try:
            return read_value(Receipt, self._bytes(self._deployment(name, version), RECEIPT), RECEIPT)
        except FormatError:
            return None

    def running(self, name: str, version: str) -> int:
        """Cases of all deployments of that version."""
        found = [one for one in self._deployments(name) if one.version == version]
        replies = [self._http.get("/process-instance/count", {"deploymentId": one.id}) for one in found]
        return sum(int(str(_of(reply, "count"))) for reply in replies)

    def undo(self, name: str, version: str, back_to: str | None) -> None:
        """The files of the version before are deployed once more; cases that run go on with what they began with.
        The only version is removed, where none of its cases runs."""
        if back_to is not None:
            old = self._deployment(name, back_to)
            self._http.send("POST", f"/deployment/{old.id}/redeploy", body={"source": old.source})
            return
        if count := self.running(name, version):
            raise PublishRefused("publish.undo-running", count=count, name=name, version=version, server=self.server)
        for one in self._deployments(name):
            if one.version == version:
                self._http.send("DELETE", f"/deployment/{one.id}", query={"cascade": "true"})

    # what is there -------------------------------------------------------------------------------

    def _deployments(self, name: str) -> list[_Deployment]:
        """Ours of that name, the one deployed last first."""
        query = {"name": name, "sortBy": "deploymentTime", "sortOrder": "desc"}
        found = []
        for told in _rows(self._http.get("/deployment", query)):
            if match := _SOURCE.fullmatch(str(told.get("source"))):
                found.append(_Deployment(str(told["id"]), match["version"], match["digest"]))
        return found

    def _foreign(self, latest: _Deployment) -> list[str]:
        """Processes of a deployment of which a later version came from elsewhere."""
        ours = _rows(self._http.get("/process-definition", {"deploymentId": latest.id}))
        found = []
        for key in sorted({str(one.get("key")) for one in ours}):
            query = {"key": key, "latestVersion": "true", "withoutTenantId": "true"}
            if any(
                one.get("deploymentId") != latest.id for one in _rows(self._http.get("/process-definition", query))
            ):
                found.append(key)
        return found

    def _deployment(self, name: str, version: str) -> _Deployment:
        for found in self._deployments(name):
            if found.version == version:
                return found
        raise PublishError("publish.not-there", name=name, version=version, server=self.server)

    def _bytes(self, of: _Deployment, file: str) -> bytes:
        for one in _rows(self._http.get(f"/deployment/{of.id}/resources")):
            if one.get("name") == file:
                return self._http.get(f"/deployment/{of.id}/resources/{one['id']}/data").data
        raise PublishError("publish.not-there", name=file, version=of.version, server=self.server)

    def _package(self, of: _Deployment, name: str) -> bytes:
        return self._bytes(of, _package_name(name, of.version))

    # what goes wrong -----------------------------------------------------------------------------

    def _give_way(self, shipment: Shipment, ours: str, before: set[str]) -> None:
        """Whoever published the same version meanwhile was first: then ours goes again."""
        others = [one for one in self._deployments(shipment.name) if one.id not in before and one.id != ours]
        if any(one.version == shipment.version for one in others):
            self._http.send("DELETE", f"/deployment/{ours}", query={"cascade": "true"})
            raise self._conflict(shipment.name)

    def _conflict(self, name: str) -> PublishError:
        return PublishError("publish.conflict", name=name, server=self.server)

    def _refused(self, shipment: Shipment, reply: Reply) -> PublishError:
        problems = tuple(engine_problems(reply))
        message = problems[0].params["message"] if problems else said(reply)
        return PublishRefused(
            "publish.engine-refuses", problems=problems, server=self.server, name=shipment.name, message=message
        )


def engine_problems(reply: Reply) -> list[Problem]:
    """What the engine's parser says, each at its element. Both spellings of the reference are read."""
    found = []
    details = _mapping(_mapping(reply.json()).get("details"))
    for file, told in details.items():
        for one in _mapping(told).get("errors") or []:
            error = _mapping(one)
            element = error.get("mainElementId") or error.get("mainBpmnElementId")
            message = " ".join(str(error.get("message", "")).split())
            line = error.get("line")
            found.append(
                Problem(
                    "publish.engine-problem",
                    element=str(element) if element else None,
                    params={"message": message},
                    file=file,
                    line=line if isinstance(line, int) and line > 0 else None,
                )
            )
    return found


def connect(address: str) -> OperatonConnection:
    """The server of that address; nothing is asked of it yet. Raises `PublishError`."""
    return OperatonConnection(Http(address))


def _package_name(name: str, version: str) -> str:
    return f"{name}-{version}.slip"


def _rows(reply: Reply) -> list[dict[str, Any]]:
    found = reply.json()
    if not isinstance(found, list) or not all(isinstance(one, dict) and "id" in one for one in found):
        raise PublishError("publish.odd-answer", server=reply.server, status=reply.status)
    return found


def _of(reply: Reply, name: str) -> object:
    found = _mapping(reply.json()).get(name)
    if found is None:
        raise PublishError("publish.odd-answer", server=reply.server, status=reply.status)
    return found


def _mapping(found: object) -> Mapping[str, Any]:
    return found if isinstance(found, dict) else {}


TARGET = TargetKind(
    "operaton",
    N_("Operaton or Camunda 7"),
    connect,
    dialect="camunda",
    runs_last=True,
    example="https://bpm.example.com/engine-rest",
)
