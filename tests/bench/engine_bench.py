"""How fast the engine takes automatic steps, by length of a loop and number of parallel runs."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from runner.bundle.graph import Graph
from runner.engine.instance import Instance
from runner.engine.model import Model
from tests.helpers.graphs import A, loop, script

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def passes(count: int) -> Graph:
    """A loop of merge, script and split."""
    return (
        A().start().xor("m").node("scriptTask", "T", script=script(n="n + 1")).xor("g", "g_E").end()
        .chain("S", "m", "T", "g").flow("g", "m", f"n < {count}").flow("g", "E").graph()
    )  # fmt: skip


def line(count: int) -> Graph:
    """Scripts in a row."""
    builder = A().start()
    names = [f"T{number}" for number in range(count)]
    for name in names:
        builder.node("scriptTask", name, script=script(n="n + 1"))
    return builder.end().chain("S", *names, "E").graph()


def many(count: int) -> Graph:
    """One script, many parallel runs."""
    each = loop("parallel", cardinality=str(count))
    return (
        A()
        .start()
        .node("scriptTask", "T", script=script(x="loopCounter"), loop=each)
        .end()
        .chain("S", "T", "E")
        .graph()
    )


def rate(graph: Graph) -> float:
    """Nodes entered per second of processor time."""
    case = Instance(Model.of([graph]), "p", key="bench", now=NOW)
    case.start(None, {"n": 0})
    before = time.process_time()
    steps = case.run(budget=1_000_000)
    spent = time.process_time() - before
    assert case.status == "completed"
    return steps / spent


def rows() -> list[dict[str, Any]]:
    """Rows for the table of `make bench`."""
    cases: list[tuple[str, Callable[[int], Graph], tuple[int, ...]]] = [
        ("loop", passes, (1000, 10_000)),
        ("line", line, (1000,)),
        ("parallel runs", many, (1000,)),
    ]
    return [
        {"name": "engine steps", "size": f"{name} {size}", "value": round(rate(make(size))), "unit": "tasks/s",
         "peer": None, "peer_value": None, "ratio": None}
        for name, make, sizes in cases
        for size in sizes
    ]  # fmt: skip
