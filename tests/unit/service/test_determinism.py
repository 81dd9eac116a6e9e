"""Two runs with one seed and one script write the same log, to the byte."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from runner.bundle.bundle import Bundle
from runner.service import Service
from tests.helpers.case_kills import process, step
from tests.helpers.graphs import A, loop, mock, script, timer
from tests.helpers.office import CLOCK, office


def chancy() -> Bundle:
    """Services that fail and take their time by chance, runs side by side, timers, a pool."""
    return (
        A().start().node("serviceTask", "V", service=mock("{v: 1}", "PT1S..PT9S", 0.5, retry=9))
        .user("M", "user:li", loop=loop("parallel", cardinality="3")).boundary("X", "M", timer("R3/PT1H", "cycle"),
        interrupting=False).node("scriptTask", "N", script=script(n="v + 1")).end("EX")
        .user("B", "user:wang").end().chain("S", "V", "M", "B", "E").chain("X", "N", "EX")
        .bundle(organization=office())
    )  # fmt: skip


def log_of(path: Path, bundle: Bundle, seed: str, *, reopen: bool) -> bytes:
    """The whole log after forty acts of one script; only what tells one store from another is taken out."""
    fixed = datetime(2026, 3, 2, tzinfo=UTC)
    service = Service(str(path), clock=CLOCK, real_now=lambda: fixed)
    case = service.start(service.deploy(bundle), "zhang", {"n": 0}, seed=seed)
    for _ in range(40):
        if service.case_status(case) != "running" or not (service.open_tasks(case) or service.due()):
            break
        step(service, case)
        if reopen:
            service.close()
            service = Service(str(path), real_now=lambda: fixed)
    lines = [line.model_dump() for line in service.history(case)]
    with service.store.transaction() as tx:
        state = tx.load_state(case)
    service.close()
    return json.dumps([lines, state], ensure_ascii=False).replace(case, "CASE").encode()


@pytest.mark.parametrize("bundle", [process(), chancy()], ids=["loop", "chance"])
def test_two_runs_of_one_seed_and_script_write_the_same_bytes(tmp_path: Path, bundle: Bundle) -> None:
    first = log_of(tmp_path / "first.sqlite", bundle, "seed", reopen=False)
    assert len(first) > 5_000
    assert log_of(tmp_path / "second.sqlite", bundle, "seed", reopen=False) == first
    assert log_of(tmp_path / "third.sqlite", bundle, "seed", reopen=True) == first


def test_another_seed_is_another_run(tmp_path: Path) -> None:
    made = {log_of(tmp_path / f"{seed}.sqlite", chancy(), seed, reopen=False) for seed in ("a", "b", "c")}
    assert len(made) == 3
