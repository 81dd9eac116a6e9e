"""Figures as people read them: a length of time in the unit that fits, shares, money, intervals, sample size."""

from __future__ import annotations

from collections.abc import Sequence

from runner.core.i18n import N_, current_language, tr

UNITS: tuple[tuple[float, str], ...] = (
    (86400.0, N_("d")),
    (3600.0, N_("h")),
    (60.0, N_("min")),
    (1.0, N_("s")),
)
"""Seconds of a unit and its short name, largest first."""

SYMBOLS = {"CNY": "¥", "EUR": "€", "USD": "$", "GBP": "£"}
MINUS = "−"


def unit_of(seconds: Sequence[float]) -> tuple[float, str]:
    """The unit in which the largest of these reads best."""
    largest = max((abs(value) for value in seconds), default=0.0)
    for size, name in UNITS:
        if largest >= (2 * size if size == 86400.0 else size):
            return size, name
    return UNITS[-1] if largest >= 0.5 or largest == 0 else (1.0, UNITS[-1][1])


def plain(value: float, digits: int = 3) -> str:
    """A number with about three significant digits and thousands apart; the minus is a real one."""
    magnitude = abs(value)
    places = 0 if magnitude >= 100 else 1 if magnitude >= 10 else 2
    places = max(0, places + digits - 3)
    text = f"{magnitude:,.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return MINUS + text if value < 0 and text.strip("0.,") else text


def length(seconds: float, unit: tuple[float, str] | None = None) -> str:
    """A length of time with its unit, `9.4 h`."""
    size, name = unit or unit_of([seconds])
    return f"{plain(seconds / size)} {tr(name)}"


def share(value: float) -> str:
    """A share in percent, `62 %` (no space in Chinese)."""
    number = plain(value * 100) if abs(value) < 0.1 else f"{value * 100:.0f}"
    return f"{number}%" if current_language() == "zh" else f"{number} %"


def money(value: float, currency: str) -> str:
    """An amount with the sign or code of its currency."""
    sign = SYMBOLS.get(currency)
    text = plain(abs(value))
    text = f"{sign} {text}" if sign else f"{text} {currency}"
    return MINUS + text if value < 0 else text


def count(value: float) -> str:
    """A number of things, thousands apart."""
    return f"{value:,.0f}"


def signed(text: str) -> str:
    """The text of a number with a plus where it has no minus."""
    return text if text.startswith(MINUS) or not any(sign in "123456789" for sign in text) else "+" + text


def figure(key: str, value: float, currency: str, unit: tuple[float, str] | None = None) -> str:
    """The value of a comparison's key (`cycle`, `cost`, `utilisation:x`, `queue:x` ...) as text."""
    kind = key.partition(":")[0]
    if kind == "cost":
        return money(value, currency)
    if kind == "utilisation":
        return share(value)
    if kind in ("queue", "visits"):
        return plain(value)
    return length(value, unit)


def interval_text(
    key: str,
    ci: tuple[float, float] | None,
    currency: str,
    *,
    sign: bool = False,
    unit: tuple[float, str] | None = None,
) -> str:
    """The interval of a figure, `9.1 … 9.7 h` or `¥ 14.6 … 15.3`; a dash where there is none."""
    if ci is None:
        return "—"
    kind = key.partition(":")[0]
    unit = unit or unit_of(ci)
    before = f"{SYMBOLS.get(currency, currency)} " if kind == "cost" else ""
    if kind == "cost":
        low, high, after = plain(ci[0]), plain(ci[1]), ""
    elif kind == "utilisation":
        low, high, after = plain(ci[0] * 100), plain(ci[1] * 100), " %"
    elif kind in ("queue", "visits"):
        low, high, after = plain(ci[0]), plain(ci[1]), ""
    else:
        low, high, after = plain(ci[0] / unit[0]), plain(ci[1] / unit[0]), f" {tr(unit[1])}"
    if sign:
        low, high = signed(low), signed(high)
    return f"{before}{low} … {high}{after}"
