"""Who handles a step, and why."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.organization.directory import directory_of
from runner.organization.handler import PARAMETERS, STRATEGIES, Handler, read_handler
from runner.organization.model import Organization
from runner.organization.resolver import CaseFacts, Resolution, expand_who, resolve
from runner.organization.strategies import STRATEGY
from runner.organization.trail import TrailStep
from runner.organization.who import is_meant, parse_who, people_of
from tests.unit.organization.office import an_office

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
OTHER_MONDAY = datetime(2026, 4, 6, 9, tzinfo=UTC)


def ask(strategy: str, starter: str = "zhang", facts: dict[str, Any] | None = None, **rule: Any) -> Resolution:
    outer = {key: rule.pop(key) for key in ("empty", "same", "distinct") if key in rule}
    handler = Handler(strategy=strategy, params=rule, **outer)
    return resolve(handler, an_office(), CaseFacts(starter, **{"now": OTHER_MONDAY, **(facts or {})}))


@pytest.mark.parametrize(
    ("strategy", "rule", "people"),
    [
        ("user", {"who": "user:li,user:chen"}, ["li", "chen"]),
        ("role", {"who": "role:hr"}, ["wang"]),
        ("role", {"who": "role:finance"}, ["wang"]),
        ("role", {"who": "role:finance", "scope": "global"}, ["wang", "zhou"]),
        ("position", {"who": "position:clerk"}, ["zhang", "sun"]),
        ("position", {"who": "position:clerk", "scope": "department"}, ["zhang"]),
        ("department", {"who": "department:sales"}, ["chen"]),
        ("department", {"who": "department:sales/**"}, ["chen", "li", "zhang", "sun"]),
        ("departmentHead", {}, ["li"]),
        ("departmentHead", {"level": "2"}, ["chen"]),
        ("departmentHead", {"level": "9"}, ["gm"]),
        ("departmentHead", {"level": "9", "short": "empty"}, []),
        ("superior", {}, ["li"]),
        ("superior", {"line": "functional"}, ["wang"]),
        ("executive", {}, ["vice"]),
        ("starter", {}, ["zhang"]),
        ("field", {"path": "handover"}, ["sun"]),
        ("field", {"path": "team.person"}, ["li", "chen"]),
        ("field", {"path": "nothing"}, []),
        ("fieldDepartmentHead", {"path": "handover"}, ["chen"]),
        ("handlerOf", {"node": "Task_a"}, ["chen"]),
        ("handlerOf", {"node": "Task_x"}, []),
        ("previousHandler", {}, ["wang"]),
    ],
)
def test_each_strategy_finds_its_people(strategy: str, rule: dict[str, str], people: list[str]) -> None:
    facts = {
        "data": {"handover": "user:sun", "team": [{"person": "li"}, {"person": {"id": "chen"}}]},
        "done_by": {"Task_a": ["chen"], "Task_b": ["wang"]},
    }
    answer = ask(strategy, facts=facts, **rule)
    assert list(answer.people) == people
    assert answer.outcome == ("assigned" if people else "empty-stop")


def test_consecutive_heads_are_asked_one_after_the_other() -> None:
    assert ask("consecutiveHeads").rounds == (("li",), ("chen",), ("gm",))
    assert ask("consecutiveHeads", upTo="2").rounds == (("li",), ("chen",))
    assert ask("consecutiveHeads", untilRole="role:leader").rounds == (("li",), ("chen",))


def test_starter_who_is_head_is_asked_one_level_up() -> None:
    assert ask("departmentHead", starter="li").people == ("chen",)
    assert ask("consecutiveHeads", starter="chen").rounds == (("gm",),)
    assert ask("consecutiveHeads", starter="gm").outcome == "empty-stop"


def test_department_without_head_is_passed_over() -> None:
    answer = ask("departmentHead", starter="sun")
    assert answer.people == ("chen",)
    assert [step.message for step in answer.trail] == [
        "South team has no head; going one level up.",
        "Head of Sales (level 1): Chen.",
        "Asked: Chen.",
    ]


def test_same_head_on_two_levels_is_asked_once() -> None:
    office = an_office()
    twice = [item.model_copy(update={"head": "li"}) if item.id == "top" else item for item in office.departments]
    office = office.model_copy(update={"departments": twice})
    facts = CaseFacts("zhang", now=OTHER_MONDAY)
    assert resolve(Handler(strategy="consecutiveHeads"), office, facts).rounds == (("li",), ("chen",))
    last = Handler(strategy="consecutiveHeads", distinct="last")
    assert resolve(last, office, facts).rounds == (("chen",), ("li",))


def test_absent_person_is_replaced_by_the_agent_while_away() -> None:
    away = ask("role", who="role:hr", facts={"now": MONDAY})
    assert away.people == ("sun",)
    assert away.agents == {"sun": "wang"}
    assert "Wang is away; Sun acts on behalf." in [step.message for step in away.trail]
    assert ask("role", who="role:hr").people == ("wang",)


def test_agent_who_is_the_starter_meets_the_starter_rule() -> None:
    answer = ask("role", starter="sun", who="role:hr", same="departmentHead", facts={"now": MONDAY})
    assert answer.people == ("chen",)


@pytest.mark.parametrize(("same", "people"), [("self", ["zhang"]), ("skip", []), ("superior", ["li"])])
def test_starter_rule_decides_who_acts_for_the_starter(same: str, people: list[str]) -> None:
    assert list(ask("user", who="user:zhang", same=same).people) == people


def test_starter_rule_rests_after_a_return() -> None:
    assert ask("user", who="user:zhang", same="skip", facts={"reentered": True}).people == ("zhang",)


def test_skipped_starter_leaves_the_others() -> None:
    assert ask("user", who="user:zhang user:li", same="skip").people == ("li",)


def test_who_has_agreed_is_not_asked_again() -> None:
    facts = {"approved_by": {"Task_a": ["chen"], "Task_b": ["wang"]}}
    instance = ask("user", who="user:chen user:li", distinct="instance", facts=facts)
    assert (instance.people, instance.skipped) == (("li",), ("chen",))
    assert ask("user", who="user:chen", distinct="adjacent", facts=facts).people == ("chen",)
    everyone = ask("user", who="user:chen", distinct="instance", facts=facts, empty="reject")
    assert (everyone.outcome, everyone.skipped) == ("pass", ("chen",))


@pytest.mark.parametrize(
    ("empty", "outcome", "people"),
    [("stop", "empty-stop", []), ("pass", "pass", []), ("reject", "reject", []), ("admin", "admin", ["gm"])],
)
def test_empty_rule_decides_when_nobody_is_left(empty: str, outcome: str, people: list[str]) -> None:
    answer = ask("user", who="user:gone", empty=empty, facts={"admins": ("gm", "gone")})
    assert (answer.outcome, list(answer.people)) == (outcome, people)


def test_named_person_takes_over_an_empty_step() -> None:
    assert ask("user", who="user:gone", empty="user", emptyWho="user:vice").people == ("vice",)
    assert ask("user", who="user:gone", empty="user", emptyWho="user:gone").outcome == "empty-stop"


def test_strategy_without_an_answer_says_why() -> None:
    answer = ask("magic")
    assert answer.outcome == "unsupported"
    assert answer.trail[-1].message == "There is no handler rule called magic."


def test_every_strategy_is_answered() -> None:
    assert set(STRATEGIES) == set(STRATEGY) == set(PARAMETERS)


def test_role_of_another_company_is_left_out() -> None:
    assert ask("role", starter="zhou", who="role:finance").people == ("zhou",)


def test_circle_of_departments_ends() -> None:
    office = an_office()
    circle = [
        item.model_copy(update={"parent": "north"}) if item.id == "top" else item for item in office.departments
    ]
    office = office.model_copy(update={"departments": circle})
    answer = resolve(Handler(strategy="consecutiveHeads"), office, CaseFacts("zhang", now=OTHER_MONDAY))
    assert answer.rounds == (("li",), ("chen",), ("gm",))


def test_lone_file_without_organisation_takes_names_at_their_word() -> None:
    answer = resolve(Handler(strategy="user", params={"who": "user:li"}), Organization(), CaseFacts("zhang"))
    assert answer.people == ("li",)


def test_block_of_the_file_becomes_a_rule() -> None:
    rule = read_handler({"strategy": "departmentHead", "level": "2", "empty": "admin", "same": "odd"})
    assert rule == Handler(strategy="departmentHead", params={"level": "2"}, empty="admin")


def test_expanding_who_leaves_out_the_inactive() -> None:
    assert expand_who("department:hr", an_office()) == ("wang",)
    assert expand_who("company:east", an_office()) == ("zhou",)
    assert expand_who("starter", an_office(), starter="li") == ("li",)
    assert expand_who("nonsense:x", an_office()) == ()


@pytest.mark.parametrize(
    "text",
    ["user:li", "li", "role:hr", "role:leader", "role:finance", "position:clerk", "department:sales", "company:hq",
     "department:sales/**", "department:none/**", "role:none", "company:east", "starter", "group:x"],
)  # fmt: skip
def test_being_meant_is_being_among_the_people_meant(text: str) -> None:
    who, directory = parse_who(text), directory_of(an_office())
    assert who is not None
    people = people_of(who, directory, starter="sun")
    assert {user for user in USERS if is_meant(who, user, directory, starter="sun")} == set(people)


def test_trail_reads_in_the_language_of_the_reader() -> None:
    step = ask("departmentHead").trail[0]
    assert TrailStep.from_json(step.to_json()) == step
    assert step.params["person"] == {"en": "Li", "zh": "li"}


USERS = ["gm", "vice", "chen", "li", "zhang", "sun", "wang", "zhou", "gone", "nobody"]
PARAMS = st.fixed_dictionaries(
    {},
    optional={
        "who": st.sampled_from(
            ["user:gone", "role:hr", "position:clerk", "department:top/**", "x", "", "user:sun,user:li"]
        ),
        "level": st.sampled_from(["1", "3", "top", "-1", "two"]),
        "upTo": st.sampled_from(["1", "2", "top", ""]),
        "untilRole": st.sampled_from(["role:leader", "hr", "role:none"]),
        "path": st.sampled_from(["a", "a.b", "c", ""]),
        "node": st.sampled_from(["n", "m"]),
        "emptyWho": st.sampled_from(["user:gone", "user:gm", "starter"]),
    },
)


@settings(max_examples=60, deadline=None)
@given(
    strategy=st.sampled_from([item for item in STRATEGIES if item != "expression"]),
    params=PARAMS,
    starter=st.sampled_from(USERS),
    inactive=st.sets(st.sampled_from(USERS)),
    heads=st.lists(st.sampled_from(USERS), min_size=6, max_size=6),
    rules=st.tuples(
        st.sampled_from(["stop", "pass", "reject", "user", "admin"]),
        st.sampled_from(["self", "skip", "superior", "departmentHead"]),
        st.sampled_from(["off", "adjacent", "instance", "last"]),
    ),
    away=st.booleans(),
)
def test_resolver_never_returns_inactive_people_nor_an_empty_assignment(
    strategy: str,
    params: dict[str, str],
    starter: str,
    inactive: set[str],
    heads: list[str],
    rules: tuple[str, str, str],
    away: bool,
) -> None:
    office = an_office()
    users = [item.model_copy(update={"active": item.id not in inactive}) for item in office.users]
    places = zip(office.departments, heads, strict=True)
    departments = [item.model_copy(update={"head": head}) for item, head in places]
    office = office.model_copy(update={"users": users, "departments": departments})
    rule = read_handler({"strategy": strategy, "empty": rules[0], "same": rules[1], "distinct": rules[2], **params})
    case = CaseFacts(
        starter,
        data={"a": {"b": ["user:gone", "li"]}, "c": "sun"},
        done_by={"n": ["gone", "chen"]},
        approved_by={"n": ["chen"]},
        now=MONDAY if away else OTHER_MONDAY,
        admins=("gm", "gone"),
    )
    answer = resolve(rule, office, case)
    active = {item.id for item in office.users if item.active}
    assert set(answer.people) <= active
    assert all(answer.rounds) and len(answer.people) == sum(len(one) for one in answer.rounds)
    assert (answer.outcome == "assigned") <= bool(answer.rounds)
    assert answer.trail and all(step.message != step.code for step in answer.trail)


@pytest.mark.parametrize(
    ("same", "people"), [("self", ["gm"]), ("skip", []), ("superior", []), ("departmentHead", [])]
)
def test_whoever_steps_in_for_nobody_does_not_decide_the_own_case(same: str, people: list[str]) -> None:
    for rule in ({"empty": "admin"}, {"empty": "user", "emptyWho": "user:gm"}):
        found = ask("user", who="user:gone", starter="gm", same=same, facts={"admins": ("gm",)}, **rule)
        assert list(found.people) == people
        assert found.outcome == ("admin" if rule["empty"] == "admin" else "assigned" if people else "empty-stop")
