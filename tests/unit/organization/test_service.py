"""A directory service says who handles a step: its answer is checked, and no answer is the empty rule."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeler.organization.preview import PreviewStep, preview
from runner.approvals.plan import plan_of
from runner.bundle.graph import Node
from runner.connectors.directory import recorded_answers
from runner.organization.asking import Answered, Asked
from runner.organization.handler import Handler, read_handler
from runner.organization.model import DirectoryService, Organization, RecordedAnswer, User
from runner.organization.resolver import CaseFacts, Resolution, resolve

NOW = datetime(2026, 4, 6, 9, tzinfo=UTC)


def office(*answers: RecordedAnswer) -> Organization:
    users = [User(id=one, name=one) for one in ("zhang", "li", "wang")] + [User(id="old", name="old", active=False)]
    return Organization(users=users, services=[DirectoryService(id="hr", answers=list(answers))])


def rule(**params: str) -> Handler:
    return read_handler({"strategy": "service", "service": "hr", "empty": "user", "emptyWho": "user:wang", **params})


def ask(*answers: RecordedAnswer, data: dict[str, Any] | None = None, **params: str) -> Resolution:
    organization = office(*answers)
    facts = CaseFacts("zhang", data=data or {}, now=NOW, asker=recorded_answers(organization))
    return resolve(rule(**params), organization, facts)


def codes(found: Resolution) -> list[str]:
    assert all(step.message for step in found.trail)
    return [step.code.removeprefix("organization.") for step in found.trail]


@pytest.mark.parametrize("people", ["li", "user:li", ["li"], {"id": "li"}, [{"id": "user:li"}, "li"]])
def test_whom_the_service_names_is_asked(people: object) -> None:
    found = ask(RecordedAnswer(people=people))
    assert found.people == ("li",) and codes(found) == ["service", "assigned"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (RecordedAnswer(people=["li"], delay="PT6S"), "service-late"),
        (RecordedAnswer(failure="down"), "service-refused"),
        (RecordedAnswer(people=["li"], delay="soon"), "service-refused"),
        (RecordedAnswer(people=42), "service-unreadable"),
        (RecordedAnswer(people=["li", 3]), "service-unreadable"),
        (RecordedAnswer(people=[]), "service-nobody"),
        (RecordedAnswer(when={"starter": "li"}, people=["li"]), "service-nobody"),
    ],
)
def test_no_answer_is_the_empty_rule_of_the_step_with_the_reason(answer: RecordedAnswer, code: str) -> None:
    found = ask(answer)
    assert found.people == ("wang",) and codes(found) == [code, "empty-user"]


def test_strangers_and_inactive_people_are_told_and_left_out() -> None:
    found = ask(RecordedAnswer(people=["nobody", "old", "li"]))
    assert found.people == ("li",)
    assert codes(found) == ["service-stranger", "service", "inactive", "assigned"]


def test_an_answer_within_the_limit_of_the_rule_counts() -> None:
    assert ask(RecordedAnswer(people=["li"], delay="PT6S"), seconds="8").people == ("li",)


def test_only_the_named_field_is_sent_along() -> None:
    heard: list[Asked] = []

    def asker(asked: Asked) -> Answered:
        heard.append(asked)
        return Answered(["li"])

    facts = CaseFacts("zhang", data={"region": "north", "salary": 9}, now=NOW, node="A", process="P", asker=asker)
    assert resolve(rule(path="region", seconds="3"), office(), facts).people == ("li",)
    assert heard == [Asked("hr", "zhang", process="P", node="A", value="north", seconds=3)]
    answer = RecordedAnswer(when={"value": "north"}, people=["li"])
    assert ask(answer, data={"region": "north"}, path="region").people == ("li",)


def test_without_a_service_nobody_is_found_and_it_is_said() -> None:
    found = resolve(rule(), office(), CaseFacts("zhang", now=NOW))
    assert found.people == ("wang",) and codes(found) == ["service-unknown", "empty-user"]
    assert codes(ask(RecordedAnswer(people=["li"]), service="other"))[0] == "service-unknown"


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["li", "user:li", "old"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "x"]), inner, max_size=2),
    max_leaves=6,
)


@given(anything)
def test_whatever_the_service_says_only_active_known_people_are_asked(people: object) -> None:
    organization = office()
    facts = CaseFacts("zhang", now=NOW, asker=lambda _asked: Answered(people))
    assert set(resolve(rule(), organization, facts).people) <= {"zhang", "li", "wang"}
    assert resolve(rule(), organization, facts).people


def test_preview_and_runner_hear_the_same_answer() -> None:
    organization = office(RecordedAnswer(when={"starter": "zhang"}, people=["li"]))
    found = preview([PreviewStep("A", "A", rule())], organization, NOW)
    mine = next(group for group in found if any(one.user == "zhang" for one in group.starters))
    node = Node(id="A", kind="userTask", handler=rule())
    facts = CaseFacts("zhang", now=NOW, asker=recorded_answers(organization))
    plan = plan_of(node, organization, facts, chance="x")
    assert mine.answers[0].rounds == plan.rounds == (("li",),)
