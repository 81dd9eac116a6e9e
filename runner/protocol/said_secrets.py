"""Secrets that were said in this session: on a machine without a keyring, held in the memory of this process alone
and handed to the worker through its pipe. They end with the program."""

from __future__ import annotations

_said: dict[tuple[str, str], str] = {}


def say(host: str, name: str, text: str) -> None:
    """Hold a secret of a host by its name; an empty text forgets it."""
    if text:
        _said[host, name] = text
    else:
        _said.pop((host, name), None)


def said() -> dict[tuple[str, str], str]:
    """What was said, by host and name."""
    return dict(_said)
