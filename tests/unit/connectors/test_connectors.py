"""Connectors one by one: stand-in, recording, HTTP, secrets, and what the connections may say."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import keyring
import keyring.backends.fail
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.bundle.graph import Mock
from runner.connectors.connections import NOWHERE, Connection, Connections, Reach, reach_beside, read_connections
from runner.connectors.contract import Call, connectors
from runner.connectors.desk import Answer, drawn_delay
from runner.connectors.exchange import Unfit, incoming, outgoing
from runner.connectors.keyring import Keyring, NoKeyring, NoSecret
from runner.connectors.kinds.http import HttpConnector, address
from runner.core.errors import FormatError, RunError
from runner.core.folders import config_folder
from runner.data.systems import Operation, System
from runner.protocol.said_secrets import say
from tests.helpers.finance import DICTIONARY, SYSTEMS, Finance, finance
from tests.helpers.keyrings import Backend

FINANCE = SYSTEMS.systems[0]


def call(operation: str = "check", connection: Connection | None = None, **more: Any) -> Call:
    values = more.pop("values", {"department": "D", "amount": "5"})
    found = FINANCE.operation(operation)
    assert found is not None
    return Call(FINANCE, found, connection or Connection(), values, "key-1", 5.0, **{"chance": "c", **more})


def test_there_is_one_connector_a_file() -> None:
    assert {key: one.real for key, one in connectors().items()} == {"http": True, "mock": False, "recorded": False}


def test_a_stand_in_without_a_word_answers_in_the_agreed_shape_the_same_each_time() -> None:
    first, again, other = (connectors()["mock"].call(call("pay", chance=chance)) for chance in "aab")
    assert first is not None
    assert first == again != other
    assert set(first.result) == {"number"}
    operation = FINANCE.operation("check")
    assert operation is not None
    made = connectors()["mock"].call(call())
    assert made is not None
    assert incoming(FINANCE, operation, made.result, DICTIONARY)["left"] > 0


def test_a_stand_in_fails_as_often_as_its_mock_says() -> None:
    mock = Mock(result="{}", failure_rate=0.25, delay="PT1S..PT3S")
    answers = [connectors()["mock"].call(call(chance=str(number), mock=mock, mocked={})) for number in range(2000)]
    assert all(answer is not None for answer in answers)
    failures = sum(answer is not None and answer.failure is not None for answer in answers)
    assert 430 < failures < 570
    assert len({answer.delay for answer in answers if answer}) > 500


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=3).map(sorted), st.integers())
def test_a_delay_lies_within_its_bounds(bounds: list[int], seed: int) -> None:
    text = "..".join(f"PT{one}S" for one in bounds)
    found = drawn_delay(text, Random(seed))
    assert timedelta(seconds=bounds[0]) <= found <= timedelta(seconds=bounds[-1])
    assert found == drawn_delay(text, Random(seed))


@pytest.mark.parametrize("text", ["PT5S..PT1S", "PT1S..", "..", "PT1S..PT2S..PT3S..PT4S", "soon"])
def test_a_delay_that_means_nothing_is_refused(text: str) -> None:
    if text in ("PT1S..", ".."):
        text = text.replace("..", "..x")
    with pytest.raises(RunError):
        drawn_delay(text, Random(1))


def test_a_recording_answers_what_agrees() -> None:
    answers = [
        {"operation": "check", "when": {"department": "X"}, "result": {"left": 1}},
        {"operation": "check", "result": {"left": 2}},
    ]
    connection = Connection.model_validate({"use": "recorded", "answers": answers})
    recorded = connectors()["recorded"]
    assert recorded.call(call(connection=connection)) == Answer({"left": 2})
    assert recorded.call(call(connection=connection, values={"department": "X"})) == Answer({"left": 1})
    missing = recorded.call(call("pay", connection=connection))
    assert missing is not None
    assert missing.failure == "connect.no-recording"


# -- HTTP -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    ["", "ftp://a/", "file:///etc/passwd", "http://", "http://u:p@a/", "http://a:99999/", "http://a/?x=1", "//a", "a",
     "http://[::1", "javascript:1"],
)  # fmt: skip
def test_only_plain_http_addresses_are_called(url: str) -> None:
    assert address(url) is None
    answer = HttpConnector().call(call(connection=Connection(use="http", url=url)))
    assert answer is not None
    assert answer.failure == "connect.address"


@given(st.text(min_size=1, max_size=30))
def test_no_value_leads_out_of_its_place_in_the_path(text: str) -> None:
    from runner.connectors.kinds.http import _request

    base = address("http://a.example/api")
    assert base is not None
    try:
        target, body = _request(base, call(values={"department": text, "amount": "1"}))
    except Unfit:
        assert text in (".", "..")
        return
    path = target.partition("?")[0]
    assert body is None
    assert path.startswith("/api/budgets/")
    assert path.count("/") == 3
    assert target.isascii()
    assert not set(target) & set(" \r\n\\#")


@pytest.mark.parametrize("path", ["../admin", "a/../b", "a b", "a\r\nHost: x", "a\\b", "{gone}"])
def test_a_path_of_the_register_stays_below_the_address(path: str) -> None:
    operation = Operation(code="o", path=path)
    one = replace(call(connection=Connection(use="http", url="http://127.0.0.1:1/")), operation=operation)
    answer = HttpConnector().call(one)
    assert answer is not None
    assert answer.failure == "connect.input"


class Ring:
    """A keyring with one secret."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.host = host
        self.asked: list[tuple[str, str]] = []

    def secret(self, host: str, name: str) -> str:
        """The secret of the one host."""
        self.asked.append((host, name))
        if host != self.host:
            raise NoSecret(name)
        return "Bearer s3cr3t"


