"""One command: the transaction, the cases it touches, and the way to rest before it is committed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from runner.bundle.bundle import Bundle
from runner.bundle.graph import Node
from runner.calendar import WorkCalendar
from runner.connectors.connected import ConnectedDesk
from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.engine.changes import Changes
from runner.engine.instance import Entry, Instance
from runner.engine.messages import Message, receive
from runner.engine.model import Model
from runner.engine.snapshot import delta, restore
from runner.engine.time_limit import TimeLimit
from runner.service import beginning, calling, children, listed
from runner.service.keeping import KeptStores
from runner.service.memory import Memory
from runner.service.real_calls import reach_of
from runner.service.serials import Taken
from runner.store.store import Row, Transaction, to_text

if TYPE_CHECKING:
    from runner.service.before_return import Before
    from runner.service.queries import Queries

declare(
    {
        "run.restless": (N_("The case did not come to rest."), N_("Steps may decide themselves in a circle.")),
        "run.imported": (
            N_("The case {case} came from elsewhere and can only be looked at."),
            N_("Start a case of your own to go on from here."),
        ),
        "run.other-pilot": (
            N_("The case {case} belongs to another rehearsal, “{pilot}”, with a clock of its own."),
            N_("Change to that rehearsal first."),
        ),
        "run.unknown-process": (N_("The model has no process {process}."), ""),
    }
)

ENGINE = "1"
MAX_TURNS = 1_000


class Deployed:
    """A deployed model, loaded once: bundle and lowered programs."""

    def __init__(self, key: str, bundle: Bundle) -> None:
        self.key = key
        self.bundle = bundle
        self.model = Model.of(bundle.graphs.values(), bundle.decisions)
        self.starters: dict[tuple[str, date], str] = {}
        """Who stands as the starter of cases that the clock begins, by process and day."""

    @cached_property
    def calendar(self) -> WorkCalendar | None:
        """The workspace's default working calendar, if it has one."""
        return self.calendars.get(self.bundle.workspace.calendar or "")

    @cached_property
    def calendars(self) -> Mapping[str, WorkCalendar]:
        """The working calendars of the workspace by name."""
        info = self.bundle.workspace
        zone = ZoneInfo(info.time_zone)
        return {name: WorkCalendar.from_dict(spec, zone) for name, spec in info.calendars.items() if spec}

    def node(self, process: str, element: str) -> Node:
        """A node of one of its processes. Raises `KeyError`."""
        return self.model.programs[process].nodes[element]


@dataclass
class Live:
    """A case that is loaded. `lines` are lines of history not yet written, `unsaved` what else is not; `listed`: what
    the lists of the store say that it waits for, by token; `before_return`: how it stood before somebody
    says what may return it."""

    id: str
    row: Row
    engine: Instance
    deployed: Deployed
    lines: list[dict[str, Any]] = field(default_factory=list)
    memory: Memory | None = None
    unsaved: Changes = field(default_factory=Changes)
    listed: dict[str, list[tuple[str, Row]]] = field(default_factory=dict)
    before_return: Before | None = None

    @property
    def bundle(self) -> Bundle:
        """The bundle that the case runs on."""
        return self.deployed.bundle

    @property
    def setup(self) -> dict[str, Any]:
        """How the case was started: `at`, `services`, `seed`."""
        value: dict[str, Any] = json.loads(self.row["setup"])
        return value

    def note(self, kind: str, element: str = "", token: str = "", /, **payload: Any) -> None:
        """Add a line of history."""
        self.engine.entries.append(Entry(kind, element, token, self.engine.now, payload))


