"""Who is certain to be asked again further on (去重, keep the last)."""

from __future__ import annotations

from dataclasses import replace

from runner.bundle.graph import Graph, Node
from runner.organization.model import Organization
from runner.organization.resolver import CaseFacts, resolve

_MOST = 200


def asked_later(graph: Graph, node: Node, organization: Organization, facts: CaseFacts) -> tuple[str, ...]:
    """The people of the approvals that every way from `node` comes to, as far as that can be told now: up to the
    next gateway that chooses."""
    nodes = {item.id: item for item in graph.nodes}
    outgoing: dict[str, list[str]] = {}
    for flow in graph.flows:
        outgoing.setdefault(flow.source, []).append(flow.target)
    found: dict[str, None] = {}
    seen, waiting = {node.id}, _next(node, outgoing)
    while waiting and len(seen) < _MOST:
        current = nodes.get(waiting.pop(0))
        if current is None or current.id in seen:
            continue
        seen.add(current.id)
        if current.handler is not None and current.approval is not None:
            rule = current.handler.model_copy(update={"distinct": "off"})
            found.update(dict.fromkeys(resolve(rule, organization, replace(facts, node=current.id, later=())).people))
        waiting.extend(_next(current, outgoing))
    return tuple(found)


def _next(node: Node, outgoing: dict[str, list[str]]) -> list[str]:
    """Where every case goes from a node; nowhere where it depends."""
    targets = outgoing.get(node.id, [])
    return list(targets) if len(targets) == 1 or node.kind == "parallelGateway" else []
