"""Regular expressions of XPath (XML Schema part 2, appendix F; Functions and Operators 3.1, 5.6.1) on RE2.

RE2 answers in time linear to the text. What it cannot do in that time, back-references, is refused.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NoReturn

from runner.feel.pattern_sets import BLOCKS, NAME_PART, NAME_START, RangeSet, category, folded, minus, united

_MOST_PATTERN = 2_000
_META = frozenset("\\|.?*+(){}[]^$-")
_SINGLE = {"n": 0x0A, "r": 0x0D, "t": 0x09, **{sign: ord(sign) for sign in "\\|.-^?*+{}()[]$"}}
_QUANTIFIER = re.compile(r"\{(\d+)(,(\d*))?\}", re.ASCII)
_LAST = 0x10FFFF
_MOST_REPEATS = 1_000
_SPACE: RangeSet = [(0x09, 0x0A), (0x0D, 0x0D), (0x20, 0x20)]
_KINDS: dict[str, str] = {
    "s": r"\t\n\r ",
    "d": r"\p{Nd}",
    # not: punctuation, separators, others; unassigned characters count as others
    "w": r"\p{L}\p{M}\p{N}\p{S}",
}


class PatternError(ValueError):
    """A pattern that is not understood; the text says why."""


@lru_cache(maxsize=256)
def compile_pattern(pattern: str, flags: str = "") -> Any:
    """A compiled RE2 pattern; `flags` out of s, m, i, x, q. Raises `PatternError`."""
    import re2

    if set(flags) - set("smixq"):
        raise PatternError(flags)
    if len(pattern) > _MOST_PATTERN:
        raise PatternError(f"> {_MOST_PATTERN}")
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 8 << 20
    options.case_sensitive = "i" not in flags
    options.dot_nl = "s" in flags
    if "q" in flags:
        options.literal = True
    else:
        pattern = _Translator(_without_space(pattern) if "x" in flags else pattern, "i" in flags).whole()
        if "m" in flags:
            pattern = f"(?m){pattern}"
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        cause = error.args[0] if error.args else ""
        raise PatternError(cause.decode("utf-8", "replace") if isinstance(cause, bytes) else str(cause)) from error


def _without_space(pattern: str) -> str:
    """Flag `x`: white space outside of classes has no meaning."""
    kept: list[str] = []
    depth, escaped = 0, False
    for sign in pattern:
        if not depth and sign in " \t\n\r":
            continue
        if not escaped and sign in "[]":
            depth = max(depth + (1 if sign == "[" else -1), 0)
        escaped = sign == "\\" and not escaped
        kept.append(sign)
    return "".join(kept)


def _literal(code: int) -> str:
    sign = chr(code)
    if sign in _META:
        return "\\" + sign
    return sign if 0x20 <= code < 0x7F else f"\\x{{{code:x}}}"


def _written(ranges: RangeSet) -> str:
    """The inside of an RE2 class."""
    return "".join(_literal(low) + (f"-{_literal(high)}" if high > low else "") for low, high in ranges)


class _Class:
    """A class that is being read: its characters, and RE2's own names for whole kinds of them."""

    def __init__(self) -> None:
        self.ranges: RangeSet = []
        self.kinds: list[tuple[str, bool]] = []  # RE2 text inside a class, negated
        self.negated = False
        self.without: _Class | None = None

    def as_set(self, *, fold: bool) -> RangeSet:
        """All characters of it."""
        found = united(self.ranges)
        if fold:
            found = folded(found)
        for name, negated in self.kinds:
            found = united(found + _set_of(name, negated))
        if self.negated:
            found = minus([(0, _LAST)], found)
        return minus(found, self.without.as_set(fold=fold)) if self.without else found

    def text(self, *, fold: bool) -> str:
        """RE2's way of writing it."""
        if self.without is not None or any(negated and " " in name for name, negated in self.kinds):
            ranges = self.as_set(fold=fold)
            if not ranges:
                return r"[^\x{0}-\x{10ffff}]"
            return f"(?-i:[{_written(ranges)}])" if fold else f"[{_written(ranges)}]"
        inner = _written(self.ranges) + "".join(_class_text(name, negated) for name, negated in self.kinds)
        return f"[{'^' if self.negated else ''}{inner}]"


def _class_text(name: str, negated: bool) -> str:
    if not negated:
        return name
    if name.startswith(r"\p{") and name.count("{") == 1:
        return r"\P" + name[2:]
    return _written(minus([(0, _LAST)], _set_of(name, False)))


@lru_cache(maxsize=64)
def _kind_ranges(name: str) -> tuple[tuple[int, int], ...]:
    found: RangeSet = []
    for part in re.findall(r"\\p\{(\w+)\}", name):
        found += category(part)
    for low, high in re.findall(r"\\x\{([0-9a-f]+)\}(?:-\\x\{([0-9a-f]+)\})?", name):
        found.append((int(low, 16), int(high or low, 16)))
    if name == _KINDS["s"]:
        found = list(_SPACE)
    return tuple(united(found))


def _set_of(name: str, negated: bool) -> RangeSet:
    found = list(_kind_ranges(name))
    return minus([(0, _LAST)], found) if negated else found


def _hex(ranges: RangeSet) -> str:
    return "".join(f"\\x{{{low:x}}}-\\x{{{high:x}}}" for low, high in ranges)


