"""What other tools wrote, as policies of a step; and what of a foreign file is read otherwise than written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from modeler.compile.expressions import ExpressionReader
from modeler.compile.foreign_steps import StepReader, form_of
from modeler.dialects import Facts, read_facts
from modeler.document.document import Document
from modeler.document.records import FlowRecord
from modeler.document.semantics import Written
from runner.bundle.gaps import left_open
from runner.bundle.graph import Deadline, DecisionUse, FormUse, Graph, Node, Service
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity
from runner.forms.schema import Form
from runner.organization.handler import Handler
from runner.organization.model import Organization

declare(
    {
        "foreign.person": (
            N_("“{name}” is for {who}, who is not in the organisation: here anybody handles it."),
            N_("Choose who handles the step."),
        ),
        "foreign.worked-out": (
            N_("“{name}” is for whoever {who} gives, which cannot be worked out here: anybody handles it."),
            N_("Choose who handles the step."),
        ),
        "foreign.left-out": (
            N_("“{name}” is for {who} as well, left out here: a step is for known people, or else for known groups."),
            N_("Choose who handles the step."),
        ),
        "foreign.form": (
            N_("“{name}” uses the form {form}, which is not in the workspace: here the step has none."),
            N_("Choose a form, or make one of that name."),
        ),
        "foreign.due": (
            N_("“{name}” is due by {due}, which says no time here: the step has no such time limit."),
            N_("Set a time limit for the step."),
        ),
        "foreign.decision": (
            N_("“{name}” asks the decision {decision}, which is not in the workspace: its result is given by hand."),
            N_("Add the file that holds the decision to the workspace."),
        ),
        "foreign.picked": (
            N_("Not every flow out of “{name}” has a condition: whoever tries it out picks the flow."), ""
        ),
        "foreign.default": (
            N_("One flow out of “{name}” has no condition: it is taken where no other condition holds."), ""
        ),
        "foreign.always": (N_("Not every flow out of “{name}” has a condition: those without are always taken."), ""),
        "foreign.split": (N_("Several flows leave “{name}”: they are gone along together, as behind a fork."), ""),
        "foreign.timer": (N_("The timer “{name}” says no time: whoever tries it out lets it pass."), ""),
        "foreign.condition": (
            N_("“{name}” says no condition that is worked out here: whoever tries it out says when it comes."),
            "",
        ),
        "foreign.never": (
            N_("“{name}” says no condition that is worked out here: it does not come by itself."), ""
        ),
        "foreign.once": (N_("“{name}” does not say how often it runs: it runs once."), ""),
        "foreign.to-the-end": (
            N_("When “{name}” is over before its last run is not worked out here: all runs are gone through."), ""
        ),
        "foreign.at-once": (
            N_("“{name}” is to wait for something, but its sub-process begins as soon as it is reached."),
            "",
        ),
        "foreign.nowhere": (N_("“{name}” leads to a link that is not there: it is passed over by hand."), ""),
        "foreign.inclusive": (
            N_("“{name}” does not say when it goes on: it is run as an inclusive gateway."), ""
        ),
        "foreign.ended": (
            N_("When “{name}” is over is not worked out here: whoever tries it out says so."), ""
        ),
        "foreign.scheduled": (
            N_("“{name}” repeats: in a rehearsal the clock begins each of the cases, as the server does later."), ""
        ),
        "foreign.assignment": (
            N_("What is worked out on the way between “{data}” and “{name}” is left out: both see all variables."), ""
        ),
        "foreign.no-start": (N_("“{name}” has no start event: it begins with the steps that no flow leads to."), ""),
    }
)  # fmt: skip


PASSING = frozenset({"serviceTask", "sendTask", "businessRuleTask", "callActivity", "userTask"})
"""What data is passed on to and taken from; all else sees the data of the case."""


DECIDING = frozenset({"businessRuleTask", "serviceTask"})
"""What may ask a decision; of our own files only business rule tasks do."""


@dataclass(frozen=True)
class Policies:
    """What another tool says of a step, in our words."""

    handler: Handler | None = None
    form: FormUse | None = None
    deadline: Deadline | None = None
    service: Service | None = None
    decision: DecisionUse | None = None
    version: str = ""


class ForeignReader:
    """Reads what other tools wrote on the elements of one file, and collects what is not run of it."""

    def __init__(
        self,
        doc: Document,
        expressions: ExpressionReader,
        organization: Organization,
        forms: Collection[str],
        decisions: Collection[str] = (),
    ) -> None:
        self._doc = doc
        self._expressions = expressions
        self._forms = forms
        self._decisions = decisions
        self._users = {user.id for user in organization.users}
        self._groups = {
            **{group.id: "group" for group in organization.groups}, **{role.id: "role" for role in organization.roles}
        }  # fmt: skip
        self.report: list[Problem] = []
        self.forms: dict[str, Form] = {}
        """Forms that stand in the file itself, by the name that steps use them by."""
        self._steps = StepReader(expressions)

    def read(
        self, element: str, name: str, handler: Handler | None = None, form: FormUse | None = None, *, tag: str = ""
    ) -> Policies:
        """What is said of the element: handler and form of our own where there are any, else those of another tool.
        `tag` is what it is, where data may be passed on to it."""
        facts = read_facts(self._doc, element, name)
        settled: frozenset[str] = frozenset()
        service = None
        decision, told = self._decision(facts, element, name, tag) if tag in DECIDING else (None, frozenset[str]())
        if tag in PASSING:
            result = facts.result if decision is None else None
            service, settled = self._steps.service(
                facts.inputs, facts.outputs, result, element, name, calls=tag == "callActivity",
                asks=tag != "userTask",
            )  # fmt: skip
            if decision is not None and service is not None:
                service = _naming(service, decision.result)
        self.report += [
            item for item in facts.report if _word(item) not in settled and _word(item).rstrip("/") not in told
        ]
        deadline = self._deadline(facts, element, name)
        return Policies(
            handler or self._handler(facts, element, name), form or self._form(facts, element, name), deadline,
            service, decision, facts.version or "",
        )  # fmt: skip

    def _decision(self, facts: Facts, element: str, name: str, tag: str) -> tuple[DecisionUse | None, frozenset[str]]:
        """The decision that the step asks, and the words that are settled by it; one that is not there is told."""
        said = facts.decision
        if said is None or said.is_worked_out or said.on != tag:
            return None, frozenset()
        if said.ref not in self._decisions:
            params = {"name": name, "decision": said.ref}
            self.report.append(Problem("foreign.decision", Severity.INFO, element, params))
        value = {"ref": said.ref, "result": said.result, "shape": said.shape}
        return DecisionUse.model_validate({key: text for key, text in value.items() if text}), said.words

    def _deadline(self, facts: Facts, element: str, name: str) -> Deadline | None:
        """A reminder at the day to follow it up, and one when it is due."""
        steps = []
        for text in (facts.follow, facts.due):
            step = self._steps.time_limit(text, element, name)
            if step is not None:
                steps.append(step)
            elif text is not None:
                self.report.append(Problem("foreign.due", Severity.INFO, element, {"name": name, "due": text}))
        if not steps:
            return None
        last = steps[-1]
        spans = facts.due is not None and last.at is None
        return Deadline(work=last.after if spans else None, steps=steps)

    def not_worked_out(self, line: FlowRecord) -> None:
        """A data association that works something out belongs to a step of the process that is compiled."""
        nodes = self._doc.index.nodes
        step, data = nodes.get(line.target), nodes.get(line.source)
        if line.kind == "dataOutputAssociation":
            step, data = data, step
        params = {"name": step.name or step.id if step else line.target, "data": data.name if data else line.source}
        self.report.append(Problem("foreign.assignment", Severity.INFO, line.id, params))

    def _handler(self, facts: Facts, element: str, name: str) -> Handler | None:
        """The assignee, else the users, else the groups, as far as the organisation knows them."""
        named = [*([facts.assignee] if facts.assignee else ()), *facts.users, *facts.groups]
        if facts.assignee and (facts.assignee.startswith("=") or "{" in facts.assignee):
            read = self._expressions.read(Written(facts.assignee), element, name, "handler")
            if read is not None and read.language == "feel" and self._users:
                self._tell("foreign.left-out", element, name, named[1:])
                return Handler(strategy="expression", params={"feel": read.text})
            self._tell("foreign.worked-out", element, name, named[:1])
            named = named[1:]
        people = dict.fromkeys(self._users, "user")
        for wanted, known in ((named[:1] if facts.assignee else (), people), (facts.users, people),
                              (facts.groups, self._groups)):  # fmt: skip
            strategy = next((known[one] for one in wanted if one in known), None)
            if strategy is not None:
                found = [one for one in wanted if known.get(one) == strategy]
                self._tell("foreign.left-out", element, name, [one for one in named if one not in found])
                return Handler(strategy=strategy, params={"who": ",".join(f"{strategy}:{one}" for one in found)})
        self._tell("foreign.person", element, name, named)
        return None

    def _tell(self, code: str, element: str, name: str, who: Sequence[str]) -> None:
        if who:
            self.report.append(Problem(code, Severity.INFO, element, {"name": name, "who": ", ".join(who)}))

    def _form(self, facts: Facts, element: str, name: str) -> FormUse | None:
        if facts.form is None and facts.fields:
            ref = f"{element}-fields"
            self.forms[ref], rights = form_of(ref, facts.fields)
            return FormUse(ref=ref, fields=rights)
        if facts.form is None:
            return None
        if facts.form in self._forms:
            return FormUse(ref=facts.form)
        self.report.append(Problem("foreign.form", Severity.INFO, element, {"name": name, "form": facts.form}))
        return None


def _word(problem: Problem) -> str:
    """The word that a line of a dialect's report is about, as a child of the extension elements."""
    return f"{problem.params.get('what', '').partition(':')[2]}/"


