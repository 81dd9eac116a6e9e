"""Whether conditions can hold at all: comparisons with constants, joined by and, or and not.

Anything else counts as something that may hold or not. Empty values are left out: what is said here is said
of variables that have a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any

from runner.feel import tree
from runner.feel.tree import Ast

MOST = 400
"""How many alternatives are looked at; beyond that a condition counts as one that may hold."""
_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_MIRRORED = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}

Constant = Decimal | str | bool


@dataclass(frozen=True)
class Atom:
    """`name operator constant`; with no operator something opaque that holds (`constant` True) or not."""

    name: str
    operator: str
    constant: Constant


Alternative = tuple[Atom, ...]
Alternatives = list[Alternative]
"""A condition as alternatives, each of which is atoms that hold together."""


class TooManyError(Exception):
    """A condition has more alternatives than are looked at."""


def may_hold(
    conditions: Sequence[tuple[Ast, bool]], domains: Mapping[str, Iterable[str]] | None = None
) -> bool | None:
    """Whether conditions can all be as wanted at the same time (each with whether it holds); None where that
    is too much to look at. `domains`: the values that variables are limited to."""
    try:
        found: Alternatives = [()]
        for ast, wanted in conditions:
            found = _both(found, alternatives(ast, wanted))
    except (TooManyError, RecursionError):
        return None
    limits = {name: frozenset(values) for name, values in (domains or {}).items()}
    return any(_agrees(one, limits) for one in found)


def alternatives(node: Ast, wanted: bool = True) -> Alternatives:
    """The ways in which a condition is met, or with `wanted` False is not. Raises `TooManyError`."""
    if isinstance(node, tree.Binary) and node.operator in ("and", "or"):
        left, right = alternatives(node.left, wanted), alternatives(node.right, wanted)
        return _both(left, right) if (node.operator == "and") is wanted else _limited([*left, *right])
    if (
        isinstance(node, tree.Call)
        and isinstance(node.function, tree.Name)
        and node.function.name == "not"
        and len(node.arguments) == 1
    ):
        return alternatives(node.arguments[0], not wanted)
    if isinstance(node, tree.Literal) and isinstance(node.value, bool):
        return [()] if node.value is wanted else []
    if isinstance(node, tree.Between):
        low = tree.Binary(node.at, ">=", node.value, node.low)
        high = tree.Binary(node.at, "<=", node.value, node.high)
        return alternatives(tree.Binary(node.at, "and", low, high), wanted)
    if isinstance(node, tree.In):
        return _in(node, wanted)
    if isinstance(node, tree.Binary) and node.operator in _OPPOSITE:
        return [(_comparison(node, wanted),)]
    name = path_of(node)
    if name is not None:
        return [(Atom(name, "=", wanted),)]
    return [(Atom(repr(_bare(node)), "", wanted),)]


def _comparison(node: tree.Binary, wanted: bool) -> Atom:
    for subject, other, operator in (
        (node.left, node.right, node.operator), (node.right, node.left, _MIRRORED[node.operator])
    ):  # fmt: skip
        name, constant = path_of(subject), constant_of(other)
        if name is not None and constant is not None:
            return Atom(name, operator if wanted else _OPPOSITE[operator], constant)
    return Atom(repr(_bare(node)), "", wanted)


def _in(node: tree.In, wanted: bool) -> Alternatives:
    parts: list[Ast] = []
    for test in node.tests:
        if isinstance(test, tree.Comparison):
            parts.append(tree.Binary(test.at, test.operator, node.value, test.operand))
        elif isinstance(test, tree.RangeNode) and test.low is not None and test.high is not None:
            low = tree.Binary(test.at, ">=" if test.low_included else ">", node.value, test.low)
            high = tree.Binary(test.at, "<=" if test.high_included else "<", node.value, test.high)
            parts.append(tree.Binary(test.at, "and", low, high))
        elif isinstance(test, tree.ListNode) and all(constant_of(item) is not None for item in test.items):
            parts += [tree.Binary(item.at, "=", node.value, item) for item in test.items]
        elif constant_of(test) is not None:
            parts.append(tree.Binary(test.at, "=", node.value, test))
        else:
            return [(Atom(repr(_bare(node)), "", wanted),)]
    if not parts:
        return [] if wanted else [()]
    whole = parts[0]
    for part in parts[1:]:
        whole = tree.Binary(part.at, "or", whole, part)
    return alternatives(whole, wanted)


def path_of(node: Ast) -> str | None:
    """The dotted path that a node is, or None."""
    if isinstance(node, tree.Name):
        return node.name
    if isinstance(node, tree.Path):
        source = path_of(node.source)
        return None if source is None else f"{source}.{node.name}"
    return None


def constant_of(node: Ast) -> Constant | None:
    """The number, text or truth value that a node is written as, or None."""
    number = tree.constant_number(node)
    if number is not None:
        return number
    return node.value if isinstance(node, tree.Literal) and isinstance(node.value, str | bool) else None


def _bare(node: Ast) -> Any:
    """A node without its positions: the same text twice is the same thing."""
    parts = [value for name, value in vars(node).items() if name != "at"]
    return type(node).__name__, *(_plain(part) for part in parts)


def _plain(value: Any) -> Any:
    if isinstance(value, Ast):
        return _bare(value)
    return tuple(map(_plain, value)) if isinstance(value, tuple) else value


def _limited(found: Alternatives) -> Alternatives:
    if len(found) > MOST:
        raise TooManyError
    return found


def _both(left: Alternatives, right: Alternatives) -> Alternatives:
    if len(left) * len(right) > MOST:
        raise TooManyError
    return [(*one, *other) for one, other in product(left, right)]


def _agrees(atoms: Alternative, domains: Mapping[str, frozenset[str]]) -> bool:
    """Whether atoms can hold together."""
    by_name: dict[str, list[Atom]] = {}
    for atom in atoms:
        by_name.setdefault(atom.name, []).append(atom)
    return all(_possible(own, domains.get(name)) for name, own in by_name.items())


def _possible(atoms: list[Atom], domain: frozenset[str] | None) -> bool:
    """Whether one variable can have a value that meets all."""
    if any(not atom.operator for atom in atoms):
        return len({atom.constant for atom in atoms if not atom.operator}) < 2
    kinds = {type(atom.constant) for atom in atoms}
    if len(kinds) > 1:
        return True  # of different kinds: said elsewhere
    if kinds == {Decimal}:
        return _number_possible(atoms)
    left = {True, False} if kinds == {bool} else domain
    equal = {atom.constant for atom in atoms if atom.operator == "="}
    other = {atom.constant for atom in atoms if atom.operator == "!="}
    if len(equal) > 1 or equal & other:
        return False
    return left is None or bool((left & equal if equal else left) - other)


def _number_possible(atoms: list[Atom]) -> bool:
    low, low_in = Decimal("-Infinity"), True
    high, high_in = Decimal("Infinity"), True
    other = {atom.constant for atom in atoms if atom.operator == "!="}
    for atom in atoms:
        assert isinstance(atom.constant, Decimal)
        value = atom.constant
        if atom.operator in (">", ">=", "=") and (value > low or (value == low and atom.operator == ">")):
            low, low_in = value, atom.operator != ">"
        if atom.operator in ("<", "<=", "=") and (value < high or (value == high and atom.operator == "<")):
            high, high_in = value, atom.operator != "<"
    if low == high:
        return low_in and high_in and low not in other
    return low < high
