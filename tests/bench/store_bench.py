"""What a step costs by the length of its case's past and the number of cases beside it, in a store file and on a
PostgreSQL server.

Processor time of whole commands: deciding, writing and committing; with a server, whose time is not ours, the time
that passes. No figure may grow with the past of a case.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from modeler.cli.bundles import compile_file
from runner.bundle.bundle import Bundle
from runner.service import Service
from tests.bench.rows import Row, row
from tests.helpers.graphs import A, loop, script
from tests.helpers.office import CLOCK, office
from tests.helpers.postgresql import a_server, programs

OFFICE = Path(__file__).resolve().parents[2] / "resources" / "samples" / "office"
PASSES = 10_000
RUNS = 1_000
DEPTH = 100
SIZES = (1_000, 10_000)
WINDOW = 50
"""So many commands are looked at together."""


def user_loop(passes: int) -> Bundle:
    """One step of a person, again and again."""
    return (
        A().start().xor("m").user("T", "user:li").node("scriptTask", "N", script=script(n="n + 1")).xor("g", "g_E")
        .end().chain("S", "m", "T", "N", "g").flow("g", "m", f"n < {passes}").flow("g", "E")
        .bundle(organization=office())
    )  # fmt: skip


def many_runs(count: int) -> Bundle:
    """One step of a person, many times in parallel."""
    each = loop("parallel", cardinality=str(count))
    return A().start().user("T", "user:li", loop=each).end().chain("S", "T", "E").bundle(organization=office())


def nested(depth: int) -> Bundle:
    """A step of a person in each of many sub-processes, one inside the other."""
    builder = A().start()
    before = "S"
    for level in range(depth):
        builder.user(f"T{level}", "user:li").flow(before, f"T{level}")
        builder.sub(f"P{level}").start(f"S{level}")
        before = f"S{level}"
    builder.user("T", "user:li").flow(before, "T")
    for level in reversed(range(depth)):
        builder.end(f"E{level}").flow("T" if level == depth - 1 else f"P{level + 1}", f"E{level}")
        builder.up()
        builder.flow(f"T{level}", f"P{level}")
    return builder.end().flow("P0", "E").bundle(organization=office())


@contextmanager
def a_service(on_server: bool = False) -> Iterator[Service]:
    """A service over a new store file, or a new database on a server."""
    with ExitStack() as stack:
        folder = programs() if on_server else None
        if folder is not None:
            store = stack.enter_context(a_server(folder))
        else:
            store = str(Path(stack.enter_context(TemporaryDirectory())) / "store.sqlite")
        service = Service(store, clock=CLOCK)
        stack.callback(service.close)
        yield service


def spent(act: Callable[[], object], watch: Callable[[], float] = process_time) -> float:
    """Milliseconds of processor time, or of another clock in seconds."""
    before = watch()
    act()
    return (watch() - before) * 1000


def steps(bundle: Bundle) -> list[float]:
    """Milliseconds of each step of a case up to its end; a step is that which a person does next."""
    with a_service() as service:
        case = service.start(service.deploy(bundle), "zhang", {"n": 0})
        times: list[float] = []
        waiting = [one.task for one in service.open_tasks(case)]
        while waiting:
            task = waiting.pop(0)
            times.append(spent(lambda task=task: service.complete(task, "li")))  # type: ignore[misc]  # bound at once
            if not waiting:
                waiting = [one.task for one in service.open_tasks(case)]
        assert service.case_status(case) == "completed"
        return times


def growth(name: str, size: int, bundle: Bundle) -> list[Row]:
    """The last steps, and how many times the first ones they cost."""
    times = steps(bundle)
    count = min(WINDOW, len(times) // 4)
    first, last = statistics.median(times[1 : count + 1]), statistics.median(times[-count - 1 : -1])
    return [row(f"last step: {name}", size, last), row(f"last step by first: {name}", size, last / first, "times")]


def beside(size: int, on_server: bool = False) -> list[Row]:
    """The figures of a store that holds so many live cases of the leave sample."""
    name = "live cases on a server" if on_server else "live cases"
    watch = perf_counter if on_server else process_time
    bundle, _problems = compile_file(OFFICE / "processes" / "leave.bpmn", None, OFFICE)
    assert bundle is not None
    starters = [user.id for user in bundle.organization.users if user.active][:20]
    period = {"from": "2026-03-05", "fromHalf": "am", "to": "2026-03-05", "toHalf": "pm"}
    data = {"type": "annual", "period": period, "days": 1, "reason": "rest", "handover": "zhao"}
    with a_service(on_server) as service:

        def taken(act: Callable[[], object]) -> float:
            return spent(act, watch)

        model = service.deploy(bundle)
        starts = []
        for number in range(size):
            starter = starters[number % len(starters)]
            starts.append(taken(lambda starter=starter: service.start(model, starter, dict(data))))  # type: ignore[misc]  # bound at once
        tasks = [task for task in service.open_tasks(limit=5 * WINDOW) if task.user and task.kind == "work"][:WINDOW]
        assert len(tasks) == WINDOW
        person = str(tasks[0].user)
        case = service.cases()[size // 2].case

        def restored() -> None:
            service.live.clear()
            service.case(case)

        found: list[tuple[str, list[float]]] = [
            ("start", starts[-WINDOW:]),
            ("step", [taken(lambda one=one: service.complete(one.task, str(one.user), verdict="agree"))  # type: ignore[misc]  # bound at once
                      for one in tasks]),
            ("list, 100 of all", [taken(lambda: service.cases(limit=100)) for _ in range(5)]),
            ("list, from the middle on", [taken(lambda: service.cases(after=case, limit=100)) for _ in range(5)]),
            ("list, searched", [taken(lambda: service.cases(search="nobody", limit=100)) for _ in range(5)]),
            ("list, all", [taken(service.cases) for _ in range(3)]),
            ("inbox, first 100", [taken(lambda: service.inbox(person, limit=100)) for _ in range(5)]),
            ("inbox, searched and sorted", [
                taken(lambda: service.inbox(person, search="annual", order="due", limit=100)) for _ in range(5)]),
            ("next timer", [taken(lambda: service.advance("PT1M")) for _ in range(5)]),
            ("one case", [taken(lambda: service.case(case)) for _ in range(5)]),
            ("one case, restored", [taken(restored) for _ in range(5)]),
        ]  # fmt: skip
        assert len(service.live) <= service.live.most
        return [row(f"{name}: {what}", size, statistics.median(times)) for what, times in found]


def rows() -> list[Row]:
    """Rows for the table of `make bench`."""
    found = growth("user loop", PASSES, user_loop(PASSES))
    found += growth("parallel runs", RUNS, many_runs(RUNS))
    found += growth("nested sub-processes", DEPTH, nested(DEPTH))
    for size in SIZES:
        found += beside(size)
    if programs() is not None:
        for size in SIZES:
            found += beside(size, on_server=True)
    return found