class Room:
    """What one command works in."""

    def __init__(self, service: Queries, tx: Transaction, actor: str, now: datetime) -> None:
        self.service = service
        self.tx = tx
        self.actor = actor
        self.now = now
        self.touched: dict[str, Live] = {}
        self._stirred: dict[str, Live] = {}
        self.taken: list[Taken] = []
        self.calls: list[calling.Noted] = []
        self.kept_before: dict[str, Row | None] = {}
        """Name of a data store that something was put into -> its row before the command."""
        self.holds_post = False
        """Whether what lies there is left lying until the next command."""
        seconds, watch = service.seconds, service.monotonic
        self._limit = TimeLimit(seconds, watch() + seconds, watch) if seconds is not None else None

    def set_clock(self, to: datetime) -> None:
        """Let it be that time in the pilot, here and in the store."""
        self.now = to
        self.tx.set_clock(to.isoformat())

    def case(self, case_id: str) -> Live:
        """The case, loaded and marked as touched. Raises `StoreError` (`store.unknown-case`), `RunError`
        (`run.imported`, `run.other-pilot`)."""
        live = self.touched.get(case_id) or self.look(case_id)
        if live.row["origin"] is not None:
            raise RunError("run.imported", case=case_id)
        if live.row["pilot"] != self.tx.pilot:
            raise RunError("run.other-pilot", case=case_id, pilot=live.row["pilot"])
        live.engine.now = max(live.engine.now, self.now)
        self.touched[case_id] = self._stirred[case_id] = live
        return live

    def forget(self, case_id: str) -> None:
        """Let go of what was loaded of a case: its rows are about to be others."""
        self.touched.pop(case_id, None)
        self._stirred.pop(case_id, None)
        self.service.live.pop(case_id)

    def look(self, case_id: str) -> Live:
        """The case, loaded but only looked at."""
        cached = self.touched.get(case_id) or self.service.live.get(case_id)
        if cached is not None:
            return cached
        saved = self.tx.load_state(case_id)
        row = self.tx.row("instance", case_id) or {}
        deployed = self.service.deployed(self.tx, row["model"])
        desk = self._desk(case_id, deployed, json.loads(row["setup"])["services"])
        engine = restore(deployed.model, saved, desk, **engine_options(deployed))
        live = Live(case_id, row, engine, deployed, listed=listed.read(self, case_id))
        self.service.live.put(case_id, live)
        return live

    def create(self, deployed: Deployed, process: str, starter: str, setup: Mapping[str, Any]) -> Live:
        """A new case, not started yet. Raises `RunError` (`run.unknown-process`)."""
        if process not in deployed.model.programs:
            raise RunError("run.unknown-process", process=process)
        number = int(self.tx.fact("cases") or "0") + 1
        self.tx.set_fact("cases", str(number))
        case_id = f"{self.service.prefix(self.tx)}-{number}"
        engine = Instance(
            deployed.model,
            process,
            key=str(setup.get("seed") or case_id),
            now=self.now,
            desk=self._desk(case_id, deployed, setup.get("services") or {}),
            **engine_options(deployed),
        )
        row = {
            "id": case_id,
            "model": deployed.key,
            "process": process,
            "status": "running",
            "outcome": None,
            "starter": starter,
            "started": self.now.isoformat(),
            "ended": None,
            "engine": ENGINE,
            "setup": to_text(dict(setup)),
            "head": "{}",
            "origin": None,
            "number": number,
            "memory": None,
            "pilot": self.tx.pilot,
            "ordinal": self.tx.next_ordinal(process),
        }
        self.tx.add("instance", row)
        live = Live(case_id, row, engine, deployed)
        self.service.live.put(case_id, live)
        self.touched[case_id] = self._stirred[case_id] = live
        return live

    def _desk(self, case_id: str, deployed: Deployed, services: Mapping[str, Any]) -> ConnectedDesk:
        """Who answers the services of a case."""
        bundle, reach = deployed.bundle, reach_of(self.tx, self.service.reach)
        return ConnectedDesk(
            case_id, bundle.systems, bundle.dictionary, reach.connections, reach.hosts, services,
            recordings=reach.recordings, defers=True,
        )  # fmt: skip

    # -- coming to rest ---------------------------------------------------------------------------

    def settle(self) -> None:
        """Let every case that was touched since the last call rest: automatic steps, people's steps that decide
        themselves, messages.

        Raises `RunError` (`run.restless`).
        """
        for _turn in range(MAX_TURNS):
            stirred, self._stirred = self._stirred, {}
            for live in stirred.values():
                self._rest(live)
            self._carry(stirred.values())
            if not self._stirred:
                return
        raise RunError("run.restless")

    def _rest(self, live: Live) -> None:
        live.engine.time_limit = self._limit
        live.engine.stores.kept = KeptStores(self, live)
        self.service.on_case(live.id, self.tx.last_command(live.id))
        self.service.pace.run(self, live)
        entries = live.engine.drain()
        live.lines += [line_of(entry) for entry in entries]
        changes = live.engine.take_changes()
        live.unsaved.take_in(changes)
        asked, live.engine.calling = live.engine.calling, []
        wanted, live.engine.starting = live.engine.starting, []
        for one in wanted:
            children.start(self, live, one)
        for asking in asked:
            calling.note(self, live, asking)
        people = self.service.people
        people.send_copies(self, live, entries)
        if people.sync(self, live, changes):
            self._stirred[live.id] = live
        listed.bring_up_to_date(self, live, changes)

    def _carry(self, senders: Iterable[Live]) -> None:
        """Bring messages and signals to who waits for them."""
        for live in senders:
            sent, live.engine.outbox = live.engine.outbox, []
            for message in sent:
                self.send(message, live)
        for row in () if self.holds_post else self.tx.waits.queued():
            message = Message("message", row["name"], json.loads(row["correlation"]), json.loads(row["payload"]))
            if self._deliver(message):
                self.tx.remove("message_queue", row["id"])

    def send(self, message: Message, sender: Live | None = None) -> bool:
        """Deliver a message or signal; a message that nobody waits for starts a case that begins with it,
        or is kept. False: it was kept, or nobody heard the signal."""
        if self._deliver(message):
            return True
        if sender is not None and self._start_by(message, sender):
            return True
        if message.kind == "message":
            names, key = listed.correlation_key(message.correlation)
            self.tx.add(
                "message_queue",
                {
                    "names": names,
                    "key": key,
                    "name": message.name,
                    "correlation": to_text(dict(message.correlation)),
                    "payload": to_text(dict(message.data)),
                    "sent": self.now.isoformat(),
                    "pilot": self.tx.pilot,
                },
            )
        return False

    def _deliver(self, message: Message) -> bool:
        heard = False
        for case_id in listed.receivers(self, message):
            live = self.look(case_id)
            if live.engine.waiting.receivers(message):
                beginning.received(self.case(case_id), message)
                receive(live.engine, message)
                heard = True
                if message.kind == "message":
                    return True
        return heard

    def _start_by(self, message: Message, sender: Live) -> bool:
        """A message or signal start event in the sender's model begins a new case."""
        for process, program in sender.deployed.model.programs.items():
            for node in program.starts(program.root):
                events = node.event.each if node.event is not None else []
                if any(event.kind == message.kind and message.name in (event.name, event.ref) for event in events):
                    setup = {"services": sender.setup["services"], "seed": None}
                    beginning.by_message(
                        self, sender.deployed, process, node.id, message, sender.row["starter"], setup
                    )
                    return True
        return False

    # -- writing ----------------------------------------------------------------------------------

    def write(self, verb: str, arguments: Mapping[str, Any]) -> None:
        """Write all touched cases with their history."""
        real = self.service.real_now().isoformat()
        pace = self.service.pace.said(self.tx)
        numbers: dict[str, int] = {}
        for live in self.touched.values():
            lines, live.lines = live.lines, []
            lines += [line_of(entry) for entry in live.engine.drain()]
            head = {
                "kind": "command",
                "element": "",
                "token": "",
                "at": self.now.isoformat(),
                "payload": {"verb": verb, **arguments, **pace},
            }
            number = numbers[live.id] = self.tx.last_command(live.id) + 1
            self.tx.log(live.id, number, self.actor, real, [head, *lines])
            status = self.service.people.status(self, live)
            live.row.update(status=status, outcome=live.engine.outcome)
            if status == "completed" and live.row["ended"] is None:
                live.row["ended"] = live.engine.now.isoformat()
            if live.memory is not None:
                live.row["memory"] = to_text(live.memory.to_json())
            columns = {name: live.row[name] for name in ("status", "outcome", "ended", "memory")}
            live.unsaved.take_in(live.engine.take_changes())
            written = delta(live.engine, live.unsaved)
            live.unsaved = Changes()
            self.tx.save_state(live.id, **vars(written), **columns)
        self.service.moments.keep(self, numbers)


def engine_options(deployed: Deployed) -> dict[str, Any]:
    """Zone and calendar of a model's workspace."""
    return {"zone": deployed.bundle.workspace.time_zone, "calendar": deployed.calendar}


def line_of(entry: Entry) -> dict[str, Any]:
    """A line of the engine as the store takes it."""
    return {
        "kind": entry.kind,
        "element": entry.element,
        "token": entry.token,
        "at": entry.at.isoformat(),
        "payload": dict(entry.data),
    }


def number_of(case_id: str) -> int:
    """The number at the end of a case id, for order."""
    tail = case_id.rpartition("-")[2]
    return int(tail) if tail.isdigit() else 0
