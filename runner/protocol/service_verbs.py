"""The verbs of the service, as its clients call them: plain values go out, checked values come back."""

from __future__ import annotations

import base64
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from runner.bundle.bundle import Bundle
from runner.bundle.transfer import bundle_to_json
from runner.core.errors import RunError
from runner.protocol import values as out
from runner.protocol.rehearsing import RehearsingClient
from runner.protocol.workbench import WorkbenchClient

Progress = Callable[[Any], None]


class ServiceVerbs:
    """What can be asked of the service. `pilot`: the one whose cases each request is about. Whoever brings the
    requests there says how."""

    pilot: str

    @abstractmethod
    def call(
        self, verb: str, /, *, timeout: float | None = None, progress: Progress | None = None,
        cancel: Callable[[], bool] | None = None, as_person: str | None = None, steering: bool = False,
        **arguments: Any,
    ) -> Any:  # fmt: skip
        """Ask for any verb; the JSON result."""

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

    def path(self, model: str, user: str, **more: Any) -> list[out.PathStepView]:
        """Who would have a case that is started so, step by step: `more` as `start` has it. Nothing is started."""
        found: list[out.PathStepView] = self._as(list[out.PathStepView], "path", model=model, user=user, **more)
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

    def kinds_waiting(self, user: str | None = None) -> out.KindsWaiting:
        """What the inbox of a person, or the list of everything, can be narrowed by."""
        found: out.KindsWaiting = self._as(out.KindsWaiting, "kinds_waiting", user=user)
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
        opinion: str | None = None, choices: Mapping[str, Any] | None = None, signature: object = None,
    ) -> out.Changed:  # fmt: skip
        """Complete a task."""
        found: out.Changed = self._as(
            out.Changed, "complete", task=task, user=user, data=dict(data or {}), verdict=verdict, opinion=opinion,
            choices=dict(choices or {}), signature=signature,
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
