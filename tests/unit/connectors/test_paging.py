"""A list that comes page by page is taken whole or not at all, and its links lead nowhere else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.connectors import paging as paging_module
from runner.connectors.connected import listed_by
from runner.connectors.connections import Reach
from runner.connectors.contract import failed
from runner.connectors.desk import Answer
from runner.connectors.paging import all_pages
from runner.data.systems import Operation, Paging, System
from tests.helpers.finance import finance

AT = "http://a.example/api/list"


class Lister:
    """A system that gives `records` by the page; `links`: its answers say where the next page is."""

    def __init__(self, records: list[int], links: str = "") -> None:
        self.records, self.links = records, links
        self.asked: list[dict[str, Any]] = []

    def __call__(self, values: Mapping[str, Any]) -> Answer | None:
        self.asked.append(dict(values))
        size = int(values.get("size", 100))
        begin = int(values["offset"]) if "offset" in values else (int(values.get("page", 1)) - 1) * size
        found = self.records[begin : begin + size]
        said: dict[str, Any] = {"found": found}
        if self.links and begin + size < len(self.records):
            page = int(values.get("page", 1)) + 1
            said["more"] = {"next": self.links.format(page=page, size=size) if "{" in self.links else page}
        return Answer(said)


WAYS = {
    "number": (Paging(by="number"), ""),
    "offset": (Paging(by="offset", page="offset", first=0), ""),
    "mark": (Paging(by="next", next="more.next"), "mark"),
    "link": (Paging(by="next", next="more.next"), AT + "?page={page}&size={size}"),
    "short link": (Paging(by="next", next="more.next"), "?page={page}&size={size}"),
    "path": (Paging(by="next", next="more.next"), "/api/list?page={page}&size={size}"),
}


@pytest.mark.parametrize("way", WAYS)
@given(st.integers(0, 40), st.integers(1, 7))
def test_every_record_comes_once_and_in_order_however_the_pages_are_told(way: str, count: int, size: int) -> None:
    paging, links = WAYS[way]
    lister = Lister(list(range(count)), links)
    answer = all_pages(lister, "found", paging.model_copy(update={"rows": size}), at=AT)
    assert answer is not None
    assert answer.result == list(range(count))
    assert len(lister.asked) <= count // size + 1


def test_without_pages_the_answer_is_the_list() -> None:
    lister = Lister([1, 2, 3])
    answer = all_pages(lister, "found", None)
    assert answer is not None
    assert (answer.result, lister.asked) == ([1, 2, 3], [{}])


def test_more_pages_than_allowed_are_a_failure_and_no_part_of_the_list() -> None:
    lister = Lister(list(range(100)))
    answer = all_pages(lister, "found", Paging(rows=10, most=4))
    assert answer is not None
    assert (answer.failure, answer.result, len(lister.asked)) == ("connect.pages", None, 4)


def test_a_system_that_gives_the_same_page_for_ever_is_asked_twice() -> None:
    asked: list[Mapping[str, Any]] = []

    def same(values: Mapping[str, Any]) -> Answer:
        asked.append(values)
        return Answer([1, 2])

    answer = all_pages(same, "", Paging(rows=2))
    assert answer is not None
    assert (answer.failure, len(asked)) == ("connect.pages", 2)


def test_more_records_than_are_taken_are_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging_module, "MOST_RECORDS", 25)
    answer = all_pages(Lister(list(range(100))), "found", Paging(rows=10))
    assert answer is not None
    assert answer.failure == "connect.too-large"


@pytest.mark.parametrize(
    "link",
    ["http://evil.example/api/list?page=2", "https://a.example/api/list?page=2", "http://a.example:81/api/list?page=2",
     "//evil.example/api/list?page=2", "/api/secrets?page=2", "../other?page=2", "http://[::1?page=2", "?page",
     "http://a.example@evil.example/api/list?page=2"],
)  # fmt: skip
def test_a_link_leads_nowhere_but_to_the_same_list(link: str) -> None:
    asked: list[Mapping[str, Any]] = []

    def lister(values: Mapping[str, Any]) -> Answer:
        asked.append(values)
        return Answer({"found": [1], "next": link})

    answer = all_pages(lister, "found", Paging(by="next"), at=AT)
    assert answer is not None
    assert (answer.failure, answer.detail, len(asked)) == ("connect.shape", "next", 1)


@pytest.mark.parametrize("result", [{"found": {}}, {}, [], "x", {"found": [1], "next": {"a": 1}}])
def test_a_page_of_another_shape_fails_the_list(result: Any) -> None:
    answer = all_pages(lambda _values: Answer(result), "found", Paging(by="next"))
    assert answer is not None
    assert answer.failure == "connect.shape"


def test_a_fault_on_a_later_page_fails_the_list() -> None:
    answers = iter([Answer({"found": [1, 2]}), failed("connect.server", "500")])
    answer = all_pages(lambda _values: next(answers), "found", Paging(rows=2))
    assert answer is not None
    assert answer.failure == "connect.server"


def test_pages_are_read_over_http_to_the_end() -> None:
    with finance() as server:
        url = f"http://127.0.0.1:{server.port}/api/suppliers"
        pages = [
            {"found": [{"id": "S1"}], "next": f"{url}?cursor=b%2Fc&size=1"},
            {"found": [{"id": "S2"}], "next": "?cursor=d&size=1"},
            {"found": [{"id": "S3"}], "next": None},
        ]
        server.odd["/api/suppliers"] = [(200, json.dumps(one).encode()) for one in pages]
        system = System(code="finance")
        operation = Operation(code="list", method="GET", path="suppliers")
        reach = Reach(server.connections(), frozenset({"127.0.0.1"}))
        answer = listed_by(system, operation, reach, "k", "found", Paging(by="next", rows=1))
        assert answer is not None
        assert [one["id"] for one in answer.result] == ["S1", "S2", "S3"]
        paths = [path for _way, path, _headers, _body in server.asked]
        assert paths == [
            "/api/suppliers?size=1", "/api/suppliers?cursor=b%2Fc&size=1", "/api/suppliers?cursor=d&size=1"
        ]  # fmt: skip
        keys = [headers["idempotency-key"] for _way, _path, headers, _body in server.asked]
        assert len(set(keys)) == 3  # each page is a call of its own
