"""挂起, 恢复: a suspended case stands still, with all that waits in it, and goes on where it stood."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from runner.bundle.graph import Deadline, DeadlineStep
from runner.core.errors import RunError
from runner.organization.handler import Handler
from runner.pilot.case_file import ProcessTest
from runner.pilot.record import record
from runner.pilot.replay import run_answers
from runner.rights.model import ProcessRights, Rule
from runner.service import Service
from tests.helpers.graphs import A, message, timer
from tests.helpers.office import Office, office
from tests.unit.approvals.conftest import Open

TWO = Handler(strategy="user", params={"who": "user:li user:wang"})
REMIND = Deadline(steps=[DeadlineStep(after="PT4H", do="remind")])


def refused(code: str) -> Any:
    return pytest.raises(RunError, check=lambda error: error.code == code)


def managed(drawn: A) -> A:
    """chen manages the process."""
    drawn.rights = ProcessRights(allow=[Rule(action="manage", who="user:chen")])
    return drawn


def signed(**more: Any) -> A:
    drawn = A().start().approve("H", vote="all", handler=TWO, **more).approve("T", "user:sun").end()
    return managed(drawn.chain("S", "H", "T", "E"))


def act(desk: Office, case: str, operation: str, user: str = "chen", **more: object) -> None:
    desk.service.operate_case(operation, case, user, **more)


def test_in_a_suspended_case_nobody_acts_until_it_is_resumed(opened: Open) -> None:
    desk = opened(signed())
    case = desk.start()
    desk.do(case, "H", "li", "agree")
    with refused("task.forbidden"):
        act(desk, case, "suspend", "li", reason="mine")
    with refused("case.no-reason"):
        act(desk, case, "suspend", reason="  ")
    act(desk, case, "suspend", reason="the auditors are here")
    assert desk.service.case(case).status == "suspended"
    task = next(one for one in desk.open(case) if one.user == "wang")
    for tried in (
        lambda: desk.do(case, "H", "wang", "agree"),
        lambda: desk.service.operate("transfer", task.task, "wang", to="zhao"),
        lambda: desk.service.operate("addBefore", task.task, "wang", to="zhao"),
        lambda: act(desk, case, "takeBack", "li"),
        lambda: act(desk, case, "withdraw", "zhang"),
        lambda: act(desk, case, "urge", "zhang"),
        lambda: act(desk, case, "suspend", reason="again"),
        lambda: desk.service.rehearsing().mend(task.task, "skip", "so"),
    ):
        with refused("case.suspended"):
            tried()
    assert desk.service.task(task.task).offered == []
    assert [one.suspended for one in desk.service.inbox("wang")] == [True], "it stays in the inbox, and says so"
    act(desk, case, "comment", "zhang", text="we wait")
    act(desk, case, "resume")
    with refused("case.not-suspended"):
        act(desk, case, "resume")
    assert [one.suspended for one in desk.service.inbox("wang")] == [False]
    desk.do(case, "H", "wang", "agree")
    desk.do(case, "T", "sun", "agree")
    assert desk.service.case(case).status == "completed"
    said = {line.kind: line.payload for line in desk.service.history(case) if line.kind in ("suspended", "resumed")}
    assert said["suspended"] == {"by": "chen", "reason": "the auditors are here"}
    assert said["resumed"]["by"] == "chen"


def test_time_limits_stand_still_and_go_on_with_what_was_left(opened: Open) -> None:
    desk = opened(signed(deadline=REMIND))
    case = desk.start()
    begun = datetime.fromisoformat(desk.service.clock())
    desk.service.advance("PT1H")
    act(desk, case, "suspend", reason="so")
    assert desk.service.due() == []
    desk.service.advance("P3D")
    assert "overdue" not in [line.kind for line in desk.service.history(case)]
    act(desk, case, "resume")
    due = datetime.fromisoformat(desk.service.due()[0][0])
    assert due == begun + timedelta(days=3, hours=4)
    desk.service.advance()
    assert "overdue" in [line.kind for line in desk.service.history(case)]


def test_timers_that_count_come_later_and_dates_stay_dates(opened: Open) -> None:
    drawn = A().start().approve("H", "user:li").fork("X").fork("J").end()
    drawn.node("intermediateCatchEvent", "W", event=timer("PT4H"))
    drawn.node("intermediateCatchEvent", "D", event=timer("2026-03-10T09:00:00+08:00", "date"))
    desk = opened(managed(drawn.chain("S", "X", "H", "J", "E").chain("X", "W", "J").chain("X", "D", "J")))
    case = desk.start()
    act(desk, case, "suspend", reason="so")
    desk.service.advance("P3D")
    assert desk.service.case(case).status == "suspended"
    act(desk, case, "resume")
    assert {(element, at[:16]) for at, _case, element in desk.service.due()} == {
        ("W", "2026-03-05T13:00"), ("D", "2026-03-10T09:00"),
    }  # fmt: skip


def test_a_message_waits_until_the_case_is_resumed(opened: Open) -> None:
    drawn = A().start().node("intermediateCatchEvent", "M", event=message("paid")).end()
    desk = opened(managed(drawn.chain("S", "M", "E")))
    case = desk.start()
    act(desk, case, "suspend", reason="so")
    assert not desk.service.message("paid")
    assert desk.service.case(case).status == "suspended"
    act(desk, case, "resume")
    assert desk.service.case(case).status == "completed"


def test_a_suspended_case_can_be_terminated_and_goes_on_suspended_after_a_hand_over(opened: Open) -> None:
    desk = opened(signed(deadline=REMIND))
    case = desk.start()
    act(desk, case, "suspend", reason="so")
    desk.service.hand_over("li", "wang")
    assert desk.service.case(case).status == "suspended"
    assert desk.who(case) == [("H", "wang")]
    assert desk.service.due() == []
    act(desk, case, "resume")
    assert len(desk.service.due()) == 1
    act(desk, case, "suspend", reason="so")
    act(desk, case, "terminate")
    assert (desk.service.case(case).status, desk.service.case(case).outcome) == ("completed", "terminated")
    act(desk, case, "reactivate", reason="a mistake")
    assert desk.service.case(case).status == "running"


def test_migration_export_and_backup_keep_a_case_suspended(tmp_path: Path) -> None:
    desk = Office(signed(deadline=REMIND).bundle(organization=office()), tmp_path)
    try:
        case = desk.start()
        act(desk, case, "suspend", reason="so")
        other = desk.service.deploy(signed(deadline=Deadline(steps=[])).bundle(organization=office()))
        desk.service.migrate(case, other, "newer")
        assert desk.service.case(case).status == "suspended"
        made = desk.service.backup(tmp_path / "backups")
        assert desk.service.drill(made.file).damaged == {}
        elsewhere = Service()
        elsewhere.import_results(desk.service.export_results())
        assert elsewhere.case(case).status == "suspended"
        elsewhere.close()
        restored = Service(f"sqlite:///{made.file}")
        assert restored.case(case).status == "suspended"
        restored.operate_case("resume", case, "chen")
        restored.advance("P1D")  # the limit is not in this version: nothing comes of it
        restored.close()
    finally:
        desk.close()


def test_a_rehearsal_with_a_pause_is_a_process_test(tmp_path: Path) -> None:
    bundle = signed(deadline=REMIND).bundle(organization=office())
    desk = Office(bundle, tmp_path)
    try:
        case = desk.start()
        act(desk, case, "suspend", reason="so")
        desk.service.advance("P1D")
        act(desk, case, "resume", reason="they left")
        for element, user in (("H", "li"), ("H", "wang"), ("T", "sun")):
            desk.do(case, element, user, "agree")
        recorded = record(desk.service.case(case), desk.service.history(case))
        assert [step["operation"] for step in recorded["given"]["steps"] if "operation" in step] == [
            "suspend", "resume",
        ]  # fmt: skip
        result = run_answers(bundle, ProcessTest.model_validate(recorded))
        assert not result.differences
    finally:
        desk.close()
