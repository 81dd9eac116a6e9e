"""FEEL as a Python expression made of calls of our run-time alone: `eq(var("a"), num("1"))`.

For hosts that run Python expressions. No operator, index or attribute of Python is used, so null, decimals and
three-valued logic stay FEEL's. The functions are those of `python_runtime`.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from runner.feel import tree
from runner.feel.calls import function_of
from runner.feel.translate.remarks import Refused, Remark, Translation

_OPERATORS = {
    "=": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "and": "and3", "or": "or3",
    "+": "add", "-": "sub", "*": "mul", "/": "div", "**": "power",
}  # fmt: skip
_SCOPES: dict[type[tree.Ast], str] = {
    tree.For: "for",
    tree.Quantified: "quantified",
    tree.FunctionNode: "function",
    tree.ContextNode: "context",
}


def to_python(node: tree.Ast) -> Translation:
    """The Python text of a tree, or the place and reason why there is none."""
    try:
        return Translation(_write(node))
    except Refused as refused:
        return Translation(None, refused.remark)
    except RecursionError:
        return Translation(None, Remark("translate.deep"))


def _call(name: str, *arguments: str) -> str:
    return f"{name}({', '.join(arguments)})"


def _write(node: tree.Ast) -> str:
    rule = _RULES.get(type(node))
    if rule is None:
        raise Refused("translate.scope", node.at, construct=_SCOPES.get(type(node), "value"))
    return rule(node)


def _literal(node: tree.Literal) -> str:
    if node.value is None or isinstance(node.value, bool):
        return repr(node.value)
    if isinstance(node.value, Decimal):
        return _call("num", repr(str(node.value)))
    if isinstance(node.value, str):
        return _call("text", ascii(node.value))
    raise Refused("translate.construct", node.at, construct="temporal")


def _binary(node: tree.Binary) -> str:
    return _call(_OPERATORS[node.operator], _write(node.left), _write(node.right))


def _between(node: tree.Between) -> str:
    value = _write(node.value)
    return _call("and3", _call("ge", value, _write(node.low)), _call("le", value, _write(node.high)))


def _in(node: tree.In) -> str:
    value = _write(node.value)
    whole = _test(value, node.tests[0])
    for test in node.tests[1:]:
        whole = _call("or3", whole, _test(value, test))
    return whole


def _test(value: str, test: tree.Ast) -> str:
    if isinstance(test, tree.Comparison):
        return _call(_OPERATORS[test.operator], value, _write(test.operand))
    if any(isinstance(part, tree.Name) and part.name == "?" for part in tree.walk(test)):
        raise Refused("translate.construct", test.at, construct="test")
    return _call("meets", value, _write(test))


def _range(node: tree.RangeNode) -> str:
    if node.low is None or node.high is None:
        raise Refused("translate.construct", node.at, construct="range")
    return _call("span", _write(node.low), _write(node.high), repr(node.low_included), repr(node.high_included))


def _filter(node: tree.Filter) -> str:
    index = tree.constant_number(node.condition)
    if index is None:
        raise Refused("translate.scope", node.at, construct="filter")
    return _call("item", _write(node.source), _call("num", repr(str(index))))


def _function(node: tree.Call) -> str:
    if not isinstance(node.function, tree.Name) or function_of(node.function.name) is None:
        name = node.function.name if isinstance(node.function, tree.Name) else "()"
        raise Refused("translate.function", node.at, name=name)
    if node.names:
        raise Refused("translate.arguments", node.at, name=node.function.name)
    if node.function.name == "not":
        return _call("not3", *(_write(argument) for argument in node.arguments))
    return _call("call", ascii(node.function.name), *(_write(argument) for argument in node.arguments))


_RULES: dict[type[tree.Ast], Callable[..., str]] = {
    tree.Literal: _literal,
    tree.Name: lambda node: _call("var", ascii(node.name)),
    tree.Path: lambda node: _call("get", _write(node.source), ascii(node.name)),
    tree.Filter: _filter,
    tree.Call: _function,
    tree.Negate: lambda node: _call("neg", _write(node.operand)),
    tree.Binary: _binary,
    tree.Between: _between,
    tree.In: _in,
    tree.RangeNode: _range,
    tree.ListNode: lambda node: _call("items", *(_write(item) for item in node.items)),
    tree.If: lambda node: _call("choose", _write(node.condition), _write(node.yes), _write(node.no)),
}
