"""The worker: serves the verbs of the service over JSON lines, beside the window, never inside it."""

from __future__ import annotations

import base64
import logging
import queue
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, cast

from pydantic import BaseModel

from runner.bundle.bundle import Bundle
from runner.bundle.transfer import bundle_from_json
from runner.connectors.connections import reach_beside, reach_stamp
from runner.core.errors import AppError, RunError
from runner.core.i18n import LANGUAGES, current_language, set_language
from runner.core.messages import declared
from runner.core.registry import load_object
from runner.engine.instance import BUDGET
from runner.protocol.said_secrets import say
from runner.protocol.wire import error_to_json, from_line, to_line
from runner.service import rehearsing, workbench
from runner.service.limits import SECONDS, limit_memory
from runner.service.service import Service

log = logging.getLogger(__name__)

VERBS = (
    "models", "starts", "path", "start", "may_start", "cases", "case", "history", "inbox", "open_tasks",
    "kinds_waiting", "task", "variables", "awaited", "complete", "operate", "operate_case", "hand_over", "answer",
    "copies", "read_copy", "clock", "next_numbers", "due", "advance", "message", "signal", "related", "remark",
    "remarks", "resolve_remark", "export_results", "import_results", "backup", "drill", "archive", "reload",
    "pilots", "open_pilot",
)  # fmt: skip
"""What of the service is served as it is."""

STACK = 256 * 1024 * 1024


