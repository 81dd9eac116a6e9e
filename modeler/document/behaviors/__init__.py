"""What follows from a change by the rules of BPMN: one consequence a file, in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from modeler.document import edits
from modeler.document.records import FlowRecord
from modeler.geometry.shapes import Bounds, Point
from runner.core.registry import Registry

if TYPE_CHECKING:
    from modeler.document.document import Document


@dataclass(frozen=True)
class Act:
    """What a command did, or is about to do where the verb ends in `-ing`.

    Verbs: `added`, `connected`, `reconnected` (`ids`: the flow; `was`: its old ends), `moved` and `resized`
    (`before`: old bounds of all nodes that differ), `removing` (ids of nodes and flows, with all that
    goes along), `removed` (`was`: ids of the containers and elements it touched), `removed-flow` (`was`: its ends),
    `rehomed` (put into another process or sub-process, with the events on its border), `replaced` (made another
    kind), `laid-out` (placed by `set_layout`), `wrote`, `spaced` (`ids`: the containers in which space was made; what
    is in it has its place already).
    """

    verb: str
    ids: tuple[str, ...]
    before: Mapping[str, Bounds] = field(default_factory=dict)
    was: tuple[str, ...] = ()
    _ways: dict[str, tuple[Point, ...] | None] = field(default_factory=dict, init=False, compare=False, repr=False)

    def way(self, doc: Document, flow: FlowRecord) -> tuple[Point, ...] | None:
        """The way that a flow is to take after `moved` or `resized`; None where it is not drawn. Found once: names
        stand clear of it before it is led there."""
        if flow.source not in self.before and flow.target not in self.before:
            return flow.waypoints
        if flow.id not in self._ways:
            self._ways[flow.id] = edits.way_after(doc, flow, self.before)
        return self._ways[flow.id]


@dataclass(frozen=True)
class Behavior:
    """One consequence: `after` which verbs, and what is done."""

    id: str
    after: tuple[str, ...]
    run: Callable[[Document, Act], None]


BEHAVIORS: Registry[Behavior] = Registry("modeler.document.behaviors", "BEHAVIOR")


def follow(doc: Document, act: Act) -> None:
    """Run all consequences of an act, in the order of their file names."""
    for behavior in _after(act.verb):
        behavior.run(doc, act)


@cache
def _after(verb: str) -> tuple[Behavior, ...]:
    return tuple(behavior for behavior in BEHAVIORS.values() if verb in behavior.after)