def asked(server: Finance, ring: Ring) -> Answer:
    connection = server.connections(secrets={"Authorization": "finance token"}).of("finance")
    answer = HttpConnector(secrets=ring).call(call("pay", connection, values={"amount": "1"}))
    assert answer is not None
    return answer


def test_a_secret_goes_into_the_header_and_nowhere_else() -> None:
    with finance() as server:
        server.odd["/api/payments"] = [(403, b'{"code": "s3cr3t"}')]
        answer = asked(server, Ring())
    assert server.asked[0][2]["authorization"] == "Bearer s3cr3t"
    assert "s3cr3t" not in json.dumps(answer.to_json())


def test_without_the_secret_nothing_goes_out() -> None:
    with finance() as server:
        answer = asked(server, Ring("elsewhere"))
    assert (answer.failure, answer.detail) == ("connect.no-secret", "finance token")
    assert server.asked == []


@pytest.mark.parametrize("text", ["a\r\nX-Evil: 1", "名"])
def test_a_header_that_cannot_be_said_is_a_failure_and_no_crash(text: str) -> None:
    with finance() as server:
        connection = server.connections(headers={"X-Office": text}).of("finance")
        answer = HttpConnector().call(call("pay", connection, values={"amount": "1"}))
    assert answer is not None
    assert answer.failure == "connect.input"
    assert server.asked == []


def test_the_key_cannot_be_overwritten_by_a_header() -> None:
    with finance() as server:
        connection = server.connections(headers={"idempotency-key": "mine", "Host": "evil"}).of("finance")
        HttpConnector().call(call("pay", connection, values={"amount": "1"}))
    assert server.asked[0][2]["idempotency-key"] == "key-1"
    assert server.asked[0][2]["host"].startswith("127.0.0.1")


def test_an_answer_that_drips_ends_with_its_time() -> None:
    clock = iter([0.0, 100.0])
    with finance() as server:
        connection = server.connections().of("finance")
        answer = HttpConnector(monotonic=lambda: next(clock)).call(call(connection=connection))
    assert answer is not None
    assert answer.failure == "connect.timeout"


# -- conversions and connections ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value", "out", "back"),
    [("money", 12.5, "12.5", 12.5), ("money", "1e3", "1000", 1000), ("number", "7", 7, 7), ("text", 7, "7", "7"),
     ("boolean", "true", True, True), ("date", "2026-03-02", "2026-03-02", "2026-03-02"), ("any", [1], [1], [1])],
)  # fmt: skip
def test_kinds_are_converted_both_ways(kind: str, value: object, out: object, back: object) -> None:
    system = System(code="s")
    field = [{"name": "f", "type": kind}]
    operation = Operation.model_validate({"code": "o", "input": field, "output": field})
    sent = outgoing(system, operation, {"f": value}, DICTIONARY)["f"]
    got = incoming(system, operation, {"f": value, "more": 1}, DICTIONARY)
    assert (sent, type(sent)) == (out, type(out))
    assert (got, type(got["f"])) == ({"f": back}, type(back))


@pytest.mark.parametrize("values", [{}, {"f": None}, {"f": ""}, {"f": "x"}, {"f": 1, "g": 2}])
def test_what_does_not_fit_never_goes_out(values: dict[str, object]) -> None:
    operation = Operation.model_validate({"code": "o", "input": [{"name": "f", "type": "number", "required": True}]})
    with pytest.raises(Unfit):
        outgoing(System(code="s"), operation, values, DICTIONARY)


def test_connections_lie_beside_the_store_and_need_the_users_leave(tmp_path: Path) -> None:
    store = f"sqlite:///{(tmp_path / 'store.sqlite').as_posix()}"
    assert reach_beside(store) == reach_beside("sqlite://") == NOWHERE
    (tmp_path / "connections.json").write_text('{"systems": {"finance": {"use": "http", "url": "http://a"}}}')
    found = reach_beside(store)
    assert found.connections.of("finance").url == "http://a"
    assert found.hosts == frozenset()
    config_folder().joinpath("settings.json").write_text('{"connect.hosts": "A, b"}')
    assert reach_beside(store).hosts == {"a", "b"}


