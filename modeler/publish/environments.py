"""Where a workspace is published to, stage by stage: `environments` of `workspace.json`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from modeler.publish.signing import KnownKey
from modeler.publish.target import PublishRefused, with_details
from modeler.publish.targets import TARGETS
from modeler.publish.wire.security import Security
from runner.bundle.bundle import WorkspaceInfo
from runner.core.errors import PublishError
from runner.core.i18n import N_, LocalText, pick
from runner.core.messages import declare
from runner.data.model import OpenValue, read_value

declare(
    {
        "publish.no-environment": (
            N_("The workspace has no environment called {environment}."),
            N_("Known are: {known}."),
        ),
        "publish.other-environment": (
            N_("The environment {environment} is not at {address}."),
            N_("Leave out the address, or give that of the environment: {own}."),
        ),
        "publish.unsigned": (
            N_("{name} {version} is not signed; {environment} takes only what is signed by: {trusted}."),
            N_("Sign the package with one of these keys. Nothing was published."),
        ),
        "publish.untrusted": (
            N_(
                "{name} {version} is signed by the key {signer}; {environment} takes only what these sign: {trusted}."
            ),
            N_("Let one of them sign it, or put this key on the list of the environment. Nothing was published."),
        ),
    }
)


class Environment(OpenValue):
    """A stage. `target` is an address as publishing takes it (`folder:/srv/processes`), or the kind alone with the
    place in `url`; `tenant` is the one of the server, where it has any; `token_url`, with `audience` and `scope`,
    says where tokens for it are got, where it asks for such. `roles`: who of the model (`role:hr`) -> the
    group there; `endpoints`: a system by its code, or an address of the model -> the address there; with `all_mapped`
    nothing goes there of which one is not named. `trusted`: whose packages may go there (nobody named: everybody's).
    `note`: whoever publishes there says why. `stage` says what it is for; `smoke`: a case is tried after each
    publication, in one for development or tests, or in a tenant. `authority`, `certificate`, `certificate_key`: files
    (PEM) of the authority that is believed besides those of this machine, and of the client certificate; `proxy`: its
    address, or `direct`. One without `id` is an address alone, with what is said of the way to it."""

    id: str
    name: LocalText = ""
    target: str = ""
    url: str = ""
    tenant: str = ""
    token_url: str = ""
    audience: str = ""
    scope: str = ""
    roles: dict[str, str] = {}
    endpoints: dict[str, str] = {}
    all_mapped: bool = False
    note: bool = False
    stage: Literal["", "dev", "test", "prod"] = ""
    smoke: bool = False
    trusted: list[KnownKey] = []
    authority: str = ""
    certificate: str = ""
    certificate_key: str = ""
    proxy: str = ""

    @property
    def address(self) -> str:
        """Kind and place in one, tenant and tokens where that kind knows any; empty where it is nowhere yet."""
        whole = f"{self.target}:{self.url}" if self.url and ":" not in self.target else self.target
        kind = TARGETS.get(whole.partition(":")[0])
        if kind is None or not kind.tenants:
            return whole
        tokens = {"token": self.token_url, "audience": self.audience, "scope": self.scope} if kind.tokens else {}
        return with_details(whole, {"tenant": self.tenant, **tokens})

    @property
    def security(self) -> Security:
        """How it is reached."""
        authority, certificate, key = (
            Path(one).expanduser() if one else None
            for one in (self.authority, self.certificate, self.certificate_key)
        )
        return Security(authority, certificate, key, self.proxy.strip())

    @property
    def title(self) -> str:
        """Its name for people."""
        return pick(self.name) or self.id


FILES = ("authority", "certificate", "certificate_key")
"""What of an environment names a file."""


def environments_of(info: WorkspaceInfo, folder: Path | None = None) -> list[Environment]:
    """The environments of a workspace in their order; files that they name begin at its folder. Raises `FormatError`
    naming the place in the file."""
    found = [
        read_value(Environment, one, f"workspace.json: environments[{number}]")
        for number, one in enumerate(info.environments)
    ]
    return [_begun_at(one, folder) for one in found] if folder is not None else found


def _begun_at(environment: Environment, folder: Path) -> Environment:
    named = {name: str(folder / Path(text).expanduser()) for name in FILES if (text := getattr(environment, name))}
    return environment.model_copy(update=named) if named else environment


def file_words(file: str, folder: Path | None) -> str:
    """A file as a workspace names it, the same for all who open it: from its folder, or from their home."""
    path = Path(file)
    for start, mark in ((folder, ""), (Path.home(), "~/")):
        if start is not None and path.is_absolute() and path.is_relative_to(start):
            return mark + path.relative_to(start).as_posix()
    return file


def environment_called(known: Sequence[Environment], name: str) -> Environment:
    """The environment of that id. Raises `PublishRefused` (`publish.no-environment`)."""
    for one in known:
        if one.id == name:
            return one
    told = ", ".join(one.id for one in known) or "–"
    raise PublishRefused("publish.no-environment", environment=name, known=told)


def environment_at(known: Sequence[Environment], address: str) -> Environment | None:
    """The environment of that address; of several the first."""
    return next((one for one in known if one.address == address), None)


def with_environment(info: WorkspaceInfo, made: Environment) -> WorkspaceInfo:
    """The workspace with that environment in place of the one of its id, or behind the others."""
    own: dict[str, object] = made.model_dump(mode="json", by_alias=True, exclude_unset=True)
    there = [str(one.get("id")) for one in info.environments]
    kept = [own if name == made.id else one for name, one in zip(there, info.environments, strict=True)]
    return info.model_copy(update={"environments": kept if made.id in there else [*kept, own]})


def without_environment(info: WorkspaceInfo, name: str) -> WorkspaceInfo:
    """The workspace without the environment of that id."""
    return info.model_copy(update={"environments": [one for one in info.environments if one.get("id") != name]})


def signer_name(environment: Environment | None, key: str | None) -> str:
    """Under which name the list of an environment knows a public key; empty where it does not."""
    trusted = environment.trusted if environment is not None else []
    return next((one.name for one in trusted if one.key == key), "")


def check_trust(environment: Environment | None, key: str | None, name: str, version: str) -> None:
    """Whether a package that this key signed (None: nobody did) may go there. Raises `PublishRefused`."""
    if problem := trust_problem(environment, key, name, version):
        raise problem


def trust_problem(environment: Environment | None, key: str | None, name: str, version: str) -> PublishError | None:
    """What stands against it; None where it may go there."""
    if environment is None or not environment.trusted or signer_name(environment, key):
        return None
    where, trusted = environment.title, ", ".join(one.name for one in environment.trusted)
    if key is None:
        return PublishRefused("publish.unsigned", name=name, version=version, environment=where, trusted=trusted)
    mark = KnownKey(name="", key=key).mark
    return PublishRefused(
        "publish.untrusted", name=name, version=version, environment=where, trusted=trusted, signer=mark
    )
