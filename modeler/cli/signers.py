"""Who signs, as the command line is told: a key of this account by its name, or an encrypted PEM file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from runner.core.i18n import tr as _

if TYPE_CHECKING:
    from modeler.publish.signing import SigningKey


def signer(told: str) -> SigningKey:
    """The key; the password of a file is asked for, or read from standard input. Raises `PublishError`."""
    from modeler.publish.signing import from_pem, signing_key

    file = Path(told)
    if file.suffix == ".pem":
        return from_pem(file, password_of(file))
    return signing_key(told)


def password_of(file: Path, *, twice: bool = False) -> str:
    """The password of a key file: asked for, never shown."""
    question = _("Password of {file}").format(file=file.name)
    found: str = typer.prompt(question, hide_input=True, err=True, confirmation_prompt=twice)
    return found
