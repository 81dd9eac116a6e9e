"""The lists of a store, searched, filtered, sorted and cut into pages by the database, are what plain reckoning
gives; and letting time pass costs what is due, not what is there."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from runner.bundle.bundle import Bundle
from runner.core.errors import RunError
from runner.core.i18n import pick
from runner.protocol.values import CaseSummary, TaskSummary
from runner.service import Service
from tests.helpers.graphs import A, timer
from tests.helpers.office import CLOCK, office

LIMIT = {"steps": [{"after": "PT3H", "do": "remind"}]}
PEOPLE = ("zhang", "li", "wang", "zhao")
WORDS = ("", "Zhang", "wang li", "CHECK", "12", "nobody", "pay zhao", "%")


def process(name: str, person: str) -> Bundle:
    limit = LIMIT if name == "pay" else None
    return (
        A(name).start().user("T", f"user:{person}", name=f"{name} by hand", deadline=limit).end()
        .boundary("X", "T", timer("PT4H"), interrupting=False).end("EX")
        .chain("S", "T", "E").chain("X", "EX").bundle(organization=office())
    )  # fmt: skip


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    made = Service(clock=CLOCK)
    rng = Random(3)
    models = [made.deploy(process(name, person)) for name, person in (("check", "li"), ("pay", "wang"))]
    for _ in range(60):
        made.start(rng.choice(models), rng.choice(PEOPLE))
        if rng.random() < 0.5:
            made.advance("PT7M")
    for task in rng.sample(made.open_tasks(), 20):
        made.complete(task.task, task.user or "", {})
    for task in rng.sample(made.open_tasks(), 4):
        made.claim(task.task, task.user or "")
    made.open_pilot("other", CLOCK)
    for _ in range(5):
        made.start(models[0], "zhang")
    made.pilot = ""
    yield made
    made.close()


def names() -> dict[str, str]:
    return {user.id: pick(user.name) for user in office().users}


def paged(read: Callable[..., list[Any]], size: int, key: Callable[[Any], Any], **wanted: Any) -> list[Any]:
    """A whole list, page by page."""
    found: list[Any] = []
    while page := read(limit=size, after=key(found[-1]) if found else None, **wanted):
        assert len(page) <= size
        found += page
    return found


def stands(word: str, told: str, case: str, ordinal: int) -> bool:
    """A number is that of a case, or stands somewhere; another word may stand in the id of the case as well."""
    return word.casefold() in told.casefold() or (word == str(ordinal) if word.isdecimal() else word in case)


def fits_case(one: CaseSummary, words: list[str]) -> bool:
    told = f"{one.starter} {one.outcome or ''} {one.process} {names().get(one.starter, '')}"
    return all(stands(word, told, one.case, one.ordinal) for word in words)


CASE_KEYS: dict[str, Callable[[CaseSummary], Any]] = {
    "started": lambda one: (one.started, number(one.case)),
    "ended": lambda one: (one.ended is None, one.ended or "", number(one.case)),
    "starter": lambda one: (one.starter, one.started, number(one.case)),
    "status": lambda one: (one.status, one.started, number(one.case)),
}


def number(case: str) -> int:
    return int(case.rpartition("-")[2])


@pytest.mark.parametrize("order", CASE_KEYS)
@pytest.mark.parametrize("descending", [False, True], ids=["up", "down"])
def test_a_list_of_cases_is_what_plain_reckoning_gives(service: Service, order: str, descending: bool) -> None:
    everything = service.cases()
    assert len(everything) == 60
    for word in WORDS:
        for process_id, status in ((None, None), ("check", None), ("pay", ["running"]), (None, ["completed"])):
            wanted = [
                one for one in everything
                if fits_case(one, word.split())
                and process_id in (None, one.process) and (status is None or one.status in status)
            ]  # fmt: skip
            wanted.sort(key=CASE_KEYS[order], reverse=descending)
            for size in (7, 100):
                found = paged(
                    service.cases, size, lambda one: one.case, search=word, process=process_id, status=status,
                    order=order, descending=descending,
                )  # fmt: skip
                assert [one.case for one in found] == [one.case for one in wanted], (word, process_id, status, size)


def fits_task(one: TaskSummary, words: list[str]) -> bool:
    people = f"{names().get(one.starter, '')} {names().get(one.user or '', '')}"
    told = f"{one.name} {one.process_name} {one.summary} {one.starter} {people}"
    return all(stands(word, told, one.case, one.ordinal) for word in words)


TASK_KEYS: dict[str, Callable[[TaskSummary], Any]] = {
    "opened": lambda one: one.task,
    "due": lambda one: (one.due is None, one.due or "", one.task),
    "title": lambda one: (one.name, one.task),
    "process": lambda one: (one.process_name, one.name, one.task),
    "starter": lambda one: (one.starter, one.task),
    "person": lambda one: (names().get(one.claimed_by or one.user or "", ""), one.user, one.task),
    "case": lambda one: (one.opened, number(one.case), one.task),
}


@pytest.mark.parametrize("order", TASK_KEYS)
@pytest.mark.parametrize("descending", [False, True], ids=["up", "down"])
def test_a_list_of_open_steps_is_what_plain_reckoning_gives(
    service: Service, order: str, descending: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runner.store.lists.PAGE", 7)  # several within what is asked for at once
    everything = service.open_tasks()
    assert len(everything) == 40
    for word in WORDS:
        for entry in (None, "check"):
            wanted = [one for one in everything if fits_task(one, word.split())]
            if entry is not None:
                wanted = [one for one in wanted if one.process == entry]
            wanted.sort(key=TASK_KEYS[order], reverse=descending)
            about = {"search": word, "entry": entry, "order": order, "descending": descending}
            for size in (3, 100):
                found = paged(service.open_tasks, size, lambda one: one.task, **about)
                assert [one.task for one in found] == [one.task for one in wanted], (word, entry, size)
            mine = paged(lambda **more: service.inbox("li", **more), 4, lambda one: one.task, **about)
            assert [one.task for one in mine] == [one.task for one in wanted if one.user == "li"], (word, entry)


def test_a_list_is_narrowed_by_process_step_and_holder_and_says_by_which(service: Service) -> None:
    everything = service.open_tasks()
    kinds = service.kinds_waiting()
    assert kinds.processes == {"check": "check", "pay": "pay"} and kinds.steps == ["check by hand", "pay by hand"]
    assert kinds.people == ["li", "wang"]
    for process_id in kinds.processes:
        for step in kinds.steps:
            for holder in (*kinds.people, "user:li", "zhao"):
                about = {"process": process_id, "step": step, "holder": holder}
                wanted = [
                    one.task for one in everything
                    if (one.process, one.name) == (process_id, step)
                    and (one.claimed_by or one.user) == holder.removeprefix("user:")
                ]  # fmt: skip
                assert [one.task for one in service.open_tasks(**about)] == wanted, about
                mine = [one.task for one in service.inbox("li", **about)]
                assert mine == (wanted if holder in ("li", "user:li") else []), about
    own = service.workbench("li").kinds_waiting()
    assert (own.processes, own.steps, own.people) == ({"check": "check"}, ["check by hand"], ["li"])


def test_a_task_of_a_pool_stands_by_who_has_claimed_it() -> None:
    service = Service(clock=CLOCK)
    pool = A("p").start().user("T", "user:zhang user:li", name="by hand").end().chain("S", "T", "E")
    model = service.deploy(pool.bundle(organization=office()))
    free, taken = (service.start(model, "wang") for _ in range(2))
    task = next(one for one in service.inbox("zhang") if one.case == taken)
    service.claim(task.task, "zhang")
    assert {one.case for one in service.open_tasks(holder="zhang")} >= {taken}
    assert {one.case for one in service.inbox("zhang", holder="zhang")} >= {taken}
    shown = [one.claimed_by or one.user or "" for one in service.open_tasks(order="person")]
    ranked = [names().get(one, "") for one in shown]
    assert ranked == sorted(ranked)
    assert free in {one.case for one in service.open_tasks()}
    service.close()


def test_what_a_list_can_be_narrowed_by_takes_no_reading_of_it(service: Service) -> None:
    known = effort(service, lambda: service.kinds_waiting())
    assert known <= effort(service, lambda: service.open_tasks())


def test_a_page_begins_behind_its_line_whatever_came_or_went_meanwhile() -> None:
    service = Service(clock=CLOCK)
    model = service.deploy(process("check", "li"))
    cases = [service.start(model, "zhang") for _ in range(6)]
    first = service.open_tasks(limit=3)
    service.complete(first[0].task, "li", {})
    later = service.start(model, "zhang")
    assert [one.case for one in service.open_tasks(after=first[-1].task)] == [*cases[3:], later]
    service.complete(first[-1].task, "li", {})  # the line itself is done: it is known where it stood
    assert [one.case for one in service.open_tasks(after=first[-1].task, limit=2)] == cases[3:5]
    assert service.cases(after="gone") == []
    service.close()


def test_a_person_s_list_of_cases_comes_in_pages_of_what_they_may_see(service: Service) -> None:
    desk = service.workbench("zhang")
    whole = [one.case for one in desk.cases()]
    assert 0 < len(whole) < 60
    assert [one.case for one in paged(desk.cases, 3, lambda one: one.case)] == whole
    assert [one.case for one in paged(desk.cases, 4, lambda one: one.case, descending=True)] == whole[::-1]


@pytest.mark.parametrize("verb", ["cases", "open_tasks"])
def test_an_order_that_there_is_not_is_refused(service: Service, verb: str) -> None:
    with pytest.raises(RunError) as caught:
        getattr(service, verb)(order="colour")
    assert caught.value.code == "inbox.order"


def effort(service: Service, act: Callable[[], object]) -> int:
    """Hundreds of steps that the database takes for an act: they grow with what it reads, whatever the clock says."""
    count = 0

    def tick() -> int:
        nonlocal count
        count += 1
        return 0

    with service.store._engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.set_progress_handler(tick, 100)
        act()
        raw.set_progress_handler(None, 100)
    return count


def test_letting_time_pass_takes_no_more_effort_with_more_cases() -> None:
    service = Service(clock=CLOCK)
    model = service.deploy(process("check", "li"))
    efforts: dict[str, list[int]] = {"nothing due": [], "one due": [], "first page": []}
    for size in (20, 200):
        while len(service.cases()) < size:
            service.start(model, "zhang")
            service.advance("PT1S")
        efforts["nothing due"].append(effort(service, lambda: service.advance("PT1S")))
        service.advance(f"PT{int(to_next(service)) - 1}S")
        efforts["one due"].append(effort(service, lambda: service.advance("next timer")))
        efforts["first page"].append(effort(service, lambda: (service.cases(limit=20), service.due(limit=20))))
        assert len(service.open_tasks()) == size
    for what, (few, many) in efforts.items():
        assert many <= few * 1.5 + 5, f"{what}: {few} hundred steps with 20 cases, {many} with 200"
    service.close()


def to_next(service: Service) -> float:
    """Seconds to the next timer."""
    at = datetime.fromisoformat(service.due(limit=1)[0][0])
    return max((at - datetime.fromisoformat(service.clock())) / timedelta(seconds=1), 1)
