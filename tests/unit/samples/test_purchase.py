"""A purchase is quoted, signed by a share of the panel and ordered once, by a stand-in or by the systems."""

from __future__ import annotations

from typing import Any

import pytest

from runner.connectors.connections import NOWHERE, Reach
from runner.core.errors import RunError
from tests.helpers.finance import Finance
from tests.helpers.sample_office import Played, never_reached, reach_of

QUOTES = [{"quoteFrom": one, "quotePrice": "900.00"} for one in ("甲", "乙", "丙")]


def real(server: Finance, **more: Any) -> Reach:
    return reach_of(server, "finance", "purchase", **more)


class Request(Played):
    """A request of somebody in the east region."""

    def __init__(self, reach: Reach, price: str, **more: Any) -> None:
        rows = [{"item": "笔记本电脑", "quantity": 1, "price": price, "amount": price}]
        given = {"kind": "it", "needBy": "2026-04-01", "reason": "新员工", "lines": rows, "total": price, **more}
        super().__init__("purchase", given, reach=reach)


def test_one_model_orders_by_a_stand_in_or_by_the_purchasing_system(server: Finance) -> None:
    for reach, number in ((NOWHERE, "PO-001"), (real(server), "P1")):
        request = Request(reach, "860.00")
        request.do("Task_head")
        request.do("Task_buyer", None, supplier="S001")
        assert request.found["orderNo"] == number
        assert request.status == "completed"
    [order] = [one for one in server.asked if one[1].endswith("/orders")]
    assert order[3] == {
        "supplier": "S001", "kind": "I", "amount": "860", "needBy": "20260401", "reference": "CG-202603-0001"
    }  # fmt: skip


def test_an_order_whose_answer_is_lost_again_and_again_is_placed_once(server: Finance) -> None:
    request = Request(real(server, backoff=0), "860.00")
    request.do("Task_head")
    server.forgetful = 2
    request.do("Task_buyer", None, supplier="S001")
    orders = [headers["idempotency-key"] for _way, path, headers, _body in server.asked if "orders" in path]
    assert (len(orders), len(set(orders)), len(server.paid)) == (3, 1, 1)
    assert request.found["orderNo"] == "P1"


def test_quotes_and_requirements_are_made_side_by_side_and_fewer_than_three_quotes_are_refused() -> None:
    request = Request(NOWHERE, "8600.00")
    request.do("Task_head")
    assert request.open == {"Task_quotes", "Task_spec"}
    with pytest.raises(RunError):
        request.do("Task_quotes", None, quotes=QUOTES[:2])
    request.do("Task_quotes", None, quotes=QUOTES)
    assert request.open == {"Task_spec"}
    request.do("Task_spec", None, technical="16G")
    request.do("Task_choose", supplier="S002")
    assert request.status == "completed"


def test_a_single_source_says_why() -> None:
    with pytest.raises(RunError) as caught:
        Request(NOWHERE, "860.00", single=True)
    assert "one source" in caught.value.message


def test_a_single_source_is_looked_at_by_audit_before_the_last_word() -> None:
    request = Request(NOWHERE, "8600.00", single=True, singleReason="独家代理")
    request.do("Task_head")
    request.do("Task_quotes", None, quotes=QUOTES[:1])
    request.do("Task_spec", None, technical="16G")
    request.do("Task_choose", supplier="S002")
    for _one in range(2):
        request.do("Task_sign")
    assert request.open == {"Task_audit"}
    request.do("Task_audit", auditOpinion="理由属实")
    assert request.open == {"Task_final"}
    request.do("Task_final")
    assert (request.status, request.found["auditOpinion"]) == ("completed", "理由属实")


def test_every_step_way_and_condition_of_the_process_is_tested() -> None:
    assert never_reached("purchase") == []
