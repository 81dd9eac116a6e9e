"""Where what a data store holds came from, record by record: who changes a part of it leaves the rest as it was."""

from __future__ import annotations

import json
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from runner.store.store import to_text


@dataclass(frozen=True)
class Origin:
    """Which case put something there, at which step and when (ISO). No case: by hand; no time: nobody knows."""

    case: str = ""
    element: str = ""
    at: str = ""


UNKNOWN = Origin()


def origins_of(text: str, content: Any) -> list[Origin]:
    """The origin of each part of a content as `kept` wrote it: of the records of a list, the named values of a
    context, else of the one value."""
    count = len(parts(content))
    if not text:
        return [UNKNOWN] * count
    kept = json.loads(text)
    who = [Origin(*one) for one in kept["who"]]
    found = [who[number] for times, number in kept["runs"] for _time in range(times)]
    return (found + [UNKNOWN] * count)[:count]


def parts(content: Any) -> list[tuple[str, Any]]:
    """What a content consists of: records (named by nothing), named values, or the one value."""
    if isinstance(content, list):
        return [("", one) for one in content]
    if isinstance(content, dict):
        return list(content.items())
    return [] if content is None else [("", content)]


def followed(before: Any, text: str, after: Any, origin: Origin) -> str:
    """Where the parts of a new content came from: those that were there already have the origin that they had
    (`text`: as it was kept), wherever they stand now."""
    if type(before) is not type(after) or not isinstance(after, list | dict):
        return kept([origin] * len(parts(after)))
    old, new = parts(before), parts(after)
    had = origins_of(text, before)
    same = _common(old, new)
    left: defaultdict[str, deque[Origin]] = defaultdict(deque)
    for part, one in zip(old[same:], had[same:], strict=True):
        left[to_text(part)].append(one)
    rest = [waiting.popleft() if (waiting := left[to_text(part)]) else origin for part in new[same:]]
    return kept([*had[:same], *rest])


def kept(origins: Sequence[Origin]) -> str:
    """Origins as text: each once, and how often one after the other."""
    number = {one: place for place, one in enumerate(dict.fromkeys(origins))}
    runs = [[len(list(group)), number[one]] for one, group in groupby(origins)]
    return to_text({"who": [[one.case, one.element, one.at] for one in number], "runs": runs})


def _common(one: Iterable[tuple[str, Any]], other: Iterable[tuple[str, Any]]) -> int:
    """How many parts at the beginning are the same: a list that grows is not written out for that."""
    count = 0
    for (name, a), (other_name, b) in zip(one, other, strict=False):
        if name != other_name or type(a) is not type(b) or a != b:
            break
        count += 1
    return count
