"""The number of a Chinese identity card: 18 digits, the last a check digit (GB 11643, ISO 7064 MOD 11-2)."""

from __future__ import annotations

import re
from datetime import date
from random import Random

from runner.core.i18n import N_
from runner.forms.special_text import compact, special_kind
from runner.forms.stars import starred

_SHAPE = re.compile(r"[1-9]\d{16}[\dX]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SIGNS = "10X98765432"


def check_digit(body: str) -> str:
    """The last sign that belongs to 17 digits: a digit or X."""
    return _SIGNS[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]


def fault(text: str) -> str:
    """The code of what is wrong with a stored number: its shape, the day of birth in it, or its check digit."""
    if not _SHAPE.fullmatch(text) or not text.isascii():
        return "forms.identity-shape"
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return "forms.identity-birth"
    return "" if check_digit(text[:17]) == text[17] else "forms.identity-digit"


def _example(rng: Random) -> str:
    body = f"11010119{rng.randint(50, 99)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}{rng.randint(1, 999):03d}"
    return body + check_digit(body)


FIELDS = [
    special_kind(
        "identityCard", N_("Identity card number"), fault=fault, example=_example,
        mask=lambda text: starred(text, 3, 4), masks=True, offered=5, stored=lambda text: compact(text).upper(),
    )
]  # fmt: skip
