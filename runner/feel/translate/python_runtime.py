"""What the Python texts of `python_out` call: FEEL's operators as functions of values.

Every function takes and gives FEEL values and never raises for their sake: what does not fit is null. All
arguments are evaluated; nothing has an effect.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from runner.feel import operators
from runner.feel.budget import Run
from runner.feel.calls import call_value, function_of
from runner.feel.compile_loops import pick
from runner.feel.compile_tests import meets
from runner.feel.lookup import entry
from runner.feel.types import Range, normalize


def namespace(context: Mapping[str, Any]) -> dict[str, Callable[..., Any]]:
    """The functions by name, over the variables of one context: what a host puts beside the text."""
    run = Run()

    def compare(sign: str) -> Callable[[Any, Any], Any]:
        return lambda left, right: operators.compare(run, sign, left, right)

    def compute(sign: str) -> Callable[[Any, Any], Any]:
        return lambda left, right: operators.arithmetic(run, sign, left, right)

    def span(low: Any, high: Any, low_included: bool, high_included: bool) -> Range | None:
        if low is not None and high is not None and operators.order(low, high) is None:
            return None
        return Range(low, high, low_included, high_included, low is None or high is None)

    def item(source: Any, index: Decimal) -> Any:
        items = source if isinstance(source, list) else [] if source is None else [source]
        return pick(run, items, index)

    return {
        "var": lambda name: normalize(context.get(name)),
        "num": Decimal,
        "text": str,
        "get": lambda value, name: entry(run, value, name),
        "item": item,
        "items": lambda *values: list(values),
        "eq": operators.equal,
        "ne": lambda left, right: operators.opposite(operators.equal(left, right)),
        "lt": compare("<"),
        "le": compare("<="),
        "gt": compare(">"),
        "ge": compare(">="),
        "and3": operators.both,
        "or3": operators.either,
        "not3": lambda value: (not value) if isinstance(value, bool) else None,
        "add": compute("+"),
        "sub": compute("-"),
        "mul": compute("*"),
        "div": compute("/"),
        "power": compute("**"),
        "neg": lambda value: operators.negate(run, value),
        "choose": lambda condition, yes, no: yes if condition is True else no,
        "span": span,
        "meets": lambda value, wanted: meets(run, value, wanted),
        "call": lambda name, *values: call_value(run, name, function_of(name), list(values), ()),
    }
