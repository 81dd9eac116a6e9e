"""A first scenario out of the process alone, so that one can press Run at once and then mend the numbers."""

from __future__ import annotations

import re
from typing import Any

from runner.bundle.bundle import Bundle, WorkspaceInfo
from runner.bundle.graph import Graph, Node
from runner.core.i18n import LocalText
from runner.organization.model import Organization
from runner.simulate.compile import ACTIVITIES, compile_table
from runner.simulate.durations import HOUR, format_duration, parse_duration
from runner.simulate.load import expected_load
from runner.simulate.scenario import Scenario

START = "2026-03-02T09:00:00+08:00"
CALENDAR = "office"
OFFICE: dict[str, Any] = {
    "week": [
        {"days": "MO-FR", "from": "09:00", "to": "12:00"},
        {"days": "MO-FR", "from": "13:30", "to": "18:00"},
    ],
    "holidays": "CN",
    "closed": [],
    "open": [],
}
CASES = 1000
TARGET_LOAD = 0.7
WARM_UP = ((150, "P2D"), (40, "P1D"))
"""Working hours of a replication from which on so much of its beginning is left out."""
COST_PER_HOUR = "60"
REWORK = 0.15
DEFAULT_FLOW = 0.7

DURATIONS: dict[str, dict[str, Any]] = {
    "userTask": {"triangular": {"min": "PT5M", "mode": "PT12M", "max": "PT40M"}},
    "manualTask": {"triangular": {"min": "PT10M", "mode": "PT20M", "max": "PT1H"}},
    "task": {"triangular": {"min": "PT5M", "mode": "PT15M", "max": "PT1H"}},
    "receiveTask": {"exponential": {"mean": "PT4H"}},
    "serviceTask": {"constant": {"value": "PT2S"}},
    "sendTask": {"constant": {"value": "PT2S"}},
    "scriptTask": {"constant": {"value": "PT1S"}},
    "businessRuleTask": {"constant": {"value": "PT1S"}},
    "callActivity": {"triangular": {"min": "PT5M", "mode": "PT15M", "max": "PT1H"}},
}
PEOPLE = frozenset({"userTask", "manualTask", "task", "callActivity"})

NAMES: dict[str, dict[str, str]] = {
    "applicant": {"en": "Applicants", "zh": "申请人"},
    "head": {"en": "Heads", "zh": "部门主管"},
    "staff": {"en": "Staff", "zh": "经办人"},
}
CAPACITY = {"applicant": 50, "head": 4, "staff": 3}
HEADS = frozenset(
    {"departmentHead", "consecutiveHeads", "superior", "executive", "costCentreOwner", "fieldDepartmentHead"}
)
STARTERS = frozenset({"starter", "previousHandler", "handlerOf"})


def default_scenario(
    graph: Graph,
    workspace: WorkspaceInfo | None = None,
    organization: Organization | None = None,
    *,
    process: str = "",
    bundle: Bundle | None = None,
) -> Scenario:
    """A plausible scenario: one pool for each role or lane, usual durations, office hours, and as many cases
    as keep the busiest pool at about 70 %. `process` is the path written into it; everything is a guess to
    be mended by whoever knows."""
    if bundle is not None:
        workspace, organization = bundle.workspace, bundle.organization
    pools: dict[str, dict[str, Any]] = {}
    activities: dict[str, dict[str, Any]] = {}
    for node in graph.nodes:
        if node.kind in ACTIVITIES or node.kind == "callActivity":
            given: dict[str, Any] = {"duration": DURATIONS.get(node.kind, DURATIONS["task"])}
            if node.kind in PEOPLE:
                given["pools"] = [_pool(node, graph, organization, pools)]
            activities[node.id] = given
    calendars = {}
    calendar = CALENDAR
    if workspace is not None and workspace.calendar and workspace.calendar in workspace.calendars:
        calendar = workspace.calendar
    else:
        calendars[CALENDAR] = OFFICE
    for pool in pools.values():
        pool["calendar"] = calendar
    data: dict[str, Any] = {
        "formatVersion": 1,
        "name": {"en": "First guess", "zh": "初步估计"},
        "process": process or graph.source,
        "start": START,
        "cases": CASES,
        "warmUp": None,
        "replications": 10,
        "seed": 1,
        "currency": workspace.currency if workspace else "CNY",
        "calendars": calendars,
        "people": _people(graph, organization, calendar),
        "pools": list(pools.values()),
        "arrivals": [{"at": _start(graph), "every": {"exponential": {"mean": "PT1H"}}, "calendar": calendar}],
        "activities": activities,
        "events": _events(graph),
        "flows": _flows(graph),
    }
    if data["people"] is None:
        del data["people"]
    between = _interval(graph, data, workspace)
    data["arrivals"][0]["every"] = {"exponential": {"mean": between}}
    hours = parse_duration(between) * CASES / HOUR
    data["warmUp"] = next((text for least, text in WARM_UP if hours >= least), None)
    return Scenario.model_validate(data)


def _people(graph: Graph, organization: Organization | None, calendar: str) -> dict[str, Any] | None:
    """The rules say who does the work where there are people for them to name."""
    if organization is None or not organization.users or not any(node.handler for node in graph.nodes):
        return None
    return {"by": "rules", "calendar": calendar, "costPerHour": COST_PER_HOUR}


