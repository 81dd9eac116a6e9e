"""What a publish target is: a kind of server, and a connection to one of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable
from urllib.parse import quote, unquote

from modeler.publish.receipt import Receipt
from modeler.publish.version import is_version
from runner.bundle.archive import Package
from runner.bundle.container import is_safe_name
from runner.core.errors import PublishError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem

declare(
    {
        "publish.conflict": (
            N_("Someone else published {name} to {server} at the same moment."),
            N_("Look at the plan again, then publish again."),
        ),
        "publish.version-taken": (
            N_("Version {version} of {name} is published already, with other contents."),
            N_("Raise the version of the workspace and publish again; what was published stays."),
        ),
        "publish.bad-id": (
            N_("The workspace id {name} cannot be the name of a file."),
            N_("Use letters, digits, dot, hyphen and underscore in the id of the workspace."),
        ),
        "publish.bad-version": (
            N_("{version} is not a version of three numbers."),
            N_("Write the version of the workspace like 1.2.0."),
        ),
        "publish.not-there": (N_("Version {version} of {name} is not at {server}."), ""),
        "publish.undo-running": (
            N_("{count} cases of {name} {version} run at {server}, and there is no version before it."),
            N_("Let them come to their end, or end them there, before the only version is undone."),
        ),
    }
)

_ID = re.compile(r"\w[\w.-]{0,79}")


class PublishRefused(PublishError):
    """The package or its plan is not in order: nothing was published. `problems` say why, where they do."""

    exit_code = 1

    def __init__(self, code: str, *, problems: tuple[Problem, ...] = (), **params: object) -> None:
        super().__init__(code, **params)
        self.problems = problems


@dataclass(frozen=True)
class Shipment:
    """What goes to a server: the checked package and its bytes. `name` is the id of the workspace; `files` is what
    the engine of the server runs, in its own dialect (path -> bytes; none where the server keeps packages alone), and
    `losses` what of the package is weaker there, is not there, or is refused."""

    package: Package
    data: bytes
    files: Mapping[str, bytes] = field(default_factory=dict)
    losses: tuple[Problem, ...] = ()

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
    digests of the latest (empty where it cannot be read). `withdrawn`: versions that were undone and are kept.
    `foreign`: processes of the latest version of which somebody else deployed a later one."""

    versions: Mapping[str, str] = field(default_factory=dict)
    latest: str | None = None
    members: Mapping[str, str] = field(default_factory=dict)
    readable: bool = True
    withdrawn: frozenset[str] = frozenset()
    foreign: tuple[str, ...] = ()


class Connection(Protocol):
    """A server that answers. Every call may raise `PublishError`."""

    @property
    def server(self) -> str:
        """The address as it goes into the receipt."""

    def check(self, shipment: Shipment) -> list[Problem]:
        """What this server would not take."""

    def greet(self) -> str:
        """Ask for nothing but whether it is there and lets this account in; its name and version."""

    def state(self, name: str) -> ServerState:
        """What it holds under that id."""

    def deploy(self, shipment: Shipment, expected: ServerState, receipt: Receipt) -> None:
        """Put the package there, whole or not at all. Raises `PublishError` (`publish.conflict`) when the
        server holds something else than `expected`, or when someone else publishes at the moment."""

    def fetch(self, name: str, version: str) -> bytes:
        """The published bytes of a version. Raises `PublishError` (`publish.not-told`) where the server gives none
        back at all."""

    def receipt(self, name: str, version: str) -> Receipt | None:
        """The receipt kept beside a version, where the server keeps one."""

    def running(self, name: str, version: str) -> int:
        """How many cases of a version run; 0 where the server runs nothing."""

    def undo(self, name: str, version: str, back_to: str | None) -> None:
        """Undo the latest version: `back_to` is the latest again, or none at all. Cases that run are left to
        go on where the server can; else `publish.undo-running` is raised."""


@runtime_checkable
class Waits(Protocol):
    """A connection to a server that shows what was done only after a while. `waiting` is called at each look;
    whoever wants it to end raises there."""

    waiting: Callable[[], None]


@dataclass(frozen=True)
class TargetKind:
    """A kind of server. `id` is the word before the colon in an address (`folder:/srv/processes`);
    `label` is English source text. `dialect` is what its engine reads (None: it keeps packages and runs nothing);
    `runs_last`: new cases run what was deployed last, whatever its version; `tenants`: an address may end
    in `?tenant=NAME`; `tokens`: it may say where tokens for it are got; `signs`: the secret signs what is sent and
    goes nowhere. For whoever names a server in the window:
    `example` of an address, `unfit` says in the user's language why one cannot be used (empty where it can; None: it
    is one of HTTP), `account` and `secret` are what is asked for beside it (English source texts), `needs_account`
    where it cannot do without; `note` is what is to be known of it first (English source text)."""

    id: str
    label: str
    connect: Callable[[str], Connection]
    dialect: str | None = None
    runs_last: bool = False
    example: str = ""
    unfit: Callable[[str], str] | None = None
    account: str = N_("Name, where it asks for one")
    secret: str = N_("Password")
    needs_account: bool = False
    tenants: bool = False
    tokens: bool = False
    signs: bool = False
    note: str = ""


def is_fit_id(name: str) -> bool:
    """Whether the id of a package can be the name of a file."""
    return _ID.fullmatch(name) is not None and is_safe_name(name)


DETAILS = ("tenant", "token", "audience", "scope")
"""What may stand behind an address: the tenant there, and where tokens for it are got, for whom and what."""


def details_of(place: str) -> tuple[str, dict[str, str]]:
    """The address of a server without its details, and these; where others stand there, the address as it is."""
    found, mark, text = place.partition("?")
    pairs = [one.partition("=") for one in text.split("&")] if mark else []
    if any(name not in DETAILS for name, _mark, _text in pairs):
        return place, {}
    return found, {name: unquote(value) for name, _mark, value in pairs}


def with_details(address: str, details: Mapping[str, str]) -> str:
    """The address of a server with the details that are not empty."""
    told = [f"{name}={quote(details[name], safe='')}" for name in DETAILS if details.get(name)]
    return f"{address}?{'&'.join(told)}" if told else address


def tenant_of(place: str) -> tuple[str, str]:
    """The address of a server without its tenant, and the tenant (empty: none)."""
    found, details = details_of(place)
    return (found, details["tenant"]) if set(details) == {"tenant"} else (place, "")


def with_tenant(address: str, tenant: str) -> str:
    """The address of a server with a tenant, where there is one."""
    return with_details(address, {"tenant": tenant})


def unfit_names(shipment: Shipment) -> list[Problem]:
    """The id must be able to name a file, and the version be a semantic one."""
    problems: list[Problem] = []
    if not is_fit_id(shipment.name):
        problems.append(Problem("publish.bad-id", params={"name": shipment.name}))
    if not is_version(shipment.version):
        problems.append(Problem("publish.bad-version", params={"version": shipment.version}))
    return problems
