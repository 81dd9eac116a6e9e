"""A directory service behind HTTP: asked only where this machine may call it, with the question alone."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from runner.connectors.connections import NOWHERE, Connection, Connections, Reach
from runner.connectors.directory import directory_asker
from runner.data.dictionary import Dictionary
from runner.data.systems import Systems
from runner.organization.handler import read_handler
from runner.organization.model import Organization
from runner.organization.resolver import CaseFacts, Resolution, resolve
from tests.helpers.finance import Finance, finance

NOW = datetime(2026, 4, 6, 9, tzinfo=UTC)
SYSTEMS = Systems.model_validate(
    {"systems": [{"code": "hr", "operations": [{"code": "who", "method": "POST", "path": "people"}]}]}
)
ORGANIZATION = Organization.model_validate(
    {
        "users": [{"id": one, "name": one} for one in ("zhang", "li", "wang", "chen")],
        "services": [
            {"id": "desk", "name": "Desk", "system": "hr", "operation": "who", "answers": [{"people": ["chen"]}]}
        ],
    }
)
RULE = {"strategy": "service", "service": "desk", "empty": "user", "emptyWho": "user:wang", "path": "region"}


@pytest.fixture
def server() -> Iterator[Finance]:
    with finance() as running:
        yield running


def reach(server: Finance, *, hosts: frozenset[str] = frozenset({"127.0.0.1"}), **more: Any) -> Reach:
    url = f"http://127.0.0.1:{server.port}/api"
    return Reach(Connections(systems={"hr": Connection(**{"use": "http", "url": url, **more})}), hosts)


def ask(where: Reach, systems: Systems = SYSTEMS, **params: str) -> Resolution:
    asker = directory_asker(ORGANIZATION, systems, Dictionary(), where, key="case:1")
    facts = CaseFacts("zhang", data={"region": "north", "salary": 9}, now=NOW, process="P", node="A", asker=asker)
    return resolve(read_handler({**RULE, **params}), ORGANIZATION, facts)


def says(server: Finance, value: Any, status: int = 200) -> None:
    server.odd["/api/people"] = [(status, json.dumps(value).encode())]


@pytest.mark.parametrize("value", [["li"], {"people": ["user:li"]}, "li", {"people": "li"}])
def test_whom_the_system_names_handles_the_step(server: Finance, value: Any) -> None:
    says(server, value)
    assert ask(reach(server)).people == ("li",)
    ((way, path, headers, body),) = server.asked
    assert (way, path) == ("POST", "/api/people")
    assert body == {"starter": "zhang", "department": "", "process": "P", "node": "A", "value": "north"}
    assert headers["idempotency-key"] == "case:1:A:desk"


@pytest.mark.parametrize("where", ["nowhere", "no leave", "mock"])
def test_recorded_answers_count_wherever_the_system_may_not_be_called(server: Finance, where: str) -> None:
    found = {
        "nowhere": NOWHERE, "no leave": reach(server, hosts=frozenset()), "mock": reach(server, use="mock"),
    }[where]  # fmt: skip
    assert ask(found).people == ("chen",)
    assert server.asked == []


@pytest.mark.parametrize(
    ("status", "value", "cause"),
    [
        (500, {}, "connect.server"), (403, {}, "connect.refused"), (302, {}, "connect.redirect"),
    ],
)  # fmt: skip
def test_a_system_that_fails_is_the_empty_rule_with_the_reason(
    server: Finance, status: int, value: Any, cause: str
) -> None:
    says(server, value, status)
    found = ask(reach(server))
    assert found.people == ("wang",)  # never the recorded answer in silence
    assert (found.trail[0].code, found.trail[0].params["cause"]) == ("organization.service-refused", cause)
    assert cause not in found.trail[0].message  # in words


def test_an_answer_that_names_nobody_readable_is_said(server: Finance) -> None:
    says(server, {"people": 42})
    found = ask(reach(server))
    assert found.people == ("wang",)
    assert found.trail[0].code == "organization.service-unreadable"


def test_a_system_that_is_silent_is_waited_for_as_long_as_the_rule_says(server: Finance) -> None:
    server.silent = threading.Event()
    found = ask(reach(server), seconds="1")
    assert found.people == ("wang",)
    assert found.trail[0].code == "organization.service-late"


def test_only_agreed_fields_go_out_and_what_is_missing_is_said(server: Finance) -> None:
    def agreed(*names: str) -> Systems:
        fields = [{"name": name, "required": True} for name in names]
        operation = {"code": "who", "method": "POST", "path": "people", "input": fields}
        return Systems.model_validate({"systems": [{"code": "hr", "operations": [operation]}]})

    says(server, ["li"])
    assert ask(reach(server), agreed("starter")).people == ("li",)
    assert server.asked[0][3] == {"starter": "zhang"}
    found = ask(reach(server), agreed("badge"))
    assert (found.people, found.trail[0].params["cause"]) == (("wang",), "connect.input")
    assert len(server.asked) == 1


def test_a_system_or_a_way_that_nobody_knows_is_refused(server: Finance) -> None:
    assert ask(reach(server), Systems()).trail[0].params["cause"] == "connect.unknown"
    assert ask(reach(server, use="telex")).trail[0].params["cause"] == "connect.unknown-use"
    assert server.asked == []
