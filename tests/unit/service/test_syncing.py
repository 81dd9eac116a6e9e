"""Copies of a system's records follow the clock of the cases and what announces a change, and say what differed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from modeler.compile import compile_process
from modeler.document.io import open_document
from modeler.document.workspace import open_workspace
from runner.bundle.bundle import Bundle
from runner.connectors.connections import Reach
from runner.core.resources import resource_folder
from runner.data.systems import Systems
from runner.protocol.rehearsing import SyncView
from runner.service import Service
from runner.service.syncing import differences
from tests.helpers.finance import Finance, finance

OFFICE = resource_folder() / "samples" / "office"
CLOCK = "2026-03-02T09:00:00+08:00"
COPY = {
    "code": "suppliers", "source": "suppliers", "operation": "list", "rows": "found", "every": "P1D",
    "on": ["suppliers changed"], "fields": {"code": "id"},
}  # fmt: skip


@cache
def supplier() -> Bundle:
    doc = open_document(OFFICE / "processes" / "supplier.bpmn")
    made = compile_process(doc, open_workspace(OFFICE)).bundle
    doc.close()
    assert made is not None
    return made


def bundle(**more: Any) -> Bundle:
    listing = {"code": "list", "method": "GET", "path": "suppliers", **more}
    register = {"systems": [{"code": "finance", "operations": [listing], "syncs": [COPY]}]}
    return replace(supplier(), systems=Systems.model_validate(register))


@pytest.fixture
def server() -> Iterator[Finance]:
    with finance() as running:
        yield running


def records() -> list[dict[str, Any]]:
    return [{**row, "id": row["code"]} for row in supplier().data["suppliers"].rows]


def say(server: Finance, *answers: Any) -> None:
    server.odd["/api/suppliers"] = [(200, json.dumps({"found": one}).encode()) for one in answers]


def a_service(server: Finance, made: Bundle, store: str = "sqlite://", **more: Any) -> Service:
    service = Service(store, clock=CLOCK, reach=Reach(server.connections(**more), frozenset({"127.0.0.1"})))
    service.deploy(made)
    service.rehearsing().allow_calls(on=True)
    return service


def view(service: Service) -> SyncView:
    [found] = service.rehearsing().syncs()
    return found


def test_a_copy_is_asked_for_when_its_time_has_come_and_its_lag_grows(server: Finance) -> None:
    service = a_service(server, bundle())
    say(server, records(), records())
    assert (view(service).at, view(service).lag, view(service).due) == (None, None, CLOCK)
    service.advance("PT1H")
    assert len(server.asked) == 1
    assert (view(service).lag, view(service).by, view(service).differences) == (0, "http", [])
    service.advance("PT23H")
    assert len(server.asked) == 1
    assert view(service).lag == 23 * 3600
    service.advance("PT1H")
    assert len(server.asked) == 2
    assert view(service).lag == 0
    service.close()


def test_what_differed_is_told_field_by_field_and_taken_over(server: Finance, tmp_path: Path) -> None:
    store = f"sqlite:///{(tmp_path / 'cases.sqlite').as_posix()}"
    service = a_service(server, bundle(), store)
    first, *others = records()
    say(server, [{**first, "name": "New name"}, *others[1:], {**first, "id": "S99", "name": "Newcomer"}])
    service.advance("PT1H")
    found = [(one.key, one.how, one.column, one.after) for one in view(service).differences]
    assert found == [
        (first["code"], "changed", "name", "New name"), (others[0]["code"], "gone", "", None),
        ("S99", "new", "", None),
    ]  # fmt: skip
    service.close()
    again = Service(store)
    model = again.models()[0].hash
    names = [row["name"] for row in again.bundle(model).data["suppliers"].rows]
    assert names[0] == "New name"
    assert names[-1] == "Newcomer"
    again.close()


@pytest.mark.parametrize("verb", ["message", "signal"])
def test_what_announces_a_change_brings_the_copy_up_to_date(server: Finance, verb: str) -> None:
    service = a_service(server, bundle())
    say(server, records(), records())
    service.advance("PT1M")
    getattr(service, verb)("something else")
    assert len(server.asked) == 1
    getattr(service, verb)("suppliers changed")
    assert len(server.asked) == 2
    service.close()


def test_a_copy_can_be_asked_for_by_hand(server: Finance) -> None:
    service = a_service(server, bundle())
    say(server, records())
    [found] = service.rehearsing().sync("finance", "suppliers")
    assert (found.lag, found.by) == (0, "http")
    service.close()


def test_a_fault_leaves_the_copy_as_it_was_and_is_told(server: Finance) -> None:
    service = a_service(server, bundle(output=[{"name": "id", "type": "text", "required": True}]))
    server.odd["/api/suppliers"] = [(500, b""), (200, b"[]"), (200, b'{"found": [{"name": "x"}]}')]
    for failure in ("connect.server", "connect.shape", "connect.shape"):
        service.advance("P1D")
        assert (view(service).failure, view(service).at) == (failure, None)
    assert service.bundle(service.models()[0].hash).data == supplier().data
    service.close()


def test_a_stand_in_has_nothing_to_say_but_what_is_there(server: Finance) -> None:
    service = a_service(server, bundle(), use="mock")
    service.advance("PT1H")
    assert (view(service).by, view(service).lag, view(service).differences) == ("mock", 0, [])
    assert server.asked == []
    service.close()


def test_a_copy_of_itself_does_not_differ() -> None:
    source = supplier().data["suppliers"]
    assert differences(source, source.rows) == []


def test_a_copy_of_many_pages_is_taken_whole_under_its_own_key(server: Finance) -> None:
    copy = {**COPY, "key": "name", "paging": {"by": "number", "rows": 2}}
    listing = {"code": "list", "method": "GET", "path": "suppliers"}
    register = {"systems": [{"code": "finance", "operations": [listing], "syncs": [copy]}]}
    service = a_service(server, replace(supplier(), systems=Systems.model_validate(register)))
    first, *others = records()
    say(server, [{**first, "id": "S9"}, others[0]], others[1:], [])
    service.advance("PT1H")
    found = view(service)
    assert [(one.key, one.column, one.after) for one in found.differences] == [(first["name"], "code", "S9")]
    assert found.records == len(records())
    assert [path for _way, path, _headers, _body in server.asked] == [
        "/api/suppliers?page=1&size=2", "/api/suppliers?page=2&size=2"
    ]  # fmt: skip
    service.close()


@pytest.mark.parametrize("change", [{"id": ""}, {"id": "S002"}])
def test_records_that_cannot_be_told_apart_leave_the_copy_as_it_was(server: Finance, change: dict[str, Any]) -> None:
    service = a_service(server, bundle())
    first, *others = records()
    say(server, [{**first, **change}, *others])
    service.advance("PT1H")
    assert (view(service).failure, view(service).detail, view(service).at) == ("connect.shape", "code", None)
    service.close()


def test_a_table_that_no_form_looks_up_has_its_copy_with_lag_and_differences(server: Finance) -> None:
    made = replace(supplier(), data={}, systems=Systems())
    service = a_service(server, made)
    assert service.rehearsing().syncs() == []
    register = bundle().systems.model_dump(mode="json", by_alias=True)
    tables = {"suppliers": supplier().data["suppliers"].model_dump(mode="json", by_alias=True)}
    terms = supplier().dictionary.model_dump(mode="json", by_alias=True)
    (first,) = service.rehearsing().keep_copies(register, tables, terms)
    assert (first.system, first.code, first.at, first.records) == ("finance", "suppliers", None, len(records()))
    changed = [{**records()[0], "name": "Renamed"}, *records()[1:]]
    say(server, changed, changed, records())
    service.advance("PT1H")
    assert view(service).differences and view(service).differences[0].after == "Renamed"
    service.advance("PT5H")
    assert view(service).lag == 5 * 3600.0
    service.advance("P1D")
    assert view(service).differences == [], "compared with what was there the last time"
    service.advance("P1D")
    assert view(service).differences[0].before == "Renamed"
    service.rehearsing().keep_copies({"systems": []}, {}, terms)
    assert service.rehearsing().syncs() == []
