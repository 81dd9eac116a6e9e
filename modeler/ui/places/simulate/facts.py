"""What the panels say about elements: names, kinds, and which inputs an element takes. No widgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from runner.bundle.graph import Flow, Graph, Node
from runner.core.i18n import tr as _
from runner.simulate.compile import ACTIVITIES, SCOPES
from runner.simulate.scenario import Scenario
from runner.simulate.sentences import pool_name

__all__ = ["Subject", "kind_word", "name_of", "pool_name", "subject_of", "users_of"]

Inputs = Literal["activity", "split", "event", "boundary", "start", "scope", "none"]
SPLITS = frozenset({"exclusiveGateway", "inclusiveGateway", "complexGateway"})


@dataclass(frozen=True)
class Subject:
    """An element of the process as the inputs panel sees it."""

    node: Node
    inputs: Inputs
    flows: tuple[Flow, ...] = ()


def subject_of(graph: Graph, element: str | None) -> Subject | None:
    """The subject of a selected id: a flow stands for the node it leaves. None: nothing to assume there."""
    if element is None:
        return None
    nodes = {node.id: node for node in graph.nodes}
    flow = next((item for item in graph.flows if item.id == element), None)
    node = nodes.get(element) or (nodes.get(flow.source) if flow else None)
    if node is None:
        return None
    flows = tuple(item for item in graph.flows if item.source == node.id)
    return Subject(node, _inputs(node, flows), flows)


def _inputs(node: Node, flows: tuple[Flow, ...]) -> Inputs:
    if node.kind in ACTIVITIES or node.kind == "callActivity":
        return "activity"
    if node.kind in SCOPES:
        return "scope"
    if node.kind in SPLITS and len(flows) > 1:
        return "split"
    if node.kind == "startEvent" and node.scope is None:
        return "start"
    if node.kind == "boundaryEvent":
        return "boundary"
    if node.kind == "intermediateCatchEvent":
        return "event"
    return "none"


def name_of(graph: Graph, element: str) -> str:
    """An element's name, else a word for what it is."""
    for node in graph.nodes:
        if node.id == element:
            return node.name.strip() or kind_word(node.kind)
    for flow in graph.flows:
        if flow.id == element:
            return flow.name.strip() or name_of(graph, flow.target)
    return element


def kind_word(kind: str) -> str:
    """A word for the kind of an unnamed element."""
    if kind.endswith("Gateway"):
        return _("Gateway")
    if kind.endswith("Event"):
        return _("Event")
    return _("Step")


def users_of(scenario: Scenario, pool_id: str) -> list[str]:
    """The ids of the steps that need a pool."""
    return [
        element
        for element, given in scenario.activities.items()
        if any(pool_id == item or (isinstance(item, list) and pool_id in item) for item in given.pools)
    ]
