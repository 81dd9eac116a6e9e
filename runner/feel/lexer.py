"""Splitting an expression into tokens. Names are single words here; the parser joins the longer ones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from runner.feel.budget import LIMITS
from runner.feel.errors import FeelBudgetError, FeelSyntaxError

Kind = Literal["number", "string", "at", "name", "keyword", "operator", "other", "end"]

KEYWORDS = frozenset(
    {
        "true", "false", "null", "and", "or", "if", "then", "else", "for", "in", "return", "some", "every",
        "satisfies", "between", "instance", "of", "function", "external",
    }
)  # fmt: skip
# DMN 1.5, 10.3.1.2, rules 28 and 29, without the full-width punctuation that the ranges happen to hold
_START = (
    "?A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3005-\u3007\u3021-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\ufffd"
    "\U00010000-\U000effff"
)
_PART = _START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"
_FULL_WIDTH = dict(
    zip("，。；：（）［］【】｛｝＋－＊／＝＜＞“”‘’、？！", ",.;:()[][]{}+-*/=<>\"\"'',?!", strict=True)
)

_TOKEN = re.compile(
    rf"""
    (?P<space>(?:[\s\u00a0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]|//[^\n]*|/\*.*?\*/)+)
  | (?P<number>(?:\d+(?:\.(?!\.)\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<at>@\s*"(?:[^"\\\n]|\\.)*")
  | (?P<string>"(?:[^"\\]|\\.)*")
  | (?P<name>[{_START}][{_PART}]*)
  | (?P<operator>\*\*|\.\.|<=|>=|!=|->|[-+*/=<>()\[\]{{}},.:])
  | (?P<other>['|&%^~;$\#!])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\"}
_ESCAPE = re.compile(r"\\(?:U([0-9A-Fa-f]{6})|u([0-9A-Fa-f]{4})|(.))", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Token:
    """A token; `start` and `end` are offsets, `text` what stood there (strings unescaped)."""

    kind: Kind
    text: str
    start: int
    end: int


def unescape(text: str) -> str:
    """The text between two quotes with its escapes resolved; an unknown escape stays as written."""

    def one(match: re.Match[str]) -> str:
        if digits := match[1] or match[2]:
            code = int(digits, 16)
            return chr(code) if code <= 0x10FFFF else match[0]
        return _ESCAPES.get(match[3], match[0])

    plain = _ESCAPE.sub(one, text) if "\\" in text else text
    try:  # two halves of a surrogate pair are one character
        return plain.encode("utf-16", "surrogatepass").decode("utf-16") if "\\u" in text else plain
    except UnicodeDecodeError:
        return plain.encode("utf-16", "replace").decode("utf-16")


def tokenize(text: str, errors: list[FeelSyntaxError] | None = None) -> list[Token]:
    """All tokens with one `end` token after them.

    Raises `FeelSyntaxError` at a character without a meaning, or notes it in `errors` where that is given and
    goes on behind it. Raises `FeelBudgetError` for too long a text.
    """
    if len(text) > LIMITS.text:
        raise FeelBudgetError("feel.budget.length", limit=LIMITS.text)
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            error = _wrong_character(text, position)
            if errors is None:
                raise error
            errors.append(error)
            quote = text.find('"', position) if error.code == "feel.quote" else -1
            if quote >= 0:  # a text without an end reaches as far as there is any
                tokens.append(Token("string", unescape(text[quote + 1 :]), position, len(text)))
                break
            position += 1
            continue
        kind = match.lastgroup or "other"
        if kind != "space":
            found = match.group()
            if kind == "string":
                found = unescape(found[1:-1])
            elif kind == "at":
                found = unescape(found[found.index('"') + 1 : -1])
            elif kind == "name" and found in KEYWORDS:
                kind = "keyword"
            tokens.append(Token(kind, found, position, match.end()))  # type: ignore[arg-type]  # group names
        position = match.end()
    tokens.append(Token("end", "", len(text), len(text)))
    return tokens


def _wrong_character(text: str, position: int) -> FeelSyntaxError:
    found = text[position]
    if found == '"' or text[position : position + 2] == '@"':
        return FeelSyntaxError("feel.quote", position + 1)
    if found in _FULL_WIDTH:
        return FeelSyntaxError("feel.fullwidth", position + 1, found=found, expected=_FULL_WIDTH[found])
    return FeelSyntaxError("feel.character", position + 1, found=found)
