"""From the records of a process to its chain.

A level is a line of items, one below the other. It is laid first from its beginning to its end, going on behind each
fork where the ways meet; then the ways of its forks are laid, each a level of its own. So what stands on a level is
known before a way jumps to it. Where a way goes into another one, or out of branches that run beside each other, the
fork is folded: then, and only then, a chain would say something else than the diagram.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AnySet
from dataclasses import dataclass, field

from modeler.bpmn import names
from modeler.chain.blocks import Chain, Folded, Fork, Item, Jump, Meeting, Step, Way
from modeler.document.index import Index
from modeler.document.records import NodeRecord

_BESIDE = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})
"""Gateways behind which several ways may be gone at once."""

_DEEPEST = 40
"""Forks in forks; what is deeper is folded."""

Exit = tuple[str, str]
"""A sequence flow, and the node that it leads to."""


class _ForeignError(Exception):
    """A way leads where a chain cannot follow."""


@dataclass
class _Level:
    """One line while it is laid. `beside`: it runs beside other ways of the fork that it belongs to."""

    above: _Level | None = None
    beside: bool = False
    items: list[Item | _Open] = field(default_factory=list)
    depth: int = 0

    def line(self) -> list[_Level]:
        """The levels that it is in, the outermost first, and itself."""
        return [*(self.above.line() if self.above is not None else ()), self]

    def inside(self, beside: bool) -> _Level:
        """A way of a fork on it."""
        if self.depth == _DEEPEST:
            raise _ForeignError
        return _Level(self, beside, depth=self.depth + 1)


@dataclass
class _Open:
    """A fork, or a step with events on its border, whose ways are not laid yet. `main`: the flow on which its level
    itself goes on."""

    node: NodeRecord
    by: str | None
    exits: tuple[Exit, ...]
    meet: str | None
    main: str | None = None


def chain_of(index: Index, process: str) -> Chain:
    """The chain of a process; an empty one where there is no such process. Each flow node that stands in the process
    itself is in it once."""
    nodes = [node for node in index.children(process) if node.tag in names.FLOW_NODES]
    return _Reading(index, process, nodes).chain()


class _Reading:
    def __init__(self, index: Index, process: str, nodes: Sequence[NodeRecord]) -> None:
        self._index, self._process = index, process
        self._nodes = {node.id: node for node in nodes}
        self._exits = {node.id: self._exits_of(node) for node in nodes}
        self._events: dict[str, list[NodeRecord]] = {}
        for node in nodes:
            if node.attached_to in self._nodes:
                self._events.setdefault(node.attached_to or "", []).append(node)
        self._level: dict[str, _Level] = {}  # where each node that is placed stands

    def chain(self) -> Chain:
        lines = []
        targets = {target for exits in self._exits.values() for _flow, target in exits}
        free = [node for node in self._nodes.values() if node.attached_to not in self._nodes]
        first = [node for node in free if node.tag == "startEvent"]
        first += [node for node in free if node.id not in targets and node.tag != "startEvent"]
        for node in first:
            if node.id in self._level:
                continue
            if self._exits[node.id] or node.tag == "startEvent" or node.id in self._events:
                lines.append(self._whole(node))
        apart = tuple(own for own in self._nodes if own not in self._level)
        return Chain(self._process, tuple(lines), apart)

    def _whole(self, node: NodeRecord) -> tuple[Item, ...]:
        """The line that begins at a node; all of it folded where a chain cannot show it."""
        before = dict(self._level)
        try:
            return self._line(None, node.id, None, _Level())[0]
        except _ForeignError:
            self._level = before
            ids = tuple(self._inside(node.id, None))
            self._level.update(dict.fromkeys(ids, _Level()))
            return (Folded(ids),)

    def _exits_of(self, node: NodeRecord) -> tuple[Exit, ...]:
        flows = [self._index.flows[own] for own in node.outgoing if own in self._index.flows]
        return tuple((flow.id, flow.target) for flow in flows if flow.target in self._nodes)

    def _line(
        self, by: str | None, own: str | None, stop: str | None, level: _Level
    ) -> tuple[tuple[Item, ...], str | None, bool]:
        """The items from a node on, up to where ways meet; the flow that leads there, and whether any does."""
        last, joins = self._lay(by, own, stop, level)
        items = [self._closed(item, level) if isinstance(item, _Open) else item for item in level.items]
        return tuple(items), last, joins

    def _lay(self, by: str | None, own: str | None, stop: str | None, level: _Level) -> tuple[str | None, bool]:
        while own is not None:
            if own == stop:
                return by, True
            node = self._nodes[own]
            if own in self._level:
                assert by is not None
                level.items.append(self._jump(node, by, level))
                return None, False
            self._level[own] = level
            exits = self._exits[own]
            if own in self._events:
                level.items.append(_Open(node, by, (), None))
            elif node.tag not in names.GATEWAYS:
                level.items.append(Step(own, by))
            elif len(exits) < 2:
                level.items.append(Meeting(own, by))
            if len(exits) < 2:
                by, own = exits[0] if exits else (None, None)
                continue
            fork = self._parted(node, by, exits, stop)
            level.items.append(fork)
            if fork.main is not None:
                by, own = fork.main, dict(exits)[fork.main]
            else:
                by, own = None, fork.meet  # no single flow leads there
        return None, False

    def _jump(self, node: NodeRecord, by: str, level: _Level) -> Jump:
        """A way that goes on at a node which stands somewhere already."""
        here, there = level.line(), self._level[node.id].line()
        shared = [one for one, other in zip(here, there, strict=False) if one is other]
        if any(one.beside for one in (*here[len(shared) :], *there[len(shared) :])) and node.tag != "endEvent":
            raise _ForeignError
        return Jump(node.id, by, self._leads(node.id, self._index.flows[by].source))

    # forks

    def _parted(self, node: NodeRecord, by: str | None, exits: tuple[Exit, ...], stop: str | None) -> _Open:
        """Where the ways meet, or which of them the level goes on."""
        reached = [self._reached(target, stop) for _flow, target in exits]
        shared = [
            bool(own) and any(own & other for number, other in enumerate(reached) if number != place)
            for place, own in enumerate(reached)
        ]
        if any(shared):
            common = frozenset.intersection(
                *[own for own, is_shared in zip(reached, shared, strict=True) if is_shared]
            )
            return _Open(node, by, exits, self._first(common, stop))
        if node.tag in _BESIDE or not self._is_choice(node):
            return _Open(node, by, exits, None)
        weights = [sum(self._nodes[own].tag in names.ACTIVITIES for own in found) for found in reached]
        best = max(range(len(exits)), key=lambda place: (weights[place], len(reached[place]), -place))
        return _Open(node, by, exits, None, exits[best][0] if reached[best] else None)

    def _is_choice(self, node: NodeRecord) -> bool:
        """Whether one of the ways is taken, and not each of them."""
        if node.tag in names.GATEWAYS:
            return node.tag not in _BESIDE
        flows = [self._index.flows[flow] for flow, _target in self._exits[node.id]]
        return all(flow.condition is not None or flow.is_default for flow in flows)

    def _reached(self, own: str, stop: str | None) -> frozenset[str]:
        """All that a way leads to and that stands nowhere yet; `stop` is the last of it. What leads away from a
        border is not on the way."""
        found: set[str] = set()
        waiting = [own]
        while waiting:
            item = waiting.pop()
            if item in found or (item in self._level and item != stop):
                continue
            found.add(item)
            if item != stop:
                waiting += [target for _flow, target in self._exits[item]]
        return frozenset(found)

    def _leads(self, own: str, goal: str) -> bool:
        """Whether flows lead from one to the other, over borders too."""
        found: set[str] = set()
        waiting = [own]
        while waiting:
            item = waiting.pop()
            if item == goal:
                return True
            if item not in found:
                found.add(item)
                waiting += [target for _flow, target in self._exits[item]]
                waiting += [event.id for event in self._events.get(item, ())]
        return False

    def _first(self, common: AnySet[str], stop: str | None) -> str | None:
        """The one of these from which all others are reached; of several (a circle) the first in the file."""
        for own in [item for item in self._nodes if item in common]:
            if common <= self._reached(own, stop):
                return own
        return None

    def _closed(self, fork: _Open, level: _Level) -> Item:
        """A fork, or a step with a border, with its ways laid; folded where a chain cannot show them."""
        before = dict(self._level)
        try:
            return self._with_ways(fork, level)
        except _ForeignError:
            self._level = before
            starts = [target for flow, target in fork.exits if flow != fork.main]
            for event in self._events.get(fork.node.id, ()) if not fork.exits else ():
                starts += [event.id]
            found = [own for start in starts for own in self._inside(start, fork.meet)]
            ids = tuple(dict.fromkeys((fork.node.id, *found)))
            if len(ids) == 1 and fork.node.tag not in names.GATEWAYS:  # the step alone says no more than it does
                raise
            self._level.update(dict.fromkeys(ids, level))
            if fork.exits and fork.node.tag not in names.GATEWAYS:  # the step itself stands before it
                return Folded(ids[1:], fork.by)
            return Folded(ids, fork.by)

    def _inside(self, own: str, meet: str | None) -> list[str]:
        """What a way leads to before the ways meet, over borders too, as far as it stands nowhere yet."""
        found: set[str] = set()
        waiting = [own]
        while waiting:
            item = waiting.pop()
            if item in found or item in self._level or item == meet:
                continue
            found.add(item)
            waiting += [target for _flow, target in self._exits[item]]
            waiting += [event.id for event in self._events.get(item, ())]
        return [item for item in self._nodes if item in found]

    def _with_ways(self, fork: _Open, level: _Level) -> Item:
        beside = bool(fork.exits) and not self._is_choice(fork.node)
        if not fork.exits:
            return Step(
                fork.node.id, fork.by, tuple(self._side(event, level) for event in self._events[fork.node.id])
            )
        ways = []
        for flow, target in fork.exits:
            if flow == fork.main:
                ways.append(Way(flow, goes_on=True))
                continue
            items, last, joins = self._line(flow, target, fork.meet, level.inside(beside))
            ways.append(Way(flow, items, last, joins=joins))
        return Fork(fork.node.id, fork.by, tuple(ways), fork.meet, fork.node.tag in names.GATEWAYS)

    def _side(self, event: NodeRecord, level: _Level) -> Way:
        """What leads away from an event on a border: with its step, or beside it where it does not interrupt."""
        inner = level.inside(beside=False)
        self._level[event.id] = inner
        exits = self._exits[event.id]
        if len(exits) > 1:
            raise _ForeignError
        items: tuple[Item, ...] = self._line(*exits[0], None, inner)[0] if exits else ()
        return Way(event.id, items)
