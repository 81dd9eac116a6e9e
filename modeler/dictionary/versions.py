"""Versions of terms and code lists.

A term or list without a version is what it is: changes count at once. Put in force it gets version 1; from then on
changes gather in its draft, and forms, cases and checks see them when they are put in force as the next version. A
case keeps the dictionary it began with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from runner.data.dictionary import ChoiceList, Dictionary, Element, Versioned

T = TypeVar("T", bound=Versioned)

_APART = frozenset({"code", "status", "version", "since", "draft", "earlier"})


@dataclass(frozen=True)
class State:
    """A state of a term or list. `version` is None for what is not in force yet; `record` is its JSON."""

    version: int | None
    since: str | None
    until: str | None
    record: Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """One thing that differs: where (`name`, `format/max`, `items/annual/label`), and both values; None: none."""

    path: str
    before: Any
    after: Any


def content_of(item: Versioned) -> dict[str, Any]:
    """What a version keeps of a term or list, as JSON."""
    data = item.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return {key: value for key, value in data.items() if key not in _APART}


def working(item: T) -> T:
    """The term or list as its author has it before them: with its draft."""
    if not item.draft:
        return item
    return type(item).model_validate({**_whole(item), **item.draft})


def _whole(item: Versioned) -> dict[str, Any]:
    return item.model_dump(mode="json", by_alias=True, exclude_unset=True)


def changed(item: T, changes: Mapping[str, Any]) -> T:
    """The term or list with changes (by the names of its JSON): in its draft where it has a version."""
    apart = {key: value for key, value in changes.items() if key in _APART}
    content = {key: value for key, value in changes.items() if key not in _APART}
    if item.version is None:
        return _made(item, {**_whole(item), **content, **apart})
    now = content_of(item)
    # what says the same as the version in force is no change
    wanted = {**(item.draft or {}), **content}
    draft = {key: value for key, value in wanted.items() if not same(value, now.get(key))}
    return _made(item, {**_whole(item), **apart, "draft": draft or None})


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values say the same; nothing, an empty text, list and record do."""
    empty: tuple[Any, ...] = (None, "", [], {})
    return one == other or (one in empty and other in empty)


def _made(item: T, data: dict[str, Any]) -> T:
    for key in ("draft", "earlier", "since", "version", "status"):
        if not data.get(key):
            data.pop(key, None)
    return type(item).model_validate(data)


def has_draft(item: Versioned) -> bool:
    """Whether something waits to be put in force: a first version, or changes."""
    return item.version is None or bool(item.draft)


def put_in_force(item: T, day: date) -> T:
    """The next version: the draft, or the state as it is for the first. An item without changes stays as it is."""
    if not has_draft(item):
        return item
    data = {
        **_whole(working(item)),
        "status": "inForce",
        "version": (item.version or 0) + 1,
        "since": day.isoformat(),
    }
    data["draft"] = None
    if item.version is not None:
        before = {"version": item.version, "since": item.since, "until": day.isoformat(), "record": content_of(item)}
        kept = [one.model_dump(mode="json", by_alias=True, exclude_unset=True) for one in item.earlier]
        data["earlier"] = [*kept, {key: value for key, value in before.items() if value is not None}]
    return _made(item, data)


def without_draft(item: T) -> T:
    """What is in force alone; an item that was never put in force stays as it is."""
    return _made(item, {**_whole(item), "draft": None}) if item.version is not None else item


def retired(item: T, *, on: bool = True) -> T:
    """Not offered for anything new any more, or offered again."""
    return _made(item, {**_whole(item), "status": "retired" if on else "inForce" if item.version else None})


def offered(items: Iterable[T], kept: str | None = None) -> list[T]:
    """What may be chosen for something new; what is retired only where it was chosen before (`kept`, its code)."""
    return [item for item in items if not item.is_retired or item.code == kept]


def states(item: Versioned) -> list[State]:
    """All states, the newest first: what waits, what is in force, what was."""
    found: list[State] = []
    if has_draft(item):
        found.append(State(None, None, None, content_of(working(item))))
    if item.version is not None:
        found.append(State(item.version, item.since, None, content_of(item)))
    found += [State(one.version, one.since, one.until, one.record) for one in reversed(item.earlier)]
    return found


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What differs between two records, in the order of the newer one; entries of a list are matched by value."""
    return list(_differences("", _by_value(before), _by_value(after)))


def _by_value(record: Any) -> Any:
    if isinstance(record, Mapping):
        return {str(key): _by_value(value) for key, value in record.items()}
    if isinstance(record, list) and record and all(isinstance(one, Mapping) and "value" in one for one in record):
        found = {str(one["value"]): _by_value({k: v for k, v in one.items() if k != "value"}) for one in record}
        return {**found, "": {"order": [str(one["value"]) for one in record]}}
    return record


def _differences(path: str, before: Any, after: Any) -> Iterator[Difference]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in [*after, *(key for key in before if key not in after)]:
            here = f"{path}/{key}" if path and key else path or key
            if key == "":
                yield from _order(here, before.get(key), after.get(key))
            else:
                yield from _differences(here, before.get(key), after.get(key))
    elif not same(before, after):
        yield Difference(path, before, after)


def _order(path: str, before: Any, after: Any) -> Iterator[Difference]:
    """Whether what both have stands in another order."""
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return
    one = [value for value in before["order"] if value in after["order"]]
    other = [value for value in after["order"] if value in before["order"]]
    if one != other:
        yield Difference(f"{path}/order", one, other)


def replaced(dictionary: Dictionary, item: Element | ChoiceList) -> Dictionary:
    """The dictionary with a term or list in the place of that of its code. Raises `KeyError`."""
    name = "elements" if isinstance(item, Element) else "choices"
    now: list[Any] = getattr(dictionary, name)
    if not any(one.code == item.code for one in now):
        raise KeyError(item.code)
    return dictionary.model_copy(update={name: [item if one.code == item.code else one for one in now]})


def with_all_in_force(dictionary: Dictionary, day: date) -> Dictionary:
    """Everything that waits put in force; what is retired stays as it is."""

    def each(items: list[T]) -> list[T]:
        return [one if one.is_retired else put_in_force(one, day) for one in items]

    return dictionary.model_copy(update={"elements": each(dictionary.elements), "choices": each(dictionary.choices)})
