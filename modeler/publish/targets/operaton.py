"""Operaton, and Camunda 7: the source of a deployment says what it carries.

Source: REST reference of the engines, proved on a real Operaton in `tests/servers`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from modeler.dialects.writing import Settings
from modeler.publish.engines.deployments import Deployment, EngineConnection
from modeler.publish.engines.operaton_rights import OperatonRights, wanted
from modeler.publish.engines.operaton_trials import OperatonTrials
from modeler.publish.permissions import Right, Wanted
from modeler.publish.receipt import Permission
from modeler.publish.target import Shipment, TargetKind, tenant_of, with_tenant
from modeler.publish.wire.http import Http, Reply, mapping
from runner.core.i18n import N_
from runner.core.problem import Problem

SOURCE = "Slipway {version} {digest}"
"""The source of a deployment says what it carries: one list tells of all, and those of others are not looked at."""
_SOURCE = re.compile(r"Slipway (?P<version>\S+) (?P<digest>[0-9a-f]{64})")


class OperatonConnection(OperatonTrials, EngineConnection):
    """A deployment is named by the package."""

    kind = "operaton"

    def __init__(self, http: Http, tenant: str = "") -> None:
        super().__init__(http)
        self._tenant = tenant
        self._rights = OperatonRights(http)

    @property
    def server(self) -> str:
        """The address for the receipt; the name of the account is not in it."""
        return with_tenant(super().server, self._tenant)

    def greet(self) -> str:
        """The version, and a list of deployments, which only who may read them is given."""
        version = self.http.get("/version").value("version")
        self.http.get("/deployment/count")
        return f"Operaton / Camunda {version}"

    def deployments(self, name: str) -> list[Deployment]:
        """Ours of that name, the one deployed last first."""
        query = {"name": name, **self._ours, "sortBy": "deploymentTime", "sortOrder": "desc"}
        found = []
        for told in self.http.get("/deployment", query).rows():
            if match := _SOURCE.fullmatch(str(told.get("source"))):
                found.append(Deployment(str(told["id"]), match["version"], match["digest"]))
        return found

    def foreign(self, latest: Deployment) -> list[str]:
        """Processes of a deployment of which a later version came from elsewhere."""
        ours = self.http.get("/process-definition", {"deploymentId": latest.id}).rows()
        found = []
        for key in sorted({str(one.get("key")) for one in ours}):
            query = {"key": key, "latestVersion": "true", **self._ours}
            rows = self.http.get("/process-definition", query).rows()
            if any(one.get("deploymentId") != latest.id for one in rows):
                found.append(key)
        return found

    def upload(self, shipment: Shipment, beside: Mapping[str, bytes]) -> str:
        """One request with all files, each under a part name of its own: of two with one name the engine keeps the
        last without a word."""
        reply = self.http.send(
            "POST",
            "/deployment/create",
            fields={
                "deployment-name": shipment.name,
                "deployment-source": SOURCE.format(version=shipment.version, digest=shipment.digest),
                **({"tenant-id": self._tenant} if self._tenant else {}),
            },
            files=[(path, path, data) for path, data in sorted({**shipment.files, **beside}.items())],
            accept=(400, 500),
        )
        if reply.status >= 400:
            raise self.refused(shipment, reply, tuple(engine_problems(reply)))
        return str(reply.value("id"))

    def bytes_of(self, of: Deployment, file: str) -> bytes:
        """A file of a deployment, found by its name."""
        for one in self.http.get(f"/deployment/{of.id}/resources").rows():
            if one.get("name") == file:
                return self.http.get(f"/deployment/{of.id}/resources/{one['id']}/data").data
        raise self.not_there(file, of.version)

    def cases(self, of: Deployment) -> int:
        """How many cases of a deployment run."""
        return self.http.get("/process-instance/count", {"deploymentId": of.id}).count("count")

    def again(self, name: str, old: Deployment) -> None:
        """The engine keeps the files and deploys them itself."""
        source = SOURCE.format(version=old.version, digest=old.digest)
        self.http.send("POST", f"/deployment/{old.id}/redeploy", body={"source": source})

    def remove(self, one: str) -> None:
        """With all that came of it."""
        self.http.send("DELETE", f"/deployment/{one}", query={"cascade": "true"})

    # who may do what: see `operaton_rights` ------------------------------------------------------

    def wanted(self, rights: Sequence[Right], settings: Settings) -> Wanted:
        """The authorization records that stand for these rights."""
        return wanted(rights, settings)

    def enforces(self) -> bool:
        """Whether authorization is on and whoever asks says who they are."""
        return self._rights.enforces()

    def permissions(self, processes: Sequence[str]) -> tuple[Permission, ...]:
        """The records on these processes."""
        return self._rights.permissions(processes)

    def authorize(self, processes: Sequence[str], before: Sequence[Permission], after: Sequence[Permission]) -> None:
        """Make them be `after`."""
        self._rights.authorize(processes, before, after)


def engine_problems(reply: Reply) -> list[Problem]:
    """What the engine's parser says, each at its element. Both spellings of the reference are read."""
    found = []
    details = mapping(mapping(reply.json()).get("details"))
    for file, told in details.items():
        for one in mapping(told).get("errors") or []:
            error = mapping(one)
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
    place, tenant = tenant_of(address)
    return OperatonConnection(Http(place), tenant)


TARGET = TargetKind(
    "operaton",
    N_("Operaton or Camunda 7"),
    connect,
    dialect="camunda",
    runs_last=True,
    tenants=True,
    example="https://bpm.example.com/engine-rest",
)
