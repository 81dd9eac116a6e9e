"""Conditions written in JUEL (`${amount > 3}`) or as a line of script, as FEEL where that is certain.

The outcome at a gateway stays: a flow that was taken is taken. Where a missing value would have made the
original fail or take a negated flow, the flow is not taken here, and a note says so. The original text is
never touched: callers keep it beside the translation.
"""

from __future__ import annotations

import re
from decimal import Decimal, DecimalException

from runner.feel.errors import FeelSyntaxError
from runner.feel.parser import parse
from runner.feel.translate import juel_calls
from runner.feel.translate.juel_calls import (
    ATOM,
    BOTH,
    EITHER,
    ENGINE_OBJECTS,
    OPEN,
    PRODUCT,
    SUM,
    TEST,
    UNARY,
    Piece,
    quoted,
    variable_name,
)
from runner.feel.translate.juel_syntax import Node, read
from runner.feel.translate.remarks import Refused, Remark, Translation

_PLACES = 300  # of a double
_WRAPPED = re.compile(r"\s*[$#]\{(.*)\}\s*", re.DOTALL)
_SCRIPT = re.compile(r"\s*(?:return\b)?\s*(.*?)\s*;?\s*", re.DOTALL)
_FEEL_WORDS = frozenset(
    {"if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "between", "instance", "of",
     "function", "external", "and", "or", "not", "true", "false", "null", "item", "partial"}
)  # fmt: skip
_SIGNS = {"==": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_TURNED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_STATEMENT = re.compile(r"(?:var|let|const|def|if|import|function)\b")
_IS_COERCED = re.compile(r"true|false|[0-9]+(\.[0-9]+)?")
SCRIPT_LANGUAGES = ("groovy", "javascript", "ecmascript", "js", "graal.js", "nashorn")
"""Languages of one-line conditions that are understood."""


def to_feel(text: str) -> str | None:
    """The FEEL text of a JUEL expression (`${...}` or `#{...}`), or None when it is not certain."""
    return from_juel(text).text


def from_juel(text: str) -> Translation:
    """A JUEL expression as FEEL. A text that begins with `=` is FEEL already and stays."""
    if text.lstrip().startswith("="):
        return _as_it_is(text)
    match = _WRAPPED.fullmatch(text)
    if match is None:
        braces = "${" in text or "#{" in text
        return Translation(None, Remark("translate.several" if braces else "translate.prose"))
    if "${" in match[1] or "#{" in match[1]:
        return Translation(None, Remark("translate.several"))
    return _translate(match[1], match.start(1), scripts=False)


def from_script(text: str, language: str = "javascript") -> Translation:
    """A one-line condition in Groovy or JavaScript (`SCRIPT_LANGUAGES`) as FEEL."""
    if language.strip().lower() not in SCRIPT_LANGUAGES:
        return Translation(None, Remark("translate.operator", 0, {"name": language}))
    match = _SCRIPT.fullmatch(text)
    body = match[1] if match else text
    if ";" in _QUOTED.sub("", body) or re.match(r"(?:var|let|const|def|if|import|function)\b", body):
        return Translation(None, Remark("translate.statements"))
    return _translate(body, match.start(1) if match else 0, scripts=True)


def _as_it_is(text: str) -> Translation:
    body = text.lstrip().removeprefix("=").strip()
    try:
        parse(body)
    except FeelSyntaxError as error:
        return Translation(
            None, Remark("translate.unreadable", error.column - 1, {"found": body[error.column - 1 :][:10]})
        )
    return Translation(body)


def _translate(body: str, offset: int, *, scripts: bool) -> Translation:
    if not body.strip():
        return Translation(None, Remark("translate.empty"))
    writer = _Writer(scripts)
    try:
        text = writer.text(read(body, scripts=scripts, offset=offset))
        parse(text)  # a safeguard: never hand on what the language does not read
    except Refused as refused:
        return Translation(None, refused.remark)
    except (FeelSyntaxError, RecursionError):
        return Translation(None, Remark("translate.deep"))
    return Translation(text, None, tuple(writer.notes))


class _Writer:
    """Writes the tree of a JUEL expression as FEEL, with as few brackets as the language needs."""

    def __init__(self, scripts: bool) -> None:
        self.scripts = scripts
        self.notes: list[Remark] = []

    def note(self, code: str, at: int, **params: str) -> None:
        """Say something beside the translation, once."""
        remark = Remark(code, at, params)
        if remark not in self.notes:
            self.notes.append(remark)

    def text(self, node: Node, power: int = OPEN) -> str:
        """A node's FEEL text, in brackets where it binds less tightly than its place asks."""
        text, own = self.piece(node)
        return text if own >= power else f"({text})"

    def piece(self, node: Node) -> Piece:
        """A node's FEEL text and how tightly it binds."""
        kinds = {
            "literal": self._literal, "text": self._text, "name": self._name, "list": self._list, "not": self._not,
            "-": self._minus, "empty": self._empty, "binary": self._binary, "choice": self._choice,
            "default": self._default, "field": self._field, "index": self._index, "in": self._in,
        }  # fmt: skip
        if node.kind == "call":
            return juel_calls.call(self, node)
        if node.kind == "function":
            return juel_calls.function(self, node)
        return kinds[node.kind](node)

    # ------------------------------------------------------------------ values

    def name(self, name: str, at: int) -> str:
        """A variable's name. Raises `Refused` for words of the language and the engine's objects."""
        if name in ENGINE_OBJECTS:
            raise Refused("translate.engine", at, name=name)
        if name in _FEEL_WORDS or not name.isidentifier():
            raise Refused("translate.reserved", at, name=name)
        return name

    def entry(self, source: Node, name: str, at: int) -> Piece:
        """`source.name`."""
        if source.kind == "name" and source.value in ENGINE_OBJECTS:
            raise Refused("translate.engine", source.at, name=f"{source.value}.{name}")
        text = self.text(source, ATOM)
        if name in _FEEL_WORDS or not name.isidentifier():
            return f"get value({text}, {quoted(name)})", ATOM
        return f"{text}.{name}", ATOM

    def _literal(self, node: Node) -> Piece:
        value = str(node.value)
        if value in ("true", "false", "null"):
            return value, ATOM
        try:
            number = Decimal(value)
        except DecimalException:
            raise Refused("translate.number", node.at) from None
        if abs(number.adjusted()) > _PLACES:
            raise Refused("translate.number", node.at)
        return format(number, "f"), ATOM

    def _text(self, node: Node) -> Piece:
        return quoted(str(node.value)), ATOM

    def _name(self, node: Node) -> Piece:
        return self.name(str(node.value), node.at), ATOM

    def _list(self, node: Node) -> Piece:
        return f"[{', '.join(self.text(item) for item in node.parts)}]", ATOM

    def _field(self, node: Node) -> Piece:
        if self.scripts and node.value == "length":
            raise Refused("translate.bean", node.at, name="length")
        return self.entry(node.parts[0], str(node.value), node.at)

    def _index(self, node: Node) -> Piece:
        source, index = node.parts
        if index.kind == "text":
            return self.entry(source, str(index.value), node.at)
        if index.kind == "literal" and str(index.value).isdigit():
            return f"{self.text(source, ATOM)}[{int(index.value) + 1}]", ATOM
        negative = index.kind == "-" and index.parts[0].kind == "literal" and str(index.parts[0].value).isdigit()
        if negative and int(index.parts[0].value) > 0:
            return f"{self.text(source, ATOM)}[-{index.parts[0].value}]", ATOM
        raise Refused("translate.index", node.at)

    def _choice(self, node: Node) -> Piece:
        condition, yes, no = node.parts
        return f"if {self.text(condition)} then {self.text(yes)} else {self.text(no)}", OPEN

    def _default(self, node: Node) -> Piece:
        value, other = node.parts
        text = self.text(value, ATOM)
        return f"if {text} = null then {self.text(other)} else {text}", OPEN

    def _in(self, node: Node) -> Piece:
        value, items = node.parts
        if items.kind == "list":
            return f"{self.text(value, SUM)} in ({', '.join(self.text(item) for item in items.parts)})", TEST
        return f"list contains({self.text(items)}, {self.text(value)})", ATOM

    def _minus(self, node: Node) -> Piece:
        return f"-{self.text(node.parts[0], ATOM)}", UNARY

    # ------------------------------------------------------------------ conditions

    def _not(self, node: Node) -> Piece:
        """A negation: of a comparison the opposite one, else `not(...)`."""
        inner = node.parts[0]
        if inner.kind == "not":
            return self.piece(inner.parts[0])
        if inner.kind == "empty":
            return juel_calls.empty(self.text(inner.parts[0], ATOM), negated=True)
        if inner.kind == "call" and inner.value == "equals" and len(inner.parts) == 2:
            return self._opposite(self.piece(inner), " = ", " != ")
        if inner.kind == "call" and inner.value == "isEmpty" and len(inner.parts) == 1:
            return self._opposite(self.piece(inner), " = 0", " > 0")
        if inner.kind == "call" and inner.value in ("hasVariable", "hasProp", "has", "containsKey"):
            return self._opposite(self.piece(inner), " != null", " = null")
        text = self.text(inner)
        if inner.kind in ("name", "field", "call", "index"):
            self.note("translate.negated-null", node.at, name=text)
        return f"not({text})", ATOM

    @staticmethod
    def _opposite(piece: Piece, sign: str, other: str) -> Piece:
        head, _, tail = piece[0].rpartition(sign)
        return f"{head}{other}{tail}", piece[1]

    def _empty(self, node: Node) -> Piece:
        return juel_calls.empty(self.text(node.parts[0], ATOM), negated=False)

    def _binary(self, node: Node) -> Piece:
        sign = str(node.value)
        if sign == "||":
            return self._either(node)
        if sign == "&&":
            return self._both(node)
        if sign in _SIGNS:
            return self._comparison(node, _SIGNS[sign])
        return self._arithmetic(node, sign)

    def _arithmetic(self, node: Node, sign: str) -> Piece:
        left, right = node.parts
        if sign == "%":
            self.note("translate.remainder", node.at)
            return f"modulo({self.text(left)}, {self.text(right)})", ATOM
        if sign == "+" and not self.scripts and "text" in (left.kind, right.kind):
            raise Refused("translate.mixed", node.at, left_type="string", right_type="number")
        own = SUM if sign in "+-" else PRODUCT
        return f"{self.text(left, own)} {sign} {self.text(right, own + 1)}", own

    def _comparison(self, node: Node, sign: str) -> Piece:
        left, right = node.parts
        constant = left.kind in ("literal", "text")
        if constant and right.kind not in ("literal", "text"):
            left, right, sign = right, left, _TURNED[sign]
        if left.kind == "call" and left.value == "compareTo" and len(left.parts) == 2 and right.value == "0":
            left, right = left.parts
        if right.kind == "text" and _IS_COERCED.fullmatch(str(right.value)):
            self.note("translate.coerced", right.at, value=quoted(str(right.value)))
        if sign in ("=", "!=") and "text" not in (left.kind, right.kind):
            for part in (left, right):  # a test of a test needs brackets
                if part.kind == "binary" and part.value in _SIGNS:
                    return f"{self.text(left, SUM)} {sign} {self.text(right, SUM)}", TEST
        return f"{self.text(left, SUM)} {sign} {self.text(right, SUM)}", TEST

    def _either(self, node: Node) -> Piece:
        parts = _flat(node, "||")
        if all(_against_constant(part) for part in parts):
            subjects = {self.text(part.parts[0], SUM) for part in parts}
            if len(subjects) == 1:
                return f"{subjects.pop()} in ({', '.join(self.text(part.parts[1]) for part in parts)})", TEST
        return " or ".join(self.text(part, BOTH) for part in parts), EITHER

    def _both(self, node: Node) -> Piece:
        parts = _flat(node, "&&")
        pieces: list[str] = []
        index = 0
        while index < len(parts):
            pair = self._pair(parts[index], parts[index + 1]) if index + 1 < len(parts) else None
            pieces.append(pair or self.text(parts[index], TEST))
            index += 2 if pair else 1
        if len(pieces) == 1:
            return pieces[0], TEST
        return " and ".join(pieces), BOTH

    def _pair(self, one: Node, other: Node) -> str | None:
        """Two conditions that FEEL says as one: a range, or a boolean with its guard against null."""
        if other.kind == "not" and _is_not_null(one):
            subject, negated = one.parts[0], other.parts[0]
            if negated.kind in ("name", "field", "call") and self._called(subject) == self._called(negated):
                return f"{self._called(negated)} = false"
        if not (_is_limit(one) and _is_limit(other)):
            return None
        tested = self.text(one.parts[0], SUM)
        if tested != self.text(other.parts[0], SUM) or one.value[0] == other.value[0]:
            return None
        low, high = (one, other) if one.value[0] == ">" else (other, one)
        opening = "[" if low.value == ">=" else "("
        closing = "]" if high.value == "<=" else ")"
        return f"{tested} in {opening}{self.text(low.parts[1])}..{self.text(high.parts[1])}{closing}"

    def _called(self, node: Node) -> str:
        return variable_name(node) or self.text(node, ATOM)


def _flat(node: Node, sign: str) -> list[Node]:
    """The operands of a chain of `&&` or `||`."""
    if node.kind != "binary" or node.value != sign:
        return [node]
    return [*_flat(node.parts[0], sign), *_flat(node.parts[1], sign)]


def _against_constant(node: Node) -> bool:
    """`x == "a"`, `x == 3`."""
    return (
        node.kind == "binary"
        and node.value == "=="
        and _is_constant(node.parts[1])
        and not _is_constant(node.parts[0])
    )


def _is_constant(node: Node) -> bool:
    return node.kind == "text" or (node.kind == "literal" and node.value not in ("null", "true", "false"))


def _is_limit(node: Node) -> bool:
    """`x > 3` and its kin with a number on the right."""
    if node.kind != "binary" or node.value not in ("<", "<=", ">", ">="):
        return False
    return node.parts[1].kind == "literal" and node.parts[0].kind not in ("literal", "text")


def _is_not_null(node: Node) -> bool:
    return node.kind == "binary" and node.value == "!=" and node.parts[1] == Node("literal", node.parts[1].at, "null")
