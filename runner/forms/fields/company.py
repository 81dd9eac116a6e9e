"""A company of the group."""

from __future__ import annotations

from runner.core.i18n import N_
from runner.forms.picking import Picker, picker
from runner.organization.directory import directory_of
from runner.organization.model import Organization, User


def _mine(organization: Organization, user: User) -> str | None:
    return directory_of(organization).company(user.id)


FIELDS = [picker(Picker("company", lambda organization: organization.companies, _mine), N_("Company"), offered=30)]
