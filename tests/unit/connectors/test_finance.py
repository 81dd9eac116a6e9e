"""The budget check and the payment of an expense claim, against a stand-in and against a server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from runner.connectors.connected import ConnectedDesk
from runner.connectors.connections import Connections
from tests.helpers.finance import DICTIONARY, SYSTEMS, Finance, claim, finance
from tests.unit.engine.driver import Driver


@pytest.fixture
def server() -> Iterator[Finance]:
    with finance() as running:
        yield running


def run(desk: Any, total: float = 300, *, saving: bool = False, retry: int = 2) -> Driver:
    case = Driver(claim(retry=retry), desk=desk, saving=saving)
    return case.start(department="sales", total=total, account="6222 01")


def trouble(case: Driver) -> tuple[str, str]:
    """Code and cause of the one incident."""
    [one] = case.open()
    return one.element, one.data["params"]["cause"]


def asked(case: Driver) -> list[tuple[str, str, bool]]:
    """Step, who answered, and whether in place of another: as the history tells it."""
    return [(one.element, one.data["by"], one.data["instead"]) for one in case.log if one.kind == "asked"]


@pytest.mark.parametrize("real", [False, True])
def test_one_model_runs_with_the_stand_in_and_with_the_system(server: Finance, real: bool) -> None:
    desk = server.desk() if real else ConnectedDesk("c-1", SYSTEMS, DICTIONARY)
    case = run(desk)
    assert case.case.ends == ["Paid"]
    found = case.case.variables
    assert (found["left"], found["kind"], found["number"]) == (700 if real else 500, "running", "P1")
    assert len(server.asked) == (2 if real else 0)


def test_a_call_carries_converted_fields_and_translated_codes(server: Finance) -> None:
    run(server.desk(headers={"X-Office": "qc"}))
    (way, path, headers, nothing), (paying, to, _headers, body) = server.asked
    assert (way, path, nothing) == ("GET", "/api/budgets/D%2010%2FA?amount=300", None)
    assert headers["x-office"] == "qc"
    assert (paying, to, body) == (
        "POST",
        "/api/payments",
        {"payee": {"account": "6222 01"}, "amount": "300", "day": "2026-03-02"},
    )


def test_without_the_users_leave_nothing_goes_out(server: Finance) -> None:
    case = run(replace(server.desk(), hosts=frozenset()))
    assert case.case.ends == ["Paid"]
    assert server.asked == []
    assert asked(case) == [("Check", "mock", True), ("Pay", "mock", True)]


def test_history_says_who_answered(server: Finance) -> None:
    assert asked(run(server.desk())) == [("Check", "http", False), ("Pay", "http", False)]
    assert asked(run(server.desk(use="mock"))) == [("Check", "mock", False), ("Pay", "mock", False)]


def test_a_way_that_nobody_knows_is_refused_and_not_stood_in_for(server: Finance) -> None:
    case = run(server.desk(use="telex"))
    assert trouble(case) == ("Check", "connect.unknown-use")


def test_a_short_budget_goes_the_way_of_its_error(server: Finance) -> None:
    case = run(server.desk(), 5000)
    assert case.case.ends == ["Short"]
    assert len(server.asked) == 1  # a refusal is not tried again
    assert not server.paid


def test_a_fault_is_tried_again_after_growing_pauses_of_the_clock(server: Finance) -> None:
    server.odd["/api/budgets"] = [(500, b""), (503, b"")]
    case = run(server.desk(backoff=4), saving=True)
    begin = case.case.now
    assert len(server.asked) == 1
    case.wait(seconds=3)
    assert len(server.asked) == 1
    case.wait(seconds=1)
    assert len(server.asked) == 2
    case.wait(seconds=7)
    assert len(server.asked) == 2
    case.wait(seconds=1)
    assert case.case.ends == ["Paid"]
    assert (case.case.now - begin).total_seconds() == 12
    keys = {headers["idempotency-key"] for _, path, headers, _ in server.asked if "budgets" in path}
    assert len(keys) == 1


def test_a_fault_that_stays_is_an_incident_that_can_be_tried_again(server: Finance) -> None:
    server.odd["/api/budgets"] = [(500, b"")] * 2
    case = run(server.desk(backoff=0), retry=1)
    assert case.status == "incident"
    assert trouble(case) == ("Check", "connect.server")
    case.case.retry(case.open()[0].token)
    case.rest()
    assert case.case.ends == ["Paid"]


@pytest.mark.parametrize("saving", [False, True])
def test_a_payment_whose_answer_got_lost_is_made_once(server: Finance, saving: bool) -> None:
    server.forgetful = 2
    case = run(server.desk(backoff=0), saving=saving)
    assert case.case.ends == ["Paid"]
    assert len([one for one in server.asked if "payments" in one[1]]) == 3
    assert list(server.paid.values()) == [{"number": "P1"}]


def test_the_same_case_played_again_pays_once_and_another_case_pays_for_itself(server: Finance) -> None:
    for case in ("c-1", "c-1", "c-2"):
        run(server.desk(case))
    assert len(server.paid) == 2


def test_no_answer_in_time(server: Finance) -> None:
    server.silent = threading.Event()
    case = run(server.desk(timeout=0.05, backoff=0), retry=0)
    assert trouble(case) == ("Check", "connect.timeout")


@pytest.mark.parametrize(
    "body", [b"{}", b"[]", b"not json", b'{"left": "many"}', b'{"left": 1, "account": {"kind": "?"}}', b"[" * 90_000,
             b'{"left": NaN}'],
)  # fmt: skip
def test_an_answer_of_the_wrong_shape_is_refused_and_writes_nothing(server: Finance, body: bytes) -> None:
    server.odd["/api/budgets"] = [(200, body)]
    case = run(server.desk())
    assert trouble(case) == ("Check", "connect.shape")
    assert "left" not in case.case.variables
    assert len(server.asked) == 1


def test_too_large_an_answer_is_not_taken_in(server: Finance) -> None:
    server.odd["/api/budgets"] = [(200, b" " * 5000)]
    assert trouble(run(server.desk(max_bytes=4999)))[1] == "connect.too-large"


def test_a_redirect_is_not_followed(server: Finance) -> None:
    server.odd["/api/budgets"] = [(307, b"http://127.0.0.1:9/elsewhere")]
    assert trouble(run(server.desk()))[1] == "connect.redirect"
    assert len(server.asked) == 1


def test_a_code_that_the_system_does_not_know_never_goes_out(server: Finance) -> None:
    case = Driver(claim(), desk=server.desk()).start(department="lab", total=1, account="1")
    assert trouble(case) == ("Check", "connect.input")
    assert server.asked == []


def test_a_system_out_of_reach() -> None:
    with finance() as gone:
        desk = gone.desk(backoff=0)
    case = run(desk)
    assert trouble(case) == ("Check", "connect.unreachable")


def test_a_step_that_asks_an_unknown_system() -> None:
    case = run(ConnectedDesk("c-1", connections=Connections()))
    assert trouble(case) == ("Check", "connect.unknown")
