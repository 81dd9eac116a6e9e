"""Servers that ask for a token of somebody else: got for id and secret, kept while it holds, asked for anew once."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import httpx
import keyring
import pytest

from modeler.publish.environments import Environment
from modeler.publish.pipeline import publish
from modeler.publish.target import details_of, tenant_of, with_details
from modeler.publish.targets.camunda8 import connect
from modeler.publish.wire import http
from modeler.publish.wire.http import Http, keyring_host
from modeler.publish.wire.oidc import Tokens
from runner.connectors.keyring import Keyring
from runner.core.errors import PublishError
from tests.helpers.keyrings import Backend
from tests.servers.fake_camunda8 import FakeCamunda8
from tests.unit.publish.packages import a_package

HOST = "127.0.0.1+127.0.0.1"


@pytest.fixture(autouse=True)
def ring(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Backend()
    monkeypatch.setattr(keyring, "get_keyring", lambda: kept)
    for name in ("get_password", "set_password", "delete_password"):
        monkeypatch.setattr(keyring, name, getattr(kept, name))
    monkeypatch.setattr(http, "AGAIN", (0.0, 0.0))


@pytest.fixture
def server() -> Iterator[FakeCamunda8]:
    fake = FakeCamunda8(client=("slipway", "s3cret"))
    with fake.running("/cluster"):
        yield fake


def address(server: FakeCamunda8, **more: str) -> str:
    named = server.url.replace("://", "://slipway@")
    return with_details(named, {"token": f"{server.url}/oauth/token", **more})


def test_a_token_is_got_once_and_shown_with_every_request(server: FakeCamunda8) -> None:
    Keyring().keep(HOST, "slipway", "s3cret")
    receipt = publish(a_package(), f"camunda8:{address(server, audience='zeebe', scope='a b')}")
    assert receipt.server == f"camunda8:{server.url}"
    assert len(server.tokens) == 1
    assert server.said[0] == {
        "grant_type": "client_credentials", "client_id": "slipway", "client_secret": "s3cret",
        "audience": "zeebe", "scope": "a b",
    }  # fmt: skip


def test_one_that_is_not_taken_any_more_is_asked_for_anew_once(server: FakeCamunda8) -> None:
    Keyring().keep(HOST, "slipway", "s3cret")
    connection = connect(address(server))
    connection.greet()
    server.tokens.append("of somebody else")  # as when the server began anew
    connection.greet()
    assert len(server.said) == 2
    server.fault = lambda asked: None if "oauth" in asked.path else server.unknown(asked).__class__(401)
    with pytest.raises(PublishError) as caught:
        connection.greet()
    assert (caught.value.code, len(server.said)) == ("publish.unauthorized", 3)
    with pytest.raises(PublishError):
        connect(address(server)).greet()  # a new one that is not taken is not asked for once more
    assert len(server.said) == 4


def test_one_that_ends_is_asked_for_before(server: FakeCamunda8) -> None:
    Keyring().keep(HOST, "slipway", "s3cret")
    clock = [0.0]
    tokens = Tokens(f"{server.url}/oauth/token", now=lambda: clock[0])
    asks = Http(server.url.replace("://", "://slipway@"), login=tokens, beside=f"{server.url}/oauth/token")
    for at, asked in ((0.0, 1), (269.0, 1), (271.0, 2)):
        clock[0] = at
        asks.get("/v2/topology")
        assert len(server.said) == asked


def test_a_wrong_secret_is_told_in_the_words_of_whoever_gives_tokens(server: FakeCamunda8) -> None:
    Keyring().keep(HOST, "slipway", "other")
    with pytest.raises(PublishError) as caught:
        connect(address(server)).greet()
    assert caught.value.code == "publish.no-token"
    assert "Invalid client credentials" in caught.value.message
    assert "other" not in caught.value.message


def test_no_secret_and_no_client_are_told(server: FakeCamunda8) -> None:
    Keyring().keep("127.0.0.1", "slipway", "s3cret")  # of the server alone: given to nobody else
    with pytest.raises(PublishError) as caught:
        connect(address(server)).greet()
    assert (caught.value.code, caught.value.params["host"]) == ("publish.no-password", HOST)
    assert server.said == []
    with pytest.raises(PublishError) as caught:
        connect(address(server).replace("slipway@", ""))
    assert caught.value.code == "publish.no-client"
    with pytest.raises(PublishError) as caught:
        connect("http://li@host?token=nowhere")
    assert caught.value.code == "publish.bad-address"


@pytest.mark.parametrize(
    "answer",
    [httpx.Response(200, text="<html>"), httpx.Response(200, json=[1]), httpx.Response(302), httpx.Response(500),
     httpx.Response(200, json={"access_token": "a\nb"}), httpx.Response(200, json={"access_token": 5})],
)  # fmt: skip
def test_what_gives_no_tokens_is_told(answer: httpx.Response) -> None:
    Keyring().keep("a.example+b.example", "li", "x")
    transport = httpx.MockTransport(lambda _request: answer)
    tokens = Tokens("https://b.example/token")
    asks = Http("https://li@a.example", login=tokens, beside=tokens.url, transport=transport)
    with pytest.raises(PublishError) as caught:
        asks.get("/v2/topology")
    assert (caught.value.code, caught.value.params["server"]) == ("publish.odd-token", "b.example")


def test_whoever_does_not_answer_is_named() -> None:
    Keyring().keep("a.example+b.example", "li", "x")

    def gone(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("too slow", request=request)

    tokens = Tokens("https://b.example/token")
    asks = Http("https://li@a.example", login=tokens, beside=tokens.url, transport=httpx.MockTransport(gone))
    with pytest.raises(PublishError) as caught:
        asks.send("POST", "/v2/deployments")
    assert (caught.value.code, caught.value.params["server"]) == ("publish.unreachable", "https://b.example/token")


def test_an_environment_says_where_tokens_are_got() -> None:
    url = "https://id.example.com/a/token?x=1&y=2"
    stage = Environment.model_validate(
        {"id": "prod", "target": "camunda8:https://li@host", "tenant": "a", "tokenUrl": url, "scope": "b c"}
    )
    assert stage.address == f"camunda8:https://li@host?tenant=a&token={quote(url, safe='')}&scope=b%20c"
    place, details = details_of(stage.address)
    assert (place, details) == ("camunda8:https://li@host", {"tenant": "a", "token": url, "scope": "b c"})
    assert stage.model_copy(update={"target": "operaton:https://li@host"}).address.endswith("host?tenant=a")


@pytest.mark.parametrize("place", ["https://host?foo=1", "https://host?tenant=a&foo=1", "https://host?"])
def test_what_no_detail_is_stays_in_the_address(place: str) -> None:
    assert details_of(place) == (place, {})
    assert tenant_of(place) == (place, "")


def test_a_secret_is_kept_under_both_hosts() -> None:
    assert keyring_host("a.example", "https://b.example/token") == "a.example+b.example"
    assert keyring_host("a.example", "") == "a.example"
