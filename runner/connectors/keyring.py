"""Secrets by name, out of the keyring of the operating system. They are asked for when a call goes out, put into its
headers, and kept nowhere else: no model, no history, no log and no message of a failure holds one.

A machine without a keyring keeps none: there a secret is said once in each session and held in memory alone.
"""

from __future__ import annotations

from typing import Protocol

from runner.protocol.said_secrets import said


class NoSecret(Exception):
    """The keyring holds no secret of that name, or there is no keyring."""


class NoKeyring(Exception):
    """This machine has no keyring that keeps a secret, or it refuses."""


class Secrets(Protocol):
    """Whoever knows secrets."""

    def secret(self, host: str, name: str) -> str:
        """The secret of that name for a host. Raises `NoSecret`."""


class Keyring:
    """The system's keyring: service `Slipway HOST`, so that no other host is ever given it; account the name."""

    def secret(self, host: str, name: str) -> str:
        """The secret; what was said in this session comes first. Raises `NoSecret`."""
        if (host, name) in said():
            return said()[host, name]
        import keyring  # looks for its backends: only who needs a secret waits for that

        try:
            found = keyring.get_password(_service(host), name)
        except Exception as error:  # each keyring has errors of its own; none of them may be told further
            raise NoSecret(name) from error
        if not found:
            raise NoSecret(name)
        return str(found)

    def is_there(self) -> bool:
        """Whether this machine has a keyring that keeps secrets."""
        import keyring

        try:
            return float(keyring.get_keyring().priority) > 0
        except (RuntimeError, AttributeError, TypeError, ValueError, OSError):  # one that cannot even say so
            return False

    def has(self, host: str, name: str) -> bool:
        """Whether the secret is known; nobody is told it."""
        try:
            return bool(self.secret(host, name))
        except NoSecret:
            return False

    def keep(self, host: str, name: str, text: str) -> None:
        """Keep a secret; an empty text forgets it. Raises `NoKeyring`."""
        import keyring

        try:
            if text:
                keyring.set_password(_service(host), name, text)
            elif keyring.get_password(_service(host), name) is not None:
                keyring.delete_password(_service(host), name)
        except Exception as error:  # as above
            raise NoKeyring from error


def _service(host: str) -> str:
    return f"Slipway {host}"
