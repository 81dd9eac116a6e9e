"""One file per field kind."""

from __future__ import annotations

from runner.core.registry import Registry
from runner.forms.field import FieldKind
from runner.forms.schema import Component

FIELDS: Registry[FieldKind] = Registry("runner.forms.fields", "FIELDS")
"""All field kinds by id, in the order of their files."""


def kind_of(component: Component) -> FieldKind:
    """The kind of a component: what it names, else what form-js means by its type; a kind that is not
    known here is kept and shows nothing."""
    return FIELDS.get(component.kind) or FIELDS.get(component.type) or FIELDS["unknown"]
