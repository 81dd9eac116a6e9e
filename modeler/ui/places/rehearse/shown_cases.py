"""Cases by the numbers and words that people know them by."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from modeler.ui.places.rehearse.clock_bar import clock_text
from modeler.ui.places.rehearse.words import Names, status_text
from runner.core.i18n import tr as _
from runner.protocol.values import CaseSummary

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from modeler.ui.places.rehearse.rehearsal import Rehearsal, Snapshot


def case_told(case: CaseSummary, names: Names, *, status: bool = False) -> str:
    """A case in words, with how it stands if asked for; the pilot before it, but for the first one."""
    text = _("Case {number} · {who} · {when}").format(
        number=case.ordinal, who=names.person(case.starter), when=clock_text(case.started)[5:]
    )
    return " · ".join(filter(None, (case.pilot, text, status_text(case) if status else "")))


def numbers_of(snapshot: Snapshot) -> dict[str, int]:
    """The numbers of the cases of the open process that are shown somewhere."""
    own = [one for one in (snapshot.case, *snapshot.cases) if one is not None and one.process == snapshot.entry]
    found = {one.case: one.ordinal for one in own}
    for shown in (snapshot.inbox, snapshot.copies, snapshot.post.awaited):
        found |= {one.case: one.ordinal for one in shown if one.entry == snapshot.entry}
    return found


def next_number(snapshot: Snapshot) -> int:
    """The number that the next case of the open process gets."""
    return max((one.ordinal for one in snapshot.cases), default=0) + 1


def process_of(runner: Any, case: str) -> str:
    """The id of the process that a case is one of; empty where there is no such case."""
    return next((str(one.process) for one in runner.cases(search=case, limit=10) if one.case == case), "")


def fetch_cases(
    rehearsal: Rehearsal, owner: QObject, wanted: dict[str, Any], done: Callable[[list[CaseSummary]], None]
) -> None:
    """Ask for cases of the process, beside what is shown; `owner` is the list that waits for them."""
    entry = rehearsal.bundle.entry if rehearsal.bundle is not None else ""

    def work(_handle: Any) -> list[CaseSummary]:
        found: list[CaseSummary] = rehearsal.context.worker().cases(process=entry, **wanted)
        return found

    rehearsal.context.jobs.run(work, owner=owner, done=done, failed=rehearsal.refused.emit)


def enter_pilot(rehearsal: Rehearsal, name: str, *, new: bool = False) -> None:
    """Look at the cases of another pilot, begun now if it is `new`."""

    def act(runner: Any) -> None:
        if new:
            runner.open_pilot(name)
        runner.enter_pilot(name)
        rehearsal.case = rehearsal.task = rehearsal.act = None

    rehearsal.run(act)
