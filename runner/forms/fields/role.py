"""A role of the organisation."""

from __future__ import annotations

from runner.core.i18n import N_
from runner.forms.picking import Picker, picker
from runner.organization.directory import directory_of
from runner.organization.model import Organization, User
from runner.organization.who import Who, is_meant


def _mine(organization: Organization, user: User) -> str | None:
    directory = directory_of(organization)
    return next((one.id for one in organization.roles if is_meant(Who("role", one.id), user.id, directory)), None)


FIELDS = [picker(Picker("role", lambda organization: organization.roles, _mine), N_("Role"), offered=29)]
