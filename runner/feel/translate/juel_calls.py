"""Methods and functions of JUEL conditions as FEEL: of Java's texts and lists, of the engines, of Spin JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from runner.feel.translate.juel_syntax import Node
from runner.feel.translate.remarks import Refused

ATOM, UNARY, PRODUCT, SUM, TEST, BOTH, EITHER, OPEN = 9, 7, 5, 4, 3, 2, 1, 0
"""How tightly a FEEL text binds."""

ENGINE_OBJECTS = frozenset(
    {"execution", "task", "caseExecution", "variableContainer", "planItemInstance", "connector", "externalTask"}
)

Piece = tuple[str, int]


class Writer(Protocol):
    """What these functions need of the translator."""

    scripts: bool

    def piece(self, node: Node) -> Piece: ...
    def text(self, node: Node, power: int = OPEN) -> str: ...
    def note(self, code: str, at: int, **params: str) -> None: ...
    def name(self, name: str, at: int) -> str: ...
    def entry(self, source: Node, name: str, at: int) -> Piece: ...


Rule = Callable[[Writer, Node, Node, tuple[Node, ...]], Piece]


def quoted(text: str) -> str:
    """A FEEL text literal."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + plain.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'


def call(writer: Writer, node: Node) -> Piece:
    """`receiver.method(arguments)`. Raises `Refused`."""
    receiver, arguments = node.parts[0], node.parts[1:]
    if receiver.kind == "name" and receiver.value in ENGINE_OBJECTS | {"variables"}:
        return _of_engine(writer, node, receiver, arguments)
    if receiver.kind == "name" and receiver.value in ("S", "JSON"):
        raise Refused("translate.bean", node.at, name=receiver.value)
    if _is_moment(receiver) is not None:
        found = _moment(writer, node)
        if found is not None:
            return found
    rule = _METHODS.get((node.value, len(arguments)))
    if rule is not None:
        return rule(writer, node, receiver, arguments)
    if not arguments and node.value.startswith("get") and node.value[3:4].isupper():
        field = node.value[3].lower() + node.value[4:]
        writer.note("translate.getter", node.at, name=field)
        return writer.entry(receiver, field, node.at)
    raise Refused("translate.bean", node.at, name=f"{node.value}()")


def function(writer: Writer, node: Node) -> Piece:
    """`function(arguments)` or `prefix:function(arguments)`. Raises `Refused`."""
    prefix, _, name = node.value.rpartition(":")
    if prefix in ("var", "vars", "variables"):
        return _variable_function(writer, node, name)
    if node.value in ("now", "dateTime") and not node.parts:
        return "now()", ATOM
    if node.value in ("S", "JSON") and len(node.parts) == 1:
        return writer.piece(node.parts[0])
    raise Refused("translate.bean", node.at, name=f"{node.value}()")


# ---------------------------------------------------------------------- the engine's objects


def variable_name(node: Node) -> str | None:
    """The variable that a node asks the engine for by name, or None."""
    wanted = ("getVariable", "getVariableLocal", "get", "getVariableTyped")
    if node.kind == "call" and node.value in wanted and len(node.parts) == 2:
        receiver, argument = node.parts
        if receiver.kind == "name" and receiver.value in ENGINE_OBJECTS | {"variables"} and argument.kind == "text":
            return str(argument.value)
    return None


def _of_engine(writer: Writer, node: Node, receiver: Node, arguments: tuple[Node, ...]) -> Piece:
    name = variable_name(node)
    if name is not None:
        return writer.name(name, node.at), ATOM
    if node.value in ("hasVariable", "hasVariableLocal") and len(arguments) == 1 and arguments[0].kind == "text":
        return f"{writer.name(str(arguments[0].value), node.at)} != null", TEST
    raise Refused("translate.engine", node.at, name=f"{receiver.value}.{node.value}()")


_ASKED = {
    "eq": "=", "equals": "=", "ne": "!=", "notEquals": "!=", "lt": "<", "lowerThan": "<", "lessThan": "<",
    "lte": "<=", "lowerThanOrEquals": "<=", "lessThanOrEquals": "<=", "gt": ">", "greaterThan": ">",
    "gte": ">=", "greaterThanOrEquals": ">=",
}  # fmt: skip


