"""The number of a bank account that money is paid to: 5 to 32 digits, of a company as of a person; it stays a text.
Accounts of companies have no check digit that all banks share, so none is asked for."""

from __future__ import annotations

from random import Random

from runner.core.i18n import N_
from runner.forms.special_text import compact, special_kind
from runner.forms.stars import starred

_SHORTEST, _LONGEST = 5, 32


def fault(text: str) -> str:
    """The code of what is wrong with a stored number."""
    fits = text.isascii() and text.isdecimal() and _SHORTEST <= len(text) <= _LONGEST
    return "" if fits else "forms.bank-account"


def _example(rng: Random) -> str:
    return "".join(str(rng.randint(0, 9)) for _ in range(19))


FIELDS = [
    special_kind(
        "bankAccount", N_("Bank account number"), fault=fault, example=_example,
        mask=lambda text: starred(text, 0, 4), masks=True, offered=9,
        stored=lambda text: compact(text).replace("-", ""),
    )
]  # fmt: skip
