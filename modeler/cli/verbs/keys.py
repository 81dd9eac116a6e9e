"""Passwords of servers, in the keyring of the operating system."""

from __future__ import annotations

from typing import Annotated

import typer

from modeler.cli.output import out, print_json
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


def keys(
    server: Annotated[str, typer.Option("--server", help=_("The host, e.g. bpm.example.com."))],
    user: Annotated[str, typer.Option("--user", help=_("The name that stands in the address."))],
    forget: Annotated[bool, typer.Option("--forget", help=_("Take the password out of the keyring."))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """The password is asked for, or read from standard input; it is never an argument and never printed."""
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


VERB = Verb("keys", keys, N_("Keep the password of a server in the keyring, or forget it."))
