"""Steering a rehearsal: stepping, break points, going back, mending, and the post between cases. For whoever holds
the store; people have only `mend`, at their workbench."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast

from runner.approvals.signers import LIVE
from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.registry import load_object
from runner.protocol import values as out
from runner.protocol.rehearsing import (
    Awaited,
    CallsView,
    PaceView,
    Post,
    Queued,
    ReplayView,
    ScheduleView,
    StepChange,
    StorePage,
    StoreSummary,
    StoreView,
    SyncView,
    TaskChange,
    TestsView,
    VariableChange,
)
from runner.service import moments, schedules, suspending
from runner.service.inside import scopes_of
from runner.service.keeping import bundles_in_use, put_by_hand, store_views
from runner.service.mending import mend
from runner.service.pace import depth_of, stopped_at
from runner.service.people import TESTER, person_of
from runner.service.real_calls import calls_are_real, set_real_calls
from runner.service.sight import Sight
from runner.service.standing import Standings
from runner.service.stored import list_stores, read_store
from runner.service.syncing import catch_up, keep_copies, sync_views

if TYPE_CHECKING:
    from runner.service.room import Live
    from runner.service.service import Service
    from runner.store.store import Transaction

declare(
    {
        "pace.not-stopped": (
            N_("The case is not stopped: it waits for people, time or messages."),
            N_("Set a break point, or step through, to stop it on its way."),
        ),
        "tests.stopped": (N_("The tests were stopped after {done} of {total}."), ""),
        "post.unknown": (N_("This message is no longer waiting."), N_("A case has taken it.")),
    }
)

VERBS = (
    "pace", "set_pace", "step", "step_into", "run_on", "back", "kept", "change", "post", "discard", "mend",
    "preview_migration", "migrate",
    "stores", "list_stores", "read_store", "set_store", "schedules", "set_schedule", "calls", "allow_calls",
    "syncs", "sync", "keep_copies",
    "export_report", "replay_report", "run_tests",
)  # fmt: skip
"""What the window may ask for."""


class Rehearsing:
    """The verbs. Each act is one command of the service, noted in the log of the case."""

    def __init__(self, service: Service) -> None:
        self.service = service

    # -- the pace ---------------------------------------------------------------------------------

    def pace(self) -> PaceView:
        """Whether acts are stepped through, and the break points."""
        with self.service.store.transaction() as tx:
            return self._pace(tx)

    def set_pace(
        self, *, stepping: bool | None = None, breaks: Mapping[str, Sequence[str]] | None = None
    ) -> PaceView:
        """Switch the stepping on or off, or set all break points (process -> nodes)."""
        with self.service.store.transaction() as tx:
            self.service.pace.set(tx, breaks=breaks, stepping=stepping)
            return self._pace(tx)

    def _pace(self, tx: Transaction) -> PaceView:
        pace = self.service.pace
        return PaceView(stepping=pace.is_stepping(tx), breaks=pace.breaks(tx))

    def step(self, case: str) -> out.Changed:
        """Let a stopped case enter one node; what lies inside it is stepped over. Raises `RunError`
        (`pace.not-stopped`)."""
        return self._go_on(case, "step", entries=1)

    def step_into(self, case: str) -> out.Changed:
        """Let a stopped case enter one node; where something lies inside it, the case stops at the first node there.
        Raises `RunError` (`pace.not-stopped`)."""
        return self._go_on(case, "step_into", entries=1, into=True)

    def run_on(self, case: str) -> out.Changed:
        """Let a stopped case go on to the next person or break point. Raises `RunError` (`pace.not-stopped`)."""
        return self._go_on(case, "run_on", entries=-1)

    def _go_on(self, case: str, verb: str, *, entries: int, into: bool = False) -> out.Changed:
        with self.service.command(TESTER, verb, {"case": case}) as room:
            live = room.case(case)
            suspending.check(live)
            stopped = stopped_at(live)
            if not stopped:
                raise RunError("pace.not-stopped")
            pace = self.service.pace
            pace.entries, pace.depth = entries, depth_of(stopped[0]) if entries > 0 and not into else None
            pace.passed = {stopped[0].key} if entries > 0 else {token.key for token in stopped}
        return self.service.changed(room)

    # -- going back -------------------------------------------------------------------------------

    def back(self, case: str, to: int) -> out.Changed:
        """Let a case be as it was after its command `to`; the log says so. Raises `RunError` (`back.…`)."""
        with self.service.command(TESTER, moments.BACK, {"case": case, "to": to}) as room:
            self.service.moments.go_back(room, case, to)
        return self.service.changed(room)

    def kept(self, case: str) -> list[int]:
        """The commands of a case that can be gone back to."""
        with self.service.store.transaction() as tx:
            return moments.kept_commands(tx, case)

    def change(self, case: str, command: int, user: str | None = None) -> StepChange:
        """What a command changed in a case, with `user` as far as that person sees its values. Raises `RunError`
        (`back.unknown`)."""
        with self.service.store.transaction() as tx:
            after = moments.moment(tx, case, command)
            if after is None:
                raise RunError("back.unknown", case=case, to=command)
            before = moments.moment(tx, case, command - 1) or {}
            sight = None
            if user is not None:
                row = tx.row("instance", case) or {}
                bundle = self.service.deployed(tx, row["model"]).bundle
                sight = Sight(bundle, row, Standings(tx, person_of(user), case).of(row))
        came, left = _moved(before, after)
        return StepChange(
            command=command, variables=_changes(before, after, sight), tasks=_task_changes(before, after),
            came=came, left=left,
        )  # fmt: skip

    # -- the post ---------------------------------------------------------------------------------

    def post(self) -> Post:
        """What the running cases wait for, and the messages that nobody has taken."""
        with self.service._look() as room:
            awaited = [item for case in room.tx.waits.cases() for item in _awaited(room.look(case))]
            queued = [
                Queued(
                    id=row["id"], name=row["name"], correlation=json.loads(row["correlation"]),
                    data=json.loads(row["payload"]), sent=row["sent"],
                )
                for row in room.tx.rows("message_queue", pilot=room.tx.pilot)
            ]  # fmt: skip
        return Post(awaited=awaited, queued=queued)

    def discard(self, message: int) -> None:
        """Drop a message that nobody has taken. Raises `RunError` (`post.unknown`)."""
        with self.service.store.transaction() as tx:
            if tx.row("message_queue", message) is None:
                raise RunError("post.unknown")
            tx.remove("message_queue", message)

    # -- data stores ------------------------------------------------------------------------------

    def stores(self) -> list[StoreView]:
        """What the data stores of the rehearsal hold, by name."""
        with self.service.store.transaction() as tx:
            return store_views(tx, bundles_in_use(self.service, tx))

    def list_stores(self, user: str | None = None, model: str | None = None) -> list[StoreSummary]:
        """Which data stores there are, those of a version without cases (`model`) included; with `user` what they
        hold is told as far as that person may see it."""
        with self.service.store.transaction() as tx:
            return list_stores(self.service, tx, user, model)

    def read_store(
        self, name: str, user: str | None = None, model: str | None = None, *, search: str = "", after: int = 0,
        limit: int | None = None,
    ) -> StorePage:  # fmt: skip
        """What a data store holds and where each record came from: `limit` of those in which all words of `search`
        stand, behind the record `after`. Raises `RunError` (`store.unknown`, `store.hidden`)."""
        with self.service.store.transaction() as tx:
            return read_store(self.service, tx, name, user, model, search=search, after=after, limit=limit)

    def set_store(self, name: str, content: Any) -> list[StoreView]:
        """Put a content (a JSON value) into a data store by hand; None empties it. Raises `RunError`
        (`store.kept-elsewhere`)."""
        with self.service.command(TESTER, "set_store", {"store": name}) as room:
            put_by_hand(room, name, content)
        return self.stores()

    # -- what begins by the clock -----------------------------------------------------------------

    def schedules(self) -> list[ScheduleView]:
        """The timers of the rehearsal that begin cases."""
        with self.service._look() as room:
            return schedules.views(room)

    def set_schedule(self, process: str, event: str, *, on: bool) -> list[ScheduleView]:
        """Let a timer begin cases, or not any more; switched on again it runs from now. Raises `RunError`
        (`schedule.unknown`)."""
        with self.service.command(TESTER, "set_schedule", {"process": process, "event": event, "on": on}) as room:
            schedules.switch(room, process, event, on=on)
        return self.schedules()

    # -- real calls -------------------------------------------------------------------------------

    def calls(self) -> CallsView:
        """Whether systems are called in earnest, and which."""
        with self.service.store.transaction() as tx:
            return self._calls(tx)

    def allow_calls(self, *, on: bool) -> CallsView:
        """Let the cases of this store call systems in earnest, or not any more; noted as a command."""
        with self.service.command(TESTER, "allow_calls", {"on": on}) as room:
            set_real_calls(room.tx, on=on)
        self.service.live.clear()  # who answers a case is settled when it is loaded
        return self.calls()

    def _calls(self, tx: Transaction) -> CallsView:
        open_, closed = self.service.reach.real()
        return CallsView(on=calls_are_real(tx), systems=open_, closed=closed)

    # -- copies of systems' records ---------------------------------------------------------------

    def syncs(self) -> list[SyncView]:
        """How the copies of systems' records stand."""
        return sync_views(self.service)

    def keep_copies(
        self, register: Mapping[str, Any], data: Mapping[str, Mapping[str, Any]], dictionary: Mapping[str, Any]
    ) -> list[SyncView]:
        """Keep copies of all tables of a register of systems as well, whether a process looks them up or not; `data`
        are the data sources by name, all as JSON. Gives how the copies stand."""
        keep_copies(self.service, register, data, dictionary)
        return sync_views(self.service)

    def sync(self, system: str, code: str) -> list[SyncView]:
        """Bring one copy up to date now."""
        catch_up(self.service, wanted=(system, code))
        return sync_views(self.service)

    # -- mending ----------------------------------------------------------------------------------

    def preview_migration(self, case: str, model: str) -> out.MigrationView:
        """What of a running case maps to another version of its process."""
        return self.service.preview_migration(case, model)

    def migrate(self, case: str, model: str, reason: str) -> out.Changed:
        """Let a case go over to another version, as the tester."""
        return self.service.migrate(case, model, reason)

    def mend(
        self, task: int, how: str, reason: str, *, data: Mapping[str, Any] | None = None, code: str | None = None,
        to: str | None = None, flows: Sequence[str] = (), user: str = TESTER,
    ) -> out.Changed:  # fmt: skip
        """Mend a step, with the reason: see `runner.service.mending.mend`."""
        name = person_of(user)
        arguments = {"task": task, "how": how, "reason": reason, "data": dict(data or {}), "code": code, "to": to}
        with self.service.command(name, "mend", {**arguments, "flows": list(flows)}) as room:
            mend(room, task, how, name, reason, data=data, code=code, to=to, flows=flows)
        return self.service.changed(room)

    # -- bug reports ------------------------------------------------------------------------------

    def run_tests(
        self, model: str, files: Mapping[str, str], *, progress: Callable[[int, int], None] | None = None,
        cancel: Callable[[], bool] | None = None,
    ) -> TestsView:  # fmt: skip
        """Run process tests (name -> JSON text) on a deployed model, each in a store of its own. Raises `RunError`
        (`tests.stopped`)."""
        run = cast("Callable[..., Any]", load_object("runner.pilot.report:run_tests"))
        bundle = self.service.bundle(model)

        def tell(done: int, total: int) -> None:
            if cancel is not None and cancel():
                raise RunError("tests.stopped", done=done, total=total)
            if progress is not None:
                progress(done, total)

        report = run(lambda _process: bundle, {name: text.encode() for name, text in files.items()}, progress=tell)
        return TestsView.model_validate(report.to_json())

    def export_report(self, case: str, contents: bool = False) -> bytes:
        """A case as a bug report: see `runner.pilot.case_report`."""
        export = cast("Callable[..., bytes]", load_object("runner.pilot.case_report:export_report"))
        return export(self.service, case, contents=contents)

    def replay_report(self, data: bytes, file: str = "report") -> ReplayView:
        """Play a bug report in a store of its own and compare the logs. Raises `FormatError` (`report.…`)."""
        replay = cast("Callable[..., Any]", load_object("runner.pilot.case_report:replay_report"))
        found = replay(data, file)
        return ReplayView(is_same=found.is_same, line=found.line)


