"""The selection: view state, never in the document."""

from __future__ import annotations

from collections.abc import Iterable

from runner.core.signal import Signal


class Selection:
    """Ids in the order in which they were chosen."""

    def __init__(self) -> None:
        self.changed: Signal[tuple[str, ...]] = Signal()
        self._ids: tuple[str, ...] = ()
        self._is_name = False

    @property
    def ids(self) -> tuple[str, ...]:
        """What is selected."""
        return self._ids

    @property
    def single(self) -> str | None:
        """The selected element, where it is exactly one."""
        return self._ids[0] if len(self._ids) == 1 else None

    @property
    def is_name(self) -> bool:
        """Whether a hand took hold of the name beside the single element, and not of the element: what is removed or
        pushed by arrow keys is the name alone."""
        return self._is_name

    def __contains__(self, identity: object) -> bool:
        return identity in self._ids

    def __len__(self) -> int:
        return len(self._ids)

    def set(self, identities: Iterable[str], *, name: bool = False) -> None:
        """Select exactly these; `name`: the name beside the one alone."""
        wanted = tuple(dict.fromkeys(identities))
        name = name and len(wanted) == 1
        if wanted != self._ids or name != self._is_name:
            self._ids, self._is_name = wanted, name
            self.changed.emit(wanted)

    def toggle(self, identity: str) -> None:
        """Add one, or take it away."""
        self.set([i for i in self._ids if i != identity] if identity in self._ids else [*self._ids, identity])

    def clear(self) -> None:
        """Select nothing."""
        self.set(())

    def keep(self, known: Iterable[str]) -> None:
        """Drop what is no longer there."""
        there = set(known)
        self.set((identity for identity in self._ids if identity in there), name=self._is_name)
