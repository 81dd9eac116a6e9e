"""What changed out of sight: it follows in slices, or when somebody asks for it."""

from __future__ import annotations

from collections.abc import Iterable, KeysView

from modeler.document.change import Shift
from modeler.geometry.shapes import Point


class Late:
    """Ids of elements whose items are not renewed yet. Of what only went a distance, with many others, the distance
    is kept: its item need not be made anew."""

    def __init__(self) -> None:
        self._steps: dict[str, Point | None] = {}

    def __bool__(self) -> bool:
        return bool(self._steps)

    def __contains__(self, identity: str) -> bool:
        return identity in self._steps

    @property
    def ids(self) -> KeysView[str]:
        """All of them."""
        return self._steps.keys()

    def anew(self, ids: Iterable[str]) -> None:
        """The items of these are to be made anew."""
        self._steps.update(dict.fromkeys(ids))

    def go(self, shift: Shift) -> None:
        """These went a distance, some of them not for the first time."""
        steps, dx, dy = self._steps, shift.dx, shift.dy
        if not steps:
            self._steps = dict.fromkeys(shift.ids, (dx, dy))
            return
        earlier = [(own, steps[own]) for own in steps.keys() & shift.ids]
        steps.update(dict.fromkeys(shift.ids, (dx, dy)))
        for own, step in earlier:
            steps[own] = None if step is None else (step[0] + dx, step[1] + dy)

    def take(self, identity: str) -> Point | None:
        """This one is renewed now: the distance that it went, None where it is to be made anew."""
        return self._steps.pop(identity, None)

    def take_any(self) -> tuple[str, Point | None]:
        """One of those that are left is renewed now: it, and the same of it."""
        return self._steps.popitem()

    def clear(self) -> None:
        """None any more."""
        self._steps.clear()


def steps_of(shifts: Iterable[Shift]) -> dict[str, Point]:
    """How far each of these went."""
    steps: dict[str, Point] = {}
    for shift in shifts:
        earlier = [(own, steps[own]) for own in steps.keys() & shift.ids] if steps else []
        steps.update(dict.fromkeys(shift.ids, (shift.dx, shift.dy)))
        for own, (dx, dy) in earlier:
            steps[own] = dx + shift.dx, dy + shift.dy
    return steps
