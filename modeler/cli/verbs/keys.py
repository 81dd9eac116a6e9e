"""What the keyring keeps for publishing: keys that sign packages, and the passwords of servers."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from modeler.cli.output import out, print_json, print_table
from modeler.cli.signers import password_of
from modeler.cli.verb import Verb
from runner.core.errors import PublishError
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.core.messages import declare

declare(
    {
        "publish.no-keyring": (
            N_("This machine has no keyring that keeps a password."),
            N_("Publish from the window: there the password is asked for once in each session."),
        ),
    }
)


class Act(StrEnum):
    """What is done with the keys that sign."""

    list = "list"
    make = "make"
    export = "export"
    bring = "import"
    remove = "remove"


def keys(
    act: Annotated[
        Act, typer.Argument(metavar="ACT", help=_("list, make, export, import or remove keys that sign."))
    ] = Act.list,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help=_("The name of the key; for import, its file (.pem)."))
    ] = "",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help=_("make: an encrypted file, not the keyring; export: a file.")),
    ] = None,
    called: Annotated[
        str, typer.Option("--name", help=_("import: the name it gets; that of the file without."))
    ] = "",
    server: Annotated[
        str, typer.Option("--server", help=_("A password instead: the host, e.g. bpm.example.com."))
    ] = "",
    user: Annotated[str, typer.Option("--user", help=_("The name that stands in the address."))] = "",
    client_key: Annotated[
        Path | None, typer.Option("--client-key", help=_("A passphrase instead: the file of a client's key (.pem)."))
    ] = None,
    forget: Annotated[bool, typer.Option("--forget", help=_("Take the password out of the keyring."))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """Private parts and passwords are asked for or read from standard input; they are never an argument and never
    printed."""
    if server or user:
        if not (server and user):
            raise typer.BadParameter(_("A password wants both: --server and --user."))
        _password(server, user, forget, as_json)
    elif client_key is not None:
        from modeler.publish.wire.security import PASSPHRASES

        _password(PASSPHRASES, str(client_key.expanduser().absolute()), forget, as_json)
    elif act is Act.list:
        _list(as_json)
    elif not name:
        raise typer.BadParameter(_("Say the name of the key."))
    elif act is Act.make:
        _make(name, output, as_json)
    elif act is Act.export:
        _export(name, output, as_json)
    elif act is Act.bring:
        _bring(Path(name), called, as_json)
    else:
        from modeler.publish.signing import forget as remove

        _told(remove(name), _("Removed."), as_json)


def _password(server: str, user: str, forget: bool, as_json: bool) -> None:
    from runner.connectors.keyring import Keyring, NoKeyring

    ring = Keyring()
    try:
        ring.keep(server, user, "" if forget else typer.prompt(_("Password"), hide_input=True, err=True))
    except NoKeyring as error:
        raise PublishError("publish.no-keyring") from error
    if as_json:
        print_json({"server": server, "user": user, "kept": not forget, "ok": True})
    else:
        word = _("Forgotten.") if forget else _("Kept in the keyring.")
        out().print(f"[green]✔[/green] {word}")


def _list(as_json: bool) -> None:
    from modeler.publish.signing import known_keys

    found = known_keys()
    if as_json:
        told = [{"name": one.name, "key": one.key, "fingerprint": one.fingerprint} for one in found]
        print_json({"keys": told, "ok": True})
    elif found:
        print_table("", [_("name"), _("fingerprint"), _("public key")], [(o.name, o.mark, o.key) for o in found])
    else:
        out().print(_("No keys yet. Make one with: slipway keys make NAME"))


def _make(name: str, output: Path | None, as_json: bool) -> None:
    from modeler.publish.signing import keep, new_key, to_pem
    from runner.core import atomic

    made = new_key(name)
    if output is None:
        _told(keep(made), _("Kept in the keyring."), as_json)
        return
    if output.exists():
        raise typer.BadParameter(_("{file} exists already; a key is never written over.").format(file=output))
    atomic.write_bytes(output, to_pem(made, password_of(output, twice=True)))
    output.chmod(0o600)
    _told(made.public, _("Written to {file}, encrypted.").format(file=output), as_json)


def _export(name: str, output: Path | None, as_json: bool) -> None:
    from modeler.publish.signing import known_key, public_pem
    from runner.core import atomic

    found = known_key(name)
    if output is not None:
        atomic.write_bytes(output, public_pem(found).encode())
        _told(found, _("The public key is in {file}.").format(file=output), as_json)
    elif as_json:
        _told(found, "", as_json)
    else:
        out().print(public_pem(found), end="")


def _bring(file: Path, called: str, as_json: bool) -> None:
    from modeler.publish.signing import check_name, from_pem, keep

    check_name(called or file.stem)
    _told(keep(from_pem(file, password_of(file), called)), _("Kept in the keyring."), as_json)


def _told(key: object, word: str, as_json: bool) -> None:
    from modeler.publish.signing import KnownKey

    assert isinstance(key, KnownKey)
    if as_json:
        print_json({"name": key.name, "key": key.key, "fingerprint": key.fingerprint, "ok": True})
        return
    out().print(f"[green]✔[/green] {word}")
    out().print(_("{name}: {mark}, public key {key}").format(name=key.name, mark=key.mark, key=key.key))


VERB = Verb("keys", keys, N_("Make and keep keys that sign packages, and the passwords of servers."))
