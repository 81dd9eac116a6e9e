"""Time limits count in the working calendar of who is asked."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.bundle.bundle import WorkspaceInfo
from runner.bundle.graph import Deadline, DeadlineStep
from runner.organization.directory import directory_of
from runner.organization.handler import Handler
from runner.organization.model import Department, Organization
from tests.helpers.graphs import A
from tests.helpers.office import Office, office

DAYS = [{"days": "MO-FR", "from": "09:00", "to": "17:00"}]
NIGHTS = [{"days": "MO-SU", "from": "20:00", "to": "24:00"}]
LIMIT = Deadline(steps=[DeadlineStep(after="PT4H", do="remind", repeat="PT4H")])


def own(**calendars: str | None) -> Organization:
    """The office, with a calendar of their own for people and departments."""
    made = office()
    return made.model_copy(update={
        "users": [one.model_copy(update={"calendar": calendars.get(one.id)}) for one in made.users],
        "departments": [one.model_copy(update={"calendar": calendars.get(one.id)}) for one in made.departments],
    })  # fmt: skip


def desk_of(tmp_path: Any, organization: Organization, *people: str, saving: bool = False) -> Office:
    who = Handler(strategy="user", params={"who": " ".join(f"user:{one}" for one in people)})
    drawn = A().start().approve("T", vote="all", handler=who, deadline=LIMIT).end().chain("S", "T", "E")
    info = WorkspaceInfo.model_validate({
        "calendar": "days", "calendars": {"days": {"week": DAYS}, "nights": {"week": NIGHTS}},
    })  # fmt: skip
    return Office(drawn.bundle(organization=organization, workspace=info), tmp_path, saving=saving)


def due(desk: Office) -> str:
    return desk.service.due()[0][0][:16]


@pytest.mark.parametrize(
    ("calendars", "expected"),
    [
        ({}, "2026-03-02T13:00"),
        ({"li": "nights"}, "2026-03-03T00:00"),
        ({"fin": "nights"}, "2026-03-03T00:00"),
        ({"top": "nights"}, "2026-03-03T00:00"),
        ({"fin": "nights", "li": "days"}, "2026-03-02T13:00"),
        ({"hr": "nights"}, "2026-03-02T13:00"),
    ],
)
def test_a_limit_counts_in_the_calendar_of_the_person_their_department_or_the_workspace(
    tmp_path: Any, calendars: dict[str, str], expected: str
) -> None:
    desk = desk_of(tmp_path, own(**calendars), "li")
    desk.start()
    assert due(desk) == expected
    desk.close()


def test_of_several_the_one_counts_for_whom_it_comes_latest(tmp_path: Any) -> None:
    desk = desk_of(tmp_path, own(wang="nights"), "li", "wang", saving=True)
    case = desk.start()
    assert due(desk) == "2026-03-03T00:00"
    desk.service.advance()
    assert due(desk) == "2026-03-04T00:00", "again after four hours of the night"
    desk.do(case, "T", "wang", "agree")
    desk.service.operate("transfer", next(one.task for one in desk.open(case) if one.user == "li"), "li", to="zhao")
    assert due(desk) == "2026-03-04T00:00", "whoever takes over takes the limit as it is"
    desk.close()


def test_a_limit_that_stood_still_goes_on_in_the_same_calendar(tmp_path: Any) -> None:
    desk = desk_of(tmp_path, own(li="nights"), "li", saving=True)
    case = desk.start()
    desk.service.advance("PT12H")  # 21:00, an hour of the night is gone
    task = desk.open(case)[0]
    desk.service.operate("addBefore", task.task, "li", to="zhao")
    assert desk.service.due() == []
    desk.service.advance("PT10H")
    desk.do(case, "T", "zhao", "agree")
    assert due(desk) == "2026-03-03T23:00"
    desk.close()


def test_a_calendar_that_the_workspace_has_not_is_said_and_the_usual_one_counts(tmp_path: Any) -> None:
    desk = desk_of(tmp_path, own(li="gone"), "li")
    case = desk.start()
    assert due(desk) == "2026-03-02T13:00"
    said = [line.payload for line in desk.service.history(case) if line.kind == "warning"]
    assert said == [{"text": "gone", "cause": "calendar"}]
    desk.close()


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["a", "b", "c", None])), max_size=3), st.booleans())
def test_departments_in_a_circle_come_to_an_end(parents: list[tuple[str, str | None]], has_own: bool) -> None:
    above = dict(parents)
    departments = [Department(id=one, parent=above.get(one)) for one in "abc"]
    user = office().users[0].model_copy(update={"calendar": "x" if has_own else None})
    user = user.model_copy(update={"assignments": [user.assignments[0].model_copy(update={"department": "a"})]})
    organization = Organization(departments=departments, users=[user])
    assert directory_of(organization).calendar_of(user.id) == ("x" if has_own else None)
