"""FEEL's functions in JUEL: methods of Java's texts and lists, guarded against null; the rest is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from runner.feel import tree
from runner.feel.translate.juel_text import (
    ATOM,
    CHOICE,
    PRODUCT,
    RELATION,
    UNARY,
    Piece,
    Value,
    all_of,
    bracketed,
    number_text,
    opposite,
    quoted,
)
from runner.feel.translate.remarks import Refused

if TYPE_CHECKING:
    from runner.feel.translate.juel_out import JuelWriter

_TESTS = frozenset({"not", "contains", "starts with", "ends with", "matches", "list contains"})
_TEXT_TESTS = {"contains": "contains", "starts with": "startsWith", "ends with": "endsWith"}
_CASES = {"upper case": "toUpperCase", "lower case": "toLowerCase"}
# means the same in XPath, RE2 and Java
_COMMON_PATTERN = re.compile(
    r"(?:[A-Za-z0-9 _@#%&=:;<>,/~'\"|!-]|\\[.+*?()|\[\]{}^$/-]|\(\?:|[()]|[*+?]|\{\d+(?:,\d*)?\}"
    r"|\[\^?(?:[A-Za-z0-9]-[A-Za-z0-9]|[A-Za-z0-9_ .,@])+\])*"
)


def is_test(name: str) -> bool:
    """Whether the function gives true or false."""
    return name in _TESTS


def name_of(node: tree.Call) -> str:
    """The function that is called by its name. Raises `Refused` for a computed one."""
    if isinstance(node.function, tree.Name):
        return node.function.name
    raise Refused("translate.function", node.at, name="()")


def _arguments(node: tree.Call, *counts: int) -> tuple[tree.Ast, ...]:
    if len(node.arguments) not in counts or node.names:
        raise Refused("translate.arguments", node.at, name=name_of(node))
    return node.arguments


def test(writer: JuelWriter, node: tree.Call, wanted: bool) -> Piece | None:
    """A function that gives true or false; None for any other."""
    name = name_of(node)
    if name == "not":
        return writer.when(_arguments(node, 1)[0], not wanted)
    if name not in _TESTS:
        return None
    if name == "matches":
        guards, text = _matches(writer, node)
    elif name == "list contains":
        guards, text = _list_contains(writer, node)
    else:
        first, second = _arguments(node, 2)
        whole, part = _text(writer, first), _text(writer, second)
        guards, text = [*whole.needs, *part.needs], f"{_receiver(whole)}.{_TEXT_TESTS[name]}({part.text})"
    found = (text, ATOM)
    return all_of(*guards, found if wanted else opposite(found))


def _text(writer: JuelWriter, node: tree.Ast) -> Value:
    return writer.of_type(writer.value(node), "string", node)


def _receiver(value: Value) -> str:
    return bracketed(value.piece, ATOM)


def _matches(writer: JuelWriter, node: tree.Call) -> tuple[list[Piece], str]:
    """FEEL searches, Java wants the whole text."""
    first, second = _arguments(node, 2)
    if not isinstance(second, tree.Literal) or not isinstance(second.value, str):
        raise Refused("translate.arguments", node.at, name="matches")
    pattern = second.value
    begins, ends = pattern.startswith("^"), pattern.endswith("$") and not pattern.endswith("\\$")
    pattern = pattern[begins : len(pattern) - ends]
    anchored = begins or ends
    if not _COMMON_PATTERN.fullmatch(pattern) or (anchored and _has_open_choice(pattern)):
        raise Refused("translate.pattern", second.at)
    rest = "[\\s\\S]*"
    whole = f"{'' if begins else rest}(?:{pattern}){'' if ends else rest}"
    value = _text(writer, first)
    return list(value.needs), f"{_receiver(value)}.matches({quoted(whole)})"


def _has_open_choice(pattern: str) -> bool:
    """Whether a `|` stands outside of brackets."""
    depth = 0
    for sign in re.sub(r"\\.", "", pattern):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            return True
    return False


def _list_contains(writer: JuelWriter, node: tree.Call) -> tuple[list[Piece], str]:
    """Texts and booleans only: Java's lists tell the kinds of numbers apart. That nothing is in a list can be asked
    of them, too."""
    first, second = _arguments(node, 2)
    items = writer.of_type(writer.value(first), "list", first)
    wanted = writer.value(second)
    if wanted.type not in ("string", "boolean") or wanted.guards:
        raise Refused("translate.arguments", node.at, name="list contains")
    if writer.target == "flowable" and isinstance(first, tree.Name):  # it may have come in as JSON, too
        return list(items.needs), f"variables:contains({first.name}, {wanted.text})"
    return list(items.needs), f"{_receiver(items)}.contains({wanted.text})"


# ---------------------------------------------------------------------- values


def value(writer: JuelWriter, node: tree.Call) -> Value:
    """A function that gives a value. Raises `Refused`."""
    name = name_of(node)
    rule = _VALUES.get(name)
    if rule is None:
        raise Refused("translate.function", node.at, name=name)
    return rule(writer, node)


def _length(writer: JuelWriter, node: tree.Call) -> Value:
    text = _text(writer, _arguments(node, 1)[0])
    writer.note("translate.characters", node.at, name="string length")
    return Value(f"{_receiver(text)}.length()", ATOM, "number", text.needs)


def _count(writer: JuelWriter, node: tree.Call) -> Value:
    argument = _arguments(node, 1)[0]
    items = writer.of_type(writer.value(argument), "list", argument)
    return Value(f"{_receiver(items)}.size()", ATOM, "number", items.needs)


def _case(writer: JuelWriter, node: tree.Call) -> Value:
    text = _text(writer, _arguments(node, 1)[0])
    return Value(f"{_receiver(text)}.{_CASES[name_of(node)]}()", ATOM, "string", text.needs)


def _substring(writer: JuelWriter, node: tree.Call) -> Value:
    arguments = _arguments(node, 2, 3)
    numbers = [tree.constant_number(item) for item in arguments[1:]]
    if any(number is None or number < 1 or number != number.to_integral_value() for number in numbers):
        raise Refused("translate.arguments", node.at, name="substring")
    begin, *length = [int(number) for number in numbers if number is not None]
    text = _text(writer, arguments[0])
    writer.note("translate.characters", node.at, name="substring")
    source = _receiver(text)
    # Java fails beyond the end, FEEL takes what there is
    whole: Piece = (f"{source}.length() >= {begin} ? {source}.substring({begin - 1}) : ''", CHOICE)
    if length:
        end = begin - 1 + length[0]
        whole = (f"{source}.length() > {end} ? {source}.substring({begin - 1}, {end}) : ({whole[0]})", CHOICE)
    return Value(*whole, "string", text.needs)


def _modulo(writer: JuelWriter, node: tree.Call) -> Value:
    """FEEL's remainder has the sign of the divisor, Java's that of the dividend: added once more, it fits."""
    first, second = _arguments(node, 2)
    divisor = tree.constant_number(second)
    if divisor is None or divisor <= 0:
        raise Refused("translate.arguments", node.at, name="modulo")
    number = writer.of_type(writer.value(first), "number", first)
    by = number_text(divisor, second.at)
    text = f"({bracketed(number.piece, PRODUCT)} % {by} + {by}) % {by}"
    return Value(text, PRODUCT, "number", number.needs, inexact=number.inexact or divisor != int(divisor))


def _absolute(writer: JuelWriter, node: tree.Call) -> Value:
    argument = _arguments(node, 1)[0]
    number = writer.of_type(writer.value(argument), "number", argument)
    negative: Piece = (f"{bracketed(number.piece, RELATION)} < 0", RELATION)
    text, power = writer.choice(negative, (f"-{bracketed(number.piece, ATOM)}", UNARY), number.piece)
    return number._replace(text=text, power=power, guards=number.needs, nullable=False)


def _or_else(writer: JuelWriter, node: tree.Call) -> Value:
    first, second = (writer.value(argument) for argument in _arguments(node, 2))
    if first.type == "any":
        first = writer.of_type(first, second.type, node)
    second = writer.of_type(second, first.type, node)
    if not first.needs:
        return first
    if second.guards:
        raise Refused("translate.arguments", node.at, name="get or else")
    text, power = writer.choice(all_of(*first.needs), first.piece, second.piece)
    return Value(text, power, first.type, nullable=second.nullable, inexact=first.inexact or second.inexact)


_VALUES: dict[str, Callable[[JuelWriter, tree.Call], Value]] = {
    "string length": _length,
    "count": _count,
    "upper case": _case,
    "lower case": _case,
    "substring": _substring,
    "modulo": _modulo,
    "abs": _absolute,
    "get or else": _or_else,
}

_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_PARTS = ("Years", "Months", "Days", "Hours", "Minutes", "Seconds")


def _calls(node: tree.Ast, name: str) -> bool:
    return isinstance(node, tree.Call) and isinstance(node.function, tree.Name) and node.function.name == name


def due_date(writer: JuelWriter, node: tree.Ast) -> str | None:
    """`now()` or `now() + duration("P2D")` as a whole, for due dates; None for anything else."""
    shifted = isinstance(node, tree.Binary) and node.operator in ("+", "-")
    first = node.left if isinstance(node, tree.Binary) and shifted else node
    if not _calls(first, "now"):
        return None
    if writer.target != "camunda7":
        raise Refused("translate.function", first.at, name="now")
    if not isinstance(node, tree.Binary):
        return "now()"
    span, sign = node.right, "plus" if node.operator == "+" else "minus"
    given = span.arguments[0] if isinstance(span, tree.Call) and _calls(span, "duration") and span.arguments else None
    found = _DURATION.fullmatch(str(given.value)) if isinstance(given, tree.Literal) else None
    steps = [f".{sign}{part}({int(n)})" for part, n in zip(_PARTS, found.groups(), strict=True) if n] if found else []
    if not steps:
        raise Refused("translate.construct", span.at, construct="temporal")
    return f"dateTime(){''.join(steps)}.toDate()"
