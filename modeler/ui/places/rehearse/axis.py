"""A case along the clock: each visit as a bar in the row of its step, timers and troubles as marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from modeler.ui.places.rehearse.rehearsal import Snapshot
from modeler.ui.places.rehearse.words import Names
from runner.bundle.bundle import Bundle
from runner.core.i18n import N_, trn
from runner.core.i18n import tr as _
from runner.protocol.branches import counting

Way = Literal["people", "automatic", "waiting", "scope"]
"""Who or what a visit lasts for: people, the machine, time or a message, or what lies inside."""
PEOPLES = frozenset({"userTask", "manualTask", "task"})
WAITING = frozenset({"intermediateCatchEvent", "receiveTask", "eventBasedGateway", "boundaryEvent"})
SCOPES = frozenset({"subProcess", "transaction", "adHocSubProcess", "callActivity"})
WAYS: Mapping[Way, str] = {
    "people": N_("People"), "automatic": N_("Automatic"), "waiting": N_("Waiting"), "scope": N_("What lies inside"),
}  # fmt: skip
MARKS = {
    "incident": N_("Trouble"), "timer": N_("Timer fired"), "overdue": N_("Time limit passed"),
    "due": N_("Timer to come"), "back": N_("Went back"),
}  # fmt: skip
SHORTEST = timedelta(hours=1)
"""What the axis spans at least: at first all happens in one instant."""


@dataclass(frozen=True)
class Bar:
    """A visit to a step; `end` None: it is not over. `act`: the command that it began with, where that is known."""

    row: int
    element: str
    begin: datetime
    end: datetime | None
    way: Way
    told: str
    act: int | None = None


@dataclass(frozen=True)
class Mark:
    """What happened, or will, at one instant; `kind` is a key of `MARKS`."""

    row: int
    element: str
    at: datetime
    kind: str
    told: str
    act: int | None = None


@dataclass(frozen=True)
class Axis:
    """All of it; `rows` are the names of the steps from top to bottom, `now` where the clock stands."""

    rows: tuple[str, ...] = ()
    bars: tuple[Bar, ...] = ()
    marks: tuple[Mark, ...] = ()
    begin: datetime | None = None
    end: datetime | None = None
    now: datetime | None = None

    def items(self) -> list[Bar | Mark]:
        """Bars and marks in the order of time."""
        return sorted((*self.bars, *self.marks), key=lambda one: (at_of(one), one.row))

    def item_near(self, element: str, at: str) -> Bar | Mark | None:
        """What a line of history about an element at an instant belongs to."""
        when = _instant(at)
        if when is None:
            return None
        own = [one for one in self.items() if one.element == element and at_of(one) <= when]
        return own[-1] if own else None


def at_of(item: Bar | Mark) -> datetime:
    """Where an item begins."""
    return item.begin if isinstance(item, Bar) else item.at


def way_of(bundle: Bundle | None, element: str) -> Way:
    """What a step lasts for."""
    for graph in bundle.graphs.values() if bundle is not None else ():
        for node in graph.nodes:
            if node.id == element:
                if node.kind in PEOPLES:
                    return "people"
                if node.kind in SCOPES:
                    return "scope"
                return "waiting" if node.kind in WAITING else "automatic"
    return "automatic"


def axis_of(snapshot: Snapshot, names: Names) -> Axis:
    """The case that is looked at; what was gone back over is left out."""
    case, now = snapshot.case, _instant(snapshot.clock)
    if case is None or now is None:
        return Axis()
    rows: dict[str, int] = {}
    ways: dict[str, Way] = {}
    lines = counting(snapshot.history)
    entered = [line.command for line in lines if line.kind == "entered"]
    acts = entered if len(entered) == len(case.path) else [None] * len(case.path)

    def row(element: str) -> int:
        if element not in ways:
            ways[element] = way_of(names.bundle, element)
        return rows.setdefault(element, len(rows))

    bars = []
    for visit, act in zip(case.path, acts, strict=True):
        begin, end = _instant(visit.enter), _instant(visit.leave)
        if begin is None:
            continue
        if end is None and case.ended:
            end = _instant(case.ended)
        place = row(visit.element)
        told = _visit_told(names.node(visit.element), names.people(visit.by), begin, end, now)
        bars.append(Bar(place, visit.element, begin, end, ways[visit.element], told, act))
    marks = []
    kinds = {"incident": "incident", "overdue": "overdue", "fired": "timer", "went_back": "back"}
    for line in lines:
        at = _instant(line.at)
        kind = kinds.get(line.kind)
        if at is None or kind is None or (kind == "timer" and line.payload.get("kind") != "timer"):
            continue
        place = row(line.element) if names.node(line.element) and line.element in rows else 0
        if kind in ("timer", "overdue") and line.element not in rows:
            place = row(line.element)
        marks.append(Mark(place, line.element, at, kind, _mark_told(names, line.element, kind, at), line.command))
    end = now if case.status != "completed" else max((_instant(case.ended) or now, *_ends(bars)))
    for at_text, owner, element in snapshot.due:
        at = _instant(at_text)
        if owner == case.case and at is not None:
            marks.append(Mark(row(element), element, at, "due", _mark_told(names, element, "due", at)))
            break  # the earliest: later ones would press the rest together
    begin = min((_instant(case.started) or now, *(bar.begin for bar in bars)))
    last = max((begin + SHORTEST, end, *(mark.at for mark in marks)))
    titles = tuple(names.node(element) for element in rows)
    return Axis(titles, tuple(bars), tuple(marks), begin, last, now)


def _ends(bars: Iterable[Bar]) -> list[datetime]:
    return [bar.end for bar in bars if bar.end is not None]


def _visit_told(step: str, people: str, begin: datetime, end: datetime | None, now: datetime) -> str:
    parts = [step]
    if people:
        parts.append(people)
    span = f"{begin:%m-%d %H:%M}"
    if end is None:
        parts += [_("since {when}").format(when=span), span_told(now - begin)]
    elif end == begin:
        parts.append(span)
    else:
        parts += [f"{span} – {end:%m-%d %H:%M}", span_told(end - begin)]
    return " · ".join(parts)


def _mark_told(names: Names, element: str, kind: str, at: datetime) -> str:
    step = names.node(element) if element else ""
    return " · ".join(part for part in (_(MARKS[kind]), step, f"{at:%m-%d %H:%M}") if part)


def span_told(span: timedelta) -> str:
    """How long something lasted: its two largest units."""
    minutes = round(span.total_seconds() / 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [
        trn("{count} day", "{count} days", days) if days else "",
        trn("{count} hour", "{count} hours", hours) if hours else "",
        trn("{count} minute", "{count} minutes", minutes) if minutes or not (days or hours) else "",
    ]
    return " ".join([one for one in parts if one][:2])


def _instant(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def ticks(begin: datetime, end: datetime, room: float) -> Sequence[tuple[datetime, str]]:
    """Instants to name along an axis that is `room` pixels long: whole hours or days, not too near to each other."""
    span = max((end - begin).total_seconds(), 1.0)
    wanted = span * TICK_ROOM / max(room, 1.0)
    step = next((one for one in STEPS if one >= wanted), None)
    if step is None:
        step = STEPS[-1] * (int(wanted // STEPS[-1]) + 1)
    day = begin.replace(hour=0, minute=0, second=0, microsecond=0)
    first = day + timedelta(seconds=step * -(-(begin - day).total_seconds() // step))
    found = []
    at = first
    while at <= end:
        is_day = at.hour == at.minute == 0
        found.append((at, f"{at:%m-%d}" if is_day or step >= DAY else f"{at:%H:%M}"))
        at += timedelta(seconds=step)
    return found


DAY = 86_400
STEPS = (300, 900, 1_800, 3_600, 3 * 3_600, 6 * 3_600, 12 * 3_600, DAY, 2 * DAY, 7 * DAY, 30 * DAY)
"""Seconds between two ticks."""
TICK_ROOM = 84
"""Pixels between two ticks at least."""
