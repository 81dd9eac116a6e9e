"""What a window needs, but not for its first picture: made after it, piece by piece between events."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from shiboken6 import isValid


class Later(QObject):
    """Acts wait for `begin`; then one is done whenever nothing else is to do, in the order they came.

    Who needs a thing before its turn makes it then and there: an act finds that and does nothing more.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._acts: deque[tuple[QObject, Callable[[], object]]] = deque()
        self._begun = False
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._next)

    @property
    def is_done(self) -> bool:
        """Whether nothing waits."""
        return not self._acts

    def add(self, owner: QObject, act: Callable[[], object]) -> None:
        """Do something later, unless its owner is gone by then."""
        self._acts.append((owner, act))
        if self._begun:
            self._timer.start()

    def once_seen(self, owner: QObject, act: Callable[[], object]) -> None:
        """Do it at once, but not before the first picture is painted; what waits already waits once."""
        if self._begun:
            act()
        elif (owner, act) not in self._acts:
            self.add(owner, act)

    def begin(self) -> None:
        """The first picture is painted."""
        if not self._begun:
            self._begun = True
            self._timer.start()

    def finish(self) -> None:
        """Do at once what waits."""
        self._begun = True
        while self._acts:
            self._next()

    def drop(self) -> None:
        """Do nothing of it: the window closes."""
        self._acts.clear()
        self._timer.stop()

    def _next(self) -> None:
        if not self._acts:
            self._timer.stop()
            return
        owner, act = self._acts.popleft()
        if isValid(owner):
            act()
