"""Closures of `for`, `some`, `every` and of filters: what ticks the budget."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from runner.feel import tree
from runner.feel.budget import LIMITS, Closure, Frame, Run
from runner.feel.compile_quick import quick_filter
from runner.feel.dispatch import compile_node
from runner.feel.ranges import iterate, span
from runner.feel.tree import Ast


def _filter(node: tree.Filter) -> Closure:
    source, condition = compile_node(node.source), compile_node(node.condition)
    constant = tree.constant_number(node.condition)
    if constant is not None:
        return lambda frame: pick(frame.run, _items(source(frame)), constant)
    fresh, cost = keeps_frames(node.condition), tree.weight(node.condition)

    def select(frame: Frame) -> Any:
        items, run = _items(source(frame)), frame.run
        chosen: list[Any] = []
        outer = Frame({}, frame, run)
        inner = Frame({}, outer, run)
        for index, item in enumerate(items):
            run.tick(cost)
            if fresh:
                outer = Frame({}, frame, run)
                inner = Frame({}, outer, run)
            outer.names = {"item": item}
            inner.names = item if type(item) is dict else {}
            answer = condition(inner)
            if index == 0 and type(answer) is Decimal:
                return pick(run, items, answer)
            if answer is True:
                chosen.append(item)
        return chosen

    return quick_filter(node, select)


def keeps_frames(node: Ast) -> bool:
    """Whether something below may look at its frame later: then every round needs a frame of its own."""
    return any(isinstance(part, tree.FunctionNode) for part in tree.walk(node))


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
    iterations: list[tuple[str, Source]], frame: Frame, *, fresh: bool, cost: int, depth: int = 0
) -> Iterator[Frame | None]:
    """One frame a round of nested loops; None where a source is no list."""
    name, source = iterations[depth]
    items = source(frame)
    if items is None:
        yield None
        return
    last = depth + 1 == len(iterations)
    run = frame.run
    inner = Frame({}, frame, run)
    for item in items:
        run.tick(cost)
        if fresh:
            inner = Frame({}, frame, run)
        inner.names = {name: item}
        if last:
            yield inner
        else:
            yield from _rounds(iterations, inner, fresh=fresh, cost=cost, depth=depth + 1)


def _for(node: tree.For) -> Closure:
    iterations = [(item.name, _iteration(item)) for item in node.iterations]
    body = compile_node(node.result)
    wants_partial = any(isinstance(part, tree.Name) and part.name == "partial" for part in tree.walk(node.result))
    fresh, cost = keeps_frames(node), tree.weight(node)

    def loop(frame: Frame) -> list[Any] | None:
        results: list[Any] = []
        for inner in _rounds(iterations, frame, fresh=fresh, cost=cost):
            if inner is None:
                return frame.run.warn("feel.value", name="for", value=node.iterations[0].name)
            if wants_partial:
                frame.run.tick(len(results) // 10)
                inner.names["partial"] = list(results)
            results.append(body(inner))
            if len(results) > LIMITS.entries:
                frame.run.entries(len(results))
        return results

    return loop


def _quantified(node: tree.Quantified) -> Closure:
    iterations = [(item.name, _iteration(item)) for item in node.iterations]
    condition = compile_node(node.condition)
    wanted = not node.every
    fresh, cost = keeps_frames(node), tree.weight(node)

    def ask(frame: Frame) -> bool | None:
        outcome: bool | None = not wanted
        for inner in _rounds(iterations, frame, fresh=fresh, cost=cost):
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