def _variable_function(writer: Writer, node: Node, name: str) -> Piece:
    """Flowable's `var:` functions: the first argument names the variable, bare or in quotes."""
    if not node.parts:
        raise Refused("translate.bean", node.at, name=f"{node.value}()")
    first, rest = node.parts[0], node.parts[1:]
    variable = writer.name(str(first.value), first.at) if first.kind == "text" else writer.text(first, ATOM)
    found: Piece | None = None
    if name in _ASKED and len(rest) == 1:
        found = f"{variable} {_ASKED[name]} {writer.text(rest[0], SUM)}", TEST
    elif name == "get" and not rest:
        found = variable, ATOM
    elif name == "exists" and not rest:
        found = f"{variable} != null", TEST
    elif name in ("getOrDefault",) and len(rest) == 1:
        found = f"if {variable} = null then {writer.text(rest[0])} else {variable}", OPEN
    elif name in ("isEmpty", "empty", "isNotEmpty", "notEmpty") and not rest:
        found = empty(variable, negated="ot" in name)
    elif name in ("contains", "containsAny") and rest:
        found = _contains(writer, variable, name == "containsAny", rest)
    if found is None:
        raise Refused("translate.bean", node.at, name=f"{node.value}()")
    return found


def _contains(writer: Writer, variable: str, any_of: bool, wanted: tuple[Node, ...]) -> Piece:
    items = [writer.text(item) for item in wanted]
    if len(items) == 1:
        return f"list contains({variable}, {items[0]})", ATOM
    own = "x" if variable.split(".")[0].split("[")[0] != "x" else "entry"
    quantifier = "some" if any_of else "every"
    return f"{quantifier} {own} in [{', '.join(items)}] satisfies list contains({variable}, {own})", OPEN


def empty(text: str, *, negated: bool) -> Piece:
    """Whether something is null, an empty text or an empty list; never null itself."""
    if negated:
        return f'{text} != null and string({text}) != "" and count({text}) > 0', BOTH
    return f'{text} = null or string({text}) = "" or count({text}) = 0', EITHER


# ---------------------------------------------------------------------- points in time

_UNITS = {
    "Years": "P{}Y", "Months": "P{}M", "Weeks": "P{}W", "Days": "P{}D",
    "Hours": "PT{}H", "Minutes": "PT{}M", "Seconds": "PT{}S",
}  # fmt: skip


def _is_moment(node: Node) -> str | None:
    if node.kind == "function" and node.value in ("now", "dateTime") and not node.parts:
        return str(node.value)
    return _is_moment(node.parts[0]) if node.kind == "call" and node.parts else None


def _moment(writer: Writer, node: Node) -> Piece | None:
    """`dateTime().plusDays(2).toDate()` and the like; None for anything else."""
    if node.kind == "function":
        return "now()", ATOM
    inner = _moment(writer, node.parts[0])
    if inner is None:
        return None
    if node.value == "toDate" and len(node.parts) == 1:
        return inner
    sign = "+" if node.value.startswith("plus") else "-" if node.value.startswith("minus") else ""
    unit = node.value[4 if sign == "+" else 5 :]
    if not sign or unit not in _UNITS or len(node.parts) != 2 or not str(node.parts[1].value).isdigit():
        return None
    amount = int(node.parts[1].value)
    if unit == "Weeks":
        unit, amount = "Days", amount * 7
    return f'{inner[0]} {sign} duration("{_UNITS[unit].format(amount)}")', SUM


# ---------------------------------------------------------------------- methods of values


def _equals(writer: Writer, node: Node, receiver: Node, arguments: tuple[Node, ...]) -> Piece:
    left, right = receiver, arguments[0]
    if left.kind in ("text", "literal"):
        left, right = right, left
    return f"{writer.text(left, SUM)} = {writer.text(right, SUM)}", TEST


def _equals_any_case(writer: Writer, node: Node, receiver: Node, arguments: tuple[Node, ...]) -> Piece:
    left, right = receiver, arguments[0]
    if left.kind == "text":
        left, right = right, left
    if right.kind == "text":
        wanted = quoted(str(right.value).lower())
    else:
        wanted = f"lower case({writer.text(right)})"
    return f"lower case({writer.text(left)}) = {wanted}", TEST


def _same(writer: Writer, node: Node, receiver: Node, arguments: tuple[Node, ...]) -> Piece:
    return writer.piece(receiver)


def _named(name: str, order: str = "xa") -> Rule:
    def rule(writer: Writer, node: Node, receiver: Node, arguments: tuple[Node, ...]) -> Piece:
        texts = {"x": writer.text(receiver), **({"a": writer.text(arguments[0])} if arguments else {})}
        return f"{name}({', '.join(texts[key] for key in order if key in texts)})", ATOM

    return rule


def _size(writer: Writer, node: Node, receiver: Node, arguments: tuple[Node, ...]) -> Piece:
    return f"count({writer.text(receiver)})", ATOM


def _is_empty(writer: Writer, node: Node, receiver: Node, arguments: tuple[Node, ...]) -> Piece:
    text = writer.text(receiver)
    writer.note("translate.list-or-text", node.at, name=text)
    return f"count({text}) = 0", TEST


