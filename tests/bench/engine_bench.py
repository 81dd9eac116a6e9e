"""How fast the engine takes automatic steps, by length of a loop and number of parallel runs; and the same loop
beside SpiffWorkflow as it comes, in the same run."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from runner.bundle.graph import Graph
from runner.engine.instance import Instance
from runner.engine.model import Model
from tests.bench.rows import Row, row
from tests.helpers.graphs import A, loop, script

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]
PASSES, MANY_PASSES = 1_000, 10_000
TURNS = 3
"""The best of so many: a busy machine slows some of them."""


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


def stock(count: int) -> float:
    """Nodes per second of processor time that SpiffWorkflow takes by itself in the loop of `passes`."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.stock", str(count)], cwd=ROOT, capture_output=True, text=True, check=True
    )  # our own program
    return (3 * count + 2) / float(done.stdout)


def beside(count: int = PASSES, most: int = MANY_PASSES) -> list[Row]:
    """Our loop beside the stock one, and how its speed holds where it is ten times as long."""
    turns = [(rate(passes(count)), rate(passes(most))) for _ in range(TURNS)]  # by turns: both have the same machine
    few, many = (max(several) for several in zip(*turns, strict=True))
    return [
        row("engine loop", count, few, "tasks/s", "SpiffWorkflow", stock(count)),
        row("engine loop: 1,000 tasks", most, 1_000_000 / many),
        row("engine loop: slower by", most, few / many, "times"),
    ]


def rows() -> list[Row]:
    """Rows for the table of `make bench`."""
    cases: list[tuple[str, Callable[[int], Graph], tuple[int, ...]]] = [
        ("line", line, (1000,)),
        ("parallel runs", many, (1000,)),
    ]
    found = [
        row("engine steps", f"{name} {size}", rate(make(size)), "tasks/s")
        for name, make, sizes in cases
        for size in sizes
    ]
    return [*beside(), *found]
