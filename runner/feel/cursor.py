"""Reading tokens one after another: expectations, names of several words, types."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import NoReturn

from runner.feel import tree
from runner.feel.budget import LIMITS
from runner.feel.errors import FeelBudgetError, FeelSyntaxError
from runner.feel.lexer import Token, tokenize

_LONG_NAMES: tuple[str, ...] = (
    "time offset", "start included", "end included",
    "date and time", "years and months duration", "day of year", "day of week", "month of year", "week of year",
    "string length", "upper case", "lower case", "substring before", "substring after", "starts with",
    "ends with", "string join", "list contains", "list replace", "insert before", "index of", "distinct values",
    "duplicate values", "round up", "round down", "round half up", "round half down", "met by",
    "overlaps before", "overlaps after", "finished by", "started by", "get value", "get entries",
    "context put", "context merge", "is defined", "is empty", "is blank", "get or else",
    "last day of month", "random number", "to base64", "from base64", "to json", "from json",
    "working days", "working time", "working hours", "chinese amount",
)  # fmt: skip
_CALLED = frozenset({"date and time", "years and months duration"})

KnownName = tuple[tuple[str, ...], str]  # its words, and the whole of it


def _learn(known: dict[str, list[KnownName]], name: str) -> None:
    if name.isidentifier():
        return
    try:
        parts = tuple(token.text for token in tokenize(name)[:-1])
    except (FeelSyntaxError, FeelBudgetError):
        return
    row = known.setdefault(parts[0], []) if len(parts) > 1 else []
    if (parts, name) not in row:
        row.append((parts, name))
        row.sort(key=lambda item: -len(item[0]))


@lru_cache(maxsize=1)
def _long_names() -> dict[str, list[KnownName]]:
    known: dict[str, list[KnownName]] = {}
    for name in _LONG_NAMES:
        _learn(known, name)
    return known


class Cursor:
    """One text; `position` is the index of the next token, `depth` how many constructs are open."""

    def __init__(self, text: str, names: Iterable[str] = (), errors: list[FeelSyntaxError] | None = None) -> None:
        self.text = text
        self.tokens = tokenize(text, errors)
        self.position = 0
        self.depth = 0
        self.known: dict[str, list[KnownName]] = {first: list(row) for first, row in _long_names().items()}
        for name in names:
            self.learn(name)

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.position]

    def ahead(self, count: int) -> Token:
        """A later token; the end token repeats."""
        return self.tokens[min(self.position + count, len(self.tokens) - 1)]

    def is_next(self, *texts: str) -> bool:
        """Whether the next token is one of these operators or keywords."""
        token = self.token
        return token.kind in ("operator", "keyword") and token.text in texts

    def is_end(self) -> bool:
        """Whether the text is used up."""
        return self.token.kind == "end"

    def take(self, text: str) -> Token:
        """Consume this operator or keyword. Raises `FeelSyntaxError` when something else stands there."""
        if not self.is_next(text):
            self.fail(f"“{text}”")
        self.position += 1
        return self.tokens[self.position - 1]

    def accept(self, text: str) -> bool:
        """Consume this operator or keyword if it stands here."""
        if self.is_next(text):
            self.position += 1
            return True
        return False

    def fail(self, expected: str) -> NoReturn:
        """Raise `FeelSyntaxError` at the next token."""
        token = self.token
        found = "“" + self.text[token.start : token.end][:40] + "”" if token.kind != "end" else ""
        raise FeelSyntaxError("feel.syntax", token.start + 1, found=found, expected=expected)

    def learn(self, name: str) -> None:
        """Know a name that is not one plain word from here on."""
        _learn(self.known, name)

    @contextmanager
    def knowing(self) -> Iterator[None]:
        """Forget at the end what is learnt inside."""
        before = {first: list(row) for first, row in self.known.items()}
        try:
            yield
        finally:
            self.known = before

    def more(self, closing: str) -> bool:
        """Consume the comma before another one of several things, which `closing` ends."""
        return self.accept(",")

    def go_back(self, mark: int) -> None:
        """Read from an earlier token once more, as something else."""
        self.position = mark

    def closes(self, text: str) -> bool:
        """Consume what ends a list of things if it stands here."""
        return self.accept(text)

    def name(self, *, path: bool = False) -> str:
        """A name, the longest known one if several fit; after a dot a keyword is a name too."""
        token = self.token
        if token.kind not in ("name", "keyword") or (token.kind == "keyword" and not path):
            self.fail("a name")
        for parts, name in self.known.get(token.text, ()):
            if all(self.ahead(index).text == part for index, part in enumerate(parts)) and (
                # `date and time` is a function only where it is called
                name not in _CALLED or self.ahead(len(parts)).text == "("
            ):
                self.position += len(parts)
                return name
        self.position += 1
        return token.text

    def free_name(self, *stops: str) -> str:
        """All words up to one of `stops`: a new name, which the text itself introduces."""
        first = self.token
        if first.kind == "string":
            self.position += 1
            return first.text
        last: Token | None = None
        while not self.is_next(*stops):
            if self.token.kind in ("end", "string", "at") or self.is_next("{", "}", "(", ")", "[", "]", ","):
                self.fail("a name")
            last = self.token
            self.position += 1
        if last is None or first.kind == "number":
            self.fail("a name")
        return re.sub(r"\s+", " ", self.text[first.start : last.end])

    def parameter_name(self) -> str:
        first = self.token
        while not self.is_next(",", ")", ":"):
            if self.token.kind in ("end", "string", "at"):
                self.fail("“)”")
            self.position += 1
        last = self.tokens[self.position - 1]
        if last.end <= first.start:
            self.fail("a name")
        return re.sub(r"\s+", " ", self.text[first.start : last.end])

    def type(self) -> tree.TypeNode:
        """A type, e.g. `list<number>`, `context<a: string>`, `years and months duration`."""
        self.depth += 1
        if self.depth > LIMITS.depth:
            raise FeelBudgetError("feel.budget.depth", limit=LIMITS.depth)
        start = self.token.start
        name = self.type_name()
        arguments: list[tree.TypeNode] = []
        keys: list[str] = []
        if self.accept("<"):
            while not self.closes(">"):
                if arguments:
                    self.take(",")
                if name == "context":
                    keys.append(self.free_name(":"))
                    self.take(":")
                arguments.append(self.type())
        if name == "function" and self.accept("->"):
            arguments.append(self.type())
        self.depth -= 1
        return tree.TypeNode(start, name, tuple(arguments), tuple(keys))

    def type_name(self) -> str:
        for long in ("years and months duration", "days and time duration", "date and time"):
            parts = long.split()
            if all(self.ahead(index).text == part for index, part in enumerate(parts)):
                self.position += len(parts)
                return long
        token = self.token
        if token.kind == "keyword" and token.text in ("function", "null"):
            self.position += 1
            return token.text
        name = self.name()
        while self.accept("."):
            name += "." + self.name(path=True)
        return name
