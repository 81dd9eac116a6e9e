"""Functions on lists."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DecimalException
from functools import cmp_to_key, reduce
from typing import Any

from runner.feel.budget import Run
from runner.feel.calls import built_in, call_value
from runner.feel.operators import arithmetic, equal, order
from runner.feel.types import NUMBERS, type_name


def _spread(values: tuple[Any, ...]) -> list[Any]:
    """The items of one list, or the arguments themselves."""
    return values[0] if len(values) == 1 and isinstance(values[0], list) else list(values)


def _extreme(name: str, wanted: int) -> Callable[..., Any]:
    def choose(run: Run, *values: Any) -> Any:
        items = _spread(values)
        if not items:
            return None
        best = items[0]
        for item in items:
            sign = order(item, best)
            if sign is None:
                return run.warn("feel.argument", name=name, argument=name, type=type_name(item))
            if sign == wanted:
                best = item
        return best

    return choose


def _numbers(run: Run, name: str, values: tuple[Any, ...]) -> list[Decimal] | None:
    items = _spread(values)
    for item in items:
        if type(item) is not Decimal:
            return run.warn("feel.argument", name=name, argument="list", type=type_name(item))
    run.tick(len(items) // 10)
    return items or None


def _sum(run: Run, *values: Any) -> Any:
    items = _spread(values)
    if not items:
        return None
    total = items[0]
    if isinstance(total, str) or total is None or isinstance(total, bool):
        return run.warn("feel.argument", name="sum", argument="list", type=type_name(total))
    if set(map(type, items)) == {Decimal}:
        run.tick(len(items) // 10)
        return reduce(NUMBERS.add, items)
    for item in items[1:]:
        total = arithmetic(run, "+", total, item)
        if total is None:
            return None
    return total if not isinstance(total, list | dict) else None


def _mean(run: Run, *values: Any) -> Decimal | None:
    total = _sum(run, *values)
    return None if total is None else arithmetic(run, "/", total, Decimal(len(_spread(values))))


def _product(run: Run, *values: Any) -> Decimal | None:
    items = _numbers(run, "product", values)
    if items is None:
        return None
    total = Decimal(1)
    try:
        for item in items:
            total = NUMBERS.multiply(total, item)
    except DecimalException:
        return run.warn("feel.overflow")
    return total


def _median(run: Run, *values: Any) -> Decimal | None:
    items = _numbers(run, "median", values)
    if items is None:
        return None
    ranked, middle = sorted(items), len(items) // 2
    if len(ranked) % 2:
        return ranked[middle]
    return NUMBERS.divide(NUMBERS.add(ranked[middle - 1], ranked[middle]), Decimal(2))


def _stddev(run: Run, *values: Any) -> Decimal | None:
    items = _numbers(run, "stddev", values)
    if items is None or len(items) < 2:
        return None
    mean = NUMBERS.divide(sum(items, Decimal(0)), Decimal(len(items)))
    squares = sum((NUMBERS.power(NUMBERS.subtract(item, mean), 2) for item in items), Decimal(0))
    return NUMBERS.sqrt(NUMBERS.divide(squares, Decimal(len(items) - 1)))


def _mode(run: Run, *values: Any) -> list[Decimal] | None:
    if values and not _spread(values):
        return []
    items = _numbers(run, "mode", values)
    if items is None:
        return None
    counts: dict[Decimal, int] = {}
    for item in items:
        counts[item] = counts.get(item, 0) + 1
    most = max(counts.values())
    return sorted(item for item, count in counts.items() if count == most)


def _all(run: Run, *values: Any) -> bool | None:
    items = _spread(values)
    if False in [item for item in items if isinstance(item, bool)]:
        return False
    return True if all(item is True for item in items) else None


def _any(run: Run, *values: Any) -> bool | None:
    items = _spread(values)
    if any(item is True for item in items):
        return True
    return False if all(item is False for item in items) else None


def _contains(run: Run, items: list[Any], element: Any) -> bool:
    run.tick(len(items))
    return any(equal(item, element) is True for item in items)


def _sublist(run: Run, items: list[Any], start: Decimal, length: Decimal | None = None) -> list[Any] | None:
    first = int(start)
    if not first or abs(first) > len(items) or (length is not None and length < 1):
        return run.warn("feel.value", name="sublist", value=f"{start}, {length}")
    begin = first - 1 if first > 0 else len(items) + first
    if length is not None and begin + int(length) > len(items):
        return run.warn("feel.value", name="sublist", value=length)
    return items[begin:] if length is None else items[begin : begin + int(length)]


def _append(run: Run, items: list[Any], *more: Any) -> list[Any]:
    run.entries(len(items) + len(more))
    return [*items, *more]


def _concatenate(run: Run, *lists: list[Any]) -> list[Any]:
    run.entries(sum(len(items) for items in lists))
    return [item for items in lists for item in items]


def _place(run: Run, name: str, items: list[Any], position: Decimal) -> int | None:
    place = int(position)
    if not place or abs(place) > len(items):
        return run.warn("feel.value", name=name, value=position)
    return place - 1 if place > 0 else len(items) + place


def _insert(run: Run, items: list[Any], position: Decimal, new: Any) -> list[Any] | None:
    place = _place(run, "insert before", items, position)
    return None if place is None else [*items[:place], new, *items[place:]]


def _remove(run: Run, items: list[Any], position: Decimal) -> list[Any] | None:
    place = _place(run, "remove", items, position)
    return None if place is None else [*items[:place], *items[place + 1 :]]


def _list_replace(run: Run, items: list[Any], position: Decimal, new: Any) -> list[Any] | None:
    place = _place(run, "list replace", items, position)
    return None if place is None else [*items[:place], new, *items[place + 1 :]]


def _list_replace_where(run: Run, items: list[Any], match: Any, new: Any) -> list[Any] | None:
    changed = []
    for item in items:
        answer = call_value(run, "match", match, [item, new], ())
        if not isinstance(answer, bool):
            return run.warn("feel.argument", name="list replace", argument="match", type=type_name(answer))
        changed.append(new if answer else item)
    return changed


def _index_of(run: Run, items: list[Any], match: Any) -> list[Decimal]:
    run.tick(len(items))
    return [Decimal(index) for index, item in enumerate(items, 1) if equal(item, match) is True]


def _distinct(run: Run, items: list[Any]) -> list[Any]:
    kept: list[Any] = []
    for item in items:
        run.tick(1 + len(kept) // 10)
        if not any(equal(item, other) is True for other in kept):
            kept.append(item)
    return kept


def _duplicates(run: Run, items: list[Any]) -> list[Any]:
    return _distinct(run, [item for item in items if len(_index_of(run, items, item)) > 1])


def _union(run: Run, *lists: list[Any]) -> list[Any]:
    return _distinct(run, _concatenate(run, *lists))


def _flatten(run: Run, items: list[Any]) -> list[Any]:
    flat: list[Any] = []
    stack = [iter(items)]
    while stack:
        for item in stack[-1]:
            run.tick()
            if isinstance(item, list):
                stack.append(iter(item))
                break
            flat.append(item)
        else:
            stack.pop()
    return flat


def _sort(run: Run, items: list[Any], precedes: Any = None) -> list[Any] | None:
    failed = False

    def by_function(left: Any, right: Any) -> int:
        return -1 if call_value(run, "precedes", precedes, [left, right], ()) is True else 1

    def by_order(left: Any, right: Any) -> int:
        nonlocal failed
        sign = order(left, right)
        failed = failed or sign is None
        return sign or 0

    run.tick(len(items) * 2)
    ranked = sorted(items, key=cmp_to_key(by_order if precedes is None else by_function))
    return run.warn("feel.arguments", name="sort") if failed else ranked


def _partition(run: Run, items: list[Any], size: Decimal) -> list[list[Any]] | None:
    step = int(size)
    if step < 1:
        return run.warn("feel.value", name="partition", value=size)
    return [items[index : index + step] for index in range(0, len(items), step)]


_LIST = "list: list"
_AT = "list: list, position: number"

FUNCTIONS = [
    built_in("min", (_LIST, _extreme("min", -1)), ("*list", _extreme("min", -1))),
    built_in("max", (_LIST, _extreme("max", 1)), ("*list", _extreme("max", 1))),
    built_in("sum", (_LIST, _sum), ("*list", _sum)),
    built_in("mean", (_LIST, _mean), ("*list", _mean)),
    built_in("product", (_LIST, _product), ("*list", _product)),
    built_in("median", (_LIST, _median), ("*list", _median)),
    built_in("stddev", (_LIST, _stddev), ("*list", _stddev)),
    built_in("mode", (_LIST, _mode), ("*list", _mode)),
    built_in("count", (_LIST, lambda run, items: Decimal(len(items)))),
    built_in("all", (_LIST, _all), ("*list", _all)),
    built_in("any", (_LIST, _any), ("*list", _any)),
    built_in("list contains", ("list: list, element", _contains)),
    built_in("sublist", ("list: list, start position: number, length?: number|null", _sublist)),
    built_in("append", ("list: list, *item", _append)),
    built_in("concatenate", ("*list: list", _concatenate)),
    built_in("insert before", ("list: list, position: number, newItem", _insert)),
    built_in("remove", (_AT, _remove)),
    built_in(
        "list replace",
        ("list: list, position: number, newItem", _list_replace),
        ("list: list, match: function, newItem", _list_replace_where),
    ),
    built_in("reverse", (_LIST, lambda run, items: items[::-1])),
    built_in("index of", ("list: list, match", _index_of)),
    built_in("union", ("*list: list", _union)),
    built_in("distinct values", (_LIST, _distinct)),
    built_in("flatten", (_LIST, _flatten)),
    built_in("sort", ("list: list, precedes: function", _sort), (_LIST, _sort)),
    built_in("duplicate values", (_LIST, _duplicates), source="camunda 8"),
    built_in("partition", ("list: list, size: number", _partition), source="camunda 8"),
    built_in("is empty", (_LIST, lambda run, items: not items), source="camunda 8"),
]
