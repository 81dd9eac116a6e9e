"""One person's door to the runner, from the window's side: what `runner.service.workbench` answers."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from pydantic import TypeAdapter

from runner.protocol import values as out


class Caller(Protocol):
    """Whatever brings a request to the worker."""

    @property
    def call(self) -> Callable[..., Any]:
        """Ask for a verb; the JSON result."""


class WorkbenchClient:
    """What one person may do; raises what the workbench raises."""

    def __init__(self, client: Caller, user: str) -> None:
        self._client = client
        self.user = user

    def _call(self, verb: str, /, **arguments: Any) -> Any:
        return self._client.call(verb, as_person=self.user, **arguments)

    def _as(self, kind: Any, verb: str, /, **arguments: Any) -> Any:
        return TypeAdapter(kind).validate_python(self._call(verb, **arguments))

    def models(self) -> list[out.ModelView]:
        """The model versions that the person may start."""
        found: list[out.ModelView] = self._as(list[out.ModelView], "models")
        return found

    def may_start(self, model: str, process: str | None = None) -> out.Explained:
        """Whether the person may start a process, and why."""
        found: out.Explained = self._as(out.Explained, "may_start", model=model, process=process)
        return found

    def starts(self, model: str, process: str | None = None) -> list[out.StartView]:
        """Where the person can begin a case."""
        found: list[out.StartView] = self._as(list[out.StartView], "starts", model=model, process=process)
        return found

    def path(
        self, model: str, data: Mapping[str, Any] | None = None, at: str | None = None, *,
        process: str | None = None, department: str | None = None, choices: Mapping[str, Any] | None = None,
    ) -> list[out.PathStepView]:  # fmt: skip
        """Who would have a case that the person starts so, step by step; nothing is started."""
        more = {"process": process, "department": department, "choices": dict(choices or {})}
        found: list[out.PathStepView] = self._as(
            list[out.PathStepView], "path", model=model, data=dict(data or {}), at=at, **more
        )
        return found

    def start(
        self,
        model: str,
        data: Mapping[str, Any] | None = None,
        at: str | None = None,
        *,
        process: str | None = None,
        department: str | None = None,
        choices: Mapping[str, Any] | None = None,
    ) -> str:
        """Start a case; its id. `department`: the one that a person with several assignments starts for;
        `choices`: step -> whom the person chose for it."""
        more = {"process": process, "department": department, "choices": dict(choices or {})}
        return str(self._call("start", model=model, data=dict(data or {}), at=at, **more))

    def cases(self, model: str | None = None, **wanted: Any) -> list[out.CaseSummary]:
        """The cases that the person may see; `wanted`: descending, after, limit."""
        found: list[out.CaseSummary] = self._as(list[out.CaseSummary], "cases", model=model, **wanted)
        return found

    def case(self, case: str) -> out.CaseView:
        """A case as the person sees it."""
        found: out.CaseView = self._as(out.CaseView, "case", case=case)
        return found

    def variables(self, case: str) -> dict[str, Any]:
        """The values of a case that the person sees."""
        return dict(self._call("variables", case=case))

    def history(self, case: str, after: int = 0) -> list[out.LogLine]:
        """The event log of a case as the person sees it."""
        found: list[out.LogLine] = self._as(list[out.LogLine], "history", case=case, after=after)
        return found

    def export_cases(self, cases: Sequence[str] | None = None) -> bytes:
        """A workbook of cases."""
        chosen = list(cases) if cases is not None else None
        return base64.b64decode(self._call("export_cases", cases=chosen)["base64"])

    def papers(self, case: str) -> list[out.PaperView]:
        """The forms of a case as they come to paper."""
        found: list[out.PaperView] = self._as(list[out.PaperView], "papers", case=case)
        return found

    def inbox(self, **wanted: Any) -> list[out.TaskSummary]:
        """What waits for the person; `wanted`: search, process, overdue, order, descending, start, limit."""
        found: list[out.TaskSummary] = self._as(list[out.TaskSummary], "inbox", **wanted)
        return found

    def kinds_waiting(self) -> out.KindsWaiting:
        """By which processes, steps and people the inbox can be narrowed."""
        found: out.KindsWaiting = self._as(out.KindsWaiting, "kinds_waiting")
        return found

    def task(self, task: int) -> out.TaskView:
        """A task of the person."""
        found: out.TaskView = self._as(out.TaskView, "task", task=task)
        return found

    def claim(self, task: int) -> out.Changed:
        """Reserve a task of a pool."""
        return self.operate("claim", task)

    def complete(
        self,
        task: int,
        data: Mapping[str, Any] | None = None,
        verdict: str | None = None,
        opinion: str | None = None,
        choices: Mapping[str, Any] | None = None,
        signature: object = None,
    ) -> out.Changed:
        """Complete a task; `choices`: step -> whom the person chose for it; `signature`: a name or a drawing."""
        found: out.Changed = self._as(
            out.Changed, "complete", task=task, data=dict(data or {}), verdict=verdict, opinion=opinion,
            choices=dict(choices or {}), signature=signature,
        )  # fmt: skip
        return found

    def operate(self, operation: str, task: int, **arguments: Any) -> out.Changed:
        """An operation on a task."""
        found: out.Changed = self._as(out.Changed, "operate", operation=operation, task=task, **arguments)
        return found

    def operate_case(self, operation: str, case: str, **arguments: Any) -> out.Changed:
        """An operation on a case."""
        found: out.Changed = self._as(out.Changed, "operate_case", operation=operation, case=case, **arguments)
        return found

    def hand_over(self, user: str, to: str) -> list[out.HandedStep]:
        """Hand over what is open for a person who leaves, in the cases that this person manages."""
        found: list[out.HandedStep] = self._as(list[out.HandedStep], "hand_over", user=user, to=to)
        return found

    def related(self) -> dict[str, str]:
        """Id -> title of the finished cases that the person may see."""
        return dict(self._call("related"))

    def mend(self, task: int, how: str, reason: str, **arguments: Any) -> out.Changed:
        """Mend a step of a case whose process the person manages, with the reason."""
        found: out.Changed = self._as(out.Changed, "mend", task=task, how=how, reason=reason, **arguments)
        return found

    def copies(self) -> list[out.CopyView]:
        """Copies for information."""
        found: list[out.CopyView] = self._as(list[out.CopyView], "copies")
        return found

    def read_copy(self, copy: int) -> None:
        """Mark an own copy as read."""
        self._call("read_copy", copy=copy)

    def remark(self, text: str, **about: Any) -> out.Remark:
        """Leave a remark."""
        found: out.Remark = self._as(out.Remark, "remark", text=text, **about)
        return found

    def remarks(self, *, open_only: bool = False) -> list[out.Remark]:
        """The remarks that the person may read."""
        found: list[out.Remark] = self._as(list[out.Remark], "remarks", open_only=open_only)
        return found

    def resolve_remark(self, remark: str, answer: str = "") -> out.Remark:
        """Set a remark to done."""
        found: out.Remark = self._as(out.Remark, "resolve_remark", remark=remark, answer=answer)
        return found

    def clock(self) -> str:
        """Virtual time."""
        return str(self._call("clock"))
