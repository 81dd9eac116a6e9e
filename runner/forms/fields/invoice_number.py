"""The number of a Chinese VAT invoice (发票号码): 8 digits, or the 20 digits of a fully digital one (数电票). It
stays a text. Source: State Taxation Administration, announcement 11 of 2024."""

from __future__ import annotations

from random import Random

from runner.core.i18n import N_
from runner.forms.special_text import compact, special_kind
from runner.forms.stars import starred

_LENGTHS = (8, 20)


def fault(text: str) -> str:
    """The code of what is wrong with a stored number."""
    return "" if text.isascii() and text.isdecimal() and len(text) in _LENGTHS else "forms.invoice-number"


def _example(rng: Random) -> str:
    return "".join(str(rng.randint(0, 9)) for _ in range(rng.choice(_LENGTHS)))


FIELDS = [
    special_kind(
        "invoiceNumber", N_("Invoice number"), fault=fault, example=_example,
        mask=lambda text: starred(text, 0, 4), offered=10, stored=compact,
    )
]  # fmt: skip
