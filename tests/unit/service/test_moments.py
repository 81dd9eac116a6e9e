"""A moment is put together from what each command has written, and is all that the case was then."""

from __future__ import annotations

from pathlib import Path

from runner.service import Service, moments
from tests.helpers.case_kills import process, step
from tests.helpers.graphs import A, message
from tests.helpers.office import CLOCK, office
from tests.helpers.store_load import consistent


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


def test_what_was_sent_later_waits_until_the_case_that_went_back_goes_on(tmp_path: Path) -> None:
    waits = (
        A().start().node("receiveTask", "R", event=message("go")).user("T", "user:li").end()
        .chain("S", "R", "T", "E").bundle(organization=office())
    )  # fmt: skip
    service = Service(str(tmp_path / "store.sqlite"), clock=CLOCK, keeps_moments=True)
    case = service.start(service.deploy(waits), "zhang")
    assert service.message("go") and not service.message("go")
    service.rehearsing().back(case, 1)
    assert [one.element for one in service.case(case).tokens] == ["R"]
    consistent(service, case)
    service.advance("PT1M")
    assert [one.element for one in service.case(case).tokens] == ["T"]
    consistent(service, case)
    service.close()
