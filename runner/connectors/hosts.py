"""Addresses of systems, and the hosts that the user lets be called: a setting of the user, never of a workspace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

from runner.core import settings
from runner.core.i18n import N_

settings.register(
    settings.Setting(
        "connect.hosts",
        "",
        N_("Systems that may really be called"),
        N_("Names of hosts with spaces between. Empty: in rehearsals and pilots only stand-ins answer."),
    )
)


def allowed_hosts(values: Mapping[str, Any] | settings.Settings) -> frozenset[str]:
    """The hosts of the setting `connect.hosts`, in small letters."""
    return frozenset(str(values["connect.hosts"]).lower().replace(",", " ").split())


def address(url: str) -> SplitResult | None:
    """The address of a system, taken apart; None for anything but http and https with a host and no user in it."""
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return None
    fine = parts.scheme in ("http", "https") and parts.hostname and port_is_fine
    return parts if fine and "@" not in parts.netloc and not parts.query and not parts.fragment else None


def host_of(url: str) -> str:
    """The host of an address, in small letters; empty where it is none."""
    parts = address(url)
    return (parts.hostname or "") if parts is not None else ""