@pytest.mark.parametrize(
    "change", [{"timeout": 0}, {"timeout": 301}, {"maxBytes": 0}, {"backoff": -1}, {"password": "x"}]
)
def test_connections_that_do_not_fit_are_refused(tmp_path: Path, change: dict[str, object]) -> None:
    file = tmp_path / "connections.json"
    file.write_text(json.dumps({"systems": {"a": change}}))
    with pytest.raises(FormatError):
        read_connections(file)
    assert Connections().of("a").use == "mock"


def test_failures_never_show_the_value_that_does_not_fit() -> None:
    check: Callable[..., Any] = outgoing
    operation = Operation.model_validate({"code": "o", "input": [{"name": "f", "type": "number"}]})
    with pytest.raises(Unfit) as error:
        check(System(code="s"), operation, {"f": "confidential"}, DICTIONARY)
    assert str(error.value) == "f"


# -- who asks, and where: authentication and environments --------------------------------------------


@pytest.mark.parametrize(
    ("told", "header", "text"),
    [({"kind": "bearer"}, "authorization", "Bearer s3cr3t"),
     ({"kind": "basic", "user": "office"}, "authorization", "Basic b2ZmaWNlOnMzY3IzdA=="),
     ({"kind": "header", "header": "X-API-Key"}, "x-api-key", "s3cr3t")],
)  # fmt: skip
def test_a_system_is_told_who_asks(told: dict[str, str], header: str, text: str) -> None:
    class Bare(Ring):
        def secret(self, host: str, name: str) -> str:
            assert name == "finance"
            return super().secret(host, name).removeprefix("Bearer ")

    with finance() as server:
        connection = server.connections(authentication={**told, "secret": "finance"}).of("finance")
        answer = HttpConnector(secrets=Bare()).call(call("pay", connection, values={"amount": "1"}))
    assert answer is not None
    assert answer.failure is None
    assert server.asked[0][2][header] == text


@pytest.mark.parametrize("header", ["", "Host", "idempotency-key"])
def test_a_key_in_a_header_that_is_not_for_it_goes_nowhere(header: str) -> None:
    with finance() as server:
        told = {"kind": "header", "header": header, "secret": "finance"}
        connection = server.connections(authentication=told).of("finance")
        answer = HttpConnector(secrets=Ring()).call(call("pay", connection, values={"amount": "1"}))
    assert answer is not None
    assert answer.failure == "connect.input"
    assert server.asked == []


def test_an_environment_says_otherwise_only_what_it_names() -> None:
    usual = {"a": Connection(use="http", url="http://usual"), "b": Connection(use="recorded")}
    found = Connections(systems=usual, environments={"test": {"a": Connection(use="http", url="http://test")}})
    assert found.of("a").url == "http://usual"
    there = found.model_copy(update={"environment": "test"})
    assert (there.of("a").url, there.of("b").use, there.of("c").use) == ("http://test", "recorded", "mock")
    assert Reach(there, frozenset({"test"})).real() == (["a"], [])
    changed = there.changed("b", Connection(use="http", url="http://b"))
    assert (changed.of("b").url, changed.systems) == ("http://b", usual)
    renamed = there.renamed("a", "z")
    assert set(renamed.systems) == {"z", "b"}
    assert renamed.of("z").url == "http://test"
    gone = there.model_copy(update={"environment": "nowhere"})
    assert gone.of("a").url == "http://usual"


@pytest.fixture
def backend() -> Iterator[Backend]:
    before, made = keyring.get_keyring(), Backend()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def test_a_secret_is_kept_in_the_keyring_for_one_host(backend: Backend) -> None:
    ring = Keyring()
    assert ring.is_there()
    assert not ring.has("a.example", "finance")
    ring.keep("a.example", "finance", "s3cr3t")
    assert backend.kept == {("Slipway a.example", "finance"): "s3cr3t"}
    assert ring.secret("a.example", "finance") == "s3cr3t"
    assert not ring.has("b.example", "finance")
    ring.keep("a.example", "finance", "")
    ring.keep("a.example", "finance", "")
    assert backend.kept == {}


def test_without_a_keyring_a_secret_is_held_for_the_session() -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(keyring.backends.fail.Keyring())
    try:
        ring = Keyring()
        assert not ring.is_there()
        with pytest.raises(NoKeyring):
            ring.keep("a.example", "finance", "s3cr3t")
        say("a.example", "finance", "s3cr3t")
        assert ring.secret("a.example", "finance") == "s3cr3t"
        say("a.example", "finance", "")
        assert not ring.has("a.example", "finance")
    finally:
        keyring.set_keyring(before)
