"""A password that would go unencrypted: told before anything is sent, and agreed to by whoever sends it.

The agreement is held in the memory of this process: no workspace, setting or server gives it.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import unquote, urlsplit

from modeler.publish.target import PublishRefused, TargetKind, details_of
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity

declare(
    {
        "publish.plain-http": (
            N_("The password of {user} would go to {server} unencrypted: everybody on the way could read it."),
            N_("Write https:// in the address. If the server has none and you accept that, say so: in the window, or "
               "with --allow-plain-http. Nothing was sent."),
        ),
        "publish.plain-password": (
            N_("The password of {user} goes to {server} unencrypted: everybody on the way can read it."),
            N_("You agreed to it. Whoever manages the server can give it https."),
        ),
    }
)  # fmt: skip

_agreed: set[str] = set()


def agree(target: str) -> None:
    """Whoever publishes accepts it for the server and the name of this address, until the program ends."""
    if found := _would_be_read(target):
        _agreed.add(_who(*found))


def check_plain(kind: TargetKind, target: str) -> None:
    """Raises `PublishRefused` (`publish.plain-http`) where a password would be sent so and nobody agreed to it."""
    found = None if kind.signs else _would_be_read(target)
    if found is not None and _who(*found) not in _agreed:
        raise PublishRefused("publish.plain-http", user=found[0], server=found[1])


def plain_problems(kind: TargetKind, target: str) -> list[Problem]:
    """What a plan says of it."""
    found = None if kind.signs else _would_be_read(target)
    if found is None:
        return []
    return [Problem("publish.plain-password", Severity.WARNING, params={"user": found[0], "server": found[1]})]


def _would_be_read(target: str) -> tuple[str, str] | None:
    """Name and server of an address whose password, or a token for it, goes out unencrypted: to the server or to
    where its tokens are got; never at this machine itself."""
    place, told = details_of(target.partition(":")[2])
    try:
        parts, tokens = urlsplit(place), urlsplit(told.get("token", ""))
        read = [one for one in (parts, tokens) if one.scheme == "http" and not is_loopback(one.hostname or "")]
    except ValueError:
        return None  # the target says what is wrong with it
    if not parts.username or not read:
        return None
    return unquote(parts.username), f"http://{read[0].netloc.rpartition('@')[2]}"


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its very name."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _who(user: str, server: str) -> str:
    return f"{user}@{server}"
