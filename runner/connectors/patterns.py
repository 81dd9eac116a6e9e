"""Days and moments as a system writes them: `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss` with anything between that is no
letter, such as `dd.MM.yyyy` or `yyyyMMddHHmmss`."""

from __future__ import annotations

import re
from datetime import date, datetime

_PARTS = {"yyyy": r"(?P<year>\d{4})", "MM": r"(?P<month>\d{2})", "dd": r"(?P<day>\d{2})", "HH": r"(?P<hour>\d{2})",
          "mm": r"(?P<minute>\d{2})", "ss": r"(?P<second>\d{2})"}  # fmt: skip
_SPLIT = re.compile("(yyyy|MM|dd|HH|mm|ss)")
_DAY = ("yyyy", "MM", "dd")


def is_pattern(text: str, *, of_moment: bool) -> bool:
    """Whether a text is such a pattern: every part of the day once, those of the time only for a moment."""
    parts = _SPLIT.findall(text)
    between = _SPLIT.sub("", text)
    if len(parts) != len(set(parts)) or any(one.isalpha() or one.isdigit() for one in between):
        return False
    return all(one in parts for one in _DAY) and (of_moment or not set(parts) - set(_DAY))


def written(value: date, pattern: str) -> str:
    """A day or moment by the pattern. The time of a day is midnight."""
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    parts = {"yyyy": f"{moment.year:04}", "MM": f"{moment.month:02}", "dd": f"{moment.day:02}",
             "HH": f"{moment.hour:02}", "mm": f"{moment.minute:02}", "ss": f"{moment.second:02}"}  # fmt: skip
    return _SPLIT.sub(lambda match: parts[match[0]], pattern)


def read(text: str, pattern: str, *, of_moment: bool) -> str:
    """The ISO text of what is written by the pattern. Raises `ValueError`."""
    form = "".join(_PARTS.get(one) or re.escape(one) for one in _SPLIT.split(pattern))
    match = re.fullmatch(form, text, re.ASCII)
    if match is None:
        raise ValueError(pattern)
    found = {name: int(part) for name, part in match.groupdict().items()}
    moment = datetime(**found)  # type: ignore[arg-type]  # the groups are its names
    return moment.isoformat() if of_moment else moment.date().isoformat()
