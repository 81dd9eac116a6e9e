"""The typed graph of one process: the neutral form that runner, simulator and publisher take.

`modeler.compile` makes it from a document; nothing in it depends on an engine. Ids are the author's own.
Text of expressions is kept as written, next to the language it is in.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator

from runner.data.model import Value
from runner.organization.handler import Handler
from runner.rights.model import FieldRight, ProcessRights, Reader

NodeKind = Literal[
    "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent",
    "task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask",
    "businessRuleTask", "callActivity", "subProcess", "transaction", "adHocSubProcess",
    "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway",
]  # fmt: skip

EventKind = Literal[
    "none", "message", "timer", "signal", "conditional", "error", "escalation", "compensation", "cancel",
    "link", "terminate", "multiple", "parallelMultiple",
]  # fmt: skip

Language = Literal["feel", "juel", "unknown"]

_THRESHOLD = re.compile(r"\d+(\.\d+)?|\d+/[1-9]\d*")


class Expression(Value):
    """An expression as the author wrote it. Only `feel` is ever evaluated; anything else is shown, and
    the tester decides by hand. `text` carries no leading `=`."""

    text: str
    language: Language = "feel"
    written: str | None = None
    """The author's own text, where `text` is a translation of it whose meaning is certain."""


class TimerText(Value):
    """A timer: ISO 8601 text or a FEEL expression that gives one (`text` starts with `=` then)."""

    kind: Literal["date", "duration", "cycle"]
    text: str


class EventDefinition(Value):
    """What an event waits for or does; `ref` is the id of a message, signal, error or escalation, the
    link's name, or the activity to compensate (on a border: the step that undoes); `name` its name, `code` its
    error or escalation code. `waits`: a thrown compensation goes on when all is undone. `parts` are the several
    definitions of a `multiple` or `parallelMultiple` event, in document order."""

    kind: EventKind = "none"
    ref: str | None = None
    name: str | None = None
    code: str | None = None
    timer: TimerText | None = None
    condition: Expression | None = None
    correlation: dict[str, str] = {}
    waits: bool = True
    parts: list[EventDefinition] = []

    @property
    def each(self) -> list[EventDefinition]:
        """The single definitions: its parts, or itself."""
        return self.parts or [self]


class Loop(Value):
    """Standard loop or multi-instance. `collection` and `cardinality` are FEEL; `output` is the variable that takes
    what each run gives (`output_item`, FEEL), in the order of the runs. `behavior` is `all` unless an event is to be
    thrown at the end of runs."""

    kind: Literal["standard", "parallel", "sequential"]
    condition: Expression | None = None
    test_before: bool = False
    maximum: int | None = None
    cardinality: Expression | None = None
    collection: Expression | None = None
    item: str | None = None
    completion: Expression | None = None
    output: str | None = None
    output_item: str | None = None
    behavior: Literal["all", "none", "one", "complex"] = "all"


class AdHoc(Value):
    """How an ad-hoc sub-process goes: its steps one at a time or any, until `completion` (FEEL) holds or whoever runs
    it says so; `cancel_remaining`: what still runs then is taken away, else waited for."""

    ordering: Literal["parallel", "sequential"] = "parallel"
    completion: Expression | None = None
    cancel_remaining: bool = True


class DataItem(Value):
    """Something drawn as data: a variable of its name, or a store outside the process. Of a store, `store` is the
    name that it is shared by where that is not its own; `capacity` how many records it holds at most (None: any
    number); `source` the data source whose records it holds, which no step puts anything into."""

    id: str
    name: str = ""
    kind: Literal["object", "store", "input", "output"] = "object"
    scope: str | None = None
    collection: bool = False
    store: str = ""
    capacity: int | None = None
    source: str = ""

    @property
    def shared(self) -> str:
        """The name that a store is known by in all processes."""
        return self.store or self.name or self.id


class StoreUse(Value):
    """What a step takes out of a data store, or puts there. `item` is the id of the store as it is drawn. Taken out,
    `variable` is what takes it (empty: one of the store's name); put there, where it comes from. `value` (FEEL, over
    the variables and the content by the name of the store): what is taken or put instead. `entry`: only this named
    value of the content is put."""

    item: str
    variable: str = ""
    value: Expression | None = None
    entry: str = ""


class FormUse(Value):
    """The form of a step and what the step may do with its fields (none listed: all fields edit)."""

    ref: str
    fields: list[FieldRight] = []


class Verdict(Value):
    """One button of an approval step (同意 / 不同意 / 退回 ...). `opinion`, `signature`: whether it asks for one
    (None: as its step says)."""

    id: str
    label: str = ""
    result: Literal["agree", "reject", "return", "abstain", "custom"] = "agree"
    action: str | None = None
    validate_form: bool = True
    opinion: Literal["none", "always"] | None = None
    signature: Literal["none", "always"] | None = None


def _threshold(value: object) -> object:
    """A threshold as text, checked: a number or a fraction."""
    text = str(value).strip()
    if value is not None and not _THRESHOLD.fullmatch(text):
        raise ValueError("neither a number nor a fraction")
    return None if value is None else text


Amount = Annotated[str, BeforeValidator(_threshold)]
"""`60`, `66.7` or `2/3`."""


class Weight(Value):
    """What the votes of `who` weigh together; all of a step sum up to 100."""

    who: str
    share: Amount