def _naming(service: Service, result: str) -> Service:
    """What goes out of a decision names its result as the variable that the file says."""
    outputs = [
        one.model_copy(update={"value": result}) if result and one.value == f"result.{result}" else one
        for one in service.outputs
    ]
    return service.model_copy(update={"outputs": outputs})


def rewritten(graph: Graph) -> list[Problem]:
    """What a graph leaves open and how it is run all the same, each with its element."""
    conditions = {flow.id: flow.condition for flow in graph.flows}
    nodes = {node.id: node for node in graph.nodes}
    found: list[Problem] = []
    for node in graph.nodes:
        codes = [_left_open(node, conditions), *(_in_a_drawing(node, nodes) if graph.drawing else ())]
        params = {"name": node.name or node.id}
        found += [Problem(code, Severity.INFO, node.id, params) for code in codes if code is not None]
    outermost = [node for node in graph.nodes if node.scope is None]
    if outermost and not any(node.kind == "startEvent" for node in outermost):
        params = {"name": graph.name or graph.process}
        found.append(Problem("foreign.no-start", Severity.INFO, graph.process, params))
    return found


_DONE_WITHOUT = {
    "capability.activation": "foreign.inclusive",
    "capability.loop": "foreign.once",
    "capability.runs": "foreign.once",
    "capability.completion": "foreign.to-the-end",
    "capability.start-inside": "foreign.at-once",
    "capability.link": "foreign.nowhere",
}