def _awaited(live: Live) -> list[Awaited]:
    found = []
    for token, event_id, slot in live.engine.waiting.slots():
        if slot["kind"] in ("message", "signal"):
            node = live.engine.waiting.node_of(token, event_id)
            name = (node.event.name or node.event.ref or "") if node.event else ""
            found.append(
                Awaited(
                    case=live.id, entry=live.row["process"], ordinal=live.row["ordinal"], element=node.id,
                    kind=slot["kind"], name=name, correlation=dict(slot.get("correlation") or {}),
                    keys=_keys(live, name),
                )
            )  # fmt: skip
    return found


def _keys(live: Live, name: str) -> list[str]:
    """What a message carries, where a step of the model sends it with named values."""
    for graph in live.bundle.graphs.values():
        for node in graph.nodes:
            said = node.event is not None and name in (node.event.name, node.event.ref)
            if said and node.service is not None and node.service.inputs:
                return [item.name for item in node.service.inputs]
    return []


def _changes(before: moments.Rows, after: moments.Rows, sight: Sight | None) -> list[VariableChange]:
    """What changed in each scope that is there after it, as far as `sight` (None: all) shows it. A scope that has
    ended took its variables with it: what it gave stands in the one outside."""
    old, found = scopes_of(before), []
    for key, scope in scopes_of(after).items():
        was = old[key].variables if key in old else {}
        values: list[Mapping[str, Any]] = [was, scope.variables]
        if sight is not None:
            values = [sight.values(scope.process, one) for one in values]
        within = list(scope.within)
        found += [one.model_copy(update={"within": within}) for one in _differences(*values)]
    return found


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[VariableChange]:
    found = []
    for name in dict.fromkeys([*after, *before]):
        old, new = before.get(name), after.get(name)
        if name not in before:
            found.append(VariableChange(name=name, how="new", after=new))
        elif name not in after:
            found.append(VariableChange(name=name, how="gone", before=old))
        elif old != new:
            found.append(VariableChange(name=name, how="changed", before=old, after=new))
    return found


