"""Remarks, and results that go from one machine to another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from runner.bundle import container
from runner.core.errors import FormatError, RunError
from runner.service import Service
from tests.helpers.graphs import A
from tests.helpers.office import CLOCK, Office, office


def bundle():  # type: ignore[no-untyped-def]
    return A().start().user("H", "user:li").approve("T", "user:wang").end().chain("S", "H", "T", "E").bundle(
        organization=office()
    )  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    made = Office(bundle(), tmp_path)
    yield made
    made.close()


@pytest.fixture
def elsewhere() -> Iterator[Service]:
    made = Service(clock=CLOCK)
    yield made
    made.close()


def test_a_remark_knows_where_it_was_left_and_is_set_to_done(desk: Office) -> None:
    case = desk.start()
    remark = desk.service.remark(" too long ", "user:li", case=case, element="H", field="days")
    assert (remark.text, remark.model, remark.process, remark.version) == ("too long", desk.model, "p", "0.1.0")
    assert desk.service.remarks(open_only=True) == [remark]
    done = desk.service.resolve_remark(remark.id, "chen", "shortened")
    assert (done.done_by, done.answer) == ("chen", "shortened")
    assert desk.service.remarks(open_only=True) == []
    for wrong, code in ((lambda: desk.service.remark("  ", "li"), "remark.empty"),
                        (lambda: desk.service.resolve_remark("x", "li"), "remark.unknown")):  # fmt: skip
        with pytest.raises(RunError) as caught:
            wrong()
        assert caught.value.code == code


def test_results_merge_by_case_and_only_grow(desk: Office, elsewhere: Service) -> None:
    case = desk.start(x=1)
    desk.service.remark("hm", "li", case=case)
    first = desk.service.export_results()
    got = elsewhere.import_results(first, "li.slipresult")
    assert (got.cases, got.known, got.remarks) == ([case], [], 1)
    desk.do(case, "H", "li")
    desk.do(case, "T", "wang", "agree")
    second = desk.service.export_results([case])
    again = elsewhere.import_results(second, "li.slipresult")
    assert (again.cases, again.known, again.remarks) == ([], [case], 0)
    assert elsewhere.import_results(first).known == [case]
    there, here = elsewhere.case(case), desk.service.case(case)
    assert there.model_dump(exclude={"origin", "open"}) == here.model_dump(exclude={"origin", "open"})
    assert there.origin == "li.slipresult"
    assert elsewhere.history(case) == desk.service.history(case)


def test_a_case_from_elsewhere_is_only_looked_at(desk: Office, elsewhere: Service) -> None:
    case = desk.start()
    elsewhere.import_results(desk.service.export_results())
    task = elsewhere.open_tasks(case)[0]
    with pytest.raises(RunError) as caught:
        elsewhere.complete(task.task, "li")
    assert caught.value.code == "run.imported"
    assert elsewhere.due() == []
    assert elsewhere.inbox("li") == [], "whoever rehearses it acts where they do"


def test_the_same_results_are_the_same_bytes(desk: Office) -> None:
    desk.start()
    assert desk.service.export_results() == desk.service.export_results()


def test_damaged_results_are_refused_and_nothing_is_taken_over(desk: Office, elsewhere: Service) -> None:
    case = desk.start()
    data = desk.service.export_results()
    members = container.take(data, "x")
    log = f"log/{case}.json"
    for worse in (
        b"nothing",
        data[:-30],
        container.build({**members, log: members[log].replace(b"zhang", b"chen!")}),
        container.build({name: value for name, value in members.items() if name != log}),
        container.build({**members, "more.json": b"[]"}),
    ):
        with pytest.raises(FormatError):
            elsewhere.import_results(worse)
        assert elsewhere.cases() == []


def test_another_history_of_the_same_case_is_refused(desk: Office, elsewhere: Service) -> None:
    case = desk.start()
    elsewhere.import_results(desk.service.export_results())
    data = desk.service.export_results()
    members = container.take(data, "x")
    from hashlib import sha256

    log = members[f"log/{case}.json"].replace(b'"zhang"', b'"chen"')
    members[f"log/{case}.json"] = log
    import json

    manifest = json.loads(members["manifest.json"])
    manifest["members"][f"log/{case}.json"] = {"sha256": sha256(log).hexdigest(), "size": len(log)}
    members["manifest.json"] = json.dumps(manifest).encode()
    with pytest.raises(FormatError) as caught:
        elsewhere.import_results(container.build(members))
    assert caught.value.code == "results.other"
