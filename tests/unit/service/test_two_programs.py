"""Two programs that work on one store see what the other did, and lose nothing of it."""

from __future__ import annotations

from pathlib import Path

from runner.service import Service
from tests.helpers.case_kills import process
from tests.helpers.office import CLOCK
from tests.helpers.store_load import consistent


def test_two_programs_take_turns_on_one_case(tmp_path: Path) -> None:
    path = str(tmp_path / "store.sqlite")
    programs = [Service(path, clock=CLOCK, keeps_moments=True), Service(path, keeps_moments=True)]
    case = programs[0].start(programs[0].deploy(process()), "zhang", {"n": 0})
    acts = 0
    for turn in range(30):
        program = programs[turn % 2]
        tasks = program.open_tasks(case)
        if tasks:
            program.complete(tasks[0].task, tasks[0].user or "li", {f"by{turn}": turn})
            acts += 1
        else:
            program.advance("next timer")
        for one in programs:
            consistent(one, case)
    known = [one.variables(case) for one in programs]
    assert known[0] == known[1]
    assert len([name for name in known[0] if name.startswith("by")]) == acts
    for one in programs:
        one.close()
