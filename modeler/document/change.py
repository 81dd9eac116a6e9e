"""What a transaction changed: one frozen value per outermost transaction."""

from __future__ import annotations

from collections.abc import Set
from enum import StrEnum
from typing import NamedTuple

from runner.core.values import dataclass


class Origin(StrEnum):
    """Where a change came from."""

    EDIT = "edit"
    UNDO = "undo"
    REDO = "redo"
    LOAD = "load"


@dataclass(frozen=True)
class Shift:
    """Many elements that went the same distance with all that draws them: a flow only with both its ends, if it does
    not end at a container."""

    ids: frozenset[str]
    dx: float
    dy: float

    def without(self, others: Set[str]) -> Shift:
        """The same for fewer elements."""
        return self if self.ids.isdisjoint(others) else Shift(self.ids - others, self.dx, self.dy)


class Delta(NamedTuple):
    """What changed since it was asked last: as in `Change`."""

    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    shifted: tuple[Shift, ...] = ()


@dataclass(frozen=True)
class Change:
    """Ids are element ids in the BPMN file (never of DI elements: a moved shape is its element changed);
    `parts` are names of JSON parts touched. `revision` grows with every change of the document. `shifted`: of
    those changed, what only went elsewhere, with many others; for who can do that at once."""

    label: str
    origin: Origin
    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    revision: int = 0
    shifted: tuple[Shift, ...] = ()

    @property
    def altered(self) -> frozenset[str]:
        """Those changed of which more may have changed than where they are."""
        return self.changed.difference(*(shift.ids for shift in self.shifted)) if self.shifted else self.changed
