"""Which way tokens go at splits: shares, independent chances, or conditions on the case's data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from runner.bundle.graph import Flow, Graph, Node
from runner.core.problem import Severity
from runner.simulate.scenario import Scenario
from runner.simulate.shifts import Report
from runner.simulate.table import Condition, NodeRow, Op, Table

TOLERANCE = 1e-6


def set_splits(
    table: Table,
    placed: Sequence[tuple[Node, Graph, str]],
    index: Mapping[str, int],
    flow_index: Mapping[str, int],
    scenario: Scenario,
    report: Report,
) -> None:
    """Fill chances, conditions and reach of every node that decides."""
    for node, home, prefix in placed:
        row = table.nodes[index[prefix + node.id]]
        flows = [flow for flow in home.flows if flow.source == node.id and prefix + flow.id in flow_index]
        if not flows or len(flows) != len(row.outs) or row.op in (Op.PARALLEL, Op.RACE):
            continue
        default = node.default
        row.default = next((place for place, flow in enumerate(flows) if flow.id == default), None)
        given = [scenario.flows.get(prefix + flow.id) for flow in flows]
        if row.op is Op.EXCLUSIVE:
            if len(flows) == 1:
                row.op = Op.PASS
                continue
            _decide(row, node, flows, given, scenario, report)
            if not row.conditions:
                row.chances = tuple(accumulate(_shares(given, node, report)))
        elif row.op is Op.INCLUSIVE:
            _decide(row, node, flows, given, scenario, report)
            row.chances = tuple(0.5 if share is None else share for share in given)
            row.splits = len(flows) > 1
        else:
            conditional = [flow.condition is not None or flow.id == default for flow in flows]
            if any(conditional) and len(flows) > 1:
                _decide(row, node, flows, given, scenario, report)
                row.chances = tuple(
                    (0.5 if share is None else share) if is_conditional else 1.0
                    for share, is_conditional in zip(given, conditional, strict=True)
                )
                row.splits = True
    _set_reach(table)


def _shares(given: Sequence[float | None], node: Node, report: Report) -> list[float]:
    """The probabilities of an exclusive split: missing ones share the rest equally."""
    known = [share for share in given if share is not None]
    missing = len(given) - len(known)
    total = sum(known)
    bad = any(not 0 <= share <= 1 for share in known) or total > 1 + TOLERANCE
    if bad or (not missing and abs(total - 1) > TOLERANCE):
        report("simulate.probabilities-sum", node.id, name=node.name or node.id, total=f"{total:.6g}")
        return [1 / len(given)] * len(given)
    if not known:
        report("simulate.no-probabilities", node.id, severity=Severity.INFO, name=node.name or node.id)
    rest = max(0.0, 1 - total) / missing if missing else 0.0
    return [rest if share is None else share / (1 if missing else total) for share in given]


def _decide(
    row: NodeRow,
    node: Node,
    flows: Sequence[Flow],
    given: Sequence[float | None],
    scenario: Scenario,
    report: Report,
) -> None:
    """Let the case's data decide where the scenario has data for every condition and no probability."""
    if not scenario.data or any(share is not None for share in given):
        return
    conditions: list[Condition | None] = []
    for place, flow in enumerate(flows):
        if place == row.default or flow.condition is None:
            conditions.append(None)
            continue
        condition = _condition(flow, scenario)
        if condition is None:
            report("simulate.condition-unknown", flow.id, severity=Severity.INFO, name=node.name or node.id)
            return
        conditions.append(condition)
    if any(conditions):
        row.conditions = tuple(conditions)


def _condition(flow: Flow, scenario: Scenario) -> Condition | None:
    """The flow's FEEL condition as a test on the case's data, or None where it asks for more than that."""
    from runner.core.errors import AppError
    from runner.feel import compile_expression

    expression = flow.condition
    if expression is None or expression.language != "feel":
        return None
    try:
        compiled = compile_expression(expression.text)
    except AppError:
        return None
    if not set(compiled.names) <= scenario.data.keys():
        return None

    def test(data: dict[str, Any]) -> bool:
        return compiled(data) is True

    return test


def _set_reach(table: Table) -> None:
    """For each inclusive join: from which nodes of its scope a token can still come."""
    before: dict[int, set[int]] = {}
    for number, row in enumerate(table.nodes):
        for _flow, target in row.outs:
            before.setdefault(target, set()).add(number)
        for boundary in row.activity.boundaries if row.activity else ():
            before.setdefault(boundary.node, set()).add(number)
    for number, row in enumerate(table.nodes):
        if row.op is Op.INCLUSIVE and row.need > 1:
            found: set[int] = set()
            stack = [number]
            while stack:
                for source in before.get(stack.pop(), ()):
                    if source != number and source not in found:
                        found.add(source)
                        stack.append(source)
            row.reach = frozenset(found)
