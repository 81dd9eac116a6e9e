"""The number of a bank card: 12 to 19 digits with a check digit (ISO/IEC 7812, Luhn); it stays a text."""

from __future__ import annotations

from random import Random

from runner.core.i18n import N_
from runner.forms.special_text import compact, special_kind
from runner.forms.stars import starred

_SHORTEST, _LONGEST = 12, 19


def luhn_digit(body: str) -> str:
    """The check digit that belongs to the digits before it."""
    total = 0
    for place, sign in enumerate(reversed(body)):
        value = int(sign) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def fault(text: str) -> str:
    """The code of what is wrong with a stored number: its shape or its check digit."""
    if not (text.isascii() and text.isdecimal() and _SHORTEST <= len(text) <= _LONGEST):
        return "forms.bank-card-shape"
    return "" if luhn_digit(text[:-1]) == text[-1] else "forms.bank-card-digit"


def _example(rng: Random) -> str:
    body = "62" + "".join(str(rng.randint(0, 9)) for _ in range(16))
    return body + luhn_digit(body)


FIELDS = [
    special_kind(
        "bankCard", N_("Bank card number"), fault=fault, example=_example, mask=lambda text: starred(text, 0, 4),
        masks=True, offered=8, stored=lambda text: compact(text).replace("-", ""),
    )
]  # fmt: skip
