"""Conditions as rows of variable, operator and value, joined by and / or: from the text and back where it fits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from runner.core.i18n import N_
from runner.feel import tree
from runner.feel.logic import constant_of, path_of
from runner.feel.parser import parse
from runner.feel.tree import Ast

Value = Decimal | str | bool | date | tuple["Decimal | str", ...] | None
Operator = Literal["=", "!=", "<", "<=", ">", ">=", "in", "contains", "empty", "filled"]
Join = Literal["and", "or"]
_COMPARED = frozenset({"=", "!=", "<", "<=", ">", ">="})
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
DEPTH = 2
"""How deep groups stand in groups: deeper ones nobody reads in rows."""

REASONS = {
    "comment": N_("it holds a comment"),
    "deep": N_("its groups stand too deep in each other"),
    "other": N_("it says more than a field, an operator and a value"),
}


@dataclass(frozen=True)
class Row:
    """One comparison. `value` is None for `empty` and `filled`, a tuple for `in`; `day`: what is compared is the
    day of a date and time."""

    name: str
    operator: Operator
    value: Value = None
    day: bool = False


@dataclass(frozen=True)
class Group:
    """Rows and groups of which all (`and`) or one (`or`) must hold."""

    join: Join = "and"
    items: tuple[Row | Group, ...] = ()


class MisfitRowsError(ValueError):
    """A condition that does not fit into rows; its argument is a key of `REASONS`."""


def read_rows(text: str) -> Group:
    """The rows of a condition. Raises `MisfitRowsError`, and what `parse` raises."""
    bare = text.strip().removeprefix("=").strip()
    if not bare:
        return Group()
    ast = parse(bare)
    if re.search(r"//|/\*", re.sub(r'"(?:[^"\\]|\\.)*"', '""', bare)):
        raise MisfitRowsError("comment")
    found = _item(ast, DEPTH)
    return found if isinstance(found, Group) else Group("and", (found,))


def _item(node: Ast, depth: int) -> Row | Group:
    if isinstance(node, tree.Binary) and node.operator in ("and", "or"):
        if depth == 0:
            raise MisfitRowsError("deep")
        parts = _parts(node, node.operator)
        join: Join = "and" if node.operator == "and" else "or"
        return Group(join, tuple(_item(part, depth - 1) for part in parts))
    return _row(node)


def _parts(node: Ast, operator: str) -> list[Ast]:
    found: list[Ast] = []
    stack = [node]
    while stack:
        one = stack.pop()
        if isinstance(one, tree.Binary) and one.operator == operator:
            stack += [one.right, one.left]
        else:
            found.append(one)
    return found


def _row(node: Ast) -> Row:
    name = path_of(node)
    if name is not None:
        return Row(name, "=", True)
    if isinstance(node, tree.Binary) and node.operator in _COMPARED:
        return _comparison(node)
    if isinstance(node, tree.In):
        return _in(node)
    if isinstance(node, tree.Call) and isinstance(node.function, tree.Name) and len(node.arguments) == 1:
        inner = path_of(node.arguments[0])
        if node.function.name == "not" and inner is not None:
            return Row(inner, "=", False)
    if isinstance(node, tree.Call) and isinstance(node.function, tree.Name) and len(node.arguments) == 2:
        inner, text = path_of(node.arguments[0]), constant_of(node.arguments[1])
        if node.function.name == "contains" and inner is not None and isinstance(text, str) and not node.names:
            return Row(inner, "contains", text)
    raise MisfitRowsError("other")


def _comparison(node: tree.Binary) -> Row:
    for subject, other, operator in (
        (node.left, node.right, node.operator),
        (node.right, node.left, _MIRRORED.get(node.operator, node.operator)),
    ):
        name, day = path_of(subject), False
        if name is None:
            name, day = _day_of(subject), True
        if name is None:
            continue
        if isinstance(other, tree.Literal) and other.value is None and operator in ("=", "!=") and not day:
            return Row(name, "empty" if operator == "=" else "filled")
        value = _constant(other)
        if value is not None and (type(value) is date or not day):
            return Row(name, operator, value, day)  # type: ignore[arg-type]  # one of the comparisons
    raise MisfitRowsError("other")


def _day_of(node: Ast) -> str | None:
    """The path in `date(path)`, or None."""
    if not isinstance(node, tree.Call) or not isinstance(node.function, tree.Name) or len(node.arguments) != 1:
        return None
    return path_of(node.arguments[0]) if node.function.name == "date" else None


def _constant(node: Ast) -> Decimal | str | bool | date | None:
    found = constant_of(node)
    if found is not None:
        return found
    if isinstance(node, tree.Literal) and type(node.value) is date:
        return node.value
    if isinstance(node, tree.Call) and isinstance(node.function, tree.Name) and node.function.name == "date":
        text = constant_of(node.arguments[0]) if len(node.arguments) == 1 else None
        try:
            return date.fromisoformat(text) if isinstance(text, str) else None
        except ValueError:
            return None
    return None


def _in(node: tree.In) -> Row:
    name = path_of(node.value)
    tests = node.tests
    if len(tests) == 1 and isinstance(tests[0], tree.ListNode):
        tests = tests[0].items
    values = [constant_of(test) for test in tests]
    plain = tuple(value for value in values if isinstance(value, str | Decimal))
    if name is None or len(plain) != len(values) or not plain:
        raise MisfitRowsError("other")
    return Row(name, "in", plain)


def write_rows(group: Group) -> str:
    """The text of rows, without a leading `=`; empty for no rows."""
    parts = []
    for item in group.items:
        if isinstance(item, Row):
            parts.append(_text(item))
        elif inner := write_rows(item):
            alone = len(item.items) == 1 or len(group.items) == 1 or item.join == group.join
            parts.append(inner if alone else f"({inner})")
    return f" {group.join} ".join(parts)


def _text(row: Row) -> str:
    if row.operator == "empty":
        return f"{row.name} = null"
    if row.operator == "filled":
        return f"{row.name} != null"
    if row.operator == "contains":
        return f"contains({row.name}, {literal(row.value)})"
    if row.operator == "in":
        values = row.value if isinstance(row.value, tuple) else (row.value,)
        return f"{row.name} in ({', '.join(literal(value) for value in values)})"
    name = f"date({row.name})" if row.day else row.name
    return f"{name} {row.operator} {literal(row.value)}"


def literal(value: Value) -> str:
    """A constant as it is written in an expression."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'
    if isinstance(value, date):
        return f'date("{value.isoformat()}")'
    return format(value, "f") if isinstance(value, Decimal) else "null"
