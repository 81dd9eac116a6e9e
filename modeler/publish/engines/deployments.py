"""Engines that keep deployments: one a version, which carries the package itself beside what the engine runs.

Which words of a deployment say its version and digest, and what is asked how, is the target's own matter
(`modeler/publish/targets`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from modeler.publish.receipt import Receipt
from modeler.publish.target import PublishRefused, ServerState, Shipment, unfit_names
from modeler.publish.wire.http import Http, Reply, said
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

RECEIPT = "receipt.json"


@dataclass(frozen=True)
class Deployment:
    """One of ours, as the server's list tells of it."""

    id: str
    version: str
    digest: str


class EngineConnection(ABC):
    """Of two that publish one version at the same moment the later one finds the other's deployment beside its own
    and takes its own away again."""

    kind: ClassVar[str]

    def __init__(self, http: Http) -> None:
        self.http = http

    @property
    def server(self) -> str:
        """The address for the receipt; the name of the account is not in it."""
        return f"{self.kind}:{self.http.url}"

    # what each engine does its own way ------------------------------------------------------------

    @abstractmethod
    def greet(self) -> str:
        """Whether it is there and lets this account read; its name and version."""

    @abstractmethod
    def deployments(self, name: str) -> list[Deployment]:
        """Ours of that name, the one deployed last first."""

    @abstractmethod
    def foreign(self, latest: Deployment) -> list[str]:
        """Processes of a deployment of which a later version came from elsewhere."""

    @abstractmethod
    def upload(self, shipment: Shipment, beside: Mapping[str, bytes]) -> str:
        """Deploy what the engine runs with what lies beside it, whole or not at all; the id of the deployment.
        Raises `PublishRefused` with what the engine complains of."""

    @abstractmethod
    def bytes_of(self, of: Deployment, file: str) -> bytes:
        """A file of a deployment. Raises `PublishError` (`publish.not-there`)."""

    @abstractmethod
    def cases(self, of: Deployment) -> int:
        """How many cases of a deployment run."""

    @abstractmethod
    def again(self, name: str, old: Deployment) -> None:
        """Deploy the files of an old deployment once more."""

    @abstractmethod
    def remove(self, one: str) -> None:
        """The deployment of that id goes."""

    # what all do alike ----------------------------------------------------------------------------

    def check(self, shipment: Shipment) -> list[Problem]:
        """Names alone; what the engine does not take it says itself."""
        return unfit_names(shipment)

    def state(self, name: str) -> ServerState:
        """The versions under that id; the latest is the one that was deployed last: new cases run it."""
        found = self.deployments(name)
        if not found:
            return ServerState()
        versions, latest = _versions(found), found[0]
        try:
            package = read_package(self.bytes_of(latest, package_name(name, latest.version)))
        except FormatError:
            return ServerState(versions, latest.version, readable=False)
        return ServerState(
            versions,
            latest.version,
            {path: item.sha256 for path, item in package.manifest.members.items()},
            readable=package.digest == versions[latest.version],
            foreign=tuple(self.foreign(latest)),
        )

    def deploy(self, shipment: Shipment, expected: ServerState, receipt: Receipt) -> None:
        """One request, after a look at whether all is still as it was planned on."""
        before = self.deployments(shipment.name)
        versions = _versions(before)
        if versions.get(shipment.version, shipment.digest) != shipment.digest:
            raise PublishRefused("publish.version-taken", version=shipment.version, name=shipment.name)
        if versions != dict(expected.versions):
            raise self._conflict(shipment.name)
        own = package_name(shipment.name, shipment.version)
        made = self.upload(shipment, {own: shipment.data, RECEIPT: dump_value(receipt)})
        self._give_way(shipment, made, {one.id for one in before})

    def fetch(self, name: str, version: str) -> bytes:
        """The published bytes."""
        return self.bytes_of(self._deployment(name, version), package_name(name, version))

    def receipt(self, name: str, version: str) -> Receipt | None:
        """The receipt that was deployed with a version; None where it cannot be read."""
        try:
            return read_value(Receipt, self.bytes_of(self._deployment(name, version), RECEIPT), RECEIPT)
        except FormatError:
            return None

    def running(self, name: str, version: str) -> int:
        """Cases of all deployments of that version."""
        return sum(self.cases(one) for one in self.deployments(name) if one.version == version)

    def undo(self, name: str, version: str, back_to: str | None) -> None:
        """The files of the version before are deployed once more; cases that run go on with what they began with.
        The only version is removed, where none of its cases runs."""
        if back_to is not None:
            self.again(name, self._deployment(name, back_to))
            return
        if count := self.running(name, version):
            raise PublishRefused("publish.undo-running", count=count, name=name, version=version, server=self.server)
        for one in self.deployments(name):
            if one.version == version:
                self.remove(one.id)

    def refused(self, shipment: Shipment, reply: Reply, problems: tuple[Problem, ...]) -> PublishRefused:
        """What the engine complains of; the first of it, or else its own words, in one line."""
        message = problems[0].params["message"] if problems else said(reply)
        return PublishRefused(
            "publish.engine-refuses", problems=problems, server=self.server, name=shipment.name, message=message
        )

    def not_there(self, name: str, version: str) -> PublishError:
        """That the server does not have it."""
        return PublishError("publish.not-there", name=name, version=version, server=self.server)

    def _deployment(self, name: str, version: str) -> Deployment:
        for found in self.deployments(name):
            if found.version == version:
                return found
        raise self.not_there(name, version)

    def _give_way(self, shipment: Shipment, ours: str, before: set[str]) -> None:
        """Whoever published the same version meanwhile was first: then ours goes again."""
        others = [one for one in self.deployments(shipment.name) if one.id not in before and one.id != ours]
        if any(one.version == shipment.version for one in others):
            self.remove(ours)
            raise self._conflict(shipment.name)

    def _conflict(self, name: str) -> PublishError:
        return PublishError("publish.conflict", name=name, server=self.server)


def package_name(name: str, version: str) -> str:
    """The file of a package within its deployment."""
    return f"{name}-{version}.slip"


def _versions(found: list[Deployment]) -> dict[str, str]:
    return {one.version: one.digest for one in reversed(found)}
