"""What the steering of a rehearsal says: its pace, what each step changed, the post between cases; and its client."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, Protocol

from pydantic import TypeAdapter

from runner.data.model import Value
from runner.protocol.values import Changed, MigrationView

AUTOMATIC = frozenset({"serviceTask", "sendTask", "scriptTask", "businessRuleTask"})
"""Steps whose result somebody can give in their place."""


class PaceView(Value):
    """Whether each act is stepped through, and the break points: process -> nodes."""

    stepping: bool = False
    breaks: dict[str, list[str]] = {}


class CallsView(Value):
    """Whether systems are called in earnest (`on`). `systems` are those that would be, `closed` those whose
    connection asks for it while the user's settings do not let their host be called."""

    on: bool = False
    systems: list[str] = []
    closed: list[str] = []


class Difference(Value):
    """A record, or a field of one, that differed when a copy was brought up to date; `how`: new, gone or changed."""

    key: str
    how: Literal["new", "gone", "changed"]
    column: str = ""
    before: Any = None
    after: Any = None


class SyncView(Value):
    """How a copy of a system's records stands: `at` it was last the same, `lag` seconds ago by the clock of the cases
    (None: never), `due` is the next time; `differences` are those of the last time; `failure`: why the last try gave
    nothing, and `detail` what in the answer. `by` says who answered; `records` are how many there are now."""

    system: str
    code: str
    source: str
    at: str | None = None
    lag: float | None = None
    due: str | None = None
    by: str = ""
    differences: list[Difference] = []
    failure: str = ""
    detail: str = ""
    records: int = 0


class Inside(Value):
    """A way into a case: the step that something lies inside of, the process of that inside (another one where it is
    `called`), and which run of several it is, from 1."""

    element: str
    process: str
    called: bool = False
    run: int | None = None


class VariableChange(Value):
    """A variable that a command changed; `how` says whether it is new, changed or gone. `within` leads to its scope,
    from outside in; empty: it is one of the case itself."""

    name: str
    how: Literal["new", "changed", "gone"]
    before: Any = None
    after: Any = None
    within: list[Inside] = []


class TaskChange(Value):
    """A task that a command opened, closed or lets wait for others, and whose it is or was."""

    element: str
    how: Literal["opened", "done", "waits", "cancelled", "moved"]
    user: str | None = None


class StepChange(Value):
    """What one command changed: variables, tasks, and the nodes that tokens came to and left."""

    command: int
    variables: list[VariableChange] = []
    tasks: list[TaskChange] = []
    came: list[str] = []
    left: list[str] = []


class Awaited(Value):
    """A message or signal that a case waits for. `keys`: names of the values that its receiver takes, if known;
    `entry`, `ordinal`: process and number of the case."""

    case: str
    entry: str = ""
    ordinal: int = 0
    element: str
    kind: Literal["message", "signal"]
    name: str
    correlation: dict[str, Any] = {}
    keys: list[str] = []


class Queued(Value):
    """A message that nobody has taken yet."""

    id: int
    name: str
    correlation: dict[str, Any] = {}
    data: dict[str, Any] = {}
    sent: str = ""


class Post(Value):
    """What cases wait for, and what waits for a case."""

    awaited: list[Awaited] = []
    queued: list[Queued] = []


class StoreView(Value):
    """What a data store holds, and who put it there last and when (empty: nobody yet, or the tester): `source` is the
    data source whose records it holds, `capacity` how many records it holds at most."""

    name: str
    content: Any = None
    changed: str = ""
    case: str = ""
    element: str = ""
    source: str = ""
    capacity: int | None = None


StoreKind = Literal["empty", "records", "values", "value"]
"""Whether a data store holds a list, a context, anything else, or nothing."""


class StoredRow(Value):
    """A record of a data store (`number`: its place from 1 on), or one of its named values (`key`), and where it came
    from (`is_known`): the case, by its id, its process and its number there, the step, and when; no case: by hand."""

    number: int
    key: str = ""
    value: Any = None
    is_known: bool = False
    at: str = ""
    case: str = ""
    entry: str = ""
    ordinal: int = 0
    element: str = ""
    step: str = ""


