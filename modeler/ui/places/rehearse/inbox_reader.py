"""What is read of the inbox: the tasks somebody wishes for, sorted in the store, and as far as they were seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from modeler.ui.places.rehearse.inbox_order import Wish, holder, step_name
from runner.protocol import values as out

if TYPE_CHECKING:
    from modeler.ui.places.rehearse.rehearsal import Rehearsal

MOST_READ = 200
"""Tasks that are read at once; those behind them when they are wanted."""
NOBODY = ("", "tester")
"""Who is no person of an organisation, and has no workbench."""


class InboxReader:
    """Works with its rehearsal: what it changes is read with the next look."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self._rehearsal = rehearsal
        self.wish = Wish()
        self.for_everyone = False
        self._so_far = MOST_READ

    def begin(self) -> None:
        """Read from the first task on."""
        self._so_far = MOST_READ

    def show_everyone(self, on: bool) -> None:
        """Read what waits for everyone, or for the person played alone."""
        self.for_everyone = on
        self.begin()
        self._rehearsal.look()

    def wish_for(self, wish: Wish) -> None:
        """Read the tasks that somebody wants to see, in the order in which they are wanted."""
        self.wish = wish
        self.begin()
        self._rehearsal.look()

    def read(self, runner: Any, user: str) -> tuple[tuple[out.TaskSummary, ...], bool, out.KindsWaiting]:
        """What waits as far as it was read, whether there is more, and what all of it can be narrowed by."""
        found = self._page(runner, user, limit=self._so_far + 1)
        tasks, is_cut = tuple(found[: self._so_far]), len(found) > self._so_far
        if not is_cut and self.wish.is_plain:
            holders = {holder(one) for one in tasks} - {""}
            processes = {one.process: one.process_name or one.process for one in tasks}
            steps = sorted({step_name(one) for one in tasks})
            return tasks, False, out.KindsWaiting(processes=processes, steps=steps, people=sorted(holders))
        if self.for_everyone:
            return tasks, is_cut, cast("out.KindsWaiting", runner.kinds_waiting())
        known = runner.workbench(user).kinds_waiting() if user not in NOBODY else out.KindsWaiting()
        return tasks, is_cut, cast("out.KindsWaiting", known)

    def _page(self, runner: Any, user: str, **page: Any) -> list[out.TaskSummary]:
        asked = {**self.wish.asked, **page}
        if self.for_everyone:
            return list(runner.open_tasks(for_people=True, **asked))
        return list(runner.workbench(user).inbox(**asked)) if user not in NOBODY else []

    def read_all(self, done: Callable[[list[out.TaskSummary]], None]) -> None:
        """Read all tasks that somebody wishes for, beside what is shown; not told where they wish otherwise then."""
        rehearsal = self._rehearsal
        asked = (self.wish, rehearsal.user, self.for_everyone)

        def found(tasks: list[out.TaskSummary]) -> None:
            if asked == (self.wish, rehearsal.user, self.for_everyone):
                done(tasks)

        rehearsal.context.jobs.run(
            lambda _handle: self._page(rehearsal.context.worker(), asked[1]), owner=rehearsal, done=found,
            failed=rehearsal.refused.emit,
        )  # fmt: skip

    def read_more(self) -> None:
        """Read the tasks behind the last that was read; the rehearsal tells of them by `waiting`."""
        rehearsal = self._rehearsal
        before, wish, user, everyone = rehearsal.snapshot.inbox, self.wish, rehearsal.user, self.for_everyone
        self._so_far += MOST_READ
        if not before:
            return

        def work(_handle: Any) -> list[out.TaskSummary]:
            runner = rehearsal.context.worker()
            return self._page(runner, user, after=before[-1].task, limit=MOST_READ + 1)

        def done(found: list[out.TaskSummary]) -> None:
            now = (rehearsal.snapshot.inbox, self.wish, rehearsal.user, self.for_everyone)
            if now != (before, wish, user, everyone):
                return  # what was read meanwhile reaches as far
            if not found:  # the last one is not there any more: nothing is behind it
                rehearsal.look()
                return
            inbox, is_cut = (*before, *found[:MOST_READ]), len(found) > MOST_READ
            rehearsal.snapshot = replace(rehearsal.snapshot, inbox=inbox, is_cut=is_cut)
            rehearsal.waiting.emit(rehearsal.snapshot)

        rehearsal.context.jobs.run(work, owner=rehearsal, done=done, failed=rehearsal.refused.emit)
