"""The values of the service: all that the window knows of a running case. People are bare user ids,
instants ISO 8601 texts of virtual time, unless said otherwise."""

from __future__ import annotations

from typing import Any, Literal

from runner.bundle.graph import Verdict
from runner.data.model import Value
from runner.forms.schema import Form
from runner.rights.model import Access

CaseStatus = Literal["completed", "running", "incident", "budget", "suspended"]
WorkKind = Literal["work", "start", "service", "script", "call", "pick", "incident"]


class Step(Value):
    """One step of an explanation: a code with parameters, made into a sentence by `TrailStep.from_json`."""

    code: str
    params: dict[str, Any] = {}


class ChoiceView(Value):
    """A step further on for which somebody is to be chosen: bare ids of those offered (None: everyone active), how
    many at `least` and at `most` (None: any number), and who is chosen already."""

    element: str
    name: str = ""
    people: list[str] | None = None
    least: int = 0
    most: int | None = None
    chosen: list[str] = []


class StartView(Value):
    """A place where a process can begin, with its form and what the starter may do with each field."""

    element: str
    name: str = ""
    kind: str = "none"
    form: Form | None = None
    values: dict[str, Any] = {}
    access: dict[str, Access] = {}
    choices: list[ChoiceView] = []


class PathStepView(Value):
    """One step of the way that a case would take. `rounds`: bare ids of who has it, one round after the other;
    `anyone`: whoever may handle the step; `sure`: the case comes here whatever happens, if everybody agrees; `after`:
    what conditions ask that lead here; `threshold`: how many have to agree; `copies`: who gets a copy; `returns`: the
    way may come back here; `calls`: the names of the steps that called the process in which it stands."""

    element: str
    name: str = ""
    kind: str = ""
    rounds: list[list[str]] = []
    anyone: bool = False
    vote: str = ""
    threshold: str = ""
    outcome: str = ""
    trail: list[Step] = []
    copies: list[str] = []
    sure: bool = True
    after: list[str] = []
    returns: bool = False
    calls: list[str] = []


class ModelView(Value):
    """A deployed model version."""

    hash: str
    process: str
    name: str = ""
    version: str = ""
    deployed: str = ""


class Explained(Value):
    """Whether something may be done, and why."""

    allowed: bool
    trail: list[Step] = []


class SeatView(Value):
    """One person's part in a step."""

    task: int
    user: str | None
    state: str
    round: int = 0
    on_behalf: str | None = None
    claimed_by: str | None = None
    acted_by: str | None = None
    verdict: str | None = None
    result: str | None = None
    opinion: str | None = None
    signature: dict[str, Any] | None = None
    acted: str | None = None


class TaskSummary(Value):
    """A line of an inbox. `user` None: whoever may handle it. `visit` counts visits to the node from 1; `summary`:
    the first fields that the step shows; `due`: when its first time limit comes; `entry`, `ordinal`: process and
    number of its case; `suspended`: nobody acts in its case for now."""

    task: int
    case: str
    element: str
    name: str = ""
    process: str
    process_name: str = ""
    kind: WorkKind = "work"
    user: str | None = None
    state: str = "open"
    claimed_by: str | None = None
    starter: str = ""
    opened: str = ""
    visit: int = 1
    alert: bool = False
    summary: str = ""
    due: str | None = None
    entry: str = ""
    ordinal: int = 0
    suspended: bool = False


class KindsWaiting(Value):
    """What a list of open steps can be narrowed by: process id -> name, the names of steps, and the people (bare ids)
    who have claimed them or were given them."""

    processes: dict[str, str] = {}
    steps: list[str] = []
    people: list[str] = []


class BackView(Value):
    """A step that a task may be returned to: `previous` (the one before), `starter`, or `visited`. `sent`: steps
    between that told others something, which a return does not undo; `undone`: those that it undoes."""

    to: str
    name: str = ""
    kind: Literal["previous", "starter", "visited"] = "visited"
    sent: list[str] = []
    undone: list[str] = []


class AheadView(Value):
    """A step that a task may jump to or be sent on to, with the approvals that it leaves out on the way; `ends`: the
    case ends there."""

    to: str
    name: str = ""
    skipped: list[str] = []
    ends: bool = False


class TaskView(TaskSummary):
    """One task as its handler sees it: hidden values are not in it. `options` are flows to pick from;
    `trouble` is the code and parameters of an incident; `request` what a service was asked."""

    form: Form | None = None
    values: dict[str, Any] = {}
    access: dict[str, Access] = {}
    verdicts: list[Verdict] = []
    opinion: Literal["none", "reject", "always"] = "none"
    signature: Literal["none", "agree", "always"] = "none"
    operations: list[str] = []
    offered: list[str] = []
    """What whoever handles the task can do with it now besides completing it."""
    back: list[BackView] = []
    """Where it may be returned to, the step before first."""
    ahead: list[AheadView] = []
    """Where it may jump to, where its step says that it may."""
    next: list[AheadView] = []
    """Where it may be sent on to, where its step says that it may."""
    trail: list[Step] = []
    seats: list[SeatView] = []
    options: list[str] = []
    trouble: Step | None = None
    request: dict[str, Any] = {}
    documentation: str = ""
    choices: list[ChoiceView] = []