def _has(writer: Writer, node: Node, receiver: Node, arguments: tuple[Node, ...]) -> Piece:
    """`contains` is a method of texts and of lists alike."""
    if receiver.kind == "list":
        return (
            f"{writer.text(arguments[0], SUM)} in ({', '.join(writer.text(item) for item in receiver.parts)})",
            TEST,
        )
    whole, part = writer.text(receiver), writer.text(arguments[0])
    if receiver.kind == "text":
        return f"contains({whole}, {part})", ATOM
    if arguments[0].kind == "literal":
        return f"list contains({whole}, {part})", ATOM
    return (
        f"if {writer.text(receiver, ATOM)} instance of list<Any> then list contains({whole}, {part}) "
        f"else contains({whole}, {part})",
        OPEN,
    )


def _substring(writer: Writer, node: Node, receiver: Node, arguments: tuple[Node, ...]) -> Piece:
    numbers = [int(item.value) for item in arguments if item.kind == "literal" and str(item.value).isdigit()]
    if len(numbers) < len(arguments):
        raise Refused("translate.arguments", node.at, name="substring")
    if len(numbers) == 1:
        return f"substring({writer.text(receiver)}, {numbers[0] + 1})", ATOM
    if numbers[1] <= numbers[0]:
        raise Refused("translate.arguments", node.at, name="substring")
    return f"substring({writer.text(receiver)}, {numbers[0] + 1}, {numbers[1] - numbers[0]})", ATOM


def _matches(writer: Writer, node: Node, receiver: Node, arguments: tuple[Node, ...]) -> Piece:
    if arguments[0].kind != "text":
        raise Refused("translate.arguments", node.at, name="matches")
    return f"matches({writer.text(receiver)}, {quoted('^(' + str(arguments[0].value) + ')$')})", ATOM


def _entry(writer: Writer, node: Node, receiver: Node, arguments: tuple[Node, ...]) -> Piece:
    argument = arguments[0]
    if argument.kind == "text":
        return writer.entry(receiver, str(argument.value), node.at)
    if argument.kind == "literal" and str(argument.value).isdigit():
        return f"{writer.text(receiver, ATOM)}[{int(argument.value) + 1}]", ATOM
    raise Refused("translate.arguments", node.at, name=str(node.value))


def _has_entry(writer: Writer, node: Node, receiver: Node, arguments: tuple[Node, ...]) -> Piece:
    if arguments[0].kind != "text":
        raise Refused("translate.arguments", node.at, name=str(node.value))
    return f"{writer.entry(receiver, str(arguments[0].value), node.at)[0]} != null", TEST


def _concat(writer: Writer, node: Node, receiver: Node, arguments: tuple[Node, ...]) -> Piece:
    return f"{writer.text(receiver, SUM)} + {writer.text(arguments[0], PRODUCT)}", SUM


def _ordered(sign: str) -> Rule:
    def rule(writer: Writer, node: Node, receiver: Node, arguments: tuple[Node, ...]) -> Piece:
        return f"{writer.text(receiver, SUM)} {sign} {writer.text(arguments[0], SUM)}", TEST

    return rule


_METHODS: dict[tuple[str, int], Rule] = {
    ("equals", 1): _equals,
    ("equalsIgnoreCase", 1): _equals_any_case,
    **dict.fromkeys(
        [
            (name, 0)
            for name in (
                "booleanValue", "intValue", "longValue", "doubleValue", "floatValue", "value", "boolValue",
                "stringValue", "numberValue", "asText", "asInt", "asLong", "asDouble", "asBoolean", "elements",
                "textValue",
            )
        ],
        _same,
    ),
    ("size", 0): _size,
    ("isEmpty", 0): _is_empty,
    ("length", 0): _named("string length"),
    ("toLowerCase", 0): _named("lower case"),
    ("toUpperCase", 0): _named("upper case"),
    ("trim", 0): _named("trim"),
    ("toString", 0): _named("string"),
    ("startsWith", 1): _named("starts with"),
    ("endsWith", 1): _named("ends with"),
    ("contains", 1): _has,
    ("substring", 1): _substring,
    ("substring", 2): _substring,
    ("matches", 1): _matches,
    ("prop", 1): _entry,
    ("get", 1): _entry,
    ("path", 1): _entry,
    ("hasProp", 1): _has_entry,
    ("has", 1): _has_entry,
    ("containsKey", 1): _has_entry,
    ("concat", 1): _concat,
    ("before", 1): _ordered("<"),
    ("after", 1): _ordered(">"),
    ("isBefore", 1): _ordered("<"),
    ("isAfter", 1): _ordered(">"),
}  # fmt: skip
