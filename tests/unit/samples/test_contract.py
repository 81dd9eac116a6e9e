"""A contract is reviewed side by side; returned for its text alone it comes straight back to whoever returned it."""

from __future__ import annotations

from typing import Any

import pytest

from runner.core.errors import RunError
from tests.helpers.sample_office import Played, never_reached


def file(name: str, mark: str) -> list[dict[str, Any]]:
    return [{"name": name, "size": 48211, "sha256": mark * 64}]


class Contract(Played):
    """A contract that somebody in the east region drafts."""

    def __init__(self, amount: str = "300000.00", **more: Any) -> None:
        given = {
            "name": "年度框架协议",
            "kind": "sales",
            "counterparty": "海川贸易有限公司",
            "standard": False,
            "period": {"from": "2026-04-01", "fromHalf": "am", "to": "2027-03-31", "toHalf": "pm"},
            "amount": amount,
            "currency": "CNY",
            "text": file("v1.docx", "a"),
            "sealKind": "contract",
            "copies": 4,
            **more,
        }
        super().__init__("contract", given)

    def send_back(self, step: str, user: str) -> None:
        task = next(
            one for one in self.service.open_tasks(self.case) if (one.element, one.user or user) == (step, user)
        )
        self.service.operate("return", task.task, user, to="StartEvent_contract", reason="see the remarks")

    @property
    def asked(self) -> set[tuple[str, str | None]]:
        return {(one.element, one.user) for one in self.service.open_tasks(self.case)}

    @property
    def ways(self) -> list[str]:
        return [line.payload["way"] for line in self.service.history(self.case) if line.kind == "resubmitted"]


def reviewed(**more: Any) -> Contract:
    """A contract at whose review finance has agreed, and nobody else yet."""
    contract = Contract(**more)
    contract.do("Task_head")
    assert contract.open == {"Task_legal", "Task_sign"}
    contract.do("Task_sign", moneyNote="付款节点可行")
    return contract


def test_a_new_text_comes_straight_back_and_a_new_amount_goes_through_all_of_it() -> None:
    both = {("Task_legal", "jiang"), ("Task_legal", "fang")}
    for change, way, still in (
        ({"text": file("v2.docx", "b"), "version": 2}, "direct", {*both, ("Task_sign", "kong")}),
        ({"amount": "310000.00"}, "replay", {("Task_head", "feng")}),
    ):
        contract = reviewed()
        contract.send_back("Task_legal", "jiang")
        assert contract.open == {"StartEvent_contract"}
        contract.do("StartEvent_contract", None, **change)
        assert contract.ways == [way]
        assert contract.asked == still


def test_what_a_signer_returned_comes_back_to_that_signer_alone_and_counsel_is_not_asked_again() -> None:
    contract = reviewed()
    contract.do("Task_legal", riskNote="违约责任已明确")
    contract.send_back("Task_sign", "kong")
    contract.do("StartEvent_contract", None, text=file("v2.docx", "b"))
    assert contract.asked == {("Task_sign", "kong")}
    contract.do("Task_sign")
    assert contract.open == {"Task_leaders"}


def test_counsel_alone_can_stop_it_whatever_the_others_say() -> None:
    contract = reviewed()
    contract.do("Task_legal", "reject", "担保条款不可接受")
    assert (contract.status, contract.service.case(contract.case).outcome) == ("completed", "rejected")


def test_the_seal_is_used_without_asking_again_and_the_register_is_known_to_the_contract() -> None:
    contract = Contract("80000.00", standard=True)
    contract.do("Task_head")
    contract.do("Task_standard")
    assert contract.open == {"Task_seal"}
    contract.do("Task_seal", None)
    assert contract.found["registerNo"] == "YZ-2026-001"
    assert contract.open == {"Task_signed"}


def test_the_stages_of_payment_add_up_to_the_whole() -> None:
    with pytest.raises(RunError) as caught:
        Contract(stages=[{"stage": "预付", "percent": 30}, {"stage": "验收", "percent": 60}])
    assert "100" in caught.value.message


def test_a_copy_shows_the_terms_and_neither_the_text_nor_the_remarks() -> None:
    contract = reviewed()
    contract.do("Task_legal", riskNote="违约责任已明确")
    for step in ("Task_sign", "Task_leaders"):
        contract.do(step)
    contract.do("Task_seal", None)
    contract.do("Task_signed", None, signedOn="2026-03-20", signed=file("both.pdf", "c"))
    contract.do("Task_file", None, archiveNo="HT-1")
    assert contract.status == "completed"
    seen = contract.service.workbench("jin").case(contract.case).variables
    assert {"text", "riskNote", "moneyNote"}.isdisjoint(seen) and seen["amount"] == 300000


def test_every_step_way_and_condition_of_the_process_is_tested() -> None:
    assert never_reached("contract") == []
