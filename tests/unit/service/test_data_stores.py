"""What steps put into data stores is shared by the cases of a rehearsal, kept with the command that did it, and goes
back with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from runner.bundle.bundle import Bundle
from runner.core.errors import RunError
from runner.data.source import DataSource
from runner.pilot.case_file import read_test
from runner.pilot.case_report import export_report, replay_report
from runner.pilot.record import record
from runner.pilot.replay import run_answers
from runner.service import Service, acts
from tests.helpers.graphs import A, message, mock
from tests.helpers.office import CLOCK, office
from tests.helpers.store_load import consistent

ADD: dict[str, Any] = {"item": "L", "value": {"text": "append(if Orders = null then [] else Orders, n)"}}
READ: dict[str, Any] = {"item": "L", "variable": "seen"}


def process(name: str = "p", **store: Any) -> Bundle:
    """A step that reads the orders, and writes one more as it is left."""
    return (
        A(name).store("L", name="Orders", **store).start().user("T", "user:li", reads=[READ], writes=[ADD])
        .user("U", "user:wang", reads=[READ]).end().chain("S", "T", "U", "E").bundle(organization=office())
    )  # fmt: skip


def done(service: Service, case: str) -> None:
    task = service.open_tasks(case)[0]
    service.complete(task.task, task.user or "", {})


def held(service: Service) -> Any:
    return {one.name: one.content for one in service.rehearsing().stores()}


@pytest.fixture(params=["memory", "file"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return "sqlite://" if request.param == "memory" else str(tmp_path / "store.sqlite")


def test_two_cases_of_two_processes_share_a_store_and_another_rehearsal_has_its_own(tmp_path: Path) -> None:
    place = str(tmp_path / "store.sqlite")

    def again(service: Service) -> Service:
        pilot = service.pilot
        service.close()
        made = Service(place)
        made.enter_pilot(pilot)
        return made

    service = Service(place, clock=CLOCK)
    models = [service.deploy(process()), service.deploy(process("q"))]
    first, second = (service.start(model, "zhang", {"n": n}) for n, model in enumerate(models))
    assert held(service) == {"Orders": None}
    done(service, first)
    service = again(service)
    assert held(service) == {"Orders": [0]} and service.variables(first)["seen"] == [0]
    assert "seen" not in service.variables(second)  # it was empty when its step began
    done(service, second)
    service = again(service)
    view = service.rehearsing().stores()[0]
    assert (view.content, view.case, view.element, view.changed) == ([0, 1], second, "T", CLOCK)
    assert service.variables(second)["seen"] == [0, 1]

    service.open_pilot("other", CLOCK)
    third = service.start(models[0], "zhang", {"n": 7})
    assert held(service) == {"Orders": None} and "seen" not in service.variables(third)
    done(service, third)
    service = again(service)
    assert held(service) == {"Orders": [7]}
    service.enter_pilot("")
    assert held(service) == {"Orders": [0, 1]}
    service.close()


def test_what_a_command_put_there_goes_with_it_when_it_fails(place: str) -> None:
    broken = (
        A().store("L", name="Orders").start().user("T", "user:li", writes=[ADD])
        .node("intermediateThrowEvent", "M", event=message("go")).end().chain("S", "T", "M", "E")
    )  # fmt: skip
    service = Service(place, clock=CLOCK)
    case = service.start(service.deploy(broken.bundle(organization=office())), "zhang", {"n": 1})
    with pytest.raises(ZeroDivisionError), service.command("li", "complete", {}) as room:
        acts.complete(room, service_task(room, case), "li", {}, None, None, {})
        room.settle()
        assert room.tx.stores.row("Orders") is not None
        raise ZeroDivisionError
    assert held(service) == {"Orders": None}
    done(service, case)
    assert held(service) == {"Orders": [1]}
    service.close()


def service_task(room: Any, case: str) -> int:
    return int(room.tx.rows("task", instance=case, state="open")[0]["id"])


def test_a_case_that_goes_back_undoes_what_it_put_there_unless_somebody_else_has_since(place: str) -> None:
    service = Service(place, clock=CLOCK, keeps_moments=True)
    model = service.deploy(process())
    first = service.start(model, "zhang", {"n": 1})
    done(service, first)
    service.rehearsing().back(first, 1)
    assert held(service) == {"Orders": None}
    done(service, first)
    assert held(service) == {"Orders": [1]}
    second = service.start(model, "zhang", {"n": 2})
    done(service, second)
    service.rehearsing().back(first, 1)
    assert held(service) == {"Orders": [1, 2]}  # the other case has built on it
    service.rehearsing().back(second, 1)
    assert held(service) == {"Orders": [1]}
    for case in (first, second):
        consistent(service, case)
    service.close()


def test_a_full_store_is_trouble_that_ends_when_there_is_room(place: str) -> None:
    service = Service(place, clock=CLOCK)
    model = service.deploy(process(capacity=1))
    cases = [service.start(model, "zhang", {"n": n}) for n in (1, 2)]
    for case in cases:
        done(service, case)
    (trouble,) = service.case(cases[1]).open
    assert (trouble.kind, service.case_status(cases[1]), held(service)) == ("incident", "incident", {"Orders": [1]})
    service.rehearsing().set_store("Orders", None)
    service.answer(trouble.task, "retry")
    assert held(service) == {"Orders": [2]}
    service.close()


def with_source(rows: list[dict[str, Any]], **uses: Any) -> Bundle:
    builder = A().store("L", name="Suppliers", source="suppliers").start().user("T", "user:li", **uses).end()
    source = DataSource.model_validate({"columns": [{"key": "id"}], "rows": rows})
    return builder.chain("S", "T", "E").bundle(organization=office(), data={"suppliers": source})


def test_a_store_called_like_a_data_source_holds_its_records_and_is_written_by_nobody() -> None:
    service = Service(clock=CLOCK)
    model = service.deploy(with_source([{"id": "S1"}], reads=[{"item": "L"}]))
    case = service.start(model, "zhang")
    assert service.variables(case) == {"Suppliers": [{"id": "S1"}]}
    (view,) = service.rehearsing().stores()
    assert (view.content, view.source) == ([{"id": "S1"}], "suppliers")
    with pytest.raises(RunError) as caught:
        service.rehearsing().set_store("Suppliers", [])
    assert caught.value.code == "store.kept-elsewhere"
    with pytest.raises(RunError) as refused:
        service.deploy(with_source([], writes=[{"item": "L"}]))
    assert refused.value.code == "run.unsupported" and "Suppliers" in refused.value.message
    service.close()


def played() -> tuple[Service, str]:
    service = Service(clock=CLOCK, keeps_moments=True)
    model = service.deploy(process())
    other, third = (service.start(model, "zhang", {"n": n}) for n in (1, 3))
    done(service, other)
    case = service.start(model, "zhang", {"n": 2}, seed=5)
    done(service, third)
    done(service, case)
    assert held(service) == {"Orders": [1, 3, 2]} and service.variables(case)["seen"] == [1, 3, 2]
    done(service, case)
    return service, case


def test_a_report_holds_what_the_case_found_there_and_is_played_to_the_same_log() -> None:
    service, case = played()
    found = replay_report(export_report(service, case, contents=True))
    assert (found.is_same, found.line) == (True, 0)
    assert b"[1, 3, 2]" not in export_report(service, case)
    service.close()


def test_a_recorded_test_is_given_what_the_case_found_and_expects_what_it_left() -> None:
    service, case = played()
    recorded = json.loads(json.dumps(record(service.case(case), service.history(case))))
    bundle = service.bundle(service.case(case).model)
    service.close()
    assert recorded["given"]["stores"] == {"Orders": [1]}
    assert {"store": "Orders", "data": [1, 3]} in recorded["given"]["steps"]
    assert recorded["expect"]["stores"] == {"Orders": [1, 3, 2]}
    result = run_answers(bundle, read_test(recorded, "t"))
    assert (result.status, result.differences) == ("completed", ())
    recorded["expect"]["stores"] = {"Orders": [9]}
    result = run_answers(bundle, read_test(recorded, "t"))
    assert [one.code for one in result.differences] == ["pilot.store"]


def test_a_long_content_is_noted_by_its_hash() -> None:
    service = Service(clock=CLOCK)
    case = service.start(service.deploy(process()), "zhang", {"n": "x" * 20_000})
    done(service, case)
    (line,) = [one for one in service.history(case) if one.kind == "stored"]
    assert line.payload["size"] > 20_000 and len(line.payload["digest"]) == 64 and "value" not in line.payload
    service.close()


def test_a_service_reads_and_writes_with_everything_else_in_one_command() -> None:
    whole = (
        A().store("L", name="Count").start()
        .node("serviceTask", "V", service=mock("{made: seen + 1}"), reads=[READ], writes=[
            {"item": "L", "variable": "made"}]).end().chain("S", "V", "E").bundle()
    )  # fmt: skip
    service = Service(clock=CLOCK)
    service.rehearsing().set_store("Count", 0)
    model = service.deploy(whole)
    for number in range(1, 4):
        service.start(model, "zhang")
        assert held(service) == {"Count": number}
    service.close()
