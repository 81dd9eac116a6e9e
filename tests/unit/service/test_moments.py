"""A moment is put together from what each command has written, and is all that the case was then."""

from __future__ import annotations

from pathlib import Path

from runner.service import Service, moments
from tests.helpers.case_kills import process, step
from tests.helpers.office import CLOCK


def test_every_moment_is_the_whole_case_as_it_was(tmp_path: Path) -> None:
    service = Service(str(tmp_path / "store.sqlite"), clock=CLOCK, keeps_moments=True)
    model = service.deploy(process())
    cases = [service.start(model, "zhang", {"n": 0}, seed=str(number)) for number in range(2)]
    then: dict[tuple[str, int], moments.Rows] = {}
    for turn in range(40):
        step(service, cases[turn % 2])
        with service.store.transaction() as tx:
            for case in cases:
                then[case, tx.last_command(case)] = moments.read(tx, case)
        if turn == 25:
            service.moments.forget()
    with service.store.transaction() as tx:
        for (case, command), rows in then.items():
            found = moments.moment(tx, case, command)
            assert found is not None
            assert {name: part for name, part in found.items() if part} == {
                n: part for n, part in rows.items() if part
            }
        wholes = [row for case in cases for row in tx.rows("moment", instance=case) if row["base"] is None]
    assert len(wholes) == 4
    service.close()
