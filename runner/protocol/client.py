"""The worker's client: the window's only way to engine and simulator."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from runner.core.errors import RunError
from runner.core.i18n import current_language
from runner.core.messages import declare, declared
from runner.core.resources import is_frozen
from runner.protocol import causes as causes  # an incident names its cause by a code
from runner.protocol.said_secrets import said, say
from runner.protocol.service_verbs import Progress, ServiceVerbs
from runner.protocol.wire import error_from_json, from_line, to_line

T = TypeVar("T")
DEFAULT_TIMEOUT = 120.0
"""Seconds that an act may take before the worker is stopped."""
MEMORY = "sqlite://"
NO_CONSOLE = 0x08000000  # Windows: no window for the worker


def worker_command() -> list[str]:
    """How the worker is started: the frozen program starts itself."""
    return [sys.executable, "worker"] if is_frozen() else [sys.executable, "-m", "runner", "worker"]


class WorkerClient(ServiceVerbs):
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
