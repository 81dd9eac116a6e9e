"""A typed signal in plain Python: the house speaks without Qt below the two `ui` packages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Signal(Generic[T]):
    """Calls its listeners in the order in which they connected.

    Listeners are held strongly: whoever connects also disconnects. An exception of a listener is
    raised to the emitter after every other listener was called, so that no one goes uninformed.
    """

    def __init__(self) -> None:
        self._listeners: list[Callable[[T], None]] = []

    def connect(self, listener: Callable[[T], None]) -> Callable[[], None]:
        """Add a listener; the returned function removes it again and may be called twice."""
        self._listeners.append(listener)

        def disconnect() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return disconnect

    def emit(self, value: T) -> None:
        """Tell all listeners."""
        first_error: Exception | None = None
        for listener in tuple(self._listeners):
            try:
                listener(value)
            except Exception as error:  # noqa: BLE001  # raised again below, after everyone was told
                first_error = first_error or error
        if first_error is not None:
            raise first_error

    def __len__(self) -> int:
        return len(self._listeners)