def _task_changes(before: moments.Rows, after: moments.Rows) -> list[TaskChange]:
    found = []
    old, new = before.get("task", {}), after.get("task", {})
    for key, row in new.items():
        was = old.get(key)
        who = row["user"] or row["claimed_by"]
        if was is None and row["state"] == "open":
            found.append(TaskChange(element=row["element"], how="opened", user=who))
        elif row["state"] != (was["state"] if was else "open"):
            how = _became(str(row["state"]))
            found.append(TaskChange(element=row["element"], how=how, user=row["acted_by"] or who))
        elif was is not None and who != (was["user"] or was["claimed_by"]):
            found.append(TaskChange(element=row["element"], how="moved", user=who))
    return found


def _became(state: str) -> Literal["opened", "done", "waits", "cancelled"]:
    """What another state of a task means: it may wait for added signers, and come back from there."""
    if state == "open":
        return "opened"
    return "waits" if state in LIVE else "done" if state == "done" else "cancelled"


def _moved(before: moments.Rows, after: moments.Rows) -> tuple[list[str], list[str]]:
    """The nodes that tokens came to and left."""
    old, new = (
        Counter(row["element"] for row in rows.get("token", {}).values() if row["element"])
        for rows in (before, after)
    )
    return sorted((new - old).elements()), sorted((old - new).elements())
