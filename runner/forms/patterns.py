"""Patterns of text fields: matched in linear time, and sample texts that match them."""

from __future__ import annotations

import string
from functools import lru_cache
from random import Random
from typing import Any

_ALPHABET = string.ascii_lowercase
_CLASSES = {"d": string.digits, "w": string.ascii_letters + string.digits + "_", "s": " "}
_EVERYTHING = string.ascii_letters + string.digits + " _-.,"
_MOST_REPEATS = 4


@lru_cache(maxsize=500)
def _compiled(pattern: str) -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error:
        return None


def is_usable(pattern: str) -> bool:
    """Whether the pattern can be matched: RE2's syntax, so without looking ahead or back."""
    return _compiled(pattern) is not None


def is_match(pattern: str, text: str) -> bool:
    """Whether the pattern occurs in the text, as form-js asks; an unusable pattern holds nothing up."""
    compiled = _compiled(pattern)
    return compiled is None or compiled.search(text) is not None


def sample_text(pattern: str, rng: Random) -> str:
    """A text made to match the pattern; simple patterns (classes, groups, alternatives, repeats) succeed."""
    return _Sampler(pattern, rng).alternatives()


class _Sampler:
    """Walks over a pattern once and writes what fits."""

    def __init__(self, pattern: str, rng: Random) -> None:
        self.rest = pattern
        self.rng = rng

    def take(self, count: int = 1) -> str:
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken

    def alternatives(self) -> str:
        options = [self.sequence()]
        while self.rest.startswith("|"):
            self.take()
            options.append(self.sequence())
        return self.rng.choice(options)

    def sequence(self) -> str:
        parts = []
        while self.rest and self.rest[0] not in "|)":
            start = self.rest
            once = self.atom()
            text = start[: len(start) - len(self.rest)]
            low, high = self.repeats()
            count = self.rng.randint(low, high)
            if count:
                parts.append(once)
            # each repeat draws anew, so that [0-9]{6} is not one digit six times
            parts.extend(_Sampler(text, self.rng).atom() for _ in range(count - 1))
        return "".join(parts)

    def atom(self) -> str:
        mark = self.take()
        if mark == "(":
            if self.rest.startswith("?:"):
                self.take(2)
            inner = self.alternatives()
            self.take()  # the closing bracket
            return inner
        if mark == "[":
            return self.rng.choice(self.klass())
        if mark == "\\":
            sign = self.take()
            return "" if sign in "bB" else self.rng.choice(_CLASSES.get(sign, sign or "\\"))
        if mark == ".":
            return self.rng.choice(_ALPHABET)
        return "" if mark in "^$" else mark

    def klass(self) -> str:
        inverted = self.rest.startswith("^")
        if inverted:
            self.take()
        chosen = ""
        while self.rest and not (self.rest[0] == "]" and chosen):
            sign = self.take()
            if sign == "\\":
                sign = self.take()
                chosen += _CLASSES.get(sign, sign)
            elif len(self.rest) > 1 and self.rest[0] == "-" and self.rest[1] != "]":
                last = self.take(2)[1]
                chosen += "".join(chr(code) for code in range(ord(sign), min(ord(last), ord(sign) + 500) + 1))
            else:
                chosen += sign
        self.take()
        left = "".join(sign for sign in _EVERYTHING if sign not in chosen) if inverted else chosen
        return left or " "

    def repeats(self) -> tuple[int, int]:
        known = {"?": (0, 1), "*": (0, _MOST_REPEATS), "+": (1, _MOST_REPEATS)}
        if self.rest[:1] in known:
            found = known[self.take()]
        elif self.rest.startswith("{") and "}" in self.rest:
            text, _, self.rest = self.rest[1:].partition("}")
            low, comma, high = text.partition(",")
            least = int(low) if low.isdigit() else 0
            found = (least, (int(high) if high.isdigit() else least + _MOST_REPEATS) if comma else least)
        else:
            return 1, 1
        if self.rest.startswith("?"):
            self.take()
        return found
