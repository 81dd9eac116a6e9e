"""Records by id, of which thousands may go a distance at once: each is made anew when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, ValuesView
from collections.abc import Set as AnySet
from typing import TypeVar, overload

from modeler.document.records import FlowRecord, NodeRecord
from runner.core import collecting

R = TypeVar("R", NodeRecord, FlowRecord)
D = TypeVar("D")
Step = tuple[float, float]


class Table(Mapping[str, R]):
    """A live mapping. For its readers it is as if all records were there; only the index writes.

    `moved` makes the record of what went a distance. Steps that follow each other are done in their order: a sum
    of them may be another number than what the file says.
    """

    __slots__ = ("_moved", "_there", "_waiting")

    def __init__(self, moved: Callable[[R, float, float], R]) -> None:
        self._moved: Callable[[R, float, float], R] = moved
        self._there: dict[str, R] = {}
        self._waiting: dict[str, tuple[Step, ...]] = {}

    # reading

    def __getitem__(self, own: str) -> R:
        if self._waiting and own in self._waiting:
            self._bring(own)
        return self._there[own]

    @overload
    def get(self, own: str, /) -> R | None: ...
    @overload
    def get(self, own: str, /, default: R | D) -> R | D: ...
    def get(self, own: str, /, default: R | D | None = None) -> R | D | None:
        """The record of an id, or the default."""
        if self._waiting and own in self._waiting:
            self._bring(own)
        return self._there.get(own, default)

    def __contains__(self, own: object) -> bool:
        return own in self._there

    def __iter__(self) -> Iterator[str]:
        return iter(self._there)

    def __len__(self) -> int:
        return len(self._there)

    def keys(self) -> KeysView[str]:
        """All ids."""
        return self._there.keys()

    def values(self) -> ValuesView[R]:
        """All records."""
        self._bring_all()
        return self._there.values()

    def items(self) -> ItemsView[str, R]:
        """All ids with their records."""
        self._bring_all()
        return self._there.items()

    # writing: for the index alone

    def put(self, own: str, record: R) -> None:
        """Enter a record."""
        if self._waiting:
            self._waiting.pop(own, None)
        self._there[own] = record

    def drop(self, own: str) -> None:
        """Remove a record; it may be absent."""
        self._waiting.pop(own, None)
        self._there.pop(own, None)

    def clear(self) -> None:
        """Forget everything."""
        self._waiting.clear()
        self._there.clear()

    def go(self, ids: AnySet[str], dx: float, dy: float) -> None:
        """These went a distance; all of them are here."""
        waiting, step = self._waiting, ((dx, dy),)
        if not waiting:
            self._waiting = dict.fromkeys(ids, step)
            return
        earlier = [(own, waiting[own]) for own in waiting.keys() & ids]
        waiting.update(dict.fromkeys(ids, step))
        for own, steps in earlier:
            waiting[own] = _joined(steps, dx, dy)

    def _bring(self, own: str) -> None:
        record, moved = self._there[own], self._moved
        for dx, dy in self._waiting.pop(own):
            record = moved(record, dx, dy)
        self._there[own] = record

    def _bring_all(self) -> None:
        if self._waiting:
            with collecting.paused():
                for own in list(self._waiting):
                    self._bring(own)


def _joined(steps: tuple[Step, ...], dx: float, dy: float) -> tuple[Step, ...]:
    """One step more; one down joins the one across before it, for then nothing is summed."""
    across, down = steps[-1]
    if (across and dx) or (down and dy):
        return (*steps, (dx, dy))
    return (*steps[:-1], (across + dx, down + dy))
