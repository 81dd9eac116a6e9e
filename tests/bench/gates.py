"""What the product has to reach: as many times better than the peer, or within so much, whatever the file's size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.bench.rows import Row

COMPARED = (1000, 5000)
"""Below, both sides are smooth; what is compared there is processor time and start-up."""


@dataclass(frozen=True)
class Gate:
    """Rows of this name and these sizes reach at least `ratio`, or stay at or under `limit` of their unit."""

    name: str
    sizes: tuple[int, ...]
    ratio: float | None = None
    limit: float | None = None

    @property
    def asked(self) -> str:
        """The requirement in short."""
        return f"at least {self.ratio:g}x" if self.ratio is not None else f"at most {self.limit:g}"


@dataclass(frozen=True)
class Verdict:
    """One gate at one size; `reached` is None where nothing was measured."""

    gate: Gate
    size: int
    reached: float | None

    @property
    def met(self) -> bool | None:
        """Whether the gate is met; None where nothing was measured."""
        if self.reached is None:
            return None
        if self.gate.ratio is not None:
            return self.reached >= self.gate.ratio
        return self.reached <= (self.gate.limit or 0.0)


GATES = (
    Gate("open to first paint", COMPARED, ratio=5),
    Gate("pan CPU, scale 1.0", COMPARED, ratio=10),
    Gate("pan CPU, scale fit", COMPARED, ratio=10),
    Gate("zoom CPU, scale 1.0", COMPARED, ratio=10),
    Gate("zoom CPU, scale fit", COMPARED, ratio=10),
    Gate("move 1, painted", COMPARED, ratio=20),
    Gate("move 100, painted", COMPARED, ratio=10),
    Gate("append, painted", COMPARED, ratio=10),
    Gate("undo of move 1, painted", COMPARED, ratio=10),
    Gate("rename, painted", COMPARED, ratio=10),
    Gate("save after one edit", COMPARED, ratio=5),
    Gate("save after many edits", COMPARED, ratio=5),
    Gate("memory with a file", COMPARED, ratio=3),
    Gate("pan, scale 1.0, p95", (10_000,), limit=8),
    Gate("pan, scale fit, p95", (10_000,), limit=8),
    Gate("zoom, scale 1.0, p95", (10_000,), limit=16.7),
    Gate("zoom, scale fit, p95", (10_000,), limit=16.7),
    Gate("move 1, painted", (10_000,), limit=8),
    Gate("rename, painted", (10_000,), limit=8),
    Gate("space over half, painted", (10_000,), limit=100),
    Gate("tidy, pool and lanes", (1000,), limit=500),
    Gate("tidy", (1000,), limit=500),
    Gate("tidy, crossings and overlaps", (100, 1000), ratio=1),
    Gate("form opened and painted", (300,), limit=250),
    Gate("the rest of its fields, longest stretch", (300,), limit=16.7),
    Gate("rows pasted and shown, longest stretch", (2000,), limit=25),
    Gate("key to picture, a number that others depend on", (300,), limit=16.7),
    Gate("cell to picture, with sums below and outside", (2000,), limit=16.7),
    Gate("process tests of the leave sample", (1000,), limit=60),
    Gate("engine loop", (1000,), ratio=50),
    Gate("engine loop: 1,000 tasks", (10_000,), limit=200),
    Gate("engine loop: slower by", (10_000,), limit=1.2),
    Gate("last step by first: user loop", (10_000,), limit=2),
    Gate("last step by first: parallel runs", (1000,), limit=2),
    Gate("last step by first: nested sub-processes", (100,), limit=2),
    Gate("start-up with a file beside a bare window", (0,), ratio=0.5),
)


def judged(rows: Iterable[Row], gates: Iterable[Gate] = GATES) -> Iterator[Verdict]:
    """Every gate at every size it names."""
    found = {(row["name"], row["size"]): row for row in rows}
    for gate in gates:
        for size in gate.sizes:
            row = found.get((gate.name, size))
            reached = None if row is None else row["ratio"] if gate.ratio is not None else row["value"]
            yield Verdict(gate, size, reached)
