"""What may stand behind a dot or inside a filter: the members of what stands before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from runner.core.i18n import N_, tr
from runner.feel.vocabulary import ANY, PARTS, Kind, Variable, Vocabulary

_BOUND = re.compile(r"\b([^\W\d]\w*)\s+in\s+([^\W\d][\w.]*)")
_NAME = r"[^\W\d][\w.]*"
ABOUT = {
    "year": N_("The year"), "month": N_("The month, 1 to 12"), "day": N_("The day of the month"),
    "weekday": N_("The day of the week, 1 is Monday"), "hour": N_("The hour, 0 to 23"),
    "minute": N_("The minute"), "second": N_("The second"), "time offset": N_("The distance from UTC"),
    "timezone": N_("The time zone"), "days": N_("Whole days"), "hours": N_("Hours beside the days"),
    "minutes": N_("Minutes beside the hours"), "seconds": N_("Seconds beside the minutes"),
    "years": N_("Whole years"), "months": N_("Months beside the years"),
}  # fmt: skip


def members(before: str, word: str, words: Vocabulary) -> Iterator[Variable]:
    """What may be meant by the unfinished `word` behind `before`, beside the variables themselves."""
    head, dot, _rest = word.rpartition(".")
    bound = _bound(before, words)
    if not dot:
        yield from (Variable(name, kind) for name, (_path, kind) in bound.items())
        table = _filtered(before)
        if table:
            yield from _entries("", table, _kind(table, words, bound), words)
            yield Variable("item", _item(_kind(table, words, bound)))
        return
    known = {one.name for one in words}
    path = head
    first, _dot, rest = head.partition(".")
    if first in bound:
        path = ".".join(part for part in (bound[first][0], rest) if part)
    for one in _entries(f"{head}.", path, _kind(head, words, bound), words):
        if one.name not in known:
            yield one


def _entries(prefix: str, path: str, kind: Kind, words: Vocabulary) -> Iterator[Variable]:
    """The members of a kind under a prefix, with the captions that the form has for them."""
    whole = _item(kind) if kind.name == "list" else kind
    for name, inner in (whole.entries or PARTS.get(whole.name, {})).items():
        known = words.get(f"{path}.{name}")
        captions, choices = (known.captions, known.choices) if known is not None else ({}, ())
        yield Variable(
            f"{prefix}{name}", inner, captions, choices, "" if whole.entries or name not in ABOUT else tr(ABOUT[name])
        )


def _item(kind: Kind) -> Kind:
    return kind.item or ANY


def _kind(path: str, words: Vocabulary, bound: Mapping[str, tuple[str, Kind]]) -> Kind:
    """The kind of a path, as far as it is known."""
    known = words.get(path)
    first, *rest = path.split(".")
    if known is not None and (known.kind.name != "any" or not rest):
        return known.kind
    kind = bound[first][1] if first in bound else words.top.get(first, ANY)
    for name in rest:
        whole = _item(kind) if kind.name == "list" else kind
        kind = (whole.entries or PARTS.get(whole.name, {})).get(name, ANY)
    return kind


def _bound(before: str, words: Vocabulary) -> dict[str, tuple[str, Kind]]:
    """The names that loops before bind, with the path that they go through and the kind of one entry."""
    found: dict[str, tuple[str, Kind]] = {}
    for name, path in _BOUND.findall(before):
        if name not in words.top:
            found[name] = (path, _item(_kind(path, words, found)))
    return found


def _filtered(before: str) -> str:
    """The path of the list whose filter is open at the end of a text; empty outside of one."""
    depth = 0
    for at in range(len(before) - 1, -1, -1):
        sign = before[at]
        if sign == "]":
            depth += 1
        elif sign == "[" and depth:
            depth -= 1
        elif sign == "[":
            found = re.search(rf"({_NAME})\s*$", before[:at])
            return found.group(1) if found else ""
    return ""