class StoreSummary(Value):
    """A data store in a list: how much it holds and who put something there `last`; `source` and `capacity` as in
    `StoreView`. `is_hidden`: the person who asked may see nothing of what it holds."""

    name: str
    kind: StoreKind = "empty"
    count: int = 0
    changed: str = ""
    source: str = ""
    capacity: int | None = None
    last: StoredRow | None = None
    is_hidden: bool = False


class StorePage(Value):
    """Some of what a data store holds: `total` records there are, `found` of them fit; `columns`: what records that
    are contexts consist of."""

    name: str
    kind: StoreKind = "empty"
    columns: list[str] = []
    total: int = 0
    found: int = 0
    rows: list[StoredRow] = []


class ScheduleView(Value):
    """A timer at the beginning of a process: what it says, when it begins a case next (None: it does not), how many
    times are left (None: without end), and who stands as the starter of its cases. `event` tells it from others."""

    process: str
    event: str
    element: str
    name: str = ""
    said: str = ""
    due: str | None = None
    left: int | None = None
    is_on: bool = True
    starter: str = ""


class TestView(Value):
    """What one process test gave: the sentences say what differs."""

    __test__ = False  # not a class of tests

    name: str
    file: str
    ok: bool
    differences: list[str] = []


class FigureView(Value):
    """How many of how many."""

    reached: int
    total: int


class CoverageView(Value):
    """How much of a process its tests reach: see `runner.pilot.coverage`. `missing`: nodes and flows never reached,
    `untested`: step and path of the fields never tried."""

    nodes: FigureView
    flows: FigureView
    conditions: FigureView
    rights: FigureView
    missing: list[str] = []
    untested: list[tuple[str, str]] = []


class TestsView(Value):
    """All tests of a process."""

    __test__ = False

    cases: list[TestView]
    coverage: CoverageView
    ok: bool


class ReplayView(Value):
    """What playing a bug report gave: the same log to the byte, or the number of the first line that differs."""

    is_same: bool
    line: int = 0


class Caller(Protocol):
    """Whatever brings a request to the worker."""

    @property
    def call(self) -> Callable[..., Any]:
        """Ask for a verb; the JSON result."""