class _Translator:
    """One pattern, read by the grammar of XML Schema."""

    def __init__(self, pattern: str, fold: bool) -> None:
        self.pattern = pattern
        self.at = 0
        self.fold = fold
        self.depth = 0

    def fail(self, cause: str = "") -> NoReturn:
        raise PatternError(cause or f"{self.pattern[self.at : self.at + 1] or 'end'} ({self.at + 1})")

    def peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def take(self) -> str:
        sign = self.peek()
        self.at += 1
        return sign

    def whole(self) -> str:
        text = self.alternatives()
        if self.at < len(self.pattern):
            self.fail()
        return text

    def alternatives(self) -> str:
        self.depth += 1
        if self.depth > 50:
            self.fail()
        parts = [self.branch()]
        while self.peek() == "|":
            self.at += 1
            parts.append(self.branch())
        self.depth -= 1
        return "|".join(parts)

    def branch(self) -> str:
        pieces: list[str] = []
        while (sign := self.peek()) and sign not in "|)":
            if sign in "^$":
                self.at += 1
                pieces.append(sign)
                continue
            pieces.append(self.atom() + self.quantifier())
        return "".join(pieces)

    def quantifier(self) -> str:
        sign = self.peek()
        if not sign or sign not in "?*+{":
            return ""
        if sign == "{":
            match = _QUANTIFIER.match(self.pattern, self.at)
            if match is None or any(
                len(part or "") > 4 or int(part or 0) > _MOST_REPEATS for part in match.group(1, 3)
            ):
                self.fail()
            if match[3] and int(match[3]) < int(match[1]):
                self.fail()
            self.at = match.end()
            text = match[0]
        else:
            self.at += 1
            text = sign
        if self.peek() == "?":
            self.at += 1
            text += "?"
        return text

    def atom(self) -> str:
        sign = self.take()
        if sign == "(":
            opening = "("
            if self.peek() == "?":
                if self.pattern[self.at : self.at + 2] != "?:":
                    self.fail()
                self.at += 2
                opening = "(?:"
            inner = self.alternatives()
            if self.take() != ")":
                self.fail()
            return f"{opening}{inner})"
        if sign == "[":
            return self.bracket().text(fold=self.fold)
        if sign == ".":
            return "."
        if sign == "\\":
            return self.escape()
        if sign in "?*+{}])":
            self.at -= 1
            self.fail()
        return _literal(ord(sign))

    def escape(self) -> str:
        sign = self.peek()
        if sign.isdigit():
            self.fail(f"\\{sign}")
        if sign in _SINGLE and sign:
            self.at += 1
            return _literal(_SINGLE[sign])
        found = _Class()
        self.kind(found)
        return found.text(fold=self.fold)

    def kind(self, into: _Class) -> None:
        """An escape that stands for many characters."""
        sign = self.take()
        lower = sign.lower()
        negated = sign.isupper()
        if sign and lower in _KINDS:
            into.kinds.append((_KINDS[lower], negated))
        elif sign in ("i", "I", "c", "C"):
            into.kinds.append((_hex(NAME_START if lower == "i" else NAME_PART), negated))
        elif sign in ("p", "P"):
            into.kinds.append((self.property(), negated))
        else:
            self.at -= 1
            self.fail(f"\\{sign}")

    def property(self) -> str:
        end = self.pattern.find("}", self.at)
        if self.peek() != "{" or end < 0:
            self.fail()
        name = self.pattern[self.at + 1 : end]
        self.at = end + 1
        if name.startswith("Is"):
            if name[2:] not in BLOCKS:
                self.fail(name)
            return _hex([BLOCKS[name[2:]]])
        if not re.fullmatch(r"L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|Z[slp]?|S[mcko]?|C[cfo]?", name):
            self.fail(name)
        return f"\\p{{{name}}}"

    def bracket(self) -> _Class:
        """A class after its `[`."""
        found = _Class()
        self.depth += 1
        if self.depth > 50:
            self.fail()
        if self.peek() == "^":
            self.at += 1
            found.negated = True
        first = True
        while True:
            sign = self.peek()
            if not sign or sign == "[":
                self.fail()
            if sign == "]":
                if first:
                    self.fail()
                self.at += 1
                self.depth -= 1
                return found
            if sign == "-" and self.pattern[self.at + 1 : self.at + 2] == "[" and not first:
                self.at += 2
                found.without = self.bracket()
                if self.take() != "]":
                    self.fail()
                self.depth -= 1
                return found
            self.member(found)
            first = False

    def member(self, found: _Class) -> None:
        """One character, range or kind inside a class."""
        low = self.character(found)
        following = self.pattern[self.at + 1 : self.at + 2]
        if self.peek() != "-" or following in ("", "]", "["):
            if low is not None:
                found.ranges.append((low, low))
            return
        if low is None:
            self.fail()
        self.at += 1
        high = self.character(found)
        if high is None or high < low:
            self.fail()
        found.ranges.append((low, high))

    def character(self, found: _Class) -> int | None:
        """A single character inside a class; None where an escape put a whole kind into it."""
        sign = self.take()
        if sign != "\\":
            return ord(sign)
        if self.peek() and self.peek() in _SINGLE:
            return _SINGLE[self.take()]
        self.kind(found)
        return None
