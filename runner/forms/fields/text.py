"""Text on one line or several."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from typing import Any

from runner.core.i18n import N_
from runner.forms.field import FieldKind, Finding, FormFacts, MisfitError, Scope
from runner.forms.patterns import is_match, sample_text
from runner.forms.schema import Component

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,20}[0-9]")
_WORDS = ("plan", "visit", "report", "family", "training", "meeting", "office", "review", "project", "travel")
_MOST = 10_000


def coerce_text(component: Component, value: Any, facts: FormFacts) -> Any:
    """The text; numbers become one."""
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise MisfitError("forms.not-a-text")
    return str(value)


def length_limits(component: Component, scope: Scope) -> tuple[int | None, int | None]:
    """The least and greatest length, in characters."""
    found = []
    for name in ("minLength", "maxLength"):
        value = scope.setting(component.rules.get(name))
        found.append(int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None)
    return found[0], found[1]


def check_text(component: Component, value: Any, scope: Scope) -> Iterator[Finding]:
    """Pattern, lengths, then the preset (e-mail, phone)."""
    pattern = component.rules.get("pattern")
    if pattern and not is_match(str(pattern), value):
        own = component.rules.get("patternErrorMessage")
        yield Finding("forms.pattern-own", {"message": str(own)}) if own else Finding("forms.pattern")
    least, most = length_limits(component, scope)
    length = len(value.strip())
    if least is not None and length < least:
        yield Finding("forms.min-length", {"limit": str(least)})
    if most is not None and length > most:
        yield Finding("forms.max-length", {"limit": str(most)})
    preset = component.rules.get("validationType")
    if preset == "email" and not _EMAIL.fullmatch(value.strip()):
        yield Finding("forms.email")
    if preset == "phone" and not _PHONE.fullmatch(value.strip()):
        yield Finding("forms.phone")


def sample(component: Component, scope: Scope, rng: Random) -> Any:
    """A few words within the limits, or what the pattern or preset asks for."""
    preset = component.rules.get("validationType")
    if preset == "email":
        return f"{rng.choice(_WORDS)}@example.com"
    if preset == "phone":
        return f"1{rng.randint(30, 99)}{rng.randint(0, 99_999_999):08d}"
    least, most = length_limits(component, scope)
    pattern = component.rules.get("pattern")
    if pattern:
        tries = [sample_text(str(pattern), rng) for _ in range(20)]
        return next((text for text in tries if not list(check_text(component, text, scope))), tries[0])
    text = " ".join(rng.choice(_WORDS) for _ in range(rng.randint(1, 4)))
    if least is not None and len(text) < min(least, _MOST):
        text += "x" * (min(least, _MOST) - len(text))
    if most is not None and len(text) > most:
        text = text[: max(most, 0)].rstrip().ljust(min(max(least or 0, 1), max(most, 0)), "x")
    return text or None


_PROPERTIES = ("label", "description", "required", "minLength", "maxLength", "default", "hide", "columns", "element")

FIELDS = [
    FieldKind(
        "textfield", "textfield", N_("Text"), "text", None, coerce_text, check_text, sample,
        (*_PROPERTIES, "pattern", "validationType", "prefix", "suffix"), offered=1,
    ),
    FieldKind(
        "textarea", "textarea", N_("Multi-line text"), "multi-line", None, coerce_text, check_text, sample,
        _PROPERTIES, offered=2,
    ),
]  # fmt: skip
