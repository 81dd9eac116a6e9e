"""Initials of Chinese words, so that 请假 is found by `qj`.

The common characters stand in GB 2312 in the order of their pinyin, which gives the initial of 3,755 of
them without a dictionary; rarer ones give nothing and match as they are.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

_FIRST = "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"
_LETTERS = "abcdefghjklmnopqrstwxyz"
_STARTS = [int.from_bytes(sign.encode("gb2312")) for sign in _FIRST]
_END = int.from_bytes("座".encode("gb2312"))
# characters of two readings, in the one that names of offices and people use
_CHOSEN = {"重": "z", "长": "z", "会": "h", "行": "h", "调": "d", "单": "d", "曾": "z", "解": "j"}


@lru_cache(maxsize=8192)
def initial(sign: str) -> str:
    """The first letter of a character's pinyin; other characters in lower case."""
    if sign in _CHOSEN:
        return _CHOSEN[sign]
    try:
        code = int.from_bytes(sign.encode("gb2312"))
    except UnicodeEncodeError:
        return sign.lower()
    if not _STARTS[0] <= code <= _END:
        return sign.lower()
    return _LETTERS[bisect_right(_STARTS, code) - 1]


class _Initials(dict[int, str]):
    """Fills itself: a text is turned over in one piece, which ten thousand names ask for."""

    def __missing__(self, code: int) -> str:
        self[code] = found = initial(chr(code))
        return found


_table = _Initials()


def initials(text: str) -> str:
    """The initials of a text."""
    return text.translate(_table)


def score(query: str, text: str, more: str = "") -> int:
    """How well a typed query fits a name: 0 not at all, more is better. `more` may hold pinyin or an id."""
    query = query.strip().casefold()
    if not query:
        return 1
    low, short = text.casefold(), initials(text).replace(" ", "")
    if low == query:
        return 100
    if low.startswith(query):
        return 90
    if any(word.startswith(query) for word in low.split()):
        return 80
    if short.startswith(query):
        return 75
    if query in low:
        return 70
    if query in short:
        return 60
    other = more.casefold()
    if query in other or query in other.replace(" ", ""):
        return 50
    first = "".join(word[0] for word in (*low.split(), *other.split()) if word)
    if query in first:
        return 45
    words = query.split()
    if len(words) > 1 and all(score(word, text, more) for word in words):
        return 40
    return 0