class RehearsingClient:
    """What `runner.service.rehearsing` answers; raises what that raises."""

    def __init__(self, client: Caller) -> None:
        self._client = client

    def _as(self, kind: Any, verb: str, /, **arguments: Any) -> Any:
        return TypeAdapter(kind).validate_python(self._client.call(verb, steering=True, **arguments))

    def pace(self) -> PaceView:
        """How acts are stepped through."""
        found: PaceView = self._as(PaceView, "pace")
        return found

    def set_pace(
        self, *, stepping: bool | None = None, breaks: Mapping[str, Sequence[str]] | None = None
    ) -> PaceView:
        """Set the stepping, or all break points."""
        given = None if breaks is None else {name: list(nodes) for name, nodes in breaks.items()}
        found: PaceView = self._as(PaceView, "set_pace", stepping=stepping, breaks=given)
        return found

    def step(self, case: str) -> Changed:
        """Let a stopped case enter one node."""
        found: Changed = self._as(Changed, "step", case=case)
        return found

    def step_into(self, case: str) -> Changed:
        """Let a stopped case enter one node, and stop inside it."""
        found: Changed = self._as(Changed, "step_into", case=case)
        return found

    def run_on(self, case: str) -> Changed:
        """Let a stopped case go on to the next person or break point."""
        found: Changed = self._as(Changed, "run_on", case=case)
        return found

    def back(self, case: str, to: int) -> Changed:
        """Go back to how the case was after a command."""
        found: Changed = self._as(Changed, "back", case=case, to=to)
        return found

    def kept(self, case: str) -> list[int]:
        """The commands that can be gone back to."""
        found: list[int] = self._as(list[int], "kept", case=case)
        return found

    def change(self, case: str, command: int, user: str | None = None) -> StepChange:
        """What a command changed, with `user` as far as that person sees it."""
        found: StepChange = self._as(StepChange, "change", case=case, command=command, user=user)
        return found

    def post(self) -> Post:
        """Messages and signals across all cases."""
        found: Post = self._as(Post, "post")
        return found

    def discard(self, message: int) -> None:
        """Drop a message that nobody has taken."""
        self._as(None, "discard", message=message)

    def stores(self) -> list[StoreView]:
        """What the data stores of the rehearsal hold."""
        found: list[StoreView] = self._as(list[StoreView], "stores")
        return found

    def list_stores(self, user: str | None = None, model: str | None = None) -> list[StoreSummary]:
        """Which data stores there are, with `user` as far as that person may see them."""
        found: list[StoreSummary] = self._as(list[StoreSummary], "list_stores", user=user, model=model)
        return found

    def read_store(
        self, name: str, user: str | None = None, model: str | None = None, *, search: str = "", after: int = 0,
        limit: int | None = None,
    ) -> StorePage:  # fmt: skip
        """What a data store holds, searched and page by page."""
        found: StorePage = self._as(
            StorePage, "read_store", name=name, user=user, model=model, search=search, after=after, limit=limit
        )
        return found

    def set_store(self, name: str, content: Any) -> list[StoreView]:
        """Put a content into a data store by hand; None empties it."""
        found: list[StoreView] = self._as(list[StoreView], "set_store", name=name, content=content)
        return found

    def schedules(self) -> list[ScheduleView]:
        """The timers of the rehearsal that begin cases."""
        found: list[ScheduleView] = self._as(list[ScheduleView], "schedules")
        return found

    def set_schedule(self, process: str, event: str, *, on: bool) -> list[ScheduleView]:
        """Let a timer begin cases, or not any more; switched on again it runs from now."""
        found: list[ScheduleView] = self._as(list[ScheduleView], "set_schedule", process=process, event=event, on=on)
        return found

    def calls(self) -> CallsView:
        """Whether systems are called in earnest."""
        found: CallsView = self._as(CallsView, "calls")
        return found

    def allow_calls(self, *, on: bool) -> CallsView:
        """Let systems be called in earnest, or not any more."""
        found: CallsView = self._as(CallsView, "allow_calls", on=on)
        return found

    def syncs(self) -> list[SyncView]:
        """How the copies of systems' records stand."""
        found: list[SyncView] = self._as(list[SyncView], "syncs")
        return found

    def keep_copies(
        self, register: Mapping[str, Any], data: Mapping[str, Mapping[str, Any]], dictionary: Mapping[str, Any]
    ) -> list[SyncView]:
        """Keep copies of all tables of a register of systems as well, whether a process looks them up or not; `data`
        are the data sources by name, all as JSON."""
        given = {"register": register, "data": data, "dictionary": dictionary}
        found: list[SyncView] = self._as(list[SyncView], "keep_copies", **given)
        return found

    def sync(self, system: str, code: str) -> list[SyncView]:
        """Bring one copy up to date now."""
        found: list[SyncView] = self._as(list[SyncView], "sync", system=system, code=code)
        return found

    def mend(self, task: int, how: str, reason: str, **arguments: Any) -> Changed:
        """Mend a step as the tester, with the reason."""
        found: Changed = self._as(Changed, "mend", task=task, how=how, reason=reason, **arguments)
        return found

    def preview_migration(self, case: str, model: str) -> MigrationView:
        """What of a running case maps to another version of its process."""
        found: MigrationView = self._as(MigrationView, "preview_migration", case=case, model=model)
        return found

    def migrate(self, case: str, model: str, reason: str) -> Changed:
        """Let a case go over to another version, as the tester."""
        found: Changed = self._as(Changed, "migrate", case=case, model=model, reason=reason)
        return found

    def run_tests(
        self, model: str, files: Mapping[str, str], *, progress: Callable[[int, int], None] | None = None,
        cancel: Callable[[], bool] | None = None,
    ) -> TestsView:  # fmt: skip
        """Run process tests (name -> JSON text) on a deployed model; `progress` hears done and total."""

        def tell(said: Any) -> None:
            if progress is not None:
                progress(int(said["done"]), int(said["total"]))

        given = {"model": model, "files": dict(files)}
        value = self._client.call("run_tests", steering=True, timeout=0, progress=tell, cancel=cancel, **given)
        return TestsView.model_validate(value)

    def export_report(self, case: str, contents: bool = False) -> bytes:
        """A case as a bug report."""
        return base64.b64decode(self._as(dict[str, str], "export_report", case=case, contents=contents)["base64"])

    def replay_report(self, data: bytes, file: str = "report") -> ReplayView:
        """Play a bug report in a store of its own and compare the logs."""
        sent = {"base64": base64.b64encode(data).decode("ascii")}
        found: ReplayView = self._as(ReplayView, "replay_report", data=sent, file=file)
        return found
