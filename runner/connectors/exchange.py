"""Between a process and a system: kinds are converted, codes are translated, and what must be there is.

Outgoing codes are the external values of a code list for the system; incoming ones are turned back. Money goes out as
decimal text, so that no digit of it is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from runner.connectors.patterns import read as read_pattern
from runner.connectors.patterns import written
from runner.data.coercion import plain, typed
from runner.data.dictionary import ChoiceList, Dictionary, Element
from runner.data.systems import Operation, OperationField, System

MISSING = object()


class Unfit(Exception):
    """A field does not have the shape that is agreed; the text names the field, never its value."""


def outgoing(
    system: System, operation: Operation, inputs: Mapping[str, Any], dictionary: Dictionary
) -> dict[str, Any]:
    """The fields of a call, flat, in the system's codes. Raises `Unfit`."""
    if not operation.input:
        return dict(inputs)
    known = {item.name for item in operation.input}
    for name in inputs:
        if name not in known:
            raise Unfit(name)
    found: dict[str, Any] = {}
    for item in operation.input:
        value = inputs.get(item.name)
        if value is None or value == "":
            if item.required:
                raise Unfit(item.name)
            continue
        if item.choices:
            value = _external(value, item, system, dictionary)
        found[item.name] = converted(value, item, exact=True)
    return found


def incoming(system: System, operation: Operation, result: Any, dictionary: Dictionary) -> Any:
    """The answer in the process's own codes: of its fields those that are agreed. Raises `Unfit`."""
    if not operation.output:
        return result
    if not isinstance(result, Mapping):
        raise Unfit("{}")
    found: dict[str, Any] = {}
    for item in operation.output:
        value = taken(result, item.name)
        if value is MISSING or value is None:
            if item.required:
                raise Unfit(item.name)
            value = None
        else:
            value = converted(value, item)
            if item.choices:
                value = _own(value, item, system, dictionary)
        put(found, item.name, value)
    return found


def taken(values: Any, name: str) -> Any:
    """The value at a dotted name, or `MISSING`."""
    for part in name.split("."):
        if not isinstance(values, Mapping) or part not in values:
            return MISSING
        values = values[part]
    return values


def put(values: dict[str, Any], name: str, value: Any) -> None:
    """Set the value at a dotted name; records on the way are made. Raises `Unfit` where a value stands in the way."""
    *way, last = name.split(".")
    for part in way:
        inner = values.setdefault(part, {})
        if not isinstance(inner, dict):
            raise Unfit(name)
        values = inner
    values[last] = value


def external_value(listed: ChoiceList, value: str, system: str) -> str | None:
    """What a system says for an entry of a code list; None where the dictionary does not know."""
    item = listed.item(value)
    return item.external.get(system) if item is not None else None


def converted(value: Any, item: OperationField, *, exact: bool = False) -> Any:
    """A value in the field's kind: on its way out where `exact` (as the system writes it, and no longer than it
    takes), else on its way in. Raises `Unfit`."""
    made = _in_kind(value, item, exact=exact)
    if exact and item.length is not None and isinstance(made, str) and len(made) > item.length:
        raise Unfit(item.name)
    return made


def _in_kind(value: Any, item: OperationField, *, exact: bool) -> Any:
    if item.type in ("any", "choice"):
        return value
    if item.format and not exact:
        value = _read(value, item)
    read = typed(value, Element(code=item.name, type=item.type))
    if read.problems or read.value is None:
        raise Unfit(item.name)
    if exact and item.format and isinstance(read.value, date):
        return written(read.value, item.format)
    return f"{read.value:f}" if exact and item.type == "money" else plain(read.value)


def _read(value: Any, item: OperationField) -> str:
    try:
        return read_pattern(str(value), item.format, of_moment=item.type == "dateTime")
    except ValueError as error:
        raise Unfit(item.name) from error


def _list(item: OperationField, dictionary: Dictionary) -> ChoiceList:
    listed = dictionary.choice_list(item.choices)
    if listed is None:
        raise Unfit(item.name)
    return listed


def _external(value: Any, item: OperationField, system: System, dictionary: Dictionary) -> str:
    found = external_value(_list(item, dictionary), str(value), system.code)
    if found is None:
        raise Unfit(item.name)
    return found


def _own(value: Any, item: OperationField, system: System, dictionary: Dictionary) -> str:
    found = [one.value for one in _list(item, dictionary).items if one.external.get(system.code) == str(value)]
    if len(found) != 1:
        raise Unfit(item.name)
    return found[0]
