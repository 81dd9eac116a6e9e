"""What a chain consists of: plain values that say what follows what, by the ids of the elements."""

from __future__ import annotations

from collections.abc import Iterator

from runner.core.values import dataclass


@dataclass(frozen=True)
class Step:
    """One element with at most one way on; `by` is the sequence flow that leads to it here, None at the start.
    `sides`: what leads away from its border, one way for each event."""

    id: str
    by: str | None = None
    sides: tuple[Way, ...] = ()


@dataclass(frozen=True)
class Meeting:
    """A gateway at which ways come together, shown as a dot."""

    id: str
    by: str | None = None


@dataclass(frozen=True)
class Fork:
    """Where several ways part: at a gateway, or (`own` false) behind the step that stands before it. `meet` is the
    element at which the ways that go on come together again, None where they do not."""

    id: str
    by: str | None
    ways: tuple[Way, ...]
    meet: str | None = None
    own: bool = True


@dataclass(frozen=True)
class Jump:
    """A way that goes on elsewhere: `back` to a step that leads here, on to a later one, or to one that stands on
    another way."""

    target: str
    by: str
    back: bool = False


@dataclass(frozen=True)
class Folded:
    """Elements that a chain cannot show in their order."""

    ids: tuple[str, ...]
    by: str | None = None


Item = Step | Meeting | Fork | Jump | Folded


@dataclass(frozen=True)
class Way:
    """One of the ways at a fork or a border. `id` is the sequence flow, or the event, that begins it. `joins`: it
    leads to where the ways meet, by the sequence flow `last`, or (None) by the ways of a fork at its end; else it
    ends or jumps. `goes_on`: the chain itself goes on this way below, so nothing stands in it."""

    id: str
    items: tuple[Item, ...] = ()
    last: str | None = None
    goes_on: bool = False
    joins: bool = False


@dataclass(frozen=True)
class Chain:
    """A process, one line for each of its beginnings; `apart`: what no flow leads to or away from (event
    sub-processes, undone work), and circles without a beginning."""

    process: str
    lines: tuple[tuple[Item, ...], ...] = ()
    apart: tuple[str, ...] = ()

    def ids(self) -> Iterator[str]:
        """All elements that it shows, in the order in which they stand in it; those of jumps are not among them."""
        for line in self.lines:
            yield from ids_of(line)
        yield from self.apart


def ids_of(items: tuple[Item, ...]) -> Iterator[str]:
    """The elements of a line and of all its ways."""
    for item in items:
        match item:
            case Step(id=own, sides=sides):
                yield own
                for side in sides:
                    yield side.id
                    yield from ids_of(side.items)
            case Meeting(id=own):
                yield own
            case Fork(id=own, ways=ways):
                if item.own:
                    yield own
                for way in ways:
                    yield from ids_of(way.items)
            case Folded(ids=ids):
                yield from ids
            case Jump():
                pass
