"""A small evaluator of JUEL for tests: coercions and null as the Expression Language (JSR 245, 1.7, 1.8) has them."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Mapping
from typing import Any

from runner.feel.translate.juel_syntax import Node, read


class JuelError(Exception):
    """What an engine would fail with: an unknown variable, a method of null, a text that is no number."""


def evaluate_juel(text: str, variables: Mapping[str, Any]) -> Any:
    """The value of `${...}`. Numbers are int and float, texts str, lists list, maps dict."""
    match = re.fullmatch(r"\$\{(.*)\}", text, re.DOTALL)
    assert match is not None, text
    return _value(read(match[1]), variables)


def taken(text: str, variables: Mapping[str, Any]) -> bool:
    """Whether a flow with that condition is taken; engines fail where the outcome is no boolean."""
    outcome = evaluate_juel(text, variables)
    if not isinstance(outcome, bool):
        raise JuelError(f"condition gave {outcome!r}")
    return outcome


def _value(node: Node, names: Mapping[str, Any]) -> Any:
    if node.kind == "literal":
        known = {"true": True, "false": False, "null": None}
        text = str(node.value)
        return known[text] if text in known else float(text) if "." in text else int(text)
    if node.kind == "text":
        return node.value
    if node.kind == "name":
        if node.value not in names:
            raise JuelError(f"unknown property {node.value}")
        return names[node.value]
    if node.kind == "choice":
        return _value(node.parts[1 if _boolean(_value(node.parts[0], names)) else 2], names)
    if node.kind == "not":
        return not _boolean(_value(node.parts[0], names))
    if node.kind == "-":
        return -_number(_value(node.parts[0], names))
    if node.kind == "field":
        source = _value(node.parts[0], names)
        return None if source is None else source.get(node.value)
    if node.kind == "index":
        return _item(_value(node.parts[0], names), _value(node.parts[1], names))
    if node.kind == "call":
        return _call(node, names)
    assert node.kind == "binary", node
    return _binary(node, names)


def _item(source: Any, key: Any) -> Any:
    if source is None or key is None:
        return None
    if isinstance(source, list):
        return source[int(key)] if 0 <= int(key) < len(source) else None
    return source.get(key)


def _binary(node: Node, names: Mapping[str, Any]) -> Any:
    sign = node.value
    left = _value(node.parts[0], names)
    if sign == "&&":
        return _boolean(left) and _boolean(_value(node.parts[1], names))
    if sign == "||":
        return _boolean(left) or _boolean(_value(node.parts[1], names))
    right = _value(node.parts[1], names)
    if sign in ("==", "!="):
        return _equal(left, right) is (sign == "==")
    if sign in ("<", "<=", ">", ">="):
        return _ordered(sign, left, right)
    return _arithmetic(sign, left, right)


def _equal(left: Any, right: Any) -> bool:
    if left is right:
        return True
    if left is None or right is None:
        return False
    if _is_number(left) or _is_number(right):
        return bool(_number(left) == _number(right))
    if isinstance(left, bool) or isinstance(right, bool):
        return _boolean(left) is _boolean(right)
    return bool(left == right)


def _ordered(sign: str, left: Any, right: Any) -> bool:
    if left is right:
        return sign in ("<=", ">=")
    if left is None or right is None:
        return False
    if _is_number(left) or _is_number(right):
        left, right = _number(left), _number(right)
    elif isinstance(left, bool) or isinstance(right, bool):
        raise JuelError("booleans have no order")
    tests = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
    return bool(tests[sign](left, right))


def _arithmetic(sign: str, left: Any, right: Any) -> Any:
    one, other = _number(left), _number(right)
    if sign == "/":
        if other == 0:
            return math.nan if one == 0 else math.copysign(math.inf, one)
        return one / other
    if sign == "%":
        if other == 0:
            raise JuelError("division by zero")
        remainder = math.fmod(one, other)
        return int(remainder) if isinstance(one, int) and isinstance(other, int) else remainder
    return {"+": operator.add, "-": operator.sub, "*": operator.mul}[sign](one, other)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(value: Any) -> Any:
    if value is None or value == "":
        return 0
    if isinstance(value, str):
        try:
            return float(value) if "." in value else int(value)
        except ValueError as error:
            raise JuelError(f"{value!r} is no number") from error
    if not _is_number(value):
        raise JuelError(f"{value!r} is no number")
    return value


def _boolean(value: Any) -> bool:
    if value is None or value == "":
        return False
    if isinstance(value, str):
        return value.lower() == "true"
    if not isinstance(value, bool):
        raise JuelError(f"{value!r} is no boolean")
    return value


def _call(node: Node, names: Mapping[str, Any]) -> Any:
    receiver, *rest = node.parts
    arguments = [_value(part, names) for part in rest]
    if receiver == Node("name", receiver.at, "execution") and node.value == "getVariable":
        return names.get(arguments[0])
    source = _value(receiver, names)
    if source is None:
        raise JuelError(f"{node.value}() of null")
    if node.value == "size":
        return len(source)
    if node.value == "contains":
        if arguments[0] is None and isinstance(source, str):
            raise JuelError("contains(null)")
        return arguments[0] in source
    assert isinstance(source, str), node
    if any(argument is None for argument in arguments):
        raise JuelError(f"{node.value}(null)")
    return _text_method(str(node.value), source, arguments)


def _text_method(name: str, source: str, arguments: list[Any]) -> Any:
    if name == "substring":
        begin, end = arguments[0], arguments[1] if len(arguments) > 1 else len(source)
        if not 0 <= begin <= end <= len(source):
            raise JuelError("string index out of range")
        return source[begin:end]
    if name == "matches":
        return re.fullmatch(arguments[0], source) is not None
    methods: dict[str, Any] = {
        "concat": lambda: source + arguments[0],
        "startsWith": lambda: source.startswith(arguments[0]),
        "endsWith": lambda: source.endswith(arguments[0]),
        "length": lambda: len(source),
        "toUpperCase": source.upper,
        "toLowerCase": source.lower,
    }
    return methods[name]()
