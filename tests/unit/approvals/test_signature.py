"""A decision is signed where its step says so: by name or by hand, and the signature goes with the vote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from runner.approvals.signature import needs_signature, signature_of
from runner.bundle.graph import Deadline, DeadlineStep, Verdict
from runner.core.errors import RunError
from runner.organization.handler import Handler
from runner.pilot.record import record
from runner.service import Service
from runner.service.paper import opinions
from tests.helpers.graphs import A
from tests.helpers.office import CLOCK, Office, office
from tests.unit.approvals.conftest import Open

TWO = Handler(strategy="user", params={"who": "user:li user:wang"})
DRAWN = {"name": "signature.png", "size": 1200, "sha256": "ab" * 32}


def refused(code: str) -> Any:
    return pytest.raises(RunError, check=lambda error: error.code == code)


def one(rule: str, **more: Any) -> A:
    policy = {"signature": rule, **more}
    drawn = A().start().approve("T", vote="all", handler=TWO, policy=policy).approve("F", "user:sun").end()
    return drawn.chain("S", "T", "F", "E")


def say(desk: Office, case: str, user: str, verdict: str, signature: object = None, element: str = "T") -> None:
    task = next(item for item in desk.open(case, element) if item.user == user)
    desk.service.complete(task.task, user, {}, verdict, signature=signature)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (None, None), ({}, None), ("", None), (" ", None), ("li", {"text": "li"}), (" L I ", {"text": "L I"}),
        ({"text": "李四"}, {"text": "李四"}), ({**DRAWN, "more": "x", "name": "other"}, DRAWN),
    ],
)  # fmt: skip
def test_a_signature_is_a_name_of_whoever_signs_or_a_drawing(given: object, kept: object) -> None:
    assert signature_of(given, {"en": "li", "zh": "李四"}) == kept


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("wang", "other"), ({"text": "wang"}, "other"), ({"text": "li", "sha256": "x"}, "not-a"), (7, "not-a"),
        ({**DRAWN, "size": 0}, "not-a"), ({**DRAWN, "size": True}, "not-a"), ({**DRAWN, "size": 10**9}, "not-a"),
        ({**DRAWN, "sha256": "../x"}, "not-a"), (["li"], "not-a"),
    ],
)  # fmt: skip
def test_what_is_none_is_refused(given: object, code: str) -> None:
    with refused({"other": "approval.signature-other", "not-a": "approval.not-a-signature"}[code]):
        signature_of(given, "li")


@pytest.mark.parametrize("rule", ["none", "agree", "always"])
def test_which_verdicts_are_signed(rule: str) -> None:
    buttons = [
        Verdict.model_validate({"id": one, "result": one})
        for one in ("agree", "reject", "return", "abstain", "custom")
    ]
    assert len([one for one in buttons if needs_signature(rule, one)]) == {"none": 0, "agree": 1, "always": 5}[rule]
    for own in ("none", "always"):
        said = [one.model_copy(update={"signature": own}) for one in buttons]
        assert len([one for one in said if needs_signature(rule, one)]) == {"none": 0, "always": 5}[own]


def test_a_vote_without_its_signature_is_refused_and_one_with_it_is_kept(opened: Open) -> None:
    desk = opened(one("agree"))
    case = desk.start()
    (task, other) = desk.open(case, "T")
    assert desk.service.task(task.task).signature == "agree"
    with refused("approval.signature-needed"):
        say(desk, case, "li", "agree")
    with refused("approval.signature-other"):
        say(desk, case, "li", "agree", "wang")
    say(desk, case, "li", "agree", "li")
    assert desk.service.task(other.task).seats[0].signature == {"text": "li"}
    say(desk, case, "wang", "agree", DRAWN)
    said = [line.payload.get("signature") for line in desk.service.history(case) if line.kind == "acted"]
    assert said == [{"text": "li"}, DRAWN]
    desk.do(case, "F", "sun", "agree")
    assert desk.service.case(case).status == "completed"


def test_whoever_disagrees_signs_only_where_always_is_said(opened: Open) -> None:
    desk = opened(one("agree"))
    case = desk.start()
    say(desk, case, "li", "reject")
    assert desk.service.case(case).outcome == "rejected"
    desk = opened(one("always"))
    for act in ("return", "reject"):
        case = desk.start()
        with refused("approval.signature-needed"):
            say(desk, case, "li", act)
        task = next(item for item in desk.open(case, "T") if item.user == "li")
        with refused("approval.signature-needed"):
            desk.service.operate(act, task.task, "li", reason="x")
        desk.service.operate(act, task.task, "li", reason="x", signature="li")
        said = [line.payload.get("signature") for line in desk.service.history(case) if line.kind == "acted"]
        assert said == [{"text": "li"}]


def test_whoever_sends_it_on_agrees_and_signs(opened: Open) -> None:
    drawn = A().start().approve("T", "user:li", policy={"signature": "agree", "operations": ["sendOn"]}).end()
    desk = opened(drawn.chain("S", "T", "E"))
    case = desk.start()
    (task,) = desk.open(case)
    with refused("approval.signature-needed"):
        desk.service.operate("sendOn", task.task, "li", to="wang")
    desk.service.operate("sendOn", task.task, "li", to="wang", signature=DRAWN)
    assert desk.who(case) == [("T", "wang")]


def test_advice_is_not_signed_and_an_automatic_verdict_is_not(opened: Open) -> None:
    limit = Deadline(steps=[DeadlineStep(after="PT2H", do="agree")])
    drawn = A().start().approve("T", "user:li", policy={"signature": "always"}, deadline=limit).end()
    desk = opened(drawn.chain("S", "T", "E"))
    case = desk.start()
    (task,) = desk.open(case)
    desk.service.operate("delegate", task.task, "li", to="wang")
    (advice,) = desk.open(case)
    assert desk.service.task(advice.task).signature == "none"
    desk.do(case, "T", "wang", "agree")
    assert desk.service.task(task.task).signature == "always"
    desk.service.advance()
    assert desk.service.case(case).status == "completed"


def test_a_signature_goes_with_a_vote_that_is_taken_back_and_stays_with_one_that_is_kept(opened: Open) -> None:
    desk = opened(one("agree", resubmit="direct"))
    case = desk.start()
    say(desk, case, "li", "agree", "li")
    desk.service.operate_case("takeBack", case, "li")
    (task, _other) = desk.open(case, "T")
    assert [seat.signature for seat in desk.service.task(task.task).seats] == [None, None]
    say(desk, case, "li", "agree", DRAWN)
    say(desk, case, "wang", "return")
    desk.do(case, "S", "zhang")
    assert desk.who(case) == [("T", "wang")], "straight back, and the other vote stands"
    (task,) = desk.open(case)
    assert [seat.signature for seat in desk.service.task(task.task).seats] == [DRAWN, None]


def test_a_signature_comes_to_paper_and_into_a_test(opened: Open) -> None:
    desk = opened(one("always"))
    case = desk.start()
    say(desk, case, "li", "agree", "li")
    say(desk, case, "wang", "agree", DRAWN)
    graph = next(iter(desk.service.bundle(desk.model).graphs.values()))
    with desk.service.store.transaction() as tx:
        row = tx.row("instance", case) or {}
        tokens = {work["token"] for work in tx.rows("work", instance=case)}
        said = [(item.user, item.signature) for item in opinions(tx, row, graph, tokens) if item.acted]
    assert said == [("li", {"text": "li"}), ("wang", DRAWN)]
    steps = record(desk.service.case(case), desk.service.history(case))["given"]["steps"]
    assert [step["signature"] for step in steps] == ["li", DRAWN]


def test_a_store_of_before_signatures_opens(tmp_path: Path) -> None:
    """The column is taken away and the revision set back, as such a store was."""
    url = str(tmp_path / "store.sqlite")
    service = Service(url, clock=CLOCK)
    model = service.deploy(one("none").bundle(organization=office()))
    case = service.start(model, "zhang")
    service.complete(service.open_tasks(case)[0].task, "li", {}, "agree")
    with service.store._engine.begin() as connection:
        connection.execute(text("ALTER TABLE task DROP COLUMN signature"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0008'"))
    service.close()
    again = Service(url)
    (task,) = again.open_tasks(case)
    assert [seat.signature for seat in again.task(task.task).seats] == [None, None]
    again.complete(task.task, "wang", {}, "agree", signature="wang")
    again.close()


def test_a_button_says_for_itself_whether_it_is_signed(opened: Open) -> None:
    buttons = [
        Verdict(id="agree", label="同意", signature="none"),
        Verdict(id="reject", label="不同意", result="reject", signature="always"),
    ]
    drawn = A().start().approve("T", "user:li", verdicts=buttons, policy={"signature": "agree"}).end()
    desk = opened(drawn.chain("S", "T", "E"))
    case = desk.start()
    with refused("approval.signature-needed"):
        desk.do(case, "T", "li", "reject")
    desk.do(case, "T", "li", "agree")
    other = desk.start()
    (task,) = desk.open(other, "T")
    with refused("approval.signature-needed"):
        desk.service.operate("reject", task.task, "li")
    desk.service.operate("delegate", task.task, "li", to="wang")
    (advice,) = desk.open(other, "T")
    assert all(one.signature is None for one in desk.service.task(advice.task).verdicts), "advice is not signed"
    desk.do(other, "T", "wang", "reject")
    (task,) = desk.open(other, "T")
    desk.service.complete(task.task, "li", {}, "reject", None, None, "li")
    assert desk.service.case(other).outcome == "rejected"
