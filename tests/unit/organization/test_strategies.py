"""Each strategy with its edge cases, in words of the people concerned."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from runner.organization.case import Question
from runner.organization.handler import GENERAL, PARAMETERS, Handler
from runner.organization.model import Organization
from runner.organization.resolver import CaseFacts, Resolution, resolve

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def group() -> dict[str, Any]:
    """A group of two companies, with everything that strategies ask for."""

    def user(name: str, *works: tuple[str, str | None], **more: Any) -> dict[str, Any]:
        places = [
            {"department": department, "superior": superior, "primary": not at}
            for at, (department, superior) in enumerate(works)
        ]
        return {"id": name, "name": name.title(), "assignments": places, **more}

    return {
        "companies": [{"id": "hq", "name": "HQ"}, {"id": "east", "name": "East", "parent": "hq"}],
        "departments": [
            {"id": "board", "company": "hq", "name": "Board", "head": "gm", "costCentre": "C0"},
            {"id": "fin", "parent": "board", "name": "Finance", "head": "cfo", "kind": "admin", "costCentre": "C1"},
            {"id": "sales", "parent": "board", "name": "Sales", "head": "sam", "executive": "gm", "kind": "business"},
            {"id": "plant", "company": "east", "parent": "board", "name": "Plant", "head": "pia"},
        ],
        "roles": [
            {"id": "bp", "name": "Finance partner", "members": [
                {"who": "user:ann", "scope": "department:sales/**"}, {"who": "user:bob", "scope": "company:east"},
                {"who": "user:cfo"}]},
            {"id": "audit", "name": "Audit", "scope": "global",
             "members": [{"who": "user:ann"}, {"who": "user:pia"}]},
        ],
        "groups": [{"id": "council", "name": "Council", "members": [{"who": "user:gm"}, {"who": "department:fin"}]}],
        "users": [
            user("gm", ("board", None)), user("cfo", ("fin", "gm")), user("ann", ("fin", "cfo")),
            user("bob", ("fin", "cfo")), user("sam", ("sales", "gm")),
            user("sue", ("sales", "sam"), ("plant", "pia")), user("pia", ("plant", "gm")),
            user("left", ("fin", "cfo"), active=False, handOver="ann"),
            user("lost", ("fin", "cfo"), active=False), user("guest", external=True),
        ],
        "lines": [{"kind": "functional", "who": "user:sue", "to": "user:ann"},
                  {"kind": "project", "who": "user:sue", "to": "user:bob"}],
        "defaultLines": [{"process": "audit", "line": "functional"}],
        "costCentres": [{"id": "C0", "owner": "gm"}, {"id": "C1", "name": "Money", "owner": "cfo"}, {"id": "C9"}],
        "projects": [{"id": "tower", "name": "Tower", "manager": "sam"}, {"id": "bridge"}],
        "matrices": [
            {"id": "pay", "name": "Payments", "amount": "total", "rows": [
                {"processes": ["travel"], "approvers": ["superior"]},
                {"from": "5000", "below": "20000", "departments": ["business"],
                 "approvers": ["departmentHead", "user:cfo"]},
                {"from": "20000", "approvers": ["departmentHead", "user:cfo", "user:gm"]},
                {"companies": ["east"], "approvers": ["user:pia"]},
                {"departments": ["department:board/**"], "approvers": ["departmentHead"]}]},
        ],
    }  # fmt: skip


def ask(strategy: str, starter: str = "sue", facts: dict[str, Any] | None = None, **rule: str) -> Resolution:
    outer: dict[str, Any] = {key: rule.pop(key) for key in ("empty", "same", "distinct") if key in rule}
    handler = Handler(strategy=strategy, params=rule, **outer)
    return resolve(handler, Organization.model_validate(group()), CaseFacts(starter, **{"now": NOW, **(facts or {})}))


def told(answer: Resolution) -> list[str]:
    return [step.message for step in answer.trail]


def test_role_serves_the_company_of_the_starter_unless_it_is_global() -> None:
    assert ask("role", who="role:bp").people == ("ann", "cfo")
    assert ask("role", starter="pia", who="role:bp").people == ("bob",)
    assert ask("role", starter="pia", who="role:bp", scope="global").people == ("ann", "bob", "cfo")
    assert ask("role", who="role:audit").people == ("ann", "pia")


def test_who_starts_for_another_department_is_served_there() -> None:
    there = ask("role", who="role:bp", facts={"department": "plant"})
    assert there.people == ("bob",)
    assert told(there)[0] == "Sue starts for Plant."
    assert ask("departmentHead", facts={"department": "plant"}).people == ("pia",)
    astray = ask("departmentHead", facts={"department": "fin"})
    assert astray.people == ("sam",)
    assert told(astray)[0] == "Sue does not work in Finance: the main department counts."


def test_group_means_its_members_once_each() -> None:
    assert ask("group", who="group:council").people == ("gm", "cfo", "ann", "bob")
    assert ask("group", who="group:none").outcome == "empty-stop"


def test_who_has_left_is_followed_by_the_heir() -> None:
    answer = ask("user", who="user:left user:lost")
    assert answer.people == ("ann",)
    assert told(answer)[2:] == [
        "Left has left and handed over to Ann.",
        "Lost is not active and was left out.",
        "Asked: Ann.",
    ]


def test_reporting_lines_have_types_and_each_process_its_own() -> None:
    assert ask("superior").people == ("sam",)
    assert ask("superior", line="functional").people == ("ann",)
    assert ask("superior", line="project").people == ("bob",)
    assert ask("superior", facts={"process": "audit"}).people == ("ann",)
    missing = ask("superior", starter="pia", line="functional")
    assert missing.people == ("gm",)  # pia heads the plant, so one level up
    assert "no superior on this line" in told(missing)[0]


@pytest.mark.parametrize(
    ("strategy", "rule", "data", "people"),
    [
        ("costCentreOwner", {}, {}, ["gm"]),
        ("costCentreOwner", {"path": "centre"}, {"centre": "C1"}, ["cfo"]),
        ("costCentreOwner", {"path": "centre"}, {"centre": {"id": "X", "owner": "user:bob"}}, ["bob"]),
        ("costCentreOwner", {"path": "centre"}, {"centre": "C9"}, []),
        ("costCentreOwner", {"path": "centre"}, {"centre": ["C0", "C1"]}, ["gm", "cfo"]),
        ("projectManager", {}, {"project": "tower"}, ["sam"]),
        ("projectManager", {"path": "p"}, {"p": {"id": "new", "manager": "ann"}}, ["ann"]),
        ("projectManager", {}, {"project": "bridge"}, []),
        ("projectManager", {}, {}, []),
        ("executive", {}, {}, ["gm"]),
        ("executive", {"path": "where"}, {"where": "fin"}, []),
        ("field", {"path": "people"}, {"people": ["user:ann", "bob", "ann"]}, ["ann", "bob"]),
        ("field", {"path": "people"}, {"people": None}, []),
        ("expression", {"feel": '["role:audit", "user:bob"]'}, {}, ["ann", "pia", "bob"]),
        ("expression", {"feel": "1 +"}, {}, []),
        ("expression", {"feel": "[for i in 1..99999999 return i]"}, {}, []),
    ],
)
def test_people_come_out_of_the_form(
    strategy: str, rule: dict[str, str], data: dict[str, Any], people: list[str]
) -> None:
    answer = ask(strategy, facts={"data": data}, **rule)
    assert list(answer.people) == people
    assert answer.outcome == ("assigned" if people else "empty-stop")


def test_choice_keeps_to_what_is_offered_and_to_its_limits() -> None:
    chosen = {"node": "here", "data": {"choices": {"here": ["ann", "sam", "bob"]}}}
    assert ask("starterChoice", facts=chosen).people == ("ann", "sam", "bob")
    offered = ask("starterChoice", facts=chosen, **{"from": "department:fin"})
    assert offered.people == ("ann", "bob")
    assert told(offered)[0] == "Chosen but not among those to choose from, left out: Sam."
    assert ask("starterChoice", facts=chosen, max="2").people == ("ann", "sam")
    assert ask("previousChoice", facts=chosen, min="4").outcome == "empty-stop"
    assert ask("previousChoice", facts={"data": {"next": "sam"}}, path="next").people == ("sam",)
    assert ask("starterChoice").trail[0].message == "Nobody has been chosen for this step."


def test_who_did_one_step_may_not_do_the_other() -> None:
    done = {"done_by": {"Task_enter": ["ann"]}}
    answer = ask("notHandlerOf", facts=done, who="role:bp", node="Task_enter")
    assert answer.people == ("cfo",)
    assert "Did Task_enter and may not do this step too: Ann." in told(answer)
    assert ask("notHandlerOf", who="role:bp", node="Task_enter").outcome == "empty-stop"


def test_scope_and_count_limits_hold_for_every_rule() -> None:
    everyone = "user:ann user:pia user:sam user:lost"
    assert ask("user", who=everyone, within="company").people == ("ann", "sam")
    assert ask("user", who=everyone, within="department").people == ("sam",)
    kept = ask("user", who=everyone, within="group:council user:pia")
    assert kept.people == ("ann", "pia")
    assert "Left out, as the rule keeps to Council, Pia: Sam." in told(kept)
    assert ask("user", who="user:lost user:ann user:sam", max="1").people == ("ann",)
    assert ask("consecutiveHeads", max="1").rounds == (("sam",),)


@pytest.mark.parametrize(
    ("starter", "process", "total", "rounds", "row"),
    [
        ("sue", "expense", "5000", (("sam",), ("cfo",)), 2),
        ("sue", "expense", "19,999.99", (("sam",), ("cfo",)), 2),
        ("sue", "expense", 20000, (("sam",), ("cfo",), ("gm",)), 3),
        ("sue", "expense", "4999.99", (("sam",),), 5),
        ("sue", "expense", None, (("sam",),), 5),
        ("sue", "travel", 90000, (("sam",),), 1),
        ("pia", "expense", 10, (("pia",),), 4),
        ("ann", "expense", {"amount": "7000", "currency": "CNY"}, (("cfo",),), 5),
    ],
)
def test_approval_matrix_gives_the_uppermost_row_that_fits(
    starter: str, process: str, total: Any, rounds: tuple[tuple[str, ...], ...], row: int
) -> None:
    answer = ask("matrix", starter, {"process": process, "data": {"total": total}}, table="pay")
    assert answer.rounds == rounds
    assert next(step.params["row"] for step in answer.trail if step.code == "organization.row") == str(row)


def test_approval_matrix_says_which_row_and_why() -> None:
    answer = ask("matrix", "sue", {"data": {"total": 6000}}, table="pay")
    assert told(answer)[0] == "Approval matrix Payments, row 2: 5,000–20,000, business → department head, Cfo."
    assert ask("matrix", "guest", {"data": {"total": 1}}, table="pay").outcome == "empty-stop"
    assert told(ask("matrix", table="none"))[0] == "There is no approval matrix called none."


def test_most_particular_row_wins_where_the_matrix_says_so() -> None:
    office = group()
    office["matrices"][0]["hit"] = "specific"
    rule = Handler(strategy="matrix", params={"table": "pay"})
    organization = Organization.model_validate(office)
    answer = resolve(rule, organization, CaseFacts("sue", data={"total": 6000}, process="travel", now=NOW))
    assert answer.rounds == (("sam",), ("cfo",))
    answer = resolve(rule, organization, CaseFacts("sue", data={"total": 60}, process="travel", now=NOW))
    assert answer.trail[0].params["row"] == "1"


def test_agent_may_get_a_copy_instead_of_acting() -> None:
    office = group()
    office["absences"] = [
        {"who": "user:cfo", "from": "2026-03-01", "to": "2026-03-03", "agent": "user:ann", "mode": "copy"},
        {"who": "user:ann", "from": "2026-03-01", "to": "2026-03-03", "agent": "user:bob"},
    ]
    rule = Handler(strategy="user", params={"who": "user:cfo"})
    answer = resolve(rule, Organization.model_validate(office), CaseFacts("sue", now=NOW))
    assert (answer.people, answer.copies, dict(answer.agents)) == (("cfo",), ("ann",), {})
    office["absences"][0]["mode"] = "replace"
    answer = resolve(rule, Organization.model_validate(office), CaseFacts("sue", now=NOW))
    assert (answer.people, dict(answer.agents)) == (("ann",), {"ann": "cfo"})  # bob does not act for both


def test_case_is_resolved_against_the_organisation_of_its_day() -> None:
    office = group()
    office["departments"][2].update(validTo="2026-06-30")
    office["users"][4]["assignments"][0]["validTo"] = "2026-04-30"
    office["users"][7].update(active=True, validTo="2026-03-01")
    organization = Organization.model_validate(office)

    def people(day: int, month: int, who: str) -> tuple[str, ...]:
        rule = Handler(strategy="department", params={"who": who})
        return resolve(rule, organization, CaseFacts("gm", now=datetime(2026, month, day, tzinfo=UTC))).people

    assert people(2, 3, "department:sales") == ("sam", "sue")
    assert people(1, 5, "department:sales") == ("sue",)
    assert people(1, 7, "department:sales") == ()
    assert "left" in people(1, 3, "department:fin")
    assert "left" not in people(2, 3, "department:fin")


def test_who_is_asked_again_further_on_is_passed_over_here() -> None:
    answer = ask("user", facts={"later": ("ann",)}, who="user:ann user:bob", distinct="last")
    assert (answer.people, answer.skipped) == (("bob",), ("ann",))
    only = ask("user", facts={"later": ("ann",)}, who="user:ann", distinct="last")
    assert only.outcome == "pass"


def test_strategy_reads_no_parameter_but_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """What can be set (`PARAMETERS`, from which the panel is built) is what is read, over rules that set it all."""
    full = {
        "who": "role:bp user:sue position:none", "scope": "company", "level": "9", "short": "top", "upTo": "top",
        "untilRole": "audit", "line": "project", "path": "f", "from": "user:ann", "node": "before", "table": "pay",
        "feel": '"ann"', "within": "company", "min": "1", "max": "2", "emptyWho": "user:gm",
        "service": "posts", "seconds": "3",
    }  # fmt: skip
    read: set[str] = set()
    plain = Question.param

    def watched(question: Question, name: str) -> str:
        read.add(name)
        return plain(question, name)

    monkeypatch.setattr(Question, "param", watched)
    facts: dict[str, Any] = {"done_by": {"before": ["bob"]}, "node": "here", "process": "pay"}
    everywhere: set[str] = set()
    for strategy, own in PARAMETERS.items():
        read.clear()
        for value in ("sue", "ann", "fin", "6000", None):
            for rule in (full, {"table": "pay", "empty": "user"}):
                ask(strategy, facts={**facts, "data": {"f": value, "total": "30000"}}, **rule)
        assert read <= {*own, *GENERAL}, strategy
        everywhere |= read
    assert everywhere == {*full}
