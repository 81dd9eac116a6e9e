"""Who will have the case, step by step, before it is sent: the whole way with names, as far as it can be told now.

Everybody is taken to agree, and each step to be done by the first of those who may. What a condition asks and
nobody knows yet leaves several ways open: the steps on them may come or not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from runner.approvals.forecast import Around
from runner.approvals.plan import Plan, plan_of
from runner.approvals.verdicts import result_names, verdicts_of
from runner.bundle.graph import Flow, Graph, Node
from runner.organization.model import Organization
from runner.organization.resolver import CaseFacts

PEOPLE = ("userTask", "manualTask", "task")
_BESIDE = ("parallelGateway",)
_ONE = ("exclusiveGateway", "eventBasedGateway", "complexGateway")
_MOST = 500
_SURE = Fraction(1)


@dataclass(frozen=True)
class PathStep:
    """One step of the way. `plan` names the people, in rounds; None for what nobody does. `sure`: every case that is
    sent so comes here. `after`: flows that lead here because of a condition, each with what it asks. `returns`: the
    way may come back here. `calls`: the steps that called the process in which it stands, from the outermost."""

    node: Node
    plan: Plan | None = None
    sure: bool = True
    after: tuple[Flow, ...] = ()
    returns: bool = False
    calls: tuple[Node, ...] = ()


def path_of(
    graph: Graph, organization: Organization, facts: CaseFacts, start: str, around: Around | None = None
) -> tuple[PathStep, ...]:
    """The steps of people that a case sent with these facts comes to, in the order in which it comes to them, and its
    ends. `facts.data` are the values as they would be sent; what decisions and scripts make of them is worked out on
    the way, with `around`, and written nowhere.

    Loops are followed once. What stands inside a sub-process follows the sub-process, what stands in a called process
    the step that calls it and waits for it.
    """
    found: list[PathStep] = []
    _Path(graph, organization, around or Around(), found).walk(_Facts(facts), start)
    return tuple(found)


@dataclass(frozen=True)
class _Facts:
    """What is known where a case stands: `case`, and how late on the way each variable was written."""

    case: CaseFacts
    at: Mapping[str, int] = field(default_factory=dict)

    def wrote(self, values: Mapping[str, Any], at: int, **more: Any) -> _Facts:
        """The facts after something has been written, as the step of the way with this number."""
        case = replace(self.case, data={**self.case.data, **values}, **more)
        return _Facts(case, {**self.at, **dict.fromkeys(values, at)})

    def meets(self, other: _Facts, *, beside: bool) -> _Facts:
        """The facts where two ways meet. Beside each other both have been gone: what was written later stands. Else
        one of them has: what they do not agree in nobody knows."""
        mine, theirs = self.case, other.case
        data, at = dict(mine.data), dict(self.at)
        for name in {*self.at, *other.at}:
            is_later = other.at.get(name, -1) > self.at.get(name, -1)
            if beside and is_later:
                data[name] = theirs.data.get(name)
            elif not beside and mine.data.get(name) != theirs.data.get(name):
                data[name] = None
            at[name] = max(self.at.get(name, -1), other.at.get(name, -1))
        done, approved = _both(mine.done_by, theirs.done_by), _both(mine.approved_by, theirs.approved_by)
        case = replace(theirs, data=data, done_by=done, approved_by=approved)
        return _Facts(case, at)


def _both(one: Mapping[str, Sequence[str]], other: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    found = {own: list(people) for own, people in one.items()}
    for own, people in other.items():
        found[own] = list(dict.fromkeys([*found.get(own, ()), *people]))
    return found


class _Path:
    """The way through one process. `found` takes its steps; `calls` are those that called it."""

    def __init__(
        self, graph: Graph, organization: Organization, around: Around, found: list[PathStep],
        calls: tuple[Node, ...] = (), processes: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        self._graph, self._organization, self._around, self._found = graph, organization, around, found
        self._calls, self._processes = calls, (*processes, graph.process)
        self._nodes = {node.id: node for node in graph.nodes}
        self._flows = {flow.id: flow for flow in graph.flows}
        self._weights: dict[str, Fraction] = {}
        self._facts: dict[str, _Facts] = {}
        self._after: dict[str, list[Flow]] = {}
        self._back: Counter[str] = Counter()

    def walk(self, facts: _Facts, start: str, weight: Fraction = _SURE) -> _Facts:
        """Find the steps behind a node, to which `weight` of all cases come; what is known behind all of them."""
        order = self._order(start)
        self._weights[start], self._facts[start] = weight, facts
        last: _Facts | None = None
        for own in order:
            node, part = self._nodes[own], min(self._weights.get(own, Fraction(0)), weight)
            if not part:
                continue
            here = self._passed(node, part, self._facts[own])
            if not self._send_on(node, part, here):
                last = here if last is None else last.meets(here, beside=part == weight)
        return last or facts

    def _passed(self, node: Node, part: Fraction, facts: _Facts) -> _Facts:
        """Note a step, and all inside of it; what is known behind it."""
        after = tuple(self._after.get(node.id, ()))
        step = PathStep(node, None, part == _SURE, after, self._back[node.id] > 0, self._calls)
        if node.kind in PEOPLE:
            plan = self._plan(node, facts.case)
            self._found.append(replace(step, plan=plan))
            return self._agreed(facts, node, plan)
        if node.kind in ("subProcess", "transaction"):
            inside = _start_of(self._graph, node.id)
            own = facts if node.loop is None else facts.wrote({node.loop.item or "": None}, len(self._found))
            return self.walk(own, inside.id, part) if inside is not None else facts
        is_end = node.kind == "endEvent" and node.scope is None and not self._calls
        if is_end or node.kind in ("callActivity", "adHocSubProcess"):
            self._found.append(step)
        if node.kind == "callActivity":
            return self._called(node, part, facts)
        return facts.wrote(self._around.written(node, facts.case.data, facts.case.now), len(self._found))

    def _called(self, node: Node, part: Fraction, facts: _Facts) -> _Facts:
        """Go on in a process that is called and waited for, and come back with what it gives."""
        graph = self._around.graphs.get(node.called or "")
        inside = _start_of(graph, None) if graph is not None else None
        service, now = node.service, facts.case.now
        outputs = service.outputs if service is not None else []
        waits = service is None or service.params.get("waits") != "no"
        if not waits:
            return facts
        is_known = graph is not None and graph.process not in self._processes and len(self._found) < _MOST
        if graph is None or inside is None or not is_known:
            return facts.wrote(dict.fromkeys([one.name for one in outputs], None), len(self._found))
        inputs = service.inputs if service is not None else []
        data = self._around.mapped(inputs, facts.case.data, now) if inputs else dict(facts.case.data)
        if node.loop is not None:
            data[node.loop.item or ""] = None
        own = replace(facts.case, data=data, process=graph.code or graph.process, admins=self._around.managers(graph))
        way = _Path(graph, self._organization, self._around, self._found, (*self._calls, node), self._processes)
        case = way.walk(_Facts(own), inside.id, part).case
        given = self._around.mapped(outputs, case.data, now) if outputs else case.data
        more = {"done_by": case.done_by, "approved_by": case.approved_by, "previous_node": case.previous_node}
        return facts.wrote(given, len(self._found), **more)

    def _order(self, start: str) -> list[str]:
        """All that can come behind a node, each after what leads to it; flows that lead back are left out."""
        done: list[str] = []
        state: dict[str, bool] = {}  # False while what is behind it is looked at
        waiting: list[tuple[str, Iterator[str]]] = [(start, self._targets(start))]
        state[start] = False
        while waiting:
            own, targets = waiting[-1]
            following = next(targets, None)
            if following is None:
                state[own] = True
                done.append(own)
                waiting.pop()
            elif following not in state and len(state) + len(self._found) < _MOST:
                state[following] = False
                waiting.append((following, self._targets(following)))
            elif state.get(following) is False:
                self._back[following] += 1
        return done[::-1]

    def _targets(self, own: str) -> Iterator[str]:
        flows = [flow.target for flow in reversed(self._ways(self._nodes[own])) if flow.target in self._nodes]
        return iter(flows)

    def _ways(self, node: Node) -> list[Flow]:
        """The flows out of a node; those of the link that it jumps to."""
        if node.event is not None and node.event.kind == "link" and not node.outgoing:
            name = node.event.name or node.event.ref
            links = [one for one in self._nodes.values() if one.incoming == [] and one.scope == node.scope]
            node = next(
                (
                    one
                    for one in links
                    if one.kind == "intermediateCatchEvent"
                    and one.event is not None
                    and one.event.kind == "link"
                    and (one.event.name or one.event.ref) == name
                ),
                node,
            )
        return [self._flows[own] for own in node.outgoing if own in self._flows]

    def _send_on(self, node: Node, part: Fraction, facts: _Facts) -> bool:
        """Share what comes to a node among its ways: all of it goes on each way beside others, and where nobody knows
        which of several is taken, an equal part on each. False: no way leads on."""
        flows = self._ways(node)
        taken, is_open = self._taken(node, flows, facts.case)
        share = part / len(taken) if is_open and taken else part
        for flow in taken:
            target = self._nodes.get(flow.target)
            if target is None:
                continue
            if is_open or (flow.condition is not None and len(flows) > 1):
                self._after.setdefault(flow.target, []).append(flow)
            before = self._weights.get(flow.target, Fraction(0))
            meets = target.kind in _BESIDE and len(target.incoming) > 1
            self._weights[flow.target] = max(before, share) if meets else min(_SURE, before + share)
            known = self._facts.get(flow.target)
            self._facts[flow.target] = facts if known is None else known.meets(facts, beside=meets or before == _SURE)
        return bool(taken)

    def _taken(self, node: Node, flows: list[Flow], facts: CaseFacts) -> tuple[list[Flow], bool]:
        """The flows that a case takes, and whether it is open which of them."""
        if node.kind in _BESIDE or len(flows) < 2:
            return flows, False
        if node.kind == "eventBasedGateway":
            return flows, True
        default = [flow for flow in flows if flow.id == node.default]
        certain: list[Flow] = []
        possible: list[Flow] = []
        for flow in flows:
            if flow.id == node.default:
                continue
            unsaid = None if node.kind in _ONE else True
            holds = self._holds(flow, facts) if flow.condition is not None else unsaid
            if holds is None:
                possible.append(flow)
            elif holds:
                certain.append(flow)
                if node.kind in _ONE and not possible:
                    return [flow], False
        if not possible:
            return certain or default, False
        return [*possible, *certain, *default], True

    def _holds(self, flow: Flow, facts: CaseFacts) -> bool | None:
        """Whether a condition holds; None where it asks what nobody knows yet."""
        condition = flow.condition
        if condition is None or condition.language != "feel":
            return None
        return self._around.holds(condition.text, facts.data, facts.now)

    def _plan(self, node: Node, facts: CaseFacts) -> Plan | None:
        if node.handler is None:
            return None
        return plan_of(node, self._organization, facts, chance="path", graph=self._graph)

    def _agreed(self, facts: _Facts, node: Node, plan: Plan | None) -> _Facts:
        """The facts behind a step that everybody agreed at."""
        case = facts.case
        people = [user for one in plan.rounds for user in one] if plan is not None else []
        verdict, result, chosen = result_names(node)
        agree = next((one.id for one in verdicts_of(node) if one.result == "agree"), "agree")
        data = self._around.written(node, case.data, case.now)
        approved = case.approved_by
        if node.approval is not None:
            data |= {verdict: "agree", result: "agree", chosen: agree}
            approved = {**approved, node.id: people}
        return facts.wrote(
            data, len(self._found), done_by={**case.done_by, node.id: people}, approved_by=approved,
            previous_node=node.id,
        )  # fmt: skip


def _start_of(graph: Graph, scope: str | None) -> Node | None:
    """Where a sub-process begins, or a process that is called."""
    inside = [node for node in graph.nodes if node.scope == scope and node.attached_to is None]
    starts = sorted((node for node in inside if node.kind == "startEvent"), key=lambda node: node.event is not None)
    return next(iter([*starts, *[node for node in inside if not node.incoming]]), None)
