"""What a transaction changed: one frozen value per outermost transaction."""

from __future__ import annotations

from enum import StrEnum

from runner.core.values import dataclass


class Origin(StrEnum):
    """Where a change came from."""

    EDIT = "edit"
    UNDO = "undo"
    REDO = "redo"
    LOAD = "load"


@dataclass(frozen=True)
class Change:
    """Ids are element ids in the BPMN file (never of DI elements: a moved shape is its element changed);
    `parts` are names of JSON parts touched. `revision` grows with every change of the document."""

    label: str
    origin: Origin
    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    revision: int = 0
