"""Reading JUEL and one-line conditions of scripts: text to a small tree.

Source: the Expression Language of JSP 2.1 (JSR 245) as process engines use it. Lists in square brackets,
`===`, `?.` and `?:` belong to scripts (Groovy, JavaScript) and are read with `scripts=True` only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from runner.feel.translate.remarks import Refused

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?P<suffix>[dDfFlLgG]\b)?
  | (?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
  | (?P<name>[^\W\d]\w*)
  | (?P<operator>===|!==|==~|=~|<=>|==|!=|<=|>=|&&|\|\||\?\.|\?:|->|[<>!()+*/%?:.,\[\]-])
    """,
    re.VERBOSE | re.DOTALL,
)
_WORDS = {
    "eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "and": "&&", "or": "||", "not": "!",
    "div": "/", "mod": "%", "empty": "empty",
}  # fmt: skip
_SCRIPT_SIGNS = {"===": "==", "!==": "!="}
_ONLY_SCRIPTS = frozenset({"===", "!==", "?.", "?:"})
_NEVER = frozenset({"==~", "=~", "<=>", "->"})
_DEPTH = 60


class Token(NamedTuple):
    """`kind` is number, string, name, operator or end."""

    kind: str
    text: str
    at: int


@dataclass(frozen=True)
class Node:
    """One node of the tree; `at` is the offset of what marks it.

    kinds: literal (`value`), name (`value`), list, `not`, `-`, empty, binary (`value` the sign), choice,
    field (`value` its name), index, call (`value` the method or function, `parts` receiver and arguments),
    function (`value` with its prefix, `parts` the arguments).
    """

    kind: str
    at: int
    value: Any = None
    parts: tuple[Node, ...] = ()


def read(text: str, *, scripts: bool = False, offset: int = 0) -> Node:
    """The tree of an expression without its braces. Raises `Refused`; `offset` is added to positions."""
    reader = _Reader(list(_tokens(text, scripts, offset)), scripts)
    node = reader.choice()
    if reader.token.kind != "end":
        reader.fail()
    return node


def plain_text(literal: str) -> str:
    """A quoted text without its quotes and backslashes."""
    known = {"n": "\n", "t": "\t", "r": "\r"}
    return re.sub(r"\\(.)", lambda match: known.get(match[1], match[1]), literal[1:-1], flags=re.DOTALL)


def _tokens(text: str, scripts: bool, offset: int) -> Iterator[Token]:
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise Refused("translate.unreadable", offset + position, found=text[position : position + 10])
        kind, at = match.lastgroup or "", offset + position
        position = match.end()
        found = match["number"] if kind == "suffix" else match.group()
        kind = "number" if kind == "suffix" else kind
        if kind == "operator" and (found in _NEVER or (found in _ONLY_SCRIPTS and not scripts)):
            raise Refused("translate.operator", at, name=found)
        if kind == "name" and _is_word(text, match.start(), found, scripts):
            kind, found = "operator", _WORDS[found]
        if kind != "space":
            yield Token(kind, _SCRIPT_SIGNS.get(found, found), at)
    yield Token("end", "", offset + len(text))


def _is_word(text: str, start: int, found: str, scripts: bool) -> bool:
    """Whether a name is an operator: not behind a dot or in `var:eq`, and in scripts only `and or not`."""
    if found not in _WORDS or (scripts and found not in ("and", "or", "not")):
        return False
    return not text[:start].rstrip().endswith(".") and not re.search(r"\w:$", text[:start])


