"""Serial numbers (流水号): what a rule says, and the number it gives.

A number is put together of segments, one of which counts. The count begins anew with each period (year, month, day
in the workspace's time zone) and for each value of what it is counted by. What is counted up to is in the store:
`runner.service.serials` takes the numbers, inside the command that submits the form.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any, Literal

from runner.core.errors import RunError
from runner.core.i18n import N_, LocalText, pick
from runner.core.messages import declare, declare_words
from runner.core.problem import Problem, Severity
from runner.data.model import OpenValue

declare(
    {
        "numbering.no-sequence": (
            N_("The numbering rule {name} needs exactly one segment that counts; it has {found}."),
            N_("Add or remove a sequence segment."),
        ),
        "numbering.width": (
            N_("The sequence of {name} has {found} digits."),
            N_("Give it 1 to {limit} digits."),
        ),
        "numbering.date": (
            N_("“{found}” of {name} is not a date pattern."),
            N_("Use yyyy, yy, MM and dd, with - / . or _ between them."),
        ),
        "numbering.repeats-period": (
            N_("{name} begins anew each {period}, but its number does not say which {period}: numbers would repeat."),
            N_("Put the date into the number, or let it count on."),
        ),
        "numbering.repeats-scope": (
            N_("{name} counts by {by}, but that does not stand in the number: numbers would repeat."),
            N_("Add that segment, or do not count by it."),
        ),
        "numbering.touching": (
            N_("In {name} two segments of changing length touch: two cases might get the same text."),
            N_("Put a fixed separator between them."),
        ),
        "numbering.unknown": (
            N_("There is no numbering rule {rule}."),
            N_("Choose another rule in the settings of the field."),
        ),
        "numbering.retired": (
            N_("The numbering rule {name} is retired."),
            N_("Choose another rule in the settings of the field."),
        ),
        "numbering.unfit": (N_("The numbering rule {name} cannot give a number: {reasons}"), ""),
        "numbering.missing": (
            N_("{name} needs {segment} for its number, and there is none."),
            N_("Fill it in, or take the segment out of the rule."),
        ),
        "numbering.full": (
            N_("{name} has no number left: {width} digits are used up{when}."),
            N_("Give the sequence more digits, or let it grow."),
        ),
    }
)

MAX_WIDTH = 12
_MOST_TEXT = 40
_TOKEN = re.compile(r"yyyy|yy|MM|dd|[-/._]")
PERIODS: Mapping[str, str] = {"year": N_("year"), "month": N_("month"), "day": N_("day")}
KEYS: Mapping[str, str] = {"company": N_("company"), "department": N_("department")}
declare_words("period", PERIODS)
declare_words("by", KEYS)
declare_words("segment", KEYS)
_NEEDED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "year": (("yyyy", "yy"),),
    "month": (("yyyy", "yy"), ("MM",)),
    "day": (("yyyy", "yy"), ("MM",), ("dd",)),
}

SegmentKind = Literal["fixed", "company", "department", "date", "field", "sequence"]
Reset = Literal["none", "year", "month", "day"]


class Segment(OpenValue):
    """One piece of a number. `text` of fixed ones, `pattern` of dates, `path` of a field; of the sequence `width`
    in digits, `reset`, and `scope`: what it is counted by (`company`, `department`, or the path of a field)."""

    kind: SegmentKind
    text: str = ""
    pattern: str = "yyyy"
    path: str = ""
    width: int = 4
    reset: Reset = "none"
    scope: list[str] = []
    first: int = 1

    @property
    def key(self) -> str:
        """What a count may be kept apart by: the kind, of a field its path."""
        return self.path if self.kind == "field" else self.kind


class NumberRule(OpenValue):
    """How numbers of a kind are made. `gaps`: a number taken by a submit that then failed is not given again,
    as another system may have heard of it; else it is given to the next. `overflow`: what happens when the
    digits are used up, `refuse` or `widen`."""

    code: str
    name: LocalText = ""
    segments: list[Segment] = []
    gaps: bool = False
    overflow: Literal["refuse", "widen"] = "refuse"
    status: Literal["draft", "inForce", "retired"] | None = None

    @property
    def sequence(self) -> Segment | None:
        """The segment that counts, or None."""
        return next((item for item in self.segments if item.kind == "sequence"), None)

    @property
    def caption(self) -> str:
        """What people call it."""
        return pick(self.name) or self.code


@dataclass(frozen=True)
class NumberFacts:
    """What a number is made of: the day in the workspace's time zone, the starter's company and department
    (their codes), and the values of the form by path."""

    day: date
    company: str = ""
    department: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)

    def value(self, key: str) -> str:
        """What stands for `company`, `department` or a field; empty where there is nothing."""
        found = {"company": self.company, "department": self.department}.get(key)
        if found is None:
            found = _plain(self.fields.get(key))
        return found


def _plain(value: Any) -> str:
    if value is None or isinstance(value, Mapping | list | tuple):
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "".join(sign for sign in str(value).strip() if sign.isprintable())[:_MOST_TEXT]


def check_rule(rule: NumberRule) -> list[Problem]:
    """What is wrong with a rule; a rule with errors gives no numbers."""
    return list(_faults(rule))


def _faults(rule: NumberRule) -> Iterator[Problem]:
    def wrong(code: str, severity: Severity = Severity.ERROR, **params: object) -> Problem:
        shown = {key: str(value) for key, value in params.items()}
        return Problem(f"numbering.{code}", severity, rule.code, {"name": rule.caption, **shown})

    sequences = [item for item in rule.segments if item.kind == "sequence"]
    if len(sequences) != 1:
        yield wrong("no-sequence", found=len(sequences))
    tokens: set[str] = set()
    for item in rule.segments:
        if item.kind == "date":
            pieces = _TOKEN.findall(item.pattern)
            if "".join(pieces) != item.pattern or not item.pattern:
                yield wrong("date", found=item.pattern)
            tokens.update(pieces)
    shown = {item.key for item in rule.segments if item.kind in ("company", "department", "field")}
    for item in sequences:
        if not 1 <= item.width <= MAX_WIDTH:
            yield wrong("width", found=item.width, limit=MAX_WIDTH)
        if any(not tokens & set(group) for group in _NEEDED.get(item.reset, ())):
            yield wrong("repeats-period", period=item.reset)
        for by in item.scope:
            if by not in shown:
                yield wrong("repeats-scope", by=by)
    changing = [_changes(item, rule) for item in rule.segments]
    if any(one and other for one, other in pairwise(changing)):
        yield wrong("touching", Severity.WARNING)


def _changes(item: Segment, rule: NumberRule) -> bool:
    """Whether the length of a segment can change."""
    return item.kind in ("company", "department", "field") or (item.kind == "sequence" and rule.overflow == "widen")


def period_of(rule: NumberRule, day: date) -> str:
    """The period that a day lies in: `2026`, `2026-03`, `2026-03-02`; empty for a rule that counts on."""
    reset = rule.sequence.reset if rule.sequence is not None else "none"
    return {"year": f"{day:%Y}", "month": f"{day:%Y-%m}", "day": f"{day:%Y-%m-%d}"}.get(reset, "")


def scope_of(rule: NumberRule, facts: NumberFacts) -> str:
    """What the count is kept apart by, as one text; empty for one count for all."""
    by = sorted(set(rule.sequence.scope)) if rule.sequence is not None else []
    return json.dumps([facts.value(key) for key in by], ensure_ascii=False) if by else ""


def number_text(rule: NumberRule, facts: NumberFacts, count: int) -> str:
    """The number for a count. Raises `RunError`: `numbering.missing` where a value it needs is empty,
    `numbering.full` where the digits do not suffice."""
    parts: list[str] = []
    for item in rule.segments:
        if item.kind == "fixed":
            parts.append(item.text)
        elif item.kind == "date":
            parts.append(date_text(item.pattern, facts.day))
        elif item.kind == "sequence":
            if count >= 10**item.width and rule.overflow == "refuse":
                period = period_of(rule, facts.day)
                raise RunError(
                    "numbering.full", name=rule.caption, width=item.width, when=f" ({period})" if period else ""
                )
            parts.append(str(count).zfill(item.width))
        else:
            value = facts.value(item.key)
            if not value:
                raise RunError("numbering.missing", name=rule.caption, segment=item.key)
            parts.append(value)
    return "".join(parts)


def date_text(pattern: str, day: date) -> str:
    """A day by a pattern of yyyy, yy, MM, dd and separators."""
    words = {
        "yyyy": f"{day.year:04d}",
        "yy": f"{day.year % 100:02d}",
        "MM": f"{day.month:02d}",
        "dd": f"{day.day:02d}",
    }
    return _TOKEN.sub(lambda match: words.get(match.group(), match.group()), pattern)


def preview(rule: NumberRule, facts: NumberFacts, *, after: int | None = None, count: int = 3) -> list[str]:
    """The next numbers after a count (default: the very first ones). Raises `RunError` where there are none, and
    `numbering.unfit` for a rule with errors."""
    require_fit(rule)
    first = rule.sequence.first if rule.sequence is not None else 1
    begin = first if after is None else after + 1
    return [number_text(rule, facts, begin + more) for more in range(count)]


def require_fit(rule: NumberRule) -> None:
    """Raises `RunError` (`numbering.unfit`) for a rule with errors."""
    faults = [item.message for item in check_rule(rule) if item.severity is Severity.ERROR]
    if faults:
        raise RunError("numbering.unfit", name=rule.caption, reasons=" ".join(faults), reason=tuple(faults))
