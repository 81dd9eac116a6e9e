"""Serial numbers on a real store: each once, whoever submits at the same time, and none ever given again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.core.errors import RunError
from runner.data.numbering import NumberRule, Segment
from runner.organization.model import Assignment
from runner.service import Service
from tests.helpers.numbering import bundle, rule, submit

CLOCK = "2026-03-02T09:00:00+08:00"
Open = Callable[..., tuple[Service, str]]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    made: list[Service] = []

    def make(numbers: NumberRule | None = None, clock: str = CLOCK, **more: Any) -> tuple[Service, str]:
        service = Service(str(tmp_path / f"store{len(made)}.sqlite"), clock=clock)
        made.append(service)
        return service, service.deploy(bundle(numbers or rule(), **more))

    yield make
    for one in made:
        one.close()


def numbers_of(service: Service) -> list[str]:
    return [service.variables(one.case).get("no") for one in service.cases()]


def plain(width: int = 4, **more: Any) -> NumberRule:
    return rule(Segment(kind="fixed", text="N"), Segment(kind="sequence", width=width), **more)


def test_a_form_gets_its_number_when_it_is_submitted(opened: Open) -> None:
    service, model = opened()
    case = service.start(model, "zhang", {"days": 2})
    assert service.variables(case)["no"] == "QJ-20260302-0001"
    assert [line.payload for line in service.history(case) if line.kind == "numbered"] == [
        {"rule": "no", "number": "QJ-20260302-0001", "field": "no"}
    ]


def test_nobody_writes_a_number_by_hand(opened: Open) -> None:
    service, model = opened()
    with pytest.raises(RunError) as caught:
        service.start(model, "zhang", {"days": 2, "no": "QJ-20260302-9999"})
    assert caught.value.code == "task.forbidden-write"


def test_a_returned_and_resubmitted_case_keeps_its_number(opened: Open) -> None:
    service, model = opened()
    case = service.start(model, "zhang", {"days": 2})
    service.operate("return", service.open_tasks(case)[0].task, "li", reason="days")
    service.complete(service.open_tasks(case)[0].task, "zhang", {"days": 3})
    assert service.variables(case)["no"] == "QJ-20260302-0001"
    assert service.variables(service.start(model, "zhang", {"days": 1}))["no"] == "QJ-20260302-0002"


def test_a_withdrawn_or_terminated_case_gives_no_number_back(opened: Open) -> None:
    service, model = opened(plain())
    service.operate_case("withdraw", service.start(model, "zhang", {"days": 1}), "zhang")
    service.operate("reject", service.open_tasks(service.start(model, "zhang", {"days": 1}))[0].task, "li")
    service.start(model, "zhang", {"days": 1})
    assert numbers_of(service) == ["N0001", "N0002", "N0003"]


@pytest.mark.parametrize(
    "verb",
    [
        "DELETE FROM serial_number", "UPDATE serial_number SET number = 'x'", "DELETE FROM serial_counter",
        "UPDATE serial_counter SET last = 0",
    ],
)  # fmt: skip
def test_the_database_itself_takes_no_number_back(opened: Open, verb: str) -> None:
    service, model = opened()
    service.start(model, "zhang", {"days": 1})
    raw = sqlite3.connect(service.store.url.removeprefix("sqlite:///"))
    with pytest.raises(sqlite3.DatabaseError):
        raw.execute(verb)
    raw.close()


def test_without_gaps_a_refused_submit_leaves_its_number_to_the_next(opened: Open) -> None:
    service, model = opened(plain())
    with pytest.raises(RunError):
        service.start(model, "zhang", {})
    service.start(model, "zhang", {"days": 1})
    assert numbers_of(service) == ["N0001"]


@pytest.mark.parametrize(("gaps", "then"), [(False, "N0001"), (True, "N0002")])
def test_a_submit_that_fails_after_its_number_leaves_a_gap_only_where_the_rule_allows_it(
    opened: Open, monkeypatch: pytest.MonkeyPatch, gaps: bool, then: str
) -> None:
    service, model = opened(plain(gaps=gaps))
    with monkeypatch.context() as patched:
        patched.setattr(service, "people", None)  # what comes after the number breaks
        with pytest.raises(AttributeError):
            service.start(model, "zhang", {"days": 1})
    service.start(model, "zhang", {"days": 1})
    assert numbers_of(service) == [then]


def test_the_count_begins_anew_at_midnight_of_the_workspace_and_not_of_greenwich(opened: Open) -> None:
    service, model = opened(clock="2026-03-02T23:30:00+08:00")
    service.start(model, "zhang", {"days": 1})
    service.advance("PT1H")  # 00:30 on the third in Shanghai, 16:30 on the second in Greenwich
    service.start(model, "zhang", {"days": 1})
    service.advance("PT8H")  # the third in Greenwich, too: nothing begins anew
    service.start(model, "zhang", {"days": 1})
    assert numbers_of(service) == ["QJ-20260302-0001", "QJ-20260303-0001", "QJ-20260303-0002"]


def test_another_zone_has_another_midnight(opened: Open) -> None:
    service, model = opened(clock="2026-03-02T23:30:00+08:00", zone="Europe/London")
    service.start(model, "zhang", {"days": 1})
    service.advance("PT1H")
    service.start(model, "zhang", {"days": 1})
    assert numbers_of(service) == ["QJ-20260302-0001", "QJ-20260302-0002"]


def test_an_idle_year_does_not_begin_a_count_anew_that_counts_on(opened: Open) -> None:
    service, model = opened(plain())
    service.start(model, "zhang", {"days": 1})
    service.advance("P400D")
    service.start(model, "zhang", {"days": 1})
    assert numbers_of(service) == ["N0001", "N0002"]


def test_departments_and_kinds_count_apart(opened: Open) -> None:
    made = rule(
        Segment(kind="company"), Segment(kind="fixed", text="-"), Segment(kind="department"),
        Segment(kind="fixed", text="-"), Segment(kind="field", path="kind"), Segment(kind="fixed", text="-"),
        Segment(kind="sequence", width=2, scope=["department", "kind"]),
    )  # fmt: skip
    service, model = opened(made)
    for user, kind in (("zhang", "A"), ("wang", "A"), ("zhang", "B"), ("zhang", "A")):
        service.start(model, user, {"days": 1, "kind": kind})
    assert numbers_of(service) == ["hq-fin-A-01", "hq-hr-A-01", "hq-fin-B-01", "hq-fin-A-02"]


def test_digits_that_are_used_up_refuse_the_submit_with_a_sentence(opened: Open) -> None:
    service, model = opened(plain(width=1))
    for _ in range(9):
        service.start(model, "zhang", {"days": 1})
    with pytest.raises(RunError) as caught:
        service.start(model, "zhang", {"days": 1})
    assert caught.value.code == "numbering.full" and "Leave number" in caught.value.message
    assert len(service.cases()) == 9


def test_a_rule_that_is_changed_back_passes_over_what_it_gave_before(opened: Open) -> None:
    service, model = opened(plain())
    service.start(model, "zhang", {"days": 1})
    changed = rule(
        Segment(kind="fixed", text="N"),
        Segment(kind="field", path="kind"),
        Segment(kind="sequence", width=3, scope=["kind"]),
    )
    other = service.deploy(bundle(changed))
    case = service.start(other, "zhang", {"days": 1, "kind": "0"})  # its first would be N0001 as well
    assert service.variables(case)["no"] == "N0002"


def test_a_field_without_a_rule_refuses_the_submit_with_a_sentence(opened: Open) -> None:
    service, model = opened(plain().model_copy(update={"code": "other"}))
    with pytest.raises(RunError) as caught:
        service.start(model, "zhang", {"days": 1})
    assert caught.value.code == "numbering.unknown"


@pytest.mark.parametrize("pool", ["threads", "processes"])
def test_numbers_are_unique_and_without_gaps_whoever_submits_at_the_same_time(opened: Open, pool: str) -> None:
    service, model = opened(plain())
    url, each, hands = service.store.url, 6, 4
    executor = (
        ThreadPoolExecutor(hands)
        if pool == "threads"
        else ProcessPoolExecutor(hands, mp_context=get_context("spawn"))
    )
    with executor:
        found = [number for part in executor.map(submit, [url] * hands, [model] * hands, [each] * hands)
                 for number in part]  # fmt: skip
    assert sorted(found) == [f"N{number:04d}" for number in range(1, each * hands + 1)]


acts = st.lists(st.sampled_from(["submit", "withdraw", "refused", "day", "month"]), max_size=12)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=acts, gaps=st.booleans())
def test_whatever_happens_no_number_is_given_twice(opened: Open, acts: list[str], gaps: bool) -> None:
    service, model = opened(rule(gaps=gaps))
    cases: list[str] = []
    for act in acts:
        if act == "submit":
            cases.append(service.start(model, "zhang", {"days": 1}))
        elif act == "withdraw" and cases:
            service.operate_case("withdraw", cases.pop(), "zhang")
        elif act == "refused":
            with pytest.raises(RunError):
                service.start(model, "zhang", {})
        elif act in ("day", "month"):
            service.advance("P1D" if act == "day" else "P31D")
    given_ = numbers_of(service)
    assert len(set(given_)) == len(given_) and all(given_)
    days = [number[:-5] for number in given_]
    counts = [number[-4:] for number in given_]
    for place, day in enumerate(days):
        assert counts[place] == f"{days[: place + 1].count(day):04d}"  # without gaps, anew each day


def test_the_next_numbers_are_told_and_none_is_taken(opened: Open) -> None:
    service, model = opened()
    record = rule().model_dump(mode="json", by_alias=True)
    ask = {"zone": "Asia/Shanghai"}
    assert service.next_numbers(record, **ask)[0] == "QJ-20260302-0001"
    service.start(model, "zhang", {"days": 2})
    wanted = [f"QJ-20260302-000{number}" for number in (2, 3, 4)]
    assert service.next_numbers(record, **ask) == wanted == service.next_numbers(record, **ask)
    case = service.start(model, "zhang", {"days": 2})
    assert service.variables(case)["no"] == wanted[0]
    few = plain(1).model_dump(mode="json", by_alias=True)
    assert service.next_numbers(few, count=20) == [f"N{number}" for number in range(1, 10)]


def test_the_number_names_the_department_that_the_starter_chose(tmp_path: Path) -> None:
    segments = (Segment(kind="department"), Segment(kind="fixed", text="-"), Segment(kind="sequence"))
    made = bundle(rule(*segments))
    organization = made.organization
    departments = [one.id for one in organization.departments][:2]
    person = next(one for one in organization.users if one.id == "zhang")
    works = [Assignment(department=one, primary=number == 0) for number, one in enumerate(departments)]
    users = [one.model_copy(update={"assignments": works}) if one is person else one for one in organization.users]
    bundled = replace(made, organization=organization.model_copy(update={"users": users}))
    service = Service(str(tmp_path / "store.sqlite"), clock=CLOCK)
    try:
        model = service.deploy(bundled)
        for chosen, wanted in ((departments[1], departments[1]), (None, departments[0]), ("none", departments[0])):
            case = service.start(model, "zhang", {"days": 2}, department=chosen)
            assert str(service.variables(case)["no"]).rpartition("-")[0] == wanted
    finally:
        service.close()
