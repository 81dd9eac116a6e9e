"""Calling a function: the language's own by its signatures, the expression's own, and those of the host."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from runner.core.registry import Registry
from runner.feel.budget import LIMITS, Run
from runner.feel.errors import FeelBudgetError
from runner.feel.temporal import as_date_time
from runner.feel.types import AnyFunction, Function, Range, YearsMonthsDuration, normalize, type_name
from runner.feel.wide import WideDate, WideDateTime, WideSpan, WideTime

_TYPES: dict[str, tuple[type, ...]] = {
    "number": (Decimal,),
    "string": (str,),
    "boolean": (bool,),
    "list": (list,),
    "context": (dict,),
    "date": (date, WideDate),
    "time": (time, WideTime),
    "datetime": (datetime, WideDateTime),
    "duration": (timedelta, WideSpan, YearsMonthsDuration),
    "range": (Range,),
    "function": (Function,),
}


Origin = Literal["standard", "camunda 8", "slipway"]
_WORDS = {"datetime": "date and time"}


@dataclass(frozen=True)
class Parameter:
    """One parameter: `types` is empty for anything, null included; `rest` takes all further arguments."""

    name: str
    types: tuple[type, ...] = ()
    optional: bool = False
    nullable: bool = False
    rest: bool = False


@dataclass(frozen=True)
class Signature:
    """One way to call a function."""

    parameters: tuple[Parameter, ...]
    call: Callable[..., Any]
    text: str = ""

    @cached_property
    def required(self) -> int:
        """How many arguments there must be."""
        return sum(not item.optional and not item.rest for item in self.parameters)

    @cached_property
    def has_rest(self) -> bool:
        """Whether the last parameter takes any number of arguments."""
        return bool(self.parameters) and self.parameters[-1].rest


@dataclass(frozen=True)
class BuiltIn(AnyFunction):
    """A function of the language. `id` is its name; `source` tells the standard's, those of Camunda 8, which the
    standard lacks, and those that only this program knows."""

    id: str
    signatures: tuple[Signature, ...] = field(repr=False)
    source: Origin = "standard"


def signature(text: str, call: Callable[..., Any]) -> Signature:
    """A signature out of `"string: string, start position: number, length?: number, *rest, list: list|null"`.

    The first argument of `call` is the `Run`.
    """
    parameters = []
    for part in text.split(",") if text else ():
        name, _, kinds = (piece.strip() for piece in part.partition(":"))
        names = kinds.split("|") if kinds else []
        types = tuple(kind for one in names if one != "null" for kind in _TYPES[one])
        parameters.append(
            Parameter(name.strip("*?"), types, name.endswith("?"), "null" in names or not types, name.startswith("*"))
        )
    return Signature(tuple(parameters), call, _shown(text))


def _shown(text: str) -> str:
    """The parameters as people read them: `string: string, [length: number], …`."""
    shown = []
    for part in text.split(",") if text else ():
        name, _, kinds = (piece.strip() for piece in part.partition(":"))
        kinds = " or ".join(_WORDS.get(one, one) for one in kinds.split("|") if one != "null")
        written = name.strip("*?") + (f": {kinds}" if kinds else "")
        shown.append(f"[{written}]" if name.endswith("?") else f"{written}, …" if name.startswith("*") else written)
    return ", ".join(shown)


def built_in(name: str, *ways: tuple[str, Callable[..., Any]], source: Origin = "standard") -> BuiltIn:
    """A function of the language with its signatures."""
    return BuiltIn(name, tuple(signature(text, call) for text, call in ways), source)


FUNCTIONS: Registry[BuiltIn] = Registry("runner.feel.functions", "FUNCTIONS")
"""All functions of the language by name."""


def function_of(name: str) -> BuiltIn | None:
    """The function of the language called so, or None."""
    return FUNCTIONS.get(name)


def call_built_in(run: Run, function: BuiltIn, values: list[Any]) -> Any:
    """Call a function of the language by place. Arguments that fit as they are go the short way."""
    run.tick()
    count = len(values)
    for way in function.signatures:
        parameters = way.parameters
        if len(parameters) == count and not way.has_rest:
            for parameter, value in zip(parameters, values, strict=True):
                if parameter.types and type(value) not in parameter.types:
                    break
            else:
                return _made(run, way, values)
            break  # what a later way would take, an earlier one may take after a conversion
    return _call_built_in(run, function, values, ())


def _made(run: Run, way: Signature, values: list[Any]) -> Any:
    """What a function gives; large texts and lists count as steps, so that many of them are stopped."""
    try:
        value = way.call(run, *values)
    except ArithmeticError:  # numbers and instants too large to hold
        return run.warn("feel.overflow")
    kind = type(value)
    if kind is str:
        run.tick(len(value) // 50)
    elif kind is list or kind is dict:
        run.tick(len(value) // 10)
    return value


def call_value(run: Run, label: str, function: Any, values: list[Any], names: tuple[str, ...]) -> Any:
    """Call a function value; null with a warning where it is none or the arguments do not fit."""
    run.tick()
    run.calls += 1
    if run.calls > LIMITS.calls:
        raise FeelBudgetError("feel.budget.depth", limit=LIMITS.calls)
    try:
        if isinstance(function, BuiltIn):
            return _call_built_in(run, function, values, names)
        if isinstance(function, Function):
            ordered = _in_order(function.params, values, names)
            if ordered is None:
                return run.warn("feel.arguments", name=label)
            return function.call(*ordered)
        if callable(function):
            run.foreign = True
            return normalize(function(**dict(zip(names, values, strict=True))) if names else function(*values))
    finally:
        run.calls -= 1
    if function is not None:
        run.warn("feel.not-a-function", name=label)
    return None


def _in_order(params: tuple[str, ...], values: list[Any], names: tuple[str, ...]) -> list[Any] | None:
    if len(values) != len(params):
        return None
    if not names:
        return values
    by_name = dict(zip(names, values, strict=True))
    return [by_name[name] for name in params] if by_name.keys() == set(params) else None


def _call_built_in(run: Run, function: BuiltIn, values: list[Any], names: tuple[str, ...]) -> Any:
    problem: tuple[str, str] | None = None
    for way in function.signatures:
        bound = _bind_named(way, values, names) if names else _bind(way, values)
        if bound is None:
            continue
        fitted = _fit(way, bound)
        if not isinstance(fitted, tuple):
            return _made(run, way, fitted)
        problem = fitted
    if problem:
        return run.warn("feel.argument", name=function.id, argument=problem[0], type=problem[1])
    return run.warn("feel.arguments", name=function.id)


def _bind(way: Signature, values: list[Any]) -> list[tuple[Parameter, Any]] | None:
    parameters = way.parameters
    rest = parameters[-1] if parameters and parameters[-1].rest else None
    if len(values) < way.required or (rest is None and len(values) > len(parameters)):
        return None
    fixed = parameters[:-1] if rest else parameters
    bound = list(zip(fixed, values, strict=False))
    if rest:
        bound += [(rest, value) for value in values[len(fixed) :]]
    return bound


def _bind_named(way: Signature, values: list[Any], names: tuple[str, ...]) -> list[tuple[Parameter, Any]] | None:
    known = {item.name: item for item in way.parameters}
    if len(set(names)) < len(names) or not set(names) <= set(known):
        return None
    given = dict(zip(names, values, strict=True))
    bound: list[tuple[Parameter, Any]] = []
    for item in way.parameters:
        if item.name in given:
            bound.append((item, given[item.name]))
        elif not item.optional and not item.rest:
            return None
        elif len(bound) < len(given):  # an optional one left out in the middle
            bound.append((item, None))
    return bound


def _fit(way: Signature, bound: list[tuple[Parameter, Any]]) -> list[Any] | tuple[str, str]:
    """The values turned to what the parameters ask for, or the name and type of the one that does not fit."""
    fitted = []
    for item, value in bound:
        if not item.types or _is_of(value, item.types) or (value is None and (item.nullable or item.optional)):
            fitted.append(value)
            continue
        if list in item.types and value is not None:
            fitted.append([value])
        elif isinstance(value, list) and len(value) == 1 and _is_of(value[0], item.types):
            fitted.append(value[0])
        elif datetime in item.types and type(value) in _TYPES["date"]:
            fitted.append(as_date_time(value))
        else:
            return item.name, type_name(value)
    return fitted


def _is_of(value: Any, types: tuple[type, ...]) -> bool:
    if Function in types and (isinstance(value, AnyFunction) or callable(value)):
        return True
    # a date and time is no date here, though it is one in Python
    return type(value) in types
