"""A region: province, city, district, as a choice in levels out of a code list of the workspace."""

from __future__ import annotations

from runner.core.i18n import N_
from runner.forms.field import FieldKind
from runner.forms.fields.cascade import PROPERTIES, check, sample
from runner.forms.fields.choice import coerce_one

FIELDS = [
    FieldKind("region", "select", N_("Region"), "cascade", None, coerce_one, check, sample, PROPERTIES, offered=23)
]
