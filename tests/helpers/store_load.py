"""Several cases under load in one store, killed at random moments: what a child does, and what must hold afterwards.

The child notes each command in the file `marks`: `(` before it, and a line with the number of the last command of its
case behind it. A system outside counts the calls it gets by their key.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random

from runner.bundle.bundle import Bundle
from runner.bundle.graph import Mapping, Service
from runner.connectors.connections import Connection, Connections, Reach
from runner.core.errors import RunError
from runner.data.systems import Systems
from runner.protocol.branches import commands_that_count
from runner.service import Service as Cases
from runner.service import moments
from runner.service.listed import rows_of
from runner.service.real_calls import set_real_calls
from tests.helpers.graphs import A, message, script, timer
from tests.helpers.office import CLOCK, office

PAUSE = 0.02
SYSTEMS = Systems.model_validate(
    {
        "systems": [
            {
                "code": "ledger",
                "operations": [
                    {"code": "book", "path": "book", "input": [{"name": "n", "type": "number"}],
                     "output": [{"name": "number", "type": "number", "required": True}, {"name": "more"}]}
                ],
            }
        ]
    }
)  # fmt: skip


def process() -> Bundle:
    """A loop: a person, a call to a system, then a timer and a message side by side."""
    book = Service(
        kind="system",
        params={"system": "ledger", "operation": "book"},
        inputs=[Mapping(name="n", value="n")],
        outputs=[Mapping(name="booked", value="result.number"), Mapping(name="more", value="result.more")],
    )
    return (
        A().start().xor("m").user("P", "user:li").node("serviceTask", "V", service=book)
        .node("scriptTask", "N", script=script(n="n + 1")).fork("f")
        .node("intermediateCatchEvent", "W", event=timer("PT1H"))
        .node("receiveTask", "R", event=message("go", own="own"))
        .user("B", "user:wang").boundary("X", "B", timer("PT4H"), interrupting=False).end("EX")
        .fork("j").xor("g", "g_E").end()
        .chain("S", "m", "P", "V", "N", "f", "W", "j", "g").chain("f", "R", "j").chain("f", "B", "j").chain("X", "EX")
        .flow("g", "m", "n < 1000").flow("g", "E")
        .bundle(organization=office(), systems=SYSTEMS)
    )  # fmt: skip


@dataclass
class Ledger:
    """The system outside: how often it was called with which key. `on_call` hears of each call before it is answered,
    `more` goes along with the answer."""

    port: int = 0
    calls: Counter[str] = field(default_factory=Counter)
    on_call: Callable[[], object] = lambda: None
    more: str = ""

    def reach(self) -> Reach:
        """How it is reached."""
        url = f"http://127.0.0.1:{self.port}"
        return Reach(Connections(systems={"ledger": Connection(use="http", url=url)}), frozenset({"127.0.0.1"}))


@contextmanager
def a_ledger() -> Iterator[Ledger]:
    """The system, while it is needed."""
    state = Ledger()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            state.calls[str(self.headers["Idempotency-Key"])] += 1
            self.rfile.read(int(self.headers["Content-Length"]))
            time.sleep(PAUSE)  # the world outside takes its time: many a kill finds a call under way
            state.on_call()
            body = json.dumps({"number": len(state.calls), "more": state.more}).encode()
            with suppress(OSError):  # whoever asked may be dead
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Nothing is told."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def call_in_earnest(service: Cases) -> None:
    """Let the cases of a store call systems."""
    with service.store.transaction() as tx:
        set_real_calls(tx, on=True)


PILOTS = ("", "other")


def prepare(store: str, reach: Reach, cases: int) -> list[str]:
    """A store with so many cases, in two pilots."""
    service = Cases(store, clock=CLOCK, reach=reach, keeps_moments=True)
    call_in_earnest(service)
    model = service.deploy(process())
    service.open_pilot(PILOTS[1], CLOCK)
    found = []
    for number in range(cases):
        service.pilot = PILOTS[number % len(PILOTS)]
        found.append(service.start(model, "zhang", {"n": 0, "own": str(number)}))
    service.close()
    return found


def work(store: str, marks: Path, reach: Reach, seed: int) -> None:
    """What the child does until it is killed."""
    rng = Random(seed)
    sign = os.open(marks, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    service = Cases(store, reach=reach, keeps_moments=True)
    while True:
        service.pilot = rng.choice(PILOTS)
        os.write(sign, b"(\n")
        cases = act(service, rng)
        with service.store.transaction() as tx:
            done = {case: tx.last_command(case) for case in cases}
        os.write(sign, (json.dumps(done) + "\n").encode())


def act(service: Cases, rng: Random) -> list[str]:
    """One command; the cases it touched."""
    turn = rng.random()
    if turn < 0.15:
        return service.advance("next timer").cases if service.due() else []
    if turn < 0.35:
        running = service.cases(status=["running"])
        if not running:
            return []
        case = rng.choice(running).case
        service.message("go", {"own": str(service.variables(case)["own"])})
        return [case]
    if turn < 0.42:
        return go_back(service, rng)
    tasks = [one for one in service.open_tasks() if one.kind == "work"]
    if not tasks:
        return []
    task = rng.choice(tasks)
    return service.complete(task.task, task.user or "", {}).cases


def go_back(service: Cases, rng: Random) -> list[str]:
    """Let a case be as it was a few acts ago."""
    case = rng.choice(service.cases()).case
    to = rng.choice(service.rehearsing().kept(case)[-6:])
    try:
        return service.rehearsing().back(case, to).cases
    except RunError as error:
        assert error.code == "back.not-there", error
        return []


def last_acknowledged(marks: Path) -> dict[str, int]:
    """Case -> the last command of it that was acknowledged."""
    found: dict[str, int] = {}
    for line in marks.read_text().splitlines() if marks.exists() else []:
        with suppress(ValueError):  # killed in the middle of a word
            found |= json.loads(line) if line.startswith("{") else {}
    return found


@dataclass
class Asked:
    """How often a call may have been made: once, and once more for each time somebody decided so. `backs`: how often
    its case went back, which lets what comes then happen again."""

    again: Counter[str] = field(default_factory=Counter)
    unsure: int = 0
    backs: int = 0
    commands: int = 0


def check(store: str, marks: Path, ledger: Ledger, asked: Asked, rng: Random) -> None:
    """What must hold after a kill; incidents of lost calls are mended, one way or the other."""
    service = Cases(store, reach=ledger.reach(), keeps_moments=True)
    try:
        _check(service, marks, ledger, asked, rng)
    finally:
        service.close()


def _check(service: Cases, marks: Path, ledger: Ledger, asked: Asked, rng: Random) -> None:
    acknowledged = last_acknowledged(marks)
    with service.store.transaction() as tx:
        for case, number in acknowledged.items():
            assert tx.last_command(case) >= number, f"{case}: command {number} was acknowledged and is not there"
        calls = tx.rows("call")
        cases = [row["id"] for row in tx.cases(pilot=None)]
        asked.commands = sum(tx.last_command(case) for case in cases)
        assert all(tx.moments(case) == list(range(1, tx.last_command(case) + 1)) for case in cases)
    backs = {case: consistent(service, case) for case in cases}
    asked.backs = sum(backs.values())
    notes = Counter(row["key"] for row in calls)
    owners = {row["key"]: row["instance"] for row in calls}
    for key, count in ledger.calls.items():
        assert count <= notes[key], f"{key} was asked {count} times, noted {notes[key]} times"
    for key, count in notes.items():
        allowed = 1 + asked.again[key] + backs[owners[key]]
        assert count <= allowed, f"{key} was noted {count} times, decided {allowed} times"
    assert not [row for row in calls if row["state"] == "asking"]
    for pilot in PILOTS:
        service.pilot = pilot
        _mend(service, asked, rng)


def _mend(service: Cases, asked: Asked, rng: Random) -> None:
    for task in [one for one in service.open_tasks() if one.kind == "incident"]:
        asked.unsure += 1
        with service.store.transaction() as tx:
            token = (tx.row("work", (tx.row("task", task.task) or {})["work"]) or {})["token"]
            key = next(row["key"] for row in tx.rows("call", instance=task.case, token=token))
        how = rng.choice(["retry", "by-hand", "skip"])
        asked.again[key] += how == "retry"
        service.answer(task.task, how, {"number": 0} if how == "by-hand" else None)


def consistent(service: Cases, case: str) -> int:
    """No command is half there: log, tokens, open steps and lists say the same. How often the case went back."""
    with service._look() as room:
        live = room.look(case)
        history = room.tx.history(case)
        assert [line["n"] for line in history] == list(range(1, len(history) + 1))
        heads = [line["command"] for line in history if line["kind"] == "command"]
        assert heads == list(range(1, len(heads) + 1)) and {line["command"] for line in history} == set(heads)
        there: dict[str, str] = {}
        lines = (line for line in history if line["kind"] == "command")
        counts = commands_that_count((line["command"], line["payload"]) for line in lines)
        for line in (line for line in history if line["command"] in set(counts)):
            if line["kind"] == "entered":
                there[line["token"]] = line["element"]
            elif line["kind"] in ("left", "cancelled"):
                there.pop(line["token"], None)
        tokens = {token.key: token for token in live.engine.tokens()}
        entered = {key: one.task_spec.node.id for key, one in tokens.items() if one.internal_data.get("entered")}
        assert entered == there, f"{case}: the log says {there}, the tokens {entered}"
        waiting = {(item.token, item.kind) for item in live.engine.open()}
        works = {(row["token"], row["kind"]) for row in room.tx.rows("work", instance=case, state=["open", "alert"])}
        assert waiting == works
        roots = [scope.task_tree for scope in live.engine.scopes()]
        wanted = {one.key: rows for one in (*tokens.values(), *roots) if (rows := rows_of(live, one))}
        assert live.listed == wanted
        last = moments.moment(room.tx, case, room.tx.last_command(case))
        if last is not None:
            now = {name: part for name, part in moments.read(room.tx, case).items() if part}
            assert {name: part for name, part in last.items() if part} == now
        return sum(line["kind"] == "went_back" for line in history)
