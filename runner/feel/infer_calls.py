"""What is known of calls before anything runs: what functions give and take, and which one may be meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from difflib import get_close_matches

from runner.feel.calls import FUNCTIONS, Parameter
from runner.feel.types import YearsMonthsDuration
from runner.feel.vocabulary import ANY, BOOLEAN, DATE, MOMENT, NUMBER, STRING, Kind

ALIASES: Mapping[str, str] = {
    "len": "string length", "length": "string length", "strlen": "string length", "size": "count", "avg": "mean",
    "average": "mean", "upper": "upper case", "touppercase": "upper case", "lower": "lower case",
    "tolowercase": "lower case", "startswith": "starts with", "endswith": "ends with", "includes": "list contains",
    "round": "round half up", "ceil": "ceiling", "mod": "modulo", "mid": "substring", "isempty": "is empty",
    "unique": "distinct values", "ifnull": "get or else", "coalesce": "get or else",
}  # fmt: skip
"""What spreadsheets and other languages call functions, in small letters without spaces; only those that mean the
same with the same arguments, as far as they take them."""
RESULTS: dict[str, Kind] = {
    **dict.fromkeys(("count", "sum", "mean", "median", "stddev", "product", "abs", "floor", "ceiling", "modulo",
                     "sqrt", "log", "exp", "decimal", "number", "string length", "round up", "round down",
                     "round half up", "round half down", "day of year", "week of year", "working days"), NUMBER),
    **dict.fromkeys(("string", "substring", "upper case", "lower case", "substring before", "substring after",
                     "replace", "string join", "trim", "day of week", "month of year"), STRING),
    **dict.fromkeys(("not", "contains", "starts with", "ends with", "matches", "list contains", "all", "any", "even",
                     "odd", "is defined", "is empty", "is blank"), BOOLEAN),
    **dict.fromkeys(("today", "date", "last day of month"), DATE),
    **dict.fromkeys(("now", "date and time"), MOMENT),
}  # fmt: skip
"""The kinds that functions give; of others nothing is known."""


_AS_GIVEN = frozenset({"sum", "mean", "median", "abs"})
"""These give spans of time for spans of time."""


def result_of(name: str, kinds: Sequence[Kind]) -> Kind:
    """The kind that a function of the language gives for values of these kinds."""
    numbers = all((one.item or ANY if one.name == "list" else one).name == "number" for one in kinds)
    return ANY if name in _AS_GIVEN and not numbers else RESULTS.get(name, ANY)


def function_meant(name: str) -> str:
    """The function that may be meant by a name that is none; empty where nobody can tell."""
    plain = name.lower().replace("_", "").replace(" ", "")
    if plain in ALIASES:
        return ALIASES[plain]
    if found := get_close_matches(name, FUNCTIONS, 1, 0.75):
        return found[0]
    by_word = {word: one for one in sorted(FUNCTIONS, reverse=True) for word in one.split() if len(word) > 4}
    return "".join(by_word[word] for word in get_close_matches(name, by_word, 1, 0.8))


def misfit(name: str, kinds: Sequence[Kind]) -> int | None:
    """Which value, from 0, a function of the language never takes of those it is given by place; -1 where it is
    never called with so many; None where it may give a value."""
    misfits = []
    for way in FUNCTIONS[name].signatures:
        if not way.required <= len(kinds) <= (len(kinds) if way.has_rest else len(way.parameters)):
            continue
        taken = [way.parameters[min(at, len(way.parameters) - 1)] for at in range(len(kinds))]
        wrong = [at for at, one in enumerate(taken) if not _takes(one, kinds[at])]
        if not wrong:
            return None
        misfits.append(wrong[0])
    return max(misfits, default=-1)


def _takes(parameter: Parameter, kind: Kind) -> bool:
    """Whether a parameter may take a value of a kind, as it is or made to fit."""
    types = parameter.types
    if not types or list in types or kind.name not in _PYTHON:
        return True
    return _PYTHON[kind.name] in types or (kind.name == "date" and datetime in types)


_PYTHON: Mapping[str, type] = {
    "number": Decimal, "string": str, "boolean": bool, "date": date, "time": time, "date and time": datetime,
    "days and time duration": timedelta, "years and months duration": YearsMonthsDuration, "context": dict,
}  # fmt: skip
"""What values of a kind are; of lists and of what is not known nothing is said: a list of one is taken as one."""
