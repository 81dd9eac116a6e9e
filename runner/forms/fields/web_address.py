"""A web address; it is shown as a text and opened by nobody but the person who copies it."""

from __future__ import annotations

from random import Random
from urllib.parse import urlsplit

from runner.core.i18n import N_
from runner.forms.special_text import special_kind
from runner.forms.stars import starred

_MOST = 2_000  # characters; what browsers agree on


def fault(text: str) -> str:
    """The code of what is wrong with a stored address: http and https with a host are taken."""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return "forms.web-address"
    fits = parts.scheme in ("http", "https") and "." in host.strip(".") and len(text) <= _MOST
    return "" if fits and not set(text) & set('<>"{}|\\^`') else "forms.web-address"


def _example(rng: Random) -> str:
    return f"https://www.example.com/page/{rng.randint(1, 999)}"


FIELDS = [
    special_kind(
        "webAddress",
        N_("Web address"),
        fault=fault,
        example=_example,
        mask=lambda text: starred(text, 8, 0),
        offered=7,
    )
]
