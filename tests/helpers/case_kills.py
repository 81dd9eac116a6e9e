"""Kills a process in the middle of its commands on a case and compares what is left with its own history."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

from runner.bundle.bundle import Bundle
from runner.protocol.values import CaseView
from runner.service import Service
from tests.helpers.graphs import A, mock, script
from tests.helpers.office import CLOCK, office

ROOT = Path(__file__).resolve().parents[2]


def process() -> Bundle:
    """A loop with a user task, a script, a sub-process and a delayed service: much to lose."""
    return (
        A().start().xor("m").user("A", "user:li").node("scriptTask", "N", script=script(n="n + 1"))
        .sub("P").start("S2").fork("f").user("B", "user:wang").user("C", "user:chen").fork("j").end("E2")
        .chain("S2", "f", "B", "j", "E2").chain("f", "C", "j").up()
        .node("serviceTask", "V", service=mock("{last: n}", "PT1H")).xor("g", "g_E").end()
        .chain("S", "m", "A", "N", "P", "V", "g").flow("g", "m", "n < 1000").flow("g", "E")
        .bundle(organization=office())
    )  # fmt: skip


def step(service: Service, case: str) -> None:
    """One command: complete the first open task, else let time pass."""
    tasks = service.open_tasks(case)
    if tasks:
        service.complete(tasks[0].task, tasks[0].user or "li", {"by": tasks[0].element})
    else:
        service.advance("next timer")


def work(url: str) -> None:
    """What the child does until it is killed."""
    service = Service(url, clock=CLOCK)
    case = service.start(service.deploy(process()), "zhang", {"n": 0}, seed="k")
    while True:
        sys.stdout.write("x")
        sys.stdout.flush()
        step(service, case)


def kill_once(folder: Path, rng: Random) -> None:
    """Start a child, kill it after a random number of commands, and compare."""
    url = str(folder / f"store{rng.random()}.sqlite")
    code = f"from tests.helpers.case_kills import work; work({url!r})"
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.read(rng.randint(1, 60))
        child.kill()
    service = Service(url)
    case = service.cases()[0].case
    left, history = service.case(case), service.history(case)
    commands = [line for line in history if line.kind == "command"]
    assert [line.n for line in history] == list(range(1, len(history) + 1))
    assert facts(left) == facts(replay(len(commands) - 1))
    for _ in range(6):  # and it goes on
        step(service, case)
    service.close()


def replay(count: int) -> CaseView:
    """The same case after so many commands, undisturbed."""
    service = Service(clock=CLOCK)
    case = service.start(service.deploy(process()), "zhang", {"n": 0}, seed="k")
    for _ in range(count):
        step(service, case)
    view = service.case(case)
    service.close()
    return view


def facts(view: CaseView) -> object:
    """What must be equal: all but ids that are each store's own."""
    return view.model_dump(exclude={"case", "open"}), [(item.element, item.user) for item in view.open]
