"""From `--target`, `--environment` and `--workspace` to an address and what the workspace says of it, and the options
that say how a server is reached."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from runner.core.i18n import tr as _

if TYPE_CHECKING:
    from modeler.publish.environments import Environment


def authority_file() -> Any:
    """`--authority`. These are asked for where a verb is read, in the language of that moment."""
    return typer.Option("--authority", help=_("PEM file of an authority to believe besides the system's."))


def certificate_file() -> Any:
    """`--certificate`."""
    return typer.Option("--certificate", help=_("PEM file of the client certificate to show."))


def key_file() -> Any:
    """`--key`."""
    return typer.Option("--key", help=_("PEM file of its key, where that lies in another one."))


def proxy_address() -> Any:
    """`--proxy`."""
    told = _("Proxy, e.g. http://proxy:3128; direct: none, whatever the system says.")
    return typer.Option("--proxy", help=told)


def plain_allowed() -> Any:
    """`--allow-plain-http`."""
    return typer.Option("--allow-plain-http", help=_("Accept that the password goes out unencrypted."))


@dataclass(frozen=True)
class Way:
    """How a server is reached, as the command line says it: it counts more than what the environment says."""

    authority: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    proxy: str = ""
    allow_plain: bool = False

    def to(self, address: str, stage: Environment | str | None) -> Environment | str | None:
        """The environment with that said in it; an address alone becomes one without id. A passphrase that nobody
        knows is asked for. Raises `PublishError` for files that cannot be read."""
        from modeler.publish.environments import Environment
        from modeler.publish.wire.plain import agree

        if self.allow_plain:
            agree(address)
        files = {"authority": self.authority, "certificate": self.certificate, "certificate_key": self.key}
        told = {name: str(file.expanduser().absolute()) for name, file in files.items() if file is not None}
        if self.certificate is not None and self.key is None:
            told["certificate_key"] = ""
        if self.proxy:
            told["proxy"] = self.proxy
        if told:
            known = stage if isinstance(stage, Environment) else Environment(id=stage or "", target=address)
            stage = known.model_copy(update=told)
        if isinstance(stage, Environment):
            ask_passphrase(stage)
        return stage


def ask_passphrase(stage: Environment) -> None:
    """That of a locked client key, where the keyring does not hold it; it is forgotten at the end."""
    from modeler.cli.signers import password_of
    from modeler.publish.wire.security import PASSPHRASES, is_locked
    from runner.connectors.keyring import Keyring
    from runner.protocol.said_secrets import say

    file = stage.security.key_file
    if file is not None and is_locked(file) and not Keyring().has(PASSPHRASES, str(file)):
        say(PASSPHRASES, str(file), password_of(file))


def environments(workspace: Path | None) -> list[Environment]:
    """Those of a workspace folder, or of the nearest one above the current folder; none where there is none.
    Raises `FileError` and `FormatError`."""
    from modeler.document.home import nearest_workspace
    from modeler.document.workspace import open_workspace
    from modeler.publish.environments import environments_of

    folder = workspace or nearest_workspace(Path.cwd())
    if folder is None:
        return []
    space = open_workspace(folder)
    try:
        return environments_of(space.info, folder.absolute())
    finally:
        space.close()


def place_of(target: str, environment: str, workspace: Path | None) -> tuple[str, Environment | str | None]:
    """The address, and the environment: as the workspace has it, or its bare name where no workspace knows it. Raises
    `PublishRefused` where the workspace was named and does not know it, or has it elsewhere."""
    from modeler.publish.environments import environment_at, environment_called
    from modeler.publish.target import PublishRefused

    known = environments(workspace)
    if not environment:
        if not target:
            raise typer.BadParameter(_("Say where to: --target, or --environment."))
        return target, environment_at(known, target)
    if target and workspace is None and all(one.id != environment for one in known):
        return target, environment
    found = environment_called(known, environment)
    if target and found.address and target != found.address:
        raise PublishRefused("publish.other-environment", environment=found.title, address=target, own=found.address)
    return target or found.address, found
