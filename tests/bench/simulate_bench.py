"""The simulator measured: cases and pieces of work a CPU second, keyed draws, on models of growing size.

The peer is the published figure of Prosimos 2.1.0 for the same loan model and one machine of the same kind,
per CPU second; nothing of it runs here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, process_time

from runner.bundle.graph import Flow, Graph, Node
from runner.simulate import Scenario, simulate
from runner.simulate.random import Purpose, stream, uniform
from tests.unit.simulate.models import case

Row = dict[str, object]
PROSIMOS_LOAN = 1230.0
SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "samples" / "office"


def row(name: str, size: int, value: float, unit: str, peer: str | None = None, peer_value: float = 0.0) -> Row:
    """One row of the table."""
    return {
        "name": name, "size": size, "value": round(value, 1), "unit": unit, "peer": peer,
        "peer_value": peer_value if peer else None, "ratio": round(value / peer_value, 1) if peer else None,
    }  # fmt: skip


def cases_a_second(graph: Graph, scenario: Scenario) -> tuple[float, float]:
    """Cases and pieces of work a CPU second, best of three."""
    best = (0.0, 0.0)
    for _turn in range(3):
        begin = process_time()
        result = simulate(graph, scenario)
        spent = process_time() - begin
        cases = result.cases * result.replications
        works = sum(item.visits for item in result.activities.values()) * cases
        best = max(best, (cases / spent, works / spent))
    return best


def line_of(count: int) -> tuple[Graph, Scenario]:
    """A process of `count` steps in a line, each with its own pool at 80 %."""
    ids = ["S", *(f"T{index}" for index in range(count)), "E"]
    kinds = ["startEvent", *["task"] * count, "endEvent"]
    flows = [Flow(id=f"F{i}", source=ids[i], target=ids[i + 1]) for i in range(count + 1)]
    nodes = [
        Node(id=key, kind=kind, outgoing=[f"F{place}"] if place <= count else [], incoming=[f"F{place - 1}"][:place])
        for place, (key, kind) in enumerate(zip(ids, kinds, strict=True))
    ]
    scenario = Scenario.model_validate(
        {
            "cases": 10_000,
            "replications": 1,
            "pools": [{"id": f"p{index}", "capacity": 1} for index in range(count)],
            "arrivals": [{"at": "S", "every": {"exponential": {"mean": 1.25}}}],
            "activities": {
                f"T{index}": {"duration": {"exponential": {"mean": 1}}, "pools": [f"p{index}"]}
                for index in range(count)
            },
        }
    )
    return Graph(process="line", nodes=nodes, flows=flows), scenario


def rows() -> Iterator[Row]:
    """All measurements of this part."""
    key = stream(1, 0, "T", Purpose.DURATION)
    begin = perf_counter()
    for index in range(200_000):
        uniform(key + index)
    yield row("simulate: keyed draws", 200_000, 200_000 / (perf_counter() - begin), "draws/s")
    graph, scenario = case("s1", cases=20_000, replications=1)
    yield row("simulate: M/M/1", 20_000, cases_a_second(graph, scenario)[0], "cases/s")
    graph, scenario = case("s15", cases=10_000, replications=1)
    cases, works = cases_a_second(graph, scenario)
    yield row("simulate: loan", 10_000, cases, "cases/s", "Prosimos 2.1.0 (published)", PROSIMOS_LOAN)
    yield row("simulate: loan", 10_000, works, "works/s")
    cases, works = cases_a_second(*line_of(10))
    yield row("simulate: 10 steps in a line", 10_000, cases, "cases/s")
    yield row("simulate: 10 steps in a line", 10_000, works, "works/s")
    yield from _leave()


def _leave() -> Iterator[Row]:
    from modeler.compile import compile_process
    from modeler.document.io import open_document
    from modeler.document.workspace import open_workspace
    from runner.simulate import read_scenario

    workspace = open_workspace(SAMPLE)
    document = open_document(SAMPLE / "processes" / "leave.bpmn")
    try:
        bundle = compile_process(document, workspace).bundle
    finally:
        document.close()
    if bundle is None:
        return
    scenario = read_scenario((SAMPLE / "scenarios" / "leave-usual.json").read_bytes(), "leave-usual.json")
    scenario = scenario.model_copy(update={"cases": 10_000, "replications": 1})
    begin = process_time()
    simulate(bundle, scenario)
    yield row("simulate: leave, office hours", 10_000, 10_000 / (process_time() - begin), "cases/s")
