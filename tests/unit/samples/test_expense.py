"""An expense claim checks a budget and pays: by a stand-in or by the finance system, as configuration alone says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from runner.connectors.connections import NOWHERE, Reach
from runner.core.errors import RunError
from tests.helpers.finance import Finance
from tests.helpers.sample_office import OFFICE, Played, never_reached, reach_of

ACCOUNT = "6228480000000000042"
INVOICE, OTHER = "26312000000012345678", "26312000000012345686"


class Claim(Played):
    """A claim of somebody in the east region."""

    def __init__(self, reach: Reach, amount: str, store: str = "sqlite://", **more: Any) -> None:
        rows = [{"day": "2026-02-27", "what": "高铁", "amount": amount, "invoice": INVOICE}]
        given = {
            "kind": "travel",
            "account": ACCOUNT,
            "reason": "拜访客户",
            "lines": rows,
            "total": amount,
            **more,
        }
        super().__init__("expense", given, reach=reach, store=store)


def real(server: Finance, **more: Any) -> Reach:
    return reach_of(server, "finance", **more)


def test_one_model_is_paid_by_a_stand_in_or_by_the_system(server: Finance) -> None:
    for reach, left, number in ((NOWHERE, 20000, "FK-001"), (real(server), 140, "P1")):
        claim = Claim(reach, "860.00")
        claim.do("Task_head")
        claim.do("Task_finance")
        claim.do("Task_confirm", None)
        found = claim.found
        assert (found["budgetLeft"], found["paymentNo"]) == (left, number)
        assert claim.status == "completed"
        claim.service.close()
    invoices, check, pay = server.asked
    assert invoices[3] == {"numbers": [INVOICE]}
    assert (check[0], check[1]) == ("GET", "/api/budgets/C090?amount=860")
    assert pay[3] == {"payee": {"account": ACCOUNT}, "amount": "860", "reference": "EXP-202603-0001"}


def test_without_the_users_leave_nobody_is_asked(server: Finance) -> None:
    claim = Claim(Reach(server.connections()), "860.00")
    claim.do("Task_head")
    assert claim.found["budgetLeft"] == 20000
    assert server.asked == []


def test_a_short_budget_goes_to_finance_and_then_to_whoever_may_approve_the_amount(server: Finance) -> None:
    claim = Claim(real(server), "6000.00")
    claim.do("Task_head")
    claim.do("Task_over", note="年底补")
    assert "Task_matrix" in claim.open


@pytest.mark.parametrize("reopened", [False, True])
def test_a_payment_whose_answer_is_lost_again_and_again_is_made_once(
    server: Finance, tmp_path: Path, reopened: bool
) -> None:
    claim = Claim(real(server, backoff=30), "860.00", f"sqlite:///{(tmp_path / 'cases.sqlite').as_posix()}")
    claim.do("Task_head")
    server.forgetful = 2
    claim.do("Task_finance")
    for _time in range(4):
        if reopened:
            claim.reopened()
        claim.service.advance("PT2M")
    payments = [headers["idempotency-key"] for _way, path, headers, _body in server.asked if "payments" in path]
    assert len(payments) == 3
    assert len(set(payments)) == len(server.paid) == 1
    assert claim.found["paymentNo"] == "P1"


def test_a_system_that_does_not_pay_leaves_it_to_the_cashier(server: Finance) -> None:
    claim = Claim(real(server, backoff=0), "860.00")
    claim.do("Task_head")
    server.odd["/api/payments"] = [(500, b"")] * 4
    claim.do("Task_finance")
    assert server.paid == {}
    claim.do("Task_by_hand", None, paymentNo="手工 7")
    claim.do("Task_confirm", None)
    assert claim.found["paymentNo"] == "手工 7"
    assert claim.status == "completed"


def test_an_invoice_that_was_claimed_before_goes_back_to_the_applicant(server: Finance) -> None:
    server.used.add(INVOICE)
    claim = Claim(real(server), "860.00")
    assert claim.open == {"Task_correct"}
    rows = [{"day": "2026-02-27", "what": "高铁", "amount": "860.00", "invoice": OTHER}]
    claim.do("Task_correct", None, lines=rows)
    claim.do("Task_head")
    claim.do("Task_finance")
    claim.do("Task_confirm", None)
    assert claim.status == "completed"
    assert [body for _way, path, _headers, body in server.asked if "invoices" in path] == [
        {"numbers": [INVOICE]}, {"numbers": [OTHER]}
    ]  # fmt: skip


def test_an_invoice_stands_once_in_a_claim_and_no_more_is_set_off_than_is_claimed() -> None:
    for rows, advance in (([INVOICE, INVOICE], None), ([INVOICE, OTHER], "2000.00")):
        lines = [{"day": "2026-02-27", "what": "高铁", "amount": "860.00", "invoice": one} for one in rows]
        with pytest.raises(RunError) as caught:
            Claim(NOWHERE, "1720.00", lines=lines, **({"advance": advance} if advance else {}))
        assert ("invoice" in caught.value.message) is (advance is None)


def test_only_what_is_left_of_an_advance_is_paid_and_nothing_where_nothing_is(server: Finance) -> None:
    claim = Claim(real(server), "860.00", advance="500.00")
    claim.do("Task_head")
    claim.do("Task_finance")
    assert server.asked[-1][3]["amount"] == "360"
    whole = Claim(real(server), "860.00", advance="860.00")
    whole.do("Task_head")
    whole.do("Task_finance")
    assert whole.status == "completed"
    assert len(server.paid) == 1


def test_every_step_way_and_condition_of_the_process_is_tested() -> None:
    assert never_reached("expense") == []


def test_the_owner_of_the_cost_centre_gets_a_copy_and_the_list_of_centres_is_that_of_the_organisation() -> None:
    organization = json.loads((OFFICE / "organization.json").read_text("utf-8"))
    centres = [(one["id"], one["name"]["zh"], one["owner"]) for one in organization["costCentres"]]
    listed = json.loads((OFFICE / "data/cost-centres.json").read_text("utf-8"))["rows"]
    assert [(one["code"], one["name"], one["owner"]) for one in listed] == centres
    claim = Claim(NOWHERE, "860.00", costCentre="C600")
    claim.do("Task_head")
    claim.do("Task_finance")
    claim.do("Task_confirm", None)
    assert claim.status == "completed"
    assert [len(claim.service.copies(user)) for user in ("yu", "lin", "feng")] == [1, 1, 0]
    claim.service.close()


@pytest.mark.parametrize("amount, next_step", [("1000.00", "Task_finance"), ("1000.01", "Task_matrix")])
def test_a_band_holds_its_upper_limit(amount: str, next_step: str) -> None:
    claim = Claim(NOWHERE, amount)
    claim.do("Task_head")
    assert claim.open == {next_step}
    claim.service.close()
