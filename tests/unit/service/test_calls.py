"""A call to a system outside is written down before it is made, made when nothing is being written, and never made
again without asking."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from runner.core.errors import StoreError
from runner.service import Service, calling
from tests.helpers.office import CLOCK
from tests.helpers.store_load import Ledger, a_ledger, call_in_earnest, process


class Killed(BaseException):
    """The process ends here."""


def asked_case(path: Path, ledger: Ledger) -> tuple[Service, str, int]:
    service = Service(str(path), clock=CLOCK, reach=ledger.reach())
    call_in_earnest(service)
    case = service.start(service.deploy(process()), "zhang", {"n": 0, "own": "a"})
    return service, case, service.open_tasks(case)[0].task


def rows(service: Service, case: str) -> list[dict[str, Any]]:
    with service.store.transaction() as tx:
        return tx.rows("call", instance=case)


def test_intent_and_result_stand_around_the_call_and_nothing_is_locked_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "store.sqlite"
    with a_ledger() as ledger:
        service, case, task = asked_case(path, ledger)
        seen: list[str] = []

        def looking(room: Any, call: calling.Noted, answer: Any) -> None:
            seen.extend(row["state"] for row in room.tx.rows("call", instance=case))
            taken(room, call, answer)

        taken = calling.take
        monkeypatch.setattr(calling, "take", looking)
        service.complete(task, "li", {})
        assert seen == ["asking"]
        [row] = rows(service, case)
        assert (row["state"], row["system"], row["operation"]) == ("answered", "ledger", "book")
        assert row["request"] == '{"n":0}'
        assert ledger.calls == {row["key"]: 1}
        assert service.variables(case)["booked"] == 1
        assert [line.payload["by"] for line in service.history(case) if line.kind == "asked"] == ["http"]
        service.close()


def killed_while_asking(path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> str:
    """A case whose call was made, and its answer never written."""
    service, case, task = asked_case(path, ledger)

    def dies(*_arguments: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(calling, "take", dies)
        with pytest.raises(Killed):
            service.complete(task, "li", {})
    service.close()
    with closing(sqlite3.connect(path)) as raw, raw:  # the process that asked is gone
        raw.execute("UPDATE call SET owner = 'elsewhere/1/x', until = '2020-01-01T00:00:00+00:00'")
    return case


@pytest.mark.parametrize(("how", "data", "calls", "booked"), [
    ("retry", None, 2, 1), ("by-hand", {"number": 42}, 1, 42), ("skip", {"booked": 7}, 1, 7),
])  # fmt: skip
def test_a_lost_call_is_an_incident_and_the_person_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str, data: Any, calls: int, booked: int
) -> None:
    path = tmp_path / "store.sqlite"
    with a_ledger() as ledger:
        case = killed_while_asking(path, ledger, monkeypatch)
        service = Service(str(path), reach=ledger.reach())
        assert service.case_status(case) == "incident"
        assert sum(ledger.calls.values()) == 1
        [task] = service.open_tasks(case)
        [problem] = service.case(case).problems
        assert (task.kind, problem.code, problem.params["system"]) == ("incident", "run.call-unsure", "ledger")
        service.answer(task.task, how, data)
        assert sum(ledger.calls.values()) == calls and len(ledger.calls) == 1  # the same key, whatever is decided
        assert service.variables(case)["booked"] == booked
        assert service.case_status(case) == "running"
        assert [row["state"] for row in rows(service, case)] == ["unsure", "answered"][:calls]
        service.close()


def test_who_goes_back_to_the_middle_of_a_call_is_asked_what_to_do(tmp_path: Path) -> None:
    with a_ledger() as ledger:
        service = Service(str(tmp_path / "store.sqlite"), clock=CLOCK, reach=ledger.reach(), keeps_moments=True)
        call_in_earnest(service)
        case = service.start(service.deploy(process()), "zhang", {"n": 0, "own": "a"})
        service.complete(service.open_tasks(case)[0].task, "li", {})
        service.rehearsing().back(case, 2)  # the act of the person; the answer was the third
        assert service.case_status(case) == "incident" and sum(ledger.calls.values()) == 1
        service.answer(service.open_tasks(case)[0].task, "by-hand", {"number": 5})
        assert service.variables(case)["booked"] == 5 and sum(ledger.calls.values()) == 1
        service.close()


def test_a_call_of_a_process_that_still_runs_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "store.sqlite"
    with a_ledger() as ledger:
        case = killed_while_asking(path, ledger, monkeypatch)
        with closing(sqlite3.connect(path)) as raw, raw:
            raw.execute("UPDATE call SET owner = ?, until = '2999-01-01T00:00:00+00:00'", (calling.new_owner(),))
        service = Service(str(path), reach=ledger.reach())
        assert service.case_status(case) == "running"
        assert [row["state"] for row in rows(service, case)] == ["asking"]
        service.close()


def test_an_answer_that_cannot_be_written_is_in_doubt_at_the_next_act(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_ledger() as ledger:
        service, case, task = asked_case(tmp_path / "store.sqlite", ledger)

        def full(*_arguments: object) -> None:
            raise StoreError("store.failed", cause="full")

        with monkeypatch.context() as patch:
            patch.setattr(calling, "take", full)
            with pytest.raises(StoreError):
                service.complete(task, "li", {})
        service.advance("PT1M")
        assert service.case_status(case) == "incident"
        assert sum(ledger.calls.values()) == 1
        service.close()
