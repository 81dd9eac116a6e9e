"""The selection: view state, never in the document."""

from __future__ import annotations

from collections.abc import Iterable

from runner.core.signal import Signal


class Selection:
    """Ids in the order in which they were chosen."""

    def __init__(self) -> None:
        self.changed: Signal[tuple[str, ...]] = Signal()
        self._ids: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """What is selected."""
        return self._ids

    @property
    def single(self) -> str | None:
        """The selected element, where it is exactly one."""
        return self._ids[0] if len(self._ids) == 1 else None

    def __contains__(self, identity: object) -> bool:
        return identity in self._ids

    def __len__(self) -> int:
        return len(self._ids)

    def set(self, identities: Iterable[str]) -> None:
        """Select exactly these."""
        wanted = tuple(dict.fromkeys(identities))
        if wanted != self._ids:
            self._ids = wanted
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
        self.set(identity for identity in self._ids if identity in there)
