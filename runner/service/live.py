"""The cases that are loaded: those that were asked for last, and no more than a bound."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runner.service.room import Live

MOST = 500
"""Cases that stay loaded between two commands; one takes some tens of kilobytes."""


class LiveCases:
    """Loaded cases by id, the one asked for longest ago first."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._cases: OrderedDict[str, Live] = OrderedDict()

    def get(self, case: str) -> Live | None:
        """A loaded case, or None."""
        found = self._cases.get(case)
        if found is not None:
            self._cases.move_to_end(case)
        return found

    def put(self, case: str, live: Live) -> None:
        """Keep a case loaded."""
        self._cases[case] = live
        self._cases.move_to_end(case)

    def pop(self, case: str) -> None:
        """Let go of a case."""
        self._cases.pop(case, None)

    def trim(self) -> None:
        """Let go of the cases above the bound. Only between commands: within one a case is one object."""
        while len(self._cases) > self.most:
            self._cases.popitem(last=False)

    def clear(self) -> None:
        """Let go of all."""
        self._cases.clear()

    def __len__(self) -> int:
        return len(self._cases)

    def __contains__(self, case: object) -> bool:
        return case in self._cases
