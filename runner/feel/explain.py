"""Why an expression gave what it gave: each part of it with its own result and what that came from.

The parts are evaluated again, one by one, in the same context and on one shared budget. What stands inside a
loop, a filter or a function has no single value and is not taken apart; the loop as a whole is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from runner.core.i18n import N_, tr
from runner.feel import tree
from runner.feel.budget import Frame, Run
from runner.feel.dispatch import compile_node
from runner.feel.errors import FeelBudgetError
from runner.feel.feel_text import feel_text
from runner.feel.functions.conversion import text_of
from runner.feel.types import type_name

if TYPE_CHECKING:
    from runner.calendar import WorkCalendar

MOST_STEPS = 200
"""How many parts are evaluated; further ones are left out."""
_LONGEST = 60


@dataclass(frozen=True)
class Step:
    """One part: `at` is its offset in the text, from 0; `depth` 0 for the whole; `because` the parts it came from,
    each with its value."""

    at: int
    depth: int
    text: str
    value: Any
    because: tuple[tuple[str, Any], ...] = ()

    @property
    def type(self) -> str:
        """The name of the value's type."""
        return type_name(self.value)

    @property
    def sentence(self) -> str:
        """`amount > 1000 is true because amount = 1200`, in the user's language: for the edge only."""
        if not self.because:
            return tr(N_("{part} is {value}")).format(part=self.text, value=shown(self.value))
        reasons = [
            (tr(N_("{part} is {value}")) if isinstance(value, bool) else "{part} = {value}").format(
                part=part, value=shown(value)
            )
            for part, value in self.because
        ]
        return tr(N_("{part} is {value} because {reasons}")).format(
            part=self.text, value=shown(self.value), reasons=tr(N_(" and ")).join(reasons)
        )


@dataclass(frozen=True)
class Explanation:
    """The parts of an expression, the whole first; `complete` is false where some were left out."""

    steps: tuple[Step, ...]
    complete: bool = True


def shown(value: Any) -> str:
    """A value in short, as FEEL writes it."""
    if isinstance(value, str):
        text = f'"{value}"'
    elif value is None:
        text = "null"
    else:
        text = text_of(value) or type_name(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def explain(
    node: tree.Ast,
    context: Mapping[str, Any],
    *,
    now: datetime | None = None,
    calendar: WorkCalendar | None = None,
) -> Explanation:
    """Evaluate every part of a tree. Raises nothing: where the budget ends, the explanation does."""
    run = Run()
    run.now, run.calendar = now, calendar
    frame = Frame({}, None, run, context)
    values: dict[int, Any] = {}
    parts: list[tuple[tree.Ast, int]] = []
    complete = True
    for part, depth in _parts(node):
        if len(parts) >= MOST_STEPS:
            complete = False
            break
        try:
            values[id(part)] = compile_node(part)(frame)
        except (FeelBudgetError, RecursionError):
            complete = False
            break
        parts.append((part, depth))
    try:
        steps = tuple(_step(part, depth, values) for part, depth in parts if not isinstance(part, tree.Literal))
    except RecursionError:  # a chain of thousands of links: nobody reads that
        return Explanation((), complete=False)
    return Explanation(steps, complete)


def _parts(node: tree.Ast) -> Iterator[tuple[tree.Ast, int]]:
    """The parts that have a value of their own, from the whole downwards, in the order of the text."""
    stack = [(node, 0)]
    while stack:
        current, depth = stack.pop()
        yield current, depth
        stack.extend((part, depth + 1) for part in reversed(_below(current)))


def _below(node: tree.Ast) -> tuple[tree.Ast, ...]:
    if isinstance(node, tree.Path | tree.Literal | tree.Name | tree.FunctionNode | tree.ContextNode):
        return ()
    if isinstance(node, tree.Binary) and node.operator in ("and", "or"):
        return _operands(node, node.operator)
    if isinstance(node, tree.For | tree.Quantified):
        return (node.iterations[0].source,)
    if isinstance(node, tree.Filter):
        return (node.source,)
    if isinstance(node, tree.In):
        return (node.value,)
    if isinstance(node, tree.Call):
        return node.arguments
    if isinstance(node, tree.InstanceOf):
        return (node.value,)
    return tuple(tree.children(node))


def _operands(node: tree.Ast, sign: str) -> tuple[tree.Ast, ...]:
    """The operands of a chain of one sign, without recursion."""
    found: list[tree.Ast] = []
    while isinstance(node, tree.Binary) and node.operator == sign:
        found.append(node.right)
        node = node.left
    return (node, *reversed(found))


def _step(node: tree.Ast, depth: int, values: Mapping[int, Any]) -> Step:
    value = values[id(node)]
    wanted = _below(node)
    if isinstance(node, tree.Binary) and node.operator in ("and", "or"):
        # what decided: for a false "and" its false parts, for a true "or" its true ones
        decisive = node.operator == "or"
        if value is decisive:
            wanted = tuple(part for part in wanted if values.get(id(part)) is decisive)
    elif isinstance(node, tree.If):
        wanted = (node.condition, node.yes if values.get(id(node.condition)) is True else node.no)
    because = tuple(
        (feel_text(part), values[id(part)])
        for part in wanted
        if id(part) in values and not isinstance(part, tree.Literal) and not _is_constant(part)
    )
    return Step(_begin(node), depth, feel_text(node), value, because)


def _is_constant(node: tree.Ast) -> bool:
    return tree.constant_number(node) is not None


def _begin(node: tree.Ast) -> int:
    """The first character of a node: an operator's own position is that of its sign."""
    return min(part.at for part in tree.walk(node))
