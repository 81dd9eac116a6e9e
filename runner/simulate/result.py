"""The result of a simulation (docs/formats.md section 5): durations in seconds, intervals 95 % over replications."""

from __future__ import annotations

from typing import Any, Literal

from runner.core.i18n import LocalText
from runner.data.model import Value

Interval = tuple[float, float]


class Warned(Value):
    """Something to know before believing the numbers."""

    code: str
    severity: str = "warning"
    element: str | None = None
    params: dict[str, str] = {}
    message: str = ""
    hint: str = ""


class Estimate(Value):
    """A mean with its interval (None with one replication)."""

    mean: float = 0.0
    ci: Interval | None = None


class Spread(Estimate):
    """A mean with its interval, and percentiles over cases."""

    p50: float = 0.0
    p90: float = 0.0
    p95: float = 0.0
    p99: float = 0.0


class Queue(Value):
    """How many pieces of work wait: mean over time, and the most."""

    mean: float = 0.0
    ci: Interval | None = None
    max: int = 0


class PoolResult(Value):
    """A pool: share of its working time in which it is busy, queue, wait for it in seconds. `name` only where it is
    a person of the organisation (`user:ID`)."""

    utilisation: Estimate = Estimate()
    queue: Queue = Queue()
    wait: Estimate = Estimate()
    capacity: int = 1
    name: LocalText = ""


class ActivityResult(Value):
    """An activity: visits per counted case, wait and working time per visit in seconds, cost per case."""

    visits: float = 0.0
    wait: Estimate = Estimate()
    duration: Estimate = Estimate()
    cost: float = 0.0


class Samples(Value):
    """The mean of each replication, in seconds, for comparing two results pair by pair."""

    cycle: list[float] = []
    waiting: list[float] = []
    work: list[float] = []
    off_shift: list[float] = []
    cost: list[float] = []
    p95: list[float] = []
    utilisation: dict[str, list[float]] = {}
    wait: dict[str, list[float]] = {}


class SimulationResult(Value):
    """What a scenario came to.

    `cases` is the number of cases of one replication, `counted` the number behind the figures, all
    replications together; `queue_series` is the mean queue of the first replication in equal steps of
    `series_step` seconds; `histogram` that of the cycle time in seconds.
    """

    format_version: Literal[1] = 1
    name: str = ""
    cases: int = 0
    counted: int = 0
    replications: int = 1
    seed: int = 1
    backend: Literal["python", "kernel"] = "python"
    table_hash: str = ""
    currency: str = "CNY"
    warnings: list[Warned] = []
    cycle: Spread = Spread()
    waiting: Spread = Spread()
    work: Spread = Spread()
    off_shift: Spread = Spread()
    cost: Spread = Spread()
    pools: dict[str, PoolResult] = {}
    activities: dict[str, ActivityResult] = {}
    flows: dict[str, float] = {}
    throughput_per_hour: float = 0.0
    simulated_seconds: float = 0.0
    samples: Samples = Samples()
    histogram: dict[str, Any] = {}
    queue_series: dict[str, list[float]] = {}
    series_step: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """The JSON value with camelCase keys."""
        return self.model_dump(mode="json", by_alias=True)
