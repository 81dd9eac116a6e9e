"""A department of the organisation."""

from __future__ import annotations

from runner.core.i18n import N_
from runner.forms.picking import Picker, departments_within, picker
from runner.organization.model import Organization, User


def _mine(organization: Organization, user: User) -> str | None:
    return user.primary.department if user.primary else None


_PICKS = Picker("department", lambda organization: organization.departments, _mine, departments_within)

FIELDS = [picker(_PICKS, N_("Department"), offered=27)]
