"""Turning a rehearsed case into a process test: what was done becomes `given`, what came out `expect`."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from runner.pilot.result import seed_value
from runner.protocol.branches import counting
from runner.protocol.values import CaseView, LogLine
from runner.service.beginning import CALL, MESSAGE, TIMER
from runner.service.case_log import ACTED, stores_before
from runner.service.timers import NEXT_TIMER, leads_to

Recorded = dict[str, Any]
CASE_VERBS = ("withdraw", "terminate", "takeBack", "reactivate", "comment", "suspend", "resume")
"""What is done with a case as a whole; urging is, too, where it names no task."""


def record(view: CaseView, history: list[LogLine], *, name: str = "", source: str = "") -> Recorded:
    """The process test of a case as a JSON value. `source` is the path of its process in the workspace.

    What was gone back over is left out. Values typed in are recorded as they were. Of acts on other cases there is
    what came of them: time, messages, and what they put into data stores.
    """
    steps: list[Recorded] = []
    history = counting(history)
    start: Recorded = {}
    begin = clock = history[0].at if history else view.started
    stores = _Stores()
    for command in dict.fromkeys(line.command for line in history):
        lines = [line for line in history if line.command == command]
        head = next((line for line in lines if line.kind == "command"), None)
        if head is None:
            continue
        verb, said = str(head.payload["verb"]), head.payload
        steps += stores.brought(lines)
        begun = next((line for line in lines if line.kind == "started"), None)
        if begun is not None:
            start = _start(view, said, begun, lines)
            clock = head.at
            continue
        if verb == "advance":
            steps.append({"advance": _span(str(said["by"]), clock, head.at)})
        elif head.at != clock:
            steps.append({"advance": head.at})
        clock = head.at
        step = _step(verb, said, head.actor, lines, view.case)
        steps += [*([step] if step is not None else []), *_came(lines)]
    variables = {key: value for key, value in view.variables.items() if isinstance(value, str | int | float | bool)}
    handlers: dict[str, list[str]] = {}
    for visit in view.path[1:]:
        for person in visit.by:
            if f"user:{person}" not in handlers.setdefault(visit.element, []):
                handlers[visit.element].append(f"user:{person}")
    return {
        "formatVersion": 1,
        "name": name or view.name,
        "process": source,
        "given": {"clock": begin, "seed": seed_value(view.seed), "start": start, "steps": steps, **stores.given},
        "expect": {
            "path": [visit.element for visit in view.path],
            "handlers": {node: people for node, people in handlers.items() if people},
            "status": view.status,
            "end": list(view.end),
            "variables": variables,
            **stores.expected,
        },
    }


def _start(view: CaseView, said: dict[str, Any], begun: LogLine, lines: list[LogLine]) -> Recorded:
    """Who or what started the case."""
    start: Recorded = {"as": f"user:{view.starter}", "at": begun.element or None}
    if "parent" in begun.payload:
        return {**start, "by": CALL, "process": view.process, "data": begun.payload.get("data", {})}
    if begun.payload.get("by") == TIMER and said["verb"] == "advance":
        return {**start, "by": TIMER, "process": view.process, "data": {}}
    message = next((line.payload for line in lines if line.kind == "received"), None)
    if begun.payload.get("by") == MESSAGE and message is not None:
        return {**start, "by": message["kind"], "process": view.process, **_carried(message)}
    return {**start, "data": said.get("data", {}), **_kept(said, "department", "choices")}


def _carried(message: dict[str, Any]) -> Recorded:
    return {"name": message["name"], **_kept(message, "correlation"), "data": message.get("data", {})}


def _span(by: str, before: str, after: str) -> str:
    """How far the clock went on: as it was said, where that leads from one instant to the other."""
    if by == NEXT_TIMER:
        return by
    return by if leads_to(by, datetime.fromisoformat(before)) == datetime.fromisoformat(after) else after


def _came(lines: list[LogLine]) -> list[Recorded]:
    """The messages and signals that came from elsewhere; what the case sent itself it sends again."""
    own = Counter((line.payload.get("kind"), line.payload.get("name")) for line in lines if line.kind == "sent")
    found = []
    for said in (line.payload for line in lines if line.kind == "received"):
        if own[said["kind"], said["name"]] > 0:
            own[said["kind"], said["name"]] -= 1
        else:
            found.append({said["kind"]: said["name"], **_kept(said, "correlation", "data")})
    return found


class _Stores:
    """What the data stores held that a case asked, as its history says."""

    def __init__(self) -> None:
        self._first: dict[str, Any] = {}
        self._now: dict[str, Any] = {}
        self._put: set[str] = set()

    def brought(self, lines: list[LogLine]) -> list[Recorded]:
        """What others have put into stores before a command that finds it there; of the first one it is given."""
        steps = []
        plain = [{"kind": line.kind, "payload": line.payload} for line in lines]
        for name, content in stores_before(plain).items():
            if name not in self._now and not any(line.command > 1 for line in lines):
                self._first[name] = content
            elif name not in self._now or self._now[name] != content:
                steps.append({"store": name, "data": content})
            self._now[name] = content
        for line in lines:
            if line.kind == "stored":
                name, said = line.payload["store"], line.payload
                if "added" in said and isinstance(self._now.get(name), list):
                    self._now[name] = [*self._now[name], *said["added"]]
                else:
                    self._now[name] = said.get("value")
                self._put.add(name)
        return steps

    @property
    def given(self) -> Recorded:
        return {"stores": self._first} if self._first else {}

    @property
    def expected(self) -> Recorded:
        held = {name: self._now[name] for name in sorted(self._put) if self._now[name] is not None}
        return {"stores": held} if held else {}


def _step(verb: str, said: dict[str, Any], actor: str, lines: list[LogLine], case: str) -> Recorded | None:
    """What was done in the case itself; None where that was done elsewhere, or is no part of a test."""
    if verb in ("advance", "message", "signal") or said.get("case") not in (None, case):
        return None
    line = next((item for item in lines if item.kind in ACTED), None)
    if verb == "complete" and line is not None:
        step = {
            "complete": line.element,
            "as": f"user:{actor}",
            **_kept(said, "verdict", "opinion", "signature", "data", "choices"),
        }
        behalf = line.payload.get("onBehalf")
        return {**step, "for": f"user:{actor}"} if behalf else step
    if verb == "answer" and line is not None:
        if said.get("flows"):
            return {"pick": line.element, "flows": said["flows"]}
        return {"answer": line.element, **_kept(said, "how", "data")}
    if verb == "mend" and line is not None:
        step = {"mend": line.element, "as": f"user:{actor}", "how": said["how"], "reason": said["reason"]}
        return {**step, **_of(line.payload.get("of")), **_kept(said, "data", "code", "to", "flows")}
    if verb == "hand_over" and line is not None:
        return {"operation": verb, "as": f"user:{actor}", "user": said["user"], "to": said["to"]}
    if verb == "migrate":
        return {"operation": verb, "as": f"user:{actor}", "reason": said["reason"]}
    if verb in CASE_VERBS or (verb == "urge" and "task" not in said):
        return {"operation": verb, "as": f"user:{actor}", **_kept(said, "reason", "to", "text")}
    if line is not None:
        more = {key: value for key, value in said.items() if key not in ("verb", "task")}
        whose = _of(line.payload.get("to")) if verb == "urge" else {}  # whoever urges has no part in the step
        return {"operation": verb, "task": line.element, "as": f"user:{actor}", **whose, **more}
    return None


def _of(user: Any) -> Recorded:
    """Whose part it was; of several who share it the first."""
    user = next(iter(user), None) if isinstance(user, list) else user
    return {"for": f"user:{user}"} if user else {}


def _kept(said: dict[str, Any], *names: str) -> Recorded:
    return {name: said[name] for name in names if said.get(name) not in (None, "", [], {})}
