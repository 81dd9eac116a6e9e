"""The syntax tree of an expression: frozen nodes with the position (from 0) where each begins."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from runner.feel.types import NUMBERS


@dataclass(frozen=True)
class Ast:
    """A node; `at` is the offset of its first character."""

    at: int


@dataclass(frozen=True)
class Literal(Ast):
    """A constant: null, boolean, number, text, or an `@"..."` temporal."""

    value: Any


@dataclass(frozen=True)
class Name(Ast):
    """A variable or function by name."""

    name: str


@dataclass(frozen=True)
class Path(Ast):
    """`source.name`."""

    source: Ast
    name: str


@dataclass(frozen=True)
class Filter(Ast):
    """`source[condition]` or `source[index]`."""

    source: Ast
    condition: Ast


@dataclass(frozen=True)
class Call(Ast):
    """A function invocation; `names` is empty for positional arguments."""

    function: Ast
    arguments: tuple[Ast, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Negate(Ast):
    """`-operand`."""

    operand: Ast


@dataclass(frozen=True)
class Binary(Ast):
    """`left operator right`: arithmetic, comparison, `and`, `or`."""

    operator: str
    left: Ast
    right: Ast


@dataclass(frozen=True)
class Between(Ast):
    """`value between low and high`."""

    value: Ast
    low: Ast
    high: Ast


@dataclass(frozen=True)
class In(Ast):
    """`value in (test, test ...)`."""

    value: Ast
    tests: tuple[Ast, ...]


@dataclass(frozen=True)
class RangeNode(Ast):
    """`[low..high]` and its open forms; an end of None has no limit."""

    low: Ast | None
    high: Ast | None
    low_included: bool
    high_included: bool


@dataclass(frozen=True)
class Comparison(Ast):
    """A unary comparison, `< 10`, `!= "a"`: a test of the value that is asked about."""

    operator: str
    operand: Ast


@dataclass(frozen=True)
class ListNode(Ast):
    """`[a, b, c]`."""

    items: tuple[Ast, ...]


@dataclass(frozen=True)
class ContextNode(Ast):
    """`{key: value}`; a later entry may name an earlier one."""

    keys: tuple[str, ...]
    values: tuple[Ast, ...]


@dataclass(frozen=True)
class If(Ast):
    """`if condition then yes else no`."""

    condition: Ast
    yes: Ast
    no: Ast


@dataclass(frozen=True)
class Iteration(Ast):
    """One `name in source` of a loop; `until` is set for `name in source..until`."""

    name: str
    source: Ast
    until: Ast | None = None


@dataclass(frozen=True)
class For(Ast):
    """`for ... return result`."""

    iterations: tuple[Iteration, ...]
    result: Ast


@dataclass(frozen=True)
class Quantified(Ast):
    """`some ... satisfies condition`, or `every`."""

    every: bool
    iterations: tuple[Iteration, ...]
    condition: Ast


@dataclass(frozen=True)
class TypeNode(Ast):
    """A type: its name, and what stands between `<` and `>` (for contexts with keys)."""

    name: str
    arguments: tuple[TypeNode, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class InstanceOf(Ast):
    """`value instance of type`."""

    value: Ast
    type: TypeNode


@dataclass(frozen=True)
class FunctionNode(Ast):
    """`function(a, b: type) body`."""

    params: tuple[str, ...]
    types: tuple[TypeNode | None, ...]
    body: Ast


@dataclass(frozen=True)
class External(Ast):
    """The body of a function that is defined outside the model: never run, its value is null."""

    body: Ast


@dataclass(frozen=True)
class Missing(Ast):
    """A place where something should stand; only trees of texts with errors hold it."""


@dataclass(frozen=True)
class UnaryTests(Ast):
    """The tests of a decision table's cell; no tests at all is `-`, which is always met."""

    tests: tuple[Ast, ...]
    negated: bool = False


def children(node: Ast) -> Iterator[Ast]:
    """The nodes directly below."""
    for item in fields(node):
        value = getattr(node, item.name)
        if isinstance(value, Ast):
            yield value
        elif isinstance(value, tuple):
            yield from (entry for entry in value if isinstance(entry, Ast))


def walk(node: Ast) -> Iterator[Ast]:
    """The node and all below it, without recursion: a long chain is a deep tree."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(children(current))


def weight(node: Ast) -> int:
    """How many steps one round of a loop or one call with this body counts: more for a long body."""
    return 1 + sum(1 for _ in walk(node)) // 20


def constant_number(node: Ast) -> Decimal | None:
    """The number a node is written as (`3`, `-1`), or None."""
    if isinstance(node, Literal) and isinstance(node.value, Decimal):
        return node.value
    inner = constant_number(node.operand) if isinstance(node, Negate) and isinstance(node.operand, Literal) else None
    return None if inner is None else NUMBERS.minus(inner)


def free_names(node: Ast, functions: Container[str] = ()) -> tuple[frozenset[str], frozenset[str]]:
    """The variables an expression takes from outside, and those it may take: inside a filter a name can be
    an entry of the item as well. `functions` are names that are no variables where they are called."""
    certain: set[str] = set()
    possible: set[str] = set()
    stack: list[tuple[Ast, frozenset[str], bool]] = [(node, frozenset({"?"}), False)]
    while stack:
        current, bound, filtered = stack.pop()
        if isinstance(current, Name):
            if current.name not in bound:
                (possible if filtered else certain).add(current.name)
        elif isinstance(current, Filter):
            stack.append((current.source, bound, filtered))
            stack.append((current.condition, bound | {"item"}, True))
        else:
            stack += [(child, names, filtered) for child, names in _scopes(current, bound, functions)]
    return frozenset(certain), frozenset(possible - certain)


def _scopes(node: Ast, bound: frozenset[str], functions: Container[str]) -> Iterator[tuple[Ast, frozenset[str]]]:
    """The nodes below, each with the names that are bound there."""
    if isinstance(node, ContextNode):
        for key, value in zip(node.keys, node.values, strict=True):
            yield value, bound
            bound |= {key}
    elif isinstance(node, For | Quantified):
        for item in node.iterations:
            yield from ((part, bound) for part in (item.source, item.until) if part is not None)
            bound |= {item.name}
        yield (node.result, bound | {"partial"}) if isinstance(node, For) else (node.condition, bound)
    elif isinstance(node, FunctionNode):
        yield node.body, bound | set(node.params)
    elif isinstance(node, Call) and isinstance(node.function, Name) and node.function.name in functions:
        yield from ((argument, bound) for argument in node.arguments)
    else:
        yield from ((child, bound) for child in children(node))
