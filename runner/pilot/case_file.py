"""A process test as a file: what is given, the steps, and what is expected (docs/formats.md section 3)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from runner.core.errors import FormatError
from runner.core.i18n import N_, LocalText
from runner.core.messages import declare
from runner.data.model import OpenValue, Value, load_json, read_value

declare(
    {
        "pilot.empty-step": (
            N_("Step {step} says nothing to do."),
            N_("Give it complete, operation, advance, message, signal, answer, pick, mend or store."),
        )
    }
)


class Start(Value):
    """Who starts the case, where (None: the first plain start event), with which data; `department`: the one that a
    person with several starts for; `choices`: step -> whom they choose for it. `by`: what begins it where nobody
    does, a message or signal (of that `name`), a timer, or the call of another case; it is one of `process` then."""

    who: str = Field(alias="as", default="")
    at: str | None = None
    data: dict[str, Any] = {}
    department: str | None = None
    choices: dict[str, list[str]] = {}
    by: Literal["", "message", "signal", "timer", "call"] = ""
    name: str = ""
    correlation: dict[str, Any] = {}
    process: str = ""


class Step(Value):
    """One step. Exactly one of `complete`, `operation`, `advance`, `message`, `signal`, `answer`, `pick`, `mend`,
    `store` (a data store gets `data`) says what is done; further arguments of an operation, and `reason`, `code`
    and `to` of mending, are kept in `model_extra`."""

    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True)

    complete: str | None = None
    operation: str | None = None
    task: str | None = None
    who: str | None = Field(alias="as", default=None)
    for_: str | None = Field(alias="for", default=None)
    verdict: str | None = None
    opinion: str | None = None
    signature: Any = None
    data: Any = None
    advance: str | None = None
    message: str | None = None
    signal: str | None = None
    correlation: dict[str, Any] = {}
    answer: str | None = None
    how: str | None = None
    pick: str | None = None
    mend: str | None = None
    store: str | None = None
    flows: list[str] = []
    choices: dict[str, list[str]] = {}

    @property
    def verb(self) -> str:
        """What is done. Raises `LookupError` where nothing is."""
        for name in ("complete", "operation", "advance", "message", "signal", "answer", "pick", "mend", "store"):
            if getattr(self, name) is not None:
                return name
        raise LookupError


class Given(Value):
    """Where a test begins. `services`: node id -> answers in order, the last one repeats; `stores`: what data
    stores hold."""

    clock: str | None = None
    seed: int | str | None = None
    start: Start = Start()
    services: dict[str, list[dict[str, Any]]] = {}
    stores: dict[str, Any] = {}
    steps: list[Step] = []


class Expect(Value):
    """What has to be so in the end; only what is named is compared."""

    path: list[str] | None = None
    handlers: dict[str, list[str]] | None = None
    status: str | None = None
    outcome: str | None = None
    end: list[str] | None = None
    variables: dict[str, Any] | None = None
    stores: dict[str, Any] | None = None


class ProcessTest(OpenValue):
    """A process test, or answers alone."""

    format_version: Literal[1] = 1
    name: LocalText = ""
    process: str = ""
    given: Given = Given()
    expect: Expect | None = None


def read_test(data: bytes | object, file: str) -> ProcessTest:
    """The test in JSON bytes or a JSON value; a bare `given` is one without expectations.

    Raises `FormatError` with file and place.
    """
    value = load_json(data, file) if isinstance(data, bytes) else data
    if isinstance(value, dict) and "given" not in value and ({"start", "steps"} & set(value)):
        inner = {name: item for name, item in value.items() if name not in ("formatVersion", "name", "process")}
        outer = {name: item for name, item in value.items() if name not in inner}
        value = {**outer, "given": inner}
    test = read_value(ProcessTest, value, file)
    for number, step in enumerate(test.given.steps, start=1):
        try:
            _ = step.verb
        except LookupError as error:
            raise FormatError("pilot.empty-step", file=file, step=number) from error
    return test
