"""The names in a file of decisions that stand behind a dot: of components, entries, columns and results.

The language must know names that are not one plain word before it reads a text (DMN 1.5, section 10.3.1.4).
"""

from __future__ import annotations

from collections.abc import Iterator

from runner.decisions.model import (
    Boxed,
    BoxedContext,
    BoxedList,
    Conditional,
    Decision,
    DecisionTable,
    Definitions,
    Filter,
    FunctionDefinition,
    Invocation,
    ItemDefinition,
    Iteration,
    Knowledge,
    LiteralExpression,
    Relation,
    Service,
)
from runner.feel import read, tree


def names_of(definitions: Definitions) -> Iterator[str]:
    """All such names of a file, some of them several times."""
    for item in definitions.items:
        yield item.name
        yield from _components(item)
    for element in definitions.elements:
        if isinstance(element, Decision):
            yield from _inside(element.logic)
        elif isinstance(element, Knowledge):
            yield from _inside(element.function)
        elif isinstance(element, Service):
            yield element.name
    yield from (one.name for one in definitions.decisions)  # a service gives several as a context


def _components(item: ItemDefinition) -> Iterator[str]:
    for part in item.components:
        yield part.name
        yield from _components(part)


def _inside(root: Boxed | None) -> Iterator[str]:
    """The names in an expression, at any depth."""
    stack = [root]
    while stack:
        node = stack.pop()
        if node is None:
            continue
        yield from _own(node)
        stack += parts_of(node)


def _own(node: Boxed) -> Iterator[str]:
    if isinstance(node, LiteralExpression):
        if "{" in node.text:
            yield from (
                key for part in read(node.text).nodes() if isinstance(part, tree.ContextNode) for key in part.keys
            )
    elif isinstance(node, BoxedContext):
        yield from (one.name for one in node.entries)
    elif isinstance(node, Relation):
        yield from node.columns
    elif isinstance(node, DecisionTable):
        yield from (one.name for one in node.outputs)


def parts_of(node: Boxed) -> list[Boxed | None]:
    """The expressions directly inside another."""
    if isinstance(node, BoxedContext):
        return [one.value for one in node.entries]
    if isinstance(node, BoxedList):
        return [*node.items]
    if isinstance(node, Relation):
        return [one for row in node.rows for one in row]
    if isinstance(node, Invocation):
        return [node.function, *(one.value for one in node.bindings)]
    if isinstance(node, Conditional):
        return [node.condition, node.yes, node.no]
    if isinstance(node, Iteration):
        return [node.source, node.body]
    if isinstance(node, Filter):
        return [node.source, node.match]
    if isinstance(node, DecisionTable):
        return [one for rule in node.rules for one in rule.answers]
    return [node.body] if isinstance(node, FunctionDefinition) else []
