"""Texts that follow a rule of their own: how they are stored, and the kinds made of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from runner.forms.field import FieldKind, Finding, FormFacts, Mask, MisfitError, Scope
from runner.forms.schema import Component

PROPERTIES = ("label", "description", "required", "default", "mask", "fullFor", "hide", "columns", "element")


def compact(text: str) -> str:
    """A text as it is stored: full-width signs made narrow, no space anywhere."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def special_kind(
    kind: str,
    label: str,
    *,
    fault: Callable[[str], str],
    example: Callable[[Random], str],
    mask: Mask,
    masks: bool = False,
    offered: int = 0,
    control: str = "text",
    stored: Callable[[str], str] = compact,
) -> FieldKind:
    """A kind of text on a form-js text field. `fault` gives the code of what is wrong with a stored text,
    else nothing; `example` a valid one."""

    def coerce(component: Component, value: Any, facts: FormFacts) -> Any:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise MisfitError("forms.not-a-text")
        return stored(str(value)) or None

    def check(component: Component, value: Any, scope: Scope) -> Iterator[Finding]:
        code = fault(value)
        if code:
            yield Finding(code)

    def sample(component: Component, scope: Scope, rng: Random) -> Any:
        return example(rng)

    return FieldKind(
        kind, "textfield", label, control, None, coerce, check, sample, PROPERTIES, offered=offered, mask=mask,
        masks=masks,
    )  # fmt: skip
