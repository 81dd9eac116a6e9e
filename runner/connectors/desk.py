"""The desk that answers service tasks of a rehearsal: what a test gives, else the mock, else the tester."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any, Protocol

from runner.bundle.graph import Node
from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare

declare({"run.delay": (N_("The delay {text} is not an ISO 8601 duration such as PT2S."), "")})

_DELAY = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")


@dataclass(frozen=True)
class Request:
    """What a service task asks. `visit` counts visits to the node in this case from 1, `attempt` the
    tries of this visit; `chance` seeds whatever is random; `work_out` evaluates FEEL as the step sees it;
    `token` is the id of the token that stands at the step."""

    node: Node
    inputs: Mapping[str, Any]
    attempt: int
    visit: int
    chance: str
    work_out: Callable[[str], Any]
    token: str = ""


@dataclass(frozen=True)
class Answer:
    """A service's answer: a JSON value after `delay`, or a `failure` with an error `code`, where in it `detail` says
    more; `again`: trying once more may help. `by` says which connector answered for a system of the register (`mock`,
    `recorded`, `http`; empty: none was asked), `instead`: the connection wants another, which may not be called.
    `tries`: how often it is asked again where the step says no more."""

    result: Any = None
    delay: timedelta = timedelta()
    failure: str | None = None
    code: str | None = None
    detail: str = ""
    again: bool = True
    by: str = ""
    instead: bool = False
    tries: int = 0

    def to_json(self) -> dict[str, Any]:
        """As a JSON value."""
        return {
            "result": self.result,
            "delay": self.delay.total_seconds(),
            "failure": self.failure,
            "code": self.code,
            "detail": self.detail,
            "again": self.again,
            "tries": self.tries,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Answer:
        """From a JSON value."""
        delay = timedelta(seconds=value["delay"])
        more = value.get("detail", ""), value.get("again", True)
        return cls(value["result"], delay, value["failure"], value["code"], *more, tries=value.get("tries", 0))


@dataclass(frozen=True)
class Asking:
    """A call that is to be made once the case has come to rest and is written: `ask` makes it, and takes as long as
    the other side does. `key` is the same however often the visit is repeated; `seconds`: the longest it may take."""

    node: str
    token: str
    attempt: int
    key: str
    system: str
    operation: str
    values: Mapping[str, Any]
    seconds: float
    ask: Callable[[], Answer | None]


class Desk(Protocol):
    """Whoever answers services."""

    def answer(self, request: Request) -> Answer | Asking | None:
        """The answer, or the call that has to be made for it, or None where a person has to give it."""


@dataclass
class MockDesk:
    """Answers from `given` (node id -> answers of a process test, in order, the last one repeats), else
    from the node's mock."""

    given: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)

    def answer(self, request: Request) -> Answer | None:
        """The answer, or None: no mock says what the service would answer."""
        listed = self.given.get(request.node.id)
        if listed:
            item = listed[min(request.visit, len(listed)) - 1]
            failure = item.get("failure")
            return Answer(
                item.get("result"),
                parse_delay(item.get("delay")),
                str(failure) if failure else None,
                item.get("code"),
            )
        mock = request.node.service.mock if request.node.service else None
        if mock is None:
            return None
        chance = Random(request.chance)
        failing = mock.failure_rate > 0 and chance.random() < mock.failure_rate
        delay = drawn_delay(mock.delay, chance)
        if failing:
            return Answer(None, delay, "mock")
        return Answer(request.work_out(mock.result) if mock.result else {}, delay)


def drawn_delay(text: str | None, chance: Random) -> timedelta:
    """How long an answer takes: `PT2S`, `PT1S..PT5S` (anything between alike), or `PT1S..PT2S..PT9S` (the middle one
    most likely). Raises `RunError` (`run.delay`)."""
    spans = [parse_delay(part).total_seconds() for part in (text or "").split("..")]
    if spans != sorted(spans) or len(spans) > 3:
        raise RunError("run.delay", text=text or "")
    if len(spans) == 1:
        return timedelta(seconds=spans[0])
    if len(spans) == 2:
        return timedelta(seconds=round(chance.uniform(*spans), 3))
    low, mode, high = spans
    return timedelta(seconds=round(chance.triangular(low, high, mode), 3))


def parse_delay(text: str | None) -> timedelta:
    """An ISO 8601 duration without months or years. Raises `RunError` (`run.delay`)."""
    if not text:
        return timedelta()
    match = _DELAY.fullmatch(text.strip().upper())
    if match is None:
        raise RunError("run.delay", text=text)
    weeks, days, hours, minutes, seconds = (float(part or 0) for part in match.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
