"""Closures of `for`, `some`, `every` and of filters: what ticks the budget."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from runner.feel import tree
from runner.feel.budget import Closure, Frame, Run
from runner.feel.dispatch import compile_node
from runner.feel.ranges import iterate, span
from runner.feel.tree import Ast


def _filter(node: tree.Filter) -> Closure:
    source, condition = compile_node(node.source), compile_node(node.condition)
    constant = tree.constant_number(node.condition)
    if constant is not None:
        return lambda frame: pick(frame.run, _items(source(frame)), constant)

    def select(frame: Frame) -> Any:
        items = _items(source(frame))
        chosen: list[Any] = []
        for index, item in enumerate(items):
            frame.run.tick()
            inner = Frame({"item": item}, frame, frame.run)
            if isinstance(item, dict):
                inner = Frame(item, inner, frame.run)
            answer = condition(inner)
            if index == 0 and type(answer) is Decimal:
                return pick(frame.run, items, answer)
            if answer is True:
                chosen.append(item)
        return chosen

    return select


def _items(value: Any) -> list[Any]:
    """What a filter works on: a value that is no list counts as a list of one, null as an empty one."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def pick(run: Run, items: list[Any], index: Decimal) -> Any:
    """The item at an index that counts from 1, or from the end with -1."""
    place = int(index)
    if place != index or not 1 <= abs(place) <= len(items):
        return run.warn("feel.value", name="[]", value=index)
    return items[place - 1] if place > 0 else items[place]


Source = Callable[[Frame], "Iterator[Any] | None"]


def _iteration(node: tree.Iteration) -> Source:
    source = compile_node(node.source)
    until = compile_node(node.until) if node.until is not None else None

    def items(frame: Frame) -> Iterator[Any] | None:
        start = source(frame)
        if until is not None:
            return span(frame.run, start, until(frame))
        return iterate(frame.run, start)

    return items


def _rounds(
    iterations: list[tuple[str, Source]], frame: Frame, extra: dict[str, Any], depth: int = 0
) -> Iterator[Frame | None]:
    """One frame a round of nested loops; None where a source is no list."""
    name, source = iterations[depth]
    items = source(frame)
    if items is None:
        yield None
        return
    for item in items:
        frame.run.tick()
        inner = Frame({name: item, **extra}, frame, frame.run)
        if depth + 1 < len(iterations):
            yield from _rounds(iterations, inner, extra, depth + 1)
        else:
            yield inner


def _for(node: tree.For) -> Closure:
    iterations = [(item.name, _iteration(item)) for item in node.iterations]
    body = compile_node(node.result)
    wants_partial = any(isinstance(part, tree.Name) and part.name == "partial" for part in tree.walk(node.result))

    def loop(frame: Frame) -> list[Any] | None:
        results: list[Any] = []
        for inner in _rounds(iterations, frame, {}):
            if inner is None:
                return frame.run.warn("feel.value", name="for", value=node.iterations[0].name)
            if wants_partial:
                inner.names["partial"] = list(results)
            results.append(body(inner))
            frame.run.entries(len(results))
        return results

    return loop


def _quantified(node: tree.Quantified) -> Closure:
    iterations = [(item.name, _iteration(item)) for item in node.iterations]
    condition = compile_node(node.condition)
    wanted = not node.every

    def ask(frame: Frame) -> bool | None:
        outcome: bool | None = not wanted
        for inner in _rounds(iterations, frame, {}):
            answer = condition(inner) if inner is not None else None
            if answer is wanted:
                return bool(wanted)
            if not isinstance(answer, bool):
                outcome = None
        return outcome

    return ask


COMPILERS: dict[type[Ast], Callable[[Any], Closure]] = {
    tree.Filter: _filter,
    tree.For: _for,
    tree.Quantified: _quantified,
}
