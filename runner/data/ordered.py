"""JSON out of values, with the keys in the order the author had them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

_NAMES = ("id", "code", "key", "value", "path", "who", "category")


def as_json(value: BaseModel, like: object = None) -> dict[str, Any]:
    """The JSON value, unset keys left out; keys that `like` (the JSON as it stood) has come in its order.

    `formatVersion` is always written where the file has one.
    """
    data = value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    if "format_version" in type(value).model_fields:
        data = {"formatVersion": getattr(value, "format_version", 1), **data}
    ordered: dict[str, Any] = in_order(data, like)
    return ordered


def in_order(data: Any, like: object) -> Any:
    """`data` with the keys of its records in the order of `like`; entries of lists are matched by their id."""
    if isinstance(data, dict):
        known = like if isinstance(like, Mapping) else {}
        keys = [key for key in known if key in data] + [key for key in data if key not in known]
        return {key: in_order(data[key], known.get(key)) for key in keys}
    if isinstance(data, list):
        before = like if isinstance(like, list | tuple) else []
        by_name = {name: item for item in before if (name := name_of(item)) is not None}

        def before_it(place: int, item: object) -> object:
            here = before[place] if place < len(before) else None
            name = name_of(item)
            return here if name is None or name == name_of(here) else by_name.get(name, here)

        return [in_order(item, before_it(place, item)) for place, item in enumerate(data)]
    return data


def name_of(item: object) -> tuple[str, str] | None:
    """The key and value by which a record of a list is known (id, code, key ...); None where it has none."""
    if isinstance(item, Mapping):
        return next(((name, str(item[name])) for name in _NAMES if item.get(name)), None)
    return None
