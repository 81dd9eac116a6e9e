"""The test models as graphs, and scenarios to go with them; reads the few elements these files use."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

from runner.bundle.graph import EventDefinition, Expression, Flow, Graph, Loop, Node, TimerText
from runner.core.xml import read_xml
from runner.simulate import Scenario, SimulationResult, read_scenario, simulate
from runner.simulate.tally import WorkRecord

FOLDER = Path(__file__).resolve().parents[2] / "data" / "simulation"
NS = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


def graph_of(name: str) -> Graph:
    """The graph of `tests/data/simulation/<name>.bpmn`."""
    root = read_xml((FOLDER / name).read_bytes(), name).getroot()
    process = root.find(f"{NS}process")
    nodes, flows = [], []
    for element in process:
        kind = element.tag.removeprefix(NS)
        if kind == "sequenceFlow":
            flows.append(Flow(id=element.get("id"), source=element.get("sourceRef"), target=element.get("targetRef")))
            continue
        count = element.find(f".//{NS}loopCardinality")
        timer = element.find(f".//{NS}timeDuration")
        nodes.append(
            Node(
                id=element.get("id"),
                kind=kind,
                name=element.get("name") or "",
                incoming=[item.text for item in element.findall(f"{NS}incoming")],
                outgoing=[item.text for item in element.findall(f"{NS}outgoing")],
                attached_to=element.get("attachedToRef"),
                loop=None if count is None else Loop(kind="parallel", cardinality=Expression(text=count.text)),
                event=None
                if timer is None
                else EventDefinition(kind="timer", timer=TimerText(kind="duration", text=timer.text)),
            )
        )
    return Graph(process=process.get("id"), name=process.get("name") or "", nodes=nodes, flows=flows)


def case(name: str, **changes: Any) -> tuple[Graph, Scenario]:
    """The process and the scenario `tests/data/simulation/<name>.json`."""
    scenario = read_scenario((FOLDER / f"{name}.json").read_bytes(), f"{name}.json")
    return graph_of(scenario.process), scenario.model_copy(update=changes)


def run(name: str, **changes: Any) -> tuple[SimulationResult, list[WorkRecord]]:
    """The result of a scenario file, and the trace of its first replication by case."""
    trace: list[WorkRecord] = []
    result = simulate(*case(name, **changes), trace=trace)
    return result, sorted(trace, key=lambda record: (record.case, record.started))


class Drawn:
    """A graph built by hand: `Drawn().node("A", "task").flow("f", "A", "B")`."""

    def __init__(self) -> None:
        self._nodes: dict[str, dict[str, Any]] = {}
        self._flows: list[Flow] = []

    def node(self, node_id: str, kind: str, **more: Any) -> Drawn:
        self._nodes[node_id] = {"id": node_id, "kind": kind, **more}
        return self

    def flow(self, flow_id: str, source: str, target: str, condition: str | None = None) -> Drawn:
        expression = None if condition is None else Expression(text=condition)
        self._flows.append(Flow(id=flow_id, source=source, target=target, condition=expression))
        return self

    def line(self, *ids: str) -> Drawn:
        """Flows from each to the next, called `source-target`."""
        for source, target in pairwise(ids):
            self.flow(f"{source}-{target}", source, target)
        return self

    @property
    def graph(self) -> Graph:
        nodes = [
            Node(
                **node,
                incoming=[flow.id for flow in self._flows if flow.target == node["id"]],
                outgoing=[flow.id for flow in self._flows if flow.source == node["id"]],
            )
            for node in self._nodes.values()
        ]
        return Graph(process="Process_1", nodes=nodes, flows=self._flows)


def a_scenario(**parts: Any) -> Scenario:
    """A scenario of JSON parts; one case at time 0 unless `arrivals` says otherwise."""
    parts.setdefault("arrivals", [{"times": ["PT0S"]}])
    return Scenario.model_validate({"start": "2026-03-02T00:00:00+08:00", **parts})


def constant(text: str | float) -> dict[str, Any]:
    return {"constant": {"value": text}}
