"""A phone number: mobile or fixed line in China, service numbers, or any other with its country code."""

from __future__ import annotations

import re
from random import Random

from runner.core.i18n import N_
from runner.forms.special_text import special_kind
from runner.forms.stars import starred

_NUMBERS = re.compile(
    r"(\+?86-?)?1[3-9]\d{9}"  # mobile
    r"|(\+?86-?)?0?\d{2,3}-?\d{7,8}(-\d{1,6})?"  # fixed line with area code and extension
    r"|[48]00-?\d{3}-?\d{4}"
    r"|\+(?!86)[1-9]\d{6,14}"  # E.164
)


def fault(text: str) -> str:
    """The code of what is wrong with a stored number."""
    return "" if _NUMBERS.fullmatch(text) else "forms.phone"


def _example(rng: Random) -> str:
    return f"1{rng.randint(30, 99)}{rng.randint(0, 99_999_999):08d}"


FIELDS = [
    special_kind(
        "phone", N_("Phone number"), fault=fault, example=_example, mask=lambda text: starred(text, 3, 4), offered=4
    )
]
