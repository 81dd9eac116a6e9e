"""The service: deploy, start, claim, complete, operate, advance, look. Each verb is one command: one
transaction, after which every case it touched rests."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from runner.bundle.bundle import Bundle
from runner.bundle.capability import unsupported
from runner.bundle.transfer import packed
from runner.connectors.connections import NOWHERE, Reach
from runner.core.errors import RunError, StoreError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.engine.clock import parse_instant
from runner.engine.instance import BUDGET
from runner.engine.messages import Message
from runner.engine.time_limit import OVERRUN
from runner.protocol import values as out
from runner.service import (
    acts,
    calling,
    case_acts,
    choosing,
    handing,
    listed,
    migrating,
    results,
    schedules,
    serials,
    upkeep,
    views,
)
from runner.service.people import TESTER, person_of
from runner.service.queries import Queries
from runner.service.rehearsing import Rehearsing
from runner.service.remarks import Remarks
from runner.service.room import Deployed, Room
from runner.service.standing import Standings, may_in
from runner.service.standing_in import stand_in
from runner.service.syncing import catch_up
from runner.service.timers import NEXT_TIMER, pass_time
from runner.service.workbench import Workbench
from runner.store.database import MEMORY
from runner.store.store import Row

declare(
    {
        "run.unsupported": (
            N_("The process cannot be run: {reasons}"),
            N_("Change what is named there, or try another process."),
        ),
        "pilot.name": (
            N_("“{pilot}” cannot be the name of a rehearsal."),
            N_("Give one of 1 to {most} letters, digits and signs."),
        ),
        "pilot.there": (N_("There is a rehearsal “{pilot}” already."), N_("Choose it, or give another name.")),
    }
)


LONGEST_NAME = 60
"""Characters of the name of a pilot."""


class Service(Queries):
    """The runner behind one facade, over one store (`sqlite://` is in memory): the door of whoever holds the store.
    People come in by `workbench`.

    A store holds one pilot or several (`open_pilot`): cases that share a clock and what they send each other. What is
    asked and done is about the cases of the one in `pilot`.

    `clock` is where virtual time begins in a new store (ISO 8601; default: now, to the second). `budget`: automatic
    steps per command, `seconds` the real time they may take (None: any), on the clock `monotonic`. `reach`: systems
    that may be asked. `keeps_moments`: how a case was after each command is kept, so that it can go back.
    `keeps_schedules`: timers at the beginning of what is deployed begin cases. People are given as `user:li` or `li`.
    Every verb may raise `RunError` (refused, with the trail in `reason`) and `StoreError`. Close it when done.
    """

    def __init__(
        self,
        store: str = MEMORY,
        *,
        clock: str | None = None,
        budget: int = BUDGET,
        seconds: float | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        reach: Reach = NOWHERE,
        real_now: Callable[[], datetime] = lambda: datetime.now(UTC),
        keeps_moments: bool = False,
        keeps_schedules: bool = False,
    ) -> None:
        super().__init__(store, budget=budget, seconds=seconds, monotonic=monotonic, reach=reach, real_now=real_now)
        self._remarks = Remarks(self)
        self.moments.is_on = keeps_moments
        self.keeps_schedules = keeps_schedules
        with self.store.transaction() as tx:
            if tx.clock() is None:
                zone = ZoneInfo("Asia/Shanghai")
                begin = parse_instant(clock, zone) if clock else real_now().replace(microsecond=0).astimezone(zone)
                tx.set_clock(begin.isoformat())
            listed.fill(Room(self, tx, "", self._now(tx)))
        self.give_up_lost_calls()

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    def rehearsing(self) -> Rehearsing:
        """The door of whoever steers a rehearsal: steps, goes back, mends."""
        return Rehearsing(self)

    def workbench(self, user: str) -> Workbench:
        """The door of one person. Raises `RunError` (`workbench.nobody`)."""
        return Workbench(self, user)

    # -- models and cases --------------------------------------------------------------------------

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
            tx.put_model(row, lambda: packed(bundle))
        if bundle.hash not in self._deployed:
            self._deployed[bundle.hash] = Deployed(bundle.hash, bundle)
        if self.keeps_schedules:
            with self.store.transaction() as tx:
                schedules.arm(tx, self.deployed(tx, bundle.hash), self._now(tx))
        return bundle.hash

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
        with self.command(user, "start", arguments) as room:
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

    def case(self, case: str, user: str | None = None) -> out.CaseView:
        """A case in full: tokens, variables, what is open, the path. With `user`: as their workbench shows it."""
        if user is not None:
            return self.workbench(user).case(case)
        with self._look() as room:
            return views.case_view(room.tx, room.look(case))

    # -- tasks -------------------------------------------------------------------------------------

    def task(self, task: int, user: str | None = None) -> out.TaskView:
        """A task with form and values; with `user` as their workbench shows it. Values hidden to the step are not
        sent."""
        return self.task_for(task, None) if user is None else self.workbench(user).task(task)

    def claim(self, task: int, user: str) -> out.Changed:
        """Reserve a task of a pool (认领)."""
        return self.operate("claim", task, user)

    def complete(
        self, task: int, user: str, data: Mapping[str, Any] | None = None, verdict: str | None = None,
        opinion: str | None = None, choices: Mapping[str, Any] | None = None, signature: object = None,
    ) -> out.Changed:  # fmt: skip
        """Complete a task. `data`: form values; `verdict`: the id of a button, or its result; `choices`: step -> whom
        the person chose for it; `signature`: a name or a drawing (`runner.approvals.signature`)."""
        arguments = {"task": task, "data": dict(data or {}), "verdict": verdict, "opinion": opinion}
        arguments |= choosing.to_note(choices) | ({"signature": signature} if signature else {})
        with self.command(person_of(user), "complete", arguments) as room:
            acts.complete(room, task, person_of(user), data or {}, verdict, opinion, choices or {}, signature)
        return self.changed(room)

    def operate(self, operation: str, task: int, user: str, **arguments: Any) -> out.Changed:
        """Any operation on a task: claim, release, return (`to`, `reason`), reject, transfer (`to`), copy
        (`to`), urge."""
        with self.command(person_of(user), operation, {"task": task, **arguments}) as room:
            acts.operate(room, operation, task, person_of(user), arguments)
        return self.changed(room)

    def operate_case(self, operation: str, case: str, user: str, **arguments: Any) -> out.Changed:
        """An operation on a case: withdraw (撤销申请), terminate (终止), suspend (挂起), resume (恢复), takeBack
        (取回), reactivate (重新激活), urge (催办), comment."""
        with self.command(person_of(user), operation, {"case": case, **arguments}) as room:
            case_acts.operate_case(room, operation, case, person_of(user), arguments)
        return self.changed(room)

    def hand_over(self, user: str, to: str, by: str = TESTER) -> list[out.HandedStep]:
        """Hand over what is open for a person who leaves, in all cases that `by` manages (the tester: in all)."""
        name = person_of(by)
        with self.command(name, "hand_over", {"user": person_of(user), "to": person_of(to)}) as room:
            standings = Standings(room.tx, name)

            def may(row: Row) -> bool:
                bundle = self.deployed(room.tx, row["model"]).bundle
                return name == TESTER or may_in(bundle, row, "manage", standings.of(row)).allowed

            return handing.hand_over(room, person_of(user), person_of(to), may)

    def preview_migration(self, case: str, model: str) -> out.MigrationView:
        """What of a running case maps to another version of its process (迁移); nothing is changed."""
        with self._look() as room:
            return migrating.preview(room, case, model)

    def migrate(self, case: str, model: str, reason: str, by: str = TESTER) -> out.Changed:
        """Let a case go over to another version, where everything maps: who manages the process, and the tester.
        Raises `RunError`: `migrate.cannot` with what stands in the way, `migrate.no-reason`, `task.forbidden`."""
        user = person_of(by)
        with self.command(user, "migrate", {"case": case, "after": model, "reason": reason}) as room:
            live = room.look(case)
            if user != TESTER:
                acts.require(acts.allowed(live, "manage", user), user)
            migrating.migrate(room, case, model, user, reason)
        return self.changed(room)

    def answer(
        self, task: int, how: str = "answer", data: Any = None, flows: Sequence[str] = (), *, user: str = "tester"
    ) -> out.Changed:
        """The tester's part: `answer` a service, script or call with `data`; `pick` flows; or for an incident
        `retry` (with changed data), `skip`, `pick`, or `error` with a code."""
        arguments = {"task": task, "how": how, "data": data, "flows": list(flows)}
        with self.command(person_of(user), "answer", arguments) as room:
            acts.answer(room, task, how, data, list(flows))
        return self.changed(room)

    def read_copy(self, copy: int) -> None:
        """Mark a copy as read."""
        with self.store.transaction() as tx:
            tx.change("copy", copy, is_read=True)

    # -- time and messages -------------------------------------------------------------------------

    def advance(self, by: str | timedelta = NEXT_TIMER) -> out.Changed:
        """Let virtual time pass: `next timer`, an ISO duration (`PT2H`), an instant, or a time span. Timers fire in
        due order over all cases, each with all that follows from it."""
        with self.command("", "advance", {"by": str(by)}) as room:
            fired = pass_time(room, by, self.budget)
            stand_in(room)
        catch_up(self)
        return self.changed(room, fired)

    def message(
        self, name: str, correlation: Mapping[str, Any] | None = None, data: Mapping[str, Any] | None = None
    ) -> bool:
        """Send a message in; False: nobody waits for it yet, it is kept."""
        arguments = {"name": name, "correlation": dict(correlation or {}), "data": dict(data or {})}
        with self.command("", "message", arguments) as room:
            heard = room.send(Message("message", name, correlation or {}, data or {}))
        catch_up(self, event=name)
        return heard

    def signal(self, name: str, data: Mapping[str, Any] | None = None) -> bool:
        """Send a signal to all who wait for it; False: nobody does."""
        with self.command("", "signal", {"name": name, "data": dict(data or {})}) as room:
            heard = room.send(Message("signal", name, {}, data or {}))
        catch_up(self, event=name)
        return heard

    # -- remarks and results -----------------------------------------------------------------------

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

    # -- upkeep ------------------------------------------------------------------------------------

    def backup(self, folder: str | Path, keep: int | None = None) -> out.BackupView:
        """Copy the store into a folder while it is in use; the `keep` latest stay there (None: all)."""
        made = upkeep.backup(self, Path(folder), keep)
        return out.BackupView(**{**vars(made), "file": str(made.file)})

    def drill(self, file: str | Path) -> out.DrillView:
        """Try a backup: restore it aside, open it, load each of its cases; or by its URL a database, into which
        one was restored."""
        tried = upkeep.drill(file)
        return out.DrillView(cases=tried.cases, damaged=dict(tried.damaged))

    def archive(self, file: str | Path, before: str | None = None) -> list[str]:
        """Move finished cases (those that ended before an instant) out into a file; their ids."""
        instant = None if before is None else parse_instant(before, ZoneInfo("Asia/Shanghai"))
        return upkeep.archive(self, Path(file), instant)

    def reload(self, file: str | Path) -> list[str]:
        """Take the cases of an archive back in; their ids."""
        return upkeep.reload(self, Path(file))

    # -- pilots ------------------------------------------------------------------------------------

    def open_pilot(self, name: str, clock: str | None = None) -> out.PilotView:
        """Begin another pilot in this store, with its own clock from then on (default: now, to the second), and work
        with it. Raises `RunError` (`pilot.name`, `pilot.there`)."""
        called = name.strip()
        if not called or len(called) > LONGEST_NAME or not called.isprintable():
            raise RunError("pilot.name", pilot=called[:LONGEST_NAME], most=LONGEST_NAME)
        zone = ZoneInfo("Asia/Shanghai")
        begin = parse_instant(clock, zone) if clock else self.real_now().replace(microsecond=0).astimezone(zone)
        with self.store.transaction() as tx:
            if called in tx.pilots():
                raise RunError("pilot.there", pilot=called)
            scheduled = dict.fromkeys(row["model"] for row in tx.schedules.all())
            tx.pilot = called
            tx.set_clock(begin.isoformat())
            for model in scheduled:
                schedules.arm(tx, self.deployed(tx, model), begin)
        self.pilot = called
        return out.PilotView(name=called, clock=begin.isoformat(), is_here=True)

    @contextmanager
    def _within(self, pilot: str) -> Iterator[None]:
        before, self.pilot = self.pilot, pilot
        try:
            yield
        finally:
            self.pilot = before

    # -- inside ------------------------------------------------------------------------------------

    def overran(self, case: str, command: int, act: str, code: str) -> bool:
        """Make an incident of an act that took more than it may, or was lost with its process, while `case` took its
        steps: the case is as it was, its log says why. `command`: its last one then; False where the act was written
        after all, or has left no case. Raises `KeyError` for a `code` that is none of `OVERRUN`."""
        with self.store.transaction() as tx:
            row = tx.row("instance", case)
            if row is None or row["origin"] is not None or tx.last_command(case) != command:
                return False
        about = {"case": case, "act": act, "code": OVERRUN[OVERRUN.index(code)]}
        with self._within(row["pilot"]), self.command("", "overran", about, asks=False) as room:
            live = room.look(case)
            room.touched[case] = live
            room.holds_post = True
            live.engine.stop(code, act=act)
        return True

    def give_up_lost_calls(self) -> None:
        """Make incidents of the calls that a process noted which is gone."""
        with self.store.transaction() as tx:
            lost = calling.doubtful(self, tx.rows("call", state=calling.ASKING))
            pilots = {row["id"]: (tx.row("instance", row["instance"]) or {}).get("pilot", "") for row in lost}
        for row in lost:
            with (
                self._within(pilots[row["id"]]),
                self.command("", "lost-call", {"call": row["id"], "key": row["key"]}, asks=False) as room,
            ):
                calling.give_up(room, row)
        self._in_doubt = False

    def _ask(self, room: Room) -> None:
        """Make the calls that a command noted, now that it is written; each answer is a command of its own. An answer
        that cannot be written leaves its call in doubt."""
        calls, room.calls = room.calls, []
        self._in_doubt = self._in_doubt or bool(calls)
        for call in calls:
            answer = call.ask()
            with self.command("", "answered", {"call": call.number}, asks=False) as later:
                calling.take(later, call, answer)
            room.touched.update(later.touched)
            calls += later.calls
        self._in_doubt = False

    @contextmanager
    def command(self, actor: str, verb: str, arguments: Mapping[str, Any], *, asks: bool = True) -> Iterator[Room]:
        """One command: what is done inside is written at the end, or none of it; then, with `asks`, the calls that it
        noted are made. Raises `StoreError`."""
        if self._in_doubt and asks:
            self.give_up_lost_calls()
        room: Room | None = None
        try:
            with self.store.transaction() as tx:
                room = Room(self, tx, actor, self._now(tx))
                self.pace.begin()
                self.moments.begin(room)
                yield room
                room.settle()
                room.write(verb, json.loads(json.dumps(arguments, default=str)))
        except BaseException:
            # what was changed in memory was not written: the next look loads the case again
            self.live.clear()
            self.pace.forget()
            self.moments.forget()
            if room is not None and room.taken:
                with suppress(StoreError), self.store.transaction() as tx:
                    serials.use_up(tx, room.taken)
            raise
        self.live.trim()
        if asks and room.calls:
            self._ask(room)

    def changed(self, room: Room, fired: int = 0) -> out.Changed:
        return out.Changed(cases=list(room.touched), clock=room.now.isoformat(), fired=fired)
