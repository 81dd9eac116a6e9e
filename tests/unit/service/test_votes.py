"""Several people decide a step together, through the service."""

from __future__ import annotations

from typing import Any

import pytest

from runner.bundle.graph import Approval, Verdict
from runner.organization.handler import Handler
from tests.helpers.graphs import A
from tests.unit.service.test_hand_over import running

THREE = Handler(strategy="user", params={"who": "user:li user:wang user:sun"})
VERDICTS = [Verdict(id=result, result=result) for result in ("agree", "reject", "abstain", "return")]
WEIGHTS = [{"who": "user:li", "share": "50"}, {"who": "user:wang user:sun", "share": "50"}]


def counted(**how: Any) -> A:
    made = A("p").start("S").user("T", handler=THREE, approval=Approval(verdicts=VERDICTS, **how)).end("E")
    return made.chain("S", "T", "E")


@pytest.mark.parametrize(
    ("how", "said", "status", "outcome"),
    [
        ({"vote": "percent", "threshold": "2/3"}, "li:agree", "running", None),
        ({"vote": "percent", "threshold": "2/3"}, "li:agree wang:agree", "completed", None),
        ({"vote": "percent", "threshold": "2/3"}, "li:reject wang:reject", "completed", "rejected"),
        ({"vote": "percent", "threshold": "50", "abstain": "left-out"}, "li:abstain wang:agree", "completed", None),
        ({"vote": "percent", "threshold": "50", "hears_all": True}, "li:agree wang:agree", "running", None),
        ({"vote": "count", "threshold": "1", "veto": "user:sun"}, "li:agree", "running", None),
        ({"vote": "count", "threshold": "1", "veto": "user:sun"}, "li:agree sun:abstain", "completed", None),
        ({"vote": "count", "threshold": "1", "veto": "user:sun"}, "li:agree sun:reject", "completed", "rejected"),
        ({"vote": "weight", "threshold": "60", "weights": WEIGHTS}, "wang:agree sun:agree", "running", None),
        ({"vote": "weight", "threshold": "60", "weights": WEIGHTS}, "li:agree wang:agree", "completed", None),
        ({"vote": "weight", "threshold": "60", "weights": WEIGHTS}, "li:reject", "completed", "rejected"),
    ],
)
def test_votes_decide_a_step_as_its_rule_says(
    how: dict[str, Any], said: str, status: str, outcome: str | None
) -> None:
    with running(counted(**how)) as (service, model):
        case = service.start(model, "zhang")
        for user, verdict in (one.split(":") for one in said.split()):
            (task,) = service.workbench(user).inbox()
            service.workbench(user).complete(task.task, verdict=verdict)
        found = service.case(case)
        assert (found.status, found.outcome) == (status, outcome)
        assert bool(service.inbox("sun")) == (status == "running" and "sun" not in said)


def test_the_weight_of_who_leaves_goes_to_who_takes_over() -> None:
    with running(counted(vote="weight", threshold="60", weights=WEIGHTS)) as (service, model):
        case = service.start(model, "zhang")
        service.hand_over("li", "zhao")
        for user in ("zhao", "sun"):
            (task,) = service.workbench(user).inbox()
            service.workbench(user).complete(task.task, verdict="agree")
        assert service.case(case).status == "completed"