def _in_a_drawing(node: Node, nodes: Mapping[str, Node]) -> Iterator[str]:
    """How a drawing is tried out without what a process that runs by itself has to say."""
    for code in left_open(node, nodes):
        if code == "capability.completion" and node.loop is None:
            yield "foreign.ended"  # an ad-hoc sub-process
            continue
        by_hand = node.kind in ("intermediateCatchEvent", "receiveTask")
        yield _DONE_WITHOUT.get(code, "foreign.condition" if by_hand else "foreign.never")


def _left_open(node: Node, conditions: Mapping[str, object]) -> str | None:
    leaving = [flow for flow in node.outgoing if flow in conditions]
    if node.event is not None and any(part.kind == "timer" and part.timer is None for part in node.event.each):
        return "foreign.timer"
    if _is_scheduled(node):
        return "foreign.scheduled"
    if len(leaving) < 2:
        return None
    without = [flow for flow in leaving if conditions[flow] is None and flow != node.default]
    if node.kind == "exclusiveGateway" and without:
        return "foreign.default" if node.default is None and len(without) == 1 else "foreign.picked"
    if node.kind == "inclusiveGateway":
        return "foreign.always" if without else None
    return "foreign.split" if len(without) > 1 and not node.kind.endswith("Gateway") else None


def _is_scheduled(node: Node) -> bool:
    event = node.event
    timers = [part.timer for part in event.each] if event is not None else []
    is_start = node.kind == "startEvent" and node.scope is None
    return is_start and any(timer is not None and timer.kind == "cycle" for timer in timers)
