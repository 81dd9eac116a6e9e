"""Entries of a code list as a tree: the first further cell of an entry names the one above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Entry:
    """One choice: what is stored, its caption in each language, and the cells of further columns."""

    value: str
    zh: str = ""
    en: str = ""
    more: tuple[str, ...] = ()

    @property
    def above(self) -> str:
        """The value of the entry above it; empty for one at the top."""
        return self.more[0] if self.more else ""


def depths(entries: Sequence[Entry]) -> list[int]:
    """How many entries lie above each one; those in a circle lie under nothing."""
    parents = {one.value: one.above for one in entries if one.more}
    found = []
    for one in entries:
        seen: list[str] = []
        above = parents.get(one.value)
        while above and above in parents and above not in seen and above != one.value:
            seen.append(above)
            above = parents[above]
        found.append(0 if above and above in parents else len(seen))
    return found


def below(entries: Sequence[Entry], value: str) -> set[str]:
    """The values of all entries below one, itself left out."""
    found: set[str] = set()
    todo = [value]
    while todo:
        above = todo.pop()
        for one in entries:
            if one.above == above and one.value not in found and one.value != value:
                found.add(one.value)
                todo.append(one.value)
    return found


def put_under(entries: Sequence[Entry], value: str, above: str) -> list[Entry]:
    """The entries with one of them, and all that lies below it, at the end of those under another; `above` empty: at
    the top. Nothing changes where it would come to lie below itself, or where one of them is not there."""
    known = {one.value for one in entries}
    moved = below(entries, value) | {value}
    if value not in known or above in moved or (above and above not in known):
        return list(entries)
    rest = [one for one in entries if one.value not in moved]
    own = [
        replace(one, more=(above, *one.more[1:])) if one.value == value else one
        for one in entries
        if one.value in moved
    ]
    if not above:
        return [*rest, *own]
    inside = below(rest, above) | {above}
    at = max(number for number, one in enumerate(rest) if one.value in inside) + 1
    return [*rest[:at], *own, *rest[at:]]


def deeper(entries: Sequence[Entry], value: str) -> list[Entry]:
    """Under the nearest entry before it that stands as deep as it does."""
    deep = dict(zip((one.value for one in entries), depths(entries), strict=True))
    before = ""
    for one in entries:
        if one.value == value:
            break
        if deep[one.value] == deep.get(value):
            before = one.value
        elif deep[one.value] < deep.get(value, 0):
            before = ""
    return put_under(entries, value, before) if before else list(entries)


def higher(entries: Sequence[Entry], value: str) -> list[Entry]:
    """Out from under the entry above it, right behind all that lies below that one."""
    known = {one.value: one for one in entries}
    own, moved = known.get(value), below(entries, value) | {value}
    if own is None or own.above not in known or own.above in moved:
        return list(entries)
    parent = known[own.above]
    rest = [one for one in entries if one.value not in moved]
    made = [
        replace(one, more=(parent.above, *one.more[1:])) if one.value == value else one
        for one in entries
        if one.value in moved
    ]
    inside = below(rest, parent.value) | {parent.value}
    at = max(number for number, one in enumerate(rest) if one.value in inside) + 1
    return [*rest[:at], *made, *rest[at:]]


def moved(entries: Sequence[Entry], value: str, by: int) -> list[Entry]:
    """One entry, with all that lies below it, before the one that precedes it under the same entry (`by` < 0), or
    behind the next one and all that lies below that. Nothing changes at the first or last of them."""
    deep = depths(entries)
    at = next((number for number, one in enumerate(entries) if one.value == value), -1)
    if at < 0:
        return list(entries)
    own = entries[at]
    beside = [
        one.value for one, depth in zip(entries, deep, strict=True)
        if depth == deep[at] and (not depth or one.above == own.above)
    ]  # fmt: skip
    place = beside.index(value) + (-1 if by < 0 else 1)
    if not 0 <= place < len(beside):
        return list(entries)
    going = below(entries, value) | {value}
    rest = [one for one in entries if one.value not in going]
    passed = below(rest, beside[place]) | {beside[place]}
    goal = next(number for number, one in enumerate(rest) if one.value == beside[place])
    while by > 0 and goal < len(rest) and rest[goal].value in passed:
        goal += 1
    return [*rest[:goal], *(one for one in entries if one.value in going), *rest[goal:]]


def folded_away(entries: Sequence[Entry], folded: set[str]) -> set[str]:
    """The values that are not seen while these are folded."""
    return {inner for value in folded for inner in below(entries, value)}
