"""An e-mail address."""

from __future__ import annotations

import re
from random import Random

from runner.core.i18n import N_
from runner.forms.special_text import special_kind
from runner.forms.stars import starred

_ADDRESS = re.compile(r"[^@\s<>\"(),;:]{1,64}@[^@\s.<>\"(),;:]+(\.[^@\s.<>\"(),;:]+)+")
_NAMES = ("anna", "chen", "office", "sales", "wang", "service")


def fault(text: str) -> str:
    """The code of what is wrong with a stored address."""
    return "" if _ADDRESS.fullmatch(text) and len(text) <= 254 else "forms.email"


def _mask(text: str) -> str:
    name, at, host = text.rpartition("@")
    return starred(name, 1, 0) + at + host if at else starred(text, 1, 0)


def _example(rng: Random) -> str:
    return f"{rng.choice(_NAMES)}{rng.randint(1, 99)}@example.com"


FIELDS = [special_kind("email", N_("E-mail address"), fault=fault, example=_example, mask=_mask, offered=6)]
