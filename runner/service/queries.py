"""What may be asked of the cases of a store; nothing here changes one.

What costs as much as there are cases belongs into a query of the store, not into a walk over live cases.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import uuid4

from runner.bundle.bundle import Bundle
from runner.bundle.transfer import bundle_from_bytes
from runner.connectors.connections import NOWHERE, Reach
from runner.core.errors import RunError, StoreError
from runner.core.i18n import N_, pick
from runner.core.messages import declare
from runner.engine.instance import BUDGET
from runner.protocol import values as out
from runner.service import acts, deadlines, listed, serials, timers, views
from runner.service.calling import new_owner
from runner.service.foreseen import foreseen
from runner.service.live import LiveCases
from runner.service.moments import Moments
from runner.service.pace import Pace
from runner.service.people import HUMAN, People, person_of
from runner.service.related import finished_cases
from runner.service.room import Deployed, Room
from runner.service.standing import allowed, may_start
from runner.service.syncing import with_copies
from runner.store.database import MEMORY
from runner.store.lists import CASE_ORDERS, ORDERS
from runner.store.store import CHUNK, Row, Store, Transaction

declare(
    {
        "store.model-tampered": (
            N_("The stored model {model} is not the one that was deployed: it was changed from outside."),
            N_("Its cases do not run. Open the model again from its own file."),
        ),
        "pilot.unknown": (N_("There is no rehearsal “{pilot}”."), N_("Choose one of those that are listed.")),
        "inbox.order": (N_("The list cannot be sorted by {order}."), N_("Sort by one of: {known}.")),
    }
)

DEFAULT_CLOCK = "2026-03-02T09:00:00+08:00"


def _check_order(order: str, known: Sequence[str] = ORDERS) -> None:
    if order not in known:
        raise RunError("inbox.order", order=order, known=", ".join(known))


def _bare(person: str | None) -> str | None:
    return None if person is None else person_of(person)


class Queries:
    """The looking half of the service: models, cases, tasks, timers. `Service` adds what changes them."""

    def __init__(
        self,
        store: str = MEMORY,
        *,
        budget: int = BUDGET,
        seconds: float | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        reach: Reach = NOWHERE,
        real_now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.store = Store(store)
        self.budget, self.reach, self.real_now = budget, reach, real_now
        self.people = People()
        self.arm = deadlines.arm
        self.on_case: Callable[[str, int], object] = lambda _case, _command: None
        """Hears which case is about to take automatic steps, and the number of its last command: what to look at
        where this process does not come back."""
        self.seconds, self.monotonic = seconds, monotonic
        self.owner = new_owner()
        self._in_doubt = False
        self.live = LiveCases()
        self._deployed: dict[str, Deployed] = {}
        self.pace, self.moments = Pace(), Moments()
        self.store.when_others_wrote = self._let_go

    @property
    def pilot(self) -> str:
        """The pilot whose cases, clock and messages are meant from now on; the first one has no name."""
        return self.store.pilot

    @pilot.setter
    def pilot(self, name: str) -> None:
        self.store.pilot = name

    def pilots(self) -> list[out.PilotView]:
        """All pilots of the store, the first one first."""
        with self.store.transaction() as tx:
            return [
                out.PilotView(name=name, clock=clock, is_here=name == self.pilot)
                for name, clock in tx.pilots().items()
            ]

    def enter_pilot(self, name: str) -> None:
        """Work with that pilot from now on. Raises `RunError` (`pilot.unknown`)."""
        if name == self.pilot:
            return
        with self.store.transaction() as tx:
            if name not in tx.pilots():
                raise RunError("pilot.unknown", pilot=name)
        self.pilot = name

    # -- models ------------------------------------------------------------------------------------

    def models(self) -> list[out.ModelView]:
        """All deployed model versions."""
        names = ("hash", "process", "name", "version", "deployed")
        with self.store.transaction() as tx:
            rows = tx.models()
        return [out.ModelView(**{name: row[name] for name in names}) for row in rows]

    def bundle(self, model: str) -> Bundle:
        """The bundle of a deployed model."""
        with self.store.transaction() as tx:
            return self.deployed(tx, model).bundle

    def starts(self, model: str, process: str | None = None, user: str | None = None) -> list[out.StartView]:
        """Where a process can begin; for `user` with what stands for them in form and choices."""
        with self.store.transaction() as tx:
            deployed, now = self.deployed(tx, model), self._now(tx)
        program = deployed.model.programs[process or deployed.bundle.entry]
        who = person_of(user) if user is not None else ""
        nodes = program.starts(program.root)
        return [views.start_view(deployed, program.graph, node, now, who) for node in nodes]

    def path(
        self, model: str, user: str, data: Mapping[str, Any] | None = None, at: str | None = None, *,
        process: str | None = None, department: str | None = None, choices: Mapping[str, Any] | None = None,
    ) -> list[out.PathStepView]:  # fmt: skip
        """Who would have a case that is started so, step by step: as `start` takes it, but nothing is started."""
        with self.store.transaction() as tx:
            deployed, now = self.deployed(tx, model), self._now(tx)
        program = deployed.model.programs[process or deployed.bundle.entry]
        starts = {node.id: node for node in program.starts(program.root)}
        start = starts.get(at or "") or next(iter(starts.values()))
        who, chosen = person_of(user), choices or {}
        return foreseen(deployed, program.graph, now, start.id, who, data or {}, department, chosen)

    def may_start(self, model: str, user: str, process: str | None = None) -> out.Explained:
        """Whether a person may start a process, and why."""
        with self.store.transaction() as tx:
            deployed, now = self.deployed(tx, model), self._now(tx)
        day = deployed.bundle.day(now)
        decision = may_start(deployed.bundle, process or deployed.bundle.entry, person_of(user), day)
        trail = [views.step_of(step.to_json()) for step in decision.trail]
        return out.Explained(allowed=decision.allowed, trail=trail)

    def deployed(self, tx: Transaction, model: str) -> Deployed:
        """A model version, loaded. Raises `StoreError` (`store.model-tampered`) where it is not what it was."""
        if model not in self._deployed:
            bundle = bundle_from_bytes(tx.model(model), model)
            if bundle.hash != model:
                raise StoreError("store.model-tampered", model=model)
            self._deployed[model] = Deployed(model, with_copies(tx, bundle))
        return self._deployed[model]

    # -- cases -------------------------------------------------------------------------------------

    def cases(
        self, model: str | None = None, *, process: str | None = None, status: Sequence[str] | None = None,
        search: str = "", order: str = "started", descending: bool = False, after: str | None = None,
        limit: int | None = None,
    ) -> list[out.CaseSummary]:  # fmt: skip
        """The cases of the pilot, the oldest first, or by `ended`, `starter` or `status`. `search`: words that stand
        in id, starter (or their name), outcome or process, or are the number of the case; `limit` lines behind the
        case `after`. Raises `RunError` (`inbox.order`)."""
        _check_order(order, CASE_ORDERS)
        with self.store.transaction() as tx:
            rows = tx.cases(
                model=model, process=process, status=status, search=search, order=order, descending=descending,
                after=after, limit=limit, called=self._called(tx, search, tx.starters),
            )  # fmt: skip
            return [views.case_summary(row, self.deployed(tx, row["model"]).bundle) for row in rows]

    def case_status(self, case: str) -> str:
        """The status of a case, without all the rest."""
        with self.store.transaction() as tx:
            row = tx.row("instance", case)
        return str(row["status"]) if row else ""

    def variables(self, case: str) -> dict[str, Any]:
        """The variables of a case."""
        with self._look() as room:
            return dict(room.look(case).engine.variables)

    def open_runs(self, case: str) -> list[tuple[str, str, dict[str, Any]]]:
        """Of each called process that runs in a case: the token of its call, its id, its variables."""
        with self._look() as room:
            return room.look(case).engine.calls.open_runs()

    def awaited(self, case: str) -> list[tuple[str, str, dict[str, Any]]]:
        """The messages and signals that a case waits for: kind, name, correlation."""
        with self._look() as room:
            return views.awaited(room.look(case))

    def history(self, case: str, after: int = 0) -> list[out.LogLine]:
        """The lines of a case's event log with a number above `after`."""
        with self.store.transaction() as tx:
            return [views.log_line(row) for row in tx.history(case, after)]

    def related(self, user: str) -> dict[str, str]:
        """Id -> title of the finished cases that a person may see, the latest first: what a form may link."""
        with self.store.transaction() as tx:
            return finished_cases(self, tx, person_of(user))

    # -- tasks -------------------------------------------------------------------------------------

    def inbox(
        self, user: str, *, search: str = "", process: str | None = None, entry: str | None = None,
        step: str | None = None, holder: str | None = None, overdue: bool = False, within: float | None = None,
        unclaimed: bool = False, order: str = "opened", descending: bool = False, after: int | None = None,
        limit: int | None = None,
    ) -> list[out.TaskSummary]:  # fmt: skip
        """What waits for a person in the pilot, the oldest first, or by `due`, `title`, `process`, `starter`,
        `person` or `case`. `search`: words that stand in title, process, summary, starter (or their name) or case id,
        or are the number of the case; `entry`: in cases of that process; `step`: only steps of that name; `holder`:
        only what that person has claimed or, unclaimed, was given; `overdue`: only what is late, or will be
        `within` so many seconds; `unclaimed`: only what nobody has taken; `limit` lines behind the task `after`.
        Raises `RunError` (`inbox.order`)."""
        name = person_of(user)
        _check_order(order)
        with self.store.transaction() as tx:
            now = self._now(tx)
            found = tx.open_seats(
                person=name, process=process, entry=entry, step=step, holder=_bare(holder), unclaimed=unclaimed,
                order=order, descending=descending, after=after,
                **self._wanted(tx, now, search, order, overdue, within),
            )  # fmt: skip
            may = self._may_handle(tx, now, name)
            seen = ((seat, work, case) for seat, work, case in found if may(work["kind"], case))
            return [self._line(tx, line, now) for line in islice(seen, limit)]

    def kinds_waiting(self, user: str | None = None) -> out.KindsWaiting:
        """By which processes, steps and people the inbox of a person can be narrowed, or without one everything that
        some person could complete here: what there is, without reading it all."""
        name = None if user is None else person_of(user)
        wanted = {"kinds": HUMAN, "alerts": False, "here": True} if name is None else {"person": name}
        with self.store.transaction() as tx:
            rows = tx.kinds_of_seats(**wanted)
            if name is not None:
                may = self._may_handle(tx, self._now(tx), name)
                rows = [
                    row for row in rows
                    if may(row["kind"], {**row, "model": row["case_model"], "process": row["case_process"]})
                ]  # fmt: skip
        return out.KindsWaiting(
            processes={row["process"]: row["process_name"] or row["process"] for row in rows},
            steps=sorted({row["title"] for row in rows}),
            people=sorted({row["holder"] for row in rows if row["holder"]}),
        )

    def _may_handle(self, tx: Transaction, now: datetime, name: str) -> Callable[[str, Row], bool]:
        """Whether a person may handle steps of a kind in a case; what was returned to its starter they may."""
        known: dict[tuple[str, str, str], bool] = {}

        def may(kind: str, case: Row) -> bool:
            if kind == "start":
                return True
            asked = (case["model"], case["process"], case["starter"])
            if asked not in known:
                bundle = self.deployed(tx, case["model"]).bundle
                day = bundle.day(now)
                known[asked] = allowed(bundle, case, "handle", name, handles=True, day=day).allowed
            return known[asked]

        return may

    def open_tasks(
        self, case: str | None = None, *, search: str = "", process: str | None = None, entry: str | None = None,
        step: str | None = None, holder: str | None = None, overdue: bool = False, within: float | None = None,
        unclaimed: bool = False, for_people: bool = False, order: str = "opened", descending: bool = False,
        after: int | None = None, limit: int | None = None,
    ) -> list[out.TaskSummary]:  # fmt: skip
        """Everything that waits for a person or the tester, in one case or in all of the pilot; `for_people`:
        only what some person could complete here; see `inbox`."""
        _check_order(order)
        with self.store.transaction() as tx:
            now = self._now(tx)
            pilot = {"pilot": None} if case is not None else {}
            kinds = {"kinds": HUMAN, "alerts": False, "here": True} if for_people else {}
            found = tx.open_seats(
                case=case, process=process, entry=entry, step=step, holder=_bare(holder), unclaimed=unclaimed,
                order=order, descending=descending, after=after, **pilot, **kinds,
                **self._wanted(tx, now, search, order, overdue, within),
            )  # fmt: skip
            return [self._line(tx, line, now) for line in islice(found, limit)]

    def _wanted(
        self, tx: Transaction, now: datetime, search: str, order: str, overdue: bool, within: float | None
    ) -> dict[str, Any]:
        """What words, people and time mean to the lists of the store."""
        wanted: dict[str, Any] = {"search": search, "called": self._called(tx, search, tx.seated, tx.starters)}
        if overdue or within is not None:
            wanted["overdue"] = listed.instant_of(now + timedelta(seconds=within or 0))
        if order == "person":
            names = self._names(tx)
            wanted["ranks"] = sorted(tx.seated(), key=lambda one: (names.get(one, one), one))
        return wanted

    def _called(self, tx: Transaction, search: str, *people: Callable[[], list[str]]) -> dict[str, list[str]]:
        """Word -> those of the people whose name it stands in."""
        words = search.casefold().split()
        if not words:
            return {}
        names = self._names(tx)
        among = {one: names.get(one, "").casefold() for several in people for one in several()}
        return {word: [one for one, name in among.items() if word.casefold() in name] for word in search.split()}

    def _names(self, tx: Transaction) -> dict[str, str]:
        """How people are called in the organisations of the models that run."""
        found: dict[str, str] = {}
        for model in tx.models_in_use():
            for user in self.deployed(tx, model).bundle.organization.users:
                found[user.id] = pick(user.name)
        return found

    def _line(self, tx: Transaction, line: tuple[Row, Row, Row], now: datetime) -> out.TaskSummary:
        seat, work, case = line
        due = work["due"] and datetime.fromisoformat(work["due"]).astimezone(now.tzinfo).isoformat()
        fields = views.summary_fields(self.deployed(tx, case["model"]).bundle, case, seat, work)
        return out.TaskSummary(**fields, due=due or None)

    def task_for(self, task: int, user: str | None) -> out.TaskView:
        """A task as its step shows it, an open one only to whom it is given: what a workbench makes its own of."""
        with self._look() as room:
            seat = room.tx.row("task", task)
            if seat is None:
                raise RunError("task.unknown", task=task)
            work = room.tx.row("work", seat["work"]) or {}
            live = room.look(seat["instance"])
            if user is not None and seat["state"] == "open":
                acts.check_person(live, seat, work, user)
            return views.task_view(room, live, seat, work)

    def copies(self, user: str) -> list[out.CopyView]:
        """What was sent to a person for information (抄送) in the pilot."""
        names = ("element", "user", "sent", "is_read")
        with self.store.transaction() as tx:
            rows = tx.rows("copy", user=person_of(user))
            asked = sorted({row["instance"] for row in rows})
            parts = (asked[start : start + CHUNK] for start in range(0, len(asked), CHUNK))
            cases = {row["id"]: row for part in parts for row in tx.cases(among=part)}
            return [
                out.CopyView(
                    copy_id=row["id"], case=row["instance"], entry=cases[row["instance"]]["process"],
                    ordinal=cases[row["instance"]]["ordinal"], **{name: row[name] for name in names},
                )
                for row in rows if row["instance"] in cases
            ]  # fmt: skip

    # -- time --------------------------------------------------------------------------------------

    def clock(self) -> str:
        """Virtual time."""
        with self.store.transaction() as tx:
            return self._now(tx).isoformat()

    def next_numbers(self, rule: Mapping[str, Any], **about: Any) -> list[str]:
        """The numbers that a rule (its JSON) would give next; none is taken. `about`: see `coming_numbers`."""
        with self.store.transaction() as tx:
            return serials.coming_numbers(tx, self._now(tx), rule, **about)

    def due(self, case: str | None = None, limit: int | None = None) -> list[tuple[str, str, str]]:
        """The timers that run in the pilot, or in one case: instant, case (empty: it begins one), element; the
        earliest first, at most `limit`."""
        with self._look() as room:
            found = timers.coming(room, limit=limit, case=case)[:limit]
            return [(item.at.isoformat(), item.case, item.element) for item in found]

    # -- inside ------------------------------------------------------------------------------------

    def prefix(self, tx: Transaction) -> str:
        """What the ids of this store's cases begin with: unlike those of any other store."""
        found = tx.fact("prefix")
        if found is None:
            found = uuid4().hex[:8]
            tx.set_fact("prefix", found)
        return found

    def _now(self, tx: Transaction) -> datetime:
        return datetime.fromisoformat(tx.clock() or DEFAULT_CLOCK)

    @contextmanager
    def _look(self) -> Iterator[Room]:
        with self.store.transaction() as tx:
            yield Room(self, tx, "", self._now(tx))
        self.live.trim()

    def _let_go(self) -> None:
        """Let go of what is loaded: another program has written to the store."""
        self.live.clear()
        self.pace.forget()
        self.moments.forget()