class Approval(Value):
    """How a step is decided. `vote` all = 会签, any = 或签, sequence = 依次; `threshold` is a number of people
    (count) or a share of all or of all weights, in percent or as a fraction (percent, weight). `hears_all`: nothing
    is decided before everybody has spoken; `veto`: whose rejection decides; `signature`: who signs it; `added_after`:
    when whoever was added after somebody is asked."""

    vote: Literal["all", "any", "count", "percent", "weight", "sequence", "claim", "random"] = "any"
    threshold: Amount | None = None
    weights: list[Weight] = []
    hears_all: bool = False
    veto: str | None = None
    abstain: Literal["counted", "left-out"] = "counted"
    resubmit: Literal["replay", "direct"] = "replay"
    sensitive: list[str] = []
    opinion: Literal["none", "reject", "always"] = "none"
    signature: Literal["none", "agree", "always"] = "none"
    added_after: Literal["agree", "always"] = "agree"
    operations: list[str] = []
    verdicts: list[Verdict] = []


class DeadlineStep(Value):
    """What happens when a time limit passes; `after` is an ISO duration in working time. `at` (FEEL) gives the day or
    moment instead, or a span from then on, as another tool says it; where it gives none there is no limit."""

    after: str
    at: str | None = None
    do: Literal["remind", "hand-over", "escalate", "agree", "reject"]
    repeat: str | None = None
    who: str | None = None
    """To whom it is handed over (people, with spaces between); without them to the superior."""


class Deadline(Value):
    """The time limit of a step in working time (ISO duration)."""

    work: str | None = None
    steps: list[DeadlineStep] = []


class Mapping(Value):
    """One input or output of a service: `value` is FEEL."""

    name: str
    value: str


class Mock(Value):
    """How a service answers in a rehearsal: `result` is FEEL, `delay` an ISO duration, `failure_rate` 0..1."""

    result: str | None = None
    delay: str | None = None
    failure_rate: float = 0.0


class Service(Value):
    """A service or send task: connector kind, parameters, mappings, and the mock beside it."""

    kind: str = "mock"
    params: dict[str, str] = {}
    inputs: list[Mapping] = []
    outputs: list[Mapping] = []
    retry: int = 0
    timeout: str | None = None
    mock: Mock | None = None


class DecisionUse(Value):
    """The decision that a step asks: its id, or its name where no id says so, and the variable that takes the result
    (without one each result is a variable of its own name). `shape`: what is made of it, where other engines say so:
    one value, one record, a list of values or of records; else it is what the decision gives."""

    ref: str
    result: str = ""
    shape: Literal["", "entry", "record", "entries", "records"] = ""


class ScriptLine(Value):
    """`name = FEEL expression` of a script task."""

    name: str
    value: str


class Script(Value):
    """A script task. With `language` feel its `lines` run; any other is shown and answered by hand."""

    language: str = "feel"
    text: str = ""
    lines: list[ScriptLine] = []


class Node(Value):
    """One node. `scope` is the enclosing sub-process (None: the process); `attached_to` the host of a
    boundary event; `event_sub_process` marks a sub-process started by its start event. `activation` (FEEL, of
    `activationCount`) says when a complex gateway goes on. `reads`, `writes`: what it takes out of data stores as
    it is entered, and puts there as it is left."""

    id: str
    kind: NodeKind
    name: str = ""
    scope: str | None = None
    lane: str | None = None
    incoming: list[str] = []
    outgoing: list[str] = []
    default: str | None = None
    event: EventDefinition | None = None
    attached_to: str | None = None
    interrupting: bool = True
    event_sub_process: bool = False
    for_compensation: bool = False
    loop: Loop | None = None
    form: FormUse | None = None
    handler: Handler | None = None
    approval: Approval | None = None
    deadline: Deadline | None = None
    service: Service | None = None
    script: Script | None = None
    decision: DecisionUse | None = None
    copy_to: list[str] = []
    called: str | None = None
    ad_hoc: AdHoc | None = None
    activation: Expression | None = None
    reads: list[StoreUse] = []
    writes: list[StoreUse] = []
    documentation: str = ""


class Flow(Value):
    """A sequence flow."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: Expression | None = None


class Lane(Value):
    """A lane: its name may be the name of a role or department."""

    id: str
    name: str = ""


class CasePolicy(Value):
    """What may be done with the cases of a process as a whole. `withdraw`: by the starter at any time, before
    somebody else has acted, or never; `take_back`: what was decided last, while nobody has acted after it, or never;
    `urge_every`: the time (ISO duration) in which the same task is urged once; `comments`: whoever sees a case leaves
    words in it, or nobody does."""

    withdraw: Literal["any", "before", "never"] = "any"
    take_back: Literal["untouched", "never"] = "untouched"
    urge_every: str = "PT4H"
    comments: Literal["any", "never"] = "any"


class Graph(Value):
    """One process. Nodes and flows stand in document order."""

    format_version: Literal[1] = 1
    process: str
    name: str = ""
    code: str = ""
    version: str = ""
    category: str = ""
    owner: str = ""
    executable: bool = True
    source: str = ""
    nodes: list[Node] = []
    flows: list[Flow] = []
    lanes: list[Lane] = []
    data: list[DataItem] = []
    rights: ProcessRights = ProcessRights()
    readers: dict[Reader, list[FieldRight]] = {}
    """What readers see of the fields; without lines they see what no step hides."""
    policy: CasePolicy = CasePolicy()
    drawing: bool = False
    """Whether it is only a drawing (no condition, handler or service can be read): tried out by hand."""

    def node(self, node_id: str) -> Node:
        """The node of that id. Raises `KeyError`."""
        for node in self.nodes:
            if node.id == node_id:
                return node
        raise KeyError(node_id)

    def flow(self, flow_id: str) -> Flow:
        """The flow of that id. Raises `KeyError`."""
        for flow in self.flows:
            if flow.id == flow_id:
                return flow
        raise KeyError(flow_id)