class Worker:
    """Serves one client: requests one after the other, cancelling while one runs."""

    def __init__(self, source: BinaryIO, target: BinaryIO) -> None:
        self._source = source
        self._target = target
        self._requests: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._cancelled: set[int] = set()
        self._number = 0
        self._service: Service | None = None
        self._store = ""
        self._stamp: tuple[tuple[int, int], ...] = ()
        self._at_work: tuple[str, int] | None = None
        self._own: dict[str, Callable[[int, dict[str, Any]], Any]] = {
            "open": self._open,
            "deploy": self._deploy,
            "simulate": self._simulate,
            "secret": self._secret,
            "ping": lambda _number, _arguments: "pong",
        }

    def serve(self) -> None:
        """Serve until the client closes its end."""
        reader = threading.Thread(target=self._read, name="requests", daemon=True)
        reader.start()
        try:
            while (request := self._requests.get()) is not None:
                self._handle(request)
        finally:
            if self._service is not None:
                self._service.close()

    def _read(self) -> None:
        for line in self._source:
            try:
                request = from_line(line)
            except RunError as error:
                self._say({"id": 0, "error": error_to_json(error)})
                continue
            if "cancel" in request:
                self._cancelled.add(int(request["cancel"]))
            else:
                self._requests.put(request)
        self._requests.put(None)

    def _handle(self, request: Mapping[str, Any]) -> None:
        number = self._number = int(request.get("id", 0))
        self._at_work = None
        try:
            self._renew_reach()
            language = str(request.get("language", ""))
            if language in LANGUAGES and language != current_language():
                set_language(language)
            verb, arguments = str(request.get("verb")), dict(request.get("args") or {})
            if self._service is not None:
                self._service.enter_pilot(str(request.get("pilot") or ""))
            person = request.get("as")
            if person is not None:
                result = self._do_as(str(person), verb, arguments)
            else:
                result = (self._steer if request.get("steering") else self._do)(number, verb, arguments)
            self._say({"id": number, "result": _plain(result)})
        except AppError as error:
            self._say({"id": number, "error": error_to_json(error)})
        except MemoryError:
            self._stop_case(str(request.get("verb")))
            self._say({"id": number, "error": error_to_json(RunError("worker.memory"))})
        except Exception as error:  # the client must always get an answer; the bug is logged and named
            log.exception("a request failed")
            self._say({"id": number, "error": error_to_json(error)})
        self._cancelled.discard(number)

    def _tell_case(self, case: str, command: int) -> None:
        """Say which case is at work: whoever listens knows it, should this process not come back."""
        self._at_work = case, command
        self._say({"id": self._number, "at": {"case": case, "command": command}})

    def _stop_case(self, verb: str) -> None:
        """The case that needed too much memory stops with an incident; where even that cannot be written, the refusal
        says all."""
        if self._service is not None and self._at_work is not None:
            with suppress(AppError, MemoryError):
                self._service.overran(*self._at_work, verb, "run.memory")

    def _do(self, number: int, verb: str, arguments: dict[str, Any]) -> Any:
        own = self._own.get(verb)
        if own is not None:
            return own(number, arguments)
        if verb not in VERBS:
            raise RunError("worker.unknown-verb", verb=verb)
        if self._service is None:
            raise RunError("worker.no-store")
        if verb == "import_results":
            arguments["data"] = base64.b64decode(arguments["data"]["base64"])
        return getattr(self._service, verb)(**arguments)

    def _do_as(self, person: str, verb: str, arguments: dict[str, Any]) -> Any:
        """What a person asks for, at their own workbench."""
        if verb not in workbench.VERBS:
            raise RunError("worker.unknown-verb", verb=verb)
        if self._service is None:
            raise RunError("worker.no-store")
        return getattr(self._service.workbench(person), verb)(**arguments)

    def _steer(self, number: int, verb: str, arguments: dict[str, Any]) -> Any:
        """What steers the rehearsal."""
        if verb not in rehearsing.VERBS:
            raise RunError("worker.unknown-verb", verb=verb)
        if self._service is None:
            raise RunError("worker.no-store")
        if verb == "run_tests":
            arguments["cancel"] = lambda: number in self._cancelled
            arguments["progress"] = lambda done, total: self._say(
                {"id": number, "progress": {"done": done, "total": total}}
            )
        if verb == "replay_report":
            arguments["data"] = base64.b64decode(arguments["data"]["base64"])
        return getattr(self._service.rehearsing(), verb)(**arguments)

    def _renew_reach(self) -> None:
        """What may be reached is read again when it was changed: cases go on with what is said now."""
        stamp = reach_stamp(self._store)
        if self._service is not None and stamp != self._stamp:
            self._stamp = stamp
            self._service.reach = reach_beside(self._store)
            self._service.live.clear()

    def _open(self, _number: int, arguments: dict[str, Any]) -> dict[str, list[str]]:
        """Open a store. The answer is every sentence known here, by code: what is refused here is told in
        words there, where engine and service are never loaded."""
        if self._service is not None:
            self._service.close()
        store = self._store = arguments.get("store") or "sqlite://"
        self._stamp = reach_stamp(store)
        limits = dict(arguments.get("limits") or {})
        if "memory" in limits:
            limit_memory(int(limits["memory"]))
        self._service = Service(
            store, clock=arguments.get("clock"), reach=reach_beside(store), keeps_moments=True, keeps_schedules=True,
            seconds=float(limits.get("seconds", SECONDS)), budget=int(limits.get("steps", BUDGET)),
        )  # fmt: skip
        self._service.on_case = self._tell_case
        for lost in arguments.get("lost") or ():
            self._service.overran(**lost)
        return {code: [message.text, message.hint] for code, message in declared().items()}

    @staticmethod
    def _secret(_number: int, arguments: dict[str, Any]) -> None:
        """Hold a secret for the calls of this session, in memory alone."""
        say(str(arguments["host"]), str(arguments["name"]), str(arguments["text"]))

    def _deploy(self, _number: int, arguments: dict[str, Any]) -> str:
        if self._service is None:
            raise RunError("worker.no-store")
        return self._service.deploy(_bundle(arguments))

    def _simulate(self, number: int, arguments: dict[str, Any]) -> Any:
        simulate = cast("Callable[..., Any]", load_object("runner.simulate:simulate"))
        scenario = cast("Any", load_object("runner.simulate:Scenario")).model_validate(arguments["scenario"])

        def tell(done: int, total: int) -> None:
            self._say({"id": number, "progress": {"done": done, "total": total}})

        return simulate(_bundle(arguments), scenario, progress=tell, cancel=lambda: number in self._cancelled)

    def _say(self, value: Mapping[str, Any]) -> None:
        self._target.write(to_line(value))
        self._target.flush()


def _bundle(arguments: Mapping[str, Any]) -> Bundle:
    """The bundle of a request: as JSON, or a package by its path."""
    if "package" in arguments:
        read = cast("Callable[..., Any]", load_object("runner.bundle.archive:read_package"))
        return cast("Bundle", read(Path(arguments["package"])).bundle)
    return bundle_from_json(arguments["bundle"])


def _plain(value: Any) -> Any:
    """A JSON value of what a verb gave back."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode("ascii")}
    return value


def main() -> None:
    """Serve on standard input and output, in a thread with a big stack."""
    limit_memory()
    target = sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing else may write into the answers
    threading.stack_size(STACK)
    worker = threading.Thread(target=Worker(sys.stdin.buffer, target).serve, name="worker")
    worker.start()
    worker.join()