class _Reader:
    """Reads tokens by JUEL's precedence."""

    def __init__(self, tokens: list[Token], scripts: bool) -> None:
        self._tokens = tokens
        self._position = 0
        self._scripts = scripts
        self._depth = 0

    @property
    def token(self) -> Token:
        return self._tokens[self._position]

    def fail(self) -> None:
        before = self._tokens[self._position - 1] if self._position else None
        if self.token.kind in ("name", "number") and before is not None and before.kind in ("name", "number"):
            raise Refused("translate.prose", self.token.at)
        raise Refused("translate.unreadable", self.token.at, found=self.token.text or "…")

    def is_next(self, *signs: str) -> bool:
        return self.token.kind == "operator" and self.token.text in signs

    def accept(self, sign: str) -> bool:
        if self.is_next(sign):
            self._position += 1
            return True
        return False

    def take(self, sign: str) -> None:
        if not self.accept(sign):
            self.fail()

    def choice(self) -> Node:
        self._depth += 1
        if self._depth > _DEPTH:
            raise Refused("translate.deep", self.token.at)
        at = self.token.at
        node = self.level(0)
        if self.accept("?:"):
            node = Node("default", at, None, (node, self.choice()))
        elif self.accept("?"):
            yes = self.choice()
            self.take(":")
            node = Node("choice", at, None, (node, yes, self.choice()))
        self._depth -= 1
        return node

    _LEVELS = (("||",), ("&&",), ("==", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "/", "%"))

    def level(self, number: int) -> Node:
        if number == len(self._LEVELS):
            return self.unary()
        node = self.level(number + 1)
        while True:
            token = self.token
            if self.is_next(*self._LEVELS[number]):
                self._position += 1
                node = Node("binary", token.at, token.text, (node, self.level(number + 1)))
            elif number == 3 and self._scripts and token == ("name", "in", token.at):
                self._position += 1
                node = Node("in", token.at, None, (node, self.level(number + 1)))
            else:
                return node

    def unary(self) -> Node:
        token = self.token
        if self.is_next("!", "-", "empty"):
            self._depth += 1
            if self._depth > _DEPTH:
                raise Refused("translate.deep", token.at)
            self._position += 1
            node = Node({"!": "not"}.get(token.text, token.text), token.at, None, (self.unary(),))
            self._depth -= 1
            return node
        return self.suffixes(self.value())

    def suffixes(self, node: Node) -> Node:
        while True:
            at = self.token.at
            if self.accept(".") or self.accept("?."):
                name = self.token
                if name.kind != "name":
                    self.fail()
                self._position += 1
                node = (
                    self.call("call", name, (node,)) if self.is_next("(") else Node("field", at, name.text, (node,))
                )
            elif self.accept("["):
                inner = self.choice()
                self.take("]")
                node = Node("index", at, None, (node, inner))
            else:
                return node

    def call(self, kind: str, name: Token, receiver: tuple[Node, ...], prefix: str = "") -> Node:
        self.take("(")
        return Node(kind, name.at, prefix + name.text, receiver + tuple(self.row(")")))

    def row(self, closing: str) -> list[Node]:
        items: list[Node] = []
        if not self.accept(closing):
            items.append(self.choice())
            while self.accept(","):
                items.append(self.choice())
            self.take(closing)
        return items

    def value(self) -> Node:
        token = self.token
        self._position = min(self._position + 1, len(self._tokens) - 1)
        if token.kind == "number":
            return Node("literal", token.at, token.text)
        if token.kind == "string":
            return Node("text", token.at, plain_text(token.text))
        if token.kind == "name":
            return self.named(token)
        if token == ("operator", "(", token.at):
            inner = self.choice()
            self.take(")")
            return inner
        if token == ("operator", "[", token.at) and self._scripts:
            return Node("list", token.at, None, tuple(self.row("]")))
        self._position -= token.kind != "end"
        self.fail()
        raise AssertionError

    def named(self, token: Token) -> Node:
        if token.text in ("true", "false", "null"):
            return Node("literal", token.at, token.text)
        if token.text == "undefined" and self._scripts:
            return Node("literal", token.at, "null")
        if self.is_next("("):
            return self.call("function", token, ())
        following = self._tokens[self._position + 1 : self._position + 3]
        if (
            self.is_next(":")
            and len(following) == 2
            and following[0].kind == "name"
            and following[1].text == "("
            and following[0].at == self.token.at + 1 == token.at + len(token.text) + 1
        ):
            self._position += 2
            return self.call("function", following[0], (), f"{token.text}:")
        return Node("name", token.at, token.text)
