"""The service: deploy, start, claim, complete, operate, advance, look. Each verb is one command: one
transaction, after which every case it touched rests."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from runner.bundle.bundle import Bundle
from runner.bundle.capability import unsupported
from runner.bundle.transfer import bundle_from_bytes, bundle_to_bytes
from runner.connectors.connections import NOWHERE, Reach
from runner.core.errors import RunError, StoreError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.engine.clock import parse_instant, parse_span
from runner.engine.instance import BUDGET
from runner.engine.messages import Message
from runner.protocol import values as out
from runner.service import acts, choosing, deadlines, handing, results, serials, views
from runner.service.people import OPEN_WORK, TESTER, People, person_of
from runner.service.related import finished_cases
from runner.service.remarks import Remarks
from runner.service.room import Deployed, Live, Room, number_of
from runner.service.standing import Standings, may_in, may_start
from runner.service.standing_in import stand_in
from runner.service.workbench import Workbench
from runner.store.database import MEMORY
from runner.store.store import Row, Store, Transaction

declare(
    {
        "run.unsupported": (
            N_("The process cannot be run: {reasons}"),
            N_("Change what is named there, or try another process."),
        ),
        "run.no-timer": (N_("No timer is running."), N_("The cases wait for people or messages.")),
        "store.model-tampered": (
            N_("The stored model {model} is not the one that was deployed: it was changed from outside."),
            N_("Its cases do not run. Open the model again from its own file."),
        ),
        "run.clock-back": (N_("The clock only goes forward."), ""),
    }
)

NEXT_TIMER = "next timer"
DEFAULT_CLOCK = "2026-03-02T09:00:00+08:00"


@dataclass(frozen=True)
class Coming:
    """A timer or time limit that runs: when, in which case, at which node, and what makes it come."""

    at: datetime
    number: int
    case: str
    element: str
    strike: Callable[[], object]


class Service:
    """The runner behind one facade, over one store (`sqlite://` is in memory): the door of whoever holds the store.
    People come in by `workbench`.

    `clock` is where virtual time begins in a new store (ISO 8601; default: now, to the second). `budget`: automatic
    steps per command. `reach`: systems that may be asked. People are given as `user:li` or `li`. Every verb may raise
    `RunError` (refused, with the trail in `reason`) and `StoreError`. Close it when done.
    """

    def __init__(
        self,
        store: str = MEMORY,
        *,
        clock: str | None = None,
        budget: int = BUDGET,
        reach: Reach = NOWHERE,
        real_now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.store = Store(store)
        self.budget, self.reach, self.real_now = budget, reach, real_now
        self.people = People()
        self.arm = deadlines.arm
        self.live: dict[str, Live] = {}
        self._deployed: dict[str, Deployed] = {}
        self._remarks = Remarks(self)
        with self.store.transaction() as tx:
            if tx.fact("clock") is None:
                zone = ZoneInfo("Asia/Shanghai")
                begin = parse_instant(clock, zone) if clock else real_now().replace(microsecond=0).astimezone(zone)
                tx.set_fact("clock", begin.isoformat())

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    def workbench(self, user: str) -> Workbench:
        """The door of one person. Raises `RunError` (`workbench.nobody`)."""
        return Workbench(self, user)

    # -- models -----------------------------------------------------------------------------------

    def deploy(self, bundle: Bundle) -> str:
        """Keep a model version; its hash. Raises `RunError` (`run.unsupported`) naming each element that
        cannot be run, with the reason."""
        problems = [problem for graph in bundle.graphs.values() for problem in unsupported(graph)]
        if problems:
            reasons = tuple(problem.message for problem in problems)
            elements = ",".join(problem.element or "" for problem in problems)
            raise RunError("run.unsupported", reasons=" ".join(reasons), elements=elements, reason=reasons)
        graph = bundle.graph
        with self.store.transaction() as tx:
            row = {
                "hash": bundle.hash,
                "process": graph.process,
                "name": graph.name or graph.process,
                "version": graph.version or bundle.workspace.version,
                "deployed": self.real_now().isoformat(),
            }
            tx.put_model(row, bundle_to_bytes(bundle))
        if bundle.hash not in self._deployed:
            self._deployed[bundle.hash] = Deployed(bundle.hash, bundle)
        return bundle.hash

    def models(self) -> list[out.ModelView]:
        """All deployed model versions."""
        names = ("hash", "process", "name", "version", "deployed")
        with self.store.transaction() as tx:
            rows = tx.rows("model_version")
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

    def deployed(self, tx: Transaction, model: str) -> Deployed:
        """A model version, loaded. Raises `StoreError` (`store.model-tampered`) where it is not what it was."""
        if model not in self._deployed:
            bundle = bundle_from_bytes(tx.model(model), model)
            if bundle.hash != model:
                raise StoreError("store.model-tampered", model=model)
            self._deployed[model] = Deployed(model, bundle)
        return self._deployed[model]

    # -- cases ------------------------------------------------------------------------------------

    def start(
        self,
        model: str,
        as_user: str,
        data: Mapping[str, Any] | None = None,
        at: str | None = None,
        *,
        process: str | None = None,
        services: Mapping[str, Any] | None = None,
        seed: str | int | None = None,
        department: str | None = None,
        choices: Mapping[str, Any] | None = None,
    ) -> str:
        """Start a case; its id. `services`: node id -> answers in order (a process test's); `seed` fixes all
        chance; `department`: the one that a person with several starts for; `choices`: step -> whom the
        starter chose for it. A start form is checked like any other."""
        user = person_of(as_user)
        arguments = {"model": model, "data": dict(data or {}), "at": at, "process": process, "seed": seed}
        arguments |= choosing.to_note(choices)
        with self._command(user, "start", arguments) as room:
            deployed = self.deployed(room.tx, model)
            name = process or deployed.bundle.entry
            setup: dict[str, Any] = {"at": at, "services": dict(services or {}), "seed": seed}
            if department:
                setup["department"] = arguments["department"] = department
            live = room.create(deployed, name, user, setup)
            acts.require(acts.allowed(live, "start", user), user)
            entries = live.engine.program.entries(live.engine.program.root, at)
            values = dict(data or {})
            if len(entries) == 1:
                values = acts.written(room, live, entries[0], {}, values, user, validate=True)
                values = acts.numbered(room, live, entries[0], {}, values)
            values = choosing.at_start(room, live, values, choices or {}, user)
            live.note("started", entries[0].id if entries else "", "", by=user)
            live.engine.start(at, values)
            return live.id

    def may_start(self, model: str, user: str, process: str | None = None) -> out.Explained:
        """Whether a person may start a process, and why."""
        with self.store.transaction() as tx:
            deployed, day = self.deployed(tx, model), self._now(tx).date()
        decision = may_start(deployed.bundle, process or deployed.bundle.entry, person_of(user), day)
        trail = [views.step_of(step.to_json()) for step in decision.trail]
        return out.Explained(allowed=decision.allowed, trail=trail)

    def cases(self, model: str | None = None) -> list[out.CaseSummary]:
        """All cases, the oldest first."""
        with self.store.transaction() as tx:
            rows = tx.rows("instance", **({"model": model} if model else {}))
            rows.sort(key=lambda row: (row["started"], number_of(row["id"])))
            return [views.case_summary(row, self.deployed(tx, row["model"]).bundle) for row in rows]

    def case(self, case: str, user: str | None = None) -> out.CaseView:
        """A case in full: tokens, variables, what is open, the path. With `user`: as their workbench shows it."""
        if user is not None:
            return self.workbench(user).case(case)
        with self._look() as room:
            return views.case_view(room.tx, room.look(case))

    def case_status(self, case: str) -> str:
        """The status of a case, without all the rest."""
        with self.store.transaction() as tx:
            row = tx.row("instance", case)
        return str(row["status"]) if row else ""

    def variables(self, case: str) -> dict[str, Any]:
        """The variables of a case."""
        with self._look() as room:
            return dict(room.look(case).engine.variables)

    def awaited(self, case: str) -> list[tuple[str, str, dict[str, Any]]]:
        """The messages and signals that a case waits for: kind, name, correlation."""
        with self._look() as room:
            return views.awaited(room.look(case))

    def history(self, case: str, after: int = 0) -> list[out.LogLine]:
        """The lines of a case's event log with a number above `after`."""
        with self.store.transaction() as tx:
            return [views.log_line(row) for row in tx.history(case, after)]

    # -- tasks ------------------------------------------------------------------------------------

    def inbox(self, user: str) -> list[out.TaskSummary]:
        """What waits for a person, the oldest first."""
        name, found = person_of(user), []
        with self._look() as room:
            works = {row["id"]: row for row in room.tx.rows("work", state=OPEN_WORK)}
            for seat in room.tx.rows("task", state="open", work=list(works)):
                work = works[seat["work"]]
                if not views.is_for(seat, work, name):
                    continue
                live = room.look(seat["instance"])
                if live.row["origin"] is not None:  # whoever rehearses it acts where they do
                    continue
                if work["kind"] == "start" or acts.allowed(live, "handle", name, handles=True).allowed:
                    found.append(out.TaskSummary(**views.summary_fields(live, seat, work)))
        return found

    def open_tasks(self, case: str | None = None) -> list[out.TaskSummary]:
        """Everything that waits for a person or the tester, in one case or in all."""
        with self._look() as room:
            works = {row["id"]: row for row in room.tx.rows("work", state=OPEN_WORK)}
            seats = room.tx.rows("task", state="open", work=list(works), **({"instance": case} if case else {}))
            return [
                out.TaskSummary(**views.summary_fields(room.look(seat["instance"]), seat, works[seat["work"]]))
                for seat in seats
            ]

    def task(self, task: int, user: str | None = None) -> out.TaskView:
        """A task with form and values; with `user` as their workbench shows it. Values hidden to the step are not
        sent."""
        return self.task_for(task, None) if user is None else self.workbench(user).task(task)

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

    def claim(self, task: int, user: str) -> out.Changed:
        """Reserve a task of a pool (认领)."""
        return self.operate("claim", task, user)

    def complete(
        self, task: int, user: str, data: Mapping[str, Any] | None = None, verdict: str | None = None,
        opinion: str | None = None, choices: Mapping[str, Any] | None = None,
    ) -> out.Changed:  # fmt: skip
        """Complete a task. `data`: form values; `verdict`: the id of a button, or its result; `choices`: step -> whom
        the person chose for it."""
        arguments = {"task": task, "data": dict(data or {}), "verdict": verdict, "opinion": opinion}
        arguments |= choosing.to_note(choices)
        with self._command(person_of(user), "complete", arguments) as room:
            acts.complete(room, task, person_of(user), data or {}, verdict, opinion, choices or {})
        return self._changed(room)

    def operate(self, operation: str, task: int, user: str, **arguments: Any) -> out.Changed:
        """Any operation on a task: claim, release, return (`to`, `reason`), reject, transfer (`to`), copy
        (`to`), urge."""
        with self._command(person_of(user), operation, {"task": task, **arguments}) as room:
            acts.operate(room, operation, task, person_of(user), arguments)
        return self._changed(room)

    def operate_case(self, operation: str, case: str, user: str, **arguments: Any) -> out.Changed:
        """An operation on a case: withdraw (撤销申请), terminate (终止)."""
        with self._command(person_of(user), operation, {"case": case, **arguments}) as room:
            acts.operate_case(room, operation, case, person_of(user), arguments)
        return self._changed(room)

    def hand_over(self, user: str, to: str, by: str = TESTER) -> list[out.HandedStep]:
        """Hand over what is open for a person who leaves, in all cases that `by` manages (the tester: in all)."""
        name = person_of(by)
        with self._command(name, "hand_over", {"user": person_of(user), "to": person_of(to)}) as room:
            standings = Standings(room.tx, name)

            def may(row: Row) -> bool:
                bundle = self.deployed(room.tx, row["model"]).bundle
                return name == TESTER or may_in(bundle, row, "manage", standings.of(row)).allowed

            return handing.hand_over(room, person_of(user), person_of(to), may)

    def answer(
        self, task: int, how: str = "answer", data: Any = None, flows: Sequence[str] = (), *, user: str = "tester"
    ) -> out.Changed:
        """The tester's part: `answer` a service, script or call with `data`; `pick` flows; or for an incident
        `retry` (with changed data), `skip`, `pick`, or `error` with a code."""
        arguments = {"task": task, "how": how, "data": data, "flows": list(flows)}
        with self._command(person_of(user), "answer", arguments) as room:
            acts.answer(room, task, how, data, list(flows))
        return self._changed(room)

    def copies(self, user: str) -> list[out.CopyView]:
        """What was sent to a person for information (抄送)."""
        with self.store.transaction() as tx:
            return [
                out.CopyView(
                    copy_id=row["id"],
                    case=row["instance"],
                    **{name: row[name] for name in ("element", "user", "sent", "is_read")},
                )
                for row in tx.rows("copy", user=person_of(user))
            ]

    def read_copy(self, copy: int) -> None:
        """Mark a copy as read."""
        with self.store.transaction() as tx:
            tx.change("copy", copy, is_read=True)

    # -- time and messages ------------------------------------------------------------------------

    def clock(self) -> str:
        """Virtual time."""
        with self.store.transaction() as tx:
            return self._now(tx).isoformat()

    def next_numbers(self, rule: Mapping[str, Any], **about: Any) -> list[str]:
        """The numbers that a rule (its JSON) would give next; none is taken. `about`: see `coming_numbers`."""
        with self.store.transaction() as tx:
            return serials.coming_numbers(tx, self._now(tx), rule, **about)

    def due(self) -> list[tuple[str, str, str]]:
        """All timers that run: instant, case, element; the earliest first."""
        with self._look() as room:
            return [(item.at.isoformat(), item.case, item.element) for item in self._coming(room)]

    def advance(self, by: str | timedelta = NEXT_TIMER) -> out.Changed:
        """Let virtual time pass: `next timer`, an ISO duration (`PT2H`), an instant, or a time span. Timers fire in
        due order over all cases, each with all that follows from it."""
        with self._command("", "advance", {"by": str(by)}) as room:
            goal = self._goal(room, by)
            fired = 0
            while fired < self.budget:
                coming = self._coming(room)
                if not coming or coming[0].at > goal:
                    break
                room.now = max(room.now, coming[0].at)
                coming[0].strike()
                room.settle()
                fired += 1
            room.set_clock(goal)
            stand_in(room)
        return self._changed(room, fired)

    def message(
        self, name: str, correlation: Mapping[str, Any] | None = None, data: Mapping[str, Any] | None = None
    ) -> bool:
        """Send a message in; False: nobody waits for it yet, it is kept."""
        arguments = {"name": name, "correlation": dict(correlation or {}), "data": dict(data or {})}
        with self._command("", "message", arguments) as room:
            return room.send(Message("message", name, correlation or {}, data or {}))

    def signal(self, name: str, data: Mapping[str, Any] | None = None) -> bool:
        """Send a signal to all who wait for it; False: nobody does."""
        with self._command("", "signal", {"name": name, "data": dict(data or {})}) as room:
            return room.send(Message("signal", name, {}, data or {}))

    def related(self, user: str) -> dict[str, str]:
        """Id -> title of the finished cases that a person may see, the latest first: what a form may link."""
        with self.store.transaction() as tx:
            return finished_cases(self, tx, person_of(user))

    # -- remarks and results ----------------------------------------------------------------------

    def remark(self, text: str, person: str, **about: Any) -> out.Remark:
        """Leave a remark (提意见); `about`: case, model, process, version, element, field."""
        return self._remarks.add(text, person_of(person), about)

    def remarks(self, *, open_only: bool = False) -> list[out.Remark]:
        """All remarks, the oldest first."""
        return self._remarks.all(open_only)

    def resolve_remark(self, remark: str, person: str, answer: str = "") -> out.Remark:
        """Set a remark to done, with an answer. Raises `RunError` (`remark.unknown`)."""
        return self._remarks.resolve(remark, person_of(person), answer)

    def export_results(self, cases: Sequence[str] | None = None) -> bytes:
        """The history, state and remarks of cases (default: all) as a `.slipresult`."""
        with self.store.transaction() as tx:
            return results.export(tx, cases)

    def import_results(self, data: bytes, file: str = "results") -> out.Imported:
        """Merge a `.slipresult` by case id. Raises `FormatError` where it is damaged."""
        with self.store.transaction() as tx:
            return results.take_in(tx, data, file)

    # -- inside -----------------------------------------------------------------------------------

    def prefix(self, tx: Transaction) -> str:
        """What the ids of this store's cases begin with: unlike those of any other store."""
        found = tx.fact("prefix")
        if found is None:
            found = uuid4().hex[:8]
            tx.set_fact("prefix", found)
        return found

    def _now(self, tx: Transaction) -> datetime:
        return datetime.fromisoformat(tx.fact("clock") or DEFAULT_CLOCK)

    def _coming(self, room: Room) -> list[Coming]:
        """All timers and time limits that run over all cases, the earliest first."""
        found = []
        running = {live.id: live for live in room.running() if live.row["status"] != "budget"}
        for live in running.values():
            for due in live.engine.due():
                strike = partial(lambda case, due: room.case(case).engine.fire(due), live.id, due)
                found.append(Coming(due.at, number_of(live.id), live.id, due.element, strike))
        for at, row in deadlines.pending(room):
            if row["instance"] in running:
                element = (room.tx.row("work", row["work"]) or {})["element"]
                strike = partial(deadlines.strike, room, row)
                found.append(Coming(at, number_of(row["instance"]), row["instance"], element, strike))
        return sorted(found, key=lambda item: (item.at, item.number))

    def _goal(self, room: Room, by: str | timedelta) -> datetime:
        if isinstance(by, timedelta):
            goal = room.now + by
        elif by.strip() == NEXT_TIMER:
            coming = self._coming(room)
            if not coming:
                raise RunError("run.no-timer")
            goal = max(coming[0].at, room.now)
        elif by.strip().upper().startswith("P"):
            goal = parse_span(by).after(room.now)
        else:
            goal = parse_instant(by, room.now.tzinfo or UTC)
        if goal < room.now:
            raise RunError("run.clock-back")
        return goal

    @contextmanager
    def _command(self, actor: str, verb: str, arguments: Mapping[str, Any]) -> Iterator[Room]:
        room: Room | None = None
        try:
            with self.store.transaction() as tx:
                room = Room(self, tx, actor, self._now(tx))
                yield room
                room.settle()
                room.write(verb, json.loads(json.dumps(arguments, default=str)))
        except BaseException:
            # what was changed in memory was not written: the next look loads the case again
            self.live.clear()
            if room is not None and room.taken:
                with suppress(StoreError), self.store.transaction() as tx:
                    serials.use_up(tx, room.taken)
            raise

    @contextmanager
    def _look(self) -> Iterator[Room]:
        with self.store.transaction() as tx:
            yield Room(self, tx, "", self._now(tx))

    def _changed(self, room: Room, fired: int = 0) -> out.Changed:
        return out.Changed(cases=list(room.touched), clock=room.now.isoformat(), fired=fired)
