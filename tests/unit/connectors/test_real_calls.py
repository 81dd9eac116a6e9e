"""Cases call systems in earnest where their store's switch is on; what is answered can be recorded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from runner.connectors.connections import FILE, RECORDINGS, Connections, Reach, Recorded, reach_beside, reach_stamp
from runner.connectors.recordings import MOST, Recorder, drop_recordings, merged, read_recordings
from runner.core.folders import config_folder
from runner.data.model import dump_value
from runner.protocol.client import WorkerClient
from runner.protocol.said_secrets import say
from runner.service import Service
from tests.helpers.finance import SYSTEMS, Finance, finance
from tests.helpers.sample_office import CLOCK, bundle
from tests.unit.engine.driver import Driver

OPERATION = SYSTEMS.systems[0].operations[0]


@pytest.fixture
def server() -> Iterator[Finance]:
    with finance() as running:
        yield running


def a_case(service: Service) -> str:
    rows = [{"day": "2026-02-27", "what": "x", "amount": "860.00"}]
    given = {"kind": "travel", "account": "6228480000000000042", "reason": "x", "lines": rows, "total": "860.00"}
    return service.start(service.deploy(bundle("expense")), "yu", given)


def agree(service: Service, case: str) -> None:
    task = service.open_tasks(case)[0]
    service.complete(task.task, task.user or "", {}, verdict="agree")
    service.advance("PT1M")


def test_cases_call_nobody_until_the_switch_of_their_store_is_on(server: Finance, tmp_path: Path) -> None:
    store = f"sqlite:///{(tmp_path / 'cases.sqlite').as_posix()}"
    reach = Reach(server.connections(), frozenset({"127.0.0.1"}))
    service = Service(store, clock=CLOCK, reach=reach)
    first, second = a_case(service), a_case(service)
    agree(service, first)
    assert server.asked == []
    view = service.rehearsing().allow_calls(on=True)
    assert (view.on, view.systems, view.closed) == (True, ["finance"], [])
    agree(service, second)
    assert len(server.asked) == 1
    service.close()
    again = Service(store, reach=reach)
    assert again.rehearsing().calls().on  # it is the store's, not the program's
    assert not again.rehearsing().allow_calls(on=False).on
    agree(again, a_case(again))
    assert len(server.asked) == 1
    again.close()


def test_a_host_that_the_settings_do_not_name_stays_closed(server: Finance) -> None:
    service = Service(clock=CLOCK, reach=Reach(server.connections()))
    view = service.rehearsing().allow_calls(on=True)
    assert (view.systems, view.closed) == ([], ["finance"])
    agree(service, a_case(service))
    assert server.asked == []
    service.close()


def played(desk: Any, total: float = 300) -> Driver:
    from tests.helpers.finance import claim

    return Driver(claim(), desk=desk).start(department="sales", total=total, account="6222 01")


def test_what_is_recorded_answers_the_same_way_without_the_system(server: Finance, tmp_path: Path) -> None:
    path = tmp_path / RECORDINGS
    desk = server.desk(record=True)
    desk.recordings = path
    was = played(desk)
    played(desk, 5000)
    found = read_recordings(path).systems["finance"]
    assert [(one.operation, one.code) for one in found] == [
        ("check", None), ("pay", None), ("check", "BUDGET_SHORT")
    ]  # fmt: skip
    assert "secretly" not in path.read_text("utf-8")  # only what is agreed
    asked = len(server.asked)
    replay = server.desk(use="recorded", answers=merged([], found))
    now = played(replay)
    assert now.case.variables == was.case.variables
    assert played(replay, 5000).case.ends == ["Short"]
    assert len(server.asked) == asked


def test_nothing_is_recorded_unasked_and_no_fault_is(server: Finance, tmp_path: Path) -> None:
    path = tmp_path / RECORDINGS
    desk = server.desk(backoff=0)
    desk.recordings = path
    played(desk)
    assert not path.exists()
    server.odd["/api/budgets"] = [(500, b"")] * 3
    desk = server.desk(backoff=0, record=True)
    desk.recordings = path
    played(desk)
    assert not path.exists()


def test_a_recording_takes_the_place_of_one_to_the_same_call_and_old_ones_go(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / RECORDINGS)
    for number in range(MOST + 5):
        recorder.keep("finance", OPERATION, {"amount": number}, Recorded(operation="", result={"left": number}))
    recorder.keep("finance", OPERATION, {"amount": 50}, Recorded(operation="", result={"left": "new"}))
    found = read_recordings(recorder.path).systems["finance"]
    assert len(found) == MOST
    assert [one.result for one in found if one.when == {"amount": 50}] == [{"left": "new"}]
    drop_recordings(recorder.path, "finance")
    assert read_recordings(recorder.path).systems == {}


def test_a_place_that_cannot_be_written_costs_the_recording_and_not_the_case(server: Finance, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    desk = server.desk(record=True)
    desk.recordings = tmp_path / "file" / RECORDINGS
    assert played(desk).case.ends == ["Paid"]


def test_what_is_reached_is_known_to_have_changed(tmp_path: Path) -> None:
    store = f"sqlite:///{(tmp_path / 'store.sqlite').as_posix()}"
    before = reach_stamp(store)
    assert reach_stamp("sqlite://") == ()
    text = {"systems": {"finance": {"use": "http", "url": "http://a/"}}}
    (tmp_path / FILE).write_bytes(dump_value(Connections.model_validate(text)))
    assert reach_stamp(store) != before
    assert reach_beside(store).real() == ([], ["finance"])
    assert json.loads((tmp_path / FILE).read_text("utf-8"))["systems"]["finance"]["use"] == "http"


def test_a_connection_says_how_often_is_asked_where_the_step_says_less(server: Finance) -> None:
    from tests.helpers.finance import claim

    for retry, asked in ((0, 1), (3, 4)):
        server.asked.clear()
        server.odd["/api/payments"] = [(500, b"")] * 9
        desk = server.desk(retry=retry, backoff=0)
        Driver(claim(retry=0), desk=desk).start(department="sales", total=300, account="6222 01")
        assert sum("payments" in path for _way, path, _headers, _body in server.asked) == asked


def test_a_secret_of_the_session_reaches_the_system_through_the_worker_and_stands_in_no_file(
    server: Finance, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told = {"kind": "bearer", "secret": "finance"}
    connections = server.connections(authentication=told)
    (tmp_path / FILE).write_bytes(dump_value(connections))
    config_folder().joinpath("settings.json").write_text('{"connect.hosts": "127.0.0.1"}')
    store = f"sqlite:///{(tmp_path / 'store.sqlite').as_posix()}"
    try:
        with WorkerClient(store, clock=CLOCK) as client:
            client.tell_secret("127.0.0.1", "finance", "s3cr3t")  # before it is started, and again after a death
            client.rehearsing().allow_calls(on=True)
            model = client.deploy(bundle("expense"))
            client.kill()
            rows = [{"day": "2026-02-27", "what": "x", "amount": "860.00"}]
            given = {"kind": "travel", "account": "6228480000000000042", "reason": "x", "lines": rows}
            case = client.start(model, "yu", {**given, "total": "860.00"})
            [task] = client.open_tasks(case)
            client.complete(task.task, task.user or "", {}, "agree")
            assert server.asked[0][2]["authorization"] == "Bearer s3cr3t"
            client.tell_secret("127.0.0.1", "finance", "")
            client.advance("PT1H")
            client.export_results([case])
    finally:
        say("127.0.0.1", "finance", "")
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written
    assert not any(b"s3cr3t" in path.read_bytes() for path in written)
    assert "s3cr3t" not in caplog.text
