"""A real worker process whose case takes too much: steps, time, memory, or the process itself goes. The case is there
with an incident that says what happened, others go on, and whoever asked has an answer."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from runner.bundle.bundle import Bundle
from runner.core.errors import RunError
from runner.protocol.client import WorkerClient
from tests.helpers.graphs import A, script
from tests.helpers.office import CLOCK, office

ENDLESS = "n + 1"
EVER_LARGER = "append(n, string join(for i in 1..9 return big))"
BIG = "x" * 100_000
PLAIN = A("plain").start().user("T", "user:li").end().chain("S", "T", "E").bundle(organization=office())


def runaway(text: str) -> Bundle:
    """A person first, then a loop without a way out."""
    return (
        A("runaway").start().user("P", "user:li").xor("m").node("scriptTask", "T", script=script(n=text))
        .xor("g", "g_E").end().chain("S", "P", "m", "T", "g").flow("g", "m", "true").flow("g", "E")
        .bundle(organization=office())
    )  # fmt: skip


@contextmanager
def a_worker(folder: Path, bundle: Bundle, **limits: float) -> Iterator[tuple[WorkerClient, str, str]]:
    """A worker with a case that has not begun to run away, and another one."""
    timeout = limits.pop("timeout", 120.0)
    with WorkerClient(str(folder / "store.sqlite"), clock=CLOCK, limits=limits, timeout=timeout) as worker:
        case = worker.start(worker.deploy(bundle), "zhang", {"n": 0})
        yield worker, case, worker.start(worker.deploy(PLAIN), "zhang")


def others_go_on(worker: WorkerClient, other: str) -> None:
    worker.complete(worker.open_tasks(other)[0].task, "li", {})
    assert worker.case(other).status == "completed"


def troubles(worker: WorkerClient, case: str) -> list[str]:
    return [one.code for one in worker.case(case).problems]


@pytest.mark.parametrize(
    ("limits", "code"), [({"steps": 500}, "run.budget"), ({"seconds": 0.5}, "run.time")], ids=["steps", "time"]
)
def test_too_many_steps_or_seconds_stop_the_case_where_it_is(
    tmp_path: Path, limits: dict[str, float], code: str
) -> None:
    with a_worker(tmp_path, runaway(ENDLESS), **limits) as (worker, case, other):
        worker.complete(worker.open_tasks(case)[0].task, "li", {})
        assert worker.case(case).status == "budget" and troubles(worker, case) == [code]
        assert code == "run.time" or worker.variables(case)["n"] > 50
        others_go_on(worker, other)


def is_as_before(worker: WorkerClient, case: str, before: list[str], code: str) -> None:
    """As it was, but for the incident in log and list; the person may try again."""
    assert worker.case(case).status == "budget" and troubles(worker, case) == [code]
    assert worker.variables(case)["n"] == 0
    assert [one.element for one in worker.open_tasks(case)] == before
    last = worker.history(case)[-2:]
    assert [line.kind for line in last] == ["command", "incident"]
    assert last[0].payload["verb"] == "overran" and last[1].payload["params"] == {"act": "complete"}


def test_too_much_memory_leaves_the_case_as_it_was_with_an_incident(tmp_path: Path) -> None:
    pytest.importorskip("resource", reason="this system has no limit of memory")
    with a_worker(tmp_path, runaway(EVER_LARGER), memory=900 * 1024**2) as (worker, case, other):
        before = [one.element for one in worker.open_tasks(case)]
        with pytest.raises(RunError) as caught:
            worker.complete(worker.open_tasks(case)[0].task, "li", {"big": BIG})
        assert caught.value.code in ("worker.memory", "worker.gone")
        is_as_before(worker, case, before, "run.memory" if caught.value.code == "worker.memory" else "run.ended")
        others_go_on(worker, other)


def end_it(worker: WorkerClient) -> Callable[[], None]:
    """Ends the process from outside as soon as a case is at work."""
    found = worker.pid
    assert found is not None
    return lambda: os.kill(found, signal.SIGKILL)


def test_a_worker_that_is_killed_leaves_the_case_as_it_was_with_an_incident(tmp_path: Path) -> None:
    with a_worker(tmp_path, runaway(ENDLESS), steps=10_000_000, seconds=600) as (worker, case, other):
        before = [one.element for one in worker.open_tasks(case)]
        task = worker.open_tasks(case)[0].task
        timer = threading.Timer(0.5, end_it(worker))
        timer.start()
        with pytest.raises(RunError) as caught:
            worker.complete(task, "li", {})
        timer.join()
        assert caught.value.code == "worker.gone"
        is_as_before(worker, case, before, "run.ended")
        others_go_on(worker, other)


def test_an_act_that_does_not_come_back_is_ended_and_leaves_an_incident(tmp_path: Path) -> None:
    with a_worker(tmp_path, runaway(ENDLESS), steps=10_000_000, seconds=600) as (worker, case, other):
        before = [one.element for one in worker.open_tasks(case)]
        worker.timeout = 0.5
        task = worker.call("open_tasks", timeout=60.0, case=case)[0]["task"]
        with pytest.raises(RunError) as caught:
            worker.complete(task, "li", {})
        worker.timeout = 60.0
        assert caught.value.code == "worker.timeout"
        is_as_before(worker, case, before, "run.too-long")
        others_go_on(worker, other)


def test_an_act_that_was_written_before_the_worker_went_is_no_incident(tmp_path: Path) -> None:
    with a_worker(tmp_path, runaway(ENDLESS)) as (worker, _case, other):
        worker._lost.append({"case": other, "command": 0, "act": "start", "code": "run.ended"})
        worker.kill()
        assert worker.case(other).status == "running" and not troubles(worker, other)
        others_go_on(worker, other)
