"""What a publish target is: a kind of server, and a connection to one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from modeler.publish.receipt import Receipt
from runner.bundle.archive import Package
from runner.core.errors import PublishError
from runner.core.problem import Problem


class PublishRefused(PublishError):
    """The package or its plan is not in order: nothing was published. `problems` say why, where they do."""

    exit_code = 1

    def __init__(self, code: str, *, problems: tuple[Problem, ...] = (), **params: object) -> None:
        super().__init__(code, **params)
        self.problems = problems


@dataclass(frozen=True)
class Shipment:
    """What goes to a server: the checked package and its bytes. `name` is the id of the workspace."""

    package: Package
    data: bytes

    @property
    def name(self) -> str:
        """The id under which all versions stand on the server."""
        return self.package.manifest.id

    @property
    def version(self) -> str:
        """The semantic version."""
        return self.package.manifest.version

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes."""
        return self.package.digest


@dataclass(frozen=True)
class ServerState:
    """What a server holds of one package id: version -> digest, the latest version, and the member
    digests of the latest (empty where it cannot be read)."""

    versions: Mapping[str, str] = field(default_factory=dict)
    latest: str | None = None
    members: Mapping[str, str] = field(default_factory=dict)
    readable: bool = True


class Connection(Protocol):
    """A server that answers. Every call may raise `PublishError`."""

    @property
    def server(self) -> str:
        """The address as it goes into the receipt."""

    def check(self, shipment: Shipment) -> list[Problem]:
        """What this server would not take."""

    def state(self, name: str) -> ServerState:
        """What it holds under that id."""

    def deploy(self, shipment: Shipment, expected: ServerState, receipt: Receipt) -> None:
        """Put the package there, whole or not at all. Raises `PublishError` (`publish.conflict`) when the
        server holds something else than `expected`, or when someone else publishes at the moment."""

    def fetch(self, name: str, version: str) -> bytes:
        """The published bytes of a version."""

    def receipt(self, name: str, version: str) -> Receipt | None:
        """The receipt kept beside a version, where the server keeps one."""


@dataclass(frozen=True)
class TargetKind:
    """A kind of server. `id` is the word before the colon in an address (`folder:/srv/processes`);
    `label` is English source text."""

    id: str
    label: str
    connect: Callable[[str], Connection]
