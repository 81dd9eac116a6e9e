"""From the compiled process and a scenario to the machine's flat table, with Problems that name the element."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime

from runner.bundle.graph import Graph, Node
from runner.core.problem import Problem, Severity
from runner.organization.directory import directory_of
from runner.organization.model import Organization
from runner.organization.resolver import expand_who
from runner.rights.model import WorkspaceRights
from runner.simulate.distributions import (
    BadDistribution,
    Distribution,
    Sampler,
    compile_distribution,
)
from runner.simulate.durations import SECOND, parse_duration, parse_instant, since
from runner.simulate.scenario import ActivityInput, EventInput, Scenario
from runner.simulate.shifts import Shifts
from runner.simulate.splits import set_splits
from runner.simulate.staff import Staff, days_away, rule_of, starters_of
from runner.simulate.table import ActivityRow, ArrivalRow, BoundaryRow, NodeRow, Op, PoolRow, Table
from runner.simulate.timers import timer_length

ZERO = Sampler(lambda u: 0.0, 0.0, 0.0, constant=0.0)
MAX_CALL_DEPTH = 8

SCOPES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES = frozenset(
    {"task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask"}
)
GATEWAYS = {
    "exclusiveGateway": Op.EXCLUSIVE,
    "parallelGateway": Op.PARALLEL,
    "inclusiveGateway": Op.INCLUSIVE,
    "complexGateway": Op.INCLUSIVE,
    "eventBasedGateway": Op.RACE,
}
ENDS = {"terminate": Op.TERMINATE, "error": Op.THROW, "escalation": Op.THROW, "cancel": Op.THROW}


@dataclass
class Compilation:
    """The table, and what is not in order; no table where a problem is an error."""

    table: Table | None
    problems: list[Problem] = field(default_factory=list)


class Refused(Exception):
    """Internal: the table cannot be made; the problems say why."""


def compile_table(
    graphs: Mapping[str, Graph],
    entry: str,
    scenario: Scenario,
    *,
    calendars: Mapping[str, Mapping[str, object]] | None = None,
    time_zone: str | None = None,
    organization: Organization | None = None,
    rights: WorkspaceRights | None = None,
) -> Compilation:
    """The flat table of process `entry` under `scenario`.

    `calendars` are the workspace's; the scenario's of the same name win. Where the scenario says so and
    `organization` has people, the rules of the steps are asked who does the work. Never raises for what is wrong
    in graph or scenario: that comes back as Problems.
    """
    builder = _Builder(graphs, scenario, calendars or {}, time_zone, organization, rights)
    with suppress(Refused):
        builder.build(entry)
    problems = _unique(builder.problems)
    failed = any(problem.severity is Severity.ERROR for problem in problems)
    return Compilation(None if failed else builder.table, problems)


def _unique(problems: list[Problem]) -> list[Problem]:
    found: dict[tuple[str, str | None, tuple[tuple[str, str], ...]], Problem] = {}
    for problem in problems:
        found.setdefault((problem.code, problem.element, tuple(problem.params.items())), problem)
    return list(found.values())


class _Builder:
    def __init__(
        self,
        graphs: Mapping[str, Graph],
        scenario: Scenario,
        calendars: Mapping[str, Mapping[str, object]],
        time_zone: str | None,
        organization: Organization | None,
        rights: WorkspaceRights | None,
    ) -> None:
        self.organization, self.rights = organization, rights
        self.graphs = graphs
        self.scenario = scenario
        self.table = Table()
        self.problems: list[Problem] = []
        self.index: dict[str, int] = {}
        self.flow_index: dict[str, int] = {}
        self.placed: list[tuple[Node, Graph, str]] = []
        self.start = self._start()
        self.shifts = Shifts({**calendars, **scenario.calendars}, self.start, time_zone, self.problem)
        self.pool_index = {pool.id: number for number, pool in enumerate(scenario.pools)}

    def problem(
        self, code: str, element: str | None = None, *, severity: Severity = Severity.ERROR, **params: object
    ) -> None:
        """Note a problem."""
        self.problems.append(Problem(code, severity, element, {key: str(value) for key, value in params.items()}))

    def _start(self) -> datetime:
        try:
            return parse_instant(self.scenario.start)
        except ValueError:
            self.problem("simulate.bad-time", name="start", text=self.scenario.start)
            return parse_instant("2026-01-05T00:00:00+08:00")

    # ---- the whole

    def build(self, entry: str) -> None:
        graph = self.graphs[entry]
        self._unknown_names(graph)
        self._pools()
        self._staff(graph)
        self._place(graph, "", 0)
        self._link(graph)
        for node, home, prefix in self.placed:
            self._fill(self.table.nodes[self.index[prefix + node.id]], node, home, prefix)
        set_splits(self.table, self.placed, self.index, self.flow_index, self.scenario, self.problem)
        self._data()
        self._arrivals(graph)
        self._limits()
        self.table.calendars = self.shifts.makers
        self.table.joint = self.shifts.joint
        self.table.calendar_problems = self.shifts.problems
        self.table.facts = self._facts(entry)

    def _facts(self, entry: str) -> dict[str, object]:
        scenario = self.scenario.model_dump(mode="json", by_alias=True)
        for key in ("name", "seed", "replications", "extends", "process"):
            scenario.pop(key, None)
        if self.table.staff is None:  # whoever asks no rule is what it was before there were any
            scenario.pop("people", None)
        nodes = [
            [node.id, int(node.op), node.outs, node.need, node.chances, node.default] for node in self.table.nodes
        ]
        facts: dict[str, object] = {"entry": entry, "nodes": nodes, "flows": self.table.flows, "scenario": scenario,
                 "calendars": self.shifts.facts}  # fmt: skip
        if self.table.staff is not None:
            facts["organization"] = self.table.staff.organization.model_dump(mode="json", by_alias=True)
            facts["starters"] = self.table.staff.starters
            facts["rules"] = [
                row.activity.rule.node.model_dump(mode="json", include={"id", "handler", "approval"})
                for row in self.table.nodes
                if row.activity is not None and row.activity.rule is not None
            ]
        return facts

    def _unknown_names(self, graph: Graph) -> None:
        """Names in the scenario that are nowhere in the process: a renamed element, or a typing mistake."""
        known = {node.id for node in graph.nodes}
        flows = {flow.id for flow in graph.flows}
        for other in self.graphs.values():
            known |= {node.id for node in other.nodes}
            flows |= {flow.id for flow in other.flows}
        for name in [*self.scenario.activities, *self.scenario.events]:
            if name.rpartition("/")[2] not in known:
                self.problem("simulate.unknown-element", name, severity=Severity.WARNING, name=name)
        for name in self.scenario.flows:
            if name.rpartition("/")[2] not in flows:
                self.problem("simulate.unknown-element", name, severity=Severity.WARNING, name=name)

    # ---- nodes and flows

    def _place(self, graph: Graph, prefix: str, depth: int) -> None:
        """Give every node and flow its place, called processes in line behind the call activity."""
        for node in graph.nodes:
            name, throws = node.name or node.id, node.kind in ("intermediateThrowEvent", "endEvent")
            if node.event_sub_process:
                self.problem("simulate.ignored", node.id, severity=Severity.WARNING, name=name)
            elif node.for_compensation or (throws and node.event and node.event.kind == "compensation"):
                self.problem("simulate.compensation", node.id, severity=Severity.WARNING, name=name)
        hidden = self._hidden(graph)
        for node in graph.nodes:
            if node.id in hidden:
                continue
            self.index[prefix + node.id] = len(self.table.nodes)
            self.table.nodes.append(NodeRow(prefix + node.id, Op.PASS))
            self.placed.append((node, graph, prefix))
        for flow in graph.flows:
            if prefix + flow.source in self.index and prefix + flow.target in self.index:
                self.flow_index[prefix + flow.id] = len(self.table.flows)
                self.table.flows.append(prefix + flow.id)
        for node in graph.nodes:
            if node.kind == "callActivity" and (node.called or "") in self.graphs and node.id not in hidden:
                if depth >= MAX_CALL_DEPTH:
                    self.problem("simulate.call-deep", node.id, name=node.name or node.id)
                    raise Refused
                self._place(self.graphs[node.called or ""], f"{prefix}{node.id}/", depth + 1)

    @staticmethod
    def _hidden(graph: Graph) -> set[str]:
        """Event sub-processes and compensation, with all inside: they are not simulated."""
        hidden = {node.id for node in graph.nodes if node.event_sub_process or node.for_compensation}
        while True:
            more = {node.id for node in graph.nodes if node.scope in hidden or node.attached_to in hidden} - hidden
            if not more:
                return hidden
            hidden |= more

    def _link(self, graph: Graph) -> None:
        for node, home, prefix in self.placed:
            row = self.table.nodes[self.index[prefix + node.id]]
            outs = []
            for flow in home.flows:
                key = prefix + flow.id
                if flow.source == node.id and key in self.flow_index:
                    outs.append((self.flow_index[key], self.index[prefix + flow.target]))
            if node.kind == "intermediateThrowEvent" and node.event and node.event.kind == "link":
                outs = [(-1, target) for target in self._link_targets(node, home, prefix)]
            row.outs = tuple(outs)
            row.need = sum(1 for flow in home.flows if flow.target == node.id and prefix + flow.id in self.flow_index)

    def _link_targets(self, node: Node, home: Graph, prefix: str) -> list[int]:
        return [
            self.index[prefix + other.id]
            for other in home.nodes
            if other.kind == "intermediateCatchEvent" and other.scope == node.scope and other.event and node.event
            and other.event.kind == "link"
            and (other.event.name or other.event.ref) == (node.event.name or node.event.ref)
        ][:1]  # fmt: skip

    def _fill(self, row: NodeRow, node: Node, home: Graph, prefix: str) -> None:
        kind = node.kind
        if kind in ACTIVITIES or kind in SCOPES or kind == "callActivity":
            row.activity = self._activity(row.id, node, home, prefix)
            row.op = Op.SCOPE if row.activity.starts else Op.ACTIVITY
        elif kind in GATEWAYS:
            row.op = GATEWAYS[kind]
            if kind == "complexGateway":
                self.problem("simulate.simplified", node.id, severity=Severity.WARNING, name=node.name or node.id)
        elif kind == "endEvent":
            event = node.event.kind if node.event else "none"
            row.op = ENDS.get(event, Op.END)
            row.throws = event if row.op is Op.THROW else None
            row.code = node.event.code or node.event.ref if node.event else None
        elif (kind == "intermediateCatchEvent" and not (node.event and node.event.kind == "link")) or (
            kind == "startEvent" and row.id in self.scenario.events and not node.incoming
        ):
            row.op = Op.DELAY
            row.delay = self._delay(row.id, node) or ZERO

    # ---- activities

    def _activity(self, key: str, node: Node, home: Graph, prefix: str) -> ActivityRow:
        given = self.scenario.activities.get(key, ActivityInput())
        starts = self._starts(node, home, prefix)
        if given.duration is not None:
            duration = self._sampler(given.duration, key, "duration")
        else:
            duration = ZERO
            if not starts:
                self.problem("simulate.no-duration", node.id, severity=Severity.INFO, name=node.name or node.id)
        if node.kind == "callActivity" and (node.called or "") not in self.graphs:
            self.problem("simulate.call-missing", node.id, severity=Severity.WARNING, name=node.name or node.id)
        row = ActivityRow(duration, self._needs(given, key), self._money(given.fixed_cost, key), given.priority)
        row.starts = starts
        row.rule = rule_of(node, home) if self.table.staff is not None and not starts else None
        self._instances(row, given, node)
        row.boundaries = tuple(
            boundary
            for other in home.nodes
            if other.attached_to == node.id and prefix + other.id in self.index
            for boundary in [self._boundary(other, prefix)]
            if boundary is not None
        )
        return row

    def _starts(self, node: Node, home: Graph, prefix: str) -> tuple[int, ...]:
        """Where tokens begin inside a sub-process or a called process."""
        if node.kind in SCOPES:
            return self._beginnings(home, prefix, node.id)
        if node.kind == "callActivity" and (node.called or "") in self.graphs:
            return self._beginnings(self.graphs[node.called or ""], f"{prefix}{node.id}/", None)
        return ()

    def _beginnings(self, home: Graph, prefix: str, scope: str | None) -> tuple[int, ...]:
        inside = [node for node in home.nodes if node.scope == scope and prefix + node.id in self.index]
        plain = [
            node for node in inside
            if node.kind == "startEvent" and (node.event is None or node.event.kind == "none")
        ] or [node for node in inside if node.kind == "startEvent"][:1]  # fmt: skip
        if not plain:
            plain = [node for node in inside if not node.incoming and not node.attached_to]
        return tuple(self.index[prefix + node.id] for node in plain)

    def _needs(self, given: ActivityInput, key: str) -> tuple[tuple[int, ...], ...]:
        needs = []
        for item in given.pools:
            names = [item] if isinstance(item, str) else item
            missing = [name for name in names if name not in self.pool_index]
            for name in missing:
                self.problem("simulate.unknown-pool", key.rpartition("/")[2], name=name)
            if names and not missing:
                needs.append(tuple(self.pool_index[name] for name in names))
        if any(all(self.scenario.pools[pool].capacity == 0 for pool in need) for need in needs):
            self.problem("simulate.no-capacity", key.rpartition("/")[2], name=key)
        return tuple(needs)

    def _money(self, text: str, key: str | None) -> float:
        try:
            return float(text)
        except ValueError:
            self.problem("simulate.bad-money", key, text=text)
            return 0.0

    def _instances(self, row: ActivityRow, given: ActivityInput, node: Node) -> None:
        loop = node.loop
        if given.instances is not None:
            row.instances = self._sampler(given.instances, node.id, "instances", is_time=False)
        elif loop is not None:
            text = loop.cardinality.text.strip() if loop.cardinality else ""
            if text.isdigit():
                count = float(text)
                row.instances = Sampler(lambda u: count, count, count, constant=count)
            else:
                self.problem("simulate.no-instances", node.id, severity=Severity.INFO, name=node.name or node.id)
        row.sequential = loop is None or loop.kind != "parallel"

    def _boundary(self, node: Node, prefix: str) -> BoundaryRow | None:
        key = prefix + node.id
        given = self.scenario.events.get(key, EventInput())
        event = node.event.kind if node.event else "none"
        row = BoundaryRow(self.index[key], node.interrupting, probability=given.probability)
        if event in ("error", "escalation", "cancel"):
            row.catches = event
            row.code = node.event.code or node.event.ref if node.event else None
        if given.delay is not None or event == "timer":
            row.delay = self._delay(key, node)
            written = timer_length(node.event.timer if node.event else None)
            row.times = written[1] if written is not None and not node.interrupting else 1
        if event == "compensation":
            return None
        if row.delay is None and row.probability is None and row.catches is None:
            self.problem("simulate.never-comes", node.id, severity=Severity.INFO, name=node.name or node.id)
            return None
        return row

    def _delay(self, key: str, node: Node) -> Sampler | None:
        """How long until an event comes: the scenario's, else the duration written in the timer."""
        given = self.scenario.events.get(key)
        if given is not None and given.delay is not None:
            return self._sampler(given.delay, node.id, "delay")
        written = timer_length(node.event.timer if node.event else None)
        if written is not None:
            length = float(written[0])
            return Sampler(lambda u: length, length, length, constant=length)
        if node.kind != "startEvent":
            self.problem("simulate.no-delay", node.id, severity=Severity.WARNING, name=node.name or node.id)
        return None

    def _sampler(self, given: Distribution, element: str | None, name: str, *, is_time: bool = True) -> Sampler:
        where = element.rpartition("/")[2] if element else None
        try:
            if given.kind == "times":
                raise BadDistribution("times")
            sampler = compile_distribution(given, is_time=is_time)
        except BadDistribution as error:
            self.problem("simulate.bad-distribution", where, name=name, kind=given.kind, parameter=error.args[0])
            return ZERO
        if sampler.mean is not None and sampler.asked and abs(sampler.mean / sampler.asked - 1) > 0.005:
            unit = SECOND if is_time else 1
            self.problem("simulate.truncated", where, severity=Severity.WARNING, name=name,
                         asked=f"{sampler.asked / unit:.6g}", achieved=f"{sampler.mean / unit:.6g}")  # fmt: skip
        return sampler

    # ---- people, data, arrivals

    def _pools(self) -> None:
        if len(self.pool_index) != len(self.scenario.pools):
            self.problem("simulate.double-pool")
        for pool in self.scenario.pools:
            self.table.pools.append(
                PoolRow(
                    pool.id, pool.capacity, self._money(pool.cost_per_hour, None), self.shifts.number(pool.calendar)
                )
            )

    def _staff(self, graph: Graph) -> None:
        """The people of the organisation, each as a pool of one, where the rules are to be asked."""
        organization, given = self.organization, self.scenario.people
        if given.by != "rules":
            return
        if organization is None or not organization.users:
            self.problem("simulate.no-organization", severity=Severity.WARNING)
            return
        zone = self.shifts.zone
        starters = starters_of(graph, organization, self.rights, self.start.astimezone(zone).date())
        if not starters:
            self.problem("simulate.no-starter", name=graph.name or graph.process)
            raise Refused
        away = days_away(organization)
        endless = frozenset(user for user, spans in away.items() if any(last == date.max for _first, last in spans))
        staff = Staff(organization, starters, self.start, zone, endless=endless, first=len(self.table.pools))
        ways: dict[str, tuple[str | None, str]] = {}
        for pool in reversed(self.scenario.pools):
            for who in pool.who:
                for named in expand_who(who, organization):
                    ways[named] = pool.calendar, pool.cost_per_hour
        usual = given.calendar, given.cost_per_hour
        for user in directory_of(organization).users.values():
            calendar, cost = ways.get(user.id, usual)
            spans = () if user.id in endless else sorted(away.get(user.id, ()))
            staff.pool_of[user.id] = len(self.table.pools)
            self.table.pools.append(
                PoolRow(f"user:{user.id}", 1, self._money(cost, None), self.shifts.number_without(calendar, spans),
                        user.name or user.id)
            )  # fmt: skip
        self.table.staff = staff

    def _data(self) -> None:
        for name, given in self.scenario.data.items():
            self.table.data[name] = self._sampler(given, None, name, is_time=False)

    def _arrivals(self, graph: Graph) -> None:
        starts = self._beginnings(graph, "", None)
        if not starts:
            self.problem("simulate.no-start", name=graph.name or graph.process)
            return
        if not self.scenario.arrivals:
            self.problem("simulate.no-arrivals")
        for given in self.scenario.arrivals:
            if given.at is not None and given.at not in self.index:
                self.problem("simulate.unknown-start", given.at, name=given.at)
                continue
            row = ArrivalRow(starts[0] if given.at is None else self.index[given.at], None)
            row.calendar = self.shifts.number(given.calendar)
            if given.every is not None and given.every.kind != "times":
                row.every = self._sampler(given.every, given.at, "every")
                if row.every.constant == 0 or (row.every.mean is not None and row.every.mean <= 0):
                    self.problem(
                        "simulate.bad-distribution", given.at, name="every", kind=given.every.kind, parameter="mean"
                    )
            else:
                times = given.times if given.every is None else given.every.params["values"]
                row.times = tuple(sorted(self._moment(item, given.at) for item in times))
            self.table.arrivals.append(row)

    def _moment(self, item: object, element: str | None) -> int:
        """A moment after the start: an instant, a duration after it, or a number of seconds."""
        if isinstance(item, int | float):
            return round(item * SECOND)
        try:
            text = str(item).strip()
            return parse_duration(text) if text.upper().startswith("P") else since(self.start, parse_instant(text))
        except ValueError:
            self.problem("simulate.bad-time", element, name="times", text=item)
            return 0

    def _limits(self) -> None:
        table, scenario = self.table, self.scenario
        table.cases = scenario.cases
        if scenario.until is not None:
            table.until = self._moment(scenario.until, None)
        if scenario.warm_up is not None:
            table.warm_up = max(0, self._moment(scenario.warm_up, None))
        endless = any(row.every is not None and row.every.values is None for row in table.arrivals)
        if endless and table.cases is None and table.until is None:
            self.problem("simulate.no-limit")
        if any(row.times and row.times[0] < 0 for row in table.arrivals):
            self.problem("simulate.bad-time", name="times", text=scenario.start)
