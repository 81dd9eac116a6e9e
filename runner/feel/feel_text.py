"""A syntax tree written out as FEEL again, with as few brackets as the language needs."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from runner.feel import temporal, tree

_BINDING = {"or": 1, "and": 2, "+": 4, "-": 4, "*": 5, "/": 5, "**": 6}
_OPEN, _TEST, _SUM, _TIGHT, _ATOM = 0, 3, 4, 8, 9


def feel_text(node: tree.Ast) -> str:
    """The text of a node; reading it again gives the same tree, positions aside."""
    return _piece(node)[0]


def _at_least(node: tree.Ast, power: int) -> str:
    text, own = _piece(node)
    return text if own >= power else f"({text})"


def _piece(node: tree.Ast) -> tuple[str, int]:
    return _RULES[type(node)](node)


def quoted(text: str) -> str:
    """A FEEL text literal."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + plain.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'


def value_text(value: Any) -> str:
    """A plain FEEL value as one would write it."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, str):
        return quoted(value)
    return f'@"{temporal.temporal_text(value)}"'


def _binary(node: tree.Binary) -> tuple[str, int]:
    own = _BINDING.get(node.operator, _TEST)
    texts: list[str] = []
    current: tree.Ast = node
    while isinstance(current, tree.Binary) and _BINDING.get(current.operator, _TEST) == own:  # a long chain is deep
        texts += [_at_least(current.right, own + 1), current.operator]
        current = current.left
    return " ".join([_at_least(current, own), *reversed(texts)]), own


def _row(nodes: tuple[tree.Ast, ...]) -> str:
    return ", ".join(feel_text(node) for node in nodes)


def _in(node: tree.In) -> tuple[str, int]:
    value = _at_least(node.value, _TEST)
    if len(node.tests) == 1 and isinstance(node.tests[0], tree.RangeNode | tree.ListNode | tree.Name):
        return f"{value} in {feel_text(node.tests[0])}", _TEST
    return f"{value} in ({_row(node.tests)})", _TEST


def _range(node: tree.RangeNode) -> tuple[str, int]:
    low, high = (feel_text(end) if end is not None else "" for end in (node.low, node.high))
    return f"{'[' if node.low_included else '('}{low}..{high}{']' if node.high_included else ')'}", _ATOM


def _call(node: tree.Call) -> tuple[str, int]:
    texts = [feel_text(argument) for argument in node.arguments]
    if node.names:
        texts = [f"{name}: {text}" for name, text in zip(node.names, texts, strict=True)]
    return f"{_at_least(node.function, _ATOM)}({', '.join(texts)})", _ATOM


def _rounds(iterations: tuple[tree.Iteration, ...]) -> str:
    parts = []
    for item in iterations:
        until = f"..{feel_text(item.until)}" if item.until is not None else ""
        parts.append(f"{item.name} in {feel_text(item.source)}{until}")
    return ", ".join(parts)


def _quantified(node: tree.Quantified) -> tuple[str, int]:
    word = "every" if node.every else "some"
    return f"{word} {_rounds(node.iterations)} satisfies {feel_text(node.condition)}", _OPEN


def _key(key: str) -> str:
    return key if key.isidentifier() else quoted(key)


def _context(node: tree.ContextNode) -> tuple[str, int]:
    entries = zip(node.keys, node.values, strict=True)
    return "{" + ", ".join(f"{_key(key)}: {feel_text(value)}" for key, value in entries) + "}", _ATOM


def _type(node: tree.TypeNode) -> str:
    if node.keys:
        entries = zip(node.keys, node.arguments, strict=True)
        return f"{node.name}<{', '.join(f'{key}: {_type(kind)}' for key, kind in entries)}>"
    inner = f"<{', '.join(_type(kind) for kind in node.arguments)}>" if node.arguments else ""
    return node.name + inner


def _function(node: tree.FunctionNode) -> tuple[str, int]:
    params = [
        name if kind is None else f"{name}: {_type(kind)}" for name, kind in zip(node.params, node.types, strict=True)
    ]
    return f"function({', '.join(params)}) {feel_text(node.body)}", _OPEN


_RULES: dict[type[tree.Ast], Callable[[Any], tuple[str, int]]] = {
    tree.Literal: lambda node: (value_text(node.value), _ATOM),
    tree.Name: lambda node: (node.name, _ATOM),
    tree.Path: lambda node: (f"{_at_least(node.source, _ATOM)}.{node.name}", _ATOM),
    tree.Filter: lambda node: (f"{_at_least(node.source, _ATOM)}[{feel_text(node.condition)}]", _ATOM),
    tree.Call: _call,
    tree.Negate: lambda node: (f"-{_at_least(node.operand, _TIGHT)}", _TIGHT - 1),
    tree.Binary: _binary,
    tree.Between: lambda node: (
        f"{_at_least(node.value, _TEST)} between {_at_least(node.low, _SUM)} and {_at_least(node.high, _SUM)}",
        _TEST,
    ),
    tree.In: _in,
    tree.RangeNode: _range,
    tree.Comparison: lambda node: (f"{node.operator} {_at_least(node.operand, _SUM)}", _TEST),
    tree.ListNode: lambda node: (f"[{_row(node.items)}]", _ATOM),
    tree.ContextNode: _context,
    tree.If: lambda node: (
        f"if {feel_text(node.condition)} then {feel_text(node.yes)} else {feel_text(node.no)}",
        _OPEN,
    ),
    tree.For: lambda node: (f"for {_rounds(node.iterations)} return {feel_text(node.result)}", _OPEN),
    tree.Quantified: _quantified,
    tree.InstanceOf: lambda node: (f"{_at_least(node.value, _TIGHT)} instance of {_type(node.type)}", 7),
    tree.FunctionNode: _function,
}
