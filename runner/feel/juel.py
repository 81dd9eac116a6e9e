"""Conditions written in JUEL (`${amount > 3}`) as FEEL, where the translation is certain.

Kept narrow on purpose: two languages that look alike differ on null, missing variables and method calls.
What is not listed here gives None, and the condition is then decided by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_WRAPPED = re.compile(r"\s*[$#]\{(.*)\}\s*", re.DOTALL)
_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<number>\d+(?:\.\d+)?)
  | (?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
  | (?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)
  | (?P<operator>==|!=|<=|>=|&&|\|\||[<>!()+*/?:-])
    """,
    re.VERBOSE | re.ASCII,
)
_WORDS = {
    "eq": "=", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
    "and": "and", "or": "or", "not": "not", "true": "true", "false": "false", "null": "null",
}  # fmt: skip
_SIGNS = {"==": "=", "&&": "and", "||": "or", "!": "not"}
_REFUSED_WORDS = frozenset({"empty", "div", "mod", "instanceof"})
_ENGINE_OBJECTS = frozenset({"execution", "task", "caseExecution", "variableContainer"})
# names that FEEL reads as words of its own
_FEEL_WORDS = frozenset(
    {
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
        "between",
        "instance",
        "of",
        "function",
    }
)
_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})


class _Uncertain(Exception):
    """The text holds something that has no certain translation."""


def to_feel(text: str) -> str | None:
    """The FEEL text of a JUEL expression (`${...}` or `#{...}`), or None when it is not certain.

    Translated: variables and paths, numbers, texts, true, false, null, comparisons, `and or not` in words
    and signs, brackets, `+ - * /`. `!x` becomes `not(x)`: where `x` is missing the flow is not taken, while
    JUEL would fail or take it.
    """
    match = _WRAPPED.fullmatch(text)
    if match is None or "${" in match[1] or "#{" in match[1]:
        return None
    try:
        translator = _Translator(_tokens(match[1]))
        result = translator.either()
        return result if translator.is_done else None
    except (_Uncertain, RecursionError):
        return None


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise _Uncertain
        kind, found = match.lastgroup or "", match.group()
        position = match.end()
        if kind == "name" and found in _WORDS:
            kind, found = "operator", _WORDS[found]
        elif kind == "operator":
            found = _SIGNS.get(found, found)
        if kind == "name" and found.split(".")[0] in _ENGINE_OBJECTS and "." in found:
            raise _Uncertain
        if kind == "name" and (set(found.split(".")) & (_REFUSED_WORDS | _FEEL_WORDS)):
            raise _Uncertain
        if kind != "space":
            tokens.append((kind, found))
    return tokens


class _Translator:
    """Reads tokens by JUEL's precedence and writes FEEL."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._position = 0

    @property
    def is_done(self) -> bool:
        return self._position == len(self._tokens)

    def _next(self) -> str:
        if self.is_done:
            return ""
        kind, text = self._tokens[self._position]
        return text if kind == "operator" else ""

    def either(self) -> str:
        parts = [self.both()]
        while self._next() == "or":
            self._position += 1
            parts.append(self.both())
        return " or ".join(parts)

    def both(self) -> str:
        parts = [self.comparison()]
        while self._next() == "and":
            self._position += 1
            parts.append(self.comparison())
        return " and ".join(parts)

    def comparison(self) -> str:
        left = self.sum()
        sign = self._next()
        if sign not in _COMPARISONS:
            return left
        self._position += 1
        right = self.sum()
        if self._next() in _COMPARISONS:
            raise _Uncertain
        return f"{left} {sign} {right}"

    def sum(self) -> str:
        return self._row(("+", "-"), lambda: self._row(("*", "/"), self.unary))

    def _row(self, signs: tuple[str, ...], part: Callable[[], str]) -> str:
        text = part()
        while self._next() in signs:
            sign = self._next()
            self._position += 1
            text = f"{text} {sign} {part()}"
        return text

    def unary(self) -> str:
        if self._next() == "not":
            self._position += 1
            inner = self.unary()
            return f"not{inner}" if inner.startswith("(") and inner.endswith(")") else f"not({inner})"
        if self._next() == "-":
            self._position += 1
            return f"-{self.value()}"
        return self.value()

    def value(self) -> str:
        if self.is_done:
            raise _Uncertain
        kind, text = self._tokens[self._position]
        self._position += 1
        if kind in ("name", "number"):
            if self._next() == "(":  # a method or function call
                raise _Uncertain
            return text
        if kind == "string":
            return _string(text)
        if text in ("true", "false", "null"):
            return text
        if text == "(":
            inner = self.either()
            if self._next() != ")":
                raise _Uncertain
            self._position += 1
            return f"({inner})"
        raise _Uncertain


def _string(text: str) -> str:
    plain = re.sub(r"\\(.)", r"\1", text[1:-1])
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
