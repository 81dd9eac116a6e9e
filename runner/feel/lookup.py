"""Finding a name in the frames in sight, and an entry in a value."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from runner.feel import temporal
from runner.feel.budget import Frame, Run
from runner.feel.types import NATIVE, Range, Temporal, normalize, type_name

MISSING: Final = object()


def find(frame: Frame, name: str) -> Any:
    """The value of a name that the innermost frame lacks, or `MISSING`."""
    current = frame
    while current.parent is not None:
        current = current.parent
        if name in current.names:
            return current.names[name]
    if current.source is None:
        return MISSING
    value = current.source.get(name, MISSING)
    if value is MISSING:
        return MISSING
    if type(value) not in NATIVE or type(value) is Decimal:
        value = normalize(value)
    current.names[name] = value
    return value


def raw(frame: Frame, name: str) -> Any:
    """The value of a name as it is held, perhaps not yet a FEEL value; `MISSING` where there is none."""
    current: Frame | None = frame
    while current is not None:
        if name in current.names:
            return current.names[name]
        if current.source is not None:
            return current.source.get(name, MISSING)
        current = current.parent
    return MISSING


def entry(run: Run, value: Any, name: str) -> Any:
    """`value.name`: an entry of a context, that of every item of a list, or a part of a date or range."""
    if isinstance(value, dict):
        if name in value:
            return value[name]
    elif isinstance(value, list):
        run.tick(len(value) // 8)
        return [entry(run, item, name) for item in value]
    elif isinstance(value, Temporal):
        try:
            return temporal.part(value, name)
        except KeyError:
            pass
    elif isinstance(value, Range):
        parts = {
            "start": value.low,
            "end": value.high,
            "start included": value.low_included,
            "end included": value.high_included,
        }
        if name in parts:
            return parts[name]
    return run.warn("feel.unknown-entry", name=name, type=type_name(value))
