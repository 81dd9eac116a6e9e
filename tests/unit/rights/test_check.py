"""Who may do what, and which rule says so."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.organization.model import Organization
from runner.organization.who import expand_who
from runner.rights.check import Decision, field_access, may
from runner.rights.fields import with_default
from runner.rights.model import FieldRight, ProcessRights, WorkspaceRights
from runner.rights.overview import field_overview, overview
from tests.unit.organization.office import an_office


def rights(allow: list[Any] | None = None, deny: list[Any] | None = None) -> ProcessRights:
    return ProcessRights.model_validate({"allow": allow or [], "deny": deny or []})


def ask(action: Any, user: str, process: ProcessRights | None = None, workspace: Any = None, **case: Any) -> Decision:
    held = WorkspaceRights.model_validate(workspace) if workspace else None
    return may(action, user, process or rights(), held, an_office(), **case)


@pytest.mark.parametrize(
    ("action", "user", "allowed"),
    [
        ("start", "zhang", True), ("start", "gone", False), ("start", "nobody", False),
        ("see", "zhang", True), ("see", "li", True), ("see", "chen", False),
        ("handle", "li", True), ("handle", "zhang", False), ("manage", "gm", False), ("export", "gm", False),
    ],
)  # fmt: skip
def test_default_holds_where_there_is_no_rule(action: str, user: str, allowed: bool) -> None:
    decision = ask(action, user, starter="zhang", handlers=["li"])
    assert (decision.allowed, decision.rule) == (allowed, None)
    assert decision.trail[0].message != decision.trail[0].code


def test_first_allow_closes_the_action_to_all_others() -> None:
    process = rights([{"action": "start", "who": "department:sales/**"}])
    assert ask("start", "sun", process).allowed
    refused = ask("start", "wang", process)
    assert not refused.allowed
    assert refused.trail[0].message == "Only Sales may do this; Wang is not among them."
    assert ask("see", "wang", process, starter="wang").allowed


def test_deny_wins_over_a_nearer_allow() -> None:
    process = rights([{"action": "start", "who": "user:sun"}])
    refused = ask("start", "sun", process, {"deny": [{"action": "start", "who": "department:top/**"}]})
    assert not refused.allowed
    assert refused.level == "workspace"
    assert refused.trail[0].message == "The workspace denies it to Board."


def test_nearest_rule_is_the_one_named() -> None:
    process = rights([{"action": "see", "who": "department:hr/**"}, {"action": "see", "who": "role:hr"}])
    decision = ask("see", "wang", process, {"allow": [{"action": "see", "who": "user:wang"}]})
    assert decision.rule == process.allow[1]


def test_category_rules_hold_for_their_category_only() -> None:
    workspace = {"categories": [{"category": "hr", "allow": [{"action": "manage", "who": "role:hr"}]}]}
    assert ask("manage", "wang", None, workspace, category="hr").allowed
    assert not ask("manage", "wang", None, workspace, category="it").allowed


@pytest.mark.parametrize(
    ("scope", "starter", "allowed"),
    [
        ("own", "chen", True), ("own", "zhang", False), ("department", "zhang", True), ("department", "wang", False),
        ("company", "wang", True), ("company", "zhou", False), ("all", "zhou", True), ("department", None, False),
    ],
)  # fmt: skip
def test_scope_limits_a_rule_to_cases(scope: str, starter: str | None, allowed: bool) -> None:
    process = rights([{"action": "see", "who": "user:chen", "scope": scope}])
    assert ask("see", "chen", process, starter=starter).allowed is allowed


def test_limited_denial_holds_where_the_starter_is_unknown() -> None:
    process = rights([{"action": "see", "who": "user:chen"}], [{"action": "see", "who": "user:chen", "scope": "own"}])
    assert not ask("see", "chen", process).allowed
    assert ask("see", "chen", process, starter="zhang").allowed


def test_starter_can_be_named_in_a_rule() -> None:
    process = rights([{"action": "manage", "who": "starter"}])
    assert ask("manage", "sun", process, starter="sun").allowed
    assert not ask("manage", "sun", process, starter="li").allowed


def test_lone_file_without_organisation_lets_everyone_start() -> None:
    assert may("start", "anyone", rights(), None, Organization()).allowed


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["start", "see"]), st.sampled_from(["user:li", "role:hr", "department:top/**"]))
    ),
    st.lists(st.tuples(st.sampled_from(["start", "see"]), st.sampled_from(["user:li", "role:hr", "starter"]))),
    st.sampled_from(["li", "wang", "zhang", "gone"]),
)
def test_more_denials_never_allow_more(allow: list[Any], deny: list[Any], user: str) -> None:
    allowed = [{"action": action, "who": who} for action, who in allow]
    denied = [{"action": action, "who": who} for action, who in deny]
    loose = ask("see", user, rights(allowed), starter="zhang")
    tight = ask("see", user, rights(allowed, denied), starter="zhang")
    assert not (tight.allowed and not loose.allowed)


def lines(**access: str) -> list[FieldRight]:
    return [FieldRight.model_validate({"path": path.replace("__", "."), "access": it}) for path, it in access.items()]


@pytest.mark.parametrize(
    ("table", "path", "access"),
    [
        ([], "days", "edit"),
        (lines(days="read"), "days", "read"),
        (lines(days="hidden"), "reason", "edit"),
        (lines(days="edit"), "reason", "read"),
        (lines(items="hidden", items__price="edit"), "items.price", "hidden"),
        (lines(items="read", items__price="edit"), "items.price", "edit"),
        (lines(items="required"), "items.price", "edit"),
        (with_default(lines(days="edit"), is_start=True), "reason", "edit"),
        (with_default(lines(days="hidden"), is_start=False), "reason", "read"),
    ],
)  # fmt: skip
def test_nearest_line_decides_about_a_field(table: list[FieldRight], path: str, access: str) -> None:
    assert field_access(table, path) == access


def test_overview_names_the_rule_of_each_answer() -> None:
    process = rights([{"action": "start", "who": "role:hr"}])
    rows = {(row.user, row.action): row for row in overview(process, None, an_office())}
    assert ("gone", "start") not in rows
    assert rows["wang", "start"].rule == process.allow[0]
    assert not rows["li", "start"].allowed
    fields = field_overview({"Task_a": lines(days="read")}, ["days", "reason"])
    assert [(row.path, row.access, row.line is None) for row in fields] == [
        ("days", "read", False),
        ("reason", "edit", True),
    ]


def test_rule_for_a_group_holds_while_its_member_is_valid() -> None:
    office = an_office().model_dump(by_alias=True)
    office["groups"] = [{"id": "committee", "members": [{"who": "user:sun", "validFrom": "2026-04-01"}]}]
    office["users"] = [{**user, "validTo": "2026-05-31"} if user["id"] == "sun" else user for user in office["users"]]
    organization = Organization.model_validate(office)
    process = rights([{"action": "start", "who": "group:committee"}])

    def on(day: date | None) -> bool:
        return may("start", "sun", process, None, organization, day=day).allowed

    assert [on(date(2026, 3, 31)), on(date(2026, 4, 1)), on(date(2026, 5, 31)), on(date(2026, 6, 1))] == [
        False, True, True, False
    ]  # fmt: skip
    assert may("start", "sun", rights(), None, organization, day=date(2026, 6, 1)).trail[0].code == "rights.inactive"
    assert on(None)
    assert expand_who("group:committee", organization, day=date(2026, 3, 31)) == ()
    assert expand_who("group:committee", organization, day=date(2026, 4, 1)) == ("sun",)
    assert expand_who("group:committee", organization) == ("sun",)
