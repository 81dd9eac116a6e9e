"""What a writer meant who wrote nearly an expression: signs of other languages and of Chinese keyboards."""

from __future__ import annotations

import re
from dataclasses import dataclass

from runner.feel.errors import FeelBudgetError, FeelSyntaxError
from runner.feel.parser import parse

_SIGNS = {
    "==": "=", "===": "=", "=>": ">=", "=<": "<=",
    "!==": "!=", "<>": "!=", "&&": " and ", "||": " or ", "≤": "<=", "≥": ">=", "≠": "!=",
    "×": "*", "÷": "/", "，": ",", "。": ".", "；": ",", "：": ":", "（": "(", "）": ")", "［": "[", "］": "]",
    "【": "[", "】": "]", "｛": "{", "｝": "}", "＋": "+", "－": "-", "＊": "*", "／": "/", "＝": "=", "＜": "<",
    "＞": ">", "《": "<", "》": ">", "、": ",", "！＝": "!=", "＝＝": "=", "＞＝": ">=", "＜＝": "<=", "；;": ",",
}  # fmt: skip
_WORDS = {
    **{word: word.lower() for word in ("AND", "OR", "IN", "IF", "THEN", "ELSE", "BETWEEN", "And", "Or")},
    "TRUE": "true", "True": "true", "FALSE": "false", "False": "false",
    "NULL": "null", "Null": "null", "None": "null", "nil": "null", "undefined": "null", "且": "and", "或": "or",
}  # fmt: skip
_WIDE = {chr(0xFF10 + digit): str(digit) for digit in range(10)}
_PIECE = re.compile(
    r"""(?P<keep>"(?:[^"\\]|\\.)*"|//[^\n]*|/\*.*?\*/)"""
    r"""|(?P<quoted>[“”„"][^“”„"]*[“”„"]|‘[^‘’]*’|'[^'\n]*')"""
    r"""|(?P<word>[^\W\d]\w*)"""
    r"""|(?P<wide>[０-９]+)"""
    r"""|(?P<sign>""" + "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True)) + r""")""",
    re.DOTALL | re.VERBOSE,
)
_CLOSING = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True)
class Mend:
    """The whole text put right; `found` and `wanted` are the first piece that changes, `at` where (from 0)."""

    text: str
    found: str
    wanted: str
    at: int


@dataclass(frozen=True)
class Piece:
    """A sign or word of another language: `found` stands at `at` (from 0), `wanted` is written in its place."""

    at: int
    found: str
    wanted: str


def pieces(text: str) -> list[Piece]:
    """All that stands in a text and is written otherwise in an expression, in its order."""
    made = []
    for match in _PIECE.finditer(text):
        found, wanted = match.group(), _wanted(match)
        if wanted != found:
            spaced = wanted.startswith(" ")  # a sign becomes a word: space where there is none
            before = spaced and text[match.start() - 1 : match.start()].isspace()
            after = spaced and text[match.end() : match.end() + 1].isspace()
            wanted = wanted[1:] if before else wanted
            made.append(Piece(match.start(), found, wanted.rstrip() if after else wanted))
    return made


def closing(text: str) -> str:
    """The quote and brackets that are open at the end of a text."""
    quote = '"' if text.count('"') % 2 else ""
    return quote + _brackets(text + quote)


def mend(text: str) -> Mend | None:
    """What puts a text right that cannot be read; None where nobody can tell."""
    replaced, first = _replaced(text)
    for candidate, change in ((replaced, first), *_closed(replaced, first)):
        if candidate != text and change is not None and _reads(candidate):
            return Mend(candidate, *change)
    return None


def _reads(text: str) -> bool:
    try:
        parse(text)
    except (FeelSyntaxError, FeelBudgetError):
        return False
    return True


def _replaced(text: str) -> tuple[str, tuple[str, str, int] | None]:
    """The text with every foreign sign replaced, and the first of them."""
    first: tuple[str, str, int] | None = None

    def one(match: re.Match[str]) -> str:
        nonlocal first
        found = match.group()
        wanted = _wanted(match)
        if wanted != found and first is None:
            first = (found, wanted.strip(), match.start())
        return wanted

    result = _PIECE.sub(one, text)
    return re.sub(r" {2,}(?=(?:and|or) )|(?<= (?:and)) {2,}|(?<= (?:or)) {2,}", " ", result), first


def _wanted(match: re.Match[str]) -> str:
    found = match.group()
    if match.lastgroup == "quoted":
        inside = found[1:-1].replace("\\", "\\\\").replace('"', '\\"')
        return f'"{inside}"'
    if match.lastgroup == "word":
        return _WORDS.get(found, found)
    if match.lastgroup == "wide":
        return "".join(_WIDE[digit] for digit in found)
    return _SIGNS.get(found, found)


def _closed(text: str, first: tuple[str, str, int] | None) -> list[tuple[str, tuple[str, str, int]]]:
    """The text with what is open at its end closed."""
    if text.count('"') % 2:
        text += '"'
        first = first or ("", '"', len(text) - 1)
    ending = _brackets(text)
    change = first or ("", ending, len(text))
    return [(text + ending, change)]


def _brackets(text: str) -> str:
    """What closes the brackets that are open at the end."""
    opened: list[str] = []
    for piece in re.findall(r'"(?:[^"\\]|\\.)*"|[()\[\]{}]', text):
        if piece in _CLOSING:
            opened.append(_CLOSING[piece])
        elif opened and piece == opened[-1]:
            opened.pop()
    return "".join(reversed(opened))
