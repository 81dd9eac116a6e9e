"""A signature drawn by hand: a PNG, stored like a file by its digest."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from random import Random
from typing import Any

from runner.core.i18n import N_
from runner.forms.field import FieldKind, Finding, FormFacts, MisfitError, Scope
from runner.forms.fields import attachment
from runner.forms.schema import Component

NAME = "signature.png"
MOST = 500_000  # bytes; strokes on white take a few thousand


def coerce(component: Component, value: Any, facts: FormFacts) -> Any:
    """`{"name", "size", "sha256"}`."""
    files = attachment.coerce(component, value, facts)
    if not files:
        return None
    if len(files) > 1:
        raise MisfitError("forms.one-file")
    return {**files[0], "name": NAME}


def check(component: Component, value: Any, scope: Scope) -> Iterator[Finding]:
    """As large as strokes are."""
    if not 0 < value["size"] <= MOST:
        yield Finding("forms.not-a-signature")


def sample(component: Component, scope: Scope, rng: Random) -> Any:
    """A made-up one: only its digest is looked at."""
    content = f"strokes {rng.randint(1, 9999)}".encode()
    return {"name": NAME, "size": len(content), "sha256": sha256(content).hexdigest()}


FIELDS = [
    FieldKind(
        "signature", "filepicker", N_("Signature"), "signature", None, coerce, check, sample,
        ("label", "description", "required", "hide", "columns", "element"), offered=35,
    )
]  # fmt: skip
