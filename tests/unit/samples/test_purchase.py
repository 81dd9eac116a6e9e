"""A purchase is quoted, signed by a share of the panel and ordered once, by a stand-in or by the systems."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from modeler.compile import compile_process
from modeler.document.io import open_document
from modeler.document.workspace import open_workspace
from runner.bundle.bundle import Bundle
from runner.connectors.connections import NOWHERE, Connection, Connections, Reach
from runner.core.errors import RunError
from runner.core.resources import resource_folder
from runner.pilot.report import run_tests
from runner.service import Service
from tests.helpers.finance import Finance, finance

OFFICE = resource_folder() / "samples" / "office"
CLOCK = "2026-03-02T09:00:00+08:00"
QUOTES = [{"quoteFrom": one, "quotePrice": "900.00"} for one in ("甲", "乙", "丙")]


@cache
def bundle() -> Bundle:
    doc = open_document(OFFICE / "processes" / "purchase.bpmn")
    made = compile_process(doc, open_workspace(OFFICE)).bundle
    doc.close()
    assert made is not None
    return made


@pytest.fixture
def server() -> Iterator[Finance]:
    with finance() as running:
        yield running


def real(server: Finance, **more: Any) -> Reach:
    url = f"http://127.0.0.1:{server.port}/api"
    one = Connection(use="http", url=url, **more)
    return Reach(Connections(systems={"finance": one, "purchase": one}), frozenset({"127.0.0.1"}))


class Request:
    """A request of somebody in the east region."""

    def __init__(self, reach: Reach, price: str, **more: Any) -> None:
        self.service = Service(clock=CLOCK, reach=reach)
        self.service.rehearsing().allow_calls(on=True)
        rows = [{"item": "笔记本电脑", "quantity": 1, "price": price, "amount": price}]
        given = {"kind": "it", "needBy": "2026-04-01", "reason": "新员工", "lines": rows, "total": price, **more}
        self.case = self.service.start(self.service.deploy(bundle()), "yu", given)

    def do(self, step: str, verdict: str | None = "agree", **data: Any) -> None:
        task = next(one for one in self.service.open_tasks(self.case) if one.element == step)
        user = task.user or "tang"
        self.service.complete(task.task, user, data, verdict=verdict)
        self.service.advance("PT1M")

    @property
    def found(self) -> dict[str, Any]:
        return dict(self.service.variables(self.case))


def test_one_model_orders_by_a_stand_in_or_by_the_purchasing_system(server: Finance) -> None:
    for reach, number in ((NOWHERE, "PO-001"), (real(server), "P1")):
        request = Request(reach, "860.00")
        request.do("Task_head")
        request.do("Task_buyer", None, supplier="S001")
        assert request.found["orderNo"] == number
        assert request.service.case(request.case).status == "completed"
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
    assert {one.element for one in request.service.open_tasks(request.case)} == {"Task_quotes", "Task_spec"}
    with pytest.raises(RunError):
        request.do("Task_quotes", None, quotes=QUOTES[:2])
    request.do("Task_quotes", None, quotes=QUOTES)
    assert {one.element for one in request.service.open_tasks(request.case)} == {"Task_spec"}
    request.do("Task_spec", None, technical="16G")
    request.do("Task_choose", supplier="S002")
    assert request.service.case(request.case).status == "completed"


def test_a_single_source_says_why() -> None:
    with pytest.raises(RunError) as caught:
        Request(NOWHERE, "860.00", single=True)
    assert "one source" in caught.value.message


def test_every_step_way_and_condition_of_the_process_is_tested() -> None:
    files = {path.name: path.read_bytes() for path in sorted((OFFICE / "cases").glob("purchase-*.json"))}
    assert len(files) >= 12
    report = run_tests(lambda _process: bundle(), files)
    assert [(one.file, one.differences) for one in report.cases if not one.ok] == []
    assert report.coverage.missing == ()
