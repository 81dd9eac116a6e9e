"""A position of the organisation."""

from __future__ import annotations

from runner.core.i18n import N_
from runner.forms.picking import Picker, picker
from runner.organization.model import Organization, User


def _mine(organization: Organization, user: User) -> str | None:
    return user.primary.position if user.primary else None


FIELDS = [picker(Picker("position", lambda organization: organization.positions, _mine), N_("Position"), offered=28)]
