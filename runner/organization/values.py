"""People and amounts in the data of a case."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from runner.organization.directory import bare, distinct


def named_in(value: Any) -> list[str]:
    """The bare ids in a value of a person field: an id, `user:ID`, a record with `id`, or a list."""
    if isinstance(value, str):
        return [bare(value.strip())] if value.strip() else []
    if isinstance(value, Mapping):
        return named_in(value.get("id"))
    if isinstance(value, list | tuple):
        return distinct(name for item in value for name in named_in(item))
    return []


def is_naming(value: Any) -> bool:
    """Whether an answer from outside names people in a way that can be read, nobody included."""
    if isinstance(value, list | tuple):
        return all(isinstance(item, str | Mapping) and is_naming(item) for item in value)
    return (
        value is None or isinstance(value, str) or (isinstance(value, Mapping) and isinstance(value.get("id"), str))
    )


def named_texts(value: Any) -> list[str]:
    """The texts with which such an answer names people, once each; [] for one that cannot be read."""
    if not is_naming(value) or value is None:
        return []
    items = value if isinstance(value, list | tuple) else [value]
    texts = [item if isinstance(item, str) else str(item["id"]) for item in items]
    return distinct(text.strip() for text in texts if text.strip())


def value_at(data: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path; a list on the way gives the values of all its rows."""
    value: Any = data
    for part in path.split(".") if path else ():
        if isinstance(value, list | tuple):
            value = [row.get(part) for row in value if isinstance(row, Mapping)]
        elif isinstance(value, Mapping):
            value = value.get(part)
        else:
            return None
    return value


def records_in(value: Any) -> list[Mapping[str, Any]]:
    """The records in a value: one, or a list of them."""
    if isinstance(value, Mapping):
        return [value]
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list | tuple) else []


def amount_of(value: Any) -> Decimal | None:
    """The amount in a value: a number, a decimal text (thousands may be parted by commas), a record with
    `amount`, or the sum of a list. None where there is none; null is not 0."""
    if isinstance(value, Mapping):
        return amount_of(value.get("amount"))
    if isinstance(value, list | tuple):
        parts = [amount for item in value if (amount := amount_of(item)) is not None]
        return sum(parts, Decimal(0)) if parts else None
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        amount = Decimal(str(value).strip().replace(",", "").replace("，", ""))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
