"""The expressions of one process as Python, for SpiffWorkflow: the guarded JUEL text, said once more in Python.

JUEL's text holds already what keeps null apart; what JUEL does silently with null (a comparison is false, an entry of
nothing is nothing) is said here.
"""

from __future__ import annotations

import json
from keyword import iskeyword

from modeler.dialects.juel import constant_time
from modeler.dialects.losses import Losses
from modeler.dialects.typed import Typed
from runner.bundle.graph import Expression, TimerText
from runner.core.errors import AppError
from runner.core.messages import sentence
from runner.feel import parse, tree
from runner.feel.translate import to_juel
from runner.feel.translate.juel_calls import variable_name
from runner.feel.translate.juel_syntax import Node, read
from runner.feel.translate.remarks import Refused

_SIGNS = {"&&": "and", "||": "or", "==": "==", "!=": "!="}
_CONSTANTS = {"true": "True", "false": "False", "null": "None"}
_METHODS = {
    ("length", 0): "len({0})", ("size", 0): "len({0})", ("toUpperCase", 0): "{0}.upper()",
    ("toLowerCase", 0): "{0}.lower()", ("contains", 1): "({1} in {0})", ("startsWith", 1): "{0}.startswith({1})",
    ("endsWith", 1): "{0}.endswith({1})", ("concat", 1): "({0} + {1})", ("substring", 1): "{0}[{1}:]",
    ("substring", 2): "{0}[{1}:{2}]",
}  # fmt: skip


class Python:
    """Translates with what is known of the variables of a process; `names` gathers the variables that are used."""

    def __init__(self, variables: Typed, losses: Losses) -> None:
        self._losses = losses
        self._variables = variables
        self.names: set[str] = set()

    def assigned(self, name: str, text: str, element: str, called: str, place: str) -> str | None:
        """`NAME = VALUE`; None where either cannot be said, which is told."""
        if not name.isidentifier() or iskeyword(name):
            self._losses.add(
                place, element, called, text=name, cause=sentence("translate.reserved", {"name": name, "column": 1})
            )
            return None
        value = self.value(text, element, called, place)
        return f"{name} = {value}" if value is not None else None

    def condition(self, text: str, element: str, name: str, place: str = "condition") -> str | None:
        """Python that is `True` exactly where FEEL's value is true; None where that cannot be said, which is told."""
        return self._translate(text, element, name, place, condition=True)

    def value(self, text: str, element: str, name: str, place: str) -> str | None:
        """Python with FEEL's value; None where that cannot be said, which is told."""
        return self._translate(text, element, name, place, condition=False)

    def given(self, expression: Expression, element: str, name: str, place: str, *, condition: bool) -> str | None:
        """An expression of the file; what is in no language that is understood is refused."""
        if expression.language != "feel":
            self._losses.add("condition-foreign", element, name, text=expression.text[:60])
            return None
        return self._translate(expression.text, element, name, place, condition=condition)

    def timer(self, timer: TimerText, element: str, name: str) -> str | None:
        """A time is a Python text, or an expression that gives one."""
        if not timer.text.startswith("="):
            return json.dumps(timer.text)
        text = timer.text[1:].strip()
        constant = constant_time(text)
        return json.dumps(constant) if constant is not None else self.value(text, element, name, "timer")

    def _translate(self, text: str, element: str, name: str, place: str, *, condition: bool) -> str | None:
        short = " ".join(text.split())[:60]
        cause = ""
        try:
            node = parse(text)
            listed = _list_of(node)
            if listed is not None:
                self.names |= {one.name for one in tree.walk(node) if isinstance(one, tree.Name)}
                return listed
            made = to_juel(node, self._variables, target="plain", condition=condition)
            if made.text is not None:
                return self._said(read(made.text[2:-1]))
            cause = made.refusal.message if made.refusal is not None else ""
        except AppError as error:
            cause = error.message
        except Refused as refused:
            cause = refused.remark.message
        self._losses.add(place, element, name, text=short, cause=cause or sentence("translate.deep", {}))
        return None

    def _said(self, node: Node) -> str:
        parts = [self._said(part) for part in node.parts] if node.kind not in ("call", "field") else []
        match node.kind:
            case "literal":
                return _CONSTANTS.get(str(node.value), str(node.value))
            case "text":
                return repr(str(node.value))
            case "name":
                return self._name(str(node.value), node.at)
            case "not":
                return f"(not {parts[0]})"
            case "-":
                return f"(-{parts[0]})"
            case "choice":
                return f"({parts[1]} if {parts[0]} else {parts[2]})"
            case "field":
                return f"({self._said(node.parts[0])} or {{}}).get({str(node.value)!r})"
            case "index":
                return f"({parts[0]}[{parts[1]}] if {parts[0]} != None and len({parts[0]}) > {parts[1]} else None)"
            case "binary":
                return _binary(node, parts)
            case "call":
                return self._call(node)
        raise Refused("translate.construct", node.at, construct="value")

    def _name(self, name: str, at: int) -> str:
        if iskeyword(name) or not name.isidentifier():
            raise Refused("translate.reserved", at, name=name)
        self.names.add(name)
        return name

    def _call(self, node: Node) -> str:
        asked = variable_name(node)
        if asked is not None:
            return self._name(asked, node.at)
        parts = [self._said(part) for part in node.parts]
        pattern = _METHODS.get((str(node.value), len(parts) - 1))
        if pattern is None:
            raise Refused("translate.function", node.at, name=str(node.value))
        return pattern.format(*parts)


def _binary(node: Node, parts: list[str]) -> str:
    left, right = parts
    sign = str(node.value)
    if sign in ("==", "!="):
        for one, other, kept in ((node.parts[1], left, right), (node.parts[0], right, left)):
            if one.kind == "literal" and str(one.value) in ("true", "false"):
                return f"({other} {'is' if sign == '==' else 'is not'} {kept})"
    if sign in ("<", "<=", ">", ">="):
        guards = [
            f"{text} != None"
            for part, text in zip(node.parts, parts, strict=True)
            if part.kind not in ("literal", "text", "-")
        ]
        return f"({' and '.join([*guards, f'{left} {sign} {right}'])})"
    return f"({left} {_SIGNS.get(sign, sign)} {right})"


def _list_of(node: tree.Ast) -> str | None:
    """A list of constants or names as Python writes it."""
    if not isinstance(node, tree.ListNode):
        return None
    items = []
    for one in node.items:
        if isinstance(one, tree.Literal) and (one.value is None or isinstance(one.value, str | bool)):
            items.append(repr(one.value))
        elif isinstance(one, tree.Literal):
            items.append(str(one.value))
        elif isinstance(one, tree.Name):
            items.append(one.name)
        else:
            return None
    return f"[{', '.join(items)}]"
