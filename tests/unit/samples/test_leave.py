"""A leave asks for a certificate where one is due, and goes to the level above where nobody decides."""

from __future__ import annotations

from typing import Any

import pytest

from runner.core.errors import AppError
from tests.helpers.sample_office import Played

PAPER = {"name": "certificate.pdf", "size": 3, "sha256": "0" * 64}


def asked(kind: str, to: str, **more: Any) -> Played:
    """A leave of Zhang San, from Thursday on."""
    period = {"from": "2026-03-05", "fromHalf": "am", "to": to, "toHalf": "pm"}
    return Played("leave", {"type": kind, "period": period, "reason": "休息", "handover": "zhao", **more}, "zhang")


@pytest.mark.parametrize("kind, to, due", [
    ("sick", "2026-03-05", False), ("sick", "2026-03-06", True), ("sick", "2026-03-09", True),
    ("annual", "2026-03-09", False),
])  # fmt: skip
def test_two_days_of_sick_leave_need_a_certificate(kind: str, to: str, due: bool) -> None:
    if not due:
        assert asked(kind, to).open
        return
    with pytest.raises(AppError) as refused:
        asked(kind, to)
    assert any("certificate" in str(value) or "证明" in str(value) for value in [refused.value.message])
    assert asked(kind, to, attachments=[PAPER]).open == {"Task_head"}


def test_the_days_left_that_hr_looks_up_are_of_the_type_that_was_asked_for_and_nobody_else_sees_them() -> None:
    case = asked("annual", "2026-03-10")
    case.do("Task_head")
    case.do("Task_head")
    with pytest.raises(AppError):
        case.do("Task_hr", balance="zhang-compensatory")
    case.do("Task_hr", balance="zhang-annual")
    assert case.found["balance"]["left"] == 7


def test_a_head_who_does_not_decide_within_eight_working_hours_is_followed_by_the_level_above() -> None:
    case = asked("annual", "2026-03-05", agent="qian")
    assert [one.user for one in case.service.open_tasks(case.case)] == ["li"]
    case.service.advance("PT9H")
    assert [one.user for one in case.service.open_tasks(case.case)] == ["chen"]
    case.do("Task_head1")
    assert case.status == "completed"
    assert [len(case.service.copies(user)) for user in ("zhao", "qian", "li")] == [1, 1, 0]
