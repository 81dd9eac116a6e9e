"""Secrets by name, out of the keyring of the operating system. They are asked for when a call goes out, put into its
headers, and kept nowhere: no model, no history, no log and no message of a failure holds one."""

from __future__ import annotations

from typing import Protocol


class NoSecret(Exception):
    """The keyring holds no secret of that name, or there is no keyring."""


class Secrets(Protocol):
    """Whoever knows secrets."""

    def secret(self, host: str, name: str) -> str:
        """The secret of that name for a host. Raises `NoSecret`."""


class Keyring:
    """The system's keyring: service `Slipway HOST`, so that no other host is ever given it; account the name."""

    def secret(self, host: str, name: str) -> str:
        """The secret. Raises `NoSecret`."""
        import keyring  # looks for its backends: only who needs a secret waits for that

        try:
            found = keyring.get_password(f"Slipway {host}", name)
        except Exception as error:  # each keyring has errors of its own; none of them may be told further
            raise NoSecret(name) from error
        if not found:
            raise NoSecret(name)
        return str(found)
