"""What a case has played, out of its log: the path on the canvas, the acts that can be gone back to, and the entries
of the time line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from modeler.ui.places.rehearse.rehearsal import Snapshot
from modeler.ui.places.rehearse.timeline import Moment, clock_text
from modeler.ui.places.rehearse.words import Names
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.protocol import values as out
from runner.protocol.branches import BACK, commands_that_count, counting, taken_back


@dataclass(frozen=True)
class Branch:
    """A branch that was left: its commands, the last one is where it stood."""

    commands: tuple[int, ...]
    until: str


def played(history: Sequence[out.LogLine], processes: Collection[str]) -> set[str]:
    """The nodes left and the flows taken on the way to where the case is, in these processes."""
    return {
        line.element
        for line in counting(history)
        if line.kind in ("left", "flow") and line.element and line.payload.get("process") in processes
    }


def hops(history: Sequence[out.LogLine], after: int) -> list[str]:
    """The flows taken in lines above number `after`, in order."""
    return [line.element for line in history if line.n > after and line.kind == "flow"]


def current_act(history: Sequence[out.LogLine]) -> int | None:
    """The command that the case stands after."""
    found = commands_that_count((line.command, line.payload) for line in history if line.kind == "command")
    return found[-1] if found else None


def act_before(history: Sequence[out.LogLine], kept: Iterable[int]) -> int | None:
    """The command to go back to for one step back; None where there is none, or it was not kept."""
    found = commands_that_count((line.command, line.payload) for line in history if line.kind == "command")
    return found[-2] if len(found) > 1 and found[-2] in set(kept) else None


def branches(history: Sequence[out.LogLine]) -> list[Branch]:
    """The branches that were left, the oldest first."""
    left = taken_back(history)
    found: list[Branch] = []
    run: list[out.LogLine] = []
    for line in history:
        if line.kind != "command":
            continue
        if line.command in left:
            run.append(line)
        elif run and line.payload.get("verb") == BACK:
            found.append(Branch(tuple(one.command for one in run), run[-1].at))
            run = []
    return found


def moments_of(snapshot: Snapshot, names: Names) -> list[Moment]:
    """The time line of the case: branches that were left, its visits, then the timers that run."""
    found = []
    for branch in branches(snapshot.history):
        count = len(branch.commands)
        acts = trn("{count} act", "{count} acts", count)
        text = _("{acts} · until {when}").format(acts=acts, when=clock_text(branch.until)[5:])
        found.append(Moment(_("A way that was left"), text, "left", "", branch.commands[-1]))
    entered = [line.command for line in counting(snapshot.history) if line.kind == "entered"]
    path = snapshot.case.path if snapshot.case is not None else []
    for place, visit in enumerate(path):
        who = names.people(visit.by)
        when = clock_text(visit.leave or visit.enter)[5:]
        text = " · ".join(part for part in (who, when) if part)
        tone = "done" if visit.leave else "running"
        act = entered[place] if len(entered) == len(path) else None
        found.append(Moment(names.node(visit.element), text, tone, visit.element, act))
    for element in snapshot.case.stopped if snapshot.case is not None else ():
        found.append(Moment(names.node(element), _("stopped before it"), "waiting", element))
    own = snapshot.case.case if snapshot.case is not None else ""
    for at, case, element in snapshot.due:
        if case == own:
            text = _("timer · {when}").format(when=clock_text(at)[5:])
            found.append(Moment(names.node(element), text, "waiting", element))
    return found
