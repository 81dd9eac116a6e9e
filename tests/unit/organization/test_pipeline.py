"""The pipeline of the resolver as laws over organisations that chance makes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from runner.core.i18n import set_language
from runner.organization.directory import Directory, directory_of
from runner.organization.handler import STRATEGIES, read_handler
from runner.organization.model import Organization
from runner.organization.resolver import CaseFacts, resolve
from tests.unit.organization.random_office import PARAMS, PEOPLE, organizations

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
RULES = st.fixed_dictionaries(
    {
        "strategy": st.sampled_from(STRATEGIES),
        "empty": st.sampled_from(["stop", "pass", "reject", "user", "admin"]),
        "same": st.sampled_from(["self", "skip", "superior", "departmentHead"]),
        "distinct": st.sampled_from(["off", "adjacent", "instance", "last"]),
    }
)
DATA = st.fixed_dictionaries(
    {
        "person": st.sampled_from([None, "u1", ["user:u1", {"id": "u2"}, "nobody"], "d0", "k0", 7]),
        "rows": st.sampled_from([[], [{"person": "u3"}, {"person": None}]]),
        "project": st.sampled_from([None, "j0", {"id": "j9", "manager": "user:u4"}, ["j0", "j1"]]),
        "amount": st.sampled_from([None, 0, "4,999.99", 5000, "20000.5", {"amount": "30000"}, True, "x"]),
        "choices": st.sampled_from([{}, {"here": ["u5", "u6", "nobody"]}]),
    }
)
CASES = st.builds(
    CaseFacts,
    st.sampled_from([*PEOPLE, "nobody"]),
    data=DATA,
    department=st.sampled_from([None, "d0", "d1", "nowhere"]),
    done_by=st.sampled_from([{}, {"n": ["u1", "u2"]}]),
    approved_by=st.sampled_from([{}, {"n": ["u1", "u2"]}]),
    reentered=st.booleans(),
    process=st.sampled_from([None, "expense"]),
    admins=st.sampled_from([(), ("u0", "u7")]),
    now=st.just(NOW),
    node=st.just("here"),
    later=st.sampled_from([(), ("u1",)]),
)


@settings(max_examples=150, deadline=None)
@given(organization=organizations(), rule=RULES, params=PARAMS, case=CASES)
def test_whatever_is_asked_the_answer_is_lawful(
    organization: Organization, rule: dict[str, str], params: dict[str, str], case: CaseFacts
) -> None:
    handler = read_handler({**rule, **params})
    answer = resolve(handler, organization, case)
    today = directory_of(organization).at(NOW.date())
    assert all(today.is_active(person) for person in (*answer.people, *answer.copies, *answer.agents))
    assert all(answer.rounds) and len(answer.people) == sum(len(one) for one in answer.rounds)
    assert (answer.outcome == "assigned") <= bool(answer.rounds)
    took_over = any(step.code == "organization.empty-user" for step in answer.trail)
    most = params.get("max", "")
    if most in ("1", "2") and answer.outcome == "assigned" and not took_over:
        assert len(answer.people) <= int(most)
    codes = {
        "assigned": ("assigned", "empty-user"), "empty-stop": ("empty-stop",), "reject": ("empty-reject",),
        "pass": ("empty-pass", "all-agreed", "all-later"), "admin": ("empty-admin",),
        "unsupported": ("unknown-strategy",),
    }  # fmt: skip
    assert answer.trail[-1].code.removeprefix("organization.") in codes[answer.outcome]
    if rule["same"] == "skip" and rule["strategy"] != "starter" and not case.reentered and not took_over:
        assert answer.outcome == "admin" or case.starter not in answer.people
    assert set(answer.agents) <= set(answer.people)
    assert not set(answer.copies) & set(answer.people)
    again = resolve(handler, Organization.model_validate_json(organization.model_dump_json(by_alias=True)), case)
    assert again == answer
    for language in ("zh", "en"):
        set_language(language)
        assert all(step.message != step.code and "{" not in step.message for step in answer.trail)


def a_large_office(count: int) -> Organization:
    """`count` people in departments of ten, five levels deep."""
    departments: list[dict[str, Any]] = [{"id": "d0", "company": "c", "head": "u0", "executive": "u0", "kind": "a"}]
    for number in range(1, count // 10):
        departments.append({"id": f"d{number}", "parent": f"d{(number - 1) // 8}", "head": f"u{number * 10}"})
    users = [
        {"id": f"u{number}", "name": f"Person {number}",
         "assignments": [{"department": f"d{number // 10}", "position": f"p{number % 7}",
                          "superior": f"u{number // 10 * 10}" if number % 10 else None}]}
        for number in range(count)
    ]  # fmt: skip
    return Organization.model_validate(
        {
            "companies": [{"id": "c"}],
            "departments": departments,
            "positions": [{"id": f"p{number}"} for number in range(7)],
            "roles": [{"id": "few", "members": [{"who": "user:u5"}, {"who": "user:u77"}]}],
            "groups": [{"id": "few", "members": [{"who": "user:u5"}]}],
            "users": users,
            "matrices": [{"id": "m", "rows": [{"departments": ["a"], "approvers": ["departmentHead", "role:few"]}]}],
        }
    )


class Counting(list[Any]):
    """A list that tells how often it was gone through."""

    walks = 0

    def __iter__(self) -> Any:
        Counting.walks += 1
        return super().__iter__()


def test_five_thousand_people_are_looked_through_once_and_not_for_each_question() -> None:
    organization = a_large_office(5000)
    counted = organization.model_copy(
        update={"users": Counting(organization.users), "departments": Counting(organization.departments)}
    )
    directory_of(counted).at(NOW.date())
    _ = directory_of(counted).company_members("c")
    Counting.walks = 0
    questions: list[dict[str, str]] = [
        {"strategy": "departmentHead", "level": "2"}, {"strategy": "consecutiveHeads"}, {"strategy": "superior"},
        {"strategy": "role", "who": "role:few"}, {"strategy": "group", "who": "group:few"},
        {"strategy": "matrix", "table": "m"}, {"strategy": "department", "who": "department:d9"},
        {"strategy": "user", "who": "user:u9", "within": "department", "same": "superior"}, {"strategy": "executive"},
        {"strategy": "position", "who": "position:p1", "scope": "department"},
    ]  # fmt: skip
    for rule in questions:
        answer = resolve(read_handler(rule), counted, CaseFacts("u4999", now=NOW, process="p"))
        assert answer.people or rule["strategy"] == "user", rule
    assert Counting.walks == 0


def test_directory_of_a_day_is_built_once_for_each_time_between_two_changes(monkeypatch: Any) -> None:
    organization = Organization.model_validate(
        {"departments": [{"id": "a", "validFrom": "2026-02-01"}, {"id": "b", "parent": "a", "validTo": "2026-05-31"}]}
    )
    made: list[Directory] = []
    directory = directory_of(organization)
    for day in ("2026-01-05", "2026-01-31", "2026-02-01", "2026-05-31", "2026-06-01", "2027-01-01"):
        made.append(directory.at(datetime.fromisoformat(day).date()))
    assert [list(one.departments) for one in made] == [["b"], ["b"], ["b", "a"], ["b", "a"], ["a"], ["a"]]
    assert len({id(one) for one in made}) == 3
