"""A case that does not come to rest is stopped by steps, by time, and by memory; everything else goes on."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest

from runner.service import Service
from runner.service.worker import Worker
from tests.helpers.graphs import A, script
from tests.helpers.office import CLOCK, office

ROOT = Path(__file__).resolve().parents[3]
ENDLESS = (
    A("endless").start().xor("m").node("scriptTask", "T", script=script(n="n + 1")).xor("g", "g_E").end()
    .chain("S", "m", "T", "g").flow("g", "m", "n > 0").flow("g", "E").bundle(organization=office())
)  # fmt: skip
PLAIN = A().start().user("T", "user:li").end().chain("S", "T", "E").bundle(organization=office())


@pytest.mark.parametrize(
    ("service", "code"),
    [
        (lambda path: Service(path, clock=CLOCK, budget=1_000), "run.budget"),
        (lambda path: Service(path, clock=CLOCK, seconds=500, monotonic=count().__next__), "run.time"),
    ],
    ids=["steps", "time"],
)
def test_a_loop_without_a_way_out_is_an_incident_and_others_go_on(tmp_path: Path, service, code: str) -> None:  # type: ignore[no-untyped-def]
    made = service(str(tmp_path / "store.sqlite"))
    endless = made.start(made.deploy(ENDLESS), "zhang", {"n": 0})
    assert made.case_status(endless) == "budget"
    assert [one.code for one in made.case(endless).problems] == [code]
    reached = made.variables(endless)["n"]
    assert 50 < reached < 1_000
    other = made.start(made.deploy(PLAIN), "zhang")
    made.complete(made.open_tasks(other)[0].task, "li", {})
    assert made.case_status(other) == "completed"
    made.operate_case("withdraw", endless, "zhang")
    assert made.case_status(endless) == "completed"
    made.close()


def test_the_process_takes_no_more_memory_than_it_may() -> None:
    program = (
        "from runner.service.limits import limit_memory\n"
        "assert limit_memory(400 * 1024**2)\n"
        "try:\n    bytearray(10**9)\nexcept MemoryError:\n    print('refused')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )  # our own program
    if "assert" in done.stderr:
        pytest.skip("this system has no such limit")
    assert done.stdout == "refused\n", done.stderr


def test_an_act_that_needs_too_much_is_refused_and_the_worker_serves_on(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [{"id": 1, "verb": "open", "args": {}}, {"id": 2, "verb": "cases", "args": {}}, {"id": 3, "verb": "ping"}]
    source = io.BytesIO(b"".join(json.dumps(one).encode() + b"\n" for one in asked))

    def too_much(*_arguments: object, **_more: object) -> None:
        raise MemoryError

    monkeypatch.setattr(Service, "cases", too_much)
    target = io.BytesIO()
    Worker(source, target).serve()
    answers = {one["id"]: one for one in map(json.loads, target.getvalue().splitlines())}
    assert answers[2]["error"]["code"] == "worker.memory" and answers[3]["result"] == "pong"
