"""The hosts that the user lets systems be called on: a setting of the user, never of a workspace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
