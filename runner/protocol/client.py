"""The worker's client: the window's only way to engine and simulator."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from pydantic import TypeAdapter

from runner.bundle.bundle import Bundle
from runner.bundle.transfer import bundle_to_json
from runner.core.errors import RunError
from runner.core.i18n import current_language
from runner.core.messages import declare, declared
from runner.core.resources import is_frozen
from runner.protocol import causes as causes  # an incident names its cause by a code
from runner.protocol import values as out
from runner.protocol.rehearsing import RehearsingClient
from runner.protocol.said_secrets import said, say
from runner.protocol.wire import error_from_json, from_line, to_line
from runner.protocol.workbench import WorkbenchClient

T = TypeVar("T")
Progress = Callable[[Any], None]
DEFAULT_TIMEOUT = 120.0
"""Seconds that an act may take before the worker is stopped."""
MEMORY = "sqlite://"
NO_CONSOLE = 0x08000000  # Windows: no window for the worker


def worker_command() -> list[str]:
    """How the worker is started: the frozen program starts itself."""
    return [sys.executable, "worker"] if is_frozen() else [sys.executable, "-m", "runner", "worker"]


class WorkerClient:
    """Talks to one worker process, which it starts at the first request and again after a crash. `pilot`: the one
    whose cases each request is about.

    `store`: where cases are kept (`sqlite://` loses them with the worker); `clock`: where virtual time
    begins in a new store; `limits`: what an act may take at most, `steps`, `seconds`, and bytes of `memory` (default:
    the worker's own). A case that was at work when the worker ended or took too long stops with an incident. Calls
    block and may come from any thread, one after the other is served. Every
    call may raise what the service raises, and `RunError` `worker.gone` or `worker.timeout`. Close it.
    """

    def __init__(
        self, store: str = MEMORY, *, clock: str | None = None, timeout: float = DEFAULT_TIMEOUT,
        limits: Mapping[str, float] | None = None,
    ) -> None:  # fmt: skip
        self.store = store
        self.clock_begin = clock
        self.timeout = timeout
        self.pilot = ""
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.RLock()
        self._number = 0
        self._waiting: dict[int, SimpleQueue[dict[str, Any]]] = {}
        self._limits = dict(limits or {})
        self._lost: list[dict[str, Any]] = []
        self._reader: threading.Thread | None = None
        self._table = threading.Lock()  # over _waiting and _is_heard
        self._is_heard = False

    # -- the process ------------------------------------------------------------------------------

    def call(
        self, verb: str, /, *, timeout: float | None = None, progress: Progress | None = None,
        cancel: Callable[[], bool] | None = None, as_person: str | None = None, steering: bool = False,
        **arguments: Any,
    ) -> Any:  # fmt: skip
        """Ask for any verb, with `as_person` at that person's workbench, `steering` for one of the rehearsal; the
        JSON result. `progress` hears what the worker tells meanwhile, `cancel` is asked several times a second.
        `timeout` in seconds (None: the client's; 0: none)."""
        limit = self.timeout if timeout is None else timeout
        with self._lock:
            self._ensure()
            asked: dict[str, Any] = {"verb": verb, "args": arguments}
            if as_person is not None:
                asked["as"] = as_person
            if steering:
                asked["steering"] = True
            if self.pilot and verb != "open":
                asked["pilot"] = self.pilot
            number, answers = self._send(asked)
        waited, cancelled = 0.0, False
        at: dict[str, Any] | None = None
        while True:
            try:
                answer = answers.get(timeout=0.1)
            except Empty:
                answer = None
            # asked after every wake-up: a worker that tells its progress without a pause can be stopped, too
            if cancel is not None and not cancelled and cancel():
                cancelled = True
                self._write({"cancel": number})
            if answer is None:
                waited += 0.1
                if limit and waited > limit:
                    self._lose(at, verb, "run.too-long")
                    self.kill()
                    raise RunError("worker.timeout", seconds=round(limit)) from None
                continue
            if "at" in answer:
                at = answer["at"]
                continue
            if "progress" in answer:
                if progress is not None:
                    progress(answer["progress"])
                continue
            self._waiting.pop(number, None)
            if "error" in answer:
                if answer["error"]["code"] == "worker.gone":
                    self._lose(at, verb, "run.ended")
                raise error_from_json(answer["error"])
            return answer.get("result")

    def _ensure(self) -> None:
        if self._process is not None and self._is_heard and self._process.poll() is None:
            return
        self.kill()
        environment = dict(os.environ)
        home = str(Path(__file__).resolve().parents[2])
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [home, environment.get("PYTHONPATH", "")]))
        self._process = subprocess.Popen(  # noqa: S603  # our own program
            worker_command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            creationflags=NO_CONSOLE if os.name == "nt" else 0,
        )
        self._is_heard = True
        self._reader = threading.Thread(target=self._read, args=(self._process,), name="worker-reader", daemon=True)
        self._reader.start()
        lost, self._lost = self._lost, []
        about: dict[str, Any] = {"limits": self._limits, "lost": lost} if self._limits or lost else {}
        sentences = self.call("open", store=self.store, clock=self.clock_begin, **about)
        for (host, name), text in said().items():
            self.call("secret", host=host, name=name, text=text)
        if self.store == MEMORY:
            self.pilot = ""  # a store in memory begins anew with its worker
        known = declared()
        declare({code: (text, hint) for code, (text, hint) in sentences.items() if code not in known})

    def _lose(self, at: Mapping[str, Any] | None, verb: str, code: str) -> None:
        """Remember the case that was at work: the next worker stops it with an incident."""
        if at is not None:
            self._lost.append({**at, "act": verb, "code": code})

    def _send(self, request: Mapping[str, Any]) -> tuple[int, SimpleQueue[dict[str, Any]]]:
        self._number += 1
        answers: SimpleQueue[dict[str, Any]] = SimpleQueue()
        with self._table:
            # a dying worker may still take a request after its last word
            if not self._is_heard:
                raise RunError("worker.gone")
            self._waiting[self._number] = answers
        # names that are kept with a value, and reasons, are told in the language of whoever asks
        self._write({"id": self._number, "language": current_language(), **request})
        return self._number, answers

    def _write(self, value: Mapping[str, Any]) -> None:
        process = self._process
        try:
            if process is None or process.stdin is None:
                raise BrokenPipeError
            process.stdin.write(to_line(value))
            process.stdin.flush()
        except (OSError, ValueError) as error:
            raise RunError("worker.gone") from error

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            if not line.endswith(b"\n"):
                break  # killed in the middle of a word
            answer = from_line(line)
            waiting = self._waiting.get(answer.get("id", 0))
            if waiting is not None:
                waiting.put(answer)
        gone = {"error": {"kind": "RunError", "code": "worker.gone", "params": {}}}
        with self._table:
            self._is_heard = False
            for waiting in self._waiting.values():
                waiting.put(gone)
            self._waiting.clear()

    @property
    def pid(self) -> int | None:
        """The worker's process id, while it runs."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def kill(self) -> None:
        """Stop the worker at once; what was committed stays in the store."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            self._reap(process)

    def close(self) -> None:
        """Let the worker end and wait for it."""
        process = self._process
        if process is None:
            return
        self._process = None
        if process.stdin is not None and process.poll() is None:
            process.stdin.close()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
        self._reap(process)

    def _reap(self, process: subprocess.Popen[bytes]) -> None:
        process.wait()
        if self._reader is not None and self._reader is not threading.current_thread():
            self._reader.join(5)
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()

    def __enter__(self) -> WorkerClient:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def tell_secret(self, host: str, name: str, text: str) -> None:
        """Let this worker, and any that is started later, use a secret; it is held in memory alone. Empty: not any
        more."""
        say(host, name, text)
        if self.pid is not None:
            self.call("secret", host=host, name=name, text=text)

    def _as(self, kind: Any, verb: str, /, **arguments: Any) -> Any:
        return TypeAdapter(kind).validate_python(self.call(verb, **arguments))

    def workbench(self, user: str) -> WorkbenchClient:
        """One person's door: each request asks their rights, and hidden values do not come back."""
        return WorkbenchClient(self, user)

    def rehearsing(self) -> RehearsingClient:
        """What steers the rehearsal."""
        return RehearsingClient(self)

    # -- the verbs of the service -----------------------------------------------------------------

    def deploy(self, bundle: Bundle | Path) -> str:
        """Deploy a bundle, or a package file by its path."""
        if isinstance(bundle, Path):
            return str(self.call("deploy", package=str(bundle)))
        return str(self.call("deploy", bundle=bundle_to_json(bundle)))

    def models(self) -> list[out.ModelView]:
        """All deployed model versions."""
        found: list[out.ModelView] = self._as(list[out.ModelView], "models")
        return found

    def starts(self, model: str, process: str | None = None, user: str | None = None) -> list[out.StartView]:
        """Where a process can begin, for that person."""
        found: list[out.StartView] = self._as(list[out.StartView], "starts", model=model, process=process, user=user)
        return found

    def start(
        self, model: str, as_user: str, data: Mapping[str, Any] | None = None, at: str | None = None, *,
        process: str | None = None, services: Mapping[str, Any] | None = None, seed: str | int | None = None,
        department: str | None = None, choices: Mapping[str, Any] | None = None,
    ) -> str:  # fmt: skip
        """Start a case; its id."""
        return str(
            self.call(
                "start", model=model, as_user=as_user, data=dict(data or {}), at=at, process=process,
                services=dict(services or {}), seed=seed, department=department, choices=dict(choices or {}),
            )
        )  # fmt: skip

    def may_start(self, model: str, user: str, process: str | None = None) -> out.Explained:
        """Whether a person may start a process, and why."""
        found: out.Explained = self._as(out.Explained, "may_start", model=model, user=user, process=process)
        return found

    def cases(self, model: str | None = None, **wanted: Any) -> list[out.CaseSummary]:
        """All cases; `wanted`: process, status, search, order, descending, after, limit."""
        found: list[out.CaseSummary] = self._as(list[out.CaseSummary], "cases", model=model, **wanted)
        return found

    def case(self, case: str, user: str | None = None) -> out.CaseView:
        """A case in full."""
        found: out.CaseView = self._as(out.CaseView, "case", case=case, user=user)
        return found

    def variables(self, case: str) -> dict[str, Any]:
        """The variables of a case."""
        return dict(self.call("variables", case=case))

    def awaited(self, case: str) -> list[tuple[str, str, dict[str, Any]]]:
        """The messages and signals that a case waits for: kind, name, correlation."""
        return [(kind, name, correlation) for kind, name, correlation in self.call("awaited", case=case)]

    def history(self, case: str, after: int = 0) -> list[out.LogLine]:
        """The event log of a case."""
        found: list[out.LogLine] = self._as(list[out.LogLine], "history", case=case, after=after)
        return found

    def inbox(self, user: str, **wanted: Any) -> list[out.TaskSummary]:
        """What waits for a person; `wanted`: see `Queries.inbox`."""
        found: list[out.TaskSummary] = self._as(list[out.TaskSummary], "inbox", user=user, **wanted)
        return found

    def open_tasks(self, case: str | None = None, **wanted: Any) -> list[out.TaskSummary]:
        """Everything that waits for a person or the tester; `wanted`: see `Queries.open_tasks`."""
        found: list[out.TaskSummary] = self._as(list[out.TaskSummary], "open_tasks", case=case, **wanted)
        return found

    def task(self, task: int, user: str | None = None) -> out.TaskView:
        """A task with form and values."""
        found: out.TaskView = self._as(out.TaskView, "task", task=task, user=user)
        return found

    def claim(self, task: int, user: str) -> out.Changed:
        """Reserve a task of a pool."""
        return self.operate("claim", task, user)

    def complete(
        self, task: int, user: str, data: Mapping[str, Any] | None = None, verdict: str | None = None,
        opinion: str | None = None, choices: Mapping[str, Any] | None = None,
    ) -> out.Changed:  # fmt: skip
        """Complete a task."""
        found: out.Changed = self._as(
            out.Changed, "complete", task=task, user=user, data=dict(data or {}), verdict=verdict, opinion=opinion,
            choices=dict(choices or {}),
        )  # fmt: skip
        return found

    def operate(self, operation: str, task: int, user: str, **arguments: Any) -> out.Changed:
        """Any operation on a task."""
        found: out.Changed = self._as(out.Changed, "operate", operation=operation, task=task, user=user, **arguments)
        return found

    def operate_case(self, operation: str, case: str, user: str, **arguments: Any) -> out.Changed:
        """An operation on a case."""
        found: out.Changed = self._as(
            out.Changed, "operate_case", operation=operation, case=case, user=user, **arguments
        )
        return found

    def hand_over(self, user: str, to: str) -> list[out.HandedStep]:
        """Hand over what is open for a person who leaves."""
        found: list[out.HandedStep] = self._as(list[out.HandedStep], "hand_over", user=user, to=to)
        return found

    def answer(
        self, task: int, how: str = "answer", data: Any = None, flows: Sequence[str] = (), *, user: str = "tester"
    ) -> out.Changed:
        """The tester's part."""
        found: out.Changed = self._as(
            out.Changed, "answer", task=task, how=how, data=data, flows=list(flows), user=user
        )
        return found

    def copies(self, user: str) -> list[out.CopyView]:
        """Copies for information."""
        found: list[out.CopyView] = self._as(list[out.CopyView], "copies", user=user)
        return found

    def read_copy(self, copy: int) -> None:
        """Mark a copy as read."""
        self.call("read_copy", copy=copy)

    def clock(self) -> str:
        """Virtual time."""
        return str(self.call("clock"))

    def pilots(self) -> list[out.PilotView]:
        """The pilots of the store, the first one first."""
        found: list[out.PilotView] = self._as(list[out.PilotView], "pilots")
        return found

    def enter_pilot(self, name: str) -> None:
        """Be about that pilot from now on. Raises `RunError` (`pilot.unknown`)."""
        before, self.pilot = self.pilot, name
        try:
            self.pilots()
        except RunError:
            self.pilot = before
            raise

    def open_pilot(self, name: str, clock: str | None = None) -> out.PilotView:
        """Begin another pilot with its own clock, and be about it from then on."""
        found: out.PilotView = self._as(out.PilotView, "open_pilot", name=name, clock=clock)
        self.pilot = found.name
        return found

    def next_numbers(
        self, rule: Mapping[str, Any], company: str = "", department: str = "",
        fields: Mapping[str, Any] | None = None, zone: str = "UTC", count: int = 3,
    ) -> list[str]:  # fmt: skip
        """The serial numbers that a rule would give next; none is taken."""
        asked = self.call(
            "next_numbers", rule=dict(rule), company=company, department=department, fields=dict(fields or {}),
            zone=zone, count=count,
        )  # fmt: skip
        return [str(one) for one in asked]

    def due(self, case: str | None = None, limit: int | None = None) -> list[tuple[str, str, str]]:
        """The timers that run, in one case or all: instant, case, element; the earliest first, at most `limit`."""
        return [(at, owner, element) for at, owner, element in self.call("due", case=case, limit=limit)]

    def advance(self, by: str = "next timer") -> out.Changed:
        """Let virtual time pass: `next timer`, an ISO duration, or an instant."""
        found: out.Changed = self._as(out.Changed, "advance", by=by)
        return found

    def message(
        self, name: str, correlation: Mapping[str, Any] | None = None, data: Mapping[str, Any] | None = None
    ) -> bool:
        """Send a message in."""
        return bool(self.call("message", name=name, correlation=dict(correlation or {}), data=dict(data or {})))

    def signal(self, name: str, data: Mapping[str, Any] | None = None) -> bool:
        """Send a signal to all who wait for it."""
        return bool(self.call("signal", name=name, data=dict(data or {})))

    def remark(self, text: str, person: str, **about: Any) -> out.Remark:
        """Leave a remark."""
        found: out.Remark = self._as(out.Remark, "remark", text=text, person=person, **about)
        return found

    def related(self, user: str) -> dict[str, str]:
        """Id -> title of the finished cases that a person may see."""
        found: dict[str, str] = self._as(dict[str, str], "related", user=user)
        return found

    def remarks(self, *, open_only: bool = False) -> list[out.Remark]:
        """All remarks."""
        found: list[out.Remark] = self._as(list[out.Remark], "remarks", open_only=open_only)
        return found

    def resolve_remark(self, remark: str, person: str, answer: str = "") -> out.Remark:
        """Set a remark to done."""
        found: out.Remark = self._as(out.Remark, "resolve_remark", remark=remark, person=person, answer=answer)
        return found

    def export_results(self, cases: Sequence[str] | None = None) -> bytes:
        """Cases as a `.slipresult`."""
        chosen = list(cases) if cases is not None else None
        return base64.b64decode(self.call("export_results", cases=chosen)["base64"])

    def import_results(self, data: bytes, file: str = "results") -> out.Imported:
        """Merge a `.slipresult`."""
        content = {"base64": base64.b64encode(data).decode("ascii")}
        found: out.Imported = self._as(out.Imported, "import_results", data=content, file=file)
        return found

    # -- upkeep -----------------------------------------------------------------------------------

    def backup(self, folder: Path, keep: int | None = None) -> out.BackupView:
        """Copy the store into a folder; the `keep` latest backups stay there."""
        found: out.BackupView = self._as(out.BackupView, "backup", folder=str(folder), keep=keep)
        return found

    def drill(self, file: Path) -> out.DrillView:
        """Try a backup."""
        found: out.DrillView = self._as(out.DrillView, "drill", file=str(file))
        return found

    def archive(self, file: Path, before: str | None = None) -> list[str]:
        """Move finished cases out into a file; their ids."""
        return list(self.call("archive", file=str(file), before=before))

    def reload(self, file: Path) -> list[str]:
        """Take the cases of an archive back in; their ids."""
        return list(self.call("reload", file=str(file)))

    # -- the simulator and the tester -------------------------------------------------------------

    def simulate(
        self, bundle: Bundle, scenario: Mapping[str, Any], *, progress: Callable[[int, int], None] | None = None,
        cancel: Callable[[], bool] | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        """Simulate a scenario (a JSON value, docs/formats.md section 5); the result as a JSON value. `progress`
        hears cases done and cases in all."""
        told = None if progress is None else (lambda value: progress(value["done"], value["total"]))
        found: dict[str, Any] = self.call(
            "simulate", timeout=0, progress=told, cancel=cancel, bundle=bundle_to_json(bundle),
            scenario=dict(scenario),
        )  # fmt: skip
        return found