class TokenView(Value):
    """A live token. `state` is `waiting` (for people, time or messages) or `joining`."""

    token: str
    element: str
    process: str
    state: Literal["waiting", "joining"]
    due: str | None = None


class OpenView(Value):
    """Something that waits for a person: task id, node, and for whom (None: whoever may)."""

    task: int
    element: str
    user: str | None = None
    kind: WorkKind = "work"


class Said(Value):
    """What somebody said at a step; `acted` is empty while nobody has. `signature`: a name (`text`) or a drawing."""

    element: str
    name: str = ""
    user: str | None = None
    on_behalf: str | None = None
    verdict: str = ""
    result: str = ""
    opinion: str = ""
    signature: dict[str, Any] | None = None
    acted: str = ""


class PaperView(Value):
    """A form of a case as it comes to paper for one person: what they may not see, or not on paper, is neither in
    the form nor in the values. `said` are the opinions of all steps in their order, open approvals at the end.
    `process` is that of the case or one that it calls, `name` what that is called, and `run` counts its runs."""

    case: str
    ref: str
    process: str
    name: str = ""
    run: int = 1
    clock: str = ""
    form: Form
    values: dict[str, Any] = {}
    said: list[Said] = []


class LogLine(Value):
    """One line of history. `real` is the machine's clock; `command` groups the lines of one act."""

    n: int
    command: int
    at: str
    real: str
    actor: str
    kind: str
    element: str = ""
    token: str = ""
    payload: dict[str, Any] = {}


class Visit(Value):
    """One visit to a node: `by` are the people who acted."""

    element: str
    enter: str
    leave: str | None = None
    by: list[str] = []


class PilotView(Value):
    """A pilot: cases with a clock of their own; the first one of a store has no name. `is_here`: what is asked and
    done is about its cases."""

    name: str
    clock: str
    is_here: bool = False


class CaseSummary(Value):
    """A line of the list of cases. `outcome`: None, or rejected, withdrawn, terminated, error; `ordinal` counts the
    cases of its process in their pilot from 1."""

    case: str
    model: str
    process: str
    name: str = ""
    status: CaseStatus
    outcome: str | None = None
    starter: str
    started: str
    ended: str | None = None
    origin: str | None = None
    ordinal: int = 0
    pilot: str = ""


class CaseView(CaseSummary):
    """A case in full. `stopped`: the nodes that it waits to enter, where it is stepped through or came to a break
    point; `stopped_in`: the process of each."""

    clock: str = ""
    seed: str = ""
    end: list[str] = []
    path: list[Visit] = []
    open: list[OpenView] = []
    tokens: list[TokenView] = []
    variables: dict[str, Any] = {}
    problems: list[Step] = []
    stopped: list[str] = []
    stopped_in: list[str] = []


class CopyView(Value):
    """A copy for information (抄送). `entry`, `ordinal`: process and number of its case."""

    copy_id: int
    case: str
    entry: str = ""
    ordinal: int = 0
    element: str
    user: str
    sent: str
    is_read: bool = False


class Remark(Value):
    """A remark (提意见) on a model, an element or a form field; done once answered."""

    id: str
    case: str | None = None
    model: str = ""
    process: str = ""
    version: str = ""
    element: str | None = None
    field: str | None = None
    person: str = ""
    text: str
    made: str = ""
    done: str | None = None
    done_by: str | None = None
    answer: str | None = None


class Changed(Value):
    """What an act changed: the cases touched, and how many timers fired by it."""

    cases: list[str] = []
    clock: str = ""
    fired: int = 0


HandedHow = Literal["handed", "released", "joined", "starter", "later"]
"""Handed over; a claim given back to its pool; the heir decided the step already; not handed over, as it is the case
of the heir; nothing open yet, the heir is asked in a later round."""


class HandedStep(Value):
    """What became of one open step of a person who left."""

    task: int | None
    case: str
    element: str
    name: str
    process_name: str
    starter: str
    how: HandedHow


class MigrationLine(Value):
    """A place where a case stands, and what is there in the other version: `to` its name there, `changes` the parts
    of the step that are otherwise, `problem` why it does not map."""

    element: str
    name: str
    process: str
    to: str = ""
    changes: list[str] = []
    problem: Step | None = None


class MigrationView(Value):
    """Whether a case can go over to another version of its process, and what maps."""

    case: str
    model: str
    possible: bool
    lines: list[MigrationLine] = []
    problems: list[Step] = []


class BackupView(Value):
    """A backup of a store: its file, SHA-256 and size of that, when it was made, how many cases it holds."""

    file: str
    sha256: str
    size: int
    made: str
    cases: int


class DrillView(Value):
    """What trying a backup showed: cases it holds, and those that cannot be loaded with the reason."""

    cases: int
    damaged: dict[str, str] = {}


class Imported(Value):
    """What an import of results brought: new cases and remarks, and those that were there already."""

    cases: list[str] = []
    known: list[str] = []
    remarks: int = 0
