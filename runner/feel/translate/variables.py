"""What a translator may know of the variables: their types, and whether they can be null or missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from runner.feel.types import normalize, type_name


@dataclass(frozen=True)
class Variable:
    """`type` is FEEL's name of it, `json` for a JSON object the engine holds as such, or `any`.

    `nullable`: it can hold null; `absent`: the engine may not know the name at all, so that it is asked for
    by name.
    """

    type: str = "any"
    nullable: bool = True
    absent: bool = False


Variables = Mapping[str, Variable]
"""By name; entries of contexts by their path, `order.price`."""


def variables_of(context: Mapping[str, Any]) -> dict[str, Variable]:
    """What sample values tell: the types of variables and of the entries of contexts; any of them may be null."""
    found: dict[str, Variable] = {}
    stack: list[tuple[str, Any]] = [(str(name), normalize(value)) for name, value in context.items()]
    while stack:
        name, value = stack.pop()
        found[name] = Variable("any" if value is None else type_name(value))
        if isinstance(value, dict):
            stack += [(f"{name}.{key}", entry) for key, entry in value.items()]
    return found
