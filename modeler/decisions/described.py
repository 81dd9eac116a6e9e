"""A decision as people read it: what it is told, what it gives, and its table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from runner.core.i18n import N_
from runner.decisions import Decision, DecisionTable, Node, Service
from runner.decisions.graph import needs_of
from runner.decisions.model import (
    Boxed,
    BoxedContext,
    BoxedList,
    Conditional,
    Element,
    Filter,
    FunctionDefinition,
    Invocation,
    Iteration,
    Knowledge,
    LiteralExpression,
    Relation,
)

POLICIES = {
    "U": N_("one rule at most may fit"),
    "A": N_("all rules that fit must say the same"),
    "P": N_("the most important answer counts"),
    "F": N_("the uppermost rule that fits counts"),
    "R": N_("all answers that fit, in the order of the rules"),
    "O": N_("all answers that fit, the most important first"),
    "C": N_("all answers that fit, as a list"),
    "C+": N_("the sum of all answers that fit"),
    "C#": N_("how many rules fit"),
    "C<": N_("the smallest of all answers that fit"),
    "C>": N_("the largest of all answers that fit"),
}
"""What the corner of a table means."""


@dataclass(frozen=True)
class Told:
    """Something that goes into a decision or comes out of it; an empty type is any."""

    name: str
    type: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table: what stands above it, what is asked and its type, and which values it allows; `side` is
    `in`, `out` or `remark`, and `at` counts from 0 on its side."""

    title: str
    side: str
    at: int
    text: str = ""
    type: str = ""
    allowed: str = ""


@dataclass(frozen=True)
class Sheet:
    """One element to be read: its table, or the lines of what it holds instead."""

    name: str
    node: Node
    policy: str = ""
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    lines: tuple[str, ...] = ()


def gives(node: Node) -> tuple[Told, ...]:
    """What comes out: the columns of a table, else the decision's one value; of a service each of its answers."""
    element = node.element
    if isinstance(element, Service):
        answers = node.file.needed(element.answers)
        return tuple(Told(other.name, getattr(other.element, "type", "")) for other, _ in answers)
    logic = getattr(element, "logic", None)
    if isinstance(logic, DecisionTable):
        return tuple(Told(one.title or node.name, one.type or getattr(element, "type", "")) for one in logic.outputs)
    return (Told(node.name, getattr(element, "type", "")),)


def gives_list(node: Node) -> bool:
    """Whether the answers come as a list."""
    logic = getattr(node.element, "logic", None)
    return isinstance(logic, DecisionTable) and logic.policy.is_list and not logic.aggregation


def sheets(node: Node) -> tuple[Sheet, ...]:
    """The decision, and below it all that it requires, each once."""
    found: list[Sheet] = []
    seen: set[Node] = set()
    todo = [node]
    while todo:
        one = todo.pop(0)
        if one in seen:
            continue
        seen.add(one)
        if isinstance(one.element, Decision | Knowledge):
            found.append(sheet(one))
        todo += [other for other, _ in one.file.needed(needs_of(one.element))]
    return tuple(found)


def table_of(element: Element) -> DecisionTable | None:
    """The table that a decision or a knowledge model consists of; None where it is something else."""
    logic = logic_of(element)
    return logic if isinstance(logic, DecisionTable) else None


def logic_of(element: Element) -> Boxed | None:
    """What a decision or a knowledge model consists of; of a function that is a table, the table."""
    logic = element.function if isinstance(element, Knowledge) else getattr(element, "logic", None)
    is_function = isinstance(logic, FunctionDefinition) and isinstance(logic.body, DecisionTable)
    return logic.body if is_function and isinstance(logic, FunctionDefinition) else logic


def sheet(node: Node) -> Sheet:
    """One decision or knowledge model. The last column of a table is for the note on each rule, unless its rules have
    remarks of their own and no notes."""
    logic = logic_of(node.element)
    if not isinstance(logic, DecisionTable):
        return Sheet(node.name, node, lines=tuple(lines_of(logic)))
    columns = [
        Column(one.title or one.expression.text, "in", at, one.expression.text, one.expression.type, one.allowed)
        for at, one in enumerate(logic.inputs)
    ]
    columns += [
        Column(one.title or node.name, "out", at, one.name, one.type, one.allowed)
        for at, one in enumerate(logic.outputs)
    ]
    notes = list(logic.remarks)
    most = max((len(rule.remarks) for rule in logic.rules), default=0)
    notes += [""] * (most - len(notes))
    has_note = not notes or any(rule.description for rule in logic.rules)
    columns += [Column(one, "remark", at) for at, one in enumerate([*notes, *([""] if has_note else [])])]
    rows = []
    for rule in logic.rules:
        remarks = [*rule.remarks, *[""] * (len(notes) - len(rule.remarks))]
        cells = [one.text or "-" for one in rule.tests] + [one.text for one in rule.answers] + remarks
        rows.append((*cells, *([rule.description] if has_note else [])))
    return Sheet(node.name, node, logic.short_policy, tuple(columns), tuple(rows))


def lines_of(node: Boxed | None, indent: str = "") -> Iterator[str]:
    """What an expression that is no table says, a part a line."""
    if node is None:
        yield f"{indent}–"
    elif isinstance(node, LiteralExpression):
        yield from (f"{indent}{line}" for line in node.text.splitlines() or ["–"])
    elif isinstance(node, DecisionTable):
        titles = [*(one.title for one in node.inputs), *(one.title for one in node.outputs)]
        yield f"{indent}[{node.short_policy}] {' | '.join(titles)}"
        for rule in node.rules:
            yield f"{indent}  {' | '.join(one.text or '-' for one in (*rule.tests, *rule.answers))}"
    else:
        for name, part in _parts(node):
            if name:
                yield f"{indent}{name}:"
            yield from lines_of(part, f"{indent}    " if name else indent)


def _parts(node: Boxed) -> list[tuple[str, Boxed | None]]:
    if isinstance(node, BoxedContext):
        return [(one.name or "=", one.value) for one in node.entries]
    if isinstance(node, BoxedList):
        return [(str(number), one) for number, one in enumerate(node.items, 1)]
    if isinstance(node, Relation):
        return [
            (f"{number} · {column}", one)
            for number, row in enumerate(node.rows, 1)
            for column, one in zip(node.columns, row, strict=False)
        ]
    if isinstance(node, Invocation):
        return [("", node.function), *((one.name, one.value) for one in node.bindings)]
    if isinstance(node, Conditional):
        return [("if", node.condition), ("then", node.yes), ("else", node.no)]
    if isinstance(node, Iteration):
        inner = "return" if node.kind == "for" else "satisfies"
        return [(f"{node.kind} {node.variable} in", node.source), (inner, node.body)]
    if isinstance(node, Filter):
        return [("in", node.source), ("match", node.match)]
    if isinstance(node, FunctionDefinition):
        return [(f"({', '.join(one.name for one in node.parameters)})", node.body)]
    return []
