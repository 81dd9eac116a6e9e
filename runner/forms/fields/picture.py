"""Pictures that a person adds: like other files, but pictures only, and shown small."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from runner.core.i18n import N_, listed
from runner.forms.field import FieldKind, Finding, Scope
from runner.forms.fields import attachment
from runner.forms.schema import Component

ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif")


def check(component: Component, value: Any, scope: Scope) -> Iterator[Finding]:
    """What holds for files, and pictures only."""
    yield from attachment.check(component, value, scope)
    for item in value:
        if not item["name"].lower().endswith(ENDINGS):
            yield Finding("forms.file-kind", {"value": item["name"], "kinds": listed(ENDINGS)})


def sample(component: Component, scope: Scope, rng: Random) -> Any:
    """One small picture."""
    endings = [one for one in attachment.endings_of(component) if one in ENDINGS] or [ENDINGS[0]]
    return [{**one, "name": f"sample{endings[0]}"} for one in attachment.sample(component, scope, rng)]


FIELDS = [
    FieldKind(
        "picture", "filepicker", N_("Photo"), "attachment", None, attachment.coerce, check, sample,
        ("label", "description", "required", "multiple", "maxFiles", "maxSize", "hide", "columns", "element"),
        offered=34,
    )
]  # fmt: skip