def _start(graph: Graph) -> str | None:
    return next((node.id for node in graph.nodes if node.kind == "startEvent" and node.scope is None), None)


def _pool(node: Node, graph: Graph, organization: Organization | None, pools: dict[str, dict[str, Any]]) -> str:
    """The id of the pool of a step, made when it is the first of its kind."""
    name: LocalText
    who: list[str] = []
    strategy = node.handler.strategy if node.handler else ""
    given = node.handler.params.get("who", "") if node.handler else ""
    lane = next((item for item in graph.lanes if item.id == node.lane), None)
    capacity = CAPACITY["staff"]
    if strategy in HEADS:
        key, name, capacity = "head", NAMES["head"], CAPACITY["head"]
    elif strategy in STARTERS:
        key, name, capacity = "applicant", NAMES["applicant"], CAPACITY["applicant"]
        who = ["starter"]
    elif given:
        key, who = re.sub(r"[^0-9A-Za-z_]+", "_", given.partition(":")[2] or given).strip("_") or "staff", [given]
        name, capacity = _who(given, organization)
    elif lane is not None:
        key, name = lane.id, lane.name or lane.id
    else:
        key, name = "staff", NAMES["staff"]
    if key not in pools:
        pools[key] = {"id": key, "name": name, "capacity": capacity, "costPerHour": COST_PER_HOUR, "who": who}
    return key


def _who(given: str, organization: Organization | None) -> tuple[LocalText, int]:
    """Name and number of those a handler rule names, as far as the organisation tells."""
    kind, _, key = given.partition(":")
    bare = key.removesuffix("/**")
    if organization is not None:
        if kind == "user" and (user := organization.user(bare)):
            return user.name, 1
        if kind == "role" and (role := organization.role(bare)):
            return role.name or bare, max(1, len(role.members))
        if kind == "position" and (position := organization.position(bare)):
            holders = [
                user for user in organization.users
                if any(assignment.position == bare for assignment in user.assignments)
            ]  # fmt: skip
            return position.name or bare, max(1, len(holders))
        if kind == "department" and (department := organization.department(bare)):
            people = [
                user for user in organization.users
                if any(assignment.department == bare for assignment in user.assignments)
            ]  # fmt: skip
            return department.name or bare, max(1, len(people))
    return bare or given, 1 if kind == "user" else CAPACITY["staff"]


def _events(graph: Graph) -> dict[str, dict[str, Any]]:
    """A guess for events that say nothing themselves about when they come."""
    found = {}
    for node in graph.nodes:
        if node.kind != "intermediateCatchEvent" or node.event is None or node.event.kind == "link":
            continue
        timer = node.event.timer
        if timer is None or timer.kind != "duration" or not timer.text.strip().upper().startswith("P"):
            found[node.id] = {"delay": {"exponential": {"mean": "PT4H"}}}
    return found


def _flows(graph: Graph) -> dict[str, float]:
    """Shares of exclusive splits: ways back are rare, a default flow is the usual way."""
    ahead: dict[str, list[str]] = {}
    for flow in graph.flows:
        ahead.setdefault(flow.source, []).append(flow.target)
    shares: dict[str, float] = {}
    for node in graph.nodes:
        flows = [flow for flow in graph.flows if flow.source == node.id]
        if node.kind != "exclusiveGateway" or len(flows) < 2:
            continue
        back = [flow for flow in flows if _reaches(ahead, flow.target, node.id)]
        onward = [flow for flow in flows if flow not in back]
        if not onward:
            onward, back = back, []
        rest = 1 - REWORK * len(back) if back else 1.0
        for flow in back:
            shares[flow.id] = REWORK
        usual = next((flow for flow in onward if flow.id == node.default), None)
        for flow in onward:
            if usual is None or len(onward) == 1:
                shares[flow.id] = rest / len(onward)
            elif flow is usual:
                shares[flow.id] = rest * DEFAULT_FLOW
            else:
                shares[flow.id] = rest * (1 - DEFAULT_FLOW) / (len(onward) - 1)
    return {key: round(value, 6) for key, value in shares.items()} if _sums(graph, shares) else shares


def _sums(graph: Graph, shares: dict[str, float]) -> bool:
    """Whether rounding keeps every split at 1 within the tolerance of a scenario check."""
    for node in graph.nodes:
        own = [round(shares[flow.id], 6) for flow in graph.flows if flow.source == node.id and flow.id in shares]
        if own and abs(sum(own) - 1) > 1e-6:
            return False
    return True


def _reaches(ahead: dict[str, list[str]], source: str, target: str) -> bool:
    seen, stack = {source}, [source]
    while stack:
        node = stack.pop()
        if node == target:
            return True
        for following in ahead.get(node, ()):
            if following not in seen:
                seen.add(following)
                stack.append(following)
    return False


def _interval(graph: Graph, data: dict[str, Any], workspace: WorkspaceInfo | None) -> str:
    """The time between arrivals at which the busiest pool reaches the target load."""
    scenario = Scenario.model_validate(data)
    calendars = workspace.calendars if workspace else {}
    compiled = compile_table({graph.process: graph}, graph.process, scenario, calendars=calendars)
    load = max(expected_load(compiled.table).values(), default=0.0) if compiled.table else 0.0
    if not load:
        return "PT1H"
    seconds = max(10, round(load / TARGET_LOAD * HOUR / 1_000_000))
    return format_duration(seconds * 1_000_000)
